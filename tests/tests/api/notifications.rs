//! What happens is told to webhooks: once, signed, again when it failed, and to nobody inside.

use std::collections::BTreeSet;

use mru_service::notifying::SigningSecret;
use mru_tests::{
    hook_sink::{Came, HookSink},
    run::root,
    served::Served,
    store::{Postgres, Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, changes, key};

const DELIVER: [&str; 3] = ["outbox", "deliver", "--allow-insecure-targets"];

/// Registers a webhook at a sink, and returns its secret.
#[track_caller]
fn registered(store: &Store, sink: &HookSink, more: &[&str]) -> String {
    let url = format!("{}/hook", sink.url);
    let add = ["webhook", "add", &url, "--allow-insecure-targets"];
    store.ok(&[&add[..], more].concat()).trim().to_owned()
}

/// Records a request of a change of a customer, and returns its id.
#[track_caller]
fn requested(store: &Store, customer: &str, ticket: &str) -> String {
    let (now, next) = changes::files(store);
    let request = ["change", "request", "--customer", customer, "--current", &now];
    let more = ["--proposed", &next, "--ticket", ticket, "--requested-by", "lead@acme.example"];
    let said = store.ok(&[&request[..], &more].concat());
    let said: Value = serde_json::from_str(&said).expect("JSON");
    said["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn outbox(store: &Store) -> Vec<Value> {
    store.json(&["outbox", "list"]).as_array().expect("a list").clone()
}

/// Whether a secret signed what came.
fn is_signed(came: &Came, secret: &str) -> bool {
    let secret = SigningSecret::read(secret).expect("a secret");
    let of = (came.header("webhook-id"), came.header("webhook-timestamp"));
    secret.signed(of, &came.body, came.header("webhook-signature"))
}

#[test]
fn what_happens_is_told_once_and_signed() {
    on_both(PROGRAM, |store| {
        changes::begun(store);
        let (sink, narrow) = (HookSink::start(), HookSink::start());
        let secret = registered(store, &sink, &[]);
        let only = ["--events", "change.rejected,quote.issued", "--customer", "other"];
        registered(store, &narrow, &only);
        let one = requested(store, "acme", "REQ-1");
        let other = requested(store, "other", "REQ-2");
        store.ok(&["change", "approve", &one, "--as", "cto@acme.example"]);
        let reject = ["change", "reject", &other, "--as", "cto@other.example", "--reason", "no"];
        store.ok(&reject);
        assert_eq!(sink.came().len(), 0, "something is told before it is delivered");
        let said = store.ok(&DELIVER);
        assert_eq!(said, "5 delivered, 0 to be tried again, 0 given up\n");
        assert_eq!(store.ok(&DELIVER), "0 delivered, 0 to be tried again, 0 given up\n");
        let came = sink.take();
        let told: BTreeSet<(String, String)> = came
            .iter()
            .map(|it| (it.json()["type"].to_string(), it.json()["data"]["change"].to_string()))
            .collect();
        let row = |kind: &str, change: &str| (format!("\"{kind}\""), format!("\"{change}\""));
        let expected = [
            row("change.requested", &one),
            row("change.requested", &other),
            row("change.approved", &one),
            row("change.rejected", &other),
        ];
        assert_eq!(told, BTreeSet::from(expected));
        for it in &came {
            assert_eq!((it.what.as_str(), is_signed(it, &secret)), ("POST /hook", true), "{it:?}");
            assert!(!is_signed(
                &Came { body: it.body.replace("USD", "EUR") + " ", ..it.clone() },
                &secret
            ));
        }
        let narrow: Vec<String> =
            narrow.take().iter().map(|it| it.json()["type"].to_string()).collect();
        assert_eq!(narrow, ["\"change.rejected\""]);
        let shown = ["text", "json"].map(|form| {
            let all = [["webhook", "list"], ["outbox", "list"]];
            all.map(|it| store.ok(&[&it[..], &["--format", form]].concat())).concat()
        });
        assert!(!shown.concat().contains(&secret[6..]), "a list shows a secret");
        let said = store.ok(&["verify"]);
        assert!(said.contains(": 0 problems"), "{said}");
    });
}

#[test]
fn quotes_documents_and_cards_are_told() {
    let store = Store::sqlite(PROGRAM);
    store.record();
    let sink = HookSink::start();
    registered(&store, &sink, &[]);
    store.issue("2026-04", "2026-05-02");
    let note = ["credit-note", "INV-000001", "--line", "1=10.00", "--reason", "goodwill"];
    store.ok(&[&note[..], &["--key", "k1", "--issue-date", "2026-05-03"]].concat());
    let said = store.ok(&["quote", "save", "fixtures/deployments/ex1-preprod-only.toml"]);
    let draft = said.split(' ').next().expect("an id");
    store.ok(&["quote", "issue", draft, "--as-of", "2026-11-02"]);
    store.ok(&DELIVER);
    let mut told: Vec<(String, Value)> = sink
        .take()
        .iter()
        .map(|it| {
            (
                it.json()["type"].as_str().unwrap_or_default().to_owned(),
                it.json()["data"]["number"].clone(),
            )
        })
        .collect();
    told.sort_by_key(|(kind, number)| format!("{kind} {number}"));
    let expected = [
        ("document.issued", "CN-000001"),
        ("document.issued", "INV-000001"),
        ("document.issued", "INV-000002"),
        ("quote.issued", "QUO-000001"),
    ];
    assert_eq!(told, expected.map(|(kind, number)| (kind.to_owned(), json!(number))));
}

/// What is recorded and what is told of it are kept together or not at all.
#[test]
fn nothing_is_told_of_what_was_not_kept() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    let sink = HookSink::start();
    registered(&store, &sink, &[]);
    let (now, next) = changes::files(&store);
    let request =
        ["change", "request", "--customer", "acme", "--current", &now, "--proposed", &next];
    let killed = store.run_with(&request, &[("MRU_CRASH_AT", "outbox.queued:1")]);
    assert_eq!(killed.code, -1, "{}", killed.stderr);
    assert_eq!((outbox(&store).len(), store.json(&["change", "list"])), (0, json!([])));
}

/// A process that is killed after it sent tells it again, under the same id.
#[test]
fn what_was_sent_by_a_killed_process_is_sent_again_under_its_id() {
    on_both(PROGRAM, |store| {
        changes::begun(store);
        let sink = HookSink::start();
        registered(store, &sink, &[]);
        requested(store, "acme", "REQ-1");
        for (point, sent) in [("outbox.taken:1", 0), ("outbox.sent:1", 1)] {
            let killed = store.run_with(&DELIVER, &[("MRU_CRASH_AT", point)]);
            assert_eq!((killed.code, sink.came().len()), (-1, sent), "{point}");
            // Who was killed holds it for a while; nobody else takes it meanwhile.
            let now = [&DELIVER[..], &["--now"]].concat();
            assert_eq!(store.ok(&now), "0 delivered, 0 to be tried again, 0 given up\n");
            changes::run_sql(store, "UPDATE outbox SET due_at = '2020-01-01T00:00:00.000Z'");
        }
        assert_eq!(store.ok(&DELIVER), "1 delivered, 0 to be tried again, 0 given up\n");
        let came = sink.take();
        let ids: BTreeSet<&str> = came.iter().map(|it| it.header("webhook-id")).collect();
        assert_eq!((came.len(), ids.len()), (2, 1));
        assert_eq!(came[0].body, came[1].body);
    });
}

#[test]
fn what_fails_is_tried_again_given_up_and_replayed() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    let sink = HookSink::start();
    registered(&store, &sink, &["--events", "change.requested"]);
    requested(&store, "acme", "REQ-1");
    sink.answer(500);
    assert_eq!(store.ok(&DELIVER), "0 delivered, 1 to be tried again, 0 given up\n");
    let row = &outbox(&store)[0];
    assert_eq!((&row["problem"], &row["attempts"]), (&json!("target-answered 500"), &json!(1)));
    // It is not due yet, unless somebody says so.
    assert_eq!(store.ok(&DELIVER), "0 delivered, 0 to be tried again, 0 given up\n");
    let now = [&DELIVER[..], &["--now"]].concat();
    for attempt in 2..10 {
        let said = store.ok(&now);
        assert_eq!(said, "0 delivered, 1 to be tried again, 0 given up\n", "{attempt}");
    }
    let said = store.fails(3, &now);
    let line: Value = serde_json::from_str(said.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&line["level"], &line["code"]), (&json!("error"), &json!("target-answered")));
    assert!(!said.contains("127.0.0.1"), "the log names a target: {said}");
    assert_eq!(store.ok(&now), "0 delivered, 0 to be tried again, 0 given up\n");
    let row = &outbox(&store)[0];
    assert_eq!((&row["state"], &row["attempts"]), (&json!("dead"), &json!(10)));
    let id = row["id"].as_str().expect("an id");
    sink.answer(204);
    store.ok(&["outbox", "replay", id]);
    assert_eq!(store.ok(&DELIVER), "1 delivered, 0 to be tried again, 0 given up\n");
    let ids: BTreeSet<String> =
        sink.take().iter().map(|it| it.header("webhook-id").to_owned()).collect();
    assert_eq!(ids, BTreeSet::from([id.to_owned()]));
    // Who wants nothing any more is not asked again, and nobody is followed elsewhere.
    for (status, code, state, problem) in [
        (410, 3, "dead", "target-is-gone"),
        (302, 0, "waiting", "target-redirects 302"),
        (307, 0, "waiting", "target-redirects 307"),
    ] {
        sink.answer(status);
        store.ok(&["outbox", "replay", id]);
        assert_eq!(store.run(&DELIVER).code, code, "{status}");
        let row = &outbox(&store)[0];
        assert_eq!((&row["state"], &row["problem"]), (&json!(state), &json!(problem)));
        assert_eq!(sink.take().len(), 1, "{status}");
        if state == "waiting" {
            sink.answer(410);
            store.fails(3, &now);
            sink.take();
        }
    }
    let said = store.fails(1, &["outbox", "replay", "msg_nothing"]);
    assert!(said.contains("there is no delivery `msg_nothing`"), "{said}");
}

#[test]
fn targets_inside_are_not_reached() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    let sink = HookSink::start();
    for url in [
        "http://hooks.example.com/",
        "https://a:b@hooks.example.com/",
        "hooks",
        "file:///etc/passwd",
    ] {
        let said = store.fails(1, &["webhook", "add", url]);
        assert!(said.contains("cannot be a webhook"), "{url}: {said}");
    }
    let said = store.fails(1, &["webhook", "add", "https://hooks.example.com/", "--events", "x"]);
    assert!(said.contains("there is no event `x`; there are quote.issued"), "{said}");
    let port = sink.url.rsplit(':').next().expect("a port");
    let inside = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0x7f000001",
        "10.0.0.1",
        "169.254.169.254",
    ];
    for host in inside {
        store.ok(&["webhook", "add", &format!("https://{host}:{port}/")]);
    }
    requested(&store, "acme", "REQ-1");
    store.ok(&["outbox", "deliver"]);
    for row in outbox(&store) {
        let problem = row["problem"].as_str().expect("a problem");
        assert!(["target-is-inside", "target-unknown"].contains(&problem), "{row}");
    }
    assert_eq!(outbox(&store).len(), inside.len());
    assert_eq!(sink.came().len(), 0);
}

#[test]
fn after_a_rotation_both_secrets_sign_for_a_while() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    let sink = HookSink::start();
    let first = registered(&store, &sink, &["--events", "change.requested"]);
    let listed = store.json(&["webhook", "list"]);
    let id = listed[0]["id"].as_str().expect("an id");
    let tell = |ticket: &str| {
        requested(&store, "acme", ticket);
        store.ok(&DELIVER);
        sink.take().pop().expect("a request")
    };
    let second = store.ok(&["webhook", "rotate", id]);
    let both = tell("REQ-1");
    assert_eq!(both.header("webhook-signature").split(' ').count(), 2);
    assert!(is_signed(&both, &first) && is_signed(&both, second.trim()));
    let third = store.ok(&["webhook", "rotate", id, "--overlap-hours", "0"]);
    let one = tell("REQ-2");
    assert!(is_signed(&one, third.trim()) && !is_signed(&one, second.trim()));
    requested(&store, "acme", "REQ-3");
    store.ok(&["webhook", "remove", id]);
    store.fails(3, &DELIVER);
    assert_eq!(outbox(&store).last().expect("a row")["problem"], "webhook-removed");
    requested(&store, "acme", "REQ-4");
    assert_eq!(outbox(&store).len(), 3, "who was removed is told nothing");
    store.fails(1, &["webhook", "remove", id]);
}

/// Two instances deliver everything, and nothing twice.
#[test]
fn two_instances_share_the_work() {
    let Some(server) = Postgres::start() else { return };
    let store = Store::postgres(PROGRAM, &server);
    changes::begun(&store);
    let sinks: Vec<HookSink> = (0..20).map(|_| HookSink::start()).collect();
    for sink in &sinks {
        registered(&store, sink, &["--events", "change.requested"]);
    }
    for ticket in ["REQ-1", "REQ-2", "REQ-3"] {
        requested(&store, "acme", ticket);
    }
    let both = [(); 4].map(|()| store.start(&DELIVER));
    for mut one in both {
        assert!(one.wait().expect("a process").success());
    }
    for sink in &sinks {
        let ids: BTreeSet<String> =
            sink.came().iter().map(|it| it.header("webhook-id").to_owned()).collect();
        assert_eq!((sink.came().len(), ids.len()), (3, 3));
    }
}

#[test]
fn the_service_delivers_by_itself_and_is_asked_by_api() {
    on_both(PROGRAM, |store| {
        changes::begun(store);
        let sink = HookSink::start();
        registered(store, &sink, &["--events", "change.requested"]);
        let admin = key(store, "administrator");
        let served = Served::start(store, &["--allow-insecure-targets"]);
        requested(store, "acme", "REQ-1");
        sink.wait(1);
        let told = || served.get("/v1/deliveries?state=delivered", &admin).json();
        let begun = std::time::Instant::now();
        while told()["items"].as_array().is_none_or(Vec::is_empty) {
            assert!(begun.elapsed().as_secs() < 30, "{}", told());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let id = told()["items"][0]["id"].as_str().expect("an id").to_owned();
        let bearer = format!("authorization: Bearer {admin}");
        let replay = format!("POST /v1/deliveries/{id}/replay");
        assert_eq!(served.ask(&replay, &[&bearer], b"").json()["state"], "waiting");
        let came = sink.wait(2);
        assert_eq!(came[0].header("webhook-id"), came[1].header("webhook-id"));
        let headers = [bearer.as_str(), "content-type: application/json"];
        let add = |body: &str| served.ask("POST /v1/webhooks", &headers, body.as_bytes());
        let made = add("{\"url\":\"https://hooks.example.com/\",\"events\":[\"quote.issued\"]}");
        let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
        assert!(SigningSecret::read(&secret).is_some(), "{secret}");
        assert!(!served.get("/v1/webhooks", &admin).text.contains(&secret));
        assert_eq!(add("{\"url\":\"http://hooks.example.com/\"}").problem().1, "webhook-url");
        let unknown = add("{\"url\":\"https://hooks.example.com/\",\"events\":[\"x\"]}");
        assert_eq!(unknown.problem().1, "event-unknown");
    });
}

/// The commands of `docs/notifications.md` do what the document says.
#[test]
fn the_commands_of_the_document_work() {
    let store = Store::sqlite(PROGRAM);
    changes::begun(&store);
    let folder = store.folder.path();
    std::os::unix::fs::symlink(PROGRAM, folder.join("mru")).expect("a link");
    let told = std::fs::read_to_string(root().join("docs/notifications.md")).expect("the document");
    let blocks: Vec<&str> =
        told.split("```sh\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert!(blocks.len() >= 4, "the test looks for other blocks");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut said = String::new();
    for block in blocks {
        let output = std::process::Command::new("sh")
            .args(["-e", "-c", block])
            .current_dir(folder)
            .env("PATH", &path)
            .env("MRU_DATA_DIR", folder)
            .output()
            .expect("a shell");
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{block}{wrong}{said}");
    }
    for part in ["whsec_", "is told nothing any more", "mails are off", "monthly-usd 4000"] {
        assert!(said.contains(part), "`{part}` is not in {said}");
    }
}

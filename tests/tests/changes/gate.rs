//! The gate: allowed once, never beyond, each refusal by its own code.

use std::thread;

use mru_core::{Format, units::Usd};
use mru_service::{
    Database,
    billing::Once,
    changes::{
        self, Decider, GateRequest, NewDecision, NewEnvelope, Proposed, Verdict, record::Decided,
    },
    door::{self, Access, ServerUrl},
    storage::Clock,
    witness::key_file::KeySource,
};
use mru_tests::store::{KEY, Store, block_on, on_both};
use serde_json::Value;

use super::{PROGRAM, ask, book, deployment, first_line};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn requested(store: &Store, customer: &str, target: &str, more: &[&str]) -> String {
    let target = store.file("wanted.yaml", target);
    let base = store.file("present.yaml", &deployment(1, 1, ""));
    let by = format!("lead@{customer}.example");
    let asked = [
        "change",
        "request",
        "--customer",
        customer,
        "--current",
        &base,
        "--proposed",
        &target,
        "--ticket",
        "REQ-1",
        "--requested-by",
        &by,
    ];
    let asked = store.ok(&[&asked[..], more].concat());
    json(&asked)["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn approved(store: &Store, customer: &str, target: &str, more: &[&str]) -> (String, String) {
    let change = requested(store, customer, target, more);
    let by = format!("cto@{customer}.example");
    let signed = json(&store.ok(&["change", "approve", &change, "--as", &by]));
    (change, signed["statement"]["id"].as_str().expect("an id").to_owned())
}

#[track_caller]
fn envelope(store: &Store, environment: &str, usd: &str, until: &str) -> String {
    let made = store.ok(&[
        "envelope",
        "create",
        "--customer",
        "acme",
        "--environment",
        environment,
        "--usd",
        usd,
        "--until",
        until,
        "--as",
        "cfo@acme.example",
    ]);
    json(&made)["statement"]["id"].as_str().expect("an id").to_owned()
}

fn code(verdict: &Value) -> &str {
    verdict["code"].as_str().unwrap_or("allowed")
}

#[test]
fn each_wrong_approval_is_denied_by_its_own_code() {
    on_both(PROGRAM, |store| {
        book(store, "");
        let target = deployment(2, 1, "");
        let (change, approval) = approved(store, "acme", &target, &[]);
        let (other_change, _) = approved(store, "acme", &deployment(1, 2, ""), &[]);
        let (_, foreign) = approved(store, "other", &target, &[]);
        let rejected = requested(store, "acme", &target, &[]);
        let by = ["--as", "cto@acme.example", "--reason", "no"];
        let rejected = json(&store.ok(&[&["change", "reject", &rejected][..], &by].concat()));
        let rejected = rejected["statement"]["id"].as_str().expect("an id").to_owned();
        let present = store.file("present.yaml", &deployment(1, 1, ""));
        let qa = store.file("qa.yaml", &deployment(1, 2, ""));
        for (more, says) in [
            (vec![], "gate"),
            (vec!["--approval", "AP-0"], "approval-unknown"),
            (vec!["--approval", &foreign], "approval-of-another-customer"),
            (
                vec!["--approval", &approval, "--environment", "qa"],
                "approval-of-another-environment",
            ),
            (
                vec!["--approval", &approval, "--change", &other_change],
                "approval-of-another-change",
            ),
            (vec!["--approval", &rejected], "approval-is-rejection"),
            // The same approval for something else, in another environment.
            (
                vec!["--approval", &approval, "--current", &present, "--proposed", &qa],
                "approval-of-another-environment",
            ),
            (vec!["--change", &change], "approval-needed"),
        ] {
            if says == "gate" {
                let run = store.run(&["gate", "--customer", "acme", "--key", "x"]);
                assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
                continue;
            }
            let (status, verdict) = ask(store, says, &more);
            assert_eq!((status, code(&verdict)), (3, says), "{more:?} {verdict}");
            assert!(verdict["reason"].as_str().is_some_and(|it| it.len() > 10), "{verdict}");
        }
        // Once, and the same question gets the same receipt; another one is a replay.
        let (status, first) = ask(store, "one", &["--approval", &approval]);
        assert_eq!((status, code(&first)), (0, "allowed"), "{first}");
        let (_, again) = ask(store, "one", &["--approval", &approval]);
        assert_eq!(first, again);
        let (_, replay) = ask(store, "two", &["--approval", &approval]);
        assert_eq!(code(&replay), "approval-used");
        let reused = store.run(&[
            "gate",
            "--customer",
            "acme",
            "--approval",
            &approval,
            "--key",
            "one",
            "--ticket",
            "other",
        ]);
        assert_eq!(reused.code, 1, "{}", reused.stdout);
        let receipt = first["receipt"]["statement"]["id"].as_str().expect("an id");
        let file = store.file("receipt.json", &store.ok(&["receipt", "show", receipt]));
        let key = first_line(&store.ok(&["keys", "show"]));
        store.ok(&["receipt", "verify", &file, "--key", &key]);
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn two_approvals_of_one_base_are_not_both_used() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let (_, one) = approved(&store, "acme", &deployment(2, 1, ""), &[]);
    let (_, other) = approved(&store, "acme", &deployment(1, 2, ""), &[]);
    assert_eq!(ask(&store, "one", &["--approval", &one]).0, 0);
    let (_, verdict) = ask(&store, "other", &["--approval", &other]);
    assert_eq!(code(&verdict), "base-changed");
}

#[test]
fn what_begins_earlier_than_approved_costs_more_of_the_month() {
    let store = Store::sqlite(PROGRAM);
    // Days count, and the change was approved for the last day of a month to come.
    let daily = super::customer("acme", "").replace("whole-month", "daily");
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    let file = store.file("acme.toml", &daily);
    store.ok(&["customer", "put", &file]);
    let today = chrono::Utc::now().date_naive();
    let first = mru_core::calendar::Period::of(today).next().first_day();
    let (late, early) = (first + chrono::Days::new(20), (first + chrono::Days::new(2)).to_string());
    let late = late.to_string();
    let (_, approval) = approved(&store, "acme", &deployment(2, 1, ""), &["--start", &late]);
    let (_, verdict) = ask(&store, "early", &["--approval", &approval, "--start", &early]);
    assert_eq!(code(&verdict), "month-exceeded");
    assert_eq!(ask(&store, "late", &["--approval", &approval]).0, 0);
}

#[test]
fn an_envelope_is_drawn_from_and_never_beyond() {
    on_both(PROGRAM, |store| {
        book(store, "");
        let today = chrono::Utc::now().date_naive();
        let until = (today + chrono::Days::new(30)).to_string();
        // A container of qa is USD 49.50 a month by this contract.
        let id = envelope(store, "qa", "100.00", &until);
        let present = store.file("present.yaml", &deployment(1, 1, ""));
        let two = store.file("two.yaml", &deployment(1, 2, ""));
        let five = store.file("five.yaml", &deployment(1, 5, ""));
        let production = store.file("production.yaml", &deployment(2, 1, ""));
        let draw = |key: &str, target: &str| {
            ask(
                store,
                key,
                &[
                    "--envelope",
                    &id,
                    "--current",
                    &present,
                    "--proposed",
                    target,
                    "--ticket",
                    "REQ-2",
                ],
            )
        };
        let (_, verdict) = draw("too-much", &five);
        assert_eq!(code(&verdict), "envelope-exhausted");
        let (_, verdict) = draw("elsewhere", &production);
        assert_eq!(code(&verdict), "envelope-of-another-environment");
        let (status, first) = draw("one", &two);
        assert_eq!(
            (status, &first["receipt"]["statement"]["drawn_usd"]),
            (0, &"49.50".into()),
            "{first}"
        );
        assert_eq!(draw("one", &two).1, first, "the same question draws nothing more");
        assert_eq!(draw("two", &two).0, 0);
        let (_, verdict) = draw("three", &two);
        assert_eq!(code(&verdict), "envelope-exhausted");
        assert!(verdict["reason"].as_str().is_some_and(|it| it.contains("1.00")), "{verdict}");
        for (arguments, says) in [
            (["--customer", "other", "--environment", "qa"], "approvers"),
            (["--customer", "acme", "--environment", "nowhere"], "nowhere"),
        ] {
            let more = ["--usd", "5", "--until", &until, "--as", "cto@acme.example"];
            let said = store.fails(1, &[&["envelope", "create"][..], &arguments, &more].concat());
            assert!(said.contains(says), "{said}");
        }
        let more = ["--usd", "0", "--until", &until, "--as", "cto@acme.example"];
        store.fails(
            1,
            &[&["envelope", "create", "--customer", "acme", "--environment", "qa"][..], &more]
                .concat(),
        );
        let shown = store.run(&["envelope", "show", &id]);
        assert!(shown.stderr.contains("99.00"), "{}", shown.stderr);
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

/// Opens the store as a service does.
async fn opened(store: &Store) -> Database {
    let Some(url) = &store.url else {
        let folder = store.folder.path();
        return door::open_folder(folder, Access::Write, door::PATIENCE).await.expect("a store");
    };
    let url = ServerUrl::read(url, None).expect("a URL");
    let opened = door::open_server(&url, door::PATIENCE).await.expect("a store");
    opened.with_keys(KeySource::Given(String::from(KEY)))
}

/// Asks 64 times at once, by two services on the store, and counts the answers.
fn at_once<'a>(
    store: &Store,
    name: &str,
    set: impl Fn(&mut GateRequest<'a>) + Sync,
) -> Vec<(&'static str, usize)> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(8).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let keys: Vec<String> = (0..64).map(|at| format!("{name}-{at}")).collect();
    let services = runtime.block_on(async { [opened(store).await, opened(store).await] });
    let ask = |key: &'a str, service: &Database| {
        let mut asked = question(key);
        set(&mut asked);
        match runtime.block_on(changes::gate(service, &asked)).expect("an answer") {
            Verdict::Allowed(_) => "allowed",
            Verdict::Denied(denial) => denial.code(),
        }
    };
    let keys: &'a [String] = keys.leak();
    let mut counted: Vec<(&'static str, usize)> = Vec::new();
    thread::scope(|scope| {
        let asked: Vec<_> = keys
            .iter()
            .zip(services.iter().cycle())
            .map(|(key, service)| {
                scope.spawn({
                    let ask = &ask;
                    move || ask(key, service)
                })
            })
            .collect();
        for answer in asked {
            let answer = answer.join().expect("an answer");
            match counted.iter_mut().find(|(code, _)| *code == answer) {
                Some((_, count)) => *count += 1,
                None => counted.push((answer, 1)),
            }
        }
    });
    runtime.block_on(async {
        for service in services {
            service.close().await.expect("closed");
        }
    });
    counted.sort_unstable();
    counted
}

/// A question of one key, about nothing yet.
const fn question(key: &str) -> GateRequest<'_> {
    GateRequest {
        customer: "acme",
        deployment: "main",
        environment: None,
        change: None,
        current: None,
        proposed: None,
        starts_on: None,
        approval: None,
        envelope: None,
        ticket: "REQ-64",
        requested_by: "",
        only: None,
        by: Once { caller: "test", key, hash: key },
    }
}

#[test]
fn sixty_four_at_once_use_an_approval_once_and_exceed_no_envelope() {
    on_both(PROGRAM, |store| {
        book(store, "");
        let until = (chrono::Utc::now().date_naive() + chrono::Days::new(30)).to_string();
        // Seven draws of USD 49.50 fit, an eighth does not.
        let id = envelope(store, "qa", "350.00", &until);
        let (_, approval) = approved(store, "acme", &deployment(2, 1, ""), &[]);
        let used = at_once(store, "approval", |asked| asked.approval = Some(&approval));
        assert_eq!(used, [("allowed", 1), ("approval-used", 63)]);
        let (present, two) = (deployment(1, 1, ""), deployment(1, 2, ""));
        let draws = at_once(store, "envelope", |asked| {
            asked.envelope = Some(&id);
            asked.current = Some((&present, Format::Yaml));
            asked.proposed = Some(Proposed::Whole(&two, Format::Yaml));
        });
        assert_eq!(draws, [("allowed", 7), ("envelope-exhausted", 57)]);
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn an_activation_names_what_the_gate_allowed() {
    on_both(PROGRAM, |store| {
        book(store, "require_approvals = true");
        let heading =
            "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n";
        let event = |id: &str, at: &str, name: &str, size: &str, ticket: &str| {
            format!(
                "{heading}{id},activated,{at},acme,production,container,{name},{size},1,2,{ticket}\n"
            )
        };
        let import = |name: &str, text: &str| {
            let file = store.file(name, text);
            store.run(&["meter", "import", &file])
        };
        let later = (chrono::Utc::now() + chrono::Duration::hours(2)).to_rfc3339();
        let before = "2026-11-01T10:00:00-03:00";
        let run = import("none.csv", &event("e1", &later, "p1", "1x2", "REQ-1"));
        assert!(run.code == 2 && run.stderr.contains("U18"), "{}", run.stderr);
        let (_, approval) = approved(store, "acme", &deployment(2, 1, ""), &[]);
        let (_, verdict) = ask(store, "k", &["--approval", &approval]);
        let receipt = verdict["receipt"]["statement"]["id"].as_str().expect("an id").to_owned();
        for (name, size, ticket) in
            [("p1", "1x3", "REQ-1"), ("p9", "1x2", "REQ-1"), ("p1", "2x4", &*receipt)]
        {
            let run = import("wrong.csv", &event("e1", &later, name, size, ticket));
            assert!(run.code == 2 && run.stderr.contains("U19"), "{name} {size}: {}", run.stderr);
        }
        let run = import("early.csv", &event("e1", before, "p1", "1x2", "REQ-1"));
        assert!(run.code == 2 && run.stderr.contains("U20"), "{}", run.stderr);
        let right = event("e1", &later, "p1", "1x2", &receipt);
        let run = import("right.csv", &right);
        assert_eq!(run.code, 0, "{}", run.stderr);
        // The same event again is known; another one of the same receipt is too many.
        assert_eq!(import("right.csv", &right).code, 0);
        let run = import("twice.csv", &event("e2", &later, "p1", "1x2", &receipt));
        assert!(run.code == 2 && run.stderr.contains("U19"), "{}", run.stderr);
        // Removals, and customers that ask for no receipts, go on as before.
        let free = event("o1", before, "p1", "1x2", "REQ-9").replace("acme", "other");
        let run = import("other.csv", &free);
        assert!(
            run.code == 2 && run.stderr.contains("U18"),
            "both ask for receipts: {}",
            run.stderr
        );
    });
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let text = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
                e1,activated,2026-11-01T10:00:00-03:00,acme,production,container,p1,1x2,1,2,REQ-1\n";
    let file = store.file("plain.csv", text);
    assert_eq!(store.run(&["meter", "import", &file]).code, 0, "off by default");
    let foreign = store.file(
        "named.csv",
        &text.replace("REQ-1", "RC-0").replace("e1,", "e2,").replace(",p1,", ",p2,"),
    );
    let run = store.run(&["meter", "import", &foreign]);
    assert!(
        run.code == 2 && run.stderr.contains("U18"),
        "a receipt that is named is looked for: {}",
        run.stderr
    );
}

/// Time, and whoever writes the database, make nothing of an approval or an envelope.
#[test]
fn what_is_too_old_or_was_altered_is_denied() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let change = requested(&store, "acme", &deployment(2, 1, ""), &[]);
    let past = chrono::Utc::now() - chrono::Duration::days(3);
    let decider = Decider { person: "cto@acme.example", recorded_by: "test", only: None };
    let (late, envelope) = block_on(async {
        let database = opened(&store).await.with_clock(Clock::Fixed(past));
        let asked = NewDecision {
            change: &change,
            decided: Decided::Approved,
            reason: "",
            statement: None,
            days: 1,
        };
        let approval = changes::decide(&database, &asked, &decider, None).await.expect("approved");
        let asked = NewEnvelope {
            customer: "acme",
            deployment: "main",
            environment: "qa",
            most_more_usd: Usd::of_cents(100_000),
            until: past.date_naive(),
        };
        let envelope = changes::allow(&database, &asked, &decider, None).await.expect("allowed");
        database.close().await.expect("closed");
        let approval = approval.record.expect("new").statement.id;
        (approval, envelope.record.expect("new").statement.id)
    });
    let (_, verdict) = ask(&store, "late", &["--approval", &late]);
    assert_eq!(code(&verdict), "approval-expired");
    let present = store.file("present.yaml", &deployment(1, 1, ""));
    let two = store.file("two.yaml", &deployment(1, 2, ""));
    let draw = ["--envelope", &envelope, "--current", &present, "--proposed", &two];
    let (_, verdict) = ask(&store, "drawn", &draw);
    assert_eq!(code(&verdict), "envelope-expired");
    // Another approver, another amount: the signature is not of what the row says.
    let (_, approval) = approved(&store, "acme", &deployment(2, 1, ""), &[]);
    super::tamper(&store.folder.path().join("mru.db"), "change_decision", "cto@acme", "cfo@acme");
    let (_, verdict) = ask(&store, "altered", &["--approval", &approval]);
    assert_eq!(code(&verdict), "approval-was-altered");
}

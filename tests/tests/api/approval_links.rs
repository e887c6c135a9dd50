//! Links by which approvers decide: what opens, what does not, and what the second factor is.

use std::fs;

use mru_tests::{
    served::{Answer, Served},
    smtp_sink::SmtpSink,
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{
    PROGRAM,
    changes::{begun, key, post, question},
    pages::{FORM, Visitor, encoded},
};

/// The secret of a path.
#[track_caller]
fn secret(made: &Answer) -> String {
    let made = made.json();
    let path = made["path"].as_str().unwrap_or_else(|| panic!("{made}"));
    path.strip_prefix("/a/").expect("a path").to_owned()
}

/// What a form of a page says in a hidden field.
#[track_caller]
fn hidden(page: &str, name: &str) -> String {
    let of = format!("name=\"{name}\" value=\"");
    let value = page.split(&of).nth(1).and_then(|it| it.split('"').next());
    value.unwrap_or_else(|| panic!("no {name}: {page}")).to_owned()
}

fn requested(served: &Served, sre: &str, request: &str) -> Value {
    post(served, "/v1/changes", sre, request, &question("acme")).json()
}

/// Whatever is sent.
#[track_caller]
fn nobody_decides_without_a_second_factor(served: &Served, secret: &str, statement: &str) {
    let send = format!("POST /a/{secret}");
    let fields = format!(
        "token=&key={}&statement={}&decision=approve&code=00000000&reason=",
        "k".repeat(43),
        statement
    );
    let refused = served.ask(&send, &[FORM], fields.as_bytes());
    assert!(refused.status == 403 && refused.text.contains("No code was sent"), "{}", refused.text);
    let elsewhere = served.ask(&send, &[FORM, "origin: http://elsewhere.test"], fields.as_bytes());
    assert_eq!(elsewhere.status, 403);
}

/// Who may not ask for changes makes no links, and a link is for an approver.
#[track_caller]
fn links_are_made_by_who_may_for_who_approves(
    store: &Store,
    served: &Served,
    path: &str,
    [sre, approver]: [&str; 2],
) {
    let asked = json!({ "approver": "cto@acme.example" });
    assert_eq!(post(served, path, approver, "l-0", &asked).problem().1, "not-permitted");
    let foreign = key(store, "sre", "their tool", "other");
    assert_eq!(post(served, path, &foreign, "l-0", &asked).problem().1, "no-change");
    let nobody = json!({ "approver": "nobody@acme.example" });
    assert_eq!(post(served, path, sre, "l-0", &nobody).problem().1, "approver-not-named");
    let long = json!({ "approver": "cto@acme.example", "days": 31 });
    assert_eq!(post(served, path, sre, "l-0", &long).problem().1, "link-lifetime");
}

#[test]
fn a_link_opens_the_page_and_a_session_decides_on_it() {
    on_both(PROGRAM, |store| {
        begun(store);
        let sre = key(store, "sre", "tool", "");
        let approver = key(store, "customer-approver", "cto@acme.example", "acme");
        let stranger = key(store, "customer-approver", "cto@other.example", "other");
        let served = Served::start(store, &[]);
        let change = requested(&served, &sre, "r-1");
        let id = change["id"].as_str().expect("an id");
        let path = format!("/v1/changes/{id}/link");
        let asked = json!({ "approver": "cto@acme.example" });
        links_are_made_by_who_may_for_who_approves(store, &served, &path, [&sre, &approver]);
        let made = post(&served, &path, &sre, "l-1", &asked);
        let secret = secret(&made);
        // The secret is told once.
        assert_eq!(post(&served, &path, &sre, "l-1", &asked).json()["path"], Value::Null);
        let open = format!("GET /a/{secret}");
        let page = served.ask(&open, &[], b"");
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("The link alone decides nothing"), "{}", page.text);
        for never in ["value=\"approve\"", "<nav", "/months", "href=\"/changes\""] {
            assert!(!page.text.contains(never), "{never} {}", page.text);
        }
        assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
        let statement = served.ask(&format!("{open}?form=statement"), &[], b"");
        assert!(statement.text.starts_with("<!DOCTYPE html>"), "{}", statement.text);
        for wrong in [
            &secret[1..],
            &secret.replace(&secret[..1], "!"),
            &secret.chars().rev().collect::<String>(),
        ] {
            assert_eq!(served.ask(&format!("GET /a/{wrong}"), &[], b"").status, 404, "{wrong}");
        }
        let hash = change["statement_hash"].as_str().expect("a hash");
        nobody_decides_without_a_second_factor(&served, &secret, hash);
        let other = Visitor::of(&served, &stranger);
        assert!(!other.get(&format!("/a/{secret}")).text.contains("value=\"approve\""));
        let visitor = Visitor::of(&served, &approver);
        let page = visitor.get(&format!("/a/{secret}")).text;
        assert!(page.contains("value=\"approve\"") && !page.contains("name=\"code\""), "{page}");
        let body = format!(
            "token={}&key={}&statement={}&decision=reject&reason={}",
            hidden(&page, "token"),
            hidden(&page, "key"),
            hidden(&page, "statement"),
            encoded("too dear")
        );
        let done = visitor.send(&format!("/a/{secret}"), &body, &[]);
        assert_eq!(done.status, 303, "{}", done.text);
        assert_eq!(visitor.send(&format!("/a/{secret}"), &body, &[]).status, 303, "sent twice");
        let decided = served.get(&format!("/v1/changes/{id}"), &sre).json();
        assert_eq!(
            (&decided["state"], &decided["decision"]["reason"]),
            (&json!("rejected"), &json!("too dear"))
        );
        assert!(served.ask(&open, &[], b"").text.contains("cto@acme.example rejected it on"));
        assert_eq!(post(&served, &path, &sre, "l-2", &asked).problem().1, "change-is-decided");
        let listed = served.get(&format!("/v1/changes/{id}/links"), &sre).json();
        assert!(listed["items"][0]["openings"].as_i64().is_some_and(|it| it > 4), "{listed}");
        let revoke = format!("/v1/changes/{id}/revoke-links");
        assert_eq!(post(&served, &revoke, &sre, "v-1", &json!({})).status, 200);
        assert_eq!(served.ask(&open, &[], b"").status, 404);
        assert_eq!(post(&served, &revoke, &sre, "v-2", &json!({})).problem().1, "no-approval-link");
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn a_link_is_made_shown_and_ended_by_page_and_command_line() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let sre = key(&store, "sre", "tool", "");
    let served = Served::start(&store, &[]);
    let change = requested(&served, &sre, "r-1");
    let id = change["id"].as_str().expect("an id");
    let visitor = Visitor::of(&served, &sre);
    let page = visitor.get(&format!("/changes/{id}")).text;
    let body = format!(
        "token={}&key={}&approver=cto%40acme.example",
        visitor.token(),
        hidden(&page, "key")
    );
    let made = visitor.send(&format!("/changes/{id}/link"), &body, &[]).text;
    let by_page = made.split("/a/").nth(1).and_then(|it| it.split('<').next()).expect("a link");
    let link = ["change", "link", id, "--approver", "cto@acme.example"];
    let by_command = store.ok(&link).trim().strip_prefix("/a/").expect("a link").to_owned();
    for secret in [by_page, &by_command] {
        assert_eq!(served.ask(&format!("GET /a/{secret}"), &[], b"").status, 200, "{secret}");
    }
    assert_eq!(store.ok(&["change", "link", id, "--list"]).matches("opened 1 times").count(), 2);
    let said = store.fails(1, &["change", "link", id, "--approver", "x@acme.example"]);
    assert!(said.contains("is not among the `approvers`"), "{said}");
    store.ok(&["change", "link", id, "--revoke"]);
    for secret in [by_page, &by_command] {
        assert_eq!(served.ask(&format!("GET /a/{secret}"), &[], b"").status, 404);
    }
    // The store holds neither of them.
    let folder = store.folder.path();
    let all: Vec<u8> = ["mru.db", "mru.db-wal"]
        .iter()
        .flat_map(|name| fs::read(folder.join(name)).unwrap_or_default())
        .collect();
    for secret in [by_page, &by_command] {
        assert!(!all.windows(secret.len()).any(|it| it == secret.as_bytes()), "it holds a secret");
    }
    assert!(store.ok(&["verify"]).contains(": 0 problems"));
}

/// A link that somebody opened, and the mails that its codes come by.
struct Door<'s> {
    store: &'s Store,
    served: &'s Served,
    sink: SmtpSink,
    secret: String,
}

impl Door<'_> {
    fn send(&self, body: &str) -> Answer {
        self.served.ask(&format!("POST /a/{}", self.secret), &[FORM], body.as_bytes())
    }

    /// Has a code sent, and reads it in the mail.
    #[track_caller]
    fn code(&self) -> String {
        let asked = self.send("token=&do=code");
        assert!(
            asked.status == 200 && asked.text.contains("A code is on its way"),
            "{}",
            asked.text
        );
        self.store.ok(&["outbox", "deliver", "--now", "--smtp-url", &self.sink.url]);
        let mails = self.sink.take();
        let [mail] = &mails[..] else { panic!("one mail: {mails:?}") };
        assert_eq!(mail.to, "cto@acme.example");
        let is_code = |it: &&str| it.len() == 8 && it.bytes().all(|it| it.is_ascii_digit());
        let mut words = mail.data.split([' ', '.', '\r', '\n']);
        words.find(is_code).unwrap_or_else(|| panic!("no code: {}", mail.data)).to_owned()
    }

    /// Decides with a code on what the page shows.
    fn decide(&self, code: &str, decision: &str, reason: &str) -> Answer {
        let page = self.served.ask(&format!("GET /a/{}", self.secret), &[], b"").text;
        let (key, statement) = (hidden(&page, "key"), hidden(&page, "statement"));
        self.send(&format!(
            "token=&key={key}&statement={statement}&decision={decision}&code={code}&reason={reason}"
        ))
    }
}

#[test]
fn a_code_that_is_mailed_decides_once_on_what_it_was_sent_for() {
    on_both(PROGRAM, |store| {
        begun(store);
        store.ok(&["mail", "on", "--from", "Modyo <billing@modyo.example>"]);
        let sre = key(store, "sre", "tool", "");
        let served = Served::start(store, &[]);
        let sink = SmtpSink::start();
        let asked = json!({ "approver": "cto@acme.example" });
        let door = |request: &str, sink: SmtpSink| {
            let id = requested(&served, &sre, request)["id"].as_str().expect("an id").to_owned();
            let made = post(
                &served,
                &format!("/v1/changes/{id}/link"),
                &sre,
                &format!("l-{request}"),
                &asked,
            );
            (id, Door { store, served: &served, sink, secret: secret(&made) })
        };
        let (id, first) = door("r-1", sink);
        // What asks for approval is mailed too.
        store.ok(&["outbox", "deliver", "--now", "--smtp-url", &first.sink.url]);
        first.sink.take();
        let refused = first.decide("12345678", "approve", "");
        assert!(
            refused.status == 403 && refused.text.contains("No code was sent"),
            "{}",
            refused.text
        );
        let code = first.code();
        let wrong = if code == "00000000" { "00000001" } else { "00000000" };
        let refused = first.decide(wrong, "approve", "");
        assert!(refused.status == 403 && refused.text.contains("4 more times"), "{}", refused.text);
        assert!(refused.text.contains("aria-invalid=\"true\""), "{}", refused.text);
        // A refused decision uses up no code.
        assert_eq!(first.decide(&code, "reject", "").status, 422);
        // The code of one link is none of another one.
        let (_, other) = door("r-2", SmtpSink::start());
        store.ok(&["outbox", "deliver", "--now", "--smtp-url", &other.sink.url]);
        other.sink.take();
        other.code();
        assert_eq!(other.decide(&code, "approve", "").status, 403);
        let done = first.decide(&code, "approve", "as+agreed");
        assert_eq!(done.status, 303, "{}", done.text);
        let decided = served.get(&format!("/v1/changes/{id}"), &sre).json();
        assert_eq!(
            (&decided["state"], &decided["decision"]["approver"]),
            (&json!("approved"), &json!("cto@acme.example"))
        );
        // Five tries, and five codes within an hour.
        for _ in 0..4 {
            assert_eq!(other.decide("abc", "approve", "").status, 403);
        }
        let spent = other.decide("abc", "approve", "");
        assert!(spent.text.contains("tried too often"), "{}", spent.text);
        for _ in 0..4 {
            other.code();
        }
        assert_eq!(other.send("token=&do=code").status, 429);
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

//! Tickets of a support centre: signed, fresh, once a version, answered by a comment.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mru_service::notifying::SigningSecret;
use mru_tests::{
    hook_sink::HookSink,
    served::{Answer, Served},
    store::{Store, on_both},
};
use ring::hmac;
use serde_json::{Value, json};

use crate::{PROGRAM, changes, key};

const ZENDESK: &str = "dGhpcyBpcyBhIHNlY3JldA==";
const STANDARD_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A ticket with a change order in its text.
fn ticket(version: &str, description: &str) -> Value {
    json!({
        "ticket": "4711",
        "version": version,
        "customer": "acme",
        "requested_by": "lead@acme.example",
        "title": "Payments",
        "description": description,
        "current": changes::question("acme")["current"],
    })
}

const ORDER: &str = "Estimados:\n```mru\nchanges:\n  - op: add\n    component: container\n    environment: production\n    fields: {name: b, vcpu: 1, memory_gb: 2, repository: rb, branch: main}\n```\nGracias";

fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// Sends a ticket as Zendesk does, with a body that may differ from the signed one.
fn zendesk(served: &Served, at: chrono::DateTime<chrono::Utc>, signed: &str, sent: &str) -> Answer {
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let key = hmac::Key::new(hmac::HMAC_SHA256, ZENDESK.as_bytes());
    let signature = STANDARD.encode(hmac::sign(&key, format!("{at}{signed}").as_bytes()));
    let signature = format!("x-zendesk-webhook-signature: {signature}");
    let at = format!("x-zendesk-webhook-signature-timestamp: {at}");
    let headers = ["content-type: application/json", &signature, &at];
    served.ask("POST /hooks/tickets/zendesk", &headers, sent.as_bytes())
}

fn take(served: &Served, ticket: &Value) -> Answer {
    let text = ticket.to_string();
    zendesk(served, now(), &text, &text)
}

/// A service that takes tickets, and a support centre that takes comments.
fn served(store: &Store, sink: &HookSink) -> Served {
    changes::begun(store);
    let zendesk = store.file("zendesk", ZENDESK);
    let tickets = store.file("tickets", STANDARD_SECRET);
    let token = store.file("token", "a-token");
    let secrets = ["--zendesk-secret-file", &zendesk, "--tickets-secret-file", &tickets];
    let support = ["--zendesk-url", &sink.url, "--zendesk-user", "mru@modyo.example"];
    let more = ["--zendesk-token-file", &token, "--allow-insecure-targets"];
    Served::start(store, &[&secrets[..], &support, &more].concat())
}

#[test]
fn a_ticket_gets_its_cost_check_once_a_version() {
    on_both(PROGRAM, |store| {
        let sink = HookSink::start();
        let served = served(store, &sink);
        let first = take(&served, &ticket("v1", ORDER));
        assert_eq!(first.status, 200, "{}", first.text);
        let answer = first.json();
        assert_eq!(answer["outcome"], "approval");
        let comment = answer["comment"].as_str().expect("a comment").to_owned();
        let change = answer["change"].as_str().expect("a request").to_owned();
        for part in ["### Payments", "| MRU |", &change, "**Siguiente paso:**"] {
            assert!(comment.contains(part), "{part}: {comment}");
        }
        // The same version again has no effect, and the same answer.
        assert_eq!(take(&served, &ticket("v1", ORDER)).text, first.text);
        let other = take(&served, &ticket("v1", "other"));
        assert_eq!(other.problem(), (422, String::from("request-key-reused")));
        let came = sink.wait(1);
        assert_eq!(came[0].what, "PUT /api/v2/tickets/4711.json");
        assert_eq!(came[0].json()["ticket"]["comment"]["body"], comment.as_str());
        let basic = STANDARD.encode("mru@modyo.example/token:a-token");
        assert_eq!(came[0].header("authorization"), format!("Basic {basic}"));
        let sre = key(store, "sre");
        let listed = served.get("/v1/changes", &sre).json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
        assert_eq!(listed["items"][0]["id"], change.as_str());
        assert_eq!(listed["items"][0]["ticket"], "4711");
        // Another version is another effect.
        assert_ne!(take(&served, &ticket("v2", ORDER)).json()["change"], change.as_str());
        assert_eq!(sink.wait(2).len(), 2);
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn tickets_that_are_not_as_they_must_be() {
    let store = Store::sqlite(PROGRAM);
    let sink = HookSink::start();
    let served = served(&store, &sink);
    let text = ticket("v1", ORDER).to_string();
    let minutes = chrono::TimeDelta::minutes;
    for (what, answer, status, code) in [
        (
            "another body",
            zendesk(&served, now(), &text, &text.replace("4711", "4712")),
            401,
            "signature-wrong",
        ),
        ("too old", zendesk(&served, now() - minutes(6), &text, &text), 401, "signature-stale"),
        ("of tomorrow", zendesk(&served, now() + minutes(6), &text, &text), 401, "signature-stale"),
        (
            "unsigned",
            served.ask(
                "POST /hooks/tickets/zendesk",
                &["content-type: application/json"],
                text.as_bytes(),
            ),
            401,
            "signature-missing",
        ),
        ("no JSON", zendesk(&served, now(), "{", "{"), 422, "input-invalid"),
        (
            "an unknown field",
            zendesk(&served, now(), "{\"x\":1}", "{\"x\":1}"),
            422,
            "input-invalid",
        ),
    ] {
        assert_eq!(answer.problem(), (status, String::from(code)), "{what}: {}", answer.text);
    }
    let versions = std::cell::Cell::new(2);
    let with = |field: &str, value: Value| {
        let version = format!("v{}", versions.replace(versions.get() + 1));
        let mut changed = ticket(&version, ORDER);
        changed[field] = value;
        take(&served, &changed)
    };
    assert_eq!(with("customer", json!("nobody")).problem(), (404, String::from("no-customer")));
    assert_eq!(with("deployment", json!("side")).problem(), (422, String::from("place-unknown")));
    assert_eq!(with("ticket", json!("")).problem(), (422, String::from("input-invalid")));
    assert_eq!(with("ticket", json!("../users/1")).problem(), (422, String::from("input-invalid")));
    // What its author can put right is a comment.
    let wrong = with("description", json!("```mru\nchanges:\n- {op: resize, component: container, environment: production, name: z, fields: {vcpu: 2}}\n```")).json();
    assert_eq!((&wrong["outcome"], &wrong["change"]), (&json!("invalid"), &Value::Null));
    assert!(
        wrong["comment"].as_str().is_some_and(|it| it.contains("no se puede revisar")),
        "{wrong}"
    );
    let lacking = with("title", json!("Otro")).json();
    assert_eq!(lacking["outcome"], "approval", "{lacking}");
    assert!(lacking["comment"].as_str().is_some_and(|it| it.contains("Al ticket le falta")));
    let question = with("description", json!("When does the invoice come?")).json();
    assert_eq!((&question["outcome"], &question["comment"]), (&json!("no-order"), &Value::Null));
    let unknown = with("current", Value::Null).json();
    assert_eq!(unknown["outcome"], "invalid");
    assert!(
        unknown["comment"].as_str().is_some_and(|it| it.contains("No se sabe qué hay")),
        "{unknown}"
    );
    // Nothing of what was refused is there.
    let sre = key(&store, "sre");
    assert_eq!(served.get("/v1/changes", &sre).json()["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn any_other_system_sends_tickets_by_standard_webhooks() {
    let store = Store::sqlite(PROGRAM);
    let sink = HookSink::start();
    let served = served(&store, &sink);
    let send = |id: &str, seconds: i64, secret: &str, text: &str| {
        let at = (now().timestamp() + seconds).to_string();
        let signature = SigningSecret::read(secret).expect("a secret").sign((id, &at), text);
        let headers = [
            String::from("content-type: application/json"),
            format!("webhook-id: {id}"),
            format!("webhook-timestamp: {at}"),
            format!("webhook-signature: {signature}"),
        ];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        served.ask("POST /hooks/tickets", &headers, text.as_bytes())
    };
    let text = ticket("v1", ORDER).to_string();
    let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(send("a", 0, other, &text).problem(), (401, String::from("signature-wrong")));
    assert_eq!(send("a", -400, STANDARD_SECRET, &text).problem().1, "signature-stale");
    let first = send("a", 0, STANDARD_SECRET, &text);
    assert_eq!(first.json()["outcome"], "approval", "{}", first.text);
    assert_eq!(send("b", 0, STANDARD_SECRET, &text).text, first.text);
    // Without its secret a hook is not there.
    let plain = Served::start(&store, &[]);
    let answer =
        plain.ask("POST /hooks/tickets", &["content-type: application/json"], text.as_bytes());
    assert_eq!(answer.problem(), (404, String::from("hook-is-off")));
    assert_eq!(sink.came().len(), 0, "who sends otherwise gets no comment");
}

/// What the gate allowed last is what the next order is compared with.
#[test]
fn an_order_is_compared_with_what_the_gate_allowed() {
    let store = Store::sqlite(PROGRAM);
    let sink = HookSink::start();
    let served = served(&store, &sink);
    let first = take(&served, &ticket("v1", ORDER)).json();
    let change = first["change"].as_str().expect("a request");
    store.ok(&["change", "approve", change, "--as", "cto@acme.example"]);
    let approved = store.json(&["change", "list"]);
    let approval = approved[0]["decision"]["id"].as_str().or(approved[0]["approval"].as_str());
    let approval = approval.unwrap_or_else(|| panic!("an approval: {approved}"));
    store.ok(&["gate", "--customer", "acme", "--approval", approval, "--key", "k"]);
    let mut next = ticket("v2", &ORDER.replace("name: b", "name: c").replace("rb", "rc"));
    next["current"] = Value::Null;
    let answer = take(&served, &next).json();
    assert_eq!(answer["outcome"], "approval", "{answer}");
    assert!(answer["comment"].as_str().is_some_and(|it| it.contains("recibo RC")), "{answer}");
}

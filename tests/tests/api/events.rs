//! Events by API: judged as files are, recorded whole or not at all, and once.

use std::thread;

use mru_tests::{
    facts::{Customer, EVENTS, HEADING},
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, key};

/// A store with two customers and no events.
fn admitted(store: &Store) {
    store.begin();
    store.admit(&[Customer::of("alpha"), Customer::of("beta")]);
}

/// Posts rows of CSV under a key of the request; none when it is empty.
fn post(served: &Served, key: &str, request: &str, rows: &str) -> Answer {
    let bearer = format!("authorization: Bearer {key}");
    let request_key = format!("idempotency-key: {request}");
    let mut headers = vec![bearer.as_str(), "content-type: text/csv"];
    if !request.is_empty() {
        headers.push(&request_key);
    }
    let body = format!("{HEADING}{rows}");
    served.ask("POST /v1/events", &headers, body.as_bytes())
}

/// How many events were new, and how many known.
fn counted(answer: &Answer) -> (Value, Value) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let document = answer.json();
    (document["new"].clone(), document["known"].clone())
}

#[test]
fn events_are_recorded_once_however_often_they_are_sent() {
    on_both(PROGRAM, |store| {
        admitted(store);
        let (one, other) = (key(store, "sre"), key(store, "sre"));
        let served = Served::start(store, &[]);
        let first = post(&served, &one, "\"k-1\"", EVENTS);
        assert_eq!(counted(&first), (json!(3), json!(0)));
        let chain = || store.ok(&["verify"]);
        let before = chain();
        assert!(before.contains(": 0 problems"), "{before}");
        // The same request has the same answer, in quotation marks or not, and leaves no trace.
        for request in ["\"k-1\"", "k-1"] {
            assert_eq!(post(&served, &one, request, EVENTS).text, first.text);
        }
        assert_eq!(chain(), before);
        let reused = post(&served, &one, "k-1", &EVENTS.replace("REQ-3", "REQ-9"));
        assert_eq!(reused.problem(), (422, String::from("request-key-reused")));
        // Another key, or another caller, sends it anew: the events are known.
        for (caller, request) in [(&one, "k-2"), (&other, "k-1")] {
            assert_eq!(counted(&post(&served, caller, request, EVENTS)), (json!(0), json!(3)));
        }
        for (request, code) in [
            ("", "idempotency-key-missing"),
            ("\"\"", "idempotency-key-unreadable"),
            ("two words", "idempotency-key-unreadable"),
            (&"x".repeat(129), "idempotency-key-unreadable"),
        ] {
            let refused = post(&served, &one, request, EVENTS);
            assert_eq!(refused.problem(), (400, code.to_owned()), "{request}");
        }
        drop(served);
        // A service that begins anew knows what was answered.
        let served = Served::start(store, &[]);
        assert_eq!(post(&served, &one, "k-1", EVENTS).text, first.text);
        let intervals = store.ok(&["meter", "show", "alpha"]);
        assert!(intervals.contains("ms-loans") && intervals.contains("sessions"), "{intervals}");
    });
}

#[test]
fn one_wrong_event_keeps_all_of_them_out_and_is_named() {
    on_both(PROGRAM, |store| {
        admitted(store);
        let key = key(store, "sre");
        let served = Served::start(store, &[]);
        let wrong = EVENTS.replace("beta,production,container", "nobody,production,container");
        let refused = post(&served, &key, "k-1", &wrong);
        assert_eq!(refused.problem(), (422, String::from("input-invalid")), "{}", refused.text);
        let findings = refused.json()["findings"].clone();
        assert_eq!(findings[0]["rule"], "U10", "{findings}");
        assert_eq!(findings[0]["path"], "events[2].customer", "{findings}");
        assert_eq!(findings[0]["line"], 4, "{findings}");
        let told = store
            .fails(2, &["meter", "import", &store.file("w.csv", &format!("{HEADING}{wrong}"))]);
        assert!(told.contains("U10"), "{told}");
        // Nothing was kept: what was refused may be sent again, corrected, by the same key.
        assert_eq!(counted(&post(&served, &key, "k-1", EVENTS)), (json!(3), json!(0)));
        let changed = EVENTS.replace("1x2", "2x4");
        let refused = post(&served, &key, "k-2", &changed).json();
        assert_eq!(refused["findings"][0]["rule"], "U9", "{refused}");
    });
}

#[test]
fn every_notation_of_events_is_read() {
    let store = Store::sqlite(PROGRAM);
    admitted(&store);
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    let event = |id: &str, name: &str| {
        json!({ "id": id, "type": "activated", "time": "2026-04-01T00:00:00-04:00",
            "customer": "alpha", "environment": "production", "component": "container",
            "name": name, "size": "1x2", "quantity": "1", "redundancy": 2, "ticket": "REQ-1" })
    };
    let list = json!([event("a", "ms-a"), event("b", "ms-b")]).to_string();
    let lines = format!("{}\n{}\n", event("c", "ms-c"), event("d", "ms-d"));
    for (media, body, new) in [
        ("application/json", list.as_str(), 2),
        ("application/json; charset=utf-8", &event("e", "ms-e").to_string(), 1),
        ("application/x-ndjson", &lines, 2),
    ] {
        let headers = [
            format!("authorization: Bearer {key}"),
            format!("content-type: {media}"),
            format!("idempotency-key: {media}").replace([' ', ';'], ""),
        ];
        let headers = headers.each_ref().map(String::as_str);
        let answer = served.ask("POST /v1/events", &headers, body.as_bytes());
        assert_eq!(counted(&answer), (json!(new), json!(0)), "{media}");
    }
    let headers = [format!("authorization: Bearer {key}"), String::from("idempotency-key: x")];
    let mut headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    headers.push("content-type: application/yaml");
    let refused = served.ask("POST /v1/events", &headers, b"a: b");
    assert_eq!(refused.problem(), (415, String::from("media-type-unknown")));
    assert!(refused.header("accept-post").is_some_and(|it| it.contains("text/csv")));
}

/// Many send the same request at once: one is answered, others are told to wait or get its answer,
/// and everything is recorded once.
#[test]
fn the_same_request_at_once_has_one_effect() {
    on_both(PROGRAM, |store| {
        admitted(store);
        let key = key(store, "sre");
        let served = Served::start(store, &[]);
        let answers: Vec<Answer> = thread::scope(|scope| {
            let ask = || post(&served, &key, "same", EVENTS);
            let all: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
            all.into_iter().map(|it| it.join().expect("an answer")).collect()
        });
        let mut answered = 0;
        for answer in &answers {
            match answer.problem() {
                (200, _) => {
                    answered += 1;
                    assert_eq!(counted(answer), (json!(3), json!(0)));
                }
                problem => assert_eq!(problem, (409, String::from("idempotency-key-running"))),
            }
        }
        assert!(answered > 0);
        let said = store.ok(&["verify"]);
        assert!(said.contains(" 3 events,") && said.contains(": 0 problems"), "{said}");
    });
}

//! How the service behaves: problems, limits, headers, its log, and how it ends.

use std::io::Write as _;

use mru_tests::served::{Served, answer, request};
use serde_json::Value;

use crate::{begun, key};

const SMALL: &str = "{\"environments\": []}";

/// What is asked, with which headers and body, and the status and code of the answer.
type Refused<'a> = (&'a str, &'a [&'a str], &'a [u8], u16, &'a str);

#[test]
fn what_cannot_be_answered_says_so_by_status_and_code() {
    let store = begun();
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    let bearer = format!("authorization: Bearer {key}");
    let json = "content-type: application/json";
    let price = "POST /v1/quotes/price";
    let small = SMALL.as_bytes();
    let long = vec![b' '; 4 * 1024 * 1024 + 1];
    let cases: &[Refused<'_>] = &[
        ("GET /nowhere", &[], b"", 404, "no-route"),
        ("GET /v1/quotes/price/", &[&bearer], b"", 404, "no-route"),
        ("GET /v1/rate-cards/%ff", &[&bearer], b"", 404, "no-route"),
        ("GET /v1/quotes/price", &[&bearer], b"", 405, "method-not-allowed"),
        ("DELETE /v1/catalogue", &[&bearer], b"", 405, "method-not-allowed"),
        (price, &[json], small, 401, "api-key-missing"),
        (price, &["authorization: Basic bXJ1Om1ydQ==", json], small, 401, "api-key-missing"),
        (price, &["authorization: Bearer nothing", json], small, 401, "api-key-unknown"),
        (price, &[&bearer], small, 415, "media-type-unknown"),
        (price, &[&bearer, "content-type: text/plain"], small, 415, "media-type-unknown"),
        (price, &[&bearer, json, "content-encoding: gzip"], small, 415, "media-type-unknown"),
        (price, &[&bearer, json], &long, 413, "body-too-long"),
        (price, &[&bearer, json], b"{\"id\": \"\xff\"}", 422, "input-invalid"),
        (price, &[&bearer, json], b"{", 422, "input-invalid"),
        (price, &[&bearer, json], b"", 422, "input-invalid"),
        ("POST /v1/quotes/price?as_off=1", &[&bearer, json], small, 400, "parameter-unknown"),
        ("POST /v1/quotes/price?as_of=1", &[&bearer, json], small, 400, "parameter-unreadable"),
        (
            "POST /v1/quotes/price?as_of=2026-10-01&as_of=2026-10-02",
            &[&bearer, json],
            small,
            400,
            "parameter-twice",
        ),
        (
            "POST /v1/quotes/price?rate_card=reference@2020-01-01",
            &[&bearer, json],
            small,
            404,
            "no-rate-card-version",
        ),
        (
            "POST /v1/quotes/price?as_of=2001-01-01",
            &[&bearer, json],
            small,
            404,
            "rate-card-not-in-force",
        ),
        ("GET /v1/catalogue/contaner", &[&bearer], b"", 404, "no-kind"),
    ];
    for (what, headers, body, status, code) in cases {
        let refused = served.ask(what, headers, body);
        assert_eq!(refused.problem(), (*status, (*code).to_owned()), "{what}: {}", refused.text);
        let document = refused.json();
        assert_eq!(document["status"], *status);
        assert_eq!(document["type"], format!("/problems/{code}"));
        assert_eq!(document["request_id"].as_str(), refused.header("x-request-id"));
        for field in ["title", "detail"] {
            assert!(document[field].as_str().is_some_and(|it| it.len() > 5), "{what} {field}");
        }
        assert_eq!(refused.header("www-authenticate").is_some(), *status == 401, "{what}");
        assert_eq!(refused.header("allow").is_some(), *status == 405, "{what}");
        let spanish = served.ask(what, &[headers, &["accept-language: es-CL"][..]].concat(), body);
        assert_eq!(spanish.problem(), refused.problem(), "{what}");
        assert_ne!(spanish.json()["detail"], document["detail"], "{what}");
    }
}

#[test]
fn every_answer_has_its_headers_and_kept_documents_their_tags() {
    let store = begun();
    let key = key(&store, "sre");
    let served = Served::start(&store, &[]);
    for path in ["/healthz", "/readyz", "/v1/catalogue", "/v1/rate-cards", "/nowhere"] {
        let answer = served.get(path, &key);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(answer.header("x-request-id").is_some_and(|it| it.len() > 5), "{path}");
        assert!(answer.header("cache-control").is_some(), "{path}");
    }
    let bearer = format!("authorization: Bearer {key}");
    let named = served.ask("GET /v1/catalogue", &[&bearer, "x-request-id: ticket-7.a_b"], b"");
    assert_eq!(named.header("x-request-id"), Some("ticket-7.a_b"));
    let long = format!("x-request-id: {}", "x".repeat(65));
    for unfit in ["x-request-id: two words", long.as_str()] {
        let other = served.ask("GET /v1/catalogue", &[&bearer, unfit], b"");
        assert!(!unfit.ends_with(other.header("x-request-id").expect("a name")), "{unfit}");
    }
    let tag = named.header("etag").expect("a tag").to_owned();
    let known = format!("if-none-match: {tag}");
    let again = served.ask("GET /v1/catalogue", &[&bearer, &known], b"");
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.header("etag"), Some(tag.as_str()));
    let spanish = ["accept-language: es", &known, &bearer];
    assert_eq!(served.ask("GET /v1/catalogue", &spanish, b"").status, 200, "another text");
    let head = served.ask("HEAD /v1/catalogue", &[&bearer], b"");
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), Some(named.text.len().to_string().as_str()));
}

#[test]
fn a_key_asks_as_often_as_it_may() {
    let store = begun();
    let (one, other) = (key(&store, "sre"), key(&store, "sre"));
    let served = Served::start(&store, &["--requests-per-minute", "3"]);
    for left in ["2", "1", "0"] {
        let answer = served.get("/v1/catalogue", &one);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"caller\";q=3;w=60"));
        let rest = answer.header("ratelimit").expect("what is left");
        assert!(rest.starts_with(&format!("\"caller\";r={left};t=")), "{rest}");
    }
    let refused = served.get("/v1/catalogue", &one);
    assert_eq!(refused.problem(), (429, "too-many-requests".to_owned()));
    let seconds = refused.header("retry-after").and_then(|it| it.parse::<u64>().ok());
    assert!(seconds.is_some_and(|it| (1..=60).contains(&it)), "{:?}", refused.headers);
    assert_eq!(served.get("/v1/catalogue", &other).status, 200, "another key");
    assert_eq!(served.get("/healthz", "").status, 200, "health is not counted");
    // Who has no key is counted as well, and those who have one are not held up by it.
    for status in [401, 401, 401, 429] {
        assert_eq!(served.get("/v1/catalogue", "nothing").status, status);
    }
    assert_eq!(served.get("/v1/catalogue", &other).status, 200, "a key");
}

/// A line of the log is for whoever operates the service, who must not learn keys and contents.
#[test]
fn a_failure_is_one_line_of_the_log_and_no_secret_of_it() {
    let store = begun();
    let (good, role) = (key(&store, "sre"), key(&store, "customer-approver"));
    let served = Served::start(&store, &[]);
    assert_eq!(served.get("/v1/catalogue", &good).status, 200);
    // One in sixteen keys ends with an A.
    let other = if good.ends_with('A') { 'E' } else { 'A' };
    let wrong = format!("{}{other}", &good[..good.len() - 1]);
    let headers = [format!("authorization: Bearer {wrong}"), String::from("x-request-id: r-1")];
    let headers = headers.each_ref().map(String::as_str);
    served.ask(&format!("GET /v1/catalogue?key={good}"), &headers, b"");
    served.get(&format!("/v1/nowhere/{good}"), &good);
    served.get("/v1/rate-cards", &role);
    served.post("/v1/quotes/price", &good, "yaml", "owner: Mrs. Confidential\n");
    let said = served.said();
    let lines: Vec<Value> =
        said.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let told: Vec<(u64, &str, Option<&str>)> = lines
        .iter()
        .map(|line| {
            let status = line["status"].as_u64().expect("a status");
            (status, line["code"].as_str().expect("a code"), line["route"].as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            (401, "api-key-unknown", Some("/v1/catalogue")),
            (404, "no-route", None),
            (403, "not-permitted", Some("/v1/rate-cards")),
            (422, "input-invalid", Some("/v1/quotes/price")),
        ]
    );
    assert_eq!(lines[0]["request_id"], "r-1");
    assert_eq!(lines[2]["key"], role[..14]);
    let all = said.concat();
    for secret in [&good[15..], &wrong[15..], &role[15..], "Confidential"] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[test]
fn a_service_that_is_told_to_end_finishes_what_it_holds() {
    let store = begun();
    let key = key(&store, "sre");
    let mut served = Served::start(&store, &[]);
    let headers = [format!("authorization: Bearer {key}"), "content-type: application/json".into()];
    let headers = headers.each_ref().map(String::as_str);
    let whole = request("POST /v1/quotes/validate", &headers, SMALL.as_bytes());
    let (first, rest) = whole.split_at(whole.len() - 5);
    let (mut stream, idle) = (served.connect(), served.connect());
    stream.write_all(first).expect("a beginning");
    // The service has it when it answers another one that came later.
    assert_eq!(served.get("/readyz", "").status, 200);
    served.tell_to_end();
    while std::net::TcpStream::connect(served.address).is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    stream.write_all(rest).expect("the rest");
    let finished = answer(&mut stream);
    assert_eq!(finished.status, 200, "{}", finished.text);
    assert_eq!(served.ended(), 0, "{:?}", served.said());
    drop(idle);
}

#[test]
fn a_service_needs_a_store_and_a_free_place() {
    let store = mru_tests::store::Store::sqlite(crate::PROGRAM);
    let said = store.fails(1, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("there is no store in"), "{said}");
    let store = begun();
    let served = Served::start(&store, &[]);
    assert!(served.said().concat().contains("mru api-key create"), "nobody has a key yet");
    let said = store.fails(1, &["serve", "--listen", &served.address.to_string()]);
    assert!(said.contains(&served.address.to_string()), "{said}");
}

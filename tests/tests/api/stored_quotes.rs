//! Quotes by the API: who may do what with whose, once for each key of a sender, and by links.

use std::fs;

use mru_service::http::{Need, Route};
use mru_tests::{
    run::root,
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{PROGRAM, key};

fn ex2() -> String {
    let file = root().join("fixtures/deployments/ex2-small.yaml");
    fs::read_to_string(file).expect("a deployment")
}

fn begun(store: &Store) {
    store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
    for customer in ["retail", "bank"] {
        store.ok(&["customer", "put", &format!("fixtures/demo/customers/{customer}.toml")]);
    }
}

/// A key of one customer.
fn bound(store: &Store, role: &str, customer: &str) -> String {
    let create = ["api-key", "create", "--label", "x", "--customer", customer, "--role", role];
    store.ok(&create).trim().to_owned()
}

/// Posts with a key of the sender.
fn post(served: &Served, path: &str, (key, once): (&str, &str), media: &str, body: &str) -> Answer {
    let headers = [
        format!("authorization: Bearer {key}"),
        format!("idempotency-key: {once}"),
        format!("content-type: {media}"),
    ];
    let headers = headers.each_ref().map(String::as_str);
    served.ask(&format!("POST {path}"), &headers, body.as_bytes())
}

const YAML: &str = "application/yaml";
const JSON: &str = "application/json";
const WHO: &str = r#"{"by": "Luis Rey", "position": "CTO"}"#;

/// Saves and issues a quote; returns its number.
fn issued(served: &Served, key: &str, once: &str, customer: &str) -> String {
    let save = format!("/v1/quotes?customer={customer}");
    let draft = post(served, &save, (key, &format!("{once}-s")), YAML, &ex2());
    assert_eq!(draft.status, 200, "{}", draft.text);
    let draft = draft.json()["draft"].as_str().expect("an id").to_owned();
    let issue = format!("/v1/quotes/{draft}/issue?valid_days=10");
    let issued = post(served, &issue, (key, &format!("{once}-i")), JSON, "");
    assert_eq!(issued.status, 200, "{}", issued.text);
    issued.json()["number"].as_str().expect("a number").to_owned()
}

#[test]
fn a_quote_is_issued_seen_and_accepted_by_who_may() {
    on_both(PROGRAM, |store| {
        begun(store);
        let executive = key(store, "account-executive");
        let approver = bound(store, "customer-approver", "retail");
        let other = bound(store, "customer-approver", "bank");
        let served = Served::start(store, &[]);
        let number = issued(&served, &executive, "a", "retail");
        assert_eq!(number, "QUO-000001");

        // The same request again: the same answer, and nothing twice.
        let again = post(&served, "/v1/quotes?customer=retail", (&executive, "a-s"), YAML, &ex2());
        assert_eq!(again.json()["document"], "quote-draft");
        let reused = post(&served, "/v1/quotes?customer=bank", (&executive, "a-s"), YAML, &ex2());
        assert_eq!(reused.problem(), (422, "request-key-reused".to_owned()));
        let drafts = served.get("/v1/quotes?state=draft", &executive).json();
        assert_eq!(drafts["items"], json!([]));

        // What the command line prints, byte for byte.
        for (form, more) in [("json", ""), ("html", ""), ("text", ""), ("csv", "&lang=en")] {
            let path = format!("/v1/quotes/{number}?format={form}{more}");
            let shown = served.get(&path, &approver);
            let mut told = vec!["quote", "show", &number, "--format", form];
            told.extend(if more.is_empty() { [].iter() } else { ["--lang", "en"].iter() });
            assert_eq!(shown.text, store.ok(&told), "{form}");
            let tag = format!("if-none-match: {}", shown.header("etag").expect("a tag"));
            let bearer = format!("authorization: Bearer {approver}");
            let same = served.ask(&format!("GET {path}"), &[&bearer, &tag], b"");
            assert_eq!(same.status, 304);
        }

        // A foreign quote is, to the letter, one that does not exist.
        let accept = format!("/v1/quotes/{number}/accept");
        let foreign = served.get(&format!("/v1/quotes/{number}"), &other);
        let nothing = served.get("/v1/quotes/QUO-000099", &other);
        let plain = |it: &Answer, number: &str| {
            let mut shown = it.json();
            shown["request_id"] = Value::Null;
            shown.to_string().replace(number, "N")
        };
        assert_eq!(foreign.problem(), (404, "no-quote".to_owned()));
        assert_eq!(plain(&foreign, &number), plain(&nothing, "QUO-000099"));
        let refused = post(&served, &accept, (&other, "o"), JSON, WHO);
        assert_eq!(refused.problem(), (404, "no-quote".to_owned()));
        assert_eq!(served.get("/v1/quotes", &other).json()["items"], json!([]));
        let listed = served.get("/v1/quotes", &approver).json();
        assert_eq!(listed["items"][0]["number"], *number);
        let hidden = served.get("/v1/quotes?customer=retail", &other);
        assert_eq!(hidden.problem().1, "no-customer");

        // Drafts are not for customers.
        let draft = post(&served, "/v1/quotes?customer=retail", (&executive, "d"), YAML, &ex2());
        let draft = draft.json()["draft"].as_str().expect("an id").to_owned();
        assert_eq!(served.get(&format!("/v1/quotes/{draft}"), &approver).status, 404);
        assert_eq!(served.get(&format!("/v1/quotes/{draft}"), &executive).json()["state"], "draft");

        for (who, code) in [("{}", "input-invalid"), (r#"{"by":" ","position":"x"}"#, "quote-text")]
        {
            let refused = post(&served, &accept, (&approver, code), JSON, who);
            assert_eq!(refused.problem(), (422, code.to_owned()), "{}", refused.text);
        }
        let refused = post(&served, &accept, (&executive, "e"), JSON, WHO);
        assert_eq!(refused.problem(), (403, "not-permitted".to_owned()));
        let done = post(&served, &accept, (&approver, "y"), JSON, WHO).json();
        assert_eq!((&done["state"], &done["end"]["by"]), (&json!("accepted"), &json!("Luis Rey")));
        let via = format!("api {}", &approver[..14]);
        assert_eq!(done["end"]["via"], *via);
        let twice = post(&served, &accept, (&approver, "z"), JSON, WHO);
        assert_eq!(twice.problem(), (409, "quote-not-open".to_owned()));
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

/// Of many who accept at once, one does.
#[test]
fn a_quote_is_accepted_once() {
    on_both(PROGRAM, |store| {
        begun(store);
        let admin = key(store, "administrator");
        let served = Served::start(store, &[]);
        let number = issued(&served, &admin, "a", "retail");
        let accept = format!("/v1/quotes/{number}/accept");
        let states: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..16)
                .map(|it| {
                    let (served, accept, admin) = (&served, &accept, &admin);
                    scope.spawn(move || {
                        post(served, accept, (admin, &format!("t{it}")), JSON, WHO).status
                    })
                })
                .collect();
            all.into_iter().map(|it| it.join().expect("an answer")).collect()
        });
        assert_eq!(states.iter().filter(|it| **it == 200).count(), 1, "{states:?}");
        assert_eq!(states.iter().filter(|it| **it == 409).count(), 15, "{states:?}");
    });
}

fn secret(made: &Answer) -> String {
    made.json()["path"].as_str().expect("a path").to_owned()
}

#[test]
fn a_link_opens_a_quote_without_an_account() {
    on_both(PROGRAM, |store| {
        begun(store);
        let executive = key(store, "account-executive");
        let served = Served::start(store, &[]);
        let number = issued(&served, &executive, "a", "retail");
        let link = format!("/v1/quotes/{number}/link");
        let made = post(&served, &link, (&executive, "l"), JSON, "");
        let path = secret(&made);
        assert_eq!(path.len(), "/q/".len() + 43);
        // Told once: neither the store nor a second answer has it.
        let again = post(&served, &link, (&executive, "l"), JSON, "");
        assert_eq!(again.json()["path"], Value::Null, "{}", again.text);
        if store.url.is_none() {
            let read = |name| fs::read(store.folder.path().join(name)).unwrap_or_default();
            let all = [read("mru.db"), read("mru.db-wal")].concat();
            let secret = &path.as_bytes()[3..];
            assert!(
                !all.windows(secret.len()).any(|it| it == secret),
                "the store holds the secret"
            );
        }

        let page = served.ask(&format!("GET {path}"), &[], b"");
        assert_eq!(page.status, 200, "{}", page.text);
        for part in
            ["<html lang=\"es", &number, "Aceptar esta cotización", "<form method=\"post\">"]
        {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        for outside in ["<script", "http:", "https:", "src="] {
            assert!(!page.text.contains(outside), "{outside}");
        }
        let policy = page.header("content-security-policy").expect("a policy");
        for part in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));

        let fields = "content-type: application/x-www-form-urlencoded";
        let send = |path: &str, body: &str| {
            served.ask(&format!("POST {path}"), &[fields], body.as_bytes())
        };
        for body in ["name=Ana&position=CFO", "name=&position=CFO&accept=yes", ""] {
            let back = send(&path, body);
            assert!(back.text.contains("Indique nombre y cargo"), "{body}: {}", back.text);
        }
        let back =
            served.ask(&format!("POST {path}"), &["content-type: text/plain"], b"accept=yes");
        assert_eq!(back.status, 415);
        let done = send(&path, "name=Ana+%3Cb%3E&position=CFO&accept=yes");
        assert!(done.text.contains("aceptó esta cotización"), "{}", done.text);
        assert!(done.text.contains("Ana &#60;b&#62;") && !done.text.contains("<form"), "escaped");
        let shown = store.ok(&["quote", "show", &number, "--format", "json"]);
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(shown["end"]["by"], "Ana <b>");
        assert!(shown["end"]["via"].as_str().is_some_and(|it| it.starts_with("link link-")));
        let twice = send(&path, "name=Eva&position=CEO&accept=yes");
        assert!(twice.text.contains("Ana") && !twice.text.contains("Eva"), "{}", twice.text);

        // Every opening is kept, and a revoked link opens nothing.
        let listed = store.ok(&["quote", "link", &number, "--list", "--format", "json"]);
        let listed: Value = serde_json::from_str(&listed).expect("JSON");
        assert_eq!(listed[0]["openings"], 6, "{listed}");
        store.ok(&["quote", "link", &number, "--revoke"]);
        let nothing = (404, "no-quote-link".to_owned());
        let other = if path.ends_with('A') { 'E' } else { 'A' };
        let wrong = format!("{}{other}", &path[..path.len() - 1]);
        for path in [path.as_str(), wrong.as_str(), "/q/short"] {
            assert_eq!(served.ask(&format!("GET {path}"), &[], b"").problem(), nothing, "{path}");
        }
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn links_end_with_their_day_and_guessing_is_counted() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let draft = store.ok(&["quote", "save", "fixtures/deployments/ex2-small.yaml"]);
    let draft = draft.split(' ').next().expect("an id");
    store.ok(&["quote", "issue", draft, "--as-of", "2026-11-01", "--valid-days", "365"]);
    let made = |arguments: &[&str]| {
        store.ok(&[&["quote", "link", "QUO-000001"], arguments].concat()).trim().to_owned()
    };
    // One that was over yesterday, whatever day it is.
    let over = made(&["--as-of", "2026-11-01", "--days", "1"]);
    let good = made(&["--as-of", "2026-11-02", "--base-url", "https://quotes.example/"]);
    let good = good.strip_prefix("https://quotes.example").expect("the base");
    let served = Served::start(&store, &["--requests-per-minute", "4"]);
    assert_eq!(served.ask(&format!("GET {over}"), &[], b"").status, 404);
    assert_eq!(served.ask(&format!("GET {good}"), &[], b"").status, 200);
    let guess = format!("GET /q/{}", "A".repeat(43));
    assert_eq!(served.ask(&guess, &[], b"").status, 404);
    assert_eq!(served.ask(&guess, &[], b"").status, 404);
    assert_eq!(served.ask(&guess, &[], b"").problem(), (429, "too-many-requests".to_owned()));
    let refused =
        store.fails(1, &["quote", "link", "QUO-000001", "--as-of", "2026-11-02", "--days", "0"]);
    assert!(refused.contains("cannot be valid for 0 days"), "{refused}");
}

/// Asks a route of quotes in the order of the table, so that each finds what it needs; says whether
/// it is one of them.
pub(crate) fn holds(route: &Route, served: &Served, key: &str, hold: &dyn Fn(&Answer)) -> bool {
    let send = |path: &str, once: &str, body: &str, media: &str| {
        hold(&post(served, path, (key, once), media, body));
    };
    let latest = || {
        let drafts = served.get("/v1/quotes?state=draft", key).json();
        drafts["items"][0]["draft"].as_str().unwrap_or("draft-0").to_owned()
    };
    match route.id {
        "estimateQuote" => {
            hold(&served.post("/v1/quotes/estimate", key, "json", r#"{"microservices": 2}"#));
            hold(&served.post("/v1/quotes/estimate", key, "json", "{}"));
            hold(&served.post("/v1/quotes/estimate?as_of=x", key, "json", "{}"));
        }
        "copyDeployment" => {
            hold(&served.get("/v1/customers/alpha/copy?as_of=2026-04-30", key));
            hold(&served.get("/v1/customers/alpha/copy?as_of=2020-01-01", key));
            hold(&served.get("/v1/customers/nobody/copy", key));
        }
        "quoteTerraform" => {
            let plan = fs::read_to_string(root().join("fixtures/terraform/shop/plan.json"));
            hold(&served.post("/v1/quotes/terraform", key, "json", &plan.expect("a plan")));
            hold(&served.post("/v1/quotes/terraform", key, "json", "{}"));
            hold(&served.post("/v1/quotes/terraform?kind=x", key, "json", "{}"));
            hold(&served.post("/v1/quotes/terraform", key, "yaml", "{}"));
        }
        "saveQuote" => {
            send("/v1/quotes", "c1", &ex2(), YAML);
            send("/v1/quotes", "c1", "", YAML);
            send("/v1/quotes?lang=x", "c2", &ex2(), YAML);
            hold(&served.post("/v1/quotes", key, "yaml", &ex2()));
        }
        "showQuote" => {
            hold(&served.get(&format!("/v1/quotes/{}", latest()), key));
            hold(&served.get("/v1/quotes/QUO-000009", key));
        }
        "issueQuote" => {
            send(&format!("/v1/quotes/{}/issue", latest()), "c3", "", JSON);
            send("/v1/quotes/QUO-000009/issue", "c4", "", JSON);
        }
        "reviseQuote" => send("/v1/quotes/QUO-000001/revise", "c5", &ex2(), YAML),
        "acceptQuote" => {
            send("/v1/quotes/QUO-000001/accept", "c6", "{}", JSON);
            send("/v1/quotes/QUO-000001/accept?as_of=2099-01-01", "c7", WHO, JSON);
        }
        "withdrawQuote" => send("/v1/quotes/QUO-000001/withdraw", "c8", r#"{"reason": ""}"#, JSON),
        "compareQuotes" => {
            hold(&served.get(&format!("/v1/quotes/QUO-000001/diff?against={}", latest()), key));
            hold(&served.get("/v1/quotes/QUO-000001/diff", key));
        }
        "linkQuote" => send("/v1/quotes/QUO-000001/link", "c9", "", JSON),
        "revokeLinks" => {
            send("/v1/quotes/QUO-000001/revoke-links", "c10", "", JSON);
            send("/v1/quotes/QUO-000001/revoke-links", "c11", "", JSON);
        }
        _ => return route.need == Need::Link,
    }
    true
}

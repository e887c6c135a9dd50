//! What an import says about single events, by rule and field.

use chrono::{Days, NaiveDate};
use mru_core::{
    account::Account,
    catalogue::{Counted, KINDS, Scope},
    metering::{DAYS_AHEAD, Judge, Placed},
};
use mru_tests::month::events;
use serde_json::{Value, json};

use super::{judged, now, set};

/// A customer with a production and a staging environment, from April 2026.
fn plain(more: &Value) -> Account {
    mru_tests::month::account(&mru_tests::month::plain_account("2026-04-01", more))
}

/// The rules and the fields of what an import says about one row.
fn said(row: &Value, account: &Account) -> Vec<(String, String)> {
    let mut whole = json!({
        "id": "e1", "type": "activated", "time": "2026-04-11T09:00:00-04:00", "customer": "customer",
        "environment": "production", "name": "a", "ticket": "REQ-1",
    });
    set(&mut whole, row);
    let found = judged(&[whole], account, &mru_tests::month::cards());
    found
        .into_iter()
        .map(|it| {
            (
                it.rule.to_owned(),
                it.path.trim_start_matches("events[0]").trim_start_matches('.').to_owned(),
            )
        })
        .collect()
}

/// Cases 2.1 to 2.5 of what was billed once though a quote refuses it, and their siblings: the rule,
/// the field, and what an otherwise right event states.
const REFUSED: &[(&str, &str, &str)] = &[
    ("V8", "redundancy", r#"{ "component": "container", "size": "1x2", "quantity": 1 }"#),
    (
        "V8",
        "redundancy",
        r#"{ "component": "container", "size": "1x2", "quantity": 1, "redundancy": 1 }"#,
    ),
    (
        "V8",
        "redundancy",
        r#"{ "component": "container", "size": "1x2", "quantity": 1, "redundancy": 2, "environment": "staging" }"#,
    ),
    ("R20", "quantity", r#"{ "component": "database", "size": "db.r6g.large", "quantity": 1 }"#),
    (
        "U14",
        "redundancy",
        r#"{ "component": "database", "size": "db.r6g.large", "quantity": 2, "redundancy": 2 }"#,
    ),
    (
        "U14",
        "quantity",
        r#"{ "component": "container", "size": "1x2", "quantity": "1.5", "redundancy": 2 }"#,
    ),
    (
        "U14",
        "redundancy",
        r#"{ "component": "developer-access", "quantity": 1, "redundancy": 3, "environment": null }"#,
    ),
    (
        "U13",
        "environment",
        r#"{ "component": "container", "size": "1x2", "quantity": 1, "redundancy": 2, "environment": "shared" }"#,
    ),
    ("U13", "environment", r#"{ "component": "developer-access", "quantity": 1 }"#),
    (
        "V9",
        "max_tasks",
        r#"{ "component": "container", "size": "1x2", "quantity": 2, "redundancy": 2, "max_tasks": 3 }"#,
    ),
    ("U14", "max_tasks", r#"{ "component": "vpn", "max_tasks": 3 }"#),
    (
        "V2",
        "size",
        r#"{ "component": "container", "size": "2x3", "quantity": 1, "redundancy": 2 }"#,
    ),
    (
        "V1",
        "size",
        r#"{ "component": "container", "size": "big", "quantity": 1, "redundancy": 2 }"#,
    ),
    (
        "U12",
        "component",
        r#"{ "component": "contenedor", "size": "1x2", "quantity": 1, "redundancy": 2 }"#,
    ),
    ("U8", "environment", r#"{ "component": "vpn", "environment": "produccion" }"#),
    ("U8", "deployment", r#"{ "component": "vpn", "deployment": "mian" }"#),
    ("U15", "time", r#"{ "component": "vpn", "time": "2062-04-11T09:00:00-04:00" }"#),
    (
        "U15",
        "requested_on",
        r#"{ "component": "vpn", "type": "removed", "requested_on": "2062-04-11" }"#,
    ),
    ("B3", "time", r#"{ "component": "vpn", "time": "2026-03-11T09:00:00-04:00" }"#),
    ("U1", "", r#"{ "component": "container", "size": "1x2", "redundancy": 2 }"#),
    ("U1", "", r#"{ "component": "container", "quantity": 1, "redundancy": 2 }"#),
    ("U1", "", r#"{ "component": "developer-access", "environment": null }"#),
    ("U14", "size", r#"{ "component": "cdn", "size": "tier-9", "quantity": 1 }"#),
    ("U14", "size", r#"{ "component": "vpn", "size": "large" }"#),
    ("V66", "name", r#"{ "component": "object-storage", "name": "NO" }"#),
    ("V67", "size", r#"{ "component": "queue", "size": "filo", "name": "q" }"#),
    ("V67", "name", r#"{ "component": "queue", "size": "fifo", "name": "q" }"#),
    ("R1", "size", r#"{ "component": "cache", "size": "cache.t3.mikro", "quantity": 2 }"#),
    ("V19", "size", r#"{ "component": "database", "size": "db.r6g.lrge", "quantity": 2 }"#),
    ("V24", "size", r#"{ "component": "global-database", "size": "db.t3.small", "quantity": 1 }"#),
    (
        "U14",
        "role",
        r#"{ "component": "cache", "size": "cache.t3.micro", "quantity": 2, "role": "master-nodes" }"#,
    ),
    (
        "U14",
        "size",
        r#"{ "component": "environment", "size": "pre-production", "name": "production" }"#,
    ),
    ("U12", "component", r#"{ "component": "waf" }"#),
    (
        "U12",
        "component",
        r#"{ "component": "nowhere", "type": "one-off", "usd": "1", "description": "x" }"#,
    ),
    (
        "U8",
        "environment",
        r#"{ "component": "vpn", "type": "removed", "environment": "prodution" }"#,
    ),
    (
        "U5",
        "component",
        r#"{ "component": "cache", "type": "elastic-sample", "tasks": 3, "until": "2026-04-12T09:00:00-04:00" }"#,
    ),
    (
        "U15",
        "until",
        r#"{ "component": "container", "type": "elastic-sample", "tasks": 3, "until": "2062-04-12T09:00:00-04:00" }"#,
    ),
];

#[test]
fn what_a_quote_refuses_is_named_at_its_field() {
    let account = plain(&json!({}));
    for (rule, field, stated) in REFUSED {
        let row: Value = serde_json::from_str(stated).expect("JSON");
        assert_eq!(said(&row, &account), [((*rule).to_owned(), (*field).to_owned())], "{row}");
    }
}

/// What is left out is called missing, and not by the value that stands for it.
#[test]
fn a_default_is_not_shown_as_if_it_had_been_written() {
    let container = |more: Value| {
        let mut row = json!({ "id": "e1", "type": "activated", "time": "2026-04-11T09:00:00-04:00",
            "customer": "customer", "environment": "production", "name": "a", "ticket": "REQ-1",
            "component": "container", "size": "1x2", "quantity": 1 });
        set(&mut row, &more);
        row
    };
    let web = json!([{ "name": "web", "environments": [{ "name": "production", "kind": "production" }] }]);
    let larger = json!({ "prices": { "policies": { "redundancy": "larger-of-both" } } });
    let of_web = {
        let mut account = mru_tests::month::plain_account("2026-04-01", &json!({}));
        account["deployments"] = web;
        mru_tests::month::account(&account)
    };
    for (row, account, says, hides) in [
        (json!({}), plain(&json!({})), "must state its redundancy", "was 1"),
        (json!({ "redundancy": 1 }), plain(&json!({})), "was 1", "must state"),
        (json!({}), plain(&larger), "`quantity` was 1", "redundancy in production must"),
        (json!({ "redundancy": 2 }), of_web.clone(), "names no deployment", "no deployment `main`"),
        (
            json!({ "redundancy": 2, "deployment": "main" }),
            of_web,
            "no deployment `main`",
            "names no",
        ),
    ] {
        let found = judged(&[container(row.clone())], &account, &mru_tests::month::cards());
        let said: Vec<&str> = found.iter().map(|it| it.message.en.as_str()).collect();
        assert_eq!(said.len(), 1, "{row}: {said:?}");
        assert!(said[0].contains(says) && !said[0].contains(hides), "{row}: {said:?}");
    }
}

/// U15: days ahead are counted from the import, for instants and for the day of a request alike.
#[test]
fn a_request_may_lie_as_far_ahead_as_an_event() {
    let last = now().date_naive() + Days::new(DAYS_AHEAD);
    let row =
        |day: NaiveDate| json!({ "component": "vpn", "type": "removed", "requested_on": day });
    let account = plain(&json!({}));
    assert_eq!(said(&row(last), &account), []);
    let found = said(&row(last + Days::new(1)), &account);
    assert_eq!(found, [(String::from("U15"), String::from("requested_on"))]);
}

#[test]
fn what_a_quote_accepts_is_imported() {
    let account = plain(&json!({}));
    for row in [
        json!({ "component": "container", "size": "1x2", "quantity": 2, "redundancy": 2, "max_tasks": 4 }),
        json!({ "component": "container", "size": "1x2", "quantity": 2, "environment": "staging", "redundancy": 1 }),
        json!({ "component": "database", "size": "db.r6.large", "quantity": 2 }),
        json!({ "component": "database", "size": "db.r6.large/io-optimized", "quantity": 2 }),
        json!({ "component": "global-database", "size": "db.r6g.large", "quantity": 1 }),
        json!({ "component": "search", "size": "m6g.large.search", "quantity": 1, "role": "master-nodes" }),
        json!({ "component": "cache", "size": "CACHE.t3.micro", "quantity": 2 }),
        json!({ "component": "vpn" }),
        json!({ "component": "cdn", "size": "tier-1", "quantity": "0.5" }),
        json!({ "component": "domain-registration", "environment": "shared", "type": "one-off", "usd": "1", "description": "x" }),
        json!({ "component": "contenedor", "type": "voided", "voids": "e0" }),
    ] {
        assert_eq!(said(&row, &account), [], "{row}");
    }
}

#[test]
fn policies_of_the_contract_decide_how_much_is_stated() {
    let under = |policy: &str, choice: &str| {
        plain(&json!({ "prices": { "policies": { policy: choice } } }))
    };
    let database = |quantity: u32, redundancy: Value| json!({ "component": "database", "size": "db.r6g.large", "quantity": quantity, "redundancy": redundancy });
    let container = |quantity: u32, redundancy: Value| json!({ "component": "container", "size": "1x2", "quantity": quantity, "redundancy": redundancy });
    let none = Value::Null;
    for (policy, choice, row, expected) in [
        ("data_services", "per-cluster", database(1, none.clone()), None),
        ("data_services", "per-cluster", database(2, none.clone()), Some("R20")),
        ("data_services", "times-redundancy", database(1, json!(3)), None),
        ("data_services", "times-redundancy", database(1, none.clone()), Some("V8")),
        ("redundancy", "redundancy-is-instances", container(1, json!(2)), None),
        ("redundancy", "redundancy-is-instances", container(2, json!(2)), Some("R17")),
        ("redundancy", "larger-of-both", container(2, none.clone()), None),
        ("redundancy", "larger-of-both", container(1, none.clone()), Some("V8")),
        ("redundancy", "larger-of-both", container(2, json!(2)), Some("U14")),
        ("sso", "times-redundancy", json!({ "component": "sso", "redundancy": 2 }), None),
        ("sso", "per-environment", json!({ "component": "sso", "redundancy": 2 }), Some("U14")),
    ] {
        let rules: Vec<String> =
            said(&row, &under(policy, choice)).into_iter().map(|(rule, _)| rule).collect();
        let expected: Vec<String> = expected.map(str::to_owned).into_iter().collect();
        assert_eq!(rules, expected, "{policy} = {choice}: {row}");
    }
}

#[test]
fn an_environment_is_known_from_the_version_that_has_it() {
    let first = plain(&json!({}));
    let mut later = mru_tests::month::plain_account("2026-06-01", &json!({}));
    later["deployments"] = json!([{ "environments": [{ "name": "live", "kind": "production" }] }]);
    let versions = [first, mru_tests::month::account(&later)];
    let cards = mru_tests::month::cards();
    let row = |kind: &str, time: &str, environment: &str| {
        json!({ "id": "e", "type": kind, "time": time, "customer": "customer", "component": "vpn",
            "environment": environment, "name": "a", "ticket": "T" })
    };
    let mut judge = Judge::new(&cards, now());
    let mut rules = |row: Value| -> Vec<&'static str> {
        let placed = Placed::stated(events(&[row]).remove(0), "e");
        judge.judge(&placed, &versions).iter().map(|finding| finding.rule).collect()
    };
    let (may, june) = ("2026-05-31T23:59:59-04:00", "2026-06-01T00:00:00-04:00");
    assert_eq!(rules(row("activated", may, "production")), [""; 0]);
    assert_eq!(rules(row("activated", may, "live")), ["U8"]);
    assert_eq!(rules(row("activated", june, "live")), [""; 0]);
    assert_eq!(rules(row("activated", june, "production")), ["U8"]);
    assert_eq!(rules(row("removed", june, "production")), [""; 0], "it was there until now");
}

#[test]
fn every_metered_kind_says_where_it_stands_and_how_it_is_counted() {
    for kind in KINDS.iter().filter(|kind| kind.counted != Counted::NotMetered) {
        let wrong = if kind.scope == Scope::Shared { "production" } else { "shared" };
        let row = json!({ "component": kind.id, "size": "?", "quantity": 2, "environment": wrong });
        let said = said(&row, &plain(&json!({})));
        assert_eq!(said[0].0, "U13", "{}", kind.id);
    }
}

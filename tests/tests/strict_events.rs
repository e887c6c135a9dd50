//! A bill is as strict as a quote: what a deployment begins with imports without a finding, and what
//! `mru validate` refuses of it is refused of its events (N1).

use chrono::{DateTime, Days, NaiveDate, Utc};
use mru_core::{
    Deployment, Finding, Format,
    account::Account,
    catalogue::{Counted, KINDS, Scope},
    metering::{DAYS_AHEAD, Event, EventFormat, EventReader, Judge, Placed, activations},
    rate_card::RateCards,
};
use mru_tests::{
    generate::{Agreed, Case, case, errors, quote},
    month::{any_case, events},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The moment of every import.
fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().expect("an instant")
}

/// The customer of a deployment: its environments, and the contract of the case.
fn account(deployment: &Value, agreed: &Agreed) -> Account {
    let environments: Vec<Value> = list(&deployment["environments"])
        .iter()
        .map(|it| json!({ "name": it["name"], "kind": it["kind"] }))
        .collect();
    let prices = agreed.contract.clone().unwrap_or_else(|| json!({}));
    let account = json!({
        "id": "customer",
        "effective_from": "2026-10-01",
        "legal": { "name": "Customer S.A.", "tax_id": "1-9", "address": ["Santiago"] },
        "deployments": [{ "environments": environments }],
        "contract": {
            "id": "C-1",
            "starts_on": "2026-10-01",
            "rate_card": "test",
            "tax": { "label": "IVA", "percent": "19" },
            "prices": prices,
        },
    });
    mru_tests::month::account(&account)
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

/// The events of a deployment, as `mru meter events` writes them.
fn rows(deployment: &Value, agreed: &Agreed) -> Result<Vec<Value>, TestCaseError> {
    let quoted = quote(deployment, &agreed.terms())?;
    let at = "2026-11-01T03:00:00Z".parse().expect("an instant");
    let row = |event: Event| {
        let mut row = serde_json::to_value(&event).expect("an event");
        row["time"] = json!(event.at.to_rfc3339());
        row.as_object_mut().expect("fields").remove("at");
        row
    };
    Ok(activations(&quoted, "customer", "main", at, "REQ").into_iter().map(row).collect())
}

/// What an import says about rows: the rules of its findings.
fn judged(rows: &[Value], account: &Account, cards: &RateCards) -> Vec<Finding> {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let text = lines.join("\n");
    let mut judge = Judge::new(cards, now());
    EventReader::new(text.as_bytes(), EventFormat::Ndjson)
        .flat_map(|read| match read {
            Ok(placed) => judge.judge(&placed, std::slice::from_ref(account)),
            Err(findings) => findings,
        })
        .collect()
}

/// The rules by which `mru validate` refuses a deployment.
fn refused(deployment: &Value, agreed: &Agreed) -> Vec<String> {
    let parsed = Deployment::parse(&deployment.to_string(), Format::Json);
    let findings = mru_core::check_with_terms(&parsed, &agreed.terms());
    errors(&findings).iter().filter_map(|it| it.split(' ').next().map(str::to_owned)).collect()
}

/// One change of a component of a deployment and of the event that states it.
struct Mutation {
    /// List of the component in its environment.
    list: &'static str,
    /// Component of the event.
    component: &'static str,
    /// Fields of the deployment that change.
    fields: Value,
    /// Fields of the event that change.
    event: Value,
    production: bool,
}

/// Changes that a quote refuses by the default policies.
fn mutations() -> Vec<Mutation> {
    let of = |list, component, production, fields, event| Mutation {
        list,
        component,
        fields,
        event,
        production,
    };
    let pair = json!({ "vcpu": 2, "memory_gb": 3 });
    let masters = json!({ "nodes": 1 });
    vec![
        of("containers", "container", true, pair.clone(), json!({ "size": "2x3" })),
        of("containers", "container", false, pair, json!({ "size": "2x3" })),
        of("containers", "container", true, json!({ "vcpu": 3 }), json!({ "size": "3x8" })),
        of(
            "containers",
            "container",
            true,
            json!({ "redundancy": 1, "max_tasks": null }),
            json!({ "redundancy": 1, "max_tasks": null }),
        ),
        of(
            "containers",
            "container",
            false,
            json!({ "redundancy": 2, "max_tasks": null }),
            json!({ "redundancy": 2, "max_tasks": null }),
        ),
        of("containers", "container", true, json!({ "max_tasks": 1 }), json!({ "max_tasks": 1 })),
        of(
            "containers",
            "container",
            false,
            json!({ "instances": 3, "max_tasks": 2 }),
            json!({ "quantity": "3", "max_tasks": 2 }),
        ),
        of("databases", "database", true, masters.clone(), json!({ "quantity": "1" })),
        of("caches", "cache", true, masters.clone(), json!({ "quantity": "1" })),
        of("search", "search", true, masters, json!({ "quantity": "1" })),
        of(
            "databases",
            "database",
            true,
            json!({ "class": "db.r6g.lrge", "global_replica": null }),
            json!({ "size": "db.r6g.lrge" }),
        ),
        of(
            "caches",
            "cache",
            false,
            json!({ "node_type": "cache.t3.huge" }),
            json!({ "size": "cache.t3.huge" }),
        ),
        of("queues", "queue", false, json!({ "type": "filo" }), json!({ "size": "filo" })),
        of("queues", "queue", true, json!({ "name": "a b" }), json!({ "name": "a b" })),
        of(
            "object_storage",
            "object-storage",
            true,
            json!({ "name": "UPPER" }),
            json!({ "name": "UPPER" }),
        ),
    ]
}

/// A deployment in which every environment has a component of each list that mutations name.
fn complete(deployment: &mut Value) {
    for environment in deployment["environments"].as_array_mut().into_iter().flatten() {
        let production = is_production(environment);
        let nodes = if production { 2 } else { 1 };
        let name = environment["name"].as_str().unwrap_or_default().to_owned();
        for (list, component) in [
            (
                "containers",
                json!({ "name": "added", "vcpu": 1, "memory_gb": 2, "branch": name, "repository": "code-added" }),
            ),
            (
                "databases",
                json!({ "name": "added", "class": "db.t3.medium", "nodes": nodes, "schemas": ["a"] }),
            ),
            (
                "caches",
                json!({ "name": "added", "node_type": "cache.t3.micro", "nodes": nodes, "use_case": "x" }),
            ),
            (
                "search",
                json!({ "name": "added", "node_type": "t3.small.search", "nodes": nodes, "use_case": "x" }),
            ),
            ("queues", json!({ "name": "added", "type": "standard" })),
            (
                "object_storage",
                json!({ "name": "added", "storage": "simple", "access": "private", "lifecycle": "permanent" }),
            ),
        ] {
            mru_tests::generate::push(&mut environment[list], component);
        }
    }
    mru_tests::generate::push(
        &mut deployment["shared"]["pipelines"],
        mru_tests::generate::pipeline("code-added"),
    );
}

fn is_production(environment: &Value) -> bool {
    environment["kind"].as_str().is_some_and(|kind| kind.starts_with("prod"))
}

/// Sets fields; null removes one.
fn set(value: &mut Value, fields: &Value) {
    for (field, new) in fields.as_object().into_iter().flatten() {
        if new.is_null() {
            value.as_object_mut().expect("a table").remove(field);
        } else {
            value[field] = new.clone();
        }
    }
}

/// Applies a mutation to the added component of an environment of its kind, if there is one.
fn mutate(deployment: &Value, mutation: &Mutation) -> Option<(Value, String)> {
    let mut mutated = deployment.clone();
    let mut environments = mutated["environments"].as_array_mut()?.iter_mut();
    let environment = environments.find(|it| is_production(it) == mutation.production)?;
    let name = environment["name"].as_str()?.to_owned();
    let mut components = environment[mutation.list].as_array_mut()?.iter_mut();
    set(components.find(|it| it["name"] == "added")?, &mutation.fields);
    Some((mutated, name))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Under any policies of card and contract.
    #[test]
    fn the_events_of_a_deployment_import_without_a_finding(Case { deployment, agreed } in case()) {
        let rows = rows(&deployment, &agreed)?;
        let account = account(&deployment, &agreed);
        let findings = judged(&rows, &account, &RateCards::new([agreed.card()]).expect("one card"));
        prop_assert!(findings.is_empty(), "{:#?}\n{deployment}\n{agreed:?}", errors(&findings));
    }

    /// The generator of months makes nothing that an import would refuse.
    #[test]
    fn generated_months_import_without_a_finding(case in any_case()) {
        let (versions, cards) = (case.accounts(), mru_tests::month::cards());
        let mut judge = Judge::new(&cards, "2030-01-01T00:00:00Z".parse().expect("an instant"));
        for event in events(&case.rows(u32::MAX)) {
            let placed = Placed::stated(event, "event");
            let findings = judge.judge(&placed, &versions);
            prop_assert!(findings.is_empty(), "{:#?}\n{placed:?}", errors(&findings));
        }
    }

    /// By the policies of the rate card, which no contract changes here.
    #[test]
    fn what_a_quote_refuses_an_import_refuses(Case { mut deployment, .. } in case()) {
        let agreed = Agreed::standard();
        deployment = arrays(deployment);
        complete(&mut deployment);
        let rows = rows(&deployment, &agreed)?;
        let (account, cards) = (account(&deployment, &agreed), RateCards::new([agreed.card()]).expect("one card"));
        prop_assert_eq!(errors(&judged(&rows, &account, &cards)), Vec::<String>::new());
        for mutation in mutations() {
            let Some((mutated, environment)) = mutate(&deployment, &mutation) else { continue };
            let quoted = refused(&mutated, &agreed);
            prop_assert!(!quoted.is_empty(), "a quote accepts {}", mutation.fields);
            let mut rows = rows.clone();
            let row = rows.iter_mut().find(|row| {
                row["component"] == mutation.component
                    && row["environment"] == environment.as_str()
                    && row["name"] == "added"
            });
            set(row.expect("the event of the component"), &mutation.event);
            let imported = judged(&rows, &account, &cards);
            prop_assert_eq!(imported.len(), 1, "{}: {:#?}", &mutation.event, errors(&imported));
            prop_assert!(
                quoted.iter().any(|rule| rule == imported[0].rule),
                "{}: a quote says {quoted:?}, an import {}", &mutation.event, imported[0].rule
            );
        }
    }
}

/// Writes the lists of environments as lists, also those of one element.
fn arrays(mut deployment: Value) -> Value {
    deployment["environments"] = json!(list(&deployment["environments"]));
    for environment in deployment["environments"].as_array_mut().into_iter().flatten() {
        for field in ["containers", "databases", "caches", "search", "queues", "object_storage"] {
            environment[field] = json!(list(&environment[field]));
        }
    }
    deployment["shared"]["pipelines"] = json!(list(&deployment["shared"]["pipelines"]));
    deployment
}

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
fn the_range_of_single_sign_on_is_emitted_and_what_weighs_nothing_is_metered() {
    let agreed = Agreed::standard();
    let mut deployment = json!({
        "id": "d", "environments": [{
            "name": "production", "kind": "production", "redundancy": 2,
            "sso": [{ "vcpu": 1, "memory_gb": 2, "max_tasks": 6, "database": "main",
                "connection_pool": 5, "administration": "realms" }],
            "databases": [{ "name": "main", "class": "db.r6g.large", "nodes": 2, "schemas": ["a"] }],
            "secrets": [{ "name": "s", "store": "aws", "delivery": "in person" }],
            "fixed_addresses": 0,
        }],
    });
    deployment["shared"] = json!({ "developers": 0 });
    let mut weightless = agreed;
    weightless.weights.insert("secret".to_owned(), "0".to_owned());
    let rows = rows(&deployment, &weightless).expect("a quote");
    let of = |component: &str| rows.iter().filter(|row| row["component"] == component).count();
    let sso = rows.iter().find(|row| row["name"] == "sso" && row["component"] == "container");
    assert_eq!(sso.expect("its containers")["max_tasks"], 6);
    assert_eq!((of("secret"), of("environment")), (1, 1), "weight 0 is metered");
    assert_eq!((of("fixed-address"), of("developer-access")), (0, 0), "none is none");
    let account = account(&deployment, &weightless);
    let cards = RateCards::new([weightless.card()]).expect("one card");
    assert_eq!(errors(&judged(&rows, &account, &cards)), [""; 0]);
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

//! What an approval means: who may give it, what voids it, and what proves it.

use mru_tests::store::{Store, on_both};
use serde_json::Value;

use super::{PROGRAM, ask, book, deployment};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Requests the change between two texts and returns its id.
#[track_caller]
fn requested(store: &Store, base: &str, target: &str) -> String {
    let (base, target) = (store.file("base.yaml", base), store.file("target.yaml", target));
    let asked = store.ok(&[
        "change",
        "request",
        "--customer",
        "acme",
        "--current",
        &base,
        "--proposed",
        &target,
        "--ticket",
        "REQ-1",
        "--title",
        "More",
        "--requested-by",
        "lead@acme.example",
    ]);
    json(&asked)["id"].as_str().expect("an id").to_owned()
}

/// Approves a request and returns the id of the approval.
#[track_caller]
fn approved(store: &Store, change: &str) -> String {
    let signed = store.ok(&["change", "approve", change, "--as", "cto@acme.example"]);
    json(&signed)["statement"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn only_who_the_contract_names_decides_and_once() {
    on_both(PROGRAM, |store| {
        book(store, "forbid_self_approval = true");
        let (base, target) = (deployment(1, 1, ""), deployment(2, 1, ""));
        let change = requested(store, &base, &target);
        for (code, says, arguments) in [
            (1, "`approvers`", &["change", "approve", &change, "--as", "ceo@acme.example"][..]),
            (1, "`approvers`", &["change", "approve", &change, "--as", "cto@other.example"]),
            (1, "reason", &["change", "reject", &change, "--as", "cto@acme.example"]),
            (
                1,
                "statement",
                &[
                    "change",
                    "approve",
                    &change,
                    "--as",
                    "cto@acme.example",
                    "--statement",
                    "sha256:0",
                ],
            ),
            (
                1,
                "91 days",
                &["change", "approve", &change, "--as", "cto@acme.example", "--days", "91"],
            ),
            (1, "no request", &["change", "approve", "CH-0", "--as", "cto@acme.example"]),
        ] {
            assert!(store.fails(code, arguments).contains(says), "{arguments:?}");
        }
        approved(store, &change);
        let again = store.fails(1, &["change", "approve", &change, "--as", "cfo@acme.example"]);
        assert!(again.contains("approved already"), "{again}");
        // Who asks may not approve, when the contract says so.
        let (a, b) = (store.file("a.yaml", &base), store.file("b.yaml", &target));
        let own = [
            "change",
            "request",
            "--customer",
            "acme",
            "--current",
            &a,
            "--proposed",
            &b,
            "--requested-by",
        ];
        let own = json(&store.ok(&[&own[..], &["cto@acme.example"]].concat()));
        let id = own["id"].as_str().expect("an id");
        let refused = store.fails(1, &["change", "approve", id, "--as", "cto@acme.example"]);
        assert!(refused.contains("another person"), "{refused}");
        store.ok(&["change", "reject", id, "--as", "cfo@acme.example", "--reason", "too dear"]);
        // Nor may a stranger ask.
        let stranger = [
            "change",
            "request",
            "--customer",
            "acme",
            "--proposed",
            &b,
            "--requested-by",
            "x@y.example",
        ];
        assert!(store.fails(1, &stranger).contains("`requesters`"));
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn an_approval_is_proved_without_a_store_and_not_when_it_was_altered() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let change = requested(&store, &deployment(1, 1, ""), &deployment(2, 1, ""));
    let id = approved(&store, &change);
    let key = store.ok(&["keys", "show"]).trim().to_owned();
    let file = store.ok(&["approval", "show", &id]);
    let elsewhere = Store::sqlite(PROGRAM);
    let good = elsewhere.file("approval.json", &file);
    let said = elsewhere.ok(&["approval", "verify", &good, "--key", &key]);
    assert_eq!(json(&said)["id"], id.as_str());
    // Every value of it, altered by one letter, proves nothing.
    let whole = json(&file);
    let mut altered = 0;
    let Value::Object(fields) = &whole["signed"]["statement"] else { panic!("a statement") };
    for (field, value) in fields {
        let Value::String(text) = value else { continue };
        let mut other = whole.clone();
        let last = text.chars().next_back().unwrap_or('x');
        let turned = if last == '0' { '1' } else { '0' };
        let cut: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
        other["signed"]["statement"][field] = format!("{cut}{turned}").into();
        let file = elsewhere.file("altered.json", &other.to_string());
        let run = elsewhere.run(&["approval", "verify", &file, "--key", &key]);
        assert_eq!(run.code, 3, "{field}: {}{}", run.stdout, run.stderr);
        altered += 1;
    }
    assert!(altered > 12, "{altered}");
    // A receipt is no approval, another key proves nothing.
    let run = elsewhere.run(&["receipt", "verify", &good, "--key", &key]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let other = Store::sqlite(PROGRAM);
    book(&other, "");
    let foreign = other.ok(&["keys", "show"]).trim().to_owned();
    let run = elsewhere.run(&["approval", "verify", &good, "--key", &foreign]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    // After the key was handed over, the old one still proves what came before and after.
    store.ok(&["keys", "rotate"]);
    let next = requested(&store, &deployment(1, 1, ""), &deployment(3, 1, ""));
    let next = approved(&store, &next);
    let file = elsewhere.file("next.json", &store.ok(&["approval", "show", &next]));
    elsewhere.ok(&["approval", "verify", &file, "--key", &key]);
}

/// Every field that has a price, changed one at a time, and every other one.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
#[test]
fn what_is_priced_voids_an_approval_and_nothing_else_does() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let more = "shared: {developers: 2, professional_services: [audit]}";
    let base = deployment(1, 1, more);
    let queue = "kind: pre-production, queues: [{name: jobs, type: standard}], databases: [{name: main, class: db.t3.medium, nodes: 1, schemas: [s], storage_gb: 20}],";
    let target = deployment(2, 1, more).replace("kind: pre-production,", queue).replace(
        "name: q0,",
        "name: q0, database: main, connection_pool: 5, instances: 2, max_tasks: 4,",
    );
    let priced = [
        ("name: p1, vcpu: 1, memory_gb: 2", "name: p1, vcpu: 2, memory_gb: 4"),
        ("name: p1, vcpu: 1, memory_gb: 2", "name: p1, vcpu: 1, memory_gb: 3"),
        ("name: p1,", "name: p1, instances: 2,"),
        ("name: p1,", "name: p1, max_tasks: 6,"),
        ("name: p1,", "name: p1, redundancy: 3,"),
        ("name: p1,", "name: p2,"),
        ("redundancy: 2,", "redundancy: 3,"),
        ("instances: 2,", "instances: 1,"),
        ("max_tasks: 4", "max_tasks: 5"),
        ("class: db.t3.medium", "class: db.t3.small"),
        ("name: main, class", "name: other, class"),
        ("{name: jobs, type: standard}", "{name: jobs.fifo, type: fifo}"),
        ("name: jobs", "name: tasks"),
        (
            "{name: jobs, type: standard}",
            "{name: jobs, type: standard}, {name: more, type: standard}",
        ),
        ("developers: 2", "developers: 3"),
        ("professional_services: [audit]", "professional_services: [audit, training]"),
        ("professional_services: [audit]", "professional_services: [training]"),
        ("shared: {", "shared: {dns_zones: [{domain: a.example, records: [x]}], "),
        ("name: qa, kind: pre-production,", "name: test, kind: pre-production,"),
    ];
    let noise = [
        ("environments:", "# a comment\nenvironments:"),
        ("vcpu: 1,", "vcpu: 1.0,"),
        ("memory_gb: 2,", "memory_gb: 2048 MB,"),
        ("branch: p}", "branch: trunk}"),
        ("repository: rp1", "repository: service-p1"),
        ("connection_pool: 5", "connection_pool: 6"),
        ("name: p1,", "name: p1, variables: [LEVEL],"),
        ("name: p1,", "name: p1, runtime: Spring Boot,"),
        ("name: p1,", "name: p1, newrelic_agent: true,"),
        ("schemas: [s]", "schemas: [s, t]"),
        ("environments:", "id: acme-main\nenvironments:"),
        ("environments:", "customer: {name: Acme}\nenvironments:"),
    ];
    let change = requested(&store, &base, &target);
    let approval = approved(&store, &change);
    let current = store.file("now.yaml", &base);
    for (at, (from, to)) in priced.into_iter().enumerate() {
        assert!(target.contains(from), "{from}");
        let mut text = target.replace(from, to);
        if to.contains("name: other, class") {
            text = text.replace("database: main", "database: other");
        }
        let file = store.file("changed.yaml", &text);
        let more = ["--approval", &approval, "--current", &current, "--proposed", &file];
        let (code, verdict) = ask(&store, &format!("p{at}"), &more);
        assert_eq!((code, verdict["allowed"].as_bool()), (3, Some(false)), "{from} → {to}");
    }
    // What there is belongs to it as well, and so does what was agreed.
    for (at, other) in
        [deployment(1, 2, more), deployment(2, 1, more), deployment(1, 1, "")].iter().enumerate()
    {
        let other = store.file("other.yaml", other);
        let proposed = store.file("target.yaml", &target);
        let more = ["--approval", &approval, "--current", &other, "--proposed", &proposed];
        let (_, verdict) = ask(&store, &format!("b{at}"), &more);
        assert_eq!(verdict["allowed"], false, "another base: {verdict}");
    }
    for (at, (from, to)) in noise.into_iter().enumerate() {
        assert!(target.contains(from), "{from}");
        let change = requested(&store, &base, &target);
        let approval = approved(&store, &change);
        let file = store.file("changed.yaml", &target.replacen(from, to, 1));
        let more = ["--approval", &approval, "--current", &current, "--proposed", &file];
        let (code, verdict) = ask(&store, &format!("n{at}"), &more);
        assert_eq!(
            (code, verdict["allowed"].as_bool()),
            (0, Some(true)),
            "{from} → {to}: {verdict}"
        );
    }
    assert!(store.ok(&["verify"]).contains("0 problems"));
}

#[test]
fn another_contract_policy_or_card_voids_an_approval() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let change = requested(&store, &deployment(1, 1, ""), &deployment(2, 1, ""));
    let approval = approved(&store, &change);
    let policy = "change_policy = { versions = [{ effective_from = \"2026-01-01\", otherwise = \"approval\" }] }";
    let file = store.file("acme2.toml", &super::customer("acme", policy));
    store.ok(&["customer", "put", "--replace", &file]);
    let (code, verdict) = ask(&store, "k", &["--approval", &approval]);
    assert_eq!((code, verdict["code"].as_str()), (3, Some("contract-changed")), "{verdict}");
    // Nor can it be approved any more: who asks again is asked for the new terms.
    let file = store.file("acme3.toml", &super::customer("acme", ""));
    let change = requested(&store, &deployment(1, 1, ""), &deployment(2, 1, ""));
    store.ok(&["customer", "put", "--replace", &file]);
    let refused = store.fails(1, &["change", "approve", &change, "--as", "cto@acme.example"]);
    assert!(refused.contains("contract"), "{refused}");
}

#[test]
fn a_changed_approval_or_statement_is_found() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let change = requested(&store, &deployment(1, 1, ""), &deployment(2, 1, ""));
    let shown = store.ok(&["change", "show", &change, "--statement"]);
    assert!(shown.starts_with("<!DOCTYPE html>") && shown.contains("lang=\"es-CL\""), "{shown}");
    let approval = approved(&store, &change);
    ask(&store, "k", &["--approval", &approval]);
    let list = store.ok(&["change", "list"]);
    assert!(list.contains(&change) && list.contains("approved"), "{list}");
    assert!(store.ok(&["verify"]).contains("0 problems"));
    for (table, from, to) in [
        ("change_decision", "cto@acme", "cfo@acme"),
        ("change_request", "REQ-1", "REQ-2"),
        ("gate_receipt", "REQ-1", "REQ-2"),
    ] {
        let copy = tempfile::tempdir().expect("a folder");
        let file = copy.path().join("mru.db");
        std::fs::copy(store.folder.path().join("mru.db"), &file).expect("a copy");
        super::tamper(&file, table, from, to);
        let folder = copy.path().display().to_string();
        let run = store.run_with(&["verify", "--data-dir", &folder], &[]);
        assert_eq!(run.code, 3, "{table}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn every_column_of_what_is_recorded_is_covered() {
    let store = Store::sqlite(PROGRAM);
    book(&store, "");
    let change = requested(&store, &deployment(1, 1, ""), &deployment(2, 1, ""));
    let approval = approved(&store, &change);
    let (code, _) = ask(&store, "k", &["--approval", &approval]);
    assert_eq!(code, 0);
    let until = (chrono::Utc::now().date_naive() + chrono::Days::new(9)).to_string();
    store.ok(&[
        "envelope",
        "create",
        "--customer",
        "acme",
        "--environment",
        "qa",
        "--usd",
        "9",
        "--until",
        &until,
        "--as",
        "cto@acme.example",
    ]);
    assert!(store.ok(&["verify"]).contains("0 problems"));
    let found = |table: &str, change: &str| {
        let copy = tempfile::tempdir().expect("a folder");
        let file = copy.path().join("mru.db");
        std::fs::copy(store.folder.path().join("mru.db"), &file).expect("a copy");
        super::tamper_by(&file, table, change);
        let folder = copy.path().display().to_string();
        let run = store.run(&["verify", "--data-dir", &folder]);
        assert_eq!(run.code, 3, "{change}: {}{}", run.stdout, run.stderr);
        let covered = ["is not what was recorded", "is missing"];
        assert!(covered.iter().any(|it| run.stderr.contains(it)), "{change}: {}", run.stderr);
    };
    let receipt =
        "id customer deployment ticket approval envelope caller request_key request_hash content";
    for (table, columns) in [
        ("change_request", "id customer content statement"),
        ("change_decision", "id change_id customer content"),
        ("envelope", "id customer content"),
        ("gate_receipt", receipt),
    ] {
        for column in columns.split(' ') {
            found(table, &format!("UPDATE {table} SET {column} = {column} || 'x'"));
        }
        found(table, &format!("DELETE FROM {table}"));
    }
    found("gate_receipt", "UPDATE gate_receipt SET drawn_cents = drawn_cents + 1");
}

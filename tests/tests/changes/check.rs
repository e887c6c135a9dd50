//! `mru check` by the real program.

use mru_tests::store::Store;
use serde_json::Value;

use super::{PROGRAM, deployment};

fn files(store: &Store) -> (String, String) {
    (store.file("a.yaml", &deployment(1, 1, "")), store.file("b.yaml", &deployment(2, 1, "")))
}

#[test]
fn a_check_says_by_its_code_whether_a_person_is_needed() {
    let store = Store::sqlite(PROGRAM);
    let (a, b) = files(&store);
    let none = store
        .file("none.toml", "[[versions]]\neffective_from = \"2026-01-01\"\notherwise = \"none\"\n");
    let blocked = store.file(
        "blocked.toml",
        "[[versions]]\neffective_from = \"2026-01-01\"\nrules = [{ name = \"freeze\", outcome = \"blocked\" }]\n",
    );
    let wrong = store.file("wrong.yaml", "environments: [{name: production}]");
    let order = store.file(
        "order.yaml",
        "{ticket: REQ-1, requested_by: a@b.example, changes: [{op: remove, component: container, environment: production, name: p0}]}",
    );
    for (arguments, code) in [
        (vec!["--current", &a, "--proposed", &a], 0),
        (vec!["--current", &a, "--proposed", &b], 3),
        (vec!["--current", &a, "--proposed", &b, "--policy", &none], 0),
        (vec!["--current", &a, "--proposed", &b, "--policy", &blocked], 3),
        (vec!["--proposed", &b], 3),
        (vec!["--current", &a, "--order", &order], 3),
        (vec!["--current", &a, "--proposed", &wrong], 2),
        (vec!["--current", &wrong, "--proposed", &a], 2),
        (vec!["--current", &a, "--proposed", &b, "--policy", &wrong], 2),
        (vec!["--current", &a], 2),
    ] {
        let all = [&["check", "--start", "2026-04-11"][..], &arguments].concat();
        let run = store.run(&all);
        assert_eq!(run.code, code, "{all:?}\n{}{}", run.stdout, run.stderr);
        if code == 2 {
            assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{all:?}");
        }
    }
}

#[test]
fn every_form_says_the_same_and_what_to_do_next() {
    let store = Store::sqlite(PROGRAM);
    let (a, b) = files(&store);
    let check = |more: &[&str]| {
        let all = ["check", "--current", &a, "--proposed", &b, "--start", "2026-04-11"];
        let run = store.run(&[&all[..], more].concat());
        assert_eq!(run.code, 3, "{}", run.stderr);
        run.stdout
    };
    // One more container of production: 2 × 1.65 MRU at USD 40, for 20 of 30 days.
    let json: Value = serde_json::from_str(&check(&["--format", "json"])).expect("JSON");
    assert_eq!(json["difference"]["usd"], "132.00");
    assert_eq!(json["difference"]["mru"], "3.3");
    assert_eq!(json["month"]["difference_usd"], "88.00");
    assert_eq!(json["decision"]["outcome"], "approval");
    assert_eq!(json["decision"]["because"][0]["rule"], "default");
    let markdown = check(&["--format", "markdown"]);
    for said in [
        "+132.00",
        "+88.00",
        "**Next:** Add the missing fields to the ticket. Ask an approver",
        "| Added | container: p1, 1x2 (production) |",
    ] {
        assert!(markdown.contains(said), "{said}\n{markdown}");
    }
    let text = check(&[]);
    assert!(text.contains("USD +132.00") && text.contains("Next: "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let spanish = check(&["--lang", "es", "--format", "markdown"]);
    assert!(spanish.contains("+132,00") && spanish.contains("**Siguiente paso:** "), "{spanish}");
    let html = check(&["--format", "html"]);
    assert!(html.contains("+132.00") && html.contains("Up to USD"), "{html}");
}

#[test]
fn a_check_for_a_customer_takes_its_contract() {
    let store = Store::sqlite(PROGRAM);
    let (a, b) = files(&store);
    super::book(&store, "");
    let run = store.run(&[
        "check",
        "--customer",
        "acme",
        "--current",
        &a,
        "--proposed",
        &b,
        "--start",
        "2026-04-11",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    // The contract agrees on USD 30 a MRU, and on whole months; its documents are in Spanish.
    assert_eq!(json["difference"]["usd"], "99.00");
    assert_eq!(json["month"]["difference_usd"], "99.00");
    assert_eq!(json["language"], "es");
    let run = store.run(&["check", "--customer", "nobody", "--proposed", &b]);
    assert_eq!((run.code, run.stderr.contains("nobody")), (1, true), "{}", run.stderr);
}

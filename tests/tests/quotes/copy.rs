//! Copies of what is metered: they cost the same, and name what metering does not know.

use mru_core::{
    Deployment, Format, Lang, Quote,
    calendar::Zone,
    metering::{Timeline, activations},
    offer::copy,
};
use mru_tests::{
    generate,
    month::{account, environments, plain_account},
    run::{EXAMPLES, deployment_file, root, run},
    store::Store,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Json as _, PROGRAM, begun, issued, runs};

const DAY: [&str; 2] = ["--as-of", "2026-11-21"];

/// Records a customer that has an example since the first of November, but for who it is.
fn metered(store: &Store, example: &str) -> Value {
    let file = deployment_file(&root().join("fixtures/deployments"), example).display().to_string();
    let quoted = run(PROGRAM, &[&["quote", &file, "--format", "json"][..], &DAY].concat(), "");
    let quoted: Value = serde_json::from_str(&quoted.stdout).expect("a quote");
    let mut customer = plain_account("2026-11-01", &json!({}));
    let named = quoted["environments"].as_array().expect("environments").iter();
    let named: Vec<Value> =
        named.map(|it| json!({ "name": it["name"], "kind": it["kind"] })).collect();
    customer["deployments"] = json!([{ "environments": named }]);
    store.ok(&["customer", "put", &store.file("customer.json", &customer.to_string())]);
    let at = ["--at", "2026-11-01T00:00:00-03:00", "--ticket", "REQ-1"];
    let events = [&["meter", "events", &file, "--customer", "customer"][..], &at, &DAY].concat();
    let events = store.file("copied.ndjson", &store.ok(&events));
    store.ok(&["meter", "import", &events]);
    quoted
}

/// One number everywhere: what runs as it was quoted is copied to the same total.
#[test]
fn a_copy_of_each_example_costs_what_its_quote_says() {
    for example in EXAMPLES {
        let store = Store::sqlite(PROGRAM);
        store.ok(&["supplier", "put", "fixtures/demo/supplier.toml"]);
        let quoted = metered(&store, example);
        let copied = store.json_of(&[&["quote", "copy", "customer"][..], &DAY].concat());
        assert_eq!(copied["not_copied"], json!([]), "{example}: {copied:#}");
        assert_eq!(copied["findings"], json!([]), "{example}: {copied:#}");
        for total in ["total_mru", "total_usd"] {
            assert_eq!(copied["quote"][total], quoted[total], "{example}: {copied:#}");
        }
        // The file that is written reads to the same.
        let yaml =
            store.ok(&[&["quote", "copy", "customer/main", "--lang", "es"][..], &DAY].concat());
        let yaml = store.file("copy.yaml", &yaml);
        let priced = run(PROGRAM, &[&["quote", &yaml, "--format", "json"][..], &DAY].concat(), "");
        let priced: Value = serde_json::from_str(&priced.stdout).expect("a quote");
        assert_eq!(priced["total_usd"], quoted["total_usd"], "{example}");
    }
}

/// What was removed on a day is gone at its end, and what is not there is refused by name.
#[test]
fn a_copy_is_of_the_end_of_a_day() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    runs(&store);
    let copied = |day: &str| store.json_of(&["quote", "copy", "retail", "--as-of", day]);
    let before = copied("2026-09-30");
    let caches = |copied: &Value| copied["deployment"]["environments"][0]["caches"].clone();
    assert_eq!(before["deployment"]["environments"].as_array().map(Vec::len), Some(1));
    assert_eq!(caches(&before)[0]["nodes"], 2);
    assert_eq!(caches(&copied("2026-10-09"))[0]["nodes"], 2);
    assert_eq!(caches(&copied("2026-10-10")), Value::Null);
    for (reference, day, said) in [
        ("retail/second", "2026-09-30", "retail/main"),
        ("retail", "2026-08-01", "retail"),
        ("nobody", "2026-09-30", "no customer `nobody`"),
    ] {
        let refused = store.fails(1, &["quote", "copy", reference, "--as-of", day]);
        assert!(refused.contains(said), "{reference}: {refused}");
    }
    let saved = store.json_of(&["quote", "copy", "retail", "--as-of", "2026-09-30", "--save"]);
    let number = issued(&store, saved["draft"].as_str().expect("an id"), "2026-11-02");
    let shown = store.json_of(&["quote", "show", &number]);
    assert_eq!(shown["customer"], "retail");
    assert_eq!(
        shown["assumptions"].as_array().map(Vec::len),
        before["assumptions"].as_array().map(Vec::len)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a deployment has, and whatever was agreed but that repositories of containers are
    /// charged: what is metered of it and copied costs the same, when nothing is left out and the file
    /// has no gap.
    #[test]
    fn a_copy_costs_what_was_quoted(case in generate::case()) {
        let terms = case.agreed.terms();
        let quote = generate::quote(&case.deployment, &terms)?;
        let mut plain = plain_account("2026-11-01", &json!({}));
        plain["deployments"] = json!([{ "environments": environments(&quote.deployment) }]);
        let account = account(&plain);
        let at = Zone::SANTIAGO.start_of("2026-11-01".parse().expect("a day"));
        let events = activations(&quote, "customer", "main", at, "REQ");
        let timeline = Timeline::of(&events, Zone::SANTIAGO, 5).expect("a timeline");
        let copied = copy("Customer", &account.deployments[0], &timeline.intervals, &terms.policies);
        let slots = timeline.intervals.len();
        prop_assert!(copied.not_copied.len() <= slots);
        let parsed = Deployment::parse(&copied.written(Lang::En), Format::Yaml);
        for finding in parsed.findings() {
            prop_assert!(!finding.rule.starts_with('F'), "{finding:?}");
        }
        let Ok(again) = Quote::of(&parsed, &terms, quote.as_of) else { return Ok(()) };
        if copied.not_copied.is_empty() && terms.policies.includes("code-repository") {
            prop_assert_eq!(again.priced.total.mru, quote.priced.total.mru, "{:#}", copied.deployment);
        }
    }
}

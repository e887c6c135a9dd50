//! The way to the next rate card by the real program: a reconciled month, the drift of weights, a
//! proposed card, its effect, its publication, and the bills by it.

use std::{collections::BTreeMap, fs};

use chrono::{Datelike as _, Local, Months};
use mru_tests::store::{Store, on_both};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// Prices behind the reference card, with one that moved: what a database node of the bank costs.
fn moved_prices(store: &Store) -> String {
    let known = mru_tests::run::root().join("pricing-tables/sources/aws-us-east-1-2026-10.csv");
    let text = fs::read_to_string(known).expect("prices");
    let row =
        text.lines().find(|row| row.contains("InstanceUsage:db.r6g.2xlarge (Aurora MySQL, S"));
    let row = row.expect("the price of a node");
    let usd = row.split(',').rev().find(|cell| cell.starts_with("1.0")).expect("a price");
    store.file("prices.csv", &text.replace(row, &row.replace(usd, "1.2")))
}

/// Plays the demonstration and keeps the reconciliation of its last month.
fn reconciled(store: &Store) {
    let out = store.folder.path().join("out");
    store.ok(&["demo", "--out", &out.display().to_string()]);
    let [costs, allocation] =
        ["aws-2026-10.csv", "allocation.toml"].map(|it| out.join(it).display().to_string());
    let reconcile = ["reconcile", "2026-10", "--costs", &costs, "--allocation", &allocation];
    assert_eq!(store.run(&reconcile).code, 3, "a few things are left to look at");
}

fn entry<'a>(drift: &'a Value, id: &str) -> &'a Value {
    let entries = drift["entries"].as_array().expect("entries");
    entries.iter().find(|it| it["entry"] == id).expect(id)
}

/// Total of each customer on one side of an impact.
fn shown(impact: &Value, side: &str) -> BTreeMap<String, String> {
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let customers = impact["customers"].as_array().expect("customers").iter();
    let billed = customers.filter(|it| !it[side].is_null());
    billed.map(|it| (text(&it["customer"]), text(&it[side]["total_usd"]))).collect()
}

fn drafts(store: &Store, month: &str) -> BTreeMap<String, String> {
    assert_eq!(store.run(&["bill", month]).code, 3, "the pharmacy is set aside");
    let listed = store.json(&["invoice", "list", month]);
    let listed = listed.as_array().expect("a list").iter();
    let drafts = listed.filter(|it| it["kind"] != "set-aside").map(|it| {
        let customer = it["customer"].as_str().expect("an id").to_owned();
        let draft = store.json(&["invoice", "show", &format!("{customer}/{month}")]);
        let total = draft["statement"]["totals"]["total_usd"].as_str().expect("a total");
        (customer, total.to_owned())
    });
    drafts.collect()
}

#[test]
fn from_a_reconciled_month_to_the_bills_of_the_next_card() {
    on_both(PROGRAM, |store| {
        reconciled(store);
        let prices = moved_prices(store);
        drift_is_told(store, &prices);
        let first = Local::now().date_naive().with_day(1).expect("a first day");
        let first = first.checked_add_months(Months::new(1)).expect("a day").to_string();
        let tables = store.folder.path().join("tables").display().to_string();
        let propose = ["rate-card", "propose", "2026-10", "--prices", &prices, "--from", &first];
        let said = store.ok(&[&propose[..], &["-o", &tables]].concat());
        let id = format!("reference@{first}");
        assert!(said.contains(&format!("mru rate-card impact {id} --pricing-tables")), "{said}");
        // The same again is fine, and what is derived from its model and prices is the same card.
        store.ok(&[&propose[..], &["-o", &tables]].concat());
        the_card_is_what_its_model_derives(store, &tables, &first);

        let impact = ["rate-card", "impact", &id, "--pricing-tables", &tables, "--format", "json"];
        let impact = store.run(&impact);
        assert_eq!(impact.code, 3, "the pharmacy cannot be billed: {}", impact.stderr);
        let impact: Value = serde_json::from_str(&impact.stdout).expect("JSON");
        let moved = impact["total"]["moved"].as_array().expect("parts");
        assert_eq!(moved[0]["entry"], "database/db.r6g.2xlarge", "{moved:?}");
        let publish = ["rate-card", "publish", &id, "--pricing-tables", &tables, "--short-notice"];
        store.ok(&publish);
        let month = &first[..7];
        assert_eq!(shown(&impact, "after"), drafts(store, month), "0 cents apart");
        assert_ne!(shown(&impact, "before"), shown(&impact, "after"));
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

/// One price moved, October has 744 hours, and a customer used more than the model says.
#[track_caller]
fn drift_is_told(store: &Store, prices: &str) {
    let asked = ["rate-card", "drift", "2026-10"];
    let by_hours = store.json(&asked);
    assert_eq!(by_hours["hours"], serde_json::json!(["730", "744"]));
    let node = entry(&by_hours, "database/db.r6g.2xlarge");
    assert_eq!(node["steps"]["price"], "0");
    assert_ne!(node["steps"]["hours"], "0");
    // What needs no hours and no usage does not drift.
    assert_eq!(entry(&by_hours, "developer-access")["drift_mru"], "0");

    let drift = store.json(&[&asked[..], &["--prices", prices]].concat());
    let node = entry(&drift, "database/db.r6g.2xlarge");
    let number = |it: &Value| -> rust_decimal::Decimal {
        it.as_str().expect("a number").parse().expect("a number")
    };
    let steps = ["own", "price", "hours", "usage"].map(|step| number(&node["steps"][step]));
    assert_eq!(steps.into_iter().sum::<rust_decimal::Decimal>(), number(&node["drift_mru"]));
    assert!(steps[0].is_zero() && steps[1] > rust_decimal::Decimal::ZERO, "{node}");
    let reasons = node["reasons"].as_array().expect("reasons");
    assert!(reasons.iter().any(|it| it["because"] == "price" && it["after"] == "1.2"), "{node}");
    // The demonstration's insurer writes more logs than the model expects.
    let container = entry(&drift, "container/1x2")["reasons"].as_array().expect("reasons");
    let logs = |it: &&Value| it["because"] == "usage" && it["usage_type"] == "DataProcessing-Bytes";
    assert!(container.iter().any(|it| logs(&it)), "{container:?}");

    for (lang, says) in [("en", "Entries that drift"), ("es", "Entradas que se alejan")] {
        let text = store.ok(&[&asked[..], &["--prices", prices, "--lang", lang]].concat());
        assert!(text.contains(says), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let csv = store.ok(&[&asked[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().count(), drift["entries"].as_array().expect("entries").len() + 1);
    let said = store.fails(1, &["rate-card", "drift", "2026-09"]);
    assert!(said.contains("2026-09 was never reconciled"), "{said}");
    let short = store.file("short.csv", &first_rows(prices, 3));
    let said = store.fails(2, &["rate-card", "drift", "2026-10", "--prices", &short]);
    assert!(said.contains("M2"), "a missing price is named: {said}");
}

fn first_rows(file: &str, count: usize) -> String {
    let text = fs::read_to_string(file).expect("prices");
    text.lines().take(count).map(|row| format!("{row}\n")).collect()
}

#[track_caller]
fn the_card_is_what_its_model_derives(store: &Store, tables: &str, first: &str) {
    let path = |name: &str| format!("{tables}/{name}");
    let (prices, model) = (
        path(&format!("prices/reference-{first}.csv")),
        path(&format!("models/reference-{first}.toml")),
    );
    let again = store.folder.path().join("again").display().to_string();
    store.ok(&["rate-card", "derive", "--prices", &prices, "--model", &model, "-o", &again]);
    for name in ["card.toml", "databases.csv", "containers.csv"] {
        let read = |folder: &str| fs::read_to_string(format!("{folder}/{name}")).expect("a file");
        assert_eq!(read(&again), read(&path(&format!("reference/{first}"))), "{name}");
    }
    let header = fs::read_to_string(path(&format!("reference/{first}/card.toml"))).expect("it");
    assert!(header.contains("not approved yet") && header.contains("2026-10"), "{header}");
    let changes = fs::read_to_string(path(&format!("reference@{first}.changes.csv"))).expect("it");
    let row = changes.lines().find(|row| row.contains("database/db.r6g.2xlarge")).expect("a row");
    assert!(row.contains("→ 1.2"), "{row}");
    let diff = ["rate-card", "diff", "reference@2026-10-01", &path(&format!("reference/{first}"))];
    let diff = store.json_of_diff(&diff);
    assert_eq!(diff["changes"].as_array().expect("changes").len(), 1, "{diff}");
}

/// What `mru rate-card diff` says in JSON.
trait Diff {
    fn json_of_diff(&self, arguments: &[&str]) -> Value;
}

impl Diff for Store {
    fn json_of_diff(&self, arguments: &[&str]) -> Value {
        let said = self.ok(&[arguments, &["--json"]].concat());
        serde_json::from_str(&said).expect("JSON")
    }
}

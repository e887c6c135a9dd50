//! What `mru rate-card impact` shows before a card is published is what the next run bills, by the real
//! program and on both databases.

use std::{collections::BTreeMap, fs};

use chrono::{Datelike as _, Local, Months, NaiveDate};
use mru_tests::{
    facts::Customer,
    store::{Store, on_both},
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// What the proposed card says: a container and a cache more than the card in force, a larger container
/// the same.
const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic\n\
    container,1x2,1.7,assumption,\ncontainer,2x4,2.9,assumption,\n\
    cache,cache.t3.micro,0.9,assumption,\n";

/// Customers whose contracts say different things, and what they say.
const CONTRACTS: [(&str, &str); 9] = [
    ("alpha", ""),
    ("beta", "[contract.prices]\nmru_price_usd = \"39.50\"\n"),
    (
        "delta",
        "[contract.prices]\nweights_lock = { as_of = \"2026-10-01\", until = \"2099-01-01\" }\n\
         price_lock = { mru_price_usd = \"42.00\", until = \"2099-01-01\" }\n",
    ),
    ("epsilon", "minimum = { usd = \"5000.00\" }\n"),
    ("eta", "commitment = { mru = 110 }\ndiscount = { percent = 8, label = \"Volume\" }\n"),
    ("gamma", "proration = \"hourly\"\ndiscount = { percent = 33.3333 }\n"),
    ("theta", "rate_card = \"special\"\n"),
    (
        "zeta",
        "[contract.prices]\nweights = [{ entry = \"container/1x2\", weight_mru = \"1.5\" }]\n",
    ),
    ("zulu", "ends_on = \"2026-06-01\"\n"),
];

fn next_month() -> NaiveDate {
    let first = Local::now().date_naive().with_day(1).expect("a first day");
    first.checked_add_months(Months::new(1)).expect("a day")
}

/// Writes a card, and returns its folder.
fn card(store: &Store, name: &str, first: &str, weights: &str) -> String {
    let folder = store.folder.path().join("tables").join(name).join(first);
    fs::create_dir_all(&folder).expect("a folder");
    let header = format!(
        "card = \"{name}\"\neffective_from = \"{first}\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"43.00\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    fs::write(folder.join("card.toml"), header).expect("a header");
    fs::write(folder.join("weights.csv"), weights).expect("weights");
    folder.display().to_string()
}

/// Each customer has three components, of which one ends and one grows within the month that is billed;
/// another customer has nothing.
fn record(store: &Store, month: NaiveDate) {
    store.begin();
    let special = card(store, "special", "2026-04-01", WEIGHTS);
    store.ok(&["rate-card", "publish", &special, "--short-notice"]);
    let of =
        |(id, contract): &(&'static str, &'static str)| Customer { contract, ..Customer::of(id) };
    let customers: Vec<Customer<'_>> = CONTRACTS.iter().map(of).collect();
    store.admit(&customers);
    store.admit(&[Customer::of("nobody")]);
    let begun = "2026-04-01T00:00:00-04:00";
    let (tenth, last) = (month.with_day(10).expect("a day"), month.with_day(17).expect("a day"));
    let mut rows = String::new();
    for (id, _) in CONTRACTS {
        rows.push_str(&format!(
            "{id}1,activated,{begun},{id},production,container,ms-a,1x2,3,2,T\n\
             {id}2,activated,{begun},{id},production,container,ms-b,1x2,1,2,T\n\
             {id}3,activated,{begun},{id},production,cache,sessions,cache.t3.micro,2,,T\n"
        ));
        // What a contract that has ended still has contradicts it, and nothing else is to be changed.
        if id != "zulu" {
            rows.push_str(&format!(
                "{id}4,resized,{tenth}T09:00:00-03:00,{id},production,container,ms-b,2x4,1,2,T\n\
                 {id}5,removed,{last}T18:00:00-03:00,{id},production,cache,sessions,,,,T\n"
            ));
        }
    }
    store.import(&rows);
}

/// Net, total and MRUs of every draft of a month.
fn drafts(store: &Store, month: &str) -> BTreeMap<String, [Value; 3]> {
    let run = store.run(&["bill", month]);
    assert_eq!(run.code, 3, "zulu is set aside: {}", run.stderr);
    let mut drafts = BTreeMap::new();
    for (id, _) in CONTRACTS.iter().filter(|(id, _)| *id != "zulu") {
        let draft = store.json(&["invoice", "show", &format!("{id}/{month}")]);
        let totals = &draft["statement"]["totals"];
        let sums = ["net_usd", "total_usd", "mru"].map(|field| totals[field].clone());
        drafts.insert((*id).to_owned(), sums);
    }
    drafts
}

/// The same of one side of the effects.
fn shown(impact: &Value, side: &str) -> BTreeMap<String, [Value; 3]> {
    let customers = impact["customers"].as_array().expect("customers").iter();
    let billed = customers.filter(|it| !it[side].is_null());
    let of = |it: &Value| {
        let sums = ["net_usd", "total_usd", "mru"].map(|field| it[side][field].clone());
        (it["customer"].as_str().expect("an id").to_owned(), sums)
    };
    billed.map(of).collect()
}

fn cents(amount: &Value) -> i64 {
    amount.as_str().expect("an amount").replace('.', "").parse().expect("cents")
}

#[test]
fn what_is_shown_before_a_card_is_published_is_what_the_next_run_bills() {
    on_both(PROGRAM, |store| {
        let first = next_month();
        let month = first.format("%Y-%m").to_string();
        record(store, first);
        let folder = card(store, "reference", &first.to_string(), WEIGHTS);
        let before = drafts(store, &month);
        let verified = store.ok(&["verify"]);

        let run = store.run(&["rate-card", "impact", &folder, "--format", "json"]);
        assert_eq!(run.code, 3, "zulu cannot be billed: {}", run.stderr);
        assert!(run.stderr.contains("zulu") && run.stderr.contains("B4"), "{}", run.stderr);
        let impact: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(impact["period"], month.as_str());
        assert_eq!(shown(&impact, "before"), before, "as it is billed now");
        assert_eq!(store.ok(&["verify"]), verified, "nothing is stored");

        store.ok(&["rate-card", "publish", &folder, "--short-notice"]);
        let after = drafts(store, &month);
        assert_eq!(shown(&impact, "after"), after, "0 cents apart");
        assert_ne!(before, after);
        sums_add_up(&impact);
        reasons_are_said(&impact);

        let said = store.fails(1, &["rate-card", "impact", &folder]);
        assert!(said.contains("is published, and bills already"), "{said}");
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

/// Whatever moves a bill sums to its difference, and customers to the total, to the cent.
#[track_caller]
fn sums_add_up(impact: &Value) {
    let more = |of: &Value, field: &str| cents(&of["after"][field]) - cents(&of["before"][field]);
    let moved = |of: &Value| {
        let parts = of["moved"].as_array().expect("parts").iter();
        parts.map(|it| cents(&it["usd_after"]) - cents(&it["usd_before"])).sum::<i64>()
    };
    let customers = impact["customers"].as_array().expect("customers");
    let compared: Vec<&Value> = customers.iter().filter(|it| !it["after"].is_null()).collect();
    assert_eq!(compared.len(), CONTRACTS.len() - 1);
    for effect in &compared {
        assert_eq!(moved(effect), more(effect, "total_usd"), "{effect}");
        assert_eq!(cents(&effect["difference_usd"]), more(effect, "net_usd"));
    }
    for field in ["net_usd", "total_usd"] {
        let sum: i64 = compared.iter().map(|it| more(it, field)).sum();
        assert_eq!(more(&impact["total"], field), sum);
    }
    assert_eq!(moved(&impact["total"]), more(&impact["total"], "total_usd"));
}

#[track_caller]
fn reasons_are_said(impact: &Value) {
    let customers = impact["customers"].as_array().expect("customers");
    let of = |id: &str| customers.iter().find(|it| it["customer"] == id).expect(id);
    let notes = |id: &str| -> Vec<String> {
        let notes = of(id)["notes"].as_array().expect("notes").iter();
        notes.map(|it| it["note"].as_str().expect("a name").to_owned()).collect()
    };
    let expected: [(&str, &str, &[&str]); 10] = [
        ("alpha", "more", &[]),
        ("beta", "more", &["own-price"]),
        ("delta", "same", &["weights-locked", "own-price"]),
        ("epsilon", "same", &["minimum"]),
        ("eta", "more", &["commitment", "discount"]),
        ("gamma", "more", &["discount"]),
        ("nobody", "nothing", &[]),
        ("theta", "same", &["other-card"]),
        ("zeta", "more", &["agreed-weights"]),
        ("zulu", "cannot-be-billed", &[]),
    ];
    for (id, outcome, said) in expected {
        assert_eq!(
            (of(id)["outcome"].as_str(), notes(id)),
            (Some(outcome), said.iter().map(|it| (*it).to_owned()).collect()),
            "{id}"
        );
    }
    let entries = |id: &str| -> Vec<&str> {
        let moved = of(id)["moved"].as_array().expect("parts").iter();
        moved.filter_map(|it| it["entry"].as_str()).collect()
    };
    assert_eq!(entries("alpha"), ["cache/cache.t3.micro", "container/1x2", "container/2x4"]);
    assert_eq!(
        entries("zeta"),
        ["cache/cache.t3.micro", "container/2x4"],
        "1x2 has its own weight"
    );
    assert!(entries("delta").is_empty() && entries("theta").is_empty());
    assert_eq!(of("zulu")["findings"][0]["rule"], "B4");
}

#[test]
fn an_impact_is_said_in_every_form_and_in_both_languages() {
    let store = Store::sqlite(PROGRAM);
    let first = next_month();
    record(&store, first);
    let folder = card(&store, "reference", &first.to_string(), WEIGHTS);
    let month = first.format("%Y-%m").to_string();
    let asked = ["rate-card", "impact", &folder, "--period", &month];
    for (lang, says) in [
        ("en", ["What moves it", "Own price of USD 39.50 per MRU", "zulu: cannot be billed [B4"]),
        (
            "es",
            [
                "Qué lo mueve",
                "Precio propio de US$ 39,50 por MRU",
                "zulu: no se puede facturar [B4",
            ],
        ),
    ] {
        let run = store.run(&[&asked[..], &["--lang", lang]].concat());
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
        for part in says {
            assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
        }
    }
    let file = store.folder.path().join("impact.csv").display().to_string();
    let run = store.run(&[&asked[..], &["-o", &file]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    let csv = fs::read_to_string(&file).expect("the file");
    assert_eq!(csv.lines().count(), CONTRACTS.len() + 2, "{csv}");
    assert!(csv.lines().any(|line| line.contains(",theta,same,special@2026-04-01,")), "{csv}");
}

#[test]
fn a_month_that_the_card_does_not_price_is_refused() {
    let store = Store::sqlite(PROGRAM);
    let first = next_month();
    record(&store, first);
    let folder = card(&store, "reference", &first.to_string(), WEIGHTS);
    let asked = ["rate-card", "impact", &folder, "--period", "2026-10"];
    let said = store.fails(1, &asked);
    assert!(said.contains("reference@2026-10-01 prices 2026-10"), "{said}");
    let said = store.fails(1, &[&asked[..], &["--lang", "es"]].concat());
    assert!(said.contains("reference@2026-10-01 valora 2026-10"), "{said}");
    // Two cards of one day, and a name without a day.
    let twice = card(&store, "reference", "2026-10-01", WEIGHTS);
    assert!(store.fails(2, &["rate-card", "impact", &twice]).contains("T7"));
    assert!(store.fails(1, &["rate-card", "impact", "reference"]).contains("reference@2026-10-01"));
    // A card of a name that no contract has changes nothing.
    let other = card(&store, "unused", &first.to_string(), WEIGHTS);
    let run = store.run(&["rate-card", "impact", &other, "--format", "json"]);
    let impact: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&impact["against"], &impact["difference_usd"]), (&Value::Null, &"0.00".into()));
}

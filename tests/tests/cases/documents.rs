//! A document says everything that is needed to compute it again, in the words of its quote.

use mru_core::{
    Deployment, Format, Lang, Quote, calendar::Zone, metering::activations, rate_card::Terms,
};
use mru_tests::{
    facts::Customer,
    month::{Office, account, plain_account},
    month_oracle::Month,
    store::Store,
};
use serde_json::json;

use super::PROGRAM;

/// USD 50.00 and 19 % that were billed in April are taken back in May.
#[test]
fn a_month_in_favour_of_the_customer_shows_its_total_without_a_sign() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    store.admit(&[Customer::of("acme")]);
    let heading = "id,type,time,customer,environment,component,name,usd,description,voids,ticket\n";
    for (name, row, month, day) in [
        (
            "once.csv",
            "e1,one-off,2026-04-11T09:00:00-04:00,acme,production,sso,sso,50.00,Set-up,,T\n",
            "2026-04",
            "2026-05-01",
        ),
        (
            "void.csv",
            "e2,voided,2026-05-11T09:00:00-04:00,acme,production,sso,sso,,,e1,T\n",
            "2026-05",
            "2026-06-01",
        ),
    ] {
        store.ok(&["meter", "import", &store.file(name, &format!("{heading}{row}"))]);
        store.issue(month, day);
    }
    let may = store.json(&["invoice", "list", "2026-05"]);
    let number = may[0]["number"].as_str().expect("a number").to_owned();
    for (lang, label, amount) in
        [("en", "Total in your favour", "59.50"), ("es", "Total a su favor", "59,50")]
    {
        let shown = store.ok(&["invoice", "show", &number, "--lang", lang]);
        let total = shown.lines().find(|line| line.contains(label)).expect("a total");
        assert!(total.ends_with(&format!(" {amount}")), "{total}");
    }
}

/// Twelve TB are ten of the first tier and two of the second.
#[test]
fn an_invoice_counts_the_tiers_of_a_cdn_in_terabytes_as_its_quote_does() {
    let deployment = json!({
        "id": "d", "shared": { "developers": 0 },
        "environments": [{
            "name": "production", "kind": "production", "redundancy": 2,
            "object_storage": [{ "name": "site", "storage": "simple", "access": "public",
                "lifecycle": "permanent" }],
            "cdn": [{ "origin": "site", "avg_object_kb": 100, "monthly_tb": 12,
                "main_locations": ["CL"], "cache_rules": "by-extension", "edge_functions": false }],
        }],
    });
    let office = Office::default();
    let day = "2026-10-01".parse().expect("a day");
    let terms = Terms::new(office.cards.select("reference", day).expect("a card"), None, day);
    let parsed = Deployment::parse(&deployment.to_string(), Format::Json);
    let quote = Quote::of(&parsed, &terms.expect("terms"), day).expect("a quote");
    let at = Zone::SANTIAGO.start_of(day);
    let events = activations(&quote, "customer", "main", at, "REQ");
    let versions = [account(&plain_account("2026-01-01", &json!({})))];
    let drafted = office.draft(Month { year: 2026, month: 10 }, &versions, &events, &[]);
    let october = drafted.expect("a draft").expect("a statement");
    let lines = october.lines.iter().filter(|line| line.component() == "cdn");
    let shown: Vec<_> = lines
        .map(|line| {
            let said = line.explanation(&october.pricing, Lang::En);
            let pieces = said.split(" × ").next().unwrap_or_default().to_owned();
            (line.name().to_owned(), line.size().to_owned(), pieces, line.rules[0].to_string())
        })
        .collect();
    // A second component of the same name has its size in its own.
    let line = |name: &str, size: &str, pieces: &str| {
        (name.to_owned(), size.to_owned(), pieces.to_owned(), "R21".to_owned())
    };
    assert_eq!(shown, [line("site", "tier-1", "10 TB"), line("site tier-2", "tier-2", "2 TB")]);
    let quoted = quote.priced.lines().filter(|line| line.item.kind.id == "cdn");
    let quoted: Vec<_> = quoted.map(|line| line.explanation(Lang::En)).collect();
    assert!(quoted[0].starts_with("10 TB × ") && quoted[1].starts_with("2 TB × "), "{quoted:?}");
}

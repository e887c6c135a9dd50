//! Any text is a customer or events, or findings; and whatever is read can be billed or is set aside.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mru_core::{
    Format,
    account::{Account, Supplier},
    calendar::Period,
    invoice::{Facts, draft, journal},
    metering::{Event, EventFormat},
    rate_card::{RateCard, RateCards},
};

const HEADER: &str = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\nmru_price_usd = \"42\"\napproved_by = \"a\"\nprovenance = \"a\"\n";
const TABLE: &str = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,public,\nvpn,,2,public,\n";
const SUPPLIER: &str = "legal = { name = \"P\", tax_id = \"1\", address = [\"S\"] }";
const ACCOUNT: &str = "id = \"c\"\neffective_from = \"2026-01-01\"\nlegal = { name = \"C\", tax_id = \"1\", address = [\"S\"] }\ndeployments = [{ environments = [{ name = \"p\", kind = \"production\" }] }]\n[contract]\nid = \"C\"\nstarts_on = \"2026-01-01\"\ntax = { label = \"IVA\", percent = 19 }\n";

fuzz_target!(|text: &str| {
    let card = RateCard::read(&[("card.toml", HEADER), ("weights.csv", TABLE)]).expect("a card");
    let cards = RateCards::new([card]).expect("one card");
    let supplier = Supplier::read(SUPPLIER, Format::Toml).expect("a supplier");
    // The text is an account, three dashes, and events; either may be missing.
    let (account, events) = text.split_once("---").unwrap_or(("", text));
    let account = Account::read(account, Format::Toml)
        .or_else(|findings| {
            assert!(!findings.is_empty(), "a refusal says why");
            Account::read(ACCOUNT, Format::Toml)
        })
        .expect("an account");
    let again = Account::read(&account.canonical(), Format::Json).expect("its canonical form");
    assert_eq!(account, again);
    for format in [EventFormat::Csv, EventFormat::Ndjson, EventFormat::Json] {
        let Ok(events) = Event::read(events, format) else { continue };
        for event in &events {
            let again: Event = serde_json::from_str(&event.canonical()).expect("canonical");
            assert_eq!(*event, again);
        }
        for period in ["2026-04", "2028-02"] {
            let facts = Facts {
                supplier: &supplier,
                versions: std::slice::from_ref(&account),
                events: &events,
                cards: &cards,
                earlier: &[],
            };
            let period: Period = period.parse().expect("a period");
            if let Ok(Some(statement)) = draft(period, &facts) {
                let _ = journal(&statement).expect("a journal");
            }
        }
    }
});

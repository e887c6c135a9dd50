//! Stored forms are a contract: what was written reads back, whatever today's rules say of it, and
//! what a newer program wrote is refused by name.

#![recursion_limit = "256"]

mod listed;
mod newer;
mod old;

use mru_core::{
    Format,
    account::{Account, Supplier},
    invoice::{Earlier, Statement},
    metering::Event,
    rate_card::RateCard,
    stored,
};
use mru_tests::{
    generate::{Agreed, agreed},
    month::{self, Case, Office, events},
    run::root,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

fn config() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

/// An account with every field that one can have.
#[expect(clippy::too_many_lines, reason = "a list of all fields")]
fn whole_account() -> Value {
    json!({
        "id": "insurer",
        "effective_from": "2026-01-01",
        "legal": {
            "name": "Insurer S.A.",
            "tax_id": "76.000.000-0",
            "address": ["Moneda 1", "Santiago"],
            "email": "billing@insurer.example",
            "country": "CL",
        },
        "deployments": [{
            "environments": [
                { "name": "production", "kind": "production" },
                { "name": "staging", "kind": "pre-production" },
            ],
            "name": "main",
        }],
        "contract": {
            "id": "C-1",
            "starts_on": "2026-01-01",
            "tax": { "label": "IVA", "percent": "19" },
            "ends_on": "2028-01-01",
            "time_zone": "Pacific/Apia",
            "language": "en",
            "rate_card": "special",
            "prices": {
                "id": "A-1",
                "customer": "Insurer",
                "mru_price_usd": "41.50",
                "price_lock": { "mru_price_usd": "40.00", "until": "2027-01-01" },
                "weights_lock": { "as_of": "2026-01-01", "until": "2027-01-01" },
                "weights": [{ "entry": "container/1x2", "weight_mru": "1.25" }],
                "policies": {
                    "redundancy": "larger-of-both",
                    "data_services": "per-cluster",
                    "sso": "times-redundancy",
                    "pipelines": "per-repository-and-environment",
                    "api_gateway": "free",
                    "nat_gateway": "per-zone",
                    "database_storage": "allowance",
                    "database_storage_allowance_gb": 20,
                    "global_database": "included-in-subscription",
                    "rounding": "half-to-even",
                    "pre_production_limit": 3,
                },
                "included_with_container": ["waf"],
            },
            "proration": "hourly",
            "elasticity": { "policy": "allowance", "allowance_instance_hours": 72 },
            "commitment": { "mru": "10.5" },
            "minimum": { "usd": "100.01" },
            "discount": { "percent": "12.5", "label": "volume" },
            "purchase": {
                "order": "4500012345",
                "entry_sheet": "1000456",
                "cost_centre": "CC-310",
                "contact": "Accounts payable",
                "months": [{
                    "month": "2026-10",
                    "order": "4500099999",
                    "entry_sheet": "1000789",
                    "cost_centre": "CC-311",
                }],
            },
            "due_days": 45,
            "retirement_grace_days": 0,
            "approve_all": true,
            "forbid_self_approval": true,
            "approvers": ["ana@insurer.example"],
            "requesters": ["rosa@insurer.example"],
            "require_approvals": true,
            "change_policy": {
                "versions": [{
                    "effective_from": "2026-01-01",
                    "rules": [{
                        "name": "large",
                        "outcome": "approval",
                        "environment": "production",
                        "total_above_usd": "1000.00",
                        "rise_above_usd": "250.00",
                        "rise_above_percent": "10",
                        "crosses_usd": "5000.00",
                        "unpriced": true,
                    }, {
                        "name": "less",
                        "outcome": "notify",
                        "environment_kind": "pre-production",
                        "decreases": true,
                    }],
                    "otherwise": "notify",
                }],
            },
        },
    })
}

fn whole_supplier() -> Value {
    json!({
        "legal": whole_account()["legal"],
        "invoice_series": "A",
        "credit_note_series": "B",
        "debit_note_series": "C",
        "payment": "Bank transfer.",
        "payment_in": { "en": "Bank transfer.", "es": "Transferencia." },
        "contact": "billing@provider.example",
        "titles": {
            "en": { "invoice": "Bill", "credit_note": "Credit", "debit_note": "Debit" },
            "es": { "invoice": "Cobro", "credit_note": "Abono", "debit_note": "Cargo" },
        },
    })
}

fn same_account(account: &Account) {
    let written = account.canonical();
    let kept: Account = stored::read(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(&kept, account);
    assert_eq!(kept.canonical(), written);
}

fn same_card(files: &[(&str, &str)]) {
    let read = RateCard::read(files).expect("a card");
    let kept = RateCard::recorded(files).expect("a recorded card");
    assert_eq!(kept.header, read.header);
    assert_eq!((kept.id(), &kept.hash, kept.mru_price), (read.id(), &read.hash, read.mru_price));
    assert!(kept.entries().eq(read.entries()), "the entries of {}", read.id());
}

#[test]
fn every_field_of_customer_and_supplier_is_kept() {
    let mut whole = whole_account();
    let account = Account::read(&whole.to_string(), Format::Json).expect("a customer");
    let written: Value = serde_json::from_str(&account.canonical()).expect("JSON");
    // It has fields of the third version of its form, and says so.
    whole["format"] = 3.into();
    assert_eq!(written, whole, "what is written is what was stated");
    same_account(&account);

    let mut whole = whole_supplier();
    let supplier = Supplier::read(&whole.to_string(), Format::Json).expect("a supplier");
    let written = supplier.canonical();
    whole["format"] = 2.into();
    assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), whole);
    assert_eq!(stored::read::<Supplier>(&written), Ok(supplier));
}

/// A field that a stored text lacks means what it meant when the form got it: a default of today's
/// files is no reason to read an old contract differently.
#[test]
fn an_absent_field_means_what_it_always_meant() {
    let account: Account = stored::read("{}").expect("nothing is needed");
    let expected = json!({
        "legal": {},
        "contract": {
            "tax": {},
            "time_zone": "America/Santiago",
            "language": "es",
            "rate_card": "reference",
            "prices": { "policies": {} },
            "proration": "daily",
            "elasticity": { "policy": "reported", "allowance_instance_hours": 0 },
            "due_days": 30,
            "retirement_grace_days": 5,
        },
    });
    assert_eq!(serde_json::from_str::<Value>(&account.canonical()).expect("JSON"), expected);
    let supplier: Supplier = stored::read("{}").expect("nothing is needed");
    let expected = json!({
        "legal": {},
        "invoice_series": "INV",
        "credit_note_series": "CN",
        "debit_note_series": "DN",
    });
    assert_eq!(serde_json::from_str::<Value>(&supplier.canonical()).expect("JSON"), expected);
    let deployment: Account = stored::read(r#"{"deployments":[{}]}"#).expect("a deployment");
    assert_eq!(deployment.deployments[0].name, "main");
    let event = r#"{"id":"e","customer":"c","at":"2026-04-01T04:00:00Z","deployment":"main","environment":"p","component":"container","name":"a","type":"activated","size":"1x2","quantity":"1"}"#;
    let event: Event = stored::read(event).expect("an event");
    assert!(format!("{:?}", event.what).contains("redundancy: 1"), "{event:?}");
}

#[test]
fn published_cards_read_back() {
    for folder in ["pricing-tables/reference", "tests/cards/reference"] {
        for card in std::fs::read_dir(root().join(folder)).expect("cards") {
            let files = mru_service::tables::files_of_folder(&card.expect("a card").path());
            let files = files.expect("files");
            let files: Vec<(&str, &str)> =
                files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            same_card(&files);
        }
    }
}

/// The statements of all months of a case.
fn statements(case: &Case) -> Vec<Statement> {
    let (office, accounts) = (Office::default(), case.accounts());
    let mut earlier: Vec<Earlier> = Vec::new();
    for run in 0..=case.months {
        let events = events(&case.rows(run));
        let drafted = office.draft(case.first.plus(run), &accounts, &events, &earlier);
        if let Ok(Some(statement)) = drafted {
            earlier.push(Earlier { number: format!("INV-{run}"), statement });
        }
    }
    earlier.into_iter().map(|it| it.statement).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn customers_events_and_statements_read_back(case in month::any_case()) {
        for account in case.accounts() {
            same_account(&account);
        }
        for event in events(&case.rows(u32::MAX)) {
            let written = event.canonical();
            prop_assert_eq!(&stored::read::<Event>(&written).expect("an event"), &event);
        }
        for statement in statements(&case) {
            let written = statement.canonical();
            let kept: Statement = stored::read(&written).expect("a statement");
            prop_assert_eq!(&kept.canonical(), &written);
            prop_assert_eq!(kept, statement);
        }
    }

    #[test]
    fn cards_and_agreed_prices_read_back(agreed in agreed()) {
        let Agreed { contract, .. } = &agreed;
        let mut account = whole_account();
        account["contract"]["prices"] = contract.clone().unwrap_or_else(|| json!({}));
        same_account(&Account::read(&account.to_string(), Format::Json).expect("a customer"));
        let files = agreed.files();
        same_card(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    }
}

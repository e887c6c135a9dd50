//! The month: what a quote says is what a whole month of it is billed.

use mru_core::{
    Deployment, Format, Lang, Quote,
    account::Account,
    calendar::{Period, Zone},
    catalogue::KINDS,
    invoice::{Facts, LineKind, Statement, draft},
    metering::{Event, Size, Slot, What, activations},
    rate_card::{Contract, DataServicesPolicy, Terms},
};
use mru_service::tables;
use mru_tests::month::{self, environments, plain_account, supplier};
use serde_json::json;

/// The account of a customer with the environments of a deployment, and a policy on data services.
fn account(deployment: &Deployment, data_services: &str) -> Account {
    let policies = json!({ "data_services": data_services });
    let contract = json!({ "prices": { "policies": policies } });
    let mut plain = plain_account("2026-01-01", &contract);
    plain["deployments"] = json!([{ "environments": environments(deployment) }]);
    month::account(&plain)
}

#[test]
fn a_whole_month_costs_what_the_quote_says_in_the_same_words() {
    let tables = tables::load(None).unwrap();
    let supplier = supplier();
    let period: Period = "2026-10".parse().unwrap();
    let card = tables.cards.select("reference", period.first_day()).unwrap();
    for policy in DataServicesPolicy::WRITTEN {
        let contract = format!("policies = {{ data_services = \"{policy}\" }}");
        let contract = Contract::read(&contract, Format::Toml).unwrap();
        let terms = Terms::new(card.clone(), Some(&contract), period.first_day()).unwrap();
        for entry in std::fs::read_dir("../fixtures/deployments").unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let parsed = Deployment::parse(&text, Format::guess(&name, &text));
            let Ok(quote) = Quote::of(&parsed, &terms, period.first_day()) else { continue };
            let account = account(&quote.deployment, policy);
            let at = Zone::SANTIAGO.start_of(period.first_day());
            let events = activations(&quote, "customer", "main", at, "REQ-1");
            let facts = Facts {
                supplier: &supplier,
                versions: std::slice::from_ref(&account),
                events: &events,
                cards: &tables.cards,
                earlier: &[],
            };
            let statement = draft(period, &facts).unwrap().unwrap();
            assert_eq!(statement.totals.net_usd, quote.priced.total.usd, "{name}");
            assert_eq!(statement.totals.mru, quote.priced.total.mru.as_decimal(), "{name}");
            let lines = || statement.lines.iter().filter(|it| it.kind() != LineKind::Tax);
            assert!(lines().all(|it| it.kind() == LineKind::Component));
            for lang in [Lang::En, Lang::Es] {
                let quoted = quote.priced.lines().filter(|line| line.weight.is_some());
                let quoted = quoted.filter(|line| !line.item.quantity.is_zero());
                let quoted = counted(quoted.map(|line| line.explanation(lang)));
                let billed = counted(lines().map(|it| it.explanation(&statement.pricing, lang)));
                assert_eq!(quoted, billed, "{name}, {policy}");
                // As it was kept, too.
                let kept: Statement = serde_json::from_str(&statement.canonical()).unwrap();
                assert_eq!(kept, statement);
            }
        }
    }
}

/// What is counted of each line, `1 cluster × 9 MRU`, sorted.
fn counted(explanations: impl Iterator<Item = String>) -> Vec<String> {
    let counted = |said: String| said.split_once(" MRU").map(|(counted, _)| counted.to_owned());
    let mut counted: Vec<String> = explanations.filter_map(counted).collect();
    counted.sort();
    counted
}

/// What two pieces are called; two units for every other kind.
const UNITS: &[(&str, &str, &str)] = &[
    ("container", "2 instances", "2 instancias"),
    ("database", "2 nodes", "2 nodos"),
    ("global-database", "2 nodes", "2 nodos"),
    ("cache", "2 nodes", "2 nodos"),
    ("search", "2 nodes", "2 nodos"),
    ("database-storage", "2 blocks of 10 GB", "2 bloques de 10 GB"),
    ("search-storage", "2 blocks of 10 GB", "2 bloques de 10 GB"),
    ("developer-access", "2 developers", "2 desarrolladores"),
    ("cdn", "2 TB", "2 TB"),
    ("vpn", "2 connections", "2 conexiones"),
    ("vpc-peering", "2 connections", "2 conexiones"),
    ("waf-custom-rule", "2 rules", "2 reglas"),
];

/// R3, R21, R84: an invoice counts every kind as a quote does.
#[test]
fn every_kind_is_counted_in_its_own_unit() {
    let tables = tables::load(None).unwrap();
    let supplier = supplier();
    let period: Period = "2026-10".parse().unwrap();
    let card = tables.cards.select("reference", period.first_day()).unwrap();
    let at = Zone::SANTIAGO.start_of(period.first_day());
    let mut billed = 0;
    for kind in KINDS {
        let weighed_as = if kind.weighed_as.is_empty() { kind.id } else { kind.weighed_as };
        let Some(entry) = card.entries().find(|it| it.id.component() == weighed_as) else {
            continue;
        };
        let event = Event {
            id: String::from("1"),
            customer: String::from("customer"),
            at,
            slot: Slot {
                deployment: String::from("main"),
                environment: String::from("shared"),
                component: kind.id.to_owned(),
                name: String::from("it"),
            },
            what: What::Activated(Size {
                size: entry.id.size().to_owned(),
                quantity: 2.into(),
                redundancy: 1,
                max_tasks: None,
                role: None,
            }),
            ticket: String::new(),
        };
        let facts = Facts {
            supplier: &supplier,
            versions: &[month::account(&plain_account("2026-01-01", &json!({})))],
            events: &[event],
            cards: &tables.cards,
            earlier: &[],
        };
        let statement = draft(period, &facts).unwrap().unwrap();
        let line = &statement.lines[0];
        let rules: Vec<&str> = line.rules.iter().map(AsRef::as_ref).collect();
        assert_eq!(rules, [kind.charged_by.elsewhere, &["R81"]].concat(), "{}", kind.id);
        let named = UNITS.iter().find(|(id, ..)| *id == kind.id);
        let (_, english, spanish) = named.unwrap_or(&("", "2 units", "2 unidades"));
        for (lang, words) in [(Lang::En, english), (Lang::Es, spanish)] {
            let said = line.explanation(&statement.pricing, lang);
            assert!(said.starts_with(&format!("{words} × ")), "{}: {said}", kind.id);
            assert_eq!(kind.unit.many.get(lang), &words[2..], "{}", kind.id);
        }
        billed += 1;
    }
    assert!(billed > 20, "{billed} kinds are weighed by the card");
}

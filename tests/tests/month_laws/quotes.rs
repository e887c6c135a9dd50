//! A whole month costs what its quote says, in the words of the quote.

use mru_core::{
    EnvironmentKind, Lang, Quote,
    calendar::Zone,
    catalogue::Unit,
    invoice::Statement,
    materials::{Item, Place},
    metering::{Event, activations},
    rate_card::RateCards,
    units::Usd,
};
use mru_tests::{
    generate::{self, Agreed},
    month::{Office, account, environments, plain_account},
};
use proptest::{prelude::*, test_runner::TestCaseError};
use rust_decimal::Decimal;
use serde_json::json;

use super::{config, month};

proptest! {
    #![proptest_config(config())]

    /// R3, R108: a whole month costs what the quote says, under any rate card.
    #[test]
    fn a_whole_month_costs_what_its_quote_says(case in generate::case()) {
        let quote = generate::quote(&case.deployment, &case.agreed.terms())?;
        let drafted = drafted_month(&quote, &case.agreed)?.0;
        let (usd, mru) = drafted.map_or((Usd::ZERO, Decimal::ZERO), |statement| {
            (statement.totals.net_usd, statement.totals.mru)
        });
        prop_assert_eq!(usd, quote.priced.total.usd);
        prop_assert_eq!(mru, quote.priced.total.mru.as_decimal());
    }

    /// A line of an invoice says what its line of the quote says: kind, name, quantity, unit, rules.
    #[test]
    fn a_metered_quote_is_billed_in_its_own_words(case in generate::case()) {
        let quote = generate::quote(&case.deployment, &case.agreed.terms())?;
        let (Some(statement), events) = drafted_month(&quote, &case.agreed)? else { return Ok(()) };
        for event in &events {
            let number: usize = event.id.rsplit('-').next().expect("a number").parse().expect("one");
            let quoted = quote.priced.lines().nth(number - 1).expect("a line");
            let billed = statement.lines.iter().find(|line| line.events().contains(&event.id));
            let billed = billed.expect("its line");
            let item = quoted.item;
            prop_assert_eq!(billed.component(), item.kind.id);
            prop_assert!(
                [item.name.as_str(), item.kind.id].contains(&billed.name())
                    || billed.name() == format!("{} {}", item.name, billed.size())
                    || billed.name().starts_with(&format!("{} (", item.name)),
                "{} is called {}", item.name, billed.name()
            );
            for lang in [Lang::En, Lang::Es] {
                let (before, now) =
                    (quoted.explanation(lang), billed.explanation(&statement.pricing, lang));
                // A policy that counts clusters is not written on a line.
                if item.unit != Unit::CLUSTER {
                    prop_assert_eq!(pieces(&before), pieces(&now));
                }
            }
            prop_assert_eq!(rules_of_events(&quote, item), billed.rules.iter()
                .filter(|rule| *rule != "R81").map(AsRef::as_ref).collect::<Vec<_>>());
        }
    }
}

/// The month of a quote that is metered from its first day, with the events.
fn drafted_month(
    quote: &Quote,
    agreed: &Agreed,
) -> Result<(Option<Statement>, Vec<Event>), TestCaseError> {
    let mut plain = plain_account("2026-11-01", &json!({ "rate_card": "test" }));
    plain["deployments"] = json!([{ "environments": environments(&quote.deployment) }]);
    if let Some(contract) = &agreed.contract {
        plain["contract"]["prices"] = contract.clone();
    }
    let cards = RateCards::new([agreed.card()]).expect("a card");
    let office = Office { cards, ..Office::default() };
    let at = Zone::SANTIAGO.start_of("2026-11-01".parse().expect("a day"));
    let events = activations(quote, "customer", "main", at, "REQ");
    let drafted = office.draft(month("2026-11"), &[account(&plain)], &events, &[]);
    let drafted = drafted.map_err(|findings| TestCaseError::fail(format!("{findings:#?}")))?;
    Ok((drafted, events))
}

/// The pieces, their redundancy and their weight, as an explanation begins.
fn pieces(explanation: &str) -> &str {
    explanation.split(" = ").next().unwrap_or_default()
}

/// The rules of a quoted line, less those that rest on what no event says: that a container belongs
/// to Single Sign-On, that a gateway is the second, that nodes are dedicated masters.
fn rules_of_events(quote: &Quote, item: &Item) -> Vec<&'static str> {
    let environment = match item.place {
        Place::Environment(at) => quote.deployment.environments.get(at),
        Place::Shared => None,
    };
    let in_production = environment.and_then(|it| it.kind) == Some(EnvironmentKind::Production);
    match (item.kind.id, item.rules) {
        ("container", ["R45", ..]) | ("api-gateway", ["R36"]) | ("search", ["R55"]) => {
            item.kind.charged_by.rules(in_production).to_vec()
        }
        (_, rules) => rules.to_vec(),
    }
}

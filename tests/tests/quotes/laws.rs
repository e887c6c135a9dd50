//! Laws: differences sum, papers are made again, and a month costs what was offered.

use std::collections::BTreeMap;

use mru_core::{
    Deployment, Format,
    account::{Language, Party},
    calendar::Zone,
    metering::activations,
    offer::{Compared, Head, Offer, OfferPaper, difference},
    rate_card::RateCards,
    stored,
    units::Usd,
};
use mru_tests::{
    generate,
    month::{Office, account, environments, plain_account},
    month_oracle::Month,
};
use proptest::{prelude::*, test_runner::TestCaseError};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

fn head(offer: &Offer) -> Head {
    Head {
        language: Language::Es,
        as_of: offer.quote.as_of,
        valid_until: offer.quote.valid_until,
        seller: Party::default(),
        addressee: Party::default(),
        contact: String::new(),
        notes: String::new(),
        agreed: None,
        version: 1,
        supersedes: String::new(),
        assumptions: Vec::new(),
        excluded: Vec::new(),
    }
}

/// What a contract may add: floors and a discount.
fn floors() -> impl Strategy<Value = Value> {
    let amount = || prop::option::of(0_u32..200_000);
    (amount(), amount(), prop::option::of(0_u32..=1_000)).prop_map(|(mru, usd, percent)| {
        let mut contract = json!({ "rate_card": "test" });
        let decimal = |number: u32, places| Decimal::new(number.into(), places).to_string();
        if let Some(mru) = mru {
            contract["commitment"] = json!({ "mru": decimal(mru, 2) });
        }
        if let Some(usd) = usd {
            contract["minimum"] = json!({ "usd": decimal(usd, 1) });
        }
        if let Some(percent) = percent {
            contract["discount"] = json!({ "percent": decimal(percent, 1) });
        }
        contract
    })
}

/// Sums by an independent way: cents and MRUs as decimals.
fn sums(rows: &Value) -> (Decimal, Decimal) {
    let number =
        |value: &Value| -> Decimal { value.as_str().expect("a text").parse().expect("one") };
    let rows = rows.as_array().expect("rows");
    rows.iter().fold((Decimal::ZERO, Decimal::ZERO), |(mru, usd), row| {
        (mru + number(&row["mru"]), usd + number(&row["usd"]))
    })
}

proptest! {
    #![proptest_config(config())]

    /// Whatever two quotes are, the rows sum to the difference of their totals; and the other way
    /// round everything is the other way round.
    #[test]
    fn rows_sum_to_the_difference(one in generate::case(), other in generate::deployment()) {
        let terms = one.agreed.terms();
        let before = Compared::from(&generate::quote(&one.deployment, &terms)?);
        let Ok(after) = generate::quote(&other, &terms) else { return Ok(()) };
        let after = Compared::from(&after);
        let found = difference(&before, &after).expect("sums");
        let plain = json!(found);
        let (mru, usd) = sums(&plain["rows"]);
        prop_assert_eq!(mru, after.mru - before.mru);
        prop_assert_eq!(usd, after.usd.as_decimal() - before.usd.as_decimal());
        prop_assert_eq!((found.mru, found.usd.as_decimal()), (mru, usd));
        let back = difference(&after, &before).expect("sums");
        prop_assert_eq!(back.usd, found.usd.negated());
        prop_assert_eq!((back.rows.len(), back.unchanged), (found.rows.len(), found.unchanged));
        let itself = difference(&before, &before).expect("sums");
        prop_assert!(itself.rows.is_empty() && itself.usd.is_zero());
    }

    /// A paper is made again, letter by letter, from the deployment and the hash of the card in it.
    #[test]
    fn a_paper_is_made_again(case in generate::case()) {
        let mut agreed = case.agreed.clone();
        agreed.contract = None;
        let quote = generate::quote(&case.deployment, &agreed.terms())?;
        let hash = quote.deployment_hash.clone();
        let offer = Offer::of(quote, None).expect("an offer");
        let paper = OfferPaper::of(&offer, head(&offer));
        let kept: OfferPaper = stored::read(&paper.canonical()).expect("a paper");
        prop_assert_eq!(&kept, &paper);
        let read = Deployment::parse(&kept.deployment.to_string(), Format::Json);
        prop_assert_eq!(read.deployment.expect("a deployment").hash(), hash);
        let cards = RateCards::new([agreed.card()]).expect("a card");
        let again = Offer::recorded(&kept, None, &cards).expect("the same offer");
        prop_assert_eq!(OfferPaper::of(&again, kept.head.clone()).canonical(), paper.canonical());
    }

    /// R83: a whole month of what was offered costs, before tax, what the offer says.
    #[test]
    fn a_whole_month_costs_what_was_offered(case in generate::case(), contract in floors()) {
        let quote = generate::quote(&case.deployment, &case.agreed.terms())?;
        let mut plain = plain_account("2026-11-01", &contract);
        plain["deployments"] = json!([{ "environments": environments(&quote.deployment) }]);
        if let Some(prices) = &case.agreed.contract {
            plain["contract"]["prices"] = prices.clone();
        }
        let account = account(&plain);
        let offer = Offer::of(quote.clone(), Some(&account.contract)).expect("an offer");
        let cards = RateCards::new([case.agreed.card()]).expect("a card");
        let office = Office { cards, ..Office::default() };
        let at = Zone::SANTIAGO.start_of("2026-11-01".parse().expect("a day"));
        let events = activations(&quote, "customer", "main", at, "REQ");
        let month = Month { year: 2026, month: 11 };
        let drafted = office.draft(month, std::slice::from_ref(&account), &events, &[]);
        let drafted = drafted.map_err(|it| TestCaseError::fail(format!("{it:#?}")))?;
        let net = drafted.map_or(Usd::ZERO, |statement| statement.totals.net_usd);
        prop_assert_eq!(net, offer.monthly);
        let cents: BTreeMap<&str, Usd> = offer.added.iter().map(|it| (it.kind(), it.usd())).collect();
        prop_assert_eq!(cents.len(), offer.added.len(), "each kind once");
    }
}

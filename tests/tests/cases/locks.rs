//! A lock, a grace and a range mean what they say.

use mru_core::{
    Deployment, Format, Quote,
    invoice::{CreditAmount, LineKind},
    metering::activations,
    rate_card::{RateCard, RateCards, Terms},
};
use mru_tests::month::{Office, cards, changing_cards};
use serde_json::{Value, json};

use super::{Books, of_kind, rules, usd};

const DEVELOPER: &str =
    "a | activated | 2026-04-01T04:00:00Z | shared | developer-access | dev-01 | | 1";

/// A developer weighs 1 before October 2026 and 1.05 from then.
#[test]
fn each_lock_holds_for_its_own_days() {
    let (ended, holds) = ("2026-10-01", "2026-11-01");
    for (price, weights, expected) in [
        (ended, ended, "44.10"),
        (ended, holds, "42.00"),
        (holds, ended, "41.99"),
        (holds, holds, "39.99"),
    ] {
        let mut books = Books::under(&json!({ "prices": {
            "price_lock": { "mru_price_usd": "39.99", "until": price },
            "weights_lock": { "as_of": "2026-09-01", "until": weights },
        } }));
        books.learn(DEVELOPER);
        let october = books.issue(10);
        assert_eq!(usd(&october, LineKind::Component), [expected], "{price} {weights}");
    }
}

/// 1.05 × USD 38.50 is 40.425. The card of April rounds half to even, that of January, whose weights
/// are locked, half away from zero.
#[test]
fn a_lock_of_weights_leaves_how_to_round_to_the_card_of_the_month() {
    let lock = json!({ "as_of": "2026-01-01", "until": "2027-01-01" });
    let agreed = json!([{ "entry": "developer-access", "weight_mru": "1.05" }]);
    let mut books = Books::under(&json!({ "prices": { "weights_lock": lock, "weights": agreed } }));
    books.office = Office::with_cards(&changing_cards());
    books.learn(DEVELOPER);
    assert_eq!(usd(&books.issue(4), LineKind::Component), ["40.42"]);
}

/// Asked for on Thursday 1 October; five business days later is Thursday 8 October: seven days of 31
/// of USD 138.60.
#[test]
fn the_grace_ends_a_component_however_often_it_was_resized() {
    let container = "production | container | ms-loans";
    let begun = format!("a | activated | 2026-10-01T03:00:00Z | {container} | 1x2 | 1 | 2\n");
    let between = format!("b | resized | 2026-10-05T12:00:00Z | {container} | 1x2 | 1 | 2\n");
    let after = format!(
        "c | resized | 2026-10-20T12:00:00Z | {container} | 2x4 | 1 | 2\n\
         d | resized | 2026-10-22T12:00:00Z | {container} | 4x8 | 1 | 2\n"
    );
    for resizes in [between.clone(), after.clone(), format!("{between}{after}")] {
        let mut books = Books::under(&json!({}));
        books.learn(&format!("{begun}{resizes}"));
        books.learn(&format!("e | removed | 2026-10-25T12:00:00Z | {container}"));
        books.known.last_mut().expect("the removal")["requested_on"] = json!("2026-10-01");
        let october = books.issue(10);
        assert_eq!(usd(&october, LineKind::Component), ["31.30"], "{resizes}");
    }
}

#[test]
fn a_line_without_days_is_credited_by_an_amount() {
    let once = |books: &mut Books| {
        books.learn("o | one-off | 2026-05-05T12:00:00Z | shared | domain-registration | a.com");
        let row = books.known.last_mut().expect("the charge");
        row["usd"] = json!("20.00");
        row["description"] = json!("one year");
    };
    let contracts = [
        (LineKind::OneOff, json!({})),
        (LineKind::Commitment, json!({ "commitment": { "mru": "10" } })),
        (LineKind::Minimum, json!({ "minimum": { "usd": "500" } })),
    ];
    for (kind, contract) in contracts {
        let mut books = Books::under(&contract);
        books.learn(DEVELOPER);
        once(&mut books);
        let may = books.issue(5);
        let line = of_kind(&may, kind)[0].line;
        let refused = books.credit(0, line, CreditAmount::Days(3)).expect_err("no days");
        assert_eq!(rules(&refused), ["B14"], "{kind:?}");
        assert_eq!(refused[0].message.en, format!("line {line} has no days"));
        assert_eq!(refused[0].help.as_ref().map(|it| it.en.as_str()), Some("give an amount"));
    }
}

/// The events by which a deployment is metered from a day, as rows.
fn metered(deployment: &Value, cards: &RateCards, day: &str) -> Vec<Value> {
    let on = day.parse().expect("a day");
    let terms = Terms::new(cards.select("reference", on).expect("a card"), None, on);
    let parsed = Deployment::parse(&deployment.to_string(), Format::Json);
    let quote = Quote::of(&parsed, &terms.expect("terms"), on).expect("a quote");
    let at = format!("{day}T03:00:00Z").parse().expect("an instant");
    let row = |event: mru_core::metering::Event| {
        let mut row = serde_json::to_value(&event).expect("an event");
        row["time"] = json!(event.at.to_rfc3339());
        row.as_object_mut().expect("fields").remove("at");
        row
    };
    activations(&quote, "customer", "main", at, "REQ").into_iter().map(row).collect()
}

/// Six tasks for ten hours, of a base of two: forty hours above it.
#[test]
fn a_sample_of_single_sign_on_is_measured_against_its_range() {
    let deployment = json!({
        "id": "d", "shared": { "developers": 0 },
        "environments": [{
            "name": "production", "kind": "production", "redundancy": 2,
            "sso": [{ "vcpu": 1, "memory_gb": 2, "max_tasks": 6, "database": "main",
                "connection_pool": 5, "administration": "realms" }],
            "databases": [{ "name": "main", "class": "db.r6g.large", "nodes": 2, "schemas": ["a"] }],
        }],
    });
    let mut books = Books::under(&json!({}));
    books.known = metered(&deployment, &cards(), "2026-10-01");
    books.learn("s | elastic-sample | 2026-10-11T12:00:00Z | production | container | sso");
    let sample = books.known.last_mut().expect("the sample");
    sample["until"] = json!("2026-10-11T22:00:00Z");
    sample["tasks"] = json!(6);
    let october = books.issue(10);
    let elastic = of_kind(&october, LineKind::Elasticity)[0].elastic().expect("its hours");
    assert_eq!(elastic.excess_seconds, 40 * 3600);
    // One task more than the range has is no legal sample.
    books.known.last_mut().expect("the sample")["tasks"] = json!(7);
    assert_eq!(rules(&books.draft(10).expect_err("set aside")), ["U6"]);
}

/// A secret weighs nothing in October 2026; a card of December gives it 0.5 MRU at USD 42.00.
#[test]
fn what_weighs_nothing_is_metered_from_the_start_and_billed_when_a_card_gives_it_a_weight() {
    let deployment = json!({
        "id": "d", "shared": { "developers": 0 },
        "environments": [{
            "name": "production", "kind": "production", "redundancy": 2,
            "containers": [{ "name": "ms-a", "vcpu": 1, "memory_gb": 2, "repository": "ms-a",
                "branch": "main" }],
            "secrets": [{ "name": "s", "store": "aws", "delivery": "in person" }],
        }],
    });
    let mut books = Books::under(&json!({}));
    books.known = metered(&deployment, &cards(), "2026-10-01");
    let header = "card = \"reference\"\neffective_from = \"2026-12-01\"\ncurrency = \"USD\"\n\
        mru_price_usd = \"42\"\napproved_by = \"owner\"\nprovenance = \"test\"\n";
    let reference = cards().select("reference", "2026-10-01".parse().expect("a day"));
    let mut weights = String::from("component,size,weight_mru,confidence,arithmetic\n");
    for entry in reference.expect("a card").entries() {
        let (component, size) = (entry.id.component(), entry.id.size());
        let weight = if component == "secret" { "0.5".into() } else { entry.weight.to_string() };
        weights.push_str(&format!("{component},{size},{weight},assumption,\n"));
    }
    let later = RateCard::read(&[("card.toml", header), ("weights.csv", &weights)]);
    let all: Vec<RateCard> = cards().all().iter().map(|card| card.as_ref().clone()).collect();
    let all = all.into_iter().chain([later.expect("a card")]);
    books.office.cards = RateCards::new(all).expect("cards");
    let secrets = |books: &Books, month: u32| {
        let statement = books.draft(month).expect("a draft").expect("a month");
        let lines = of_kind(&statement, LineKind::Component);
        let secrets = lines.into_iter().filter(|line| line.component() == "secret");
        secrets.map(|line| line.usd.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(secrets(&books, 10), ["0.00"]);
    assert_eq!(secrets(&books, 12), ["21.00"]);
}

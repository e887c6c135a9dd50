//! Laws that hold for every month that is billed: no day is lost or billed twice, order and
//! repetition change nothing, sums are sums, and a correction is made once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use mru_core::{
    EnvironmentKind, Lang, Quote,
    account::Account,
    bill::{Item, Place, Unit},
    calendar::{Period, Proration, Zone},
    invoice::{Earlier, InvoiceLine, LineDetail, LineKind, Side, Statement, journal},
    metering::{Event, activations},
    rate_card::RateCards,
    units::Usd,
};
use mru_tests::{
    generate::{self, Agreed},
    month::{self, Case, Office, account, events, plain_account},
    month_oracle::Month,
    oracle::{Exact, exact},
};
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::TestCaseError};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The configuration of every law: 256 cases, no files left behind.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

const PRORATED: [Proration; 3] = [Proration::Daily, Proration::ThirtyDays, Proration::Hourly];

fn month(text: &str) -> Month {
    let (year, month) = text.split_once('-').expect("a month");
    Month { year: year.parse().expect("a year"), month: month.parse().expect("a month") }
}

fn draft(office: &Office, at: &str, accounts: &[Account], rows: &[Value]) -> Statement {
    let drafted = office.draft(month(at), accounts, &events(rows), &[]);
    drafted.expect("a draft").expect("a statement")
}

/// A row of a container of production.
fn container(id: &str, kind: &str, time: &str, size: &str, more: &Value) -> Value {
    let mut row = json!({
        "id": id, "type": kind, "time": time, "customer": "customer", "environment": "production",
        "component": "container", "name": "ms", "ticket": "T",
    });
    if !size.is_empty() {
        row["size"] = json!(size);
        row["quantity"] = json!(1);
    }
    for (field, value) in more.as_object().into_iter().flatten() {
        row[field] = value.clone();
    }
    row
}

fn at_second(month: &str, zone: Zone, second: u32) -> DateTime<Utc> {
    let (start, end) = month.parse::<Period>().expect("a period").bounds(zone);
    let length = end.timestamp() - start.timestamp();
    DateTime::from_timestamp(start.timestamp() + i64::from(second) % length, 0).expect("an instant")
}

fn periods() -> impl Strategy<Value = String> {
    (2024..2033_i32, 1..13_u32).prop_map(|(year, month)| format!("{year}-{month:02}"))
}

fn zones() -> impl Strategy<Value = Zone> {
    let names: Vec<&'static str> = Zone::names().collect();
    proptest::sample::select(names).prop_map(|name| name.parse().expect("a zone"))
}

/// Bills all months of a case; the statements of those that have one, with their months.
fn billed(office: &Office, case: &Case) -> Vec<(u32, Statement)> {
    let accounts = case.accounts();
    let mut earlier: Vec<Earlier> = Vec::new();
    let mut statements = Vec::new();
    for run in 0..case.months {
        let events = events(&case.rows(run));
        let drafted = office.draft(case.first.plus(run), &accounts, &events, &earlier);
        if let Some(statement) = drafted.expect("a draft") {
            let number = format!("INV-{run}");
            earlier.push(Earlier { number, statement: statement.clone() });
            statements.push((run, statement));
        }
    }
    statements
}

fn sum<'a>(lines: impl Iterator<Item = &'a InvoiceLine>) -> Decimal {
    lines.map(|line| line.usd.as_decimal()).fold(Decimal::ZERO, |sum, usd| sum + usd)
}

fn shuffled<T>(mut list: Vec<T>, picks: &[Index]) -> Vec<T> {
    for (last, pick) in (1..list.len()).rev().zip(picks.iter().cycle()) {
        list.swap(last, pick.index(last + 1));
    }
    list
}

proptest! {
    #![proptest_config(config())]

    /// R89, R108: however a month is cut, the parts are the whole.
    #[test]
    fn parts_of_a_month_sum_to_it(
        zone in zones(),
        period in periods(),
        cuts in vec(any::<u32>(), 0..12),
        at_midnight in any::<bool>(),
    ) {
        let written: Period = period.parse().expect("a period");
        let (start, end) = written.bounds(zone);
        let mut cuts: BTreeSet<DateTime<Utc>> =
            cuts.into_iter().map(|cut| at_second(&period, zone, cut)).collect();
        if at_midnight {
            cuts = cuts.into_iter().map(|cut| zone.start_of(zone.day_of(cut))).collect();
        }
        let ends: Vec<DateTime<Utc>> = [start].into_iter().chain(cuts).chain([end]).collect();
        for proration in PRORATED {
            let share = |pair: &[DateTime<Utc>]| {
                let share = proration.share(written, zone, pair[0], pair[1]);
                Exact::new(share.parts().into(), share.whole().into())
            };
            let sum = ends.windows(2).map(share).fold(exact("0"), |sum, share| sum + share);
            prop_assert_eq!(sum, exact("1"), "{:?}", proration);
        }
    }

    /// R89: a change that changes nothing changes nothing.
    #[test]
    fn changes_to_the_same_size_are_not_billed(
        cuts in vec(any::<u32>(), 0..8),
        period in proptest::sample::select(&["2026-04", "2026-09", "2028-02"][..]),
        proration in proptest::sample::select(&month::PRORATIONS[..]),
    ) {
        let office = Office::default();
        let accounts = [account(&plain_account("2026-01-01", &json!({ "proration": proration })))];
        let mut rows = vec![container("0", "activated", "2026-01-05T00:00:00Z", "1x2", &json!({}))];
        let whole = draft(&office, period, &accounts, &rows);
        for (number, cut) in cuts.into_iter().enumerate() {
            let at = at_second(period, Zone::SANTIAGO, cut).to_rfc3339();
            rows.push(container(&format!("c{number}"), "resized", &at, "1x2", &json!({})));
        }
        let mut cut = draft(&office, period, &accounts, &rows);
        if let (LineDetail::Component(cut), LineDetail::Component(whole)) =
            (&mut cut.lines[0].detail, &whole.lines[0].detail)
        {
            cut.events.clone_from(&whole.events);
        }
        prop_assert_eq!(cut, whole);
    }

    /// R108: a month in several sizes of one weight is a month of it, and a line is at most half a
    /// cent off.
    #[test]
    fn sizes_of_one_weight_sum_to_it(
        cuts in vec(any::<u32>(), 0..8),
        period in proptest::sample::select(&["2026-04", "2026-09", "2028-02", "2027-01"][..]),
        proration in proptest::sample::select(&["daily", "thirty-days", "hourly"][..]),
        weight in proptest::sample::select(&["1", "0.0001", "33.3333"][..]),
    ) {
        let office = Office::default();
        let sizes = ["container/1x2", "container/1x3", "container/1x4"];
        let weights = sizes.map(|entry| json!({ "entry": entry, "weight_mru": weight }));
        let contract = json!({ "proration": proration, "prices": { "weights": weights } });
        let accounts = [account(&plain_account("2026-01-01", &contract))];
        let mut rows = vec![container("0", "activated", "2026-01-05T00:00:00Z", "1x2", &json!({}))];
        let whole = draft(&office, period, &accounts, &rows);
        let mut cuts: Vec<DateTime<Utc>> =
            cuts.into_iter().map(|cut| at_second(period, Zone::SANTIAGO, cut)).collect();
        cuts.sort();
        for (number, cut) in cuts.into_iter().enumerate() {
            let size = ["1x3", "1x4", "1x2"][number % 3];
            rows.push(container(&format!("c{number}"), "resized", &cut.to_rfc3339(), size, &json!({})));
        }
        let cut = draft(&office, period, &accounts, &rows);
        prop_assert_eq!(cut.totals.mru, whole.totals.mru);
        let lines = Decimal::from(cut.lines.len());
        let off = (cut.totals.net_usd.as_decimal() - whole.totals.net_usd.as_decimal()).abs();
        prop_assert!(off <= lines * Decimal::new(5, 3), "{}", off);
    }

    /// R103, R106: the order of events, late ones among them, changes no byte.
    #[test]
    fn the_order_of_events_changes_no_byte(
        case in month::any_case(),
        picks in vec(any::<Index>(), 1..20),
    ) {
        let office = Office::default();
        let other = Case { facts: shuffled(case.facts.clone(), &picks), ..case.clone() };
        let (one, other) = (billed(&office, &case), billed(&office, &other));
        for ((_, one), (_, other)) in one.iter().zip(&other) {
            prop_assert_eq!(one.canonical(), other.canonical());
        }
        prop_assert_eq!(one.len(), other.len());
    }

    /// R106: a statement that was kept is the same when it is read again, and is drafted again from
    /// the same facts.
    #[test]
    fn the_same_facts_give_the_same_bytes(case in month::any_case()) {
        let office = Office::default();
        let (one, other) = (billed(&office, &case), billed(&Office::default(), &case));
        prop_assert_eq!(one.len(), other.len());
        for ((_, one), (_, other)) in one.iter().zip(&other) {
            let bytes = one.canonical();
            prop_assert_eq!(&bytes, &other.canonical());
            let kept: Statement = serde_json::from_str(&bytes).expect("a statement");
            prop_assert_eq!(&kept.canonical(), &bytes);
            prop_assert_eq!(&kept, one);
        }
    }

    /// R81, R105: the total is the sum of the lines, and the journal balances.
    #[test]
    fn totals_are_sums_and_the_journal_balances(case in month::any_case()) {
        for (_, statement) in billed(&Office::default(), &case) {
            let totals = &statement.totals;
            let tax = |line: &&InvoiceLine| line.kind() == LineKind::Tax;
            let of_tax = sum(statement.lines.iter().filter(tax));
            prop_assert_eq!(totals.total_usd.as_decimal(), sum(statement.lines.iter()));
            prop_assert_eq!(totals.tax_usd.as_decimal(), of_tax);
            prop_assert_eq!(totals.net_usd.as_decimal() + of_tax, totals.total_usd.as_decimal());
            balanced(&statement)?;
        }
    }

    /// R92: once corrected, twice the same facts correct nothing more.
    #[test]
    fn a_correction_is_made_once(case in month::any_case()) {
        let office = Office::default();
        let accounts = case.accounts();
        let numbered = |(run, statement)| Earlier { number: format!("INV-{run}"), statement };
        let mut earlier: Vec<Earlier> = billed(&office, &case).into_iter().map(numbered).collect();
        let events = events(&case.rows(u32::MAX));
        // The first run may correct what was known late; the second has nothing left to correct.
        for run in case.months..case.months + 2 {
            let next = case.first.plus(run);
            let drafted = match office.draft(next, &accounts, &events, &earlier) {
                Ok(Some(statement)) => statement,
                Ok(None) => continue,
                Err(findings) => {
                    // What ends with the contract ends; there is nothing after it.
                    prop_assert!(findings.iter().all(|finding| finding.rule == "B4"));
                    return Ok(());
                }
            };
            let corrections = drafted.lines.iter().filter(|it| it.kind() == LineKind::Correction);
            if run > case.months {
                prop_assert_eq!(corrections.count(), 0);
            }
            earlier.push(Earlier { number: format!("INV-{run}"), statement: drafted });
        }
    }

    /// R92: whatever was known when, everything billed for a month in the end is what it should be.
    #[test]
    fn corrections_end_at_what_is_right(case in month::any_case()) {
        let office = Office::default();
        let last = Case {
            facts: case.facts.iter().map(|fact| month::Fact { known: 0, ..fact.clone() }).collect(),
            ..case.clone()
        };
        let by_component = |case: &Case| {
            let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
            for (_, statement) in billed(&office, case) {
                for line in &statement.lines {
                    if line.kind() <= LineKind::Correction {
                        let period = line.corrects().map_or(statement.period, |it| it.period);
                        let of = [line.deployment(), line.environment(), line.name(), line.size()];
                        let key = format!("{period} {of:?} {}", line.description());
                        *sums.entry(key).or_default() += line.usd.as_decimal();
                    }
                }
            }
            sums.retain(|_, sum| !sum.is_zero());
            sums
        };
        // A month without a statement is not corrected, and the last run must know everything.
        let late = case.facts.iter().any(|fact| fact.known >= case.months);
        if !late && billed(&office, &case).len() == usize::try_from(case.months).expect("few") {
            prop_assert_eq!(by_component(&case), by_component(&last));
        }
    }

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
    let environments: Vec<Value> = quote
        .deployment
        .environments
        .iter()
        .map(|it| json!({ "name": it.name, "kind": it.kind.expect("a kind").as_str() }))
        .collect();
    let mut plain = plain_account("2026-11-01", &json!({ "rate_card": "test" }));
    plain["deployments"] = json!([{ "environments": environments }]);
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
    match (item.kind.id, item.rules.as_slice()) {
        ("container", ["R45", ..]) | ("api-gateway", ["R36"]) | ("search", ["R55"]) => {
            item.kind.charged_by.rules(in_production).to_vec()
        }
        (_, rules) => rules.to_vec(),
    }
}

/// N8: contradictory changes at one instant are named, in whatever order they come.
#[test]
fn contradictory_changes_at_one_instant_are_named() {
    let office = Office::default();
    let accounts = [account(&plain_account("2026-01-01", &json!({})))];
    let at = "2026-04-11T12:00:00Z";
    let rows = [
        container("1", "activated", at, "1x2", &json!({})),
        container("9", "resized", at, "1x3", &json!({})),
        container("10", "resized", at, "1x4", &json!({})),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let rows: Vec<Value> = order.map(|at: usize| rows[at].clone()).into();
        let month = Month { year: 2026, month: 4 };
        let findings = office.draft(month, &accounts, &events(&rows), &[]).expect_err("set aside");
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["U16"], "{order:?}");
        assert!(findings[0].message.en.contains("`10`"), "{findings:?}");
    }
}

/// Debits equal credits, and what the customer owes is the total.
fn balanced(statement: &Statement) -> Result<(), TestCaseError> {
    let entries = journal(statement).expect("a journal");
    let side = |side: Side| {
        let entries = entries.iter().filter(|entry| entry.side == side);
        entries.fold(Decimal::ZERO, |sum, entry| sum + entry.usd.as_decimal())
    };
    prop_assert_eq!(side(Side::Debit), side(Side::Credit));
    prop_assert!(entries.iter().all(|entry| !entry.usd.is_negative() && !entry.usd.is_zero()));
    let owed = entries.iter().filter(|entry| entry.account == "accounts-receivable");
    let owed: Decimal = owed.fold(Decimal::ZERO, |sum, entry| match entry.side {
        Side::Debit => sum + entry.usd.as_decimal(),
        Side::Credit => sum - entry.usd.as_decimal(),
    });
    prop_assert_eq!(owed, statement.totals.total_usd.as_decimal());
    Ok(())
}

/// R85: in every zone, days follow each other without gap or overlap, and months are whole days.
#[test]
fn days_partition_the_months_of_every_zone() {
    let (mut zones, mut changing) = (0, 0);
    for name in Zone::names() {
        let zone: Zone = name.parse().expect("a zone");
        zones += 1;
        // In 2010 clocks of Newfoundland went back over midnight, in 2011 Apia skipped a day, and
        // until 2023 some moved at odd hours.
        for year in [2010, 2011, 2023, 2026, 2028] {
            let mut period: Period = format!("{year}-01").parse().expect("a period");
            for _ in 0..12 {
                let (start, end) = period.bounds(zone);
                assert_eq!(end, period.next().bounds(zone).0, "{name} {period}");
                assert!(start < end, "{name} {period}");
                let noon = |day: NaiveDate| {
                    let noon = day.and_hms_opt(12, 0, 0).expect("a noon").and_utc();
                    zone.local(noon).offset().local_minus_utc()
                };
                let days: Vec<NaiveDate> = period
                    .first_day()
                    .iter_days()
                    .take_while(|day| *day <= period.end_day())
                    .collect();
                let changes = days.windows(2).any(|pair| noon(pair[0]) != noon(pair[1]));
                if changes || (period.first_day().month() == 2 && year == 2028) {
                    changing += 1;
                    partition(zone, period, &days);
                }
                period = period.next();
            }
        }
    }
    assert!(zones > 500 && changing > 2_000, "{zones} zones, {changing} months");
}

/// `days` are those of a period, and the first one after it.
fn partition(zone: Zone, period: Period, days: &[NaiveDate]) {
    let mut shares = [exact("0"), exact("0"), exact("0")];
    for pair in days.windows(2) {
        let (start, end) = (zone.start_of(pair[0]), zone.start_of(pair[1]));
        let place = format!("{zone} {}", pair[0]);
        assert!(start <= end, "{place}");
        for (sum, proration) in shares.iter_mut().zip(PRORATED) {
            let share = proration.share(period, zone, start, end);
            *sum += Exact::new(share.parts().into(), share.whole().into());
        }
        if start == end {
            // The day that Samoa and Tokelau skipped has no instants.
            assert_eq!(pair[0].to_string(), "2011-12-30", "{place}");
            assert!(["Pacific/Apia", "Pacific/Fakaofo"].contains(&zone.name()), "{place}");
            continue;
        }
        let last = end - chrono::Duration::seconds(1);
        assert_eq!(zone.day_of(start), pair[0], "{place}");
        assert_eq!(zone.day_of(last), pair[0], "{place}");
        for quarter in 0..100 {
            let instant = start + chrono::Duration::minutes(15 * quarter);
            if instant < end {
                assert_eq!(zone.day_of(instant), pair[0], "{place} {instant}");
            }
        }
    }
    assert_eq!(shares, [exact("1"), exact("1"), exact("1")], "{zone} {period}");
}

//! Parts of a month are the whole of it, in days, seconds and amounts.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use mru_core::{
    account::Account,
    calendar::{Period, Proration, Zone},
    invoice::{LineDetail, Statement},
};
use mru_tests::{
    month::{self, Office, account, events, plain_account},
    month_oracle::Month,
    oracle::{Exact, exact},
};
use proptest::{collection::vec, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{config, month};

const PRORATED: [Proration; 3] = [Proration::Daily, Proration::ThirtyDays, Proration::Hourly];

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

//! The worked examples of a month, with numbers worked by hand, and cases that once went wrong.

use mru_core::{
    account::Account,
    invoice::{
        Credit, CreditAmount, CreditReason, Earlier, InvoiceLine, LineKind, Statement, credit,
    },
    units::Usd,
};
use mru_tests::{
    month::{Office, account, events, plain_account, rows},
    month_oracle::Month,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn bill(
    month: u32,
    accounts: &[Account],
    rows: &[Value],
    earlier: &[Earlier],
) -> Option<Statement> {
    let month = Month { year: 2026, month };
    Office::default().draft(month, accounts, &events(rows), earlier).expect("a draft")
}

fn insurer() -> Vec<Account> {
    vec![account(&plain_account("2026-01-01", &json!({})))]
}

/// Name, size, share, MRU and USD of each line of a component.
fn shown(statement: &Statement) -> Vec<String> {
    let line = |line: &InvoiceLine| {
        let share = line.share().map(|share| share.to_string()).unwrap_or_default();
        let (environment, name, size) = (line.environment(), line.name(), line.size());
        format!("{environment} {name} {size} {share} = {} = {}", line.mru(), line.usd)
    };
    let components = statement.lines.iter().filter(|it| it.kind() == LineKind::Component);
    components.map(line).collect()
}

fn totals(statement: &Statement) -> [String; 4] {
    let totals = &statement.totals;
    [
        totals.mru.normalize().to_string(),
        totals.net_usd.to_string(),
        totals.tax_usd.to_string(),
        totals.total_usd.to_string(),
    ]
}

/// EX6 as it runs since March, and the change order of EX6b, all in Santiago.
///
/// Certification is the environment `staging` here.
fn example_6b() -> Vec<Value> {
    let mut before = rows(
        "
        p1 | activated | 2026-03-01T03:00:00Z | production | container | sso         | 1x3         | 1 | 2 |
        p2 | activated | 2026-03-01T03:00:00Z | production | container | ms-policies | 1x4         | 1 | 2 |
        p3 | activated | 2026-03-01T03:00:00Z | production | container | ms-claims   | 1x4         | 2 | 2 |
        p4 | activated | 2026-03-01T03:00:00Z | production | sso       | sso         |             | 1 |   |
        p5 | activated | 2026-03-01T03:00:00Z | production | database  | main        | db.r6.large | 2 |   |
        s1 | activated | 2026-03-01T03:00:00Z | staging    | container | sso         | 1x2         | 1 |   |
        s2 | activated | 2026-03-01T03:00:00Z | staging    | container | ms-policies | 1x2         | 1 |   |
        s3 | activated | 2026-03-01T03:00:00Z | staging    | container | ms-claims   | 1x2         | 1 |   |
        s4 | activated | 2026-03-01T03:00:00Z | staging    | sso       | sso         |             | 1 |   |
        s5 | activated | 2026-03-01T03:00:00Z | staging    | database  | main        | db.t3.small | 1 |   |
        d1 | activated | 2026-03-01T03:00:00Z | shared | developer-access | dev-01 | | 1
        d2 | activated | 2026-03-01T03:00:00Z | shared | developer-access | dev-02 | | 1
        d3 | activated | 2026-03-01T03:00:00Z | shared | developer-access | dev-03 | | 1
        d4 | activated | 2026-03-01T03:00:00Z | shared | developer-access | dev-04 | | 1
        ",
    );
    before.extend(rows(
        "
        c1 | activated | 2026-04-11T10:30:00-04:00 | production | container | ms-endorsements | 1x2 | 1 | 2 | 4
        c2 | activated | 2026-04-11T10:40:00-04:00 | staging    | container | ms-endorsements | 1x2 | 1 |   | 1
        c3 | resized   | 2026-04-21T23:59:59-04:00 | production | database  | main | db.r6.xlarge | 2
        c4 | removed   | 2026-04-16T00:00:01-04:00 | shared | developer-access | dev-04 | | 1
        ",
    ));
    before
}

/// EX6b. Weights of 2026-01-01 at USD 40.00: container 1x2 1.65, 1x3 1.75, 1x4 1.9, Single Sign-On
/// 1.8, db.r6g.large 6.5, db.r6g.xlarge 12.4, db.t3.small 1.5, a developer 1.
#[test]
fn the_april_of_the_insurer() {
    let (accounts, rows) = (insurer(), example_6b());
    let april = bill(4, &accounts, &rows, &[]).expect("April");
    assert_eq!(
        shown(&april),
        [
            "production ms-claims 1x4 1/1 = 7.6 = 304.00",
            // 3.3 × 20/30, from the 11th to the 30th.
            "production ms-endorsements 1x2 20/30 = 2.2 = 88.00",
            "production ms-policies 1x4 1/1 = 3.8 = 152.00",
            "production sso 1x3 1/1 = 3.5 = 140.00",
            "production sso  1/1 = 1.8 = 72.00",
            // 13 × 20/30, from the 1st to the 20th, and 24.8 × 10/30.
            "production main db.r6g.large 20/30 = 8.6667 = 346.67",
            "production main db.r6g.xlarge 10/30 = 8.2667 = 330.67",
            "staging ms-claims 1x2 1/1 = 1.65 = 66.00",
            "staging ms-endorsements 1x2 20/30 = 1.1 = 44.00",
            "staging ms-policies 1x2 1/1 = 1.65 = 66.00",
            "staging sso 1x2 1/1 = 1.65 = 66.00",
            "staging sso  1/1 = 1.8 = 72.00",
            "staging main db.t3.small 1/1 = 1.5 = 60.00",
            "shared dev-01  1/1 = 1 = 40.00",
            "shared dev-02  1/1 = 1 = 40.00",
            "shared dev-03  1/1 = 1 = 40.00",
            // The 16th does not count.
            "shared dev-04  15/30 = 0.5 = 20.00",
        ]
    );
    // 16.7 + 2.2 + 16.9333… + 9.35 + 3.5 MRU; 19 % of 1947.34 is 369.9946.
    assert_eq!(totals(&april), ["48.6833", "1947.34", "369.99", "2317.33"]);
}

/// EX6b: before and after the change, whole months; they differ by
/// 3 × 1.65 + 2 × (12.4 − 6.5) − 1 = 15.75 MRU.
#[test]
fn the_months_around_the_april_of_the_insurer() {
    let (accounts, rows) = (insurer(), example_6b());
    let march = bill(3, &accounts, &rows, &[]).expect("March");
    assert_eq!(totals(&march), ["41.95", "1678.00", "318.82", "1996.82"]);
    let may = bill(5, &accounts, &rows, &[]).expect("May");
    assert_eq!(totals(&may), ["57.7", "2308.00", "438.52", "2746.52"]);
    assert_eq!(may.lines.len(), 15 + 1);
}

/// S11: four tasks for 36 hours, of a base of two, in a month of 720 hours.
#[test]
fn elastic_use_is_shown_and_billed_as_agreed() {
    let rows_of = |environment: &str, time: &str, until: &str| {
        let redundancy = if environment == "production" { "2" } else { "" };
        let quantity = if environment == "production" { "1" } else { "2" };
        let mut all = rows(&format!(
            "a | activated | 2026-03-01T03:00:00Z | {environment} | container | ms-loans | 1x2 | {quantity} | {redundancy} | 6"
        ));
        let mut sample =
            rows(&format!("b | elastic-sample | {time} | {environment} | container | ms-loans"));
        sample[0]["until"] = json!(until);
        sample[0]["tasks"] = json!(4);
        all.append(&mut sample);
        all
    };
    let june = |environment| rows_of(environment, "2026-06-10T00:00:00Z", "2026-06-11T12:00:00Z");
    let allowance = |hours: u32| json!({ "elasticity": { "policy": "allowance", "allowance_instance_hours": hours } });
    for (contract, month, rows, share, mru, usd, free_hours) in [
        (json!({}), 6, june("production"), "0/2592000", "0", "0.00", 72),
        // 72 hours: 0.165 MRU × USD 40.00.
        (allowance(0), 6, june("production"), "259200/2592000", "0.165", "6.60", 0),
        (allowance(24), 6, june("production"), "172800/2592000", "0.11", "4.40", 24),
        (allowance(72), 6, june("production"), "0/2592000", "0", "0.00", 72),
        (allowance(100), 6, june("production"), "0/2592000", "0", "0.00", 72),
        // R64.
        (allowance(0), 6, june("staging"), "0/2592000", "0", "0.00", 72),
        // April has 721 hours in Santiago.
        (
            allowance(0),
            4,
            rows_of("production", "2026-04-10T00:00:00Z", "2026-04-11T12:00:00Z"),
            "259200/2595600",
            "0.1648",
            "6.59",
            0,
        ),
    ] {
        let accounts = [account(&plain_account("2026-01-01", &contract))];
        let statement = bill(month, &accounts, &rows, &[]).expect("a month");
        let line = statement.lines.iter().find(|it| it.kind() == LineKind::Elasticity);
        let line = line.expect("a line of elastic use");
        let elastic = line.elastic().expect("its hours");
        assert_eq!(elastic.excess_seconds, 72 * 3600);
        assert_eq!(elastic.allowance_seconds, free_hours * 3600);
        assert_eq!(line.share().expect("a share").to_string(), share);
        assert_eq!((line.mru().to_string(), line.usd.to_string()), (mru.into(), usd.into()));
    }
}

/// A customer of one cache of 1.8 MRU, USD 72.00 a month, and the invoice of May.
fn may_of_a_cache(contract: &Value) -> (Vec<Account>, Vec<Value>, Earlier) {
    let accounts = vec![account(&plain_account("2026-01-01", contract))];
    let rows = rows(
        "a | activated | 2026-04-30T20:00:00Z | production | cache | redis | cache.t3.medium | 1",
    );
    let statement = bill(5, &accounts, &rows, &[]).expect("May");
    (accounts, rows, Earlier { number: "INV-1".into(), statement })
}

fn removed_on_the_20th() -> Vec<Value> {
    rows("b | removed | 2026-05-20T12:00:00Z | production | cache | redis")
}

fn corrections(statement: Option<&Statement>) -> Vec<String> {
    let lines = statement.into_iter().flat_map(|it| &it.lines);
    lines.filter(|it| it.kind() == LineKind::Correction).map(|it| it.usd.to_string()).collect()
}

/// S12: 12 days too many are 12/31 × 1.8 × USD 40.00 = USD 27.87, and USD 5.30 of tax.
#[test]
fn a_credit_note_of_days_and_the_corrected_fact_agree() {
    for (proration, usd) in [("daily", "-27.87"), ("thirty-days", "-26.40")] {
        let (accounts, mut rows, may) = may_of_a_cache(&json!({ "proration": proration }));
        // The 31st is no day of a month of thirty: 11 days from the 20th.
        let days = if proration == "daily" { 12 } else { 11 };
        let of_days = Credit { line: 1, amount: CreditAmount::Days(days) };
        let issued = [may.clone()];
        let note = credit(&may, &issued, &[of_days], CreditReason::Correction).expect("a note");
        assert_eq!(note.lines[0].usd.to_string(), usd, "{proration}");
        assert_eq!(note.lines[0].corrects().map(|it| it.line), Some(1));
        assert_eq!(may.statement, may_of_a_cache(&json!({ "proration": proration })).2.statement);
        rows.extend(removed_on_the_20th());
        let june = bill(6, &accounts, &rows, &issued);
        assert_eq!(corrections(june.as_ref()), [usd], "{proration}");
        let noted = [may, Earlier { number: "CN-1".into(), statement: note }];
        assert_eq!(corrections(bill(6, &accounts, &rows, &noted).as_ref()), [""; 0], "{proration}");
    }
}

/// S12: the credit of a correction counts for the corrected month, and not for its own.
#[test]
fn a_credited_correction_is_not_given_back_again() {
    let (accounts, right, may) = may_of_a_cache(&json!({}));
    // June says that a second cache was there since May; July says that it never was.
    for (table, expected) in [
        (
            "c | activated | 2026-05-01T04:00:00Z | production | cache | other | cache.t3.medium | 1
             d | removed   | 2026-06-01T04:00:00Z | production | cache | other",
            vec![],
        ),
        (
            "c | activated | 2026-05-01T04:00:00Z | production | cache | other | cache.t3.medium | 1",
            vec![("2026-06", "-72.00")],
        ),
    ] {
        let wrong: Vec<Value> = right.iter().cloned().chain(rows(table)).collect();
        let mut issued = vec![may.clone()];
        let june = bill(6, &accounts, &wrong, &issued).expect("June");
        let correction = june.lines.iter().find(|it| it.kind() == LineKind::Correction);
        let line = correction.expect("a correction").line;
        issued.push(Earlier { number: "INV-2".into(), statement: june });
        let whole = [Credit { line, amount: CreditAmount::Whole }];
        let note = credit(&issued[1], &issued, &whole, CreditReason::Correction).expect("a note");
        assert_eq!(note.lines[0].usd.to_string(), "-72.00");
        issued.push(Earlier { number: "CN-1".into(), statement: note });
        let july = bill(7, &accounts, &right, &issued).expect("July");
        let corrections = july.lines.iter().filter_map(|it| {
            let corrects = it.corrects()?;
            Some((corrects.period.to_string(), it.usd.to_string()))
        });
        let corrections: Vec<(String, String)> = corrections.collect();
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(at, usd)| (at.to_owned(), usd.to_owned())).collect();
        assert_eq!(corrections, expected);
    }
}

/// New terms of a later version are no reason to correct a month that was right.
#[test]
fn a_new_grace_corrects_no_earlier_month() {
    let first = plain_account("2026-01-01", &json!({ "retirement_grace_days": 10 }));
    let second = plain_account("2026-06-01", &json!({ "retirement_grace_days": 0 }));
    let accounts = [account(&first), account(&second)];
    let (_, mut rows, _) = may_of_a_cache(&json!({}));
    let mut removal = removed_on_the_20th();
    removal[0]["requested_on"] = json!("2026-05-13");
    rows.extend(removal);
    let may = bill(5, &accounts, &rows, &[]).expect("May");
    assert_eq!(shown(&may), ["production redis cache.t3.medium 19/31 = 1.1032 = 44.13"]);
    let earlier = [Earlier { number: "INV-1".into(), statement: may }];
    assert_eq!(bill(6, &accounts, &rows, &earlier), None);
}

/// What only a correction billed is corrected as well.
#[test]
fn a_correction_is_corrected() {
    let (accounts, mut all, may) = may_of_a_cache(&json!({}));
    all.extend(rows(
        "c | activated | 2026-05-17T12:00:00Z | production | cache | other | cache.t3.medium | 1",
    ));
    let june = bill(6, &accounts, &all, std::slice::from_ref(&may)).expect("June");
    // 15/31 × USD 72.00.
    assert_eq!(corrections(Some(&june)), ["34.84"]);
    all.extend(rows("d | removed | 2026-05-17T18:00:00Z | production | cache | other"));
    let issued = [may, Earlier { number: "INV-2".into(), statement: june }];
    let july = bill(7, &accounts, &all, &issued).expect("July");
    assert_eq!(corrections(Some(&july)), ["-34.84", "-72.00"]);
}

/// A component with two lines, of which a correction exceeds the first: what it takes beyond that
/// is taken from the second.
#[test]
fn a_correction_takes_from_all_lines_of_its_component() {
    let accounts = insurer();
    let mut all = rows(
        "
        a | activated | 2026-05-01T04:00:00Z | production | cache | redis | cache.t3.medium | 1
        b | removed   | 2026-05-05T12:00:00Z | production | cache | redis
        c | activated | 2026-05-06T12:00:00Z | production | cache | redis | cache.t3.medium | 1
        ",
    );
    let may = bill(5, &accounts, &all, &[]).expect("May");
    let usd: Vec<String> = may.lines.iter().map(|line| line.usd.to_string()).collect();
    // 4/31 and 26/31 of USD 72.00, and the tax.
    assert_eq!(usd, ["9.29", "60.39", "13.24"]);
    all.extend(rows("d | removed | 2026-05-16T12:00:00Z | production | cache | redis"));
    let may = Earlier { number: "INV-1".into(), statement: may };
    let june = bill(6, &accounts, &all, std::slice::from_ref(&may)).expect("June");
    // 10/31 of USD 72.00 instead of 26/31.
    assert_eq!(corrections(Some(&june)), ["-37.16"]);
    let issued = [may.clone(), Earlier { number: "CN-1".into(), statement: june }];
    let whole = |line| [Credit { line, amount: CreditAmount::Whole }];
    let refused =
        credit(&may, &issued, &whole(1), CreditReason::Goodwill).expect_err("nothing left");
    assert_eq!(refused[0].rule, "B13");
    let rest = credit(&may, &issued, &whole(2), CreditReason::Goodwill).expect("the rest");
    // 9.29 + 60.39 − 37.16.
    assert_eq!(rest.lines[0].usd.to_string(), "-32.52");
}

/// A discount that small credits were rounded out of is no reason to owe anything.
#[test]
fn small_credits_leave_no_discount_behind() {
    let contract = json!({ "discount": { "percent": "10", "label": "volume" } });
    let accounts = [account(&plain_account("2026-01-01", &contract))];
    let mut once =
        rows("a | one-off | 2026-05-05T12:00:00Z | shared | domain-registration | example.com");
    once[0]["usd"] = json!("0.21");
    once[0]["description"] = json!("one year");
    let statement = bill(5, &accounts, &once, &[]).expect("May");
    let invoice = Earlier { number: "INV-1".into(), statement };
    let mut issued = vec![invoice.clone()];
    for number in 0..21 {
        let cent = [Credit { line: 1, amount: CreditAmount::Usd(Usd::of_cents(1)) }];
        let note = credit(&invoice, &issued, &cent, CreditReason::Goodwill).expect("a note");
        assert!(!note.totals.net_usd.negated().is_negative(), "note {number}: {note:?}");
        issued.push(Earlier { number: format!("CN-{number}"), statement: note });
    }
    let net = issued.iter().map(|it| it.statement.totals.net_usd.as_decimal());
    assert!(net.fold(Decimal::ZERO, |sum, usd| sum + usd).is_zero());
}

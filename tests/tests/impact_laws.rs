//! The effect of a proposed card is the next bill, for any customer: against the oracle, which bills by
//! the cards with the proposed one among them, and through a store that bills before and after it is
//! published. `MRU_IMPACT_CUSTOMERS=10000` generates so many customers for each.

use std::{cell::RefCell, collections::BTreeMap, fs, path::Path};

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{
    account::{Account, BillingContract},
    impact::{Bill, Effect, Impact, Moved, Mover, Note, Outcome},
    invoice::{Earlier, LineKind},
    metering::Event,
    units::Usd,
};
use mru_service::{
    Database,
    billing::{self, ImpactRequest, Progress, Publication, PublishRequest, RunLine},
    door::{self, Access},
    witness::key_file::KeySource,
};
use mru_tests::{
    month::{self, Case, Office},
    month_oracle::{Book, Clerk, Month},
    run::list,
    store::{KEY, block_on},
};
use num_bigint::BigInt;
use proptest::{
    prelude::*,
    test_runner::{TestCaseError, TestRunner},
};
use serde_json::json;

fn customers(usual: u32) -> u32 {
    let asked = std::env::var("MRU_IMPACT_CUSTOMERS").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// Cards that follow each other, as the product and as the oracle reads them.
struct Shelf {
    office: Office,
    book: Book,
}

impl Shelf {
    fn read(folder: &Path) -> Shelf {
        let book = Book::read(&folder.join("reference"));
        Shelf { office: Office::with_cards(folder), book }
    }
}

/// Writes a card beside others: the last of the tests' cards with another first day and price, and each
/// weight moved up, down or not at all.
fn propose(folder: &Path, first: &str, number: usize) {
    let of = month::changing_cards().join("reference/2027-06-01");
    let to = folder.join("reference").join(first);
    fs::create_dir_all(&to).expect("a folder");
    let read = |name: &str| fs::read_to_string(of.join(name)).expect("a file");
    let price = ["42.015", "41.99", "44", "0.01"][number % 4];
    let header = read("card.toml").replace("2027-06-01", first).replace("42.015", price);
    fs::write(to.join("card.toml"), header).expect("a header");
    let mut weights = String::new();
    for (at, row) in read("weights.csv").lines().enumerate() {
        let mut cells: Vec<&str> = row.splitn(4, ',').collect();
        let other = ["0", "0.0001", "7.7777"][(at + number) % 3];
        if at > 0 && (at + number).is_multiple_of(2) {
            cells[2] = other;
        }
        weights.push_str(&cells.join(","));
        weights.push('\n');
    }
    fs::write(to.join("weights.csv"), weights).expect("weights");
}

fn copy(from: &Path, to: &Path) {
    for version in list(&from.join("reference")) {
        let to = to.join("reference").join(version.file_name().expect("a day"));
        fs::create_dir_all(&to).expect("a folder");
        for file in list(&version) {
            fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a copy");
        }
    }
}

/// The cards with a proposed one for each month that the tests' cards leave free, by month.
fn proposals(folder: &Path) -> BTreeMap<String, Shelf> {
    let cards = month::changing_cards();
    let days = list(&cards.join("reference"));
    let taken = |day: &str| days.iter().any(|it| it.ends_with(day));
    let mut proposals = BTreeMap::new();
    for number in 0..48 {
        let month = Month { year: 2026, month: 1 }.plus(number);
        let first = month.first().to_string();
        if !taken(&first) {
            let folder = folder.join(&first);
            copy(&cards, &folder);
            propose(&folder, &first, usize::try_from(number).expect("few"));
            proposals.insert(first, Shelf::read(&folder));
        }
    }
    proposals
}

/// How often something was met.
#[derive(Default)]
struct Seen(BTreeMap<String, u32>);

impl Seen {
    fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }
}

fn cents(usd: Usd) -> BigInt {
    usd.to_string().replace('.', "").parse().expect("an amount in cents")
}

/// Bills the months of a case one after the other, each with the facts that are known by then; before
/// each it is asked what a card that begins with it would change.
fn compare(
    case: &Case,
    now: &Shelf,
    proposals: &BTreeMap<String, Shelf>,
    seen: &mut Seen,
) -> Result<(), TestCaseError> {
    let accounts = case.accounts();
    let mut earlier: Vec<Earlier> = Vec::new();
    // Months and the runs that billed them, as two clerks have to bill them.
    let mut history: Vec<(Month, u32)> = Vec::new();
    for run in 0..case.months {
        let events = month::events(&case.rows(run));
        for month in (0..=run).map(|number| case.first.plus(number)) {
            if earlier.iter().any(|it| it.statement.period.to_string() == month.written()) {
                continue;
            }
            let before = now.office.draft(month, &accounts, &events, &earlier);
            if let Some(proposed) = proposals.get(&month.first().to_string()) {
                let after = proposed.office.draft(month, &accounts, &events, &earlier);
                let contract = contract(&accounts, month);
                let effect = Effect::between("customer", contract, "reference", &before, &after);
                let bill = |shelf: &Shelf| {
                    let mut clerk = Clerk::new(&case.versions);
                    for (month, run) in &history {
                        clerk.bill(&now.book, *month, &case.rows(*run));
                    }
                    let rows = case.rows(run);
                    clerk.bill(&shelf.book, month, &rows).map(|it| [it.net, it.total])
                };
                let of = |it: &Option<Bill>| {
                    it.as_ref().map(|it| [cents(it.net_usd), cents(it.total_usd)])
                };
                prop_assert_eq!(of(&effect.before), bill(now), "before, {}", month.written());
                prop_assert_eq!(of(&effect.after), bill(proposed), "after, {}", month.written());
                judge(&effect, seen)?;
            }
            history.push((month, run));
            if let Ok(Some(statement)) = before {
                let number = format!("INV-{}", earlier.len());
                earlier.push(Earlier { number, statement });
            }
        }
    }
    Ok(())
}

fn contract(accounts: &[Account], month: Month) -> Option<&BillingContract> {
    let begun = |it: &&Account| it.effective_from.is_some_and(|day| day <= month.first());
    accounts.iter().rfind(begun).map(|it| &it.contract)
}

/// What moves a bill sums to its difference; what is said of it holds.
fn judge(effect: &Effect, seen: &mut Seen) -> Result<(), TestCaseError> {
    seen.add(format!("{:?}", effect.outcome()));
    let (Some(before), Some(after)) = (&effect.before, &effect.after) else { return Ok(()) };
    let sum = |taxed: bool| {
        let of = |it: &&Moved| taxed || it.mover != Mover::Lines { lines: LineKind::Tax };
        let moved = effect.moved.iter().filter(of).map(|it| it.usd().expect("a difference"));
        moved.fold(Usd::ZERO, |sum, it| sum.plus(it).expect("a sum"))
    };
    prop_assert_eq!(Some(sum(false)), effect.difference());
    prop_assert_eq!(sum(true), after.total_usd.minus(before.total_usd).expect("a difference"));
    let weights = effect.moved.iter().filter(|it| it.mover.component().is_some()).count();
    for moved in &effect.moved {
        seen.add(match &moved.mover {
            Mover::Weight { .. } => String::from("weight"),
            Mover::Price => String::from("price"),
            Mover::Lines { lines } => format!("{lines:?}"),
        });
    }
    for note in &effect.notes {
        let json = serde_json::to_value(note).expect("plain data");
        seen.add(json["note"].as_str().expect("a name"));
        match note {
            // A lock may be to a day on which the proposed card is in force.
            Note::WeightsLocked { rate_card, .. } if *rate_card == after.rate_card => {
                seen.add("locked to the proposed card");
            }
            Note::WeightsLocked { .. } | Note::NothingInUse => {
                prop_assert_eq!(weights, 0, "locked: {:?}", effect.moved);
            }
            Note::OwnPrice { .. } => prop_assert_eq!(before.mru_price_usd, after.mru_price_usd),
            _ => {}
        }
    }
    if effect.moved.is_empty() {
        prop_assert_eq!(effect.outcome(), Outcome::Same);
        prop_assert!(!effect.notes.is_empty(), "it is not said why");
    }
    Ok(())
}

#[test]
fn the_effect_of_any_card_on_any_customer_is_what_the_oracle_bills_by_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let proposals = proposals(folder.path());
    let now = Shelf::read(&month::changing_cards());
    let seen = RefCell::new(Seen::default());
    let cases = customers(400);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config)
        .run(&month::any_case(), |case| compare(&case, &now, &proposals, &mut seen.borrow_mut()));
    let seen = seen.into_inner().0;
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let met = [
        "More",
        "Less",
        "Same",
        "weight",
        "price",
        "Commitment",
        "Minimum",
        "Discount",
        "Tax",
        "weights-locked",
        "own-price",
        "agreed-weights",
        "commitment",
        "minimum",
        "discount",
    ];
    let rare: Vec<&str> =
        met.into_iter().filter(|it| seen.get(*it).copied().unwrap_or(0) < 10).collect();
    assert!(rare.is_empty(), "{rare:?} were met seldom: {seen:?}");
}

/// A generated customer under an id of its own.
fn renamed(case: &Case, id: &str) -> (Vec<Account>, Vec<Event>) {
    let mut versions = case.versions.clone();
    versions.iter_mut().for_each(|it| it["id"] = json!(id));
    let mut rows = case.rows(u32::MAX);
    for row in &mut rows {
        row["customer"] = json!(id);
        for field in ["id", "voids"] {
            if let Some(event) = row[field].as_str() {
                row[field] = json!(format!("{id}-{event}"));
            }
        }
    }
    (versions.iter().map(month::account).collect(), month::events(&rows))
}

/// Records generated customers; returns how many of them have their events in the store.
async fn record(database: &Database, cases: &[Case], now: DateTime<Utc>) -> usize {
    billing::put_supplier(database, &month::supplier()).await.expect("recorded");
    let cards = billing::rate_cards(database).await.expect("cards");
    let all: Vec<_> =
        cases.iter().zip(0..).map(|(case, at)| renamed(case, &format!("c-{at:05}"))).collect();
    let accounts: Vec<Account> = all.iter().flat_map(|(accounts, _)| accounts.clone()).collect();
    billing::put_accounts(database, &accounts, false).await.expect("recorded");
    let mut known = 0;
    for some in all.chunks(100) {
        let events: Vec<Event> = some.iter().flat_map(|(_, events)| events.clone()).collect();
        billing::import_events(database, &cards, now, &events).await.expect("recorded");
        known += some.iter().filter(|(_, events)| !events.is_empty()).count();
    }
    known
}

/// A card of the reference card's entries, some of them with another weight, at another price.
fn proposed(first: &str) -> Publication {
    let cards = month::cards();
    let last = cards.all().last().expect("a card");
    let header = format!(
        "card = \"reference\"\neffective_from = \"{first}\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"43.3333\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    let mut weights = String::from("component,size,weight_mru,confidence,arithmetic\n");
    for (at, entry) in last.entries().enumerate() {
        let weight = match at % 3 {
            0 => entry.weight.to_string(),
            1 => String::from("1.2345"),
            _ => String::from("0.0007"),
        };
        let (component, size) = (entry.id.component(), entry.id.size());
        weights.push_str(&format!("{component},{size},{weight},assumption,\n"));
    }
    let files = [("card.toml", header), ("weights.csv", weights)];
    Publication::new(files.map(|(name, text)| (name.to_owned(), text)).into())
}

async fn bill(database: &Database, month: &str, now: DateTime<Utc>) -> BTreeMap<String, RunLine> {
    let (month, progress) = (month.parse().expect("a month"), Progress::default());
    let run = billing::run(database, month, None, true, now, &progress).await.expect("a run");
    run.lines.into_iter().map(|line| (line.customer.clone(), line)).collect()
}

/// Every customer of an impact is billed so by a run, and no customer otherwise.
fn equal(
    impact: &Impact,
    billed: &BTreeMap<String, RunLine>,
    side: fn(&Effect) -> Option<Usd>,
) -> usize {
    let mut compared = 0;
    for effect in &impact.customers {
        let line = billed.get(&effect.customer);
        assert_eq!(side(effect), line.and_then(|it| it.total), "{effect:#?}");
        compared += usize::from(side(effect).is_some());
    }
    compared
}

#[test]
fn any_customer_of_a_store_is_billed_what_was_shown_before_the_card_was_published() {
    const MONTH: &str = "2027-08";
    let seen = RefCell::new(Vec::new());
    let cases = customers(250);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&month::any_case(), |case| {
            seen.borrow_mut().push(case);
            Ok(())
        })
        .expect("cases");
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        made.finish().await.expect("a store");
        let opened = door::open_folder(folder.path(), Access::Write, door::PATIENCE).await;
        let database = opened.expect("the store").with_keys(KeySource::Given(KEY.to_owned()));
        let now: DateTime<Utc> = "2029-03-01T12:00:00Z".parse().expect("an instant");
        let known = record(&database, &seen.into_inner(), now).await;
        let today: NaiveDate = "2027-06-01".parse().expect("a day");
        let publication = proposed("2027-08-01");
        let asked = ImpactRequest { publication: publication.clone(), period: None, today };
        let impact = billing::impact(&database, &asked).await.expect("an impact");
        let before = |it: &Effect| it.before.as_ref().map(|bill| bill.total_usd);
        let after = |it: &Effect| it.after.as_ref().map(|bill| bill.total_usd);
        let billed = equal(&impact, &bill(&database, MONTH, now).await, before);
        let request = PublishRequest { publication, short_notice: true, today };
        billing::publish(&database, &[request]).await.expect("published");
        assert_eq!(equal(&impact, &bill(&database, MONTH, now).await, after), billed);
        let moved = impact.customers.iter().filter(|it| before(it) != after(it)).count();
        eprintln!("{known} customers with events, {billed} billed, {moved} of them moved");
        let share = |of: usize| u32::try_from(of).expect("few") * 10 > cases;
        assert!(share(billed) && share(moved), "{billed} of {cases} were billed, {moved} moved");
        database.close().await.expect("closed");
    });
}

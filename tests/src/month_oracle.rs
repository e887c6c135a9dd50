//! A second billing of a month, independent of the real one: read from the same rules, written in
//! exact rationals on plain rows of events and the plain JSON of accounts.
//!
//! It cuts days by looking at the clock on the wall every quarter of an hour, and counts days one
//! by one: a day is billed in the size that a component has as the day ends. That is the same as
//! "the day of activation counts, the day of removal does not" (R86, R89), said the other way round.
//!
//! It knows nothing of findings: it bills what it is given.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use chrono::{DateTime, Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;
use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};
use serde_json::Value;

use crate::oracle::{Exact, exact, to_cents};

/// An instant, in seconds.
pub type Instant = i64;

/// An instant that never comes.
const NEVER: Instant = Instant::MAX;

/// Returns the first instant at which calendars of a zone show a day, or a later one.
pub fn day_begins(zone: Tz, day: NaiveDate) -> Instant {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<(&'static str, NaiveDate), Instant>> =
            const { RefCell::new(BTreeMap::new()) };
    }
    let key = (zone.name(), day);
    if let Some(known) = KNOWN.with(|known| known.borrow().get(&key).copied()) {
        return known;
    }
    let shows = |seconds: Instant| {
        let instant = DateTime::from_timestamp(seconds, 0).expect("an instant of our times");
        instant.with_timezone(&zone).date_naive() >= day
    };
    // No zone is more than fifteen hours from UTC.
    let first = day.and_hms_opt(0, 0, 0).expect("a midnight").and_utc().timestamp() - 15 * 3600;
    let mut hours = (0..=31).map(|hour| first + hour * 3600);
    let hour = hours.find(|seconds| shows(*seconds)).expect("every day begins");
    let mut quarters = (0..=4).map(|quarter| hour - 3600 + quarter * 900);
    let begins = quarters.find(|seconds| shows(*seconds)).expect("the hour has a beginning");
    KNOWN.with(|known| known.borrow_mut().insert(key, begins));
    begins
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
}

impl Month {
    /// The month so many months later.
    #[must_use]
    pub fn plus(self, months: u32) -> Month {
        let count = self.month - 1 + months;
        let years = i32::try_from(count / 12).expect("few years");
        Month { year: self.year + years, month: count % 12 + 1 }
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a first day")
    }

    /// Its days, one by one.
    pub fn days(self) -> Vec<NaiveDate> {
        self.first().iter_days().take_while(|day| day.month() == self.month).collect()
    }

    /// As periods are written.
    pub fn written(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// The beginning of each day, and that of the month after it.
    fn beginnings(self, zone: Tz) -> Vec<Instant> {
        let after = self.plus(1).first();
        self.days().into_iter().chain([after]).map(|day| day_begins(zone, day)).collect()
    }
}

/// Weights and prices of all versions of the reference card, by their first day.
#[derive(Clone, Debug)]
pub struct Book {
    cards: BTreeMap<String, (String, BTreeMap<String, String>)>,
}

impl Book {
    /// Reads the folder of a rate card: one folder for each version.
    pub fn read(folder: &Path) -> Book {
        let read = |path: &Path| fs::read_to_string(path).expect("a readable file");
        let mut cards = BTreeMap::new();
        for version in crate::run::list(folder) {
            let header = read(&version.join("card.toml"));
            let price = header.lines().find_map(|line| line.strip_prefix("mru_price_usd = "));
            let price = price.expect("a price").trim_matches('"').to_owned();
            let mut weights = BTreeMap::new();
            for file in crate::run::list(&version) {
                if file.extension().is_some_and(|ending| ending == "csv") {
                    for row in read(&file).lines().skip(1) {
                        let cells: Vec<&str> = row.splitn(4, ',').collect();
                        weights.insert(entry(cells[0], cells[1]), cells[2].to_owned());
                    }
                }
            }
            let day = version.file_name().expect("a day").to_string_lossy().into_owned();
            cards.insert(day, (price, weights));
        }
        Book { cards }
    }

    /// The card that is in force on a day: the last that began by then (R75).
    fn on(&self, day: &str) -> &(String, BTreeMap<String, String>) {
        self.cards.range(..=day.to_owned()).next_back().expect("a card in force").1
    }
}

fn entry(component: &str, size: &str) -> String {
    if size.is_empty() { component.to_owned() } else { format!("{component}/{size}") }
}

/// What a line is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Deployment, environment, component, name and size.
    pub of: [String; 5],
    /// What an occasion is called.
    pub description: String,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The written form of its kind.
    pub kind: &'static str,
    /// The corrected month, of a correction.
    pub corrects: String,
    /// What it is about.
    pub subject: Subject,
    /// MRUs as shown.
    pub mru: Exact,
    /// Whole cents.
    pub cents: BigInt,
}

/// The lines of a month and their sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The lines, ordered by all that they hold.
    pub lines: Vec<Line>,
    /// MRUs of the month as shown.
    pub mru: Exact,
    /// Cents before tax.
    pub net: BigInt,
    /// Cents of tax.
    pub tax: BigInt,
    /// Cents.
    pub total: BigInt,
}

/// How much of a component there is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Size {
    size: String,
    quantity: Exact,
    redundancy: Exact,
}

/// A component in one size for a while.
#[derive(Clone, Debug)]
struct Stay {
    size: Size,
    from: Instant,
    /// Until when it is billed.
    until: Instant,
    /// When it ended in fact.
    gone: Instant,
}

impl Stay {
    fn touches(&self, from: Instant, until: Instant) -> bool {
        self.from.max(from) < self.until.min(until)
    }
}

/// Deployment, environment, component and name.
type Slot = [String; 4];

/// Bills one customer, month after month.
#[derive(Debug)]
pub struct Clerk<'a> {
    book: &'a Book,
    versions: &'a [Value],
    /// What was billed for each issued month until now.
    issued: BTreeMap<Month, BTreeMap<(&'static str, Subject), BigInt>>,
}

impl<'a> Clerk<'a> {
    /// Starts with nothing issued.
    pub fn new(book: &'a Book, versions: &'a [Value]) -> Clerk<'a> {
        Clerk { book, versions, issued: BTreeMap::new() }
    }

    /// Bills a month from all rows known by now, and remembers it as issued.
    pub fn bill(&mut self, month: Month, rows: &[Value]) -> Option<Invoice> {
        let terms = Terms::new(month, self.book, self.versions);
        let (mut lines, mru) = terms.net(rows);
        let mut own: BTreeMap<(&str, Subject), BigInt> = BTreeMap::new();
        for line in &lines {
            *own.entry((line.kind, line.subject.clone())).or_default() += &line.cents;
        }
        lines.extend(self.corrections(month, rows));
        if lines.is_empty() {
            return None;
        }
        terms.tax(&mut lines);
        self.issued.insert(month, own);
        let sum = |of: fn(&Line) -> bool| -> BigInt {
            lines.iter().filter(|line| of(line)).map(|line| &line.cents).sum()
        };
        let (net, tax) = (sum(|line| line.kind != "tax"), sum(|line| line.kind == "tax"));
        let total = sum(|_| true);
        lines.sort();
        Some(Invoice { lines, mru: shown(&mru), net, tax, total })
    }

    /// What issued months should have been, less what was billed for them (R92).
    fn corrections(&mut self, month: Month, rows: &[Value]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (earlier, billed) in self.issued.range_mut(..month) {
            let terms = Terms::new(*earlier, self.book, self.versions);
            let mut right: BTreeMap<(&str, Subject), BigInt> = BTreeMap::new();
            for line in terms.net(rows).0 {
                *right.entry((line.kind, line.subject)).or_default() += line.cents;
            }
            let keys: BTreeSet<(&str, Subject)> =
                right.keys().chain(billed.keys()).cloned().collect();
            for key in keys {
                let due = right.remove(&key).unwrap_or_default();
                let cents = &due - billed.get(&key).cloned().unwrap_or_default();
                billed.insert(key.clone(), due);
                let subject = key.1;
                if !cents.is_zero() {
                    let corrects = earlier.written();
                    lines.push(Line {
                        kind: "correction",
                        corrects,
                        subject,
                        mru: exact("0"),
                        cents,
                    });
                }
            }
        }
        lines
    }
}

/// What holds for a month.
struct Terms<'a> {
    account: &'a Value,
    zone: Tz,
    beginnings: Vec<Instant>,
    days: Vec<NaiveDate>,
    price: Exact,
    weights: BTreeMap<String, String>,
    half_to_even: bool,
}

impl<'a> Terms<'a> {
    fn new(month: Month, book: &Book, versions: &'a [Value]) -> Terms<'a> {
        let first = month.first().to_string();
        // ISO days order as text.
        let holds = |account: &&Value| text(&account["effective_from"]) <= first.as_str();
        let account = versions.iter().rfind(holds).expect("a version of the account");
        let prices = &account["contract"]["prices"];
        let until = |lock: &str| prices[lock]["until"].as_str().is_some_and(|day| *first < *day);
        let day =
            if until("weights_lock") { text(&prices["weights_lock"]["as_of"]) } else { &first };
        let (price, weights) = book.on(day);
        let (mut price, mut weights) = (price.as_str(), weights.clone());
        if until("price_lock") {
            price = text(&prices["price_lock"]["mru_price_usd"]);
        } else if let Some(agreed) = prices["mru_price_usd"].as_str() {
            price = agreed;
        }
        for agreed in list(&prices["weights"]) {
            weights.insert(text(&agreed["entry"]).to_owned(), text(&agreed["weight_mru"]).into());
        }
        let zone: Tz = account["contract"]["time_zone"]
            .as_str()
            .unwrap_or("America/Santiago")
            .parse()
            .expect("a zone");
        Terms {
            account,
            zone,
            beginnings: month.beginnings(zone),
            days: month.days(),
            price: exact(price),
            weights,
            half_to_even: prices["policies"]["rounding"] == "half-to-even",
        }
    }

    fn contract(&self, field: &str) -> &Value {
        &self.account["contract"][field]
    }

    fn starts(&self) -> Instant {
        self.beginnings[0]
    }

    fn ends(&self) -> Instant {
        self.beginnings[self.days.len()]
    }

    fn cents(&self, usd: &Exact) -> BigInt {
        to_cents(usd, self.half_to_even)
    }

    /// The lines of what existed and happened, and their exact MRUs.
    fn lines(&self, rows: &[Value]) -> (Vec<Line>, Exact) {
        let mut slots: BTreeMap<Slot, Vec<&Value>> = BTreeMap::new();
        for row in rows {
            slots.entry(slot(row)).or_default().push(row);
        }
        let (mut lines, mut sum) = (Vec::new(), exact("0"));
        let mut add = |kind, slot: &Slot, size: &str, mru: Exact| {
            let cents = self.cents(&(&mru * &self.price));
            let [deployment, environment, component, name] = slot.clone();
            let of = [deployment, environment, component, name, size.to_owned()];
            let subject = Subject { of, description: String::new() };
            let shown = shown(&mru);
            sum += mru;
            lines.push(Line { kind, corrects: String::new(), subject, mru: shown, cents });
        };
        for (slot, rows) in &slots {
            let all = self.stays(rows);
            let stays: Vec<Stay> = all.iter().filter(|it| it.from < it.until).cloned().collect();
            for (stay, share) in self.shares(&stays) {
                let Size { size, quantity, redundancy } = &stay.size;
                add(
                    "component",
                    slot,
                    size,
                    self.weight(slot, size) * quantity * redundancy * share,
                );
            }
            for (size, share) in self.elastic(slot, rows, &all) {
                add("elasticity", slot, &size, self.weight(slot, &size) * share);
            }
        }
        for (slot, rows) in &slots {
            for row in of_type(rows, "one-off") {
                let at = instant(&row["time"]);
                if self.starts() <= at && at < self.ends() {
                    let [deployment, environment, component, name] = slot.clone();
                    let of = [deployment, environment, component, name, String::new()];
                    let subject = Subject { of, description: text(&row["description"]).to_owned() };
                    let usd = exact(text(&row["usd"]));
                    let (corrects, mru) = (String::new(), exact("0"));
                    lines.push(Line {
                        kind: "one-off",
                        corrects,
                        subject,
                        mru,
                        cents: self.cents(&usd),
                    });
                }
            }
        }
        (lines, sum)
    }

    fn weight(&self, slot: &Slot, size: &str) -> Exact {
        exact(&self.weights[&entry(&slot[2], size)])
    }

    /// The stays of one component, in order; equal neighbours are one.
    fn stays(&self, rows: &[&Value]) -> Vec<Stay> {
        let mut steps: Vec<&Value> = ["activated", "resized", "removed"]
            .into_iter()
            .flat_map(|kind| of_type(rows, kind))
            .collect();
        // What is replaced at one instant is first removed.
        let rank = |row: &Value| u8::from(row["type"] != "removed");
        steps.sort_by_key(|row| (instant(&row["time"]), rank(row), text(&row["id"]).to_owned()));
        let mut stays: Vec<Stay> = Vec::new();
        for (at, row) in steps.iter().enumerate() {
            if row["type"] == "removed" {
                continue;
            }
            let from = instant(&row["time"]);
            let next = steps.get(at + 1).map_or(NEVER, |next| instant(&next["time"]));
            // The removal ends the component, in whatever sizes it was until then (N2).
            let removal = steps[at + 1..].iter().find(|step| step["type"] == "removed");
            let until = next.min(removal.map_or(NEVER, |removal| self.end(removal))).max(from);
            let size = Size {
                size: text(&row["size"]).replace("db.r6.", "db.r6g."),
                quantity: exact(row["quantity"].as_str().unwrap_or("1")),
                redundancy: exact(&row["redundancy"].as_u64().unwrap_or(1).to_string()),
            };
            stays.push(Stay { size, from, until, gone: next });
        }
        stays
    }

    /// When a removal ends its component: no later than the grace after it was asked for (R88).
    fn end(&self, removal: &Value) -> Instant {
        let at = instant(&removal["time"]);
        let Some(asked) = removal["requested_on"].as_str() else { return at };
        let asked: NaiveDate = asked.parse().expect("a day");
        let grace = self.contract("retirement_grace_days").as_u64().unwrap_or(5);
        let business = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let last = match usize::try_from(grace).expect("few days") {
            0 => asked,
            grace => asked.iter_days().skip(1).filter(business).nth(grace - 1).expect("a day"),
        };
        at.min(day_begins(self.zone, last))
    }

    /// The stays that are billed, with the part of the month that each is billed for.
    fn shares(&self, stays: &[Stay]) -> Vec<(Stay, Exact)> {
        let (starts, ends) = (self.starts(), self.ends());
        let mut here = stays.iter().filter(|stay| stay.touches(starts, ends));
        let proration = self.contract("proration").as_str().unwrap_or("daily");
        if proration == "whole-month" {
            return here.next_back().map(|stay| (stay.clone(), exact("1"))).into_iter().collect();
        }
        let mut joined: Vec<Stay> = Vec::new();
        for stay in here {
            match joined.last_mut() {
                Some(last) if last.until == stay.from && last.size == stay.size => {
                    last.until = stay.until;
                }
                _ => joined.push(stay.clone()),
            }
        }
        let share = |stay: &Stay| match proration {
            "hourly" => fraction(stay.until.min(ends) - stay.from.max(starts), ends - starts),
            "thirty-days" => fraction(
                (0..self.days.len())
                    .filter(|day| self.held(stay, *day))
                    .map(|day| self.of_thirty(day))
                    .sum(),
                30,
            ),
            _ => fraction(
                (0..self.days.len()).map(|day| i64::from(self.held(stay, day))).sum(),
                self.day_count(),
            ),
        };
        let shares = joined.into_iter().map(|stay| (stay.clone(), share(&stay)));
        shares.filter(|(_, share)| !share.is_zero()).collect()
    }

    /// Whether a stay holds a component as a day of the month ends.
    fn held(&self, stay: &Stay, day: usize) -> bool {
        let ends = self.beginnings[day + 1];
        stay.from < ends && ends <= stay.until
    }

    /// How many days a day is in a month of thirty: the 31st is none, the last of a shorter
    /// month is all that are missing.
    fn of_thirty(&self, day: usize) -> i64 {
        let (last, number) = (day + 1 == self.days.len(), i64::try_from(day).expect("a day") + 1);
        match (number, last) {
            (31, _) => 0,
            (_, true) => 31 - number,
            _ => 1,
        }
    }

    fn day_count(&self) -> i64 {
        i64::try_from(self.days.len()).expect("days")
    }

    /// The sizes in which tasks beyond the base ran, with what is billed of them (R60, R64).
    ///
    /// The first hours of the month are free, whatever the size.
    fn elastic(&self, slot: &Slot, rows: &[&Value], stays: &[Stay]) -> Vec<(String, Exact)> {
        let mut samples = of_type(rows, "elastic-sample");
        samples.sort_by_key(|row| instant(&row["time"]));
        let mut free = exact(&self.free_hours(slot).to_string()) * exact("3600");
        let mut shares: BTreeMap<String, Exact> = BTreeMap::new();
        for row in samples {
            let (from, until) = (instant(&row["time"]), instant(&row["until"]));
            let around = stays.iter().find(|stay| stay.from <= from && until <= stay.gone);
            let Some(stay) = around else { panic!("a sample outside: {row}") };
            let tasks = exact(&row["tasks"].as_u64().expect("tasks").to_string());
            let more = tasks - &stay.size.quantity * &stay.size.redundancy;
            // What runs on beyond the grace of a removal is not billed (R88).
            let (from, until) = (from.max(self.starts()), until.min(self.ends()).min(stay.until));
            if more.is_positive() && from < until {
                let seconds = more * fraction(until - from, 1);
                let allowed = seconds.clone().min(free.clone());
                free -= &allowed;
                *shares.entry(stay.size.size.clone()).or_insert_with(|| exact("0")) +=
                    (seconds - allowed) / fraction(self.ends() - self.starts(), 1);
            }
        }
        shares.into_iter().collect()
    }

    /// How many hours of tasks beyond the base are free in a month: all of them where none is billed.
    fn free_hours(&self, slot: &Slot) -> u64 {
        let policy = self.contract("elasticity");
        let environments = list(&self.account["deployments"])
            .into_iter()
            .filter(|it| it["name"].as_str().unwrap_or("main") == slot[0])
            .flat_map(|it| list(&it["environments"]));
        let production = environments
            .filter(|it| text(&it["name"]) == slot[1])
            .any(|it| it["kind"] == "production");
        if production && policy["policy"] == "allowance" {
            policy["allowance_instance_hours"].as_u64().unwrap_or(0)
        } else {
            u64::MAX
        }
    }

    /// The lines of the month with floors and discount, and its MRUs.
    fn net(&self, rows: &[Value]) -> (Vec<Line>, Exact) {
        let (mut lines, mru) = self.lines(rows);
        self.floors(&mut lines, &mru);
        self.discount(&mut lines);
        (lines, mru)
    }

    /// Adds what is missing to the commitment, and then to the minimum (R83).
    fn floors(&self, lines: &mut Vec<Line>, mru: &Exact) {
        let from = text(self.contract("starts_on"));
        let until = self.contract("ends_on").as_str().unwrap_or("9999");
        let days = self.days.iter().map(ToString::to_string);
        let in_force = days.filter(|day| from <= day.as_str() && day.as_str() < until).count();
        let share = fraction(i64::try_from(in_force).expect("days"), self.day_count());
        let mut sum: BigInt = lines.iter().map(|line| &line.cents).sum();
        let floor = |kind, mru: &Exact, cents: &BigInt| {
            let (corrects, subject) = (String::new(), Subject::default());
            Line { kind, corrects, subject, mru: shown(mru), cents: cents.clone() }
        };
        if let Some(committed) = self.contract("commitment")["mru"].as_str() {
            let missing = exact(committed) * &share - mru;
            if missing.is_positive() {
                let cents = self.cents(&(&missing * &self.price));
                sum += &cents;
                lines.push(floor("commitment", &missing, &cents));
            }
        }
        if let Some(minimum) = self.contract("minimum")["usd"].as_str() {
            let missing = self.cents(&(exact(minimum) * &share)) - sum;
            if missing.is_positive() {
                lines.push(floor("minimum", &exact("0"), &missing));
            }
        }
    }

    /// Adds the discount on everything of the month (R83).
    fn discount(&self, lines: &mut Vec<Line>) {
        let sum: BigInt = lines.iter().map(|line| &line.cents).sum();
        if let (Some(percent), false) =
            (self.contract("discount")["percent"].as_str(), sum.is_zero())
        {
            let cents = -self.percentage(lines, percent);
            lines.push(self.titled("discount", cents));
        }
    }

    /// Adds the tax on everything before it (R82).
    fn tax(&self, lines: &mut Vec<Line>) {
        let percent = self.contract("tax")["percent"].as_str().unwrap_or("0");
        let cents = self.percentage(lines, percent);
        lines.push(self.titled("tax", cents));
    }

    fn percentage(&self, lines: &[Line], percent: &str) -> BigInt {
        let cents: BigInt = lines.iter().map(|line| &line.cents).sum();
        self.cents(&(Exact::from(cents) * exact(percent) / exact("10000")))
    }

    fn titled(&self, kind: &'static str, cents: BigInt) -> Line {
        let description = text(&self.contract(kind)["label"]).to_owned();
        let subject = Subject { description, ..Subject::default() };
        Line { kind, corrects: String::new(), subject, mru: exact("0"), cents }
    }
}

/// MRUs as documents show them: exactly where seven decimal places hold them, else with four, half
/// away from zero (R81).
pub fn shown(mru: &Exact) -> Exact {
    if (mru * exact("10000000")).is_integer() {
        return mru.clone();
    }
    // To cents is to two places: of a hundred times the number, to four.
    Exact::from(to_cents(&(mru * exact("100")), false)) / exact("10000")
}

/// Reads an instant of RFC 3339.
pub fn instant(written: &Value) -> Instant {
    DateTime::parse_from_rfc3339(text(written)).expect("an instant").timestamp()
}

fn fraction(parts: i64, whole: i64) -> Exact {
    Exact::new(parts.into(), whole.into())
}

fn slot(row: &Value) -> Slot {
    let or = |field: &str, default: &str| row[field].as_str().unwrap_or(default).to_owned();
    [or("deployment", "main"), or("environment", "shared"), or("component", ""), or("name", "")]
}

fn of_type<'v>(rows: &[&'v Value], kind: &str) -> Vec<&'v Value> {
    rows.iter().filter(|row| row["type"] == kind).copied().collect()
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or(Vec::new(), |list| list.iter().collect())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

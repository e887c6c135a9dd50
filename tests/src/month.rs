//! Generated customers with months of events, and the billing of months by the real library.

use std::{collections::BTreeSet, fmt};

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;
use mru_core::{
    Finding, Format,
    account::{Account, Supplier},
    calendar::Period,
    invoice::{Earlier, Facts, Statement, draft},
    metering::{Event, EventFormat},
    rate_card::RateCards,
};
use mru_service::tables::Tables;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::month_oracle::{Instant, Month, day_begins};

/// The zones of generated contracts: with and without daylight saving, east and west, with an
/// offset of half an hour, with midnights that are skipped and that come twice.
pub const ZONES: [&str; 6] =
    ["America/Santiago", "UTC", "Asia/Kolkata", "Europe/Madrid", "Pacific/Apia", "America/Havana"];

/// The written forms of how parts of a month are billed.
pub const PRORATIONS: [&str; 4] = ["daily", "whole-month", "thirty-days", "hourly"];

/// Returns the rate cards that the program carries.
pub fn cards() -> RateCards {
    Tables::load(None).expect("the rate cards of the program").cards
}

/// Returns the company that sends the invoices.
pub fn supplier() -> Supplier {
    let legal =
        json!({ "name": "Provider SpA", "tax_id": "76.111.111-1", "address": ["Santiago"] });
    let supplier = json!({ "legal": legal });
    Supplier::read(&supplier.to_string(), Format::Json).expect("a supplier")
}

/// Returns the plain account of a customer with a production and a staging environment.
pub fn plain_account(effective_from: &str, contract: &Value) -> Value {
    let environments = json!([
        { "name": "production", "kind": "production" },
        { "name": "staging", "kind": "pre-production" },
    ]);
    let mut account = json!({
        "id": "customer",
        "effective_from": effective_from,
        "legal": { "name": "Customer S.A.", "tax_id": "1-9", "address": ["Santiago"] },
        "deployments": [
            { "environments": environments.clone() },
            { "name": "second", "environments": environments },
        ],
        "contract": {
            "id": "C-1",
            "starts_on": "2026-01-01",
            "tax": { "label": "IVA", "percent": "19" },
        },
    });
    for (field, value) in contract.as_object().into_iter().flatten() {
        account["contract"][field] = value.clone();
    }
    account
}

/// Reads a plain account.
pub fn account(plain: &Value) -> Account {
    Account::read(&plain.to_string(), Format::Json)
        .unwrap_or_else(|findings| panic!("{findings:#?}\n{plain}"))
}

/// Reads plain rows of events.
pub fn events(rows: &[Value]) -> Vec<Event> {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    Event::read(&lines.join("\n"), EventFormat::Ndjson)
        .unwrap_or_else(|findings| panic!("{findings:#?}\n{rows:#?}"))
}

/// Everything that does not change from month to month.
#[derive(Debug)]
pub struct Office {
    /// Who sends the invoices.
    pub supplier: Supplier,
    /// All rate cards.
    pub cards: RateCards,
}

impl Default for Office {
    fn default() -> Office {
        Office { supplier: supplier(), cards: cards() }
    }
}

impl Office {
    /// Drafts a month.
    ///
    /// # Errors
    ///
    /// The findings of the library.
    pub fn draft(
        &self,
        month: Month,
        versions: &[Account],
        events: &[Event],
        earlier: &[Earlier],
    ) -> Result<Option<Statement>, Vec<Finding>> {
        let facts =
            Facts { supplier: &self.supplier, versions, events, cards: &self.cards, earlier };
        let period: Period = month.written().parse().expect("a period");
        draft(period, &facts)
    }
}

/// A row of an event file, and the run of the month by which it is known.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Number of the month, from 0.
    pub known: u32,
    /// The row.
    pub row: Value,
}

/// A customer with some months of facts.
#[derive(Clone)]
pub struct Case {
    /// Plain versions of the account.
    pub versions: Vec<Value>,
    /// All facts.
    pub facts: Vec<Fact>,
    /// The first month that is billed.
    pub first: Month,
    /// How many months are billed.
    pub months: u32,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} months from {}", self.months, self.first.written())?;
        for version in &self.versions {
            writeln!(f, "{} {}", version["effective_from"], version["contract"])?;
        }
        for Fact { known, row } in &self.facts {
            writeln!(f, "known {known}: {row}")?;
        }
        Ok(())
    }
}

impl Case {
    /// The rows that are known by the run of a month.
    pub fn rows(&self, run: u32) -> Vec<Value> {
        let known = self.facts.iter().filter(|fact| fact.known <= run);
        known.map(|fact| fact.row.clone()).collect()
    }

    /// The versions, read.
    pub fn accounts(&self) -> Vec<Account> {
        self.versions.iter().map(account).collect()
    }
}

/// Any customer with some months.
pub fn any_case() -> impl Strategy<Value = Case> {
    proptest::collection::vec(any::<u32>(), 0..400).prop_map(|choices| case(&choices))
}

/// Makes a case of a list of arbitrary numbers; fewer and smaller ones make a simpler case.
pub fn case(choices: &[u32]) -> Case {
    Maker { choices, at: 0 }.case()
}

const MONTH_S: Instant = 31 * 86_400;

/// A component, its sizes, whether it belongs to an environment, and quantities.
type Made = (&'static str, &'static [&'static str], bool, &'static [&'static str]);

/// Kinds of components.
const COMPONENTS: [Made; 8] = [
    ("container", &["1x2", "1x3", "2x4", "16x32"], true, &["1", "2", "3"]),
    ("developer-access", &[""], false, &["1", "7", "12"]),
    (
        "database",
        &["db.r6g.large", "db.t3.small", "db.r6.xlarge", "db.r6.large"],
        true,
        &["1", "2"],
    ),
    ("cache", &["cache.t3.micro", "cache.t3.medium"], true, &["1", "3"]),
    ("vpn", &[""], true, &["1", "2"]),
    ("cdn", &["tier-1", "tier-2"], true, &["0.125", "4", "1.001"]),
    ("artifact-repository", &[""], false, &["1"]),
    ("container", &["2x4", "4x8"], true, &["1"]),
];

struct Maker<'a> {
    choices: &'a [u32],
    at: usize,
}

/// When components of a customer may exist.
struct Span {
    zone: Tz,
    first: Month,
    months: u32,
    from: Instant,
    until: Instant,
    /// Whether the contract ends, so that everything ends in time and nothing is known late.
    closed: bool,
}

impl Maker<'_> {
    /// One of so many; the first when there are no choices left.
    fn of(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::try_from(choice).expect("32 bits") % count
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.of(from.len())]
    }

    fn maybe<T>(&mut self, one_in: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.of(one_in) == 1).then(|| make(self))
    }

    fn case(&mut self) -> Case {
        let zone: Tz = self.pick(&ZONES).parse().expect("a zone");
        let months = 1 + u32::try_from(self.of(4)).expect("few months");
        // February 2028 is chosen more often than others.
        let first = match self.of(40) {
            36.. => Month { year: 2028, month: 2 },
            other => {
                let other = u32::try_from(other).expect("few months");
                Month { year: 2026, month: 1 }.plus(other.min(36 - months))
            }
        };
        let starts_on = match self.of(4) {
            3 => first.days()[self.of(28)],
            _ => first.first(),
        };
        let last = first.plus(months - 1);
        let ends_on = self.maybe(6, |it| last.days()[it.of(28)]).filter(|day| *day > starts_on);
        let until = ends_on.unwrap_or(last.plus(1).first());
        let span = Span {
            zone,
            first,
            months,
            from: day_begins(zone, starts_on),
            until: day_begins(zone, until),
            closed: ends_on.is_some(),
        };
        let versions = self.versions(&span, starts_on, ends_on);
        let mut facts = Vec::new();
        for number in 0..self.of(6) + 1 {
            self.component(number, &span, &mut facts);
        }
        for number in 0..self.of(3) {
            let at = self.between(&span);
            let row = json!({
                "id": format!("once-{number}"), "type": "one-off", "customer": "customer",
                "time": self.written(at, zone),
                "component": "domain-registration", "name": format!("example-{number}.com"),
                "usd": self.pick(&["12.34", "0.01", "99.95"]), "description": "one year",
                "ticket": "T",
            });
            let known = self.known(&row, &span, 0);
            facts.push(Fact { known, row });
        }
        Case { versions, facts, first, months }
    }

    /// One version of the account, or two of which the second changes the terms.
    fn versions(
        &mut self,
        span: &Span,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) -> Vec<Value> {
        let mut effective = vec![span.first.first()];
        let later = self.maybe(3, |it| 1 + it.of(3)).and_then(|later| u32::try_from(later).ok());
        effective.extend(later.map(|later| span.first.plus(later).first()));
        let versions = effective.into_iter().map(|day| {
            let mut contract = self.contract();
            contract["time_zone"] = json!(span.zone.name());
            contract["starts_on"] = json!(starts_on.to_string());
            if let Some(day) = ends_on {
                contract["ends_on"] = json!(day.to_string());
            }
            plain_account(&day.to_string(), &contract)
        });
        versions.collect()
    }

    fn contract(&mut self) -> Value {
        let mut contract = json!({ "proration": self.pick(&PRORATIONS) });
        let mut prices = json!({});
        if self.of(2) == 1 {
            prices["policies"]["rounding"] = json!("half-to-even");
        }
        if let Some(price) = self.maybe(3, |it| it.pick(&["0.5", "37.3333", "1", "0.005"])) {
            prices["mru_price_usd"] = json!(price);
        }
        if let Some(until) =
            self.maybe(5, |it| it.pick(&["2026-06-01", "2027-03-01", "2029-01-01"]))
        {
            prices["price_lock"] = json!({ "mru_price_usd": "39.99", "until": until });
        }
        if let Some(until) =
            self.maybe(5, |it| it.pick(&["2026-12-01", "2027-10-01", "2029-01-01"]))
        {
            prices["weights_lock"] = json!({ "as_of": "2026-03-01", "until": until });
        }
        if let Some(weight) = self.maybe(3, |it| it.pick(&["1.2345", "0.0001", "2"])) {
            prices["weights"] = json!([{ "entry": "container/1x2", "weight_mru": weight }]);
        }
        contract["prices"] = prices;
        if self.of(2) == 1 {
            let hours = self.pick(&[0, 1, 10, 72]);
            let policy = json!({ "policy": "allowance", "allowance_instance_hours": hours });
            contract["elasticity"] = policy;
        }
        if let Some(mru) = self.maybe(3, |it| it.pick(&["10", "33.333", "250"])) {
            contract["commitment"] = json!({ "mru": mru });
        }
        if let Some(usd) = self.maybe(3, |it| it.pick(&["100.01", "2000", "0.03"])) {
            contract["minimum"] = json!({ "usd": usd });
        }
        if let Some(percent) = self.maybe(3, |it| it.pick(&["10", "12.5", "33.3333"])) {
            contract["discount"] = json!({ "percent": percent, "label": "volume" });
        }
        match self.of(4) {
            1 => contract["tax"] = json!({ "label": "VAT", "exemption": "export" }),
            2 => contract["tax"] = json!({ "label": "VAT", "percent": "7.7001" }),
            _ => {}
        }
        contract["retirement_grace_days"] = json!(self.pick(&[5, 0, 1, 12]));
        contract
    }

    /// An instant of the span: often where a day begins, or beside it.
    fn between(&mut self, span: &Span) -> Instant {
        let length = span.until - span.from;
        let seconds = Instant::try_from(self.of(1 << 30)).expect("30 bits");
        let any = span.from + (seconds % length.min(4 * MONTH_S));
        let day = DateTime::from_timestamp(any, 0).expect("an instant").with_timezone(&span.zone);
        let begins = day_begins(span.zone, day.date_naive());
        let chosen = match self.of(6) {
            0 => any,
            1 | 2 => begins,
            3 => begins - 1,
            4 => begins + 1,
            // Where a month ends.
            _ => {
                let month = u32::try_from(self.of(4)).expect("few months") % span.months;
                day_begins(span.zone, span.first.plus(month + 1).first())
            }
        };
        chosen.clamp(span.from, span.until - 1)
    }

    /// An instant with one of several offsets.
    fn written(&mut self, at: Instant, zone: Tz) -> String {
        let at = DateTime::from_timestamp(at, 0).expect("an instant");
        match self.of(2) {
            0 => at.with_timezone(&zone).to_rfc3339(),
            _ => at.to_rfc3339(),
        }
    }

    /// The run by which a fact is known: that of its month, or a later one.
    fn known(&mut self, row: &Value, span: &Span, least: u32) -> u32 {
        let at = crate::month_oracle::instant(&row["time"]);
        let begun = |month: &u32| day_begins(span.zone, span.first.plus(*month).first()) <= at;
        let month = (0..span.months).rev().find(begun).unwrap_or(0);
        let late = if span.closed { 0 } else { self.pick(&[0, 0, 1, 0, 2]) };
        least.max(month + late)
    }

    /// The life of one component: activations, changes, removals, and samples between them.
    fn component(&mut self, number: usize, span: &Span, facts: &mut Vec<Fact>) {
        let (component, sizes, in_environment, quantities) = self.pick(&COMPONENTS);
        let mut times: BTreeSet<Instant> = BTreeSet::new();
        for _ in 0..self.of(6) + 1 {
            times.insert(self.between(span));
        }
        if span.closed {
            times.insert(self.pick(&[span.until, span.until - 1]));
        }
        let environment =
            if in_environment { self.pick(&["production", "staging"]) } else { "shared" };
        let deployment = self.pick(&["main", "main", "second"]);
        let common = json!({
            "customer": "customer", "deployment": deployment, "environment": environment,
            "component": component, "name": format!("n{number}"), "ticket": "REQ",
        });
        let production = environment == "production";
        let placed = Placed { component, sizes, quantities, production };
        let mut life =
            Life { maker: self, span, facts, common, number, events: 0, known: 0, began: 0 };
        let mut active: Option<Stay> = None;
        let last = times.iter().next_back().copied();
        for at in times {
            let ends = span.closed && Some(at) == last;
            let how = if ends { 3 } else { life.maker.of(6) };
            match active.take() {
                None if ends => {}
                None => {
                    let size = life.maker.size(&placed);
                    active = Some(life.open("activated", at, size));
                }
                Some(stay) if how < 3 => {
                    let size = match how {
                        0 => life.maker.of_more_tasks(&stay.size),
                        _ => life.maker.size(&placed),
                    };
                    life.samples(&stay, at);
                    active = Some(life.open("resized", at, size));
                }
                Some(stay) if how == 5 => {
                    life.samples(&stay, at);
                    life.removal_asked_for(at);
                }
                Some(stay) => {
                    life.samples(&stay, at);
                    life.known = life.add(at, &json!({ "type": "removed" }));
                    if how == 4 {
                        // Replaced at the same instant.
                        let size = life.maker.size(&placed);
                        active = Some(life.open("activated", at, size));
                    }
                }
            }
        }
        if let Some(stay) = active {
            life.samples(&stay, span.until);
        }
    }

    /// A size that an import accepts: containers of production have a redundancy, and clusters two nodes.
    fn size(&mut self, placed: &Placed) -> Value {
        let Placed { component, sizes, quantities, production } = *placed;
        let quantity = self.pick(quantities);
        let cluster = ["database", "cache"].contains(&component);
        let quantity = if cluster && production && quantity == "1" { "2" } else { quantity };
        let mut size = json!({ "size": self.pick(sizes), "quantity": quantity });
        if production && component == "container" {
            size["redundancy"] = json!(self.pick(&[2, 3]));
        }
        self.of_more_tasks(&size)
    }

    /// The same size, with another top of its elasticity range.
    fn of_more_tasks(&mut self, size: &Value) -> Value {
        let mut more = size.clone();
        more["max_tasks"] = json!(base(size).unwrap_or(0) + 1 + self.of(5));
        more
    }
}

/// A component and where it is placed.
#[derive(Clone, Copy)]
struct Placed {
    component: &'static str,
    sizes: &'static [&'static str],
    quantities: &'static [&'static str],
    production: bool,
}

/// Tasks that run without elasticity.
fn base(size: &Value) -> Option<usize> {
    let pieces: usize = size["quantity"].as_str()?.parse().ok()?;
    let redundancy = size["redundancy"].as_u64().unwrap_or(1);
    Some(pieces * usize::try_from(redundancy).ok()?)
}

/// A component that is active.
struct Stay {
    size: Value,
    from: Instant,
    /// The run by which its beginning is known.
    known: u32,
}

/// What becomes of one component.
struct Life<'a, 'c> {
    maker: &'a mut Maker<'c>,
    span: &'a Span,
    facts: &'a mut Vec<Fact>,
    common: Value,
    number: usize,
    events: usize,
    /// The run by which all but some changes of size are known.
    known: u32,
    /// When the component was activated last.
    began: Instant,
}

impl Life<'_, '_> {
    /// Adds a row; returns the run by which it is known.
    fn add(&mut self, at: Instant, fields: &Value) -> u32 {
        let mut row = self.common.clone();
        self.events += 1;
        let letter = self.maker.pick(&["a", "z", "m"]);
        row["id"] = json!(format!("{letter}{}-{}", self.number, self.events));
        row["time"] = json!(self.maker.written(at, self.span.zone));
        for (field, value) in fields.as_object().into_iter().flatten() {
            row[field] = value.clone();
        }
        let known = self.maker.known(&row, self.span, self.known);
        self.facts.push(Fact { known, row });
        known
    }

    fn open(&mut self, kind: &str, at: Instant, size: Value) -> Stay {
        let mut fields = size.clone();
        fields["type"] = json!(kind);
        if self.common["component"] != "container" {
            fields.as_object_mut().expect("fields").remove("max_tasks");
        }
        if kind == "activated" {
            self.began = at;
        }
        let known = self.add(at, &fields);
        // What comes after a change of size may be known before it; a beginning may not.
        if kind == "activated" || self.maker.of(3) > 0 {
            self.known = known;
        }
        Stay { size, from: at, known }
    }

    /// Removes the component some days after that was asked for, which was not before it began.
    fn removal_asked_for(&mut self, at: Instant) {
        let day_of = |at| {
            let at = DateTime::from_timestamp(at, 0).expect("an instant");
            at.with_timezone(&self.span.zone).date_naive()
        };
        let (day, began) = (day_of(at), day_of(self.began));
        let before = Days::new(u64::try_from(self.maker.of(25)).expect("few days"));
        let asked = day.checked_sub_days(before).expect("a day").max(began);
        let removal = json!({ "type": "removed", "requested_on": asked.to_string() });
        self.known = self.add(at, &removal);
    }

    /// Samples, one after the other, of a container that is active until an instant.
    fn samples(&mut self, stay: &Stay, until: Instant) {
        let (Some(base), true) = (base(&stay.size), self.common["component"] == "container") else {
            return;
        };
        let mut from = stay.from;
        for _ in 0..self.maker.of(3) {
            let skipped = Instant::try_from(self.maker.of(1 << 20)).expect("20 bits");
            let length = Instant::try_from(self.maker.of(1 << 21)).expect("21 bits") + 1;
            from += if skipped % 3 == 0 { 0 } else { skipped };
            let end = from.saturating_add(length).min(until);
            if from >= end {
                return;
            }
            let top = stay.size["max_tasks"].as_u64().and_then(|top| usize::try_from(top).ok());
            let more = top.unwrap_or(base).saturating_sub(base);
            let tasks = base + self.maker.of(more + 1);
            let sample = json!({
                "type": "elastic-sample", "tasks": tasks,
                "until": self.maker.written(end, self.span.zone),
            });
            let known = self.known;
            self.known = known.max(stay.known);
            self.add(from, &sample);
            self.known = known;
            from = end;
        }
    }
}

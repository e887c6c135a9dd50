//! Generated lives of components: activations, changes of size, removals, and samples between them.

use std::collections::BTreeSet;

use chrono::Days;
use serde_json::{Value, json};

use super::case::{Fact, Maker, Span};
use crate::month_oracle::{Instant, local_day};

/// A kind of component.
#[derive(Clone, Copy)]
struct Kind {
    component: &'static str,
    sizes: &'static [&'static str],
    /// Quantities in production, and elsewhere.
    quantities: [&'static [&'static str]; 2],
    /// Whether it belongs to an environment.
    placed: bool,
}

const CONTAINER: Kind = placed("container", &["1x2", "1x3", "2x4", "16x32"], &["1", "2", "3"]);
const DATABASES: [&str; 4] = ["db.r6g.large", "db.t3.small", "db.r6.xlarge", "db.r6.large"];

const KINDS: [Kind; 11] = [
    CONTAINER,
    Kind { placed: false, ..placed("developer-access", &[""], &["1", "7", "12"]) },
    // A cluster in production has two nodes at least (R20).
    Kind { quantities: [&["2", "3"], &["1", "2"]], ..placed("database", &DATABASES, &[]) },
    Kind {
        quantities: [&["2", "3"], &["1", "3"]],
        ..placed("cache", &["cache.t3.micro", "cache.t3.medium"], &[])
    },
    placed("vpn", &[""], &["1", "2"]),
    placed("cdn", &["tier-1", "tier-2"], &["0.125", "4", "1.001"]),
    Kind { placed: false, ..placed("artifact-repository", &[""], &["1"]) },
    placed("container", &["2x4", "4x8"], &["1"]),
    // Single Sign-On has containers of its own (R45, N10).
    placed("sso", &[""], &["1"]),
    CONTAINER,
    // It weighs nothing today, and is metered all the same (N11).
    placed("vpc-peering", &[""], &["1"]),
];

const fn placed(
    component: &'static str,
    sizes: &'static [&'static str],
    quantities: &'static [&'static str],
) -> Kind {
    Kind { component, sizes, quantities: [quantities, quantities], placed: true }
}

impl Maker<'_> {
    /// The life of one component; with Single Sign-On, also that of its containers.
    pub(super) fn component(&mut self, number: usize, span: &Span, facts: &mut Vec<Fact>) {
        let kind = self.pick(&KINDS);
        let environment =
            if kind.placed { self.pick(&["production", "staging"]) } else { "shared" };
        let deployment = self.pick(&["main", "main", "second"]);
        let kinds: &[Kind] = if kind.component == "sso" { &[kind, CONTAINER] } else { &[kind] };
        for kind in kinds {
            let common = json!({
                "customer": "customer", "deployment": deployment, "environment": environment,
                "component": kind.component, "name": format!("n{number}"), "ticket": "REQ",
            });
            let begun = facts.len();
            let id = format!("{number}{}", &kind.component[..1]);
            let life = Life { kind, span, facts, common, id, events: 0, known: 0, maker: self };
            life.live();
            if self.of(12) == 1 {
                self.take_back(begun, span, facts);
            }
        }
    }
}

/// Tasks that run without elasticity.
fn base(size: &Value) -> usize {
    let pieces: usize = size["quantity"].as_str().and_then(|it| it.parse().ok()).unwrap_or(0);
    let redundancy = size["redundancy"].as_u64().unwrap_or(1);
    pieces * usize::try_from(redundancy).expect("few")
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
    kind: &'a Kind,
    span: &'a Span,
    facts: &'a mut Vec<Fact>,
    common: Value,
    id: String,
    events: usize,
    /// The run by which all but some changes of size are known.
    known: u32,
}

impl Life<'_, '_> {
    fn live(mut self) {
        let mut times: BTreeSet<Instant> = BTreeSet::new();
        for _ in 0..self.maker.of(6) + 1 {
            times.insert(self.maker.between(self.span));
        }
        if self.span.closed {
            times.insert(self.maker.pick(&[self.span.until, self.span.until - 1]));
        }
        let mut active: Option<Stay> = None;
        // Since when this life lasts.
        let mut since = self.span.from;
        let last = times.last().copied();
        for at in times {
            let ends = self.span.closed && Some(at) == last;
            let how = if ends { 3 } else { self.maker.of(7) };
            active = match active.take() {
                None if ends => None,
                None => {
                    since = at;
                    Some(self.open("activated", at))
                }
                Some(stay) if how < 3 => {
                    self.samples(&stay, at);
                    let size = (how == 0).then(|| self.of_more_tasks(&stay.size));
                    Some(self.open_as("resized", at, size))
                }
                Some(stay) if how > 4 => {
                    self.removal_asked_for(stay, since, at);
                    None
                }
                Some(stay) => {
                    self.samples(&stay, at);
                    self.known = self.add(at, &json!({ "type": "removed" }));
                    // Replaced at the same instant.
                    (how == 4).then(|| {
                        since = at;
                        self.open("activated", at)
                    })
                }
            };
        }
        if let Some(stay) = active {
            self.samples(&stay, self.span.until);
        }
    }

    fn is_container(&self) -> bool {
        self.kind.component == "container"
    }

    /// Any size of its kind: containers in production have a redundancy (R14), no other has one.
    fn size(&mut self) -> Value {
        let production = self.common["environment"] == "production";
        let quantities = self.kind.quantities[usize::from(!production)];
        let size = self.maker.pick(self.kind.sizes);
        let mut size = json!({ "size": size, "quantity": self.maker.pick(quantities) });
        if production && self.is_container() {
            size["redundancy"] = json!(self.maker.pick(&[2, 3]));
        }
        self.of_more_tasks(&size)
    }

    /// The same size, with another top of its elasticity range.
    fn of_more_tasks(&mut self, size: &Value) -> Value {
        let mut more = size.clone();
        if self.is_container() {
            more["max_tasks"] = json!(base(size) + 1 + self.maker.of(5));
        }
        more
    }

    /// Adds a row; returns the run by which it is known.
    fn add(&mut self, at: Instant, fields: &Value) -> u32 {
        let mut row = self.common.clone();
        self.events += 1;
        let letter = self.maker.pick(&["a", "z", "m"]);
        row["id"] = json!(format!("{letter}{}-{}", self.id, self.events));
        row["time"] = json!(self.maker.written(at, self.span.zone));
        for (field, value) in fields.as_object().into_iter().flatten() {
            row[field] = value.clone();
        }
        let known = self.maker.known(&row, self.span, self.known);
        self.facts.push(Fact { known, row });
        known
    }

    fn open(&mut self, kind: &str, at: Instant) -> Stay {
        self.open_as(kind, at, None)
    }

    fn open_as(&mut self, kind: &str, at: Instant, size: Option<Value>) -> Stay {
        let size = size.unwrap_or_else(|| self.size());
        let mut fields = size.clone();
        fields["type"] = json!(kind);
        let known = self.add(at, &fields);
        // What comes after a change of size may be known before it; a beginning may not.
        if kind == "activated" || self.maker.of(3) > 0 {
            self.known = known;
        }
        Stay { size, from: at, known }
    }

    /// Removes the component some days after that was asked for; its size may change in between,
    /// before the grace ends and after it (N2).
    fn removal_asked_for(&mut self, mut stay: Stay, since: Instant, at: Instant) {
        let zone = self.span.zone;
        let before = Days::new(self.maker.pick(&[0, 1, 2, 5, 8, 13, 20, 25, 40]));
        // Nobody asks for it before there is anything to remove.
        let asked = (local_day(zone, at) - before).max(local_day(zone, since));
        for _ in 0..self.maker.of(3) {
            // Later than the last change, and before the removal.
            let left = at - stay.from - 1;
            if left < 1 {
                break;
            }
            let back = Instant::try_from(self.maker.of(30 * 86_400)).expect("seconds of a month");
            let between = at - 1 - back % left;
            self.samples(&stay, between);
            stay = self.open("resized", between);
        }
        self.samples(&stay, at);
        let removal = json!({ "type": "removed", "requested_on": asked.to_string() });
        self.known = self.add(at, &removal);
    }

    /// Samples, one after the other, of a container that is active until an instant.
    fn samples(&mut self, stay: &Stay, until: Instant) {
        if !self.is_container() {
            return;
        }
        let base = base(&stay.size);
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

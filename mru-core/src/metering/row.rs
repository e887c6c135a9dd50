//! One row of an event file, as written, and its way to an [`Event`].

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{Event, Size, Slot, What};
use crate::{
    calendar::{format_instant, parse_instant},
    catalogue,
    finding::Findings,
    kind::{Redundancy, Role},
    reading::{self, FieldType, Node, Reading, choice, record},
    text::{Text, text},
    units::Usd,
};

choice! {
    /// The types of events.
    pub enum EventType {
        /// A component began to exist.
        Activated = "activated",
        /// It changed its size.
        Resized = "resized",
        /// It ceased to exist.
        Removed = "removed",
        /// Tasks of a container that ran for a while.
        ElasticSample = "elastic-sample",
        /// Something charged once.
        OneOff = "one-off",
        /// Another event was wrong.
        Voided = "voided",
    }
}

record! {
    /// One event as a file writes it.
    pub struct EventRow ["an event", "un evento", "U1"] {
        required {
            /// Unique for ever.
            id: String,
            /// What became true.
            kind ["type"]: Option<EventType>,
            /// Since when, with its offset: `2026-04-11T09:00:00-04:00`.
            time: Option<DateTime<Utc>>,
            /// Id of the customer.
            customer: String,
            /// Kind of component, as rate cards write it.
            component: String,
            /// Name of the component.
            name: String,
        }
        optional {
            /// Name of the deployment; `main` when absent.
            deployment: String,
            /// Name of the environment; `shared` when absent.
            environment: String,
            /// Size as rate cards write it.
            size: String,
            /// Pieces, before redundancy; single things, such as a VPN, need not state it.
            quantity: Option<Decimal>,
            /// The redundancy factor: at least 2 for a container of production, elsewhere absent or 1.
            redundancy: Option<Redundancy>,
            /// All tasks at the top of the elasticity range.
            max_tasks: Option<u32>,
            /// Of nodes beside a cluster itself: `master-nodes` of a search cluster.
            role: Option<Role>,
            /// Of a sample: tasks running.
            tasks: Option<u32>,
            /// Of a sample: first instant at which it no longer holds.
            until: Option<DateTime<Utc>>,
            /// Of a removal: the day on which the customer asked for it.
            requested_on: Option<NaiveDate>,
            /// Of a one-off charge: amount before tax.
            usd: Option<Usd>,
            /// Of a one-off charge: what it is.
            description: String,
            /// Of a void: the id of the event that was wrong.
            voids: String,
            /// The ticket behind it (R66).
            ticket: String,
        }
    }
}

impl EventRow {
    /// Describes one event of an NDJSON or JSON file as JSON Schema.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::metering::EventRow::json_schema();
    /// assert!(schema["properties"]["customer"].is_object());
    /// ```
    pub fn json_schema() -> Json {
        reading::json_schema::<EventRow>("Event of provisioning")
    }

    /// Makes the event, or notes everything that it lacks at `path`.
    pub(super) fn event(self, path: &str, findings: &mut Findings) -> Option<Event> {
        let what = Text::new("the event", "el evento");
        let mut needed = reading::Record::required(&self);
        match self.kind {
            Some(EventType::Activated | EventType::Resized | EventType::Removed) => {
                needed.push(("ticket", !self.ticket.is_empty()));
            }
            Some(EventType::ElasticSample) => {
                needed.extend([("tasks", self.tasks.is_some()), ("until", self.until.is_some())])
            }
            Some(EventType::OneOff) => needed.extend([
                ("usd", self.usd.is_some()),
                ("description", !self.description.is_empty()),
                ("ticket", !self.ticket.is_empty()),
            ]),
            Some(EventType::Voided) => needed
                .extend([("voids", !self.voids.is_empty()), ("ticket", !self.ticket.is_empty())]),
            None => {}
        }
        if matches!(self.kind, Some(EventType::Activated | EventType::Resized)) {
            let kind = catalogue::find(&self.component);
            let sized = kind.is_some_and(|kind| kind.size_rule.needs_size());
            let counted = kind.is_some_and(|kind| kind.counted.needs_quantity());
            needed.push(("size", !sized || !self.size.is_empty()));
            needed.push(("quantity", !counted || self.quantity.is_some()));
        }
        findings.require("U1", path, &what, &needed);
        self.check(path, findings);
        if findings.mentions(path) {
            return None;
        }
        let (at, kind) = (self.time?, self.kind?);
        let size = Size {
            size: canonical_size(&self.component, self.size),
            quantity: self.quantity.unwrap_or(Decimal::ONE).normalize(),
            redundancy: self.redundancy.map_or(1, |Redundancy(factor)| factor),
            max_tasks: self.max_tasks,
            role: self.role,
        };
        let what = match kind {
            EventType::Activated => What::Activated(size),
            EventType::Resized => What::Resized(size),
            EventType::Removed => What::Removed { requested_on: self.requested_on },
            EventType::ElasticSample => {
                What::ElasticSample { until: self.until?, tasks: self.tasks? }
            }
            EventType::OneOff => What::OneOff { usd: self.usd?, description: self.description },
            EventType::Voided => What::Voided { voids: self.voids },
        };
        let or = |text: String, default: &str| {
            if text.is_empty() { default.to_owned() } else { text }
        };
        let slot = Slot {
            deployment: or(self.deployment, "main"),
            environment: or(self.environment, "shared"),
            component: self.component,
            name: self.name,
        };
        Some(Event { id: self.id, customer: self.customer, at, slot, what, ticket: self.ticket })
    }

    /// Judges values that only make sense together.
    fn check(&self, path: &str, findings: &mut Findings) {
        if let (Some(from), Some(until)) = (self.time, self.until)
            && until <= from
        {
            let (start, end) = (format_instant(from), format_instant(until));
            findings
                .error(
                    "U2",
                    &format!("{path}.until"),
                    text!(
                        "the sample ends at {end}, not after it begins at {start}",
                        "la muestra termina el {end}, no después de comenzar el {start}"
                    ),
                )
                .help(text!(
                    "`time` is the first instant of the sample, `until` the first one after it",
                    "`time` es el primer instante de la muestra, `until` el primero después de ella"
                ));
        }
        for (field, present) in [
            ("quantity", self.quantity.is_some_and(|quantity| quantity.is_zero())),
            ("redundancy", self.redundancy == Some(Redundancy(0))),
        ] {
            if present {
                findings
                    .error(
                        "U2",
                        &format!("{path}.{field}"),
                        text!("`{field}` is zero", "`{field}` es cero"),
                    )
                    .help(text!(
                        "a component that ceases to exist has a `removed` event",
                        "un componente que deja de existir tiene un evento `removed`"
                    ));
            }
        }
    }
}

/// The size under the name of the rate card: `db.r6.large` is `db.r6g.large` (D1).
fn canonical_size(component: &str, size: String) -> String {
    match catalogue::find(component) {
        Some(kind) => kind.size_rule.canonical(size),
        None => size,
    }
}

impl FieldType for DateTime<Utc> {
    fn read(
        node: &Node,
        path: &str,
        _rule: &'static str,
        reading: &mut Reading,
    ) -> Option<DateTime<Utc>> {
        let instant = node.value.written().and_then(|written| parse_instant(&written));
        if instant.is_none() {
            let wanted = Text::new(
                "an instant with its offset, such as 2026-04-11T09:00:00-04:00",
                "un instante con su desfase, como 2026-04-11T09:00:00-04:00",
            );
            reading::wrong_form(node, path, "F3", wanted, reading);
        }
        instant
    }

    fn absent() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn is_unset(&self) -> bool {
        *self == DateTime::UNIX_EPOCH
    }

    fn schema() -> Json {
        json!({ "type": "string", "format": "date-time" })
    }
}

impl FieldType for Usd {
    fn read(node: &Node, path: &str, _rule: &'static str, reading: &mut Reading) -> Option<Usd> {
        const MAX: i64 = 1_000_000_000;
        let usd = node.value.decimal().filter(|usd| !usd.is_sign_negative() && *usd <= MAX.into());
        let usd = usd.and_then(Usd::new);
        if usd.is_none() {
            let wanted = text!(
                "an amount of USD from 0 to {MAX} in whole cents",
                "un monto en USD de 0 a {MAX} en centavos enteros"
            );
            reading::wrong_form(node, path, "F4", wanted, reading);
        }
        usd
    }

    fn absent() -> Usd {
        Usd::ZERO
    }

    fn is_unset(&self) -> bool {
        self.is_zero()
    }

    fn schema() -> Json {
        json!({ "type": ["string", "number"], "pattern": r"^\d{1,10}(\.\d{1,2})?$" })
    }
}

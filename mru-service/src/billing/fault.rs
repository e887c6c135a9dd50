//! Why a customer cannot be worked on, so that it is set aside alone and the others go on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mru_core::{Finding, Severity, calendar::Period, text::Text};

use crate::storage::{EventCount, StoreError, Transaction, events};

/// Events of one customer in one month (UTC) that are billed at most.
///
/// One a minute of the longest month is 44,640. More than that is no list of changes any more but a
/// measurement, which the one who measures sums up; all of them are in memory at once while the
/// month is made.
pub(super) const EVENTS_OF_A_MONTH: i64 = 50_000;

/// Why a customer cannot be worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something stored cannot be read.
    Unreadable(String),
    /// A newer program wrote something in a form that this one does not know.
    Newer(Text),
    /// It has more events in a month than are billed.
    TooMany {
        /// The month.
        month: Period,
        /// Its events.
        events: i64,
    },
}

impl Fault {
    /// What the person in charge of the customer has to know.
    pub(super) fn finding(&self, customer: &str) -> Finding {
        let (rule, message, help) = match self {
            Fault::Unreadable(problem) => (
                "B20",
                Text::new(
                    format!("what is stored of customer `{customer}` cannot be read: {problem}"),
                    format!("no se puede leer lo guardado del cliente `{customer}`: {problem}"),
                ),
                None,
            ),
            Fault::Newer(said) => (
                "B20",
                Text::new(
                    format!("what is stored of customer `{customer}` cannot be read: {}", said.en),
                    format!("no se puede leer lo guardado del cliente `{customer}`: {}", said.es),
                ),
                Some(Text::new(
                    "bill it with the program that wrote it, or a later one",
                    "factúrelo con el programa que lo escribió, o uno posterior",
                )),
            ),
            Fault::TooMany { month, events } => (
                "B21",
                Text::new(
                    format!(
                        "customer `{customer}` has {events} events in {month}, and at most {EVENTS_OF_A_MONTH} of a month are billed"
                    ),
                    format!(
                        "el cliente `{customer}` tiene {events} eventos en {month}, y se facturan a lo más {EVENTS_OF_A_MONTH} de un mes"
                    ),
                ),
                Some(Text::new(
                    "sum up samples before they are imported, or record parts of the customer as customers of their own",
                    "resuma las muestras antes de importarlas, o registre partes del cliente como clientes propios",
                )),
            ),
        };
        let path = format!("customer {customer}");
        Finding { rule, severity: Severity::Error, path, position: None, message, help }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        match error {
            StoreError::Unreadable { what, id, problem } => {
                Fault::Unreadable(format!("{what} `{id}`: {problem}"))
            }
            error => match error.of_record() {
                Some(said) => Fault::Newer(said),
                None => Fault::Unreadable(error.to_string()),
            },
        }
    }
}

/// The fault behind an error of reading; any other error is about the whole store.
pub(super) fn of(error: StoreError) -> Result<Fault, StoreError> {
    match error {
        error if error.is_about_one_record() => Ok(Fault::from(error)),
        error => Err(error),
    }
}

/// Says whether a customer has more events in a month than are billed, and in which one first.
pub(super) async fn too_many(
    transaction: &mut Transaction,
    customer: &str,
    count: EventCount,
) -> Result<Option<Fault>, StoreError> {
    if count.events <= EVENTS_OF_A_MONTH {
        return Ok(None);
    }
    let mut months: BTreeMap<Period, i64> = BTreeMap::new();
    for (day, events) in events::by_day(transaction, customer).await? {
        let instant = DateTime::<Utc>::from_timestamp(day.saturating_mul(86_400), 0);
        let month = Period::of(instant.unwrap_or_default().date_naive());
        let sum = months.entry(month).or_default();
        *sum = sum.saturating_add(events);
    }
    let first = months.into_iter().find(|(_, events)| *events > EVENTS_OF_A_MONTH);
    Ok(first.map(|(month, events)| Fault::TooMany { month, events }))
}

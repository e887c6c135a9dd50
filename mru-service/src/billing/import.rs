//! Imports events: all or none, whatever their number.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{
    Finding, Severity,
    metering::Event,
    text::{Text, nearest},
};
use serde_json::Value;

use super::BillingError;
use crate::storage::{Conflict, Database, Imported, Transaction, events, parties};

/// An import under way: events are added in parts, and all recorded by [`Import::commit`] or none.
#[derive(Debug)]
pub struct Import {
    transaction: Transaction,
    /// The ids of all customers, sorted.
    customers: Vec<String>,
    /// Customers that are not recorded, and were named.
    unknown: BTreeSet<String>,
}

impl Import {
    /// Begins an import; other writers wait until it ends.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn begin(database: &Database) -> Result<Import, BillingError> {
        let mut transaction = database.write().await?;
        let customers = parties::customers(&mut transaction).await?;
        Ok(Import { transaction, customers, unknown: BTreeSet::new() })
    }

    /// Adds events, and says how many are new.
    ///
    /// # Errors
    ///
    /// [`BillingError::Invalid`] with U9 for an id that was recorded with other content, and U10
    /// for a customer that is not recorded. The import must not be committed then; more events may
    /// be added, to find all mistakes.
    pub async fn add(&mut self, events: &[Event]) -> Result<Imported, BillingError> {
        let mut findings: Vec<Finding> = Vec::new();
        for event in events {
            if self.customers.binary_search(&event.customer).is_err()
                && self.unknown.insert(event.customer.clone())
            {
                findings.push(unknown_customer(event, &self.customers));
            }
        }
        let (imported, conflicts) = events::import(&mut self.transaction, events).await?;
        findings.extend(conflicts.iter().map(changed));
        if findings.is_empty() { Ok(imported) } else { Err(BillingError::Invalid(findings)) }
    }

    /// Records everything that was added.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn commit(self) -> Result<(), BillingError> {
        crate::crash::point("import.before-commit");
        self.transaction.commit().await?;
        crate::crash::point("import.after-commit");
        Ok(())
    }
}

/// Imports events that are at hand, all or none.
///
/// # Errors
///
/// As [`Import::add`].
pub async fn import_events(
    database: &Database,
    events: &[Event],
) -> Result<Imported, BillingError> {
    let mut import = Import::begin(database).await?;
    let imported = import.add(events).await?;
    import.commit().await?;
    Ok(imported)
}

fn changed(conflict: &Conflict) -> Finding {
    finding(
        "U9",
        format!("event {}", conflict.id),
        changed_event(conflict),
        Text::new(
            "an event never changes: record the difference as another event, with its own id",
            "un evento nunca cambia: registre la diferencia como otro evento, con su propio id",
        ),
    )
}

/// Names the fields of an event that are not what was recorded.
fn changed_event(conflict: &Conflict) -> Text {
    let fields = |content: &str| -> BTreeMap<String, Value> {
        serde_json::from_str(content).unwrap_or_default()
    };
    let (recorded, offered) = (fields(&conflict.recorded), fields(&conflict.offered));
    let names: BTreeSet<&String> = recorded.keys().chain(offered.keys()).collect();
    let shown = |fields: &BTreeMap<String, Value>, name: &String| match fields.get(name) {
        Some(Value::String(text)) => format!("`{text}`"),
        Some(value) => format!("`{value}`"),
        None => String::from("—"),
    };
    let changed = names.into_iter().filter(|name| recorded.get(*name) != offered.get(*name));
    let (mut en, mut es) = (Vec::new(), Vec::new());
    for name in changed {
        let (was, is) = (shown(&recorded, name), shown(&offered, name));
        en.push(format!("{name} was {was}, now {is}"));
        es.push(format!("{name} era {was}, ahora {is}"));
    }
    let (id, en, es) = (&conflict.id, en.join("; "), es.join("; "));
    Text::new(
        format!("event `{id}` was recorded with other content: {en}"),
        format!("el evento `{id}` se registró con otro contenido: {es}"),
    )
}

fn unknown_customer(event: &Event, known: &[String]) -> Finding {
    let (id, customer) = (&event.id, &event.customer);
    let help = match nearest(customer, known.iter().map(String::as_str)) {
        Some(near) => Text::new(
            format!("did you mean `{near}`? Otherwise run `mru customer put FILE` first"),
            format!("¿quiso decir `{near}`? Si no, ejecute antes `mru customer put ARCHIVO`"),
        ),
        None => Text::new(
            "run `mru customer put FILE` first",
            "ejecute antes `mru customer put ARCHIVO`",
        ),
    };
    let message = Text::new(
        format!("there is no customer `{customer}`"),
        format!("no existe el cliente `{customer}`"),
    );
    finding("U10", format!("event {id}"), message, help)
}

fn finding(rule: &'static str, path: String, message: Text, help: Text) -> Finding {
    Finding { rule, severity: Severity::Error, path, position: None, message, help: Some(help) }
}

//! Records facts: the supplier, versions of customers, events.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{
    Finding, Severity,
    account::{Account, Supplier},
    calendar::Period,
    metering::Event,
    text::{Text, nearest},
};

use serde_json::Value;

use super::BillingError;
use crate::storage::{Conflict, Database, Imported, documents, events, parties};

/// Records the supplier; says whether it is a new version.
///
/// # Errors
///
/// [`BillingError::Store`].
pub async fn put_supplier(database: &Database, supplier: &Supplier) -> Result<bool, BillingError> {
    let mut transaction = database.write().await?;
    let new = parties::put_supplier(&mut transaction, supplier).await?;
    crate::crash::point("supplier.stored");
    transaction.commit().await?;
    Ok(new)
}

/// Records a version of a customer; says whether it is new.
///
/// # Errors
///
/// [`BillingError::Refused`] when the version would change a month that was issued.
pub async fn put_account(database: &Database, account: &Account) -> Result<bool, BillingError> {
    let mut transaction = database.write().await?;
    let new = parties::put_account(&mut transaction, account).await?;
    let versions = parties::accounts(&mut transaction, &account.id, &account.id).await?;
    if let Some(other) = versions
        .iter()
        .map(|it| &it.account.contract)
        .find(|contract| contract.time_zone != account.contract.time_zone)
    {
        return Err(other_zone(&account.id, other.time_zone.name()));
    }
    let first = account.effective_from.map(Period::of);
    let issued = documents::of_customers(&mut transaction, &account.id, &account.id).await?;
    let closed = issued.iter().filter(|it| it.credits.is_empty()).max_by_key(|it| it.period);
    if let (true, Some(first), Some(closed)) = (new, first, closed)
        && first <= closed.period
    {
        let (number, period, next) = (&closed.number, closed.period, closed.period.next());
        let customer = &account.id;
        return Err(BillingError::Refused(Text::new(
            format!(
                "customer `{customer}` was issued {number} for {period}, so a version cannot begin with {first}; let it begin with {next}, and correct what was billed by a credit note"
            ),
            format!(
                "el cliente `{customer}` ya tiene emitida {number} por {period}, así que una versión no puede comenzar en {first}; hágala comenzar en {next} y corrija lo facturado con una nota de crédito"
            ),
        )));
    }
    crate::crash::point("customer.stored");
    transaction.commit().await?;
    Ok(new)
}

/// Days of one customer are cut in one zone, so that none is billed twice or lost.
fn other_zone(customer: &str, zone: &str) -> BillingError {
    BillingError::Refused(Text::new(
        format!(
            "the days of customer `{customer}` are cut in {zone}, which cannot change; keep `time_zone = \"{zone}\"`, or record another customer"
        ),
        format!(
            "los días del cliente `{customer}` se cortan en {zone}, lo que no puede cambiar; mantenga `time_zone = \"{zone}\"`, o registre otro cliente"
        ),
    ))
}

/// Records events, all or none.
///
/// # Errors
///
/// [`BillingError::Invalid`] with U9 for an id that was recorded with other content, and U10 for a
/// customer that is not recorded.
pub async fn import_events(
    database: &Database,
    events: &[Event],
) -> Result<Imported, BillingError> {
    let mut transaction = database.write().await?;
    let known = parties::customers(&mut transaction).await?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for event in events {
        let customer = event.customer.as_str();
        if known.binary_search(&event.customer).is_err() && !named.contains(&customer) {
            named.push(customer);
            findings.push(unknown_customer(event, &known));
        }
    }
    let imported = events::import(&mut transaction, events).await?;
    findings.extend(imported.conflicts.iter().map(|conflict| {
        finding(
            "U9",
            format!("event {}", conflict.id),
            changed_event(conflict),
            Text::new(
                "an event never changes: record the difference as another event, with its own id",
                "un evento nunca cambia: registre la diferencia como otro evento, con su propio id",
            ),
        )
    }));
    if !findings.is_empty() {
        return Err(BillingError::Invalid(findings));
    }
    crate::crash::point("import.before-commit");
    transaction.commit().await?;
    crate::crash::point("import.after-commit");
    Ok(imported)
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

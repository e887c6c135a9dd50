//! Whether what an event activates or resizes passed the gate (R66, R68).

use std::collections::BTreeMap;

use mru_core::{
    Finding, Severity,
    account::Account,
    calendar::format_instant,
    change::LineChange,
    metering::{Event, Placed, Size, What},
    text::Text,
};
use rust_decimal::Decimal;

use super::BillingError;
use crate::{
    changes::{
        record::{Receipt, ReceiptLine},
        signed::Signed,
    },
    storage::{Database, changes, events},
};

/// What the events of an import use of receipts: pieces, by receipt and line.
#[derive(Debug, Default)]
pub(super) struct Used(BTreeMap<(String, usize), Decimal>);

/// Whether a customer asks for receipts at the time of an event, or the event names one by its id.
fn is_judged(event: &Event, versions: &[Account]) -> bool {
    let day = |account: &Account| event.day(account.contract.time_zone);
    let begun = |it: &&Account| it.effective_from.is_some_and(|first| first <= day(it));
    let asks = versions.iter().rev().find(begun).is_some_and(|it| it.contract.require_approvals);
    asks || event.ticket.starts_with("RC-") || event.ticket.starts_with("AP-")
}

/// Judges an event: U18 its ticket has no receipt of the gate, U19 no receipt of it allows what the
/// event states or that much of it, U20 it lies before the receipt.
pub(super) async fn judge(
    database: &Database,
    Placed { event, path, .. }: &Placed,
    versions: &[Account],
    used: &mut Used,
) -> Result<Option<Finding>, BillingError> {
    let size = match &event.what {
        What::Activated(size) | What::Resized(size) => size,
        What::Removed { .. }
        | What::ElasticSample { .. }
        | What::OneOff { .. }
        | What::Voided { .. } => {
            return Ok(None);
        }
    };
    if !is_judged(event, versions) {
        return Ok(None);
    }
    let mut transaction = database.read().await?;
    let receipts =
        changes::receipts_named(&mut transaction, &event.customer, &event.ticket).await?;
    let first = receipts.iter().map(|it| it.statement.given_at).min();
    let recorded = match first {
        Some(first) => events::since(&mut transaction, &event.customer, first.timestamp()).await?,
        None => Vec::new(),
    };
    transaction.rollback().await?;
    // What was recorded before is recorded again without effect.
    if recorded.iter().any(|it| it.id == event.id) {
        return Ok(None);
    }
    if receipts.is_empty() {
        return Ok(Some(without_receipt(event, path)));
    }
    Ok(match allowing(event, size, &receipts, &recorded, used) {
        None => Some(not_allowed(event, path)),
        Some(receipt) if event.at < receipt.given_at => Some(too_early(event, receipt, path)),
        Some(_) => None,
    })
}

/// The receipt that allows an event, and so much of it; what it uses is counted.
fn allowing<'a>(
    event: &Event,
    size: &Size,
    receipts: &'a [Signed<Receipt>],
    recorded: &[Event],
    used: &mut Used,
) -> Option<&'a Receipt> {
    for receipt in receipts.iter().map(|it| &it.statement) {
        if receipt.bound.deployment != event.slot.deployment {
            continue;
        }
        for (at, line) in receipt.lines.iter().enumerate() {
            let Some(pieces) = pieces(line).filter(|_| is_of(line, event, size)) else { continue };
            let before: Decimal = recorded
                .iter()
                .filter(|it| it.ticket == event.ticket)
                .filter_map(|it| match &it.what {
                    What::Activated(other) | What::Resized(other) => {
                        is_of(line, it, other).then_some(other.quantity)
                    }
                    _ => None,
                })
                .fold(Decimal::ZERO, |sum, it| sum.checked_add(it).unwrap_or(Decimal::MAX));
            let now = used.0.entry((receipt.id.clone(), at)).or_default();
            let all = before.checked_add(*now).and_then(|it| it.checked_add(size.quantity));
            if all.is_some_and(|all| all <= pieces) {
                *now = now.checked_add(size.quantity).unwrap_or(Decimal::MAX);
                return Some(receipt);
            }
        }
    }
    None
}

fn pieces(line: &ReceiptLine) -> Option<Decimal> {
    line.quantity.parse().ok()
}

/// Whether a line is about what an event states, as much of it as there may be.
fn is_of(line: &ReceiptLine, event: &Event, size: &Size) -> bool {
    let slot = &event.slot;
    let named = line.name.is_empty() || line.name == slot.name;
    line.change != LineChange::Removed
        && line.environment == slot.environment
        && line.component == slot.component
        && named
        && line.size == size.size
        && line.redundancy == size.redundancy
        && line.max_tasks == size.max_tasks
}

fn finding(rule: &'static str, path: String, message: Text, help: Text) -> Finding {
    let (severity, position) = (Severity::Error, None);
    Finding { rule, severity, path, position, message, help: Some(help) }
}

fn without_receipt(event: &Event, path: &str) -> Finding {
    let (ticket, slot) = (&event.ticket, &event.slot);
    finding(
        "U18",
        format!("{path}.ticket"),
        Text::new(
            format!("`{slot}` is not approved: the gate gave no receipt for ticket `{ticket}`"),
            format!(
                "`{slot}` no está aprobado: la compuerta no dio un recibo para el ticket `{ticket}`"
            ),
        ),
        Text::new(
            "ask the gate first, and name the ticket, the receipt or the approval in the event",
            "consulte antes a la compuerta, y nombre en el evento el ticket, el recibo o la aprobación",
        ),
    )
}

fn not_allowed(event: &Event, path: &str) -> Finding {
    let (ticket, slot) = (&event.ticket, &event.slot);
    finding(
        "U19",
        format!("{path}.ticket"),
        Text::new(
            format!(
                "no receipt of `{ticket}` allows `{slot}` in this size and quantity, or it was used before"
            ),
            format!(
                "ningún recibo de `{ticket}` permite `{slot}` en este tamaño y cantidad, o ya se usó"
            ),
        ),
        Text::new(
            "activate what was approved, or ask for an approval of what is to be activated",
            "active lo que se aprobó, o pida aprobar lo que se va a activar",
        ),
    )
}

fn too_early(event: &Event, receipt: &Receipt, path: &str) -> Finding {
    let (at, given) = (format_instant(event.at), format_instant(receipt.given_at));
    let id = &receipt.id;
    finding(
        "U20",
        format!("{path}.time"),
        Text::new(
            format!("{at} lies before receipt {id}, which the gate gave at {given}"),
            format!("{at} es anterior al recibo {id}, que la compuerta dio el {given}"),
        ),
        Text::new(
            "charges begin after the approval (R68)",
            "el cobro comienza después de la aprobación (R68)",
        ),
    )
}

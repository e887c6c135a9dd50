//! From facts to a statement.

use super::{
    DocumentKind, Facts, Statement, Totals,
    corrections::{Corrections, corrections},
    facts::{timeline, version},
    mistake::inexact,
    month::Month,
    tax,
};
use crate::{
    account::Account,
    calendar::Period,
    finding::{Finding, Severity},
    text::text,
};

/// Makes the statement of a period.
///
/// Its lines are those of the month by everything known now, and corrections of all earlier months
/// that were issued. In the end, once everything is known and one more month was issued, each
/// component of each month was billed what the facts say, less what notes gave for good, and never
/// less than nothing, in whatever order facts came and documents were issued (N6, N7).
///
/// Nothing when the customer has no contract in the period, or nothing to bill in it.
///
/// # Errors
///
/// The reasons for which the customer is set aside, all at once: those of [`Timeline::of`](crate::metering::Timeline::of), U8 an
/// environment that the customer does not have, B3 no version of the customer for the period, B4 a
/// component active outside the contract, R1 a weight that the rate card lacks, T6 to T11 about
/// rate card and contract, R6 a number that cannot be kept exact. There is no partial statement.
///
/// # Source
///
/// R60–R65, R81–R96, R105, R106, R108.
///
/// # Example
///
/// ```
/// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
/// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
/// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
/// # let versions = [Account::read(r#"
/// #     id = "insurer"
/// #     effective_from = "2026-01-01"
/// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
/// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
/// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
/// # "#, Format::Toml).unwrap()];
/// # let supplier = "legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
/// # let supplier = Supplier::read(supplier, Format::Toml).unwrap();
/// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
/// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
/// # let events = Event::read(csv, EventFormat::Csv).unwrap();
///
/// use mru_core::invoice::{Facts, draft};
///
/// // A container of 1.65 MRU in two zones since 11 April, for 20 of 30 days, with 19 % of tax.
/// let facts = Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
/// let statement = draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
/// assert_eq!(statement.totals.net_usd.to_string(), "92.40");
/// assert_eq!(statement.totals.total_usd.to_string(), "109.96");
/// assert!(draft("2026-03".parse().unwrap(), &facts).unwrap().is_none());
/// ```
pub fn draft(period: Period, facts: &Facts<'_>) -> Result<Option<Statement>, Vec<Finding>> {
    let Some(account) = version(period, facts.versions) else {
        return match facts.versions.first() {
            Some(_) if facts.events.is_empty() => Ok(None),
            Some(first) => no_version(period, first, facts),
            None => Ok(None),
        };
    };
    let contract = &account.contract;
    let zone = contract.time_zone;
    let timeline = timeline(account, facts)?;
    let month = Month::new(period, account, facts.cards)?;
    let (mut lines, mru) = month.net_lines(&timeline)?;
    let Corrections { lines: corrected, months } = corrections(period, facts, account, &timeline)?;
    lines.extend(corrected);
    let totals = tax::add(&mut lines, &contract.tax, &months, month.terms.policies.rounding)
        .and_then(|()| Totals::of(mru.shown(), &lines))
        .map_err(|error| vec![inexact(&error)])?;
    for (number, line) in (1..).zip(&mut lines) {
        line.line = number;
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let statement = Statement {
        format: Statement::FORMAT,
        // What is owed is an invoice; when corrections outweigh a month, it is given back.
        kind: if totals.total_usd.is_negative() {
            DocumentKind::CreditNote
        } else {
            DocumentKind::Invoice
        },
        customer: account.id.clone(),
        period,
        supplier: facts.supplier.legal.clone(),
        bill_to: account.legal.clone(),
        language: contract.language,
        time_zone: zone,
        due_days: contract.due_days,
        payment: facts.supplier.payment(contract.language).to_owned(),
        contact: facts.supplier.contact.clone(),
        titles: facts.supplier.titles(contract.language).cloned(),
        purchase: contract.purchase.as_ref().map(|purchase| purchase.of(period)),
        tax_exemption: contract.tax.exemption.clone(),
        credits: String::new(),
        reason: String::new(),
        pricing: month.pricing(),
        corrected: months,
        lines,
        totals,
    };
    Ok(Some(statement.versioned()))
}

fn no_version(
    period: Period,
    first: &Account,
    facts: &Facts<'_>,
) -> Result<Option<Statement>, Vec<Finding>> {
    let end = period.bounds(first.contract.time_zone).1;
    let early = facts.events.iter().filter(|event| event.at < end);
    let Some(event) = early.min_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id))) else {
        return Ok(None);
    };
    let (customer, id, wanted) = (&first.id, &event.id, period.first_day());
    let day = first.effective_from.map(|day| day.to_string()).unwrap_or_default();
    Err(vec![Finding {
        rule: "B3",
        severity: Severity::Error,
        path: format!("customer {customer}"),
        position: None,
        message: text!(
            "event `{id}` is of {period} or before, but the first version of the customer begins on {day}",
            "el evento `{id}` es de {period} o antes, pero la primera versión del cliente comienza el {day}"
        ),
        help: Some(text!(
            "record a version of the customer that begins on {wanted} or before",
            "registre una versión del cliente que comience el {wanted} o antes"
        )),
    }])
}

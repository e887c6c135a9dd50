//! Customers: who they are, on what terms, what they have, and their months.

use askama::Template;
use mru_core::{Lang, account::Account, catalogue, metering::Size, text::number};
use reports::figures::amount;
use rust_decimal::Decimal;

use super::{
    super::{answer::Answer, call::Call, page, problem::Problem},
    figures::{capital_month, day},
    frame::{self, Frame, Section},
    home::of_month,
    refused::FindingRow,
};
use crate::{
    books::{self, LookError},
    callers::Permission,
};

#[derive(Template)]
#[template(path = "customers.html")]
struct Customers {
    frame: Frame,
    rows: Vec<CustomerRow>,
    next: String,
}

struct CustomerRow {
    id: String,
    name: String,
    tax_id: String,
    since: String,
}

#[derive(Template)]
#[template(path = "customer.html")]
struct Customer {
    frame: Frame,
    name: String,
    facts: Vec<(&'static str, String)>,
    versions: Vec<String>,
    months: Vec<MonthRow>,
    components: Vec<ComponentRow>,
    contradictions: Vec<FindingRow>,
}

struct MonthRow {
    path: String,
    name: String,
    is_draft: bool,
    is_aside: bool,
    total: String,
}

struct ComponentRow {
    place: String,
    kind: String,
    name: String,
    size: String,
    from: String,
    until: String,
    ticket: String,
}

/// Lists the customers.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let most = page::most(call)?;
    let after = call.parameters.text("after").unwrap_or_default();
    let database = &call.service.database;
    let (found, is_more) = books::customers_after(database, call.only(), after, most).await?;
    let next = found.last().map(|it| it.id.clone()).filter(|_| is_more);
    let row = |it: &Account| CustomerRow {
        id: it.id.clone(),
        name: it.legal.name.clone(),
        tax_id: it.legal.tax_id.clone(),
        since: it.contract.starts_on.map(|it| day(it, call.lang)).unwrap_or_default(),
    };
    let rows = found.iter().map(row).collect();
    let frame = Frame::of(call, Section::Customers, "");
    let title = frame.say("Customers", "Clientes").to_owned();
    frame::shown(&Customers {
        frame: Frame { title, ..frame },
        rows,
        next: next.unwrap_or_default(),
    })
}

/// Shows a customer.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let (id, database, lang) = (call.customer()?, &call.service.database, call.lang);
    let versions = books::customer(database, id).await?;
    // A customer that is recorded has a version.
    let Some(last) = versions.last() else { return Err(Problem::inside(id.to_owned())) };
    let frame = Frame::of(call, Section::Customers, last.legal.name.clone());
    let mut months = Vec::new();
    for sum in books::month_sums(database, Some(id)).await? {
        months.push(MonthRow {
            path: format!("/customers/{id}/months/{}", sum.period),
            name: capital_month(sum.period, lang),
            is_draft: sum.drafts > 0,
            is_aside: sum.aside > 0 && sum.drafts == 0 && sum.issued == 0,
            total: amount(of_month(&sum)?, lang),
        });
    }
    let may = call.role().is_some_and(|role| role.may(Permission::ReadMetering));
    let (mut components, mut contradictions) = (Vec::new(), Vec::new());
    if may {
        match books::intervals(database, id).await {
            Ok((account, timeline)) => {
                let now = database.clock().now();
                let zone = account.contract.time_zone;
                let is_there = |until: &Option<_>| until.is_none_or(|it| it > now);
                let there = timeline.intervals.iter().filter(|it| is_there(&it.until));
                let day = |it| day(zone.day_of(it), lang);
                components.extend(there.map(|it| {
                    ComponentRow {
                        place: place(&it.slot.deployment, &it.slot.environment, &frame),
                        kind: catalogue::find(&it.slot.component)
                            .map_or(it.slot.component.clone(), |kind| {
                                kind.name.get(lang).to_owned()
                            }),
                        name: it.slot.name.clone(),
                        size: size(&it.size, lang),
                        from: day(it.from),
                        until: it.until.map(day).unwrap_or_default(),
                        ticket: it.ticket.clone(),
                    }
                }));
            }
            Err(LookError::Contradiction { findings, .. }) => {
                contradictions.extend(findings.iter().map(|it| FindingRow::of(it, lang)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let versions: Vec<_> = versions.iter().filter_map(|it| it.effective_from).collect();
    frame::shown(&Customer {
        name: last.legal.name.clone(),
        facts: facts(last, &frame),
        versions: versions.into_iter().map(|it| day(it, lang)).collect(),
        frame,
        months,
        components,
        contradictions,
    })
}

/// Size, pieces and redundancy, as far as they say anything.
fn size(size: &Size, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !size.size.is_empty() {
        parts.push(size.size.clone());
    }
    if size.quantity != Decimal::ONE || size.redundancy != 1 {
        parts.push(number(size.quantity, lang));
    }
    if size.redundancy != 1 {
        parts.push(size.redundancy.to_string());
    }
    parts.join(" × ")
}

fn place(deployment: &str, environment: &str, frame: &Frame) -> String {
    let environment =
        if environment == "shared" { frame.say("shared", "compartido") } else { environment };
    if deployment == "main" {
        environment.to_owned()
    } else {
        format!("{deployment} · {environment}")
    }
}

/// What the contract agrees, as far as it agrees anything.
fn facts(account: &Account, frame: &Frame) -> Vec<(&'static str, String)> {
    let (contract, lang) = (&account.contract, frame.lang);
    let money = |it: mru_core::units::Usd| super::figures::money(it, lang);
    let tax = match contract.tax.percent {
        Some(percent) => format!("{} {} %", contract.tax.label, number(percent.as_decimal(), lang)),
        None => format!("{}: {}", frame.say("exempt", "exento"), contract.tax.exemption),
    };
    let mru = |it| format!("{} MRU", number(it, lang));
    let percent = contract.discount.as_ref().and_then(|it| it.percent);
    let all = [
        (frame.say("Id", "Id"), Some(account.id.clone())),
        (frame.say("Tax ID", "RUT / ID tributario"), Some(account.legal.tax_id.clone())),
        (frame.say("Contract", "Contrato"), Some(contract.id.clone())),
        (frame.say("From", "Desde"), contract.starts_on.map(|it| day(it, lang))),
        (frame.say("Until", "Hasta"), contract.ends_on.map(|it| day(it, lang))),
        (frame.say("Rate card", "Tarifa"), Some(contract.rate_card.clone())),
        (frame.say("Tax", "Impuesto"), Some(tax)),
        (
            frame.say("Commitment a month", "Compromiso mensual"),
            contract.commitment.as_ref().and_then(|it| it.mru).map(mru),
        ),
        (
            frame.say("Minimum a month", "Mínimo mensual"),
            contract.minimum.as_ref().and_then(|it| it.usd).map(money),
        ),
        (
            frame.say("Discount", "Descuento"),
            percent.map(|it| format!("{} %", number(it.as_decimal(), lang))),
        ),
        (
            frame.say("Due", "Vencimiento"),
            Some(format!("{} {}", contract.due_days, frame.say("days", "días"))),
        ),
        (frame.say("Approvers", "Aprobadores"), Some(contract.approvers.join(", "))),
    ];
    let there = all.into_iter().filter_map(|(label, value)| Some((label, value?)));
    there.filter(|(_, value)| !value.is_empty()).collect()
}

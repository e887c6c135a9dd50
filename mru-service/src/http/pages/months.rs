//! Months, and what there is of one: who is set aside, drafts, issued documents, and running it.

use askama::Template;
use mru_core::calendar::Period;
use reports::figures::{amount, padded};

use super::{
    super::{
        answer::Answer,
        call::Call,
        jobs::{self, Task},
        page,
        problem::Problem,
        refusal::Refusal,
    },
    figures::{capital_month, day, money},
    frame::{self, Frame, Section},
    home::of_month,
    refused::sentence,
};
use crate::{
    books::{self, Cursor, Listed, MonthSum},
    callers::Permission,
};

#[derive(Template)]
#[template(path = "months.html")]
struct Months {
    frame: Frame,
    rows: Vec<MonthRow>,
    may_run: bool,
    /// The month that has just ended.
    offered: String,
}

struct MonthRow {
    path: String,
    name: String,
    sum: MonthSum,
    drafts: String,
    issued: String,
    total: String,
}

#[derive(Template)]
#[template(path = "month.html")]
struct Month {
    frame: Frame,
    period: Period,
    name: String,
    sum: Option<MonthSum>,
    total: String,
    asides: Vec<AsideRow>,
    rows: Vec<DocumentRow>,
    next: String,
    may_run: bool,
    /// Whether somebody wanted to issue other drafts than there are now.
    has_changed: bool,
    /// Drafts and total that a form to issue brings back; empty where nobody may issue any.
    to_issue: String,
    drafts_usd: String,
    has_ended: bool,
    last_day: String,
}

struct AsideRow {
    customer: String,
    name: String,
    reasons: Vec<String>,
}

struct DocumentRow {
    path: String,
    /// Its number; empty for a draft.
    number: String,
    name: String,
    kind: &'static str,
    mru: String,
    total: String,
}

/// Lists the months.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let mut rows = Vec::new();
    for sum in books::month_sums(&call.service.database, call.only()).await? {
        rows.push(MonthRow {
            path: format!("/months/{}", sum.period),
            name: capital_month(sum.period, call.lang),
            drafts: amount(sum.drafts_usd, call.lang),
            issued: amount(sum.issued_usd, call.lang),
            total: amount(of_month(&sum)?, call.lang),
            sum,
        });
    }
    let frame = Frame::of(call, Section::Months, "");
    let title = frame.say("Months", "Meses").to_owned();
    let offered = Period::of(call.day()?).previous().to_string();
    let may_run = may_run(call);
    frame::shown(&Months { frame: Frame { title, ..frame }, rows, may_run, offered })
}

/// Shows a month.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let (period, database, lang) = (call.period()?, &call.service.database, call.lang);
    let name = capital_month(period, lang);
    let sums = books::month_sums(database, call.only()).await?;
    let sum = sums.into_iter().find(|it| it.period == period);
    let total = sum.as_ref().map(of_month).transpose()?;
    let after: Option<Cursor> = call.parameters.read("after", "document-100")?;
    let asked = (after.as_ref(), page::most(call)?);
    let (listed, next) = books::month_after(database, period, call.only(), asked).await?;
    let mut asides =
        if after.is_none() { books::asides(database, period).await? } else { Vec::new() };
    asides.retain(|it| call.only().is_none_or(|only| only == it.customer));
    let listed_ids = listed.iter().map(|it| it.customer.as_str());
    let ids: Vec<&str> = listed_ids.chain(asides.iter().map(|it| it.customer.as_str())).collect();
    let names = books::names(database, &ids).await?;
    let name_of = |id: &String| names.get(id).unwrap_or(id).clone();
    let scales = listed.iter().map(|it| it.total_mru.normalize().scale());
    // Parts of a month need four places; whole ones two.
    let places = if scales.max().unwrap_or(0) > 2 { 4 } else { 2 };
    let has_ended = period.end_day() <= call.day()?;
    let frame = Frame::of(call, Section::Months, name.clone());
    frame::shown(&Month {
        asides: asides
            .iter()
            .map(|it| AsideRow {
                name: name_of(&it.customer),
                reasons: it.reasons.iter().map(|it| sentence(it.get(lang))).collect(),
                customer: it.customer.clone(),
            })
            .collect(),
        rows: listed.iter().map(|it| row(it, name_of(&it.customer), places, &frame)).collect(),
        total: total.map_or_else(String::new, |it| money(it, lang)),
        next: next.map(|it| it.to_string()).unwrap_or_default(),
        may_run: may_run(call),
        has_changed: call.parameters.text("changed").is_some(),
        to_issue: sum
            .as_ref()
            .filter(|it| it.drafts > 0 && has_ended && may(call, Permission::IssueMonths))
            .map(drafts)
            .unwrap_or_default(),
        drafts_usd: sum.as_ref().map(|it| money(it.drafts_usd, lang)).unwrap_or_default(),
        has_ended,
        last_day: day(period.end_day().pred_opt().unwrap_or(period.end_day()), lang),
        frame,
        period,
        name,
        sum,
    })
}

fn may_run(call: &Call) -> bool {
    may(call, Permission::RunMonths)
}

fn may(call: &Call, permission: Permission) -> bool {
    call.only().is_none() && call.role().is_some_and(|role| role.may(permission))
}

fn row(listed: &Listed, name: String, places: u32, frame: &Frame) -> DocumentRow {
    use mru_core::invoice::DocumentKind;
    DocumentRow {
        path: match &listed.number {
            Some(number) => format!("/documents/{number}"),
            None => format!("/customers/{}/months/{}", listed.customer, listed.period),
        },
        number: listed.number.clone().unwrap_or_default(),
        name,
        kind: match listed.kind {
            DocumentKind::Invoice => frame.say("Invoice", "Factura"),
            DocumentKind::CreditNote => frame.say("Credit note", "Nota de crédito"),
            DocumentKind::DebitNote => frame.say("Debit note", "Nota de débito"),
        },
        mru: padded(listed.total_mru, places, frame.lang),
        total: amount(listed.total_usd, frame.lang),
    }
}

/// Goes to the month that the form names.
pub(super) async fn go(call: &Call) -> Result<Answer, Problem> {
    let value = call.parameters.text("period").unwrap_or_default().trim().to_owned();
    let period: Result<Period, _> = value.parse();
    let period = period.map_err(|_| Refusal::ParameterUnreadable {
        name: "period",
        value,
        example: "2026-10",
    })?;
    Ok(Answer::see(format!("/months/{period}")))
}

/// Begins to run a month.
pub(super) async fn run(call: &Call) -> Result<Answer, Problem> {
    begin(call, Task::Run { is_dry: false }).await
}

/// Begins to issue the drafts of a month: as many, and of the total, as the page showed.
pub(super) async fn issue(call: &Call) -> Result<Answer, Problem> {
    let period = call.period()?;
    let sums = books::month_sums(&call.service.database, None).await?;
    let shown = sums.iter().find(|it| it.period == period).map(drafts);
    if call.field("drafts") != shown {
        // What somebody decides on is what they saw.
        return Ok(Answer::see(format!("/months/{period}?changed=true#issue")));
    }
    begin(call, Task::Issue).await
}

/// What the drafts of a month come to, as its form brings it back.
fn drafts(sum: &MonthSum) -> String {
    format!("{} {}", sum.drafts, sum.drafts_usd)
}

async fn begin(call: &Call, task: Task) -> Result<Answer, Problem> {
    let only = call.field("customer").filter(|it| !it.is_empty());
    let job = match jobs::begin(call, only, task).await {
        Ok(job) => job,
        // Who runs a month that is run already looks at how far it is.
        Err(problem) => jobs::running(call).ok_or(problem)?,
    };
    Ok(Answer::see(format!("/jobs/{}", job.id())))
}

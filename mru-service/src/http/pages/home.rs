//! The first page: where the month stands, what waits for somebody, who is most of it.

use askama::Template;
use mru_core::{
    Lang,
    calendar::Period,
    units::{ArithmeticError, Usd},
};
use reports::figures::amount;

use super::{
    super::{answer::Answer, call::Call, problem::Problem},
    figures::{bar, capital_month, cost, count, difference, money, month as month_name},
    frame::{self, Frame, Section},
    refused::sentence,
};
use crate::{
    books::{self, MonthSum},
    callers::Permission,
    reconciling,
};

/// Customers that are shown one by one.
const SHOWN: usize = 20;

/// Things that wait which are shown one by one.
const WAITING: usize = 10;

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    frame: Frame,
    month: Option<Month>,
    waiting: Vec<Waiting>,
    may_bill: bool,
}

/// Where the latest month stands.
struct Month {
    path: String,
    name: String,
    before: String,
    total: String,
    /// The same without its currency.
    sum: String,
    total_before: String,
    difference: String,
    drafts: i64,
    issued: i64,
    customers: Vec<CustomerRow>,
    rest: Option<CustomerRow>,
}

struct CustomerRow {
    id: String,
    name: String,
    bar: String,
    now: String,
    before: String,
    difference: String,
}

/// Something that waits for somebody.
struct Waiting {
    state: &'static str,
    class: &'static str,
    path: String,
    what: String,
    why: String,
}

/// Shows the first page.
pub(super) async fn home(call: &Call) -> Result<Answer, Problem> {
    let may = |permission| call.role().is_some_and(|role| role.may(permission));
    let frame = Frame::of(call, Section::Home, "");
    let title = frame.say("Home", "Inicio").to_owned();
    let frame = Frame { title, ..frame };
    let mut page =
        Page { frame, month: None, waiting: Vec::new(), may_bill: may(Permission::RunMonths) };
    if !may(Permission::ReadBooks) {
        return frame::shown(&page);
    }
    if let Some(only) = call.only() {
        return Ok(Answer::see(format!("/customers/{only}")));
    }
    let database = &call.service.database;
    let months = books::month_sums(database, None).await?;
    if let Some(last) = months.first() {
        page.month = Some(month(call, last, months.get(1)).await?);
    }
    for month in months.iter().filter(|it| it.aside > 0).take(2) {
        page.waiting.extend(set_aside(call, month.period).await?);
    }
    let today = call.day()?;
    for month in months.iter().filter(|it| it.drafts > 0 && it.period.end_day() <= today).take(3) {
        page.waiting.push(to_issue(call.lang, month));
    }
    if may(Permission::ReadReconciliations) {
        page.waiting.extend(to_look_at(call).await?);
    }
    frame::shown(&page)
}

async fn month(call: &Call, last: &MonthSum, before: Option<&MonthSum>) -> Result<Month, Problem> {
    let (database, lang) = (&call.service.database, call.lang);
    let total = of_month(last)?;
    let total_before = before.map(of_month).transpose()?;
    let sums = books::customer_sums(database, last.period, SHOWN + 1).await?;
    let is_more = sums.len() > SHOWN;
    let shown = sums.get(..SHOWN).unwrap_or(&sums);
    let ids: Vec<&str> = shown.iter().map(|(id, _)| id.as_str()).collect();
    let names = books::names(database, &ids).await?;
    let longest = shown.first().map_or(Usd::ZERO, |(_, usd)| *usd);
    let (mut customers, mut rest) = (Vec::new(), (total, total_before.unwrap_or(Usd::ZERO)));
    for (id, now) in shown {
        let was = match before {
            Some(before) => books::customer_sum(database, before.period, id).await?,
            None => None,
        };
        rest = (minus(rest.0, *now)?, minus(rest.1, was.unwrap_or(Usd::ZERO))?);
        customers.push(CustomerRow {
            name: names.get(id).unwrap_or(id).clone(),
            bar: bar(*now, longest),
            now: amount(*now, lang),
            before: was.map_or_else(String::new, |it| amount(it, lang)),
            difference: was.map_or_else(String::new, |it| difference(*now, it, lang)),
            id: id.clone(),
        });
    }
    // Who has gone is in the month before alone.
    let is_rest = is_more || !rest.1.is_zero();
    let rest = is_rest.then(|| CustomerRow {
        id: String::new(),
        name: String::new(),
        bar: bar(rest.0, longest),
        now: amount(rest.0, lang),
        before: amount(rest.1, lang),
        difference: difference(rest.0, rest.1, lang),
    });
    Ok(Month {
        path: format!("/months/{}", last.period),
        name: capital_month(last.period, lang),
        before: before.map_or_else(String::new, |it| capital_month(it.period, lang)),
        total: money(total, lang),
        sum: amount(total, lang),
        total_before: total_before.map_or_else(String::new, |it| amount(it, lang)),
        difference: total_before.map_or_else(String::new, |it| difference(total, it, lang)),
        drafts: last.drafts,
        issued: last.issued,
        customers,
        rest,
    })
}

/// What a month comes to.
pub(super) fn of_month(month: &MonthSum) -> Result<Usd, Problem> {
    month.drafts_usd.plus(month.issued_usd).map_err(|it| too_large(&it))
}

fn minus(from: Usd, amount: Usd) -> Result<Usd, Problem> {
    from.minus(amount).map_err(|it| too_large(&it))
}

/// A sum of what is stored, which was checked when it was recorded.
fn too_large(error: &ArithmeticError) -> Problem {
    Problem::inside(error.to_string())
}

async fn set_aside(call: &Call, period: Period) -> Result<Vec<Waiting>, Problem> {
    let database = &call.service.database;
    let asides = books::asides(database, period).await?;
    let ids: Vec<&str> = asides.iter().take(WAITING).map(|it| it.customer.as_str()).collect();
    let names = books::names(database, &ids).await?;
    let month = month_name(period, call.lang);
    let of = |aside: &books::Aside| {
        let name = names.get(&aside.customer).unwrap_or(&aside.customer);
        Waiting {
            state: if call.lang == Lang::En { "On hold" } else { "Pendiente" },
            class: "half warn",
            path: format!("/months/{period}#aside"),
            what: match call.lang {
                Lang::En => format!("{name}: {month} is not billed"),
                Lang::Es => format!("{name}: {month} no está facturado"),
            },
            why: aside.reasons.first().map(|it| sentence(it.get(call.lang))).unwrap_or_default(),
        }
    };
    Ok(asides.iter().take(WAITING).map(of).collect())
}

fn to_issue(lang: Lang, month: &MonthSum) -> Waiting {
    let (name, total) = (capital_month(month.period, lang), money(month.drafts_usd, lang));
    let drafts = count(month.drafts, lang);
    Waiting {
        state: if lang == Lang::En { "Draft" } else { "Borrador" },
        class: "",
        path: format!("/months/{}", month.period),
        what: match lang {
            Lang::En => format!("{name}: {drafts} drafts to look at and issue, {total} with tax"),
            Lang::Es => {
                format!("{name}: {drafts} borradores por revisar y emitir, {total} con impuesto")
            }
        },
        why: String::new(),
    }
}

/// Reconciled months that are open, the latest ones.
async fn to_look_at(call: &Call) -> Result<Vec<Waiting>, Problem> {
    let all = reconciling::all(&call.service.database).await?;
    let mut waiting = Vec::new();
    for kept in all.iter().rev().filter(|it| !it.is_closed).take(3) {
        let reconciliation = &kept.reconciliation;
        let left = reconciliation.to_look_at_usd().map_err(|it| Problem::inside(it.to_string()))?;
        let month = month_name(reconciliation.month, call.lang);
        let left = cost(left, call.lang);
        let is_within = reconciliation.is_within_tolerance();
        let is_within = is_within.map_err(|it| Problem::inside(it.to_string()))?;
        waiting.push(Waiting {
            state: match (is_within, call.lang) {
                (true, Lang::En) => "Within tolerance",
                (true, Lang::Es) => "Dentro de tolerancia",
                (false, Lang::En) => "Outside tolerance",
                (false, Lang::Es) => "Fuera de tolerancia",
            },
            class: if is_within { "" } else { "half warn" },
            path: format!("/reconciliations/{}", reconciliation.month),
            what: match call.lang {
                Lang::En => format!("Reconciliation of {month}: {left} to look at"),
                Lang::Es => format!("Conciliación de {month}: {left} por revisar"),
            },
            why: String::new(),
        });
    }
    Ok(waiting)
}

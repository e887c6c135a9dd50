//! What every page of a change shows of it: what it costs now and after, line by line, and where it
//! stands.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use mru_core::{
    Lang,
    calendar::{Period, Proration},
    change::{ChangedLine, LineChange, PricedState},
    units::Usd,
};
use reports::change_view::{ChangeAbout, ChangeView};

use super::{
    change_words::{said, words_of},
    figures::{day, money, month, worded},
    frame::Frame,
    squares::Squares,
};
use crate::changes::{Checked, Stage, Standing};

/// A priced change, line by line.
pub(super) struct Priced {
    pub(super) view: ChangeView,
    pub(super) rows: Vec<LineRow>,
    pub(super) squares: Squares,
    /// The month in which it begins, without its year.
    pub(super) month: String,
}

/// A line of the table of changes.
pub(super) struct LineRow {
    pub(super) label: &'static str,
    pub(super) class: &'static str,
    pub(super) what: String,
    pub(super) mru: String,
    pub(super) usd: String,
    pub(super) month: String,
    pub(super) arithmetic: String,
}

impl Priced {
    /// Shows a change that was checked.
    pub(super) fn of(checked: &Checked, about: &ChangeAbout, frame: &Frame) -> Priced {
        let PricedState { change, .. } = checked.state();
        let view = worded(frame.lang, |words| ChangeView::new(&checked.state(), about, words));
        let costs = |it: &&ChangedLine| it.alters_cost() || it.is_unpriced();
        let lines = change.lines.iter().filter(costs);
        let rows = view.rows.iter().zip(lines).map(|(row, line)| {
            let (label, class) = label(line, frame);
            LineRow {
                label,
                class,
                what: row.what.clone(),
                mru: row.mru.clone(),
                usd: row.usd.clone(),
                month: row.month.clone(),
                arithmetic: row.arithmetic.clone(),
            }
        });
        let mru = |it: mru_core::pricing::Total| it.mru.as_decimal();
        Priced {
            rows: rows.collect(),
            squares: Squares::of(mru(change.before), mru(change.after), frame),
            month: month_name(change.month.period, frame.lang),
            view,
        }
    }
}

/// The name of a month within a sentence.
fn month_name(period: Period, lang: Lang) -> String {
    let month = period.first_day().month();
    worded(lang, |words| words.get(&format!("month-{month}")))
}

/// What becomes of a line, in a word, and its badge.
const fn label(line: &ChangedLine, frame: &Frame) -> (&'static str, &'static str) {
    match line.change {
        LineChange::Added => (frame.say("Added", "Se agrega"), "full calm"),
        LineChange::Removed => (frame.say("Removed", "Se da de baja"), "calm"),
        LineChange::Changed if line.usd.is_negative() => {
            (frame.say("Reduced", "Se reduce"), "half calm")
        }
        LineChange::Changed => (frame.say("Enlarged", "Se amplía"), "full calm"),
    }
}

/// Days of the month that a change is billed for, as far as days are counted.
pub(super) fn days_of_month(checked: &Checked, proration: Proration, lang: Lang) -> String {
    let (start, period) = (checked.change.starts_on, checked.change.month.period);
    let last = period.end_day().pred_opt().unwrap_or(start);
    if proration != Proration::Daily || start > last {
        return String::new();
    }
    let count = (last - start).num_days().saturating_add(1);
    let all = (period.end_day() - period.first_day()).num_days();
    let days = worded(lang, |words| words.days(start, last));
    match lang {
        Lang::En => format!("{days}, {count} of {all} days"),
        Lang::Es => format!("{days}, {count} de {all} días"),
    }
}

/// A request on paper.
pub(super) struct Sheet {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) ticket: String,
    pub(super) customer: String,
    pub(super) requested_by: String,
    pub(super) asked_on: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) month: String,
    pub(super) month_more: String,
    pub(super) days: String,
    /// Until when something holds; empty when nothing waits.
    pub(super) until: String,
    pub(super) state: &'static str,
    pub(super) class: &'static str,
    /// What holds now.
    pub(super) said: String,
    /// `good`, `warn`, `bad` or nothing: how the note of it looks.
    pub(super) note: &'static str,
    /// Whether somebody may decide on it.
    pub(super) is_open: bool,
    /// Whether to ask anew is what helps.
    pub(super) is_over: bool,
    /// Line by line; none when it is no longer what was asked for.
    pub(super) priced: Option<Priced>,
    pub(super) reference: String,
    pub(super) receipt: String,
    pub(super) approvers: Vec<String>,
    pub(super) contract: String,
    pub(super) zone: &'static str,
}

impl Sheet {
    /// Shows a request as it stands.
    pub(super) fn of(standing: &Standing, frame: &Frame) -> Sheet {
        let (request, contract) = (&standing.request, &standing.account.contract);
        let (lang, zone) = (frame.lang, contract.time_zone);
        let on = |it: DateTime<Utc>| day(zone.day_of(it), lang);
        let (state, class, note) = words_of(&standing.stage, frame);
        let about = ChangeAbout {
            ticket: request.ticket.clone(),
            title: title(&request.title, frame),
            requested_by: request.requested_by.clone(),
            customer: standing.account.legal.name.clone(),
            deployment: request.bound.deployment.clone(),
        };
        let priced = standing.is_as_asked.then(|| Priced::of(&standing.checked, &about, frame));
        let decision = standing.decision.as_ref().map(|it| &it.statement);
        let is_approved = standing.stage == Stage::Approved;
        Sheet {
            id: request.id.clone(),
            title: about.title,
            ticket: about.ticket,
            customer: about.customer,
            requested_by: about.requested_by,
            asked_on: standing.asked_at.map(on).unwrap_or_default(),
            before: money(request.before_usd, lang),
            after: money(request.after_usd, lang),
            month: month(request.month, lang),
            month_more: signed_money(request.month_more_usd, lang),
            days: days_of_month(&standing.checked, contract.proration, lang),
            until: decision.filter(|_| is_approved).map(|it| on(it.expires_at)).unwrap_or_default(),
            state,
            class,
            said: said(standing, zone, frame),
            note,
            is_open: standing.stage == Stage::Waiting,
            is_over: matches!(
                standing.stage,
                Stage::Outdated { .. } | Stage::Voided { .. } | Stage::Lapsed | Stage::Rejected
            ),
            priced,
            reference: decision.map(|it| it.id.clone()).unwrap_or_default(),
            receipt: standing
                .receipt
                .as_ref()
                .map(|it| it.statement.id.clone())
                .unwrap_or_default(),
            approvers: contract.approvers.clone(),
            contract: contract.id.clone(),
            zone: zone.name(),
        }
    }
}

/// The title of a request, or what it is.
pub(super) fn title(title: &str, frame: &Frame) -> String {
    let none = frame.say("A change of a deployment", "Un cambio de un despliegue");
    if title.is_empty() { none.to_owned() } else { title.to_owned() }
}

/// An amount with its currency and sign.
pub(super) fn signed_money(amount: Usd, lang: Lang) -> String {
    let shown = money(amount, lang);
    if amount > Usd::ZERO { shown.replacen('\u{a0}', "\u{a0}+", 1) } else { shown }
}

/// The last day on which an approval that is given today could be used.
pub(super) fn last_day(today: NaiveDate, days: u32, lang: Lang) -> String {
    let last = today.checked_add_days(chrono::Days::new(days.into())).unwrap_or(today);
    day(last, lang)
}

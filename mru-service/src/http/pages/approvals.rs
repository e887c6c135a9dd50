//! Approvals: what waits for somebody, and what was decided and does not count any more.

use askama::Template;

use super::{
    super::{answer::Answer, call::Call, problem::Problem},
    approval::{is_approver, person},
    change_sheet::{signed_money, title},
    change_words::{said, words_of},
    changes::may_ask,
    frame::{self, Frame, Section},
};
use crate::changes::{self, Stage, Standing, Wanted, Which};

/// Requests that a page of the inbox looks at.
const SHOWN: usize = 25;

#[derive(Template)]
#[template(path = "approvals.html")]
struct Inbox {
    frame: Frame,
    groups: Vec<Group>,
    next: String,
    may_ask: bool,
}

/// Requests that are alike for who looks.
struct Group {
    id: &'static str,
    title: &'static str,
    rows: Vec<Waiting>,
}

struct Waiting {
    id: String,
    state: &'static str,
    class: &'static str,
    what: String,
    why: String,
}

/// Lists what waits: exceptions first, then what waits for who looks, then the rest.
pub(super) async fn inbox(call: &Call) -> Result<Answer, Problem> {
    let (database, person) = (&call.service.database, person(call));
    let before: Option<i64> = call.parameters.read("before", "12")?;
    let wanted = |which| Wanted { customer: call.only(), which, before, most: SHOWN };
    let (waiting, next) = changes::inbox(database, &wanted(Which::Waiting)).await?;
    let (unused, _) = changes::inbox(database, &wanted(Which::Unused)).await?;
    let frame = Frame::of(call, Section::Approvals, "");
    let is_exception = |it: &&Standing| {
        matches!(it.stage, Stage::Outdated { .. } | Stage::Voided { .. } | Stage::Lapsed)
    };
    let is_mine = |it: &&Standing| {
        it.stage == Stage::Waiting && is_approver(call) && it.may_be_decided_by(person).is_ok()
    };
    let is_others = |it: &&Standing| it.stage == Stage::Waiting && !is_mine(it);
    let rows = |of: &mut dyn Iterator<Item = &Standing>| of.map(|it| row(it, &frame)).collect();
    let all = waiting.iter().chain(&unused);
    let groups = [
        Group {
            id: "exceptions",
            title: frame.say("Does not count any more", "Ya no cuenta"),
            rows: rows(&mut all.clone().filter(is_exception)),
        },
        Group {
            id: "mine",
            title: frame.say("Waits for you", "Espera por usted"),
            rows: rows(&mut waiting.iter().filter(is_mine)),
        },
        Group {
            id: "others",
            title: frame.say("Waits for others", "Espera por otros"),
            rows: rows(&mut waiting.iter().filter(is_others)),
        },
        Group {
            id: "approved",
            title: frame.say("Approved, to be carried out", "Aprobado, por ejecutar"),
            rows: rows(&mut unused.iter().filter(|it| it.stage == Stage::Approved)),
        },
    ];
    let title = frame.say("Approvals", "Aprobaciones").to_owned();
    frame::shown(&Inbox {
        groups: groups.into_iter().filter(|it| !it.rows.is_empty()).collect(),
        next: next.map(|it| it.to_string()).unwrap_or_default(),
        may_ask: may_ask(call),
        frame: Frame { title, ..frame },
    })
}

fn row(standing: &Standing, frame: &Frame) -> Waiting {
    let request = &standing.request;
    let (state, class, _) = words_of(&standing.stage, frame);
    // INVARIANT (amounts of quotes): their difference fits.
    let more = request.after_usd.minus(request.before_usd).unwrap_or(request.after_usd);
    let ticket = if request.ticket.is_empty() { request.id.as_str() } else { &request.ticket };
    let (name, title) = (&standing.account.legal.name, title(&request.title, frame));
    let (more, a_month) = (signed_money(more, frame.lang), frame.say("a month", "al mes"));
    Waiting {
        id: request.id.clone(),
        state,
        class,
        what: format!("{ticket}, {name}: {more} {a_month}"),
        why: format!("{title}. {}", said(standing, standing.account.contract.time_zone, frame)),
    }
}

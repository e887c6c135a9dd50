//! Changes: the list of what was asked for, and one of them.

use askama::Template;
use mru_core::change::Outcome;
use reports::figures::{amount, short_hash};

use super::{
    super::{
        answer::Answer, call::Call, changes as api, once::Sent, page as pages, problem::Problem,
    },
    change_sheet::{Sheet, title},
    change_words::words_of,
    figures::{day, difference},
    frame::{self, Frame, Section},
};
use crate::{
    callers::Permission,
    changes::{
        self, Listed, NewLink, Stage, StoredApprovalLink, USUAL_LINK, Wanted, Which,
        record::Decided,
    },
    random,
};

/// States of the filter, each with what it asks for.
const STATES: [(&str, Which); 6] = [
    ("all", Which::All),
    ("waiting", Which::Waiting),
    ("approved", Which::Approved),
    ("rejected", Which::Rejected),
    ("free", Which::Free),
    ("blocked", Which::Blocked),
];

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes {
    frame: Frame,
    rows: Vec<ChangeRow>,
    states: Vec<(&'static str, &'static str)>,
    state: String,
    customer: String,
    older: String,
    is_older: bool,
    is_filtered: bool,
    is_for_all: bool,
    may_ask: bool,
}

struct ChangeRow {
    id: String,
    title: String,
    ticket: String,
    state: &'static str,
    class: &'static str,
    customer: String,
    more: String,
    after: String,
    who: String,
}

#[derive(Template)]
#[template(path = "change.html")]
struct Change {
    frame: Frame,
    sheet: Sheet,
    facts: Vec<(&'static str, String)>,
    may_ask: bool,
    links: Vec<LinkRow>,
    /// The link that was just made; it is shown this once.
    made: String,
    key: String,
}

struct LinkRow {
    approver: String,
    made: String,
    until: String,
    openings: i64,
    is_over: bool,
}

/// Lists changes, the newest first.
pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let state = call.parameters.text("state").unwrap_or("all");
    let found = STATES.iter().find(|(name, _)| *name == state);
    let (state, which) = *found.unwrap_or(&STATES[0]);
    let asked = call.parameters.text("customer").filter(|it| !it.trim().is_empty());
    let customer = call.customer_or(asked)?;
    let before: Option<i64> = call.parameters.read("before", "12")?;
    let wanted = Wanted { customer, which, before, most: pages::most(call)? };
    let (listed, older) = changes::list(&call.service.database, &wanted).await?;
    let frame = Frame::of(call, Section::Changes, "");
    let title = frame.say("Changes", "Cambios").to_owned();
    frame::shown(&Changes {
        rows: listed.iter().map(|it| row(it, &frame)).collect(),
        states: states(&frame),
        state: state.to_owned(),
        customer: asked.unwrap_or_default().to_owned(),
        older: older.map(|it| it.to_string()).unwrap_or_default(),
        is_older: before.is_some(),
        is_filtered: which != Which::All || asked.is_some(),
        is_for_all: call.only().is_none(),
        may_ask: may_ask(call),
        frame: Frame { title, ..frame },
    })
}

fn states(frame: &Frame) -> Vec<(&'static str, &'static str)> {
    let names = [
        frame.say("All", "Todos"),
        frame.say("Awaiting approval", "Por aprobar"),
        frame.say("Approved", "Aprobados"),
        frame.say("Rejected", "Rechazados"),
        frame.say("Needs no approval", "No requieren aprobación"),
        frame.say("Blocked", "Bloqueados"),
    ];
    STATES.iter().map(|(state, _)| *state).zip(names).collect()
}

/// Whether who looks may ask for changes.
pub(super) fn may_ask(call: &Call) -> bool {
    call.role().is_some_and(|role| role.may(Permission::RequestChanges))
}

/// How far a request has come, as far as its record says.
const fn stage(listed: &Listed) -> Stage {
    match (&listed.decision, listed.request.outcome) {
        (Some(decision), _) => match decision.statement.decided {
            Decided::Approved => Stage::Approved,
            Decided::Rejected => Stage::Rejected,
        },
        (None, Outcome::None) => Stage::Free,
        (None, Outcome::Notify) => Stage::Told,
        (None, Outcome::Approval) => Stage::Waiting,
        (None, Outcome::Blocked) => Stage::Blocked { rule: String::new() },
    }
}

fn row(listed: &Listed, frame: &Frame) -> ChangeRow {
    let (request, stage) = (&listed.request, stage(listed));
    let (state, class, _) = words_of(&stage, frame);
    let who = match (&listed.decision, &stage) {
        (Some(decision), _) => decision.statement.approver.clone(),
        (None, Stage::Waiting) if listed.approvers.is_empty() => {
            frame.say("nobody is named", "no hay nadie nombrado").to_owned()
        }
        (None, Stage::Waiting) => listed.approvers.join(", "),
        (None, _) => frame.say("nobody is needed", "no hace falta nadie").to_owned(),
    };
    ChangeRow {
        id: request.id.clone(),
        title: title(&request.title, frame),
        ticket: request.ticket.clone(),
        state,
        class,
        customer: listed.name.clone(),
        more: difference(request.after_usd, request.before_usd, frame.lang),
        after: amount(request.after_usd, frame.lang),
        who,
    }
}

/// Shows a change.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    if call.parameters.text("form").is_some() {
        return api::show(call).await;
    }
    page(call, String::new()).await
}

async fn page(call: &Call, made: String) -> Result<Answer, Problem> {
    let (id, database) = (id(call), &call.service.database);
    let standing = changes::standing(database, id, call.only()).await?;
    let today = standing.account.contract.time_zone.day_of(database.clock().now());
    let mut links = Vec::new();
    if may_ask(call) {
        links = changes::links(database, id, call.only()).await?;
    }
    let link = |it: &StoredApprovalLink| LinkRow {
        approver: it.link.approver.clone(),
        made: it.made_at.chars().take(10).collect(),
        until: day(it.link.last_day, call.lang),
        openings: it.openings,
        is_over: it.ended_at.is_some() || it.link.last_day < today,
    };
    let frame = Frame::of(call, Section::Changes, "");
    let sheet = Sheet::of(&standing, &frame);
    let request = &standing.request;
    let all = [
        (frame.say("Begins on", "Comienza el"), day(request.starts_on, frame.lang)),
        (frame.say("Deployment", "Despliegue"), request.bound.deployment.clone()),
        (frame.say("Environments", "Ambientes"), request.bound.environments.join(", ")),
        (frame.say("Rate card", "Tarifa"), request.bound.rate_card.clone()),
        (frame.say("Contract", "Contrato"), request.bound.contract.clone()),
        (frame.say("Who may decide", "Quién puede decidir"), sheet.approvers.join(", ")),
        (frame.say("Decision", "Decisión"), sheet.reference.clone()),
        (frame.say("Receipt", "Recibo"), sheet.receipt.clone()),
        (frame.say("Request", "Solicitud"), request.id.clone()),
        (
            frame.say("Hash of the statement", "Hash del documento"),
            short_hash(&request.statement_hash),
        ),
    ];
    frame::shown(&Change {
        facts: all.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        may_ask: may_ask(call),
        links: links.iter().map(link).collect(),
        made,
        key: random::secret().unwrap_or_default(),
        frame: Frame { title: sheet.title.clone(), ..frame },
        sheet,
    })
}

/// The request that the path names.
fn id(call: &Call) -> &str {
    call.parameters.text("change").unwrap_or_default()
}

/// Makes a link by which an approver decides, and shows it this once.
pub(super) async fn link(call: &Call) -> Result<Answer, Problem> {
    let (id, approver) = (id(call), call.field("approver").unwrap_or_default());
    // What is not there is not there, whatever the form says.
    changes::standing(&call.service.database, id, call.only()).await?;
    let path = format!("/changes/{id}/link");
    let sent = Sent::of_form(call, call.name(), &path, &["approver"])?;
    let asked = NewLink { change: id, approver: &approver, days: USUAL_LINK, only: call.only() };
    let done = changes::make_link(&call.service.database, &asked, Some(&sent.once())).await?;
    let origin = call.visit.as_ref().map(|it| it.origin.as_str()).unwrap_or_default();
    let made = done.record.map(|it| format!("{origin}/a/{}", it.secret.reveal()));
    page(call, made.unwrap_or_default()).await
}

/// Ends the links of a change.
pub(super) async fn revoke(call: &Call) -> Result<Answer, Problem> {
    let id = id(call);
    changes::revoke_links(&call.service.database, id, call.only(), None).await?;
    Ok(Answer::see(format!("/changes/{id}")))
}

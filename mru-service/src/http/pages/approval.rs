//! The page on which an approver decides: by their session, or by a link.

use askama::Template;
use axum::http::StatusCode;
use mru_core::Lang;
use reports::figures::short_hash;

use super::{
    super::{answer::Answer, call::Call, once::Sent, problem::Problem},
    change_sheet::{Sheet, last_day},
    changes::may_ask,
    frame::{self, Frame, Section},
    refused::sentence,
};
use crate::{
    callers::Permission,
    changes::{
        self, ChangeError, Decider, NewDecision, Refusal, Stage, Standing, USUAL_APPROVAL,
        record::Decided,
    },
    random,
};

#[derive(Template)]
#[template(path = "approval.html")]
struct Page {
    frame: Frame,
    sheet: Sheet,
    form: Option<Form>,
    /// Why who looks may not decide.
    why_not: String,
    /// What was sent, and does not hold any more.
    conflict: String,
    bound: Vec<String>,
    because: Vec<String>,
    statement_path: String,
    short_hash: String,
    is_link: bool,
    may_ask: bool,
}

/// What an approver fills in.
struct Form {
    action: String,
    person: String,
    statement: String,
    key: String,
    reason: String,
    error: String,
    last_day: String,
    /// Whether a code is the second factor.
    needs_code: bool,
    /// Whether codes are sent at all.
    are_codes_sent: bool,
    code_error: String,
    /// That a code was sent, and to whom.
    sent: String,
}

/// What is said of a decision that was sent and not recorded, or of a code that was sent.
#[derive(Default)]
pub(super) struct Sentences {
    conflict: String,
    error: String,
    reason: String,
    code_error: String,
    sent: String,
}

impl Sentences {
    /// That a code was sent to somebody.
    pub(super) fn sent(approver: &str, lang: Lang) -> Sentences {
        let sent = match lang {
            Lang::En => format!(
                "A code is on its way to {approver}. It works for {} minutes.",
                changes::CODE_MINUTES
            ),
            Lang::Es => format!(
                "Un código va en camino a {approver}. Sirve por {} minutos.",
                changes::CODE_MINUTES
            ),
        };
        Sentences { sent, ..Sentences::default() }
    }
}

/// How somebody came to the page.
#[derive(Clone, Copy)]
pub(super) enum Door<'a> {
    /// Signed in.
    Session,
    /// By a link that was made for an approver.
    Link {
        /// Its secret.
        secret: &'a str,
        /// For whom it is.
        approver: &'a str,
        /// Whether codes are sent.
        are_codes_sent: bool,
    },
}

/// Who looks, as contracts name people.
pub(super) fn person(call: &Call) -> &str {
    call.caller.as_ref().map_or("", |it| it.label.as_str())
}

/// Whether the role of who looks decides on changes.
pub(super) fn is_approver(call: &Call) -> bool {
    call.role().is_some_and(|role| role.may(Permission::ApproveChanges))
}

/// Whether who looks is signed in as somebody who may decide on a request.
pub(super) fn is_session_of_approver(call: &Call, standing: &Standing) -> bool {
    let customer = standing.request.bound.customer.as_str();
    let sees = call.only().is_none_or(|only| only == customer);
    sees && is_approver(call) && standing.may_be_decided_by(person(call)).is_ok()
}

/// What the button says that was pressed.
pub(super) fn decision_of(call: &Call) -> Decided {
    let pressed = call.field("decision").unwrap_or_default();
    if pressed == "approve" { Decided::Approved } else { Decided::Rejected }
}

/// Shows a request to who decides on it.
pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("change").unwrap_or_default();
    let standing = changes::standing(&call.service.database, id, call.only()).await?;
    let is_over = standing.stage == Stage::Lapsed;
    let status = if is_over { StatusCode::GONE } else { StatusCode::OK };
    page(call, &standing, Door::Session, Sentences::default(), status)
}

/// The page of a request as it stands.
pub(super) fn page(
    call: &Call,
    standing: &Standing,
    door: Door<'_>,
    sentences: Sentences,
    status: StatusCode,
) -> Result<Answer, Problem> {
    let frame = match door {
        Door::Session => Frame::of(call, Section::Approvals, ""),
        // Who comes by a link sees no sections.
        Door::Link { .. } => {
            let visit = call.visit.clone().unwrap_or_default();
            Frame::new(call.lang, &visit, None, Section::Elsewhere, String::new())
        }
    };
    let sheet = Sheet::of(standing, &frame);
    let request = &standing.request;
    let mark =
        if sentences.error.is_empty() && sentences.code_error.is_empty() { "" } else { "Error: " };
    let title = format!("{mark}{}", sheet.title);
    let conflict = sentences.conflict.clone();
    let refusal = standing.may_be_decided_by(person(call)).err();
    let why_not = why_not(&frame, refusal.as_ref());
    let form = form(call, standing, door, sentences);
    let view = sheet.priced.as_ref().map(|it| &it.view);
    frame::with_status(
        &Page {
            why_not,
            conflict,
            bound: view.map(|it| it.bound.clone()).unwrap_or_default(),
            because: view.map(|it| it.because.clone()).unwrap_or_default(),
            statement_path: match door {
                Door::Session => format!("/changes/{}?form=statement", request.id),
                Door::Link { secret, .. } => format!("/a/{secret}?form=statement"),
            },
            short_hash: short_hash(&request.statement_hash),
            is_link: matches!(door, Door::Link { .. }),
            may_ask: matches!(door, Door::Session) && may_ask(call),
            frame: Frame { title, ..frame },
            form,
            sheet,
        },
        status,
    )
}

/// What somebody fills in who may decide; none for who may not.
fn form(call: &Call, standing: &Standing, door: Door<'_>, sentences: Sentences) -> Option<Form> {
    let request = &standing.request;
    let is_session = is_session_of_approver(call, standing);
    let (action, person, needs_code, are_codes_sent) = match door {
        Door::Session if is_session => {
            (format!("/approvals/{}", request.id), person(call), false, false)
        }
        Door::Session => return None,
        Door::Link { secret, .. } if is_session => {
            (format!("/a/{secret}"), person(call), false, false)
        }
        Door::Link { secret, approver, are_codes_sent }
            if standing.may_be_decided_by(approver).is_ok() =>
        {
            (format!("/a/{secret}"), approver, true, are_codes_sent)
        }
        Door::Link { .. } => return None,
    };
    let today = standing.account.contract.time_zone.day_of(call.service.database.clock().now());
    Some(Form {
        action,
        person: person.to_owned(),
        statement: request.statement_hash.clone(),
        key: random::secret().unwrap_or_default(),
        last_day: last_day(today, USUAL_APPROVAL, call.lang),
        needs_code,
        are_codes_sent,
        reason: sentences.reason,
        error: sentences.error,
        code_error: sentences.code_error,
        sent: sentences.sent,
    })
}

/// Why somebody may not decide.
fn why_not(frame: &Frame, refusal: Option<&Refusal>) -> String {
    let said = match refusal {
        Some(Refusal::SelfApproval { .. }) => frame.say(
            "You asked for this change, and the contract wants another person to approve it.",
            "Usted solicitó este cambio, y el contrato exige que lo apruebe otra persona.",
        ),
        _ => frame.say(
            "You may look. Who the contract names among its approvers decides.",
            "Usted puede mirar. Decide quien el contrato nombra entre sus aprobadores.",
        ),
    };
    said.to_owned()
}

/// Records what an approver decided on the page.
pub(super) async fn decide(call: &Call) -> Result<Answer, Problem> {
    let id = call.parameters.text("change").unwrap_or_default();
    let database = &call.service.database;
    let said = |name| call.field(name).unwrap_or_default();
    let (statement, reason) = (said("statement"), said("reason").replace("\r\n", " "));
    // What is of a foreign customer is not there, whatever the form says.
    changes::standing(database, id, call.only()).await?;
    let asked = NewDecision {
        change: id,
        decided: decision_of(call),
        reason: reason.trim(),
        statement: Some(&statement),
        days: USUAL_APPROVAL,
    };
    let path = format!("/approvals/{id}");
    let sent = Sent::of_form(call, call.name(), &path, &["decision", "statement", "reason"])?;
    let decider = Decider { person: person(call), recorded_by: call.name(), only: call.only() };
    let refusal = match changes::decide(database, &asked, &decider, Some(&sent.once())).await {
        Ok(_) => return Ok(Answer::see(path)),
        Err(ChangeError::Refused(refusal)) => refusal,
        Err(error) => return Err(error.into()),
    };
    let standing = changes::standing(database, id, call.only()).await?;
    let (status, sentences) = refused(refusal, reason, call.lang)?;
    page(call, &standing, Door::Session, sentences, status)
}

/// What a refused decision says on its page; what concerns who decides is a page of its own.
pub(super) fn refused(
    refusal: Refusal,
    reason: String,
    lang: Lang,
) -> Result<(StatusCode, Sentences), Problem> {
    let say = |en: &str, es: &str| String::from(if lang == Lang::En { en } else { es });
    let mut sentences = Sentences { reason, ..Sentences::default() };
    let conflict = match &refusal {
        Refusal::ReasonMissing => {
            sentences.error = say(
                "A rejection needs a reason, so that whoever asked knows what to change.",
                "Un rechazo necesita un motivo, para que quien solicitó sepa qué cambiar.",
            );
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, sentences));
        }
        Refusal::TextUnreadable { .. } => {
            let problem = Problem::from(ChangeError::from(refusal));
            sentences.error = sentence(problem.detail().get(lang));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, sentences));
        }
        Refusal::CodeNotSent
        | Refusal::CodeExpired
        | Refusal::CodeWrong { .. }
        | Refusal::CodeTriedTooOften
        | Refusal::CodesTooMany { .. }
        | Refusal::CodeNotMailed => {
            let problem = Problem::from(ChangeError::from(refusal));
            sentences.code_error = sentence(problem.detail().get(lang));
            return Ok((problem.status, sentences));
        }
        Refusal::ChangeIsDecided { .. } => say(
            "It was decided before you sent this. Your decision was not recorded: this is what holds.",
            "Ya se había decidido cuando usted envió esto. Su decisión no se registró: esto es lo que vale.",
        ),
        Refusal::AnotherStatement { .. } => say(
            "What you saw is not what is asked for now. Nothing was decided: look at it again.",
            "Lo que usted vio no es lo que se solicita ahora. No se decidió nada: revíselo de nuevo.",
        ),
        Refusal::ChangeIsOutdated { .. } | Refusal::ChangeIsBlocked { .. } => say(
            "It is no longer what was asked for. Nothing was approved.",
            "Ya no es lo que se solicitó. No se aprobó nada.",
        ),
        _ => return Err(ChangeError::from(refusal).into()),
    };
    sentences.conflict = conflict;
    Ok((StatusCode::CONFLICT, sentences))
}

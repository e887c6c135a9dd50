//! A form that takes what there is and what there shall be, shows what the change costs and needs, and
//! asks for it.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;
use mru_core::{Finding, change::Outcome};
use serde_json::Value as Json;

use super::{
    super::{answer::Answer, call::Call, once::Sent, problem::Problem},
    approval::person,
    change_sheet::{Priced, days_of_month, title},
    change_typed::{FIELDS, Typed},
    frame::{self, Frame, Section},
    refused::{FindingRow, sentence},
};
use crate::{
    absent::Absent,
    changes::{self, Agreed, ChangeError, CheckRequest, Checked, Input, NewRequest, Refusal},
    off_the_runtime, random,
};

#[derive(Template)]
#[template(path = "change_new.html")]
struct Page {
    frame: Frame,
    typed: Typed,
    /// What was checked, line by line.
    priced: Option<Priced>,
    days: String,
    /// Hash of what was checked, so that nothing else is asked for.
    seen: String,
    /// Where what there is comes from.
    loaded: String,
    refused: String,
    /// The field that is wrong.
    field: &'static str,
    findings: Vec<FindingRow>,
    key: String,
    is_bound: bool,
    is_blocked: bool,
    needs_approval: bool,
}

/// Why a page shows no check.
#[derive(Default)]
struct Wrong {
    said: String,
    field: &'static str,
    findings: Vec<Finding>,
}

/// The form, with what the address says in it.
pub(super) async fn form(call: &Call) -> Result<Answer, Problem> {
    let text = |name| call.parameters.text(name).unwrap_or_default().to_owned();
    let mut typed = Typed {
        customer: call.only().map_or_else(|| text("customer"), str::to_owned),
        deployment: String::from("main"),
        requested_by: person(call).to_owned(),
        starts_on: call.day()?.to_string(),
        what: String::from("whole"),
        notation: String::from("yaml"),
        ..Typed::default()
    };
    if let Some(id) = call.parameters.text("from") {
        let standing = changes::standing(&call.service.database, id, call.only()).await?;
        let (request, checked) = (&standing.request, &standing.checked);
        let pretty = |it: &mru_core::Quote| {
            // INVARIANT (texts and numbers): nothing here can fail to serialise.
            serde_json::to_string_pretty(&it.deployment).unwrap_or_default()
        };
        typed = Typed {
            customer: request.bound.customer.clone(),
            deployment: request.bound.deployment.clone(),
            ticket: request.ticket.clone(),
            title: request.title.clone(),
            requested_by: request.requested_by.clone(),
            current: checked.base.as_ref().map(pretty).unwrap_or_default(),
            proposed: pretty(&checked.target),
            ..typed
        };
    }
    let mut loaded = String::new();
    if !typed.customer.is_empty() {
        loaded = load(call, &mut typed).await?;
    }
    page(call, typed, loaded, None, Wrong::default())
}

/// Puts into the form what the gate let through last, and says where that comes from.
async fn load(call: &Call, typed: &mut Typed) -> Result<String, Problem> {
    let frame = Frame::of(call, Section::Changes, "");
    let customer = call.customer_or(Some(typed.customer.as_str()))?.unwrap_or_default().to_owned();
    let found = changes::current(&call.service.database, &customer, typed.deployment()).await?;
    let Some(found) = found else {
        let none = frame.say(
            "The gate let nothing through for this deployment yet: put in the file of today",
            "La compuerta todavía no autoriza nada en este despliegue: ponga el archivo de hoy",
        );
        return Ok(none.to_owned());
    };
    typed.current = found.text;
    if typed.proposed.trim().is_empty() {
        typed.proposed.clone_from(&typed.current);
    }
    let since = super::figures::day(found.since, call.lang);
    Ok(match call.lang {
        mru_core::Lang::En => {
            format!(
                "As the gate let it through for {} on {since}, receipt {}",
                found.ticket, found.receipt
            )
        }
        mru_core::Lang::Es => {
            format!(
                "Como lo autorizó la compuerta para {} el {since}, recibo {}",
                found.ticket, found.receipt
            )
        }
    })
}

/// Checks what the form holds, or asks for what was checked.
pub(super) async fn send(call: &Call) -> Result<Answer, Problem> {
    let mut typed = Typed::of(call);
    if let Some(only) = call.only()
        && typed.customer.is_empty()
    {
        only.clone_into(&mut typed.customer);
    }
    let what = call.field("do").unwrap_or_default();
    if what == "load" {
        return match load(call, &mut typed).await {
            Ok(loaded) => page(call, typed, loaded, None, Wrong::default()),
            Err(problem) => {
                page(call, typed, String::new(), None, of_problem(call, &problem, "customer"))
            }
        };
    }
    let checked = match check(call, &typed).await {
        Ok(checked) => checked,
        Err(error) => {
            let wrong = wrong(call, error)?;
            return page(call, typed, String::new(), None, wrong);
        }
    };
    if what != "ask" {
        return page(call, typed, String::new(), Some(&checked), Wrong::default());
    }
    if call.field("seen") != Some(checked.change.hash()) {
        let frame = Frame::of(call, Section::Changes, "");
        let said = frame.say(
            "This is another change than the one that you saw. Look at it, and ask again.",
            "Este es otro cambio que el que usted vio. Revíselo y solicítelo de nuevo.",
        );
        let wrong = Wrong { said: said.to_owned(), ..Wrong::default() };
        return page(call, typed, String::new(), Some(&checked), wrong);
    }
    match ask(call, &typed).await {
        Ok(id) => Ok(Answer::see(format!("/changes/{id}"))),
        Err(error) => {
            let wrong = wrong(call, error)?;
            page(call, typed, String::new(), Some(&checked), wrong)
        }
    }
}

/// The day on which the change begins.
fn day(call: &Call, typed: &Typed) -> Result<NaiveDate, Problem> {
    if typed.starts_on.is_empty() {
        return call.day();
    }
    let day = typed.starts_on.parse();
    day.map_err(|_| {
        super::super::refusal::Refusal::ParameterUnreadable {
            name: "starts_on",
            value: typed.starts_on.clone(),
            example: "2026-11-21",
        }
        .into()
    })
}

/// Why a change is not checked or asked for: by the change, or by the request.
enum Fault {
    Change(ChangeError),
    Request(Problem),
}

impl From<ChangeError> for Fault {
    fn from(error: ChangeError) -> Fault {
        Fault::Change(error)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Fault {
        Fault::Request(problem)
    }
}

async fn check(call: &Call, typed: &Typed) -> Result<Checked, Fault> {
    let starts_on = day(call, typed)?;
    let customer = call.customer_or(Some(typed.customer.as_str()))?.unwrap_or_default();
    let agreed: Agreed = changes::agreed(&call.service.database, customer, starts_on).await?;
    let asked = CheckRequest {
        current: typed.current(),
        proposed: typed.proposed(),
        agreed: &agreed,
        starts_on,
        requested_by: &typed.requested_by,
    };
    Ok(off_the_runtime(|| changes::check(&asked))?)
}

/// Records the request; returns its id.
async fn ask(call: &Call, typed: &Typed) -> Result<String, Fault> {
    let sent = Sent::of_form(call, call.name(), "/changes/new", &FIELDS)?;
    let new = NewRequest {
        customer: &typed.customer,
        deployment: typed.deployment(),
        current: typed.current(),
        proposed: typed.proposed(),
        starts_on: Some(day(call, typed)?),
        ticket: &typed.ticket,
        title: &typed.title,
        requested_by: &typed.requested_by,
        language: None,
    };
    let done = changes::request(&call.service.database, &new, Some(&sent.once())).await?;
    let answer: Json = serde_json::from_str(&done.answer).unwrap_or_default();
    Ok(answer["id"].as_str().unwrap_or_default().to_owned())
}

/// What the page says of it; what is none of the form is a page of its own.
fn wrong(call: &Call, fault: Fault) -> Result<Wrong, Problem> {
    let error = match fault {
        Fault::Change(error) => error,
        Fault::Request(problem) if problem.status.is_client_error() => {
            let is_absent = problem.status == StatusCode::NOT_FOUND;
            return Ok(of_problem(
                call,
                &problem,
                if is_absent { "customer" } else { "starts_on" },
            ));
        }
        Fault::Request(problem) => return Err(problem),
    };
    let frame = Frame::of(call, Section::Changes, "");
    let field = match &error {
        ChangeError::Invalid(Input::Current, _) => "current",
        ChangeError::Invalid(..) => "proposed",
        ChangeError::Terms(_) => "starts_on",
        ChangeError::Absent(Absent::NoCustomer { .. }) => "customer",
        ChangeError::Refused(Refusal::RequesterNotNamed { .. }) => "requested_by",
        ChangeError::Refused(Refusal::PlaceUnknown { .. }) => "deployment",
        ChangeError::Refused(Refusal::TextUnreadable { field }) => field,
        _ => "",
    };
    if let ChangeError::Invalid(input, findings) = error {
        let said = match input {
            Input::Current => frame.say("What there is has errors", "Lo que hay tiene errores"),
            Input::Order => {
                frame.say("The change order has errors", "La orden de cambio tiene errores")
            }
            Input::Policy => frame.say("The policy has errors", "La política tiene errores"),
            Input::Proposed | Input::Change => {
                frame.say("What there shall be has errors", "Lo que habrá tiene errores")
            }
        };
        return Ok(Wrong { said: said.to_owned(), field, findings });
    }
    let problem = Problem::from(error);
    if problem.status.is_server_error() {
        return Err(problem);
    }
    Ok(of_problem(call, &problem, field))
}

fn of_problem(call: &Call, problem: &Problem, field: &'static str) -> Wrong {
    let said = sentence(problem.detail().get(call.lang));
    Wrong { said, field, findings: problem.found().to_vec() }
}

fn page(
    call: &Call,
    typed: Typed,
    loaded: String,
    checked: Option<&Checked>,
    wrong: Wrong,
) -> Result<Answer, Problem> {
    let frame = Frame::of(call, Section::Changes, "");
    let (status, mark) = if wrong.said.is_empty() {
        (StatusCode::OK, "")
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, "Error: ")
    };
    let about = reports::change_view::ChangeAbout {
        ticket: typed.ticket.clone(),
        title: title(&typed.title, &frame),
        requested_by: typed.requested_by.clone(),
        customer: typed.customer.clone(),
        deployment: typed.deployment().to_owned(),
    };
    let outcome = checked.map(|it| it.decision.outcome);
    frame::with_status(
        &Page {
            days: checked
                .map(|it| days_of_month(it, mru_core::calendar::Proration::Daily, call.lang))
                .unwrap_or_default(),
            seen: checked.map(|it| it.change.hash()).unwrap_or_default(),
            priced: checked.map(|it| Priced::of(it, &about, &frame)),
            loaded,
            refused: wrong.said,
            field: wrong.field,
            findings: wrong.findings.iter().map(|it| FindingRow::of(it, call.lang)).collect(),
            key: random::secret().unwrap_or_default(),
            is_bound: call.only().is_some(),
            is_blocked: outcome == Some(Outcome::Blocked),
            needs_approval: outcome == Some(Outcome::Approval),
            frame: Frame {
                title: format!("{mark}{}", frame.say("New change", "Nuevo cambio")),
                ..frame
            },
            typed,
        },
        status,
    )
}

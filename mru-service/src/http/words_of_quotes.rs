//! What is refused about quotes, in words of the API.

use axum::http::StatusCode;
use mru_core::text::Text;

use super::problem::Problem;
use crate::quotes::{QuoteError, Refusal, Step};

impl From<QuoteError> for Problem {
    fn from(error: QuoteError) -> Problem {
        match error {
            QuoteError::Store(error) => error.into(),
            QuoteError::Absent(absent) => absent.into(),
            QuoteError::Refused(refusal) => refused(&refusal),
            QuoteError::Billing(error) => error.into(),
            QuoteError::Card(error) => error.into(),
            QuoteError::Invalid(findings) => Problem::invalid(findings),
            QuoteError::Page(said) => Problem::inside(said),
        }
    }
}

fn refused(refusal: &Refusal) -> Problem {
    let problem = |(en, es): (String, String)| {
        Problem::new(StatusCode::CONFLICT, refusal.code(), Text::new(en, es))
    };
    match refusal {
        Refusal::QuoteNotOpen { number, state, since } => {
            let (en, es) = match state {
                Step::Accepted => ("accepted", "aceptada"),
                Step::Withdrawn => ("withdrawn", "retirada"),
                Step::Superseded => ("superseded", "reemplazada"),
            };
            let said = (
                format!("{number} was {en} on {since}, and nothing changes it any more"),
                format!("{number} fue {es} el {since}, y ya nada la cambia"),
            );
            problem(said).with("state", state.as_str()).with("since", since.to_string())
        }
        Refusal::QuoteExpired { number, valid_until, .. } => problem((
            format!("{number} was valid until {valid_until}; issue a new version of it"),
            format!("{number} fue válida hasta el {valid_until}; emita una nueva versión"),
        ))
        .with("valid_until", valid_until.to_string()),
        Refusal::DraftIsIssued { draft, number } => problem((
            format!("{draft} was issued as {number}"),
            format!("{draft} se emitió como {number}"),
        ))
        .with("number", number.as_str()),
        Refusal::QuoteIsDraft { draft } => problem((
            format!("{draft} is a draft, and has to be issued first"),
            format!("{draft} es un borrador, y primero se debe emitir"),
        )),
        Refusal::QuoteDayBeforeLast { asked, number, issued_on } => problem((
            format!("{asked} is before {issued_on}, on which {number} was issued"),
            format!("el {asked} es anterior al {issued_on}, en que se emitió {number}"),
        )),
        Refusal::NothingToCopy { reference, day, known } => {
            let problem = problem((
                format!("nothing of `{reference}` stands on {day}"),
                format!("nada de `{reference}` está vigente el {day}"),
            ));
            problem.with("deployments", known.clone())
        }
        Refusal::QuoteNotAsIssued { .. } | Refusal::NoRandomLink => {
            Problem::inside(format!("{refusal:?}"))
        }
        refusal => unfit(refusal),
    }
}

/// What is asked for is not as it has to be.
fn unfit(refusal: &Refusal) -> Problem {
    let problem = |(en, es): (String, String)| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), Text::new(en, es))
    };
    match refusal {
        Refusal::QuoteDayToCome { asked, today } => problem((
            format!("{asked} is still to come; the latest day is {today}"),
            format!("el {asked} aún no llega; el último día es el {today}"),
        )),
        Refusal::QuoteValidity { days, longest } => problem((
            format!("a quote or link cannot last {days} days; say 1 to {longest}"),
            format!("una cotización o enlace no puede durar {days} días; indique de 1 a {longest}"),
        )),
        Refusal::QuoteText { field, longest } => problem((
            format!("`{field}` needs 1 to {longest} characters that can be seen"),
            format!("`{field}` necesita de 1 a {longest} caracteres que se puedan ver"),
        ))
        .with("field", *field),
        Refusal::LinkNotMailed { address } => problem((
            format!(
                "no link can be mailed to `{address}`: it is no address, or this service sends no links by mail"
            ),
            format!(
                "no se puede enviar un enlace a `{address}`: no es una dirección, o este servicio no envía enlaces por correo"
            ),
        )),
        Refusal::NoContractYet { customer, day, first } => problem((
            format!("customer `{customer}` has no contract on {day}: it begins on {first}"),
            format!("el cliente `{customer}` no tiene contrato el {day}: comienza el {first}"),
        )),
        Refusal::QuoteCardByContract { customer } => problem((
            format!("the contract of `{customer}` names its rate card; leave out `rate_card`"),
            format!("el contrato de `{customer}` indica su tarifa; quite `rate_card`"),
        )),
        Refusal::QuoteTotalTooLarge | Refusal::QuoteDifferenceTooLarge => problem((
            String::from("the amounts are too large to be kept exactly"),
            String::from("los montos son demasiado grandes para guardarlos con exactitud"),
        )),
        refusal => Problem::inside(format!("{refusal:?}")),
    }
}

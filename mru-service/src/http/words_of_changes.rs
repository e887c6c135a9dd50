//! What is refused about changes, in words for who asks the API.

use axum::http::StatusCode;

use super::problem::Problem;
use crate::changes::{ChangeError, Refusal};

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Problem {
        match error {
            ChangeError::Invalid(_, findings) => Problem::invalid(findings),
            ChangeError::Terms(error) => (*error).into(),
            ChangeError::Absent(absent) => absent.into(),
            ChangeError::Billing(error) => error.into(),
            ChangeError::Unsigned(refusal) => {
                let detail = say!(
                    "the service cannot sign; its log says why, by the id of this request",
                    "el servicio no puede firmar; su registro dice por qué, por el id de esta solicitud"
                );
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Problem::new(status, refusal.code(), detail).because(format!("{refusal:?}"))
            }
            ChangeError::Refused(refusal) => refused(&refusal),
        }
    }
}

fn refused(refusal: &Refusal) -> Problem {
    let problem = |status, detail| Problem::new(status, refusal.code(), detail);
    let (forbidden, conflict) = (StatusCode::FORBIDDEN, StatusCode::CONFLICT);
    let invalid = StatusCode::UNPROCESSABLE_ENTITY;
    match refusal {
        Refusal::RequesterNotNamed { person } => problem(
            invalid,
            say!(
                "`{person}` is not among those who may ask for changes by the contract",
                "`{person}` no está entre quienes pueden pedir cambios según el contrato"
            ),
        ),
        Refusal::ApproverNotNamed { person } => problem(
            forbidden,
            say!(
                "the contract does not name `{person}`, for whom this key was made, among its approvers on this day",
                "el contrato no nombra a `{person}`, para quien se creó esta clave, entre sus aprobadores en este día"
            ),
        ),
        Refusal::SelfApproval { person } => problem(
            forbidden,
            say!(
                "`{person}` asked for this change, and the contract wants another person to approve it",
                "`{person}` pidió este cambio, y el contrato exige que lo apruebe otra persona"
            ),
        ),
        Refusal::PlaceUnknown { place } => {
            problem(invalid, say!("the customer has no `{place}`", "el cliente no tiene `{place}`"))
        }
        Refusal::ChangeIsDecided { decision, .. } => problem(
            conflict,
            say!(
                "the change was decided on before, by {decision}; a new request needs a new decision",
                "el cambio ya fue decidido, por {decision}; una nueva solicitud necesita una nueva decisión"
            ),
        )
        .with("decision", decision.as_str()),
        Refusal::ChangeIsBlocked { rule } => problem(
            conflict,
            say!(
                "rule `{rule}` of the policy blocks the change",
                "la regla `{rule}` de la política bloquea el cambio"
            ),
        )
        .with("rule", rule.as_str()),
        Refusal::ChangeIsOutdated { what } => problem(
            conflict,
            say!(
                "`{what}` is another one than when the change was asked for; POST /v1/changes asks anew",
                "`{what}` es otro que cuando se pidió el cambio; POST /v1/changes lo pide de nuevo"
            ),
        )
        .with("what", *what),
        Refusal::AnotherStatement { recorded } => problem(
            conflict,
            say!(
                "the statement that was seen is not the recorded one, {recorded}",
                "el documento que se vio no es el registrado, {recorded}"
            ),
        ),
        Refusal::CodeNotSent
        | Refusal::CodeExpired
        | Refusal::CodeWrong { .. }
        | Refusal::CodeTriedTooOften
        | Refusal::CodesTooMany { .. }
        | Refusal::CodeNotMailed
        | Refusal::ChangeNeedsNobody => of_links(refusal),
        other => of_values(other, invalid),
    }
}

/// Links and their codes.
fn of_links(refusal: &Refusal) -> Problem {
    let forbidden = StatusCode::FORBIDDEN;
    let (status, detail) = match refusal {
        Refusal::ChangeNeedsNobody => (
            StatusCode::CONFLICT,
            say!("nobody has to approve this change", "nadie tiene que aprobar este cambio"),
        ),
        Refusal::CodeNotSent => (
            forbidden,
            say!(
                "no code was sent for this link yet",
                "todavía no se envía un código para este enlace"
            ),
        ),
        Refusal::CodeExpired => (
            forbidden,
            say!("the code is over; have another one sent", "el código venció; pida otro"),
        ),
        Refusal::CodeWrong { left } => (
            forbidden,
            say!(
                "this is not the code that was sent; it may be tried {left} more times",
                "este no es el código que se envió; se puede intentar {left} veces más"
            ),
        ),
        Refusal::CodeTriedTooOften => (
            forbidden,
            say!(
                "the code was tried too often; have another one sent",
                "el código se intentó demasiadas veces; pida otro"
            ),
        ),
        Refusal::CodesTooMany { most } => (
            StatusCode::TOO_MANY_REQUESTS,
            say!(
                "this link was sent {most} codes within an hour; use the last one, or wait",
                "para este enlace se enviaron {most} códigos en una hora; use el último, o espere"
            ),
        ),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            say!(
                "no mail can be sent to this address; sign in to decide",
                "no se puede enviar un correo a esta dirección; inicie sesión para decidir"
            ),
        ),
    };
    Problem::new(status, refusal.code(), detail)
}

/// Values that cannot be.
fn of_values(refusal: &Refusal, status: StatusCode) -> Problem {
    let detail = match refusal {
        Refusal::ReasonMissing => {
            say!("a rejection needs a `reason`", "un rechazo necesita un `reason`")
        }
        Refusal::ApprovalLifetime { longest, .. } => say!(
            "an approval waits for 1 to {longest} days",
            "una aprobación espera de 1 a {longest} días"
        ),
        Refusal::EnvelopeUnbounded { longest, .. } => say!(
            "an envelope is of more than USD 0 and lasts from today to {longest} days from now",
            "un sobre es de más de US$ 0 y dura desde hoy hasta {longest} días más"
        ),
        Refusal::LinkLifetime { longest, .. } => {
            say!("a link opens for 1 to {longest} days", "un enlace abre de 1 a {longest} días")
        }
        Refusal::TextUnreadable { field } => say!(
            "`{field}` is longer than 200 characters, or holds what cannot be seen",
            "`{field}` tiene más de 200 caracteres, o contiene algo que no se ve"
        ),
        _ => say!(
            "say what is to be done: `change`, `approval`, `proposed` or `order`",
            "indique qué se va a hacer: `change`, `approval`, `proposed` u `order`"
        ),
    };
    Problem::new(status, refusal.code(), detail)
}

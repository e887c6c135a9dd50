//! What is refused about telling others, in words for who asks the API.

use axum::http::StatusCode;
use mru_core::text::Text;

use super::{problem::Problem, refusal};
use crate::{
    budgets::{self, BudgetError},
    notifying::{EventKind, NotifyError, Refusal},
};

impl From<NotifyError> for Problem {
    fn from(error: NotifyError) -> Problem {
        match error {
            NotifyError::Store(error) => error.into(),
            NotifyError::Absent(absent) => absent.into(),
            NotifyError::Refused(refusal) => refused(&refusal),
        }
    }
}

fn refused(refusal: &Refusal) -> Problem {
    let problem = |status, detail| Problem::new(status, refusal.code(), detail);
    let (invalid, conflict) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT);
    match refusal {
        Refusal::WebhookUrl { url } => problem(
            invalid,
            say!(
                "`{url}` cannot be a webhook; send an https:// URL of at most 500 characters, without name and password",
                "`{url}` no puede ser un webhook; envíe una URL https:// de hasta 500 caracteres, sin nombre ni contraseña"
            ),
        ),
        Refusal::EventUnknown { event } => problem(
            invalid,
            say!(
                "there is no event `{event}`; `known` has all",
                "no existe el evento `{event}`; `known` los tiene todos"
            ),
        )
        .with("known", EventKind::ALL.map(EventKind::as_str).to_vec()),
        Refusal::WebhookHasEnded { webhook } => problem(
            conflict,
            say!(
                "webhook {webhook} was removed; POST /v1/webhooks registers another one",
                "el webhook {webhook} fue eliminado; POST /v1/webhooks registra otro"
            ),
        ),
        Refusal::NotReplayable { delivery } => problem(
            conflict,
            say!(
                "{delivery} waits still, or is a mail that was sent, whose text is not kept",
                "{delivery} todavía espera, o es un correo ya enviado, cuyo texto no se guarda"
            ),
        ),
        Refusal::MailAddress { address } => problem(
            invalid,
            say!(
                "`{address}` cannot stand in a mail; write it as name@example.com",
                "`{address}` no puede estar en un correo; escríbala como nombre@example.com"
            ),
        ),
        Refusal::NoRandomSecret | Refusal::WebhookOverlap { .. } | Refusal::BaseUrl { .. } => {
            problem(
                StatusCode::SERVICE_UNAVAILABLE,
                say!(
                    "no secret can be made now; ask again in some seconds",
                    "no se puede crear un secreto ahora; pregunte de nuevo en unos segundos"
                ),
            )
        }
    }
}

/// Why a ticket is not taken.
pub(super) fn of_hooks(refusal: &refusal::Refusal) -> Text {
    match refusal {
        refusal::Refusal::SignatureMissing { header } => say!(
            "the header `{header}` is missing; sign what is sent with the secret that the service shares with the sender",
            "falta el encabezado `{header}`; firme lo que envía con el secreto que el servicio comparte con quien envía"
        ),
        refusal::Refusal::SignatureWrong => say!(
            "the signature is not of what was sent by the shared secret; check that the body is signed as it is sent, byte by byte",
            "la firma no es de lo enviado con el secreto compartido; revise que el cuerpo se firme tal como se envía, byte a byte"
        ),
        refusal::Refusal::SignatureStale { seconds } => say!(
            "this was signed more than {seconds} seconds before or after now; sign it again when it is sent, and check both clocks",
            "esto se firmó a más de {seconds} segundos de ahora; fírmelo de nuevo al enviarlo, y revise ambos relojes"
        ),
        _ => say!(
            "nobody may send tickets here: the service was started without a secret for it",
            "nadie puede enviar tickets aquí: el servicio se inició sin un secreto para ello"
        ),
    }
}

impl From<BudgetError> for Problem {
    fn from(error: BudgetError) -> Problem {
        match error {
            BudgetError::Store(error) => error.into(),
            BudgetError::Absent(absent) => absent.into(),
            BudgetError::Refused(refusal) => no_budget(&refusal),
        }
    }
}

fn no_budget(refusal: &budgets::Refusal) -> Problem {
    let detail = match refusal {
        budgets::Refusal::BudgetPlaceUnknown { place } => {
            say!("the customer has no `{place}`", "el cliente no tiene `{place}`")
        }
        budgets::Refusal::BudgetLimit { most } => say!(
            "`{most}` cannot be a budget; send 0 to 1000000000 with at most two decimal places, or no `most` to end it",
            "`{most}` no puede ser un presupuesto; envíe de 0 a 1000000000 con dos decimales como máximo, o sin `most` para terminarlo"
        ),
        budgets::Refusal::BudgetWithoutDeployment { environment } => say!(
            "environment `{environment}` is of which deployment? Send `deployment` as well",
            "¿de qué despliegue es el ambiente `{environment}`? Envíe también `deployment`"
        ),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), detail)
}

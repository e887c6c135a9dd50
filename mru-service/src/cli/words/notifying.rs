//! Why something about telling others is not done.

use mru_core::text::Text;

use crate::notifying::{EventKind, Refusal};

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::WebhookUrl { url } => say!(
            "`{url}` cannot be a webhook; give an https:// URL of at most 500 characters, without name and password",
            "`{url}` no puede ser un webhook; indique una URL https:// de hasta 500 caracteres, sin nombre ni contraseña"
        ),
        Refusal::EventUnknown { event } => {
            let known = EventKind::ALL.map(EventKind::as_str).join(", ");
            say!(
                "there is no event `{event}`; there are {known}",
                "no existe el evento `{event}`; existen {known}"
            )
        }
        Refusal::WebhookHasEnded { webhook } => say!(
            "webhook {webhook} was removed; register another one with `mru webhook add`",
            "el webhook {webhook} fue eliminado; registre otro con `mru webhook add`"
        ),
        Refusal::WebhookOverlap { longest } => say!(
            "both secrets sign for 0 to {longest} hours; say so by `--overlap-hours`",
            "ambos secretos firman de 0 a {longest} horas; indíquelo con `--overlap-hours`"
        ),
        Refusal::NoRandomSecret => say!(
            "the system gives no random numbers, so no secret can be made; try again later",
            "el sistema no entrega números aleatorios, así que no se puede crear un secreto; reintente más tarde"
        ),
        Refusal::NotReplayable { delivery } => say!(
            "{delivery} waits still, or is a mail that was sent, whose text is not kept; `mru outbox list` says which",
            "{delivery} todavía espera, o es un correo ya enviado, cuyo texto no se guarda; `mru outbox list` dice cuál"
        ),
        Refusal::MailAddress { address } => say!(
            "`{address}` cannot stand in a mail; write it as billing@example.com, or \"Billing <billing@example.com>\"",
            "`{address}` no puede estar en un correo; escríbala como cobros@example.com, o \"Cobros <cobros@example.com>\""
        ),
        Refusal::BaseUrl { url } => say!(
            "links cannot begin with `{url}`; give the address of the service, such as https://mru.example.com",
            "los enlaces no pueden comenzar con `{url}`; indique la dirección del servicio, como https://mru.example.com"
        ),
    }
}

//! Why an API key is not made, changed or accepted.

use mru_core::text::Text;

use crate::callers::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::ApiKeyLifetime { days, longest } => say!(
            "an API key cannot live for {days} days; say 1 to {longest} by `--days`",
            "una clave de API no puede durar {days} días; indique de 1 a {longest} con `--days`"
        ),
        Refusal::ApiKeyLabel => say!(
            "say in 1 to 200 visible characters who or what holds the key: `--label \"provisioning tool\"`",
            "diga en 1 a 200 caracteres visibles quién o qué tiene la clave: `--label \"herramienta de aprovisionamiento\"`"
        ),
        Refusal::ApiKeyHasEnded { key, since } => say!(
            "API key {key} is no longer accepted since {since}; make another one with `mru api-key create`",
            "la clave de API {key} ya no se acepta desde el {since}; cree otra con `mru api-key create`"
        ),
        Refusal::NoRandomApiKey => say!(
            "the system gives no random numbers, so no API key can be made; try again later",
            "el sistema no entrega números aleatorios, así que no se puede crear una clave de API; reintente más tarde"
        ),
        Refusal::ApiKeyUnknown => say!(
            "no API key of this store is this one; `mru api-key list` shows all",
            "ninguna clave de API de este almacén es esta; `mru api-key list` las muestra todas"
        ),
        Refusal::ApiKeyExpired { since } => {
            say!("the API key has expired, on {since}", "la clave de API venció el {since}")
        }
        Refusal::ApiKeyRevoked { since } => say!(
            "the API key is no longer accepted, since {since}",
            "la clave de API ya no se acepta, desde el {since}"
        ),
    }
}

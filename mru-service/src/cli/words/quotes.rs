//! What is refused about stored quotes.

use mru_core::text::Text;

use crate::quotes::{Refusal, Step};

/// How a quote ended, as an adjective of it.
const fn ended(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Accepted => ("accepted", "aceptada"),
        Step::Withdrawn => ("withdrawn", "retirada"),
        Step::Superseded => ("superseded", "reemplazada"),
    }
}

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::LinkNotMailed { .. } | Refusal::NoRandomLink => link(refusal),
        Refusal::QuoteNotOpen { number, state, since } => {
            let (en, es) = ended(*state);
            say!(
                "{number} was {en} on {since}, and nothing changes it any more; save a new quote by `mru quote save`",
                "{number} fue {es} el {since}, y ya nada la cambia; guarde una cotización nueva con `mru quote save`"
            )
        }
        Refusal::QuoteExpired { number, valid_until, day } => say!(
            "{number} was valid until {valid_until}, and the day is {day}; make a new version by `mru quote revise {number}` and issue it",
            "{number} fue válida hasta el {valid_until}, y el día es {day}; haga una nueva versión con `mru quote revise {number}` y emítala"
        ),
        Refusal::DraftIsIssued { draft, number } => say!(
            "{draft} was issued as {number}; a changed one is a new version: `mru quote revise {number}`",
            "{draft} se emitió como {number}; una cambiada es una nueva versión: `mru quote revise {number}`"
        ),
        Refusal::QuoteIsDraft { draft } => say!(
            "{draft} is a draft, and has no number yet; issue it by `mru quote issue {draft}`",
            "{draft} es un borrador, y aún no tiene número; emítalo con `mru quote issue {draft}`"
        ),
        Refusal::QuoteDayBeforeLast { asked, number, issued_on } => say!(
            "{asked} is before {issued_on}, on which {number} was issued; name a later day by `--as-of`",
            "el {asked} es anterior al {issued_on}, en que se emitió {number}; indique un día posterior con `--as-of`"
        ),
        Refusal::QuoteDayToCome { asked, today } => say!(
            "{asked} is still to come; name {today} or a day before by `--as-of`",
            "el {asked} aún no llega; indique el {today} o un día anterior con `--as-of`"
        ),
        Refusal::QuoteValidity { days, longest } => say!(
            "a quote cannot be valid for {days} days; say 1 to {longest} by `--valid-days`",
            "una cotización no puede ser válida por {days} días; indique de 1 a {longest} con `--valid-days`"
        ),
        Refusal::QuoteText { field, longest } => say!(
            "state `--{field}` in 1 to {longest} characters that can be seen",
            "indique `--{field}` en 1 a {longest} caracteres que se puedan ver"
        ),
        Refusal::NoContractYet { customer, day, first } => say!(
            "customer `{customer}` has no contract on {day}: its first version begins on {first}",
            "el cliente `{customer}` no tiene contrato el {day}: su primera versión comienza el {first}"
        ),
        Refusal::QuoteCardByContract { customer } => say!(
            "the contract of `{customer}` names its rate card; leave out `--rate-card`, or `--customer` for a quote without the contract",
            "el contrato de `{customer}` indica su tarifa; quite `--rate-card`, o `--customer` para cotizar sin el contrato"
        ),
        Refusal::QuoteNotAsIssued { number } => say!(
            "{number} made again from what it pins is not the quote that was issued; run `mru verify`, and bring back a backup if the store was changed",
            "{number} hecha de nuevo desde lo que fija no es la cotización emitida; ejecute `mru verify`, y recupere un respaldo si el almacén fue modificado"
        ),
        Refusal::NothingToCopy { reference, day, known } => {
            let known = known.join(", ");
            say!(
                "nothing of `{reference}` stands on {day}; name CUSTOMER/DEPLOYMENT, of which there are: {known}, or another day by `--as-of`",
                "nada de `{reference}` está vigente el {day}; indique CLIENTE/DESPLIEGUE, de los que hay: {known}, u otro día con `--as-of`"
            )
        }
        Refusal::QuoteTotalTooLarge => say!(
            "the monthly total is too large to be kept; check weights, price and quantities",
            "el total mensual es demasiado grande para guardarlo; revise pesos, precio y cantidades"
        ),
        Refusal::QuoteDifferenceTooLarge => say!(
            "the amounts of the two quotes are too large to be compared exactly",
            "los montos de las dos cotizaciones son demasiado grandes para compararlos con exactitud"
        ),
    }
}

/// Why there is no link, or it is not sent.
fn link(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::LinkNotMailed { address } => say!(
            "no link can be mailed to `{address}`: check the address, and that `mru mail show` says from whom and where links lead",
            "no se puede enviar un enlace a `{address}`: revise la dirección, y que `mru mail show` indique desde quién y adónde llevan los enlaces"
        ),
        _ => say!(
            "the system gives no random numbers, so no link can be made; try again later",
            "el sistema no entrega números aleatorios, así que no se puede crear un enlace; reintente más tarde"
        ),
    }
}

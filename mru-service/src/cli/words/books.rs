//! What cannot be looked at.

use mru_core::text::Text;

use crate::books::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NotAMonth { reference } => say!(
            "`{reference}` is no CUSTOMER/PERIOD, such as bank/2026-10",
            "`{reference}` no es CLIENTE/PERÍODO, como bank/2026-10"
        ),
        Refusal::MonthIsIssued { reference, number } => say!(
            "{reference} was issued as {number}, which never changes; what the facts say now becomes correction lines of the next month",
            "{reference} se emitió como {number}, que nunca cambia; lo que los hechos digan ahora serán líneas de corrección del mes siguiente"
        ),
    }
}

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
        Refusal::NotAQuote { problem } => say!(
            "this is not the JSON document of a quote: {problem}; `mru quote FILE --format json` writes one",
            "esto no es el documento JSON de una cotización: {problem}; `mru quote ARCHIVO --format json` escribe uno"
        ),
        Refusal::QuoteDoesNotAddUp { lines, total } => say!(
            "the lines of the quote sum to USD {lines}, but its total says USD {total}; score the quote as it was written",
            "las líneas de la cotización suman US$ {lines}, pero su total dice US$ {total}; evalúe la cotización tal como se escribió"
        ),
        Refusal::DeploymentNotBilled { asked, billed } => {
            let billed = billed.join(", ");
            say!(
                "the month does not bill deployment `{asked}`; it bills: {billed}; name one by --deployment",
                "el mes no factura el despliegue `{asked}`; factura: {billed}; indique uno con --deployment"
            )
        }
        Refusal::PartOfAMonth { deployment, from, until } => {
            let last = until.pred_opt().unwrap_or(*until);
            say!(
                "deployment `{deployment}` ran from {from} to {last} only, and the quote is of whole months; score it against a month in which it ran from the first day to the last",
                "el despliegue `{deployment}` funcionó solo del {from} al {last}, y la cotización es de meses completos; evalúela frente a un mes en que haya funcionado del primer día al último"
            )
        }
        Refusal::SumTooLarge { step } => say!(
            "the result needs more than 28 digits while {step}",
            "el resultado necesita más de 28 dígitos ({step})"
        ),
    }
}

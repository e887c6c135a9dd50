//! Why something is not issued.

use mru_core::text::Text;

use crate::billing::{AskedNote, IssueRefusal, UsedKey};

/// Why something is not issued.
pub(in crate::cli) fn words(refusal: &IssueRefusal) -> Text {
    match refusal {
        IssueRefusal::PeriodNotEnded { period, next } => say!(
            "{period} has not ended; issue it from {next} on, or now with `--early --reason TEXT`",
            "{period} no ha terminado; emítalo desde el {next}, o ahora con `--early --reason TEXTO`"
        ),
        IssueRefusal::IssueDateWithinPeriod { asked, period, next } => say!(
            "the issue date {asked} is before the end of {period}; the first possible one is {next}",
            "la fecha de emisión {asked} es anterior al fin de {period}; la primera posible es {next}"
        ),
        IssueRefusal::IssueDateToCome { asked, today } => say!(
            "the issue date {asked} is in the future; today is {today}",
            "la fecha de emisión {asked} está en el futuro; hoy es {today}"
        ),
        IssueRefusal::IssueDateBeforeLast { asked, number, issued_on } => say!(
            "the issue date {asked} is before that of {number}, which was issued on {issued_on}; choose that day or a later one",
            "la fecha de emisión {asked} es anterior a la de {number}, emitido el {issued_on}; elija ese día o uno posterior"
        ),
        IssueRefusal::SeriesIsAhead { number, issued_on } => say!(
            "{number}, the last document of its series, is dated {issued_on}, which is in the future; give the supplier another series until then",
            "{number}, el último documento de su serie, tiene fecha {issued_on}, que está en el futuro; dé otra serie al proveedor hasta entonces"
        ),
        IssueRefusal::DueDateBeyondCalendar { issued_on, days } => say!(
            "{days} days after {issued_on} are beyond every calendar; correct `due_days` of the contract",
            "{days} días después del {issued_on} están fuera de todo calendario; corrija `due_days` del contrato"
        ),
        IssueRefusal::EarlyReasonUnreadable { longest } => say!(
            "the reason must be a text of at most {longest} characters on one line",
            "la razón debe ser un texto de a lo más {longest} caracteres en una línea"
        ),
        IssueRefusal::EarlierMonthIsDraft { earlier } => say!(
            "{earlier} is still a draft; issue it first",
            "{earlier} todavía es un borrador; emítalo primero"
        ),
        IssueRefusal::DraftIsStale { period } => say!(
            "facts changed after the draft was made; run `mru bill {period}` and look again",
            "los hechos cambiaron después de hacer el borrador; ejecute `mru bill {period}` y revíselo de nuevo"
        ),
        IssueRefusal::CustomerSetAside { finding } => finding.message.clone(),
        IssueRefusal::KeyIsUsed { key, used, asked } => key_is_used(key, used, asked),
    }
}

/// A key that was used for another request; both are named.
fn key_is_used(key: &str, used: &UsedKey, asked: &AskedNote) -> Text {
    let UsedKey { number, issued_on, total, about, why } = used;
    let AskedNote { lines, about: other, why: reason, day } = asked;
    let (day_en, day_es) = match day {
        Some(day) => (format!("on {day}"), format!("con fecha {day}")),
        None => (String::from("today"), String::from("hoy")),
    };
    say!(
        "the key `{key}` was used for {number}, issued on {issued_on}: USD {total} about {about}, {why}; this request is another one: lines {lines} of {other}, {reason}, {day_en}; choose another key",
        "la clave `{key}` se usó para {number}, emitida el {issued_on}: US$ {total} sobre {about}, {why}; esta solicitud es otra: líneas {lines} de {other}, {reason}, {day_es}; elija otra clave"
    )
}

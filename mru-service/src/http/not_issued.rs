//! Why a draft stays a draft, in words for who asked the service to issue it.

use mru_core::text::Text;

use crate::billing::IssueRefusal;

/// Why something is not issued, and what to do about it.
pub(super) fn not_issued(refusal: &IssueRefusal) -> Text {
    match refusal {
        IssueRefusal::PeriodNotEnded { period, next } => say!(
            "{period} has not ended; issue it from {next} on",
            "{period} no ha terminado; emítalo desde el {next}"
        ),
        IssueRefusal::SeriesIsAhead { number, issued_on } => say!(
            "{number}, the last document of its series, is dated {issued_on}, which is in the future; give the supplier another series until then",
            "{number}, el último documento de su serie, tiene fecha {issued_on}, que está en el futuro; dé otra serie al emisor hasta entonces"
        ),
        IssueRefusal::DueDateBeyondCalendar { issued_on, days } => say!(
            "{days} days after {issued_on} are beyond every calendar; correct `due_days` of the contract",
            "{days} días después del {issued_on} están fuera de todo calendario; corrija `due_days` del contrato"
        ),
        IssueRefusal::EarlierMonthIsDraft { earlier } => say!(
            "{earlier} is still a draft; issue it first",
            "{earlier} todavía es un borrador; emítalo primero"
        ),
        IssueRefusal::DraftIsStale { period } => say!(
            "facts changed after the draft was made; run {period} again and look at it",
            "los hechos cambiaron después de hacer el borrador; procese {period} de nuevo y revíselo"
        ),
        IssueRefusal::CustomerSetAside { finding } => finding.message.clone(),
        // The service asks for no day, reason or key of its own.
        IssueRefusal::EarlyReasonUnreadable { .. }
        | IssueRefusal::IssueDateWithinPeriod { .. }
        | IssueRefusal::IssueDateToCome { .. }
        | IssueRefusal::IssueDateBeforeLast { .. }
        | IssueRefusal::KeyIsUsed { .. } => say!(
            "the day or key of issue is refused; issue it by the command line",
            "la fecha o la clave de emisión se rechaza; emítalo con la línea de comandos"
        ),
    }
}

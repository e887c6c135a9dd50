//! Why something cannot be looked at, in words, with what to do on the command line.

use mru_core::text::Text;

use crate::{books::LookError, failure::Failure};

impl From<LookError> for Failure {
    fn from(error: LookError) -> Failure {
        let text = match error {
            LookError::Store(error) => return error.into(),
            LookError::Billing(error) => return error.into(),
            LookError::Contradiction { of, findings } => return Failure::invalid(of, "", findings),
            LookError::NoDocument { reference } => Text::new(
                format!(
                    "there is no document `{reference}`: name a number such as INV-000001, or CUSTOMER/PERIOD; run `mru invoice list PERIOD` to see all"
                ),
                format!(
                    "no existe el documento `{reference}`: indique un número como INV-000001, o CLIENTE/PERÍODO; ejecute `mru invoice list PERÍODO` para verlos todos"
                ),
            ),
            LookError::NoLine { document, line, lines } => Text::new(
                format!("{document} has no line {line}; its lines are 1 to {lines}"),
                format!("{document} no tiene la línea {line}; sus líneas van de la 1 a la {lines}"),
            ),
            LookError::NoCustomer { customer } => Text::new(
                format!("there is no customer `{customer}`; run `mru customer list`"),
                format!("no existe el cliente `{customer}`; ejecute `mru customer list`"),
            ),
            LookError::NothingOfRun { run } => Text::new(
                format!(
                    "there is nothing of a run `{run}`: no document that it issued, and no draft of it that still stands; `mru bill` and `mru invoice issue` say the names of their runs"
                ),
                format!(
                    "no hay nada de una corrida `{run}`: ningún documento emitido por ella ni un borrador suyo vigente; `mru bill` y `mru invoice issue` dicen los nombres de sus corridas"
                ),
            ),
            LookError::NoMonth { reference } => Text::new(
                format!("`{reference}` is no CUSTOMER/PERIOD, such as bank/2026-10"),
                format!("`{reference}` no es CLIENTE/PERÍODO, como bank/2026-10"),
            ),
            LookError::Issued { reference, number } => Text::new(
                format!(
                    "{reference} was issued as {number}, which never changes; what the facts say now becomes correction lines of the next month"
                ),
                format!(
                    "{reference} se emitió como {number}, que nunca cambia; lo que los hechos digan ahora serán líneas de corrección del mes siguiente"
                ),
            ),
            LookError::NoDraft { reference, period } => Text::new(
                format!("{reference} has no draft to compare with; run `mru bill {period}` first"),
                format!(
                    "{reference} no tiene un borrador con qué comparar; ejecute antes `mru bill {period}`"
                ),
            ),
        };
        Failure::CannotDo(text)
    }
}

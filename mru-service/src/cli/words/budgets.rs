//! Why a budget is not set.

use mru_core::text::Text;

use crate::budgets::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::BudgetPlaceUnknown { place } => say!(
            "the customer has no `{place}`; `mru customer show` names deployments and environments",
            "el cliente no tiene `{place}`; `mru customer show` nombra despliegues y ambientes"
        ),
        Refusal::BudgetLimit { most } => say!(
            "`{most}` cannot be a budget; give 0 to 1000000000 with at most two decimal places, or `none`",
            "`{most}` no puede ser un presupuesto; indique de 0 a 1000000000 con dos decimales como máximo, o `none`"
        ),
        Refusal::BudgetWithoutDeployment { environment } => say!(
            "environment `{environment}` is of which deployment? Say so by `--deployment`",
            "¿de qué despliegue es el ambiente `{environment}`? Indíquelo con `--deployment`"
        ),
    }
}

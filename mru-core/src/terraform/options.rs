//! What a plan cannot say, and whoever asks says.

use rust_decimal::Decimal;

use crate::{kind::EnvironmentKind, text::Text, text::text};

/// What is said beside a plan; what is not said is assumed, and listed so.
///
/// # Example
///
/// ```
/// use mru_core::terraform::Said;
///
/// assert_eq!(Said::default().check(), Ok(()));
/// let said = Said { redundancy: Some(1), ..Said::default() };
/// assert_eq!(said.check().unwrap_err()[0].path, "redundancy");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// For whom it is; may be empty.
    pub customer: String,
    /// The name of the environment that the plan makes.
    pub environment: Option<String>,
    /// Its kind.
    pub kind: Option<EnvironmentKind>,
    /// Its redundancy factor, in production.
    pub redundancy: Option<u32>,
    /// The traffic of each content delivery, in TB a month.
    pub monthly_tb: Option<Decimal>,
    /// Whether a container of a size that is not offered becomes one of the next larger size.
    pub next_size: bool,
}

impl Said {
    /// The kind of the environment: production when nothing is said.
    pub(super) fn kind(&self) -> EnvironmentKind {
        self.kind.unwrap_or(EnvironmentKind::Production)
    }

    /// Whether the plan makes production.
    pub(super) fn is_production(&self) -> bool {
        self.kind() == EnvironmentKind::Production
    }

    /// The name of the environment.
    pub(super) fn name(&self) -> &str {
        self.environment.as_deref().unwrap_or(match self.kind() {
            EnvironmentKind::Production => "production",
            EnvironmentKind::PreProduction => "certification",
        })
    }

    /// In how many zones containers run.
    pub(super) fn factor(&self) -> u32 {
        if self.is_production() { self.redundancy.unwrap_or(2) } else { 1 }
    }

    /// Says what of it cannot be.
    ///
    /// # Errors
    ///
    /// V8 for a redundancy factor that the environment cannot have.
    pub fn check(&self) -> Result<(), Vec<crate::Finding>> {
        let Some(factor) = self.redundancy else { return Ok(()) };
        let fits = if self.is_production() { (2..=100).contains(&factor) } else { factor == 1 };
        if fits {
            return Ok(());
        }
        let help: Text = text!(
            "2 to 100 in production; leave it out before production",
            "de 2 a 100 en producción; no lo indique antes de producción"
        );
        Err(vec![crate::Finding {
            rule: "V8",
            severity: crate::Severity::Error,
            path: String::from("redundancy"),
            position: None,
            message: text!(
                "a redundancy factor of {factor} does not fit the environment",
                "un factor de redundancia de {factor} no corresponde al ambiente"
            ),
            help: Some(help),
        }])
    }
}

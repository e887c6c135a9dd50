//! A request that the gate let through: who asks, and what.

use std::sync::Arc;

use chrono::{Local, NaiveDate};
use mru_core::{Format, Lang};

use super::{parameters::Parameters, problem::Problem, service::Service};

/// A request that may be answered.
pub(super) struct Call {
    pub(super) service: Arc<Service>,
    /// What path and query say.
    pub(super) parameters: Parameters,
    /// The language of sentences.
    pub(super) lang: Lang,
    /// What was sent.
    pub(super) text: String,
    /// Its notation.
    pub(super) format: Format,
}

impl Call {
    /// The day that is asked about: what the query says, or today where the service runs.
    pub(super) fn day(&self) -> Result<NaiveDate, Problem> {
        let asked = self.parameters.read("as_of", "2026-10-01")?;
        Ok(asked.unwrap_or_else(|| {
            self.service.database.clock().now().with_timezone(&Local).date_naive()
        }))
    }
}

//! A request that the gate let through: who asks, and what.

use std::sync::Arc;

use axum::http::HeaderMap;
use chrono::{Local, NaiveDate};
use mru_core::{Format, Lang, metering::EventFormat};
use serde::de::DeserializeOwned;

use super::{pages::Visit, parameters::Parameters, problem::Problem, service::Service};
use crate::{absent::Absent, callers::Caller};

/// A request that may be answered.
pub(super) struct Call {
    pub(super) service: Arc<Service>,
    /// Who asks; none on routes that ask for nobody.
    pub(super) caller: Option<Caller>,
    /// Where the request comes from.
    pub(super) peer: String,
    /// What path and query say.
    pub(super) parameters: Parameters,
    /// The language of sentences.
    pub(super) lang: Lang,
    /// What was sent.
    pub(super) text: String,
    /// Its notation, of a deployment.
    pub(super) format: Format,
    /// Its notation, of events.
    pub(super) events: EventFormat,
    /// What its sender calls it, so that it may be sent again.
    pub(super) key: Option<String>,
    /// The headers of a request that a secret signs; none of others.
    pub(super) headers: HeaderMap,
    /// What a page knows of who looks at it; none on routes of the API.
    pub(super) visit: Option<Visit>,
}

impl Call {
    /// By what the caller is known.
    pub(super) fn name(&self) -> &str {
        self.caller.as_ref().map_or("", |it| it.key.as_str())
    }

    /// The only customer that the caller sees; none when it sees all.
    pub(super) fn only(&self) -> Option<&str> {
        self.caller.as_ref()?.customer.as_deref()
    }

    /// The customer that the path names; one that the caller does not see is not there for it.
    pub(super) fn customer(&self) -> Result<&str, Problem> {
        let customer = self.parameters.text("customer").unwrap_or_default();
        if self.only().is_none_or(|only| only == customer) {
            return Ok(customer);
        }
        Err(Absent::NoCustomer { customer: customer.to_owned(), near: None }.into())
    }

    /// The day that is asked about: what the query says, or today where the service runs.
    pub(super) fn day(&self) -> Result<NaiveDate, Problem> {
        let asked = self.parameters.read("as_of", "2026-10-01")?;
        Ok(asked.unwrap_or_else(|| {
            self.service.database.clock().now().with_timezone(&Local).date_naive()
        }))
    }

    /// The customer that is asked about; of a key that is bound to one it is that one, and another one
    /// is not there.
    pub(super) fn customer_or<'a>(
        &'a self,
        asked: Option<&'a str>,
    ) -> Result<Option<&'a str>, Problem> {
        match (self.only(), asked) {
            (Some(only), Some(asked)) if only != asked => {
                Err(Absent::NoCustomer { customer: asked.to_owned(), near: None }.into())
            }
            (only, asked) => Ok(only.or(asked)),
        }
    }

    /// A field of the form that was sent.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let fields = form_urlencoded::parse(self.text.as_bytes());
        fields.into_iter().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The JSON object that was sent.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_str(&self.text).map_err(|error| Problem::malformed(&error.to_string()))
    }
}

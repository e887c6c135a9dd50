//! The use cases of quoting: the terms of a day, a quote, what is wrong with a deployment, why a line
//! is what it is.
//!
//! All of them take texts and values and return values: where they come from, in which language they
//! are said and what is to be done about a refusal is for those who ask.

mod estimate;
mod explain;
mod file_fields;
mod from_plan;
mod terms;

use chrono::NaiveDate;
use mru_core::{
    Connections, Deployment, Finding, Format, Quote, Severity,
    catalogue::{self, Kind},
    check_with_terms, connections,
    rate_card::Terms,
    text::nearest,
};

use crate::absent::Absent;

pub use estimate::{Estimated, estimate};
pub use explain::{ExplainedLine, explain};
pub use file_fields::{FileField, file_example, file_fields};
pub use from_plan::{PlanQuoted, from_plan};
pub use terms::{TermsError, TermsRequest, terms};

/// What there is to say of a deployment.
#[derive(Clone, Debug)]
pub struct Judged {
    /// All mistakes and remarks.
    pub findings: Vec<Finding>,
    /// The connection check of every database, also where nothing is wrong; none when the deployment
    /// cannot be read.
    pub connections: Vec<Connections>,
}

impl Judged {
    /// Whether a quote can be made of it.
    pub fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// Finds a kind of component by its id or number.
///
/// # Errors
///
/// [`Absent::NoKind`], with the kind that reads almost the same.
pub fn kind(name: &str) -> Result<&'static Kind, Absent> {
    catalogue::find(name).ok_or_else(|| {
        let near = nearest(name, catalogue::KINDS.iter().map(|kind| kind.id));
        Absent::NoKind { kind: name.to_owned(), near: near.map(str::to_owned) }
    })
}

/// Quotes the text of a deployment for a day.
///
/// # Errors
///
/// All findings, as [`Quote::of`].
pub fn quote(
    text: &str,
    format: Format,
    terms: &Terms,
    day: NaiveDate,
) -> Result<Quote, Vec<Finding>> {
    Quote::of(&Deployment::parse(text, format), terms, day)
}

/// Judges the text of a deployment by the terms that would price it.
pub fn validate(text: &str, format: Format, terms: &Terms) -> Judged {
    let parsed = Deployment::parse(text, format);
    let deployment = parsed.deployment.as_ref();
    Judged {
        findings: check_with_terms(&parsed, terms),
        connections: deployment.map(|it| connections(it, &terms.policies)).unwrap_or_default(),
    }
}

//! What somebody types into the form of a change.

use mru_core::Format;

use super::super::call::Call;
use crate::changes::Proposed;

/// What somebody typed.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub(super) customer: String,
    pub(super) deployment: String,
    pub(super) ticket: String,
    pub(super) title: String,
    pub(super) requested_by: String,
    pub(super) starts_on: String,
    pub(super) current: String,
    pub(super) proposed: String,
    pub(super) what: String,
    pub(super) notation: String,
}

/// The fields that say what is asked for.
pub(super) const FIELDS: [&str; 10] = [
    "customer",
    "deployment",
    "ticket",
    "title",
    "requested_by",
    "starts_on",
    "current",
    "proposed",
    "what",
    "notation",
];

impl Typed {
    pub(super) fn of(call: &Call) -> Typed {
        let line = |name| call.field(name).unwrap_or_default().trim().to_owned();
        let text = |name| call.field(name).unwrap_or_default().replace("\r\n", "\n");
        Typed {
            customer: line("customer"),
            deployment: line("deployment"),
            ticket: line("ticket"),
            title: line("title"),
            requested_by: line("requested_by"),
            starts_on: line("starts_on"),
            current: text("current"),
            proposed: text("proposed"),
            what: line("what"),
            notation: line("notation"),
        }
    }

    fn format(&self, text: &str) -> Format {
        match self.notation.as_str() {
            "toml" => Format::Toml,
            _ if text.trim_start().starts_with('{') => Format::Json,
            _ => Format::Yaml,
        }
    }

    pub(super) fn current(&self) -> Option<(&str, Format)> {
        let text = Some(self.current.as_str()).filter(|it| !it.trim().is_empty());
        text.map(|it| (it, self.format(it)))
    }

    pub(super) fn proposed(&self) -> Proposed<'_> {
        let format = self.format(&self.proposed);
        match self.what.as_str() {
            "order" => Proposed::Order(&self.proposed, format),
            _ => Proposed::Whole(&self.proposed, format),
        }
    }

    pub(super) fn deployment(&self) -> &str {
        if self.deployment.is_empty() { "main" } else { &self.deployment }
    }
}

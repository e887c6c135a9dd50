//! The parameters that routes declare.

use super::route::{Is, Parameter, Place};

/// The day that is asked about.
pub(super) const AS_OF: Parameter = Parameter {
    name: "as_of",
    place: Place::Query,
    is: Is::Day,
    about: "The day to price for; today when absent.",
    example: "2026-11-21",
};
/// A rate card of the store.
pub(super) const RATE_CARD: Parameter = Parameter {
    name: "rate_card",
    place: Place::Query,
    is: Is::Text,
    about: "A rate card of the store: a name, or a name and first day; `reference` when absent.",
    example: "reference@2026-10-01",
};
/// A line of a quote.
pub(super) const LINE: Parameter = Parameter {
    name: "line",
    place: Place::Query,
    is: Is::Number { most: None },
    about: "The number of a line; all lines when absent.",
    example: "1",
};
/// A rate card that is looked at.
pub(super) const CARD: Parameter = Parameter {
    name: "card",
    place: Place::Path,
    is: Is::Text,
    about: "A name, for the card in force on the day, or a name and first day.",
    example: "reference@2026-10-01",
};
/// A kind of component.
pub(super) const KIND: Parameter = Parameter {
    name: "kind",
    place: Place::Path,
    is: Is::Text,
    about: "Id or number of a kind of component.",
    example: "container",
};

/// A customer.
pub(super) const CUSTOMER: Parameter = Parameter {
    name: "customer",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a customer.",
    example: "bank",
};
/// A month.
pub(super) const PERIOD: Parameter = Parameter {
    name: "period",
    place: Place::Path,
    is: Is::Month,
    about: "A month.",
    example: "2026-10",
};
/// An issued document.
pub(super) const NUMBER: Parameter = Parameter {
    name: "number",
    place: Place::Path,
    is: Is::Text,
    about: "Number of an issued document.",
    example: "INV-000001",
};
/// The form of a document.
pub(super) const FORMAT: Parameter = Parameter {
    name: "format",
    place: Place::Query,
    is: Is::OneOf(&["json", "html", "pdf", "usage-html", "usage-pdf", "text"]),
    about: "`json`, `html`, `pdf`, `usage-html`, `usage-pdf` or `text`; `json` when absent.",
    example: "pdf",
};
/// The language of a document.
pub(super) const LANG: Parameter = Parameter {
    name: "lang",
    place: Place::Query,
    is: Is::OneOf(&["en", "es"]),
    about: "`en` or `es`; the language of the document when absent.",
    example: "es",
};
/// The length of a page.
pub(super) const LIMIT: Parameter = Parameter {
    name: "limit",
    place: Place::Query,
    is: Is::Number { most: Some(500) },
    about: "How many items the page has at most, 1 to 500; 100 when absent.",
    example: "100",
};
/// Where a page begins.
pub(super) const AFTER: Parameter = Parameter {
    name: "after",
    place: Place::Query,
    is: Is::Text,
    about: "What `next` of the page before says.",
    example: "bank",
};

/// The only customer of a run.
pub(super) const ONLY: Parameter = Parameter {
    name: "customer",
    place: Place::Query,
    is: Is::Text,
    about: "The only customer to run; all when absent.",
    example: "bank",
};
/// Whether a run keeps nothing.
pub(super) const DRY_RUN: Parameter = Parameter {
    name: "dry_run",
    place: Place::Query,
    is: Is::OneOf(&["true", "false"]),
    about: "Whether to show what would be done, and keep nothing.",
    example: "true",
};
/// A job.
pub(super) const JOB: Parameter = Parameter {
    name: "job",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a job.",
    example: "6613046d8fef7-ebf-2",
};

/// A request of a change.
pub(super) const CHANGE: Parameter = Parameter {
    name: "change",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a request of a change.",
    example: "CH-3f9c0a1b2c4d5e6f",
};
/// An approval or rejection.
pub(super) const APPROVAL: Parameter = Parameter {
    name: "approval",
    place: Place::Path,
    is: Is::Text,
    about: "Id of an approval or rejection.",
    example: "AP-3f9c0a1b2c4d5e6f",
};
/// An envelope.
pub(super) const ENVELOPE: Parameter = Parameter {
    name: "envelope",
    place: Place::Path,
    is: Is::Text,
    about: "Id of an envelope.",
    example: "EN-3f9c0a1b2c4d5e6f",
};
/// A receipt of the gate.
pub(super) const RECEIPT: Parameter = Parameter {
    name: "receipt",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a receipt of the gate.",
    example: "RC-3f9c0a1b2c4d5e6f",
};
/// What is shown of a request of a change.
pub(super) const FORM: Parameter = Parameter {
    name: "form",
    place: Place::Query,
    is: Is::OneOf(&["json", "statement"]),
    about: "`json`, or `statement` for the page that an approver sees; `json` when absent.",
    example: "json",
};
/// A webhook.
pub(super) const WEBHOOK: Parameter = Parameter {
    name: "webhook",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a webhook.",
    example: "WH-3f9c0a1b2c4d",
};
/// Something that is delivered.
pub(super) const DELIVERY: Parameter = Parameter {
    name: "delivery",
    place: Place::Path,
    is: Is::Text,
    about: "Id of a delivery, as `webhook-id` has it.",
    example: "msg_3f9c0a1b2c4d5e6f3f9c0a1b",
};
/// How far a delivery is.
pub(super) const STATE_OF_DELIVERY: Parameter = Parameter {
    name: "state",
    place: Place::Query,
    is: Is::OneOf(&["waiting", "delivered", "dead"]),
    about: "Only what is waiting, delivered or dead.",
    example: "dead",
};

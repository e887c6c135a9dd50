//! What was asked for by a name, and is not recorded.

use mru_core::calendar::Period;

/// What was asked for by a name, and is not recorded; each case has a [code](Absent::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Absent {
    /// No supplier, who would send the invoices.
    NoSupplier,
    /// No customer of an id.
    NoCustomer {
        /// The id.
        customer: String,
        /// One that is recorded and reads almost the same.
        near: Option<String>,
    },
    /// Neither a document nor a draft goes by a reference.
    NoDocument {
        /// What was asked for: a number, or a customer and month.
        reference: String,
    },
    /// No issued document has a number.
    NoIssuedDocument {
        /// The number.
        number: String,
    },
    /// A document has fewer lines.
    NoLine {
        /// The document.
        document: String,
        /// The line that was asked for.
        line: u32,
        /// How many it has.
        lines: usize,
    },
    /// A quote has fewer lines.
    NoQuoteLine {
        /// The line that was asked for.
        line: usize,
        /// How many it has.
        lines: usize,
    },
    /// No quote has a number, and no draft of one an id.
    NoQuote {
        /// What was asked for.
        reference: String,
    },
    /// No link that holds has a secret, or a quote has none.
    NoQuoteLink,
    /// No link that holds opens a change, or a request has none.
    NoApprovalLink,
    /// No API key has an id.
    NoApiKey {
        /// The id.
        key: String,
    },
    /// No request of a change has an id.
    NoChange {
        /// The id.
        change: String,
    },
    /// No approval or rejection has an id.
    NoApproval {
        /// The id.
        approval: String,
    },
    /// No envelope has an id.
    NoEnvelope {
        /// The id.
        envelope: String,
    },
    /// No receipt of the gate has an id.
    NoReceipt {
        /// The id.
        receipt: String,
    },
    /// No webhook has an id.
    NoWebhook {
        /// The id.
        webhook: String,
    },
    /// Nothing that is delivered has an id.
    NoDelivery {
        /// The id.
        delivery: String,
    },
    /// The catalogue has no kind of component of a name.
    NoKind {
        /// What was asked for.
        kind: String,
        /// One that reads almost the same.
        near: Option<String>,
    },
    /// The month of a customer has no draft yet.
    NoDraft {
        /// The month of the customer: `bank/2026-10`.
        reference: String,
        /// The month.
        period: Period,
    },
    /// A run issued nothing, and no draft of it still stands.
    NothingOfRun {
        /// Its name.
        run: String,
    },
}

impl Absent {
    /// The stable name of the case, such as `no-customer`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

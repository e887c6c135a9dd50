//! The tax document that stands for a document of billing: issued elsewhere, named here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{reading::choice, text::is_line};

choice! {
    /// What the tax authority says of a tax document.
    pub enum TaxState {
        /// It was sent, and there is no answer yet.
        Sent = "sent",
        /// It is accepted.
        Accepted = "accepted",
        /// It is accepted, with objections.
        Objected = "accepted-with-objections",
        /// It is rejected, and counts for nothing.
        Rejected = "rejected",
        /// It was voided.
        Voided = "voided",
    }
}

impl TaxState {
    /// All of them.
    pub const ALL: [TaxState; 5] = [
        TaxState::Sent,
        TaxState::Accepted,
        TaxState::Objected,
        TaxState::Rejected,
        TaxState::Voided,
    ];

    /// Reads the written form.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::invoice::TaxState;
    ///
    /// assert_eq!(TaxState::read("accepted"), Some(TaxState::Accepted));
    /// assert_eq!(TaxState::read("lost"), None);
    /// ```
    pub fn read(written: &str) -> Option<TaxState> {
        TaxState::ALL.into_iter().find(|it| it.as_str() == written)
    }
}

/// The tax document of a document of billing, such as a Chilean DTE with its folio.
///
/// # Example
///
/// ```
/// use mru_core::invoice::{TaxDocument, TaxState};
///
/// let tax = TaxDocument {
///     kind: String::from("Factura electrónica"),
///     folio: String::from("1234"),
///     dated: "2026-11-02".parse()?,
///     state: TaxState::Accepted,
/// };
/// assert_eq!(tax.unreadable(), None);
/// let nameless = TaxDocument { folio: String::new(), ..tax };
/// assert_eq!(nameless.unreadable(), Some("folio"));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxDocument {
    /// What it is, as its law calls it: `Factura electrónica`.
    pub kind: String,
    /// Its number there.
    pub folio: String,
    /// Its day.
    pub dated: NaiveDate,
    /// What became of it.
    pub state: TaxState,
}

impl TaxDocument {
    /// The most characters of kind and folio.
    pub const LONGEST: usize = 60;

    /// The field that is empty, longer than [`TaxDocument::LONGEST`], or no line that can be read.
    pub fn unreadable(&self) -> Option<&'static str> {
        let is_said = |it: &str| !it.trim().is_empty() && is_line(it, TaxDocument::LONGEST);
        [("kind", &self.kind), ("folio", &self.folio)]
            .into_iter()
            .find(|(_, text)| !is_said(text))
            .map(|(name, _)| name)
    }
}

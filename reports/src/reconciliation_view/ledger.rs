//! A table whose first column is words and whose others are figures, as every format shows it.

use mru_core::{costs::CostAmount, text::number};
use serde::Serialize;

use super::figure::Writer;

/// The decimal places of a figure that is less than a cent.
const FINE: u8 = 6;

/// A table with a heading of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Ledger {
    /// Where it stands within a document.
    pub place: &'static str,
    /// What it is.
    pub title: String,
    /// What it says, in one or two sentences.
    pub lead: String,
    /// The heads of its columns; those after the first hold figures.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<LedgerRow>,
    /// How many more there are; often empty.
    pub rest: String,
    /// What they come to; often none.
    pub sums: Vec<LedgerRow>,
    /// How to read it.
    pub notes: Vec<String>,
}

/// A row of a [`Ledger`].
#[derive(Clone, Debug, Default, Serialize)]
pub struct LedgerRow {
    /// What it is about.
    pub name: String,
    /// What else there is to say of it; often empty.
    pub more: String,
    /// A figure for each column.
    pub figures: Vec<String>,
}

impl LedgerRow {
    /// What its first column says, on one line.
    pub fn words(&self) -> String {
        if self.more.is_empty() {
            self.name.clone()
        } else {
            format!("{}: {}", self.name, self.more)
        }
    }
}

impl Writer<'_> {
    /// The amount of a rounding, with more places than cents have.
    pub(super) fn fine(&self, amount: CostAmount) -> String {
        let rounded = amount.rounded(FINE);
        match rounded.decimal().filter(|_| rounded != amount.rounded(2)) {
            Some(fine) => number(fine, self.words.lang()),
            None => self.usd(amount),
        }
    }
}

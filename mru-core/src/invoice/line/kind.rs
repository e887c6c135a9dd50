//! The kinds of lines.

use serde::{Deserialize, Serialize};

/// What a line is, in the order in which a document prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A component, for the days it existed in one size.
    Component,
    /// Tasks beyond the base (R60).
    Elasticity,
    /// Something charged once (R90).
    OneOff,
    /// MRUs committed and not used (R83).
    Commitment,
    /// What is missing to the minimum (R83).
    Minimum,
    /// The discount (R83).
    Discount,
    /// A difference to an issued document (R92).
    Correction,
    /// A line of a credit note: an issued line, given back in whole or part (R92, R93).
    Credit,
    /// A line of a debit note: a line of a credit note, charged again (R92).
    Debit,
    /// The tax (R82).
    Tax,
}

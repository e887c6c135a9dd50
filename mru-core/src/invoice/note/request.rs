//! What a note is asked to do.

use crate::{reading::choice, units::Usd};

choice! {
    /// Why a credit note is given.
    pub enum CreditReason {
        /// A fact was wrong. The note gives back at once what the corrected fact would give back with
        /// the next month; if the fact is not corrected, that month charges it again.
        Correction = "correction",
        /// A service level was missed (R93); given for good.
        ServiceLevel = "service-level",
        /// Goodwill; given for good.
        Goodwill = "goodwill",
    }
}

/// How much of a line is given back, or charged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditAmount {
    /// All that is left of it.
    Whole,
    /// An amount before discount and tax.
    Usd(Usd),
    /// So many days of the month: the line's own arithmetic for those days.
    Days(u32),
}

/// One line to give back, or to charge again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Number of the line of the document.
    pub line: u32,
    /// How much of it.
    pub amount: CreditAmount,
}

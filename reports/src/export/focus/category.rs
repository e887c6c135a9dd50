//! What kind of charge a line is, in the words of FOCUS.

use mru_core::invoice::{CreditReason, InvoiceLine, LineKind, Statement};

/// The highest classification of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    /// What existed for a time.
    Usage,
    /// What was acquired, or has to be paid whether it was used or not.
    Purchase,
    /// The tax.
    Tax,
    /// What the supplier grants.
    Credit,
    /// What puts right a discount of which no charge is left.
    Adjustment,
}

impl Category {
    /// The category of a line of a document that has a row of its own.
    pub(super) fn of(statement: &Statement, line: &InvoiceLine) -> Category {
        match line.kind() {
            LineKind::Component | LineKind::Elasticity => Category::Usage,
            LineKind::OneOff | LineKind::Commitment | LineKind::Minimum => Category::Purchase,
            LineKind::Correction => Category::behind(line),
            LineKind::Credit | LineKind::Debit if refunds(statement) => Category::behind(line),
            LineKind::Credit | LineKind::Debit => Category::Credit,
            LineKind::Tax => Category::Tax,
            // A discount is on the rows that it is for, unless there are none.
            LineKind::Discount => Category::Adjustment,
        }
    }

    /// The category of the line that a correction or refund is about.
    fn behind(line: &InvoiceLine) -> Category {
        match line.corrects().map(|corrects| corrects.kind) {
            Some(LineKind::Component | LineKind::Elasticity) => Category::Usage,
            Some(LineKind::Discount) => Category::Adjustment,
            _ => Category::Purchase,
        }
    }

    /// As FOCUS writes it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Category::Usage => "Usage",
            Category::Purchase => "Purchase",
            Category::Tax => "Tax",
            Category::Credit => "Credit",
            Category::Adjustment => "Adjustment",
        }
    }
}

/// Whether a line puts right what was invoiced before.
pub(super) fn is_correction(statement: &Statement, line: &InvoiceLine) -> bool {
    line.kind() == LineKind::Correction || refunds(statement)
}

/// How often a charge comes.
pub(super) fn frequency(statement: &Statement, line: &InvoiceLine) -> &'static str {
    match line.kind() {
        LineKind::Component | LineKind::Elasticity => "Usage-Based",
        LineKind::Commitment | LineKind::Minimum => "Recurring",
        LineKind::Tax if statement.credits.is_empty() => "Recurring",
        _ => "One-Time",
    }
}

/// Whether a document gives back what a wrong fact had cost.
fn refunds(statement: &Statement) -> bool {
    statement.reason == CreditReason::Correction.as_str()
}

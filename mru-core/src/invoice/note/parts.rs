//! What credit and debit notes are made of alike.

use super::{
    Credit,
    refusal::{Refusal, twice},
};
use crate::{
    finding::Finding,
    invoice::{InvoiceLine, Statement, Totals},
    units::ArithmeticError,
};

/// Makes the lines that are asked for, or names everything that cannot be asked for.
pub(super) fn lines(
    credits: &[Credit],
    line: impl Fn(&Credit) -> Result<InvoiceLine, Refusal>,
) -> Result<Vec<InvoiceLine>, Vec<Finding>> {
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    for (index, credit) in credits.iter().enumerate() {
        if credits.iter().take(index).any(|other| other.line == credit.line) {
            findings.push(twice(credit.line).into());
            continue;
        }
        match line(credit) {
            Ok(line) => lines.push(line),
            Err(refusal) => findings.push(refusal.into()),
        }
    }
    if findings.is_empty() { Ok(lines) } else { Err(findings) }
}

/// The statement of a note about a document: its parties and terms, and the lines of the note.
pub(super) fn statement(
    of: &Statement,
    lines: Vec<InvoiceLine>,
) -> Result<Statement, ArithmeticError> {
    let about =
        |period| lines.iter().any(|line| line.corrects().is_some_and(|it| it.period == period));
    let note = Statement {
        corrected: of.corrected.iter().filter(|it| about(it.period)).cloned().collect(),
        totals: Totals::of(rust_decimal::Decimal::ZERO, &lines)?,
        lines,
        ..of.clone()
    };
    Ok(note.versioned())
}

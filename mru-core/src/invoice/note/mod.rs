//! Credit notes give lines of an invoice back; debit notes charge lines of a credit note again (R92,
//! R93).
//!
//! Both follow one rule: lines in whole or part, never more than is left of them; then the discount
//! of the month that each line is about, and the tax of that month's profile, in proportion, and
//! exactly when nothing is left of the lines.

mod credit;
mod debit;
mod follow;
mod left;
mod refusal;

pub use credit::{Credit, CreditAmount, CreditReason, credit};
pub use debit::debit;

use self::refusal::{Refusal, twice};
use super::{InvoiceLine, Statement, Totals};
use crate::{finding::Finding, units::ArithmeticError};

/// Makes the lines that are asked for, or names everything that cannot be asked for.
fn lines(
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
fn statement(of: &Statement, lines: Vec<InvoiceLine>) -> Result<Statement, ArithmeticError> {
    let about =
        |period| lines.iter().any(|line| line.corrects().is_some_and(|it| it.period == period));
    Ok(Statement {
        format: Statement::FORMAT,
        corrected: of.corrected.iter().filter(|it| about(it.period)).cloned().collect(),
        totals: Totals::of(rust_decimal::Decimal::ZERO, &lines)?,
        lines,
        ..of.clone()
    })
}

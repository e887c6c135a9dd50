//! What is left of issued lines, after notes and later corrections.

use crate::{
    calendar::Period,
    invoice::{Earlier, InvoiceLine, LineDetail, LineKind, Subject},
    units::{ArithmeticError, Usd},
};

/// A line that was billed, and what is left of it.
struct Billed<'a> {
    document: &'a str,
    line: u32,
    /// The month that the line is about.
    period: Period,
    subject: Subject,
    left: Usd,
}

/// What is left of the lines of an invoice, each with its number.
///
/// A credit note takes from the line that it names, and a debit note gives back to it. A correction in
/// favour of the customer takes from what was billed for the same component and month, in the order
/// of issue: the lines of the invoice, then earlier corrections.
pub(super) fn of_lines(
    invoice: &Earlier,
    earlier: &[Earlier],
) -> Result<Vec<(u32, Usd)>, ArithmeticError> {
    let missing = !earlier.iter().any(|document| document.number == invoice.number);
    let documents: Vec<&Earlier> =
        [invoice].into_iter().filter(|_| missing).chain(earlier).collect();
    let mut billed: Vec<Billed<'_>> = Vec::new();
    for document in documents.iter().filter(|it| !it.is_note()) {
        let period = document.statement.period;
        billed.extend(document.statement.lines.iter().map(|line| Billed {
            document: &document.number,
            line: line.line,
            period: line.corrects().map_or(period, |it| it.period),
            subject: line.subject(),
            left: line.usd,
        }));
    }
    for note in documents.iter().filter(|it| it.is_note()) {
        for line in &note.statement.lines {
            let Some((document, number)) = behind(line, &documents) else { continue };
            let named = |it: &&mut Billed<'_>| it.document == document && it.line == number;
            if let Some(billed) = billed.iter_mut().find(named) {
                billed.left = billed.left.plus(line.usd)?;
            }
        }
    }
    let lines = documents.iter().flat_map(|document| &document.statement.lines);
    for line in lines.filter(|it| it.kind() == LineKind::Correction && it.usd.is_negative()) {
        take(&mut billed, line)?;
    }
    let own = billed.iter().filter(|it| it.document == invoice.number);
    Ok(own.map(|it| (it.line, it.left)).collect())
}

/// The billed line that a line of a note is about: a debit is about the line of its credit.
fn behind<'a>(line: &'a InvoiceLine, documents: &[&'a Earlier]) -> Option<(&'a str, u32)> {
    match &line.detail {
        LineDetail::Credit(it) => Some((&it.corrects.document, it.corrects.line)),
        LineDetail::Debit(it) => {
            let note = documents.iter().find(|note| note.number == it.corrects.document)?;
            behind(note.statement.line(it.corrects.line)?, documents)
        }
        _ => None,
    }
}

/// Takes a correction in favour of the customer from what was billed for its component and month.
fn take(billed: &mut [Billed<'_>], correction: &InvoiceLine) -> Result<(), ArithmeticError> {
    let Some(corrects) = correction.corrects() else { return Ok(()) };
    let (subject, mut rest) = (correction.subject(), correction.usd.negated());
    let same = |it: &&mut Billed<'_>| it.period == corrects.period && it.subject == subject;
    for billed in billed.iter_mut().filter(same) {
        let taken = billed.left.max(Usd::ZERO).min(rest);
        billed.left = billed.left.minus(taken)?;
        rest = rest.minus(taken)?;
    }
    Ok(())
}

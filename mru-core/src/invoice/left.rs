//! What is left of issued lines, after credit notes and later corrections.

use super::{Earlier, LineKind, line::Subject};
use crate::units::{ArithmeticError, Usd};

/// A line that was billed, and what is left of it.
struct Billed<'a> {
    document: &'a str,
    line: u32,
    /// Number of the document whose month the line is about: its own, or the corrected one.
    about: &'a str,
    subject: Subject,
    left: Usd,
}

/// What is left of the lines of an invoice, each with its number.
///
/// A credit note takes from the line that it names. A correction in favour of the customer takes
/// from what was billed for the same component and month, in the order of issue: the lines of the
/// invoice, then earlier corrections.
pub(super) fn of_lines(
    invoice: &Earlier,
    earlier: &[Earlier],
) -> Result<Vec<(u32, Usd)>, ArithmeticError> {
    let missing = !earlier.iter().any(|document| document.number == invoice.number);
    let documents: Vec<&Earlier> =
        [invoice].into_iter().filter(|_| missing).chain(earlier).collect();
    let mut billed: Vec<Billed<'_>> = Vec::new();
    for document in documents.iter().filter(|it| it.statement.credits.is_empty()) {
        billed.extend(document.statement.lines.iter().map(|line| Billed {
            document: &document.number,
            line: line.line,
            about: line.corrects.as_ref().map_or(&document.number, |it| &it.document),
            subject: line.subject(),
            left: line.usd,
        }));
    }
    for note in documents.iter().filter(|it| !it.statement.credits.is_empty()) {
        for line in &note.statement.lines {
            let named = |it: &&mut Billed<'_>| {
                let corrects = line.corrects.as_ref();
                corrects.is_some_and(|of| of.document == it.document && of.line == it.line)
            };
            if let Some(billed) = billed.iter_mut().find(named) {
                billed.left = billed.left.plus(line.usd)?;
            }
        }
    }
    let lines = documents.iter().flat_map(|document| &document.statement.lines);
    for line in lines.filter(|it| it.kind == LineKind::Correction && it.usd.is_negative()) {
        let Some(corrects) = &line.corrects else { continue };
        let (subject, mut rest) = (line.subject(), line.usd.negated());
        let same = |it: &&mut Billed<'_>| it.about == corrects.document && it.subject == subject;
        for billed in billed.iter_mut().filter(same) {
            let taken = billed.left.max(Usd::ZERO).min(rest);
            billed.left = billed.left.minus(taken)?;
            rest = rest.minus(taken)?;
        }
    }
    let own = billed.iter().filter(|it| it.document == invoice.number);
    Ok(own.map(|it| (it.line, it.left)).collect())
}

//! Everything behind one line of a quote.

use std::sync::Arc;

use mru_core::{
    Quote,
    materials::Charge,
    pricing::Line,
    rate_card::{Entry, RateCard, Source},
};

/// A line of a quote, and what its weight rests on.
#[derive(Clone, Debug)]
pub struct ExplainedLine<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The rate card that has its weight, and the entry with its derivation; none for a line of 0
    /// MRU, and for a weight that the contract agrees.
    pub derived: Option<(&'a Arc<RateCard>, &'a Entry)>,
}

/// A quote has fewer lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoLine {
    /// The line that was asked for.
    pub line: usize,
    /// How many it has.
    pub lines: usize,
}

/// Explains a line of a quote; its first one has the number 1.
///
/// # Errors
///
/// [`NoLine`].
pub fn explain(quote: &Quote, number: usize) -> Result<ExplainedLine<'_>, NoLine> {
    let mut lines = quote.priced.lines();
    let refused = NoLine { line: number, lines: lines.len() };
    let line = number.checked_sub(1).and_then(|index| lines.nth(index)).ok_or(refused)?;
    let derived = match &line.item.charge {
        Charge::Entry(id) if line.weight_source == Source::RateCard => {
            let card = quote.terms.card_of(id);
            card.entry(id).map(|entry| (card, entry))
        }
        _ => None,
    };
    Ok(ExplainedLine { line, derived })
}

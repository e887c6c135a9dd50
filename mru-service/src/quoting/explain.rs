//! Everything behind one line of a quote.

use std::sync::Arc;

use mru_core::{
    Quote,
    materials::Charge,
    pricing::Line,
    rate_card::{Entry, RateCard, Source},
};

use crate::absent::Absent;

/// A line of a quote, and what its weight rests on.
#[derive(Clone, Debug)]
pub struct ExplainedLine<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The rate card that has its weight, and the entry with its derivation; none for a line of 0
    /// MRU, and for a weight that the contract agrees.
    pub derived: Option<(&'a Arc<RateCard>, &'a Entry)>,
}

/// Explains a line of a quote; its first one has the number 1.
///
/// # Errors
///
/// [`Absent::NoQuoteLine`].
pub fn explain(quote: &Quote, number: usize) -> Result<ExplainedLine<'_>, Absent> {
    let mut lines = quote.priced.lines();
    let refused = Absent::NoQuoteLine { line: number, lines: lines.len() };
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

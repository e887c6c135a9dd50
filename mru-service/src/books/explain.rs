//! A line of an invoice, back to events, terms and the lines that it is about.

use mru_core::{
    invoice::{InvoiceLine, Pricing, Statement},
    rate_card::{RateCards, Source},
};

use super::{EventRecord, Found, LookError, Shown, find};
use crate::{
    absent::Absent,
    billing,
    storage::{Database, StoreError, list},
};

/// A line of a document, and everything behind it.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The document or draft.
    pub document: Shown,
    /// The line.
    pub line: InvoiceLine,
    /// What it rests on.
    pub behind: Behind,
    /// The events that made it, as recorded.
    pub events: Vec<EventRecord>,
    /// How its weight was derived, as the rate card that has it says; none when the contract agrees it.
    pub derived: Option<String>,
}

/// What a line rests on.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The terms of the month that it is about.
    pub pricing: Pricing,
    /// Where its weight comes from.
    pub weight: Option<Source>,
    /// The lines that it corrects, gives back or charges again, nearest first: code, line and terms.
    pub about: Vec<(String, InvoiceLine, Pricing)>,
}

/// Explains a line of a document or draft.
///
/// # Errors
///
/// [`LookError::Absent`], and what reading the store may fail with.
pub async fn explain(
    database: &Database,
    reference: &str,
    line: u32,
) -> Result<Explained, LookError> {
    let document = find(database, reference).await?;
    let statement = document.statement();
    let Some(found) = statement.line(line).cloned() else {
        let lines = statement.lines.len();
        return Err(Absent::NoLine { document: reference.to_owned(), line, lines }.into());
    };
    let events = list::event_records(database, found.events()).await?;
    let behind = behind(database, statement, &found).await?;
    let derived = derived(&found, &behind, &billing::rate_cards(database).await?);
    Ok(Explained { document, line: found, behind, events, derived })
}

/// The arithmetic of the entry behind a line: of the card whose weights were locked, if it has it.
fn derived(line: &InvoiceLine, behind: &Behind, cards: &RateCards) -> Option<String> {
    if behind.weight == Some(Source::Contract) {
        return None;
    }
    let (id, pricing) = (line.entry_id()?, &behind.pricing);
    let locked = pricing.weights.as_ref().map(|it| &it.rate_card_hash);
    let hashes = locked.into_iter().chain([&pricing.rate_card_hash]);
    let mut having = hashes.filter_map(|hash| cards.by_hash(hash));
    having.find_map(|card| Some(card.entry(id)?.arithmetic.clone()))
}

/// Follows a line to the month that it is about.
///
/// The line and its document say the terms of that month; what it corrects, gives back or charges
/// again stands on the document that it names. A document of the first format does not say the terms
/// of the months that it corrects: those are then of the document that billed them.
async fn behind(
    database: &Database,
    statement: &Statement,
    line: &InvoiceLine,
) -> Result<Behind, StoreError> {
    /// A debit of a credit of a correction of a month has three steps.
    const STEPS: usize = 4;
    let right = line.corrects().and_then(|it| it.right.first()).unwrap_or(line);
    let mut behind = Behind {
        pricing: statement.pricing_of(line).clone(),
        weight: right.weight_source(),
        about: Vec::new(),
    };
    let (mut about, mut says_terms) = (line.corrects().cloned(), has_terms(statement));
    for _ in 0..STEPS {
        let Some(of) = about else { break };
        let found = list::find(database, &of.document).await?;
        let Some(Found::Document(document)) = found else { break };
        let statement = &document.statement;
        if !says_terms {
            behind.pricing.clone_from(&statement.pricing);
        }
        let Some(billed) = statement.line(of.line) else { break };
        behind.weight = behind.weight.or(billed.weight_source());
        let code = format!("{}/{}", of.document, of.line);
        behind.about.push((code, billed.clone(), statement.pricing_of(billed).clone()));
        (about, says_terms) = (billed.corrects().cloned(), has_terms(statement));
    }
    Ok(behind)
}

/// Whether a document says the terms of the earlier months that its lines are about.
const fn has_terms(statement: &Statement) -> bool {
    1 < statement.format
}

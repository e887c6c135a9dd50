//! Finds rate cards among those at hand, and holds them against each other and their list.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use mru_core::rate_card::{Difference, RateCard, RateCards, diff};
use pricing_tables::{Tables, proposal, read_card};

use super::{CardError, Refusal};

/// The rate cards at hand: those of a folder, or those of a store, which has no proposals.
#[derive(Clone, Copy, Debug)]
pub struct AtHand<'a> {
    /// Those published, found by name and day.
    pub published: &'a RateCards,
    /// Those that are not, found by their exact id.
    pub proposals: &'a [Arc<RateCard>],
}

impl<'a> From<&'a Tables> for AtHand<'a> {
    fn from(tables: &'a Tables) -> AtHand<'a> {
        AtHand { published: &tables.cards, proposals: &tables.proposals }
    }
}

impl<'a> From<&'a RateCards> for AtHand<'a> {
    fn from(published: &'a RateCards) -> AtHand<'a> {
        AtHand { published, proposals: &[] }
    }
}

/// Which rate card is meant.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The published one of a name that is in force on the day, or any by its name and first day:
    /// `reference`, `reference@2026-10-01`.
    Named(&'a str),
    /// The one that files hold; a proposal, unless it is one of those published.
    Given {
        /// What the files are called, for findings.
        name: &'a str,
        /// Their names and texts.
        files: &'a BTreeMap<String, String>,
    },
}

/// Finds a rate card for a day.
///
/// # Errors
///
/// [`Refusal::RateCardNotInForce`], [`Refusal::RateCardIsProposal`], [`Refusal::NoRateCardVersion`],
/// [`CardError::Invalid`].
pub fn find(
    at_hand: AtHand<'_>,
    wanted: Wanted<'_>,
    day: NaiveDate,
) -> Result<Arc<RateCard>, CardError> {
    let AtHand { published, proposals } = at_hand;
    match wanted {
        Wanted::Given { name, files } => {
            let card = read_card(files, "")
                .map_err(|findings| CardError::Invalid { name: name.to_owned(), findings })?;
            Ok(published.by_hash(&card.hash).unwrap_or_else(|| proposal(card)))
        }
        Wanted::Named(id) if id.contains('@') => {
            let all = published.all().iter().chain(proposals);
            let known = || all.clone().map(|card| card.id()).collect();
            let refused = || Refusal::NoRateCardVersion { id: id.to_owned(), known: known() };
            Ok(all.clone().find(|card| card.id() == id).cloned().ok_or_else(refused)?)
        }
        Wanted::Named(name) => Ok(published.select(name, day).map_err(|reason| match proposals
            .iter()
            .find(|card| card.header.card == name)
        {
            Some(proposal) => Refusal::RateCardIsProposal { id: proposal.id(), reason },
            None => Refusal::RateCardNotInForce { reason },
        })?),
    }
}

/// Compares two rate cards entry by entry.
///
/// # Errors
///
/// As [`find`], and [`Refusal::AmountBeyondDigits`].
pub fn compare(
    at_hand: AtHand<'_>,
    before: Wanted<'_>,
    after: Wanted<'_>,
    day: NaiveDate,
) -> Result<Difference, CardError> {
    let (before, after) = (find(at_hand, before, day)?, find(at_hand, after, day)?);
    Ok(diff(&before, &after).map_err(|error| Refusal::AmountBeyondDigits { error })?)
}

/// Checks that all cards of a folder are published and unchanged, and says how many there are.
///
/// # Errors
///
/// [`Refusal::RateCardsNotAsPublished`].
pub fn check(tables: &Tables) -> Result<usize, Refusal> {
    let changed = tables.changed();
    let unpublished = tables.manifest.unpublished(tables.all());
    if changed.is_empty() && unpublished.is_empty() {
        return Ok(tables.all().count());
    }
    let unpublished = unpublished.into_iter().map(|card| card.id()).collect();
    Err(Refusal::RateCardsNotAsPublished { changed, unpublished })
}

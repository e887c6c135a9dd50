//! The rate cards of a store, kept at hand for many who ask.

use std::sync::{Arc, PoisonError, RwLock};

use mru_core::rate_card::RateCards;

use super::{BillingError, rate_cards};
use crate::storage::{Database, cards};

/// Rate cards that are read once, and again as soon as one more is published, by whomever.
#[derive(Debug, Default)]
pub struct CardShelf {
    /// The last publication that was seen, and the cards as of then.
    kept: RwLock<Option<(i64, Arc<RateCards>)>>,
}

impl CardShelf {
    /// The published rate cards of a store, always the same one.
    ///
    /// # Errors
    ///
    /// As [`rate_cards`].
    pub async fn cards(&self, database: &Database) -> Result<Arc<RateCards>, BillingError> {
        // Cards are never changed or taken away, so that the last publication says which there are;
        // it is asked for before they are read, so that none is missed.
        let last = cards::last(database).await?;
        // INVARIANT (shelf): it is changed by one assignment, which no panic interrupts.
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, cards)) = kept.filter(|(as_of, _)| *as_of == last) {
            return Ok(cards);
        }
        let read = Arc::new(rate_cards(database).await?);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((last, Arc::clone(&read)));
        Ok(read)
    }
}

//! The published rate cards, with which documents are made again.

use mru_core::{Finding, rate_card::RateCards, text::Text};

use super::Verified;
use crate::{
    billing::{BillingError, cards::of_store},
    storage::{Transaction, cards},
};

/// Checks that each published card is what its columns say, and returns those that can be read.
pub(super) async fn check_cards(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<RateCards, BillingError> {
    let stored = cards::all(transaction).await?;
    if stored.is_empty() {
        // A store from before cards were kept in it; entries without their card are found elsewhere.
        return of_store(transaction).await;
    }
    let mut read = Vec::with_capacity(stored.len());
    for card in &stored {
        match card.read() {
            Ok((_, card)) => read.push(card),
            Err(error) => verified.unreadable(error)?,
        }
    }
    Ok(RateCards::new(read).unwrap_or_else(|overlap| {
        let Text { en, es } = Finding::from(overlap).message;
        verified.problem(en, es);
        RateCards::default()
    }))
}

//! Why a proposed rate card reaches a customer not at all, or not in full.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    account::BillingContract,
    calendar::Period,
    entry_id::EntryId,
    invoice::{LineDetail, Statement},
    rate_card::Source,
    units::Usd,
};

/// Why a proposed rate card reaches a customer not at all, or not in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// The contract names another rate card.
    OtherCard {
        /// Its name.
        rate_card: String,
    },
    /// The weights are locked (R77): only entries that the locked card lacks have those of the proposed
    /// one.
    WeightsLocked {
        /// The card with the locked weights.
        rate_card: String,
        /// The first day on which the lock no longer holds.
        until: Option<NaiveDate>,
    },
    /// The contract has a price of its own.
    OwnPrice {
        /// USD per MRU.
        mru_price_usd: Decimal,
        /// The first day on which it no longer holds, when it is locked.
        until: Option<NaiveDate>,
    },
    /// The contract has weights of its own for entries that are in use.
    AgreedWeights {
        /// The entries.
        entries: Vec<EntryId>,
    },
    /// Less is used than is committed, so that weights move nothing up to the commitment.
    Commitment {
        /// MRU a month.
        mru: Decimal,
    },
    /// Less is billed than the minimum, which is billed instead.
    Minimum {
        /// USD a month.
        usd: Usd,
    },
    /// A discount takes its part of the difference.
    Discount {
        /// Per cent.
        percent: Decimal,
    },
    /// The month was issued, and what was issued never changes.
    Issued,
    /// No weight and no price that the customer uses is another one.
    NothingInUse,
}

/// What a contract and its statement by the proposed card say of why the card reaches it or not.
pub(super) fn notes(
    contract: &BillingContract,
    period: Period,
    after: &Statement,
    is_moved: bool,
) -> Vec<Note> {
    let (day, prices, pricing) = (period.first_day(), &contract.prices, &after.pricing);
    let mut notes = Vec::new();
    if let Some(weights) = &pricing.weights {
        let until = prices.weights_lock.as_ref().and_then(|lock| lock.until);
        notes.push(Note::WeightsLocked { rate_card: weights.rate_card.clone(), until });
    } else if !is_moved {
        notes.push(Note::NothingInUse);
    }
    if pricing.price_source == Source::Contract {
        let lock = prices.price_lock.as_ref().and_then(|lock| lock.until);
        let until = lock.filter(|until| day < *until);
        notes.push(Note::OwnPrice { mru_price_usd: pricing.mru_price_usd, until });
    }
    let agreed = after.lines.iter().filter_map(|line| line.priced());
    let agreed = agreed.filter(|it| it.weighed.source == Source::Contract);
    let mut entries: Vec<EntryId> = agreed.map(|it| it.entry.clone()).collect();
    entries.sort();
    entries.dedup();
    if !entries.is_empty() {
        notes.push(Note::AgreedWeights { entries });
    }
    notes.extend(after.lines.iter().filter_map(|line| match &line.detail {
        LineDetail::Commitment(it) => Some(Note::Commitment { mru: it.agreed.as_decimal() }),
        LineDetail::Minimum(it) => Some(Note::Minimum { usd: it.agreed }),
        LineDetail::Discount(it) if it.corrects.is_none() => {
            Some(Note::Discount { percent: it.percent.as_decimal() })
        }
        _ => None,
    }));
    notes
}

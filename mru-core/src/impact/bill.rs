//! What a month bills a customer by one set of rate cards.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    invoice::Statement,
    units::{Usd, percent_of_change},
};

/// What a month bills a customer by one set of rate cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bill {
    /// The rate card, with its first day.
    pub rate_card: String,
    /// USD per MRU, as the contract has it.
    pub mru_price_usd: Decimal,
    /// MRUs of components and elastic use after proration, as documents show them.
    pub mru: Decimal,
    /// What is billed before tax, with one-off charges and corrections of other months.
    pub net_usd: Usd,
    /// What is billed.
    pub total_usd: Usd,
}

impl Bill {
    /// Takes the totals of a statement.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{impact::Bill, invoice::Statement};
    ///
    /// fn net(statement: &Statement) -> String {
    ///     Bill::of(statement).net_usd.to_string()
    /// }
    /// ```
    pub fn of(statement: &Statement) -> Bill {
        let (pricing, totals) = (&statement.pricing, &statement.totals);
        Bill {
            rate_card: pricing.rate_card.clone(),
            mru_price_usd: pricing.mru_price_usd,
            mru: totals.mru,
            net_usd: totals.net_usd,
            total_usd: totals.total_usd,
        }
    }
}

/// How much more is billed before tax, in per cent to two places, half away from zero; nothing when
/// nothing was billed before.
pub(super) fn percent(before: Usd, after: Usd) -> Option<Decimal> {
    percent_of_change(before.as_decimal(), after.as_decimal())
}

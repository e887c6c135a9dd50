//! What a change makes of the month in which it begins, by the proration of the contract (R86).

use chrono::NaiveDate;

use super::line::{Pair, Side};
use crate::{
    calendar::{Period, Proration, Zone},
    pricing,
    rate_card::Terms,
    units::{ArithmeticError, Share, Usd},
};

/// How parts of a month are billed: by the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prorating {
    /// How (R86).
    pub proration: Proration,
    /// Where days begin and end (R85).
    pub zone: Zone,
}

impl Default for Prorating {
    fn default() -> Prorating {
        Prorating { proration: Proration::Daily, zone: Zone::SANTIAGO }
    }
}

/// The month in which a change begins: with everything else as it is for the whole month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthChange {
    /// The month.
    pub period: Period,
    /// USD without the change, before tax.
    pub before: Usd,
    /// USD with it.
    pub after: Usd,
    /// The difference.
    pub difference: Usd,
}

impl Prorating {
    /// The shares of a month that what was, and what comes on a day, are billed as.
    fn shares(self, period: Period, day: NaiveDate, pair: &Pair) -> (Share, Share) {
        let (start, end) = period.bounds(self.zone);
        let at = self.zone.start_of(day);
        let share = |from, to| self.proration.share(period, self.zone, from, to);
        let (before, after) = (share(start, at), share(at, end));
        // One month is billed once, by the last size (R86, R89).
        let once = self.proration == Proration::WholeMonth && !after.is_none();
        if once && pair.after.is_some() && pair.before.is_some() {
            return (share(end, end), after);
        }
        (before, after)
    }

    /// USD more in a month for a line that changes on a day.
    pub(super) fn more(
        self,
        period: Period,
        day: NaiveDate,
        pair: &Pair,
        terms: &Terms,
    ) -> Result<Usd, ArithmeticError> {
        let (share_before, share_after) = self.shares(period, day, pair);
        let usd = |side: &Option<Side>, share| match side {
            Some(side) => amount(side, share, terms),
            None => Ok(Usd::ZERO),
        };
        let was = pair.before.as_ref().map_or(Usd::ZERO, |it| it.usd);
        usd(&pair.before, share_before)?.plus(usd(&pair.after, share_after)?)?.minus(was)
    }
}

/// The price of a line for a share of a month, by the function behind every quote.
fn amount(side: &Side, share: Share, terms: &Terms) -> Result<Usd, ArithmeticError> {
    let Some((weight, _)) = side.weight else { return Ok(Usd::ZERO) };
    Ok(pricing::amount(weight, side.quantity, side.multiplier, share, terms)?.1)
}

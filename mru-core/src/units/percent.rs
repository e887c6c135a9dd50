//! Percentages of taxes and discounts.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fixed;
use crate::numeral::Numeral;

/// A percentage.
///
/// # Units
///
/// Per cent, from 0 to 100, at most four decimal places. `19` is nineteen per cent.
///
/// # Example
///
/// ```
/// use mru_core::units::{Percent, RoundingRule, Usd};
///
/// let rate = Percent::new("19".parse()?).ok_or("out of range")?;
/// let net = Usd::new("1000.03".parse()?).ok_or("no amount")?;
/// assert_eq!(net.percent(rate, RoundingRule::HalfAwayFromZero)?.to_string(), "190.01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent {
    e4: i64,
}

impl Percent {
    /// The largest percentage.
    pub const MAX: Decimal = Decimal::ONE_HUNDRED;
    /// The largest number of decimal places.
    pub const MAX_PLACES: u32 = 4;

    /// Makes a percentage, or nothing when it is out of range or too fine.
    pub fn new(percent: Decimal) -> Option<Percent> {
        fixed::within(percent, Percent::MAX, Percent::MAX_PLACES).map(|e4| Percent { e4 })
    }

    /// Takes a percentage that was recorded, whatever range holds for new ones; nothing when the type
    /// cannot hold it.
    pub(crate) fn recorded(number: Decimal) -> Option<Percent> {
        fixed::recorded(number, Percent::MAX_PLACES).map(|e4| Percent { e4 })
    }

    /// Returns the percentage: `19` for nineteen per cent.
    pub fn as_decimal(self) -> Decimal {
        fixed::decimal(self.e4.into(), Percent::MAX_PLACES)
    }

    /// Ten-thousandths of a per cent.
    pub(super) const fn e4(self) -> i64 {
        self.e4
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Numeral::new(self.e4.into(), Percent::MAX_PLACES).fmt(f)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Percent, D::Error> {
        let number = <Decimal as Deserialize>::deserialize(deserializer)?;
        Percent::recorded(number)
            .ok_or_else(|| serde::de::Error::custom("the number is out of range"))
    }
}

//! The one file that rounds: an exact amount becomes whole cents by a named rule (R81).

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

/// How an exact amount becomes whole cents. There is no default: every caller names its rule.
///
/// # Source
///
/// R81: per line, half away from zero, unless the contract says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingRule {
    /// `67.515` becomes `67.52` and `-67.515` becomes `-67.52`.
    HalfAwayFromZero,
    /// `67.515` becomes `67.52` and `67.525` becomes `67.52`.
    HalfToEven,
}

/// Rounds to whole cents, always with two decimal places.
pub(super) fn to_cents(amount: Decimal, rule: RoundingRule) -> Decimal {
    let strategy = match rule {
        RoundingRule::HalfAwayFromZero => RoundingStrategy::MidpointAwayFromZero,
        RoundingRule::HalfToEven => RoundingStrategy::MidpointNearestEven,
    };
    if amount.scale() <= 2 { amount } else { amount.round_dp_with_strategy(2, strategy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amount: &str, away: &str, even: &str) {
        let amount: Decimal = amount.parse().unwrap();
        assert_eq!(to_cents(amount, RoundingRule::HalfAwayFromZero).to_string(), away);
        assert_eq!(to_cents(amount, RoundingRule::HalfToEven).to_string(), even);
    }

    #[test]
    fn cents_by_both_rules() {
        check("16.425", "16.43", "16.42");
        check("67.515", "67.52", "67.52");
        check("-67.525", "-67.53", "-67.52");
        check("0.0049999", "0.00", "0.00");
        check("3", "3", "3");
    }
}

//! What a line costs when commitments are spread over the usage that they cover.

use super::{AmortisedRule, CostAmount, CostAmountError, LineType};

/// What the columns of one line say, of which its rule takes what it needs.
///
/// The same struct serves net costs: it then holds the columns after discounts.
#[derive(Clone, Copy, Debug, Default)]
pub struct AmortisedParts {
    /// What was charged.
    pub charged: Option<CostAmount>,
    /// The effective cost of a reservation.
    pub reservation_effective: Option<CostAmount>,
    /// The effective cost of a Savings Plan.
    pub plan_effective: Option<CostAmount>,
    /// What was committed to.
    pub commitment: Option<CostAmount>,
    /// What of the commitment was used.
    pub used_commitment: Option<CostAmount>,
    /// The part of the upfront fee of a reservation that was not used.
    pub unused_upfront: Option<CostAmount>,
    /// The part of the monthly fee of a reservation that was not used.
    pub unused_recurring: Option<CostAmount>,
    /// Whether the line names a reservation; unknown when the source has no such column.
    pub of_reservation: Option<bool>,
    /// Whether the line is of a Savings Plan.
    pub of_plan: bool,
}

/// The amortised cost of a line by [`LineType::rule`]; unknown when a column that it needs is.
///
/// # Errors
///
/// [`CostAmountError::TooManyDigits`] when the result needs more than 38 digits.
pub fn amortised(
    line: LineType,
    parts: &AmortisedParts,
) -> Result<Option<CostAmount>, CostAmountError> {
    let nothing = Some(CostAmount::ZERO);
    Ok(match line.rule() {
        AmortisedRule::AsCharged => parts.charged,
        AmortisedRule::AsChargedButReservations => match parts.of_reservation {
            Some(true) => nothing,
            Some(false) => parts.charged,
            // Where no reservation can be named, only a fee of 0 is known to stay what it is.
            None => parts.charged.filter(|charged| charged.is_zero()),
        },
        AmortisedRule::AsChargedButPlans => {
            if parts.of_plan {
                nothing
            } else {
                parts.charged
            }
        }
        AmortisedRule::EffectiveCostOfReservation => parts.reservation_effective,
        AmortisedRule::EffectiveCostOfPlan => parts.plan_effective,
        AmortisedRule::UnusedCommitment => {
            let both = parts.commitment.zip(parts.used_commitment);
            both.map(|(committed, used)| committed.less(used)).transpose()?
        }
        AmortisedRule::UnusedReservation => {
            CostAmount::plus_known(parts.unused_upfront, parts.unused_recurring)?
        }
        AmortisedRule::Nothing => nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: LineType) -> String {
        let amount = |whole: i64| Some(CostAmount::from(whole));
        let parts = AmortisedParts {
            charged: amount(1),
            reservation_effective: amount(2),
            plan_effective: amount(4),
            commitment: amount(24),
            used_commitment: amount(16),
            unused_upfront: amount(32),
            unused_recurring: amount(64),
            of_reservation: Some(true),
            of_plan: true,
        };
        amortised(line, &parts).unwrap().unwrap().to_string()
    }

    #[test]
    fn each_line_type_takes_the_columns_of_its_rule() {
        assert_eq!(of(LineType::Usage), "1");
        assert_eq!(of(LineType::DiscountedUsage), "2");
        assert_eq!(of(LineType::SavingsPlanCoveredUsage), "4");
        assert_eq!(of(LineType::SavingsPlanRecurringFee), "8");
        assert_eq!(of(LineType::SavingsPlanNegation), "0");
        assert_eq!(of(LineType::SavingsPlanUpfrontFee), "0");
        assert_eq!(of(LineType::ReservationFee), "96");
        assert_eq!(of(LineType::Fee), "0");
        assert_eq!(of(LineType::Refund), "0");
        assert_eq!(of(LineType::Tax), "1");
        assert_eq!(of(LineType::EdpDiscount), "1");
    }

    #[test]
    fn what_a_rule_needs_and_does_not_find_is_unknown() {
        let parts = AmortisedParts { charged: Some(CostAmount::from(5)), ..Default::default() };
        let of = |line| amortised(line, &parts).unwrap();
        assert_eq!(of(LineType::Usage), Some(CostAmount::from(5)));
        for line in [LineType::DiscountedUsage, LineType::SavingsPlanRecurringFee, LineType::Fee] {
            assert_eq!(of(line), None, "{line:?}");
        }
    }
}

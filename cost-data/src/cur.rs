//! What the columns of a Cost and Usage Report mean.

use mru_core::costs::{AmortisedParts, AmortisedRule, CostAmount, Costs, LineType, amortised};

use crate::{
    CostDataError, Expected,
    fields::Field,
    row::{Cells, Named, too_large},
};

/// Operations of rows that divide the cost of another row among containers.
pub(crate) const SPLITS: [&str; 2] = ["EKSPod-EC2", "ECSTask-EC2"];

/// Product codes of Savings Plans.
pub(crate) fn is_plan(service: &str) -> bool {
    service.ends_with("SavingsPlans")
}

/// Whether a row divides the cost of another one, which is in the file as well: counting both
/// would count the cost twice.
pub(crate) fn is_split(operation: Option<&str>, parent: Option<&str>) -> bool {
    parent.is_some() || operation.is_some_and(|it| SPLITS.contains(&it))
}

/// Line type, account and service of a row.
pub(crate) fn named(cells: &impl Cells) -> Result<Named<'_>, CostDataError> {
    let account = cells.needed(Field::Account)?;
    let service = cells.needed(Field::Service)?;
    let written = cells.needed(Field::Line)?;
    let line = LineType::read(written, service);
    let line = line.ok_or_else(|| cells.refuse(Field::Line, written, Expected::LineType))?;
    Ok((line, account, service))
}

/// The columns that the amortised cost of a line is made of, before or after discounts.
struct Parts {
    charged: Field,
    reservation_effective: Field,
    plan_effective: Field,
    unused_upfront: Field,
    unused_recurring: Field,
}

const GROSS: Parts = Parts {
    charged: Field::Charged,
    reservation_effective: Field::ReservationEffective,
    plan_effective: Field::PlanEffective,
    unused_upfront: Field::UnusedUpfront,
    unused_recurring: Field::UnusedRecurring,
};

const NET: Parts = Parts {
    charged: Field::NetCharged,
    reservation_effective: Field::NetReservationEffective,
    plan_effective: Field::NetPlanEffective,
    unused_upfront: Field::NetUnusedUpfront,
    unused_recurring: Field::NetUnusedRecurring,
};

/// The costs of a row in each basis that its file knows.
pub(crate) fn costs(
    cells: &impl Cells,
    line: LineType,
    service: &str,
) -> Result<Costs, CostDataError> {
    let has = |field| cells.layout().place(field).is_some();
    let named = |field| has(field).then(|| cells.text(field).is_some());
    // Only what the rule asks for is read: other columns of such a line mean nothing.
    let rule = line.rule();
    let read = |asked, field| if rule == asked { cells.cost(field) } else { Ok(None) };
    let of = |columns: &Parts| {
        Ok(AmortisedParts {
            charged: cells.cost(columns.charged)?,
            reservation_effective: read(
                AmortisedRule::EffectiveCostOfReservation,
                columns.reservation_effective,
            )?,
            plan_effective: read(AmortisedRule::EffectiveCostOfPlan, columns.plan_effective)?,
            commitment: read(AmortisedRule::UnusedCommitment, Field::Commitment)?,
            used_commitment: read(AmortisedRule::UnusedCommitment, Field::UsedCommitment)?,
            unused_upfront: read(AmortisedRule::UnusedReservation, columns.unused_upfront)?,
            unused_recurring: read(AmortisedRule::UnusedReservation, columns.unused_recurring)?,
            of_reservation: named(Field::Reservation),
            of_plan: is_plan(service),
        })
    };
    let gross = of(&GROSS)?;
    let charged = gross.charged;
    charged.ok_or_else(|| cells.refuse(Field::Charged, "", Expected::Amount))?;
    let spread = amortised(line, &gross).map_err(|_| too_large(cells))?;
    if !has(Field::NetCharged) {
        return Ok(Costs {
            unblended: charged,
            amortised: spread,
            net_unblended: None,
            net_amortised: None,
        });
    }
    let net = of(&NET)?;
    Ok(Costs {
        unblended: charged,
        amortised: spread,
        net_unblended: net.charged,
        net_amortised: net_spread(line, &net, spread).map_err(|_| too_large(cells))?,
    })
}

/// The net amortised cost. AWS has no commitment after discounts, so that what was not used of one
/// is known only when it is nothing.
pub(crate) fn net_spread(
    line: LineType,
    net: &AmortisedParts,
    gross: Option<CostAmount>,
) -> Result<Option<CostAmount>, mru_core::costs::CostAmountError> {
    if line == LineType::SavingsPlanRecurringFee {
        return Ok(gross.filter(|unused| unused.is_zero()));
    }
    amortised(line, net)
}

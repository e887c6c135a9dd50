//! What the columns of FOCUS mean, 1.0 to 1.4.

use mru_core::costs::{CostAmount, Costs, LineType};

use crate::{
    CostDataError, Expected,
    fields::Field,
    row::{Cells, Named, UNKNOWN},
};

/// Line type, account and service of a row. An account without sub-account pays for itself.
pub(crate) fn named(cells: &impl Cells) -> Result<Named<'_>, CostDataError> {
    let account =
        cells.text(Field::Account).map_or_else(|| cells.needed(Field::OtherAccount), Ok)?;
    let service =
        cells.text(Field::Service).map_or_else(|| cells.needed(Field::OtherService), Ok)?;
    let category = cells.needed(Field::Line)?;
    let line = line(cells, category)
        .ok_or_else(|| cells.refuse(Field::Line, category, Expected::LineType))?;
    // FOCUS has no product code of support; its name is the one that shows.
    let name = cells.text(Field::OtherService).unwrap_or(service);
    let line = LineType::read(line.name(), name).unwrap_or(line);
    Ok((line, account, service))
}

/// The line type that a charge category stands for.
fn line(cells: &impl Cells, category: &str) -> Option<LineType> {
    let plan = cells.text(Field::CommitmentType).map(|it| it.contains("Savings"));
    let status = cells.text(Field::CommitmentStatus);
    let once = cells.text(Field::Frequency) == Some("One-Time");
    Some(match (category, plan) {
        ("Usage", Some(plan)) if status == Some("Unused") => {
            if plan {
                LineType::SavingsPlanRecurringFee
            } else {
                LineType::ReservationFee
            }
        }
        ("Usage", Some(true)) => LineType::SavingsPlanCoveredUsage,
        ("Usage", Some(false)) => LineType::DiscountedUsage,
        ("Usage", None) => LineType::Usage,
        ("Purchase", Some(true)) if once => LineType::SavingsPlanUpfrontFee,
        ("Purchase", Some(true)) => LineType::SavingsPlanRecurringFee,
        ("Purchase", Some(false)) if !once => LineType::ReservationFee,
        ("Purchase", _) => LineType::Fee,
        ("Tax", _) => LineType::Tax,
        ("Credit", _) => LineType::Credit,
        // What no other category has: given back when it is below zero, charged otherwise.
        ("Adjustment", _) if below_zero(cells) => LineType::Refund,
        ("Adjustment", _) => LineType::Fee,
        _ => return None,
    })
}

/// Whether a charge takes from the bill. What cannot be read is refused with its cost.
fn below_zero(cells: &impl Cells) -> bool {
    let cost = cells.amount(Field::Charged).ok().flatten();
    cost.is_some_and(|cost| cost < CostAmount::ZERO)
}

/// Whether a charge says that it is a correction of an invoiced month; nothing else may stand there.
pub(crate) fn is_correction(cells: &impl Cells) -> Result<bool, CostDataError> {
    match cells.text(Field::Class) {
        None => Ok(false),
        Some("Correction") => Ok(true),
        Some(other) => Err(cells.refuse(Field::Class, other, Expected::ChargeClass)),
    }
}

/// How much was consumed, or, where that is empty, how much was priced.
pub(crate) fn usage(
    cells: &impl Cells,
) -> Result<(Option<CostAmount>, Option<&str>), CostDataError> {
    match cells.cost(Field::Usage)? {
        None => Ok((cells.cost(Field::OtherUsage)?, cells.text(Field::OtherUnit))),
        consumed => Ok((consumed, cells.text(Field::Unit))),
    }
}

/// The costs of a row: billed and effective cost are both after discounts, and FOCUS has no others.
pub(crate) fn costs(cells: &impl Cells) -> Result<Costs, CostDataError> {
    let needed = |field| {
        let cost = cells.cost(field)?;
        cost.ok_or_else(|| cells.refuse(field, "", Expected::Amount)).map(Some)
    };
    Ok(Costs {
        net_unblended: needed(Field::Charged)?,
        net_amortised: needed(Field::Effective)?,
        ..UNKNOWN
    })
}

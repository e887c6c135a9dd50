//! How far what notes gave for good counts against what is right (R92, N6).
//!
//! A component is owed for what the facts say, less what was given for it, and never less than
//! nothing. That is a function of facts and notes alone, so the order of notes and corrections does
//! not matter: a note about something that turns out not to have existed counts no more.

use std::collections::BTreeMap;

use super::book::Given;
use crate::{
    invoice::{LineKind, Subject},
    metering::Slot,
    units::{ArithmeticError, Percent, RoundingRule, Usd},
};

/// What a note is given for: a component whatever its size, or a floor.
type Owner = (Option<LineKind>, Option<Slot>);

fn owner(subject: &Subject) -> Owner {
    match &subject.slot {
        Some(slot) => (None, Some(slot.clone())),
        None => (Some(subject.kind), None),
    }
}

/// The discount of a month.
#[derive(Clone, Copy, Debug)]
pub(super) struct MonthDiscount {
    pub(super) percent: Percent,
    pub(super) rounding: RoundingRule,
}

/// What was given for each subject, as far as it counts: no more than is right for its component.
///
/// Of the discount it is below zero: less discount remains for what was given back.
pub(super) fn counted(
    right: &BTreeMap<Subject, Usd>,
    notes: &[Given<'_>],
    discount: Option<MonthDiscount>,
) -> Result<BTreeMap<Subject, Usd>, ArithmeticError> {
    if notes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut left: BTreeMap<Owner, Usd> = BTreeMap::new();
    for (subject, usd) in right.iter().filter(|(subject, _)| subject.kind != LineKind::Discount) {
        let sum = left.entry(owner(subject)).or_default();
        *sum = sum.plus(*usd)?;
    }
    let (mut wanted, mut followed) = (BTreeMap::new(), Usd::ZERO);
    for note in notes {
        let (mut asked, mut counts) = (Usd::ZERO, Usd::ZERO);
        for (subject, usd) in &note.credits {
            let left = left.entry(owner(subject)).or_default();
            let counted = (*usd).min(*left);
            *left = left.minus(counted)?;
            asked = asked.plus(*usd)?;
            counts = counts.plus(counted)?;
            let sum: &mut Usd = wanted.entry(subject.clone()).or_default();
            *sum = sum.plus(counted)?;
        }
        followed = followed.plus(followed_by(note, asked, counts, discount)?)?;
    }
    let mut given = spread(right, &wanted)?;
    add_discount(right, &mut given, followed)?;
    Ok(given)
}

/// The part of the discount that follows what counts of a note.
fn followed_by(
    note: &Given<'_>,
    asked: Usd,
    counts: Usd,
    discount: Option<MonthDiscount>,
) -> Result<Usd, ArithmeticError> {
    let gave = note.discount.negated();
    match discount {
        Some(discount) if counts != asked => {
            Ok(counts.percent(discount.percent, discount.rounding)?.min(gave))
        }
        _ => Ok(gave),
    }
}

/// Puts what counts on the lines it was given for, as far as they are right, and the rest on others
/// of the same component.
fn spread(
    right: &BTreeMap<Subject, Usd>,
    wanted: &BTreeMap<Subject, Usd>,
) -> Result<BTreeMap<Subject, Usd>, ArithmeticError> {
    let (mut given, mut rest): (BTreeMap<Subject, Usd>, BTreeMap<Owner, Usd>) = Default::default();
    for (subject, usd) in wanted {
        let here = (*usd).min(right.get(subject).copied().unwrap_or_default());
        given.insert(subject.clone(), here);
        let rest = rest.entry(owner(subject)).or_default();
        *rest = rest.plus(usd.minus(here)?)?;
    }
    for (subject, usd) in right.iter().filter(|(subject, _)| subject.kind != LineKind::Discount) {
        let Some(rest) = rest.get_mut(&owner(subject)).filter(|rest| !rest.is_zero()) else {
            continue;
        };
        let here = given.entry(subject.clone()).or_default();
        let more = usd.minus(*here)?.min(*rest);
        *here = here.plus(more)?;
        *rest = rest.minus(more)?;
    }
    Ok(given)
}

/// Adds what was given back of the discount: never more than it is, and it never exceeds what is left
/// of the lines that it is on.
fn add_discount(
    right: &BTreeMap<Subject, Usd>,
    given: &mut BTreeMap<Subject, Usd>,
    followed: Usd,
) -> Result<(), ArithmeticError> {
    let is_discount = |subject: &&Subject| subject.kind == LineKind::Discount;
    let Some(subject) = right.keys().find(is_discount) else { return Ok(()) };
    let mut lines = Usd::ZERO;
    for (subject, usd) in right.iter().filter(|(subject, _)| !is_discount(subject)) {
        lines = lines.plus(*usd)?.minus(given.get(subject).copied().unwrap_or_default())?;
    }
    let discount = right.get(subject).copied().unwrap_or_default();
    let remains = discount.plus(followed)?.max(lines.negated()).min(Usd::ZERO);
    given.insert(subject.clone(), discount.minus(remains)?);
    Ok(())
}

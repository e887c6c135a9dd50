//! Commitment, minimum and discount, in this order (R83).

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};
use serde_json::Value;

use super::{
    lines::{Line, lines},
    plain::{fraction, number, text},
    terms::Terms,
};
use crate::oracle::{Exact, exact};

/// The lines of a month before tax, and its MRUs.
pub fn net(terms: &Terms<'_>, rows: &[Value]) -> (Vec<Line>, Exact) {
    let (mut lines, mru) = lines(terms, rows);
    let sum = |lines: &[Line]| -> BigInt { lines.iter().map(|line| &line.cents).sum() };
    lines.extend(commitment(terms, &mru));
    let cents = sum(&lines);
    lines.extend(minimum(terms, &cents));
    let cents = sum(&lines);
    lines.extend(discount(terms, &cents));
    (lines, mru)
}

/// What is missing to the committed MRUs: billed is the larger of both.
fn commitment(terms: &Terms<'_>, mru: &Exact) -> Option<Line> {
    let committed = exact(terms.contract("commitment")["mru"].as_str()?);
    let missing = committed * in_force(terms) - mru;
    let cents = terms.cents(&(&missing * &terms.price));
    missing.is_positive().then(|| Line::of_month("commitment", "", &missing, cents))
}

/// What is missing to the least amount of a month.
fn minimum(terms: &Terms<'_>, billed: &BigInt) -> Option<Line> {
    let usd = exact(terms.contract("minimum")["usd"].as_str()?);
    let missing = terms.cents(&(usd * in_force(terms))) - billed;
    missing.is_positive().then(|| Line::of_month("minimum", "", &exact("0"), missing))
}

/// The discount on everything of the month.
fn discount(terms: &Terms<'_>, billed: &BigInt) -> Option<Line> {
    let discount = terms.contract("discount");
    let cents = -terms.percentage(billed, discount["percent"].as_str()?);
    let label = text(&discount["label"]);
    (!billed.is_zero()).then(|| Line::of_month("discount", label, &exact("0"), cents))
}

/// The part of the month in which the contract is in force: floors are for that.
fn in_force(terms: &Terms<'_>) -> Exact {
    let from = text(terms.contract("starts_on"));
    let until = terms.contract("ends_on").as_str().unwrap_or("9999");
    let days = terms.month.days().into_iter().map(|day| day.to_string());
    let days = days.filter(|day| from <= day.as_str() && day.as_str() < until).count();
    fraction(number(days), number(terms.days))
}

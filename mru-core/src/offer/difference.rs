//! How two quotes differ, line by line: what is added, removed and changed, in MRU and USD a month.
//!
//! Whatever changed, the rows sum to the difference of the totals.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    added::AddedLine,
    paper::{self, OfferLine, OfferPaper},
};
use crate::{
    quote::Quote,
    units::{ArithmeticError, Usd},
};

/// What of a quote is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The lines of the components.
    pub lines: Vec<OfferLine>,
    /// What a contract adds.
    pub added: Vec<AddedLine>,
    /// MRU a month.
    pub mru: Decimal,
    /// USD a month, before tax.
    pub usd: Usd,
}

impl From<&Quote> for Compared {
    fn from(quote: &Quote) -> Compared {
        let total = quote.priced.total;
        let mru = total.mru.as_decimal().normalize();
        Compared { lines: paper::lines(quote), added: Vec::new(), mru, usd: total.usd }
    }
}

impl From<&OfferPaper> for Compared {
    fn from(paper: &OfferPaper) -> Compared {
        let totals = &paper.totals;
        let (lines, added) = (paper.lines.clone(), paper.added.clone());
        Compared { lines, added, mru: totals.mru, usd: totals.monthly_usd }
    }
}

/// How a line differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is in the second one alone.
    Added,
    /// It is in the first one alone.
    Removed,
    /// It is in both, and not the same.
    Changed,
}

/// A line on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// Its size.
    pub size: String,
    /// How many.
    pub quantity: Decimal,
    /// Times what.
    pub multiplier: u32,
    /// MRU a piece and month; none where nothing is charged.
    pub weight_mru: Option<Decimal>,
    /// MRU a month.
    pub mru: Decimal,
    /// USD a month.
    pub usd: Usd,
}

/// One line that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DifferenceRow {
    /// How.
    pub change: Change,
    /// Its environment, `shared`, or `contract` for what a contract adds.
    pub environment: String,
    /// The kind of component, or of what a contract adds.
    pub component: String,
    /// Its name.
    pub name: String,
    /// As the first one has it.
    pub before: Option<Amounts>,
    /// As the second one has it.
    pub after: Option<Amounts>,
    /// MRU a month more, or fewer.
    pub mru: Decimal,
    /// USD a month more, or less.
    pub usd: Usd,
}

/// How two quotes differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The lines that differ: in the order of the second quote, then what it lacks.
    pub rows: Vec<DifferenceRow>,
    /// Lines that are the same.
    pub unchanged: u32,
    /// MRU a month of the first one.
    pub before_mru: Decimal,
    /// MRU a month of the second one.
    pub after_mru: Decimal,
    /// USD a month of the first one.
    pub before_usd: Usd,
    /// USD a month of the second one.
    pub after_usd: Usd,
    /// MRU a month more, or fewer: the sum of the rows.
    pub mru: Decimal,
    /// USD a month more, or less: the sum of the rows.
    pub usd: Usd,
}

/// By what a line of one quote is found in another: place, kind and name, and which of several.
type Key = (String, String, String, usize);

/// Says how a quote differs from an earlier one.
///
/// # Errors
///
/// When a sum cannot be kept exact.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
/// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
/// # let day = "2026-11-21".parse().unwrap();
/// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
/// use mru_core::{Deployment, Format, Quote, offer::{Change, Compared, difference}};
///
/// let quote = |text: &str| {
///     Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap()
/// };
/// let (one, more) = (quote(text), quote(&text.replace("redundancy: 2", "redundancy: 3")));
/// let found = difference(&Compared::from(&one), &Compared::from(&more)).unwrap();
/// assert!(found.rows.iter().all(|row| row.change == Change::Changed));
/// assert_eq!(found.usd.to_string(), "136.50");
/// assert!(difference(&Compared::from(&one), &Compared::from(&one)).unwrap().rows.is_empty());
/// ```
pub fn difference(before: &Compared, after: &Compared) -> Result<Difference, ArithmeticError> {
    let mut earlier: BTreeMap<Key, Amounts> = keyed(before).into_iter().collect();
    let order: Vec<Key> = keyed(before).into_iter().map(|(key, _)| key).collect();
    let (mut rows, mut unchanged) = (Vec::new(), 0_u32);
    for (key, now) in keyed(after) {
        match earlier.remove(&key) {
            Some(was) if was == now => unchanged = unchanged.saturating_add(1),
            was => rows.push(row(key, was, Some(now))?),
        }
    }
    for key in order {
        if let Some(was) = earlier.remove(&key) {
            rows.push(row(key, Some(was), None)?);
        }
    }
    Ok(Difference {
        rows,
        unchanged,
        before_mru: before.mru,
        after_mru: after.mru,
        before_usd: before.usd,
        after_usd: after.usd,
        mru: minus(after.mru, before.mru)?,
        usd: after.usd.minus(before.usd)?,
    })
}

fn row(
    (environment, component, name, _): Key,
    before: Option<Amounts>,
    after: Option<Amounts>,
) -> Result<DifferenceRow, ArithmeticError> {
    let change = match (&before, &after) {
        (None, _) => Change::Added,
        (Some(_), None) => Change::Removed,
        (Some(_), Some(_)) => Change::Changed,
    };
    let mru = |side: &Option<Amounts>| side.as_ref().map_or(Decimal::ZERO, |it| it.mru);
    let usd = |side: &Option<Amounts>| side.as_ref().map_or(Usd::ZERO, |it| it.usd);
    Ok(DifferenceRow {
        change,
        environment,
        component,
        name,
        mru: minus(mru(&after), mru(&before))?,
        usd: usd(&after).minus(usd(&before))?,
        before,
        after,
    })
}

fn minus(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    let difference = a.checked_sub(b).ok_or(ArithmeticError { step: "comparing MRUs" })?;
    Ok(difference.normalize())
}

/// All lines with their keys, in their order.
fn keyed(of: &Compared) -> Vec<(Key, Amounts)> {
    let mut seen: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let components = of.lines.iter().map(|line| {
        let place = (line.environment.clone(), line.component.clone(), line.name.clone());
        let amounts = Amounts {
            size: line.size.clone(),
            quantity: line.quantity,
            multiplier: line.multiplier,
            weight_mru: line.weight_mru,
            mru: line.mru,
            usd: line.usd,
        };
        (place, amounts)
    });
    let contract = of.added.iter().map(|line| {
        let place = (String::from("contract"), line.kind().to_owned(), String::new());
        let amounts = Amounts {
            size: String::new(),
            quantity: Decimal::ONE,
            multiplier: 1,
            weight_mru: None,
            mru: Decimal::ZERO,
            usd: line.usd(),
        };
        (place, amounts)
    });
    let mut all = Vec::new();
    for (place, amounts) in components.chain(contract) {
        let which = seen.entry(place.clone()).or_default();
        *which = which.saturating_add(1);
        let (environment, component, name) = place;
        all.push(((environment, component, name, *which), amounts));
    }
    all
}

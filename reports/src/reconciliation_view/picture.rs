//! Pictures: where the total of AWS went, and margins on both sides of nothing.

use mru_core::{costs::CostAmount, reconciliation::Bucket};
use serde::Serialize;

use super::{
    ReconciliationError,
    figure::{Writer, hundredths, sum},
};

/// The width of a picture, in hundredths.
const WHOLE: i128 = 10_000;
/// The least width of a part that is there.
const LEAST: i128 = 80;

/// A bar that is divided into parts.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// What it shows, in one sentence with its figures.
    pub said: String,
    /// The parts, from left to right.
    pub parts: Vec<PicturePart>,
}

/// A part of a bar, and what it stands for.
#[derive(Clone, Debug, Serialize)]
pub struct PicturePart {
    /// What it is.
    pub label: String,
    /// How much, in cents, without currency.
    pub usd: String,
    /// How much, in per cent of the whole.
    pub percent: String,
    /// Its colour: a class of the look.
    pub class: &'static str,
    /// Its bar; nothing when it is not above zero.
    pub bar: Option<Bar>,
}

/// Where a bar lies in a picture that is 100 wide; decimals have a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Its left end.
    pub x: String,
    /// Its width.
    pub width: String,
}

impl Bar {
    /// Takes both ends, in hundredths.
    pub(super) fn between(from: i128, to: i128) -> Bar {
        Bar { x: written(from), width: written(to.saturating_sub(from)) }
    }
}

/// A number of hundredths with a point.
pub(super) fn written(hundredths: i128) -> String {
    let (whole, rest) = (hundredths.wrapping_div(100), hundredths.wrapping_rem(100));
    format!("{whole}.{:02}", rest.unsigned_abs())
}

/// The parts of the picture with their colours, each a few buckets.
const PARTS: [(&str, &str, &[Bucket]); 4] = [
    ("reconciliation-part-billed", "f1", &[Bucket::Matched, Bucket::HoursOfTheMonth]),
    ("reconciliation-part-shared", "f2", &[Bucket::Included, Bucket::Shared]),
    (
        "reconciliation-part-other",
        "f5",
        &[
            Bucket::Commitments,
            Bucket::Support,
            Bucket::Tax,
            Bucket::Credits,
            Bucket::Discounts,
            Bucket::Corrections,
            Bucket::Rounding,
        ],
    ),
    (
        "reconciliation-to-look-at",
        "f3",
        &[Bucket::Unmetered, Bucket::UsageDrift, Bucket::PriceDrift, Bucket::Unmapped],
    ),
];

impl Writer<'_> {
    pub(super) fn picture(&self) -> Result<Picture, ReconciliationError> {
        let contents = self.contents()?;
        let of = |buckets: &[Bucket]| {
            sum(contents.iter().filter(|it| buckets.contains(&it.bucket)).map(|it| it.usd))
        };
        let mut amounts = Vec::new();
        for (_, _, buckets) in PARTS {
            amounts.push(of(buckets)?);
        }
        let bars = bars(&amounts)?;
        let charged = self.reconciliation.charged_usd;
        let part = |((key, class, _), (usd, bar)): ((&str, &'static str, _), _)| PicturePart {
            label: self.get(key),
            usd: self.usd(usd),
            percent: self.percent(usd, charged, 1),
            class,
            bar,
        };
        let parts: Vec<PicturePart> =
            PARTS.into_iter().zip(amounts.into_iter().zip(bars)).map(part).collect();
        let said = parts.iter().map(|it| format!("{} {} ({} %)", it.label, it.usd, it.percent));
        let said = said.collect::<Vec<_>>().join("; ");
        let said = self.words.with("reconciliation-picture", &[("parts", &said)]);
        Ok(Picture { said, parts })
    }
}

/// Divides a bar among the amounts above zero; what is there can be seen.
fn bars(amounts: &[CostAmount]) -> Result<Vec<Option<Bar>>, ReconciliationError> {
    let above = |usd: &CostAmount| *usd > CostAmount::ZERO;
    let whole = sum(amounts.iter().copied().filter(above))?;
    let width = |usd: &CostAmount| {
        hundredths(*usd, whole).filter(|_| above(usd)).map(|width| width.max(LEAST))
    };
    let mut widths: Vec<Option<i128>> = amounts.iter().map(width).collect();
    let excess = widths.iter().flatten().sum::<i128>().saturating_sub(WHOLE);
    if let Some(widest) = widths.iter_mut().flatten().max() {
        *widest = widest.saturating_sub(excess);
    }
    let mut from = 0_i128;
    let bar = |width: Option<i128>| {
        width.map(|width| {
            let start = from;
            from = from.saturating_add(width);
            Bar::between(start, from)
        })
    };
    Ok(widths.into_iter().map(bar).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amounts: &[&str]) -> Vec<Option<(String, String)>> {
        let amounts: Vec<CostAmount> = amounts.iter().map(|it| it.parse().unwrap()).collect();
        let bars = bars(&amounts).unwrap();
        bars.into_iter().map(|bar| bar.map(|bar| (bar.x, bar.width))).collect()
    }

    fn bar(x: &str, width: &str) -> Option<(String, String)> {
        Some((x.to_owned(), width.to_owned()))
    }

    #[test]
    fn parts_fill_the_bar_and_small_ones_are_seen() {
        assert_eq!(
            shown(&["75", "24.99", "0.01"]),
            [bar("0.00", "74.21"), bar("74.21", "24.99"), bar("99.20", "0.80")]
        );
    }

    #[test]
    fn what_is_not_above_zero_has_no_bar() {
        assert_eq!(
            shown(&["30", "-10", "10", "0"]),
            [bar("0.00", "75.00"), None, bar("75.00", "25.00"), None]
        );
        assert_eq!(shown(&["-1", "0"]), [None, None]);
    }
}

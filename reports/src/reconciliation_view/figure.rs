//! Figures of a reconciliation: amounts, shares, quantities and rates as people read them.

use mru_core::{
    costs::{CostAmount, CostAmountError},
    reconciliation::Reconciliation,
    text::{number, printable, usd},
};
use rust_decimal::Decimal;

use crate::{figures::padded, wording::Wording};

/// Writes the parts of a reconciliation in one language.
pub(super) struct Writer<'a> {
    pub(super) reconciliation: &'a Reconciliation,
    pub(super) words: &'a Wording,
}

/// Decimal places with which amounts are divided.
const EXACT: u8 = 12;
/// The most decimal places of a quantity that is shown, unless it would vanish.
const QUANTITY: u8 = 3;
/// The most decimal places of a rate, and of one below a tenth of a cent.
pub(super) const RATE: u8 = 6;
const SMALL_RATE: u8 = 10;

/// An amount in hundredths of a per cent of another, rounded; nothing when there is nothing to
/// compare it with.
pub(super) fn hundredths(part: CostAmount, whole: CostAmount) -> Option<i128> {
    let ratio = quotient(part, whole)?.checked_mul(Decimal::from(10_000_u32))?;
    let (digits, places) = CostAmount::from(ratio).rounded(0).parts();
    (places == 0).then_some(digits)
}

/// One amount divided by another, with the precision of a decimal.
pub(super) fn quotient(amount: CostAmount, by: CostAmount) -> Option<Decimal> {
    let (amount, by) = (amount.rounded(EXACT).decimal()?, by.rounded(EXACT).decimal()?);
    amount.checked_div(by)
}

/// Adds up amounts.
pub(super) fn sum(
    amounts: impl IntoIterator<Item = CostAmount>,
) -> Result<CostAmount, CostAmountError> {
    amounts.into_iter().try_fold(CostAmount::ZERO, CostAmount::plus)
}

/// The amount without its sign.
pub(super) fn size(amount: CostAmount) -> CostAmount {
    if amount < CostAmount::ZERO { amount.negated() } else { amount }
}

/// A text of the data, with everything escaped that cannot be seen.
pub(super) fn seen(text: &str) -> String {
    printable(text).replace('\n', "\\u{a}")
}

impl Writer<'_> {
    pub(super) fn get(&self, key: &str) -> String {
        self.words.get(key)
    }

    /// A count.
    pub(super) fn count(&self, count: usize) -> String {
        number(Decimal::from(count), self.words.lang())
    }

    /// An amount rounded to cents, without its currency, for a column.
    pub(super) fn usd(&self, amount: CostAmount) -> String {
        let money = self.money(amount);
        money.split_once('\u{a0}').map_or(money.as_str(), |(_, amount)| amount).to_owned()
    }

    /// An amount rounded to cents, with its currency, for a sentence.
    pub(super) fn money(&self, amount: CostAmount) -> String {
        let cents = amount.rounded(2);
        match cents.decimal() {
            Some(cents) => usd(cents, self.words.lang()).replace(' ', "\u{a0}"),
            None => format!("{}\u{a0}{cents}", self.get("usd")),
        }
    }

    /// An amount in per cent of another, with so many decimal places, at most two; a word when there
    /// is nothing to compare it with.
    pub(super) fn percent(&self, part: CostAmount, whole: CostAmount, places: u8) -> String {
        let percent = quotient(part, whole).and_then(|it| it.checked_mul(Decimal::ONE_HUNDRED));
        let percent = percent.and_then(|it| CostAmount::from(it).rounded(places).decimal());
        let written = percent.map(|it| padded(it, places.into(), self.words.lang()));
        written.unwrap_or_else(|| self.get("none"))
    }

    /// A quantity with its unit; a word when it is not known.
    pub(super) fn quantity(&self, quantity: Option<CostAmount>, unit: &str) -> String {
        let Some(quantity) = quantity else { return self.get("reconciliation-unknown") };
        let rounded = quantity.rounded(QUANTITY);
        let shown = if rounded.is_zero() { quantity } else { rounded };
        let shown = shown.decimal().map(|it| number(it, self.words.lang()));
        let shown = shown.unwrap_or_else(|| quantity.to_string());
        if unit.is_empty() { shown } else { format!("{shown}\u{a0}{}", seen(unit)) }
    }

    /// A price of one unit with at least so many decimal places; a word when it is not known.
    pub(super) fn rate(&self, rate: Option<Decimal>, places: u32) -> String {
        rate.map_or_else(
            || self.get("reconciliation-unknown"),
            |rate| padded(rate, places, self.words.lang()),
        )
    }

    /// By how much figures that were rounded one by one miss the rounded sum, if they do.
    pub(super) fn apart(
        &self,
        what: &str,
        parts: impl IntoIterator<Item = CostAmount>,
        total: CostAmount,
    ) -> Result<Option<String>, CostAmountError> {
        let shown = sum(parts.into_iter().map(|part| part.rounded(2)))?;
        let apart = shown.less(total.rounded(2))?;
        let sign = if apart < CostAmount::ZERO { "" } else { "+" };
        let said = || format!("{what}\u{a0}{sign}{}", self.usd(apart));
        Ok((!apart.is_zero()).then(said))
    }

    /// Says which sums are missed by figures that were rounded one by one, and by how much.
    pub(super) fn apart_note(&self, apart: impl IntoIterator<Item = String>) -> Option<String> {
        let apart = apart.into_iter().collect::<Vec<_>>().join(", ");
        let said = || self.words.with("reconciliation-cents-apart", &[("apart", &apart)]);
        (!apart.is_empty()).then(said)
    }
}

/// A rate as it is shown: what was charged for one unit; nothing when no quantity is known.
pub(super) fn rate(usd: CostAmount, quantity: Option<CostAmount>) -> Option<Decimal> {
    let exact = CostAmount::from(quotient(usd, quantity?)?);
    let rounded = exact.rounded(RATE);
    let small = size(rounded).rounded(3).is_zero();
    if small { exact.rounded(SMALL_RATE).decimal() } else { rounded.decimal() }
}

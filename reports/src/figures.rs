//! Columns of figures: the same number of decimal places in every row.

use mru_core::{
    Lang,
    text::{number, usd},
    units::Usd,
};
use rust_decimal::Decimal;
use serde::Serialize;

/// A label and its value.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl Fact {
    pub(super) const fn new(label: String, value: String) -> Fact {
        Fact { label, value }
    }
}

/// MRUs and their price.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Amounts {
    /// MRUs, all of a document with the same number of decimal places.
    pub mru: String,
    /// The amount without its currency, for a column.
    pub usd: String,
    /// The amount with its currency, for a sentence.
    pub money: String,
}

impl Amounts {
    /// Writes an amount next to MRUs that are written already.
    pub(super) fn new(mru: String, amount: Usd, lang: Lang) -> Amounts {
        let money = usd(amount.as_decimal(), lang);
        let usd = money.split_once(' ').map_or(money.as_str(), |(_, amount)| amount).to_owned();
        Amounts { mru, usd, money }
    }
}

/// Writes a number with at least so many decimal places.
pub fn padded(value: Decimal, places: u32, lang: Lang) -> String {
    let mut shown = number(value, lang);
    let written = value.normalize().scale();
    if written == 0 && places > 0 {
        shown.push(match lang {
            Lang::En => '.',
            Lang::Es => ',',
        });
    }
    shown.extend((written..places).map(|_| '0'));
    shown
}

/// An amount for a column, without its currency.
pub fn amount(value: Usd, lang: Lang) -> String {
    padded(value.as_decimal(), 2, lang)
}

/// A number with its sign, also above zero.
pub fn signed(value: Decimal, places: u32, lang: Lang) -> String {
    let sign = if value.is_sign_positive() && !value.is_zero() { "+" } else { "" };
    format!("{sign}{}", padded(value, places, lang))
}

/// The beginning of a hash, enough to compare two by eye.
pub fn short_hash(hash: &str) -> String {
    const SHOWN: usize = 12;
    hash.trim_start_matches("sha256:").chars().take(SHOWN).collect()
}

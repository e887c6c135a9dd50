//! The arithmetic of a line, as a person would write it.

use rust_decimal::Decimal;

use super::Line;
use crate::{
    materials::Charge,
    text::{Lang, number, usd},
    units::RoundingRule,
};

impl Line<'_> {
    /// Writes the arithmetic of the line.
    ///
    /// `1 instance × redundancy 2 × 3.25 MRU = 6.5 MRU × USD 42.00 = USD 273.00`; a line of 0 MRU
    /// says why.
    ///
    /// # Source
    ///
    /// R84: the reader can compute the line again.
    pub fn explanation(&self, lang: Lang) -> String {
        let item = &self.item;
        let (Charge::Entry(_), Some(weight)) = (&item.charge, self.weight) else {
            return self.reason(lang);
        };
        let unit = if item.quantity == Decimal::ONE { item.unit.one } else { item.unit.many };
        let mut shown = format!("{} {}", number(item.quantity, lang), unit.get(lang));
        if item.multiplier != 1 {
            let word = match lang {
                Lang::En => "redundancy",
                Lang::Es => "redundancia",
            };
            shown.push_str(&format!(" × {word} {}", item.multiplier));
        }
        shown.push_str(&format!(
            " × {} MRU = {} MRU × {} = {}",
            number(weight.as_decimal(), lang),
            number(self.mru.as_decimal(), lang),
            usd(self.price.as_decimal(), lang),
            self.amount(lang),
        ));
        shown
    }

    /// The amount, with the exact one before it when rounding changed it.
    fn amount(&self, lang: Lang) -> String {
        let rounded = usd(self.usd.as_decimal(), lang);
        match self.price.of(self.mru) {
            Ok(exact) if exact.as_decimal() != self.usd.as_decimal() => {
                let rule = match (self.rounding, lang) {
                    (RoundingRule::HalfAwayFromZero, Lang::En) => "rounded half away from zero",
                    (RoundingRule::HalfAwayFromZero, Lang::Es) => {
                        "redondeado con la mitad alejándose de cero"
                    }
                    (RoundingRule::HalfToEven, Lang::En) => "rounded half to even",
                    (RoundingRule::HalfToEven, Lang::Es) => "redondeado al par más cercano",
                };
                format!("{}, {rule} = {rounded}", usd(exact.as_decimal(), lang))
            }
            _ => rounded,
        }
    }

    fn reason(&self, lang: Lang) -> String {
        let item = &self.item;
        let Charge::None(reason) = &item.charge else { return String::new() };
        let words = reason.words.get(lang);
        let unit = if item.quantity == Decimal::ONE { item.unit.one } else { item.unit.many };
        format!("{} {} × 0 MRU: {words}", number(item.quantity, lang), unit.get(lang))
    }
}

//! The arithmetic of a line, as a person would write it.

use std::fmt::{self, Display as _};

use rust_decimal::Decimal;

use super::Line;
use crate::{
    materials::Charge,
    numeral::Numeral,
    text::{Amount, Lang},
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
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    ///
    /// use mru_core::Lang;
    ///
    /// let line = quote.priced.lines().next().unwrap();
    /// assert_eq!(
    ///     line.explanation(Lang::Es),
    ///     "1 instancia × redundancia 2 × 3,25 MRU = 6,5 MRU × US$ 42,00 = US$ 273,00",
    /// );
    /// ```
    pub fn explanation(&self, lang: Lang) -> String {
        Explanation { line: *self, lang }.to_string()
    }
}

/// The arithmetic of a line, where it is to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Explanation<'a> {
    pub(crate) line: Line<'a>,
    pub(crate) lang: Lang,
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { line, lang } = *self;
        let (item, marks) = (line.item, lang.marks());
        let weight = match (&item.charge, line.weight) {
            (Charge::Entry(_), Some(weight)) => weight,
            (Charge::None(reason), _) => {
                self.quantity(f)?;
                f.write_str(" × 0 MRU: ")?;
                return f.write_str(reason.words.get(lang));
            }
            (Charge::Entry(_), None) => return Ok(()),
        };
        self.quantity(f)?;
        if item.multiplier != 1 {
            f.write_str(match lang {
                Lang::En => " × redundancy ",
                Lang::Es => " × redundancia ",
            })?;
            Numeral::new(item.multiplier.into(), 0).fmt(f)?;
        }
        f.write_str(" × ")?;
        weight.numeral().with(marks).fmt(f)?;
        f.write_str(" MRU = ")?;
        line.mru.numeral().with(marks).fmt(f)?;
        f.write_str(" MRU × ")?;
        Amount { usd: line.price.numeral(), lang }.fmt(f)?;
        f.write_str(" = ")?;
        self.amount(f)
    }
}

impl Explanation<'_> {
    /// How much there is of what.
    fn quantity(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = self.line.item;
        Numeral::from(item.quantity).with(self.lang.marks()).fmt(f)?;
        f.write_str(" ")?;
        let unit = if item.quantity == Decimal::ONE { item.unit.one } else { item.unit.many };
        f.write_str(unit.get(self.lang))
    }

    /// The amount, with the exact one before it when rounding changed it.
    fn amount(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { line, lang } = *self;
        if let Ok(exact) = line.price.of(line.mru)
            && !line.usd.is_exactly(exact)
        {
            let rule = match (line.rounding, lang) {
                (RoundingRule::HalfAwayFromZero, Lang::En) => "rounded half away from zero",
                (RoundingRule::HalfAwayFromZero, Lang::Es) => {
                    "redondeado con la mitad alejándose de cero"
                }
                (RoundingRule::HalfToEven, Lang::En) => "rounded half to even",
                (RoundingRule::HalfToEven, Lang::Es) => "redondeado al par más cercano",
            };
            write!(f, "{}, {rule} = ", Amount { usd: exact.numeral(), lang })?;
        }
        Amount { usd: line.usd.numeral(), lang }.fmt(f)
    }
}

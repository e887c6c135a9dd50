//! The arithmetic of an invoice line, as a person would write it (R84).

use rust_decimal::Decimal;

use super::{InvoiceLine, LineKind, Pricing};
use crate::{
    bill::Unit,
    calendar::Proration,
    catalogue,
    text::{Lang, number, usd},
    units::{Mru, MruPrice, Share, Weight},
};

impl InvoiceLine {
    /// Writes the arithmetic of the line.
    ///
    /// `1 instance × redundancy 2 × 1.65 MRU × 20/30 days = 2.2 MRU × USD 42.00 = USD 92.40`.
    pub fn explanation(&self, pricing: &Pricing, lang: Lang) -> String {
        match self.kind {
            LineKind::Component => self.explain_component(pricing, lang),
            LineKind::Elasticity => self.explain_elastic(pricing, lang),
            LineKind::OneOff => usd(self.usd.as_decimal(), lang),
            LineKind::Correction | LineKind::Credit => self.explain_difference(lang),
            LineKind::Commitment => self.explain_commitment(pricing, lang),
            LineKind::Minimum => {
                let minimum = usd(self.base.unwrap_or_default(), lang);
                let amount = usd(self.usd.as_decimal(), lang);
                match lang {
                    Lang::En => format!("minimum {minimum} less the month's lines = {amount}"),
                    Lang::Es => format!("mínimo {minimum} menos las líneas del mes = {amount}"),
                }
            }
            LineKind::Discount | LineKind::Tax => format!(
                "{} × {} % = {}",
                usd(self.base.unwrap_or_default(), lang),
                number(self.percent.unwrap_or_default(), lang),
                usd(self.usd.as_decimal(), lang)
            ),
        }
    }

    fn explain_component(&self, pricing: &Pricing, lang: Lang) -> String {
        let quantity = self.quantity.unwrap_or_default();
        let unit = unit(&self.component);
        let unit = if quantity == Decimal::ONE { unit.one } else { unit.many };
        let mut shown = format!("{} {}", number(quantity, lang), unit.get(lang));
        if let Some(redundancy) = self.redundancy.filter(|redundancy| *redundancy != 1) {
            let word = match lang {
                Lang::En => "redundancy",
                Lang::Es => "redundancia",
            };
            shown.push_str(&format!(" × {word} {redundancy}"));
        }
        let weight = number(self.weight_mru.unwrap_or_default(), lang);
        shown.push_str(&format!(" × {weight} MRU"));
        let share = self.share.unwrap_or(Share::WHOLE);
        if !share.is_whole() {
            shown.push_str(&format!(" × {}", part(share, pricing.proration, lang)));
        }
        shown.push_str(&self.result(pricing, lang));
        shown
    }

    fn explain_elastic(&self, pricing: &Pricing, lang: Lang) -> String {
        let Some(elastic) = self.elastic else { return String::new() };
        let excess = hours(elastic.excess_seconds, lang);
        let billed = elastic.excess_seconds.saturating_sub(elastic.allowance_seconds);
        if billed == 0 {
            return match lang {
                Lang::En => format!("{excess} instance-hours above the base, not billed"),
                Lang::Es => format!("{excess} horas de instancia sobre la base, sin cobro"),
            };
        }
        let free = hours(elastic.allowance_seconds, lang);
        let billed = hours(billed, lang);
        let month = self.share.map_or(0, |share| share.whole().into());
        let month = hours(month, lang);
        let weight = number(self.weight_mru.unwrap_or_default(), lang);
        let words = match lang {
            Lang::En => format!(
                "{excess} instance-hours above the base − {free} free = {billed} h ÷ {month} h × {weight} MRU"
            ),
            Lang::Es => format!(
                "{excess} horas de instancia sobre la base − {free} libres = {billed} h ÷ {month} h × {weight} MRU"
            ),
        };
        words + &self.result(pricing, lang)
    }

    fn explain_difference(&self, lang: Lang) -> String {
        let Some(corrects) = &self.corrects else { return String::new() };
        let (right, billed) = (corrects.right_usd.as_decimal(), corrects.billed_usd.as_decimal());
        let (right, billed) = (usd(right, lang), usd(billed, lang));
        let amount = usd(self.usd.as_decimal(), lang);
        let (document, line, period) = (&corrects.document, corrects.line, corrects.period);
        let place = match (line, lang) {
            (0, _) => document.clone(),
            (_, Lang::En) => format!("{document} line {line}"),
            (_, Lang::Es) => format!("{document} línea {line}"),
        };
        match (self.kind, lang) {
            (LineKind::Credit, Lang::En) => {
                format!("{place} ({period}): of {billed}, {right} remains; {amount}")
            }
            (LineKind::Credit, Lang::Es) => {
                format!("{place} ({period}): de {billed} queda {right}; {amount}")
            }
            (_, Lang::En) => {
                format!("{place} ({period}): right {right} − billed {billed} → {amount}")
            }
            (_, Lang::Es) => {
                format!("{place} ({period}): correcto {right} − facturado {billed} → {amount}")
            }
        }
    }

    fn explain_commitment(&self, pricing: &Pricing, lang: Lang) -> String {
        let committed = number(self.base.unwrap_or_default(), lang);
        let missing = number(self.mru, lang);
        let price = usd(pricing.mru_price_usd, lang);
        let amount = usd(self.usd.as_decimal(), lang);
        match lang {
            Lang::En => {
                format!("{committed} MRU committed, {missing} not used × {price} = {amount}")
            }
            Lang::Es => {
                format!("{committed} MRU comprometidos, {missing} sin usar × {price} = {amount}")
            }
        }
    }

    /// ` = 2.2 MRU × USD 42.00 = USD 92.40`; ≈ where the MRUs shown are rounded.
    fn result(&self, pricing: &Pricing, lang: Lang) -> String {
        let equals = if self.mru_is_exact() { "=" } else { "≈" };
        let rounded = if self.usd_is_exact(pricing) { "=" } else { "≈" };
        format!(
            " {equals} {} MRU × {} {rounded} {}",
            number(self.mru, lang),
            usd(pricing.mru_price_usd, lang),
            usd(self.usd.as_decimal(), lang)
        )
    }

    /// Whether the MRUs shown are all of them, so that a reader who multiplies gets the amount.
    fn mru_is_exact(&self) -> bool {
        let exact = || {
            let weight = Weight::new(self.weight_mru?)?;
            let month = weight.times(self.quantity?, self.redundancy?).ok()?;
            let whole = self.share?.whole();
            let all = month.as_decimal().checked_mul(self.share?.parts().into())?;
            Some(self.mru.checked_mul(whole.into())? == all)
        };
        exact().unwrap_or(false)
    }

    fn usd_is_exact(&self, pricing: &Pricing) -> bool {
        let price = MruPrice::new(pricing.mru_price_usd);
        let exact = price.zip(Mru::new(self.mru)).and_then(|(price, mru)| price.of(mru).ok());
        exact.is_some_and(|usd| usd.as_decimal() == self.usd.as_decimal())
    }
}

fn part(share: Share, proration: Proration, lang: Lang) -> String {
    match (proration, lang) {
        (Proration::Hourly, _) => {
            format!("{}/{} h", hours(share.parts(), lang), hours(share.whole().into(), lang))
        }
        (_, Lang::En) => format!("{share} days"),
        (_, Lang::Es) => format!("{share} días"),
    }
}

/// Writes seconds as hours, exactly where four decimal places hold them.
fn hours(seconds: u64, lang: Lang) -> String {
    let (whole, rest) = (seconds / 3600, seconds % 3600);
    if rest == 0 {
        return number(whole.into(), lang);
    }
    format!("{}:{:02}:{:02}", number(whole.into(), lang), rest / 60, rest % 60)
}

/// What one piece of a component is called, as on its quote.
fn unit(component: &str) -> Unit {
    catalogue::find(component).map_or(Unit::PIECE, |kind| kind.unit)
}

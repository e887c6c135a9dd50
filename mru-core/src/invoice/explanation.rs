//! The arithmetic of an invoice line, as a person would write it (R84).

use rust_decimal::Decimal;

use super::{
    CommitmentLine, ComponentLine, Corrects, ElasticityLine, InvoiceLine, LineDetail, LineKind,
    Priced, Pricing,
};
use crate::{
    calendar::Proration,
    text::{Lang, number, usd},
    units::{Mru, MruPrice, Share, Usd},
};

impl InvoiceLine {
    /// Writes the arithmetic of the line, priced by `pricing`: that of the month it is about
    /// ([`super::Statement::pricing_of`]).
    ///
    /// `1 instance × redundancy 2 × 1.65 MRU × 20/30 days = 2.2 MRU × USD 42.00 = USD 92.40`.
    ///
    /// # Example
    ///
    /// ```
    /// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
    /// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
    /// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
    /// # let versions = [Account::read(r#"
    /// #     id = "insurer"
    /// #     effective_from = "2026-01-01"
    /// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
    /// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
    /// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
    /// # "#, Format::Toml).unwrap()];
    /// # let supplier = "legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
    /// # let supplier = Supplier::read(supplier, Format::Toml).unwrap();
    /// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
    /// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
    /// # let events = Event::read(csv, EventFormat::Csv).unwrap();
    /// # let facts = mru_core::invoice::Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
    /// # let statement = mru_core::invoice::draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
    ///
    /// use mru_core::Lang;
    ///
    /// let line = statement.line(1).unwrap();
    /// assert_eq!(
    ///     line.explanation(statement.pricing_of(line), Lang::En),
    ///     "1 instance × redundancy 2 × 1.65 MRU × 20/30 days = 2.2 MRU × USD 42.00 = USD 92.40",
    /// );
    /// ```
    pub fn explanation(&self, pricing: &Pricing, lang: Lang) -> String {
        let writer = Writer { pricing, lang, amount: self.usd };
        match &self.detail {
            LineDetail::Component(it) => writer.component(it),
            LineDetail::Elasticity(it) => writer.elasticity(it),
            LineDetail::OneOff(_) => usd(self.usd.as_decimal(), lang),
            LineDetail::Commitment(it) => writer.commitment(it),
            LineDetail::Minimum(it) => writer.minimum(it.minimum),
            LineDetail::Discount(it) => writer.discount(it.base, it.percent.as_decimal()),
            LineDetail::Tax(it) if !it.profile.exemption.is_empty() => {
                writer.exempt(it.base, &it.profile.exemption)
            }
            LineDetail::Tax(it) => writer.percentage(it.base, it.percent().as_decimal()),
            LineDetail::Correction(it) => writer.correction(&it.corrects),
            LineDetail::Credit(it) => writer.credit(&it.corrects),
            LineDetail::Debit(it) => writer.debit(&it.corrects),
        }
    }
}

/// Writes the arithmetic of one amount.
struct Writer<'a> {
    pricing: &'a Pricing,
    lang: Lang,
    amount: Usd,
}

impl Writer<'_> {
    fn usd(&self, amount: Usd) -> String {
        usd(amount.as_decimal(), self.lang)
    }

    const fn word(&self, en: &'static str, es: &'static str) -> &'static str {
        match self.lang {
            Lang::En => en,
            Lang::Es => es,
        }
    }

    fn component(&self, line: &ComponentLine) -> String {
        let lang = self.lang;
        let Priced { weighed, share, .. } = &line.priced;
        let unit = weighed.unit;
        let unit = if weighed.quantity == Decimal::ONE { unit.one } else { unit.many };
        let mut shown = format!("{} {}", number(weighed.quantity, lang), unit.get(lang));
        if weighed.redundancy != 1 {
            let word = self.word("redundancy", "redundancia");
            shown.push_str(&format!(" × {word} {}", weighed.redundancy));
        }
        let weight = number(weighed.weight.as_decimal(), lang);
        shown.push_str(&format!(" × {weight} MRU"));
        if !share.is_whole() {
            shown.push_str(&format!(" × {}", part(*share, self.pricing.proration, lang)));
        }
        shown + &self.result(&line.priced)
    }

    fn elasticity(&self, line: &ElasticityLine) -> String {
        let (lang, elastic) = (self.lang, line.elastic);
        let excess = hours(elastic.excess_seconds, lang);
        let billed = elastic.excess_seconds.saturating_sub(elastic.allowance_seconds);
        if billed == 0 {
            let words = self.word(
                "instance-hours above the base, not billed",
                "horas de instancia sobre la base, sin cobro",
            );
            return format!("{excess} {words}");
        }
        let free = hours(elastic.allowance_seconds, lang);
        let billed = hours(billed, lang);
        let month = hours(line.priced.share.whole().into(), lang);
        let weight = number(line.priced.weighed.weight.as_decimal(), lang);
        let words = match lang {
            Lang::En => format!(
                "{excess} instance-hours above the base − {free} free = {billed} h ÷ {month} h × {weight} MRU"
            ),
            Lang::Es => format!(
                "{excess} horas de instancia sobre la base − {free} libres = {billed} h ÷ {month} h × {weight} MRU"
            ),
        };
        words + &self.result(&line.priced)
    }

    fn commitment(&self, line: &CommitmentLine) -> String {
        let lang = self.lang;
        let committed = number(line.committed().unwrap_or_default(), lang);
        let missing = number(line.missing.shown(), lang);
        let price = usd(self.pricing.mru_price_usd, lang);
        let amount = self.usd(self.amount);
        match lang {
            Lang::En => {
                format!("{committed} MRU committed; {missing} MRU not used × {price} = {amount}")
            }
            Lang::Es => format!(
                "{committed} MRU comprometidos; {missing} MRU no utilizados × {price} = {amount}"
            ),
        }
    }

    fn minimum(&self, minimum: Usd) -> String {
        let (minimum, amount) = (self.usd(minimum), self.usd(self.amount));
        match self.lang {
            Lang::En => format!("minimum {minimum} less the lines of the month = {amount}"),
            Lang::Es => format!("mínimo {minimum} menos las líneas del mes = {amount}"),
        }
    }

    fn percentage(&self, base: Usd, percent: Decimal) -> String {
        let percent = number(percent, self.lang);
        format!("{} × {percent} % = {}", self.usd(base), self.usd(self.amount))
    }

    /// What is taken off is negative; the arithmetic of it says no sign twice.
    fn discount(&self, base: Usd, percent: Decimal) -> String {
        let (percent, base) = (number(percent, self.lang), self.usd(base));
        format!("{percent} % {} {base}", self.word("of", "de"))
    }

    fn exempt(&self, base: Usd, reason: &str) -> String {
        format!(
            "{} {}: {reason}",
            self.usd(base),
            self.word("exempt from tax", "exento de impuesto")
        )
    }

    fn correction(&self, corrects: &Corrects) -> String {
        let (right, billed) = (self.usd(corrects.right_usd), self.usd(corrects.billed_usd));
        let given = if corrects.given_usd.is_zero() {
            String::new()
        } else {
            let word = self.word("already credited", "ya acreditado");
            format!("; {word} {}", self.usd(corrects.given_usd))
        };
        let (place, how, amount) =
            (self.place(corrects), self.right(corrects), self.usd(self.amount));
        match self.lang {
            Lang::En => format!(
                "{place}: billed to date {billed}; should be {right}{how}{given}; difference {amount}"
            ),
            Lang::Es => format!(
                "{place}: facturado a la fecha {billed}; corresponde {right}{how}{given}; diferencia {amount}"
            ),
        }
    }

    /// ` (1 instance × 1.65 MRU …)`: the arithmetic of the lines that the month should have had.
    fn right(&self, corrects: &Corrects) -> String {
        let computed = |line: &&InvoiceLine| line.kind() != LineKind::OneOff;
        let lines = corrects.right.iter().filter(computed);
        let lines: Vec<String> =
            lines.map(|line| line.explanation(self.pricing, self.lang)).collect();
        if lines.is_empty() { String::new() } else { format!(" ({})", lines.join("; ")) }
    }

    fn credit(&self, corrects: &Corrects) -> String {
        let (left, remains) = (self.usd(corrects.billed_usd), self.usd(corrects.right_usd));
        let (place, given) = (self.place(corrects), self.usd(self.amount.negated()));
        match self.lang {
            Lang::En => {
                format!("{place}: billed to date {left}; {given} credited; balance {remains}")
            }
            Lang::Es => {
                format!(
                    "{place}: facturado a la fecha {left}; se acreditan {given}; saldo {remains}"
                )
            }
        }
    }

    fn debit(&self, corrects: &Corrects) -> String {
        let (left, remains) = (self.usd(corrects.billed_usd), self.usd(corrects.right_usd));
        let (place, again) = (self.place(corrects), self.usd(self.amount));
        match self.lang {
            Lang::En => {
                format!("{place}: credited {left}; {again} charged again; balance {remains}")
            }
            Lang::Es => {
                format!("{place}: acreditado {left}; se vuelven a cobrar {again}; saldo {remains}")
            }
        }
    }

    fn place(&self, corrects: &Corrects) -> String {
        let Corrects { document, line, .. } = corrects;
        if *line == 0 {
            return document.clone();
        }
        format!("{document}, {} {line}", self.word("line", "línea"))
    }

    /// ` = 2.2 MRU × USD 42.00 = USD 92.40`; ≈ where the MRUs shown are rounded.
    fn result(&self, priced: &Priced) -> String {
        let shown = priced.mru.shown();
        let exact = Mru::new(shown).map(Into::into) == Some(priced.mru);
        let equals = if exact { "=" } else { "≈" };
        let price = MruPrice::new(self.pricing.mru_price_usd);
        let product = price.zip(Mru::new(shown)).and_then(|(price, mru)| price.of(mru).ok());
        let exact = product.is_some_and(|usd| usd.as_decimal() == self.amount.as_decimal());
        let rounded = if exact { "=" } else { "≈" };
        let price = usd(self.pricing.mru_price_usd, self.lang);
        let (mru, amount) = (number(shown, self.lang), self.usd(self.amount));
        format!(" {equals} {mru} MRU × {price} {rounded} {amount}")
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

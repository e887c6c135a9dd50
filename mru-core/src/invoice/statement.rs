//! What a customer owes for a period, before it has a number.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{InvoiceLine, LineKind};
use crate::{
    account::{Language, Party, References, TaxProfile, Titles},
    calendar::{Period, Proration, Zone},
    rate_card::Source,
    stored::{Form, Stored},
    units::{ArithmeticError, RoundingRule, Usd},
};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// What is owed for a period.
    Invoice,
    /// What is given back of an invoice.
    CreditNote,
    /// What is charged again of a credit note (R92).
    DebitNote,
}

/// A rate card, by its first day and by the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightsOf {
    /// The rate card, with its first day.
    pub rate_card: String,
    /// Its content hash.
    pub rate_card_hash: String,
}

/// The prices and policies behind a statement, printed on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pricing {
    /// Number of the contract.
    pub contract: String,
    /// The rate card, with its first day.
    pub rate_card: String,
    /// Its content hash.
    pub rate_card_hash: String,
    /// The rate card whose weights the contract locked, when it locked any (R77).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightsOf>,
    /// USD per MRU.
    pub mru_price_usd: Decimal,
    /// USD per MRU of the rate card, when the contract agreed on another price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price_usd: Option<Decimal>,
    /// Where the price comes from.
    pub price_source: Source,
    /// How parts of a month are billed.
    pub proration: Proration,
    /// How amounts are rounded to cents.
    pub rounding: RoundingRule,
}

/// An earlier month that lines of a document are about, with the terms under which it was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectedMonth {
    /// The month.
    pub period: Period,
    /// Number of the document that billed it.
    pub document: String,
    /// Its prices and policies, which never change (N4).
    pub pricing: Pricing,
    /// Its tax, which its corrections have too (N5).
    pub tax: TaxProfile,
}

/// The sums of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// MRUs of the period's components and elastic use, after proration.
    pub mru: Decimal,
    /// Sum of all lines but the tax.
    pub net_usd: Usd,
    /// The tax.
    pub tax_usd: Usd,
    /// Sum of all lines.
    pub total_usd: Usd,
}

impl Totals {
    /// Adds up lines.
    pub(super) fn of(mru: Decimal, lines: &[InvoiceLine]) -> Result<Totals, ArithmeticError> {
        let mut totals =
            Totals { mru, net_usd: Usd::ZERO, tax_usd: Usd::ZERO, total_usd: Usd::ZERO };
        for line in lines {
            let part = match line.kind() {
                LineKind::Tax => &mut totals.tax_usd,
                _ => &mut totals.net_usd,
            };
            *part = part.plus(line.usd)?;
            totals.total_usd = totals.total_usd.plus(line.usd)?;
        }
        Ok(totals)
    }
}

/// What a customer owes for a period, or is given back of it, before it has a number.
///
/// Made from facts alone; the same facts give the same bytes (R106).
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
/// let line = statement.line(1).unwrap();
/// assert_eq!(statement.pricing_of(line).contract, "C-1");
/// assert_eq!(statement.tax_of(line).unwrap().label, "IVA");
/// assert_eq!(statement.exemption_of(line), "");
/// assert!(statement.is_about_own_month());
/// // An invoice issued in May is on the bill of April; a note given in May is on that of May.
/// assert_eq!(statement.billed_in("2026-05-02".parse().unwrap()), statement.period);
/// // What stores keep is read back as it is.
/// let kept: mru_core::invoice::Statement = serde_json::from_str(&statement.canonical()).unwrap();
/// assert_eq!(kept, statement);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Version of the written form: [`Statement::FORMAT`], or an earlier one.
    #[serde(default = "first_format")]
    pub format: u32,
    /// Invoice, credit note or debit note.
    pub kind: DocumentKind,
    /// Id of the customer.
    pub customer: String,
    /// The period.
    pub period: Period,
    /// Who sends it.
    pub supplier: Party,
    /// Who receives it.
    pub bill_to: Party,
    /// Language of the document.
    pub language: Language,
    /// Where its days begin and end.
    pub time_zone: Zone,
    /// Days from issue to the due day.
    pub due_days: u32,
    /// How to pay.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payment: String,
    /// Whom to ask about it; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What documents in its language are called, where the supplier chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titles: Option<Titles>,
    /// What the customer's accounts payable asks to find on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase: Option<References>,
    /// Why there is no tax, when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tax_exemption: String,
    /// Number of the invoice that a credit note is about, or of the credit note that a debit note is
    /// about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credits: String,
    /// Why a note is given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Prices and policies.
    pub pricing: Pricing,
    /// The earlier months that its lines are about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<CorrectedMonth>,
    /// The lines.
    pub lines: Vec<InvoiceLine>,
    /// Their sums.
    pub totals: Totals,
}

/// The version of documents that name none.
const fn first_format() -> u32 {
    1
}

impl Stored for Statement {
    const FORM: Form = Form { name: "statement", version: Statement::FORMAT, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl Statement {
    /// The newest version of the written form.
    ///
    /// 1 had no exact commitment, no right lines and no terms of corrected months; its documents are
    /// kept and read as they are. 2 had no contact, titles, purchase references and countries, and is
    /// what documents without them are written in.
    pub const FORMAT: u32 = 3;

    /// The first version whose documents come out the same when they are made again from their facts.
    pub const MADE_AGAIN_FROM: u32 = 2;

    /// The statement in the first version that has all of its fields.
    pub(super) fn versioned(self) -> Statement {
        let third = !self.contact.is_empty()
            || self.titles.is_some()
            || self.purchase.is_some()
            || [&self.supplier, &self.bill_to].iter().any(|party| !party.country.is_empty());
        Statement { format: if third { 3 } else { 2 }, ..self }
    }

    /// The prices and policies behind a line: those of the month that it is about.
    pub fn pricing_of(&self, line: &InvoiceLine) -> &Pricing {
        let corrected = line.corrects().and_then(|it| self.corrected_month(it.period));
        corrected.map_or(&self.pricing, |month| &month.pricing)
    }

    /// Whether any line is about the document's own month, so that its own prices are behind it.
    pub fn is_about_own_month(&self) -> bool {
        let own = |line: &InvoiceLine| {
            line.corrects().is_none_or(|it| self.corrected_month(it.period).is_none())
        };
        self.lines.iter().any(|line| line.kind() != LineKind::Tax && own(line))
    }

    /// The profile by which a line is taxed: that of the month that it is about (N5).
    ///
    /// Nothing on a document without a tax line.
    pub fn tax_of(&self, line: &InvoiceLine) -> Option<&TaxProfile> {
        let own = self.lines.iter().find_map(|it| match &it.detail {
            super::LineDetail::Tax(tax) => Some(&tax.profile),
            _ => None,
        });
        Some(taxed_by(line, own?, &self.corrected))
    }

    /// Why a line, or the base of a tax line, is not taxed; empty when it is.
    pub fn exemption_of<'a>(&'a self, line: &'a InvoiceLine) -> &'a str {
        let profile = match &line.detail {
            super::LineDetail::Tax(tax) => Some(&tax.profile),
            _ => self.tax_of(line),
        };
        match profile {
            Some(TaxProfile { percent: Some(percent), .. }) if !percent.as_decimal().is_zero() => {
                ""
            }
            Some(TaxProfile { exemption, .. }) if !exemption.is_empty() => exemption,
            // The first format said it once, for the whole document.
            _ => &self.tax_exemption,
        }
    }

    /// An earlier month that lines are about.
    pub fn corrected_month(&self, period: Period) -> Option<&CorrectedMonth> {
        self.corrected.iter().find(|month| month.period == period)
    }

    /// The month on whose bill the document is, when it was issued on a day: its own for what a month
    /// owes; for a note, the month in which it was given, because the one that it is about may be
    /// closed by then.
    pub fn billed_in(&self, issued_on: NaiveDate) -> Period {
        match self.kind {
            DocumentKind::Invoice => self.period,
            DocumentKind::CreditNote | DocumentKind::DebitNote => {
                self.period.max(Period::of(issued_on))
            }
        }
    }

    /// The statement in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // Most lines fit, so that the text is moved seldom while it grows.
        const LINE: usize = 512;
        let mut written =
            Vec::with_capacity(self.lines.len().saturating_add(2).saturating_mul(LINE));
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        let _ = serde_json::to_writer(&mut written, self);
        String::from_utf8(written).unwrap_or_default()
    }

    /// Finds a line by its number.
    pub fn line(&self, number: u32) -> Option<&InvoiceLine> {
        self.lines.iter().find(|line| line.line == number)
    }
}

/// The profile by which a line is taxed.
pub(super) fn taxed_by<'a>(
    line: &InvoiceLine,
    own: &'a TaxProfile,
    corrected: &'a [CorrectedMonth],
) -> &'a TaxProfile {
    let month =
        line.corrects().and_then(|it| corrected.iter().find(|month| month.period == it.period));
    month.map_or(own, |month| &month.tax)
}

//! The stored form of a quote: what was quoted, and everything that it pins.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    added::AddedLine,
    assumed::{Assumption, Excluded},
    caveat::Caveat,
    offered::Offer,
};
use crate::{
    account::{Language, Party},
    invoice::WeightsOf,
    quote::Quote,
    rate_card::Source,
    stored::{Form, Stored},
    units::{RoundingRule, Usd},
};

/// The version of a stored customer whose contract a quote follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// Id of the customer.
    pub customer: String,
    /// First day of the version.
    pub effective_from: NaiveDate,
    /// Hash of the version, as its entry of the chain has it.
    pub hash: String,
}

/// Who quotes what to whom, for which days: what is stated rather than computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The language of the document.
    pub language: Language,
    /// The day for which it is priced, and on which it is issued.
    pub as_of: NaiveDate,
    /// The last day on which it may be accepted (R78).
    pub valid_until: NaiveDate,
    /// Who quotes.
    pub seller: Party,
    /// To whom; of a prospect, the name alone.
    pub addressee: Party,
    /// Whom to ask; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What else is said; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The contract; none for a prospect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Agreed>,
    /// Which version of the quote it is, from 1.
    pub version: u32,
    /// The number of the version before; empty for the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supersedes: String,
    /// What was assumed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    /// What was left out by intent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
}

/// What priced the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferPricing {
    /// Number of the contract; empty for a prospect.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contract: String,
    /// The rate card.
    pub rate_card: String,
    /// Its hash.
    pub rate_card_hash: String,
    /// The card whose weights the contract has locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightsOf>,
    /// USD for one MRU and month.
    pub mru_price_usd: Decimal,
    /// Where the price comes from.
    pub price_source: Source,
    /// How lines are rounded to cents (R81).
    pub rounding: RoundingRule,
}

/// One line of the components.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferLine {
    /// Its number, from 1.
    pub line: u32,
    /// Its environment, or `shared`.
    pub environment: String,
    /// The kind of component.
    pub component: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: String,
    /// How many.
    pub quantity: Decimal,
    /// Times what.
    pub multiplier: u32,
    /// `weight`, or why nothing is charged: `included`, `free`, `outside-mrus`.
    pub charge: String,
    /// MRU a piece and month, of what is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_mru: Option<Decimal>,
    /// MRU a month.
    pub mru: Decimal,
    /// USD a month.
    pub usd: Usd,
}

/// The totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferTotals {
    /// MRU a month of all components.
    pub mru: Decimal,
    /// USD a month of all components.
    pub components_usd: Usd,
    /// USD a month with what the contract adds, before tax.
    pub monthly_usd: Usd,
    /// USD of twelve such months.
    pub twelve_months_usd: Usd,
}

/// A quote as stores keep it. It never changes, and is made again from what it pins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferPaper {
    /// Version of this form.
    #[serde(default = "first_format")]
    pub format: u32,
    /// What is stated.
    pub head: Head,
    /// The deployment, as its one JSON form.
    pub deployment: Json,
    /// Its hash (R78).
    pub deployment_hash: String,
    /// What priced it.
    pub pricing: OfferPricing,
    /// The lines of the components.
    pub lines: Vec<OfferLine>,
    /// What the contract adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<AddedLine>,
    /// What a reader has to know of the contract.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caveats: Vec<Caveat>,
    /// The totals.
    pub totals: OfferTotals,
}

const fn first_format() -> u32 {
    1
}

impl Stored for OfferPaper {
    const FORM: Form = Form { name: "quote", version: 1, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl OfferPaper {
    /// Writes down an offer, with what is stated about it.
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
    /// # let day: chrono::NaiveDate = "2026-11-21".parse().unwrap();
    /// # let terms = mru_core::rate_card::Terms::new(card.clone(), None, day).unwrap();
    /// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
    /// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
    /// use mru_core::{account::{Language, Party}, offer::{Head, Offer, OfferPaper}, rate_card::RateCards, stored};
    ///
    /// let offer = Offer::of(quote, None).unwrap();
    /// let head = Head {
    ///     language: Language::En, as_of: day, valid_until: offer.quote.valid_until,
    ///     seller: Party::default(), addressee: Party::default(), contact: String::new(),
    ///     notes: String::new(), agreed: None, version: 1, supersedes: String::new(),
    ///     assumptions: Vec::new(), excluded: Vec::new(),
    /// };
    /// let paper = OfferPaper::of(&offer, head);
    /// assert_eq!(paper.totals.monthly_usd.to_string(), "273.00");
    ///
    /// let kept: OfferPaper = stored::read(&paper.canonical()).unwrap();
    /// let again = Offer::recorded(&kept, None, &RateCards::new([card]).unwrap()).unwrap();
    /// assert_eq!(OfferPaper::of(&again, kept.head.clone()).canonical(), paper.canonical());
    /// ```
    pub fn of(offer: &Offer, head: Head) -> OfferPaper {
        let quote = &offer.quote;
        let terms = &quote.terms;
        OfferPaper {
            format: OfferPaper::FORM.version,
            head,
            deployment: serde_json::to_value(&quote.deployment).unwrap_or_default(),
            deployment_hash: quote.deployment_hash.clone(),
            pricing: OfferPricing {
                contract: terms.contract.clone(),
                rate_card: terms.card.id(),
                rate_card_hash: terms.card.hash.clone(),
                weights: terms.locked_weights().map(|card| WeightsOf {
                    rate_card: card.id(),
                    rate_card_hash: card.hash.clone(),
                }),
                mru_price_usd: terms.price.as_decimal(),
                price_source: terms.price_source,
                rounding: terms.policies.rounding,
            },
            lines: lines(quote),
            added: offer.added.clone(),
            caveats: offer.caveats.clone(),
            totals: OfferTotals {
                mru: quote.priced.total.mru.as_decimal().normalize(),
                components_usd: quote.priced.total.usd,
                monthly_usd: offer.monthly,
                twelve_months_usd: offer.twelve_months,
            },
        }
    }

    /// The paper in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The lines of the components, in their order.
pub(super) fn lines(quote: &Quote) -> Vec<OfferLine> {
    let numbered = (1_u32..).zip(quote.priced.lines());
    let line = numbered.map(|(number, line)| OfferLine {
        line: number,
        environment: quote.place_name(line.item.place).to_owned(),
        component: line.item.kind.id.to_owned(),
        name: line.item.name.clone(),
        size: line.item.size.clone(),
        quantity: line.item.quantity.normalize(),
        multiplier: line.item.multiplier,
        charge: line.item.charge.as_str().to_owned(),
        weight_mru: line.weight.map(|weight| weight.as_decimal().normalize()),
        mru: line.mru.as_decimal().normalize(),
        usd: line.usd,
    });
    line.collect()
}

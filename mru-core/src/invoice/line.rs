//! One line of an invoice.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Period,
    rate_card::Source,
    units::{Share, Usd},
};

/// What a line is, in the order in which an invoice prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A component, for the days it existed in one size.
    Component,
    /// Tasks beyond the base (R60).
    Elasticity,
    /// Something charged once (R90).
    OneOff,
    /// MRUs committed and not used (R83).
    Commitment,
    /// What is missing to the minimum (R83).
    Minimum,
    /// The discount (R83).
    Discount,
    /// A difference to an issued document (R92).
    Correction,
    /// A line of a credit note: an issued line, negated in whole or part (R92, R93).
    Credit,
    /// The tax (R82).
    Tax,
}

/// Tasks beyond the base of a container in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elastic {
    /// Task-seconds beyond the base.
    pub excess_seconds: u64,
    /// Task-seconds that are free.
    pub allowance_seconds: u64,
}

/// What a correction or credit is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrects {
    /// Number of the issued document.
    pub document: String,
    /// Number of its line; 0 when it had none for the component.
    pub line: u32,
    /// What that line is.
    pub kind: LineKind,
    /// Its period.
    pub period: Period,
    /// What had been billed until now.
    pub billed_usd: Usd,
    /// What is right: for a credit, what remains.
    pub right_usd: Usd,
}

/// One line of an invoice. Fields that do not concern a kind of line are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Number on the document, from 1.
    pub line: u32,
    /// What it is.
    pub kind: LineKind,
    /// Name of the deployment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deployment: String,
    /// Name of the environment, or `shared`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub environment: String,
    /// Kind of component.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub component: String,
    /// Name of the component.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its size.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub size: String,
    /// What the contract or an event calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// First day of the part of the period that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// First day after that part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Pieces, before redundancy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// The redundancy factor, or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redundancy: Option<u32>,
    /// MRU per piece and month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_mru: Option<Decimal>,
    /// Where the weight comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_source: Option<Source>,
    /// The part of the month that is billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Of an elastic line: the hours behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elastic: Option<Elastic>,
    /// Of a discount or tax: per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Decimal>,
    /// Of a commitment, minimum, discount or tax: what it was computed from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Decimal>,
    /// MRUs, after proration; exact or with four decimal places.
    pub mru: Decimal,
    /// The amount, in whole cents.
    pub usd: Usd,
    /// Ids of the rules that made it.
    pub rules: Vec<Cow<'static, str>>,
    /// The entry of the rate card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entry: String,
    /// The ticket behind it (R66).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ticket: String,
    /// Ids of the events behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// What a correction or credit is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Corrects>,
}

impl InvoiceLine {
    /// Starts a line without numbers.
    pub(super) fn new(kind: LineKind, rules: &[&'static str]) -> InvoiceLine {
        InvoiceLine {
            line: 0,
            kind,
            deployment: String::new(),
            environment: String::new(),
            component: String::new(),
            name: String::new(),
            size: String::new(),
            description: String::new(),
            from: None,
            until: None,
            quantity: None,
            redundancy: None,
            weight_mru: None,
            weight_source: None,
            share: None,
            elastic: None,
            percent: None,
            base: None,
            mru: Decimal::ZERO,
            usd: Usd::ZERO,
            rules: rules.iter().copied().map(Cow::Borrowed).collect(),
            entry: String::new(),
            ticket: String::new(),
            events: Vec::new(),
            corrects: None,
        }
    }

    /// What corrections compare: a component, or an occasion, whatever its span and quantity.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            kind: self.corrects.as_ref().map_or(self.kind, |corrects| corrects.kind),
            deployment: self.deployment.clone(),
            environment: self.environment.clone(),
            component: self.component.clone(),
            name: self.name.clone(),
            size: self.size.clone(),
            description: self.description.clone(),
        }
    }
}

/// What corrections compare.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub(super) kind: LineKind,
    pub(super) deployment: String,
    pub(super) environment: String,
    pub(super) component: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) description: String,
}

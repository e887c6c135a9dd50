//! One line of cost data, whatever format it was read from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CostAmount, CostAmountError, LineType};
use crate::{
    calendar::Period,
    text::{Words, words},
};

/// Which cost is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// What was charged, when it was charged, before discounts that have lines of their own.
    Unblended,
    /// Commitments spread over the usage that they cover.
    Amortised,
    /// What was charged after all discounts: `BilledCost` of FOCUS.
    NetUnblended,
    /// Commitments spread, after all discounts: `EffectiveCost` of FOCUS.
    NetAmortised,
}

impl Basis {
    /// Every basis, in the order of the enumeration.
    pub const ALL: [Basis; 4] =
        [Basis::Unblended, Basis::Amortised, Basis::NetUnblended, Basis::NetAmortised];

    /// The name on the command line and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Unblended => "unblended",
            Basis::Amortised => "amortised",
            Basis::NetUnblended => "net-unblended",
            Basis::NetAmortised => "net-amortised",
        }
    }

    /// The words of the basis in both languages.
    pub const fn words(self) -> Words {
        match self {
            Basis::Unblended => words!("unblended cost", "costo sin combinar"),
            Basis::Amortised => words!("amortised cost", "costo amortizado"),
            Basis::NetUnblended => words!("net unblended cost", "costo neto sin combinar"),
            Basis::NetAmortised => words!("net amortised cost", "costo neto amortizado"),
        }
    }
}

/// A cost in each basis; what the source does not say is unknown, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Costs {
    /// See [`Basis::Unblended`].
    pub unblended: Option<CostAmount>,
    /// See [`Basis::Amortised`].
    pub amortised: Option<CostAmount>,
    /// See [`Basis::NetUnblended`].
    pub net_unblended: Option<CostAmount>,
    /// See [`Basis::NetAmortised`].
    pub net_amortised: Option<CostAmount>,
}

impl Costs {
    /// 0 in every basis: where a sum begins.
    pub const ZERO: Costs = Costs {
        unblended: Some(CostAmount::ZERO),
        amortised: Some(CostAmount::ZERO),
        net_unblended: Some(CostAmount::ZERO),
        net_amortised: Some(CostAmount::ZERO),
    };

    /// The cost in one basis.
    pub const fn get(&self, basis: Basis) -> Option<CostAmount> {
        match basis {
            Basis::Unblended => self.unblended,
            Basis::Amortised => self.amortised,
            Basis::NetUnblended => self.net_unblended,
            Basis::NetAmortised => self.net_amortised,
        }
    }

    /// Adds costs basis by basis; a basis that either does not know is unknown.
    ///
    /// # Errors
    ///
    /// [`CostAmountError::TooManyDigits`] when a sum needs more than 38 digits.
    pub fn plus(&self, other: &Costs) -> Result<Costs, CostAmountError> {
        let plus = CostAmount::plus_known;
        Ok(Costs {
            unblended: plus(self.unblended, other.unblended)?,
            amortised: plus(self.amortised, other.amortised)?,
            net_unblended: plus(self.net_unblended, other.net_unblended)?,
            net_amortised: plus(self.net_amortised, other.net_amortised)?,
        })
    }
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CostPlace<'a> {
    /// The file, as it was named.
    pub file: &'a str,
    /// The row of it, from 1, without the line of column names.
    pub row: u64,
}

/// One line of cost data.
///
/// Texts are as the source has them; what is empty or null in it is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CostRow<'a> {
    /// The month of the bill, in UTC.
    pub period: Period,
    /// First instant that it is for.
    pub start: DateTime<Utc>,
    /// First instant after it.
    pub end: DateTime<Utc>,
    /// The account that pays.
    pub payer: Option<&'a str>,
    /// The account that used it; 12 digits, leading zeros kept.
    pub account: &'a str,
    /// The AWS invoice, once the line is final.
    pub invoice: Option<&'a str>,
    /// What the line is.
    pub line: LineType,
    /// The month that it puts right: of what its source calls a correction, and of what is wholly for an
    /// earlier month than that of the bill ([`corrected_month`](super::corrected_month)).
    pub corrects: Option<Period>,
    /// Product code as AWS writes it, `AmazonRDS`.
    pub service: &'a str,
    /// Usage type, `USE1-PublicIPv4:InUseAddress`.
    pub usage_type: Option<&'a str>,
    /// Operation, `CreateDBInstance:0016`.
    pub operation: Option<&'a str>,
    /// Code of the region, `us-east-1`.
    pub region: Option<&'a str>,
    /// Id or ARN of the resource.
    pub resource: Option<&'a str>,
    /// The sentence that AWS puts on the line.
    pub description: Option<&'a str>,
    /// Value of the tag that names the environment.
    pub environment: Option<&'a str>,
    /// Value of the tag that names the component.
    pub component: Option<&'a str>,
    /// How much was used, in `unit`.
    pub usage: Option<CostAmount>,
    /// Unit of the usage as AWS writes it, `Hrs`.
    pub unit: Option<&'a str>,
    /// What it cost, in `currency`.
    pub costs: Costs,
    /// Code of the currency, `USD`.
    pub currency: &'a str,
    /// How many rows of the bill it stands for: 1, unless it is the sum of several.
    pub rows: u64,
    /// Where it stands.
    pub place: CostPlace<'a>,
}

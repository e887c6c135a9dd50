//! What the lines of a month are computed from.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Corrects, Priced};
use crate::{
    account::TaxProfile,
    metering::Slot,
    units::{ArithmeticError, Mru, Percent, ProratedMru, Share, Usd},
};

/// A component, for the days it existed in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentLine {
    /// The component.
    pub slot: Slot,
    /// Its size; empty when it has none.
    pub size: String,
    /// Its first day in the month.
    pub from: NaiveDate,
    /// The first day after that part.
    pub until: NaiveDate,
    /// Weight, quantity and share.
    pub priced: Priced,
    /// The ticket behind it (R66).
    pub ticket: String,
    /// Ids of the events behind it.
    pub events: Vec<String>,
}

/// Tasks beyond the base of a container in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elastic {
    /// Task-seconds beyond the base.
    pub excess_seconds: u64,
    /// Task-seconds that are free.
    pub allowance_seconds: u64,
}

/// Tasks beyond the base of a container in one size (R60).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElasticityLine {
    /// The container.
    pub slot: Slot,
    /// Its size.
    pub size: String,
    /// The hours behind it.
    pub elastic: Elastic,
    /// The weight of one task, for the billed task-seconds of the seconds of the month.
    pub priced: Priced,
    /// Ids of the samples behind it.
    pub events: Vec<String>,
}

/// Something charged once, outside MRUs (R90).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOffLine {
    /// What it is about.
    pub slot: Slot,
    /// What it is.
    pub description: String,
    /// The day it happened.
    pub day: NaiveDate,
    /// The ticket behind it (R66).
    pub ticket: String,
    /// The id of its event.
    pub events: Vec<String>,
}

/// MRUs that are committed and were not used (R83).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitmentLine {
    /// MRUs committed for a whole month.
    pub agreed: Mru,
    /// The part of the month in which the contract is in force.
    pub share: Share,
    /// Committed MRUs that were not used, exact.
    pub missing: ProratedMru,
}

impl CommitmentLine {
    /// MRUs committed for the part of the month, as documents show them.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError`] when the product needs more than 38 digits.
    pub fn committed(&self) -> Result<Decimal, ArithmeticError> {
        Ok(ProratedMru::new(self.agreed, self.share)?.shown())
    }
}

/// What is missing to the agreed minimum (R83).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinimumLine {
    /// USD agreed for a whole month.
    pub agreed: Usd,
    /// The part of the month in which the contract is in force.
    pub share: Share,
    /// USD for that part, rounded once to cents.
    pub minimum: Usd,
}

/// What bounds a discount or tax that follows the lines of a note, with the sign of what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Followed {
    /// What was left of the discount or tax before the note.
    pub remaining_usd: Usd,
    /// What is left of the lines that it is on after the note.
    pub left_usd: Usd,
}

/// A discount on lines of one month (R83).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscountLine {
    /// As the contract names it; often empty.
    pub label: String,
    /// Per cent.
    pub percent: Percent,
    /// Sum of the lines that it is on.
    pub base: Usd,
    /// In a note: the correction of a discount that it follows, if it follows one.
    pub corrects: Option<Box<Corrects>>,
    /// In a note: what bounds it.
    pub followed: Option<Followed>,
}

/// The tax of one profile on its own subtotal (R82).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxLine {
    /// Label, percentage or exemption.
    pub profile: TaxProfile,
    /// Sum of the lines of the profile.
    pub base: Usd,
    /// In a note: what bounds it.
    pub followed: Option<Followed>,
}

impl TaxLine {
    /// Per cent; 0 for an exemption.
    pub fn percent(&self) -> Percent {
        self.profile.percent.unwrap_or_default()
    }
}

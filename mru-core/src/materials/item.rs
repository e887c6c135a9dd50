//! One row of a bill of materials: a quantity of something, and how it is to be charged.

use rust_decimal::Decimal;

use crate::{
    entry_id::EntryId,
    kind::{Kind, Role, Unit},
    text::Words,
};

/// Where an item is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the environment of this index.
    Environment(usize),
    /// Once for the whole deployment.
    Shared,
}

/// Why an item carries no MRUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Short class for documents: included, free, outside.
    pub class: NoCharge,
    /// The reason in words.
    pub words: Words,
}

/// The three ways in which an item carries no MRUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoCharge {
    /// It comes with something that is charged.
    Included,
    /// It is active by default.
    Free,
    /// It is not charged in MRUs; if it costs anything, that is another document's line.
    OutsideMrus,
}

/// How an item is charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charge {
    /// By the weight of this entry of the rate card.
    Entry(EntryId),
    /// Not at all, for this reason.
    None(Reason),
}

impl Charge {
    /// The written form: `weight`, or why nothing is charged in MRUs.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{
    ///     materials::{Charge, NoCharge, Reason},
    ///     text::Words,
    /// };
    ///
    /// let words = Words { en: "Active by default", es: "Activo por omisión" };
    /// let free = Charge::None(Reason { class: NoCharge::Free, words });
    /// assert_eq!(free.as_str(), "free");
    /// ```
    pub const fn as_str(&self) -> &'static str {
        match self {
            Charge::Entry(_) => "weight",
            Charge::None(reason) => match reason.class {
                NoCharge::Included => "included",
                NoCharge::Free => "free",
                NoCharge::OutsideMrus => "outside-mrus",
            },
        }
    }
}

/// One row of a bill of materials.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it is counted.
    pub place: Place,
    /// Its entry in the catalogue.
    pub kind: &'static Kind,
    /// Its name in the file.
    pub name: String,
    /// Its canonical size, `1x2` or `db.r6g.large`; empty when it has none.
    pub size: String,
    /// How many pieces, before the multiplier.
    pub quantity: Decimal,
    /// What one piece is.
    pub unit: Unit,
    /// The redundancy factor, or 1.
    pub multiplier: u32,
    /// How it is charged.
    pub charge: Charge,
    /// Ids of the rules that made the item.
    pub rules: &'static [&'static str],
    /// Where it stands in the file.
    pub path: String,
    /// A remark that belongs on the line.
    pub remark: Option<Words>,
    /// All tasks at the top of its elasticity range, when one is stated (R60).
    pub max_tasks: Option<u32>,
    /// What its nodes are beside the cluster itself.
    pub role: Option<Role>,
}

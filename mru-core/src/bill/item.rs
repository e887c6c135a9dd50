//! One row of a bill of materials: a quantity of something, and how it is to be charged.

use rust_decimal::Decimal;

use crate::{
    catalogue::{Kind, data::cluster::Role},
    entry_id::EntryId,
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
    pub rules: Vec<&'static str>,
    /// Where it stands in the file.
    pub path: String,
    /// A remark that belongs on the line.
    pub remark: Option<Words>,
    /// All tasks at the top of its elasticity range, when one is stated (R60).
    pub max_tasks: Option<u32>,
    /// What its nodes are beside the cluster itself.
    pub role: Option<Role>,
}

/// What one piece of an item is, in singular and plural of both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// One of it.
    pub one: Words,
    /// Several of it.
    pub many: Words,
}

impl Unit {
    /// The name under which documents keep it: one of it, in English.
    pub(crate) const fn as_str(&self) -> &'static str {
        self.one.en
    }

    /// Finds a unit by its name.
    pub(crate) fn named(name: &str) -> Option<Unit> {
        Unit::ALL.iter().copied().find(|unit| unit.as_str() == name)
    }
}

/// Declares units.
macro_rules! units {
    ($($(#[doc = $doc:literal])* $name:ident: $one_en:literal, $many_en:literal, $one_es:literal, $many_es:literal;)*) => {
        impl Unit { $(
            $(#[doc = $doc])*
            pub const $name: Unit = Unit {
                one: Words { en: $one_en, es: $one_es },
                many: Words { en: $many_en, es: $many_es },
            };
        )*
            const ALL: &[Unit] = &[$(Unit::$name),*];
        }
    };
}

units! {
    /// A container instance per zone.
    INSTANCE: "instance", "instances", "instancia", "instancias";
    /// A node of a database, cache or search cluster.
    NODE: "node", "nodes", "nodo", "nodos";
    /// A cluster counted as a whole.
    CLUSTER: "cluster", "clusters", "clúster", "clústeres";
    /// Any single thing.
    PIECE: "unit", "units", "unidad", "unidades";
    /// A terabyte a month.
    TB: "TB", "TB", "TB", "TB";
    /// A block of 10 GB.
    BLOCK: "block of 10 GB", "blocks of 10 GB", "bloque de 10 GB", "bloques de 10 GB";
    /// A person.
    DEVELOPER: "developer", "developers", "desarrollador", "desarrolladores";
    /// A rule.
    RULE: "rule", "rules", "regla", "reglas";
    /// A connection to elsewhere.
    CONNECTION: "connection", "connections", "conexión", "conexiones";
}

//! What the catalogue says of one kind of component.

use serde::Serialize;

use crate::{bill::Unit, text::Words};

/// One kind of component: its place in the catalogue (C01–C73).
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Number in the catalogue of the domain, for example `C37`.
    pub code: &'static str,
    /// Stable id, for example `queue`.
    pub id: &'static str,
    /// Name in both languages.
    pub name: Words,
    /// Where a deployment file lists it, for example `environments[].queues`; empty when it comes
    /// with something else.
    pub listed_in: &'static str,
    /// Whether it exists once for the deployment or once in an environment.
    pub scope: Scope,
    /// How it is charged unless the rate card or contract says otherwise.
    pub charging: Charging,
    /// What a size of it looks like; empty when it has no sizes.
    pub sizes: &'static str,
    /// What one piece of it is: quotes and invoices count it alike.
    pub unit: Unit,
    /// The kind whose entries of the rate card weigh it; empty when it has its own.
    pub weighed_as: &'static str,
    /// The rules behind a line that charges it, on quotes and invoices alike.
    pub charged_by: ChargedBy,
    /// What a ticket for it must contain (domain appendix A).
    pub ticket: &'static [&'static str],
    /// The rules that concern it.
    pub rules: &'static [&'static str],
    /// What people should know before they ask for it.
    pub notes: &'static [Words],
}

/// The rules behind a line that charges a kind, by where it stands.
#[derive(Clone, Copy, Debug)]
pub struct ChargedBy {
    /// In production.
    pub production: &'static [&'static str],
    /// In pre-production, and for what is shared.
    pub elsewhere: &'static [&'static str],
}

impl ChargedBy {
    /// The same rules everywhere.
    pub const fn always(rules: &'static [&'static str]) -> ChargedBy {
        ChargedBy { production: rules, elsewhere: rules }
    }

    /// The rules in production or elsewhere.
    pub const fn rules(self, in_production: bool) -> &'static [&'static str] {
        if in_production { self.production } else { self.elsewhere }
    }
}

/// How often a kind exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Once for the whole deployment.
    Shared,
    /// Inside one environment.
    Environment,
}

/// How a kind is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charging {
    /// By the weight of its size in the rate card.
    Sized,
    /// By its one weight in the rate card.
    Weighted,
    /// 0 MRU with a container, as the rate card lists; else by weight.
    IncludedWithContainer,
    /// 0 MRU: active by default.
    FreeByDefault,
    /// Not charged in MRUs at all.
    OutsideMrus,
}

impl Charging {
    /// Says it in words.
    pub const fn words(self) -> Words {
        match self {
            Charging::Sized => Words { en: "weight by size", es: "peso según tamaño" },
            Charging::Weighted => Words { en: "one weight", es: "un peso único" },
            Charging::IncludedWithContainer => {
                Words { en: "included with a container", es: "incluido con un contenedor" }
            }
            Charging::FreeByDefault => {
                Words { en: "free by default", es: "sin costo por omisión" }
            }
            Charging::OutsideMrus => Words { en: "outside MRUs", es: "fuera de los MRU" },
        }
    }
}

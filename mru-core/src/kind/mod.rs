//! What there is to say of one kind of component, and of the place where one stands.

mod environment;
mod role;
mod service;
mod site;
mod unit;

use serde::Serialize;

use crate::{
    finding::Findings,
    policies::DataServicesPolicy,
    text::{Words, shortened, text},
};

pub use self::{
    environment::{EnvironmentKind, Redundancy},
    role::Role,
    service::Service,
    site::{Neighbours, Site, Surroundings},
    unit::Unit,
};

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
    /// What one piece of it is, unless a policy counts something else.
    pub unit: Unit,
    /// What a deployment file says of its name.
    pub naming: Naming,
    /// The service that it is a part of, as FOCUS classifies services.
    pub service: Service,
    /// Whether rate cards and contracts may list it as coming with a container (R31, R32).
    pub includable: bool,
    /// The kind whose entries of the rate card weigh it; empty when it has its own.
    pub weighed_as: &'static str,
    /// The rules behind a line that charges it, on quotes and invoices alike.
    pub charged_by: ChargedBy,
    /// What a ticket for it must contain (domain appendix A).
    pub ticket: &'static [&'static str],
    /// What an event states of how much there is of it.
    pub counted: Counted,
    /// Which sizes an event may state.
    pub size_rule: SizeRule,
    /// The rules that concern it.
    pub rules: &'static [&'static str],
    /// What people should know before they ask for it.
    pub notes: &'static [Words],
}

impl Kind {
    /// What one piece of it is: of a cluster that the policy counts as a whole, the cluster (R20).
    /// Quotes and invoices both ask here.
    pub(crate) fn unit_under(&self, policy: DataServicesPolicy, role: Option<Role>) -> Unit {
        match (self.counted, role, policy) {
            (
                Counted::Nodes(_),
                None,
                DataServicesPolicy::PerCluster | DataServicesPolicy::TimesRedundancy,
            ) => Unit::CLUSTER,
            _ => self.unit,
        }
    }
}

/// The rules behind a line that charges a kind, by where it stands.
///
/// # Example
///
/// ```
/// use mru_core::catalogue::ChargedBy;
///
/// let by_tier = ChargedBy::always(&["R21", "R59"]);
/// assert_eq!(by_tier.rules(true), by_tier.rules(false));
/// ```
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

/// What a deployment file says of the name of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It has none of its own there.
    None,
    /// It has one, which another of its place may share.
    Free,
    /// It has one that no other of its kind and place may have, or one would be charged twice (F7).
    Unique,
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
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Lang, catalogue};
    ///
    /// let container = catalogue::find("container").unwrap();
    /// assert_eq!(container.charging.words().get(Lang::En), "weight by size");
    /// ```
    pub const fn words(self) -> Words {
        match self {
            Charging::Sized => Words { en: "weight by size", es: "peso según tamaño" },
            Charging::Weighted => Words { en: "one weight", es: "un peso único" },
            Charging::IncludedWithContainer => {
                Words { en: "included with a container", es: "incluido con un contenedor" }
            }
            Charging::FreeByDefault => Words { en: "free by default", es: "sin costo por defecto" },
            Charging::OutsideMrus => Words { en: "outside MRUs", es: "fuera de los MRU" },
        }
    }
}

/// What an event must state of how much there is of a component, and what it may (N1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Not at all: it is free by default, or outside the MRUs. Only one-off charges name it.
    NotMetered,
    /// One thing, such as a VPN: its quantity may be left out.
    Single,
    /// Pieces: a whole number.
    Pieces,
    /// An amount that may have decimals: TB of traffic.
    Amount,
    /// Instances of a container: a whole number, a redundancy factor, an elasticity range.
    Tasks,
    /// Nodes of a cluster, by the policy on data services (R20); it may have nodes of a role besides.
    Nodes(Option<Role>),
    /// Once in an environment, by the policy on Single Sign-On (R24).
    SignOn,
}

impl Counted {
    /// Whether an event must state the quantity: a missing one is missing, never 1 (N1).
    pub(crate) const fn needs_quantity(self) -> bool {
        matches!(self, Counted::Pieces | Counted::Amount | Counted::Tasks | Counted::Nodes(_))
    }
}

/// Which sizes an event may state, and who judges them.
#[derive(Clone, Copy, Debug)]
pub enum SizeRule {
    /// None: the kind has no sizes.
    None,
    /// None, but its name is judged as that of a deployment file.
    Name(fn(&Stated<'_>, &mut Findings)),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A node type of the rate card.
    OfRateCard,
    /// Size and name are judged as those of a deployment file.
    By(fn(&Stated<'_>, &mut Findings)),
    /// Likewise, and a size may have other names than that of the rate card.
    Aliased {
        /// Judges size and name.
        judge: fn(&Stated<'_>, &mut Findings),
        /// The size under the name of the rate card.
        canonical: fn(String) -> String,
    },
}

impl SizeRule {
    /// Whether an event must state a size.
    pub(crate) const fn needs_size(&self) -> bool {
        !matches!(self, SizeRule::None | SizeRule::Name(_))
    }

    /// The size under the name of the rate card; node types are in lower case.
    pub(crate) fn canonical(&self, size: String) -> String {
        match self {
            SizeRule::OfRateCard => size.to_lowercase(),
            SizeRule::Aliased { canonical, .. } => canonical(size),
            SizeRule::None | SizeRule::Name(_) | SizeRule::OneOf(_) | SizeRule::By(_) => size,
        }
    }
}

/// A component as an event states it, at its site.
#[derive(Debug)]
pub struct Stated<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its size as rate cards write it; empty when none is stated.
    pub size: &'a str,
    /// What its nodes are beside the cluster itself.
    pub role: Option<Role>,
    /// Where it stands; paths of findings are those of a deployment file.
    pub site: &'a Site<'a>,
}

impl Stated<'_> {
    /// Notes a size where the kind has none.
    pub(crate) fn refuse_size(&self, kind: &Kind, findings: &mut Findings) {
        if self.size.is_empty() {
            return;
        }
        let (id, shown) = (kind.id, shortened(self.size));
        findings
            .error(
                "U14",
                &self.site.at("size"),
                text!(
                    "a component of kind `{id}` has no sizes, but this one states `{shown}`",
                    "un componente de tipo `{id}` no tiene tamaños, pero este indica `{shown}`"
                ),
            )
            .help(text!("leave `size` empty", "deje `size` vacío"));
    }
}

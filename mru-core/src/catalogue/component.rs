//! What every component of a deployment can do: name itself, be checked, and say what it adds.

use super::Kind;
use crate::{
    bill::Bill,
    deployment::{Deployment, Environment, EnvironmentKind},
    finding::Findings,
    policies::Policies,
    reading::Record,
    text::Words,
};

/// One component of a deployment.
pub trait Component: std::fmt::Debug {
    /// Its entry in the catalogue.
    fn kind(&self) -> &'static Kind;

    /// Its name, or what stands for one.
    fn name(&self) -> &str;

    /// Notes what is wrong with it, beyond fields that are missing.
    fn check(&self, _site: &Site<'_>, _findings: &mut Findings) {}

    /// Adds what it is worth to the bill of materials.
    fn charge(&self, site: &Site<'_>, bill: &mut Bill);
}

/// A component together with the declaration of its fields.
pub(crate) trait Listed: Component {
    /// What it is, the rule for missing fields, and which required fields are set.
    fn declared(&self) -> (Words, &'static str, Vec<(&'static str, bool)>);
}

impl<T: Component + Record> Listed for T {
    fn declared(&self) -> (Words, &'static str, Vec<(&'static str, bool)>) {
        (T::WHAT, T::RULE, self.required())
    }
}

/// Where a component stands.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// Its path in the file.
    pub path: String,
    /// The whole deployment.
    pub deployment: &'a Deployment,
    /// The environment it is in; none for a shared one.
    pub environment: Option<&'a Environment>,
    /// The policies that apply.
    pub policies: &'a Policies,
}

impl Site<'_> {
    /// Path of a field of the component.
    pub(crate) fn at(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    /// Whether it stands in a production environment.
    pub(crate) fn in_production(&self) -> bool {
        self.environment
            .is_some_and(|environment| environment.kind == Some(EnvironmentKind::Production))
    }

    /// Whether it stands in a pre-production environment; an environment of unknown kind is neither.
    pub(crate) fn in_pre_production(&self) -> bool {
        self.environment
            .is_some_and(|environment| environment.kind == Some(EnvironmentKind::PreProduction))
    }

    /// The redundancy factor of the environment: 1 outside production (R13, R15).
    pub(crate) fn redundancy(&self) -> u32 {
        self.environment.map_or(1, Environment::redundancy_factor)
    }
}

/// Implements [`Component`]'s first two methods for a record with a catalogue entry `KIND`.
macro_rules! identify {
    ($kind:expr, $self:ident => $name:expr) => {
        fn kind(&self) -> &'static $crate::catalogue::Kind {
            $kind
        }
        fn name(&$self) -> &str {
            $name
        }
    };
}
pub(crate) use identify;

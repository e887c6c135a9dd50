//! Where a component stands, and what it may ask of those around it.

use std::fmt::Debug;

use super::environment::EnvironmentKind;
use crate::policies::Policies;

/// The environment around a component, as far as the rules of components ask for it.
///
/// Environments are declared above the catalogue, because they list components of every kind; a
/// component asks for others by their kind and sees their names.
pub trait Neighbours: Debug {
    /// Its name.
    fn name(&self) -> &str;

    /// Whether it serves production; none when that is not known.
    fn kind(&self) -> Option<EnvironmentKind>;

    /// The factor that multiplies containers: 1 outside production (R13, R15).
    fn redundancy(&self) -> u32;

    /// The names of its components of the kind with this id, in the order of the file.
    fn names(&self, kind: &str) -> Vec<&str>;

    /// Whether it has a component of the kind with this id.
    fn has(&self, kind: &str) -> bool {
        !self.names(kind).is_empty()
    }
}

/// The deployment around a component, as far as the rules of components ask for it.
pub trait Surroundings: Debug {
    /// Its environments, in the order of the file.
    fn environments(&self) -> Vec<&dyn Neighbours>;

    /// The names of what is shared of the kind with this id, in the order of the file.
    fn shared_names(&self, kind: &str) -> Vec<&str>;

    /// The name of the container that owns a repository (V4).
    fn repository_owner(&self, repository: &str) -> Option<&str>;

    /// Whether the subscription level allows a global database (V24).
    fn allows_global_database(&self) -> bool;
}

/// Where a component stands.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// Its path in the file.
    pub path: String,
    /// The whole deployment.
    pub deployment: &'a dyn Surroundings,
    /// The environment it is in; none for a shared one.
    pub environment: Option<&'a dyn Neighbours>,
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
        self.kind() == Some(EnvironmentKind::Production)
    }

    /// Whether it stands in a pre-production environment; an environment of unknown kind is neither.
    pub(crate) fn in_pre_production(&self) -> bool {
        self.kind() == Some(EnvironmentKind::PreProduction)
    }

    fn kind(&self) -> Option<EnvironmentKind> {
        self.environment.and_then(Neighbours::kind)
    }

    /// The redundancy factor of the environment: 1 outside production (R13, R15).
    pub(crate) fn redundancy(&self) -> u32 {
        self.environment.map_or(1, Neighbours::redundancy)
    }

    /// Whether its environment has a component of the kind with this id.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.environment.is_some_and(|environment| environment.has(kind))
    }
}

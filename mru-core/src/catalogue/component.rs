//! What every component of a deployment can do: name itself, be checked, and say what it adds.

use crate::{
    finding::Findings,
    kind::{Kind, Site},
    materials::BillOfMaterials,
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
    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials);
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

/// Where a component stands in the lists of its environment or of the shared part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListPlace {
    /// The name of the list.
    pub(crate) list: &'static str,
    /// The place in it, from 0.
    pub(crate) index: usize,
}

impl ListPlace {
    /// Its path, below that of what the lists are in.
    pub(crate) fn path(self, below: &str) -> String {
        format!("{below}.{}[{}]", self.list, self.index)
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

//! What corrections compare.

use super::LineKind;
use crate::metering::Slot;

/// What corrections compare: a component in a size, an occasion, a floor or the discount.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// What the line behind it is.
    pub kind: LineKind,
    /// The component; none for floors and the discount.
    pub slot: Option<Slot>,
    /// Its size; empty when it has none.
    pub size: String,
    /// What the contract or an event calls it; often empty.
    pub description: String,
}

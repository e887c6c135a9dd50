//! The bill of materials: what a deployment consists of, in pieces and MRU entries, without money.

mod build;
mod item;

pub use build::Bill;
pub(crate) use build::{Row, build};
pub use item::{Charge, Item, NoCharge, Place, Reason, Unit};

//! The bill of materials: what a deployment consists of, in pieces and MRU entries, without money.

mod item;
mod list;

pub use item::{Charge, Item, NoCharge, Place, Reason};
pub use list::BillOfMaterials;
pub(crate) use list::Row;

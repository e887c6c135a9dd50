//! From a bill of materials to priced lines: the one function behind quote, approval and invoice.

mod explanation;
mod line;
mod price;

pub(crate) use explanation::Explanation;
pub use line::{Line, Total};
pub use price::{PriceError, PricedMaterials, amount, price};

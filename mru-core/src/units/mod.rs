//! The numbers of the domain: MRUs, money, and the one place where they are rounded.

pub mod exact;
mod fixed;
mod money;
mod mru;
mod rounding;

pub use exact::ArithmeticError;
pub use money::{MruPrice, UnroundedUsd, Usd};
pub use mru::{Mru, Weight};
pub use rounding::RoundingRule;

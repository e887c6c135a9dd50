//! The numbers of the domain: MRUs, money, and the one place where they are rounded.

pub mod exact;
mod fixed;
mod money;
mod mru;
mod percent;
pub(crate) mod rounding;
mod share;

pub use exact::ArithmeticError;
pub use money::{MruPrice, UnroundedUsd, Usd};
pub use mru::{Mru, Weight};
pub use percent::Percent;
pub use rounding::{RoundingRule, percent_of_change, quotient_up};
pub use share::{ProratedMru, Share};

//! The effect of a proposed rate card: what a month bills by the cards in force, and with the proposed
//! one in their place, to the cent.
//!
//! Both sides are statements of [`crate::invoice::draft`], so that the effect shown before a card is
//! published is what the next run bills, as long as facts stand still.

mod bill;
mod effect;
mod moved;
mod note;
mod total;

pub use bill::Bill;
pub use effect::{Drafted, Effect, Outcome};
pub use moved::{Moved, Mover};
pub use note::Note;
pub use total::{Against, Impact, MovedForAll, Sums, Total};

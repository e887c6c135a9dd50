//! A second billing of a month, independent of the real one, in exact rationals on plain rows of
//! events and the plain JSON of accounts.
//!
//! It was written from the rules alone (R60–R64, R75–R92 and the rulings N1–N14 on them), without
//! reading the calculator, and is to be changed in the same way: whoever changes it has read the
//! rules, and has not read how the product bills. Where the two differ, the rules decide.
//!
//! It cuts days by looking at the clock on the wall every quarter of an hour, and counts days one
//! by one: a day is billed in the size that a component has as the day ends. That is the same as
//! "the day of activation counts, the day of removal does not" (R86, R89), said the other way round.
//!
//! It knows nothing of findings: it bills what it is given.

pub mod book;
pub mod calendar;
pub mod corrections;
pub mod elasticity;
pub mod floors;
pub mod intervals;
pub mod lines;
pub mod notes;
pub mod plain;
pub mod tax;
pub mod terms;

pub use self::{
    book::Book,
    calendar::{Instant, Month, day_begins, local_day},
    corrections::{Clerk, Invoice},
    lines::{Line, Subject, shown},
    notes::{Item, Note, Reason, posted, settled},
    plain::instant,
    tax::taxes,
    terms::{Profile, Terms, profile},
};

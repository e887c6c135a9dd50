//! Proof, for those who keep one document, that the books behind it were not rewritten.
//!
//! Whoever owns a database can rewrite its chain whole. So every entry is also a leaf of a Merkle
//! tree ([`tree`]), and every transaction that issues ends with a signed [`checkpoint`] of it, which
//! goes out with the documents. What is out there cannot be rewritten: the tree of any later day
//! must still have that root at that size ([`since`]), and a [`bundle`] proves one document to who
//! has no store at all.

pub mod bundle;
pub mod checkpoint;
pub mod key_file;
pub mod keys;
pub mod outside;
pub mod proof;
mod refusal;
pub mod seal;
pub mod since;
pub mod tree;
mod unproven;

use crate::{absent::Absent, storage::StoreError};

pub use refusal::Refusal;
pub use unproven::Unproven;

/// Why something about proofs could not be done.
#[derive(Debug)]
pub enum WitnessError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
}

impl From<StoreError> for WitnessError {
    fn from(error: StoreError) -> WitnessError {
        WitnessError::Store(error)
    }
}

impl From<Absent> for WitnessError {
    fn from(absent: Absent) -> WitnessError {
        WitnessError::Absent(absent)
    }
}

impl From<Refusal> for WitnessError {
    fn from(refusal: Refusal) -> WitnessError {
        WitnessError::Refused(refusal)
    }
}

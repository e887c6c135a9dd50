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
pub mod seal;
pub mod since;
pub mod tree;

use mru_core::text::Text;

use crate::storage::StoreError;

/// Why something about proofs could not be done.
#[derive(Debug)]
pub enum WitnessError {
    /// The store.
    Store(StoreError),
    /// What was asked for is not possible, and what helps.
    Refused(Text),
}

impl From<StoreError> for WitnessError {
    fn from(error: StoreError) -> WitnessError {
        WitnessError::Store(error)
    }
}

impl From<Text> for WitnessError {
    fn from(reason: Text) -> WitnessError {
        WitnessError::Refused(reason)
    }
}

//! The chain, and whether the tables hold what its entries cover.

use std::collections::{BTreeMap, BTreeSet};

use super::Verified;
use crate::{
    billing::BillingError,
    storage::{
        Transaction,
        chain::{self, Entry},
    },
};

/// The hashes of what the tables hold, by entry of the chain.
#[derive(Default)]
pub(super) struct Covered {
    hashes: BTreeMap<i64, (&'static str, String)>,
}

impl Covered {
    pub(super) fn one(
        &mut self,
        sequence: i64,
        kind: &'static str,
        hash: String,
        verified: &mut Verified,
    ) {
        if self.hashes.insert(sequence, (kind, hash)).is_some() {
            verified.problem(
                format!("entry {sequence} of the chain covers two things"),
                format!("la entrada {sequence} de la cadena cubre dos cosas"),
            );
        }
    }

    pub(super) fn compare(&self, entries: &[Entry], verified: &mut Verified) {
        for entry in entries {
            let Entry { sequence, kind, subject, .. } = entry;
            match self.hashes.get(sequence) {
                Some((found, hash)) if found == kind && *hash == entry.content_hash => {}
                Some(_) => verified.problem(
                    format!("{kind} `{subject}` (entry {sequence}) is not what was recorded"),
                    format!("{kind} `{subject}` (entrada {sequence}) no es lo que se registró"),
                ),
                None => verified.problem(
                    format!("{kind} `{subject}` (entry {sequence}) is missing"),
                    format!("falta {kind} `{subject}` (entrada {sequence})"),
                ),
            }
        }
        let known: BTreeSet<i64> = entries.iter().map(|entry| entry.sequence).collect();
        for (sequence, (kind, _)) in &self.hashes {
            if !known.contains(sequence) {
                verified.problem(
                    format!("a {kind} refers to entry {sequence}, which the chain lacks"),
                    format!("un {kind} se refiere a la entrada {sequence}, que la cadena no tiene"),
                );
            }
        }
    }
}

/// Checks that each entry covers the one before it, and returns them.
pub(super) async fn check_chain(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<Vec<Entry>, BillingError> {
    let entries = chain::entries(transaction).await?;
    let (last, head) = chain::head(transaction).await?;
    let mut previous = String::new();
    for (expected, entry) in (1_i64..).zip(&entries) {
        let sequence = entry.sequence;
        if sequence != expected {
            verified.problem(
                format!("the chain has a gap before entry {sequence}"),
                format!("la cadena tiene un vacío antes de la entrada {sequence}"),
            );
        }
        if entry.previous_hash != previous || entry.computed_hash() != entry.hash {
            verified.problem(
                format!("entry {sequence} of the chain was changed"),
                format!("la entrada {sequence} de la cadena fue modificada"),
            );
        }
        previous.clone_from(&entry.hash);
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    if head != previous || last != count {
        verified.problem(
            String::from("the head of the chain is not its last entry"),
            String::from("la cabeza de la cadena no es su última entrada"),
        );
    }
    verified.entries = entries.len();
    verified.head = previous;
    Ok(entries)
}

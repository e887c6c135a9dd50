//! Makes proofs from the store: bundles of documents, and the checkpoint of now.

use super::{
    Refusal, WitnessError,
    bundle::{Bundle, BundledDocument, Continues, FORMAT},
    checkpoint::{Checkpoint, SignedNote},
    tree::{NodeHash, RangeRoots, consistency_ranges, inclusion_ranges},
};
use crate::{
    absent::Absent,
    storage::{
        Database, Document, StoreError, Transaction, chain,
        checkpoints::{self, StoredCheckpoint, StoredKey},
        documents,
    },
};

/// Makes the bundle of a document; with an earlier checkpoint, also the proof that its own continues
/// that one.
///
/// # Errors
///
/// [`WitnessError::Absent`] when there is no such document, [`WitnessError::Refused`] when no
/// checkpoint covers it, or the earlier checkpoint is not one of this store or later than the document's.
pub async fn bundle(
    database: &Database,
    number: &str,
    since: Option<&Checkpoint>,
) -> Result<Bundle, WitnessError> {
    let mut transaction = database.read().await?;
    let document =
        documents::find(&mut transaction, number).await?.ok_or_else(|| no_document(number))?;
    let covering = checkpoints::covering(&mut transaction, document.sequence).await?;
    let stored = covering.ok_or_else(|| uncovered(number))?;
    let note = read(&stored)?;
    let found = chain::find(&mut transaction, document.sequence).await?;
    let entry = found.ok_or_else(|| unreadable(number, "its entry in the chain is missing"))?;
    let index = u64::try_from(document.sequence.saturating_sub(1)).unwrap_or(0);
    let size = note.checkpoint.size;
    let inclusion = roots(&mut transaction, inclusion_ranges(index, size)).await?;
    let continues = match since {
        Some(earlier) => Some(continues(&mut transaction, earlier, &note.checkpoint).await?),
        None => None,
    };
    let keys = checkpoints::keys(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(Bundle {
        format: FORMAT.to_owned(),
        document: bundled(document),
        entry: entry.into(),
        inclusion,
        checkpoint: stored.note,
        keys: until(&keys, stored.size),
        continues,
    })
}

fn bundled(document: Document) -> BundledDocument {
    BundledDocument {
        number: document.number,
        issued_on: document.issued_on.to_string(),
        due_on: document.due_on.to_string(),
        content: document.content,
        request_key: document.request.key,
        request_hash: document.request.hash,
        early_reason: document.early_reason,
    }
}

/// The keys that were named by a size of the log.
fn until(keys: &[StoredKey], size: i64) -> Vec<super::keys::KeyRecord> {
    keys.iter().filter(|it| it.sequence <= size).map(|it| it.record.clone()).collect()
}

/// The proof that a checkpoint continues an earlier one, which must be stored as well.
async fn continues(
    transaction: &mut Transaction,
    earlier: &Checkpoint,
    now: &Checkpoint,
) -> Result<Continues, WitnessError> {
    let size = i64::try_from(earlier.size).unwrap_or(i64::MAX);
    let stored = checkpoints::covering(transaction, size).await?;
    let stored = stored.filter(|it| it.size == size).ok_or_else(|| not_ours(earlier))?;
    if read(&stored)?.checkpoint != *earlier {
        return Err(not_ours(earlier).into());
    }
    if earlier.size > now.size {
        return Err(Refusal::CheckpointIsLater { size: earlier.size, covered: now.size }.into());
    }
    let consistency = roots(transaction, consistency_ranges(earlier.size, now.size)).await?;
    Ok(Continues { checkpoint: stored.note, consistency })
}

/// The last checkpoint of the store.
///
/// # Errors
///
/// [`WitnessError::Refused`] when there is none.
pub async fn last_checkpoint(database: &Database) -> Result<SignedNote, WitnessError> {
    let mut transaction = database.read().await?;
    let last = checkpoints::last(&mut transaction).await?;
    let named = checkpoints::origin(&mut transaction).await?;
    transaction.rollback().await?;
    match (last, named) {
        (Some(last), _) => Ok(read(&last)?),
        (None, None) => Err(Refusal::NothingRecorded.into()),
        (None, Some(_)) => Err(Refusal::NoCheckpointYet.into()),
    }
}

/// The roots of ranges of the log, in hexadecimal digits.
async fn roots(
    transaction: &mut Transaction,
    ranges: Vec<std::ops::Range<u64>>,
) -> Result<Vec<String>, StoreError> {
    let mut roots = RangeRoots::of(ranges);
    chain::each(transaction, |entry| roots.push(entry.leaf())).await?;
    let roots = roots.finish().ok_or_else(|| StoreError::Unreadable {
        what: "chain",
        id: String::new(),
        problem: String::from("entries are missing that a checkpoint covers"),
    })?;
    Ok(roots.into_iter().map(NodeHash::to_hex).collect())
}

/// Reads a stored checkpoint.
///
/// # Errors
///
/// [`StoreError::Unreadable`] when it is none.
pub fn read(stored: &StoredCheckpoint) -> Result<SignedNote, StoreError> {
    SignedNote::read(&stored.note).ok_or_else(|| StoreError::Unreadable {
        what: "checkpoint",
        id: stored.size.to_string(),
        problem: String::from("it is no signed note"),
    })
}

fn unreadable(number: &str, problem: &str) -> StoreError {
    let problem = problem.to_owned();
    StoreError::Unreadable { what: "document", id: number.to_owned(), problem }
}

fn no_document(number: &str) -> Absent {
    Absent::NoIssuedDocument { number: number.to_owned() }
}

fn uncovered(number: &str) -> Refusal {
    Refusal::DocumentNotCovered { number: number.to_owned() }
}

fn not_ours(earlier: &Checkpoint) -> Refusal {
    Refusal::CheckpointOfAnotherStore { origin: earlier.origin.clone(), size: earlier.size }
}

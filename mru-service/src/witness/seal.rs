//! Ends a transaction that issues: the log names the key, and a signed checkpoint covers it all.

use super::{
    Refusal, WitnessError,
    checkpoint::Checkpoint,
    key_file::{self, KeySource},
    keys::{KeyRecord, PublicKey, Signer, VerifierKey},
};
use crate::storage::{Database, Transaction, chain, checkpoints};

/// Seals a transaction with the key of the store.
///
/// # Errors
///
/// [`WitnessError::Refused`] when there is no key, or it is not the one that the log names.
pub(crate) async fn seal(
    transaction: &mut Transaction,
    keys: &KeySource,
) -> Result<(), WitnessError> {
    let signer = signer(transaction, keys).await?;
    seal_with(transaction, &signer).await
}

/// The key of the store, which the log names from its first use on; the transaction must be sealed.
///
/// # Errors
///
/// As [`seal`].
pub(crate) async fn signer(
    transaction: &mut Transaction,
    keys: &KeySource,
) -> Result<Signer, WitnessError> {
    let named = named_key(transaction).await?;
    if named.is_none() {
        keys.make_if_wanted()?;
    }
    let signer = keys.signer()?.ok_or_else(|| no_key(named.is_some(), keys))?;
    match named {
        None => {
            checkpoints::put_key(transaction, &KeyRecord::first(signer.public())).await?;
            Ok(signer)
        }
        Some(named) if named == signer.public() => Ok(signer),
        Some(named) => Ok(finish_rotation(named, keys)?.ok_or_else(|| other_key(named, &signer))?),
    }
}

/// Seals a transaction with a key that the log names.
pub(crate) async fn seal_with(
    transaction: &mut Transaction,
    signer: &Signer,
) -> Result<(), WitnessError> {
    let tree = chain::frontier(transaction).await?;
    let last = checkpoints::last(transaction).await?;
    let size = last.and_then(|last| u64::try_from(last.size).ok());
    let Some(origin) = checkpoints::origin(transaction).await? else { return Ok(()) };
    if size == Some(tree.size()) {
        return Ok(());
    }
    let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
    checkpoints::put(transaction, &signer.sign(checkpoint)).await?;
    Ok(())
}

/// The key that the log names last.
async fn named_key(transaction: &mut Transaction) -> Result<Option<PublicKey>, WitnessError> {
    let last = checkpoints::keys(transaction).await?.pop();
    Ok(last.and_then(|it| it.record.key()))
}

/// Ends a rotation that was interrupted: the log names the key that waits beside the old one.
fn finish_rotation(named: PublicKey, keys: &KeySource) -> Result<Option<Signer>, Refusal> {
    let KeySource::File { path, .. } = keys else { return Ok(None) };
    let next = key_file::next_file(path);
    let Some(signer) = key_file::read(&next)?.filter(|it| it.public() == named) else {
        return Ok(None);
    };
    key_file::replace(&next, path)?;
    Ok(Some(signer))
}

/// Makes a key for a store that has none, where the program may.
///
/// Returns the file of a key that was made.
///
/// # Errors
///
/// [`WitnessError`] when it cannot be written.
pub(crate) async fn prepare(
    transaction: &mut Transaction,
    keys: &KeySource,
) -> Result<(), WitnessError> {
    if named_key(transaction).await?.is_none() {
        keys.make_if_wanted()?;
    }
    Ok(())
}

/// Records that the key hands over to another one, and ends with a checkpoint by that.
///
/// # Errors
///
/// [`WitnessError::Refused`] when `from` is not the key that the log names.
pub async fn rotate(database: &Database, from: &Signer, to: &Signer) -> Result<(), WitnessError> {
    let mut transaction = database.write().await?;
    match named_key(&mut transaction).await? {
        Some(named) if named != from.public() => return Err(other_key(named, from).into()),
        Some(_) => {}
        None => {
            checkpoints::put_key(&mut transaction, &KeyRecord::first(from.public())).await?;
        }
    }
    let Some(origin) = checkpoints::origin(&mut transaction).await? else {
        return Err(Refusal::NothingRecorded.into());
    };
    let record = KeyRecord::rotation(&origin, from, to.public());
    checkpoints::put_key(&mut transaction, &record).await?;
    seal_with(&mut transaction, to).await?;
    crate::crash::point("rotate.before-commit");
    transaction.commit().await?;
    crate::crash::point("rotate.after-commit");
    Ok(())
}

/// Records a key that follows one that was lost: nobody hands over to it.
///
/// # Errors
///
/// [`WitnessError::Store`].
pub async fn begin_anew(database: &Database, signer: &Signer) -> Result<(), WitnessError> {
    let mut transaction = database.write().await?;
    checkpoints::put_key(&mut transaction, &KeyRecord::first(signer.public())).await?;
    seal_with(&mut transaction, signer).await?;
    transaction.commit().await?;
    Ok(())
}

fn no_key(is_named: bool, keys: &KeySource) -> Refusal {
    let path = match keys {
        KeySource::File { path, .. } => Some(path.clone()),
        KeySource::Nowhere | KeySource::Given(_) => None,
    };
    if is_named { Refusal::KeyIsMissing { path } } else { Refusal::NoKeyYet { path } }
}

fn other_key(named: PublicKey, signer: &Signer) -> Refusal {
    Refusal::AnotherKey { named: named.to_base64(), given: signer.public().to_base64() }
}

/// The keys that the log names, oldest first.
///
/// # Errors
///
/// [`WitnessError::Store`].
pub async fn named(database: &Database) -> Result<Vec<VerifierKey>, WitnessError> {
    let mut transaction = database.read().await?;
    let name = checkpoints::origin(&mut transaction).await?.unwrap_or_default();
    let keys = checkpoints::keys(&mut transaction).await?;
    transaction.rollback().await?;
    let keys = keys.iter().filter_map(|it| it.record.key());
    Ok(keys.map(|key| VerifierKey { name: name.clone(), key }).collect())
}

/// The name under which the store signs; none before anything was recorded.
///
/// # Errors
///
/// [`WitnessError::Store`].
pub async fn origin(database: &Database) -> Result<Option<String>, WitnessError> {
    let mut transaction = database.read().await?;
    let origin = checkpoints::origin(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(origin)
}

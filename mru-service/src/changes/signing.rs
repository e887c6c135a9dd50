//! Random names, and what every signed step begins and ends with.

use super::{
    ChangeError,
    signed::{Signed, Statement},
};
use crate::{
    random,
    storage::{Transaction, checkpoints},
    witness::{
        Refusal as Unwitnessed,
        key_file::KeySource,
        keys::{PublicKey, Signer},
        seal,
    },
};

/// So many random bytes, as hexadecimal digits.
pub(super) fn nonce<const BYTES: usize>() -> Result<String, ChangeError> {
    let random: Option<[u8; BYTES]> = random::bytes();
    let random = random.ok_or(ChangeError::Unsigned(Unwitnessed::NoRandomNumbers))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A name that no other record has: `AP-3f9c0a1b2c4d5e6f`.
pub(super) fn name(series: &str) -> Result<String, ChangeError> {
    Ok(format!("{series}-{}", nonce::<8>()?))
}

/// Who signs for the store, and by which name.
#[derive(Debug)]
pub(super) struct Pen {
    signer: Signer,
    origin: String,
}

impl Pen {
    /// The key of the store, which the log names from the first signature on.
    pub(super) async fn of(
        transaction: &mut Transaction,
        keys: &KeySource,
    ) -> Result<Pen, ChangeError> {
        let signer = seal::signer(transaction, keys).await?;
        let origin = checkpoints::origin(transaction).await?.unwrap_or_default();
        Ok(Pen { signer, origin })
    }

    /// Signs a statement.
    pub(super) fn sign<T: Statement>(&self, statement: T) -> Signed<T> {
        Signed::by(&self.signer, &self.origin, statement)
    }

    /// Ends the transaction with a checkpoint over what was recorded.
    pub(super) async fn seal(&self, transaction: &mut Transaction) -> Result<(), ChangeError> {
        Ok(seal::seal_with(transaction, &self.signer).await?)
    }
}

/// Whether a statement is by a key of this store.
pub(super) async fn is_ours<T: Statement>(
    transaction: &mut Transaction,
    signed: &Signed<T>,
) -> Result<bool, ChangeError> {
    let origin = checkpoints::origin(transaction).await?.unwrap_or_default();
    let keys = checkpoints::keys(transaction).await?;
    let by = |key: PublicKey| signed.is_by(key);
    let mut keys = keys.iter().filter_map(|it| it.record.key());
    Ok(signed.origin == origin && keys.any(by))
}

//! The use cases of keeping the store: copy it, bring a copy back.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use mru_core::text::Text;

use crate::{
    Database, StoreError,
    billing::{self, BillingError, Progress},
    door::{self, Access, Census},
};

/// Why a backup cannot be brought back.
#[derive(Debug)]
pub enum RestoreError {
    /// The file, the folder or the store in it.
    Store(StoreError),
    /// It could not be verified.
    Billing(BillingError),
    /// It is no backup that can be brought back there.
    Refused(Refusal),
}

/// What is wrong with a backup, or its place; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The file is of SQLite, and of something else.
    NotABackup,
    /// What the backup holds is not what was recorded.
    BackupIsDamaged {
        /// The first thing that is wrong.
        problem: Text,
    },
    /// Another program wrote at the place meanwhile.
    NotWhatWasVerified {
        /// The file.
        target: PathBuf,
    },
}

impl Refusal {
    /// The stable name of the case, such as `not-a-backup`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<Refusal> for RestoreError {
    fn from(refusal: Refusal) -> RestoreError {
        RestoreError::Refused(refusal)
    }
}

impl From<StoreError> for RestoreError {
    fn from(error: StoreError) -> RestoreError {
        RestoreError::Store(error)
    }
}

/// Writes a copy of the store to a new file, and holds it against the store.
///
/// # Errors
///
/// [`StoreError`]; then no file is left.
pub async fn backup(
    database: &Database,
    file: &Path,
    patience: Duration,
) -> Result<Census, StoreError> {
    door::backup(database, file, patience).await
}

/// Brings a backup back into a folder that has no store yet: a copy aside is verified, named and
/// opened.
///
/// # Errors
///
/// [`RestoreError`]; then nothing stands there.
pub async fn restore(
    file: &Path,
    folder: &Path,
    patience: Duration,
) -> Result<Census, RestoreError> {
    let target = folder.join(door::FILE_NAME);
    let aside = door::bring(file, &target, patience)?;
    let head = judge(aside.path(), patience).await?;
    aside.finish()?;
    // What was verified is what stands there now, and it opens.
    let census = door::census(&target, patience).await?;
    if census.head == head {
        Ok(census)
    } else {
        Err(Refusal::NotWhatWasVerified { target }.into())
    }
}

/// Verifies a copy of a backup, and returns the head of its chain.
async fn judge(copy: &Path, patience: Duration) -> Result<String, RestoreError> {
    let database = match door::open_file(copy, Access::Read, patience).await {
        Err(StoreError::Absent(_)) => return Err(Refusal::NotABackup.into()),
        opened => opened?,
    };
    let verified = billing::verify(&database, &Progress::default()).await;
    database.close().await?;
    let verified = verified.map_err(RestoreError::Billing)?;
    if verified.entries == 0 {
        return Err(Refusal::NotABackup.into());
    }
    if let Some(problem) = verified.problems.into_iter().next() {
        return Err(Refusal::BackupIsDamaged { problem }.into());
    }
    // What a backup keeps out, readers while somebody writes, a store lets in.
    door::open_file(copy, Access::Write, patience).await?.close().await?;
    // There must be room to open it before it is named.
    door::census(copy, patience).await?;
    Ok(verified.head)
}

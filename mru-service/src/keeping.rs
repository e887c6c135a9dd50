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
    /// The file is of SQLite, and of something else.
    NotABackup,
    /// What it holds is not what was recorded.
    Damaged {
        /// The first thing that is wrong.
        problem: Text,
    },
    /// Another program wrote there meanwhile.
    NotWhatWasVerified {
        /// The file.
        target: PathBuf,
    },
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
    if census.head == head { Ok(census) } else { Err(RestoreError::NotWhatWasVerified { target }) }
}

/// Verifies a copy of a backup, and returns the head of its chain.
async fn judge(copy: &Path, patience: Duration) -> Result<String, RestoreError> {
    let database = match door::open_file(copy, Access::Read, patience).await {
        Err(StoreError::Absent(_)) => return Err(RestoreError::NotABackup),
        opened => opened?,
    };
    let verified = billing::verify(&database, &Progress::default()).await;
    database.close().await?;
    let verified = verified.map_err(RestoreError::Billing)?;
    if verified.entries == 0 {
        return Err(RestoreError::NotABackup);
    }
    if let Some(problem) = verified.problems.into_iter().next() {
        return Err(RestoreError::Damaged { problem });
    }
    // What a backup keeps out, readers while somebody writes, a store lets in.
    door::open_file(copy, Access::Write, patience).await?.close().await?;
    // There must be room to open it before it is named.
    door::census(copy, patience).await?;
    Ok(verified.head)
}

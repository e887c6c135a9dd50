//! Files that are made aside: nothing stands under the final name before it is whole.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::{BESIDE, StoreError, with_suffix};
use crate::{
    files::private,
    off_the_runtime,
    storage::{Closed, Holder},
};

/// A file that is being made beside its final name, in the same folder.
///
/// The folder stays locked until it is renamed or dropped, so that two processes never make the
/// same one, and what a killed one left can be swept away.
#[derive(Debug)]
pub struct Aside {
    target: PathBuf,
    temporary: PathBuf,
    /// Folders made for it, the innermost first.
    folders: Vec<PathBuf>,
    /// The folder; closing it ends the lock.
    _lock: File,
}

impl Aside {
    /// Locks the folder of a file; makes it first when `folder` says so.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`], and [`StoreError::Locked`] when another process makes something there.
    pub fn begin(target: &Path, patience: Duration, folder: bool) -> Result<Aside, StoreError> {
        let parent = private::folder_of(target);
        let folders = if folder {
            private::create_folder(parent).map_err(StoreError::file(parent))?
        } else {
            Vec::new()
        };
        let lock = off_the_runtime(|| lock(parent, patience));
        let lock = lock.inspect_err(|_| private::remove_empty(&folders))?;
        let temporary = with_suffix(target, &format!(".{}.tmp", std::process::id()));
        sweep(target);
        Ok(Aside { target: target.to_owned(), temporary, folders, _lock: lock })
    }

    /// The file to write meanwhile.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Refuses to go on while another database or a part of one stands at the final name.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`].
    pub fn refuse_standing(&self) -> Result<(), StoreError> {
        if fs::symlink_metadata(&self.target).is_ok() {
            return Err(Closed::PlaceIsTaken { path: self.target.clone() }.into());
        }
        self.refuse_beside()
    }

    /// Refuses to go on while a part of another database stands beside the final name: SQLite would
    /// take it for a part of this one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Closed`].
    pub fn refuse_beside(&self) -> Result<(), StoreError> {
        for suffix in BESIDE {
            let part = with_suffix(&self.target, suffix);
            if fs::symlink_metadata(&part).is_ok() {
                return Err(Closed::PartIsLeft { path: part }.into());
            }
        }
        Ok(())
    }

    /// Gives the file its final name, so that it outlasts a loss of power.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`]; nothing stands under the final name then.
    pub fn finish(mut self) -> Result<(), StoreError> {
        for suffix in BESIDE {
            let part = with_suffix(&self.temporary, suffix);
            if suffix != "-shm" && fs::metadata(&part).is_ok_and(|it| it.len() > 0) {
                let error = std::io::Error::other(
                    "its changes cannot be taken into the store; the disk may be full",
                );
                return Err(StoreError::File { path: part, error });
            }
            let _ = fs::remove_file(part);
        }
        let sync = |path: &Path| File::open(path).and_then(|file| file.sync_all());
        sync(&self.temporary).map_err(StoreError::file(&self.temporary))?;
        crate::crash::point("aside.before-rename");
        fs::rename(&self.temporary, &self.target).map_err(StoreError::file(&self.target))?;
        crate::crash::point("aside.after-rename");
        self.folders.clear();
        let folder = private::folder_of(&self.target);
        private::sync_folder(folder).map_err(StoreError::file(folder))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.temporary);
        for suffix in BESIDE {
            let _ = fs::remove_file(with_suffix(&self.temporary, suffix));
        }
        private::remove_empty(&self.folders);
    }
}

/// Locks a folder against other processes that make something in it.
fn lock(folder: &Path, patience: Duration) -> Result<File, StoreError> {
    let opened = File::open(folder).map_err(StoreError::file(folder))?;
    let until = Instant::now() + patience;
    loop {
        match opened.try_lock() {
            Ok(()) => return Ok(opened),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked(Holder::Maker { folder: folder.to_owned() }));
            }
            // Some network file systems have no locks; the rename is whole all the same.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                return Ok(opened);
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::file(folder)(error)),
        }
    }
}

/// Removes what processes left that were killed while they made this file.
fn sweep(target: &Path) {
    let Some(name) = target.file_name().and_then(|name| name.to_str()) else { return };
    let Ok(entries) = fs::read_dir(private::folder_of(target)) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let Some(rest) = found.to_str().and_then(|found| found.strip_prefix(name)) else {
            continue;
        };
        let Some((process, ending)) =
            rest.strip_prefix('.').and_then(|rest| rest.split_once(".tmp"))
        else {
            continue;
        };
        let digits = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (ending.is_empty() || BESIDE.contains(&ending)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

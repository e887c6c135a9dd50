//! Files and folders that only their owner may read.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// Makes a new file with mode 0600 and opens it.
///
/// # Errors
///
/// Those of the system; also when the file exists.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a file to write at its end; makes it with mode 0600 when it is not there.
///
/// # Errors
///
/// Those of the system.
pub(crate) fn at_the_end(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file of ours alone whose name is gone at once, so that nothing stays behind.
///
/// # Errors
///
/// Those of the system.
pub(crate) fn nameless() -> io::Result<File> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    loop {
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(format!("mru-{process}-{count}.tmp"));
        match create(&path) {
            Ok(file) => {
                fs::remove_file(&path)?;
                return Ok(file);
            }
            // A name that stands already is of another program.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && count < 1000 => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes a folder and those above it that are missing, with mode 0700, and returns the ones made,
/// the innermost first.
///
/// # Errors
///
/// Those of the system; folders made so far stay.
pub(crate) fn create_folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut missing = Vec::new();
    let mut next = Some(path);
    while let Some(folder) = next.filter(|it| !it.as_os_str().is_empty() && !it.exists()) {
        missing.push(folder.to_owned());
        next = folder.parent();
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        match builder.create(&folder) {
            Ok(()) => made.insert(0, folder),
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// Removes folders that are empty, in order.
pub(crate) fn remove_empty(folders: &[PathBuf]) {
    for folder in folders {
        let _ = fs::remove_dir(folder);
    }
}

/// Makes what was renamed into a folder outlast a loss of power.
///
/// # Errors
///
/// Those of the system.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder that a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

//! Writing results: to a file whole or not at all, to a device or pipe as they come.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Seek as _, Write},
    path::{Path, PathBuf},
};

use super::private;
use crate::failure::Failure;

/// Links that are followed from one to the next, as Linux does.
const LINKS: usize = 40;

/// Where a result goes.
enum Destination {
    /// The standard output, whatever it is called.
    Output,
    /// The standard error.
    Error,
    /// A device or pipe, which is written through.
    Stream(PathBuf),
    /// A file, and what it was before.
    File(PathBuf, Option<Metadata>),
}

/// Who may read a file that was not there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// Its owner.
    Owner,
    /// Those whom the system's mask lets.
    Mask,
}

/// Writes a result to a file, whole or not at all, or to the standard output.
///
/// A new file is readable by its owner alone; one that was there keeps its mode and owner. A link
/// is followed, and a device or pipe is written into, not replaced.
///
/// # Errors
///
/// [`Failure::CannotDo`] when it cannot be written; a file that was there before is then unchanged.
pub fn write(to: Option<&Path>, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let to = to.unwrap_or(Path::new("-"));
    write_for(to, content.as_ref(), Readers::Owner).map_err(|error| Failure::io(to, &error))
}

/// As [`write()`], for files that others are meant to read, such as rate cards.
///
/// # Errors
///
/// As [`write()`].
pub fn write_shared(to: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    write_for(to, content.as_ref(), Readers::Mask).map_err(|error| Failure::io(to, &error))
}

fn write_for(to: &Path, mut content: impl Read, readers: Readers) -> io::Result<()> {
    match destination(to)? {
        Destination::Output => stream(io::stdout().lock(), content),
        Destination::Error => stream(io::stderr().lock(), content),
        Destination::Stream(path) => stream(OpenOptions::new().append(true).open(path)?, content),
        Destination::File(path, before) => {
            let mut beside = Beside::begin(path, before.as_ref(), readers)?;
            io::copy(&mut content, &mut beside.file)?;
            beside.finish()
        }
    }
}

/// A long result that is written bit by bit, and stands there whole or not at all.
///
/// What goes to a file is written beside it, what goes elsewhere waits in a private file without a
/// name: nothing is seen before [`Writing::finish`].
#[derive(Debug)]
pub struct Writing {
    to: PathBuf,
    waiting: Waiting,
}

#[derive(Debug)]
enum Waiting {
    Beside(Beside),
    Nameless(File),
}

impl Writing {
    /// Begins to write to a file, or to the standard output.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when that cannot be written to.
    pub fn begin(to: Option<&Path>) -> Result<Writing, Failure> {
        let to = to.unwrap_or(Path::new("-")).to_owned();
        let waiting = match destination(&to) {
            Ok(Destination::File(path, before)) => {
                Beside::begin(path, before.as_ref(), Readers::Owner).map(Waiting::Beside)
            }
            Ok(_) => private::nameless().map(Waiting::Nameless),
            Err(error) => Err(error),
        };
        let waiting = waiting.map_err(|error| Failure::io(&to, &error))?;
        Ok(Writing { to, waiting })
    }

    /// Writes a part.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when there is no room.
    pub fn write(&mut self, part: impl AsRef<[u8]>) -> Result<(), Failure> {
        let (Waiting::Beside(Beside { file, .. }) | Waiting::Nameless(file)) = &mut self.waiting;
        file.write_all(part.as_ref()).map_err(|error| Failure::io(&self.to, &error))
    }

    /// Puts what was written where it belongs.
    ///
    /// # Errors
    ///
    /// [`Failure::CannotDo`] when it cannot be put there; a file that was there is then unchanged.
    pub fn finish(self) -> Result<(), Failure> {
        let Writing { to, waiting } = self;
        let done = match waiting {
            Waiting::Beside(beside) => beside.finish(),
            Waiting::Nameless(mut file) => {
                file.rewind().and_then(|()| write_for(&to, file, Readers::Owner))
            }
        };
        done.map_err(|error| Failure::io(&to, &error))
    }
}

/// Writes all of it and waits until it is there.
fn stream(mut to: impl Write, mut content: impl Read) -> io::Result<()> {
    match io::copy(&mut content, &mut to).and_then(|_| to.flush()) {
        // A reader that closed the pipe, such as `head`, has what it wanted.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn destination(to: &Path) -> io::Result<Destination> {
    let mut path = to.to_owned();
    for _ in 0..LINKS {
        match path.to_str().unwrap_or_default() {
            "-" | "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => {
                return Ok(Destination::Output);
            }
            "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => return Ok(Destination::Error),
            text if text.starts_with("/dev/fd/") || text.starts_with("/proc/") => {
                return Ok(Destination::Stream(path));
            }
            _ => {}
        }
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Destination::File(path, None));
            }
            Err(error) => return Err(error),
        };
        if found.is_symlink() {
            path = private::folder_of(&path).join(fs::read_link(&path)?);
        } else if found.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        } else if found.is_file() {
            return Ok(Destination::File(path, Some(found)));
        } else {
            return Ok(Destination::Stream(path));
        }
    }
    Err(io::Error::other("too many links"))
}

/// A file that is written beside the one it will take the place of.
#[derive(Debug)]
struct Beside {
    file: File,
    temporary: PathBuf,
    path: PathBuf,
}

impl Beside {
    fn begin(path: PathBuf, before: Option<&Metadata>, readers: Readers) -> io::Result<Beside> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(name);
        let beside = Beside { file: create(&temporary, readers)?, temporary, path };
        if let Some(before) = before {
            take_after(&beside.file, before)?;
        }
        Ok(beside)
    }

    /// Renames it when all of it is on the disk.
    fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        private::sync_folder(private::folder_of(&self.path))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After the renaming there is none.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn create(path: &Path, readers: Readers) -> io::Result<File> {
    // One of the same name was left by a process that was killed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match readers {
        Readers::Owner => private::create(path),
        Readers::Mask => File::create_new(path),
    }
}

/// Gives a new file the owner, where that is allowed, and the mode of the one it replaces.
fn take_after(file: &File, before: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let now = file.metadata()?;
        if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
            let _ = std::os::unix::fs::fchown(file, Some(before.uid()), Some(before.gid()));
        }
    }
    file.set_permissions(before.permissions())
}

//! Where the signing key is kept: in a file of mode 0600, or given by the environment.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use super::{Refusal, keys::Signer};

/// Where the signing key of a store is.
#[derive(Clone)]
pub enum KeySource {
    /// Nowhere: nothing can be issued.
    Nowhere,
    /// In a file.
    File {
        /// The file.
        path: PathBuf,
        /// Whether the program makes the key when there is none and the store names none.
        is_made: bool,
    },
    /// Given as a text, from the environment.
    Given(String),
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeySource::Nowhere => f.write_str("Nowhere"),
            KeySource::File { path, .. } => write!(f, "File({})", path.display()),
            KeySource::Given(_) => f.write_str("Given"),
        }
    }
}

impl KeySource {
    /// The key; none when there is none yet.
    ///
    /// # Errors
    ///
    /// What is wrong with the file or text.
    pub fn signer(&self) -> Result<Option<Signer>, Refusal> {
        match self {
            KeySource::Nowhere => Ok(None),
            KeySource::File { path, .. } => read(path),
            KeySource::Given(text) => {
                Signer::read_secret(text).map(Some).ok_or(Refusal::GivenKeyIsNone)
            }
        }
    }

    /// Makes a key where the program may, and none is; returns the file of a key that was made.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn make_if_wanted(&self) -> Result<Option<&Path>, Refusal> {
        let KeySource::File { path, is_made: true } = self else { return Ok(None) };
        if path.exists() {
            return Ok(None);
        }
        Ok(make(path)?.map(|_| path.as_path()))
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::KeyFileFailed { path: path.to_owned(), problem: error.to_string() }
}

/// Reads the key of a file; none when there is no such file.
///
/// # Errors
///
/// When others may read it, or it holds no key.
pub fn read(path: &Path) -> Result<Option<Signer>, Refusal> {
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file.map_err(|error| failed(path, &error))?,
    };
    let about = file.metadata().map_err(|error| failed(path, &error))?;
    let mode = about.mode() & 0o777;
    if about.is_file() && mode & 0o077 != 0 {
        return Err(Refusal::KeyFileIsShared { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    if about.is_file() {
        file.take(4096).read_to_string(&mut text).map_err(|error| failed(path, &error))?;
    }
    let signer = Signer::read_secret(&text);
    signer.map(Some).ok_or_else(|| Refusal::KeyFileHoldsNone { path: path.to_owned() })
}

/// Makes a new key in a new file, whole and with mode 0600; none when there is such a file.
///
/// # Errors
///
/// When the file cannot be written, or the system gives no random numbers.
pub fn make(path: &Path) -> Result<Option<Signer>, Refusal> {
    let signer = Signer::generate().ok_or(Refusal::NoRandomNumbers)?;
    let temporary = beside(path, &format!("{}.tmp", std::process::id()));
    let written = write(&temporary, signer.secret().as_bytes())
        // A link, unlike a new name, never takes the place of another file.
        .and_then(|()| fs::hard_link(&temporary, path));
    let _ = fs::remove_file(&temporary);
    match written {
        Ok(()) => Ok(Some(signer)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.exists() => Ok(None),
        Err(error) => Err(failed(path, &error)),
    }
}

/// Puts a file in the place of another one, for good.
///
/// # Errors
///
/// When it cannot be done.
pub fn replace(from: &Path, to: &Path) -> Result<(), Refusal> {
    fs::rename(from, to).map_err(|error| failed(to, &error))
}

/// The file beside a key file in which the next key waits until the log names it.
pub fn next_file(path: &Path) -> PathBuf {
    beside(path, "next")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A folder of this test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("mru-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = folder("key-made");
        let path = folder.join("mru.key");
        assert!(read(&path).unwrap().is_none());
        let made = make(&path).unwrap().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert!(make(&path).unwrap().is_none());
        assert_eq!(read(&path).unwrap().unwrap().public(), made.public());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_key_that_others_may_use_is_refused() {
        let folder = folder("key-modes");
        let path = folder.join("mru.key");
        make(&path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = Refusal::KeyFileIsShared { path: path.clone(), mode };
            assert_eq!(read(&path).unwrap_err(), refused);
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(read(&path).unwrap().is_some());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_without_a_key_is_refused() {
        let folder = folder("key-none");
        let path = folder.join("mru.key");
        write(&path, b"something else").unwrap();
        for place in [&path, &folder] {
            let refused = Refusal::KeyFileHoldsNone { path: place.clone() };
            assert_eq!(read(place).unwrap_err(), refused);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}

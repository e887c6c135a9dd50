//! What cannot be signed or proved: values, which each face words in its own way.

use std::path::PathBuf;

/// Why something cannot be signed or proved; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// A key file cannot be read or written.
    KeyFileFailed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// A key file may be used by others than its owner.
    KeyFileIsShared {
        /// The file.
        path: PathBuf,
        /// Its permissions, the last nine bits.
        mode: u32,
    },
    /// A file holds no signing key.
    KeyFileHoldsNone {
        /// The file.
        path: PathBuf,
    },
    /// What was given as a signing key is none.
    GivenKeyIsNone,
    /// The system gives no random numbers to make a key of.
    NoRandomNumbers,
    /// Nothing is recorded, so that the store has no name to sign with.
    NothingRecorded,
    /// No document was signed yet, and there is no key to begin with.
    NoKeyYet {
        /// The file in which it was looked for; none when no place was named.
        path: Option<PathBuf>,
    },
    /// The store signs with a key, which is not there.
    KeyIsMissing {
        /// The file in which it was looked for; none when no place was named.
        path: Option<PathBuf>,
    },
    /// The store signs with another key than the given one.
    AnotherKey {
        /// The key that the log names, in base64.
        named: String,
        /// The given one.
        given: String,
    },
    /// Checkpoints could not be kept outside of the store; what was issued stands.
    CheckpointsNotKept {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// A file is not the checkpoint that the store has of its size.
    AnotherCheckpoint {
        /// The file.
        path: PathBuf,
    },
    /// The store has no checkpoint yet.
    NoCheckpointYet,
    /// A document was issued before there were checkpoints, and none covers it yet.
    DocumentNotCovered {
        /// Its number.
        number: String,
    },
    /// An earlier checkpoint is none of this store.
    CheckpointOfAnotherStore {
        /// The store that it names.
        origin: String,
        /// How many entries it covers.
        size: u64,
    },
    /// A checkpoint that should be earlier is later than that of the document.
    CheckpointIsLater {
        /// How many entries it covers.
        size: u64,
        /// How many that of the document covers.
        covered: u64,
    },
}

impl Refusal {
    /// The stable name of the case, such as `no-key-yet`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

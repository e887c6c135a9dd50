//! Why a bundle, or something else that somebody kept, proves nothing.

/// What does not hold of a kept file; each case has a [code](Unproven::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Unproven {
    /// It is neither a checkpoint nor a bundle, or was changed.
    NeitherCheckpointNorBundle,
    /// It is no whole bundle.
    BundleNotWhole {
        /// What its reader said.
        problem: String,
    },
    /// It is a bundle in a form that this program does not know.
    BundleOfAnotherForm {
        /// What the bundle calls its form.
        format: String,
    },
    /// It is not written in its one form.
    BundleWasChanged,
    /// Its checkpoint is no signed note.
    BundleWithoutCheckpoint,
    /// Its document is not the one that its entry covers.
    DocumentNotOfEntry {
        /// Number of the document.
        number: String,
        /// Number of the entry.
        entry: i64,
    },
    /// Its entry does not have its hash.
    EntryWasChanged {
        /// Number of the entry.
        entry: i64,
    },
    /// Its entry is not in the log that its checkpoint covers.
    EntryNotInLog {
        /// Number of the entry.
        entry: i64,
        /// How many entries the checkpoint covers.
        size: u64,
    },
    /// Its checkpoint is of another store than the given key.
    KeyOfAnotherStore {
        /// The store that the checkpoint names.
        origin: String,
        /// The store that the key names.
        key: String,
    },
    /// Its checkpoint is not signed by its keys.
    KeysWereChanged,
    /// Its checkpoint is signed by a key that cannot be trusted who trusts the given one.
    SignedByAnotherKey {
        /// The key that signed, in base64.
        key: String,
    },
    /// It does not prove that its checkpoint continues the earlier one.
    NotContinued,
}

impl Unproven {
    /// The stable name of the case, such as `keys-were-changed`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

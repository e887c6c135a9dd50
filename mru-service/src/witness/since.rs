//! Proves that the store of today continues the one of an earlier day.

use super::{
    Unproven, WitnessError,
    bundle::Bundle,
    checkpoint::{Checkpoint, SignedNote, read_code},
    keys::{KeyRecord, PublicKey, VerifierKey, successors},
    tree::{Frontier, NodeHash},
};
use crate::storage::{Database, StoreError, Transaction, chain, checkpoints};

/// What somebody kept of an earlier day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A checkpoint.
    Note(SignedNote),
    /// The bundle of a document.
    Bundle(Box<Bundle>),
    /// The code that stands on a document.
    Code(String),
}

impl Kept {
    /// Reads a checkpoint or a bundle.
    ///
    /// # Errors
    ///
    /// When it is neither, whole and unchanged.
    pub fn read(text: &str) -> Result<Kept, Unproven> {
        if text.trim_start().starts_with('{') {
            return Ok(Kept::Bundle(Box::new(Bundle::read(text)?)));
        }
        SignedNote::read(text).map(Kept::Note).ok_or(Unproven::NeitherCheckpointNorBundle)
    }

    /// Reads the code that stands on a document; none when it is no code.
    pub fn code(typed: &str) -> Option<Kept> {
        read_code(typed).map(Kept::Code)
    }
}

/// What was found when the store was held against something kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// How many entries the kept checkpoint covers; none when the store has no such checkpoint.
    pub size: Option<u64>,
    /// How many entries there are today.
    pub entries: u64,
    /// What is wrong with the kept bundle by itself.
    pub unproven: Option<Unproven>,
    /// How the store contradicts what was kept.
    pub contradictions: Vec<Contradiction>,
}

impl Since {
    /// Whether the store continues the earlier one.
    pub fn holds(&self) -> bool {
        self.unproven.is_none() && self.contradictions.is_empty()
    }

    fn contradict(&mut self, by: Contradiction) {
        self.contradictions.push(by);
    }
}

/// How a store contradicts what somebody kept; each case has a [code](Contradiction::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Contradiction {
    /// The key of an entry of the chain cannot be read.
    KeyUnreadable {
        /// Number of the entry.
        entry: String,
    },
    /// The store does not name a key.
    KeysWereExchanged {
        /// The key, as it was given.
        key: VerifierKey,
    },
    /// The kept checkpoint is not signed by a key that can be trusted.
    CheckpointNotTrusted {
        /// How many entries it covers.
        size: u64,
    },
    /// The kept checkpoint is of another store, or the first entry of this one was changed.
    AnotherStore {
        /// The store that the checkpoint names.
        kept: String,
        /// This store.
        is: String,
    },
    /// What was recorded before the kept checkpoint was rewritten.
    EntriesRewritten {
        /// How many entries the checkpoint covers.
        size: u64,
    },
    /// The store holds fewer entries than the kept checkpoint covers.
    EntriesDropped {
        /// How many entries the checkpoint covers.
        size: u64,
        /// How many there are.
        entries: u64,
    },
    /// No state of this store has the code of a document.
    CodeUnknown {
        /// The code.
        code: String,
    },
}

impl Contradiction {
    /// The stable name of the case, such as `entries-dropped`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Holds the store against something kept: the tree is computed anew from the entries, and must have
/// the kept root at the kept size.
///
/// Entries are read as they stand; that they cover what the tables hold is for
/// [`billing::verify`](crate::billing::verify) to say. Without `key`, a signature is held against the
/// keys that the store itself names.
///
/// # Errors
///
/// [`WitnessError::Store`] when the store cannot be read.
pub async fn since(
    database: &Database,
    kept: &Kept,
    key: Option<&VerifierKey>,
) -> Result<Since, WitnessError> {
    let mut transaction = database.read().await?;
    let found = held(&mut transaction, kept, key).await?;
    transaction.rollback().await?;
    Ok(found)
}

async fn held(
    transaction: &mut Transaction,
    kept: &Kept,
    key: Option<&VerifierKey>,
) -> Result<Since, StoreError> {
    let mut found = Since::default();
    let origin = checkpoints::origin(transaction).await?.unwrap_or_default();
    let note = match kept {
        Kept::Code(code) => {
            search(transaction, code, &origin, &mut found).await?;
            return Ok(found);
        }
        Kept::Note(note) => Some(note.clone()),
        Kept::Bundle(bundle) => match bundle.note() {
            Ok(note) => Some(note),
            Err(problem) => {
                found.unproven = Some(problem);
                None
            }
        },
    };
    let Some(note) = note else { return Ok(found) };
    if let (Kept::Bundle(bundle), Some(key)) = (kept, key)
        && let Err(problem) = bundle.verify(key)
    {
        found.unproven = Some(problem);
    }
    let history: Vec<KeyRecord> = match checkpoints::keys(transaction).await {
        Ok(keys) => keys.into_iter().map(|it| it.record).collect(),
        Err(StoreError::Unreadable { id, .. }) => {
            found.contradict(Contradiction::KeyUnreadable { entry: id });
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    check_signature(&note, key, &history, &mut found);
    check_root(transaction, &note.checkpoint, &origin, &mut found).await?;
    Ok(found)
}

/// Whether the kept checkpoint is signed by whom one may trust, and the store still names that key.
fn check_signature(
    note: &SignedNote,
    key: Option<&VerifierKey>,
    history: &[KeyRecord],
    found: &mut Since,
) {
    let origin = &note.checkpoint.origin;
    let named: Vec<PublicKey> = history.iter().filter_map(KeyRecord::key).collect();
    let trusted = match key {
        Some(key) => {
            if !named.contains(&key.key) {
                found.contradict(Contradiction::KeysWereExchanged { key: key.clone() });
            }
            let mut trusted = successors(key.key, history, origin);
            trusted.push(key.key);
            trusted
        }
        None => named,
    };
    if key.is_some_and(|key| key.name != *origin) || !trusted.iter().any(|it| it.signed_note(note))
    {
        found.contradict(Contradiction::CheckpointNotTrusted { size: note.checkpoint.size });
    }
}

/// Whether the tree has the kept root at the kept size.
async fn check_root(
    transaction: &mut Transaction,
    kept: &Checkpoint,
    origin: &str,
    found: &mut Since,
) -> Result<(), StoreError> {
    if kept.origin != origin {
        let (kept, is) = (kept.origin.clone(), origin.to_owned());
        found.contradict(Contradiction::AnotherStore { kept, is });
    }
    let mut tree = Frontier::default();
    let mut root: Option<NodeHash> = (kept.size == 0).then(|| tree.root());
    chain::each(transaction, |entry| {
        tree.push(entry.leaf());
        if tree.size() == kept.size {
            root = Some(tree.root());
        }
    })
    .await?;
    found.entries = tree.size();
    let (size, entries) = (kept.size, tree.size());
    match root {
        Some(root) if root == kept.root => found.size = Some(size),
        Some(_) => found.contradict(Contradiction::EntriesRewritten { size }),
        None => found.contradict(Contradiction::EntriesDropped { size, entries }),
    }
    Ok(())
}

/// Looks for the size whose checkpoint has a code.
async fn search(
    transaction: &mut Transaction,
    code: &str,
    origin: &str,
    found: &mut Since,
) -> Result<(), StoreError> {
    let mut tree = Frontier::default();
    chain::each(transaction, |entry| {
        tree.push(entry.leaf());
        let (origin, size, root) = (origin.to_owned(), tree.size(), tree.root());
        if found.size.is_none() && (Checkpoint { origin, size, root }).code() == code {
            found.size = Some(size);
        }
    })
    .await?;
    found.entries = tree.size();
    if found.size.is_none() {
        found.contradict(Contradiction::CodeUnknown { code: code.to_owned() });
    }
    Ok(())
}

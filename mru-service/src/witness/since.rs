//! Proves that the store of today continues the one of an earlier day.

use mru_core::text::Text;

use super::{
    WitnessError,
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
    pub fn read(text: &str) -> Result<Kept, Text> {
        if text.trim_start().starts_with('{') {
            return Ok(Kept::Bundle(Box::new(Bundle::read(text)?)));
        }
        SignedNote::read(text).map(Kept::Note).ok_or_else(|| {
            Text::new(
                "this is neither a checkpoint nor a bundle, or it was changed; give a file that `mru checkpoint` or `mru proof` wrote",
                "no es un punto de control ni un paquete de prueba, o fue modificado; indique un archivo que haya escrito `mru checkpoint` o `mru proof`",
            )
        })
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
    /// What is wrong; empty when the store continues the earlier one.
    pub problems: Vec<Text>,
}

impl Since {
    fn problem(&mut self, en: String, es: String) {
        self.problems.push(Text::new(en, es));
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
                found.problems.push(problem);
                None
            }
        },
    };
    let Some(note) = note else { return Ok(found) };
    if let (Kept::Bundle(bundle), Some(key)) = (kept, key)
        && let Err(problem) = bundle.verify(key)
    {
        found.problems.push(problem);
    }
    let history: Vec<KeyRecord> = match checkpoints::keys(transaction).await {
        Ok(keys) => keys.into_iter().map(|it| it.record).collect(),
        Err(StoreError::Unreadable { id, .. }) => {
            found.problem(
                format!("the key of entry {id} of the chain cannot be read"),
                format!("no se puede leer la clave de la entrada {id} de la cadena"),
            );
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
                found.problem(
                    format!("the store does not name the key {key}: its keys were exchanged"),
                    format!("el almacén no nombra la clave {key}: sus claves fueron cambiadas"),
                );
            }
            let mut trusted = successors(key.key, history, origin);
            trusted.push(key.key);
            trusted
        }
        None => named,
    };
    if key.is_some_and(|key| key.name != *origin) || !trusted.iter().any(|it| it.signed_note(note))
    {
        let size = note.checkpoint.size;
        found.problem(
            format!("the kept checkpoint of {size} entries is not signed by a key that can be trusted: its own, the given one, or the store's was exchanged"),
            format!("el punto de control conservado de {size} entradas no está firmado por una clave confiable: se cambió la suya, la indicada o la del almacén"),
        );
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
        found.problem(
            format!("the kept checkpoint is of `{}`, and this store is `{origin}`: it is another one, or its first entry was changed", kept.origin),
            format!("el punto de control conservado es de `{}`, y este almacén es `{origin}`: es otro, o su primera entrada fue modificada", kept.origin),
        );
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
        Some(_) => found.problem(
            format!("the first {size} entries are not the ones that the kept checkpoint covers: what was recorded before it was rewritten"),
            format!("las primeras {size} entradas no son las que cubre el punto de control conservado: lo registrado antes de él fue reescrito"),
        ),
        None => found.problem(
            format!("the store holds {entries} entries, and the kept checkpoint covers {size}: entries were dropped"),
            format!("el almacén contiene {entries} entradas, y el punto de control conservado cubre {size}: se eliminaron entradas"),
        ),
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
        found.problem(
            format!("no state of this store has the code {code}: what was recorded before that document was rewritten, or the code is of another store"),
            format!("ningún estado de este almacén tiene el código {code}: lo registrado antes de ese documento fue reescrito, o el código es de otro almacén"),
        );
    }
    Ok(())
}

//! The tree over the chain, and the signed checkpoints of it.

use crate::{
    billing::BillingError,
    storage::{
        StoreError, Transaction, chain,
        checkpoints::{self, StoredCheckpoint, StoredKey},
    },
    witness::{checkpoint::SignedNote, keys::PublicKey, tree::Frontier},
};

use super::Verified;

/// Computes the tree anew and holds the head, every checkpoint and every key against it.
pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let origin = checkpoints::origin(transaction).await?.unwrap_or_default();
    let keys = match checkpoints::keys(transaction).await {
        Ok(keys) => keys,
        Err(error) => {
            verified.unreadable(error)?;
            return Ok(());
        }
    };
    let stored = all(transaction, verified).await?;
    let mut waiting = stored.iter().peekable();
    let mut tree = Frontier::default();
    let mut last_document = 0_i64;
    let mut current: Option<PublicKey> = None;
    let mut named = keys.iter().peekable();
    chain::each(transaction, |entry| {
        tree.push(entry.leaf());
        if entry.kind == "document" {
            last_document = entry.sequence;
        }
        if let Some(key) = named.next_if(|key| key.sequence == entry.sequence) {
            check_key(key, current, &origin, verified);
            current = key.record.key();
        }
        if let Some(checkpoint) = waiting.next_if(|it| it.size == entry.sequence) {
            check_checkpoint(checkpoint, &tree, current, &origin, verified);
        }
    })
    .await?;
    for checkpoint in waiting {
        let size = checkpoint.size;
        verified.problem(
            format!("the checkpoint of {size} entries covers more than the chain has"),
            format!("el punto de control de {size} entradas cubre más de lo que tiene la cadena"),
        );
    }
    if stored.last().is_some_and(|it| it.size < last_document) {
        verified.problem(
            format!("entry {last_document} is a document that no checkpoint covers"),
            format!("la entrada {last_document} es un documento que ningún punto de control cubre"),
        );
    }
    match chain::frontier(transaction).await {
        Ok(head) if head != tree => verified.problem(
            String::from("the tree of the head is not the one over the chain"),
            String::from("el árbol de la cabeza no es el que corresponde a la cadena"),
        ),
        Ok(_) => {}
        Err(error) => verified.unreadable(error)?,
    }
    Ok(())
}

/// All checkpoints by size; says when some are missing.
async fn all(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<Vec<StoredCheckpoint>, StoreError> {
    let mut stored: Vec<StoredCheckpoint> = Vec::new();
    loop {
        let after = stored.last().map_or(i64::MIN, |it| it.size);
        let page = checkpoints::above(transaction, after).await?;
        if page.is_empty() {
            break;
        }
        stored.extend(page);
    }
    let count = checkpoints::count(transaction).await?;
    let ordinals = (1..=count).eq(stored.iter().map(|it| it.ordinal));
    if !ordinals {
        let found = stored.len();
        verified.problem(
            format!("{count} checkpoints were made, and {found} are stored, or in another order"),
            format!(
                "se hicieron {count} puntos de control, y hay {found} guardados, o en otro orden"
            ),
        );
    }
    Ok(stored)
}

/// Whether a key of the log may follow the one before it.
fn check_key(key: &StoredKey, before: Option<PublicKey>, origin: &str, verified: &mut Verified) {
    let held = key.record.is_beginning()
        || before.is_some_and(|before| key.record.follows(before, origin));
    if !held {
        let sequence = key.sequence;
        verified.problem(
            format!("the key of entry {sequence} is not signed by the one before it"),
            format!("la clave de la entrada {sequence} no está firmada por la anterior"),
        );
    }
}

/// Whether a checkpoint is that of the tree, signed by the key of its time.
fn check_checkpoint(
    stored: &StoredCheckpoint,
    tree: &Frontier,
    key: Option<PublicKey>,
    origin: &str,
    verified: &mut Verified,
) {
    let size = stored.size;
    let holds = SignedNote::read(&stored.note).is_some_and(|note| {
        let checkpoint = &note.checkpoint;
        checkpoint.origin == origin
            && (checkpoint.size, checkpoint.root) == (tree.size(), tree.root())
            && note.signatures.len() == 1
            && key.is_some_and(|key| key.signed_note(&note))
    });
    if !holds {
        verified.problem(
            format!("the checkpoint of {size} entries is not the signed one of the chain"),
            format!("el punto de control de {size} entradas no es el firmado de la cadena"),
        );
    }
}

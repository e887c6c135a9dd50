//! One document with all that proves it: its entry, the way from there to the root, the signed
//! checkpoint, and the keys. Who has it and a verifier key needs no store.

use serde::{Deserialize, Serialize};

use super::{
    Unproven,
    checkpoint::SignedNote,
    keys::{KeyRecord, PublicKey, VerifierKey, successors},
    tree::{NodeHash, is_consistent, root_by_inclusion},
};
use crate::storage::{Request, chain::Entry, documents};

/// What a bundle calls its own form.
pub const FORMAT: &str = "mru-bundle-1";

/// One document with all that proves it, as it is written to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`FORMAT`].
    pub format: String,
    /// The document.
    pub document: BundledDocument,
    /// Its entry in the log.
    pub entry: BundledEntry,
    /// The roots beside the way from the entry to the root, from the bottom up.
    pub inclusion: Vec<String>,
    /// The signed checkpoint that covers the entry.
    pub checkpoint: String,
    /// The keys of the log up to the one that signed, oldest first.
    pub keys: Vec<KeyRecord>,
    /// Proof that the checkpoint continues an earlier one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub continues: Option<Continues>,
}

/// A document as its entry covers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledDocument {
    /// Its number.
    pub number: String,
    /// Day of issue.
    pub issued_on: String,
    /// Due day.
    pub due_on: String,
    /// The statement as recorded, to the byte.
    pub content: String,
    /// The key of the request behind it; often empty.
    pub request_key: String,
    /// The hash of that request.
    pub request_hash: String,
    /// Why it was issued before its month had ended; empty when it was not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub early_reason: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledEntry {
    /// Its number, from 1.
    pub sequence: i64,
    /// When, in UTC.
    pub recorded_at: String,
    /// What: `document`.
    pub kind: String,
    /// Which one: the number of the document.
    pub subject: String,
    /// Hash of what was recorded.
    pub content_hash: String,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// Hash of the entry: the leaf of the tree.
    pub hash: String,
}

/// Proof that a checkpoint continues an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continues {
    /// The earlier checkpoint.
    pub checkpoint: String,
    /// The roots that prove it.
    pub consistency: Vec<String>,
}

/// What a bundle proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The checkpoint, signed.
    pub note: SignedNote,
    /// The key that signed it.
    pub signed_by: PublicKey,
    /// The earlier checkpoint that it continues.
    pub continues: Option<SignedNote>,
}

impl From<Entry> for BundledEntry {
    fn from(entry: Entry) -> BundledEntry {
        let Entry { sequence, recorded_at, kind, subject, content_hash, previous_hash, hash } =
            entry;
        BundledEntry { sequence, recorded_at, kind, subject, content_hash, previous_hash, hash }
    }
}

impl BundledEntry {
    fn entry(&self) -> Entry {
        let BundledEntry { sequence, recorded_at, kind, subject, .. } = self.clone();
        let (content_hash, previous_hash) = (self.content_hash.clone(), self.previous_hash.clone());
        let hash = self.hash.clone();
        Entry { sequence, recorded_at, kind, subject, content_hash, previous_hash, hash }
    }
}

impl Bundle {
    /// The written form.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a bundle.
    ///
    /// # Errors
    ///
    /// When it is not written as [`Bundle::text`] writes it, to the byte.
    pub fn read(text: &str) -> Result<Bundle, Unproven> {
        let bundle = match serde_json::from_str::<Bundle>(text) {
            Ok(bundle) if bundle.format == FORMAT => bundle,
            Ok(other) => return Err(other_form(&other.format)),
            // A bundle of another form need not look like one of this form.
            Err(error) => {
                let stated = serde_json::from_str::<Stated>(text).ok().map(|it| it.format);
                let other = stated.filter(|format| format != FORMAT);
                return Err(other.map_or_else(|| no_bundle(&error), |it| other_form(&it)));
            }
        };
        if bundle.text() != text {
            return Err(Unproven::BundleWasChanged);
        }
        Ok(bundle)
    }

    /// The signed checkpoint.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn note(&self) -> Result<SignedNote, Unproven> {
        let note = SignedNote::read(&self.checkpoint).filter(|note| note.signatures.len() == 1);
        note.ok_or(Unproven::BundleWithoutCheckpoint)
    }

    /// Proves that the document is the one that was recorded, under a checkpoint that the holder of
    /// a key, or of one that it handed over to, signed.
    ///
    /// # Errors
    ///
    /// What does not hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<Proven, Unproven> {
        let entry = self.entry.entry();
        if self.document.hash() != entry.content_hash
            || entry.subject != self.document.number
            || entry.kind != "document"
        {
            let number = self.document.number.clone();
            return Err(Unproven::DocumentNotOfEntry { number, entry: entry.sequence });
        }
        if entry.computed_hash() != entry.hash {
            return Err(Unproven::EntryWasChanged { entry: entry.sequence });
        }
        let note = self.note()?;
        let checkpoint = &note.checkpoint;
        let index = entry.sequence.checked_sub(1).and_then(|index| u64::try_from(index).ok());
        let way = hashes(&self.inclusion);
        let root = index
            .zip(way)
            .and_then(|(index, way)| root_by_inclusion(entry.leaf(), index, checkpoint.size, &way));
        if root != Some(checkpoint.root) {
            let (entry, size) = (entry.sequence, checkpoint.size);
            return Err(Unproven::EntryNotInLog { entry, size });
        }
        let signed_by = self.signed_by(&note, key)?;
        let continues = self.continues.as_ref().map(|it| self.continued(it, &note)).transpose()?;
        Ok(Proven { note, signed_by, continues })
    }

    /// The key that signed the checkpoint, if it may be trusted.
    fn signed_by(&self, note: &SignedNote, key: &VerifierKey) -> Result<PublicKey, Unproven> {
        let origin = &note.checkpoint.origin;
        if *origin != key.name {
            let (origin, key) = (origin.clone(), key.name.clone());
            return Err(Unproven::KeyOfAnotherStore { origin, key });
        }
        // The list ends with the key that signed, and every handover in it holds or begins anew.
        let mut before: Option<PublicKey> = None;
        for record in &self.keys {
            let held = match before {
                Some(before) => record.follows(before, origin) || record.is_beginning(),
                None => record.is_beginning(),
            };
            before = record.key().filter(|_| held);
            if before.is_none() {
                return Err(Unproven::KeysWereChanged);
            }
        }
        let last = before.filter(|last| last.signed_note(note)).ok_or(Unproven::KeysWereChanged)?;
        if successors(key.key, &self.keys, origin).last() == Some(&last) {
            return Ok(last);
        }
        Err(Unproven::SignedByAnotherKey { key: last.to_base64() })
    }

    /// The earlier checkpoint, if this one continues it.
    fn continued(&self, continues: &Continues, note: &SignedNote) -> Result<SignedNote, Unproven> {
        let earlier = SignedNote::read(&continues.checkpoint).ok_or(Unproven::NotContinued)?;
        let (old, new) = (&earlier.checkpoint, &note.checkpoint);
        let proof = hashes(&continues.consistency).ok_or(Unproven::NotContinued)?;
        let keys = || self.keys.iter().filter_map(KeyRecord::key);
        let holds = old.origin == new.origin
            && earlier.signatures.len() == 1
            && keys().any(|key| key.signed_note(&earlier))
            && is_consistent((old.size, old.root), (new.size, new.root), &proof);
        if holds { Ok(earlier) } else { Err(Unproven::NotContinued) }
    }
}

impl BundledDocument {
    fn hash(&self) -> String {
        let request = Request { key: self.request_key.clone(), hash: self.request_hash.clone() };
        let said = [&*self.number, &self.issued_on, &self.due_on, &self.content];
        documents::hash(said, &request, &self.early_reason)
    }

    /// A field of the statement, for people: `/customer`, `/period`, `/totals/total_usd`.
    pub fn field(&self, pointer: &str) -> String {
        let statement: serde_json::Value = serde_json::from_str(&self.content).unwrap_or_default();
        statement.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or("?").to_owned()
    }
}

/// What a bundle calls its own form; the rest of it may be anything.
#[derive(Deserialize)]
struct Stated {
    format: String,
}

fn no_bundle(error: &serde_json::Error) -> Unproven {
    Unproven::BundleNotWhole { problem: error.to_string() }
}

fn other_form(format: &str) -> Unproven {
    Unproven::BundleOfAnotherForm { format: format.to_owned() }
}

fn hashes(written: &[String]) -> Option<Vec<NodeHash>> {
    written.iter().map(|it| NodeHash::from_hex(it)).collect()
}

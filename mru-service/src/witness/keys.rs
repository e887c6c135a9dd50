//! Keys: who signs checkpoints, who can check them, and how one key hands over to the next.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mru_core::stored::{self, StoredError};
use ring::{
    rand::{SecureRandom as _, SystemRandom},
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::checkpoint::{Checkpoint, Signature, SignedNote, is_name};

/// The number of Ed25519 in signed notes.
const ED25519_KIND: u8 = 1;

/// A public Ed25519 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// The key in base64.
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads [`PublicKey::to_base64`].
    pub fn from_base64(written: &str) -> Option<PublicKey> {
        Some(PublicKey(STANDARD.decode(written).ok()?.try_into().ok()?))
    }

    /// By this a signature line names its key: the first bytes of a hash of name and key.
    pub fn hash(self, name: &str) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(name.as_bytes());
        hasher.update([b'\n', ED25519_KIND]);
        hasher.update(self.0);
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        [a, b, c, d]
    }

    /// Whether a signature over a text is by this key.
    pub(crate) fn signed(self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(text.as_bytes(), signature).is_ok()
    }

    /// Whether a note bears a signature of this key.
    pub fn signed_note(self, note: &SignedNote) -> bool {
        let name = &note.checkpoint.origin;
        let hash = self.hash(name);
        let body = note.checkpoint.body();
        let mut ours = note.signatures.iter().filter(|it| it.name == *name && it.key_hash == hash);
        ours.any(|it| self.signed(&body, &it.bytes))
    }
}

/// What customers are given to check checkpoints with: `name+hash+key`, the form of C2SP signed notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    /// Whose checkpoints: the origin of a store.
    pub name: String,
    /// The key.
    pub key: PublicKey,
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d] = self.key.hash(&self.name);
        let key = STANDARD.encode([&[ED25519_KIND][..], &self.key.0].concat());
        write!(f, "{}+{a:02x}{b:02x}{c:02x}{d:02x}+{key}", self.name)
    }
}

impl VerifierKey {
    /// Reads the written form; none when it is not that, whole and unchanged.
    pub fn read(written: &str) -> Option<VerifierKey> {
        let mut parts = written.splitn(3, '+');
        let (name, _, key) = (parts.next()?, parts.next()?, parts.next()?);
        let key: [u8; 33] = STANDARD.decode(key).ok()?.try_into().ok()?;
        let (kind, key) = key.split_first()?;
        let read = VerifierKey { name: name.to_owned(), key: PublicKey(key.try_into().ok()?) };
        (*kind == ED25519_KIND && is_name(name) && read.to_string() == written).then_some(read)
    }
}

/// A secret key, which signs.
pub struct Signer {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.public().to_base64())
    }
}

/// Stands before a secret in a file or variable, so that it is known for what it is.
const SECRET: &str = "mru-signing-key-ed25519:";

impl Signer {
    /// Makes a new key; none when the system has no random numbers.
    pub fn generate() -> Option<Signer> {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).ok()?;
        Signer::of_seed(seed)
    }

    fn of_seed(seed: [u8; 32]) -> Option<Signer> {
        Some(Signer { seed, pair: Ed25519KeyPair::from_seed_unchecked(&seed).ok()? })
    }

    /// Reads what a key file holds; none when it is not that.
    pub fn read_secret(text: &str) -> Option<Signer> {
        let seed = STANDARD.decode(text.trim().strip_prefix(SECRET)?).ok()?;
        Signer::of_seed(seed.try_into().ok()?)
    }

    /// What a key file holds.
    pub(super) fn secret(&self) -> String {
        format!("{SECRET}{}\n", STANDARD.encode(self.seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        // INVARIANT (Ed25519): a public key has 32 bytes.
        PublicKey(self.pair.public_key().as_ref().try_into().unwrap_or_default())
    }

    /// Signs a text; the same text gets the same signature.
    pub(crate) fn sign_text(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }

    /// Signs a checkpoint in the name of its origin; the same checkpoint gives the same note.
    pub fn sign(&self, checkpoint: Checkpoint) -> SignedNote {
        let name = checkpoint.origin.clone();
        let bytes = self.pair.sign(checkpoint.body().as_bytes()).as_ref().to_vec();
        let signature = Signature { key_hash: self.public().hash(&name), name, bytes };
        SignedNote { checkpoint, signatures: vec![signature] }
    }
}

/// A key as the log records it: the first one, or one that the key before it hands over to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// The key in base64.
    pub public_key: String,
    /// The key before it; empty for the first one, and for one that follows a lost key.
    pub previous: String,
    /// Signature of the key before it over the handover, in base64; empty when there is none.
    pub signature: String,
}

/// The text by which a key hands over to another one.
fn handover(origin: &str, from: &str, to: &str) -> String {
    format!("mru key rotation\n{origin}\n{from}\n{to}\n")
}

impl KeyRecord {
    /// Records a key that nobody hands over to.
    pub fn first(key: PublicKey) -> KeyRecord {
        let (previous, signature) = (String::new(), String::new());
        KeyRecord { public_key: key.to_base64(), previous, signature }
    }

    /// Records that a key hands over to another.
    pub fn rotation(origin: &str, from: &Signer, to: PublicKey) -> KeyRecord {
        let (previous, public_key) = (from.public().to_base64(), to.to_base64());
        let text = handover(origin, &previous, &public_key);
        let signature = STANDARD.encode(from.pair.sign(text.as_bytes()).as_ref());
        KeyRecord { public_key, previous, signature }
    }

    /// The written form.
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the written form.
    ///
    /// # Errors
    ///
    /// [`StoredError`] when it is not that, to the byte.
    pub fn read(written: &str) -> Result<KeyRecord, StoredError> {
        let record: KeyRecord = stored::read(written)?;
        if record.written() == written && record.key().is_some() {
            return Ok(record);
        }
        Err(StoredError::Malformed(String::from("it is no record of a key")))
    }

    /// The key.
    pub fn key(&self) -> Option<PublicKey> {
        PublicKey::from_base64(&self.public_key)
    }

    /// Whether nobody handed over to it.
    pub fn is_beginning(&self) -> bool {
        self.previous.is_empty() && self.signature.is_empty()
    }

    /// Whether `before` handed over to it.
    pub fn follows(&self, before: PublicKey, origin: &str) -> bool {
        let signature = STANDARD.decode(&self.signature);
        let text = handover(origin, &self.previous, &self.public_key);
        PublicKey::from_base64(&self.previous) == Some(before)
            && signature.is_ok_and(|signature| before.signed(&text, &signature))
    }
}

/// The keys that one may trust who trusts `key`: that one and those that it handed over to, in order.
///
/// `history` is the keys of a log, oldest first. Empty when `key` is not among them.
pub fn successors(key: PublicKey, history: &[KeyRecord], origin: &str) -> Vec<PublicKey> {
    let mut trusted = Vec::new();
    for record in history {
        let Some(next) = record.key() else { break };
        match trusted.last() {
            None if next == key => trusted.push(next),
            None => {}
            Some(last) if record.follows(*last, origin) => trusted.push(next),
            Some(_) => break,
        }
    }
    trusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::tree::NodeHash;

    fn signer(seed: u8) -> Signer {
        Signer::of_seed([seed; 32]).unwrap()
    }

    /// RFC 8032, section 7.1, test 1.
    #[test]
    fn a_key_is_that_of_the_standard() {
        let seed =
            NodeHash::from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let public =
            NodeHash::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let signer = Signer::of_seed(seed.unwrap().0).unwrap();
        assert_eq!(signer.public().0, public.unwrap().0);
    }

    #[test]
    fn a_note_is_signed_by_its_key_alone() {
        let root = NodeHash::of_leaf(b"x");
        let checkpoint = Checkpoint { origin: String::from("mru/7"), size: 1, root };
        let note = signer(1).sign(checkpoint.clone());
        assert_eq!(note, signer(1).sign(checkpoint));
        assert!(signer(1).public().signed_note(&note));
        assert!(!signer(2).public().signed_note(&note));
        let mut other = note.clone();
        other.checkpoint.size = 2;
        assert!(!signer(1).public().signed_note(&other));
    }

    #[test]
    fn a_verifier_key_is_read_as_written() {
        let key = VerifierKey { name: String::from("mru/7"), key: signer(1).public() };
        assert_eq!(VerifierKey::read(&key.to_string()), Some(key.clone()));
        assert_eq!(VerifierKey::read(&key.to_string().replace("mru/7", "mru/8")), None);
        assert_eq!(VerifierKey::read("mru/7"), None);
    }

    #[test]
    fn trust_follows_the_handovers_and_stops_where_there_is_none() {
        let (one, two, three) = (signer(1), signer(2), signer(3));
        let history = [
            KeyRecord::first(one.public()),
            KeyRecord::rotation("mru/7", &one, two.public()),
            KeyRecord::first(three.public()),
        ];
        let keys = |keys: &[&Signer]| keys.iter().map(|it| it.public()).collect::<Vec<_>>();
        assert_eq!(successors(one.public(), &history, "mru/7"), keys(&[&one, &two]));
        assert_eq!(successors(two.public(), &history, "mru/7"), keys(&[&two]));
        assert_eq!(successors(three.public(), &history, "mru/7"), keys(&[&three]));
        assert_eq!(successors(one.public(), &history, "mru/8"), keys(&[&one]));
        assert_eq!(successors(signer(4).public(), &history, "mru/7"), keys(&[]));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let signer = signer(1);
        assert!(!format!("{signer:?}").contains(&STANDARD.encode(signer.seed)));
        assert_eq!(Signer::read_secret(&signer.secret()).unwrap().public(), signer.public());
        assert!(Signer::read_secret("mru-signing-key-ed25519:").is_none());
    }
}

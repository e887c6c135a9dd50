//! The text of an API key: what its holder sends, and what is kept of it.

use crate::{random, storage::chain};

/// Stands before every key, so that who finds one in a log or a repository knows what it is.
const PREFIX: &str = "mru_";

/// Letters of an id: no vowels, so that no words appear, and none that look alike.
const LETTERS: &[u8; 28] = b"bcdfghjkmnpqrstvwxyz23456789";

/// Letters of the id of a key.
const ID: usize = 10;

/// An API key in full. It is shown once, when it is made; the store keeps its hash.
pub struct Secret {
    text: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({})", self.id())
    }
}

impl Secret {
    /// Makes a key of 256 random bits; none when the system has no random numbers.
    pub(super) fn make() -> Option<Secret> {
        let id: [u8; ID] = random::bytes()?;
        // An id is no secret: that some letters are a little likelier than others does no harm.
        let letter = |byte: &u8| LETTERS.iter().cycle().nth(usize::from(*byte)).copied();
        let id: String = id.iter().filter_map(letter).map(char::from).collect();
        let text = format!("{PREFIX}{id}_{}", random::secret()?);
        Some(Secret { text })
    }

    /// Reads what somebody sent; none when no key looks like it.
    pub fn read(text: &str) -> Option<Secret> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let of_id = id.len() == ID && id.bytes().all(|it| LETTERS.contains(&it));
        (of_id && random::is_secret(secret)).then(|| Secret { text: text.to_owned() })
    }

    /// The id, by which it is known without being told: `mru_kq7…`, without the secret.
    pub fn id(&self) -> &str {
        self.text.get(..PREFIX.len() + ID).unwrap_or_default()
    }

    /// The hash that is kept and looked for.
    pub(super) fn hash(&self) -> String {
        chain::digest(&["api-key", &self.text])
    }

    /// The whole key, for its holder alone.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_is_not_shown() {
        let made = Secret::make().expect("random numbers");
        let read = Secret::read(made.reveal()).expect("a key");
        assert_eq!((read.id(), read.hash()), (made.id(), made.hash()));
        assert_eq!(made.id().len(), 14);
        let shown = format!("{made:?}");
        assert_eq!(shown, format!("Secret({})", made.id()));
        assert_ne!(made.hash(), Secret::make().expect("random numbers").hash());
    }

    #[test]
    fn nothing_else_reads_as_a_key() {
        let made = Secret::make().expect("random numbers");
        let whole = made.reveal();
        let shorter = &whole[..whole.len() - 1];
        for other in ["", "mru_", "Bearer", made.id(), shorter, &format!("{whole}A"), &whole[1..]] {
            assert!(Secret::read(other).is_none(), "{other}");
        }
        assert!(Secret::read(&whole.replace("mru_", "mrü_")).is_none());
    }
}

//! Random bits, for what nobody may guess and for names that no two things share.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::storage::chain;

/// Letters of a secret: 256 bits in base64.
const SECRET: usize = 43;

/// So many random bytes; none when the system has no random numbers.
pub(crate) fn bytes<const COUNT: usize>() -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes)
}

/// 256 random bits as text.
///
/// They cannot be guessed, so that a plain SHA-256 of them is enough to keep: nothing has to be slow.
pub(crate) fn secret() -> Option<String> {
    Some(BASE64_URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Whether a text looks like a secret.
pub(crate) fn is_secret(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    text.len() == SECRET && text.bytes().all(is_letter)
}

/// The secret of a link, which is nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret(String);

impl std::fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSecret")
    }
}

impl LinkSecret {
    /// Makes one; none when the system has no random numbers.
    pub(crate) fn make() -> Option<LinkSecret> {
        secret().map(LinkSecret)
    }

    /// Reads what somebody sent; none when no secret looks like it.
    pub(crate) fn read(text: &str) -> Option<LinkSecret> {
        is_secret(text).then(|| LinkSecret(text.to_owned()))
    }

    /// The hash that is kept of a link of a kind.
    pub(crate) fn hash(&self, kind: &str) -> String {
        chain::digest(&[kind, &self.0])
    }

    /// The whole secret, for who sends the link alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_other_texts() {
        let (one, other) = (secret().expect("random"), secret().expect("random"));
        assert!(is_secret(&one) && is_secret(&other));
        assert_ne!(one, other);
        for text in ["", "a", &one[1..], &format!("{one}A"), &one.replace(&one[..1], "é")] {
            assert!(!is_secret(text), "{text}");
        }
    }

    #[test]
    fn a_secret_of_a_link_reads_back_and_is_not_shown() {
        let made = LinkSecret::make().expect("random numbers");
        let read = LinkSecret::read(made.reveal()).expect("a secret");
        assert_eq!(read.hash("a"), made.hash("a"));
        assert_ne!(read.hash("a"), made.hash("b"));
        assert_eq!(format!("{made:?}"), "LinkSecret");
        assert_ne!(made.hash("a"), LinkSecret::make().expect("random numbers").hash("a"));
        for other in ["", "a", &made.reveal()[1..], &format!("{}A", made.reveal())] {
            assert!(LinkSecret::read(other).is_none(), "{other}");
        }
    }
}

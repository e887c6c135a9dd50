//! Random bits, for what nobody may guess and for names that no two things share.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom as _, SystemRandom};

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
}

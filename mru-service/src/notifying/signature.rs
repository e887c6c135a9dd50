//! Signatures of Standard Webhooks, HMAC-SHA256 over id, timestamp and body, and of Zendesk.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::hmac;

use crate::random;

/// Stands before every secret.
const PREFIX: &str = "whsec_";

/// The fewest and most bytes of a secret, as the specification has them.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// How far the clock of a sender may be off, in seconds: five minutes, as the specification proposes.
pub const TOLERANCE_SECONDS: i64 = 300;

/// A secret that signs requests: `whsec_…`.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret {
    text: String,
    bytes: Vec<u8>,
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret")
    }
}

impl SigningSecret {
    /// Makes a secret of 256 random bits; none when the system has no random numbers.
    pub(super) fn make() -> Option<SigningSecret> {
        let bytes: [u8; 32] = random::bytes()?;
        SigningSecret::read(&format!("{PREFIX}{}", STANDARD.encode(bytes)))
    }

    /// Reads a secret; none when it is no such one.
    pub fn read(text: &str) -> Option<SigningSecret> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        BYTES.contains(&bytes.len()).then(|| SigningSecret { text: text.to_owned(), bytes })
    }

    /// The whole secret, for who verifies alone.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Signs what is sent, as the header has it: `v1,…`.
    pub fn sign(&self, (id, timestamp): (&str, &str), body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
        let signature = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(signature))
    }

    /// Whether one of the signatures of a header is by this secret; how long it takes says nothing.
    pub fn signed(&self, (id, timestamp): (&str, &str), body: &str, header: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
        let text = format!("{id}.{timestamp}.{body}");
        let signatures = header.split(' ').filter_map(|it| it.strip_prefix("v1,"));
        let mut decoded = signatures.filter_map(|it| STANDARD.decode(it).ok());
        decoded.any(|it| hmac::verify(&key, text.as_bytes(), &it).is_ok())
    }
}

/// Whether a webhook of Zendesk was signed by a secret: HMAC-SHA256 over timestamp and body.
pub fn is_signed_by_zendesk(secret: &str, timestamp: &str, body: &str, header: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let Ok(signature) = STANDARD.decode(header) else { return false };
    hmac::verify(&key, format!("{timestamp}{body}").as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn the_example_of_the_specification_comes_out() {
        let secret =
            SigningSecret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let (of, body) = (("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"), "{\"test\": 2432232314}");
        let signature = secret.sign(of, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(secret.signed(of, body, &format!("v1,AAAA {signature} v1a,x")));
        for (of, body, header) in [
            (("msg_x", of.1), body, signature.as_str()),
            ((of.0, "1614265331"), body, &signature),
            (of, "{}", &signature),
            (of, body, &signature.replace("v1,", "v2,")),
            (of, body, ""),
        ] {
            assert!(!secret.signed(of, body, header), "{of:?} {body} {header}");
        }
    }

    #[test]
    fn secrets_are_told_from_other_texts_and_not_shown() {
        let made = SigningSecret::make().expect("random numbers");
        assert_eq!(SigningSecret::read(made.reveal()).as_ref(), Some(&made));
        assert_eq!(format!("{made:?}"), "SigningSecret");
        for text in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_?"] {
            assert!(SigningSecret::read(text).is_none(), "{text}");
        }
    }
}

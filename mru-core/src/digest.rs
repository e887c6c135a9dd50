//! Hashes as documents, cards and records write them.

use sha2::{Digest, Sha256};

/// Returns `sha256:` and the digest in 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

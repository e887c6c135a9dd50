//! The hash of a deployment: of its meaning, not of its text.

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::Deployment;

/// Hashes the deployment as canonical JSON: keys and list items sorted.
pub(super) fn of(deployment: &Deployment) -> String {
    let canonical = serde_json::to_value(deployment).map(canonical).unwrap_or(Json::Null);
    digest(canonical.to_string().as_bytes())
}

/// Returns `sha256:` and the digest in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Sorts every list by the text of its items; the keys of a table are sorted already.
fn canonical(value: Json) -> Json {
    match value {
        Json::Array(items) => {
            let mut items: Vec<(String, Json)> =
                items.into_iter().map(canonical).map(|item| (item.to_string(), item)).collect();
            items.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Array(items.into_iter().map(|(_, item)| item).collect())
        }
        Json::Object(fields) => {
            Json::Object(fields.into_iter().map(|(key, value)| (key, canonical(value))).collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value,
    }
}

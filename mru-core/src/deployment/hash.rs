//! The hash of a deployment: of its meaning, not of its text.

use serde_json::Value as Json;

use super::Deployment;
use crate::digest;

impl Deployment {
    /// Returns the SHA-256 of the deployment as `sha256:` and 64 hexadecimal digits.
    ///
    /// The hash is of the value, not of the text: notation, comments and the order of keys and
    /// lists do not change it. Quotes and approvals are bound to it (R70, R78).
    pub fn hash(&self) -> String {
        // Canonical JSON: keys and list items sorted.
        let canonical = serde_json::to_value(self).map(canonical).unwrap_or(Json::Null);
        digest::sha256(canonical.to_string().as_bytes())
    }
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

#[cfg(test)]
mod tests {
    use crate::{Deployment, Format};

    #[track_caller]
    fn hash(text: &str, format: Format) -> String {
        Deployment::parse(text, format).deployment.unwrap().hash()
    }

    #[test]
    fn the_hash_is_of_the_meaning() {
        let yaml = "id: a\nenvironments:\n  - {name: p, kind: production, redundancy: 2}\n  - {name: q, kind: pre-production}\n";
        let turned = "# a comment\nenvironments:\n  - {kind: pre-production, name: q}\n  - {kind: production, name: p, redundancy: 2}\nid: a\n";
        let toml = "id = \"a\"\n[[environments]]\nname = \"p\"\nkind = \"production\"\nredundancy = 2\n[[environments]]\nname = \"q\"\nkind = \"pre-production\"\n";
        assert_eq!(hash(yaml, Format::Yaml), hash(turned, Format::Yaml));
        assert_eq!(hash(yaml, Format::Yaml), hash(toml, Format::Toml));
        assert_ne!(
            hash(yaml, Format::Yaml),
            hash(&yaml.replace("redundancy: 2", "redundancy: 3"), Format::Yaml)
        );
    }

    #[test]
    fn the_same_number_written_otherwise_has_the_same_hash() {
        let one = "environments: [{name: p, kind: production, redundancy: 2, containers: [{name: a, vcpu: 1, memory_gb: 2}]}]";
        assert_eq!(
            hash(one, Format::Yaml),
            hash(&one.replace("vcpu: 1", "vcpu: 1.0"), Format::Yaml)
        );
        assert_eq!(
            hash(one, Format::Yaml),
            hash(&one.replace("memory_gb: 2", "memory_gb: 2048 MB"), Format::Yaml)
        );
    }
}

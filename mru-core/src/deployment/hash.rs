//! The hash of a deployment: of its meaning, not of its text.

use serde::Serialize;
use serde_json::Value as Json;

use super::Deployment;
use crate::digest;

impl Deployment {
    /// Returns the SHA-256 of the deployment as `sha256:` and 64 hexadecimal digits.
    ///
    /// The hash is of the value, not of the text: notation, comments and the order of keys and
    /// lists do not change it. Quotes and approvals are bound to it (R70, R78).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let hash = |text, format| Deployment::parse(text, format).deployment.unwrap().hash();
    /// let yaml = "# two names for one thing\nid: bank\nenvironments: [{kind: production, name: p}]";
    /// let json = r#"{"environments": [{"name": "p", "kind": "production"}], "id": "bank"}"#;
    /// assert_eq!(hash(yaml, Format::Yaml), hash(json, Format::Json));
    /// ```
    pub fn hash(&self) -> String {
        digest::sha256(&canonical(&serde_json::to_value(self).unwrap_or_default()))
    }
}

/// Writes a value as JSON with the items of every list ordered by their text; the keys of a table
/// are ordered already.
fn canonical(value: &Json) -> Vec<u8> {
    let mut text = Vec::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Json, text: &mut Vec<u8>) {
    match value {
        Json::Array(items) => {
            let mut written: Vec<Vec<u8>> = items.iter().map(canonical).collect();
            written.sort_unstable();
            text.push(b'[');
            text.extend(written.join(&b','));
            text.push(b']');
        }
        Json::Object(fields) => {
            text.push(b'{');
            for (at, (key, value)) in fields.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                write_plain(key, text);
                text.push(b':');
                write_canonical(value, text);
            }
            text.push(b'}');
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => write_plain(value, text),
    }
}

/// Writes what has no order of its own.
fn write_plain(value: &(impl Serialize + ?Sized), text: &mut Vec<u8>) {
    // Writing a text or number into memory cannot fail.
    let _ = serde_json::to_writer(text, value);
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

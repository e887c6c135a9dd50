//! The names of entries of rate cards, which materials, cards and prices share.

use std::fmt;

use serde::{Serialize, Serializer};

/// Names an entry of a rate card: a component, and its size when it has sizes.
///
/// # Example
///
/// ```
/// use mru_core::rate_card::EntryId;
///
/// assert_eq!(EntryId::new("container", "1x2").to_string(), "container/1x2");
/// assert_eq!(EntryId::new("vpn", "").to_string(), "vpn");
/// let id = EntryId::new("database", "db.r6g.large");
/// assert_eq!((id.component(), id.size()), ("database", "db.r6g.large"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryId {
    // First, so that pricing compares numbers before texts.
    digest: u64,
    written: String,
}

impl EntryId {
    /// Makes the id of a component's entry; `size` is empty when it has none.
    pub fn new(component: &str, size: &str) -> EntryId {
        let written =
            if size.is_empty() { component.to_owned() } else { [component, "/", size].concat() };
        EntryId { digest: digest(&written), written }
    }

    /// Makes an id from its written form.
    pub(crate) fn written(id: &str) -> EntryId {
        EntryId { written: id.to_owned(), digest: digest(id) }
    }

    /// Returns the written form: `component/size` or `component`.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Returns the component's id.
    pub fn component(&self) -> &str {
        self.written.split_once('/').map_or(self.as_str(), |(component, _)| component)
    }

    /// Returns the size; empty when it has none.
    pub fn size(&self) -> &str {
        self.written.split_once('/').map_or("", |(_, size)| size)
    }
}

/// Digests an id (FNV-1a).
fn digest(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl EntryId {
    /// A number that is equal for equal ids.
    #[inline]
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }
}

impl PartialOrd for EntryId {
    fn partial_cmp(&self, other: &EntryId) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EntryId {
    /// By the written form, so that lists of entries read well.
    fn cmp(&self, other: &EntryId) -> std::cmp::Ordering {
        self.written.cmp(&other.written)
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

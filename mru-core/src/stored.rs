//! Stored forms: what is kept for good as JSON, and how it is read back.
//!
//! A form is a contract with every store that was ever written, so it is not the form of the files
//! that people write, though both may look alike. Files are judged by the rules of today; what a
//! store holds was judged when it was recorded, and is read back as it was written: the fields with
//! their types, and no range, letter, length or relation of values.
//!
//! - Each form has a version, written in its [`Form::field`]. Where that is absent, it is 1.
//! - A field that is absent means what it meant when the form had no such field.
//! - A field that the version does not have is refused, for it may change an amount.
//! - Whoever adds, removes or reinterprets a field raises the version and keeps reading the earlier
//!   ones. The written bytes of a version never change, because hashes cover them.
//! - A text is written in the first version that has all of its fields, so that what could be written
//!   before is written to the same bytes.
//! - A newer version than [`Form::version`] is refused by [`StoredError::Newer`].
//!
//! The forms of this crate stand with their values: [`Event`](crate::metering::Event),
//! [`Account`](crate::account::Account), [`Supplier`](crate::account::Supplier) and
//! [`Statement`](crate::invoice::Statement). A published rate card is kept as the text of its files,
//! which [`RateCard::recorded`](crate::rate_card::RateCard::recorded) reads.

use serde::de::DeserializeOwned;

/// A stored form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is.
    pub name: &'static str,
    /// The version that is written, and the highest one that is read.
    pub version: u32,
    /// The field of the version; absent in version 1 of most forms.
    pub field: &'static str,
}

/// A value that is kept for good as JSON.
///
/// Its `Deserialize` reads every version up to the present one and judges nothing.
pub trait Stored: DeserializeOwned {
    /// Its form.
    const FORM: Form;

    /// The version in which it was written.
    fn version(&self) -> u32 {
        1
    }
}

/// Why a stored text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// A newer program wrote it.
    #[error(
        "a newer version of mru wrote it, in version {version} of its form; this one reads up to version {known}"
    )]
    Newer {
        /// The version in which it was written.
        version: u64,
        /// The highest version that this program reads.
        known: u32,
    },
    /// It is not of its form.
    #[error("{0}")]
    Malformed(String),
}

/// Reads a stored text back, whatever today's rules say of it.
///
/// # Errors
///
/// [`StoredError`].
///
/// # Example
///
/// ```
/// use mru_core::{account::Account, stored::{self, StoredError}};
///
/// let old = r#"{"id":"Insurer No. 1","effective_from":"2026-01-15"}"#;
/// let account: Account = stored::read(old).unwrap();
/// assert_eq!(account.id, "Insurer No. 1");
/// let newer = stored::read::<Account>(r#"{"format":7,"id":"insurer","name":"Insurer"}"#);
/// assert_eq!(newer, Err(StoredError::Newer { version: 7, known: 3 }));
/// ```
pub fn read<T: Stored>(text: &str) -> Result<T, StoredError> {
    let known = T::FORM.version;
    match serde_json::from_str::<T>(text) {
        Ok(value) if value.version() == 0 => {
            Err(StoredError::Malformed(String::from("its form has no version 0")))
        }
        Ok(value) if value.version() > known => {
            Err(StoredError::Newer { version: value.version().into(), known })
        }
        Ok(value) => Ok(value),
        // What a newer program wrote need not look like anything that this one knows.
        Err(error) => Err(match stated_version(text, T::FORM.field) {
            Some(version) if version > known.into() => StoredError::Newer { version, known },
            _ => StoredError::Malformed(error.to_string()),
        }),
    }
}

/// The version that a text states.
fn stated_version(text: &str, field: &str) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get(field)?.as_u64()
}

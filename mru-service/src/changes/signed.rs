//! Statements that the service signs with its key, and who has the key alone can check.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mru_core::stored::{Form, Stored};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::record::{Approval, Envelope, Receipt};
use crate::witness::keys::{KeyRecord, PublicKey, Signer, VerifierKey, successors};

/// Something that is signed.
pub trait Statement: Serialize + DeserializeOwned {
    /// What it is, so that a signature of one thing is none of another.
    const WHAT: &'static str;
}

impl Statement for Approval {
    const WHAT: &'static str = "approval";
}

impl Statement for Envelope {
    const WHAT: &'static str = "envelope";
}

impl Statement for Receipt {
    const WHAT: &'static str = "receipt";
}

/// A signed statement, as it is kept and given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "T: Statement")]
pub struct Signed<T> {
    /// Version of the form.
    pub format: u32,
    /// What it is: `approval`, `envelope` or `receipt`.
    pub document: String,
    /// The store that signed it.
    pub origin: String,
    /// What is signed.
    pub statement: T,
    /// The key that signed it, in base64.
    pub public_key: String,
    /// The signature, in base64.
    pub signature: String,
}

impl<T: Statement> Stored for Signed<T> {
    const FORM: Form = Form { name: T::WHAT, version: 1, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

/// Why a signed statement proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Unsigned {
    /// It is no statement of this kind, or not written as the service writes it.
    NotAStatement,
    /// It is of another store than the key.
    StatementOfAnotherStore,
    /// It is signed by a key that the given one does not hand over to.
    StatementOfAnotherKey,
    /// The signature is not of what it says.
    StatementWasAltered,
}

impl Unsigned {
    /// The stable name of the case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl<T: Statement> Signed<T> {
    /// Signs a statement.
    pub(crate) fn by(signer: &Signer, origin: &str, statement: T) -> Signed<T> {
        let mut signed = Signed {
            format: 1,
            document: T::WHAT.to_owned(),
            origin: origin.to_owned(),
            statement,
            public_key: signer.public().to_base64(),
            signature: String::new(),
        };
        signed.signature = STANDARD.encode(signer.sign_text(&signed.body()));
        signed
    }

    /// The text that is signed.
    fn body(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        let statement = serde_json::to_string(&self.statement).unwrap_or_default();
        format!("mru-{}-1\n{}\n{statement}\n", T::WHAT, self.origin)
    }

    /// The one written form.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether a key signed it.
    pub fn is_by(&self, key: PublicKey) -> bool {
        let signature = STANDARD.decode(&self.signature).unwrap_or_default();
        self.document == T::WHAT
            && self.public_key == key.to_base64()
            && key.signed(&self.body(), &signature)
    }
}

/// A signed statement with the keys that lead to the one that signed it, as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "T: Statement")]
pub struct Exported<T> {
    /// The statement.
    pub signed: Signed<T>,
    /// The keys of the store, oldest first.
    pub keys: Vec<KeyRecord>,
}

impl<T: Statement> Exported<T> {
    /// The file.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a file and proves that who holds the key, or one that it handed over to, signed it.
    ///
    /// # Errors
    ///
    /// [`Unsigned`].
    pub fn proven(text: &str, key: &VerifierKey) -> Result<Signed<T>, Unsigned> {
        let read: Exported<T> = serde_json::from_str(text).map_err(|_| Unsigned::NotAStatement)?;
        if read.signed.document != T::WHAT || read.signed.format != 1 {
            return Err(Unsigned::NotAStatement);
        }
        if read.signed.origin != key.name {
            return Err(Unsigned::StatementOfAnotherStore);
        }
        let mut trusted = successors(key.key, &read.keys, &key.name);
        trusted.push(key.key);
        let by = trusted.into_iter().find(|it| it.to_base64() == read.signed.public_key);
        let by = by.ok_or(Unsigned::StatementOfAnotherKey)?;
        if !read.signed.is_by(by) {
            return Err(Unsigned::StatementWasAltered);
        }
        Ok(read.signed)
    }
}

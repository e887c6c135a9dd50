//! Drafts of quotes: what was asked for. Rows never change; a changed draft is another one.

use mru_core::{
    account::Language,
    offer::{Assumption, Excluded},
    stored::Stored as _,
};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};

/// A quote before it is issued: what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteDraft {
    /// Version of this form.
    pub(crate) format: u32,
    /// The deployment file, as it was given.
    pub deployment: String,
    /// Its notation: `toml`, `yaml` or `json`.
    pub notation: String,
    /// Id of the stored customer; empty for a prospect.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// The rate card of a prospect.
    pub rate_card: String,
    /// The language of the document.
    pub language: Language,
    /// Whom to ask; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What else is said; often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The number of the quote that it is a new version of; empty for a first one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revises: String,
    /// What was assumed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    /// What was left out by intent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
}

impl QuoteDraft {
    /// A draft of a deployment file, for nobody yet.
    pub fn new(deployment: String, notation: &str, language: Language) -> QuoteDraft {
        QuoteDraft {
            format: QuoteDraft::FORM.version,
            deployment,
            notation: notation.to_owned(),
            customer: String::new(),
            rate_card: String::from("reference"),
            language,
            contact: String::new(),
            notes: String::new(),
            revises: String::new(),
            assumptions: Vec::new(),
            excluded: Vec::new(),
        }
    }
}

/// A draft as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDraft {
    /// By what it is known: `draft-12`.
    pub id: String,
    /// What was asked for.
    pub draft: QuoteDraft,
}

/// Records a draft; returns by what it is known.
pub(crate) async fn put(
    transaction: &mut Transaction,
    draft: &QuoteDraft,
) -> Result<String, StoreError> {
    let content = serde_json::to_string(draft).map_err(|error| StoreError::Unreadable {
        what: "draft of a quote",
        id: String::new(),
        problem: error.to_string(),
    })?;
    // Named by its entry, so that no two are alike.
    let id = format!("draft-{}", chain::head(transaction).await?.0.saturating_add(1));
    let texts = [id.as_str(), &draft.customer, &draft.revises, &content];
    let insert = "INSERT INTO quote_draft (sequence, id, customer, revises, content) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::Quote, &id, insert, &texts).await?;
    crate::crash::point("quote.draft");
    Ok(id)
}

/// The draft of an id.
pub(crate) async fn find(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<StoredDraft>, StoreError> {
    let row = sqlx::query("SELECT id, content FROM quote_draft WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(stored_draft).transpose()
}

/// Drafts that were not issued after a place, in their order, each with its place.
pub(crate) async fn after(
    transaction: &mut Transaction,
    customer: &str,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, StoredDraft)>, StoreError> {
    let rows = sqlx::query("SELECT id, content, sequence FROM quote_draft WHERE sequence > $1 AND ($2 = '' OR customer = $3) AND NOT EXISTS (SELECT 1 FROM quote WHERE quote.draft = quote_draft.id) ORDER BY sequence LIMIT $4")
        .bind(after)
        .bind(customer.to_owned())
        .bind(customer.to_owned())
        .bind(most)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(2)?, stored_draft(row)?))).collect()
}

fn stored_draft(row: &AnyRow) -> Result<StoredDraft, StoreError> {
    let (id, content): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(StoredDraft { draft: stored::read("draft of a quote", &id, &content)?, id })
}

/// The number that a draft was issued under.
pub(crate) async fn number_of_draft(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT number FROM quote WHERE draft = $1")
        .bind(id.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

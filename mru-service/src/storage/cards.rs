//! Published rate cards: kept whole, by content hash, and never changed.

use std::collections::BTreeMap;

use mru_core::{rate_card::RateCard, stored::Stored as _};
use sqlx::Row as _;

use super::{
    Database, StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};

/// Everything that is published with a rate card, so that nothing of it is needed from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Version of this form.
    pub(super) version: u32,
    /// The files of the card: names and texts.
    pub files: BTreeMap<String, String>,
    /// The price list that its weights were derived from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<String>,
    /// The model that derived them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Days between publication and first day, when they were fewer than R76 asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_notice_days: Option<i64>,
}

impl Publication {
    /// Puts the files of a card together.
    pub fn new(files: BTreeMap<String, String>) -> Publication {
        let version = Publication::FORM.version;
        Publication { version, files, prices: None, model: None, short_notice_days: None }
    }

    /// Reads the card that is about to be published, and judges it.
    ///
    /// # Errors
    ///
    /// The findings of [`RateCard::read`].
    pub fn card(&self) -> Result<RateCard, Vec<mru_core::Finding>> {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        RateCard::read(&files)
    }

    fn canonical(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|error| unreadable("", error.to_string()))
    }
}

/// A published card as stored, unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCard {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Name and first day, `reference@2026-10-01`.
    pub id: String,
    /// SHA-256 of the files of the card.
    pub hash: String,
    /// The publication as written.
    pub content: String,
}

impl StoredCard {
    /// Reads the publication and its card.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when it is not what its columns say, [`StoreError::NewerForm`]
    /// when a newer program wrote it.
    pub fn read(&self) -> Result<(Publication, RateCard), StoreError> {
        let publication: Publication = stored::read("rate card", &self.id, &self.content)?;
        let card = stored::card(&self.id, &publication)?;
        if card.id() != self.id || card.hash != self.hash {
            return Err(unreadable(&self.id, String::from("its columns are not what it says")));
        }
        Ok((publication, card))
    }
}

/// Records a publication of a card.
pub(crate) async fn put(
    transaction: &mut Transaction,
    publication: &Publication,
    card: &RateCard,
) -> Result<(), StoreError> {
    let content = publication.canonical()?;
    let hash = chain::digest(&[&content]);
    let sequence = chain::append(transaction, Recorded::RateCard, &card.id(), &hash).await?;
    sqlx::query("INSERT INTO rate_card (sequence, id, hash, content) VALUES ($1, $2, $3, $4)")
        .bind(sequence)
        .bind(card.id())
        .bind(card.hash.clone())
        .bind(content)
        .execute(transaction.connection())
        .await?;
    crate::crash::point("card.stored");
    Ok(())
}

/// All published cards, in the order in which they were recorded.
pub(crate) async fn all(transaction: &mut Transaction) -> Result<Vec<StoredCard>, StoreError> {
    let rows = sqlx::query("SELECT sequence, id, hash, content FROM rate_card ORDER BY sequence")
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(StoredCard {
                sequence: row.try_get(0)?,
                id: row.try_get(1)?,
                hash: row.try_get(2)?,
                content: row.try_get(3)?,
            })
        })
        .collect()
}

/// The number of the last entry of a card, 0 when there is none, by a statement of its own.
pub(crate) async fn last(database: &Database) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT COALESCE(MAX(sequence), 0) FROM rate_card")
        .fetch_one(database.readers())
        .await?;
    Ok(row.try_get(0)?)
}

/// Whether any card was recorded.
pub(crate) async fn any(transaction: &mut Transaction) -> Result<bool, StoreError> {
    let row =
        sqlx::query("SELECT COUNT(*) FROM rate_card").fetch_one(transaction.connection()).await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

fn unreadable(id: &str, problem: String) -> StoreError {
    StoreError::Unreadable { what: "rate card", id: id.to_owned(), problem }
}

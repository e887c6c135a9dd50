//! By which rate cards the issued documents were priced.

use mru_core::calendar::Period;
use sqlx::{AssertSqlSafe, Row as _};

use super::{
    StoreError, Transaction,
    documents::month,
    stored::{self, PricedBy},
};

/// The rate card that a document names.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct NamedCard {
    /// Name and first day, `reference@2026-10-01`.
    #[serde(rename = "rate_card")]
    pub(crate) id: String,
    /// SHA-256 of its files.
    #[serde(rename = "rate_card_hash")]
    pub(crate) hash: String,
}

impl NamedCard {
    /// Reads it from a document; everything else of that is passed over.
    fn read(number: &str, content: &str) -> Result<NamedCard, StoreError> {
        let PricedBy { pricing, .. } = stored::read("document", number, content)?;
        Ok(pricing)
    }

    fn name(&self) -> &str {
        self.id.split_once('@').map_or(self.id.as_str(), |(name, _)| name)
    }
}

/// The last month from a first one on that was billed by a card of a name, with its document.
pub(crate) async fn last_month_by(
    transaction: &mut Transaction,
    card: &str,
    first: Period,
) -> Result<Option<(String, Period)>, StoreError> {
    /// Documents at hand at once: they are long.
    const PAGE: i64 = 100;
    let mut passed = 0_i64;
    loop {
        let rows = sqlx::query("SELECT number, period, content FROM document WHERE period >= $1 AND credits = '' ORDER BY period DESC, sequence LIMIT $2 OFFSET $3")
            .bind(first.to_string())
            .bind(PAGE)
            .bind(passed)
            .fetch_all(&mut **transaction)
            .await?;
        for row in &rows {
            let (number, written): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if NamedCard::read(&number, &row.try_get::<String, _>(2)?)?.name() == card {
                let period = month(&written, &number)?;
                return Ok(Some((number, period)));
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        passed = passed.saturating_add(PAGE);
    }
}

/// Whether an issued document names a card by its hash.
pub(crate) async fn names(transaction: &mut Transaction, hash: &str) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM document WHERE content LIKE $1")
        .bind(naming(hash))
        .fetch_one(&mut **transaction)
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// A document that names none of some cards, by its number, with the card that it names.
pub(crate) async fn naming_another(
    transaction: &mut Transaction,
    hashes: &[&str],
) -> Result<Option<(String, NamedCard)>, StoreError> {
    let places = (1..=hashes.len()).map(|place| format!(" AND content NOT LIKE ${place}"));
    let places: String = places.collect();
    // Nothing but numbers of places is added to the text; values are bound.
    let text = format!(
        "SELECT number, content FROM document WHERE 1 = 1{places} ORDER BY sequence LIMIT 1"
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for hash in hashes {
        query = query.bind(naming(hash));
    }
    let Some(row) = query.fetch_optional(&mut **transaction).await? else { return Ok(None) };
    let number: String = row.try_get(0)?;
    let card = NamedCard::read(&number, &row.try_get::<String, _>(1)?)?;
    Ok(Some((number, card)))
}

/// What a document holds that names a card, as a pattern.
fn naming(hash: &str) -> String {
    format!("%\"rate_card_hash\":\"{hash}\"%")
}

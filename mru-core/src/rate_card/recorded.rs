//! A rate card read back from the files that were recorded when it was published.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Entry, RateCard, card::HEADER_FILE, table::confidence_of};
use crate::{entry_id::EntryId, reading::plain_toml, stored::StoredError, units::Weight};

/// The columns of a table of weights.
const COLUMNS: [&str; 5] = ["component", "size", "weight_mru", "confidence", "arithmetic"];

impl RateCard {
    /// Reads a rate card that was published: the form of its files, and nothing else.
    ///
    /// What [`RateCard::read`] judges was judged when it was published: days, ranges, known
    /// components and lengths bind no card that has billed. The hash of its files tells whether
    /// they are still what was published.
    ///
    /// # Errors
    ///
    /// [`StoredError::Malformed`] when the files are not of the form of a rate card.
    ///
    /// # Example
    ///
    /// ```
    /// # let header = "card = \"demo\"\neffective_from = \"2026-10-15\"\ncurrency = \"USD\"\n\
    /// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
    /// use mru_core::rate_card::RateCard;
    ///
    /// // It begins within a month, which no new card may.
    /// assert_eq!(RateCard::read(&[("card.toml", header)]).unwrap_err()[0].rule, "T1");
    /// assert_eq!(RateCard::recorded(&[("card.toml", header)]).unwrap().id(), "demo@2026-10-15");
    /// ```
    pub fn recorded(files: &[(&str, &str)]) -> Result<RateCard, StoredError> {
        let (_, header) = files
            .iter()
            .find(|(name, _)| *name == HEADER_FILE)
            .ok_or_else(|| malformed(HEADER_FILE, "it is missing"))?;
        let header = plain_toml(header).map_err(|problem| malformed(HEADER_FILE, &problem))?;
        let mut entries = BTreeMap::new();
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
            read_table(text, &mut entries).map_err(|problem| malformed(name, &problem))?;
        }
        RateCard::of(header, entries, files)
            .ok_or_else(|| malformed(HEADER_FILE, "it has no price or no first day"))
    }
}

fn malformed(file: &str, problem: &str) -> StoredError {
    StoredError::Malformed(format!("{file}: {problem}"))
}

/// Reads the rows of a table into `entries`, or says what is not of its form.
fn read_table(text: &str, entries: &mut BTreeMap<EntryId, Entry>) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| error.to_string())?;
    if !columns.iter().eq(COLUMNS) {
        return Err(format!("its columns are not {}", COLUMNS.join(", ")));
    }
    for (number, row) in (2_u64..).zip(reader.records()) {
        let row = row.map_err(|error| error.to_string())?;
        let entry = entry(&row).ok_or_else(|| format!("row {number} is no entry"))?;
        let id = entry.id.clone();
        if entries.insert(id.clone(), entry).is_some() {
            return Err(format!("entry `{id}` appears twice"));
        }
    }
    Ok(())
}

fn entry(row: &csv::StringRecord) -> Option<Entry> {
    let fields: Vec<&str> = row.iter().collect();
    let [component, size, weight, confidence, arithmetic] = fields.as_slice() else { return None };
    Some(Entry {
        id: EntryId::new(component, size),
        weight: Weight::recorded(Decimal::from_str_exact(weight).ok()?)?,
        confidence: confidence_of(confidence)?,
        arithmetic: (*arithmetic).to_owned(),
    })
}

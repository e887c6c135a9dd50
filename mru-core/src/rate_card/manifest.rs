//! The list of published rate cards, so that a changed one is noticed (invariant 4).

use std::sync::Arc;

use chrono::NaiveDate;

use super::RateCard;
use crate::{
    finding::{Finding, Severity},
    positions::Position,
    reading::parse_date,
    text::{Text, text},
};

/// One published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Name of the card.
    pub card: String,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// SHA-256 of its files when it was published.
    pub hash: String,
}

/// The list of published rate cards.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
///
/// use std::sync::Arc;
/// use mru_core::rate_card::Manifest;
///
/// let card = Arc::new(card);
/// let mut manifest = Manifest::read("card,effective_from,sha256\n").unwrap();
/// assert_eq!(manifest.unpublished([&card]).len(), 1);
/// assert!(manifest.add(&card) && manifest.lists(&card));
/// assert_eq!(Manifest::read(&manifest.write()).unwrap(), manifest);
///
/// let mut changed = (*card).clone();
/// changed.hash = "sha256:0".to_owned();
/// assert_eq!(manifest.check(&[Arc::new(changed)])[0].rule, "T9");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The versions, in the order of publication.
    pub published: Vec<Published>,
}

/// The first line of the list.
const COLUMNS: &str = "card,effective_from,sha256";

impl Manifest {
    /// Reads the list: a CSV of card, first day and hash.
    ///
    /// # Errors
    ///
    /// T2 for each row that is not of this form.
    pub fn read(text: &str) -> Result<Manifest, Vec<Finding>> {
        let mut published = Vec::new();
        let mut findings = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let number = index.saturating_add(1);
            let fields: Vec<&str> = line.split(',').collect();
            match (index, fields.as_slice()) {
                (0, _) if line == COLUMNS => {}
                (0, _) => findings.push(problem(
                    "T2",
                    number,
                    text!(
                        "the first line must be `{COLUMNS}`",
                        "la primera línea debe ser `{COLUMNS}`"
                    ),
                )),
                (_, [card, day, hash])
                    if parse_date(day).is_some() && hash.starts_with("sha256:") =>
                {
                    if let Some(effective_from) = parse_date(day) {
                        published.push(Published {
                            card: (*card).to_owned(),
                            effective_from,
                            hash: (*hash).to_owned(),
                        });
                    }
                }
                _ => findings.push(problem(
                    "T2",
                    number,
                    text!("a row holds {COLUMNS}", "una fila contiene {COLUMNS}"),
                )),
            }
        }
        if findings.is_empty() { Ok(Manifest { published }) } else { Err(findings) }
    }

    /// Writes the list, the inverse of [`Manifest::read`].
    pub fn write(&self) -> String {
        let rows = self
            .published
            .iter()
            .map(|row| format!("{},{},{}\n", row.card, row.effective_from, row.hash));
        format!("{COLUMNS}\n{}", rows.collect::<String>())
    }

    /// Whether a card is on the list as it is.
    pub fn lists(&self, card: &RateCard) -> bool {
        self.published.iter().any(|row| {
            row.card == card.header.card
                && row.effective_from == card.effective_from
                && row.hash == card.hash
        })
    }

    /// Checks that every published card is there and unchanged: T9 for each that is not.
    pub fn check(&self, cards: &[Arc<RateCard>]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for row in &self.published {
            let (name, day) = (&row.card, row.effective_from);
            let of_day =
                cards.iter().filter(|card| card.header.card == *name && card.effective_from == day);
            let mut of_day = of_day.peekable();
            let Some(first) = of_day.peek().copied() else {
                findings.push(problem(
                    "T9",
                    1,
                    text!(
                        "published rate card {name}@{day} is missing",
                        "falta la tarifa publicada {name}@{day}"
                    ),
                ));
                continue;
            };
            if !of_day.any(|card| card.hash == row.hash) {
                let (was, is) = (&row.hash, &first.hash);
                findings.push(problem(
                    "T9",
                    1,
                    text!(
                        "published rate card {name}@{day} was changed: {was} became {is}",
                        "la tarifa publicada {name}@{day} fue modificada: {was} pasó a {is}"
                    ),
                ));
            }
        }
        findings
    }

    /// Those of some cards that were never published.
    pub fn unpublished<'a>(
        &self,
        cards: impl IntoIterator<Item = &'a Arc<RateCard>>,
    ) -> Vec<&'a Arc<RateCard>> {
        let is_listed = |card: &RateCard| {
            let (name, day) = (&card.header.card, card.effective_from);
            self.published.iter().any(|row| row.card == *name && row.effective_from == day)
        };
        cards.into_iter().filter(|card| !is_listed(card)).collect()
    }

    /// Adds a card to the list; false when it is on it already.
    pub fn add(&mut self, card: &RateCard) -> bool {
        let is_new = !self.lists(card);
        if is_new {
            self.published.push(Published {
                card: card.header.card.clone(),
                effective_from: card.effective_from,
                hash: card.hash.clone(),
            });
        }
        is_new
    }
}

fn problem(rule: &'static str, line: usize, message: Text) -> Finding {
    let help = (rule == "T9").then(|| text!("restore it from version control; a change is a new version with its own date", "restáurela desde el control de versiones; un cambio es una nueva versión con su propia fecha"));
    Finding {
        rule,
        severity: Severity::Error,
        path: String::from("PUBLISHED.csv"),
        position: Some(Position { line, column: 1 }),
        message,
        help,
    }
}

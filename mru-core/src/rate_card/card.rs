//! A rate card read from its files: one header, and CSV tables of weights.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Entry, table, weights::Weights};
use crate::{
    catalogue::{self},
    digest::sha256,
    entry_id::EntryId,
    finding::{Finding, Findings},
    policies::PolicyChoices,
    positions::Positions,
    reading::{self, Format, Record, record},
    text::{shortened, text},
    units::MruPrice,
};

record! {
    /// What a rate card says of itself.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Header ["the rate card", "la tarifa", "T1"] {
        required {
            /// Name of the card; its versions share it.
            card: String,
            /// First day in force, the first of a month (R75).
            effective_from: Option<NaiveDate>,
            /// Currency of the price: USD (R80).
            currency: String,
            /// Price of one MRU for one month.
            mru_price_usd: Option<MruPrice>,
            /// Who approved it.
            approved_by: String,
            /// Where its weights come from.
            provenance: String,
        }
        optional {
            /// First day no longer in force; the next version ends it when absent.
            effective_until: Option<NaiveDate>,
            /// Kinds that come with a container at 0 MRU (R31, R32); the default list when absent.
            included_with_container: Option<Vec<String>>,
            /// Policies, where they differ from the defaults.
            policies: PolicyChoices,
            /// SHA-256 of the price file that the weights were derived from.
            prices_hash: String,
            /// SHA-256 of the model that derived them.
            model_hash: String,
            /// A remark for its readers.
            remark: String,
            /// The remark in Spanish.
            remark_es: String,
        }
    }
}

/// A rate card: dated weights and the price of one MRU.
#[derive(Clone, Debug)]
pub struct RateCard {
    /// What the card says of itself.
    pub header: Header,
    /// The price of one MRU.
    pub mru_price: MruPrice,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// SHA-256 of its files.
    pub hash: String,
    /// Whether it is only proposed: it was not published, bills nobody, and a quote says so.
    ///
    /// Its files cannot tell, so that [`RateCard::read`] says no; who knows what was published
    /// sets it.
    pub is_proposal: bool,
    entries: BTreeMap<EntryId, Entry>,
    weights: Arc<Weights>,
}

/// The file that holds the header.
pub(super) const HEADER_FILE: &str = "card.toml";

impl RateCard {
    /// Reads a rate card from its files, each a name and its text: `card.toml` and any `*.csv`.
    ///
    /// # Errors
    ///
    /// All findings at once: T1 the header, T2 the form of a row, T3 an entry twice, T4 a component
    /// that the catalogue does not know, T5 a weight out of range.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::rate_card::{EntryId, RateCard};
    ///
    /// let header = r#"
    ///     card = "demo"
    ///     effective_from = "2026-10-01"
    ///     currency = "USD"
    ///     mru_price_usd = "42.00"
    ///     approved_by = "rate-card owner"
    ///     provenance = "an example"
    /// "#;
    /// let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,3.25,assumption,\n";
    /// let card = RateCard::read(&[("card.toml", header), ("containers.csv", weights)]).unwrap();
    /// assert_eq!(card.entry(&EntryId::new("container", "1x2")).unwrap().weight.to_string(), "3.25");
    /// assert_eq!((card.id().as_str(), card.entries().count()), ("demo@2026-10-01", 1));
    /// ```
    pub fn read(files: &[(&str, &str)]) -> Result<RateCard, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut positions = Positions::new();
        let header = read_header(files, &mut findings, &mut positions);
        let mut entries = BTreeMap::new();
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
            table::read(name, text, &mut entries, &mut findings);
        }
        if !findings.has_errors()
            && let Some(card) = header.and_then(|header| RateCard::of(header, entries, files))
        {
            return Ok(card);
        }
        Err(findings.located(&positions))
    }

    /// Puts a card together from what was read of its files; nothing when it has no price or no
    /// first day.
    pub(super) fn of(
        header: Header,
        entries: BTreeMap<EntryId, Entry>,
        files: &[(&str, &str)],
    ) -> Option<RateCard> {
        Some(RateCard {
            mru_price: header.mru_price_usd?,
            effective_from: header.effective_from?,
            header,
            hash: hash(files),
            is_proposal: false,
            weights: Arc::new(Weights::new(
                entries.values().map(|entry| (entry.id.clone(), entry.weight)),
            )),
            entries,
        })
    }

    /// Returns an entry.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// Returns all entries, ordered by component and size.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The weights of its entries.
    pub(super) const fn weights(&self) -> &Arc<Weights> {
        &self.weights
    }

    /// Returns the name and first day of the card, `reference@2026-10-01`.
    pub fn id(&self) -> String {
        format!("{}@{}", self.header.card, self.effective_from)
    }
}

fn hash(files: &[(&str, &str)]) -> String {
    let mut files = files.to_vec();
    files.sort_unstable();
    let mut bytes = Vec::new();
    for (name, text) in files {
        bytes.extend_from_slice(format!("{name}\n{}\n", text.len()).as_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    sha256(&bytes)
}

fn read_header(
    files: &[(&str, &str)],
    findings: &mut Findings,
    positions: &mut Positions,
) -> Option<Header> {
    let Some((_, text)) = files.iter().find(|(name, _)| *name == HEADER_FILE) else {
        findings.error(
            "T1",
            HEADER_FILE,
            text!("the rate card has no `{HEADER_FILE}`", "la tarifa no tiene `{HEADER_FILE}`"),
        );
        return None;
    };
    let (header, reading) = reading::read_text::<Header>(text, Format::Toml);
    for mut finding in reading.findings.located(&reading.positions) {
        finding.path = format!("{HEADER_FILE}#{}", finding.path);
        findings.push(finding);
    }
    *positions = reading.positions.moved(&format!("{HEADER_FILE}#"));
    let header = header?;
    check_header(&header, findings);
    Some(header)
}

fn check_header(header: &Header, findings: &mut Findings) {
    let what = Header::WHAT.into();
    findings.require_at("T1", HEADER_FILE, '#', &what, &header.required());
    if !header.currency.is_empty() && header.currency != "USD" {
        let currency = &header.currency;
        findings
            .error(
                "T1",
                &format!("{HEADER_FILE}#currency"),
                text!(
                    "the currency must be USD, but was `{currency}`",
                    "la moneda debe ser USD, pero era `{currency}`"
                ),
            )
            .help(text!("MRUs are billed in USD (R80)", "los MRU se cobran en USD (R80)"));
    }
    if let Some(until) = header.effective_until.filter(|until| !is_first_of_month(*until)) {
        let path = format!("{HEADER_FILE}#effective_until");
        findings
            .error(
                "T1",
                &path,
                text!(
                    "a rate card ends on the first day of a month, not on {until}",
                    "una tarifa termina el primer día de un mes, no el {until}"
                ),
            )
            .help(text!(
                "prices change with a billing period (R75)",
                "los precios cambian con un período de facturación (R75)"
            ));
    }
    if let Some(from) = header.effective_from.filter(|from| !is_first_of_month(*from)) {
        findings
            .error(
                "T1",
                &format!("{HEADER_FILE}#effective_from"),
                text!(
                    "a rate card takes effect on the first day of a month, not on {from}",
                    "una tarifa rige desde el primer día de un mes, no desde {from}"
                ),
            )
            .help(text!(
                "prices change with a billing period (R75)",
                "los precios cambian con un período de facturación (R75)"
            ));
    }
    check_included(
        header.included_with_container.as_deref().unwrap_or(&[]),
        &format!("{HEADER_FILE}#included_with_container"),
        findings,
    );
}

/// Whether a day can begin a billing period (R75, R85).
pub(super) fn is_first_of_month(day: NaiveDate) -> bool {
    chrono::Datelike::day(&day) == 1
}

/// Notes names that are not of kinds which can come with a container.
pub(super) fn check_included(names: &[String], path: &str, findings: &mut Findings) {
    let can_be = |kind: &&catalogue::Kind| kind.includable;
    for name in names {
        if !catalogue::KINDS
            .iter()
            .copied()
            .filter(|kind| can_be(kind))
            .any(|kind| kind.id == *name)
        {
            let shown = shortened(name);
            let known: Vec<&str> = catalogue::KINDS
                .iter()
                .copied()
                .filter(|kind| can_be(kind))
                .map(|kind| kind.id)
                .collect();
            let known = known.join(", ");
            findings
                .error(
                    "T4",
                    path,
                    text!(
                        "`{shown}` cannot come with a container",
                        "`{shown}` no puede venir con un contenedor"
                    ),
                )
                .help(text!("one of {known}", "uno de {known}"));
        }
    }
}

//! What a reconciliation was made from.

use super::figure::{Writer, seen};
use crate::figures::{Fact, short_hash};

/// How many files are named; the rest is counted.
const NAMED: usize = 12;

impl Writer<'_> {
    /// The rate card and everything else by its hash.
    pub(super) fn sources(&self) -> Vec<Fact> {
        let sources = &self.reconciliation.sources;
        let hash = |hash: &str| match short_hash(&seen(hash)) {
            empty if empty.is_empty() => self.get("reconciliation-unknown"),
            short => short,
        };
        let facts = [
            ("reconciliation-source-card", seen(&sources.rate_card)),
            ("reconciliation-source-prices", hash(&sources.prices_hash)),
            ("reconciliation-source-model", hash(&sources.model_hash)),
            ("reconciliation-source-allocation", hash(&sources.allocation_hash)),
        ];
        let fact = |(key, value): (&str, String)| Fact { label: self.get(key), value };
        let mut facts: Vec<Fact> = facts.into_iter().map(fact).collect();
        let files = sources.files.iter().take(NAMED);
        let file = |(name, digest): (&str, &str)| format!("{} ({})", seen(name), hash(digest));
        facts.extend(files.map(|it| Fact {
            label: self.get("reconciliation-source-file"),
            value: file((&it.name, &it.hash)),
        }));
        for (key, files) in [
            ("reconciliation-source-invoices", &sources.invoices),
            ("reconciliation-source-newer", &sources.newer),
        ] {
            facts.extend(
                files
                    .iter()
                    .take(NAMED)
                    .map(|it| Fact { label: self.get(key), value: file((&it.name, &it.hash)) }),
            );
        }
        if let Some(more @ 1..) = sources.files.len().checked_sub(NAMED) {
            let count = self.count(more);
            facts.push(Fact {
                label: self.get("reconciliation-source-file"),
                value: self.words.with("reconciliation-more", &[("count", &count)]),
            });
        }
        facts
    }
}

//! What a check of the store found, and how its parts fail alone.

use mru_core::text::Text;
use sqlx::Executor as _;

use crate::storage::{StoreError, Transaction};

/// What a check of the store found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Entries of the chain.
    pub entries: usize,
    /// Events.
    pub events: usize,
    /// Documents made again.
    pub documents: usize,
    /// Issued quotes made again.
    pub quotes: usize,
    /// Hash of the last entry; kept elsewhere, it shows that nothing was cut off the end.
    pub head: String,
    /// What is wrong; empty when all is well. After [`NAMED`] problems only their number grows.
    pub problems: Vec<Text>,
    /// Problems that are not named any more.
    pub unnamed: usize,
    /// Documents of customers that cannot be read.
    pub(crate) unread: usize,
    /// What could not be looked at, and what would be needed for it.
    pub notes: Vec<Text>,
}

/// Problems that are named: whoever has more of them restores a backup.
pub const NAMED: usize = 1_000;

impl Verified {
    /// Notes what is wrong.
    pub(crate) fn problem(&mut self, en: String, es: String) {
        if self.problems.len() < NAMED {
            self.problems.push(Text::new(en, es));
        } else {
            self.unnamed = self.unnamed.saturating_add(1);
        }
    }

    /// Adds what another part of the check found.
    pub(crate) fn add(&mut self, other: Verified) {
        self.entries = self.entries.saturating_add(other.entries);
        self.events = self.events.saturating_add(other.events);
        self.documents = self.documents.saturating_add(other.documents);
        self.quotes = self.quotes.saturating_add(other.quotes);
        self.unread = self.unread.saturating_add(other.unread);
        if self.head.is_empty() {
            self.head = other.head;
        }
        for problem in other.problems {
            self.problem(problem.en, problem.es);
        }
        self.unnamed = self.unnamed.saturating_add(other.unnamed);
        self.notes.extend(other.notes);
    }

    pub(super) fn note(&mut self, en: &str, es: &str) {
        self.notes.push(Text::new(en, es));
    }

    /// Ends a part of the check that began with [`begin`]: a failure is a problem, and ends no more
    /// than the part.
    pub(crate) async fn step(
        &mut self,
        (en, es): (&str, &str),
        transaction: &mut Transaction,
        done: Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Err(error) = done else {
            transaction.connection().execute("RELEASE SAVEPOINT step").await?;
            return Ok(());
        };
        // When the connection is gone, this fails, and with it the check.
        transaction.connection().execute("ROLLBACK TO SAVEPOINT step").await?;
        transaction.connection().execute("RELEASE SAVEPOINT step").await?;
        self.problem(
            format!("{en} could not be checked to the end: {error}"),
            format!("no se pudo terminar de revisar {es}: {error}"),
        );
        Ok(())
    }

    /// Notes that something stored cannot be read; any other failure ends the check.
    pub(crate) fn unreadable(&mut self, error: StoreError) -> Result<(), StoreError> {
        let Some(Text { en, es }) = error.of_record() else { return Err(error) };
        self.problem(en, es);
        Ok(())
    }
}

/// Begins a part of the check, which [`Verified::step`] ends.
pub(crate) async fn begin(transaction: &mut Transaction) -> Result<(), StoreError> {
    transaction.connection().execute("SAVEPOINT step").await?;
    Ok(())
}

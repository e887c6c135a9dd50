//! Takes events in: read and judged first, recorded afterwards, so that nobody waits for a file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mru_core::{
    Finding, MOST_FINDINGS, Severity,
    account::Account,
    locate,
    metering::{Event, Judge, Placed},
    rate_card::RateCards,
    text::{Text, nearest},
};
use tokio::task::consume_budget;

use super::{
    BillingError, Import,
    approved::{self, Used},
    customers::Customers,
    import::changed,
    spool::{Spool, Waiting},
};
use crate::storage::{Database, Imported, events, parties};

/// Events that are recorded at once, so that memory does not grow with the files.
const PART: usize = 1000;

/// Customers whose versions are kept at hand; with more, they are loaded anew.
const CUSTOMERS: usize = 1000;

/// Unknown customers for which a known one is suggested; each is compared with all.
const SUGGESTIONS: usize = 10;

/// A recording to which the events of some files were added, or what is wrong in each.
pub(super) type Added = Result<(Import, Vec<Imported>), Vec<Vec<Finding>>>;

/// Events of some files that were judged and wait to be recorded, all or none.
#[derive(Debug)]
pub struct Intake<'a> {
    database: &'a Database,
    judge: Judge<'a>,
    customers: Customers,
    /// Versions in force of the customers that came up.
    accounts: BTreeMap<String, Vec<Account>>,
    /// Customers that are not recorded or cannot be read, and were named.
    unknown: BTreeSet<String>,
    spool: Spool,
    /// What the events use of receipts of the gate.
    used: Used,
    /// What is wrong, by file.
    findings: Vec<Vec<Finding>>,
    found: usize,
}

impl<'a> Intake<'a> {
    /// Begins; nothing is locked until [`Intake::record`].
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn begin(
        database: &'a Database,
        cards: &'a RateCards,
        now: DateTime<Utc>,
    ) -> Result<Intake<'a>, BillingError> {
        let mut transaction = database.read().await?;
        let customers = Customers::all(&mut transaction).await?;
        transaction.rollback().await?;
        Ok(Intake {
            database,
            judge: Judge::new(cards, now),
            customers,
            accounts: BTreeMap::new(),
            unknown: BTreeSet::new(),
            spool: Spool::new()?,
            used: Used::default(),
            findings: Vec::new(),
            found: 0,
        })
    }

    /// Goes on with the next file.
    pub fn next_file(&mut self) {
        self.findings.push(Vec::new());
    }

    /// Whether so much is wrong that reading should stop; a finding says so.
    pub fn is_full(&self) -> bool {
        self.found > MOST_FINDINGS
    }

    /// Takes what a reader said: an event is judged and waits, findings are kept.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`], [`BillingError::Spool`].
    pub async fn take(&mut self, read: Result<Placed, Vec<Finding>>) -> Result<(), BillingError> {
        match read {
            Ok(placed) => self.add(placed).await,
            Err(findings) => {
                self.note(findings);
                Ok(())
            }
        }
    }

    async fn add(&mut self, placed: Placed) -> Result<(), BillingError> {
        // Events of a customer that is at hand wait for nothing: others have their turn all the same.
        consume_budget().await;
        let Placed { event, path, positions } = &placed;
        let fault = self.customers.faults.get(&event.customer);
        if fault.is_some() || self.customers.ids.binary_search(&event.customer).is_err() {
            if self.unknown.insert(event.customer.clone()) {
                let mut findings = vec![match fault {
                    Some(fault) => fault.finding(&event.customer),
                    None => self.unknown_customer(event, path),
                }];
                locate(&mut findings, positions);
                self.note(findings);
            }
            return Ok(());
        }
        self.load(&event.customer).await?;
        let versions = self.accounts.get(&event.customer).map(Vec::as_slice).unwrap_or_default();
        let mut findings = self.judge.judge(&placed, versions);
        if findings.is_empty() {
            findings
                .extend(approved::judge(self.database, &placed, versions, &mut self.used).await?);
        }
        if findings.is_empty() {
            let file = self.findings.len().saturating_sub(1);
            let position = positions.get(&format!("{path}.id")).or_else(|| positions.get(path));
            return self.spool.push(&Waiting { file, position, event: placed.event });
        }
        locate(&mut findings, positions);
        findings.sort_by_key(|finding| (finding.position.is_none(), finding.position));
        self.note(findings);
        Ok(())
    }

    /// Loads the versions of a customer.
    async fn load(&mut self, customer: &str) -> Result<(), BillingError> {
        if self.accounts.contains_key(customer) {
            return Ok(());
        }
        if self.accounts.len() >= CUSTOMERS {
            self.accounts.clear();
        }
        let mut transaction = self.database.read().await?;
        let stored = parties::accounts(&mut transaction, customer, customer).await?;
        transaction.rollback().await?;
        self.accounts.insert(customer.to_owned(), parties::in_force(&stored));
        Ok(())
    }

    /// Keeps findings of the present file, and says when reading stops.
    fn note(&mut self, findings: Vec<Finding>) {
        if self.findings.is_empty() {
            self.next_file();
        }
        for finding in findings {
            if self.is_full() {
                return;
            }
            self.found = self.found.saturating_add(1);
            let finding = if self.is_full() { stopped() } else { finding };
            if let Some(file) = self.findings.last_mut() {
                file.push(finding);
            }
        }
    }

    /// Records all events that wait, or none: when anything is wrong, the findings of each file.
    ///
    /// Returns what was recorded of each file. Ids that were recorded with other content are U9.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`], [`BillingError::Spool`].
    pub async fn record(self) -> Result<Result<Vec<Imported>, Vec<Vec<Finding>>>, BillingError> {
        match self.import().await? {
            Ok((import, done)) => {
                import.commit().await?;
                Ok(Ok(done))
            }
            Err(findings) => Ok(Err(findings)),
        }
    }

    /// Adds all events that wait to a recording, which is still to be committed.
    pub(super) async fn import(mut self) -> Result<Added, BillingError> {
        self.spool.rewind()?;
        if self.found > 0 {
            self.find_conflicts().await?;
            return Ok(Err(self.findings));
        }
        let mut done = vec![Imported::default(); self.findings.len()];
        let mut import = Import::begin(self.database).await?;
        loop {
            let part = self.spool.part(PART)?;
            if part.is_empty() {
                break;
            }
            // The events of one file have an entry of the chain of their own.
            for of_file in part.chunk_by(|one, other| one.file == other.file) {
                let events: Vec<Event> = of_file.iter().map(|it| it.event.clone()).collect();
                let (imported, conflicts) = import.add(&events).await?;
                self.conflicting(of_file, &conflicts);
                let file = of_file.first().map_or(0, |it| it.file);
                if let Some(done) = done.get_mut(file) {
                    done.new = done.new.saturating_add(imported.new);
                    done.known = done.known.saturating_add(imported.known);
                }
            }
            if self.is_full() {
                break;
            }
        }
        if self.found > 0 {
            return Ok(Err(self.findings));
        }
        Ok(Ok((import, done)))
    }

    /// Names, besides what is wrong already, ids that were recorded with other content.
    async fn find_conflicts(&mut self) -> Result<(), BillingError> {
        let mut transaction = self.database.read().await?;
        while !self.is_full() {
            let part = self.spool.part(PART)?;
            if part.is_empty() {
                break;
            }
            let events: Vec<Event> = part.iter().map(|it| it.event.clone()).collect();
            let conflicts = events::conflicts(&mut transaction, &events).await?;
            self.conflicting(&part, &conflicts);
        }
        transaction.rollback().await?;
        for file in &mut self.findings {
            file.sort_by_key(|finding| (finding.position.is_none(), finding.position));
        }
        Ok(())
    }

    fn conflicting(&mut self, part: &[Waiting], conflicts: &[crate::storage::Conflict]) {
        for conflict in conflicts {
            if self.is_full() {
                return;
            }
            let offered = |it: &&Waiting| it.event.id == conflict.id;
            let waiting = part.iter().rev().find(offered);
            self.found = self.found.saturating_add(1);
            let finding = changed(conflict, waiting.and_then(|it| it.position));
            let finding = if self.is_full() { stopped() } else { finding };
            let file = waiting.map_or(0, |it| it.file);
            if let Some(findings) = self.findings.get_mut(file) {
                findings.push(finding);
            }
        }
    }

    fn unknown_customer(&self, event: &Event, path: &str) -> Finding {
        let customer = &event.customer;
        let known = self.customers.ids.iter().map(String::as_str);
        let near = (self.unknown.len() <= SUGGESTIONS).then(|| nearest(customer, known)).flatten();
        let help = near.map(|near| {
            Text::new(format!("did you mean `{near}`?"), format!("¿quiso decir `{near}`?"))
        });
        Finding {
            rule: "U10",
            severity: Severity::Error,
            path: format!("{path}.customer"),
            position: None,
            message: Text::new(
                format!("there is no customer `{customer}`"),
                format!("no existe el cliente `{customer}`"),
            ),
            help,
        }
    }
}

/// Says that reading ended before the files did (F8).
fn stopped() -> Finding {
    Finding {
        rule: "F8",
        severity: Severity::Error,
        path: String::new(),
        position: None,
        message: Text::new(
            format!("reading stopped after {MOST_FINDINGS} findings; there may be more"),
            format!("la lectura terminó después de {MOST_FINDINGS} hallazgos; puede haber más"),
        ),
        help: Some(Text::new(
            "correct these first, and import again",
            "corrija primero estos, e importe de nuevo",
        )),
    }
}

/// Judges and records events that are at hand, all or none.
///
/// # Errors
///
/// [`BillingError::Invalid`] with everything that is wrong; nothing is recorded then.
pub async fn import_events(
    database: &Database,
    cards: &RateCards,
    now: DateTime<Utc>,
    events: &[Event],
) -> Result<Imported, BillingError> {
    let mut intake = Intake::begin(database, cards, now).await?;
    intake.next_file();
    for event in events {
        let path = format!("event {}", event.id);
        intake.add(Placed::stated(event.clone(), &path)).await?;
    }
    match intake.record().await? {
        Ok(done) => Ok(done.into_iter().next().unwrap_or_default()),
        Err(findings) => Err(BillingError::Invalid(findings.into_iter().flatten().collect())),
    }
}

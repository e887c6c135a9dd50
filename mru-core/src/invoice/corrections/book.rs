//! What every month was billed until now: its document, later corrections and notes.

use std::collections::BTreeMap;

use crate::{
    calendar::Period,
    invoice::{
        Corrects, CreditReason, DocumentKind, Earlier, InvoiceLine, LineDetail, LineKind, Subject,
    },
    units::{ArithmeticError, Usd},
};

/// What months were billed until now.
#[derive(Debug, Default)]
pub(super) struct Books<'a> {
    months: BTreeMap<Period, MonthBook<'a>>,
}

/// What one month was billed until now.
#[derive(Debug, Default)]
pub(super) struct MonthBook<'a> {
    pub(super) balances: BTreeMap<Subject, Balance<'a>>,
    /// What notes gave for good, in the order of issue.
    pub(super) given: Vec<Given<'a>>,
}

/// What a component, floor or discount was billed for a month until now.
#[derive(Debug, Default)]
pub(super) struct Balance<'a> {
    /// The sum of all lines about it, whatever their document.
    pub(super) usd: Usd,
    /// Its first line on the document of the month; 0 when there is none.
    pub(super) line: u32,
    /// The first line that billed it, to say what it is.
    pub(super) sample: Option<&'a InvoiceLine>,
    /// Ids of the events behind the lines that billed it.
    pub(super) events: Vec<&'a String>,
}

/// What a note gave for good of one month: goodwill and missed service levels (R92, R93).
#[derive(Debug)]
pub(super) struct Given<'a> {
    note: &'a str,
    /// Amounts given back, by what they are of.
    pub(super) credits: BTreeMap<Subject, Usd>,
    /// The part of the discount that followed them.
    pub(super) discount: Usd,
}

impl<'a> Books<'a> {
    /// Adds up everything that was issued to a customer.
    pub(super) fn of(earlier: &'a [Earlier]) -> Result<Books<'a>, ArithmeticError> {
        let mut books = Books::default();
        for document in earlier {
            for line in &document.statement.lines {
                books.add(document, line, earlier)?;
            }
        }
        Ok(books)
    }

    /// Hands out what a month was billed until now.
    pub(super) fn take_month(&mut self, period: Period) -> MonthBook<'a> {
        self.months.remove(&period).unwrap_or_default()
    }

    fn add(
        &mut self,
        document: &'a Earlier,
        line: &'a InvoiceLine,
        earlier: &[Earlier],
    ) -> Result<(), ArithmeticError> {
        if line.kind() == LineKind::Tax {
            return Ok(());
        }
        let statement = &document.statement;
        let period = line.corrects().map_or(statement.period, |it| about(it, earlier));
        let month = self.months.entry(period).or_default();
        let subject = line.subject();
        let balance = month.balances.entry(subject.clone()).or_default();
        balance.usd = balance.usd.plus(line.usd)?;
        match statement.kind {
            DocumentKind::CreditNote if document.is_note() => {
                if statement.reason != CreditReason::Correction.as_str() {
                    month.give(&document.number, subject, line.usd.negated())?;
                }
            }
            DocumentKind::DebitNote => month.take_back(&statement.credits, &subject, line.usd)?,
            DocumentKind::Invoice | DocumentKind::CreditNote => {
                balance.sample.get_or_insert(line);
                if balance.line == 0 && line.kind() != LineKind::Correction {
                    balance.line = line.line;
                }
                balance.events.extend(line.events());
            }
        }
        Ok(())
    }
}

impl<'a> MonthBook<'a> {
    /// Notes what a note gave for good; of the discount it gave a negative amount back.
    fn give(&mut self, note: &'a str, subject: Subject, usd: Usd) -> Result<(), ArithmeticError> {
        if self.given.last().is_none_or(|last| last.note != note) {
            self.given.push(Given { note, credits: BTreeMap::new(), discount: Usd::ZERO });
        }
        let Some(given) = self.given.last_mut() else { return Ok(()) };
        let sum = match subject.kind {
            LineKind::Discount => &mut given.discount,
            _ => given.credits.entry(subject).or_default(),
        };
        *sum = sum.plus(usd)?;
        Ok(())
    }

    /// Notes that a debit note charged again what a note had given.
    fn take_back(
        &mut self,
        note: &str,
        subject: &Subject,
        usd: Usd,
    ) -> Result<(), ArithmeticError> {
        let Some(given) = self.given.iter_mut().find(|given| given.note == note) else {
            return Ok(());
        };
        let sum = match subject.kind {
            LineKind::Discount => Some(&mut given.discount),
            _ => given.credits.get_mut(subject),
        };
        if let Some(sum) = sum {
            *sum = sum.minus(usd)?;
        }
        Ok(())
    }
}

/// The month that a line about another line is about in the end.
///
/// Documents of the first format name the month of the credited document where a credit gives back a
/// correction, so the corrected line is looked at.
fn about(corrects: &Corrects, earlier: &[Earlier]) -> Period {
    let document = earlier.iter().find(|document| document.number == corrects.document);
    let line = document.and_then(|document| document.statement.line(corrects.line));
    match line.map(|line| &line.detail) {
        Some(LineDetail::Correction(it)) => it.corrects.period,
        _ => corrects.period,
    }
}

//! Small inputs that once came out wrong, each with the value that is right. A name says what holds.
//!
//! Amounts were computed in exact fractions, apart from the code: an MRU is USD 40.00 before October
//! 2026 and USD 42.00 from then, and a container `1x2` weighs 1.65 MRU.

mod documents;
mod every_order;
mod locks;
mod published;
mod refused;

use mru_core::{
    Finding,
    account::Account,
    invoice::{
        Credit, CreditAmount, CreditReason, Earlier, InvoiceLine, LineKind, Statement, credit,
    },
};
use mru_tests::{
    month::{Office, account, events, plain_account, rows},
    month_oracle::Month,
};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// A customer, what is known of it, and what was issued to it.
struct Books {
    office: Office,
    versions: Vec<Account>,
    known: Vec<Value>,
    issued: Vec<Earlier>,
}

impl Books {
    /// A customer under one contract.
    fn under(contract: &Value) -> Books {
        Books::of(&[plain_account("2026-01-01", contract)])
    }

    /// A customer of several versions.
    fn of(versions: &[Value]) -> Books {
        let versions = versions.iter().map(account).collect();
        Books { office: Office::default(), versions, known: Vec::new(), issued: Vec::new() }
    }

    /// Learns rows of events.
    fn learn(&mut self, table: &str) {
        self.known.extend(rows(table));
    }

    /// Learns that an event was wrong.
    fn void(&mut self, id: &str, time: &str) {
        let wrong = self.known.iter().find(|row| row["id"] == id).expect("the event");
        let mut void = wrong.clone();
        void["id"] = format!("void-{id}").into();
        void["type"] = "voided".into();
        void["voids"] = id.into();
        void["time"] = time.into();
        for field in ["size", "quantity", "redundancy", "max_tasks"] {
            void.as_object_mut().expect("a row").remove(field);
        }
        self.known.push(void);
    }

    /// What a month of 2026 comes to by what is known now.
    fn draft(&self, month: u32) -> Result<Option<Statement>, Vec<Finding>> {
        let month = Month { year: 2026, month };
        self.office.draft(month, &self.versions, &events(&self.known), &self.issued)
    }

    /// Issues a month of 2026 by what is known now.
    #[track_caller]
    fn issue(&mut self, month: u32) -> Statement {
        let statement = self.draft(month).expect("a draft").expect("a statement");
        self.keep("INV", statement)
    }

    fn keep(&mut self, series: &str, statement: Statement) -> Statement {
        let number = format!("{series}-{}", self.issued.len() + 1);
        self.issued.push(Earlier { number, statement: statement.clone() });
        statement
    }

    /// Gives a line of a document back as goodwill.
    fn credit(
        &mut self,
        document: usize,
        line: u32,
        amount: CreditAmount,
    ) -> Result<Statement, Vec<Finding>> {
        let asked = [Credit { line, amount }];
        let note = credit(&self.issued[document], &self.issued, &asked, CreditReason::Goodwill)?;
        Ok(self.keep("CN", note))
    }
}

/// The lines of a kind.
fn of_kind(statement: &Statement, kind: LineKind) -> Vec<&InvoiceLine> {
    statement.lines.iter().filter(|line| line.kind() == kind).collect()
}

/// The amounts of the lines of a kind.
fn usd(statement: &Statement, kind: LineKind) -> Vec<String> {
    of_kind(statement, kind).iter().map(|line| line.usd.to_string()).collect()
}

/// The rules of findings.
fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

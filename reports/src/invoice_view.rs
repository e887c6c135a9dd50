//! What an invoice, a credit note or a usage statement shows, as strings in one language: the
//! same for every format.

mod head;
mod notes;
mod parties;
mod row;
mod section;
mod spending;
mod summary;

pub use parties::PartyView;
pub use row::Row;
pub use section::SectionView;
pub use spending::Spending;
pub use summary::SummaryRow;

use mru_core::{
    invoice::{DocumentKind, InvoiceLine, LineKind},
    units::{ProratedMru, Usd},
};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    billing_document::{Balance, BillingDocument},
    figures::{Amounts, Fact, padded},
    wording::Wording,
};

/// All that a document of billing shows.
#[derive(Clone, Debug, Serialize)]
pub struct InvoiceView {
    /// Invoice, credit note or usage statement.
    pub title: String,
    /// The title with number and customer, for the window or the file's properties.
    pub full_title: String,
    /// The word for a draft; empty when issued.
    pub draft: String,
    /// Its number; empty for a draft.
    pub number: String,
    /// What the total is.
    pub total_label: String,
    /// The total.
    pub total: Amounts,
    /// When it is due; often empty.
    pub due: String,
    /// That it is no tax document; often empty.
    pub not_tax: String,
    /// The facts of the header.
    pub facts: Vec<Fact>,
    /// Who sends it.
    pub supplier: PartyView,
    /// What the receiver is called.
    pub bill_to_label: String,
    /// Who receives it.
    pub bill_to: PartyView,
    /// The lines: place by place, then what is no component.
    pub sections: Vec<SectionView>,
    /// The sections' sums and what follows from them, in printed order.
    pub summary: Vec<SummaryRow>,
    /// Where the money of the month goes, the most first; often empty.
    pub spending: Vec<Spending>,
    /// How to pay; often empty.
    pub payment: String,
    /// Whom to ask, and what to name; often empty.
    pub questions: String,
    /// Rules and policies in words.
    pub notes: Vec<String>,
    /// The signed checkpoint, whole; often empty.
    pub checkpoint: String,
    /// Its code, named, for the foot of a page; empty without one.
    pub code: String,
}

impl InvoiceView {
    /// Makes the view of an invoice or credit note in the language of `words`.
    pub fn new(document: &BillingDocument<'_>, words: &Wording) -> InvoiceView {
        InvoiceView::made(&Writer::new(document, words, false))
    }

    /// As [`InvoiceView::new`], with a row for each line, so that each can be asked about.
    pub fn line_by_line(document: &BillingDocument<'_>, words: &Wording) -> InvoiceView {
        let writer = Writer::new(document, words, false);
        InvoiceView::made(&Writer { folds: false, ..writer })
    }

    fn made(writer: &Writer<'_>) -> InvoiceView {
        let Writer { document, words, .. } = *writer;
        let statement = document.statement;
        let totals = statement.totals;
        let balance = document.balance();
        let receiver = match statement.kind {
            DocumentKind::Invoice | DocumentKind::DebitNote => "billing-to-invoice",
            DocumentKind::CreditNote => "billing-to-credit-note",
        };
        let due = document.due().map(|day| words.with("billing-due", &[("date", &words.day(day))]));
        // What is in favour of the customer is said by the words, not by a sign as well.
        let (label, total) = match balance {
            Balance::ToPay | Balance::Settled => ("billing-total-to-pay", totals.total_usd),
            Balance::InFavour => ("billing-total-in-favour", totals.total_usd.negated()),
        };
        let payment = if balance == Balance::ToPay { statement.payment.as_str() } else { "" };
        InvoiceView {
            title: parties::title(statement, words),
            not_tax: parties::not_tax(statement, words),
            total_label: words.get(label),
            total: writer.amounts(not_none(totals.mru), total),
            bill_to_label: words.get(receiver),
            due: due.unwrap_or_default(),
            facts: head::facts(document, words),
            sections: writer.sections(|_| true),
            summary: writer.summary(),
            spending: writer.spending(),
            payment: payment.to_owned(),
            questions: parties::questions(document, words),
            notes: notes::notes(document, words),
            ..writer.empty()
        }
        .titled(document, words)
    }

    /// Makes the view of the usage statement: components and elastic use, each with its arithmetic.
    pub fn usage(document: &BillingDocument<'_>, words: &Wording) -> InvoiceView {
        let writer = Writer::new(document, words, true);
        let used = |line: &&InvoiceLine| is_usage(line.kind());
        let lines: Vec<&InvoiceLine> = document.statement.lines.iter().filter(used).collect();
        InvoiceView {
            title: words.get("billing-usage"),
            total_label: words.get("billing-total-usage"),
            total: writer.amounts(not_none(exact_mru(&lines)), sum(&lines)),
            facts: head::usage_facts(document, words),
            sections: writer.sections(is_usage),
            notes: notes::usage_notes(document, words),
            ..writer.empty()
        }
        .titled(document, words)
    }

    /// Adds the full title, which needs the short one.
    fn titled(mut self, document: &BillingDocument<'_>, words: &Wording) -> InvoiceView {
        let mark = if document.is_draft() {
            format!("({})", self.draft.to_lowercase())
        } else {
            self.number.clone()
        };
        let customer = &document.statement.bill_to.name;
        let arguments = [("title", self.title.as_str()), ("number", &mark), ("customer", customer)];
        self.full_title = words.with("billing-title", &arguments);
        self
    }
}

/// Writes the parts of a document in one language.
struct Writer<'a> {
    document: &'a BillingDocument<'a>,
    words: &'a Wording,
    mru_places: u32,
    /// Whether rows say where they come from.
    origins: bool,
    /// Whether lines alike are one row.
    folds: bool,
    /// Whether headings name the deployment.
    several_deployments: bool,
}

impl<'a> Writer<'a> {
    fn new(document: &'a BillingDocument<'a>, words: &'a Wording, origins: bool) -> Writer<'a> {
        let statement = document.statement;
        let lines = || statement.lines.iter();
        let scales = lines().filter(|line| is_usage(line.kind())).map(InvoiceLine::mru);
        let scales = scales.chain([statement.totals.mru]).map(|mru| mru.normalize().scale());
        let named = || lines().map(InvoiceLine::deployment).filter(|it| !it.is_empty());
        let first = named().next();
        Writer {
            document,
            words,
            mru_places: scales.max().unwrap_or(0),
            origins,
            folds: !origins,
            several_deployments: named().any(|name| Some(name) != first),
        }
    }

    fn mru(&self, mru: Decimal) -> String {
        padded(mru, self.mru_places, self.words.lang())
    }

    /// MRUs, if there are any to speak of, and an amount.
    fn amounts(&self, mru: Option<Decimal>, amount: Usd) -> Amounts {
        let mru = mru.map(|mru| self.mru(mru)).unwrap_or_default();
        Amounts::new(mru, amount, self.words.lang())
    }

    /// The parts of a view that all documents share; the rest is empty.
    fn empty(&self) -> InvoiceView {
        let statement = self.document.statement;
        let draft =
            if self.document.is_draft() { self.words.get("billing-draft") } else { String::new() };
        InvoiceView {
            title: String::new(),
            full_title: String::new(),
            draft,
            number: self.document.number.unwrap_or_default().to_owned(),
            total_label: String::new(),
            total: Amounts::default(),
            due: String::new(),
            facts: Vec::new(),
            not_tax: String::new(),
            supplier: PartyView::new(&statement.supplier, self.words),
            bill_to_label: String::new(),
            bill_to: PartyView::new(&statement.bill_to, self.words),
            sections: Vec::new(),
            summary: Vec::new(),
            spending: Vec::new(),
            payment: String::new(),
            questions: String::new(),
            notes: Vec::new(),
            checkpoint: self
                .document
                .checkpoint
                .map(|checkpoint| checkpoint.note.clone())
                .unwrap_or_default(),
            code: self.document.checkpoint.map_or_else(String::new, |checkpoint| {
                self.words.with("billing-code-of-record", &[("code", &checkpoint.code)])
            }),
        }
    }
}

/// MRUs that are worth showing.
fn not_none(mru: Decimal) -> Option<Decimal> {
    Some(mru).filter(|mru| !mru.is_zero())
}

/// Whether lines of a kind are about what ran.
const fn is_usage(kind: LineKind) -> bool {
    matches!(kind, LineKind::Component | LineKind::Elasticity)
}

/// Adds up amounts.
fn sum(lines: &[&InvoiceLine]) -> Usd {
    // INVARIANT (the statement's totals hold the sum of all lines): a part of it fits as well.
    let add = |sum: Usd, line: &&InvoiceLine| sum.plus(line.usd).unwrap_or(sum);
    lines.iter().fold(Usd::ZERO, add)
}

/// The MRUs of lines, added up before they are rounded for showing.
fn exact_mru(lines: &[&InvoiceLine]) -> Decimal {
    let exact =
        lines.iter().try_fold(ProratedMru::ZERO, |sum, line| sum.plus(line.priced()?.mru).ok());
    // A line without its parts cannot be added exactly: then what is shown is added.
    let shown = || lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.mru()));
    exact.map_or_else(|| shown().unwrap_or_default(), ProratedMru::shown)
}

//! Path independence: whatever the order in which facts are learnt, months are run, issued and
//! credited, what a customer owes ends at the same cent (N6, N7).
//!
//! `MRU_PATHS=100000` plays so many interleavings instead of 2,000.

use std::collections::BTreeMap;

use mru_core::{
    account::Account,
    invoice::{
        Credit, CreditAmount, CreditReason, DocumentKind, Earlier, LineDetail, LineKind, Statement,
        credit, debit,
    },
    rate_card::RateCards,
    units::Usd,
};
use mru_tests::{
    month::{self, Case, Office, cards, changing_cards, events},
    month_oracle::{Book, Item, Month, Note, Reason, posted, settled},
};
use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{TestCaseError, TestRunner},
};
use rust_decimal::Decimal;
use serde_json::Value;

/// One step of a path; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    /// Learns one more fact.
    Learn(u32),
    /// Runs a month by the facts known now and issues it, if it was not issued before.
    Issue(u32),
    /// Gives a line of an invoice back.
    Credit { document: u32, line: u32, cents: Option<i64>, reason: CreditReason },
    /// Charges a line of a credit note again.
    Debit { document: u32, line: u32, cents: Option<i64> },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let cents = || prop_oneof![Just(None), (1..20_000_i64).prop_map(Some)];
    let reasons = [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let reason = proptest::sample::select(reasons.to_vec());
    let credit = (any::<u32>(), any::<u32>(), cents(), reason)
        .prop_map(|(document, line, cents, reason)| Step::Credit { document, line, cents, reason });
    let debit = (any::<u32>(), any::<u32>(), cents())
        .prop_map(|(document, line, cents)| Step::Debit { document, line, cents });
    let step = prop_oneof![
        6 => any::<u32>().prop_map(Step::Learn),
        4 => any::<u32>().prop_map(Step::Issue),
        3 => credit,
        1 => debit,
    ];
    vec(step, 0..24)
}

/// A customer on a path.
struct Path<'a> {
    case: &'a Case,
    office: &'a Office,
    accounts: Vec<Account>,
    unknown: Vec<Value>,
    known: Vec<Value>,
    issued: Vec<Earlier>,
    notes: Vec<Note>,
}

impl<'a> Path<'a> {
    fn new(case: &'a Case, office: &'a Office) -> Path<'a> {
        Path {
            case,
            office,
            accounts: case.accounts(),
            unknown: case.rows(u32::MAX),
            known: Vec::new(),
            issued: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Learn(which) => {
                if let Some(at) = chosen(which, self.unknown.len()) {
                    self.known.push(self.unknown.remove(at));
                }
            }
            Step::Issue(which) => {
                let run = which % self.case.months;
                self.issue(self.case.first.plus(run));
            }
            Step::Credit { document, line, cents, reason } => {
                self.credit(document, line, amount(cents), reason);
            }
            Step::Debit { document, line, cents } => self.debit(document, line, amount(cents)),
        }
        self.check_invoices()
    }

    fn is_issued(&self, month: Month) -> bool {
        let of = |it: &&Earlier| it.statement.credits.is_empty();
        let mut months = self.issued.iter().filter(of);
        months.any(|it| it.statement.period.to_string() == month.written())
    }

    /// Issues a month, when the facts known now make one; half a history may contradict itself, and
    /// then the customer is set aside.
    fn issue(&mut self, month: Month) {
        if self.is_issued(month) {
            return;
        }
        let (accounts, known) = (&self.accounts, events(&self.known));
        if let Ok(Some(statement)) = self.office.draft(month, accounts, &known, &self.issued) {
            self.keep("INV", statement);
        }
    }

    fn keep(&mut self, series: &str, statement: Statement) -> String {
        let number = format!("{series}-{:06}", self.issued.len());
        self.issued.push(Earlier { number: number.clone(), statement });
        number
    }

    fn of_kind(&self, kind: DocumentKind, notes: bool) -> Vec<Earlier> {
        let of =
            |it: &&Earlier| it.statement.kind == kind && it.statement.credits.is_empty() != notes;
        self.issued.iter().filter(of).cloned().collect()
    }

    fn credit(&mut self, document: u32, line: u32, amount: CreditAmount, reason: CreditReason) {
        let invoices = self.of_kind(DocumentKind::Invoice, false);
        let Some(at) = chosen(document, invoices.len()) else { return };
        let invoice = &invoices[at];
        let Some(line) = chosen(line, invoice.statement.lines.len()) else { return };
        let asked = [Credit { line: u32::try_from(line).expect("few lines") + 1, amount }];
        let Ok(note) = credit(invoice, &self.issued, &asked, reason) else { return };
        let why = match reason {
            CreditReason::Correction => Reason::Correction,
            CreditReason::ServiceLevel => Reason::ServiceLevel,
            CreditReason::Goodwill => Reason::Goodwill,
        };
        let given = given(&note);
        let id = self.keep("CN", note);
        self.notes.push(Note { id, reason: why, ..given });
    }

    fn debit(&mut self, document: u32, line: u32, amount: CreditAmount) {
        let notes = self.of_kind(DocumentKind::CreditNote, true);
        let Some(at) = chosen(document, notes.len()) else { return };
        let note = &notes[at];
        let Some(line) = chosen(line, note.statement.lines.len()) else { return };
        let asked = [Credit { line: u32::try_from(line).expect("few lines") + 1, amount }];
        let Ok(again) = debit(note, &self.issued, &asked) else { return };
        let given = given(&again);
        let number = self.keep("DN", again);
        self.notes.push(Note {
            id: number,
            reason: Reason::PutsRight(note.number.clone()),
            ..given
        });
    }

    /// Whatever happened, notes bring no invoice below zero before tax. One that corrections brought
    /// there by themselves, while its tax keeps the total above, stays where it was.
    fn check_invoices(&self) -> Result<(), TestCaseError> {
        for invoice in self.of_kind(DocumentKind::Invoice, false) {
            let notes = self.issued.iter().filter(|it| it.statement.credits == invoice.number);
            let notes: Vec<&Earlier> = notes.collect();
            let debits = self
                .issued
                .iter()
                .filter(|it| notes.iter().any(|note| note.number == it.statement.credits));
            let own = invoice.statement.totals.net_usd.as_decimal();
            let more = notes.iter().copied().chain(debits);
            let net = more.fold(own, |sum, it| sum + it.statement.totals.net_usd.as_decimal());
            prop_assert!(
                net >= own.min(Decimal::ZERO),
                "{}: {net}\n{}",
                invoice.number,
                self.shown(),
            );
        }
        Ok(())
    }

    /// All documents, for messages.
    fn shown(&self) -> String {
        let line = |it: &Earlier| format!("{} {}", it.number, it.statement.canonical());
        self.issued.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Learns the rest, runs every month that was not issued, and one more.
    fn finish(&mut self) {
        self.known.append(&mut self.unknown);
        for run in 0..=self.case.months {
            self.issue(self.case.first.plus(run));
        }
        // A month that was issued before an earlier one is looked at once more.
        self.issue(self.case.first.plus(self.case.months + 1));
    }

    /// The sum of all documents for each item of each month of the case.
    fn posted(&self) -> BTreeMap<(Month, Item), BigInt> {
        let mut sums: BTreeMap<(Month, Item), BigInt> = BTreeMap::new();
        for document in &self.issued {
            let json = serde_json::to_value(&document.statement).expect("plain data");
            for (key, cents) in posted(&json) {
                *sums.entry(key).or_default() += cents;
            }
        }
        let end = self.case.first.plus(self.case.months);
        sums.retain(|(month, _), cents| *month < end && !cents.is_zero());
        sums
    }
}

/// What a note gives back or charges again: its one line.
fn given(note: &Statement) -> Note {
    let json = serde_json::to_value(note).expect("plain data");
    let of = &json["lines"][0];
    let slot = ["deployment", "environment", "component", "name"]
        .map(|field| of[field].as_str().unwrap_or_default().to_owned());
    let (LineDetail::Credit(line) | LineDetail::Debit(line)) = &note.lines[0].detail else {
        panic!("a note begins with its line: {note:?}");
    };
    let kind = serde_json::to_value(line.corrects.kind).expect("a kind");
    Note {
        id: String::new(),
        month: Month::read(&line.corrects.period.to_string()),
        item: Item::of(kind.as_str().expect("a kind"), slot),
        reason: Reason::Goodwill,
        cents: BigInt::from(note.lines[0].usd.cents().expect("cents")).abs(),
    }
}

fn amount(cents: Option<i64>) -> CreditAmount {
    cents.map_or(CreditAmount::Whole, |cents| CreditAmount::Usd(Usd::of_cents(cents)))
}

fn chosen(which: u32, count: usize) -> Option<usize> {
    usize::try_from(which).expect("32 bits").checked_rem(count)
}

/// Plays a path, and holds its end against what the rules say of facts and notes alone.
fn play(case: &Case, steps: &[Step], office: &Office, book: &Book) -> Result<bool, TestCaseError> {
    // After the end of a contract there is no further month to correct anything with.
    let closed = case.versions.iter().any(|it| it["contract"]["ends_on"].is_string());
    if closed {
        return Ok(false);
    }
    let mut path = Path::new(case, office);
    for step in steps {
        path.step(step)?;
    }
    path.finish();
    let months: Vec<Month> = (0..case.months).map(|run| case.first.plus(run)).collect();
    let expected = settled(book, &case.versions, &months, &case.rows(u32::MAX), &path.notes);
    let sums = path.posted();
    let keys: std::collections::BTreeSet<_> = expected.keys().chain(sums.keys()).cloned().collect();
    for key in keys {
        let of = |map: &BTreeMap<(Month, Item), BigInt>| map.get(&key).cloned().unwrap_or_default();
        let off = (of(&sums) - of(&expected)).abs();
        // The discount follows each note in whole cents: so many notes, so many cents at most.
        let notes = path.notes.iter().filter(|note| note.month == key.0).count();
        let most = if key.1 == Item::Discount { notes } else { 0 };
        prop_assert!(
            off <= BigInt::from(most),
            "{key:?} ends at {}, and should at {}, with {:#?}\n{}",
            of(&sums),
            of(&expected),
            path.notes,
            path.shown()
        );
    }
    for document in &path.issued {
        check_tax(&document.statement)?;
    }
    Ok(true)
}

/// N5: on a document, each profile is taxed once, on its own rounded subtotal.
fn check_tax(statement: &Statement) -> Result<(), TestCaseError> {
    if !statement.credits.is_empty() {
        return Ok(());
    }
    let profiles = statement.lines.iter().filter_map(|line| match &line.detail {
        LineDetail::Tax(tax) => Some((line, tax)),
        _ => None,
    });
    for (line, tax) in profiles {
        let taxed = statement
            .lines
            .iter()
            .filter(|it| it.kind() != LineKind::Tax && statement.tax_of(it) == Some(&tax.profile));
        let base = taxed.fold(Usd::ZERO, |sum, it| sum.plus(it.usd).expect("a sum"));
        prop_assert_eq!(base, tax.base);
        let usd = base.percent(tax.percent(), statement.pricing.rounding).expect("a tax");
        prop_assert_eq!(usd, line.usd);
    }
    Ok(())
}

#[test]
fn every_path_ends_at_the_same_cent() {
    let paths: u32 =
        std::env::var("MRU_PATHS").ok().and_then(|it| it.parse().ok()).unwrap_or(2_000);
    let shelf = changing_cards();
    let office = Office::with_cards(&shelf);
    let book = Book::read(&shelf.join("reference"));
    let played = std::cell::Cell::new(0_u32);
    let config = ProptestConfig {
        cases: paths + paths / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&(month::any_case(), steps()), |(case, steps)| {
        if play(&case, &steps, &office, &book)? {
            played.set(played.get() + 1);
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(played.get() >= paths, "only {} paths were played", played.get());
}

/// N4, T11: an issued month keeps the card that its document names, and a lost one is named.
#[test]
fn a_month_keeps_the_card_that_its_document_names() {
    let contract = serde_json::json!({});
    let accounts = [month::account(&month::plain_account("2026-01-01", &contract))];
    let once = |id: &str, day: &str| {
        serde_json::json!({
            "id": id, "type": "activated", "time": format!("2026-10-{day}T12:00:00Z"),
            "customer": "customer", "component": "vpn", "name": id, "environment": "production",
            "ticket": "T",
        })
    };
    let (october, november) = (Month { year: 2026, month: 10 }, Month { year: 2026, month: 11 });
    let office = Office::default();
    let rows = [once("a", "01"), once("b", "01")];
    let first = office.draft(october, &accounts, &events(&rows[..1]), &[]);
    let statement = first.expect("a draft").expect("a month");
    let earlier = [Earlier { number: "INV-1".to_owned(), statement }];
    // Only the card of January is left: it would price October by other weights.
    let january = cards()
        .all()
        .iter()
        .filter(|card| card.effective_from < october.first())
        .filter(|card| card.id() != earlier[0].statement.pricing.rate_card)
        .map(|card| card.as_ref().clone())
        .collect::<Vec<_>>();
    let lost = Office { cards: RateCards::new(january).expect("cards"), ..Office::default() };
    let refused = lost.draft(november, &accounts, &events(&rows), &earlier);
    assert_eq!(refused.expect_err("the card is lost")[0].rule, "T11");
    let next = office.draft(november, &accounts, &events(&rows), &earlier);
    let next = next.expect("a draft").expect("a month");
    let correction = next.lines.iter().find(|it| it.kind() == LineKind::Correction);
    let correction = correction.expect("a correction");
    assert_eq!(next.pricing_of(correction), &earlier[0].statement.pricing);
    assert_eq!(correction.usd, earlier[0].statement.lines[0].usd);
}

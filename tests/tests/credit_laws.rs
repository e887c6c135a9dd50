//! Laws of what is given back: never more than was billed, exactly all of it when all is given
//! back, and nothing twice.

use std::collections::BTreeMap;

use mru_core::{
    account::Account,
    invoice::{
        Credit, CreditAmount, CreditReason, DocumentKind, Earlier, InvoiceLine, LineDetail,
        LineKind, Side, Statement, Totals, credit, debit, journal,
    },
    units::Usd,
};
use mru_tests::{
    month::{self, Case, Office, account, events, plain_account},
    month_oracle::Month,
};
use proptest::{collection::vec, prelude::*, test_runner::TestCaseError};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The configuration of every law: 256 cases, no files left behind.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

/// A request for a credit: which line, how much, why.
#[derive(Clone, Copy, Debug)]
struct Request {
    document: u32,
    line: u32,
    amount: CreditAmount,
    reason: CreditReason,
}

fn requests(most: usize) -> impl Strategy<Value = Vec<Request>> {
    let cents = prop_oneof![1..4_i64, 1..100_000_i64];
    let amount = prop_oneof![
        3 => cents.prop_map(|cents| CreditAmount::Usd(Usd::of_cents(cents))),
        2 => (0..32_u32).prop_map(CreditAmount::Days),
        1 => Just(CreditAmount::Whole),
    ];
    let reasons = [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let reason = proptest::sample::select(reasons.to_vec());
    let request = (any::<u32>(), any::<u32>(), amount, reason);
    vec(
        request.prop_map(|(document, line, amount, reason)| Request {
            document,
            line,
            amount,
            reason,
        }),
        0..most,
    )
}

/// Everything issued to a customer.
struct Ledger {
    office: Office,
    accounts: Vec<Account>,
    issued: Vec<Earlier>,
}

impl Ledger {
    fn of(case: &Case) -> Ledger {
        let office = Office::default();
        let mut ledger = Ledger { office, accounts: case.accounts(), issued: Vec::new() };
        for run in 0..case.months {
            ledger.bill(case.first.plus(run), &case.rows(run));
        }
        ledger
    }

    /// Drafts a month and issues it.
    fn bill(&mut self, month: Month, rows: &[Value]) -> Option<Statement> {
        let drafted = self.office.draft(month, &self.accounts, &events(rows), &self.issued);
        let statement = drafted.expect("a draft")?;
        self.issue(statement.clone());
        Some(statement)
    }

    fn issue(&mut self, statement: Statement) {
        let number = format!("D-{}", self.issued.len());
        self.issued.push(Earlier { number, statement });
    }

    /// The invoices, without notes and without months in which corrections outweigh the rest.
    fn invoices(&self) -> Vec<Earlier> {
        let invoices = self.issued.iter().filter(|it| it.statement.kind == DocumentKind::Invoice);
        invoices.cloned().collect()
    }

    /// Issues a note, when it is granted.
    fn credit(
        &mut self,
        invoice: &Earlier,
        credits: &[Credit],
        why: CreditReason,
    ) -> Option<Statement> {
        let note = credit(invoice, &self.issued, credits, why).ok()?;
        self.issue(note.clone());
        Some(note)
    }

    /// Asks for a credit of a line of some invoice.
    fn ask(&mut self, request: Request) -> Option<Statement> {
        let invoices = self.invoices();
        let count = u32::try_from(invoices.len()).ok().filter(|count| *count > 0)?;
        let invoice = &invoices[usize::try_from(request.document % count).expect("an index")];
        let lines = u32::try_from(invoice.statement.lines.len()).expect("few lines");
        let line = request.line % lines + 1;
        self.credit(invoice, &[Credit { line, amount: request.amount }], request.reason)
    }

    /// Gives back all that is left of every line of an invoice, line by line.
    fn exhaust(&mut self, invoice: &Earlier) {
        for line in &invoice.statement.lines {
            let whole = Credit { line: line.line, amount: CreditAmount::Whole };
            self.credit(invoice, &[whole], CreditReason::Goodwill);
        }
    }

    /// What notes about each whole line of each invoice would come to, or the rules that refuse them.
    fn whole_lines(&self) -> Vec<Result<Totals, Vec<&'static str>>> {
        let mut notes = Vec::new();
        for invoice in self.invoices() {
            for line in &invoice.statement.lines {
                let whole = Credit { line: line.line, amount: CreditAmount::Whole };
                let note = credit(&invoice, &self.issued, &[whole], CreditReason::Goodwill);
                notes.push(
                    note.map(|it| it.totals).map_err(|it| it.iter().map(|it| it.rule).collect()),
                );
            }
        }
        notes
    }

    /// An invoice less its notes: lines, discount, tax.
    fn left_of(&self, invoice: &Earlier) -> [Decimal; 3] {
        let notes = self.issued.iter().filter(|it| it.statement.credits == invoice.number);
        parts(notes.flat_map(|it| &it.statement.lines).chain(&invoice.statement.lines))
    }

    /// Asserts that no more was given back than was billed.
    fn check(&self, invoice: &Earlier) -> Result<(), TestCaseError> {
        let [lines, discount, tax] = self.left_of(invoice);
        let [own_lines, own_discount, _] = parts(&invoice.statement.lines);
        // Corrections alone may bring an invoice below zero before tax; notes bring none there.
        let fine = lines >= own_lines.min(Decimal::ZERO) && discount <= Decimal::ZERO;
        let fine = fine && lines + discount >= (own_lines + own_discount).min(Decimal::ZERO);
        prop_assert!(fine, "left: {lines} {discount} {tax}");
        for (profile, [net, tax]) in self.taxes_of(invoice) {
            prop_assert!(net.is_sign_negative() || tax >= Decimal::ZERO, "{profile}: {net} {tax}");
        }
        Ok(())
    }

    /// An invoice less its notes, by profile of the tax: net and tax.
    fn taxes_of(&self, invoice: &Earlier) -> BTreeMap<String, [Decimal; 2]> {
        let mut taxes: BTreeMap<String, [Decimal; 2]> = BTreeMap::new();
        let notes = self.issued.iter().filter(|it| it.statement.credits == invoice.number);
        for statement in notes.map(|it| &it.statement).chain([&invoice.statement]) {
            for line in &statement.lines {
                let (profile, part) = match &line.detail {
                    LineDetail::Tax(tax) => (Some(&tax.profile), 1),
                    _ => (statement.tax_of(line), 0),
                };
                taxes.entry(format!("{profile:?}")).or_default()[part] += line.usd.as_decimal();
            }
        }
        taxes
    }
}

/// What lines come to: those before discount and tax, discount, tax.
fn parts<'a>(lines: impl IntoIterator<Item = &'a InvoiceLine>) -> [Decimal; 3] {
    lines.into_iter().fold([Decimal::ZERO; 3], |mut sums, line| {
        let part = match line.kind() {
            LineKind::Discount if line.corrects().is_none() => 1,
            LineKind::Tax => 2,
            _ => 0,
        };
        sums[part] += line.usd.as_decimal();
        sums
    })
}

/// A note gives back, its sums are sums, and its journal balances.
fn check_note(note: &Statement) -> Result<(), TestCaseError> {
    let sum = note.lines.iter().fold(Decimal::ZERO, |sum, line| sum + line.usd.as_decimal());
    prop_assert_eq!(sum, note.totals.total_usd.as_decimal());
    prop_assert_eq!(
        note.totals.net_usd.as_decimal() + note.totals.tax_usd.as_decimal(),
        note.totals.total_usd.as_decimal()
    );
    prop_assert!(sum <= Decimal::ZERO && note.totals.net_usd.as_decimal() <= Decimal::ZERO);
    prop_assert!(note.totals.tax_usd.as_decimal() <= Decimal::ZERO);
    let side = |side: Side| {
        let entries = journal(note).expect("a journal");
        let entries = entries.iter().filter(|entry| entry.side == side);
        entries.fold(Decimal::ZERO, |sum, entry| sum + entry.usd.as_decimal())
    };
    prop_assert_eq!(side(Side::Debit), side(Side::Credit));
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    /// R92: a line that is given back whole is its own negation.
    #[test]
    fn a_whole_line_is_given_back_exactly(case in month::any_case()) {
        let ledger = Ledger::of(&case);
        for invoice in ledger.invoices() {
            // What a later invoice has corrected already is not whole any more.
            let before = std::slice::from_ref(&invoice);
            for line in &invoice.statement.lines {
                let whole = Credit { line: line.line, amount: CreditAmount::Whole };
                let Ok(note) = credit(&invoice, before, &[whole], CreditReason::Goodwill) else {
                    let floor = matches!(line.kind(), LineKind::Discount | LineKind::Tax);
                    let outweighed = invoice.statement.lines.iter().any(|it| {
                        it.kind() == LineKind::Correction && it.usd.is_negative()
                    });
                    prop_assert!(floor || outweighed || line.usd <= Usd::ZERO, "{line:?}");
                    continue;
                };
                prop_assert_eq!(note.lines[0].usd, line.usd.negated());
                prop_assert_eq!(note.lines[0].kind(), LineKind::Credit);
            }
        }
    }

    /// R92: whatever is asked for, an invoice less its notes is never below zero; and when all
    /// lines were given back, nothing is left of discount and tax.
    #[test]
    fn an_invoice_less_its_notes_is_never_negative(
        case in month::any_case(),
        requests in requests(16),
    ) {
        let mut ledger = Ledger::of(&case);
        for request in requests {
            if let Some(note) = ledger.ask(request) {
                check_note(&note)?;
            }
            for invoice in ledger.invoices() {
                ledger.check(&invoice)?;
            }
        }
        let corrects = |it: &InvoiceLine| it.kind() == LineKind::Correction;
        let corrected = ledger.issued.iter().any(|it| it.statement.lines.iter().any(corrects));
        for invoice in ledger.invoices() {
            ledger.exhaust(&invoice);
            ledger.check(&invoice)?;
            if !corrected {
                prop_assert_eq!(ledger.left_of(&invoice), [Decimal::ZERO; 3]);
            }
        }
    }

    /// N6: a note that was wrong and was charged again whole leaves no trace: what can be given back
    /// afterwards is what could be given back before, to the cent.
    #[test]
    fn a_note_that_was_charged_again_leaves_no_trace(
        case in month::any_case(),
        requests in requests(6),
    ) {
        let mut ledger = Ledger::of(&case);
        for request in requests {
            let before = ledger.whole_lines();
            let Some(note) = ledger.ask(request) else { continue };
            let Some(issued) = ledger.issued.last().cloned() else { continue };
            let lines = note.lines.iter().filter(|line| line.kind() == LineKind::Credit);
            let again: Vec<Credit> = lines
                .map(|line| Credit { line: line.line, amount: CreditAmount::Whole })
                .collect();
            let again = debit(&issued, &ledger.issued, &again).expect("all of it");
            prop_assert_eq!(again.totals.total_usd, note.totals.total_usd.negated());
            ledger.issue(again);
            prop_assert_eq!(ledger.whole_lines(), before);
        }
    }

    /// R92: many small credits of one line give back no more than one large one.
    #[test]
    fn small_credits_add_up_to_no_more(
        cents in vec(1..4_i64, 1..80),
        usd in 1..130_i64,
        percent in proptest::sample::select(&["1", "10", "33.3333", "50", "99.5", "100"][..]),
        tax in proptest::sample::select(&["0.01", "19", "50"][..]),
        rounding in proptest::sample::select(&["half-away-from-zero", "half-to-even"][..]),
    ) {
        let contract = json!({
            "discount": { "percent": percent, "label": "volume" },
            "tax": { "label": "VAT", "percent": tax },
            "prices": { "policies": { "rounding": rounding } },
        });
        let (office, issued) = (Office::default(), Vec::new());
        let accounts = vec![account(&plain_account("2026-01-01", &contract))];
        let mut ledger = Ledger { office, accounts, issued };
        let once = json!({
            "id": "1", "type": "one-off", "time": "2026-05-05T12:00:00Z", "customer": "customer",
            "component": "domain-registration", "name": "example.com", "description": "one year",
            "usd": Decimal::new(usd, 2).to_string(), "ticket": "T",
        });
        ledger.bill(Month { year: 2026, month: 5 }, &[once]);
        let invoice = ledger.invoices()[0].clone();
        for cents in cents {
            let amount = CreditAmount::Usd(Usd::of_cents(cents));
            if let Some(note) = ledger.credit(&invoice, &[Credit { line: 1, amount }], CreditReason::Goodwill) {
                check_note(&note)?;
            }
            ledger.check(&invoice)?;
        }
        ledger.exhaust(&invoice);
        prop_assert_eq!(ledger.left_of(&invoice), [Decimal::ZERO; 3]);
    }

    /// R92, S12: of what corrections left of a component and month, no more is given back.
    #[test]
    fn corrections_and_credits_together_never_exceed_what_was_billed(
        case in month::any_case(),
        requests in requests(12),
    ) {
        let mut ledger = Ledger::of(&case);
        for request in requests {
            ledger.ask(request);
        }
        for invoice in ledger.invoices() {
            ledger.exhaust(&invoice);
        }
        let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
        for document in &ledger.issued {
            for line in &document.statement.lines {
                let kinds = [LineKind::Component, LineKind::Elasticity, LineKind::OneOff];
                let mut origin = document.statement.period;
                if let Some(corrects) = line.corrects() {
                    origin = corrects.period;
                } else if !kinds.contains(&line.kind()) {
                    continue;
                }
                let of = [line.deployment(), line.environment(), line.component(), line.name(), line.size()];
                let key = format!("{origin} {of:?} {}", line.description());
                *sums.entry(key).or_default() += line.usd.as_decimal();
            }
        }
        sums.retain(|key, _| !key.contains("\"\", \"\", \"\", \"\""));
        for (of, sum) in sums {
            prop_assert!(sum >= Decimal::ZERO, "{of}: {sum}");
        }
    }

    /// S12: a note for a wrong fact, and the fact put right, give the difference back once.
    #[test]
    fn a_wrong_fact_is_given_back_once(
        removed in 2..31_u32,
        credited in 1..31_u32,
        first in any::<bool>(),
        proration in proptest::sample::select(&["daily", "thirty-days", "hourly"][..]),
        quantity in 1..9_u32,
    ) {
        let contract = json!({ "proration": proration, "discount": { "percent": "10" } });
        let accounts = vec![account(&plain_account("2026-01-01", &contract))];
        let mut ledger = Ledger { office: Office::default(), accounts, issued: Vec::new() };
        let mut rows = vec![cache("1", "activated", "2026-04-30T12:00:00Z", quantity)];
        ledger.bill(Month { year: 2026, month: 5 }, &rows);
        let may = ledger.invoices()[0].clone();
        rows.push(cache("2", "removed", &format!("2026-05-{removed:02}T12:00:00Z"), quantity));
        let days = Credit { line: 1, amount: CreditAmount::Days(credited) };
        if first {
            ledger.credit(&may, &[days], CreditReason::Correction);
            ledger.bill(Month { year: 2026, month: 6 }, &rows);
        } else {
            ledger.bill(Month { year: 2026, month: 6 }, &rows);
            // Already corrected: a note is bounded by what is left.
            ledger.credit(&may, &[days], CreditReason::Correction);
        }
        // June or July puts the books where the facts are.
        ledger.bill(Month { year: 2026, month: 7 }, &rows);
        let august = ledger.bill(Month { year: 2026, month: 8 }, &rows);
        prop_assert!(august.is_none_or(|it| it.lines.iter().all(|it| it.kind() != LineKind::Correction)));
        let of_may = |it: &&InvoiceLine| match it.corrects() {
            Some(corrects) => corrects.period.to_string() == "2026-05",
            None => false,
        };
        let given: Decimal = ledger
            .issued
            .iter()
            .flat_map(|it| &it.statement.lines)
            .filter(|it| !it.component().is_empty())
            .filter(of_may)
            .fold(Decimal::ZERO, |sum, it| sum - it.usd.as_decimal());
        let whole = may.statement.lines[0].usd.as_decimal();
        let mut alone = Ledger {
            office: Office::default(), accounts: ledger.accounts.clone(), issued: Vec::new(),
        };
        let right = alone.bill(Month { year: 2026, month: 5 }, &rows).map_or(Decimal::ZERO, |it| {
            let components = it.lines.iter().filter(|it| it.kind() == LineKind::Component);
            components.fold(Decimal::ZERO, |sum, it| sum + it.usd.as_decimal())
        });
        prop_assert_eq!(given, whole - right);
    }
}

fn cache(id: &str, kind: &str, time: &str, quantity: u32) -> Value {
    let mut row = json!({
        "id": id, "type": kind, "time": time, "customer": "customer", "environment": "production",
        "component": "cache", "name": "sessions", "ticket": "T",
    });
    if kind != "removed" {
        row["size"] = json!("cache.t3.medium");
        row["quantity"] = json!(quantity.to_string());
    }
    row
}

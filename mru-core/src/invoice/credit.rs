//! Credit notes: issued lines given back in whole or part, never more than is left (R92, R93).

use rust_decimal::Decimal;

use super::{
    Corrects, DocumentKind, Earlier, InvoiceLine, LineKind, Statement, Totals,
    corrections::is_invoice, draft::inexact, left,
};
use crate::{
    calendar::Proration,
    finding::{Finding, Severity},
    reading::choice,
    text::{self, Lang, Text, text},
    units::{ArithmeticError, MruPrice, Percent, RoundingRule, Share, Usd, Weight},
};

choice! {
    /// Why a credit note is given.
    pub enum CreditReason {
        /// A fact was wrong; if the fact is corrected as well, nothing is given back twice.
        Correction = "correction",
        /// A service level was missed (R93).
        ServiceLevel = "service-level",
        /// Goodwill.
        Goodwill = "goodwill",
    }
}

/// How much of a line is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditAmount {
    /// All that is left of it.
    Whole,
    /// An amount before discount and tax.
    Usd(Usd),
    /// So many days of the month: the line's own arithmetic for those days.
    Days(u32),
}

/// One line to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Number of the line of the invoice.
    pub line: u32,
    /// How much of it.
    pub amount: CreditAmount,
}

/// Makes the statement of a credit note about an issued invoice.
///
/// `earlier` is everything issued to the customer, in order. Discount and tax of the invoice are
/// given back in proportion, and exactly when nothing is left of the lines.
///
/// # Errors
///
/// B10 a document that is no invoice, B11 no such line, B12 a line that cannot be credited, B13
/// more than is left of the line or the invoice, R6 a number that cannot be kept exact.
pub fn credit(
    invoice: &Earlier,
    earlier: &[Earlier],
    credits: &[Credit],
    reason: CreditReason,
) -> Result<Statement, Vec<Finding>> {
    let number = &invoice.number;
    if !is_invoice(&invoice.statement) {
        return Err(vec![refused(
            "B10",
            "",
            text!("{number} is no invoice", "{number} no es una factura"),
            text!(
                "a credit note gives back lines of an invoice; name the invoice instead",
                "una nota de crédito devuelve líneas de una factura; indique la factura"
            ),
        )]);
    }
    let before = Before::of(invoice, earlier).map_err(|error| vec![inexact(&error)])?;
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    for (index, credit) in credits.iter().enumerate() {
        if credits.iter().take(index).any(|other| other.line == credit.line) {
            let line = credit.line;
            let message = text!("line {line} is given twice", "la línea {line} aparece dos veces");
            let help = text!("name each line once", "indique cada línea una sola vez");
            findings.push(refused("B11", &place(line), message, help));
            continue;
        }
        match before.line(invoice, credit) {
            Ok(line) => lines.push(line),
            Err(finding) => findings.push(*finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    finish(invoice, &before, lines, reason).map_err(|error| match error {
        Refusal::Arithmetic(error) => vec![inexact(&error)],
        Refusal::Finding(finding) => vec![*finding],
    })
}

enum Refusal {
    Arithmetic(ArithmeticError),
    Finding(Box<Finding>),
}

impl From<ArithmeticError> for Refusal {
    fn from(error: ArithmeticError) -> Refusal {
        Refusal::Arithmetic(error)
    }
}

/// What was given back of an invoice before.
struct Before {
    /// Each line's amount, less what was given back of it.
    left: Vec<(u32, Usd)>,
    /// Sum of the lines of the month, less what was given back.
    month: Usd,
    /// Sum of the corrections of other months, less what was given back.
    corrections: Usd,
    discount: Usd,
    tax: Usd,
}

impl Before {
    fn of(invoice: &Earlier, earlier: &[Earlier]) -> Result<Before, ArithmeticError> {
        let left = left::of_lines(invoice, earlier)?;
        let mut before = Before {
            left,
            month: Usd::ZERO,
            corrections: Usd::ZERO,
            discount: Usd::ZERO,
            tax: Usd::ZERO,
        };
        let notes = earlier.iter().filter(|it| it.statement.credits == invoice.number);
        for line in notes.chain([invoice]).flat_map(|document| &document.statement.lines) {
            before.add(line, invoice)?;
        }
        Ok(before)
    }

    fn add(&mut self, line: &InvoiceLine, invoice: &Earlier) -> Result<(), ArithmeticError> {
        let credited = line.corrects.as_ref().and_then(|of| invoice.statement.line(of.line));
        let kind = match line.kind {
            LineKind::Credit => credited.map_or(line.kind, |credited| credited.kind),
            kind => kind,
        };
        let sum = match kind {
            LineKind::Discount => &mut self.discount,
            LineKind::Tax => &mut self.tax,
            LineKind::Correction => &mut self.corrections,
            _ => &mut self.month,
        };
        *sum = sum.plus(line.usd)?;
        Ok(())
    }

    /// The negated line of one credit.
    fn line(&self, invoice: &Earlier, credit: &Credit) -> Result<InvoiceLine, Box<Finding>> {
        let (number, wanted) = (&invoice.number, credit.line);
        let Some(line) = invoice.statement.line(wanted) else {
            let count = invoice.statement.lines.len();
            return Err(Box::new(refused(
                "B11",
                &place(wanted),
                text!("{number} has no line {wanted}", "{number} no tiene la línea {wanted}"),
                text!("its lines are 1 to {count}", "sus líneas son de 1 a {count}"),
            )));
        };
        if matches!(line.kind, LineKind::Discount | LineKind::Tax) || !positive(line.usd) {
            return Err(Box::new(refused(
                "B12",
                &place(wanted),
                text!(
                    "line {wanted} of {number} cannot be credited",
                    "la línea {wanted} de {number} no se puede acreditar"
                ),
                text!(
                    "discount and tax go back with the lines they are on; a line of zero or below has nothing to give back",
                    "el descuento y el impuesto se devuelven con sus líneas; una línea de monto cero o negativo no tiene nada que devolver"
                ),
            )));
        }
        let left =
            self.left.iter().find(|(other, _)| *other == wanted).map_or(Usd::ZERO, |it| it.1);
        let usd = match credit.amount {
            CreditAmount::Whole => Ok(left),
            CreditAmount::Usd(usd) => Ok(usd),
            CreditAmount::Days(days) => of_days(&invoice.statement, line, days),
        };
        let usd = usd.map_err(|error| Box::new(inexact(&error)))?;
        if !positive(usd) || usd > left {
            return Err(Box::new(too_much(number, wanted, usd, left)));
        }
        let right = left.minus(usd).map_err(|error| Box::new(inexact(&error)))?;
        Ok(InvoiceLine {
            kind: LineKind::Credit,
            usd: usd.negated(),
            mru: Decimal::ZERO,
            share: match credit.amount {
                CreditAmount::Days(days) => Share::new(days.into(), days_of(&invoice.statement)),
                _ => None,
            },
            elastic: None,
            rules: vec!["R92".into(), "R93".into()],
            corrects: Some(Corrects {
                document: number.clone(),
                line: wanted,
                kind: line.corrects.as_ref().map_or(line.kind, |corrects| corrects.kind),
                period: invoice.statement.period,
                billed_usd: left,
                right_usd: right,
            }),
            ..line.clone()
        })
    }
}

/// What so many days of a line cost: its weight, quantity and price for those days (R86).
fn of_days(statement: &Statement, line: &InvoiceLine, days: u32) -> Result<Usd, ArithmeticError> {
    let error = ArithmeticError { step: "crediting days of a line" };
    let weight = line.weight_mru.and_then(Weight::new).ok_or_else(|| error.clone())?;
    let price = MruPrice::new(statement.pricing.mru_price_usd).ok_or_else(|| error.clone())?;
    let share = Share::new(days.into(), days_of(statement)).ok_or(error)?;
    let mru = weight.times(line.quantity.unwrap_or_default(), line.redundancy.unwrap_or(1))?;
    price.of(mru)?.round_share(share, statement.pricing.rounding)
}

/// How many days the month of a statement is billed as.
fn days_of(statement: &Statement) -> u32 {
    match statement.pricing.proration {
        Proration::ThirtyDays => 30,
        Proration::Daily | Proration::WholeMonth | Proration::Hourly => statement.period.days(),
    }
}

fn finish(
    invoice: &Earlier,
    before: &Before,
    mut lines: Vec<InvoiceLine>,
    reason: CreditReason,
) -> Result<Statement, Refusal> {
    let statement = &invoice.statement;
    let rounding = statement.pricing.rounding;
    let of = |kind| statement.lines.iter().find(|line| line.kind == kind);
    let mut base = lines.iter().map(|line| line.usd).try_fold(Usd::ZERO, Usd::plus)?;
    if let Some(discount) = of(LineKind::Discount) {
        // The discount is on the lines of the month, not on corrections of other months.
        let of_month = |line: &&InvoiceLine| {
            let credited = line.corrects.as_ref().and_then(|of| statement.line(of.line));
            credited.is_some_and(|line| line.kind != LineKind::Correction)
        };
        let mut credited = lines.iter().filter(of_month).map(|line| line.usd);
        let credited = credited.try_fold(Usd::ZERO, Usd::plus)?;
        let left = before.month.plus(credited)?;
        // The discount was below zero, so what follows the credit is above it.
        let remaining = before.discount.negated();
        let usd = follow(credited.negated(), remaining, discount, left, rounding)?;
        // Rounding many small credits must not leave a discount above the lines that are left.
        let usd = usd.max(remaining.minus(left)?);
        lines.push(followed(discount, credited, usd));
        base = base.plus(usd)?;
    }
    let net = before.month.plus(before.corrections)?.plus(before.discount)?;
    let left = net.plus(base)?;
    if left.is_negative() {
        let finding = more_than_all(&invoice.number, base.negated(), net);
        return Err(Refusal::Finding(Box::new(finding)));
    }
    if let Some(tax) = of(LineKind::Tax) {
        let usd = follow(base.negated(), before.tax, tax, left, rounding)?.negated();
        lines.push(followed(tax, base, usd));
    }
    for (number, line) in (1..).zip(&mut lines) {
        line.line = number;
    }
    let totals = Totals::of(Decimal::ZERO, &lines)?;
    Ok(Statement {
        kind: DocumentKind::CreditNote,
        credits: invoice.number.clone(),
        reason: reason.as_str().to_owned(),
        payment: String::new(),
        lines,
        totals,
        ..statement.clone()
    })
}

/// The part of a discount or tax that goes back with credited lines: its percentage, but no more
/// than is left of it, and all of it when nothing is left of the lines.
fn follow(
    credited: Usd,
    remaining: Usd,
    line: &InvoiceLine,
    left: Usd,
    rounding: RoundingRule,
) -> Result<Usd, ArithmeticError> {
    if left.is_zero() {
        return Ok(remaining);
    }
    let percent = line.percent.and_then(Percent::new).unwrap_or_default();
    Ok(credited.percent(percent, rounding)?.min(remaining))
}

fn followed(line: &InvoiceLine, base: Usd, usd: Usd) -> InvoiceLine {
    InvoiceLine { base: Some(base.as_decimal()), usd, ..line.clone() }
}

fn positive(usd: Usd) -> bool {
    !usd.is_negative() && !usd.is_zero()
}

fn too_much(number: &str, line: u32, usd: Usd, left: Usd) -> Finding {
    let shown = |lang| (shown(usd, lang), shown(left, lang));
    let ((usd_en, left_en), (usd_es, left_es)) = (shown(Lang::En), shown(Lang::Es));
    let message = text!(
        "{usd_en} cannot be given back of line {line} of {number}, of which {left_en} is left",
        "no se puede devolver {usd_es} de la línea {line} de {number}, de la que queda {left_es}"
    );
    let help = text!(
        "ask for more than zero and at most what is left",
        "pida más de cero y a lo más lo que queda"
    );
    refused("B13", &place(line), message, help)
}

/// The refusal of a note that would leave an invoice below zero.
fn more_than_all(number: &str, asked: Usd, left: Usd) -> Finding {
    let shown = |lang| (shown(asked, lang), shown(left, lang));
    let ((asked_en, left_en), (asked_es, left_es)) = (shown(Lang::En), shown(Lang::Es));
    let message = text!(
        "{asked_en} is more than is left of {number} before tax: {left_en}",
        "{asked_es} es más de lo que queda de {number} antes de impuesto: {left_es}"
    );
    let help = text!(
        "earlier credit notes and corrections have given back the rest",
        "notas de crédito y correcciones anteriores ya devolvieron el resto"
    );
    refused("B13", "", message, help)
}

/// An amount as documents write it.
fn shown(usd: Usd, lang: Lang) -> String {
    text::usd(usd.as_decimal(), lang)
}

/// Names a line as the place of a finding.
fn place(line: u32) -> String {
    format!("line {line}")
}

fn refused(rule: &'static str, path: &str, message: Text, help: Text) -> Finding {
    let (severity, path) = (Severity::Error, path.to_owned());
    Finding { rule, severity, path, position: None, message, help: Some(help) }
}

//! Credit notes: issued lines given back in whole or part, never more than is left (R92, R93).

use super::{
    Credit, CreditAmount, CreditReason,
    follow::Left,
    left, parts,
    refusal::{Refusal, no_line, refused, too_much},
};
use crate::{
    calendar::Proration,
    finding::Finding,
    invoice::{
        Corrects, DocumentKind, Earlier, InvoiceLine, LineDetail, LineKind, NoteLine, Statement,
    },
    text::text,
    units::{ArithmeticError, MruPrice, Share, Usd},
};

/// Makes the statement of a credit note about an issued invoice.
///
/// `earlier` is everything issued to the customer, in order. The discount and the tax of the month
/// that each line is about are given back in proportion, and exactly when nothing is left of the
/// lines.
///
/// # Errors
///
/// B10 a document that is no invoice, B11 no such line, B12 a line that cannot be credited, B13
/// more than is left of the line or the invoice, B14 days of a line that has none, R6 a number that
/// cannot be kept exact.
///
/// # Example
///
/// ```
/// # use mru_core::{Format, account::{Account, Supplier}, metering::{Event, EventFormat}, rate_card::{RateCard, RateCards}};
/// # let header = "card = \"reference\"\neffective_from = \"2026-01-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,1.65,assumption,\n";
/// # let cards = RateCards::new([RateCard::read(&[("card.toml", header), ("w.csv", weights)]).unwrap()]).unwrap();
/// # let versions = [Account::read(r#"
/// #     id = "insurer"
/// #     effective_from = "2026-01-01"
/// #     legal = { name = "Insurer S.A.", tax_id = "1-9", address = ["Santiago"] }
/// #     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
/// #     contract = { id = "C-1", starts_on = "2026-01-01", tax = { label = "IVA", percent = 19 } }
/// # "#, Format::Toml).unwrap()];
/// # let supplier = "legal = { name = \"Modyo SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
/// # let supplier = Supplier::read(supplier, Format::Toml).unwrap();
/// # let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
/// #            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,2,REQ-7\n";
/// # let events = Event::read(csv, EventFormat::Csv).unwrap();
/// # let facts = mru_core::invoice::Facts { supplier: &supplier, versions: &versions, events: &events, cards: &cards, earlier: &[] };
/// # let statement = mru_core::invoice::draft("2026-04".parse().unwrap(), &facts).unwrap().unwrap();
///
/// use mru_core::invoice::{Credit, CreditAmount, CreditReason, Earlier, credit};
///
/// let invoice = Earlier { number: "INV-1".to_owned(), statement };
/// let asked = [Credit { line: 1, amount: CreditAmount::Days(10) }];
/// let issued = [invoice.clone()];
/// let note = credit(&invoice, &issued, &asked, CreditReason::ServiceLevel).unwrap();
/// // Half of the 20 days, and their tax.
/// assert_eq!(note.totals.net_usd.to_string(), "-46.20");
/// assert_eq!(note.totals.total_usd.to_string(), "-54.98");
/// let wrong = [Credit { line: 9, amount: CreditAmount::Whole }];
/// assert_eq!(credit(&invoice, &issued, &wrong, CreditReason::Goodwill).unwrap_err()[0].rule, "B11");
/// ```
pub fn credit(
    invoice: &Earlier,
    earlier: &[Earlier],
    credits: &[Credit],
    reason: CreditReason,
) -> Result<Statement, Vec<Finding>> {
    let one = |refusal: Refusal| vec![Finding::from(refusal)];
    if invoice.statement.kind != DocumentKind::Invoice {
        return Err(one(no_invoice(&invoice.number)));
    }
    let left = left::of_lines(invoice, earlier).map_err(|error| one(error.into()))?;
    let lines = parts::lines(credits, |credit| line(invoice, credit, &left))?;
    let lines = Left::of(invoice, earlier)
        .map_err(Refusal::from)
        .and_then(|left| left.follow(lines, earlier))
        .map_err(one)?;
    let statement = &invoice.statement;
    parts::statement(statement, lines)
        .map(|note| Statement {
            kind: DocumentKind::CreditNote,
            credits: invoice.number.clone(),
            reason: reason.as_str().to_owned(),
            payment: String::new(),
            ..note
        })
        .map_err(|error| one(error.into()))
}

/// The line of a note that gives a line of an invoice back.
fn line(invoice: &Earlier, credit: &Credit, left: &[(u32, Usd)]) -> Result<InvoiceLine, Refusal> {
    let (number, wanted) = (&invoice.number, credit.line);
    let Some(line) = invoice.statement.line(wanted) else {
        return Err(no_line(number, wanted, invoice.statement.lines.len()));
    };
    let by_itself = !matches!(line.kind_behind(), LineKind::Discount | LineKind::Tax);
    if !by_itself || line.usd <= Usd::ZERO {
        return Err(cannot_be_credited(number, wanted));
    }
    let left = left.iter().find(|(other, _)| *other == wanted).map_or(Usd::ZERO, |it| it.1);
    let (usd, share) = match credit.amount {
        CreditAmount::Whole => (left, None),
        CreditAmount::Usd(usd) => (usd, None),
        CreditAmount::Days(days) => {
            let (usd, share) = of_days(&invoice.statement, line, days)?;
            (usd, Some(share))
        }
    };
    if usd <= Usd::ZERO || usd > left {
        return Err(too_much(number, wanted, usd, left));
    }
    let note = NoteLine {
        subject: line.subject(),
        corrects: Corrects {
            document: number.clone(),
            line: wanted,
            kind: line.kind_behind(),
            period: line.corrects().map_or(invoice.statement.period, |it| it.period),
            billed_usd: left,
            right_usd: left.minus(usd)?,
            given_usd: Usd::ZERO,
            right: Vec::new(),
        },
        entry: line.entry_id().cloned(),
        weighed: line.weighed().copied(),
        days: line.days(),
        share,
        ticket: line.ticket().to_owned(),
        events: line.events().to_vec(),
    };
    Ok(InvoiceLine::new(LineDetail::Credit(note), usd.negated(), &["R92", "R93"]))
}

/// What so many days of a line cost: its weight, quantity and price for those days (R86).
fn of_days(statement: &Statement, line: &InvoiceLine, days: u32) -> Result<(Usd, Share), Refusal> {
    let LineDetail::Component(component) = &line.detail else { return Err(no_days(line.line)) };
    let error = ArithmeticError { step: "crediting days of a line" };
    let price = MruPrice::new(statement.pricing.mru_price_usd).ok_or_else(|| error.clone())?;
    let share = Share::new(days.into(), days_of(statement)).ok_or(error)?;
    let mru = component.priced.weighed.month()?;
    Ok((price.of(mru)?.round_share(share, statement.pricing.rounding)?, share))
}

/// How many days the month of a statement is billed as.
fn days_of(statement: &Statement) -> u32 {
    match statement.pricing.proration {
        Proration::ThirtyDays => 30,
        Proration::Daily | Proration::WholeMonth | Proration::Hourly => statement.period.days(),
    }
}

fn no_invoice(number: &str) -> Refusal {
    refused(
        "B10",
        None,
        text!("{number} is no invoice", "{number} no es una factura"),
        text!(
            "a credit note gives back lines of an invoice; what a credit note gave back by mistake is charged again by a debit note that names it",
            "una nota de crédito devuelve líneas de una factura; lo que una nota de crédito devolvió por error se cobra de nuevo con una nota de débito que la nombra"
        ),
    )
}

fn cannot_be_credited(number: &str, line: u32) -> Refusal {
    refused(
        "B12",
        Some(line),
        text!(
            "line {line} of {number} cannot be credited",
            "la línea {line} de {number} no se puede acreditar"
        ),
        text!(
            "discount and tax go back with the lines they are on; a line of zero or below has nothing to give back",
            "el descuento y el impuesto se devuelven con sus líneas; una línea de monto cero o negativo no tiene nada que devolver"
        ),
    )
}

fn no_days(line: u32) -> Refusal {
    refused(
        "B14",
        Some(line),
        text!("line {line} has no days", "la línea {line} no tiene días"),
        text!("give an amount", "indique un monto"),
    )
}

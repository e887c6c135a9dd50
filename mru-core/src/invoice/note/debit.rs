//! Debit notes: what a credit note gave back by mistake is charged again (R92, N6).

use super::{
    Credit, CreditAmount,
    follow::Left,
    parts,
    refusal::{Refusal, no_line, refused, too_much},
};
use crate::{
    finding::Finding,
    invoice::{Corrects, DocumentKind, Earlier, InvoiceLine, LineDetail, NoteLine, Statement},
    text::text,
    units::{ArithmeticError, Usd},
};

/// Makes the statement of a debit note about an issued credit note.
///
/// `earlier` is everything issued to the customer, in order. Discount and tax follow as in a credit
/// note.
///
/// # Errors
///
/// B15 a document that is no credit note, B11 no such line, B12 a line that is discount or tax, B13
/// more than the note gave back and was not charged again, B14 an amount in days, R6 a number that
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
/// # use mru_core::invoice::{CreditReason, credit};
/// use mru_core::invoice::{Credit, CreditAmount, Earlier, debit};
///
/// # let invoice = Earlier { number: "INV-1".to_owned(), statement };
/// let whole = [Credit { line: 1, amount: CreditAmount::Whole }];
/// # let note = credit(&invoice, &[invoice.clone()], &whole, CreditReason::Goodwill).unwrap();
/// let note = Earlier { number: "CN-1".to_owned(), statement: note };
/// let charged = debit(&note, &[invoice, note.clone()], &whole).unwrap();
/// assert_eq!(charged.totals.total_usd.to_string(), "109.96");
/// ```
pub fn debit(
    note: &Earlier,
    earlier: &[Earlier],
    debits: &[Credit],
) -> Result<Statement, Vec<Finding>> {
    let one = |refusal: Refusal| vec![Finding::from(refusal)];
    if note.statement.kind != DocumentKind::CreditNote || !note.is_note() {
        return Err(one(no_credit_note(&note.number)));
    }
    let lines = parts::lines(debits, |debit| line(note, debit, earlier))?;
    let lines = Left::of(note, earlier)
        .map_err(Refusal::from)
        .and_then(|left| left.follow(lines, earlier))
        .map_err(one)?;
    let invoice = earlier.iter().find(|it| it.number == note.statement.credits);
    parts::statement(&note.statement, lines)
        .map(|debit| Statement {
            kind: DocumentKind::DebitNote,
            credits: note.number.clone(),
            reason: String::new(),
            payment: invoice.map(|it| it.statement.payment.clone()).unwrap_or_default(),
            ..debit
        })
        .map_err(|error| one(error.into()))
}

/// The line of a note that charges a line of a credit note again.
fn line(note: &Earlier, debit: &Credit, earlier: &[Earlier]) -> Result<InvoiceLine, Refusal> {
    let (number, wanted) = (&note.number, debit.line);
    let Some(line) = note.statement.line(wanted) else {
        return Err(no_line(number, wanted, note.statement.lines.len()));
    };
    let LineDetail::Credit(credit) = &line.detail else {
        return Err(follows_by_itself(number, wanted));
    };
    let left = left_of(note, line, earlier)?;
    let usd = match debit.amount {
        CreditAmount::Whole => left,
        CreditAmount::Usd(usd) => usd,
        CreditAmount::Days(_) => return Err(in_days(wanted)),
    };
    if usd <= Usd::ZERO || usd > left {
        return Err(too_much(number, wanted, usd, left));
    }
    let again = NoteLine {
        corrects: Corrects {
            document: number.clone(),
            line: wanted,
            billed_usd: left,
            right_usd: left.minus(usd)?,
            ..credit.corrects.clone()
        },
        share: None,
        ..credit.clone()
    };
    Ok(InvoiceLine::new(LineDetail::Debit(again), usd, &["R92"]))
}

/// What a line of a credit note gave back and was not charged again, above zero.
fn left_of(
    note: &Earlier,
    line: &InvoiceLine,
    earlier: &[Earlier],
) -> Result<Usd, ArithmeticError> {
    let debits = earlier.iter().filter(|it| it.statement.credits == note.number);
    let about = |it: &&InvoiceLine| match &it.detail {
        LineDetail::Debit(debit) => debit.corrects.line == line.line,
        _ => false,
    };
    let mut again = debits.flat_map(|it| &it.statement.lines).filter(about).map(|it| it.usd);
    line.usd.negated().minus(again.try_fold(Usd::ZERO, Usd::plus)?)
}

fn no_credit_note(number: &str) -> Refusal {
    refused(
        "B15",
        None,
        text!("{number} is no credit note", "{number} no es una nota de crédito"),
        text!(
            "a debit note charges again what a credit note gave back; name the credit note",
            "una nota de débito cobra de nuevo lo que devolvió una nota de crédito; indique la nota de crédito"
        ),
    )
}

fn follows_by_itself(number: &str, line: u32) -> Refusal {
    refused(
        "B12",
        Some(line),
        text!(
            "line {line} of {number} cannot be charged again by itself",
            "la línea {line} de {number} no se puede cobrar de nuevo por sí sola"
        ),
        text!(
            "discount and tax follow the lines they are on",
            "el descuento y el impuesto siguen a sus líneas"
        ),
    )
}

fn in_days(line: u32) -> Refusal {
    refused(
        "B14",
        Some(line),
        text!(
            "line {line} of a credit note is charged again as an amount, not by days",
            "la línea {line} de una nota de crédito se cobra de nuevo como un monto, no por días"
        ),
        text!("give an amount", "indique un monto"),
    )
}

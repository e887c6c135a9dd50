//! Issued documents, made again from their stored facts.

use mru_core::{
    account::Supplier,
    invoice::{
        Credit, CreditAmount, CreditReason, DocumentKind, Earlier, InvoiceLine, LineDetail,
        LineKind, Statement, credit, debit,
    },
    rate_card::RateCards,
    text::Text,
    units::Usd,
};

use crate::{
    billing::{
        facts::{CustomerFacts, Stored, earlier},
        fault::Fault,
    },
    storage::{Document, DocumentRow, check},
};

/// Says how many documents of a customer were made again, and what is wrong with them and the events.
///
/// Where nothing can have been corrected and each document is, letter by letter, what its facts make,
/// none of them has to be read.
pub(super) fn check_documents(
    stored: &Stored,
    suppliers: &[(i64, String, Supplier)],
    cards: &RateCards,
) -> Result<(usize, Vec<Text>), Fault> {
    let mut problems = Vec::new();
    let facts = stored.read_without_documents(|event, content| {
        problems.extend(check::canonical(event, content));
    })?;
    let as_made = |row: &DocumentRow| {
        let made = row.as_made(|sequence, period, credits| {
            let is_plain = credits.is_empty() && !facts.is_late(period, sequence);
            let supplier = is_plain.then(|| supplier_before(suppliers, sequence)).flatten()?;
            facts.statement(period, supplier, cards, sequence).ok().flatten()
        })?;
        Ok(made.map(|document| check_columns(&document, cards)))
    };
    let made = stored.documents.iter().map(as_made);
    if let Some(found) = made.collect::<Result<Option<Vec<_>>, Fault>>()? {
        let documents = found.len();
        problems.extend(found.into_iter().flatten());
        return Ok((documents, problems));
    }
    let facts = stored.read()?;
    let check = |document| check_document(document, &facts, suppliers, cards);
    problems.extend(facts.documents.iter().flat_map(check));
    Ok((facts.documents.len(), problems))
}

/// The supplier that an entry of the chain was made by.
fn supplier_before(suppliers: &[(i64, String, Supplier)], entry: i64) -> Option<&Supplier> {
    let supplier = suppliers.iter().rev().find(|(sequence, ..)| *sequence < entry);
    supplier.map(|(_, _, supplier)| supplier)
}

/// Says what is wrong with a document.
fn check_document(
    document: &Document,
    facts: &CustomerFacts<'_>,
    suppliers: &[(i64, String, Supplier)],
    rate_cards: &RateCards,
) -> Vec<Text> {
    let mut problems = check_columns(document, rate_cards);
    let Document { number, statement, .. } = document;
    if statement.format < Statement::MADE_AGAIN_FROM {
        // Rules have changed since: such a document is kept for its hash, and its sums must hold.
        if !sums_hold(statement) {
            problems.push(Text::new(
                format!("the lines of {number} do not add up to its totals"),
                format!("las líneas de {number} no suman sus totales"),
            ));
        }
        return problems;
    }
    let again = if document.credits.is_empty() {
        supplier_before(suppliers, document.sequence).and_then(|supplier| {
            facts.statement(document.period, supplier, rate_cards, document.sequence).ok().flatten()
        })
    } else {
        note_again(document, facts)
    };
    if again.map(|statement| statement.canonical()).as_ref() != Some(&document.content) {
        problems.push(Text::new(
            format!(
                "{number} made again from its stored facts is not the document that was issued"
            ),
            format!(
                "{number} hecho de nuevo desde sus hechos registrados no es el documento emitido"
            ),
        ));
    }
    problems
}

/// Says which columns of a document are not what it says, and whether its rate card is not there.
fn check_columns(document: &Document, rate_cards: &RateCards) -> Vec<Text> {
    let mut problems = Vec::new();
    let Document { number, statement, .. } = document;
    let agrees = statement.customer == document.customer
        && statement.period == document.period
        && statement.credits == document.credits
        && statement.totals.total_usd.cents() == Some(document.total_cents)
        && format!("{}-{:06}", document.series, document.ordinal) == *number;
    if !agrees {
        problems.push(Text::new(
            format!("the columns of {number} are not what the document says"),
            format!("las columnas de {number} no son lo que dice el documento"),
        ));
    }
    let pricing = &statement.pricing;
    if rate_cards.by_hash(&pricing.rate_card_hash).is_none() {
        let (card, hash) = (&pricing.rate_card, &pricing.rate_card_hash);
        problems.push(Text::new(
            format!(
                "{number} names rate card {card} with the hash {hash}, which the store does not hold; publish that very card from its folder"
            ),
            format!(
                "{number} nombra la tarifa {card} con el hash {hash}, que el almacén no contiene; publique esa misma tarifa desde su carpeta"
            ),
        ));
    }
    problems
}

/// Whether the lines of a document add up to its totals.
fn sums_hold(statement: &Statement) -> bool {
    let sum = |tax: bool| {
        let lines = statement.lines.iter().filter(|it| (it.kind() == LineKind::Tax) == tax);
        lines.map(|it| it.usd).try_fold(Usd::ZERO, Usd::plus).ok()
    };
    let (net, tax, totals) = (sum(false), sum(true), &statement.totals);
    net == Some(totals.net_usd)
        && tax == Some(totals.tax_usd)
        && totals.net_usd.plus(totals.tax_usd).ok() == Some(totals.total_usd)
}

/// Makes a note again from the lines it names.
fn note_again(document: &Document, facts: &CustomerFacts<'_>) -> Option<Statement> {
    let before: Vec<Earlier> =
        facts.documents.iter().filter(|it| it.sequence < document.sequence).map(earlier).collect();
    let about = before.iter().find(|it| it.number == document.credits)?;
    let lines: Vec<Credit> = document.statement.lines.iter().filter_map(asked).collect();
    if document.statement.kind == DocumentKind::DebitNote {
        return debit(about, &before, &lines).ok();
    }
    let reasons = [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let reason = reasons.into_iter().find(|it| it.as_str() == document.statement.reason)?;
    credit(about, &before, &lines, reason).ok()
}

/// What was asked for, of a line of a note.
fn asked(line: &InvoiceLine) -> Option<Credit> {
    let (LineDetail::Credit(note) | LineDetail::Debit(note)) = &line.detail else { return None };
    let debit = line.kind() == LineKind::Debit;
    let amount = match note.share {
        Some(share) => CreditAmount::Days(u32::try_from(share.parts()).ok()?),
        None if debit => CreditAmount::Usd(line.usd),
        None => CreditAmount::Usd(line.usd.negated()),
    };
    Some(Credit { line: note.corrects.line, amount })
}

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
    billing::facts::{CustomerFacts, earlier},
    storage::Document,
};

/// Says what is wrong with a document.
pub(super) fn check_document(
    document: &Document,
    facts: &CustomerFacts<'_>,
    suppliers: &[(i64, String, Supplier)],
    rate_cards: &RateCards,
) -> Vec<Text> {
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
    if statement.format < Statement::FORMAT {
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
        let supplier = suppliers.iter().rev().find(|(sequence, ..)| *sequence < document.sequence);
        supplier.and_then(|(_, _, supplier)| {
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

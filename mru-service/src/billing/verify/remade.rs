//! Issued documents, made again from their stored facts.

use mru_core::{
    account::Supplier,
    invoice::{Credit, CreditAmount, CreditReason, Earlier, LineKind, Statement, credit},
    rate_card::RateCards,
    text::Text,
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
    cards: &RateCards,
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
    let again = if document.credits.is_empty() {
        let supplier = suppliers.iter().rev().find(|(sequence, ..)| *sequence < document.sequence);
        supplier.and_then(|(_, _, supplier)| {
            facts.statement(document.period, supplier, cards, document.sequence).ok().flatten()
        })
    } else {
        credit_again(document, facts)
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

/// Makes a credit note again from the lines it names.
fn credit_again(document: &Document, facts: &CustomerFacts) -> Option<Statement> {
    let before: Vec<Earlier> = facts
        .stored
        .documents
        .iter()
        .filter(|it| it.sequence < document.sequence)
        .map(earlier)
        .collect();
    let invoice = before.iter().find(|it| it.number == document.credits)?;
    let credits: Vec<Credit> = document
        .statement
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Credit)
        .filter_map(|line| {
            let amount = match line.share {
                Some(share) => CreditAmount::Days(u32::try_from(share.parts()).ok()?),
                None => CreditAmount::Usd(line.usd.negated()),
            };
            Some(Credit { line: line.corrects.as_ref()?.line, amount })
        })
        .collect();
    let reasons = [CreditReason::Correction, CreditReason::ServiceLevel, CreditReason::Goodwill];
    let reason = reasons.into_iter().find(|it| it.as_str() == document.statement.reason)?;
    credit(invoice, &before, &credits, reason).ok()
}

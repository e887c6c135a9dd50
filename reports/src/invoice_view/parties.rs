//! Who sends a document and who receives it, what the country of each calls its tax number, and what
//! the document is called there.

use mru_core::{
    Lang,
    account::{Party, Titles},
    invoice::{DocumentKind, Statement},
};
use serde::Serialize;

use crate::{billing_document::BillingDocument, wording::Wording};

/// One side of a document.
#[derive(Clone, Debug, Serialize)]
pub struct PartyView {
    /// Legal name.
    pub name: String,
    /// Tax number, named as its country does: `RUT 76.000.000-0`.
    pub tax_id: String,
    /// Address and mail, line by line.
    pub lines: Vec<String>,
}

impl PartyView {
    /// Takes the legal data as they are.
    pub(crate) fn new(party: &Party, words: &Wording) -> PartyView {
        let email = Some(&party.email).filter(|email| !email.is_empty());
        PartyView {
            name: party.name.clone(),
            tax_id: format!("{} {}", tax_number(party, words), party.tax_id),
            lines: party.address.iter().chain(email).cloned().collect(),
        }
    }
}

/// The country of a party: the one it states, else the one whose tax numbers look like its own.
fn country(party: &Party) -> &str {
    let number = party.tax_id.as_str();
    match party.country.as_str() {
        "" if is_chilean(number) => "CL",
        "" => number.get(..2).filter(|it| it.chars().all(|c| c.is_ascii_uppercase())).unwrap_or(""),
        stated => stated,
    }
}

/// Whether a number is written as those of Chile are: `76.000.000-K`.
fn is_chilean(number: &str) -> bool {
    let Some((body, check)) = number.split_once('-') else { return false };
    let groups: Vec<&str> = body.split('.').collect();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    groups.len() == 3
        && groups.iter().all(|group| digits(group) && group.len() <= 3)
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && (digits(check) || check.eq_ignore_ascii_case("k"))
        && check.len() == 1
}

/// What the country of a party calls its tax number.
fn tax_number(party: &Party, words: &Wording) -> String {
    let named = match country(party) {
        "CL" | "UY" => "RUT",
        "PE" | "EC" | "PY" | "PA" => "RUC",
        "CO" | "BO" | "GT" | "SV" => "NIT",
        "MX" => "RFC",
        "AR" => "CUIT",
        "BR" => "CNPJ",
        "ES" => "NIF",
        "" | "US" | "CA" | "CR" | "DO" | "HN" | "NI" => return words.get("billing-tax-id"),
        _ => return words.get("billing-vat-id"),
    };
    named.to_owned()
}

/// What a document is called: as the supplier chose, else as its country allows.
///
/// In Chile an invoice is a tax document with a number of its own, made elsewhere: what this program
/// makes is not called that.
pub(super) fn title(statement: &Statement, words: &Wording) -> String {
    let chosen =
        statement.titles.as_ref().filter(|_| Lang::from(statement.language) == words.lang());
    let chosen = chosen.map_or("", |titles: &Titles| match statement.kind {
        DocumentKind::Invoice => &titles.invoice,
        DocumentKind::CreditNote => &titles.credit_note,
        DocumentKind::DebitNote => &titles.debit_note,
    });
    if !chosen.is_empty() {
        return chosen.to_owned();
    }
    let chilean = country(&statement.supplier) == "CL";
    words.get(match (statement.kind, chilean) {
        (DocumentKind::Invoice, true) => "billing-invoice-in-chile",
        (DocumentKind::Invoice, false) => "billing-invoice",
        (DocumentKind::CreditNote, true) => "billing-credit-note-in-chile",
        (DocumentKind::CreditNote, false) => "billing-credit-note",
        (DocumentKind::DebitNote, true) => "billing-debit-note-in-chile",
        (DocumentKind::DebitNote, false) => "billing-debit-note",
    })
}

/// That a document is no tax document, where the law has another for that.
pub(super) fn not_tax(statement: &Statement, words: &Wording) -> String {
    if country(&statement.supplier) == "CL" {
        words.get("billing-not-a-tax-document")
    } else {
        String::new()
    }
}

/// Whom to ask about a document, and what to name; nothing when nobody is known.
pub(super) fn questions(document: &BillingDocument<'_>, words: &Wording) -> String {
    let Statement { contact, supplier, .. } = document.statement;
    let whom = [contact, &supplier.email].into_iter().find(|it| !it.is_empty());
    let name = document.name();
    whom.map(|whom| words.with("billing-ask", &[("whom", whom), ("document", &name)]))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(tax_id: &str, country: &str) -> String {
        let party = Party { tax_id: tax_id.into(), country: country.into(), ..Party::default() };
        PartyView::new(&party, &Wording::new(Lang::En)).tax_id
    }

    #[test]
    fn a_tax_number_is_called_as_its_country_does() {
        for (tax_id, country, shown) in [
            ("76.000.000-0", "", "RUT 76.000.000-0"),
            ("7.654.321-k", "", "RUT 7.654.321-k"),
            ("20100047218", "PE", "RUC 20100047218"),
            ("900.123.456-7", "CO", "NIT 900.123.456-7"),
            ("GB 106 0060 06", "", "VAT no. GB 106 0060 06"),
            ("12-3456789", "US", "Tax ID 12-3456789"),
            ("1-9", "", "Tax ID 1-9"),
        ] {
            assert_eq!(called(tax_id, country), shown);
        }
    }
}

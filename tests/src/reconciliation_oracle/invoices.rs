//! What AWS's invoices say of a month, and how each should stand to its rows.
//!
//! Written from `docs/reconciliation.md`: AWS rounds each charge of an invoice to cents, which is what one
//! account owes for one service on one line of it.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{
    costs::{AwsInvoice, AwsInvoiceKind, LineType},
    reconciliation::TieState,
};
use num_traits::{Signed as _, Zero as _};

use super::{
    case::{Case, Charge},
    choices::Choices,
    exact::{decimal_text, exact},
};
use crate::oracle::Exact;

/// An invoice of AWS in plain values.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Its number.
    pub id: String,
    /// Whether it gives back.
    pub is_credit_memo: bool,
    /// What it comes to.
    pub usd: Exact,
    /// What its lines come to, when it tells.
    pub lines: BTreeMap<String, Exact>,
}

/// How an invoice should stand to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tied {
    /// What its rows sum to.
    pub rows: Exact,
    /// What rounding makes.
    pub rounding: Exact,
    /// What it cannot make.
    pub difference: Exact,
    /// In a word.
    pub state: TieState,
}

/// The line of an invoice that a charge is on.
fn line_of(charge: &Charge) -> String {
    let usage_type = charge.usage_type.clone().unwrap_or_default();
    match charge.line {
        LineType::Tax => "Tax".to_owned(),
        LineType::Credit | LineType::Refund => "Credits".to_owned(),
        LineType::EdpDiscount
        | LineType::PrivateRateDiscount
        | LineType::BundledDiscount
        | LineType::RiVolumeDiscount
        | LineType::SppDiscount
        | LineType::OtherDiscount => "Discounts".to_owned(),
        // The only data transfer in these months.
        _ if usage_type == "DataTransfer-Out-Bytes" => "AWSDataTransfer".to_owned(),
        _ => charge.service.clone(),
    }
}

/// What each account owes for each service, by invoice and line.
type Owed = BTreeMap<String, BTreeMap<String, BTreeMap<(String, String), Exact>>>;

fn owed(case: &Case) -> Owed {
    let mut owed = Owed::new();
    for charge in case.charges.iter().filter(|it| !it.cost().is_zero()) {
        let lines = owed.entry(charge.invoice.unwrap_or_default().to_owned()).or_default();
        let of_line = lines.entry(line_of(charge)).or_default();
        let key = (charge.account.clone(), charge.service.clone());
        *of_line.entry(key).or_insert_with(Exact::zero) += charge.cost();
    }
    owed
}

/// An amount in cents, half a cent away from zero.
fn cents(usd: &Exact) -> Exact {
    exact(&decimal_text(usd, 2))
}

/// Half a cent for each amount that is not whole cents.
fn room<'a>(amounts: impl Iterator<Item = &'a Exact>) -> Exact {
    let count = amounts.filter(|usd| cents(usd) != **usd).count();
    exact("0.005") * exact(&count.to_string())
}

/// AWS's invoices of a month: as they should be, or somehow else.
pub fn stated(case: &Case, choices: &mut Choices<'_>) -> Vec<Stated> {
    let mut all = Vec::new();
    for (id, lines) in owed(case).into_iter().filter(|(id, _)| !id.is_empty()) {
        if choices.once_in(6) {
            continue;
        }
        let mut known: BTreeMap<String, Exact> = lines
            .iter()
            .map(|(line, owed)| (line.clone(), owed.values().map(cents).sum()))
            .collect();
        // Somehow else: a line, two lines that cancel, a cent, or a line that is on no row.
        let disturbed = choices.below(8);
        let off = exact(choices.pick(&["3", "-0.01", "250.5"]));
        let names: Vec<String> = known.keys().cloned().collect();
        if disturbed >= 5 {
            let first = names[0].clone();
            *known.entry(first).or_default() += &off;
        }
        if disturbed == 6 {
            let last = names[names.len() - 1].clone();
            *known.entry(last).or_default() -= &off;
        }
        if disturbed == 7 {
            known.insert("AWSNothing".to_owned(), off);
        }
        let usd: Exact = known.values().sum();
        let tells = choices.once_in(2);
        let is_credit_memo = usd.is_negative();
        let lines = if tells { known } else { BTreeMap::new() };
        all.push(Stated { id, is_credit_memo, usd, lines });
    }
    if choices.once_in(4) {
        let usd = exact(choices.pick(&["12.00", "0"]));
        let id = "2100009".to_owned();
        all.push(Stated { id, is_credit_memo: false, usd, lines: BTreeMap::new() });
    }
    all
}

impl Stated {
    /// As the real reconciliation takes it.
    ///
    /// # Panics
    ///
    /// When an amount is none.
    pub fn real(&self, case: &Case) -> AwsInvoice {
        let amount = |usd: &Exact| decimal_text(usd, 20).parse().expect("an amount");
        let lines = self.lines.iter().map(|(line, usd)| (line.clone(), amount(usd)));
        AwsInvoice {
            id: self.id.clone(),
            kind: match self.is_credit_memo {
                true => AwsInvoiceKind::CreditMemo,
                false => AwsInvoiceKind::Invoice,
            },
            period: case.written_month().parse().expect("a month"),
            total: amount(&self.usd),
            currency: "USD".to_owned(),
            lines: lines.collect(),
            file: "invoices.csv".to_owned(),
        }
    }
}

/// How the invoices of a month should stand to their rows; under no number, the rows without one.
pub fn tied(case: &Case, stated: &[Stated]) -> BTreeMap<String, Tied> {
    let owed = owed(case);
    let ids: BTreeSet<&String> = owed.keys().chain(stated.iter().map(|it| &it.id)).collect();
    let none = BTreeMap::new();
    ids.into_iter()
        .map(|id| {
            let lines = owed.get(id).unwrap_or(&none);
            let stated = stated.iter().find(|it| it.id == *id);
            (id.clone(), tie(id, lines, stated))
        })
        .collect()
}

fn tie(
    id: &str,
    lines: &BTreeMap<String, BTreeMap<(String, String), Exact>>,
    stated: Option<&Stated>,
) -> Tied {
    let zero = Exact::zero;
    let amounts = || lines.values().flat_map(BTreeMap::values);
    let rows: Exact = amounts().sum();
    let Some(stated) = stated else {
        let state = if id.is_empty() { TieState::NotInvoiced } else { TieState::NotGiven };
        return Tied { rows, rounding: zero(), difference: zero(), state };
    };
    let apart = &stated.usd - &rows;
    let is_rounding = apart.abs() <= room(amounts());
    let line_apart = stated.lines.iter().any(|(line, usd)| {
        let of_line = lines.get(line);
        let amounts = || of_line.into_iter().flat_map(BTreeMap::values);
        let sum: Exact = amounts().sum();
        (usd - sum).abs() > room(amounts())
    });
    let state = match (is_rounding, line_apart) {
        (false, _) if lines.is_empty() => TieState::WithoutRows,
        (false, _) | (_, true) => TieState::Apart,
        (true, false) => TieState::Tied,
    };
    let (rounding, difference) = if is_rounding { (apart, zero()) } else { (zero(), apart) };
    Tied { rows, rounding, difference, state }
}

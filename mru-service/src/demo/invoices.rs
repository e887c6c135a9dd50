//! AWS's invoices of the demonstration: its charges, each rounded to cents as AWS rounds them.

use std::collections::BTreeMap;

use mru_core::{
    calendar::Period,
    costs::{CostAmount, CostAmountError, DATA_TRANSFER, is_data_transfer},
};

/// The invoice of the month, and the credit memo.
pub(super) const INVOICE: &str = "INV-2026-10";
const CREDIT_MEMO: &str = "CM-2026-10";

/// What is on an invoice: its number, its line, and the account and service that are charged.
type Charge = [String; 4];

/// The charges of AWS's invoices.
#[derive(Default)]
pub(super) struct Invoices {
    charges: BTreeMap<Charge, CostAmount>,
}

/// The invoice that a line of a type is on: what AWS gives back is on a credit memo.
pub(super) fn invoice_of(line: &str) -> &'static str {
    if line == "Credit" { CREDIT_MEMO } else { INVOICE }
}

impl Invoices {
    /// Puts a row on its invoice.
    pub(super) fn add(
        &mut self,
        account: &str,
        line: &str,
        [service, usage_type]: [&str; 2],
        usd: CostAmount,
    ) -> Result<(), CostAmountError> {
        let name = match line {
            "Tax" => "Tax",
            "Credit" => "Credits",
            _ if is_data_transfer(service, usage_type) => DATA_TRANSFER,
            _ => service,
        };
        let charge = [invoice_of(line), name, account, service].map(str::to_owned);
        let sum = self.charges.entry(charge).or_default();
        *sum = sum.plus(usd)?;
        Ok(())
    }

    /// The invoices as CSV, line by line.
    pub(super) fn csv(self, month: Period) -> Result<String, CostAmountError> {
        let mut lines: BTreeMap<(String, String), CostAmount> = BTreeMap::new();
        for ([invoice, line, ..], usd) in self.charges {
            let sum = lines.entry((invoice, line)).or_default();
            *sum = sum.plus(usd.rounded(2))?;
        }
        let mut text = String::from("invoice,type,period,line,amount,currency\n");
        for ((invoice, line), usd) in lines {
            let kind = if invoice == CREDIT_MEMO { "credit-memo" } else { "invoice" };
            text.push_str(&format!("{invoice},{kind},{month},{line},{usd},USD\n"));
        }
        Ok(text)
    }
}

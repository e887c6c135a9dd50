//! AWS's invoices of a month: answers of the Invoicing API, or a small CSV of our own.

mod answer;
mod own;

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path};

use mru_core::{
    calendar::Period,
    costs::{AwsInvoice, AwsInvoiceKind, CostAmount},
};

use crate::{
    Cell, Copies, CostDataError, Expected,
    source::{called, unreadable},
    words::shown,
};

/// The largest file of invoices, in bytes: an invoice takes about 2 KiB in an answer.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Reads what AWS's invoices and credit memos say: JSON as `ListInvoiceSummaries` of AWS's Invoicing
/// API answers it, page by page or in one, or CSV with the columns `invoice`, `type`, `period`,
/// `line`, `amount` and `currency`.
///
/// # Errors
///
/// [`CostDataError`] for files that cannot be read or hold no invoice, values that are none, an
/// invoice that is named twice, lines that do not sum to their invoice, and pages that are absent.
pub fn read_invoices<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<AwsInvoice>, CostDataError> {
    read_invoice_copies(paths, &[])
}

/// As [`read_invoices`]; files in folders of copies go by the names of what they are copies of.
///
/// # Errors
///
/// As [`read_invoices`].
pub fn read_invoice_copies<P: AsRef<Path>>(
    paths: &[P],
    copies: &[Copies],
) -> Result<Vec<AwsInvoice>, CostDataError> {
    let mut all: BTreeMap<String, AwsInvoice> = BTreeMap::new();
    let (mut pages, mut unfinished) = (Vec::new(), 0_usize);
    for path in paths {
        let path = path.as_ref();
        let name = called(path, copies).display().to_string();
        let text = text(path, &name)?;
        let found = if text.trim_start().starts_with('{') {
            let page = answer::read(&name, &text)?;
            unfinished += usize::from(page.is_unfinished);
            pages.push(name.clone());
            page.invoices
        } else {
            own::read(&name, &text)?
        };
        if found.is_empty() && !pages.contains(&name) {
            let error = String::from("it names no invoice");
            return Err(CostDataError::NoInvoices { file: name, error });
        }
        for invoice in found {
            if let Some(first) = all.get(&invoice.id) {
                let (first, second) = (first.file.clone(), invoice.file.clone());
                return Err(CostDataError::InvoiceTwice { invoice: invoice.id, first, second });
            }
            all.insert(invoice.id.clone(), invoice);
        }
    }
    // The last page of an answer names no next one.
    if unfinished > 0 && unfinished >= pages.len() {
        return Err(CostDataError::PagesMissing { files: pages });
    }
    if all.is_empty() {
        let error = String::from("it names no invoice");
        return Err(CostDataError::NoInvoices { file: pages.join(", "), error });
    }
    Ok(all.into_values().collect())
}

fn text(path: &Path, name: &str) -> Result<String, CostDataError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut text = String::new();
    let no_invoices = |error| CostDataError::NoInvoices { file: name.to_owned(), error };
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    let read = match read {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            return Err(no_invoices(String::from("it is no text in UTF-8")));
        }
        read => read.map_err(|error| unreadable(path, &error))?,
    };
    if read as u64 > MOST_BYTES {
        return Err(no_invoices(format!("it has more than {MOST_BYTES} bytes")));
    }
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

/// A place in a file of invoices: the file and the number of the row or invoice in it.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    row: u64,
}

impl Place<'_> {
    fn refuse(self, column: &str, value: &str, expected: Expected) -> CostDataError {
        let (file, column, value) = (self.file.to_owned(), column.to_owned(), shown(value));
        CostDataError::Value { cell: Cell { file, row: self.row, column, value }, expected }
    }

    fn text(self, column: &str, value: &str) -> Result<String, CostDataError> {
        let value = value.trim();
        if value.is_empty() {
            return Err(self.refuse(column, value, Expected::Something));
        }
        Ok(value.to_owned())
    }

    fn amount(self, column: &str, value: &str) -> Result<CostAmount, CostDataError> {
        value.trim().parse().map_err(|_| self.refuse(column, value, Expected::Amount))
    }

    fn period(self, column: &str, value: &str) -> Result<Period, CostDataError> {
        value.trim().parse().map_err(|_| self.refuse(column, value, Expected::Month))
    }

    fn kind(self, column: &str, value: &str) -> Result<AwsInvoiceKind, CostDataError> {
        match value.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "invoice" => Ok(AwsInvoiceKind::Invoice),
            "credit-memo" => Ok(AwsInvoiceKind::CreditMemo),
            _ => Err(self.refuse(column, value, Expected::InvoiceType)),
        }
    }
}

/// The same document with the sign that it has: a credit memo gives back, whichever way it is written.
fn signed(mut invoice: AwsInvoice) -> AwsInvoice {
    if invoice.kind == AwsInvoiceKind::CreditMemo && invoice.total > CostAmount::ZERO {
        invoice.total = invoice.total.negated();
        invoice.lines.values_mut().for_each(|usd| *usd = usd.negated());
    }
    invoice
}

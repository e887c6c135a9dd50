//! AWS's invoices: answers of its Invoicing API and CSV say the same, and what is wrong is named.

use std::{fs, path::PathBuf};

use cost_data::{CostDataError, Expected, read_invoices};
use mru_core::costs::{AwsInvoice, AwsInvoiceKind, CostAmount};

/// Fields as the reference of the API lists them; numbers, names and amounts are invented.
const ANSWER: &str = r#"{
  "InvoiceSummaries": [
    {
      "AccountId": "900000000001",
      "InvoiceId": "2100000001",
      "IssuedDate": 1793664000.0,
      "DueDate": "2026-11-03T00:00:00Z",
      "Entity": { "InvoicingEntity": "Amazon Web Services, Inc." },
      "BillingPeriod": { "Month": 10, "Year": 2026 },
      "InvoiceType": "INVOICE",
      "BaseCurrencyAmount": {
        "TotalAmount": "1190.05",
        "TotalAmountBeforeTax": "1000.04",
        "CurrencyCode": "USD",
        "AmountBreakdown": {
          "SubTotalAmount": "1000.04",
          "Discounts": { "Breakdown": [], "TotalAmount": "0" },
          "Taxes": { "TotalAmount": "190.01" }
        }
      },
      "PaymentCurrencyAmount": { "TotalAmount": "1071045", "CurrencyCode": "CLP" }
    },
    {
      "InvoiceId": "2100000002",
      "OriginalInvoiceId": "2100000001",
      "BillingPeriod": { "Month": 10, "Year": 2026 },
      "InvoiceType": "CREDIT_MEMO",
      "BaseCurrencyAmount": { "TotalAmount": "480.00", "CurrencyCode": "USD" }
    }
  ]
}"#;

const CSV: &str = "\
invoice,type,period,line,amount,currency
2100000001,invoice,2026-10,AmazonRDS,900.04,USD
2100000001,invoice,2026-10,AWSDataTransfer,100.00,USD
2100000001,invoice,2026-10,Tax,190.01,USD
2100000001,invoice,2026-10,,1190.05,USD
2100000002,credit-memo,2026-10,,-480,USD
";

struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Files {
        Files { folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

fn read(text: &str) -> Result<Vec<AwsInvoice>, CostDataError> {
    let files = Files::new();
    read_invoices(&[files.write("invoices", text)])
}

fn amount(text: &str) -> CostAmount {
    text.parse().unwrap()
}

#[test]
fn both_forms_say_what_is_owed() {
    for text in [ANSWER.to_owned(), CSV.to_owned(), format!("\u{feff}{CSV}")] {
        let all = read(&text).unwrap();
        let [invoice, memo] = all.as_slice() else { panic!("two documents: {all:?}") };
        assert_eq!((invoice.id.as_str(), invoice.kind), ("2100000001", AwsInvoiceKind::Invoice));
        assert_eq!((invoice.total, invoice.lines["Tax"]), (amount("1190.05"), amount("190.01")));
        assert_eq!(
            (invoice.currency.as_str(), invoice.period.to_string()),
            ("USD", "2026-10".into())
        );
        assert_eq!((memo.kind, memo.total), (AwsInvoiceKind::CreditMemo, amount("-480")));
        assert!(memo.lines.is_empty());
    }
    let lines = &read(CSV).unwrap()[0].lines;
    assert_eq!(lines.keys().collect::<Vec<_>>(), ["AWSDataTransfer", "AmazonRDS", "Tax"]);
}

#[test]
fn an_invoice_without_a_row_of_its_own_is_the_sum_of_its_lines() {
    let text = CSV.replace("2100000001,invoice,2026-10,,1190.05,USD\n", "");
    assert_eq!(read(&text).unwrap()[0].total, amount("1190.05"));
}

#[test]
fn a_value_is_refused_with_its_place() {
    for (text, from, to, row, column, expected) in [
        (CSV, "900.04", "900,04", 1, "amount", Expected::Amount),
        (CSV, "credit-memo", "memo", 5, "type", Expected::InvoiceType),
        (
            CSV,
            "2100000002,credit-memo,2026-10",
            "2100000002,credit-memo,10",
            5,
            "period",
            Expected::Month,
        ),
        (CSV, "Tax,190.01,USD", "Tax,190.01,CLP", 3, "currency", Expected::SameInvoice),
        (CSV, "2100000002,", ",", 5, "invoice", Expected::Something),
        (
            ANSWER,
            "\"1190.05\"",
            "\"1190,05\"",
            1,
            "BaseCurrencyAmount.TotalAmount",
            Expected::Amount,
        ),
        (ANSWER, "CREDIT_MEMO", "CREDIT", 2, "InvoiceType", Expected::InvoiceType),
        (ANSWER, "\"Month\": 10", "\"Month\": 13", 1, "BillingPeriod", Expected::Month),
        (ANSWER, "\"InvoiceId\": \"2100000001\",", "", 1, "InvoiceId", Expected::Something),
    ] {
        let mut text = text.replacen(from, to, 1);
        if expected == Expected::Amount && row == 1 && column == "amount" {
            text = text.replacen("900,04", "\"900,04\"", 1);
        }
        let refused = read(&text).unwrap_err();
        let CostDataError::Value { cell, expected: found } = &refused else { panic!("{refused}") };
        assert_eq!((cell.row, cell.column.as_str(), *found), (row, column, expected));
        let words = refused.text();
        assert!(words.en.contains(column) && words.es.contains(column), "{words:?}");
    }
}

#[test]
fn what_is_no_invoice_is_named_with_what_is_expected() {
    for text in
        ["", "{}", "{\"InvoiceSummaries\": []}", "{\"InvoiceSummaries\": [{]}", "a,b\n1,2\n"]
    {
        let refused = read(text).unwrap_err();
        let said = refused.text();
        assert!(
            matches!(
                refused,
                CostDataError::NoInvoices { .. } | CostDataError::MissingColumn { .. }
            ),
            "{text}: {refused:?}"
        );
        assert!(said.en != said.es && !said.en.is_empty());
    }
    let lines = CSV.replace("Tax,190.01", "Tax,190.00");
    let refused = read(&lines).unwrap_err();
    assert!(
        matches!(&refused, CostDataError::InvoiceLines { invoice, .. } if invoice == "2100000001")
    );
    assert!(refused.text().en.contains("1190.04"), "{refused}");
}

#[test]
fn an_invoice_is_named_once_and_all_pages_are_there() {
    let files = Files::new();
    let (answer, csv) = (files.write("a.json", ANSWER), files.write("b.csv", CSV));
    let refused = read_invoices(&[&answer, &csv]).unwrap_err();
    assert!(matches!(refused, CostDataError::InvoiceTwice { .. }), "{refused:?}");
    let page = |id: &str, next: &str| ANSWER.replace("21000000", id).replacen('{', next, 1);
    let first = files.write("1.json", &page("31000000", "{\"NextToken\": \"more\","));
    let refused = read_invoices(&[&first]).unwrap_err();
    assert!(matches!(refused, CostDataError::PagesMissing { .. }), "{refused:?}");
    assert_eq!(read_invoices(&[&first, &answer]).unwrap().len(), 4);
}

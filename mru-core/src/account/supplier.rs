//! The company that sends the invoices.

use super::Party;
use crate::{
    finding::{Finding, Findings},
    reading::{self, Format, record},
    text::{Text, text},
};

record! {
    /// The company that sends the invoices, and its number series.
    pub struct Supplier ["a supplier", "un proveedor", "B2"] {
        required {
            /// Legal data.
            legal: Party,
        }
        optional {
            /// Prefix of invoice numbers.
            invoice_series: String = String::from("INV"),
            /// Prefix of credit note numbers.
            credit_note_series: String = String::from("CN"),
            /// How to pay, as the invoice prints it.
            payment: String,
        }
    }
}

impl Supplier {
    /// Reads the supplier from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, B2 for what is missing or two equal series.
    pub fn read(text: &str, format: Format) -> Result<Supplier, Vec<Finding>> {
        let (supplier, mut reading) = reading::read_text::<Supplier>(text, format);
        if let Some(supplier) = &supplier {
            supplier.check(&mut reading.findings);
        }
        match supplier {
            Some(supplier) if !reading.findings.has_errors() => Ok(supplier),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// Describes a supplier file as JSON Schema.
    pub fn json_schema() -> serde_json::Value {
        reading::json_schema::<Supplier>("Supplier of the invoices")
    }

    fn check(&self, findings: &mut Findings) {
        self.legal.check("B2", "legal", findings);
        let (invoices, notes) = (&self.invoice_series, &self.credit_note_series);
        let plain = |series: &str| {
            (1..=12).contains(&series.len())
                && series.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        };
        for (path, series) in [("invoice_series", invoices), ("credit_note_series", notes)] {
            if !plain(series) {
                findings
                    .error(
                        "B2",
                        path,
                        text!("`{series}` is no series", "`{series}` no es una serie"),
                    )
                    .help(Text::new(
                        "1 to 12 capital letters and digits, such as `INV`",
                        "de 1 a 12 letras mayúsculas y dígitos, como `INV`",
                    ));
            }
        }
        if invoices == notes {
            findings
                .error(
                    "B2",
                    "credit_note_series",
                    text!(
                        "invoices and credit notes share the series `{notes}`",
                        "las facturas y las notas de crédito comparten la serie `{notes}`"
                    ),
                )
                .help(text!("each needs its own", "cada una necesita la suya"));
        }
    }
}

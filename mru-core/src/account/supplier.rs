//! The company that sends the invoices.

use serde::Deserialize;

use super::{Language, Party};
use crate::{
    finding::{Finding, Findings},
    reading::{self, Format, record},
    stored::{Form, Stored},
    text::{Text, text},
};

record! {
    /// A text in the languages of documents.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct InLanguages ["the text", "el texto", "B2"] {
        required {}
        optional {
            /// In English.
            en: String,
            /// In Spanish.
            es: String,
        }
    }
}

record! {
    /// What the documents are called.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Titles ["the titles", "los títulos", "B2"] {
        required {}
        optional {
            /// What is owed for a month.
            invoice: String,
            /// What is given back of it.
            credit_note: String,
            /// What is charged again.
            debit_note: String,
        }
    }
}

record! {
    /// What the documents are called in each language.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct TitlesInLanguages ["the titles", "los títulos", "B2"] {
        required {}
        optional {
            /// In English.
            en: Option<Titles>,
            /// In Spanish.
            es: Option<Titles>,
        }
    }
}

record! {
    /// The company that sends the invoices, and its number series.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
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
            /// Prefix of debit note numbers.
            debit_note_series: String = String::from("DN"),
            /// How to pay, as the invoice prints it.
            payment: String,
            /// How to pay, for documents of one language, instead of `payment`.
            payment_in: Option<InLanguages>,
            /// Whom to ask about a document: a name, an address, a telephone number.
            contact: String,
            /// What documents are called, instead of the title that the country has for them.
            titles: Option<TitlesInLanguages>,
        }
        written in format;
    }
}

impl Stored for Supplier {
    const FORM: Form = Form { name: "supplier", version: 2, field: "format" };

    fn version(&self) -> u32 {
        self.format
    }
}

impl Supplier {
    /// Reads the supplier from TOML, YAML or JSON.
    ///
    /// # Errors
    ///
    /// All findings at once: F1–F6 for the form, B2 for what is missing or two equal series.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, account::Supplier};
    ///
    /// let text = r#"legal = { name = "Modyo SpA", tax_id = "2-7", address = ["Santiago"] }"#;
    /// let supplier = Supplier::read(text, Format::Toml).unwrap();
    /// assert_eq!(supplier.invoice_series, "INV");
    /// assert!(supplier.canonical().contains("Modyo SpA"));
    /// assert_eq!(Supplier::read("payment = \"soon\"", Format::Toml).unwrap_err()[0].rule, "B2");
    /// ```
    pub fn read(text: &str, format: Format) -> Result<Supplier, Vec<Finding>> {
        let (supplier, mut reading) = reading::read_text::<Supplier>(text, format);
        if let Some(supplier) = &supplier {
            supplier.check(&mut reading.findings);
        }
        match supplier {
            Some(supplier) if !reading.findings.has_errors() => {
                Ok(Supplier { format: supplier.needed(), ..supplier })
            }
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    /// The first version of the stored form that has all of its fields.
    fn needed(&self) -> u32 {
        let second = !self.legal.country.is_empty()
            || self.payment_in.is_some()
            || !self.contact.is_empty()
            || self.titles.is_some();
        if second { 2 } else { 1 }
    }

    /// How to pay, as documents of a language say it.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Format, account::{Language, Supplier}};
    ///
    /// let text = r#"
    ///     payment = "By bank transfer."
    ///     payment_in = { es = "Por transferencia." }
    ///     titles = { es = { invoice = "Estado de cuenta" } }
    ///     legal = { name = "Modyo SpA", tax_id = "2-7", address = ["Santiago"] }
    /// "#;
    /// let supplier = Supplier::read(text, Format::Toml).unwrap();
    /// assert_eq!(supplier.payment(Language::Es), "Por transferencia.");
    /// assert_eq!(supplier.payment(Language::En), "By bank transfer.");
    /// assert_eq!(supplier.titles(Language::Es).unwrap().invoice, "Estado de cuenta");
    /// assert!(supplier.titles(Language::En).is_none());
    /// ```
    pub fn payment(&self, language: Language) -> &str {
        let own = self.payment_in.as_ref().map(|texts| match language {
            Language::En => texts.en.as_str(),
            Language::Es => texts.es.as_str(),
        });
        own.filter(|text| !text.is_empty()).unwrap_or(&self.payment)
    }

    /// What documents of a language are called, where the supplier chose it.
    pub fn titles(&self, language: Language) -> Option<&Titles> {
        let titles = self.titles.as_ref()?;
        match language {
            Language::En => titles.en.as_ref(),
            Language::Es => titles.es.as_ref(),
        }
    }

    /// Describes a supplier file as JSON Schema.
    ///
    /// # Example
    ///
    /// ```
    /// let schema = mru_core::account::Supplier::json_schema();
    /// assert_eq!(schema["title"], "Supplier of the invoices");
    /// ```
    pub fn json_schema() -> serde_json::Value {
        reading::json_schema::<Supplier>("Supplier of the invoices")
    }

    /// The supplier in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // INVARIANT (texts): nothing here can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn check(&self, findings: &mut Findings) {
        self.legal.check("B2", "legal", findings);
        let plain = |series: &str| {
            (1..=12).contains(&series.len())
                && series.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        };
        let all = [
            ("invoice_series", &self.invoice_series),
            ("credit_note_series", &self.credit_note_series),
            ("debit_note_series", &self.debit_note_series),
        ];
        for (index, (path, series)) in all.into_iter().enumerate() {
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
            if all.iter().take(index).any(|(_, other)| *other == series) {
                findings
                    .error(
                        "B2",
                        path,
                        text!(
                            "two kinds of documents share the series `{series}`",
                            "dos tipos de documento comparten la serie `{series}`"
                        ),
                    )
                    .help(text!("each needs its own", "cada uno necesita la suya"));
            }
        }
    }
}

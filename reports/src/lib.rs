//! Documents: what people read, in both languages.

pub mod accuracy_text;
pub mod billing_document;
pub mod change_html;
pub mod change_text;
pub mod change_view;
pub mod drift_text;
pub mod export;
pub mod figures;
pub mod findings;
#[cfg(feature = "pdf")]
mod fonts;
pub mod impact_csv;
pub mod impact_text;
mod impact_words;
pub mod invoice_html;
#[cfg(feature = "pdf")]
pub mod invoice_pdf;
pub mod invoice_text;
pub mod invoice_view;
#[cfg(feature = "pdf")]
pub mod letters;
pub mod mail;
pub mod mail_code;
pub mod month_index;
mod names;
pub mod offer_page;
pub mod offer_view;
pub mod quote_csv;
pub mod quote_html;
#[cfg(feature = "pdf")]
pub mod quote_pdf;
pub mod quote_text;
pub mod quote_view;
pub mod reconciliation_csv;
#[cfg(test)]
mod reconciliation_goldens;
pub mod reconciliation_html;
#[cfg(feature = "pdf")]
pub mod reconciliation_pdf;
pub mod reconciliation_text;
pub mod reconciliation_view;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_billing;
#[cfg(test)]
mod sample_change;
#[cfg(test)]
mod sample_impact;
#[cfg(test)]
mod sample_reconciliation;
mod spreadsheet;
mod text_layout;
pub mod ticket;
#[cfg(feature = "pdf")]
mod typesetting;
pub mod usage_statement;
pub mod wording;

pub use billing_document::{Balance, BillingDocument, MonthBefore, PrintedCheckpoint};

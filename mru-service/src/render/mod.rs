//! Documents: what people read, in both languages.

pub mod export;
pub mod findings;
pub mod quote_csv;
pub mod quote_html;
pub mod quote_text;
pub mod quote_view;
#[cfg(test)]
mod sample;
pub mod wording;

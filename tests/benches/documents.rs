//! Typesets invoices as PDF, one after the other in one process, after a first one.
//!
//! Reads what `mru invoice show --format json` wrote; writes the number of invoices and the
//! seconds that they took.
//!
//! ```text
//! documents FILE...
//! ```

use std::{fs, time::Instant};

use mru_core::{Lang, invoice::Statement};
use reports::{BillingDocument, invoice_pdf::invoice_pdf};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if files.is_empty() {
        eprintln!("documents FILE...; tests/benches/run calls it");
        return Ok(());
    }
    let mut issued = Vec::new();
    for file in &files {
        let shown: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
        let text = |field: &str| shown[field].as_str().unwrap_or_default().to_owned();
        let statement: Statement = serde_json::from_value(shown["statement"].clone())?;
        issued.push((statement, text("number"), text("issued_on"), text("due_on"), text("hash")));
    }
    let mut documents = Vec::new();
    for (statement, number, issued_on, due_on, hash) in &issued {
        documents.push(BillingDocument {
            statement,
            number: Some(number),
            issued_on: Some(issued_on.parse()?),
            due_on: Some(due_on.parse()?),
            hash: Some(hash),
            checkpoint: None,
            before: None,
            tax: None,
        });
    }
    let (first, others) = documents.split_first().ok_or("a first invoice")?;
    invoice_pdf(first, Lang::En)?;
    let began = Instant::now();
    for document in others {
        std::hint::black_box(invoice_pdf(document, Lang::En)?);
    }
    println!("{} {:?}", others.len(), began.elapsed().as_secs_f64());
    Ok(())
}

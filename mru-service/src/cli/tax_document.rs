//! `mru invoice link`: name the tax document that stands for an issued document.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::ValueEnum;
use mru_core::{
    Lang,
    invoice::{TaxDocument, TaxState},
};

use super::store::StoreArguments;
use crate::{billing, failure::Failure, files};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Number of the invoice, credit note or debit note.
    number: String,
    /// What the tax document is, as its law calls it.
    #[arg(long, value_name = "NAME", default_value = "Factura electrónica")]
    kind: String,
    /// Its number.
    #[arg(long)]
    folio: String,
    /// Its day.
    #[arg(long, value_name = "DATE", value_parser = super::day::day)]
    dated: NaiveDate,
    /// What the tax authority says of it; name it again when that changes.
    #[arg(long, value_enum, default_value = "sent")]
    state: State,
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum State {
    /// Sent, and not answered yet.
    Sent,
    /// Accepted.
    Accepted,
    /// Accepted, with objections.
    AcceptedWithObjections,
    /// Rejected: it counts for nothing.
    Rejected,
    /// Voided.
    Voided,
}

impl From<State> for TaxState {
    fn from(state: State) -> TaxState {
        match state {
            State::Sent => TaxState::Sent,
            State::Accepted => TaxState::Accepted,
            State::AcceptedWithObjections => TaxState::Objected,
            State::Rejected => TaxState::Rejected,
            State::Voided => TaxState::Voided,
        }
    }
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let Arguments { number, kind, folio, dated, state, store } = arguments;
    let (kind, folio) = (kind.clone(), folio.clone());
    let tax = TaxDocument { kind, folio, dated: *dated, state: (*state).into() };
    store.with(async |database| Ok(billing::name_tax_document(database, number, &tax).await?))?;
    let TaxDocument { kind, folio, .. } = &tax;
    files::write(
        None,
        match lang {
            Lang::En => format!("{number}: its tax document is {kind} {folio}\n"),
            Lang::Es => format!("{number}: su documento tributario es {kind} {folio}\n"),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

//! `mru customer` and `mru supplier`: who is billed, and who bills.

use std::process::ExitCode;

use clap::Subcommand;
use mru_core::{
    Lang,
    account::{Account, Supplier},
};

use super::{letters, pretty, signing::KeyArguments, store::StoreArguments};
use crate::{
    billing, books,
    failure::Failure,
    files::{self, Input},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Record versions of customers from files (TOML, YAML or JSON).
    Put {
        /// Files, one customer each; `-` for the standard input.
        #[arg(required = true)]
        files: Vec<String>,
        /// Let a version take the place of another one that begins on the same day; not once a
        /// document used that one.
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// List the customers.
    List {
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show all versions of a customer, as JSON.
    Show {
        /// Id of the customer.
        customer: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SupplierCommand {
    /// Record the supplier from a file (TOML, YAML or JSON).
    Put {
        /// The file, or `-` for the standard input.
        file: String,
        #[command(flatten)]
        key: KeyArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Show the supplier, as JSON.
    Show {
        #[command(flatten)]
        store: StoreArguments,
    },
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        Command::Put { files, replace, store } => {
            // All files are recorded, or none.
            let accounts = files
                .iter()
                .map(|file| {
                    let input = Input::read(file)?;
                    Account::read(&input.text, input.format())
                        .map_err(|findings| Failure::invalid(&input.name, &*input.text, findings))
                })
                .collect::<Result<Vec<Account>, Failure>>()?;
            for (file, account) in files.iter().zip(&accounts) {
                letters::warn(file, account, lang);
            }
            let new =
                store.with(async |it| Ok(billing::put_accounts(it, &accounts, *replace).await?))?;
            for (account, new) in accounts.iter().zip(new) {
                let day = account.effective_from.map(|day| day.to_string()).unwrap_or_default();
                files::write(None, format!("{} {day}: {}\n", account.id, done(new, lang)))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::List { store } => {
            for account in store.read(async |it| Ok(books::customers(it).await?))? {
                let day = account.effective_from.map(|day| day.to_string()).unwrap_or_default();
                let line = format!("{:<20} {day}  {}\n", account.id, account.legal.name);
                files::write(None, line)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Show { customer, store } => {
            let versions = store.read(async |it| Ok(books::customer(it, customer).await?))?;
            files::write(None, pretty(&serde_json::json!(versions)))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

pub(super) fn run_supplier(command: &SupplierCommand, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        SupplierCommand::Put { file, key, store } => {
            let input = Input::read(file)?;
            let supplier = Supplier::read(&input.text, input.format())
                .map_err(|findings| Failure::invalid(&input.name, &*input.text, findings))?;
            letters::warn(file, &supplier, lang);
            // A company begins with who bills, so this makes the store.
            let new = store.place.make(async |database| {
                let database = &database.with_keys(key.source(&store.place)?);
                Ok(billing::put_supplier(database, &supplier).await?)
            })?;
            files::write(None, format!("{}: {}\n", supplier.legal.name, done(new, lang)))?;
            Ok(ExitCode::SUCCESS)
        }
        SupplierCommand::Show { store } => {
            let supplier = store.read(async |database| Ok(books::supplier(database).await?))?;
            files::write(None, pretty(&serde_json::json!(supplier)))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

const fn done(new: bool, lang: Lang) -> &'static str {
    match (new, lang) {
        (true, Lang::En) => "recorded",
        (true, Lang::Es) => "registrado",
        (false, Lang::En) => "recorded before, nothing to do",
        (false, Lang::Es) => "registrado antes, nada que hacer",
    }
}

//! The command line: arguments in, results on the standard output, diagnostics on the standard
//! error, and an exit code that says how it went.

mod accuracy;
mod api_key;
mod bar;
mod bill;
mod budget;
mod cards;
mod catalogue;
mod change;
mod change_files;
mod change_link;
mod check;
mod costs;
mod customer;
mod day;
mod demo;
mod document;
mod drift;
mod explain;
mod explain_line;
mod export;
mod gate;
mod impact;
mod init;
mod invoice;
mod issued;
mod keep;
mod keys;
mod letters;
mod mail;
mod meter;
mod moved;
mod note;
mod outbox;
mod outlets;
mod output;
mod prices;
mod proof;
mod publish;
mod quote;
mod quote_copy;
mod quote_criteria;
mod quote_diff;
mod quote_link;
mod quote_list;
mod quote_store;
mod quote_terraform;
mod rate_card;
mod reconcile;
mod reconciliation;
mod schema;
mod serve;
mod signing;
mod store;
mod tax_document;
mod terms;
mod validate;
mod webhook;
mod words;
mod write_month;

use std::{io::ErrorKind, path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use mru_core::Lang;
use reports::findings::findings_text;

use crate::{
    answers::pretty,
    failure::Failure,
    files,
    tell::{tell, tell_line},
};

/// Exit code: the operation could not be done.
const CANNOT_DO: u8 = 1;
/// Exit code: the input is not valid.
const INVALID: u8 = 2;
/// Exit code: a check says no.
const SAYS_NO: u8 = 3;

#[derive(Debug, Parser)]
#[command(
    name = "mru",
    version,
    about = "Price, meter and bill Modyo Connect in MRUs and USD, exactly, and say why",
    after_help = "Examples:\n  \
        mru init bank                             a file to begin with: bank.yaml\n  \
        mru quote bank.yaml                       the quote, as text\n  \
        mru quote bank.yaml --format html -o q.html --lang es\n  \
        mru validate bank.yaml                    all mistakes at once\n  \
        mru explain bank.yaml 12                  why line 12 is what it is\n  \
        mru check --current a.yaml --proposed b.yaml   what a change costs\n  \
        mru catalogue container                   sizes, rules, ticket fields\n  \
        mru rate-card show reference@2026-10-01   the weights behind it\n  \
        mru demo --data-dir d --out documents     two months of a dozen customers\n  \
        mru bill 2026-10                          the drafts of a month\n  \
        mru invoice issue 2026-10                 their numbers\n\n\
        Exit codes: 0 fine, 1 could not be done, 2 the input is invalid, 3 a check says no."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Language of texts and documents; without it, that of an invoice, or English.
    #[arg(long, global = true, value_enum, env = "MRU_LANG")]
    lang: Option<LangArgument>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArgument {
    /// English.
    En,
    /// Español.
    Es,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented deployment file to begin with.
    Init(init::Arguments),
    /// Price a deployment file (TOML, YAML or JSON); keep, issue and compare quotes.
    Quote(quote::Arguments),
    /// Name all mistakes and remarks of a deployment file.
    Validate(validate::Arguments),
    /// Say why the lines of a quote are what they are.
    Explain(explain::Arguments),
    /// Say what a change costs, and whether somebody must approve it.
    Check(Box<check::Arguments>),
    /// Record, show, approve and reject requests of changes.
    #[command(subcommand)]
    Change(change::Command),
    /// Allow in advance so much more a month in an environment.
    #[command(subcommand)]
    Envelope(change::EnvelopeCommand),
    /// Write an approval as a file, and prove one without a store.
    #[command(subcommand)]
    Approval(change::ProofCommand),
    /// Write a receipt of the gate as a file, and prove one without a store.
    #[command(subcommand)]
    Receipt(change::ProofCommand),
    /// Ask whether a change may be carried out now; what is allowed gets a receipt.
    Gate(Box<gate::Arguments>),
    /// Show the kinds of components, or all about one.
    Catalogue(catalogue::Arguments),
    /// List, show, check, compare, derive and publish rate cards, and show what one changes.
    #[command(subcommand)]
    RateCard(rate_card::Command),
    /// Read price lists of AWS for a cost model, and say what moved.
    #[command(subcommand)]
    Prices(prices::Command),
    /// Record and show the company that sends the invoices.
    #[command(subcommand)]
    Supplier(customer::SupplierCommand),
    /// Record, list and show customers and their contracts.
    #[command(subcommand)]
    Customer(customer::Command),
    /// Record events of provisioning, and show what they mean.
    #[command(subcommand)]
    Meter(meter::Command),
    /// Run a month: make the draft of every customer anew.
    Bill(bill::Arguments),
    /// List, show, compare and issue invoices.
    #[command(subcommand, alias = "document")]
    Invoice(invoice::Command),
    /// Give back lines of an issued invoice.
    CreditNote(note::CreditArguments),
    /// Charge again what a credit note gave back by mistake.
    DebitNote(note::DebitArguments),
    /// Play two months of a company of a dozen customers into an empty store.
    Demo(demo::Arguments),
    /// Write the issued documents of a month for other programs: CSV, JSON, journal, FOCUS.
    Export(export::Arguments),
    /// Hold what AWS charged in a month against what was metered and billed.
    Reconcile(reconcile::Arguments),
    /// List, show and close reconciled months.
    #[command(subcommand)]
    Reconciliation(reconciliation::Command),
    /// Say how good a quote was, against a month that was billed.
    Accuracy(accuracy::Arguments),
    /// Check that nothing stored was changed, and make every document again; or prove a kept bundle.
    Verify(keep::VerifyArguments),
    /// Make, show and rotate the key that signs what is issued.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Answer provisioning tools and people over HTTP.
    Serve(serve::Arguments),
    /// Make, list, rotate and revoke the keys by which they ask.
    #[command(subcommand)]
    ApiKey(api_key::Command),
    /// Set and list budgets of customers, deployments and environments.
    #[command(subcommand)]
    Budget(budget::Command),
    /// Register, list, rotate and remove those who are told by HTTP of what happens.
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Say whether mails are sent, from whom, and where their links lead.
    #[command(subcommand)]
    Mail(mail::Command),
    /// List, deliver and replay what is delivered to others.
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Write what proves a document to who has no store.
    Proof(proof::ProofArguments),
    /// Write the last signed checkpoint of the store, to be kept elsewhere.
    Checkpoint(proof::CheckpointArguments),
    /// Copy the embedded store to a file.
    Backup(keep::BackupArguments),
    /// Bring a backup back into an empty data directory.
    Restore(keep::RestoreArguments),
    /// Bring a store to the form that this version of mru writes, as its owner.
    Migrate(keep::MigrateArguments),
    /// Print the JSON Schema of a deployment, customer, supplier or event.
    Schema(schema::Arguments),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Where prices come from: the same arguments for every command that prices.
#[derive(Debug, clap::Args)]
struct TermsArguments {
    /// The day to price for; today when absent.
    #[arg(long, value_name = "DATE", value_parser = day::day)]
    as_of: Option<chrono::NaiveDate>,
    /// Rate card: a name, a name and first day (reference@2026-10-01), or a folder.
    #[arg(long, value_name = "CARD", default_value = "reference", env = "MRU_RATE_CARD")]
    rate_card: String,
    /// Contract file that changes prices, weights or policies.
    #[arg(long, value_name = "FILE")]
    contract: Option<String>,
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(said) => return parsed_otherwise(&said),
    };
    let asked = arguments.lang.map(|lang| match lang {
        LangArgument::En => Lang::En,
        LangArgument::Es => Lang::Es,
    });
    match run(&arguments.command, asked) {
        Ok(code) => code,
        Err(failure) => report(&failure, asked.unwrap_or_default()),
    }
}

/// Prints help, or what is wrong with the arguments.
fn parsed_otherwise(said: &clap::Error) -> ExitCode {
    let code = ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(INVALID));
    match said.print() {
        Err(error) if !said.use_stderr() && error.kind() != ErrorKind::BrokenPipe => {
            tell_line(&error.to_string());
            ExitCode::from(CANNOT_DO)
        }
        _ => code,
    }
}

/// Runs a command; `asked` is the language that was asked for.
fn run(command: &Command, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    match command {
        Command::Init(arguments) => init::run(arguments, lang),
        Command::Quote(arguments) => quote::run(arguments, asked),
        Command::Validate(arguments) => validate::run(arguments, lang),
        Command::Explain(arguments) => explain::run(arguments, asked),
        Command::Check(arguments) => check::run(arguments, asked),
        Command::Change(command) => change::run(command, asked),
        Command::Envelope(command) => change::run_envelope(command, lang),
        Command::Approval(command) => change::run_approval(command, lang),
        Command::Receipt(command) => change::run_receipt(command, lang),
        Command::Gate(arguments) => gate::run(arguments, lang),
        Command::Catalogue(arguments) => catalogue::run(arguments, lang),
        Command::RateCard(command) => rate_card::run(command, lang),
        Command::Prices(command) => prices::run(command, lang),
        Command::Reconcile(arguments) => reconcile::run(arguments, lang),
        Command::Accuracy(arguments) => accuracy::run(arguments, lang),
        Command::Reconciliation(command) => reconciliation::run(command, lang),
        Command::Supplier(command) => customer::run_supplier(command, lang),
        Command::Customer(command) => customer::run(command, lang),
        Command::Meter(command) => meter::run(command, lang),
        Command::Bill(arguments) => bill::run(arguments, lang),
        Command::Invoice(command) => invoice::run(command, asked),
        Command::CreditNote(arguments) => note::credit(arguments, lang),
        Command::DebitNote(arguments) => note::debit(arguments, lang),
        Command::Demo(arguments) => demo::run(arguments, lang),
        Command::Export(arguments) => export::run(arguments, lang),
        Command::Keys(command) => keys::run(command, lang),
        Command::Serve(arguments) => serve::run(arguments, lang),
        Command::ApiKey(command) => api_key::run(command, lang),
        Command::Budget(command) => budget::run(command, lang),
        Command::Webhook(command) => webhook::run(command, lang),
        Command::Mail(command) => mail::run(command, lang),
        Command::Outbox(command) => outbox::run(command, lang),
        Command::Proof(arguments) => proof::write_proof(arguments),
        Command::Checkpoint(arguments) => proof::write_checkpoint(arguments),
        Command::Verify(arguments) => keep::verify(arguments, lang),
        Command::Backup(arguments) => keep::backup(arguments, lang),
        Command::Restore(arguments) => keep::restore(arguments, lang),
        Command::Migrate(arguments) => keep::migrate(arguments, lang),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions { shell } => {
            let mut completions = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "mru", &mut completions);
            files::write(None, &completions)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says on the standard error why a command failed.
fn report(failure: &Failure, lang: Lang) -> ExitCode {
    match failure {
        Failure::CannotDo(reason) => {
            tell_line(reason.get(lang));
            ExitCode::from(CANNOT_DO)
        }
        Failure::Invalid(input) => {
            tell(&findings_text(&input.file, &input.text, &input.findings, lang));
            ExitCode::from(INVALID)
        }
        Failure::InvalidFiles(inputs) => {
            for input in inputs {
                tell(&findings_text(&input.file, &input.text, &input.findings, lang));
            }
            ExitCode::from(INVALID)
        }
    }
}

//! `mru quote save`, `issue`, `list`, `show`, `accept`, `withdraw`, `revise`: quotes that are kept.

use std::process::ExitCode;

use chrono::{Local, NaiveDate};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use mru_core::{Lang, account::Language};

use super::{
    output::{Output, TextOrJson},
    pretty,
    quote::Format,
    quote_copy, quote_criteria, quote_diff, quote_link, quote_list, quote_terraform,
    store::StoreArguments,
};
use crate::{
    answers,
    failure::Failure,
    files::{self, Input},
    papers::{self, PaperError, QuoteForm},
    quotes::{self, Act, Decision, Done, DraftRequest, IssueRequest, Revision, State, Withdrawal},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Keep a draft of a quote for a customer or a prospect.
    Save {
        /// Deployment file, or `-` for the standard input.
        file: String,
        /// Id of a recorded customer, whose contract prices the quote; a prospect when absent.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Rate card for a prospect: a name, or a name and first day; `reference` when absent.
        #[arg(long, value_name = "CARD")]
        rate_card: Option<String>,
        #[command(flatten)]
        said: Said,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// Issue a draft: it gets its number, pins what made it, and never changes again.
    Issue {
        /// The draft: draft-12.
        draft: String,
        /// Days for which it may be accepted.
        #[arg(long, value_name = "DAYS")]
        valid_days: Option<u32>,
        #[command(flatten)]
        day: Day,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// List issued quotes by number, or the drafts that wait to be issued.
    List {
        /// Only those of a customer.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// Only those in a state.
        #[arg(long, value_parser = states(), conflicts_with = "drafts")]
        state: Option<State>,
        /// The drafts.
        #[arg(long)]
        drafts: bool,
        #[command(flatten)]
        day: Day,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// Show a quote by its number, the same bytes every time; or a draft, priced for a day.
    Show {
        /// QUO-000001, or draft-12.
        reference: String,
        /// Form of the quote; by the ending of the file when absent, else text.
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[command(flatten)]
        day: Day,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Record who accepted a quote.
    Accept {
        /// Its number.
        number: String,
        /// Name of who accepts.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Their position.
        #[arg(long, value_name = "TEXT")]
        position: String,
        #[command(flatten)]
        day: Day,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// Take a quote back.
    Withdraw {
        /// Its number.
        number: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        day: Day,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// Keep a draft of a new version; issuing it supersedes the quote.
    Revise {
        /// The number of the quote.
        number: String,
        /// Another deployment file, or `-`; that of the quote when absent.
        file: Option<String>,
        #[command(flatten)]
        said: Said,
        #[command(flatten)]
        keeping: Keeping,
    },
    /// Say what one quote adds, removes and changes against another, line by line.
    Diff(quote_diff::Arguments),
    /// Make a deployment of the six criteria of an estimate, with every assumption named.
    Criteria(Box<quote_criteria::Arguments>),
    /// Make a deployment file of what a customer has today, as it is metered, with its price.
    Copy(quote_copy::Arguments),
    /// Price what stands after a plan of Terraform; every resource is estimated, free or not supported.
    Terraform(Box<quote_terraform::Arguments>),
    /// Make, list and revoke links that open a quote without an account.
    Link(quote_link::Arguments),
}

/// What is said on a quote.
#[derive(Debug, clap::Args)]
pub(super) struct Said {
    /// Whom to ask about the quote.
    #[arg(long, value_name = "TEXT")]
    contact: Option<String>,
    /// What else it says; may have several lines.
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

/// The day that is asked about.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Day {
    /// The day; today when absent.
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

impl Day {
    pub(super) fn day(self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| Local::now().date_naive())
    }
}

/// Where quotes are kept, and how the command answers.
#[derive(Debug, clap::Args)]
pub(super) struct Keeping {
    /// Form of the answer.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: TextOrJson,
    #[command(flatten)]
    pub(super) store: StoreArguments,
}

/// Reads states, and lists them in the help.
fn states() -> impl clap::builder::TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::as_str))
        .try_map(|name| State::read(&name).ok_or("no such state"))
}

/// The language of a document.
pub(super) const fn language(lang: Lang) -> Language {
    match lang {
        Lang::En => Language::En,
        Lang::Es => Language::Es,
    }
}

/// The way that is recorded with what is decided here.
const VIA: &str = "command-line";

pub(super) fn run(command: &Command, asked: Option<Lang>) -> Result<ExitCode, Failure> {
    let lang = asked.unwrap_or_default();
    match command {
        Command::Save { file, customer, rate_card, said, keeping } => {
            let input = Input::read(file)?;
            let language = asked.map(language);
            let request = DraftRequest {
                customer: customer.as_deref(),
                rate_card: rate_card.as_deref(),
                language,
                contact: said.contact.as_deref().unwrap_or_default(),
                notes: said.notes.as_deref().unwrap_or_default(),
                ..DraftRequest::new(&input.text, input.format())
            };
            keep(keeping, &Act::Save(request), Local::now().date_naive(), lang)
                .map_err(|failure| located(failure, &input.name, &input.text))
        }
        Command::Revise { number, file, said, keeping } => {
            let input = file.as_deref().map(Input::read).transpose()?;
            let revision = Revision {
                number,
                deployment: input.as_ref().map(|it| (it.text.as_str(), it.format())),
                contact: said.contact.as_deref(),
                notes: said.notes.as_deref(),
            };
            let (name, text) = input.as_ref().map_or(("", ""), |it| (&it.name, &it.text));
            keep(keeping, &Act::Revise(revision), Local::now().date_naive(), lang)
                .map_err(|failure| located(failure, name, text))
        }
        Command::Issue { draft, valid_days, day, keeping } => {
            let day = day.day();
            let request = IssueRequest { draft, day, valid_days: *valid_days };
            keep(keeping, &Act::Issue(request), day, lang)
                .map_err(|failure| located(failure, draft, ""))
        }
        Command::Accept { number, by, position, day, keeping } => {
            let day = day.day();
            keep(keeping, &Act::Accept(Decision { number, day, by, position, via: VIA }), day, lang)
        }
        Command::Withdraw { number, reason, day, keeping } => {
            let day = day.day();
            keep(keeping, &Act::Withdraw(Withdrawal { number, day, reason, via: VIA }), day, lang)
        }
        Command::List { customer, state, drafts, day, keeping } => {
            quote_list::list(customer.as_deref(), *state, *drafts, (day.day(), lang), keeping)
        }
        Command::Show { reference, format, day, output, store } => {
            show(reference, output.form(*format)?, (day.day(), asked), output, store)
        }
        Command::Diff(arguments) => quote_diff::run(arguments, lang),
        Command::Criteria(arguments) => quote_criteria::run(arguments, asked),
        Command::Copy(arguments) => quote_copy::run(arguments, asked),
        Command::Terraform(arguments) => quote_terraform::run(arguments, asked),
        Command::Link(arguments) => quote_link::run(arguments, lang),
    }
}

/// Gives findings the name and text of the file that they are about.
pub(super) fn located(failure: Failure, name: &str, text: &str) -> Failure {
    match failure {
        Failure::Invalid(invalid) if invalid.file.is_empty() => {
            Failure::invalid(name, text, invalid.findings)
        }
        failure => failure,
    }
}

/// Records something, and says what is kept.
pub(super) fn keep(
    keeping: &Keeping,
    act: &Act<'_>,
    day: NaiveDate,
    lang: Lang,
) -> Result<ExitCode, Failure> {
    keep_in(&keeping.store, keeping.format, act, (day, lang))
}

/// Records something in a store, and says in a form what is kept.
pub(super) fn keep_in(
    store: &StoreArguments,
    format: TextOrJson,
    act: &Act<'_>,
    (day, lang): (NaiveDate, Lang),
) -> Result<ExitCode, Failure> {
    let done = store.with(async |it| Ok(quotes::record(it, act).await?))?;
    let shown = match (format, &done) {
        (TextOrJson::Json, Done::Draft(draft)) => pretty(&answers::draft_in_brief(draft)),
        (TextOrJson::Json, Done::Quote(quote)) => pretty(&answers::quote_in_brief(quote, day)),
        // Links have a command of their own.
        (_, Done::Link(_) | Done::Revoked(_)) => String::new(),
        (TextOrJson::Text, Done::Draft(draft)) => quote_list::draft_line(draft, lang),
        (TextOrJson::Text, Done::Quote(quote)) => quote_list::quote_line(quote, day, lang),
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn show(
    reference: &str,
    format: Format,
    (day, asked): (NaiveDate, Option<Lang>),
    output: &Output,
    store: &StoreArguments,
) -> Result<ExitCode, Failure> {
    output.spare(store.place.files())?;
    let found = store
        .read(async |it| Ok(quotes::find(it, reference, day).await?))
        .map_err(|failure| located(failure, reference, ""))?;
    let form = match format {
        Format::Text => QuoteForm::Text,
        Format::Json => QuoteForm::Json,
        Format::Csv => QuoteForm::Csv,
        Format::Html => QuoteForm::Html,
        #[cfg(feature = "pdf")]
        Format::Pdf => QuoteForm::Pdf,
    };
    let lang = asked.unwrap_or_else(|| papers::quote_language(&found));
    let bytes = papers::quote(&found, form, lang, day).map_err(|error| match error {
        PaperError::Letters(findings) => Failure::invalid(reference, "", findings),
        PaperError::Failed(said) => Failure::CannotDo(mru_core::text::Text::new(
            format!("the quote could not be rendered: {said}"),
            format!("no se pudo generar la cotización: {said}"),
        )),
    })?;
    output.write(bytes)?;
    Ok(ExitCode::SUCCESS)
}

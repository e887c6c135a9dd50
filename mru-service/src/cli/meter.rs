//! `mru meter`: events in, events of a deployment out, intervals shown.

use std::{io::BufRead as _, process::ExitCode};

use chrono::Utc;
use clap::{Subcommand, ValueEnum};
use mru_core::{
    Lang,
    calendar::{format_instant, parse_instant},
    metering::{self, Event, EventFormat, EventReader},
    text::Text,
};

use super::{TermsArguments, letters::Letters, store::StoreArguments, words::with_remedies};
use crate::{
    billing::{self, Imported, Intake},
    books,
    failure::{Failure, InvalidInput},
    files::{self, Input},
    quoting,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Record events from files; the same events again change nothing.
    Import {
        /// Files of CSV, NDJSON, JSON or CloudEvents; `-` for the standard input.
        #[arg(required = true)]
        files: Vec<String>,
        /// Form of the files; told from their names when absent.
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Write the events with which a deployment begins, as NDJSON for `import`.
    Events {
        /// Deployment file, or `-` for the standard input.
        file: String,
        /// Id of the customer.
        #[arg(long)]
        customer: String,
        /// Name of the deployment.
        #[arg(long, default_value = "main")]
        deployment: String,
        /// When it was activated: 2026-04-11T09:00:00-04:00.
        #[arg(long)]
        at: String,
        /// The ticket behind it.
        #[arg(long)]
        ticket: String,
        #[command(flatten)]
        terms: TermsArguments,
    },
    /// Show when each component of a customer existed.
    Show {
        /// Id of the customer.
        customer: String,
        #[command(flatten)]
        store: StoreArguments,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// A header line, then one event a line.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// One JSON object, or a list of them.
    Json,
}

impl From<Format> for EventFormat {
    fn from(format: Format) -> EventFormat {
        match format {
            Format::Csv => EventFormat::Csv,
            Format::Ndjson => EventFormat::Ndjson,
            Format::Json => EventFormat::Json,
        }
    }
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    match command {
        Command::Import { files, format, store } => import(files, *format, store, lang),
        Command::Events { file, customer, deployment, at, ticket, terms } => {
            let at = parse_instant(at).ok_or_else(|| no_instant(at))?;
            let input = Input::read(file)?;
            let quote =
                quoting::quote(&input.text, input.format(), &terms.terms()?, terms.day())
                    .map_err(|findings| Failure::invalid(&input.name, &*input.text, findings))?;
            let events = metering::activations(&quote, customer, deployment, at, ticket);
            files::write(None, ndjson(&events))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Show { customer, store } => show(customer, store, lang),
    }
}

fn import(
    names: &[String],
    format: Option<Format>,
    store: &StoreArguments,
    lang: Lang,
) -> Result<ExitCode, Failure> {
    store.with(async |database| {
        let cards = billing::rate_cards(database).await?;
        let mut intake = Intake::begin(database, &cards, Utc::now()).await?;
        for name in names {
            intake.next_file();
            take_file(&mut intake, name, format, lang).await?;
        }
        let done = match intake.record().await? {
            Ok(done) => done,
            Err(findings) => {
                let files = names.iter().zip(findings).filter(|(_, findings)| !findings.is_empty());
                return Err(Failure::invalid_files(files.map(|(name, findings)| InvalidInput {
                    file: name.clone(),
                    text: files::excerpt(name),
                    findings: with_remedies(findings),
                })));
            }
        };
        let mut shown = String::new();
        for (name, Imported { new, known }) in names.iter().zip(done) {
            shown.push_str(&match lang {
                Lang::En => format!("{name}: {new} new events, {known} known before\n"),
                Lang::Es => format!("{name}: {new} eventos nuevos, {known} ya conocidos\n"),
            });
        }
        files::write(None, shown)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Reads and judges the events of a file, up to its end or to the last finding that is kept.
async fn take_file(
    intake: &mut Intake<'_>,
    name: &str,
    format: Option<Format>,
    lang: Lang,
) -> Result<(), Failure> {
    if intake.is_full() {
        return Ok(());
    }
    let mut file = files::open(name)?;
    let format = match format {
        Some(format) => format.into(),
        None => {
            let start = file.fill_buf().map_err(|error| Failure::io(name.as_ref(), &error))?;
            EventFormat::guess(name, &String::from_utf8_lossy(start))
        }
    };
    let mut letters = Letters::default();
    for read in EventReader::new(file, format) {
        if let Ok(placed) = &read {
            letters.look(placed);
        }
        intake.take(read).await?;
        if intake.is_full() {
            break;
        }
    }
    letters.warn(name, lang);
    Ok(())
}

fn show(customer: &str, store: &StoreArguments, lang: Lang) -> Result<ExitCode, Failure> {
    let (account, timeline) = store.read(async |it| Ok(books::intervals(it, customer).await?))?;
    let zone = account.contract.time_zone;
    let local = |at| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    for interval in timeline.intervals {
        let open = match lang {
            Lang::En => "now",
            Lang::Es => "hoy",
        };
        let until = interval.until.map_or(open.to_owned(), local);
        let size = &interval.size;
        let line = format!(
            "{}\n  {} … {until}  {} {} × {}\n",
            interval.slot,
            local(interval.from),
            size.size,
            size.quantity,
            size.redundancy
        );
        files::write(None, line)?;
    }
    for sample in timeline.samples {
        let line = format!(
            "{}\n  {} … {}  +{}\n",
            sample.slot,
            local(sample.from),
            local(sample.until),
            sample.excess
        );
        files::write(None, line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes events as `import` reads them.
fn ndjson(events: &[Event]) -> String {
    let mut written = String::new();
    for event in events {
        // The file calls the instant `time`, and its type is a field like the others.
        let mut value = serde_json::to_value(event).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.remove("at");
            fields.insert(String::from("time"), format_instant(event.at).into());
        }
        written.push_str(&value.to_string());
        written.push('\n');
    }
    written
}

fn no_instant(at: &str) -> Failure {
    Failure::CannotDo(Text::new(
        format!(
            "`{at}` is no instant; write it with its offset, such as 2026-04-11T09:00:00-04:00"
        ),
        format!(
            "`{at}` no es un instante; escríbalo con su desfase, como 2026-04-11T09:00:00-04:00"
        ),
    ))
}

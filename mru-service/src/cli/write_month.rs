//! `mru invoice write`: the issued documents of a month as files, with an index.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use clap::ValueEnum;
use indicatif::ProgressBar;
use mru_core::{Lang, calendar::Period, text::Text};
use reports::month_index::{Indexed, index_csv, index_html};

use super::{document, store::StoreArguments};
use crate::{
    Database,
    books::{self, Document, Found, Shown},
    failure::Failure,
    files::{self, private},
    papers,
    tell::tell_line,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The month: 2026-10.
    period: Period,
    /// Folder to write to; it is made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Form of the documents; PDF when absent.
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    store: StoreArguments,
}

/// A form to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To send and to archive.
    #[cfg(feature = "pdf")]
    Pdf,
    /// To send, as a page.
    Html,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            #[cfg(feature = "pdf")]
            Format::Pdf => "pdf",
            Format::Html => "html",
        }
    }

    const fn form(self) -> papers::Form {
        match self {
            #[cfg(feature = "pdf")]
            Format::Pdf => papers::Form::Pdf,
            Format::Html => papers::Form::Html,
        }
    }
}

/// Writes the documents of a month; `lang` is the language of the index alone.
pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let Arguments { period, out, format, store } = arguments;
    let format = format.or_else(|| Format::value_variants().first().copied());
    let Some(format) = format else { return Ok(ExitCode::SUCCESS) };
    let rows = store.read(async |database| written(database, *period, out, format).await)?;
    if rows.is_empty() {
        return Err(Failure::CannotDo(Text::new(
            format!("nothing of {period} is issued yet; `mru invoice issue {period}` issues it"),
            format!("nada de {period} está emitido aún; `mru invoice issue {period}` lo emite"),
        )));
    }
    let failed = |error: &dyn std::fmt::Display| document::failed(error);
    files::write(Some(&out.join("index.csv")), index_csv(&rows).map_err(|it| failed(&it))?)?;
    let page = index_html(*period, &rows, lang).map_err(|it| failed(&it))?;
    files::write(Some(&out.join("index.html")), page)?;
    let (count, shown) = (rows.len(), out.display());
    tell_line(&match lang {
        Lang::En => format!(
            "{count} documents of {period} are in {shown}, listed in index.html and index.csv."
        ),
        Lang::Es => format!(
            "{count} documentos de {period} están en {shown}; index.html e index.csv los listan."
        ),
    });
    Ok(ExitCode::SUCCESS)
}

/// Writes page by page, so that no more documents are at hand than a page has.
async fn written(
    database: &Database,
    period: Period,
    out: &Path,
    format: Format,
) -> Result<Vec<Indexed>, Failure> {
    let (mut rows, mut after) = (Vec::new(), 0);
    let bar = ProgressBar::no_length();
    loop {
        let page = books::issued_after(database, period, after).await?;
        let Some(last) = page.last() else { break };
        let Found::Document(document) = &last.found else { break };
        after = document.sequence;
        if rows.is_empty() {
            private::create_folder(out).map_err(|error| Failure::io(out, &error))?;
        }
        rows.extend(of_page(&page, out, format, &bar)?);
    }
    bar.finish_and_clear();
    Ok(rows)
}

/// Writes the documents of a page on all cores, each as soon as it is made.
fn of_page(
    page: &[Shown],
    out: &Path,
    format: Format,
    bar: &ProgressBar,
) -> Result<Vec<Indexed>, Failure> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(shown) = page.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(failure) = of_document(shown, out, format) {
                next.store(page.len(), Ordering::Relaxed);
                if let Ok(mut first) = failed.lock() {
                    first.get_or_insert(failure);
                }
            }
            bar.inc(1);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from).min(page.len());
    thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(work);
        }
        work();
    });
    match failed.into_inner() {
        Ok(Some(failure)) => Err(failure),
        _ => Ok(page.iter().filter_map(|shown| row(shown, format)).collect()),
    }
}

/// Writes one document in the language of its customer.
fn of_document(shown: &Shown, out: &Path, format: Format) -> Result<(), Failure> {
    let Found::Document(issued) = &shown.found else { return Ok(()) };
    let statement = shown.statement();
    let content = papers::render(shown, format.form(), statement.language.into());
    let content =
        content.map_err(|error| document::not_rendered(statement, &shown.found, error))?;
    files::write(Some(&out.join(name(issued, format))), content)
}

fn name(document: &Document, format: Format) -> String {
    format!("{}-{}.{}", document.number, document.customer, format.ending())
}

fn row(shown: &Shown, format: Format) -> Option<Indexed> {
    let Found::Document(document) = &shown.found else { return None };
    let days = [document.issued_on, document.due_on];
    Some(Indexed::of(&document.statement, &document.number, days, name(document, format)))
}

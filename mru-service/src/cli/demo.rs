//! `mru demo`: a company of a dozen customers, billed for two months.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use mru_core::{Lang, text};
use reports::{export::Export, invoice_html::invoice_html, usage_statement::usage_html};

use super::{document, export, signing::SigningArguments, store::StoreArguments};
use crate::{
    Database,
    billing::{Outcome, RunLine},
    books::{self, IssuedDocument},
    demo::{self, Demonstration, Month},
    failure::Failure,
    files::{self, private},
    witness::checkpoint::SignedNote,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder to write the documents to.
    #[arg(long, value_name = "DIR", default_value = "mru-demo")]
    out: PathBuf,
    #[command(flatten)]
    signing: SigningArguments,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let out = &arguments.out;
    let documents = Documents::into(out)?;
    let (played, written) = arguments.store.place.make(async |database| {
        let database = &arguments.signing.apply(database, &arguments.store.place)?;
        let played = demo::play(database).await?;
        let written = write_documents(database, &played, documents).await?;
        Ok((played, written))
    })?;
    files::write(None, report(&played, written, arguments, lang))?;
    arguments.signing.keep_outside(&arguments.store.place)?;
    Ok(ExitCode::SUCCESS)
}

/// The documents of a demonstration: all of them are written, or none stay behind.
struct Documents {
    folder: PathBuf,
    /// Folders made for them, the innermost first.
    made: Vec<PathBuf>,
    /// Files written so far that were not there before.
    new: Vec<PathBuf>,
    written: usize,
}

impl Documents {
    /// Makes the folder, and sees that files can be written to it.
    fn into(folder: &Path) -> Result<Documents, Failure> {
        let failed = |error: std::io::Error| Failure::io(folder, &error);
        let made = private::create_folder(folder).map_err(failed)?;
        let documents = Documents { folder: folder.to_owned(), made, new: Vec::new(), written: 0 };
        let probe = folder.join(format!("mru.{}.tmp", std::process::id()));
        private::create(&probe).and_then(|_| fs::remove_file(&probe)).map_err(failed)?;
        Ok(documents)
    }

    fn write(&mut self, name: &str, content: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.folder.join(name);
        let new = fs::symlink_metadata(&path).is_err();
        files::write(Some(&path), content)?;
        self.written = self.written.saturating_add(1);
        if new {
            self.new.push(path);
        }
        Ok(())
    }

    /// Keeps them, and says how many there are.
    fn keep(mut self) -> usize {
        self.new.clear();
        self.made.clear();
        self.written
    }
}

impl Drop for Documents {
    fn drop(&mut self) {
        for file in &self.new {
            let _ = fs::remove_file(file);
        }
        private::remove_empty(&self.made);
    }
}

/// Writes every issued document, each in the language of its customer, and the exports of each month.
async fn write_documents(
    database: &Database,
    played: &Demonstration,
    mut documents: Documents,
) -> Result<usize, Failure> {
    for month in &played.months {
        let issued = books::issued(database, month.period).await?;
        for IssuedDocument { document: stored, checkpoint } in &issued {
            let hash = stored.hash();
            let printed = checkpoint.as_ref().map(SignedNote::printed);
            let shown = document::issued(stored, &hash, printed.as_ref());
            let lang = stored.statement.language.into();
            let name = |ending: &str| format!("{}-{}{ending}", stored.number, stored.customer);
            let html = invoice_html(&shown, lang).map_err(|it| document::failed(&it))?;
            documents.write(&name(".html"), html)?;
            #[cfg(feature = "pdf")]
            {
                let pdf = reports::invoice_pdf::invoice_pdf(&shown, lang);
                documents.write(&name(".pdf"), pdf.map_err(|it| document::no_pdf(&shown, it))?)?;
            }
            let usage = usage_html(&shown, lang).map_err(|it| document::failed(&it))?;
            documents.write(&name("-usage.html"), usage)?;
        }
        let exported: Vec<_> = issued.iter().map(|it| export::exported(&it.document)).collect();
        let name = |kind: &str| format!("{}-{kind}.csv", month.period);
        let lines = Export::Lines.whole(&exported).map_err(|it| document::failed(&it))?;
        documents.write(&name("lines"), lines)?;
        let journal = Export::Journal.whole(&exported).map_err(|it| document::failed(&it))?;
        documents.write(&name("journal"), journal)?;
        let focus = Export::Focus.whole(&exported).map_err(|it| document::failed(&it))?;
        documents.write(&name("focus"), focus)?;
    }
    Ok(documents.keep())
}

fn report(played: &Demonstration, written: usize, arguments: &Arguments, lang: Lang) -> String {
    let (customers, events) = (played.customers, played.events);
    let mut shown = match lang {
        Lang::En => format!("Recorded {customers} customers and {events} events.\n"),
        Lang::Es => format!("Se registraron {customers} clientes y {events} eventos.\n"),
    };
    for month in &played.months {
        shown.push_str(&month_text(month, lang));
    }
    let (note, invoice) = &played.credit_note;
    let (out, data) = (arguments.out.display(), arguments.store.place.data_dir.display());
    shown.push_str(&match lang {
        Lang::En => format!(
            "\nCredit note {note} gives back part of {invoice} for a missed service level.\n\
             Two removals of September came late; October holds their correction lines.\n\n\
             {written} files are in {out}. The store is in {data}; look around:\n  \
             mru invoice list 2026-10 --data-dir {data}\n  \
             mru invoice show bank/2026-10 --data-dir {data}\n  \
             mru bill 2026-10 --data-dir {data}        (again: nothing changes)\n  \
             mru verify --data-dir {data}\n"
        ),
        Lang::Es => format!(
            "\nLa nota de crédito {note} devuelve parte de {invoice} por un nivel de servicio no cumplido.\n\
             Dos bajas de septiembre llegaron tarde; octubre trae sus líneas de corrección.\n\n\
             {written} archivos están en {out}. El almacén está en {data}; explore:\n  \
             mru invoice list 2026-10 --data-dir {data}\n  \
             mru invoice show bank/2026-10 --data-dir {data}\n  \
             mru bill 2026-10 --data-dir {data}        (otra vez: nada cambia)\n  \
             mru verify --data-dir {data}\n"
        ),
    });
    shown
}

fn month_text(month: &Month, lang: Lang) -> String {
    let mut shown = format!("\n{}\n", month.period);
    for issued in &month.issued {
        let usd = text::usd(issued.total.as_decimal(), lang);
        shown.push_str(&format!("  {:<12} {:<14} {usd:>18}\n", issued.number, issued.customer));
    }
    for line in month.run.lines.iter().filter(|line| line.outcome == Outcome::Aside) {
        shown.push_str(&aside(line, lang));
    }
    shown
}

fn aside(line: &RunLine, lang: Lang) -> String {
    let word = match lang {
        Lang::En => "set aside",
        Lang::Es => "apartado",
    };
    let reason = line.findings.first().map(|finding| finding.message.get(lang)).unwrap_or_default();
    format!("  {word:<12} {:<14} {reason}\n", line.customer)
}

//! `mru demo`: a company of a dozen customers, billed for two months, and AWS's bill of one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ValueEnum as _;
use mru_core::{
    Lang,
    calendar::Period,
    costs::Basis,
    reconciliation::{Allocation, Bucket, Reconciliation, TieState},
    text,
};
use reports::{
    BillingDocument,
    export::{Export, FocusVersion},
    invoice_html::invoice_html,
    usage_statement::usage_html,
};

use super::{
    document, export, output::Form as _, reconciliation, signing::SigningArguments,
    store::StoreArguments,
};
use crate::{
    Database,
    billing::{Outcome, RunLine},
    books::{self, IssuedDocument, Of},
    demo::{self, Demonstration, Month},
    failure::Failure,
    files::{self, private},
    papers,
    reconciling::{self, Prices, ReconcileRequest},
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
    let (played, reconciled, written) = arguments.store.place.make(async |database| {
        let database = &arguments.signing.apply(database, &arguments.store.place)?;
        let played = demo::play(database).await?;
        let mut documents = documents;
        write_documents(database, &played, &mut documents).await?;
        let reconciled = reconcile(database, &played, &mut documents, lang).await?;
        Ok((played, reconciled, documents.keep()))
    })?;
    let mut shown = report(&played, lang);
    shown.push_str(&hidden(&reconciled, lang)?);
    shown.push_str(&farewell(written, arguments, lang));
    files::write(None, shown)?;
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
    documents: &mut Documents,
) -> Result<(), Failure> {
    for month in &played.months {
        let issued = books::issued(database, Of::Month(month.period)).await?;
        for IssuedDocument { document: stored, checkpoint, tax, .. } in &issued {
            let hash = stored.hash();
            let printed = checkpoint.as_ref().map(SignedNote::printed);
            let before = books::month_before(database, stored).await?;
            let before = before.as_ref().map(papers::compared);
            let shown = papers::issued(stored, &hash, printed.as_ref());
            let shown = BillingDocument { before: before.as_ref(), tax: tax.as_ref(), ..shown };
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
        write_exports(database, month.period, &issued, documents).await?;
    }
    Ok(())
}

/// Writes the exports of a month: those of the documents about it, and those of its bill.
async fn write_exports(
    database: &Database,
    month: Period,
    issued: &[IssuedDocument],
    documents: &mut Documents,
) -> Result<(), Failure> {
    let billed = books::issued(database, Of::Bill(month)).await?;
    let (focus, detail) = (Export::Focus(FocusVersion::V1_4), Export::InvoiceDetail);
    for (kind, export, of) in [
        ("lines", Export::Lines, issued),
        ("journal", Export::Journal, issued),
        ("focus", focus, &billed),
        ("focus-invoice-detail", detail, &billed),
    ] {
        let exported: Vec<_> = of.iter().map(export::exported).collect();
        let whole = export.whole(&exported).map_err(|it| document::failed(&it))?;
        documents.write(&format!("{month}-{kind}.csv"), whole)?;
    }
    let now = database.clock().now();
    let periods = export::billing_periods(database, month, now).await?;
    documents.write(&format!("{month}-focus-billing-period.csv"), periods)
}

/// Writes what AWS charged in the last month, and holds it against what was metered and billed.
async fn reconcile(
    database: &Database,
    played: &Demonstration,
    documents: &mut Documents,
    lang: Lang,
) -> Result<Reconciliation, Failure> {
    let month = played.costs.month;
    let file = format!("aws-{month}.csv");
    documents.write(&file, &played.costs.costs)?;
    let invoices = format!("aws-invoices-{month}.csv");
    documents.write(&invoices, &played.costs.invoices)?;
    documents.write("allocation.toml", &played.costs.allocation)?;
    let text = &played.costs.allocation;
    let allocation = Allocation::read(text)
        .map_err(|findings| Failure::invalid("allocation.toml", text.as_str(), findings))?;
    let basis = Basis::Unblended;
    let path = documents.folder.join(file);
    let invoices = reconciling::read_invoices(&[documents.folder.join(invoices)])?;
    let costs = reconciling::read_costs(&[path], month, basis, &allocation)?;
    let hash = Allocation::hash_of(text);
    let request = ReconcileRequest {
        month,
        basis,
        costs: &costs,
        invoices: Some(&invoices),
        asked: None,
        newer: &[],
        allocation: (&allocation, &hash),
        prices: Prices::OfCard("reference"),
    };
    let done = reconciling::reconcile(database, &request).await?.reconciliation;
    let table = reconciliation::Table::default();
    for format in reconciliation::Format::value_variants() {
        let document = reconciliation::rendered(&done, (*format, table), lang)?;
        documents.write(&format!("reconciliation-{month}.{}", format.ending()), document)?;
    }
    Ok(done)
}

/// What the reconciliation found.
fn hidden(reconciliation: &Reconciliation, lang: Lang) -> Result<String, Failure> {
    let mut shown = match lang {
        Lang::En => String::from("\nAWS's bill of the month, held against what was metered:\n"),
        Lang::Es => String::from("\nLa factura de AWS del mes, contra lo que se midió:\n"),
    };
    for bucket in Bucket::ALL {
        let usd = reconciliation.bucket_usd(bucket)?.rounded(2);
        if !usd.is_zero() {
            let usd = text::usd(usd.decimal().unwrap_or_default(), lang);
            shown.push_str(&format!("  {:<30} {usd:>18}\n", bucket.name().get(lang)));
        }
    }
    for it in &reconciliation.without_cost {
        let (customer, component) = (&it.customer, &it.component);
        shown.push_str(&match lang {
            Lang::En => format!("  billed without cost: {customer} {component}\n"),
            Lang::Es => format!("  facturado sin costo: {customer} {component}\n"),
        });
    }
    for it in &reconciliation.invoices {
        let usd = it.stated_usd.unwrap_or_default().rounded(2).decimal().unwrap_or_default();
        let (invoice, usd) = (&it.invoice, text::usd(usd, lang));
        let ties = match (it.state(), lang) {
            (TieState::Tied, Lang::En) => "is the sum of its rows",
            (TieState::Tied, Lang::Es) => "es la suma de sus filas",
            (_, Lang::En) => "is not the sum of its rows",
            (_, Lang::Es) => "no es la suma de sus filas",
        };
        shown.push_str(&format!("  {invoice:<30} {usd:>18}  {ties}\n"));
    }
    Ok(shown)
}

fn report(played: &Demonstration, lang: Lang) -> String {
    let (customers, events) = (played.customers, played.events);
    let mut shown = match lang {
        Lang::En => format!("Recorded {customers} customers and {events} events.\n"),
        Lang::Es => format!("Se registraron {customers} clientes y {events} eventos.\n"),
    };
    for month in &played.months {
        shown.push_str(&month_text(month, lang));
    }
    let (note, invoice) = &played.credit_note;
    shown.push_str(&match lang {
        Lang::En => format!(
            "\nCredit note {note} gives back part of {invoice} for a missed service level.\n\
             Two removals of September came late; October holds their correction lines.\n"
        ),
        Lang::Es => format!(
            "\nLa nota de crédito {note} devuelve parte de {invoice} por un nivel de servicio no cumplido.\n\
             Dos bajas de septiembre llegaron tarde; octubre trae sus líneas de corrección.\n"
        ),
    });
    shown
}

/// Where everything is, and what to do next.
fn farewell(written: usize, arguments: &Arguments, lang: Lang) -> String {
    let (out, data) = (arguments.out.display(), arguments.store.place.data_dir.display());
    let (files, store) = match lang {
        Lang::En => (
            format!("{written} files are in {out}."),
            format!("The store is in {data}; look around:"),
        ),
        Lang::Es => (
            format!("{written} archivos están en {out}."),
            format!("El almacén está en {data}; explore:"),
        ),
    };
    let again = match lang {
        Lang::En => "(again: nothing changes)",
        Lang::Es => "(otra vez: nada cambia)",
    };
    format!(
        "\n{files} {store}\n  \
         mru invoice list 2026-10 --data-dir {data}\n  \
         mru invoice show bank/2026-10 --data-dir {data}\n  \
         mru bill 2026-10 --data-dir {data}        {again}\n  \
         mru reconcile 2026-10 --costs {out}/aws-2026-10.csv --aws-invoices {out}/aws-invoices-2026-10.csv --allocation {out}/allocation.toml --data-dir {data}\n  \
         mru verify --data-dir {data}\n"
    )
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
        Lang::En => "on hold",
        Lang::Es => "pendiente",
    };
    let reason = line.findings.first().map(|finding| finding.message.get(lang)).unwrap_or_default();
    format!("  {word:<12} {:<14} {reason}\n", line.customer)
}

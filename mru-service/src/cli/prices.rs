//! `mru prices`: read price lists of AWS, keep what a cost model needs, say what moved.

use std::{
    fmt::Write as _,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use mru_core::{
    Finding, Lang,
    cost_model::Price,
    text::{Text, usd},
};
use serde_json::json;

use super::{moved::moved_text, pretty};
use crate::{
    failure::Failure,
    files::{self, Input},
    prices::{
        self, Asked, AskedError, CompareError, Differences, PriceFiles, ProductList, REGION,
        Snapshot, SnapshotError,
    },
    tables,
};

#[cfg(feature = "aws")]
use super::store::runtime;
#[cfg(feature = "aws")]
use crate::prices::FetchError;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Take the prices that a cost model needs out of price lists of AWS.
    Read {
        /// Offer files of the bulk API (index.json) and answers of GetProducts.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        #[command(flatten)]
        asked: AskedArguments,
        /// Facts as CSV for prices that no file has, each with its confidence.
        #[arg(long, value_name = "CSV")]
        facts: Option<String>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Ask the Pricing API of AWS for the prices that a cost model needs.
    #[cfg(feature = "aws")]
    Fetch {
        #[command(flatten)]
        asked: AskedArguments,
        /// Facts as CSV for prices that AWS does not list, each with its confidence.
        #[arg(long, value_name = "CSV")]
        facts: Option<String>,
        /// Profile of the shared files of AWS.
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Say what moved between two lists of prices: snapshots or facts.
    Diff {
        /// The earlier one.
        before: String,
        /// The later one.
        after: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Which prices are asked for.
#[derive(Debug, clap::Args)]
pub(super) struct AskedArguments {
    /// Cost model as TOML, which names the prices.
    #[arg(long, value_name = "FILE")]
    model: String,
    /// List of products as TOML; that of the program for the region when absent.
    #[arg(long, value_name = "FILE")]
    products: Option<String>,
    /// Region, when no list of products is given.
    #[arg(long, value_name = "REGION", default_value = REGION)]
    region: String,
}

/// Where a snapshot goes.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArguments {
    /// Folder for the snapshot, or a file that ends in .csv; only a summary when absent.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl AskedArguments {
    /// Reads model and products, and lists what they ask for.
    fn asked(&self) -> Result<Asked, Failure> {
        let model = Input::read(&self.model)?;
        let products = self.products.as_deref().map(Input::read).transpose()?;
        let list = match &products {
            Some(input) => ProductList::Given(&input.text),
            None => ProductList::OfRegion(&self.region),
        };
        Asked::by(&model.text, list).map_err(|error| match error {
            AskedError::Model(findings) => Failure::invalid(model.name, model.text, findings),
            AskedError::NotListed(findings) => Failure::invalid(model.name, "", findings),
            AskedError::Products(findings) => invalid(products, findings),
            AskedError::NoProducts { region } => no_products(&region),
            AskedError::Unreadable(unreadable) => tables::invalid(None, unreadable),
        })
    }

    /// Takes the prices out of files.
    fn read(&self, names: &[String], facts: Option<&str>) -> Result<Snapshot, Failure> {
        let asked = self.asked()?;
        let mut lists = asked.lists();
        for name in names {
            lists
                .read(name, files::open(name)?)
                .map_err(|finding| Failure::invalid(name, files::excerpt(name), vec![finding]))?;
        }
        self.snapshot(&asked, &lists, facts)
    }

    /// Asks AWS for the prices.
    #[cfg(feature = "aws")]
    fn fetch(&self, profile: Option<&str>, facts: Option<&str>) -> Result<Snapshot, Failure> {
        let asked = self.asked()?;
        let lists = runtime()?.block_on(asked.fetch(profile)).map_err(|error| match error {
            FetchError::Refused(refusal) => refusal.into(),
            FetchError::Answer(finding) => Failure::invalid("GetProducts", "", vec![*finding]),
        })?;
        self.snapshot(&asked, &lists, facts)
    }

    /// Takes the prices out of lists that were read.
    fn snapshot(
        &self,
        asked: &Asked,
        lists: &PriceFiles,
        facts: Option<&str>,
    ) -> Result<Snapshot, Failure> {
        let facts = facts.map(Input::read).transpose()?;
        let named = facts.as_ref().map(|facts| (base(&facts.name), facts.text.as_str()));
        let named = named.as_ref().map(|(name, text)| (name.as_str(), *text));
        asked.snapshot(lists, named).map_err(|error| match error {
            SnapshotError::Prices(findings) => Failure::invalid(self.model.as_str(), "", findings),
            SnapshotError::Facts(findings) => invalid(facts, findings),
        })
    }
}

/// Findings about an input, if it was given.
fn invalid(input: Option<Input>, findings: Vec<Finding>) -> Failure {
    let (name, text) = input.map(|input| (input.name, input.text)).unwrap_or_default();
    Failure::invalid(name, text, findings)
}

/// Reads two lists of prices and compares them.
fn compared(before: &str, after: &str) -> Result<Differences, Failure> {
    let (before, after) = (Input::read(before)?, Input::read(after)?);
    prices::compare(&before.text, &after.text).map_err(|error| match error {
        CompareError::Before(findings) => Failure::invalid(before.name, before.text, findings),
        CompareError::After(findings) => Failure::invalid(after.name, after.text, findings),
    })
}

/// The name of a file without its folders, as a source is written down.
fn base(name: &str) -> String {
    Path::new(name).file_name().map_or(name.into(), |it| it.to_string_lossy().into_owned())
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Read { files, asked, facts, output } => {
            kept(&asked.read(files, facts.as_deref())?, output, lang)?
        }
        #[cfg(feature = "aws")]
        Command::Fetch { asked, facts, profile, output } => {
            kept(&asked.fetch(profile.as_deref(), facts.as_deref())?, output, lang)?
        }
        Command::Diff { before, after, json } => {
            let differences = compared(before, after)?;
            if *json { pretty(&json!(differences)) } else { moved_text(&differences, lang) }
        }
    };
    files::write(None, &shown)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a snapshot and says what is in it.
fn kept(snapshot: &Snapshot, output: &OutputArguments, lang: Lang) -> Result<String, Failure> {
    let hash = snapshot.hash();
    let file = output.output.as_deref().map(|to| write(snapshot, to)).transpose()?;
    let mut shown = String::new();
    for price in &snapshot.prices {
        price_text(&mut shown, price, lang);
    }
    let count = snapshot.prices.len();
    let day = snapshot.day().unwrap_or("–");
    // INVARIANT (writing to a String cannot fail): the result carries nothing.
    let _ = match lang {
        Lang::En => writeln!(shown, "\n{count} prices, the youngest list of {day}\n{hash}"),
        Lang::Es => writeln!(shown, "\n{count} precios, la lista más nueva del {day}\n{hash}"),
    };
    if let Some(file) = file {
        let _ = writeln!(shown, "{}", file.display());
    }
    Ok(shown)
}

/// Writes a snapshot: to a file that ends in `.csv`, or into a folder under its day. One that is
/// there already stays as it is, and is refused when it holds something else.
fn write(snapshot: &Snapshot, output: &Path) -> Result<PathBuf, Failure> {
    let file = if output.extension().is_some_and(|ending| ending == "csv") {
        output.to_owned()
    } else {
        output.join(format!("{}.csv", snapshot.day().ok_or_else(|| no_day(output))?))
    };
    match fs::read_to_string(&file) {
        Ok(there) if there == snapshot.text => return Ok(file),
        Ok(_) => return Err(another(&file)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::io(&file, &error)),
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    }
    files::write_shared(&file, &snapshot.text)?;
    Ok(file)
}

fn another(file: &Path) -> Failure {
    let file = file.display();
    Failure::CannotDo(Text::new(
        format!(
            "`{file}` holds other prices; snapshots never change, so name another file (`-o NAME.csv`)"
        ),
        format!(
            "`{file}` contiene otros precios; las fotos de precios nunca cambian, así que indique otro archivo (`-o NOMBRE.csv`)"
        ),
    ))
}

fn no_day(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::CannotDo(Text::new(
        format!(
            "no price says when its list was published, so the file in `{folder}` has no name; name it (`-o NAME.csv`)"
        ),
        format!(
            "ningún precio dice cuándo se publicó su lista, así que el archivo en `{folder}` no tiene nombre; nómbrelo (`-o NOMBRE.csv`)"
        ),
    ))
}

fn no_products(region: &str) -> Failure {
    Failure::CannotDo(Text::new(
        format!(
            "the program has no list of products for `{region}`; give one with `--products FILE`"
        ),
        format!(
            "el programa no tiene una lista de productos para `{region}`; entregue una con `--products ARCHIVO`"
        ),
    ))
}

fn price_text(shown: &mut String, price: &Price, lang: Lang) {
    let amount = usd(price.usd, lang);
    let (service, usage_type, unit) = (&price.service_code, &price.usage_type, &price.unit);
    let _ = writeln!(shown, "{service} {usage_type}");
    let sku = if price.sku.is_empty() { "–" } else { &price.sku };
    let confidence = price.confidence.as_str();
    let _ = writeln!(shown, "    {amount:>16} / {unit:<13} {sku:<17} {confidence}");
}

//! Where a document goes: the same argument for every command that writes one.

use std::{
    fs,
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use mru_core::text::Text;

use crate::{
    failure::Failure,
    files::{self, Writing},
};

/// Where a document goes.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// File to write to; the standard output when absent. Its ending says the form.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of what a command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    /// To read.
    Text,
    /// For programs.
    Json,
}

/// The form of a table of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    /// To read in a terminal.
    Text,
    /// For programs; decimals are strings.
    Json,
    /// One row an entry or customer, for spreadsheets.
    Csv,
}

impl Form for Table {
    fn ending(self) -> &'static str {
        match self {
            Table::Text => "txt",
            Table::Json => "json",
            Table::Csv => "csv",
        }
    }
}

/// A form that a command can write.
pub(super) trait Form: ValueEnum + Copy {
    /// The ending of a file of this form.
    fn ending(self) -> &'static str;
}

/// Endings that promise a form, whether or not a command can write it.
const ENDINGS: &[(&str, &str)] = &[
    ("txt", "txt"),
    ("json", "json"),
    ("csv", "csv"),
    ("html", "html"),
    ("md", "md"),
    ("htm", "html"),
    ("pdf", "pdf"),
    ("ndjson", "ndjson"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("toml", "toml"),
    ("xml", "xml"),
    ("xls", "xlsx"),
    ("xlsx", "xlsx"),
    ("doc", "docx"),
    ("docx", "docx"),
    ("parquet", "parquet"),
    ("db", "db"),
];

impl Output {
    /// The form to write: the one asked for, else by the file's ending, else the first one.
    pub(super) fn form<F: Form>(&self, asked: Option<F>) -> Result<F, Failure> {
        let forms = F::value_variants();
        let promised = self.output.as_deref().and_then(promised);
        match (asked, promised) {
            (Some(form), None) => Ok(form),
            (Some(form), Some((_, promise))) if form.ending() == promise => Ok(form),
            (Some(form), Some((ending, _))) => Err(contradiction(form, &ending)),
            (None, Some((ending, promise))) => {
                let form = forms.iter().copied().find(|form| form.ending() == promise);
                form.ok_or_else(|| no_such_form(&ending, forms))
            }
            (None, None) => forms.first().copied().ok_or_else(|| no_such_form("", forms)),
        }
    }

    /// Refuses to write over a file that the command reads.
    pub(super) fn spare<P: AsRef<Path>>(
        &self,
        inputs: impl IntoIterator<Item = P>,
    ) -> Result<(), Failure> {
        let Some(output) = &self.output else { return Ok(()) };
        if inputs.into_iter().any(|input| is_same(input.as_ref(), output)) {
            let shown = output.display();
            return Err(Failure::CannotDo(Text::new(
                format!("`{shown}` is read by this command; write to another file"),
                format!("este comando lee `{shown}`; escriba en otro archivo"),
            )));
        }
        Ok(())
    }

    /// Begins to write a long document.
    pub(super) fn begin(&self) -> Result<Writing, Failure> {
        Writing::begin(self.output.as_deref())
    }

    /// Writes the document; a PDF never to a terminal, which can show none.
    pub(super) fn write(&self, content: impl AsRef<[u8]>) -> Result<(), Failure> {
        let to_terminal = self.output.is_none() && std::io::stdout().is_terminal();
        if to_terminal && content.as_ref().starts_with(b"%PDF") {
            return Err(Failure::CannotDo(Text::new(
                "a terminal cannot show a PDF; write it to a file with `-o FILE.pdf`",
                "una terminal no puede mostrar un PDF; escríbalo en un archivo con `-o ARCHIVO.pdf`",
            )));
        }
        files::write(self.output.as_deref(), content)
    }
}

/// The ending of a file and the form that it promises.
fn promised(file: &Path) -> Option<(String, &'static str)> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    let (_, promise) = ENDINGS.iter().find(|(it, _)| *it == ending)?;
    Some((ending, promise))
}

/// Says whether two names are of one file, by links or not.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
        use std::os::unix::fs::MetadataExt as _;
        return one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn name<F: Form>(form: F) -> String {
    form.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn contradiction<F: Form>(form: F, ending: &str) -> Failure {
    let (name, right) = (name(form), form.ending());
    Failure::CannotDo(Text::new(
        format!(
            "a file that ends in `.{ending}` cannot hold the form `{name}`; let it end in `.{right}`, or leave out `--format`"
        ),
        format!(
            "un archivo que termina en `.{ending}` no puede contener la forma `{name}`; hágalo terminar en `.{right}`, o quite `--format`"
        ),
    ))
}

fn no_such_form<F: Form>(ending: &str, forms: &[F]) -> Failure {
    let mut endings: Vec<String> =
        forms.iter().map(|form| format!("`.{}`", form.ending())).collect();
    endings.dedup();
    let endings = endings.join(", ");
    Failure::CannotDo(Text::new(
        format!("this command writes no `.{ending}`; let the file end in one of {endings}"),
        format!(
            "este comando no escribe `.{ending}`; haga terminar el archivo en uno de {endings}"
        ),
    ))
}

//! `mru proof` and `mru checkpoint`: what a customer or auditor keeps, and what proves it.

use std::{fs, process::ExitCode};

use mru_core::{Lang, text::Text};

use super::{
    SAYS_NO, document::issued_early, output::Output, store::StoreArguments, words::unproven,
};
use crate::{
    Database,
    failure::Failure,
    files::{self, Input},
    tell::tell_line,
    witness::{
        WitnessError,
        bundle::{Bundle, Proven},
        checkpoint::{Checkpoint, SignedNote},
        keys::VerifierKey,
        proof,
        since::{Kept, Since, since},
    },
};

/// Write what proves a document to who has no store.
#[derive(Debug, clap::Args)]
pub(super) struct ProofArguments {
    /// Number of the document: INV-000012.
    number: String,
    /// A checkpoint or bundle that somebody kept: prove also that this document's continues it.
    #[arg(long, value_name = "FILE")]
    since: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

/// Write the last checkpoint.
#[derive(Debug, clap::Args)]
pub(super) struct CheckpointArguments {
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

/// What `mru verify` holds against something kept.
#[derive(Debug, clap::Args)]
pub(super) struct KeptArguments {
    /// Prove a document by its bundle; needs no store.
    #[arg(long, value_name = "FILE", requires = "key")]
    bundle: Option<String>,
    /// Verifier key, as `mru keys show` prints it, or a file that holds it.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Prove that this store continues an earlier one: a checkpoint, a bundle, or the code on a document.
    #[arg(long, value_name = "KEPT")]
    since: Option<String>,
}

pub(super) fn write_proof(arguments: &ProofArguments) -> Result<ExitCode, Failure> {
    arguments.output.spare(arguments.store.place.files())?;
    arguments.output.spare(&arguments.since)?;
    let earlier = arguments.since.as_deref().map(kept_checkpoint).transpose()?;
    let bundle = arguments.store.read(async |database| {
        Ok(proof::bundle(database, &arguments.number, earlier.as_ref()).await?)
    })?;
    arguments.output.write(bundle.text())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn write_checkpoint(arguments: &CheckpointArguments) -> Result<ExitCode, Failure> {
    arguments.output.spare(arguments.store.place.files())?;
    let note = arguments.store.read(async |it| Ok(proof::last_checkpoint(it).await?))?;
    arguments.output.write(note.text())?;
    Ok(ExitCode::SUCCESS)
}

/// The checkpoint that somebody kept.
fn kept_checkpoint(file: &str) -> Result<Checkpoint, Failure> {
    match kept(file)? {
        Kept::Note(note) => Ok(note.checkpoint),
        Kept::Bundle(bundle) => Ok(bundle.note()?.checkpoint),
        Kept::Code(code) => Err(Failure::CannotDo(Text::new(
            format!(
                "`{code}` is the code of a document, and a proof needs the whole checkpoint; give the file of one, or of a bundle"
            ),
            format!(
                "`{code}` es el código de un documento, y una prueba necesita el punto de control completo; indique el archivo de uno, o de un paquete"
            ),
        ))),
    }
}

/// Reads what somebody kept: a file, or a code.
fn kept(argument: &str) -> Result<Kept, Failure> {
    match Kept::code(argument) {
        Some(code) if !fs::exists(argument).unwrap_or(false) => Ok(code),
        _ => Kept::read(&Input::read(argument)?.text).map_err(|it| about(argument, &unproven(&it))),
    }
}

fn about(file: &str, reason: &Text) -> Failure {
    Failure::CannotDo(Text::new(
        format!("`{file}`: {}", reason.en),
        format!("`{file}`: {}", reason.es),
    ))
}

impl KeptArguments {
    fn key(&self) -> Result<Option<VerifierKey>, Failure> {
        let Some(key) = &self.key else { return Ok(None) };
        let read = VerifierKey::read(key).map_or_else(
            || Ok(VerifierKey::read(Input::read(key)?.text.trim())),
            |key| Ok::<_, Failure>(Some(key)),
        );
        read?.map(Some).ok_or_else(|| {
            Failure::CannotDo(Text::new(
                format!("`{key}` is no verifier key: it reads NAME+HASH+KEY, as `mru keys show` prints it"),
                format!("`{key}` no es una clave de verificación: se escribe NOMBRE+HASH+CLAVE, como la muestra `mru keys show`"),
            ))
        })
    }

    /// Proves a bundle, if one is given; then no store is looked at.
    pub(super) fn bundle(&self, lang: Lang) -> Result<Option<ExitCode>, Failure> {
        let (Some(file), Some(key)) = (&self.bundle, self.key()?) else { return Ok(None) };
        let refused = |reason: &Text| {
            let Failure::CannotDo(reason) = about(file, reason) else { return };
            tell_line(reason.get(lang));
        };
        let read = Bundle::read(&Input::read(file)?.text);
        let proven = read.and_then(|bundle| Ok((bundle.verify(&key)?, bundle)));
        let (proven, bundle) = match proven {
            Ok(proven) => proven,
            Err(reason) => {
                refused(&unproven(&reason));
                return Ok(Some(ExitCode::from(SAYS_NO)));
            }
        };
        if let Some(earlier) = &self.since {
            let earlier = kept_checkpoint(earlier)?;
            let is_that = |note: &SignedNote| note.checkpoint == earlier;
            if !proven.continues.as_ref().is_some_and(is_that) && earlier != proven.note.checkpoint
            {
                refused(&not_continued(&earlier));
                return Ok(Some(ExitCode::from(SAYS_NO)));
            }
        }
        files::write(None, proven_text(&bundle, &proven, lang))?;
        Ok(Some(ExitCode::SUCCESS))
    }

    /// Holds the store against what was kept, if anything is given.
    pub(super) async fn since(&self, database: &Database) -> Result<Option<Since>, Failure> {
        let Some(argument) = &self.since else { return Ok(None) };
        let found: Result<Since, WitnessError> =
            since(database, &kept(argument)?, self.key()?.as_ref()).await;
        Ok(Some(found?))
    }
}

/// Says what a store was held against, when nothing is wrong.
pub(super) fn since_text(found: &Since, lang: Lang) -> String {
    let Some(size) = found.size.filter(|_| found.holds()) else { return String::new() };
    let entries = found.entries;
    match lang {
        Lang::En => format!(
            "This store continues the kept one: its first {size} entries are the same, and {entries} are there now.\n"
        ),
        Lang::Es => format!(
            "Este almacén continúa el conservado: sus primeras {size} entradas son las mismas, y ahora hay {entries}.\n"
        ),
    }
}

fn not_continued(earlier: &Checkpoint) -> Text {
    Text::new(
        format!(
            "the bundle does not say that it continues the checkpoint of {} entries; ask for one made with `mru proof --since`",
            earlier.size
        ),
        format!(
            "el paquete no dice que continúe el punto de control de {} entradas; pida uno hecho con `mru proof --since`",
            earlier.size
        ),
    )
}

/// Says in plain words what a bundle proves.
fn proven_text(bundle: &Bundle, proven: &Proven, lang: Lang) -> String {
    let document = &bundle.document;
    let (number, day) = (&document.number, &document.issued_on);
    let (customer, period) = (document.field("/customer"), document.field("/period"));
    let (total, sequence) = (document.field("/totals/total_usd"), bundle.entry.sequence);
    let checkpoint = &proven.note.checkpoint;
    let (origin, size, code) = (&checkpoint.origin, checkpoint.size, checkpoint.code());
    let key = VerifierKey { name: origin.clone(), key: proven.signed_by };
    let mut shown = match lang {
        Lang::En => format!(
            "{number} is what was recorded: customer {customer}, {period}, USD {total}, issued on {day}.\n\
             It is entry {sequence} of the log {origin}, under a signed checkpoint of {size} entries.\n\
             The code on the document must be {code}.\n\
             Signed by {key}\n"
        ),
        Lang::Es => format!(
            "{number} es lo que se registró: cliente {customer}, {period}, USD {total}, emitido el {day}.\n\
             Es la entrada {sequence} del registro {origin}, bajo un punto de control firmado de {size} entradas.\n\
             El código en el documento debe ser {code}.\n\
             Firmado por {key}\n"
        ),
    };
    if !document.early_reason.is_empty() {
        shown.push_str(&match lang {
            Lang::En => format!("It was {}.\n", issued_early(&document.early_reason, lang)),
            Lang::Es => format!("Fue {}.\n", issued_early(&document.early_reason, lang)),
        });
    }
    if let Some(earlier) = &proven.continues {
        let (size, code) = (earlier.checkpoint.size, earlier.checkpoint.code());
        shown.push_str(&match lang {
            Lang::En => {
                format!("The log continues the one of {size} entries, whose code was {code}.\n")
            }
            Lang::Es => {
                format!("El registro continúa el de {size} entradas, cuyo código era {code}.\n")
            }
        });
    }
    shown
}

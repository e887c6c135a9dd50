//! `mru keys`: make, show and rotate the key that signs what is issued.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use mru_core::{Lang, text::Text};

use super::{
    signing::{KEY_VARIABLE, KeyArguments},
    store::{Place, StoreArguments},
};
use crate::{
    failure::Failure,
    files,
    witness::{
        Refusal,
        key_file::{self, KeySource},
        keys::{Signer, VerifierKey},
        seal,
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the key, in a new file that only its owner may read.
    Make {
        /// The key that the store names is lost for good: begin anew with another one.
        #[arg(long)]
        lost: bool,
        #[command(flatten)]
        key: KeyArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Print the verifier key, to be handed to customers and auditors.
    Show {
        /// Also those before it, oldest first.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        key: KeyArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Hand over to a new key: the old one signs it, and the log records that.
    Rotate {
        /// File for the new key, when the old one is given by MRU_SIGNING_KEY.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        key: KeyArguments,
        #[command(flatten)]
        store: StoreArguments,
    },
}

pub(super) fn run(command: &Command, lang: Lang) -> Result<ExitCode, Failure> {
    let shown = match command {
        Command::Make { lost, key, store } => make(*lost, &key.source(&store.place)?, store, lang)?,
        Command::Show { all, key, store } => show(*all, &key.source(&store.place)?, &store.place)?,
        Command::Rotate { to, key, store } => {
            rotate(to.as_ref(), &key.source(&store.place)?, &store.place, lang)?
        }
    };
    files::write(None, shown)?;
    Ok(ExitCode::SUCCESS)
}

fn make(
    lost: bool,
    keys: &KeySource,
    store: &StoreArguments,
    lang: Lang,
) -> Result<String, Failure> {
    let KeySource::File { path, .. } = keys else { return Err(given()) };
    store.with(async |database| {
        let is_named = !seal::named(database).await?.is_empty();
        if is_named && !lost && !path.exists() {
            return Err(cannot(
                "this store signs with a key already, and documents must stay with it; bring its file back, run `mru keys rotate` to hand over to another, or `mru keys make --lost` if it is lost for good",
                "este almacén ya firma con una clave, y los documentos deben seguir con ella; recupere su archivo, ejecute `mru keys rotate` para traspasar a otra, o `mru keys make --lost` si se perdió para siempre",
            ));
        }
        let shown = path.display();
        let Some(made) = key_file::make(path)? else {
            return Err(Failure::CannotDo(Text::new(
                format!("`{shown}` exists and is left alone; name another file by `--key-file`, or hand over to a new key with `mru keys rotate`"),
                format!("`{shown}` existe y no se toca; indique otro archivo con `--key-file`, o traspase a una clave nueva con `mru keys rotate`"),
            )));
        };
        if is_named {
            seal::begin_anew(database, &made).await?;
        }
        Ok(match lang {
            Lang::En => format!("{shown}: a new signing key; keep a copy in a safe place, apart from the store\n"),
            Lang::Es => format!("{shown}: una clave de firma nueva; guarde una copia en un lugar seguro, aparte del almacén\n"),
        })
    })
}

fn show(all: bool, keys: &KeySource, place: &Place) -> Result<String, Failure> {
    place.read(async |database| {
        let mut named = seal::named(database).await?;
        if named.is_empty() {
            // Nothing was issued yet: the key that will sign.
            let name = seal::origin(database).await?;
            let name = name.ok_or_else(|| Failure::from(Refusal::NothingRecorded))?;
            let signer = keys.signer()?.ok_or_else(none)?;
            named.push(VerifierKey { name, key: signer.public() });
        }
        let skipped = if all { 0 } else { named.len().saturating_sub(1) };
        Ok(named.iter().skip(skipped).map(|key| format!("{key}\n")).collect())
    })
}

fn rotate(
    to: Option<&PathBuf>,
    keys: &KeySource,
    place: &Place,
    lang: Lang,
) -> Result<String, Failure> {
    let from = keys.signer()?.ok_or_else(none)?;
    let (new, old) = match (keys, to) {
        (KeySource::File { path, .. }, None) => (key_file::next_file(path), Some(path)),
        (_, Some(to)) => (to.clone(), None),
        (_, None) => {
            return Err(Failure::CannotDo(Text::new(
                format!(
                    "the key is given by {KEY_VARIABLE}, which a command cannot change; name a file for the new one by `--to`"
                ),
                format!(
                    "la clave viene de {KEY_VARIABLE}, que un comando no puede cambiar; indique un archivo para la nueva con `--to`"
                ),
            )));
        }
    };
    place.with(async |database| {
        let next = next_key(&new, old.is_some())?;
        let rotated = seal::rotate(database, &from, &next).await;
        if rotated.is_err() {
            let _ = std::fs::remove_file(&new);
        }
        rotated?;
        if let Some(old) = old {
            key_file::replace(&new, old)?;
        }
        let shown = old.unwrap_or(&new).display();
        let key = seal::named(database).await?.pop().map(|key| key.to_string()).unwrap_or_default();
        Ok(match lang {
            Lang::En => format!("{shown}: the new signing key; the old one signed it, and the log records that\n{key}\n"),
            Lang::Es => format!("{shown}: la nueva clave de firma; la anterior la firmó, y el registro lo consigna\n{key}\n"),
        })
    })
}

/// Makes the next key; where it waits beside the old one, what an earlier try left there is used.
fn next_key(new: &std::path::Path, is_waiting: bool) -> Result<Signer, Failure> {
    if let Some(made) = key_file::make(new)? {
        return Ok(made);
    }
    let left = key_file::read(new)?.filter(|_| is_waiting);
    left.ok_or_else(|| {
        let shown = new.display();
        Failure::CannotDo(Text::new(
            format!("`{shown}` exists and is left alone; name another file by `--to`"),
            format!("`{shown}` existe y no se toca; indique otro archivo con `--to`"),
        ))
    })
}

fn cannot(en: &'static str, es: &'static str) -> Failure {
    Failure::CannotDo(Text::new(en, es))
}

fn given() -> Failure {
    Failure::CannotDo(Text::new(
        format!("the key is given by {KEY_VARIABLE}; unset it to make another one in a file"),
        format!("la clave viene de {KEY_VARIABLE}; elimínela para crear otra en un archivo"),
    ))
}

fn none() -> Failure {
    cannot(
        "there is no signing key yet; run `mru keys make`",
        "todavía no hay una clave de firma; ejecute `mru keys make`",
    )
}

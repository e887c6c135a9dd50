//! With which key documents are issued, and where their checkpoints are kept outside of the store.

use std::path::PathBuf;

use mru_core::text::Text;

use super::store::Place;
use crate::{
    Database,
    failure::Failure,
    witness::{key_file::KeySource, outside},
};

/// The environment variable that gives the key itself.
pub(super) const KEY_VARIABLE: &str = "MRU_SIGNING_KEY";

/// The signing key: the same argument for every command that signs.
#[derive(Debug, clap::Args)]
pub(super) struct KeyArguments {
    /// File of the signing key; `mru.key` in the data directory when absent. MRU_SIGNING_KEY may give the key itself.
    #[arg(long, value_name = "FILE", env = "MRU_KEY_FILE")]
    pub(super) key_file: Option<PathBuf>,
}

/// The signing key, and the folder of checkpoints: the same arguments for every command that issues.
#[derive(Debug, clap::Args)]
pub(super) struct SigningArguments {
    #[command(flatten)]
    key: KeyArguments,
    /// Folder outside of the store in which the checkpoint of every issue is kept as well.
    #[arg(long, value_name = "DIR", env = "MRU_CHECKPOINT_DIR")]
    pub(super) checkpoint_dir: Option<PathBuf>,
}

impl KeyArguments {
    /// The place of the key: what was named, else the data directory.
    pub(super) fn source(&self, place: &Place) -> Result<KeySource, Failure> {
        let given = match std::env::var(KEY_VARIABLE) {
            Ok(given) if !given.is_empty() => Some(given),
            Ok(_) | Err(std::env::VarError::NotPresent) => None,
            // What is no text holds no key, and says so when it is used.
            Err(std::env::VarError::NotUnicode(_)) => Some(String::from("?")),
        };
        match (&self.key_file, given) {
            (Some(file), Some(_)) => {
                let file = file.display();
                Err(Failure::CannotDo(Text::new(
                    format!(
                        "two signing keys are given, in {KEY_VARIABLE} and in `{file}`; unset one of them"
                    ),
                    format!(
                        "se indicaron dos claves de firma, en {KEY_VARIABLE} y en `{file}`; quite una de ellas"
                    ),
                )))
            }
            (None, Some(given)) => Ok(KeySource::Given(given)),
            (file, None) => {
                let path = file.clone().unwrap_or_else(|| place.data_dir.join("mru.key"));
                Ok(KeySource::File { path, is_made: place.is_embedded() })
            }
        }
    }
}

impl SigningArguments {
    /// The store with the key.
    pub(super) fn apply(&self, database: &Database, place: &Place) -> Result<Database, Failure> {
        Ok(database.with_keys(self.key.source(place)?))
    }

    /// Keeps the checkpoints outside; called when what was issued has been said.
    pub(super) fn keep_outside(&self, place: &Place) -> Result<(), Failure> {
        let Some(folder) = &self.checkpoint_dir else { return Ok(()) };
        place.read(async |database| {
            outside::write_missing(database, folder).await?;
            Ok(())
        })
    }
}

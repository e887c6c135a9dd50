//! Where the store is: the same arguments for every command that keeps or reads something.

use std::{path::PathBuf, time::Duration};

use mru_core::text::Text;
use tokio::runtime::Runtime;

use crate::{
    Database,
    door::{self, Access, ServerUrl},
    failure::Failure,
};

/// Where the store is.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Folder of the embedded store `mru.db`.
    #[arg(long, value_name = "DIR", default_value = "mru-data", env = "MRU_DATA_DIR")]
    pub(super) data_dir: PathBuf,
    /// PostgreSQL database, instead of the embedded store; without a password.
    #[arg(long, value_name = "URL", env = "MRU_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(flatten)]
    reach: Reach,
}

/// How the store is reached, wherever it is.
#[derive(Clone, Debug, clap::Args)]
struct Reach {
    /// File whose first line is the password of the database.
    #[arg(long, value_name = "FILE", env = "MRU_DATABASE_PASSWORD_FILE")]
    database_password_file: Option<PathBuf>,
    /// How long to wait for a lock that another process holds.
    #[arg(long, value_name = "SECONDS", default_value = "60", env = "MRU_LOCK_TIMEOUT")]
    lock_timeout: u32,
}

impl Place {
    /// Whether it is the embedded store.
    pub(super) const fn is_embedded(&self) -> bool {
        self.database_url.is_none()
    }

    /// The files of the embedded store and its key, which no output may take the place of.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let file = self.data_dir.join(door::FILE_NAME);
        let beside = door::BESIDE.map(|suffix| door::with_suffix(&file, suffix));
        let key = self.data_dir.join(door::KEY_NAME);
        [file, key].into_iter().chain(beside).collect()
    }

    /// How long to wait for a lock.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(self.reach.lock_timeout.into())
    }

    /// The database on a server, when one was named.
    pub(super) fn server(&self) -> Result<Option<ServerUrl>, Failure> {
        let Some(url) = &self.database_url else { return Ok(None) };
        let read = ServerUrl::read(url, self.reach.database_password_file.as_deref())?;
        if read.has_password() && std::env::args().any(|argument| argument.contains(url)) {
            return Err(Failure::CannotDo(Text::new(
                "everybody on this machine can read a password among the arguments; put it into the file that MRU_DATABASE_PASSWORD_FILE names, or the whole URL into MRU_DATABASE_URL",
                "cualquiera en esta máquina puede leer una contraseña entre los argumentos; póngala en el archivo que indica MRU_DATABASE_PASSWORD_FILE, o la URL completa en MRU_DATABASE_URL",
            )));
        }
        Ok(Some(read))
    }

    /// Opens the store, does something with it, and closes it.
    fn open<T>(
        &self,
        access: Access,
        runtime: &Runtime,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let server = self.server()?;
        runtime.block_on(async {
            let database = match server {
                Some(url) => door::open_server(&url, self.patience()).await?,
                None => door::open_folder(&self.data_dir, access, self.patience()).await?,
            };
            let done = work(&database).await;
            let closed = database.close().await;
            let done = done?;
            closed?;
            Ok(done)
        })
    }

    /// Opens the store to read and write.
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.open(Access::Write, &runtime()?, work)
    }

    /// Opens the store to read.
    pub(super) fn read<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.open(Access::Read, &runtime()?, work)
    }

    /// As [`Place::with`], with as many threads as the machine has, for those who ask at once.
    pub(super) fn serve<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::io("-".as_ref(), &error))?;
        self.open(Access::Write, &runtime, work)
    }

    /// Opens the store to read and write, and makes it when there is none; when the work fails, a
    /// new embedded store leaves nothing behind.
    pub(super) fn make<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let server = self.server()?;
        runtime()?.block_on(async {
            let made = match server {
                Some(url) => door::make_server(&url, self.patience()).await?,
                None => door::make_folder(&self.data_dir, self.patience()).await?,
            };
            match work(&made.database).await {
                Ok(done) => {
                    made.finish().await?;
                    Ok(done)
                }
                Err(failure) => {
                    made.give_up().await;
                    Err(failure)
                }
            }
        })
    }
}

/// What runs the work on a store.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::io("-".as_ref(), &error))
}

/// Where a store is, for commands that can do without one.
#[derive(Debug, clap::Args)]
pub(super) struct OptionalPlace {
    /// Folder of an embedded store.
    #[arg(long, value_name = "DIR", env = "MRU_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// PostgreSQL database, instead of an embedded store.
    #[arg(long, value_name = "URL", env = "MRU_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(flatten)]
    reach: Reach,
}

impl OptionalPlace {
    /// The place, when one is named.
    pub(super) fn place(&self) -> Option<Place> {
        let (data_dir, database_url) = (self.data_dir.clone(), self.database_url.clone());
        if data_dir.is_none() && database_url.is_none() {
            return None;
        }
        let reach = self.reach.clone();
        Some(Place { data_dir: data_dir.unwrap_or_default(), database_url, reach })
    }
}

/// Where the store is; it holds the rate cards that bill.
#[derive(Debug, clap::Args)]
pub(super) struct StoreArguments {
    #[command(flatten)]
    pub(super) place: Place,
}

impl StoreArguments {
    /// As [`Place::with`].
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.place.with(work)
    }

    /// As [`Place::read`].
    pub(super) fn read<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.place.read(work)
    }
}

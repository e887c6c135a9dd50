//! Where the store is: the same arguments for every command that keeps or reads something.

use std::path::PathBuf;

use mru_core::text::Text;

use crate::{
    billing::BillingError,
    failure::Failure,
    storage::{Database, StoreError},
    witness::WitnessError,
};

/// Where the store is.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Folder of the embedded store `mru.db`; made when it does not exist.
    #[arg(long, value_name = "DIR", default_value = "mru-data", env = "MRU_DATA_DIR")]
    pub(super) data_dir: PathBuf,
    /// PostgreSQL database, instead of the embedded store.
    #[arg(long, value_name = "URL", env = "MRU_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Place {
    /// Whether it is the embedded store.
    pub(super) const fn is_embedded(&self) -> bool {
        self.database_url.is_none()
    }

    /// Opens the store, does something with it, and closes it.
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::io("-".as_ref(), &error))?;
        runtime.block_on(async {
            let opened = match &self.database_url {
                Some(url) => Database::open_url(url).await,
                None => Database::open_folder(&self.data_dir).await,
            };
            let database = opened.map_err(Failure::from)?;
            let done = work(&database).await;
            database.close().await;
            done
        })
    }
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
}

impl OptionalPlace {
    /// The place, when one is named.
    pub(super) fn place(&self) -> Option<Place> {
        let (data_dir, database_url) = (self.data_dir.clone(), self.database_url.clone());
        if data_dir.is_none() && database_url.is_none() {
            return None;
        }
        Some(Place { data_dir: data_dir.unwrap_or_default(), database_url })
    }
}

/// Where the store is; it holds the rate cards that bill.
#[derive(Debug, clap::Args)]
pub(super) struct StoreArguments {
    #[command(flatten)]
    pub(super) place: Place,
}

impl StoreArguments {
    /// Opens the store, does something with it, and closes it.
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.place.with(work)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::CannotDo(Text::new(
            error.to_string(),
            format!("el almacén no pudo hacerlo: {error}"),
        ))
    }
}

impl From<WitnessError> for Failure {
    fn from(error: WitnessError) -> Failure {
        BillingError::from(error).into()
    }
}

impl From<BillingError> for Failure {
    fn from(error: BillingError) -> Failure {
        match error {
            BillingError::Store(error) => error.into(),
            BillingError::Refused(reason) => Failure::CannotDo(reason),
            BillingError::Invalid(findings) => Failure::invalid("", "", findings),
            BillingError::Spool(error) => Failure::io(&std::env::temp_dir(), &error),
        }
    }
}

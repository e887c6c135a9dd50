//! Where the store is: the same arguments for every command that keeps or reads something.

use std::path::PathBuf;

use mru_core::text::Text;

use crate::{
    billing::BillingError,
    failure::Failure,
    storage::{Database, StoreError},
    tables::Tables,
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

/// Where the store and the rate cards are.
#[derive(Debug, clap::Args)]
pub(super) struct StoreArguments {
    #[command(flatten)]
    pub(super) place: Place,
    /// Folder of rate cards; those inside the program when absent.
    #[arg(long, value_name = "DIR", env = "MRU_PRICING_TABLES")]
    pricing_tables: Option<PathBuf>,
}

impl StoreArguments {
    /// Opens the store, does something with it, and closes it.
    pub(super) fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.place.with(work)
    }

    /// The rate cards.
    pub(super) fn tables(&self) -> Result<Tables, Failure> {
        Tables::load(self.pricing_tables.as_deref())
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

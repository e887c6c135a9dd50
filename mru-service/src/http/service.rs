//! What all requests share.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use mru_core::rate_card::RateCards;
use tokio::sync::Semaphore;

use super::{jobs::Jobs, once::Running, problem::Problem, rate::Limiter, tickets::Hooks};
use crate::{Database, billing::CardShelf};

/// How the service is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// How often each key may ask in a minute.
    pub requests_per_minute: u32,
    /// The folder outside of the store in which checkpoints of what it issues are kept as well.
    pub checkpoints: Option<PathBuf>,
    /// The secrets that support centres share with it.
    pub hooks: Hooks,
}

/// Requests that are worked on at once; further ones wait.
const AT_ONCE: u32 = 256;

/// What all requests share.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) database: Database,
    pub(super) limiter: Limiter,
    /// A place for each request that is worked on.
    pub(super) places: Arc<Semaphore>,
    /// Long work.
    pub(super) jobs: Jobs,
    /// Requests with keys of their senders.
    pub(super) running: Running,
    /// Where checkpoints are kept outside of the store.
    pub(super) checkpoints: Option<PathBuf>,
    /// The secrets that support centres share with it.
    pub(super) hooks: Hooks,
    shelf: CardShelf,
    ending: AtomicBool,
    /// Where the names of requests begin, so that two services name none alike.
    names: String,
    named: AtomicU32,
}

impl Service {
    pub(super) fn new(database: Database, settings: &Settings) -> Service {
        let began = database.clock().now().timestamp_micros();
        Service {
            jobs: Jobs::default(),
            running: Running::default(),
            checkpoints: settings.checkpoints.clone(),
            hooks: settings.hooks.clone(),
            shelf: CardShelf::default(),
            limiter: Limiter::new(settings.requests_per_minute),
            places: Arc::new(Semaphore::new(AT_ONCE as usize)),
            ending: AtomicBool::new(false),
            names: format!("{began:x}-{:x}", std::process::id()),
            named: AtomicU32::new(0),
            database,
        }
    }

    /// The rate cards of the store.
    pub(super) async fn cards(&self) -> Result<Arc<RateCards>, Problem> {
        Ok(self.shelf.cards(&self.database).await?)
    }

    /// A name for a request that brings none.
    pub(super) fn name(&self) -> String {
        format!("{}-{:x}", self.names, self.named.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether the service ends, and lets nobody new in.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Says that the service ends.
    pub(super) fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Waits until no request is worked on.
    pub(super) async fn emptied(&self) {
        let _ = self.places.acquire_many(AT_ONCE).await;
    }
}

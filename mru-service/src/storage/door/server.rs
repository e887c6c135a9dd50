//! Opens the store of a PostgreSQL database.

use std::time::{Duration, Instant};

use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor as _, Row as _,
    any::{AnyPoolOptions, install_default_drivers},
};

use super::{
    Kind, ServerUrl,
    schema::{self, Schema},
};
use crate::storage::{Database, Holder, StoreError, Unreachable, database::Place, error::Refusal};

/// How long one waits for the server to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// How long one waits before a server that has no connection left is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// How long a transaction may stand idle before the server ends it and frees its locks. A page of
/// customers is computed between two statements, which takes seconds at most.
const IDLE: &str = "SET idle_in_transaction_session_timeout = '5min'";

/// Opens the store, or makes it when `make` says so and there is none.
pub(super) async fn open(
    url: &ServerUrl,
    patience: Duration,
    make: bool,
) -> Result<Database, StoreError> {
    install_default_drivers();
    let schema = ask(url, patience).await?;
    let pool = pool(url, patience);
    match schema {
        Schema::Current => {}
        Schema::None if !make => return Err(absent(url)),
        Schema::None | Schema::Older => {
            let before = schema::bring_up(&pool, Kind::Postgres, make).await;
            let before = match before {
                Err(error) if error.refusal() == Refusal::LockIsHeld => {
                    return Err(held(&pool).await);
                }
                Err(error) if error.refusal() == Refusal::RoleMayNot && schema == Schema::Older => {
                    return Err(StoreError::Older);
                }
                before => before?,
            };
            if before == Schema::None && !make {
                return Err(absent(url));
            }
        }
    }
    Ok(Database::new(pool.clone(), pool, Place::Server))
}

/// Asks for the schema; a server that starts, or has no connection left, is asked again until it has one.
async fn ask(url: &ServerUrl, patience: Duration) -> Result<Schema, StoreError> {
    let until = Instant::now().checked_add(patience);
    loop {
        match ask_once(url).await {
            Err(StoreError::Database(sqlx::Error::Database(said)))
                if said.is_transient_in_connect_phase()
                    && until.is_none_or(|until| Instant::now() < until) =>
            {
                tokio::time::sleep(PAUSE).await;
            }
            asked => return asked,
        }
    }
}

/// Connects once, by itself, so that what goes wrong is known, and asks for the schema.
async fn ask_once(url: &ServerUrl) -> Result<Schema, StoreError> {
    let asked = tokio::time::timeout(ANSWER, async {
        let mut connection = AnyConnection::connect_with(&url.options).await?;
        let schema = schema::of(&mut connection, Kind::Postgres).await;
        let _ = connection.close().await;
        schema
    });
    match asked.await {
        Ok(asked) => asked.map_err(|error| refused(url, error)),
        Err(_) => {
            let (at, seconds) = (url.at.clone(), ANSWER.as_secs());
            Err(Unreachable::ServerSilent { at, seconds }.into())
        }
    }
}

fn pool(url: &ServerUrl, patience: Duration) -> AnyPool {
    // 0 would be for ever.
    let patience = patience.as_millis().clamp(1, i32::MAX as u128);
    let lock = format!("SET lock_timeout = {patience}");
    AnyPoolOptions::new()
        .max_connections(4)
        .acquire_timeout(ANSWER)
        .after_connect(move |connection, _| {
            let lock = lock.clone();
            Box::pin(async move {
                connection.execute(AssertSqlSafe(lock)).await?;
                connection.execute(IDLE).await?;
                Ok(())
            })
        })
        .connect_lazy_with(url.options.clone())
}

fn absent(url: &ServerUrl) -> StoreError {
    StoreError::Absent(url.to_string())
}

/// Says why the server did not let in.
fn refused(url: &ServerUrl, error: StoreError) -> StoreError {
    let ServerUrl { at, user, database, .. } = url.clone();
    let StoreError::Database(cause) = &error else { return error };
    let refused = match cause {
        sqlx::Error::Io(said) => Unreachable::ServerUnreachable { at, problem: said.to_string() },
        sqlx::Error::Tls(said) => Unreachable::ServerNotTrusted { at, problem: said.to_string() },
        sqlx::Error::Database(said) => match said.code().as_deref() {
            Some("28P01" | "28000") => {
                Unreachable::UserNotLetIn { at, user, problem: said.message().to_owned() }
            }
            Some("3D000") => Unreachable::NoDatabase { at, database },
            _ => return error,
        },
        sqlx::Error::Protocol(said) => {
            Unreachable::ServerNotUnderstood { at, problem: said.clone() }
        }
        _ => return error,
    };
    refused.into()
}

/// A lock could not be had: says who holds it.
async fn held(pool: &AnyPool) -> StoreError {
    holder(pool).await.unwrap_or_else(|_| StoreError::from(sqlx::Error::PoolTimedOut))
}

/// Those who hold a lock that writers need and do not wait for one themselves, oldest first.
const HOLDERS: &str = "SELECT a.pid::BIGINT, COALESCE(a.usename, '')::TEXT, \
        COALESCE(a.application_name, '')::TEXT, \
        EXTRACT(EPOCH FROM now() - a.xact_start)::BIGINT \
    FROM pg_stat_activity a \
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL \
        AND EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.granted \
            AND (l.locktype = 'advisory' OR l.relation = to_regclass('head')) \
            AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) \
        AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted) \
    ORDER BY a.xact_start LIMIT 1";

/// Who holds the lock of the store on a server.
///
/// # Errors
///
/// [`StoreError::Database`] when the server does not say.
pub(in crate::storage) async fn holder(pool: &AnyPool) -> Result<StoreError, StoreError> {
    let Some(row) = pool.fetch_optional(HOLDERS).await? else {
        return Ok(StoreError::Locked(Holder::Unknown));
    };
    let (process, user, program): (i64, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let seconds: Option<i64> = row.try_get(3)?;
    let seconds = seconds.unwrap_or_default();
    Ok(StoreError::Locked(Holder::Session { program, user, process, seconds }))
}

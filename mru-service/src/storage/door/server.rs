//! Opens the store of a PostgreSQL database.

use std::time::Duration;

use mru_core::text::Text;
use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor as _, Row as _,
    any::{AnyPoolOptions, install_default_drivers},
};

use super::{
    Kind, ServerUrl,
    schema::{self, Schema},
};
use crate::storage::{Database, StoreError, database::Place, error::Refusal};

/// How long one waits for the server to answer.
const ANSWER: Duration = Duration::from_secs(5);

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
    let schema = ask(url).await?;
    let pool = pool(url, patience);
    match schema {
        Schema::Current => {}
        Schema::None if !make => return Err(absent(url)),
        Schema::None | Schema::Older => {
            let before = schema::bring_up(&pool, Kind::Postgres, make).await;
            let before = match before {
                Err(error) if error.refusal() == Refusal::Busy => return Err(held(&pool).await),
                Err(error) if error.refusal() == Refusal::Forbidden && schema == Schema::Older => {
                    return Err(StoreError::Older);
                }
                before => before?,
            };
            if before == Schema::None && !make {
                return Err(absent(url));
            }
        }
    }
    Ok(Database::new(pool, Place::Server))
}

/// Connects once, by itself, so that what goes wrong is known, and asks for the schema.
async fn ask(url: &ServerUrl) -> Result<Schema, StoreError> {
    let asked = tokio::time::timeout(ANSWER, async {
        let mut connection = AnyConnection::connect_with(&url.options).await?;
        let schema = schema::of(&mut connection, Kind::Postgres).await;
        let _ = connection.close().await;
        schema
    });
    match asked.await {
        Ok(asked) => asked.map_err(|error| refused(url, error)),
        Err(_) => Err(StoreError::closed(
            format!(
                "no PostgreSQL server answers at {} within 5 seconds; check host and port, and whether it runs",
                url.at
            ),
            format!(
                "ningún servidor PostgreSQL responde en {} en 5 segundos; revise servidor y puerto, y si está en marcha",
                url.at
            ),
        )),
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
    let ServerUrl { at, user, database, .. } = url;
    let StoreError::Database(cause) = &error else { return error };
    match cause {
        sqlx::Error::Io(said) => StoreError::closed(
            format!(
                "no PostgreSQL server answers at {at}: {said}; start it, or correct host and port"
            ),
            format!(
                "ningún servidor PostgreSQL responde en {at}: {said}; inícielo, o corrija servidor y puerto"
            ),
        ),
        sqlx::Error::Tls(said) => StoreError::closed(
            format!(
                "the connection to {at} cannot be encrypted and trusted: {said}; turn TLS on at the server, and name its authority with `sslrootcert=FILE`"
            ),
            format!(
                "la conexión con {at} no se puede cifrar con confianza: {said}; active TLS en el servidor, e indique su autoridad con `sslrootcert=ARCHIVO`"
            ),
        ),
        sqlx::Error::Database(said) => {
            let message = said.message();
            match said.code().as_deref() {
                Some("28P01" | "28000") => StoreError::closed(
                    format!(
                        "the server at {at} does not let `{user}` in: {message}; check the user, and the password in MRU_DATABASE_PASSWORD_FILE, PGPASSFILE or PGPASSWORD"
                    ),
                    format!(
                        "el servidor en {at} no deja entrar a `{user}`: {message}; revise el usuario, y la contraseña en MRU_DATABASE_PASSWORD_FILE, PGPASSFILE o PGPASSWORD"
                    ),
                ),
                Some("3D000") => StoreError::closed(
                    format!(
                        "the server at {at} has no database `{database}`; correct the name, or make it with `createdb {database}`"
                    ),
                    format!(
                        "el servidor en {at} no tiene la base de datos `{database}`; corrija el nombre, o créela con `createdb {database}`"
                    ),
                ),
                _ => error,
            }
        }
        sqlx::Error::Protocol(said) => StoreError::closed(
            format!(
                "what answers at {at} is no PostgreSQL server, or it refuses the password: {said}; correct host and port, or the password"
            ),
            format!(
                "lo que responde en {at} no es un servidor PostgreSQL, o rechaza la contraseña: {said}; corrija servidor y puerto, o la contraseña"
            ),
        ),
        _ => error,
    }
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
        return Ok(StoreError::Locked(Text::new("another process", "otro proceso")));
    };
    let (process, user, program): (i64, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let seconds: Option<i64> = row.try_get(3)?;
    let seconds = seconds.unwrap_or_default();
    Ok(StoreError::Locked(Text::new(
        format!("`{program}` of user `{user}` (server process {process}, for {seconds} s)"),
        format!(
            "`{program}` del usuario `{user}` (proceso {process} del servidor, hace {seconds} s)"
        ),
    )))
}

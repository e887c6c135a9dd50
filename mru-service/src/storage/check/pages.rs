//! Pages and indices, by what the database itself offers: `integrity_check` and
//! `foreign_key_check` of SQLite, `amcheck` of PostgreSQL.

use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::Verified;
use crate::storage::{Database, StoreError, Transaction};

/// Messages of one check; more of them say nothing new.
const MESSAGES: u32 = 100;

pub(super) async fn check(
    database: &Database,
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    if database.file().is_some() {
        check_embedded(transaction, verified).await
    } else {
        check_server(database, transaction, verified).await
    }
}

async fn check_embedded(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let sql = format!("PRAGMA integrity_check({MESSAGES})");
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await? {
        let said: String = row.try_get(0)?;
        if said != "ok" {
            damaged(verified, &said);
        }
    }
    let sql =
        format!("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check() LIMIT {MESSAGES}");
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await? {
        let (table, number, parent): (String, Option<i64>, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let number = number.unwrap_or_default();
        verified.problem(
            format!("row {number} of table {table} refers to a row of {parent} that is not there"),
            format!("la fila {number} de la tabla {table} se refiere a una fila de {parent} que no existe"),
        );
    }
    Ok(())
}

fn damaged(verified: &mut Verified, said: &str) {
    verified.problem(
        format!("the database is damaged: {said}"),
        format!("la base de datos está dañada: {said}"),
    );
}

/// Checks by `amcheck`, which the owner of the database installs; a superuser can use it without,
/// in a transaction that is taken back.
async fn check_server(
    database: &Database,
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    if is_there(transaction).await? {
        return amcheck(transaction, verified).await;
    }
    let mut scratch = database.scratch().await?;
    let installed = scratch.connection().execute("CREATE EXTENSION amcheck").await;
    let done = match installed {
        Ok(_) => amcheck(&mut scratch, verified).await,
        Err(_) => {
            verified.note(
                "pages and indices were not checked: PostgreSQL does that by its extension amcheck, which is not installed; run `CREATE EXTENSION amcheck` as its owner, and grant its functions",
                "no se revisaron páginas ni índices: PostgreSQL lo hace con su extensión amcheck, que no está instalada; ejecute `CREATE EXTENSION amcheck` como su dueño y otorgue sus funciones",
            );
            Ok(())
        }
    };
    scratch.rollback().await?;
    done
}

async fn is_there(transaction: &mut Transaction) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM pg_extension WHERE extname = 'amcheck'";
    let row = sqlx::query(sql).fetch_one(transaction.connection()).await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// Checks each index against its table, and each table by itself; what is wrong ends the check of
/// that one alone.
async fn amcheck(transaction: &mut Transaction, verified: &mut Verified) -> Result<(), StoreError> {
    let schema: String = sqlx::query(
        "SELECT n.nspname::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'amcheck'",
    )
    .fetch_one(transaction.connection())
    .await?
    .try_get(0)?;
    let schema = schema.replace('"', "\"\"");
    let relations = sqlx::query(
        "SELECT c.oid::bigint, c.relname::text, c.relkind = 'i' FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_am a ON a.oid = c.relam WHERE c.relnamespace = current_schema()::regnamespace AND ((c.relkind = 'i' AND a.amname = 'btree' AND i.indisvalid AND i.indisready) OR (c.relkind = 'r' AND current_setting('server_version_num')::int >= 140000)) ORDER BY c.relname COLLATE \"C\"",
    )
    .fetch_all(transaction.connection())
    .await?;
    for row in relations {
        let (oid, name, index): (i64, String, bool) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let sql = if index {
            format!(
                "SELECT 'ok' FROM (SELECT \"{schema}\".bt_index_check({oid}::oid::regclass, true)) AS it"
            )
        } else {
            format!(
                "SELECT msg FROM \"{schema}\".verify_heapam({oid}::oid::regclass) LIMIT {MESSAGES}"
            )
        };
        transaction.connection().execute("SAVEPOINT relation").await?;
        match sqlx::query(AssertSqlSafe(sql)).fetch_all(transaction.connection()).await {
            Ok(rows) => {
                for row in rows {
                    let said: String = row.try_get(0)?;
                    if said != "ok" {
                        damaged(verified, &format!("{name}: {said}"));
                    }
                }
                transaction.connection().execute("RELEASE SAVEPOINT relation").await?;
            }
            Err(sqlx::Error::Database(error)) => {
                damaged(verified, &format!("{name}: {}", error.message()));
                transaction.connection().execute("ROLLBACK TO SAVEPOINT relation").await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

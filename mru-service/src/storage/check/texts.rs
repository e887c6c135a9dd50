//! Texts read as bytes, so that what is no text is named with its place, and ends no check.

use sqlx::{AssertSqlSafe, Row as _};

use super::Verified;
use crate::storage::{StoreError, Transaction};

/// Rows that are looked at together.
const ROWS: u32 = 200;

/// Blocks of PostgreSQL that are looked at together: about as many rows.
const BLOCKS: i64 = 4;

/// A table and its columns of text or numbers.
struct Table {
    name: String,
    texts: Vec<String>,
    numbers: Vec<String>,
}

pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    if transaction.is_embedded() {
        check_embedded(transaction, verified).await
    } else {
        check_server(transaction, verified).await
    }
}

async fn check_embedded(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let columns = "SELECT m.name, p.name, p.type FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite^_%' ESCAPE '^' AND m.name <> '_sqlx_migrations' ORDER BY m.name, p.cid";
    for Table { name, texts, numbers } in tables(transaction, columns).await? {
        let all: Vec<String> = texts.iter().map(|it| quoted(it)).collect();
        let wrong: Vec<String> = texts
            .iter()
            .map(|it| format!("typeof({}) <> 'text'", quoted(it)))
            .chain(numbers.iter().map(|it| format!("typeof({}) <> 'integer'", quoted(it))))
            .collect();
        if wrong.is_empty() {
            continue;
        }
        let all = if all.is_empty() { String::from("''") } else { all.join(" || '|' || ") };
        let (wrong, table) = (wrong.join(" OR "), quoted(&name));
        // A value that is no text or number, or nothing at all, is asked for row by row.
        let sql = format!(
            "SELECT MAX(number), COALESCE(SUM(wrong), 0), CAST(group_concat(texts, '|') AS BLOB) FROM (SELECT rowid AS number, {wrong} AS wrong, {all} AS texts FROM {table} NOT INDEXED WHERE rowid > $1 ORDER BY rowid LIMIT {ROWS})"
        );
        let mut after = i64::MIN;
        loop {
            let row = sqlx::query(AssertSqlSafe(&*sql))
                .bind(after)
                .fetch_one(transaction.connection())
                .await?;
            let Some(last) = row.try_get::<Option<i64>, _>(0)? else { break };
            let wrong: i64 = row.try_get(1)?;
            let bytes: Option<Vec<u8>> = row.try_get(2)?;
            if wrong > 0 || bytes.is_none_or(|bytes| std::str::from_utf8(&bytes).is_err()) {
                let table =
                    Table { name: name.clone(), texts: texts.clone(), numbers: numbers.clone() };
                name_rows(transaction, &table, after, last, verified).await?;
            }
            after = last;
        }
    }
    Ok(())
}

/// Names each value of some rows that is not of the type of its column.
async fn name_rows(
    transaction: &mut Transaction,
    table: &Table,
    after: i64,
    last: i64,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let texts = table.texts.iter().map(|it| (it, "text"));
    let columns: Vec<(&String, &str)> =
        texts.chain(table.numbers.iter().map(|it| (it, "integer"))).collect();
    for (column, must) in columns {
        let (name, quoted) = (&table.name, quoted(column));
        let sql = format!(
            "SELECT rowid, typeof({quoted}), CAST({quoted} AS BLOB) FROM \"{name}\" NOT INDEXED WHERE rowid > $1 AND rowid <= $2 ORDER BY rowid"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(after)
            .bind(last)
            .fetch_all(transaction.connection())
            .await?;
        for row in rows {
            let (number, is): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let bytes: Option<Vec<u8>> = row.try_get(2)?;
            let place = format!("row {number}");
            if is != must {
                other_type(verified, name, &place, column, &is);
            } else if is == "text" {
                judge(verified, name, &place, column, &bytes.unwrap_or_default());
            }
        }
    }
    Ok(())
}

async fn check_server(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let columns = "SELECT c.relname::text, a.attname::text, CASE WHEN a.atttypid = 'text'::regtype THEN 'TEXT' ELSE '' END FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname COLLATE \"C\", a.attnum";
    for Table { name, texts, .. } in tables(transaction, columns).await? {
        if texts.is_empty() {
            continue;
        }
        let table = quoted(&name);
        let size = sqlx::query(
            "SELECT pg_relation_size($1::regclass) / current_setting('block_size')::bigint",
        )
        .bind(table.clone())
        .fetch_one(transaction.connection())
        .await?;
        let blocks: i64 = size.try_get(0)?;
        let all: Vec<String> = texts.iter().map(|it| format!("textsend({})", quoted(it))).collect();
        let all = all.join(" || '|'::bytea || ");
        let which = "WHERE ctid >= $1::tid AND ctid < $2::tid";
        let sql = format!("SELECT STRING_AGG({all}, '|'::bytea) FROM {table} {which}");
        let mut first = 0_i64;
        while first < blocks {
            let next = first.saturating_add(BLOCKS);
            let (from, to) = (format!("({first},0)"), format!("({next},0)"));
            let row = sqlx::query(AssertSqlSafe(&*sql))
                .bind(from.clone())
                .bind(to.clone())
                .fetch_one(transaction.connection())
                .await?;
            let bytes: Option<Vec<u8>> = row.try_get(0)?;
            if bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_err()) {
                for column in &texts {
                    let sql = format!(
                        "SELECT ctid::text, textsend({}) FROM {table} {which}",
                        quoted(column)
                    );
                    let rows = sqlx::query(AssertSqlSafe(sql))
                        .bind(from.clone())
                        .bind(to.clone())
                        .fetch_all(transaction.connection())
                        .await?;
                    for row in rows {
                        let (place, bytes): (String, Option<Vec<u8>>) =
                            (row.try_get(0)?, row.try_get(1)?);
                        judge(
                            verified,
                            &name,
                            &format!("row {place}"),
                            column,
                            &bytes.unwrap_or_default(),
                        );
                    }
                }
            }
            first = next;
        }
    }
    Ok(())
}

/// Tables by the rows of a query: table, column, type.
async fn tables(
    transaction: &mut Transaction,
    columns: &'static str,
) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    for row in sqlx::query(columns).fetch_all(transaction.connection()).await? {
        let (name, column, kind): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if tables.last().is_none_or(|last| last.name != name) {
            tables.push(Table { name, texts: Vec::new(), numbers: Vec::new() });
        }
        let Some(table) = tables.last_mut() else { continue };
        match kind.as_str() {
            "TEXT" => table.texts.push(column),
            "INTEGER" => table.numbers.push(column),
            _ => {}
        }
    }
    Ok(tables)
}

fn judge(verified: &mut Verified, table: &str, place: &str, column: &str, bytes: &[u8]) {
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to();
        verified.problem(
            format!("column {column} of {place} of table {table} is no text: its byte {at} is not UTF-8"),
            format!("la columna {column} de {place} de la tabla {table} no es texto: su byte {at} no es UTF-8"),
        );
    }
}

fn other_type(verified: &mut Verified, table: &str, place: &str, column: &str, is: &str) {
    verified.problem(
        format!("column {column} of {place} of table {table} holds a value of type {is}"),
        format!(
            "la columna {column} de {place} de la tabla {table} contiene un valor de tipo {is}"
        ),
    );
}

/// The name of a table or column, as SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

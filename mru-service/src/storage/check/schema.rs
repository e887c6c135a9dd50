//! The schema, held against the one that the migrations make: tables, columns, constraints, indices,
//! triggers with what they do, functions. What is missing, foreign or different is named.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::Verified;
use crate::storage::{Database, StoreError, Transaction};

/// What the migrations make, as the catalogue of a new database says it; tests keep it true.
const EMBEDDED_MADE: &str = include_str!("../../../migrations/sqlite.schema");
const SERVER_MADE: &str = include_str!("../../../migrations/postgres.schema");

/// What a schema holds: of each kind and name, the definition.
type Schema = BTreeMap<(String, String), String>;

pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let expected = read(if transaction.is_embedded() { EMBEDDED_MADE } else { SERVER_MADE });
    let mut is = stored(transaction).await?;
    for ((kind, name), must) in expected {
        match is.remove(&(kind.clone(), name.clone())) {
            Some(definition) if definition == must => {}
            Some(definition) => verified.problem(
                format!("the schema was changed: {kind} {name} is `{definition}`, not `{must}`"),
                format!("el esquema fue modificado: {kind} {name} es `{definition}`, no `{must}`"),
            ),
            None => verified.problem(
                format!("the schema was changed: {kind} {name} is missing"),
                format!("el esquema fue modificado: falta {kind} {name}"),
            ),
        }
    }
    for ((kind, name), definition) in is {
        verified.problem(
            format!("the schema was changed: {kind} {name} is foreign: `{definition}`"),
            format!("el esquema fue modificado: {kind} {name} es ajeno: `{definition}`"),
        );
    }
    Ok(())
}

/// The schema of a store, a line each: kind, name and definition, by tabs.
///
/// # Errors
///
/// [`StoreError`] when it cannot be read.
pub async fn stored_schema(database: &Database) -> Result<String, StoreError> {
    let mut transaction = database.read().await?;
    let schema = stored(&mut transaction).await?;
    transaction.rollback().await?;
    Ok(schema.iter().map(|((kind, name), it)| format!("{kind}\t{name}\t{it}\n")).collect())
}

fn read(lines: &str) -> Schema {
    let columns = lines.lines().filter_map(|line| {
        let mut columns = line.splitn(3, '\t').map(str::to_owned);
        Some(((columns.next()?, columns.next()?), columns.next()?))
    });
    columns.collect()
}

async fn stored(transaction: &mut Transaction) -> Result<Schema, StoreError> {
    let sql = if transaction.is_embedded() { EMBEDDED } else { CATALOGUE };
    objects(&sqlx::query(sql).fetch_all(transaction.connection()).await?)
}

/// Rows of kind, name and definition.
fn objects(rows: &[sqlx::any::AnyRow]) -> Result<Schema, StoreError> {
    let mut schema = Schema::new();
    for row in rows {
        let (kind, name, definition): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        // A line each, whatever a definition holds.
        let definition = definition.split_whitespace().collect::<Vec<_>>().join(" ");
        schema.insert((kind, name), definition);
    }
    Ok(schema)
}

/// What SQLite says; its own tables and that of the migrations are left out.
const EMBEDDED: &str = "SELECT type, name, COALESCE(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_stat%' ESCAPE '^' AND name NOT IN ('_sqlx_migrations', 'sqlite_autoindex__sqlx_migrations_1')";

/// What the catalogue of PostgreSQL says of the current schema; the table of the migrations, what
/// belongs to extensions and names that differ between versions are left out.
const CATALOGUE: &str = "\
WITH relation AS (
    SELECT c.* FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relname <> '_sqlx_migrations'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'relation' END AS kind, c.relname::text,
    'kind ' || c.relkind::text || ', persistence ' || c.relpersistence::text
        || CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN ', row security' ELSE '' END
    FROM relation c WHERE c.relkind NOT IN ('i', 'I', 't', 'c')
UNION ALL
SELECT 'column', c.relname || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || COALESCE(' collate ' || (SELECT collname FROM pg_collation l WHERE l.oid = a.attcollation AND collname <> 'default'), '')
        || COALESCE(' default ' || (SELECT pg_get_expr(d.adbin, d.adrelid, true) FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum), '')
    FROM relation c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', c.relname || '.' || k.conname,
    pg_get_constraintdef(k.oid, true) || CASE WHEN k.convalidated THEN '' ELSE ', not validated' END
    FROM relation c JOIN pg_constraint k ON k.conrelid = c.oid WHERE k.contype NOT IN ('n', 't')
UNION ALL
SELECT 'index', i.relname::text,
    pg_get_indexdef(x.indexrelid, 0, true) || CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN '' ELSE ', not in use' END
    FROM relation c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT 'trigger', r.relname || '.' || t.tgname,
    CASE WHEN t.tgisinternal THEN 'of a constraint' ELSE pg_get_triggerdef(t.oid, true) END
        || CASE t.tgenabled WHEN 'O' THEN '' ELSE ', enabled ' || t.tgenabled::text END
    FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid
    WHERE r.relnamespace = current_schema()::regnamespace AND (NOT t.tgisinternal OR t.tgenabled <> 'O')
UNION ALL
SELECT 'function', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    l.lanname || CASE WHEN p.prosecdef THEN ', as its owner' ELSE '' END || COALESCE(', ' || p.proconfig::text, '') || ': ' || p.prosrc
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'rule', r.tablename || '.' || r.rulename, r.definition
    FROM pg_rules r WHERE r.schemaname = current_schema()
UNION ALL
SELECT 'policy', p.tablename || '.' || p.policyname, p.cmd || COALESCE(' ' || p.qual, '') || COALESCE(' check ' || p.with_check, '')
    FROM pg_policies p WHERE p.schemaname = current_schema()
UNION ALL
SELECT 'event trigger', e.evtname::text, e.evtevent || CASE e.evtenabled WHEN 'O' THEN '' ELSE ', enabled ' || e.evtenabled::text END
    FROM pg_event_trigger e";

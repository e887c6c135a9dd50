//! Settings on which reading and writing rely.

use sqlx::{AssertSqlSafe, Row as _};

use super::Verified;
use crate::storage::{StoreError, Transaction};

/// A setting: how it is asked for, what it must be, what comes of it otherwise.
struct Setting {
    name: &'static str,
    must: &'static str,
    otherwise: (&'static str, &'static str),
}

const EMBEDDED: [Setting; 2] = [
    Setting {
        name: "encoding",
        must: "UTF-8",
        otherwise: ("texts are read as others", "los textos se leen como otros"),
    },
    Setting {
        name: "ignore_check_constraints",
        must: "0",
        otherwise: ("wrong rows are let in", "se admiten filas erróneas"),
    },
];

const SERVER: [Setting; 3] = [
    Setting {
        name: "server_encoding",
        must: "UTF8",
        otherwise: (
            "bytes are let in that are no text; make a database with `ENCODING 'UTF8'`",
            "se admiten bytes que no son texto; cree una base con `ENCODING 'UTF8'`",
        ),
    },
    Setting {
        name: "session_replication_role",
        must: "origin",
        otherwise: ("records can be changed", "los registros se pueden modificar"),
    },
    Setting {
        name: "zero_damaged_pages",
        must: "off",
        otherwise: ("damaged pages read as empty", "las páginas dañadas se leen vacías"),
    },
];

pub(super) async fn check(
    transaction: &mut Transaction,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    for Setting { name, must, otherwise: (en, es) } in
        if transaction.is_embedded() { &EMBEDDED[..] } else { &SERVER[..] }
    {
        let sql = if transaction.is_embedded() {
            format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}")
        } else {
            format!("SELECT current_setting('{name}')")
        };
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(transaction.connection()).await?;
        let is: String = row.try_get(0)?;
        if is != *must {
            verified.problem(
                format!("the setting {name} of the database is {is}, not {must}: {en}"),
                format!("la configuración {name} de la base es {is}, no {must}: {es}"),
            );
        }
    }
    Ok(())
}

//! Inserts many rows by few statements.

use sqlx::{Any, AssertSqlSafe, any::AnyArguments, query::Query};

use super::{StoreError, Transaction};

/// A value of a column.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

/// Rows of a full statement.
pub(super) const FULL: usize = 100;

/// Inserts rows: `into` names the table and its columns, `conflict` says what to do with rows that
/// are there.
///
/// A statement inserts many rows, so that few of them go to and fro.
pub(super) async fn insert<const COLUMNS: usize>(
    transaction: &mut Transaction,
    into: &'static str,
    conflict: &'static str,
    rows: Vec<[Cell; COLUMNS]>,
) -> Result<(), StoreError> {
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<[Cell; COLUMNS]> = rows.by_ref().take(FULL).collect();
        if some.is_empty() {
            return Ok(());
        }
        let places = places(some.len(), COLUMNS, transaction.is_embedded());
        // Nothing but names and numbers of places is in the text; values are bound.
        let text = AssertSqlSafe(format!("INSERT INTO {into} VALUES {places} {conflict}"));
        // Only statements of one row and of the full length come again.
        let again = matches!(some.len(), 1 | FULL);
        let mut query = sqlx::query::<Any>(text).persistent(again);
        for cell in some.into_iter().flatten() {
            query = bind(query, cell);
        }
        query.execute(transaction.connection()).await?;
    }
}

/// Binds a value to the next place of a statement.
pub(super) fn bind(
    query: Query<'_, Any, AnyArguments>,
    cell: Cell,
) -> Query<'_, Any, AnyArguments> {
    match cell {
        Cell::Number(number) => query.bind(number),
        Cell::Text(text) => query.bind(text),
    }
}

/// Places for values: `($1, $2), ($3, $4)`; or `(?, ?), (?, ?)` for SQLite, which looks for the number of
/// each place among all that have one.
fn places(rows: usize, columns: usize, embedded: bool) -> String {
    let mut places = String::with_capacity(rows.saturating_mul(columns).saturating_mul(7));
    let mut next = 1..;
    for row in 0..rows {
        places.push_str(if row == 0 { "(" } else { ", (" });
        for (column, place) in next.by_ref().take(columns).enumerate() {
            places.push_str(if column == 0 { "" } else { ", " });
            if embedded {
                places.push('?');
            } else {
                places.push('$');
                places.push_str(&u64::to_string(&place));
            }
        }
        places.push(')');
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered() {
        assert_eq!(places(2, 2, false), "($1, $2), ($3, $4)");
        assert_eq!(places(2, 2, true), "(?, ?), (?, ?)");
    }
}

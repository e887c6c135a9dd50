//! The text of the roll-up: an inner query that names things, an outer one that adds up.

use std::fmt::Write as _;

use mru_core::calendar::Period;

use super::{AthenaQuery, AthenaTable, PLACES};
use crate::{
    CostDataError, Expected, Options,
    cur::SPLITS,
    fields::{Field, Layout},
    plan::{RULES, SUMS, keys},
    tags::Tag,
};

/// A text in SQL.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The name of a column or table in SQL.
fn named(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What is empty in cost data is null.
fn known(of: &str) -> String {
    format!("nullif(nullif(nullif({of}, ''), 'NULL'), 'null')")
}

/// What makes the query of a table.
pub(super) struct Builder<'a> {
    pub(super) table: &'a AthenaTable,
    pub(super) name: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) options: &'a Options,
    pub(super) month: Period,
}

/// The parts of a query on their way.
#[derive(Default)]
struct Parts {
    /// Names of the inner query with what they are.
    inner: Vec<(String, String)>,
    /// What the outer one says: its name, the heading in a file of CUR, and what it is.
    outer: Vec<(String, String, String)>,
    /// Names of the inner query that keep groups apart.
    apart: Vec<String>,
}

impl Parts {
    /// Something that keeps groups apart, and is said when it has a heading.
    fn key(&mut self, name: &str, heading: Option<String>, of: String) {
        self.inner.push((name.to_owned(), of));
        self.apart.push(name.to_owned());
        if let Some(heading) = heading {
            self.say(name, heading, name.to_owned());
        }
    }

    fn say(&mut self, name: &str, heading: String, of: String) {
        self.outer.push((format!("{name}_"), heading, of));
    }
}

impl Builder<'_> {
    pub(super) fn query(&self) -> Result<AthenaQuery, CostDataError> {
        let mut parts = Parts::default();
        let start = format!("TIMESTAMP '{} 00:00:00'", self.month.first_day());
        let period = text(&format!("{} 00:00:00", self.month.first_day()));
        parts.say("period", self.heading(Field::Period), period);
        self.spans(&mut parts, &start);
        self.keys(&mut parts)?;
        self.sums(&mut parts)?;
        let from = format!("{}.{}", named(&self.table.database), named(&self.table.table));
        let inner = parts.inner.iter().map(|(name, of)| format!("{of} AS {name}"));
        let inner = inner.collect::<Vec<_>>().join(",\n    ");
        let outer = parts.outer.iter().map(|(name, _, of)| format!("{of} AS {name}"));
        let outer = outer.collect::<Vec<_>>().join(",\n  ");
        let (apart, filter) = (parts.apart.join(", "), self.filter(&start));
        let sql = format!(
            "SELECT\n  {outer}\nFROM (\n  SELECT\n    {inner}\n  FROM {from}\n  WHERE {filter}\n) AS charges\n\
             GROUP BY {apart}\nORDER BY {apart}"
        );
        let (answers, heading) =
            parts.outer.into_iter().map(|(name, heading, _)| (name, heading)).unzip();
        Ok(AthenaQuery { sql, answers, heading })
    }

    /// The name of a field's column; empty when the table has none.
    fn column(&self, field: Field) -> Option<String> {
        self.layout.place(field).map(|_| named(self.layout.name(field)))
    }

    /// The first name that CUR 2.0 gives a field.
    fn heading(&self, field: Field) -> String {
        self.layout.name(field).to_owned()
    }

    /// A column as a text that is null when it is empty.
    fn words(&self, field: Field) -> Option<String> {
        self.column(field).map(|column| known(&format!("CAST({column} AS varchar)")))
    }

    /// An instant of the table.
    fn instant(&self, field: Field) -> String {
        let column = self.column(field).unwrap_or_default();
        match self.table.type_of(self.layout, field) {
            Some(found) if found.eq_ignore_ascii_case("timestamp") => column,
            Some(found) if found.to_lowercase().starts_with("timestamp(") => column,
            _ => format!("CAST({column} AS timestamp)"),
        }
    }

    /// The rows of the month: by its partition where the table has one, and by the bill.
    fn filter(&self, start: &str) -> String {
        let period = self.instant(Field::Period);
        let next = format!("TIMESTAMP '{} 00:00:00'", self.month.end_day());
        let mut filter = format!("{period} >= {start} AND {period} < {next}");
        let month = self.month.to_string();
        let (year, number) = month.split_once('-').unwrap_or_default();
        let plain = number.trim_start_matches('0');
        let has = |name: &str| {
            let of = |(column, found): &&(String, String)| {
                column.eq_ignore_ascii_case(name) && found.to_lowercase().starts_with("varchar")
            };
            self.table.columns.iter().find(of).map(|(column, _)| named(column))
        };
        // INVARIANT (text): writing into it does not fail.
        if let Some(column) = has("billing_period") {
            let _ = write!(filter, " AND {column} = {}", text(&month));
        }
        if let (Some(of_year), Some(of_month)) = (has("year"), has("month")) {
            let (year, number, plain) = (text(year), text(number), text(plain));
            let _ = write!(filter, " AND {of_year} = {year} AND {of_month} IN ({number}, {plain})");
        }
        filter
    }

    /// First and last instants, and the month that is corrected.
    fn spans(&self, parts: &mut Parts, start: &str) {
        let (from, until) = (self.instant(Field::Start), self.instant(Field::End));
        parts.key(
            "corrected",
            None,
            format!(
                "CASE WHEN {from} < {start} AND {until} <= {start} THEN date_trunc('month', {from}) END"
            ),
        );
        for (name, field, of, least) in
            [("from_at", Field::Start, from, "min"), ("until_at", Field::End, until, "max")]
        {
            parts.inner.push((name.to_owned(), of));
            let said = format!("CAST({least}({name}) AS varchar)");
            parts.say(name, self.heading(field), said);
        }
    }

    fn keys(&self, parts: &mut Parts) -> Result<(), CostDataError> {
        let apart = keys(self.options);
        let mut at = 0;
        let mut put = |parts: &mut Parts, heading: String, of: String| {
            at += 1;
            parts.key(&format!("k{at}"), Some(heading), of);
        };
        for (field, _) in &apart {
            match field {
                Field::Environment | Field::Component => {
                    if let Some((heading, of)) = self.tag(*field)? {
                        put(parts, heading, of);
                    }
                }
                field => {
                    if let Some(of) = self.words(*field) {
                        put(parts, self.heading(*field), of);
                    }
                }
            }
        }
        for field in RULES.into_iter().filter(|field| !apart.iter().any(|(key, _)| key == field)) {
            let Some(words) = self.words(field) else { continue };
            let of = match field {
                // Only what rules look at keeps groups apart.
                Field::Operation => {
                    let all = SPLITS.map(text).join(", ");
                    format!("CASE WHEN {words} IN ({all}) THEN {words} END")
                }
                Field::SplitParent => format!("CASE WHEN {words} IS NOT NULL THEN 'split' END"),
                Field::Reservation => {
                    format!("CASE WHEN {words} IS NOT NULL THEN 'reservation' END")
                }
                _ => words,
            };
            put(parts, self.heading(field), of);
        }
        // A fee of which nobody knows whether it is of a reservation is known when it is nothing.
        if self.column(Field::Reservation).is_none() {
            let charged = self.column(Field::Charged).unwrap_or_default();
            parts.key("is_nothing", None, format!("CASE WHEN {charged} = 0 THEN 1 ELSE 0 END"));
        }
        Ok(())
    }

    /// The value of a tag: that of the key that fits best and has one.
    fn tag(&self, field: Field) -> Result<Option<(String, String)>, CostDataError> {
        let of_field = |(of, _): &&(Field, Tag)| *of == field;
        let tags = self.options.tags();
        let Some((_, tag)) = tags.iter().find(of_field) else { return Ok(None) };
        let mut values: Vec<String> = self.words(field).into_iter().collect();
        if let Some(map) = self.column(Field::Tags) {
            let found = self.table.type_of(self.layout, Field::Tags).unwrap_or_default();
            if !found.to_lowercase().replace(' ', "").starts_with("map(varchar") {
                let (table, name) = (self.table, self.name);
                return Err(table.wrong(name, self.layout, Field::Tags, Expected::Tags));
            }
            let value = |key: String| known(&format!("element_at({map}, {})", text(&key)));
            values.extend(tag.likely_keys().into_iter().map(value));
        }
        let all = match values.len() {
            0 => return Ok(None),
            1 => values.concat(),
            _ => format!("coalesce({})", values.join(", ")),
        };
        Ok(Some((format!("resource_tags_{}", tag.asked()), all)))
    }

    /// Sums, of decimals and never of doubles; unknown once a row does not say.
    fn sums(&self, parts: &mut Parts) -> Result<(), CostDataError> {
        let mut lossy = Vec::new();
        for (at, field) in (1..).zip(SUMS) {
            let Some(column) = self.column(field) else { continue };
            let found = self.table.type_of(self.layout, field).unwrap_or_default().to_lowercase();
            let name = format!("a{at}");
            let exact = format!("CAST(CAST({column} AS varchar) AS decimal(38, {PLACES}))");
            match found.as_str() {
                // The decimal that a double is written as, with every digit, or it is told.
                "double" => {
                    lossy.push(format!("CAST(CAST({exact} AS varchar) AS double) <> {column}"));
                }
                "tinyint" | "smallint" | "integer" | "bigint" => {}
                other if places(other).is_some_and(|places| places <= PLACES) => {}
                _ => {
                    let (table, name) = (self.table, self.name);
                    return Err(table.wrong(name, self.layout, field, Expected::Amount));
                }
            }
            parts.inner.push((name.clone(), exact));
            let sum =
                format!("CASE WHEN count({name}) = count(*) THEN CAST(sum({name}) AS varchar) END");
            parts.say(&name, self.heading(field), sum);
        }
        let lossy = match lossy.len() {
            0 => String::from("0"),
            _ => format!("CASE WHEN {} THEN 1 ELSE 0 END", lossy.join(" OR ")),
        };
        parts.inner.push(("lossy".to_owned(), lossy));
        parts.say("rows", "mru_rows".to_owned(), "CAST(count(*) AS varchar)".to_owned());
        parts.say("inexact", "mru_inexact".to_owned(), "CAST(sum(lossy) AS varchar)".to_owned());
        Ok(())
    }
}

/// The decimal places of a type of decimals.
fn places(found: &str) -> Option<usize> {
    let inside = found.strip_prefix("decimal(")?.strip_suffix(')')?;
    inside.split_once(',')?.1.trim().parse().ok()
}

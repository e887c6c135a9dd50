//! A list of AWS prices as facts: one row a price, read from CSV.

use super::{
    price::{Price, cells, confidence_in, price, problem},
    snapshot,
};
use crate::{finding::Finding, text::text};

/// A list of AWS prices.
#[derive(Clone, Debug)]
pub struct PriceList {
    /// The prices, in the order of the file.
    pub prices: Vec<Price>,
    /// SHA-256 of the file.
    pub hash: String,
}

const COLUMNS: [&str; 8] =
    ["service_code", "usage_type", "unit", "usd", "sku", "published", "confidence", "note"];
/// The most prices a list may have.
const MAX_ROWS: usize = 100_000;

impl PriceList {
    /// Reads a list of prices from CSV: facts in eight columns, or a snapshot of price lists
    /// ([`snapshot::COLUMNS`](super::snapshot::COLUMNS)).
    ///
    /// # Errors
    ///
    /// M5 for each row that is not of the form: a wrong number of fields, a price that is not a
    /// plain decimal from 0 with at most 12 decimal places, an unknown confidence.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::cost_model::PriceList;
    ///
    /// let text = "service_code,usage_type,unit,usd,sku,published,confidence,note\n\
    ///             AmazonVPC,USE1-VPN-Usage-Hours:ipsec.1,Hrs,0.05,,,golden,site-to-site\n";
    /// assert_eq!(PriceList::read(text).unwrap().prices[0].usd.to_string(), "0.05");
    /// ```
    pub fn read(text: &str) -> Result<PriceList, Vec<Finding>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> =
            reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
        let read_row = match columns {
            columns if columns == COLUMNS => read_row,
            columns if columns == snapshot::COLUMNS => snapshot::read_row,
            _ => return Err(vec![other_columns()]),
        };
        let (mut prices, mut findings) = (Vec::new(), Vec::new());
        for (index, row) in reader.records().enumerate() {
            if index == MAX_ROWS {
                findings.push(too_long(&row));
                break;
            }
            let read = row
                .map_err(|error| {
                    problem(
                        error.position().map_or(1, csv::Position::line),
                        text!("the row is not CSV: {error}", "la fila no es CSV: {error}"),
                    )
                })
                .and_then(|row| read_row(&row));
            match read {
                Ok(price) => prices.push(price),
                Err(finding) => findings.push(finding),
            }
        }
        if findings.is_empty() {
            Ok(PriceList { prices, hash: snapshot::hash(text) })
        } else {
            Err(findings)
        }
    }
}

/// A first line that names neither the columns of facts nor those of a snapshot.
fn other_columns() -> Finding {
    let (facts, snapshot) = (COLUMNS.join(","), snapshot::COLUMNS.join(","));
    problem(
        1,
        text!(
            "the first line must name the columns {facts}, or those of a snapshot: {snapshot}",
            "la primera línea debe nombrar las columnas {facts}, o las de una foto de precios: {snapshot}"
        ),
    )
}

/// A row beyond the limit: no price is left out silently.
fn too_long(row: &Result<csv::StringRecord, csv::Error>) -> Finding {
    let position = match row {
        Ok(row) => row.position(),
        Err(error) => error.position(),
    };
    problem(
        position.map_or(1, csv::Position::line),
        text!(
            "the list has more than {MAX_ROWS} prices; leave those that no model names out",
            "la lista tiene más de {MAX_ROWS} precios; deje fuera los que ningún modelo nombra"
        ),
    )
}

fn read_row(row: &csv::StringRecord) -> Result<Price, Finding> {
    let [service_code, usage_type, unit, usd, sku, published, confidence, _note] = cells(row)?;
    let line = row.position().map_or(1, csv::Position::line);
    Ok(Price {
        service_code: service_code.to_owned(),
        usage_type: usage_type.to_owned(),
        unit: unit.to_owned(),
        usd: price(line, usd)?,
        sku: sku.to_owned(),
        published: published.to_owned(),
        confidence: confidence_in(line, confidence)?,
        line,
        listed: None,
    })
}

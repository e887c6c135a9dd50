//! A list of AWS prices as facts: one row a price, read from CSV.

use rust_decimal::Decimal;

use crate::{
    digest::sha256,
    finding::{Finding, Position, Severity},
    rate_card::{Confidence, confidence_of},
    text::{Text, hidden_in, shortened, text},
};

/// One price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// AWS service code, for example `AmazonECS`.
    pub service_code: String,
    /// Usage type, with a remark in brackets where AWS's own does not tell prices apart.
    pub usage_type: String,
    /// Unit of the price as AWS writes it: `Hrs`, `GB-Mo`, `Mo`, …
    pub unit: String,
    /// USD for one unit.
    pub usd: Decimal,
    /// SKU, when known.
    pub sku: String,
    /// Day the price list was published, when known.
    pub published: String,
    /// How sure the price is.
    pub confidence: Confidence,
    /// Line of the file.
    pub line: u64,
}

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
    /// Reads a list of prices from CSV.
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
        if columns != COLUMNS {
            let wanted = COLUMNS.join(",");
            return Err(vec![problem(
                1,
                text!(
                    "the first line must name the columns {wanted}",
                    "la primera línea debe nombrar las columnas {wanted}"
                ),
            )]);
        }
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
            Ok(PriceList { prices, hash: sha256(text.as_bytes()) })
        } else {
            Err(findings)
        }
    }
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
    let line = row.position().map_or(1, csv::Position::line);
    let fields: Vec<&str> = row.iter().collect();
    let [service_code, usage_type, unit, usd, sku, published, confidence, _note] =
        fields.as_slice()
    else {
        let count = fields.len();
        return Err(problem(
            line,
            text!(
                "the row has {count} fields instead of 8",
                "la fila tiene {count} campos en vez de 8"
            ),
        ));
    };
    if let Some(hidden) = fields.iter().find_map(|field| hidden_in(field)) {
        let code = u32::from(hidden);
        return Err(problem(
            line,
            text!(
                "the row holds U+{code:04X}, which cannot be seen; remove it",
                "la fila contiene U+{code:04X}, que no se ve; quítelo"
            ),
        ));
    }
    let price = crate::reading::parse_decimal(usd)
        .filter(|usd| !usd.is_sign_negative() && usd.normalize().scale() <= 12);
    let Some(usd) = price.filter(|usd| *usd <= Decimal::from(1_000_000_u32)) else {
        let shown = shortened(usd);
        return Err(problem(
            line,
            text!(
                "`{shown}` is not a price in USD: a plain decimal from 0 to 1000000",
                "`{shown}` no es un precio en USD: un decimal simple de 0 a 1000000"
            ),
        ));
    };
    let Some(confidence) = confidence_of(confidence) else {
        let (shown, known) = (shortened(confidence), Confidence::WRITTEN.join(", "));
        return Err(problem(
            line,
            text!(
                "`{shown}` is not a confidence: one of {known}",
                "`{shown}` no es una confianza: una de {known}"
            ),
        ));
    };
    Ok(Price {
        service_code: (*service_code).to_owned(),
        usage_type: (*usage_type).to_owned(),
        unit: (*unit).to_owned(),
        usd: usd.normalize(),
        sku: (*sku).to_owned(),
        published: (*published).to_owned(),
        confidence,
        line,
    })
}

fn problem(line: u64, message: Text) -> Finding {
    let position = usize::try_from(line).ok().map(|line| Position { line, column: 1 });
    Finding {
        rule: "M5",
        severity: Severity::Error,
        path: String::from("prices"),
        position,
        message,
        help: None,
    }
}

//! One AWS price, and how the cells of a row become one.

use rust_decimal::Decimal;

use crate::{
    finding::{Finding, Severity},
    positions::Position,
    rate_card::{Confidence, confidence_of},
    reading::parse_decimal,
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
    /// Day or instant the price list was published, when known.
    pub published: String,
    /// How sure the price is.
    pub confidence: Confidence,
    /// Line of the file.
    pub line: u64,
    /// How the price stands in a price list of AWS, when it comes from a snapshot.
    pub listed: Option<Box<Listed>>,
}

impl Price {
    /// The usage type as AWS writes it: without the remark in brackets that tells prices apart.
    pub fn aws_usage_type(&self) -> &str {
        without_remark(&self.usage_type)
    }
}

/// A usage type as AWS writes it, from one of a cost model: without its remark in brackets.
pub fn without_remark(usage_type: &str) -> &str {
    usage_type.split_once(" (").map_or(usage_type, |(usage_type, _)| usage_type)
}

/// How many units of AWS are one unit of a price: 1,000,000 for `1M requests`, 1 for `GB-Mo`.
pub fn units_of_aws(unit: &str) -> u32 {
    let digits = unit.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = unit.split_at(digits);
    let number: u32 = number.parse().unwrap_or(1);
    match rest.bytes().next() {
        Some(b'k') if digits > 0 => number.saturating_mul(1_000),
        Some(b'M') if digits > 0 => number.saturating_mul(1_000_000),
        _ => number,
    }
}

/// How a price stands in a price list of AWS. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Rate code: SKU, term and rate, joined by points.
    pub rate_code: String,
    /// Unit as AWS writes it: `Requests` where the model counts `1M requests`.
    pub aws_unit: String,
    /// First unit of a month that the price is for, as written: `0`.
    pub from: String,
    /// Where the tier ends, as written: a number of units, or `Inf`.
    pub to: String,
    /// The price of one unit of AWS in USD, as written: `0.0000002000`.
    pub price: String,
    /// Region that was asked for.
    pub region: String,
    /// Version of the offer.
    pub offer_version: String,
    /// Since when the price holds, as written.
    pub effective: String,
    /// Where it was read: `offer file`, `GetProducts`, or the name of a list of facts.
    pub source: String,
}

/// The cells of a row: as many as there are columns, each without characters that cannot be seen.
pub(super) fn cells<const N: usize>(row: &csv::StringRecord) -> Result<[&str; N], Finding> {
    let line = row.position().map_or(1, csv::Position::line);
    let fields: Vec<&str> = row.iter().collect();
    let count = fields.len();
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
    fields.try_into().map_err(|_| {
        problem(
            line,
            text!(
                "the row has {count} fields instead of {N}",
                "la fila tiene {count} campos en vez de {N}"
            ),
        )
    })
}

/// A price as price lists write it: a plain decimal from 0 to 1,000,000 with at most 12 decimal
/// places; none for anything else.
///
/// # Example
///
/// ```
/// use mru_core::cost_model::written_price;
///
/// assert_eq!(written_price("0.0000002000").unwrap().normalize().to_string(), "0.0000002");
/// assert_eq!(written_price("2E-7"), None);
/// ```
pub fn written_price(written: &str) -> Option<Decimal> {
    parse_decimal(written).filter(|usd| {
        !usd.is_sign_negative()
            && usd.normalize().scale() <= 12
            && *usd <= Decimal::from(1_000_000_u32)
    })
}

/// Reads a price of a row.
pub(super) fn price(line: u64, written: &str) -> Result<Decimal, Finding> {
    let shown = shortened(written);
    written_price(written).map(|usd| usd.normalize()).ok_or_else(|| {
        problem(
            line,
            text!(
                "`{shown}` is not a price in USD: a plain decimal from 0 to 1000000",
                "`{shown}` no es un precio en USD: un decimal simple de 0 a 1000000"
            ),
        )
    })
}

/// Reads how sure the price of a row is.
pub(super) fn confidence_in(line: u64, written: &str) -> Result<Confidence, Finding> {
    confidence_of(written).ok_or_else(|| {
        let (shown, known) = (shortened(written), Confidence::WRITTEN.join(", "));
        problem(
            line,
            text!(
                "`{shown}` is not a confidence: one of {known}",
                "`{shown}` no es una confianza: una de {known}"
            ),
        )
    })
}

/// M5 about a row.
pub(super) fn problem(line: u64, message: Text) -> Finding {
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

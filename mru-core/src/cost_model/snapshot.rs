//! A snapshot of price lists: the prices that one cost model needs, each with where it stands at
//! AWS, as a CSV file that is made once and never changed.
//!
//! The price stands as AWS wrote it; what one unit of the model costs is that price times the
//! number of AWS's units in it, exactly.

use rust_decimal::Decimal;

use super::price::{Listed, Price, cells, confidence_in, price, problem, units_of_aws};
use crate::{
    digest::sha256,
    finding::Finding,
    text::{shortened, text},
    units::exact,
};

/// The columns of a snapshot, in this order.
pub const COLUMNS: [&str; 16] = [
    "service_code",
    "usage_type",
    "unit",
    "sku",
    "rate_code",
    "aws_unit",
    "from",
    "to",
    "currency",
    "price",
    "region",
    "offer_version",
    "published",
    "effective",
    "source",
    "confidence",
];

/// What one unit of the model costs, from a price that stands at AWS; none when it would lose a
/// digit or the units do not go together.
pub fn usd_of_unit(unit: &str, aws_unit: &str, usd: Decimal) -> Option<Decimal> {
    if unit == aws_unit {
        return Some(usd.normalize());
    }
    let factor = Decimal::from(units_of_aws(unit));
    if units_of_aws(aws_unit) != 1 {
        return None;
    }
    exact::multiply(usd, factor, "converting a unit").ok().map(|usd| usd.normalize())
}

/// Reads a row of a snapshot.
pub(super) fn read_row(row: &csv::StringRecord) -> Result<Price, Finding> {
    let line = row.position().map_or(1, csv::Position::line);
    let [
        service_code,
        usage_type,
        unit,
        sku,
        rate_code,
        aws_unit,
        from,
        to,
        currency,
        written,
        region,
        offer_version,
        published,
        effective,
        source,
        confidence,
    ] = cells(row)?;
    if currency != "USD" {
        let shown = shortened(currency);
        return Err(problem(
            line,
            text!(
                "`{shown}` is not the currency of the cost model, which computes in USD",
                "`{shown}` no es la moneda del modelo de costos, que calcula en USD"
            ),
        ));
    }
    let usd = usd_of_unit(unit, aws_unit, price(line, written)?).ok_or_else(|| {
        let (unit, aws_unit) = (shortened(unit), shortened(aws_unit));
        problem(
            line,
            text!(
                "a price for one `{aws_unit}` says nothing exact about `{unit}`",
                "un precio por un `{aws_unit}` no dice nada exacto sobre `{unit}`"
            ),
        )
    })?;
    let listed = Listed {
        rate_code: rate_code.to_owned(),
        aws_unit: aws_unit.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        price: written.to_owned(),
        region: region.to_owned(),
        offer_version: offer_version.to_owned(),
        effective: effective.to_owned(),
        source: source.to_owned(),
    };
    Ok(Price {
        service_code: service_code.to_owned(),
        usage_type: usage_type.to_owned(),
        unit: unit.to_owned(),
        usd,
        sku: sku.to_owned(),
        published: published.to_owned(),
        confidence: confidence_in(line, confidence)?,
        line,
        listed: Some(Box::new(listed)),
    })
}

/// Writes prices as a snapshot, ordered by service and usage type: the same prices give the same
/// bytes. A price that does not say how it stands at AWS is left with empty cells.
pub fn write<'a>(prices: impl IntoIterator<Item = &'a Price>) -> String {
    let mut prices: Vec<&Price> = prices.into_iter().collect();
    prices.sort_by_key(|price| (&price.service_code, &price.usage_type));
    let mut writer = csv::Writer::from_writer(Vec::new());
    // INVARIANT (writing to memory cannot fail): a Vec takes every byte.
    let _ = writer.write_record(COLUMNS);
    for price in prices {
        let at_aws = price.listed.as_deref().cloned().unwrap_or_else(|| Listed {
            aws_unit: price.unit.clone(),
            price: price.usd.to_string(),
            ..Listed::default()
        });
        let _ = writer.write_record([
            price.service_code.as_str(),
            &price.usage_type,
            &price.unit,
            &price.sku,
            &at_aws.rate_code,
            &at_aws.aws_unit,
            &at_aws.from,
            &at_aws.to,
            "USD",
            &at_aws.price,
            &at_aws.region,
            &at_aws.offer_version,
            &price.published,
            &at_aws.effective,
            &at_aws.source,
            price.confidence.as_str(),
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    // INVARIANT (only texts were written): the bytes are UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

/// The hash of a list of prices, by which a rate card names it.
pub fn hash(text: &str) -> String {
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost_model::PriceList;

    const ROW: &str = "AWSQueueService,Requests-RBP,1M requests,SKU,SKU.JRTCKXETXF.A,Requests,0,100000000000,USD,0.0000004000,us-east-1,20260911124607,2026-09-11T12:46:07Z,2026-09-01T00:00:00Z,offer file,price-list\n";

    fn snapshot(rows: &str) -> String {
        format!("{}\n{rows}", COLUMNS.join(","))
    }

    #[test]
    fn a_snapshot_reads_back_as_it_was_written() {
        let text = snapshot(ROW);
        let list = PriceList::read(&text).unwrap();
        assert_eq!(list.prices[0].usd.to_string(), "0.4");
        assert_eq!(write(&list.prices), text);
    }

    #[test]
    fn what_cannot_be_priced_is_named() {
        let cases = [
            (ROW.replace("0.0000004000", "4E-7"), "is not a price"),
            (ROW.replace(",USD,", ",CNY,"), "is not the currency"),
            (ROW.replace(",Requests,", ",1k requests,"), "says nothing exact"),
            (ROW.replace("price-list", "certain"), "is not a confidence"),
            (ROW.replace(",offer file", ""), "15 fields instead of 16"),
        ];
        for (row, said) in cases {
            let findings = PriceList::read(&snapshot(&row)).unwrap_err();
            assert!(findings[0].message.en.contains(said), "{findings:?}");
            assert_eq!(findings[0].position.map(|at| at.line), Some(2));
        }
    }
}

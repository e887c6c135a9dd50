//! What each entry of a rate card uses at AWS: the parts of its rule, each with its one price.
//!
//! One definition serves two readers: weights are derived from it, and what AWS charged is held
//! against it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Model, Part, Price, PriceList, Rule, units_of_aws};
use crate::{
    catalogue::compute::size::ContainerSize,
    entry_id::EntryId,
    finding::{Finding, Findings},
    positions::Positions,
    reading::parse_decimal,
    text::{Text, nearest, text},
};

/// One price that a component pays at AWS, and how much of it.
#[derive(Clone, Debug)]
pub struct Cause<'a> {
    /// The price.
    pub price: &'a Price,
    /// Units of the price: each hour that the component exists when the price is by the hour, else
    /// each month.
    pub quantity: Decimal,
}

/// Units of prices by the hour.
const HOURLY: [&str; 5] = ["Hrs", "hours", "LCU-Hrs", "GB-Hours", "vCPU-Hours"];

impl Cause<'_> {
    /// Whether the quantity is used in each hour, and not once a month.
    pub fn is_hourly(&self) -> bool {
        HOURLY.contains(&self.price.unit.as_str())
    }

    /// The usage type as AWS writes it on a bill: without the remark in brackets that tells prices
    /// apart.
    pub fn usage_type(&self) -> &str {
        self.price.aws_usage_type()
    }

    /// How many units of a bill are one unit of the price: 1,000,000 for `1M requests`.
    pub fn bill_units(&self) -> u32 {
        units_of_aws(&self.price.unit)
    }
}

/// Finds what each entry that the model has a rule for uses at AWS; entries that cost AWS nothing
/// have no causes.
///
/// # Errors
///
/// M2 a price that no row matches, M3 one that several rows match, M7 a quantity that is none.
///
/// # Example
///
/// ```
/// use mru_core::cost_model::{Model, PriceList, causes};
///
/// let prices = PriceList::read(
///     "service_code,usage_type,unit,usd,sku,published,confidence,note\n\
///      AmazonES,ESInstance:r6g.large.search,Hrs,0.167,,,public,\n",
/// ).unwrap();
/// let (model, _) = Model::read(r#"
///     card = "example"
///     effective_from = "2026-10-01"
///     mru_price_usd = "42.00"
///     reference_usd_per_mru = 42
///     rounding_step_mru = 0.05
///     hours_per_month = 730
///     tax_percent = 19
///     contingency_percent = 6
///     management_usd_per_hour = 38
///     approved_by = "rate-card owner"
///     provenance = "an example"
///     [[rules]]
///     component = "search"
///     table = "search"
///     sizes = ["r6g.large.search"]
///     parts = [{ service = "AmazonES", usage_type = "ESInstance:{size}", quantity = "1" }]
/// "#).unwrap();
/// let causes = causes(&prices, &model).unwrap();
/// assert_eq!(causes["search/r6g.large.search"][0].usage_type(), "ESInstance:r6g.large.search");
/// ```
pub fn causes<'a>(
    prices: &'a PriceList,
    model: &Model,
) -> Result<BTreeMap<String, Vec<Cause<'a>>>, Vec<Finding>> {
    let (mut findings, mut found) = (Findings::new(), BTreeMap::new());
    for (index, rule) in model.rules.iter().enumerate() {
        for size in sizes(rule) {
            let path = |at: usize| format!("rules[{index}].parts[{at}]");
            let parts = rule.parts.iter().enumerate();
            let of_size = parts
                .filter_map(|(at, part)| cause(part, &size, &path(at), prices, &mut findings))
                .collect();
            let id = EntryId::new(&rule.component, &size);
            found.insert(id.as_str().to_owned(), of_size);
        }
    }
    if findings.has_errors() { Err(findings.located(&Positions::new())) } else { Ok(found) }
}

/// The sizes of a rule: one empty size when it has none, and the 67 pairs for `fargate`.
pub(super) fn sizes(rule: &Rule) -> Vec<String> {
    if rule.sizes.is_empty() {
        return vec![String::new()];
    }
    let pairs = || ContainerSize::all().map(|size| size.to_string());
    rule.sizes
        .iter()
        .flat_map(|size| if size == "fargate" { pairs().collect() } else { vec![size.clone()] })
        .collect()
}

/// Finds the one price of a part; none or several are refused.
pub(super) fn cause<'a>(
    part: &Part,
    size: &str,
    path: &str,
    prices: &'a PriceList,
    findings: &mut Findings,
) -> Option<Cause<'a>> {
    let usage_type = part.usage_type.replace("{size}", size);
    let service = &part.service;
    let of_service = || prices.prices.iter().filter(|price| price.service_code == *service);
    let matching: Vec<&Price> =
        of_service().filter(|price| price.usage_type == usage_type).collect();
    let price = match matching.as_slice() {
        [price] => *price,
        [] => {
            let near = nearest(&usage_type, of_service().map(|price| price.usage_type.as_str()));
            findings
                .error(
                    "M2",
                    path,
                    text!(
                        "no price of {service} is for `{usage_type}`",
                        "ningún precio de {service} es para `{usage_type}`"
                    ),
                )
                .maybe_help(
                    near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")),
                );
            return None;
        }
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|price| format!("line {} (USD {})", price.line, price.usd))
                .collect();
            let (count, lines) = (several.len(), lines.join(", "));
            findings
                .error("M3", path, text!("{count} prices of {service} are for `{usage_type}`: {lines}", "{count} precios de {service} son para `{usage_type}`: {lines}"))
                .help(text!("a rule must match exactly one price; tell them apart in the price list", "una regla debe coincidir con exactamente un precio; distíngalos en la lista de precios"));
            return None;
        }
    };
    match quantity(&part.quantity, size) {
        Some(quantity) => Some(Cause { price, quantity }),
        None => {
            let quantity = &part.quantity;
            let help = Text::new(
                "a number, or `vcpu` or `memory_gb` for sizes of containers",
                "un número, o `vcpu` o `memory_gb` para tamaños de contenedores",
            );
            findings
                .error(
                    "M7",
                    path,
                    text!("`{quantity}` is not a quantity", "`{quantity}` no es una cantidad"),
                )
                .help(help);
            None
        }
    }
}

fn quantity(written: &str, size: &str) -> Option<Decimal> {
    let pair = || ContainerSize::all().find(|pair| pair.to_string() == size);
    match written {
        "vcpu" => pair().map(|pair| pair.vcpu().into()),
        "memory_gb" => pair().map(|pair| pair.memory_gb().into()),
        number => {
            parse_decimal(number).filter(|number| !number.is_sign_negative() && number.scale() <= 6)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate_card::Confidence;

    fn price(usage_type: &str, unit: &str) -> Price {
        Price {
            service_code: "AmazonX".to_owned(),
            usage_type: usage_type.to_owned(),
            unit: unit.to_owned(),
            usd: Decimal::ONE,
            sku: String::new(),
            published: String::new(),
            confidence: Confidence::Assumption,
            line: 2,
            listed: None,
        }
    }

    #[test]
    fn a_price_is_held_against_the_units_of_a_bill() {
        let units = [("1M requests", 1_000_000), ("1k requests", 1_000), ("10k requests", 10_000)];
        for (unit, expected) in
            units.into_iter().chain([("GB-Mo", 1), ("Hrs", 1), ("1M IOs", 1_000_000)])
        {
            let price = price("Requests", unit);
            assert_eq!(
                Cause { price: &price, quantity: Decimal::ONE }.bill_units(),
                expected,
                "{unit}"
            );
        }
    }

    #[test]
    fn a_remark_is_not_part_of_the_usage_type() {
        let price = price("InstanceUsage:db.r6g.large (Aurora MySQL, Standard)", "Hrs");
        let cause = Cause { price: &price, quantity: Decimal::ONE };
        assert_eq!((cause.usage_type(), cause.is_hourly()), ("InstanceUsage:db.r6g.large", true));
    }
}

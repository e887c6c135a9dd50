//! Selection: for each price that a model needs, the one product and tier that it is, or why not.

use std::collections::BTreeSet;

use mru_core::{
    Finding,
    cost_model::{Listed, Need, Price, PriceList, snapshot::usd_of_unit, written_price},
    rate_card::Confidence,
    text::{Text, is_hidden},
};
use rust_decimal::Decimal;

use crate::{
    finding::{error, shown},
    listed::{ListedPrice, Lists},
    refusal::{list_help, no_tier, none, several_products, several_tiers, units_help, unusable},
};

/// Takes exactly the prices that are needed. A price that no list has may come from `facts`, with
/// the confidence it has there; one that a list has never does.
///
/// # Errors
///
/// All findings at once: M11 a price that no product is, M12 one that several products or tiers
/// are, each with the candidates; M13 one whose unit, currency or number is not what the model can
/// use.
pub fn select(
    lists: &Lists,
    needs: &[Need],
    region: &str,
    facts: Option<(&str, &PriceList)>,
) -> Result<Vec<Price>, Vec<Finding>> {
    let (mut prices, mut findings) = (Vec::new(), Vec::new());
    for need in needs {
        match one(lists, need, region, facts) {
            Ok(price) => prices.push(price),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(prices) } else { Err(findings) }
}

fn one(
    lists: &Lists,
    need: &Need,
    region: &str,
    facts: Option<(&str, &PriceList)>,
) -> Result<Price, Box<Finding>> {
    let named: Vec<&ListedPrice> = lists
        .prices
        .iter()
        .filter(|it| it.service_code == need.service_code && it.usage_type == need.aws_usage_type())
        .collect();
    if named.is_empty()
        && let Some((name, list)) = facts
        && let Some(price) = fact(need, region, name, list)?
    {
        return Ok(price);
    }
    let right: Vec<&ListedPrice> =
        named.iter().copied().filter(|it| is_product(it, need, region)).collect();
    if right.is_empty() {
        return Err(Box::new(none(lists, need, &named)));
    }
    let skus: BTreeSet<&str> = right.iter().map(|it| it.sku.as_str()).collect();
    if skus.len() > 1 {
        return Err(Box::new(several_products(need, &right)));
    }
    let of_tier: Vec<&ListedPrice> = right
        .iter()
        .copied()
        .filter(|it| need.product.from.is_none_or(|from| plain(&it.from) == Some(from)))
        .collect();
    match of_tier.as_slice() {
        [price] => priced(need, region, price),
        [] => Err(Box::new(no_tier(need, &right))),
        several => Err(Box::new(several_tiers(need, several))),
    }
}

/// Whether a price is of the product that is needed: all attributes, and the region.
fn is_product(price: &ListedPrice, need: &Need, region: &str) -> bool {
    let attribute = |name: &str| price.attributes.get(name).map(String::as_str);
    let here = attribute("regionCode").is_none_or(|it| it.is_empty() || it == region);
    let with = &need.product.with;
    (here || need.product.everywhere)
        && with.iter().all(|it| attribute(&it.attribute) == Some(it.value.as_str()))
}

fn plain(number: &str) -> Option<Decimal> {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    number.chars().all(digits).then(|| Decimal::from_str_exact(number).ok()).flatten()
}

/// Makes the price of a model from one of a list.
fn priced(need: &Need, region: &str, price: &ListedPrice) -> Result<Price, Box<Finding>> {
    let (written, usd) = usable(need, price)?;
    let listed = Listed {
        rate_code: price.rate_code.clone(),
        aws_unit: price.unit.clone(),
        from: price.from.clone(),
        to: price.to.clone(),
        price: written.to_owned(),
        region: region.to_owned(),
        offer_version: price.offer_version.clone(),
        effective: price.effective.clone(),
        source: price.source.as_str().to_owned(),
    };
    Ok(Price {
        service_code: need.service_code.clone(),
        usage_type: need.usage_type.clone(),
        unit: need.product.unit.clone(),
        usd,
        sku: price.sku.clone(),
        published: price.published.clone(),
        confidence: Confidence::PriceList,
        line: 0,
        listed: Some(Box::new(listed)),
    })
}

/// What a price is, as written and for one unit of the model; or why it cannot be used.
fn usable<'a>(need: &Need, price: &'a ListedPrice) -> Result<(&'a str, Decimal), Box<Finding>> {
    let refused = |why: Text, help: Text| Err(Box::new(unusable(need, price, &why, help)));
    let unit = need.product.unit_of_aws();
    if price.unit != unit {
        let why =
            Text::new(format!("its unit is not `{unit}`"), format!("su unidad no es `{unit}`"));
        return refused(why, units_help());
    }
    if let Some(hidden) = hidden_in(price) {
        let code = u32::from(hidden);
        let why = Text::new(
            format!("its list holds U+{code:04X}, which cannot be seen"),
            format!("su lista contiene U+{code:04X}, que no se ve"),
        );
        return refused(why, list_help());
    }
    let (Some(written), 1) = (price.prices.get("USD"), price.prices.len()) else {
        let why = Text::new("its price is not in USD alone", "su precio no está solo en USD");
        return refused(why, list_help());
    };
    let exact =
        written_price(written).and_then(|usd| usd_of_unit(&need.product.unit, &price.unit, usd));
    match exact {
        Some(usd) => Ok((written, usd)),
        None => {
            let why = Text::new(
                "its price is not a plain decimal from 0 to 1000000 with at most 12 places",
                "su precio no es un decimal simple de 0 a 1000000 con a lo más 12 decimales",
            );
            refused(why, list_help())
        }
    }
}

/// A character that no list of prices may hold, in what a snapshot keeps of a price.
fn hidden_in(price: &ListedPrice) -> Option<char> {
    let ListedPrice { sku, rate_code, unit, from, to, .. } = price;
    let ListedPrice { effective, offer_version, published, .. } = price;
    let kept = [sku, rate_code, unit, from, to, effective, offer_version, published];
    kept.iter().flat_map(|cell| cell.chars()).find(|c| is_hidden(*c))
}

/// The price of a list of facts, when it has exactly one in the unit of the model.
fn fact(
    need: &Need,
    region: &str,
    name: &str,
    facts: &PriceList,
) -> Result<Option<Price>, Box<Finding>> {
    let is_it =
        |it: &&Price| it.service_code == need.service_code && it.usage_type == need.usage_type;
    let found: Vec<&Price> = facts.prices.iter().filter(is_it).collect();
    let [price] = found.as_slice() else {
        let (count, name) = (found.len(), shown(name));
        return if found.is_empty() {
            Ok(None)
        } else {
            let help = Text::new("leave one of them", "deje uno de ellos");
            let (service, usage_type) = (&need.service_code, &need.usage_type);
            let message = Text::new(
                format!("{count} facts of `{name}` are for {service} `{usage_type}`"),
                format!("{count} datos de `{name}` son para {service} `{usage_type}`"),
            );
            Err(Box::new(error("M12", &need.path, message, help)))
        };
    };
    if price.unit != need.product.unit {
        let (unit, wanted) = (shown(&price.unit), &need.product.unit);
        let (service, usage_type) = (&need.service_code, &need.usage_type);
        let message = Text::new(
            format!(
                "the fact for {service} `{usage_type}` is for one `{unit}`, not for one `{wanted}`"
            ),
            format!(
                "el dato para {service} `{usage_type}` es por un `{unit}`, no por un `{wanted}`"
            ),
        );
        return Err(Box::new(error("M13", &need.path, message, units_help())));
    }
    let at_aws = price.listed.as_deref().cloned().unwrap_or_else(|| Listed {
        aws_unit: price.unit.clone(),
        price: price.usd.to_string(),
        region: region.to_owned(),
        source: name.to_owned(),
        ..Listed::default()
    });
    Ok(Some(Price { line: 0, listed: Some(Box::new(at_aws)), ..(*price).clone() }))
}

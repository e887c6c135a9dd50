//! Why a price that a model needs is none of a list: with the candidates, so that a person can tell
//! them apart.

use std::collections::{BTreeMap, BTreeSet};

use mru_core::{
    Finding,
    cost_model::Need,
    text::{Text, nearest},
};

use crate::{
    finding::{error, shown},
    listed::{ListedPrice, Lists},
};

pub(crate) fn units_help() -> Text {
    Text::new(
        "correct `unit` or `aws_unit` in the list of products; a price for another unit is another price",
        "corrija `unit` o `aws_unit` en la lista de productos; un precio por otra unidad es otro precio",
    )
}

pub(crate) fn unusable(need: &Need, price: &ListedPrice, why: &Text, help: Text) -> Finding {
    let (service, usage_type, sku) = (&need.service_code, &need.usage_type, shown(&price.sku));
    let message = Text::new(
        format!("{service} `{usage_type}` is {sku}, but {}: {}", why.en, tier(price)),
        format!("{service} `{usage_type}` es {sku}, pero {}: {}", why.es, tier(price)),
    );
    error("M13", &need.path, message, help)
}

/// What to do about a price that cannot be kept.
pub(crate) fn list_help() -> Text {
    Text::new(
        "look at the price list: this price cannot be kept exactly as it stands there",
        "revise la lista de precios: este precio no se puede guardar exactamente como está ahí",
    )
}

/// No product: says what there is of that usage type, or which usage type is like it.
pub(crate) fn none(lists: &Lists, need: &Need, named: &[&ListedPrice]) -> Finding {
    let (service, usage_type) = (&need.service_code, &need.usage_type);
    let filter = filter(need);
    let message = Text::new(
        format!("no product of {service} is `{usage_type}`{filter}"),
        format!("ningún producto de {service} es `{usage_type}`{filter}"),
    );
    let help = if !named.is_empty() {
        let all = candidates(named);
        Text::new(
            format!("correct `with` in the list of products; candidates: {all}"),
            format!("corrija `with` en la lista de productos; candidatos: {all}"),
        )
    } else if let Some(names) = lists.usage_types.get(service) {
        let aws = need.aws_usage_type();
        match nearest(aws, names.iter().map(String::as_str)) {
            Some(near) => Text::new(
                format!("the list has `{near}`, which is another one; nothing is taken for it"),
                format!("la lista tiene `{near}`, que es otro; no se toma por él"),
            ),
            None => Text::new(
                format!("its price lists have no usage type `{aws}`"),
                format!("sus listas de precios no tienen el tipo de uso `{aws}`"),
            ),
        }
    } else {
        Text::new(
            format!("give a price list of {service} too, or a list of facts that has it"),
            format!(
                "entregue también una lista de precios de {service}, o una lista de datos que lo tenga"
            ),
        )
    };
    error("M11", &need.path, message, help)
}

fn filter(need: &Need) -> String {
    let with = need.product.with.iter();
    let shown: Vec<String> = with.map(|it| format!("{} = {}", it.attribute, it.value)).collect();
    if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) }
}

pub(crate) fn several_products(need: &Need, right: &[&ListedPrice]) -> Finding {
    let (service, usage_type, filter) = (&need.service_code, &need.usage_type, filter(need));
    let skus: BTreeSet<&str> = right.iter().map(|it| it.sku.as_str()).collect();
    let (count, all) = (skus.len(), candidates(right));
    let message = Text::new(
        format!("{count} products of {service} are `{usage_type}`{filter}: {all}"),
        format!("{count} productos de {service} son `{usage_type}`{filter}: {all}"),
    );
    let help = Text::new(
        "tell them apart by `with` in the list of products; none is chosen",
        "distíngalos con `with` en la lista de productos; no se elige ninguno",
    );
    error("M12", &need.path, message, help)
}

pub(crate) fn several_tiers(need: &Need, tiers: &[&ListedPrice]) -> Finding {
    let (service, usage_type) = (&need.service_code, &need.usage_type);
    let versions: BTreeSet<&str> = tiers.iter().map(|it| it.offer_version.as_str()).collect();
    let (count, all) = (tiers.len(), listed_tiers(tiers));
    let message = Text::new(
        format!("{service} `{usage_type}` has {count} prices: {all}"),
        format!("{service} `{usage_type}` tiene {count} precios: {all}"),
    );
    let help = if versions.len() > 1 {
        Text::new(
            "give one version of each offer; none is chosen",
            "entregue una sola versión de cada oferta; no se elige ninguna",
        )
    } else {
        Text::new(
            "say which tier by `from` in the list of products; none is chosen",
            "diga qué tramo con `from` en la lista de productos; no se elige ninguno",
        )
    };
    error("M12", &need.path, message, help)
}

pub(crate) fn no_tier(need: &Need, tiers: &[&ListedPrice]) -> Finding {
    let (service, usage_type) = (&need.service_code, &need.usage_type);
    let from = need.product.from.unwrap_or_default();
    let all = listed_tiers(tiers);
    let message = Text::new(
        format!("{service} `{usage_type}` has no tier from {from}: {all}"),
        format!("{service} `{usage_type}` no tiene un tramo desde {from}: {all}"),
    );
    let help = Text::new(
        "the tiers moved, or `from` in the list of products is wrong",
        "los tramos se movieron, o `from` en la lista de productos está mal",
    );
    error("M11", &need.path, message, help)
}

fn listed_tiers(tiers: &[&ListedPrice]) -> String {
    let all: Vec<String> =
        tiers.iter().map(|it| format!("{} {}", shown(&it.rate_code), tier(it))).collect();
    all.join("; ")
}

/// `from 0 to Inf USD 0.26 per Hrs`.
fn tier(price: &ListedPrice) -> String {
    let amounts: Vec<String> =
        price.prices.iter().map(|(currency, written)| format!("{currency} {written}")).collect();
    let (from, to, unit) = (&price.from, &price.to, &price.unit);
    shown(&format!("{from}–{to} {} / {unit}", amounts.join(", ")))
}

/// The most candidates that a finding lists.
const MAX_CANDIDATES: usize = 12;

/// Each product with its price and the attributes that not all candidates share.
fn candidates(prices: &[&ListedPrice]) -> String {
    let mut by_sku: BTreeMap<&str, &ListedPrice> = BTreeMap::new();
    for price in prices {
        by_sku.entry(&price.sku).or_insert(price);
    }
    let names: BTreeSet<&str> =
        by_sku.values().flat_map(|it| it.attributes.keys().map(String::as_str)).collect();
    let value = |it: &ListedPrice, name: &str| it.attributes.get(name).cloned().unwrap_or_default();
    let differ = |name: &&str| {
        let values: BTreeSet<String> = by_sku.values().map(|it| value(it, name)).collect();
        values.len() > 1 || by_sku.len() == 1 && ["operation", "productFamily"].contains(name)
    };
    let telling: Vec<&str> = names.into_iter().filter(differ).collect();
    let mut shown_ones: Vec<String> = by_sku
        .values()
        .take(MAX_CANDIDATES)
        .map(|it| {
            let told: Vec<String> = telling
                .iter()
                .map(|name| format!("{name} = {}", shown(&value(it, name))))
                .collect();
            let told =
                if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
            format!("{} {}{told}", shown(&it.sku), tier(it))
        })
        .collect();
    if by_sku.len() > MAX_CANDIDATES {
        shown_ones.push("…".to_owned());
    }
    shown_ones.join("; ")
}

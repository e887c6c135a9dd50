//! What a cost model needs of AWS's price lists: each of its prices with the product it is.

use std::collections::BTreeMap;

use super::{Model, Product, Products, causes::sizes, price::without_remark};
use crate::{
    finding::{Finding, Findings},
    positions::Positions,
    text::{nearest, text},
};

/// One price that a cost model needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The first part of a rule that needs it: `rules[3].parts[1]`.
    pub path: String,
    /// AWS service code.
    pub service_code: String,
    /// Usage type as the model writes it, with its size and remark.
    pub usage_type: String,
    /// The product, with its size in the place of `{size}`.
    pub product: Product,
}

impl Need {
    /// The usage type as AWS writes it.
    pub fn aws_usage_type(&self) -> &str {
        without_remark(&self.usage_type)
    }
}

/// Lists the prices that a model needs, each once, ordered by service and usage type.
///
/// # Errors
///
/// M9 for each price whose product is not listed.
pub fn needs(model: &Model, products: &Products) -> Result<Vec<Need>, Vec<Finding>> {
    let mut findings = Findings::new();
    let mut found: BTreeMap<(String, String), Option<Need>> = BTreeMap::new();
    for (index, rule) in model.rules.iter().enumerate() {
        for size in sizes(rule) {
            for (at, part) in rule.parts.iter().enumerate() {
                let usage_type = part.usage_type.replace("{size}", &size);
                let key = (part.service.clone(), usage_type.clone());
                if found.contains_key(&key) {
                    continue;
                }
                let path = format!("rules[{index}].parts[{at}]");
                let of_service =
                    || products.products.iter().filter(|it| it.service == part.service);
                let written = [part.usage_type.as_str(), &usage_type];
                let product = of_service().find(|it| written.contains(&it.usage_type.as_str()));
                if product.is_none() {
                    let near = nearest(&usage_type, of_service().map(|it| it.usage_type.as_str()));
                    not_listed(&path, &part.service, &usage_type, near, &mut findings);
                }
                let need = product.map(|product| Need {
                    path,
                    service_code: part.service.clone(),
                    usage_type,
                    product: of_size(product, &size),
                });
                found.insert(key, need);
            }
        }
    }
    if findings.has_errors() {
        return Err(findings.located(&Positions::new()));
    }
    Ok(found.into_values().flatten().collect())
}

fn of_size(product: &Product, size: &str) -> Product {
    let mut product = product.clone();
    for with in &mut product.with {
        with.value = with.value.replace("{size}", size);
    }
    product
}

fn not_listed(
    path: &str,
    service: &str,
    usage_type: &str,
    near: Option<&str>,
    findings: &mut Findings,
) {
    let help = match near {
        Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
        None => text!(
            "add it to the list of products, with its unit",
            "agréguelo a la lista de productos, con su unidad"
        ),
    };
    findings
        .error(
            "M9",
            path,
            text!(
                "the list of products does not say which product of {service} `{usage_type}` is",
                "la lista de productos no dice qué producto de {service} es `{usage_type}`"
            ),
        )
        .help(help);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "card = \"a\"\neffective_from = \"2026-01-01\"\nmru_price_usd = \"42\"\n\
        reference_usd_per_mru = 42\nrounding_step_mru = 0.05\nhours_per_month = 730\n\
        tax_percent = 19\ncontingency_percent = 6\nmanagement_usd_per_hour = 38\n\
        approved_by = \"owner\"\nprovenance = \"test\"\n";
    const RULE: &str = "[[rules]]\ncomponent = \"cache\"\ntable = \"a\"\n\
        sizes = [\"cache.t3.micro\", \"cache.t3.small\"]\n\
        parts = [{ service = \"AmazonElastiCache\", usage_type = \"NodeUsage:{size} (Redis)\", quantity = \"1\" }]\n";

    #[test]
    fn each_size_is_a_price_and_each_price_is_needed_once() {
        let (model, _) = Model::read(&format!("{HEAD}{RULE}{RULE}")).unwrap();
        let products = Products::read(
            "region = \"us-east-1\"\n[[products]]\nservice = \"AmazonElastiCache\"\n\
             usage_type = \"NodeUsage:{size} (Redis)\"\nunit = \"Hrs\"\n\
             with = [{ attribute = \"instanceType\", value = \"{size}\" }]\n",
        )
        .unwrap();
        let needs = needs(&model, &products).unwrap();
        let seen: Vec<_> = needs
            .iter()
            .map(|it| (it.aws_usage_type(), it.product.with[0].value.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("NodeUsage:cache.t3.micro", "cache.t3.micro"),
                ("NodeUsage:cache.t3.small", "cache.t3.small"),
            ]
        );
    }

    #[test]
    fn what_is_listed_nowhere_or_twice_is_named() {
        let product = "[[products]]\nservice = \"AmazonElastiCache\"\nusage_type = \"NodeUsage:{size}\"\nunit = \"Hrs\"\n";
        let list = format!("region = \"us-east-1\"\n{product}");
        let (model, _) = Model::read(&format!("{HEAD}{RULE}")).unwrap();
        let findings = needs(&model, &Products::read(&list).unwrap()).unwrap_err();
        assert_eq!(findings.iter().map(|it| it.rule).collect::<Vec<_>>(), ["M9", "M9"]);
        assert_eq!(findings[0].path, "rules[0].parts[0]");
        let twice = Products::read(&format!("{list}{product}")).unwrap_err();
        assert_eq!((twice[0].rule, twice[0].path.as_str()), ("M8", "products[1]"));
        let empty = Products::read("region = \"us-east-1\"\n").unwrap_err();
        assert_eq!(empty[0].rule, "M8");
    }
}

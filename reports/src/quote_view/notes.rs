//! The facts, conditions and policies of a quote.

use mru_core::{
    Quote, catalogue,
    rate_card::{Policies, Source, StoragePolicy},
    text::usd,
    units::RoundingRule,
};

use super::Fact;
use crate::{figures::short_hash, wording::Wording};

/// The facts of the header (R78, R84).
pub(super) fn facts(quote: &Quote, words: &Wording) -> Vec<Fact> {
    let (deployment, terms) = (&quote.deployment, &quote.terms);
    let price = usd(terms.price.as_decimal(), words.lang());
    let price = match terms.price_source {
        Source::RateCard => words.with("quote-fact-price-card", &[("price", &price)]),
        Source::Contract => words.with("quote-fact-price-contract", &[("price", &price)]),
    };
    present(
        [
            ("quote-fact-customer", deployment.customer.name.clone()),
            ("quote-fact-deployment", deployment.id.clone()),
            ("quote-fact-date", words.day(quote.as_of)),
            ("quote-fact-valid-until", words.day(quote.valid_until)),
            ("quote-fact-price", price),
            ("quote-fact-contract", terms.contract.clone()),
        ]
        .map(|(key, value)| Fact { label: words.get(key), value }),
    )
}

/// What identifies the rate card and the deployment (R100).
pub(super) fn identity(quote: &Quote, words: &Wording) -> Vec<Fact> {
    let terms = &quote.terms;
    let since = words.day(terms.card.effective_from);
    let value = match terms.card.is_proposal {
        false => "quote-fact-rate-card-value",
        true => "quote-fact-rate-card-proposal",
    };
    let card = words.with(value, &[("card", &terms.card.header.card), ("date", &since)]);
    present(
        [
            ("quote-fact-rate-card", card),
            ("quote-fact-rate-card-hash", short_hash(&terms.card.hash)),
            ("quote-fact-deployment-hash", short_hash(&quote.deployment_hash)),
        ]
        .map(|(key, value)| Fact { label: words.get(key), value }),
    )
}

/// The facts that have a value.
fn present<const N: usize>(facts: [Fact; N]) -> Vec<Fact> {
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// The conditions (R17, R78, R81, R82, R101).
pub(super) fn notes(quote: &Quote, words: &Wording) -> Vec<String> {
    let until = words.day(quote.valid_until);
    let rounding = rounding(quote.terms.policies.rounding);
    vec![
        words.get("quote-note-tax"),
        words.with("quote-note-price", &[("date", &until)]),
        words.get("quote-note-sizes"),
        words.get("quote-note-tasks"),
        words.get(&format!("quote-note-rounding-{rounding}")),
    ]
}

/// The policies in words, those of charging first.
pub(super) fn policies(policies: &Policies, words: &Wording) -> Vec<Fact> {
    let gigabytes = policies.database_storage_allowance_gb.to_string();
    let limit = policies.pre_production_limit.to_string();
    let storage = match policies.database_storage {
        StoragePolicy::Allowance => {
            words.with("policy-database-storage-allowance", &[("gb", &gigabytes)])
        }
        other => words.get(&format!("policy-database-storage-{}", other.as_str())),
    };
    let value = |key: &str, value: &str| words.get(&format!("{key}-{value}"));
    let fact = |key: &str, value: String| Fact { label: words.get(key), value };
    vec![
        fact("policy-redundancy", value("policy-redundancy", policies.redundancy.as_str())),
        fact(
            "policy-data-services",
            value("policy-data-services", policies.data_services.as_str()),
        ),
        fact("policy-sso", value("policy-sso", policies.sso.as_str())),
        fact("policy-pipelines", value("policy-pipelines", policies.pipelines.as_str())),
        fact("policy-api-gateway", value("policy-api-gateway", policies.api_gateway.as_str())),
        fact("policy-nat-gateway", value("policy-nat-gateway", policies.nat_gateway.as_str())),
        fact("policy-database-storage", storage),
        fact(
            "policy-global-database",
            value("policy-global-database", policies.global_database.as_str()),
        ),
        fact("policy-rounding", value("policy-rounding", rounding(policies.rounding))),
        fact(
            "policy-pre-production-limit",
            words.with("policy-pre-production-limit-value", &[("limit", &limit)]),
        ),
        fact("policy-included-with-container", included(policies, words)),
    ]
}

const fn rounding(rule: RoundingRule) -> &'static str {
    match rule {
        RoundingRule::HalfAwayFromZero => "half-away-from-zero",
        RoundingRule::HalfToEven => "half-to-even",
    }
}

/// The names of the kinds that come with a container, in the order of the catalogue.
fn included(policies: &Policies, words: &Wording) -> String {
    let kinds = catalogue::KINDS.iter().filter(|kind| policies.includes(kind.id));
    let names: Vec<&str> = kinds.map(|kind| kind.name.get(words.lang())).collect();
    if names.is_empty() { words.get("none") } else { names.join(", ") }
}

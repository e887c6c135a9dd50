//! Generated deployments: their events import, and are refused as they are.

use mru_core::{
    Deployment, Format,
    account::Account,
    metering::{Event, Judge, Placed, activations},
    rate_card::RateCards,
};
use mru_tests::{
    generate::{Agreed, Case, case, errors, quote},
    month::{any_case, events},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    judged,
    mutations::{complete, mutate, mutations},
    set,
};

/// The customer of a deployment: its environments, and the contract of the case.
fn account(deployment: &Value, agreed: &Agreed) -> Account {
    let environments: Vec<Value> = list(&deployment["environments"])
        .iter()
        .map(|it| json!({ "name": it["name"], "kind": it["kind"] }))
        .collect();
    let prices = agreed.contract.clone().unwrap_or_else(|| json!({}));
    let account = json!({
        "id": "customer",
        "effective_from": "2026-10-01",
        "legal": { "name": "Customer S.A.", "tax_id": "1-9", "address": ["Santiago"] },
        "deployments": [{ "environments": environments }],
        "contract": {
            "id": "C-1",
            "starts_on": "2026-10-01",
            "rate_card": "test",
            "tax": { "label": "IVA", "percent": "19" },
            "prices": prices,
        },
    });
    mru_tests::month::account(&account)
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

/// The events of a deployment, as `mru meter events` writes them.
fn rows(deployment: &Value, agreed: &Agreed) -> Result<Vec<Value>, TestCaseError> {
    let quoted = quote(deployment, &agreed.terms())?;
    let at = "2026-11-01T03:00:00Z".parse().expect("an instant");
    let row = |event: Event| {
        let mut row = serde_json::to_value(&event).expect("an event");
        row["time"] = json!(event.at.to_rfc3339());
        row.as_object_mut().expect("fields").remove("at");
        row
    };
    Ok(activations(&quoted, "customer", "main", at, "REQ").into_iter().map(row).collect())
}

/// The rules by which `mru validate` refuses a deployment.
fn refused(deployment: &Value, agreed: &Agreed) -> Vec<String> {
    let parsed = Deployment::parse(&deployment.to_string(), Format::Json);
    let findings = mru_core::check_with_terms(&parsed, &agreed.terms());
    errors(&findings).iter().filter_map(|it| it.split(' ').next().map(str::to_owned)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Under any policies of card and contract.
    #[test]
    fn the_events_of_a_deployment_import_without_a_finding(Case { deployment, agreed } in case()) {
        let rows = rows(&deployment, &agreed)?;
        let account = account(&deployment, &agreed);
        let findings = judged(&rows, &account, &RateCards::new([agreed.card()]).expect("one card"));
        prop_assert!(findings.is_empty(), "{:#?}\n{deployment}\n{agreed:?}", errors(&findings));
    }

    /// The generator of months makes nothing that an import would refuse.
    #[test]
    fn generated_months_import_without_a_finding(case in any_case()) {
        let (versions, cards) = (case.accounts(), mru_tests::month::cards());
        let mut judge = Judge::new(&cards, "2030-01-01T00:00:00Z".parse().expect("an instant"));
        for event in events(&case.rows(u32::MAX)) {
            let placed = Placed::stated(event, "event");
            let findings = judge.judge(&placed, &versions);
            prop_assert!(findings.is_empty(), "{:#?}\n{placed:?}", errors(&findings));
        }
    }

    /// By the policies of the rate card, which no contract changes here.
    #[test]
    fn what_a_quote_refuses_an_import_refuses(Case { mut deployment, .. } in case()) {
        let agreed = Agreed::standard();
        deployment = arrays(deployment);
        complete(&mut deployment);
        let rows = rows(&deployment, &agreed)?;
        let (account, cards) = (account(&deployment, &agreed), RateCards::new([agreed.card()]).expect("one card"));
        prop_assert_eq!(errors(&judged(&rows, &account, &cards)), Vec::<String>::new());
        for mutation in mutations() {
            let Some((mutated, environment)) = mutate(&deployment, &mutation) else { continue };
            let quoted = refused(&mutated, &agreed);
            prop_assert!(!quoted.is_empty(), "a quote accepts {}", mutation.fields);
            let mut rows = rows.clone();
            let row = rows.iter_mut().find(|row| {
                row["component"] == mutation.component
                    && row["environment"] == environment.as_str()
                    && row["name"] == "added"
            });
            set(row.expect("the event of the component"), &mutation.event);
            let imported = judged(&rows, &account, &cards);
            prop_assert_eq!(imported.len(), 1, "{}: {:#?}", &mutation.event, errors(&imported));
            prop_assert!(
                quoted.iter().any(|rule| rule == imported[0].rule),
                "{}: a quote says {quoted:?}, an import {}", &mutation.event, imported[0].rule
            );
        }
    }
}

/// Writes the lists of environments as lists, also those of one element.
fn arrays(mut deployment: Value) -> Value {
    deployment["environments"] = json!(list(&deployment["environments"]));
    for environment in deployment["environments"].as_array_mut().into_iter().flatten() {
        for field in ["containers", "databases", "caches", "search", "queues", "object_storage"] {
            environment[field] = json!(list(&environment[field]));
        }
    }
    deployment["shared"]["pipelines"] = json!(list(&deployment["shared"]["pipelines"]));
    deployment
}

#[test]
fn the_range_of_single_sign_on_is_emitted_and_what_weighs_nothing_is_metered() {
    let agreed = Agreed::standard();
    let mut deployment = json!({
        "id": "d", "environments": [{
            "name": "production", "kind": "production", "redundancy": 2,
            "sso": [{ "vcpu": 1, "memory_gb": 2, "max_tasks": 6, "database": "main",
                "connection_pool": 5, "administration": "realms" }],
            "databases": [{ "name": "main", "class": "db.r6g.large", "nodes": 2, "schemas": ["a"] }],
            "secrets": [{ "name": "s", "store": "aws", "delivery": "in person" }],
            "fixed_addresses": 0,
        }],
    });
    deployment["shared"] = json!({ "developers": 0 });
    let mut weightless = agreed;
    weightless.weights.insert("secret".to_owned(), "0".to_owned());
    let rows = rows(&deployment, &weightless).expect("a quote");
    let of = |component: &str| rows.iter().filter(|row| row["component"] == component).count();
    let sso = rows.iter().find(|row| row["name"] == "sso" && row["component"] == "container");
    assert_eq!(sso.expect("its containers")["max_tasks"], 6);
    assert_eq!((of("secret"), of("environment")), (1, 1), "weight 0 is metered");
    assert_eq!((of("fixed-address"), of("developer-access")), (0, 0), "none is none");
    let account = account(&deployment, &weightless);
    let cards = RateCards::new([weightless.card()]).expect("one card");
    assert_eq!(errors(&judged(&rows, &account, &cards)), [""; 0]);
}

//! A page of an answer in the shape in which AWS writes it, and what of it is looked at before it is
//! kept.

use aws_sdk_costexplorer::{
    operation::get_cost_and_usage::GetCostAndUsageOutput,
    types::{GroupDefinitionType, MetricValue, ResultByTime},
};
use mru_core::costs::CostAmount;
use serde_json::{Map, Value, json};

use super::question::METRICS;

/// A page as AWS writes it, amounts as they are written. What names the next page is its number: AWS
/// makes a new token for each answer, and the same answer is to be the same text.
pub(super) fn page(output: &GetCostAndUsageOutput, number: usize) -> Value {
    let definitions = output
        .group_definitions()
        .iter()
        .map(|it| json!({ "Type": it.r#type().map(GroupDefinitionType::as_str), "Key": it.key() }));
    let mut page = json!({
        "GroupDefinitions": definitions.collect::<Vec<_>>(),
        "ResultsByTime": output.results_by_time().iter().map(result).collect::<Vec<_>>(),
    });
    if output.next_page_token().is_some_and(|token| !token.is_empty()) {
        page["NextPageToken"] = json!(format!("page {}", number.saturating_add(1)));
    }
    page
}

fn result(result: &ResultByTime) -> Value {
    let groups = result.groups().iter();
    let groups = groups.map(
        |it| json!({ "Keys": it.keys(), "Metrics": metrics(it.metrics().into_iter().flatten()) }),
    );
    json!({
        "TimePeriod": result.time_period().map(|it| json!({ "Start": it.start(), "End": it.end() })),
        "Total": metrics(result.total().into_iter().flatten()),
        "Groups": groups.collect::<Vec<_>>(),
        "Estimated": result.estimated(),
    })
}

fn metrics<'m>(all: impl Iterator<Item = (&'m String, &'m MetricValue)>) -> Value {
    let mut made = Map::new();
    for (name, value) in all {
        made.insert(name.clone(), json!({ "Amount": value.amount(), "Unit": value.unit() }));
    }
    Value::Object(made)
}

/// A group of an answer: its keys, its unblended cost, and whether it has any cost or usage at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) keys: [String; 2],
    pub(super) cost: CostAmount,
    pub(super) is_something: bool,
}

/// The groups of an answer, or what one of them lacks.
pub(super) fn groups(pages: &[Value]) -> Result<Vec<Group>, &'static str> {
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let results = pages.iter().flat_map(|page| list(page, "ResultsByTime"));
    results.flat_map(|result| list(&result, "Groups")).map(|group| one(&group)).collect()
}

fn one(group: &Value) -> Result<Group, &'static str> {
    let key = |at: usize| group["Keys"][at].as_str().map(str::to_owned).ok_or("Keys");
    let amount = |name: &str| {
        let text = group["Metrics"][name]["Amount"].as_str();
        text.and_then(|text| text.parse::<CostAmount>().ok())
    };
    let cost = amount("UnblendedCost").ok_or("UnblendedCost")?;
    let is_something = METRICS.iter().filter_map(|name| amount(name)).any(|it| !it.is_zero());
    Ok(Group { keys: [key(0)?, key(1)?], cost, is_something })
}

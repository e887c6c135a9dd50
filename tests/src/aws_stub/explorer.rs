//! `GetCostAndUsage` over the charges of a test: filters, groups, pages, and what AWS refuses.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::World;
use crate::pricing_stub::Refusal;

/// What an account was charged for in a month.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Account, record type, value of the tag `environment`, service, usage type.
    pub of: [&'static str; 5],
    /// First day of the month: `2026-10-01`.
    pub month: &'static str,
    /// Unblended cost in tenths of a billionth of a dollar: the last place that answers have.
    pub e10: i64,
    /// How much was used, in thousandths.
    pub e3: i64,
    /// Unit of the usage.
    pub unit: &'static str,
}

/// What groups may be made by, and where a charge has it.
const GROUPS: [(&str, usize); 5] = [
    ("LINKED_ACCOUNT", 0),
    ("RECORD_TYPE", 1),
    ("environment", 2),
    ("SERVICE", 3),
    ("USAGE_TYPE", 4),
];
/// Costs, each with its share of the unblended one in per cent: so that none is taken for another.
const COSTS: [(&str, i64); 4] = [
    ("UnblendedCost", 100),
    ("AmortizedCost", 90),
    ("NetUnblendedCost", 80),
    ("NetAmortizedCost", 70),
];
const USAGE: &str = "UsageQuantity";

/// A condition of a filter: place in a charge, and the values that it lets through.
type Condition = (usize, Vec<String>);

fn invalid<T>(said: &str) -> Result<T, Refusal> {
    Err((400, "ValidationException", said.to_owned()))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

impl World {
    pub(super) fn explore(&mut self, who: &str, body: &str) -> Result<Value, Refusal> {
        let asked: Value = serde_json::from_str(body)
            .map_err(|_| (400, "SerializationException", "no JSON".to_owned()))?;
        if self.throttled > 0 {
            self.throttled -= 1;
            return Err((400, "LimitExceededException", "Rate exceeded".to_owned()));
        }
        let month = period(&asked)?;
        let metrics = metrics(&asked)?;
        let by = groups(&asked)?;
        let conditions = conditions(&asked["Filter"])?;
        let from = self.from(&asked)?;
        self.seen.push(format!("CE {who} {} {}", names(&by), shown(&conditions)));
        let mut found: BTreeMap<Vec<String>, Vec<&Charge>> = BTreeMap::new();
        for charge in self.charges.iter().filter(|it| it.month == month) {
            let passes = |(at, values): &Condition| values.iter().any(|it| it == charge.of[*at]);
            if conditions.iter().all(passes) {
                let key = |(name, at): &(&str, usize)| match *name {
                    "environment" => format!("environment${}", charge.of[*at]),
                    _ => charge.of[*at].to_owned(),
                };
                found.entry(by.iter().map(key).collect()).or_default().push(charge);
            }
        }
        let page = found.iter().skip(from).take(self.on_page.max(1));
        let page: Vec<Value> = page
            .map(|(keys, all)| json!({ "Keys": keys, "Metrics": sums(all, &metrics) }))
            .collect();
        let definition = |(name, _): &(&str, usize)| {
            let kind = if *name == "environment" { "TAG" } else { "DIMENSION" };
            json!({ "Type": kind, "Key": name })
        };
        let end = text(&asked["TimePeriod"], "End");
        let mut answer = json!({
            "GroupDefinitions": by.iter().map(definition).collect::<Vec<_>>(),
            "ResultsByTime": [{
                "TimePeriod": { "Start": month, "End": end },
                "Total": {}, "Groups": page, "Estimated": month == "2026-11-01",
            }],
            "DimensionValueAttributes": [],
        });
        let next = from + self.on_page.max(1);
        if self.without_end || found.len() > next {
            answer["NextPageToken"] = json!(format!("{next} of {}", without_token(&asked)));
        }
        if self.moves
            && let Some(first) = self.charges.first_mut()
        {
            first.e10 += 100_000_000;
        }
        Ok(answer)
    }

    /// The first group of a page by its token.
    fn from(&mut self, asked: &Value) -> Result<usize, Refusal> {
        let Some(token) = asked["NextPageToken"].as_str() else { return Ok(0) };
        if self.bad_tokens > 0 {
            self.bad_tokens -= 1;
            let said = "The pagination token is invalid. Try again without a pagination token.";
            return Err((400, "InvalidNextTokenException", said.to_owned()));
        }
        let parts = token.split_once(" of ");
        let Some((Ok(from), of)) = parts.map(|(from, of)| (from.parse(), of)) else {
            let said = "The pagination token is invalid. Try again without a pagination token.";
            return Err((400, "InvalidNextTokenException", said.to_owned()));
        };
        if of != without_token(asked) {
            let said = "Your request parameters changed between pages.";
            return Err((400, "RequestChangedException", said.to_owned()));
        }
        Ok(from)
    }
}

/// A request without its token: what must not change between pages.
fn without_token(asked: &Value) -> String {
    let mut same = asked.clone();
    if let Some(fields) = same.as_object_mut() {
        fields.remove("NextPageToken");
    }
    same.to_string()
}

/// The first day of the month that is asked for.
fn period(asked: &Value) -> Result<String, Refusal> {
    let day = |name: &str| text(&asked["TimePeriod"], name).to_owned();
    let (start, end) = (day("Start"), day("End"));
    let is_day = |it: &str| it.len() == 10 && it.bytes().filter(|it| *it == b'-').count() == 2;
    if !is_day(&start) || !is_day(&end) {
        return invalid("Start time and end time must be days: YYYY-MM-DD");
    }
    if end <= start {
        return invalid("Start date (and hour) should be before end date (and hour)");
    }
    if text(asked, "Granularity") != "MONTHLY" {
        return invalid("The stand-in answers by the month");
    }
    Ok(start)
}

fn metrics(asked: &Value) -> Result<Vec<String>, Refusal> {
    let all: Vec<String> = asked["Metrics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect();
    let known = |it: &String| it == USAGE || COSTS.iter().any(|(name, _)| name == it);
    match all.iter().find(|it| !known(it)) {
        None if !all.is_empty() => Ok(all),
        None => invalid("Metrics can not be empty"),
        Some(it) => invalid(&format!("Unsupported metric: {it}")),
    }
}

fn groups(asked: &Value) -> Result<Vec<(&'static str, usize)>, Refusal> {
    let all = asked["GroupBy"].as_array().cloned().unwrap_or_default();
    if all.len() > 2 {
        return invalid("Failed to validate group by: at most two are allowed");
    }
    let mut found = Vec::new();
    for by in &all {
        let (kind, key) = (text(by, "Type"), text(by, "Key"));
        let known = GROUPS.iter().find(|(name, _)| *name == key);
        match (kind, known) {
            ("TAG", Some(it)) if key == "environment" => found.push(*it),
            ("DIMENSION", Some(it)) if key != "environment" => found.push(*it),
            _ => return invalid(&format!("Group Definition dimension is invalid: {kind} {key}")),
        }
    }
    Ok(found)
}

/// The conditions of a filter: one, or a list of two and more.
fn conditions(filter: &Value) -> Result<Vec<Condition>, Refusal> {
    let Some(fields) = filter.as_object() else { return Ok(Vec::new()) };
    if fields.len() != 1 {
        return invalid("Expression must have exactly one root");
    }
    let Some(all) = filter["And"].as_array() else { return condition(filter).map(|it| vec![it]) };
    if all.len() < 2 {
        return invalid("And must have at least two expressions");
    }
    all.iter().map(condition).collect()
}

fn condition(filter: &Value) -> Result<Condition, Refusal> {
    let (kind, of) = match (&filter["Dimensions"], &filter["Tags"]) {
        (of, Value::Null) if of.is_object() => ("DIMENSION", of),
        (Value::Null, of) if of.is_object() => ("TAG", of),
        _ => return invalid("The stand-in knows dimensions and tags"),
    };
    let key = text(of, "Key");
    let known =
        GROUPS.iter().find(|(name, _)| *name == key && (*name == "environment") == (kind == "TAG"));
    let Some((_, at)) = known else {
        return invalid(&format!("Dimension {key} is invalid"));
    };
    let list = |name: &str| -> Vec<String> {
        let all = of[name].as_array().into_iter().flatten();
        all.filter_map(|it| it.as_str().map(str::to_owned)).collect()
    };
    match (list("MatchOptions").as_slice(), list("Values")) {
        ([one], values) if one == "ABSENT" && kind == "TAG" && values.is_empty() => {
            Ok((*at, vec![String::new()]))
        }
        ([], values) if !values.is_empty() => Ok((*at, values)),
        _ => invalid("Values can not be empty"),
    }
}

/// The metrics of charges together.
fn sums(all: &[&Charge], metrics: &[String]) -> Value {
    let whole: i64 = all.iter().map(|it| it.e10).sum();
    let used: i64 = all.iter().map(|it| it.e3).sum();
    let unit = all.iter().map(|it| it.unit).reduce(|a, b| if a == b { a } else { "N/A" });
    let mut made = serde_json::Map::new();
    for name in metrics {
        let cost = COSTS.iter().find(|(known, _)| known == name);
        let value = match cost {
            Some((_, percent)) => {
                json!({ "Amount": written(whole / 100 * percent, 10), "Unit": "USD" })
            }
            None => json!({ "Amount": written(used, 3), "Unit": unit.unwrap_or("N/A") }),
        };
        made.insert(name.clone(), value);
    }
    Value::Object(made)
}

/// A number as AWS writes it: without zeros at its end.
fn written(digits: i64, places: u32) -> String {
    let one = 10_i64.pow(places);
    let sign = if digits < 0 { "-" } else { "" };
    let whole = (digits / one).abs();
    let rest = format!("{:0width$}", (digits % one).abs(), width = places as usize);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn names(by: &[(&str, usize)]) -> String {
    by.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("+")
}

fn shown(conditions: &[Condition]) -> String {
    let each =
        conditions.iter().map(|(at, values)| format!("{}={}", GROUPS[*at].0, values.join("|")));
    each.collect::<Vec<_>>().join(" ")
}

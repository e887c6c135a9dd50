//! What Cost Explorer is asked, as a value: as AWS takes it, and as it is kept beside the answer.

use aws_sdk_costexplorer::types::{
    DateInterval, Dimension, DimensionValues, Expression, GroupDefinition, GroupDefinitionType,
    MatchOption, TagValues,
};
use mru_core::calendar::Period;
use serde_json::{Value, json};

/// The metrics that are asked for: every basis, so that one answer serves each of them.
pub(super) const METRICS: [&str; 5] =
    ["AmortizedCost", "NetAmortizedCost", "NetUnblendedCost", "UnblendedCost", "UsageQuantity"];

/// By what groups are made; Cost Explorer takes two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum By {
    Dimension(Dimension),
    Tag(String),
}

/// A question about a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) month: Period,
    /// The accounts; all when there are none.
    pub(super) accounts: Vec<String>,
    /// The record types; all when there are none.
    pub(super) record_types: Vec<String>,
    /// Key and value of a tag; what lacks the tag where the value is empty.
    pub(super) tag: Option<(String, String)>,
    pub(super) by: [By; 2],
}

impl Question {
    /// First day, and the first after the month.
    pub(super) fn days(&self) -> (String, String) {
        (self.month.first_day().to_string(), self.month.end_day().to_string())
    }

    /// The question as AWS takes it.
    pub(super) fn request(&self) -> Value {
        let (start, end) = self.days();
        let by = self.by.iter().map(|by| match by {
            By::Dimension(it) => json!({ "Type": "DIMENSION", "Key": it.as_str() }),
            By::Tag(key) => json!({ "Type": "TAG", "Key": key }),
        });
        let mut request = json!({
            "TimePeriod": { "Start": start, "End": end },
            "Granularity": "MONTHLY",
            "Metrics": METRICS,
            "GroupBy": by.collect::<Vec<_>>(),
        });
        let mut all: Vec<Value> = self
            .dimensions()
            .map(|(key, values)| json!({ "Dimensions": { "Key": key.as_str(), "Values": values } }))
            .collect();
        all.extend(self.tag.as_ref().map(|(key, value)| match value.as_str() {
            "" => json!({ "Tags": { "Key": key, "MatchOptions": ["ABSENT"] } }),
            value => json!({ "Tags": { "Key": key, "Values": [value] } }),
        }));
        // One alone stands without the list: AWS refuses a list of one.
        match all.len() {
            0 => {}
            1 => request["Filter"] = all.remove(0),
            _ => request["Filter"] = json!({ "And": all }),
        }
        request
    }

    fn dimensions(&self) -> impl Iterator<Item = (Dimension, &Vec<String>)> {
        let all = [
            (Dimension::LinkedAccount, &self.accounts),
            (Dimension::RecordType, &self.record_types),
        ];
        all.into_iter().filter(|(_, values)| !values.is_empty())
    }

    /// The filter of the question, for the client.
    pub(super) fn filter(&self) -> Option<Expression> {
        let mut all: Vec<Expression> = self
            .dimensions()
            .map(|(key, values)| {
                let values = DimensionValues::builder().key(key).set_values(Some(values.clone()));
                Expression::builder().dimensions(values.build()).build()
            })
            .collect();
        all.extend(self.tag.as_ref().map(|(key, value)| {
            let tag = TagValues::builder().key(key);
            let tag = match value.as_str() {
                "" => tag.match_options(MatchOption::Absent),
                value => tag.values(value),
            };
            Expression::builder().tags(tag.build()).build()
        }));
        match all.len() {
            0 | 1 => all.pop(),
            _ => Some(Expression::builder().set_and(Some(all)).build()),
        }
    }

    /// The groups of the question, for the client.
    pub(super) fn groups(&self) -> Vec<GroupDefinition> {
        let of = |kind, key: &str| GroupDefinition::builder().r#type(kind).key(key).build();
        let each = self.by.iter().map(|by| match by {
            By::Dimension(it) => of(GroupDefinitionType::Dimension, it.as_str()),
            By::Tag(key) => of(GroupDefinitionType::Tag, key),
        });
        each.collect()
    }

    /// The days of the question, for the client.
    ///
    /// # Errors
    ///
    /// Never: both days are there.
    pub(super) fn interval(&self) -> Result<DateInterval, aws_sdk_costexplorer::error::BuildError> {
        let (start, end) = self.days();
        DateInterval::builder().start(start).end(end).build()
    }

    /// The question in a few words, for messages.
    pub(super) fn shown(&self) -> String {
        let by = self.by.iter().map(|by| match by {
            By::Dimension(it) => it.as_str(),
            By::Tag(key) => key.as_str(),
        });
        let by = by.collect::<Vec<_>>().join(" × ");
        let about = self.accounts.iter().chain(&self.record_types).cloned();
        let about: Vec<String> = about.collect();
        let about = if about.is_empty() { String::new() } else { format!(" {}", about.join(" ")) };
        format!("GetCostAndUsage {}{about} ({by})", self.month)
    }
}

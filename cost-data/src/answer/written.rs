//! What a saved answer looks like: as AWS writes it, page by page, with what was asked where it was
//! kept.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};

/// One answer: all of its pages, and what was asked as far as the file says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    /// The request, as AWS takes it.
    #[serde(default)]
    pub(super) request: Request,
    /// The account that was asked, where nothing else says which.
    #[serde(default)]
    pub(super) account_id: Option<String>,
    /// The pages in their order.
    pub(super) pages: Vec<Page>,
}

/// What of a request says something about the answer.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Request {
    #[serde(rename = "Filter", default)]
    pub(super) filter: Expression,
}

/// A filter. Others than these say nothing that every group has in common.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Expression {
    pub(super) and: Vec<Expression>,
    pub(super) dimensions: Option<Values>,
    pub(super) tags: Option<Values>,
}

/// Values of a dimension or a tag.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Values {
    pub(super) key: String,
    #[serde(default)]
    pub(super) values: Vec<String>,
}

/// A page, as AWS writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Page {
    #[serde(default)]
    pub(super) group_definitions: Vec<GroupDefinition>,
    pub(super) results_by_time: Vec<ResultByTime>,
    #[serde(default)]
    pub(super) next_page_token: Option<String>,
}

/// What a key of every group is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupDefinition {
    /// `DIMENSION`, `TAG` or `COST_CATEGORY`.
    #[serde(rename = "Type")]
    pub(super) kind: String,
    pub(super) key: String,
}

/// A stretch of time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResultByTime {
    pub(super) time_period: TimePeriod,
    #[serde(default)]
    pub(super) total: Metrics,
    #[serde(default)]
    pub(super) groups: Vec<Group>,
    #[serde(default)]
    pub(super) estimated: bool,
}

/// First day or instant, and the first after it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TimePeriod {
    pub(super) start: String,
    pub(super) end: String,
}

/// A group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Group {
    pub(super) keys: Vec<String>,
    pub(super) metrics: Metrics,
}

/// Amounts by the name of their metric.
pub(super) type Metrics = BTreeMap<String, Metric>;

/// An amount as it is written: a number of JSON would lose digits on its way through a double.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Metric {
    pub(super) amount: String,
    #[serde(default)]
    pub(super) unit: String,
}

/// The forms that a file may have, by the names that only they have.
#[derive(Debug, Deserialize)]
struct Shape {
    answers: Option<IgnoredAny>,
    results: Option<IgnoredAny>,
}

/// Answers with what was asked.
#[derive(Debug, Deserialize)]
struct Several {
    answers: Vec<Answer>,
}

/// The pages of one answer, with the account that was asked.
#[derive(Debug, Deserialize)]
struct Results {
    #[serde(default)]
    account_id: Option<String>,
    results: Vec<Page>,
}

/// Whether a text is one of the forms, whole or cut off: every page has results by time.
pub(super) fn is_one(text: &[u8]) -> bool {
    const NAME: &[u8] = b"\"ResultsByTime\"";
    if text.windows(NAME.len()).any(|part| part == NAME) {
        return true;
    }
    let shape: Result<Shape, _> = serde_json::from_slice(text);
    shape.is_ok_and(|it| it.answers.is_some() || it.results.is_some())
}

fn is_list(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"[")
}

/// The answers of a file: a page, a list of pages, pages with their account, or several answers with
/// what was asked.
pub(super) fn read(text: &[u8]) -> Result<Vec<Answer>, String> {
    fn parsed<'t, T: Deserialize<'t>>(text: &'t [u8]) -> Result<T, String> {
        serde_json::from_slice(text).map_err(|error| error.to_string())
    }
    let of_pages = |pages, account_id| vec![Answer { pages, account_id, ..Answer::default() }];
    if is_list(text) {
        return parsed(text).map(|pages| of_pages(pages, None));
    }
    let shape: Shape = parsed(text)?;
    if shape.answers.is_some() {
        parsed(text).map(|several: Several| several.answers)
    } else if shape.results.is_some() {
        parsed(text).map(|it: Results| of_pages(it.results, it.account_id))
    } else {
        parsed(text).map(|page: Page| of_pages(vec![page], None))
    }
}

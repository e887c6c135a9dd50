//! Queries of Athena: known texts with known answers, in work groups with limits.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::World;
use crate::pricing_stub::Refusal;

/// A cell of an answer; nothing for null.
pub type AthenaCell = Option<String>;

/// A query that is known, and what becomes of it.
#[derive(Clone, Debug, Default)]
pub struct AthenaKnown {
    /// The text, whole.
    pub sql: String,
    /// The rows of the answer, the first with the names of its columns.
    pub rows: Vec<Vec<AthenaCell>>,
    /// How many bytes it scans.
    pub scanned: i64,
    /// How often it is looked at before it has ended.
    pub looks: usize,
    /// Why it fails, when it does.
    pub fails: Option<String>,
}

/// What Athena has.
#[derive(Clone, Debug, Default)]
pub struct AthenaWorld {
    /// Work groups with their limit of bytes a query.
    pub groups: BTreeMap<String, Option<i64>>,
    /// The queries that it knows.
    pub known: Vec<AthenaKnown>,
    /// Rows on a page; 1,000 when 0.
    pub on_page: usize,
    /// Whether every page names the next one, which is itself.
    pub without_end: bool,
    /// Executions: which of the queries, how often it was looked at, and the limit of its group.
    started: Vec<(usize, usize, Option<i64>)>,
}

fn invalid<T>(said: &str) -> Result<T, Refusal> {
    Err((400, "InvalidRequestException", said.to_owned()))
}

fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}

impl World {
    /// Answers an operation of Athena.
    pub(super) fn athena(
        &mut self,
        who: &str,
        operation: &str,
        body: &str,
    ) -> Result<Value, Refusal> {
        let Ok(body) = serde_json::from_str::<Value>(body) else { return invalid("no JSON") };
        self.seen.push(format!("ATHENA {who} {operation}"));
        let athena = &mut self.athena;
        match operation {
            "GetWorkGroup" => athena.group(&text(&body, "WorkGroup")),
            "StartQueryExecution" => athena.start(&body),
            "GetQueryExecution" => athena.look(&body),
            "GetQueryResults" => athena.page(&body),
            "StopQueryExecution" => Ok(json!({})),
            other => invalid(&format!("The stand-in knows no {other}")),
        }
    }
}

impl AthenaWorld {
    fn group(&self, name: &str) -> Result<Value, Refusal> {
        let Some(limit) = self.groups.get(name) else {
            return invalid(&format!("WorkGroup {name} is not found."));
        };
        let mut configuration = json!({ "EnforceWorkGroupConfiguration": false });
        if let Some(limit) = limit {
            configuration["BytesScannedCutoffPerQuery"] = json!(limit);
        }
        Ok(
            json!({ "WorkGroup": { "Name": name, "State": "ENABLED", "Configuration": configuration } }),
        )
    }

    fn start(&mut self, body: &Value) -> Result<Value, Refusal> {
        let group = text(body, "WorkGroup");
        let Some(limit) = self.groups.get(&group).copied() else {
            return invalid(&format!("WorkGroup {group} is not found."));
        };
        if !(32..=128).contains(&text(body, "ClientRequestToken").len()) {
            return invalid("ClientRequestToken must have length at least 32");
        }
        if !text(&body["ResultConfiguration"], "OutputLocation").starts_with("s3://") {
            return invalid(
                "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
            );
        }
        let sql = text(body, "QueryString");
        let Some(at) = self.known.iter().position(|it| it.sql == sql) else {
            return invalid(&format!("line 1:1: mismatched input. Expecting a known query: {sql}"));
        };
        self.started.push((at, 0, limit));
        Ok(json!({ "QueryExecutionId": format!("query-{}", self.started.len()) }))
    }

    fn started(&mut self, body: &Value) -> Result<&mut (usize, usize, Option<i64>), Refusal> {
        let id = text(body, "QueryExecutionId");
        let at = id.strip_prefix("query-").and_then(|it| it.parse::<usize>().ok());
        let found = at.and_then(|at| self.started.get_mut(at.checked_sub(1)?));
        found.ok_or_else(|| {
            (400, "InvalidRequestException", format!("QueryExecution {id} was not found"))
        })
    }

    /// The state of an execution, and why.
    fn state(&self, (at, looks, limit): (usize, usize, Option<i64>)) -> (&'static str, String) {
        let query = &self.known[at];
        if looks == 1 && query.looks > 1 {
            return ("QUEUED", String::new());
        }
        if looks < query.looks {
            return ("RUNNING", String::new());
        }
        if let Some(said) = &query.fails {
            return ("FAILED", said.clone());
        }
        match limit {
            Some(limit) if query.scanned > limit => {
                ("CANCELLED", "Query cancelled! : Bytes scanned limit was exceeded".to_owned())
            }
            _ => ("SUCCEEDED", String::new()),
        }
    }

    fn look(&mut self, body: &Value) -> Result<Value, Refusal> {
        let started = self.started(body)?;
        started.1 += 1;
        let started = *started;
        let (state, said) = self.state(started);
        let mut status = json!({ "State": state });
        if !said.is_empty() {
            status["StateChangeReason"] = json!(said);
        }
        let scanned = self.known[started.0].scanned;
        Ok(json!({ "QueryExecution": {
            "QueryExecutionId": body["QueryExecutionId"], "Status": status,
            "Statistics": { "DataScannedInBytes": scanned },
        } }))
    }

    fn page(&mut self, body: &Value) -> Result<Value, Refusal> {
        if body["MaxResults"].as_u64().is_some_and(|it| it == 0 || it > 1000) {
            return invalid("MaxResults is more than maximum allowed length 1000");
        }
        let started = *self.started(body)?;
        let (state, _) = self.state(started);
        if state != "SUCCEEDED" {
            return invalid(&format!("Query has not yet finished. Current state: {state}"));
        }
        let token = body["NextToken"].as_str();
        let from: usize =
            match token.map(|it| it.strip_prefix("from ").and_then(|it| it.parse().ok())) {
                None => 0,
                Some(Some(from)) => from,
                Some(None) => return invalid("Invalid token"),
            };
        let all = &self.known[started.0].rows;
        let size = if self.on_page == 0 { 1000 } else { self.on_page };
        let until = (from + size).min(all.len());
        let cell = |cell: &AthenaCell| match cell {
            Some(text) => json!({ "VarCharValue": text }),
            None => json!({}),
        };
        let row =
            |row: &Vec<AthenaCell>| json!({ "Data": row.iter().map(cell).collect::<Vec<_>>() });
        let rows: Vec<Value> = all[from.min(until)..until].iter().map(row).collect();
        let mut answer =
            json!({ "ResultSet": { "Rows": rows, "ResultSetMetadata": { "ColumnInfo": [] } } });
        if self.without_end {
            answer["NextToken"] = json!(token.unwrap_or("from 0"));
        } else if until < all.len() {
            answer["NextToken"] = json!(format!("from {until}"));
        }
        Ok(answer)
    }
}

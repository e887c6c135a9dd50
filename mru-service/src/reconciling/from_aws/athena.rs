//! Amazon Athena rolls a month up where its export lies, and the answer is read as cost data.
//!
//! What a query may cost is bounded before it starts by the limit of its work group: AWS itself ends a
//! query that scans more. There is no other bound that holds, so that there is no query without one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aws_access::Cause;
use aws_sdk_athena::{
    Client,
    error::SdkError,
    operation::get_query_results::GetQueryResultsOutput,
    types::{
        QueryExecution, QueryExecutionContext, QueryExecutionState, QueryExecutionStatistics,
        ResultConfiguration, ResultSet, WorkGroup, WorkGroupConfiguration,
    },
};
use cost_data::{AthenaQuery, AthenaTable};
use serde_json::{Value, json};

use super::{
    super::{
        AthenaBound, AthenaPlace, AwsCost, Gathering, GatheringError, SourceRefusal,
        gathering::not_written,
    },
    answers::Answers,
    meter::Meter,
};
use crate::aws::AwsRefusal;

/// The most pages of an answer, of a thousand rows each: two million groups.
const MOST_PAGES: usize = 2_000;
/// Rows on a page, as many as AWS gives.
const ON_PAGE: i32 = 1_000;
/// The longest that a query is waited for: AWS ends queries after 30 minutes by itself.
const PATIENCE: Duration = Duration::from_secs(31 * 60);
/// How long is waited before a query is looked at again: at first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// Who asks Athena.
#[derive(Clone)]
pub(in super::super) struct Athena {
    pub(super) client: Client,
    pub(super) answers: Arc<Answers>,
    pub(super) meter: Arc<Meter>,
}

/// Rolls a month up, and returns it as a file of CUR.
pub(in super::super) async fn roll_up(
    athena: &Athena,
    place: &AthenaPlace,
    gathering: &Gathering<'_>,
) -> Result<String, GatheringError> {
    let columns = AthenaTable::columns_query(&place.database, &place.table);
    let found = athena.rows(place, &columns, gathering).await?;
    let column = |row: Vec<Option<String>>| match <[Option<String>; 2]>::try_from(row) {
        Ok([Some(name), Some(found)]) => Some((name, found)),
        _ => None,
    };
    let columns: Option<Vec<(String, String)>> = found.into_iter().map(column).collect();
    let columns = columns.ok_or_else(|| unreadable(place, "data_type"))?;
    if columns.is_empty() {
        let (database, table) = (place.database.clone(), place.table.clone());
        return Err(SourceRefusal::AthenaTableUnknown { database, table }.into());
    }
    let table =
        AthenaTable { database: place.database.clone(), table: place.table.clone(), columns };
    let query = table.roll_up_query(&place.shown(), gathering.month, gathering.options)?;
    let rows = athena.rows(place, &query, gathering).await?;
    Ok(query.written(&rows))
}

fn unreadable(place: &AthenaPlace, lacks: &str) -> SourceRefusal {
    SourceRefusal::AnswerUnreadable { request: place.shown(), lacks: lacks.to_owned() }
}

/// The rows of an answer; null where a cell has nothing.
type Rows = Vec<Vec<Option<String>>>;

impl Athena {
    /// The rows of a query, kept or new.
    async fn rows(
        &self,
        place: &AthenaPlace,
        query: &AthenaQuery,
        gathering: &Gathering<'_>,
    ) -> Result<Rows, GatheringError> {
        let request =
            json!({ "athena": place.shown(), "workgroup": place.workgroup, "sql": query.sql });
        if let Some(rows) = self.answers.kept(&request).and_then(read) {
            self.meter.count_used_again();
            return Ok(rows);
        }
        let group = self.work_group(place).await?;
        let bound = bound(place, &group, self.meter.left())?;
        let reserved = AwsCost::of_scan(bound);
        if !self.meter.reserve(reserved) {
            return Err(unbounded(place, Some(bound), self.meter.left()).into());
        }
        gathering.told.before(&AthenaBound { bytes: bound, cost: reserved });
        // What a query scanned that failed is not known: all of the bound stays counted.
        let (id, bytes) = self.run(place, query).await?;
        self.meter.scanned(reserved, bytes);
        let rows = self.pages(place, query, &id).await?;
        let kept: Vec<Value> = rows.iter().map(|row| json!(row)).collect();
        let kept = self.answers.keep(&request, &kept);
        kept.map_err(|(path, error)| not_written(&path, &error))?;
        Ok(rows)
    }

    async fn work_group(&self, place: &AthenaPlace) -> Result<WorkGroup, GatheringError> {
        let sent = self.client.get_work_group().work_group(&place.workgroup).send().await;
        let request = || format!("GetWorkGroup {}", place.workgroup);
        let answer = sent.map_err(|error| refused(&error, request(), "athena:GetWorkGroup"))?;
        let group = answer.work_group;
        Ok(group.ok_or_else(|| unreadable(place, "WorkGroup"))?)
    }

    /// Runs a query to its end, and returns its id and how many bytes it scanned.
    async fn run(
        &self,
        place: &AthenaPlace,
        query: &AthenaQuery,
    ) -> Result<(String, u64), GatheringError> {
        let context = QueryExecutionContext::builder().database(&place.database);
        let context = context.set_catalog(place.catalog.clone()).build();
        let output = place
            .output
            .as_ref()
            .map(|output| ResultConfiguration::builder().output_location(output).build());
        let started = self
            .client
            .start_query_execution()
            .query_string(&query.sql)
            .query_execution_context(context)
            .work_group(&place.workgroup)
            .set_result_configuration(output)
            .send()
            .await;
        let request = || format!("StartQueryExecution {}", place.shown());
        let started =
            started.map_err(|error| refused(&error, request(), "athena:StartQueryExecution"))?;
        let id = started.query_execution_id.ok_or_else(|| unreadable(place, "QueryExecutionId"))?;
        let (began, mut pause) = (Instant::now(), PAUSES.0);
        loop {
            let execution = self.look(place, &id).await?;
            let status = execution.status();
            let state = status.and_then(|it| it.state()).cloned();
            match state {
                Some(QueryExecutionState::Succeeded) => {
                    let scanned = execution
                        .statistics()
                        .and_then(QueryExecutionStatistics::data_scanned_in_bytes);
                    let bytes = scanned.and_then(|it| u64::try_from(it).ok());
                    let bytes = bytes.ok_or_else(|| unreadable(place, "DataScannedInBytes"))?;
                    return Ok((id, bytes));
                }
                Some(QueryExecutionState::Queued | QueryExecutionState::Running) => {}
                other => {
                    let said = status.and_then(|it| it.state_change_reason());
                    return Err(SourceRefusal::AthenaQueryFailed {
                        query: id,
                        state: other.map_or_else(String::new, |it| it.as_str().to_owned()),
                        said: said.unwrap_or_default().to_owned(),
                    }
                    .into());
                }
            }
            if began.elapsed() > PATIENCE {
                self.stop(&id).await;
                return Err(AwsRefusal::AwsTooSlow { request: request() }.into());
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(PAUSES.1);
        }
    }

    async fn look(&self, place: &AthenaPlace, id: &str) -> Result<QueryExecution, GatheringError> {
        let sent = self.client.get_query_execution().query_execution_id(id).send().await;
        let request = || format!("GetQueryExecution {id}");
        let answer =
            sent.map_err(|error| refused(&error, request(), "athena:GetQueryExecution"))?;
        Ok(answer.query_execution.ok_or_else(|| unreadable(place, "QueryExecution"))?)
    }

    /// Ends a query that nobody waits for any more, so that it scans no more. Who may not is told about
    /// the query in any case.
    async fn stop(&self, id: &str) {
        let _ = self.client.stop_query_execution().query_execution_id(id).send().await;
    }

    /// All pages of an answer; the first row of the first one is the heading.
    async fn pages(
        &self,
        place: &AthenaPlace,
        query: &AthenaQuery,
        id: &str,
    ) -> Result<Rows, GatheringError> {
        let request = || format!("GetQueryResults {id}");
        let (mut rows, mut token): (Rows, Option<String>) = (Vec::new(), None);
        for page in 0..MOST_PAGES {
            let sent = self
                .client
                .get_query_results()
                .query_execution_id(id)
                .max_results(ON_PAGE)
                .set_next_token(token.clone())
                .send()
                .await;
            let answer =
                sent.map_err(|error| refused(&error, request(), "athena:GetQueryResults"))?;
            let mut found = cells(&answer);
            if page == 0 {
                let heading: Vec<Option<String>> =
                    query.answers.iter().map(|it| Some(it.clone())).collect();
                if found.first() != Some(&heading) {
                    return Err(unreadable(place, &query.answers.join(", ")).into());
                }
                found.remove(0);
            }
            if found.iter().any(|row| row.len() != query.answers.len()) {
                return Err(unreadable(place, &query.answers.join(", ")).into());
            }
            rows.extend(found);
            match answer.next_token.filter(|next| !next.is_empty()) {
                None => return Ok(rows),
                // The same page again would go on for ever.
                next if next == token => break,
                next => token = next,
            }
        }
        let pages = rows.len().div_ceil(usize::try_from(ON_PAGE).unwrap_or(1));
        Err(AwsRefusal::AwsPagesWithoutEnd { request: request(), pages }.into())
    }
}

fn cells(answer: &GetQueryResultsOutput) -> Rows {
    let rows = answer.result_set().map(ResultSet::rows).unwrap_or_default();
    let row = |row: &aws_sdk_athena::types::Row| {
        row.data().iter().map(|it| it.var_char_value().map(str::to_owned)).collect()
    };
    rows.iter().map(row).collect()
}

/// Kept rows, when they are what was kept.
fn read(pages: Vec<Value>) -> Option<Rows> {
    pages.into_iter().map(|row| serde_json::from_value(row).ok()).collect()
}

/// How many bytes a query may scan: as many as its work group lets it, when that can be paid.
fn bound(place: &AthenaPlace, group: &WorkGroup, left: AwsCost) -> Result<u64, SourceRefusal> {
    let limit =
        group.configuration().and_then(WorkGroupConfiguration::bytes_scanned_cutoff_per_query);
    let limit = limit.and_then(|it| u64::try_from(it).ok()).filter(|limit| *limit > 0);
    match limit {
        Some(limit) if AwsCost::of_scan(limit) <= left => Ok(limit),
        limit => Err(unbounded(place, limit, left)),
    }
}

fn unbounded(place: &AthenaPlace, limit: Option<u64>, left: AwsCost) -> SourceRefusal {
    SourceRefusal::AthenaNotBounded {
        workgroup: place.workgroup.clone(),
        limit,
        left,
        pays_for: left.bytes(),
    }
}

fn refused<E>(
    error: &SdkError<E, impl std::fmt::Debug + 'static>,
    request: String,
    permission: &'static str,
) -> AwsRefusal
where
    E: aws_sdk_athena::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    AwsRefusal::of(Cause::of(error), request, permission)
}

//! Requests of changes, decisions, envelopes and receipts. Rows never change; each has an entry.

use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    requests::Once,
    stored,
};
use crate::changes::{
    record::{Approval, ChangeRequest, Envelope, Receipt},
    signed::{Signed, Statement},
};

/// A record with its entry in the chain.
#[derive(Clone, Debug)]
pub(crate) struct Kept<T> {
    /// Number of its entry.
    pub sequence: i64,
    /// What was recorded.
    pub record: T,
}

/// A receipt with the request that asked for it.
#[derive(Clone, Debug)]
pub(crate) struct KeptReceipt {
    /// The receipt.
    pub signed: Signed<Receipt>,
    /// Hash of the request.
    pub request_hash: String,
}

/// Keeps a request with the statement that an approver is shown.
pub(crate) async fn put_request(
    transaction: &mut Transaction,
    request: &ChangeRequest,
    statement: &str,
) -> Result<(), StoreError> {
    let content = serde_json::to_string(request).unwrap_or_default();
    let texts = [&request.id, &request.bound.customer, &content, statement];
    let insert = "INSERT INTO change_request (sequence, id, customer, content, statement) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::Change, &request.id, insert, &texts).await?;
    crate::crash::point("change.stored");
    Ok(())
}

/// Keeps a decision.
pub(crate) async fn put_decision(
    transaction: &mut Transaction,
    signed: &Signed<Approval>,
) -> Result<(), StoreError> {
    let (approval, content) = (&signed.statement, signed.text());
    let texts =
        [&approval.id, &approval.change, &approval.bound.customer, &content].map(String::as_str);
    let insert = "INSERT INTO change_decision (sequence, id, change_id, customer, content) VALUES ($1, $2, $3, $4, $5)";
    chain::record(transaction, Recorded::Approval, &approval.id, insert, &texts).await?;
    crate::crash::point("approval.stored");
    Ok(())
}

/// Keeps an envelope.
pub(crate) async fn put_envelope(
    transaction: &mut Transaction,
    signed: &Signed<Envelope>,
) -> Result<(), StoreError> {
    let (envelope, content) = (&signed.statement, signed.text());
    let texts = [&envelope.id, &envelope.customer, &content].map(String::as_str);
    let insert = "INSERT INTO envelope (sequence, id, customer, content) VALUES ($1, $2, $3, $4)";
    chain::record(transaction, Recorded::Envelope, &envelope.id, insert, &texts).await?;
    crate::crash::point("envelope.stored");
    Ok(())
}

/// Keeps a receipt, and with it what it used up.
pub(crate) async fn put_receipt(
    transaction: &mut Transaction,
    signed: &Signed<Receipt>,
    by: &Once<'_>,
) -> Result<(), StoreError> {
    let (receipt, content) = (&signed.statement, signed.text());
    let drawn = receipt.drawn_usd.cents().unwrap_or(i64::MAX);
    let (id, bound) = (receipt.id.as_str(), &receipt.bound);
    let drawn_text = drawn.to_string();
    let covered = [
        id,
        &bound.customer,
        &bound.deployment,
        &receipt.ticket,
        &receipt.approval,
        &receipt.envelope,
        &drawn_text,
        by.caller,
        by.key,
        by.hash,
        &content,
    ];
    let hash = chain::digest(&covered);
    let sequence = chain::append(transaction, Recorded::Receipt, id, &hash).await?;
    let insert = "INSERT INTO gate_receipt (sequence, drawn_cents, id, customer, deployment, ticket, approval, envelope, caller, request_key, request_hash, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let mut query = sqlx::query(insert).bind(sequence).bind(drawn);
    for (place, text) in covered.into_iter().enumerate() {
        if place != 6 {
            query = query.bind(text.to_owned());
        }
    }
    query.execute(transaction.connection()).await?;
    crate::crash::point("receipt.stored");
    Ok(())
}

/// The first row of a query for one text.
async fn first(
    transaction: &mut Transaction,
    sql: &'static str,
    value: &str,
) -> Result<Option<AnyRow>, StoreError> {
    let query = sqlx::query(sql).bind(value.to_owned());
    Ok(query.fetch_optional(transaction.connection()).await?)
}

/// A request of its id.
pub(crate) async fn request(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<Kept<ChangeRequest>>, StoreError> {
    let sql = "SELECT sequence, content FROM change_request WHERE id = $1";
    let row = first(transaction, sql, id).await?;
    row.as_ref().map(|row| read_request(row, id)).transpose()
}

pub(super) fn read_request(row: &AnyRow, id: &str) -> Result<Kept<ChangeRequest>, StoreError> {
    let (sequence, content): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Kept { sequence, record: stored::read("change", id, &content)? })
}

/// The statement of a request.
pub(crate) async fn statement(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<String>, StoreError> {
    let row = first(transaction, "SELECT statement FROM change_request WHERE id = $1", id).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// The requests of a customer, or of all, after an entry; the newest first when `before` is given.
pub(crate) async fn requests(
    transaction: &mut Transaction,
    customer: Option<&str>,
    after: i64,
    most: i64,
) -> Result<Vec<Kept<ChangeRequest>>, StoreError> {
    let sql = "SELECT sequence, content, id FROM change_request WHERE (customer = $1 OR $2 = 1) AND sequence > $3 ORDER BY sequence LIMIT $4";
    let rows = sqlx::query(sql)
        .bind(customer.unwrap_or_default().to_owned())
        .bind(i64::from(customer.is_none()))
        .bind(after)
        .bind(most)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get(2)?;
            read_request(row, &id)
        })
        .collect()
}

fn read_signed<T: Statement>(
    row: &AnyRow,
    what: &'static str,
    id: &str,
) -> Result<Kept<Signed<T>>, StoreError> {
    let (sequence, content): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Kept { sequence, record: stored::read(what, id, &content)? })
}

/// The decision of its own id.
pub(crate) async fn decision(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<Kept<Signed<Approval>>>, StoreError> {
    let sql = "SELECT sequence, content FROM change_decision WHERE id = $1";
    let row = first(transaction, sql, id).await?;
    row.as_ref().map(|row| read_signed(row, "approval", id)).transpose()
}

/// The decision on a request.
pub(crate) async fn decision_on(
    transaction: &mut Transaction,
    change: &str,
) -> Result<Option<Kept<Signed<Approval>>>, StoreError> {
    let sql = "SELECT sequence, content FROM change_decision WHERE change_id = $1";
    let row = first(transaction, sql, change).await?;
    row.as_ref().map(|row| read_signed(row, "approval", change)).transpose()
}

/// An envelope of its id.
pub(crate) async fn envelope(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<Kept<Signed<Envelope>>>, StoreError> {
    let row =
        first(transaction, "SELECT sequence, content FROM envelope WHERE id = $1", id).await?;
    row.as_ref().map(|row| read_signed(row, "envelope", id)).transpose()
}

/// What was drawn from an envelope, in cents.
pub(crate) async fn drawn(
    transaction: &mut Transaction,
    envelope: &str,
) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(drawn_cents), 0) AS BIGINT) FROM gate_receipt WHERE envelope = $1";
    let row =
        sqlx::query(sql).bind(envelope.to_owned()).fetch_one(transaction.connection()).await?;
    Ok(row.try_get(0)?)
}

/// A receipt of its id.
pub(crate) async fn receipt(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<Kept<Signed<Receipt>>>, StoreError> {
    let sql = "SELECT sequence, content FROM gate_receipt WHERE id = $1";
    let row = first(transaction, sql, id).await?;
    row.as_ref().map(|row| read_signed(row, "receipt", id)).transpose()
}

/// The receipt of an approval that was used up.
pub(crate) async fn receipt_of(
    transaction: &mut Transaction,
    approval: &str,
) -> Result<Option<Kept<Signed<Receipt>>>, StoreError> {
    let sql = "SELECT sequence, content FROM gate_receipt WHERE approval = $1";
    let row = first(transaction, sql, approval).await?;
    row.as_ref().map(|row| read_signed(row, "receipt", approval)).transpose()
}

/// The receipt that a request was answered with before.
pub(crate) async fn receipt_by(
    transaction: &mut Transaction,
    by: &Once<'_>,
) -> Result<Option<KeptReceipt>, StoreError> {
    let row = sqlx::query(
        "SELECT sequence, content, request_hash FROM gate_receipt WHERE caller = $1 AND request_key = $2",
    )
    .bind(by.caller.to_owned())
    .bind(by.key.to_owned())
    .fetch_optional(transaction.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let signed = read_signed(&row, "receipt", by.key)?.record;
    Ok(Some(KeptReceipt { signed, request_hash: row.try_get(2)? }))
}

/// The last receipt of a deployment.
pub(crate) async fn last_receipt(
    transaction: &mut Transaction,
    customer: &str,
    deployment: &str,
) -> Result<Option<Kept<Signed<Receipt>>>, StoreError> {
    let row = sqlx::query("SELECT sequence, content FROM gate_receipt WHERE customer = $1 AND deployment = $2 ORDER BY sequence DESC LIMIT 1")
        .bind(customer.to_owned())
        .bind(deployment.to_owned())
        .fetch_optional(transaction.connection())
        .await?;
    row.as_ref().map(|row| read_signed(row, "receipt", customer)).transpose()
}

/// The receipts of a customer that a ticket names: by their own id, that of their approval, or the
/// ticket itself.
pub(crate) async fn receipts_named(
    transaction: &mut Transaction,
    customer: &str,
    named: &str,
) -> Result<Vec<Signed<Receipt>>, StoreError> {
    let rows = sqlx::query("SELECT sequence, content FROM gate_receipt WHERE customer = $1 AND (id = $2 OR approval = $2 OR ticket = $2) ORDER BY sequence")
        .bind(customer.to_owned())
        .bind(named.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok(read_signed(row, "receipt", named)?.record)).collect()
}

/// The texts of all rows of a table after an entry, in order, as many as are asked for.
pub(crate) async fn contents(
    transaction: &mut Transaction,
    table: Table,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, StoreError> {
    // A name of ours, and nothing else.
    let table = table.name();
    let sql = format!(
        "SELECT sequence, content FROM {table} WHERE sequence > $1 ORDER BY sequence LIMIT $2"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(most);
    let rows = query.fetch_all(transaction.connection()).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The tables of signed statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    /// Decisions.
    Decisions,
    /// Envelopes.
    Envelopes,
    /// Receipts.
    Receipts,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Table::Decisions => "change_decision",
            Table::Envelopes => "envelope",
            Table::Receipts => "gate_receipt",
        }
    }
}

/// Reads a signed statement of [`contents`].
pub(crate) fn read<T: Statement>(
    what: &'static str,
    sequence: i64,
    content: &str,
) -> Result<Signed<T>, StoreError> {
    stored::read(what, &sequence.to_string(), content)
}

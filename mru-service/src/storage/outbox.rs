//! What is still to be delivered to others, and how that goes.
//!
//! Rows are written in the transaction of what they tell of, so that both are kept or neither. Who
//! delivers one holds it for a while under a name of its own, by a statement that two cannot both win;
//! when the holder is gone, the row is due again. None of it is part of the books.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};

use super::{Database, StoreError, Transaction, chain, clock::written, rows};

/// By which way something is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a webhook.
    Webhook,
    /// By mail.
    Mail,
    /// As a comment on a ticket of the support centre.
    Comment,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 3] = [Way::Webhook, Way::Mail, Way::Comment];

    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Webhook => "webhook",
            Way::Mail => "mail",
            Way::Comment => "comment",
        }
    }
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectState {
    /// It is to be tried, for the first time or again.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up.
    Dead,
}

impl EffectState {
    /// All of them.
    pub const ALL: [EffectState; 3] =
        [EffectState::Waiting, EffectState::Delivered, EffectState::Dead];

    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            EffectState::Waiting => "waiting",
            EffectState::Delivered => "delivered",
            EffectState::Dead => "dead",
        }
    }

    /// Reads the written form.
    pub fn read(text: &str) -> Option<EffectState> {
        EffectState::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Something that is to be delivered.
#[derive(Clone, Debug)]
pub(crate) struct NewEffect {
    /// What makes it one: nothing is queued twice under the same text.
    pub effect: String,
    /// By which way.
    pub way: Way,
    /// To whom: the id of a webhook, a mail address, the id of a ticket.
    pub target: String,
    /// What it is about: `quote.issued`.
    pub event: &'static str,
    /// Whom it concerns; empty when it concerns all.
    pub customer: String,
    /// The subject of a mail.
    pub title: String,
    /// What is sent.
    pub content: String,
    /// The same as a page, of a mail.
    pub page: String,
    /// The number of the document that comes along with a mail; empty when none does.
    pub attached: String,
    /// From when it is no longer worth delivering.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Something that is to be delivered, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// By what it is known, here and by who gets it.
    pub id: String,
    /// By which way.
    pub way: Way,
    /// To whom.
    pub target: String,
    /// What it is about.
    pub event: String,
    /// Whom it concerns; empty when it concerns all.
    pub customer: String,
    /// The subject of a mail.
    pub title: String,
    /// What is sent; empty of a mail that was delivered.
    pub content: String,
    /// The same as a page, of a mail.
    pub page: String,
    /// The number of the document that comes along.
    pub attached: String,
    /// When it was queued, in UTC.
    pub queued_at: String,
    /// From when it is no longer worth delivering, in UTC; empty when there is no such time.
    pub ends_at: String,
    /// How far it is.
    pub state: EffectState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, or was settled, in UTC.
    pub due_at: String,
    /// Why it was not delivered the last time; empty when it was.
    pub problem: String,
}

const COLUMNS: &str = "id, way, target, event, customer, title, content, page, attached, queued_at, ends_at, state, attempts, due_at, problem";

/// Queues effects; what was queued before is left as it is.
pub(crate) async fn put_all(
    transaction: &mut Transaction,
    effects: Vec<NewEffect>,
) -> Result<(), StoreError> {
    let now = written(transaction.now());
    let rows = effects.into_iter().map(|new| {
        // A name that nothing else has, and that stays the same however often it is tried.
        let hash = chain::digest(&["outbox", &new.effect, &now]);
        let id = hash.trim_start_matches("sha256:").get(..24).unwrap_or_default();
        let texts = [
            format!("msg_{id}"),
            new.effect,
            new.way.as_str().to_owned(),
            new.target,
            new.event.to_owned(),
            new.customer,
            new.title,
            new.content,
            new.page,
            new.attached,
            now.clone(),
            new.ends_at.map(written).unwrap_or_default(),
            EffectState::Waiting.as_str().to_owned(),
            now.clone(),
            String::new(),
            String::new(),
        ];
        let [
            id,
            effect,
            way,
            target,
            event,
            customer,
            title,
            content,
            page,
            attached,
            queued,
            ends,
            state,
            due,
            held,
            problem,
        ] = texts.map(rows::Cell::from);
        let attempts = rows::Cell::from(0);
        [
            id, effect, way, target, event, customer, title, content, page, attached, queued, ends,
            state, attempts, due, held, problem,
        ]
    });
    let into = "outbox (id, effect, way, target, event, customer, title, content, page, attached, queued_at, ends_at, state, attempts, due_at, held_by, problem)";
    rows::insert(transaction, into, "ON CONFLICT (effect) DO NOTHING", rows.collect()).await?;
    crate::crash::point("outbox.queued");
    Ok(())
}

/// The ids of what is to be tried now by some ways, as many as are asked for, the earliest first; with
/// `all`, what waits for its next time as well.
pub(crate) async fn due(
    database: &Database,
    ways: &[Way],
    now: DateTime<Utc>,
    (all, most): (bool, i64),
) -> Result<Vec<String>, StoreError> {
    let ways: Vec<String> = ways.iter().map(|way| format!("'{}'", way.as_str())).collect();
    // Names of ours, and nothing else.
    let sql = format!(
        "SELECT id FROM outbox WHERE state = 'waiting' AND way IN ({}) AND (due_at <= $1 OR ($2 = 1 AND held_by = '')) ORDER BY due_at, id LIMIT $3",
        ways.join(", ")
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(written(now))
        .bind(i64::from(all))
        .bind(most)
        .fetch_all(database.readers())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Takes an effect to deliver it, until a time; nothing when somebody else has it, or it is settled.
///
/// One statement decides, so that of two who ask at once one alone gets it.
pub(crate) async fn take(
    database: &Database,
    (id, holder): (&str, &str),
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    all: bool,
) -> Result<Option<Effect>, StoreError> {
    let mut transaction = database.scratch().await?;
    let sql = AssertSqlSafe(format!(
        "UPDATE outbox SET due_at = $1, held_by = $2, attempts = attempts + 1 WHERE id = $3 AND state = 'waiting' AND (due_at <= $4 OR ($5 = 1 AND held_by = '')) RETURNING {COLUMNS}"
    ));
    let row = sqlx::query(sql)
        .bind(written(until))
        .bind(holder.to_owned())
        .bind(id.to_owned())
        .bind(written(now))
        .bind(i64::from(all))
        .fetch_optional(transaction.connection())
        .await?;
    let effect = row.as_ref().map(stored).transpose()?;
    transaction.commit().await?;
    crate::crash::point("outbox.taken");
    Ok(effect)
}

/// How a delivery went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled<'a> {
    /// How far it is now.
    pub state: EffectState,
    /// When it is tried next, or was settled.
    pub at: DateTime<Utc>,
    /// Why it was not delivered.
    pub problem: &'a str,
    /// Whether what was sent is forgotten.
    pub forget: bool,
}

/// Says how a delivery went, unless somebody else took it meanwhile.
pub(crate) async fn settle(
    database: &Database,
    (id, holder): (&str, &str),
    settled: &Settled<'_>,
) -> Result<(), StoreError> {
    crate::crash::point("outbox.sent");
    let mut transaction = database.scratch().await?;
    sqlx::query("UPDATE outbox SET state = $1, due_at = $2, held_by = '', problem = $3, content = CASE WHEN $4 = 1 THEN '' ELSE content END, page = CASE WHEN $4 = 1 THEN '' ELSE page END WHERE id = $5 AND held_by = $6")
        .bind(settled.state.as_str())
        .bind(written(settled.at))
        .bind(settled.problem.to_owned())
        .bind(i64::from(settled.forget))
        .bind(id.to_owned())
        .bind(holder.to_owned())
        .execute(transaction.connection())
        .await?;
    transaction.commit().await
}

/// Makes what was delivered or given up due again; nothing when it waits, or what was sent is
/// forgotten.
pub(crate) async fn replay(transaction: &mut Transaction, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE outbox SET state = 'waiting', attempts = 0, due_at = $1, ends_at = '', problem = '' WHERE id = $2 AND state <> 'waiting' AND content <> ''")
        .bind(written(transaction.now()))
        .bind(id.to_owned())
        .execute(transaction.connection())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// An effect of an id.
pub(crate) async fn find(
    transaction: &mut Transaction,
    id: &str,
) -> Result<Option<Effect>, StoreError> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM outbox WHERE id = $1"));
    let row = sqlx::query(sql).bind(id.to_owned()).fetch_optional(transaction.connection()).await?;
    row.as_ref().map(stored).transpose()
}

/// Effects after one, in the order in which they were queued, in a state or in any.
pub(crate) async fn list(
    transaction: &mut Transaction,
    state: Option<EffectState>,
    (after, most): (&str, i64),
) -> Result<Vec<Effect>, StoreError> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM outbox WHERE (state = $1 OR $1 = '') AND ($2 = '' OR (queued_at, id) > (SELECT o.queued_at, o.id FROM outbox o WHERE o.id = $2)) ORDER BY queued_at, id LIMIT $3"
    ));
    let rows = sqlx::query(sql)
        .bind(state.map(EffectState::as_str).unwrap_or_default())
        .bind(after.to_owned())
        .bind(most)
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &AnyRow) -> Result<Effect, StoreError> {
    let id: String = row.try_get(0)?;
    let unknown = |word: String| StoreError::Unreadable {
        what: "delivery",
        id: id.clone(),
        problem: format!("this version of the program knows no `{word}`"),
    };
    let (way, state): (String, String) = (row.try_get(1)?, row.try_get(11)?);
    let known = Way::ALL.into_iter().find(|it| it.as_str() == way);
    Ok(Effect {
        way: known.ok_or_else(|| unknown(way))?,
        state: EffectState::read(&state).ok_or_else(|| unknown(state))?,
        target: row.try_get(2)?,
        event: row.try_get(3)?,
        customer: row.try_get(4)?,
        title: row.try_get(5)?,
        content: row.try_get(6)?,
        page: row.try_get(7)?,
        attached: row.try_get(8)?,
        queued_at: row.try_get(9)?,
        ends_at: row.try_get(10)?,
        attempts: row.try_get(12)?,
        due_at: row.try_get(13)?,
        problem: row.try_get(14)?,
        id,
    })
}

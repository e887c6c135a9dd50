//! Delivers what is due: holds it for a while, sends it, and says how that went.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use courier::{Courier, Letter, Mailer, Method, Parcel};
use futures_util::future::select;
use serde_json::json;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{Effect, EffectState, SigningSecret, Undelivered, Way, settings};
use crate::{
    books::{self, Found},
    off_the_runtime, papers, random,
    storage::{
        Database, StoreError,
        outbox::{self, Settled},
        webhooks,
    },
};

/// How often something is tried before it is given up.
pub const ATTEMPTS: i64 = 10;

/// Seconds between one attempt and the next: about two and a half days in all.
const PAUSES: [i64; 9] = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000];

/// How long one attempt may take.
const LONGEST: Duration = Duration::from_secs(90);

/// For how many seconds what is sent belongs to who sends it: longer than an attempt may take.
const HELD: i64 = 120;

/// Attempts at once.
const AT_ONCE: usize = 8;

/// What is looked for at once.
const PAGE: i64 = 64;

/// How long there is nothing to look for when nothing is due, and when the store fails.
const IDLE: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// The support centre, whose tickets get comments.
#[derive(Clone)]
pub struct SupportCentre {
    /// Where it is: `https://acme.zendesk.com`.
    pub url: String,
    /// Who comments, by mail address.
    pub user: String,
    /// The API token of who comments.
    pub token: String,
}

impl fmt::Debug for SupportCentre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SupportCentre").field("url", &self.url).finish_non_exhaustive()
    }
}

/// By which ways this process reaches others.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    /// Webhooks.
    pub courier: Courier,
    /// Mail; none when there is no server for it.
    pub mailer: Option<Mailer>,
    /// Comments on tickets; none when there is no support centre.
    pub support: Option<SupportCentre>,
}

/// What else somebody wants to know of attempts that failed.
pub type Post = fn(&Effect, &Undelivered, EffectState);

/// What an attempt to deliver everything came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// What arrived.
    pub delivered: usize,
    /// What is tried again.
    pub waiting: usize,
    /// What was given up.
    pub dead: usize,
}

impl Outlets {
    fn ways(&self) -> Vec<Way> {
        let may = |way: &Way| match way {
            Way::Webhook => true,
            Way::Mail => self.mailer.is_some(),
            Way::Comment => self.support.is_some(),
        };
        Way::ALL.into_iter().filter(may).collect()
    }
}

/// Delivers what is due once; with `all`, what waits for its next time as well.
///
/// # Errors
///
/// [`StoreError`].
pub async fn deliver_all(
    database: &Database,
    outlets: &Outlets,
    (all, failed): (bool, Post),
) -> Result<Delivered, StoreError> {
    let now = database.clock().now();
    let ids = outbox::due(database, &outlets.ways(), now, (all, i64::from(i32::MAX))).await?;
    deliver(database, outlets, ids, (all, failed)).await
}

/// Delivers what is due, again and again, until it is told to end; what it has begun it finishes.
pub async fn keep_delivering(
    database: Database,
    outlets: Outlets,
    failed: Post,
    mut end: watch::Receiver<bool>,
) {
    while !*end.borrow() {
        let now = database.clock().now();
        let due = outbox::due(&database, &outlets.ways(), now, (false, PAGE)).await;
        let pause = match due {
            Ok(ids) if ids.is_empty() => Some(IDLE[0]),
            Ok(ids) => match deliver(&database, &outlets, ids, (false, failed)).await {
                Ok(_) => None,
                Err(_) => Some(IDLE[1]),
            },
            // Who asks the service hears of it; here it is tried again.
            Err(_) => Some(IDLE[1]),
        };
        if let Some(pause) = pause {
            let (slept, told) = (std::pin::pin!(sleep(pause)), std::pin::pin!(end.changed()));
            select(slept, told).await;
        }
    }
}

async fn deliver(
    database: &Database,
    outlets: &Outlets,
    ids: Vec<String>,
    (all, failed): (bool, Post),
) -> Result<Delivered, StoreError> {
    let (mut done, mut running) = (Delivered::default(), JoinSet::new());
    let mut ids = ids.into_iter();
    loop {
        while running.len() < AT_ONCE
            && let Some(id) = ids.next()
        {
            let (database, outlets) = (database.clone(), outlets.clone());
            running.spawn(async move { one(&database, &outlets, &id, (all, failed)).await });
        }
        let Some(ended) = running.join_next().await else { return Ok(done) };
        // INVARIANT (tasks): none panics or is aborted; one that did is due again when its time is over.
        let Ok(ended) = ended else { continue };
        match ended? {
            Some(EffectState::Delivered) => done.delivered = done.delivered.saturating_add(1),
            Some(EffectState::Waiting) => done.waiting = done.waiting.saturating_add(1),
            Some(EffectState::Dead) => done.dead = done.dead.saturating_add(1),
            None => {}
        }
    }
}

/// Delivers one effect; nothing when somebody else has it.
async fn one(
    database: &Database,
    outlets: &Outlets,
    id: &str,
    (all, failed): (bool, Post),
) -> Result<Option<EffectState>, StoreError> {
    let (now, holder) = (database.clock().now(), holder(database.clock().now()));
    let until = now + TimeDelta::seconds(HELD);
    let by = (id, holder.as_str());
    let Some(effect) = outbox::take(database, by, (now, until), all).await? else {
        return Ok(None);
    };
    let sent = match timeout(LONGEST, send(database, outlets, &effect)).await {
        Ok(sent) => sent?,
        Err(_) => Err(Undelivered::TargetSilent),
    };
    let now = database.clock().now();
    let (state, at, problem) = match &sent {
        Ok(()) => (EffectState::Delivered, now, String::new()),
        Err(problem) if problem.is_final() || effect.attempts >= ATTEMPTS => {
            (EffectState::Dead, now, problem.kept())
        }
        Err(problem) => (EffectState::Waiting, now + pause(effect.attempts), problem.kept()),
    };
    // A mail may hold what opens something; nobody needs it any more.
    let forget = effect.way == Way::Mail && sent.is_ok();
    let settled = Settled { state, at, problem: &problem, forget };
    outbox::settle(database, by, &settled).await?;
    if let Err(problem) = &sent {
        failed(&effect, problem, state);
    }
    Ok(Some(state))
}

/// A name of who holds something, which no other one has.
fn holder(now: DateTime<Utc>) -> String {
    static HELD: AtomicU64 = AtomicU64::new(0);
    let random: [u8; 4] = random::bytes().unwrap_or_default();
    let count = HELD.fetch_add(1, Ordering::Relaxed);
    format!(
        "{:x}-{:x}-{:x}-{count:x}",
        std::process::id(),
        now.timestamp_micros(),
        u32::from_le_bytes(random)
    )
}

/// The pause after so many attempts, up to a tenth longer by chance, so that not all come back at once.
fn pause(attempts: i64) -> TimeDelta {
    let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let seconds = PAUSES.get(index).or(PAUSES.last()).copied().unwrap_or(60);
    let [chance] = random::bytes::<1>().unwrap_or_default();
    let more = seconds.saturating_mul(i64::from(chance)).checked_div(2_550).unwrap_or(0);
    TimeDelta::seconds(seconds.saturating_add(more))
}

/// Sends an effect by its way.
async fn send(
    database: &Database,
    outlets: &Outlets,
    effect: &Effect,
) -> Result<Result<(), Undelivered>, StoreError> {
    let now = database.clock().now();
    let ends = DateTime::parse_from_rfc3339(&effect.ends_at);
    if ends.is_ok_and(|ends| ends.to_utc() <= now) {
        return Ok(Err(Undelivered::TooLate));
    }
    match effect.way {
        Way::Webhook => to_webhook(database, &outlets.courier, effect, now).await,
        Way::Mail => by_mail(database, outlets.mailer.as_ref(), effect).await,
        Way::Comment => Ok(comment(outlets, effect).await),
    }
}

async fn to_webhook(
    database: &Database,
    courier: &Courier,
    effect: &Effect,
    now: DateTime<Utc>,
) -> Result<Result<(), Undelivered>, StoreError> {
    let mut transaction = database.read().await?;
    let found = webhooks::find(&mut transaction, &effect.target).await?;
    let kept = webhooks::secrets(&mut transaction, &effect.target).await?;
    transaction.rollback().await?;
    let Some(found) = found.filter(|it| it.ended_at.is_empty()) else {
        return Ok(Err(Undelivered::WebhookRemoved));
    };
    let both = kept.first().is_some_and(|it| it.before_until > now);
    let timestamp = now.timestamp().to_string();
    let signatures: Vec<String> = kept
        .iter()
        .take(if both { 2 } else { 1 })
        .filter_map(|it| SigningSecret::read(&it.secret))
        .map(|secret| secret.sign((&effect.id, &timestamp), &effect.content))
        .collect();
    let parcel = Parcel {
        method: Method::Post,
        url: &found.webhook.url,
        headers: vec![
            ("webhook-id", effect.id.clone()),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signatures.join(" ")),
        ],
        body: effect.content.clone(),
    };
    Ok(answered(courier, parcel).await)
}

async fn answered(courier: &Courier, parcel: Parcel<'_>) -> Result<(), Undelivered> {
    let status = courier.send(parcel).await?;
    Undelivered::of_status(status)
}

async fn comment(outlets: &Outlets, effect: &Effect) -> Result<(), Undelivered> {
    // INVARIANT (ways): nothing is taken for which there is no way.
    let support = outlets.support.as_ref().ok_or(Undelivered::TargetUnknown)?;
    let SupportCentre { url, user, token } = support;
    let url = format!("{}/api/v2/tickets/{}.json", url.trim_end_matches('/'), effect.target);
    let basic = STANDARD.encode(format!("{user}/token:{token}"));
    let body = json!({ "ticket": { "comment": { "body": effect.content, "public": true } } });
    let parcel = Parcel {
        method: Method::Put,
        url: &url,
        headers: vec![("authorization", format!("Basic {basic}"))],
        body: body.to_string(),
    };
    answered(&outlets.courier, parcel).await
}

async fn by_mail(
    database: &Database,
    mailer: Option<&Mailer>,
    effect: &Effect,
) -> Result<Result<(), Undelivered>, StoreError> {
    let Some(mailer) = mailer else { return Ok(Err(Undelivered::TargetUnknown)) };
    let mut transaction = database.read().await?;
    let setting = settings::mail(&mut transaction).await?;
    transaction.rollback().await?;
    let Some(setting) = setting else { return Ok(Err(Undelivered::NoSender)) };
    let attached = match effect.attached.as_str() {
        "" => None,
        number => match attachment(database, number).await {
            Some(attached) => Some(attached),
            None => return Ok(Err(Undelivered::AttachmentFailed)),
        },
    };
    let letter = Letter {
        id: &effect.id,
        from: &setting.from,
        to: &effect.target,
        subject: &effect.title,
        text: &effect.content,
        html: &effect.page,
        attached,
    };
    Ok(mailer.send(letter).await.map_err(Undelivered::from))
}

/// An issued document as a file; nothing when it cannot be made.
async fn attachment(database: &Database, number: &str) -> Option<courier::Attached> {
    #[cfg(feature = "pdf")]
    let (form, media, ending) = (papers::Form::Pdf, "application/pdf", "pdf");
    #[cfg(not(feature = "pdf"))]
    let (form, media, ending) = (papers::Form::Html, "text/html; charset=utf-8", "html");
    let shown = books::find(database, number).await.ok()?;
    let Found::Document(document) = &shown.found else { return None };
    let lang = document.statement.language.into();
    let bytes = off_the_runtime(|| papers::render(&shown, form, lang)).ok()?;
    Some(courier::Attached { name: format!("{number}.{ending}"), media, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_within_three_days() {
        let mut whole = 0;
        for attempts in 1..ATTEMPTS {
            let (pause, least) = (pause(attempts).num_seconds(), PAUSES[attempts as usize - 1]);
            assert!((least..=least + least / 10 + 1).contains(&pause), "{attempts}: {pause}");
            whole += least;
        }
        assert_eq!(usize::try_from(ATTEMPTS), Ok(PAUSES.len() + 1));
        assert!(PAUSES.is_sorted() && (172_800..259_200).contains(&whole), "{whole}");
    }
}

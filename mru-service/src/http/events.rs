//! What provisioning did, judged as files of events are, and recorded whole or not at all.

use mru_core::metering::EventReader;
use serde_json::json;

use super::{
    answer::Answer,
    call::Call,
    once::{self, Sent},
    problem::Problem,
};
use crate::{
    answers::pretty,
    billing::{self, Imported, Intake},
};

pub(super) async fn record(call: &Call) -> Result<Answer, Problem> {
    let sent = Sent::begin(call, once::hash_of_events(call, "/v1/events"))?;
    let once = sent.once();
    let database = &call.service.database;
    if let Some(answer) = billing::answered(database, &once).await? {
        return Ok(Answer::of_text(answer));
    }
    let cards = call.service.cards().await?;
    let mut intake = Intake::begin(database, &cards, database.clock().now()).await?;
    intake.next_file();
    for read in EventReader::new(call.text.as_bytes(), call.events) {
        intake.take(read).await?;
        if intake.is_full() {
            break;
        }
    }
    match intake.record_once(&once, told).await? {
        Ok(answer) => Ok(Answer::of_text(answer)),
        Err(findings) => Err(Problem::invalid(findings.into_iter().flatten().collect())),
    }
}

/// How many events are new, and how many were recorded before.
fn told(done: &[Imported]) -> String {
    let (new, known) = done.iter().fold((0_usize, 0_usize), |(new, known), it| {
        (new.saturating_add(it.new), known.saturating_add(it.known))
    });
    pretty(&json!({ "document": "recorded-events", "new": new, "known": known }))
}

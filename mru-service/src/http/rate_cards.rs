//! The rate cards of the store.

use serde_json::json;

use super::{answer::Answer, call::Call, problem::Problem};
use crate::{
    answers,
    rate_cards::{self, AtHand, Wanted},
};

pub(super) async fn list(call: &Call) -> Result<Answer, Problem> {
    let cards = call.service.cards().await?;
    let listed: Vec<_> = cards.all().iter().map(|it| answers::rate_card_in_brief(it)).collect();
    Ok(Answer::kept(&json!({ "document": "rate-cards", "rate_cards": listed })))
}

pub(super) async fn show(call: &Call) -> Result<Answer, Problem> {
    let day = call.day()?;
    let cards = call.service.cards().await?;
    let wanted = Wanted::Named(call.parameters.text("card").unwrap_or_default());
    let card = rate_cards::find(AtHand::from(&*cards), wanted, day)?;
    Ok(Answer::kept(&answers::rate_card(&card)))
}

//! Records requests of changes, with their price and the statement that an approver is shown.

use chrono::NaiveDate;
use mru_core::{
    Lang,
    account::{Account, Language},
    change::Outcome,
    text::is_line,
};
use reports::{change_html::change_html, change_view::ChangeAbout};

use super::{
    Agreed, ChangeError, CheckRequest, Checked, Proposed, Refusal, agreed,
    check::check,
    record::{Bound, ChangeRequest},
    signing::name,
};
use crate::{
    absent::Absent,
    billing::{self, Once},
    notifying::Telling,
    storage::{Database, StoredAccount, Transaction, budgets, chain, changes, requests},
};

/// The longest text that is kept of a request.
const LONGEST: usize = 200;

/// A change that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewRequest<'a> {
    /// Id of the customer.
    pub customer: &'a str,
    /// Name of the deployment.
    pub deployment: &'a str,
    /// What there is.
    pub current: Option<(&'a str, mru_core::Format)>,
    /// What there shall be.
    pub proposed: Proposed<'a>,
    /// The day on which it begins; today when absent.
    pub starts_on: Option<NaiveDate>,
    /// The ticket behind it, unless the order says so.
    pub ticket: &'a str,
    /// What it is about, unless the order says so.
    pub title: &'a str,
    /// Who asks for it, unless the order says so.
    pub requested_by: &'a str,
    /// The language of the statement; that of the contract when absent.
    pub language: Option<Lang>,
}

/// What a use case recorded, and what is to be answered.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What was recorded; none when the request was answered before.
    pub record: Option<T>,
    /// The answer.
    pub answer: String,
}

/// What holds for a customer on the day of a request.
pub(super) struct Ground {
    pub(super) version: StoredAccount,
    pub(super) agreed: Agreed,
    pub(super) today: NaiveDate,
}

impl Ground {
    /// What holds on a day; today when absent.
    pub(super) async fn of(
        transaction: &mut Transaction,
        cards: &mru_core::rate_card::RateCards,
        customer: &str,
        day: Option<NaiveDate>,
    ) -> Result<Ground, ChangeError> {
        let now = transaction.now();
        let first = agreed::version(transaction, customer, now.date_naive()).await?;
        let today = first.account.contract.time_zone.day_of(now);
        let day = day.unwrap_or(today);
        let version = agreed::version(transaction, customer, day).await?;
        let agreed = Agreed::by_account(&version.account, cards, day)?;
        Ok(Ground { version, agreed, today })
    }

    /// Hash of the version of the customer.
    pub(super) fn contract_hash(&self) -> String {
        chain::digest(&[&self.version.account.canonical()])
    }

    /// What a checked change is bound to.
    pub(super) fn bound(&self, checked: &Checked, deployment: &str) -> Bound {
        let (change, account) = (&checked.change, &self.version.account);
        let mut environments: Vec<String> = change
            .lines
            .iter()
            .filter(|line| line.alters_cost() || line.is_unpriced())
            .map(|line| line.environment.clone())
            .collect();
        environments.sort_unstable();
        environments.dedup();
        Bound {
            customer: account.id.clone(),
            deployment: deployment.to_owned(),
            environments,
            base_state: change.base_state.clone(),
            target_state: change.target_state.clone(),
            change_hash: change.hash(),
            rate_card: change.terms.card.id(),
            rate_card_hash: change.terms.card.hash.clone(),
            contract: account.contract.id.clone(),
            contract_hash: self.contract_hash(),
            policy_hash: checked.decision.policy_hash.clone(),
        }
    }
}

/// Refuses a deployment that the customer does not have.
pub(super) fn known_deployment(account: &Account, deployment: &str) -> Result<(), Refusal> {
    if account.deployments.iter().any(|it| it.name == deployment) {
        return Ok(());
    }
    Err(Refusal::PlaceUnknown { place: deployment.to_owned() })
}

/// Refuses a text that is too long, or holds what cannot be seen.
pub(super) fn readable(field: &'static str, text: &str) -> Result<(), Refusal> {
    if is_line(text, LONGEST) { Ok(()) } else { Err(Refusal::TextUnreadable { field }) }
}

/// The language of a contract, or the one that was asked for.
fn language(asked: Option<Lang>, account: &Account) -> Language {
    match asked {
        Some(Lang::En) => Language::En,
        Some(Lang::Es) => Language::Es,
        None => account.contract.language,
    }
}

/// Records a request of a change.
///
/// # Errors
///
/// [`Refusal::RequesterNotNamed`], [`Refusal::PlaceUnknown`], [`Refusal::TextUnreadable`], and what
/// [`check`] refuses.
pub async fn request(
    database: &Database,
    asked: &NewRequest<'_>,
    once: Option<&Once<'_>>,
) -> Result<Done<ChangeRequest>, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.write().await?;
    if let Some(answer) = before(&mut transaction, once).await? {
        return Ok(Done { record: None, answer });
    }
    let ground = Ground::of(&mut transaction, &cards, asked.customer, asked.starts_on).await?;
    let checked = checked(asked, &ground)?;
    let record = put(&mut transaction, asked, &ground, &checked).await?;
    let answer = crate::answers::pretty(&crate::answers::change_request(&record, None));
    finish(transaction, once, &answer).await?;
    Ok(Done { record: Some(record), answer })
}

/// Prices what is asked for.
pub(super) fn checked(asked: &NewRequest<'_>, ground: &Ground) -> Result<Checked, ChangeError> {
    known_deployment(&ground.version.account, asked.deployment)?;
    check(&CheckRequest {
        current: asked.current,
        proposed: asked.proposed,
        agreed: &ground.agreed,
        starts_on: asked.starts_on.unwrap_or(ground.today),
        requested_by: asked.requested_by,
    })
}

/// Records what was priced, and tells of it.
pub(super) async fn put(
    transaction: &mut Transaction,
    asked: &NewRequest<'_>,
    ground: &Ground,
    checked: &Checked,
) -> Result<ChangeRequest, ChangeError> {
    let account = &ground.version.account;
    let requesters = &account.contract.requesters;
    if !requesters.is_empty() && !requesters.contains(&checked.requested_by) {
        let person = checked.requested_by.clone();
        return Err(Refusal::RequesterNotNamed { person }.into());
    }
    let language = language(asked.language, account);
    let (record, statement) = written(asked, ground, checked, language)?;
    changes::put_request(transaction, &record, &statement).await?;
    let mut telling = Telling::begin(transaction).await?;
    telling.change(&record, account);
    telling.finish(transaction).await?;
    let held = budgets::all(transaction, Some(asked.customer)).await?;
    let crossings = crate::budgets::of_change(&held, asked.deployment, checked);
    crate::budgets::tell(transaction, account, &crossings).await?;
    Ok(record)
}

fn written(
    asked: &NewRequest<'_>,
    ground: &Ground,
    checked: &Checked,
    language: Language,
) -> Result<(ChangeRequest, String), ChangeError> {
    let order = checked.order.as_ref();
    let or = |stated: Option<&String>, given: &str| {
        stated.filter(|it| !it.is_empty()).cloned().unwrap_or_else(|| given.to_owned())
    };
    let ticket = or(order.map(|it| &it.ticket), asked.ticket);
    let title = or(order.map(|it| &it.title), asked.title);
    readable("ticket", &ticket)?;
    readable("title", &title)?;
    readable("requested_by", &checked.requested_by)?;
    let about = ChangeAbout {
        ticket: ticket.clone(),
        title: title.clone(),
        requested_by: checked.requested_by.clone(),
        customer: ground.version.account.legal.name.clone(),
        deployment: asked.deployment.to_owned(),
    };
    let statement = change_html(&checked.state(), &about, language.into());
    let statement = statement.map_err(|_| Refusal::TextUnreadable { field: "statement" })?;
    // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
    let json =
        |quote: &mru_core::Quote| serde_json::to_string(&quote.deployment).unwrap_or_default();
    let change = &checked.change;
    let record = ChangeRequest {
        format: 1,
        id: name("CH")?,
        bound: ground.bound(checked, asked.deployment),
        ticket,
        title,
        requested_by: checked.requested_by.clone(),
        starts_on: change.starts_on,
        current: checked.base.as_ref().map(json).unwrap_or_default(),
        proposed: if order.is_some() { String::new() } else { json(&checked.target) },
        order: order.map(|it| serde_json::to_string(it).unwrap_or_default()).unwrap_or_default(),
        outcome: checked.decision.outcome,
        before_usd: change.before.usd,
        after_usd: change.after.usd,
        month: change.month.period,
        month_more_usd: change.month.difference,
        language,
        statement_hash: chain::digest(&[&statement]),
    };
    Ok((record, statement))
}

/// What a request was answered before.
pub(super) async fn before(
    transaction: &mut Transaction,
    once: Option<&Once<'_>>,
) -> Result<Option<String>, ChangeError> {
    let Some(once) = once else { return Ok(None) };
    match requests::find(transaction, once).await? {
        Some((hash, _)) if hash != once.hash => {
            let key = once.key.to_owned();
            Err(billing::BillingError::from(billing::Refusal::RequestKeyReused { key }).into())
        }
        found => Ok(found.map(|(_, answer)| answer)),
    }
}

/// Keeps what was recorded together with the request behind it.
pub(super) async fn finish(
    mut transaction: Transaction,
    once: Option<&Once<'_>>,
    answer: &str,
) -> Result<(), ChangeError> {
    if let Some(once) = once {
        requests::put(&mut transaction, once, answer).await?;
    }
    Ok(transaction.commit().await?)
}

/// Prices a recorded request again, by what was agreed then or is agreed now.
pub(crate) fn again(record: &ChangeRequest, agreed: &Agreed) -> Result<Checked, ChangeError> {
    repriced(
        agreed,
        record.starts_on,
        &record.requested_by,
        (&record.current, &record.proposed, &record.order),
    )
}

/// Prices stored texts.
pub(crate) fn repriced(
    agreed: &Agreed,
    starts_on: NaiveDate,
    requested_by: &str,
    (current, proposed, order): (&str, &str, &str),
) -> Result<Checked, ChangeError> {
    let json = mru_core::Format::Json;
    let proposed = if order.is_empty() {
        Proposed::Whole(proposed, json)
    } else {
        Proposed::Order(order, json)
    };
    let current = Some((current, json)).filter(|(text, _)| !text.is_empty());
    check(&CheckRequest { current, proposed, agreed, starts_on, requested_by })
}

/// A recorded request and what was decided on it; of a customer that who asks may see.
///
/// # Errors
///
/// [`Absent::NoChange`].
pub(super) async fn known(
    transaction: &mut Transaction,
    id: &str,
    only: Option<&str>,
) -> Result<ChangeRequest, ChangeError> {
    let found = changes::request(transaction, id).await?.map(|it| it.record);
    let found = found.filter(|it| only.is_none_or(|only| only == it.bound.customer));
    found.ok_or_else(|| Absent::NoChange { change: id.to_owned() }.into())
}

/// Whether a policy blocks a checked change, and by which rule.
pub(super) fn blocked(checked: &Checked) -> Option<String> {
    let because = checked.decision.because.first()?;
    (because.outcome == Outcome::Blocked).then(|| because.rule.clone())
}

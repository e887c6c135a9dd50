//! Lists of requests: all of them, those that wait, and how many wait for a person.

use std::collections::BTreeMap;

use mru_core::account::Account;

use super::{
    ChangeError, agreed,
    decide::may_decide,
    record::{Approval, ChangeRequest},
    signed::Signed,
    standing::{self, Standing},
};
use crate::{
    billing,
    storage::{Database, Transaction, Which, change_lists, changes},
};

/// So many requests that wait are looked through for one person.
const LOOKED_THROUGH: i64 = 100;

/// Which requests are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The only customer.
    pub customer: Option<&'a str>,
    /// What became of them.
    pub which: Which,
    /// Those before an entry of the chain; the newest when absent.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

/// A request in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Number of its entry, which continues the list.
    pub sequence: i64,
    /// The request.
    pub request: ChangeRequest,
    /// What was decided.
    pub decision: Option<Signed<Approval>>,
    /// Name of the customer.
    pub name: String,
    /// Who may decide.
    pub approvers: Vec<String>,
}

/// Customers by their ids, as they came up.
#[derive(Default)]
struct Customers(BTreeMap<String, Option<Account>>);

impl Customers {
    /// The version of a customer that holds today.
    async fn of(
        &mut self,
        transaction: &mut Transaction,
        id: &str,
    ) -> Result<Option<&Account>, ChangeError> {
        if !self.0.contains_key(id) {
            let today = transaction.now().date_naive();
            let found = match agreed::version(transaction, id, today).await {
                Ok(version) => Some(version.account),
                Err(ChangeError::Absent(_)) => None,
                Err(error) => return Err(error),
            };
            self.0.insert(id.to_owned(), found);
        }
        Ok(self.0.get(id).and_then(Option::as_ref))
    }
}

/// Requests, the newest first, and the entry before which the next ones stand.
///
/// # Errors
///
/// [`ChangeError::Billing`].
pub async fn list(
    database: &Database,
    wanted: &Wanted<'_>,
) -> Result<(Vec<Listed>, Option<i64>), ChangeError> {
    let mut transaction = database.read().await?;
    let (found, next) = found(&mut transaction, wanted).await?;
    let (mut customers, mut listed) = (Customers::default(), Vec::with_capacity(found.len()));
    for (sequence, request) in found {
        let decision = changes::decision_on(&mut transaction, &request.id).await?;
        let id = request.bound.customer.as_str();
        let account = customers.of(&mut transaction, id).await?;
        listed.push(Listed {
            sequence,
            name: account.map_or(id, |it| it.legal.name.as_str()).to_owned(),
            approvers: account.map(|it| it.contract.approvers.clone()).unwrap_or_default(),
            decision: decision.map(|it| it.record),
            request,
        });
    }
    transaction.rollback().await?;
    Ok((listed, next))
}

/// As [`list`], each as it stands now.
///
/// # Errors
///
/// As [`super::standing`].
pub async fn inbox(
    database: &Database,
    wanted: &Wanted<'_>,
) -> Result<(Vec<Standing>, Option<i64>), ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.read().await?;
    let (found, next) = found(&mut transaction, wanted).await?;
    let mut standings = Vec::with_capacity(found.len());
    for (_, request) in found {
        standings.push(standing::of(&mut transaction, &cards, request).await?);
    }
    transaction.rollback().await?;
    Ok((standings, next))
}

type Page = (Vec<(i64, ChangeRequest)>, Option<i64>);

async fn found(transaction: &mut Transaction, wanted: &Wanted<'_>) -> Result<Page, ChangeError> {
    let most = i64::try_from(wanted.most).unwrap_or(i64::MAX).saturating_add(1);
    let before = wanted.before.unwrap_or(i64::MAX);
    let mut found =
        change_lists::newest(transaction, wanted.which, wanted.customer, (before, most)).await?;
    let is_more = found.len() > wanted.most;
    found.truncate(wanted.most);
    let next = found.last().map(|it| it.sequence).filter(|_| is_more);
    Ok((found.into_iter().map(|it| (it.sequence, it.record)).collect(), next))
}

/// How many of the latest requests wait for a person, whom their contract names today.
///
/// # Errors
///
/// [`ChangeError::Billing`].
pub async fn waiting_for(
    database: &Database,
    person: &str,
    only: Option<&str>,
) -> Result<usize, ChangeError> {
    let mut transaction = database.read().await?;
    let all = (i64::MAX, LOOKED_THROUGH);
    let found = change_lists::newest(&mut transaction, Which::Waiting, only, all).await?;
    let (mut customers, mut count) = (Customers::default(), 0_usize);
    for kept in found {
        let request = kept.record;
        let account = customers.of(&mut transaction, &request.bound.customer).await?;
        let may = |it: &Account| may_decide(&it.contract, person, &request.requested_by).is_ok();
        count = count.saturating_add(usize::from(account.is_some_and(may)));
    }
    transaction.rollback().await?;
    Ok(count)
}

//! What was agreed with a customer on changes: terms, proration, policy, people.

use chrono::NaiveDate;
use mru_core::{
    Format, Lang,
    account::Account,
    calendar::Period,
    change::{ChangePolicy, Prorating, Requested},
    rate_card::{RateCards, Terms},
};

use super::{ChangeError, Input};
use crate::{
    absent::Absent,
    billing,
    quoting::TermsError,
    storage::{Database, StoredAccount, Transaction, parties},
};

/// What was agreed, as far as changes are concerned.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// The terms that price the month in which the change begins.
    pub terms: Terms,
    /// How parts of a month are billed.
    pub prorating: Prorating,
    /// Which changes need whom; the default when absent.
    pub policy: Option<ChangePolicy>,
    /// The version of the customer; none when there is only a file.
    pub account: Option<Account>,
}

impl Agreed {
    /// What is agreed by terms alone.
    pub fn by_terms(terms: Terms, policy: Option<ChangePolicy>) -> Agreed {
        Agreed { terms, prorating: Prorating::default(), policy, account: None }
    }

    /// What a version of a customer says, for a day.
    pub(crate) fn by_account(
        account: &Account,
        cards: &RateCards,
        day: NaiveDate,
    ) -> Result<Agreed, ChangeError> {
        let contract = &account.contract;
        let terms = contract.terms(Period::of(day), cards).map_err(TermsError::Contract)?;
        Ok(Agreed {
            terms,
            prorating: Prorating { proration: contract.proration, zone: contract.time_zone },
            policy: contract.change_policy.clone(),
            account: Some(account.clone()),
        })
    }

    /// What the contract says of approvals, for somebody who asks.
    pub fn requested(&self, by: &str) -> Requested {
        let Some(account) = &self.account else { return Requested::default() };
        let contract = &account.contract;
        Requested {
            approve_all: contract.approve_all,
            by_authorised: !by.is_empty() && contract.requesters.iter().any(|it| it == by),
        }
    }

    /// The language of the customer's documents.
    pub fn language(&self) -> Option<Lang> {
        self.account.as_ref().map(|it| it.contract.language.into())
    }
}

/// Reads a policy that is given as a file.
///
/// # Errors
///
/// [`ChangeError::Invalid`].
pub fn agreed_by_file(text: &str, format: Format) -> Result<ChangePolicy, ChangeError> {
    ChangePolicy::read(text, format)
        .map_err(|findings| ChangeError::Invalid(Input::Policy, findings))
}

/// What is agreed with a customer of the store on a day.
///
/// # Errors
///
/// [`Absent::NoCustomer`], also when no version of it has begun by then, [`ChangeError::Terms`] and
/// [`ChangeError::Billing`].
pub async fn agreed(
    database: &Database,
    customer: &str,
    day: NaiveDate,
) -> Result<Agreed, ChangeError> {
    let cards = billing::rate_cards(database).await?;
    let mut transaction = database.read().await?;
    let version = version(&mut transaction, customer, day).await?;
    transaction.rollback().await?;
    Agreed::by_account(&version.account, &cards, day)
}

/// The version of a customer that holds on a day.
pub(crate) async fn version(
    transaction: &mut Transaction,
    customer: &str,
    day: NaiveDate,
) -> Result<StoredAccount, ChangeError> {
    let stored = parties::accounts(transaction, customer, customer).await?;
    let first = Period::of(day).first_day();
    let begun = |it: &StoredAccount| it.account.effective_from.is_some_and(|it| it <= first);
    // Of several for one day the one recorded last holds; they come in the order of days.
    let found = stored.into_iter().rfind(begun);
    found.ok_or_else(|| Absent::NoCustomer { customer: customer.to_owned(), near: None }.into())
}

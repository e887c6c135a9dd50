//! Versions of the supplier and of customers.

use mru_core::account::{Account, Supplier};
use sqlx::Row as _;

use super::{
    StoreError, Transaction,
    chain::{self, Recorded},
    stored,
};

/// A version of a customer, as stored.
#[derive(Clone, Debug)]
pub struct StoredAccount {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// The version.
    pub account: Account,
}

/// Records a version of the supplier; nothing when it is the one that holds already.
///
/// # Errors
///
/// [`StoreError`].
pub(crate) async fn put_supplier(
    transaction: &mut Transaction,
    supplier: &Supplier,
) -> Result<bool, StoreError> {
    let content = supplier.canonical();
    let last = sqlx::query("SELECT content FROM supplier ORDER BY sequence DESC LIMIT 1")
        .fetch_optional(transaction.connection())
        .await?;
    if let Some(row) = last
        && row.try_get::<String, _>(0)? == content
    {
        return Ok(false);
    }
    let insert = "INSERT INTO supplier (sequence, content) VALUES ($1, $2)";
    chain::record(transaction, Recorded::Supplier, "supplier", insert, &[&content]).await?;
    Ok(true)
}

/// All versions of the supplier, in the order in which they were recorded.
pub(crate) async fn suppliers(
    transaction: &mut Transaction,
) -> Result<Vec<(i64, String, Supplier)>, StoreError> {
    let rows = sqlx::query("SELECT sequence, content FROM supplier ORDER BY sequence")
        .fetch_all(transaction.connection())
        .await?;
    let mut suppliers = Vec::with_capacity(rows.len());
    for row in rows {
        let (sequence, content): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let supplier = stored::read("supplier", &sequence.to_string(), &content)?;
        suppliers.push((sequence, content, supplier));
    }
    Ok(suppliers)
}

/// Records a version of a customer; nothing when it is the one that holds from its day already.
pub(crate) async fn put_account(
    transaction: &mut Transaction,
    account: &Account,
) -> Result<bool, StoreError> {
    let content = account.canonical();
    let day = account.effective_from.map(|day| day.to_string()).unwrap_or_default();
    let last = sqlx::query("SELECT content FROM account WHERE customer = $1 AND effective_from = $2 ORDER BY sequence DESC LIMIT 1")
        .bind(account.id.clone())
        .bind(day.clone())
        .fetch_optional(transaction.connection())
        .await?;
    if let Some(row) = last
        && row.try_get::<String, _>(0)? == content
    {
        return Ok(false);
    }
    let subject = format!("{}@{day}", account.id);
    let hash = chain::digest(&[&content]);
    let sequence = chain::append(transaction, Recorded::Account, &subject, &hash).await?;
    sqlx::query(
        "INSERT INTO account (sequence, customer, effective_from, content) VALUES ($1, $2, $3, $4)",
    )
    .bind(sequence)
    .bind(account.id.clone())
    .bind(day)
    .bind(content)
    .execute(transaction.connection())
    .await?;
    Ok(true)
}

/// The ids of all customers, sorted.
pub(crate) async fn customers(transaction: &mut Transaction) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query("SELECT DISTINCT customer FROM account ORDER BY customer")
        .fetch_all(transaction.connection())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// A version of a customer as stored, unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Number of its entry in the chain.
    pub sequence: i64,
    /// Id of the customer.
    pub customer: String,
    /// The text that was recorded.
    pub content: String,
    effective_from: String,
}

impl AccountRow {
    /// Reads the version.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreadable`] when it is not what its columns say, [`StoreError::NewerForm`]
    /// when a newer program wrote it.
    pub fn read(&self) -> Result<StoredAccount, StoreError> {
        let AccountRow { sequence, customer, content, effective_from } = self;
        let account: Account = stored::read("customer", customer, content)?;
        let day = account.effective_from.map(|it| it.to_string());
        if account.id != *customer || day.as_ref() != Some(effective_from) {
            let problem = String::from("its columns are not what it says");
            return Err(StoreError::Unreadable { what: "customer", id: customer.clone(), problem });
        }
        Ok(StoredAccount { sequence: *sequence, account })
    }
}

/// All versions of the customers of a range, by customer, day and order of recording.
pub(crate) async fn account_rows(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<AccountRow>, StoreError> {
    let rows = sqlx::query("SELECT sequence, customer, content, effective_from FROM account WHERE customer >= $1 AND customer <= $2 ORDER BY customer, effective_from, sequence")
        .bind(first.to_owned())
        .bind(last.to_owned())
        .fetch_all(transaction.connection())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AccountRow {
                sequence: row.try_get(0)?,
                customer: row.try_get(1)?,
                content: row.try_get(2)?,
                effective_from: row.try_get(3)?,
            })
        })
        .collect()
}

/// All versions of the customers of a range, by customer, day and order of recording.
pub(crate) async fn accounts(
    transaction: &mut Transaction,
    first: &str,
    last: &str,
) -> Result<Vec<StoredAccount>, StoreError> {
    account_rows(transaction, first, last).await?.iter().map(AccountRow::read).collect()
}

/// The versions that hold: of several for one day, the one recorded last.
pub(crate) fn in_force<'a>(accounts: impl IntoIterator<Item = &'a StoredAccount>) -> Vec<Account> {
    let mut versions: Vec<Account> = Vec::new();
    for stored in accounts {
        match versions.last_mut() {
            Some(last) if last.effective_from == stored.account.effective_from => {
                last.clone_from(&stored.account);
            }
            _ => versions.push(stored.account.clone()),
        }
    }
    versions
}

//! Approvals, envelopes and receipts: signed by this store, of what was asked for, and priced again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mru_core::{account::Account, rate_card::RateCards, units::Usd};

use super::Verified;
use crate::{
    billing::BillingError,
    changes::{
        Agreed,
        record::{Approval, Bound, Decided, Envelope, Receipt},
        repriced,
        signed::{Signed, Statement},
    },
    storage::{
        StoreError, Transaction, chain,
        changes::{self, Table},
        checkpoints, parties,
    },
    witness::keys::PublicKey,
};

/// Rows that are looked at together.
const PAGE: i64 = 200;

/// What statements are held against.
struct Ground<'a> {
    cards: &'a RateCards,
    origin: String,
    keys: Vec<PublicKey>,
    /// Versions of customers by their hashes, as they came up.
    versions: BTreeMap<String, Option<Account>>,
}

/// Checks every signed statement of the store.
pub(super) async fn check(
    transaction: &mut Transaction,
    cards: &RateCards,
    verified: &mut Verified,
) -> Result<(), BillingError> {
    let origin = checkpoints::origin(transaction).await?.unwrap_or_default();
    let keys = checkpoints::keys(transaction).await.unwrap_or_default();
    let keys = keys.iter().filter_map(|it| it.record.key()).collect();
    let mut ground = Ground { cards, origin, keys, versions: BTreeMap::new() };
    for table in [Table::Decisions, Table::Envelopes, Table::Receipts] {
        let mut after = i64::MIN;
        loop {
            let rows = changes::contents(transaction, table, after, PAGE).await?;
            let Some((last, _)) = rows.last() else { break };
            after = *last;
            for (sequence, content) in &rows {
                let checked = match table {
                    Table::Decisions => {
                        decision(transaction, &mut ground, *sequence, content, verified).await
                    }
                    Table::Envelopes => {
                        envelope(transaction, &ground, *sequence, content, verified).await
                    }
                    Table::Receipts => {
                        receipt(transaction, &mut ground, *sequence, content, verified).await
                    }
                };
                if let Err(error) = checked {
                    verified.unreadable(error)?;
                }
            }
        }
    }
    Ok(())
}

/// Notes a statement that is not by a key of the store.
fn signature<T: Statement>(
    signed: &Signed<T>,
    id: &str,
    ground: &Ground<'_>,
    verified: &mut Verified,
) {
    let is_ours =
        signed.origin == ground.origin && ground.keys.iter().any(|key| signed.is_by(*key));
    if !is_ours {
        verified.problem(
            format!("{} {id} is not signed by a key of this store", T::WHAT),
            format!("{} {id} no está firmado con una clave de este almacén", T::WHAT),
        );
    }
}

fn differs(id: &str, from: &str, verified: &mut Verified) {
    verified
        .problem(format!("{id} is not what {from} says"), format!("{id} no es lo que dice {from}"));
}

async fn decision(
    transaction: &mut Transaction,
    ground: &mut Ground<'_>,
    sequence: i64,
    content: &str,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let signed: Signed<Approval> = changes::read("approval", sequence, content)?;
    let Approval { id, change, bound, .. } = &signed.statement;
    signature(&signed, id, ground, verified);
    let request = changes::request(transaction, change).await?.map(|it| it.record);
    let statement = changes::statement(transaction, change).await?.unwrap_or_default();
    let Some(request) = request else {
        differs(id, change, verified);
        return Ok(());
    };
    let approval = &signed.statement;
    let same = request.bound == *bound
        && request.after_usd == approval.most_usd
        && request.month_more_usd == approval.most_month_more_usd
        && request.statement_hash == approval.statement_hash
        && chain::digest(&[&statement]) == approval.statement_hash;
    if !same {
        differs(id, change, verified);
    }
    // What was rejected may have been outdated; what was approved was priced again on that day.
    if approval.decided == Decided::Approved {
        let texts = [request.current.as_str(), &request.proposed, &request.order];
        let days = [request.starts_on];
        priced(transaction, ground, (id, bound, &request.requested_by), &days, texts, verified)
            .await?;
    }
    Ok(())
}

async fn envelope(
    transaction: &mut Transaction,
    ground: &Ground<'_>,
    sequence: i64,
    content: &str,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let signed: Signed<Envelope> = changes::read("envelope", sequence, content)?;
    let Envelope { id, most_more_usd, .. } = &signed.statement;
    signature(&signed, id, ground, verified);
    let drawn = Usd::of_cents(changes::drawn(transaction, id).await?);
    if drawn > *most_more_usd {
        verified.problem(
            format!("USD {drawn} were drawn from envelope {id}, which holds USD {most_more_usd}"),
            format!("se usaron US$ {drawn} del sobre {id}, que contiene US$ {most_more_usd}"),
        );
    }
    Ok(())
}

async fn receipt(
    transaction: &mut Transaction,
    ground: &mut Ground<'_>,
    sequence: i64,
    content: &str,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let signed: Signed<Receipt> = changes::read("receipt", sequence, content)?;
    let receipt = &signed.statement;
    let id = receipt.id.as_str();
    signature(&signed, id, ground, verified);
    if !receipt.approval.is_empty() {
        let approval = changes::decision(transaction, &receipt.approval).await?;
        let approval = approval.map(|it| it.record.statement);
        let same = approval.is_some_and(|it| {
            it.bound == receipt.bound
                && it.decided == Decided::Approved
                && receipt.after_usd <= it.most_usd
                && receipt.given_at < it.expires_at
        });
        if !same {
            differs(id, &receipt.approval, verified);
        }
    }
    let days = [receipt.starts_on, receipt.given_at.date_naive()];
    let texts = [receipt.current.as_str(), &receipt.proposed, &receipt.order];
    priced(transaction, ground, (id, &receipt.bound, ""), &days, texts, verified).await
}

/// Prices a change again by what was agreed then, and holds every hash against what was bound.
async fn priced(
    transaction: &mut Transaction,
    ground: &mut Ground<'_>,
    (id, bound, by): (&str, &Bound, &str),
    days: &[NaiveDate],
    [current, proposed, order]: [&str; 3],
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let hash = &bound.contract_hash;
    if !ground.versions.contains_key(hash) {
        let rows = parties::account_rows(transaction, &bound.customer, &bound.customer).await?;
        let row = rows.iter().find(|it| chain::digest(&[&it.content]) == *hash);
        let account = row.and_then(|it| it.read().ok()).map(|it| it.account);
        ground.versions.insert(hash.clone(), account);
    }
    let account = ground.versions.get(hash).and_then(Option::as_ref);
    let same = account.is_some_and(|account| {
        days.iter().any(|day| {
            let Ok(agreed) = Agreed::by_account(account, ground.cards, *day) else { return false };
            let first = days.first().copied().unwrap_or(*day);
            let Ok(checked) = repriced(&agreed, first, by, (current, proposed, order)) else {
                return false;
            };
            let change = &checked.change;
            change.hash() == bound.change_hash
                && change.base_state == bound.base_state
                && change.target_state == bound.target_state
                && change.terms.card.hash == bound.rate_card_hash
                && checked.decision.policy_hash == bound.policy_hash
        })
    });
    if !same {
        verified.problem(
            format!("{id} cannot be priced again to what it binds"),
            format!("{id} no se puede valorizar de nuevo a lo que compromete"),
        );
    }
    Ok(())
}

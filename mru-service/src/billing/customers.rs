//! Who there is to bill, and whose records have lost their owner.

use std::collections::BTreeMap;

use mru_core::text::nearest;

use super::{
    BillingError,
    fault::{self, Fault},
    load::Loaded,
};
use crate::{
    absent::Absent,
    storage::{Transaction, damaged, parties},
};

/// All customers, or the one that is asked for.
#[derive(Debug)]
pub(super) struct Customers {
    /// Their ids, sorted.
    pub(super) ids: Vec<String>,
    /// Those that cannot be worked on, because a record of theirs has lost its id.
    pub(super) faults: BTreeMap<String, Fault>,
}

impl Customers {
    /// Finds all customers.
    pub(super) async fn all(transaction: &mut Transaction) -> Result<Customers, BillingError> {
        let error = match parties::customers(transaction).await {
            Ok(ids) => return Ok(Customers { ids, faults: BTreeMap::new() }),
            Err(error) => error,
        };
        fault::of(error)?;
        let faults = faults(transaction).await?;
        let mut ids = damaged::readable(transaction).await?;
        ids.extend(faults.keys().cloned());
        Ok(Customers { ids: ids.into_iter().collect(), faults })
    }

    /// Finds all customers, or the one that is asked for.
    pub(super) async fn of(
        transaction: &mut Transaction,
        only: Option<&str>,
    ) -> Result<Customers, BillingError> {
        let all = Customers::all(transaction).await?;
        let Some(only) = only else { return Ok(all) };
        if all.ids.iter().any(|customer| customer == only) {
            return Ok(Customers { ids: vec![only.to_owned()], ..all });
        }
        let near = nearest(only, all.ids.iter().map(String::as_str)).map(str::to_owned);
        Err(Absent::NoCustomer { customer: only.to_owned(), near }.into())
    }

    /// Notes in what was loaded who cannot be worked on.
    pub(super) fn set_aside(&self, loaded: &mut Loaded) {
        for (customer, stored) in loaded {
            if let Some(fault) = self.faults.get(customer) {
                stored.fault = Some(fault.clone());
            }
        }
    }
}

/// Why customers cannot be worked on whose records have lost their id.
pub(super) async fn faults(
    transaction: &mut Transaction,
) -> Result<BTreeMap<String, Fault>, BillingError> {
    let records = damaged::records(transaction).await?;
    Ok(records.into_iter().map(|(customer, error)| (customer, Fault::from(error))).collect())
}

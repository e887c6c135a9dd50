//! What was metered of every customer in a month, and what it was billed.

use mru_core::{Finding, calendar::Period, reconciliation::MeteredCustomer};

use super::{
    BillingError, cards,
    customers::Customers,
    facts::{self, Stored},
    load,
};
use crate::storage::Database;

/// What was metered in a month.
#[derive(Clone, Debug, Default)]
pub struct MeteredMonth {
    /// Every customer, by id; one that is set aside has nothing metered.
    pub customers: Vec<MeteredCustomer>,
    /// The customers that cannot be billed, with the reasons.
    pub set_aside: Vec<(String, Vec<Finding>)>,
}

/// Reads what was metered of every customer in a month, and what it was billed: by its issued
/// document, or by what a run would draft now.
///
/// # Errors
///
/// [`BillingError`] when nothing can be read at all. Customers that cannot be billed are set aside.
pub async fn metered(database: &Database, month: Period) -> Result<MeteredMonth, BillingError> {
    let mut reader = database.read().await?;
    let cards = cards::of_store(&mut reader).await?;
    let ground = (facts::supplier(&mut reader).await?, cards);
    let asked = Customers::of(&mut reader, None).await?;
    let mut rest = &asked.ids[..];
    let mut all = MeteredMonth::default();
    while !rest.is_empty() {
        let page = load::page(&mut reader, rest).await?;
        let mut loaded = load::load_rows(&mut reader, &page, month).await?;
        asked.set_aside(&mut loaded);
        for (customer, stored) in loaded.iter_mut().filter(|(_, it)| it.is_issued(month)) {
            load::load_documents(&mut reader, customer, stored).await?;
        }
        let ground = ground.clone();
        let of = move |customer: &str, stored: &Stored| {
            let (supplier, cards) = &ground;
            let facts = stored.read().map_err(|fault| vec![fault.finding(customer)])?;
            let issued = facts.issued_statement(month);
            let drafted = match issued {
                Some(_) => None,
                None => facts.projected(month, supplier, cards)?,
            };
            facts.metered(customer, month, supplier, cards, issued.or(drafted.as_ref()))
        };
        let (loaded, metered) = load::each(loaded, of).await;
        for (customer, metered) in loaded.keys().zip(metered) {
            let metered = metered.unwrap_or_else(|findings| {
                all.set_aside.push((customer.clone(), findings));
                MeteredCustomer::set_aside(customer)
            });
            all.customers.push(metered);
        }
        rest = page.rest;
    }
    reader.rollback().await?;
    Ok(all)
}

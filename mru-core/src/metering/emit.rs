//! The events that a deployment begins with: what provisioning says when it is done.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Event, Size, Slot, What};
use crate::{
    Quote,
    materials::{Charge, Item, Place},
};

/// Makes an `activated` event of every charged line of a quote, of weight 0 too: a later rate card
/// may give it a weight (N11). What comes with something else, what is free by default and what
/// stands outside the MRUs has none.
///
/// Ids are the ticket, the customer, the deployment and the number of the line; the same quote gives
/// the same events. A month of them costs what the quote says, in the same words.
/// Ranges of elasticity are part of them, those of Single Sign-On too (N10).
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
/// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
/// # let day = "2026-11-21".parse().unwrap();
/// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
/// # let parsed = mru_core::Deployment::parse(text, mru_core::Format::Yaml);
/// # let quote = mru_core::Quote::of(&parsed, &terms, day).unwrap();
///
/// use mru_core::metering::activations;
///
/// let at = "2026-12-01T09:00:00-03:00".parse().unwrap();
/// let events = activations(&quote, "insurer", "main", at, "REQ-7");
/// assert_eq!(events[0].id, "REQ-7-insurer-main-1");
/// assert_eq!(events[0].slot.to_string(), "main/production/container/ms-loans");
/// ```
pub fn activations(
    quote: &Quote,
    customer: &str,
    deployment: &str,
    at: DateTime<Utc>,
    ticket: &str,
) -> Vec<Event> {
    let mut taken = BTreeSet::new();
    let charged = quote.priced.lines().enumerate().filter_map(|(index, line)| {
        let Charge::Entry(entry) = &line.item.charge else { return None };
        (!line.item.quantity.is_zero()).then_some((index, line.item, entry))
    });
    charged
        .map(|(index, item, entry)| {
            let environment = match item.place {
                Place::Environment(at) => quote.deployment.environments.get(at),
                Place::Shared => None,
            };
            let slot = vacant(&mut taken, item, entry.size(), |name| Slot {
                deployment: deployment.to_owned(),
                environment: environment.map_or("shared", |it| it.name.as_str()).to_owned(),
                component: item.kind.id.to_owned(),
                name,
            });
            let size = Size {
                size: entry.size().to_owned(),
                quantity: item.quantity.normalize(),
                redundancy: item.multiplier,
                max_tasks: item.max_tasks,
                role: item.role,
            };
            Event {
                id: format!("{ticket}-{customer}-{deployment}-{}", index.saturating_add(1)),
                customer: customer.to_owned(),
                at,
                slot,
                what: What::Activated(size),
                ticket: ticket.to_owned(),
            }
        })
        .collect()
}

/// A slot that no other line has.
///
/// Two lines of one name, such as the tiers of a CDN, are two components: the second is told from the
/// first by its size, which documents do not repeat, and further ones by a number.
fn vacant(
    taken: &mut BTreeSet<Slot>,
    item: &Item,
    size: &str,
    slot: impl Fn(String) -> Slot,
) -> Slot {
    let name = if item.name.is_empty() { item.kind.id } else { &item.name };
    let mut next = slot(name.to_owned());
    for count in 1_usize.. {
        if taken.insert(next.clone()) {
            break;
        }
        next = slot(match (count, size) {
            (1, size) if !size.is_empty() => format!("{name} {size}"),
            _ => format!("{name} ({})", count.saturating_add(1)),
        });
    }
    next
}

//! The events that a deployment begins with: what provisioning says when it is done.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Event, Size, Slot, What};
use crate::{
    Quote,
    bill::{Charge, Place},
};

/// Makes an `activated` event of every charged line of a quote.
///
/// Ids are the ticket, the customer, the deployment and the number of the line; the same quote gives the same events. A
/// month of them costs what the quote says.
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
        (!line.mru.as_decimal().is_zero()).then_some((index, line.item, entry))
    });
    charged
        .map(|(index, item, entry)| {
            let environment = match item.place {
                Place::Environment(at) => quote.deployment.environments.get(at),
                Place::Shared => None,
            };
            let slot = Slot {
                deployment: deployment.to_owned(),
                environment: environment.map_or("shared", |it| it.name.as_str()).to_owned(),
                component: entry.component().to_owned(),
                name: if item.name.is_empty() { item.kind.id } else { &item.name }.to_owned(),
            };
            // Two lines of one name, such as a database and its replica, are two components.
            let first = slot.name.clone();
            let mut slot = slot;
            for count in 2_usize.. {
                if taken.insert(slot.clone()) {
                    break;
                }
                slot.name = format!("{first} ({count})");
            }
            let max_tasks = environment
                .and_then(|it| it.containers.iter().find(|container| container.name == item.name))
                .filter(|_| slot.component == "container")
                .and_then(|container| container.max_tasks);
            let size = Size {
                size: entry.size().to_owned(),
                quantity: item.quantity.normalize(),
                redundancy: item.multiplier,
                max_tasks,
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

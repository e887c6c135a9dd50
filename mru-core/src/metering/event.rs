//! One fact about a component of a customer.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Zone,
    catalogue::{self},
    entry_id::EntryId,
    kind::Role,
    stored::{Form, Stored},
    units::Usd,
};

/// A component of a customer: what its events and its intervals belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Slot {
    /// Name of the deployment.
    pub deployment: String,
    /// Name of the environment, or `shared`.
    pub environment: String,
    /// Kind of component, as rate cards write it: `container`.
    pub component: String,
    /// Name of the component.
    pub name: String,
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Slot { deployment, environment, component, name } = self;
        write!(f, "{deployment}/{environment}/{component}/{name}")
    }
}

/// How much of a component there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Size as rate cards write it, `1x2`; empty when the component has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub size: String,
    /// Pieces, before redundancy.
    pub quantity: Decimal,
    /// The redundancy factor, or 1.
    #[serde(skip_serializing_if = "is_one")]
    pub redundancy: u32,
    /// All tasks at the top of the elasticity range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tasks: Option<u32>,
    /// Of nodes: what they are beside the cluster itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Size {
    /// The entry of the rate card that weighs one piece.
    pub fn entry(&self, component: &str) -> EntryId {
        catalogue::entry(component, &self.size)
    }

    /// Tasks that run without elasticity; nothing when the quantity is not whole.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::metering::{Event, EventFormat, What};
    ///
    /// let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
    ///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,3,2,REQ-7\n";
    /// let events = Event::read(csv, EventFormat::Csv).unwrap();
    /// let What::Activated(size) = &events[0].what else { panic!("an activation") };
    /// assert_eq!(size.base_tasks(), Some(6));
    /// ```
    pub fn base_tasks(&self) -> Option<u64> {
        let pieces = u64::try_from(self.quantity).ok().filter(|_| self.quantity.is_integer())?;
        pieces.checked_mul(self.redundancy.into())
    }
}

/// What became true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum What {
    /// A component began to exist (R87).
    Activated(Size),
    /// It changed its size (R89).
    Resized(Size),
    /// It ceased to exist (R88).
    Removed {
        /// The day on which the customer asked for it; bounds the end of billing.
        #[serde(skip_serializing_if = "Option::is_none")]
        requested_on: Option<NaiveDate>,
    },
    /// So many tasks of a container ran from the instant of the event until another (R60).
    ElasticSample {
        /// First instant at which it no longer holds.
        until: DateTime<Utc>,
        /// Tasks running.
        tasks: u32,
    },
    /// Something charged once, outside MRUs, such as a yearly domain (R90).
    OneOff {
        /// Amount before tax.
        usd: Usd,
        /// What it is, as the invoice says it.
        description: String,
    },
    /// Another event of the component was wrong, and counts no more (R92).
    Voided {
        /// Id of the other event.
        voids: String,
    },
}

impl What {
    /// The written form of the type.
    pub const fn kind(&self) -> &'static str {
        match self {
            What::Activated(_) => "activated",
            What::Resized(_) => "resized",
            What::Removed { .. } => "removed",
            What::ElasticSample { .. } => "elastic-sample",
            What::OneOff { .. } => "one-off",
            What::Voided { .. } => "voided",
        }
    }
}

/// One fact about a component: what, when, by which ticket (R66).
///
/// # Example
///
/// ```
/// use mru_core::metering::{Event, EventFormat};
///
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
///            e1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,ms-limits,1x2,1,3,REQ-7\n";
/// let events = Event::read(csv, EventFormat::Csv).unwrap();
/// assert_eq!(events[0].slot.to_string(), "main/production/container/ms-limits");
/// assert_eq!(events[0].hash().len(), "sha256:".len() + 64);
/// assert_eq!(events[0].what.kind(), "activated");
/// assert_eq!(events[0].day(mru_core::calendar::Zone::UTC).to_string(), "2026-04-11");
/// // What stores keep is read back as it is.
/// assert_eq!(serde_json::from_str::<Event>(&events[0].canonical()).unwrap(), events[0]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Unique for ever.
    pub id: String,
    /// Id of the customer.
    pub customer: String,
    /// The instant from which it is true.
    pub at: DateTime<Utc>,
    /// What it is about.
    #[serde(flatten)]
    pub slot: Slot,
    /// What became true.
    #[serde(flatten)]
    pub what: What,
    /// The ticket behind it; samples need none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ticket: String,
}

/// The fields of an event side by side, as they are written: read in one pass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    id: String,
    customer: String,
    at: DateTime<Utc>,
    deployment: String,
    environment: String,
    component: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    size: String,
    quantity: Option<Decimal>,
    #[serde(default = "one")]
    redundancy: u32,
    max_tasks: Option<u32>,
    role: Option<Role>,
    requested_on: Option<NaiveDate>,
    until: Option<DateTime<Utc>>,
    tasks: Option<u32>,
    usd: Option<Usd>,
    description: Option<String>,
    voids: Option<String>,
    #[serde(default)]
    ticket: String,
}

impl Flat {
    fn what<E: serde::de::Error>(&mut self) -> Result<What, E> {
        let absent = E::missing_field;
        let mut size = || -> Result<Size, E> {
            Ok(Size {
                size: std::mem::take(&mut self.size),
                quantity: self.quantity.ok_or_else(|| absent("quantity"))?,
                redundancy: self.redundancy,
                max_tasks: self.max_tasks,
                role: self.role,
            })
        };
        Ok(match self.kind.as_str() {
            "activated" => What::Activated(size()?),
            "resized" => What::Resized(size()?),
            "removed" => What::Removed { requested_on: self.requested_on },
            "elastic-sample" => What::ElasticSample {
                until: self.until.ok_or_else(|| absent("until"))?,
                tasks: self.tasks.ok_or_else(|| absent("tasks"))?,
            },
            "one-off" => What::OneOff {
                usd: self.usd.ok_or_else(|| absent("usd"))?,
                description: self.description.take().ok_or_else(|| absent("description"))?,
            },
            "voided" => What::Voided { voids: self.voids.take().ok_or_else(|| absent("voids"))? },
            other => {
                let known =
                    &["activated", "resized", "removed", "elastic-sample", "one-off", "voided"];
                return Err(E::unknown_variant(other, known));
            }
        })
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        let mut flat = Flat::deserialize(deserializer)?;
        let what = flat.what()?;
        let Flat { id, customer, at, deployment, environment, component, name, ticket, .. } = flat;
        let slot = Slot { deployment, environment, component, name };
        Ok(Event { id, customer, at, slot, what, ticket })
    }
}

impl Stored for Event {
    const FORM: Form = Form { name: "event", version: 1, field: "format" };
}

impl Event {
    /// The event in its one written form, which stores keep and hashes cover.
    pub fn canonical(&self) -> String {
        // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Hash of the canonical form: `sha256:` and 64 digits.
    pub fn hash(&self) -> String {
        crate::digest::sha256(self.canonical().as_bytes())
    }

    /// The day of the event in a zone.
    pub fn day(&self, zone: Zone) -> NaiveDate {
        zone.day_of(self.at)
    }
}

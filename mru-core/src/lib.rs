//! Modyo Resource Units (MRUs): turns a deployment into MRUs and monthly USD, exactly, and says why.
//!
//! Customers of Modyo Connect pay for what they have configured: every component is worth a number
//! of MRUs, MRUs are summed over all environments, and the sum is billed monthly at a price in USD.
//! This crate is that calculation, and nothing else: it reads no file, no clock and no network, and
//! no float touches a quantity or an amount.
//!
//! # Example
//!
//! ```
//! use mru_core::{Deployment, Format, Lang, Quote, rate_card::{RateCard, Terms}};
//!
//! let deployment = Deployment::parse(r#"
//!     [[environments]]
//!     name = "production"
//!     kind = "production"
//!     redundancy = 2
//!     containers = [{ name = "ms-loans", vcpu = 1, memory_gb = 2, repository = "ms-loans", branch = "main" }]
//! "#, Format::Toml);
//!
//! let header = r#"
//!     card = "demo"
//!     effective_from = "2026-10-01"
//!     currency = "USD"
//!     mru_price_usd = "42.00"
//!     approved_by = "rate-card owner"
//!     provenance = "an example"
//! "#;
//! let weights = "component,size,weight_mru,confidence,arithmetic\n\
//!                container,1x2,3.25,assumption,\n\
//!                environment,production,0,assumption,\n";
//! let card = RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
//!
//! let as_of = "2026-11-21".parse().unwrap();
//! let terms = Terms::new(card, None, as_of).unwrap();
//! let quote = Quote::of(&deployment, &terms, as_of).unwrap();
//!
//! assert_eq!(quote.priced.total.mru.to_string(), "6.5");
//! assert_eq!(quote.priced.total.usd.to_string(), "273.00");
//! assert_eq!(
//!     quote.priced.lines().next().unwrap().explanation(Lang::En),
//!     "1 instance × redundancy 2 × 3.25 MRU = 6.5 MRU × USD 42.00 = USD 273.00",
//! );
//! ```
//!
//! # The way of a number
//!
//! 1. [`Deployment::parse`] reads TOML, YAML or JSON; mistakes of form become [`Finding`]s.
//! 2. [`check`] judges it by all rules at once.
//! 3. [`rate_card::RateCards::select`] finds the rate card of a day, [`rate_card::Terms::new`]
//!    applies a contract to it.
//! 4. [`Quote::of`] prices it. Every [`pricing::Line`] names its rules and its rate card entry and
//!    explains its arithmetic; lines sum to totals.
//!
//! # What this crate does not do
//!
//! It stores nothing, sends nothing, asks AWS nothing and knows no customer; the service does.
//! It never invents a weight: what a rate card does not list is an error (rule R1).

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]

pub mod account;
pub mod accuracy;
pub mod calendar;
pub mod catalogue;
pub mod change;
pub mod cost_model;
pub mod costs;
mod deployment;
mod digest;
mod entry_id;
mod finding;
pub mod impact;
pub mod invoice;
mod kind;
pub mod materials;
pub mod metering;
mod numeral;
pub mod offer;
mod policies;
mod positions;
pub mod pricing;
mod quote;
pub mod rate_card;
mod reading;
pub mod reconciliation;
pub mod stored;
pub mod terraform;
pub mod text;
pub mod units;
mod validation;

pub use crate::{
    deployment::{Customer, Deployment, Environment, Parsed, Shared},
    finding::{Finding, Findings, MOST_FINDINGS, Severity, locate},
    kind::{EnvironmentKind, Redundancy},
    positions::{Position, Positions},
    quote::{Quote, check_with_terms, findings_json},
    reading::{Format, MAX_TEXT_BYTES, MemoryGb},
    text::Lang,
    validation::{Connections, Use, check, check_deployment, connections},
};

//! The face of the service over HTTP: a JSON API, and pages for people, on the same use cases as the
//! command line.
//!
//! [`ROUTES`] and [`PAGES`] are all there is: method, path, permission and description of every route
//! stand in these tables, and the server is made of them alone. The gate lets a request through to its
//! route only with a key that has the permission. TLS is for a proxy in front.

mod answer;
mod approval_links;
mod call;
mod catalogue;
mod changes;
mod customers;
mod declared;
mod events;
mod gate;
mod health;
mod jobs;
mod language;
mod links;
mod log;
mod media;
mod months;
mod not_issued;
mod notifications;
mod once;
mod openapi;
mod page;
mod pages;
mod parameters;
mod problem;
mod quotes;
mod rate;
mod rate_cards;
mod reconciliations;
mod refusal;
mod reply;
mod route;
mod routes;
mod routes_of_changes;
mod routes_of_links;
mod routes_of_notifications;
mod routes_of_quotes;
mod server;
mod service;
mod stored_quotes;
mod tickets;
mod words;
mod words_of_changes;
mod words_of_notifications;
mod words_of_quotes;

pub use openapi::document as openapi;
pub use pages::PAGES;
pub use refusal::Refusal;
pub use route::{Body, Is, Method, Need, Parameter, Place, Route, Sees};
pub use routes::ROUTES;
pub use server::{Left, serve};
pub use service::Settings;
pub use tickets::Hooks;

//! The table of all routes.

use super::{
    catalogue, health, quotes, rate_cards,
    route::{Body, Method, Need, Parameter, Place, Route},
};
use crate::callers::Permission;

const AS_OF: Parameter = Parameter {
    name: "as_of",
    place: Place::Query,
    about: "The day to price for; today when absent.",
    example: "2026-11-21",
};
const RATE_CARD: Parameter = Parameter {
    name: "rate_card",
    place: Place::Query,
    about: "A rate card of the store: a name, or a name and first day; `reference` when absent.",
    example: "reference@2026-10-01",
};
const LINE: Parameter = Parameter {
    name: "line",
    place: Place::Query,
    about: "The number of a line; all lines when absent.",
    example: "1",
};
const CARD: Parameter = Parameter {
    name: "card",
    place: Place::Path,
    about: "A name, for the card in force on the day, or a name and first day.",
    example: "reference@2026-10-01",
};
const KIND: Parameter = Parameter {
    name: "kind",
    place: Place::Path,
    about: "Id or number of a kind of component.",
    example: "container",
};

/// Every route there is.
pub const ROUTES: [Route; 9] = [
    Route {
        method: Method::Get,
        path: "/healthz",
        need: Need::Nothing,
        id: "health",
        summary: "Whether the program answers.",
        parameters: &[],
        body: Body::Nothing,
        answer: "Health",
        handler: |call| Box::pin(health::health(call)),
    },
    Route {
        method: Method::Get,
        path: "/readyz",
        need: Need::Nothing,
        id: "readiness",
        summary: "Whether the store can be read, so that requests can be answered.",
        parameters: &[],
        body: Body::Nothing,
        answer: "Health",
        handler: |call| Box::pin(health::readiness(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/quotes/price",
        need: Need::Key(Permission::Quote),
        id: "price",
        summary: "Price a deployment for a day.",
        parameters: &[AS_OF, RATE_CARD],
        body: Body::Deployment,
        answer: "Quote",
        handler: |call| Box::pin(quotes::price(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/quotes/validate",
        need: Need::Key(Permission::Quote),
        id: "validate",
        summary: "Name all mistakes and remarks of a deployment.",
        parameters: &[AS_OF, RATE_CARD],
        body: Body::Deployment,
        answer: "Findings",
        handler: |call| Box::pin(quotes::validate(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/quotes/explain",
        need: Need::Key(Permission::ReadRateCards),
        id: "explain",
        summary: "Say why the lines of a quote are what they are, back to how each weight was derived.",
        parameters: &[AS_OF, RATE_CARD, LINE],
        body: Body::Deployment,
        answer: "Explanation",
        handler: |call| Box::pin(quotes::explain(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/rate-cards",
        need: Need::Key(Permission::ReadRateCards),
        id: "listRateCards",
        summary: "List the rate cards of the store.",
        parameters: &[],
        body: Body::Nothing,
        answer: "RateCards",
        handler: |call| Box::pin(rate_cards::list(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/rate-cards/{card}",
        need: Need::Key(Permission::ReadRateCards),
        id: "showRateCard",
        summary: "Show a rate card with the arithmetic of every weight.",
        parameters: &[CARD, AS_OF],
        body: Body::Nothing,
        answer: "RateCard",
        handler: |call| Box::pin(rate_cards::show(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/catalogue",
        need: Need::Key(Permission::Quote),
        id: "listKinds",
        summary: "List the kinds of components.",
        parameters: &[],
        body: Body::Nothing,
        answer: "Kinds",
        handler: |call| Box::pin(catalogue::list(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/catalogue/{kind}",
        need: Need::Key(Permission::Quote),
        id: "showKind",
        summary: "Show all about a kind of component: sizes, rules, what a ticket must contain.",
        parameters: &[KIND],
        body: Body::Nothing,
        answer: "Kind",
        handler: |call| Box::pin(catalogue::show(call)),
    },
];

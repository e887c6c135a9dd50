//! The table of the routes of stored quotes.

use super::{
    declared::{AFTER, AS_OF, LANG, LIMIT, RATE_CARD},
    links, quotes,
    route::{Body, Is, Method, Need, Parameter, Place, Route, Sees},
    stored_quotes,
};
use crate::callers::Permission;

const fn path(name: &'static str, about: &'static str, example: &'static str) -> Parameter {
    Parameter { name, place: Place::Path, is: Is::Text, about, example }
}

const fn query(name: &'static str, about: &'static str, example: &'static str) -> Parameter {
    Parameter { name, place: Place::Query, is: Is::Text, about, example }
}

const fn days(name: &'static str, about: &'static str) -> Parameter {
    let is = Is::Number { most: Some(365) };
    Parameter { name, place: Place::Query, is, about, example: "30" }
}

const NUMBER: Parameter = path("number", "Number of a quote, or id of a draft.", "QUO-000001");
const SECRET: Parameter =
    path("secret", "The secret of a link.", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
const CUSTOMER: Parameter =
    query("customer", "Id of a recorded customer; all, or a prospect, when absent.", "bank");
const CONTACT: Parameter = query("contact", "Whom to ask about the quote.", "Ana Soto");
const NOTES: Parameter = query("notes", "What else the quote says.", "As discussed.");
const AGAINST: Parameter = query("against", "The later quote or draft.", "QUO-000002");
const VALID_DAYS: Parameter =
    days("valid_days", "Days for which it may be accepted; 30 when absent.");
const DAYS: Parameter =
    days("days", "Days for which the link opens; as long as the quote when absent.");
const MAIL_TO: Parameter = query(
    "mail_to",
    "Address to which the link is mailed, in the language of the quote.",
    "cfo@acme.example",
);
const STATE: Parameter = Parameter {
    name: "state",
    place: Place::Query,
    is: Is::OneOf(&["draft", "issued", "expired", "accepted", "withdrawn", "superseded"]),
    about: "Only those in a state; issued quotes of all states when absent.",
    example: "issued",
};
const FORMAT: Parameter = Parameter {
    name: "format",
    place: Place::Query,
    is: Is::OneOf(&["json", "html", "pdf", "text", "csv"]),
    about: "`json`, `html`, `pdf`, `text` or `csv`; `json` when absent.",
    example: "html",
};

const ENVIRONMENT: Parameter =
    query("environment", "Name of the environment that a plan makes.", "production");
const KIND: Parameter = Parameter {
    name: "kind",
    place: Place::Query,
    is: Is::OneOf(&["production", "pre-production"]),
    about: "Kind of that environment; production when absent.",
    example: "production",
};
const REDUNDANCY: Parameter = Parameter {
    name: "redundancy",
    place: Place::Query,
    is: Is::Number { most: Some(100) },
    about: "Redundancy factor of production; 2 when absent.",
    example: "2",
};
const MONTHLY_TB: Parameter =
    query("monthly_tb", "Traffic of each content delivery, in TB a month.", "1.5");
const NEXT_SIZE: Parameter = Parameter {
    name: "next_size",
    place: Place::Query,
    is: Is::OneOf(&["true", "false"]),
    about: "Whether a container of a size that is not offered becomes one of the next larger size.",
    example: "true",
};
const DEPLOYMENT: Parameter =
    query("deployment", "Name of a deployment; `main` when absent.", "main");
const OF_PATH: Parameter = path("customer", "Id of a customer.", "bank");
const FOR: Parameter = query("for", "For whom it is.", "Bank");

/// A route of somebody who quotes, which records something.
const fn written(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    parameters: &'static [Parameter],
) -> Route {
    Route {
        method: Method::Post,
        path,
        need: Need::Key(Permission::IssueQuotes),
        sees: Sees::Own,
        id,
        summary,
        parameters,
        body: Body::Once,
        answer: "QuoteInBrief",
        handler: |call| Box::pin(stored_quotes::issue(call)),
    }
}

/// The routes of stored quotes.
pub(super) const QUOTES: [Route; 15] = [
    Route {
        method: Method::Get,
        path: "/v1/customers/{customer}/copy",
        need: Need::Key(Permission::ReadMetering),
        sees: Sees::Own,
        id: "copyDeployment",
        summary: "Make a deployment of what a customer has on a day, as it is metered, and price it.",
        parameters: &[OF_PATH, DEPLOYMENT, AS_OF],
        body: Body::Nothing,
        answer: "Copy",
        handler: |call| Box::pin(quotes::copy(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/quotes/estimate",
        need: Need::Key(Permission::Quote),
        sees: Sees::Nobody,
        id: "estimateQuote",
        summary: "Make a deployment of the six criteria of an estimate, with every assumption, and price it.",
        parameters: &[AS_OF, RATE_CARD],
        body: Body::Json("Criteria"),
        answer: "Estimate",
        handler: |call| Box::pin(quotes::estimate(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/quotes/terraform",
        need: Need::Key(Permission::Quote),
        sees: Sees::Nobody,
        id: "quoteTerraform",
        summary: "Price what stands after a plan of Terraform: every resource is estimated, free or not supported.",
        parameters: &[AS_OF, RATE_CARD, ENVIRONMENT, KIND, REDUNDANCY, MONTHLY_TB, NEXT_SIZE, FOR],
        body: Body::Json("TerraformPlan"),
        answer: "TerraformQuote",
        handler: |call| Box::pin(quotes::terraform(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/quotes",
        need: Need::Key(Permission::ReadQuotes),
        sees: Sees::Own,
        id: "listQuotes",
        summary: "List issued quotes by number, or drafts.",
        parameters: &[STATE, CUSTOMER, AS_OF, LIMIT, AFTER],
        body: Body::Nothing,
        answer: "Quotes",
        handler: |call| Box::pin(stored_quotes::list(call)),
    },
    Route {
        body: Body::KeptDeployment,
        answer: "QuoteDraft",
        handler: |call| Box::pin(stored_quotes::save(call)),
        ..written(
            "/v1/quotes",
            "saveQuote",
            "Keep a draft of a quote for a customer or a prospect.",
            &[CUSTOMER, RATE_CARD, LANG, CONTACT, NOTES],
        )
    },
    Route {
        method: Method::Get,
        path: "/v1/quotes/{number}",
        need: Need::Key(Permission::ReadQuotes),
        sees: Sees::Own,
        id: "showQuote",
        summary: "Show a quote, or a draft priced for a day.",
        parameters: &[NUMBER, FORMAT, LANG, AS_OF],
        body: Body::Nothing,
        answer: "StoredQuote",
        handler: |call| Box::pin(stored_quotes::show(call)),
    },
    written(
        "/v1/quotes/{number}/issue",
        "issueQuote",
        "Issue a draft: it gets its number, pins what made it, and never changes again.",
        &[NUMBER, VALID_DAYS, MAIL_TO, AS_OF],
    ),
    Route {
        body: Body::KeptDeployment,
        answer: "QuoteDraft",
        handler: |call| Box::pin(stored_quotes::revise(call)),
        ..written(
            "/v1/quotes/{number}/revise",
            "reviseQuote",
            "Keep a draft of a new version, which supersedes the quote when it is issued.",
            &[NUMBER, CONTACT, NOTES],
        )
    },
    Route {
        need: Need::Key(Permission::AcceptQuotes),
        body: Body::Recorded("QuoteDecision"),
        handler: |call| Box::pin(stored_quotes::accept(call)),
        ..written(
            "/v1/quotes/{number}/accept",
            "acceptQuote",
            "Accept a quote: who, and in which position.",
            &[NUMBER, AS_OF],
        )
    },
    Route {
        body: Body::Recorded("QuoteWithdrawal"),
        handler: |call| Box::pin(stored_quotes::withdraw(call)),
        ..written(
            "/v1/quotes/{number}/withdraw",
            "withdrawQuote",
            "Take a quote back, with a reason.",
            &[NUMBER, AS_OF],
        )
    },
    Route {
        method: Method::Get,
        path: "/v1/quotes/{number}/diff",
        need: Need::Key(Permission::ReadQuotes),
        sees: Sees::Own,
        id: "compareQuotes",
        summary: "Say what another quote adds, removes and changes, line by line.",
        parameters: &[NUMBER, AGAINST, AS_OF],
        body: Body::Nothing,
        answer: "QuoteDifference",
        handler: |call| Box::pin(stored_quotes::diff(call)),
    },
    Route {
        answer: "QuoteLink",
        handler: |call| Box::pin(stored_quotes::link(call)),
        ..written(
            "/v1/quotes/{number}/link",
            "linkQuote",
            "Make a link that opens the quote without an account; its secret is in this answer alone.",
            &[NUMBER, DAYS, MAIL_TO, AS_OF],
        )
    },
    Route {
        answer: "QuoteLinks",
        handler: |call| Box::pin(stored_quotes::revoke(call)),
        ..written(
            "/v1/quotes/{number}/revoke-links",
            "revokeLinks",
            "End all links of a quote.",
            &[NUMBER],
        )
    },
    Route {
        method: Method::Get,
        path: "/q/{secret}",
        need: Need::Link,
        sees: Sees::Nobody,
        id: "openQuote",
        summary: "Open a quote by its link: a page, with a form to accept it.",
        parameters: &[SECRET],
        body: Body::Nothing,
        answer: "OpenedQuote",
        handler: |call| Box::pin(links::page(call)),
    },
    Route {
        method: Method::Post,
        path: "/q/{secret}",
        need: Need::Link,
        sees: Sees::Nobody,
        id: "acceptQuoteByLink",
        summary: "Accept a quote by its link: what the form of the page sends.",
        parameters: &[SECRET],
        body: Body::Fields,
        answer: "OpenedQuote",
        handler: |call| Box::pin(links::accept(call)),
    },
];

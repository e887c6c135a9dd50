//! The pages of changes and approvals.

use super::{
    super::{
        declared::{CHANGE, CUSTOMER, FORM, LIMIT},
        route::{Body, Is, Method, Need, Parameter, Place, Route, Sees},
    },
    PAGE, approval, approval_link, approvals, change_form, changes,
};
use crate::callers::Permission;

/// The only customer of a list.
const ONLY: Parameter = Parameter { place: Place::Query, ..CUSTOMER };

/// What became of the changes of a list.
const STATE: Parameter = Parameter {
    name: "state",
    place: Place::Query,
    is: Is::OneOf(&["all", "waiting", "approved", "rejected", "free", "blocked"]),
    about: "What became of them; all when absent.",
    example: "waiting",
};

/// Where a list that begins with the newest goes on.
const BEFORE: Parameter = Parameter {
    name: "before",
    place: Place::Query,
    is: Is::Text,
    about: "The entry before which the list goes on.",
    example: "12",
};

/// The request that a form begins with.
const FROM: Parameter = Parameter { name: "from", place: Place::Query, ..CHANGE };

/// The secret of a link.
const SECRET: Parameter = Parameter {
    name: "secret",
    place: Place::Path,
    is: Is::Text,
    about: "The secret of a link.",
    example: "0nXm1xQ3lqzU0Wd8o2n8YyKzq8rU2oV5m7dQe1hB3cA",
};

/// What a link shows instead of its page.
const STATEMENT: Parameter = Parameter {
    name: "form",
    place: Place::Query,
    is: Is::OneOf(&["statement"]),
    about: "`statement` for the statement as it is kept.",
    example: "statement",
};

/// The pages of changes and approvals.
pub(super) const OF_CHANGES: [Route; 11] = [
    Route {
        method: Method::Get,
        path: "/changes",
        need: Need::Key(Permission::ReadChanges),
        sees: Sees::Own,
        id: "changesPage",
        summary: "List the changes that were asked for.",
        parameters: &[LIMIT, BEFORE, STATE, ONLY],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(changes::list(call)),
    },
    Route {
        method: Method::Get,
        path: "/changes/new",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "changeForm",
        summary: "A form that takes what there is and what there shall be.",
        parameters: &[ONLY, FROM],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(change_form::form(call)),
    },
    Route {
        method: Method::Post,
        path: "/changes/new",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "changeCheck",
        summary: "Check a change, or ask for it.",
        parameters: &[],
        body: Body::Fields,
        answer: PAGE,
        handler: |call| Box::pin(change_form::send(call)),
    },
    Route {
        method: Method::Get,
        path: "/changes/{change}",
        need: Need::Key(Permission::ReadChanges),
        sees: Sees::Own,
        id: "changePage",
        summary: "Show a change.",
        parameters: &[CHANGE, FORM],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(changes::show(call)),
    },
    Route {
        method: Method::Get,
        path: "/approvals",
        need: Need::Key(Permission::ReadChanges),
        sees: Sees::Own,
        id: "approvalsPage",
        summary: "List what waits for an approval.",
        parameters: &[BEFORE],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(approvals::inbox(call)),
    },
    Route {
        method: Method::Get,
        path: "/approvals/{change}",
        need: Need::Key(Permission::ReadChanges),
        sees: Sees::Own,
        id: "approvalPage",
        summary: "Show a change to who decides on it.",
        parameters: &[CHANGE],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(approval::show(call)),
    },
    Route {
        method: Method::Post,
        path: "/approvals/{change}",
        need: Need::Key(Permission::ApproveChanges),
        sees: Sees::Own,
        id: "decidePage",
        summary: "Approve or reject a change.",
        parameters: &[CHANGE],
        body: Body::Fields,
        answer: PAGE,
        handler: |call| Box::pin(approval::decide(call)),
    },
    Route {
        method: Method::Post,
        path: "/changes/{change}/link",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "linkChangePage",
        summary: "Make a link by which an approver decides.",
        parameters: &[CHANGE],
        body: Body::Fields,
        answer: PAGE,
        handler: |call| Box::pin(changes::link(call)),
    },
    Route {
        method: Method::Post,
        path: "/changes/{change}/revoke-links",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "revokeChangeLinksPage",
        summary: "End the links of a change.",
        parameters: &[CHANGE],
        body: Body::Fields,
        answer: PAGE,
        handler: |call| Box::pin(changes::revoke(call)),
    },
    Route {
        method: Method::Get,
        path: "/a/{secret}",
        need: Need::Link,
        sees: Sees::Nobody,
        id: "openApproval",
        summary: "Open a change by its link.",
        parameters: &[SECRET, STATEMENT],
        body: Body::Nothing,
        answer: PAGE,
        handler: |call| Box::pin(approval_link::open(call)),
    },
    Route {
        method: Method::Post,
        path: "/a/{secret}",
        need: Need::Link,
        sees: Sees::Nobody,
        id: "decideByLink",
        summary: "Decide on a change by its link, or have a code sent.",
        parameters: &[SECRET],
        body: Body::Fields,
        answer: PAGE,
        handler: |call| Box::pin(approval_link::send(call)),
    },
];

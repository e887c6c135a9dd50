//! The routes of the links by which approvers decide.

use super::{
    approval_links,
    declared::CHANGE,
    route::{Body, Method, Need, Route, Sees},
};
use crate::callers::Permission;

/// The routes of links to changes.
pub(super) const LINKS: [Route; 3] = [
    Route {
        method: Method::Post,
        path: "/v1/changes/{change}/link",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "linkChange",
        summary: "Make a link by which an approver decides without an account; its secret is in this answer alone.",
        parameters: &[CHANGE],
        body: Body::Recorded("ApprovalLinkQuestion"),
        answer: "ApprovalLink",
        handler: |call| Box::pin(approval_links::link(call)),
    },
    Route {
        method: Method::Get,
        path: "/v1/changes/{change}/links",
        need: Need::Key(Permission::ReadChanges),
        sees: Sees::Own,
        id: "listChangeLinks",
        summary: "List the links of a request, with how often each was opened.",
        parameters: &[CHANGE],
        body: Body::Nothing,
        answer: "ApprovalLinks",
        handler: |call| Box::pin(approval_links::list(call)),
    },
    Route {
        method: Method::Post,
        path: "/v1/changes/{change}/revoke-links",
        need: Need::Key(Permission::RequestChanges),
        sees: Sees::Own,
        id: "revokeChangeLinks",
        summary: "End all links of a request.",
        parameters: &[CHANGE],
        body: Body::Once,
        answer: "ApprovalLinks",
        handler: |call| Box::pin(approval_links::revoke(call)),
    },
];

//! One line of JSON on the standard error for every request that failed.
//!
//! No line holds a key, a path or query as it was sent, or anything of a body: what people send by
//! mistake must not be kept.

use std::time::Instant;

use serde_json::{Map, Value as Json, json};

use super::{problem::Problem, route::Route, service::Service};
use crate::{callers::Caller, tell::tell};

/// What is known of a request.
pub(super) struct About<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a str,
    pub(super) route: Option<&'static Route>,
    pub(super) caller: Option<&'a Caller>,
    pub(super) began: Instant,
}

/// Says that a request was not answered as it asked.
pub(super) fn failed(about: &About<'_>, problem: &Problem) {
    let mut line = Map::new();
    let now = about.service.database.clock().now();
    let level = if problem.status.is_server_error() { "error" } else { "refused" };
    let mut add = |name: &str, value: Json| line.insert(name.to_owned(), value);
    add("time", json!(now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
    add("level", json!(level));
    add("request_id", json!(about.request));
    add("route", json!(about.route.map(|it| it.path)));
    add("method", json!(about.route.map(|it| it.method.as_str())));
    add("status", json!(problem.status.as_u16()));
    add("code", json!(problem.code));
    add("key", json!(about.caller.map(|it| &it.key)));
    add("duration_ms", json!(u64::try_from(about.began.elapsed().as_millis()).unwrap_or(u64::MAX)));
    if let Some(cause) = &problem.cause {
        add("cause", json!(cause));
    }
    tell(&format!("{}\n", Json::Object(line)));
}

//! What a route is: everything that is known of it before a request comes.

use std::{fmt, pin::Pin};

use super::{answer::Answer, call::Call, problem::Problem};
use crate::callers::Permission;

/// What a request asks to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// To look.
    Get,
    /// To work something out, or to record it.
    Post,
}

impl Method {
    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
        }
    }
}

/// What a route asks of who calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: whether the service is up is no secret.
    Nothing,
    /// A key whose role has the permission; of a page, a session that was begun with one.
    Key(Permission),
    /// The secret of a link in its path; who asks is counted by where they come from.
    Link,
    /// A signature by a secret that the sender shares with the service; who asks is counted by where
    /// they come from.
    Signature,
}

/// Whose records a route shows, and so what a key that is bound to one customer gets of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// Nobody's: every key gets the same.
    Nobody,
    /// Those of customers: such a key gets those of its own, and everybody else is not there for it.
    Own,
    /// Those of all customers together: such a key gets nothing.
    All,
}

/// What a request brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing that is read.
    Nothing,
    /// A deployment in TOML, YAML or JSON.
    Deployment,
    /// Events as JSON, NDJSON, CSV or CloudEvents, and a key of its sender for the request.
    Events,
    /// JSON of a form.
    Json(&'static str),
    /// JSON of a form, and a key of its sender for the request.
    Recorded(&'static str),
    /// A deployment, and a key of its sender for the request.
    KeptDeployment,
    /// Nothing that is read, and a key of its sender for the request.
    Once,
    /// The fields of an HTML form.
    Fields,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// A text.
    Text,
    /// A day: `2026-10-01`.
    Day,
    /// A month: `2026-10`.
    Month,
    /// A whole number from 1.
    Number {
        /// The highest one.
        most: Option<u32>,
    },
    /// One of some words.
    OneOf(&'static [&'static str]),
}

/// A parameter of a route.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it has to be.
    pub is: Is,
    /// What it means, for the documentation.
    pub about: &'static str,
    /// A value that works.
    pub example: &'static str,
}

/// What answers.
pub(super) type Handler = for<'a> fn(&'a Call) -> Answering<'a>;

/// An answer that is being made.
pub(super) type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send + 'a>>;

/// A route. All its fields must be said, what it asks of its callers among them.
#[derive(Clone, Copy)]
pub struct Route {
    /// What is to be done.
    pub method: Method,
    /// Where, with the names of its parameters in braces.
    pub path: &'static str,
    /// What it asks of who calls it.
    pub need: Need,
    /// Whose records it shows.
    pub sees: Sees,
    /// A name for programs that are generated.
    pub id: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// What may be said in path and query; anything else is refused.
    pub parameters: &'static [Parameter],
    /// What it takes.
    pub body: Body,
    /// The name of the form of its answer.
    pub answer: &'static str,
    /// What answers; only the gate calls it.
    pub(super) handler: Handler,
}

/// Puts tables together: one of all their rows, of which there are `ALL`.
pub(super) const fn joined<const ALL: usize>(tables: &[&[Route]]) -> [Route; ALL] {
    let mut all = [tables[0][0]; ALL];
    let (mut table, mut at) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[at] = tables[table][row];
            (row, at) = (row + 1, at + 1);
        }
        table += 1;
    }
    // A place that no row takes would hold the first row twice.
    assert!(at == ALL);
    all
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path)
    }
}

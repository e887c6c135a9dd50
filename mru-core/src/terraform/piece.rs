//! A component that is being made of resources, with where each of its fields comes from.

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::plan::{Plan, Planned, Seen};
use crate::kind::Kind;

/// A field of a component and the attribute that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The field: `vcpu`.
    pub field: &'static str,
    /// The attribute: `cpu`, `cluster_config.0.instance_type`.
    pub attribute: String,
}

/// A field that the plan leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field: `class`.
    pub field: &'static str,
    /// The attribute that would say it; empty when no attribute does.
    pub attribute: String,
    /// Why it does not.
    pub because: Why,
}

/// Why a plan leaves a field open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is known only after the plan is applied.
    AfterApply,
    /// The plan does not say it.
    NotSaid,
    /// The plan marks it as a secret, which is not looked at.
    Secret,
    /// What the plan says cannot be read.
    Unreadable,
}

impl Why {
    /// The written form.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(mru_core::terraform::Why::AfterApply.as_str(), "known-after-apply");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::AfterApply => "known-after-apply",
            Why::NotSaid => "not-said",
            Why::Secret => "secret",
            Why::Unreadable => "unreadable",
        }
    }
}

/// A component in the making.
pub(super) struct Piece {
    /// What it is.
    pub(super) kind: &'static Kind,
    /// The resource that it is of.
    pub(super) at: usize,
    /// Its fields.
    pub(super) fields: Map<String, Json>,
    /// Which resource said which field.
    pub(super) sources: Vec<(usize, Source)>,
    /// What is open, and which resource should say it.
    pub(super) missing: Vec<(usize, Missing)>,
    /// Other resources that it is of.
    pub(super) parts: Vec<usize>,
}

/// How a value is taken over.
pub(super) type Taken = fn(&Json) -> Option<Json>;

impl Piece {
    pub(super) fn of(kind: &'static Kind, at: usize) -> Piece {
        Piece {
            kind,
            at,
            fields: Map::new(),
            sources: Vec::new(),
            missing: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Sets a field.
    pub(super) fn set(&mut self, field: &'static str, value: impl Into<Json>) {
        self.fields.insert(field.to_owned(), value.into());
    }

    /// Sets a field that attributes say.
    pub(super) fn said(
        &mut self,
        field: &'static str,
        value: impl Into<Json>,
        (at, attribute): (usize, &str),
    ) {
        self.set(field, value);
        self.sources.push((at, Source { field, attribute: attribute.to_owned() }));
    }

    /// Notes what is open.
    pub(super) fn lacks(
        &mut self,
        field: &'static str,
        (at, attribute): (usize, &str),
        because: Why,
    ) {
        self.missing.push((at, Missing { field, attribute: attribute.to_owned(), because }));
    }

    /// Notes another resource that it is of.
    pub(super) fn part(&mut self, at: usize) {
        if at != self.at && !self.parts.contains(&at) {
            self.parts.push(at);
        }
    }

    /// Takes a field that an attribute must say.
    pub(super) fn take(
        &mut self,
        plan: &Plan,
        field: &'static str,
        (at, path): (usize, &[&str]),
        taken: Taken,
    ) {
        if !self.take_if_said(plan, field, (at, path), taken) {
            self.lacks(field, (at, &path.join(".")), Why::NotSaid);
        }
    }

    /// Takes a field if the attribute says it. What is known only later is open, and not absent.
    pub(super) fn take_if_said(
        &mut self,
        plan: &Plan,
        field: &'static str,
        (at, path): (usize, &[&str]),
        taken: Taken,
    ) -> bool {
        let attribute = path.join(".");
        let because = match plan.resources.get(at).map_or(Seen::Absent, |it| it.seen(path)) {
            Seen::Absent => return false,
            Seen::Known(value) => match taken(value) {
                Some(value) => {
                    self.said(field, value, (at, &attribute));
                    return true;
                }
                None => Why::Unreadable,
            },
            Seen::Unknown => Why::AfterApply,
            Seen::Secret => Why::Secret,
        };
        self.lacks(field, (at, &attribute), because);
        true
    }
}

/// A text that is not empty.
pub(super) fn text(value: &Json) -> Option<Json> {
    value.as_str().filter(|it| !it.is_empty()).map(|it| json!(it))
}

/// A whole number, written as a number or a text.
pub(super) fn whole(value: &Json) -> Option<u32> {
    match value {
        Json::Number(number) => u32::try_from(number.as_u64()?).ok(),
        Json::String(written) => written.trim().parse().ok(),
        _ => None,
    }
}

/// A whole number as a field.
pub(super) fn count(value: &Json) -> Option<Json> {
    whole(value).map(|it| json!(it))
}

/// The whole number that a resource says; none when it is not said or not known.
pub(super) fn number(planned: &Planned, path: &[&str]) -> Option<u32> {
    match planned.seen(path) {
        Seen::Known(value) => whole(value),
        Seen::Absent | Seen::Unknown | Seen::Secret => None,
    }
}

/// Units of 1,024 as whole ones: `512` is 0.5, and `1 vCPU` or `2 GB` is what it says.
pub(super) fn of_1024(value: &Json) -> Option<Decimal> {
    let written = match value {
        Json::String(written) => written.trim().to_lowercase(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let named = ["vcpu", "gb"].iter().find_map(|unit| written.strip_suffix(unit));
    let units: Decimal = named.unwrap_or(&written).trim().parse().ok()?;
    let whole = match named {
        Some(_) => units,
        None => units.checked_div(Decimal::from(1024))?,
    };
    (whole > Decimal::ZERO).then(|| whole.normalize())
}

/// The same as a field: a number where it is whole, else a text, so that no digit is lost.
pub(super) fn of_1024_field(value: &Json) -> Option<Json> {
    of_1024(value).map(decimal)
}

/// A decimal as a field.
pub(super) fn decimal(value: Decimal) -> Json {
    match u32::try_from(value) {
        Ok(number) if value.is_integer() => json!(number),
        _ => json!(value.to_string()),
    }
}

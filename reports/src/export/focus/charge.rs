//! One charge: a line of a document with its costs, and what follows from both.

use chrono::{DateTime, Days, Utc};
use mru_core::{
    Lang,
    calendar::{Period, Proration},
    catalogue::{self, Service, Unit},
    invoice::{InvoiceLine, LineKind, Pricing, Statement},
    units::{ArithmeticError, exact},
};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{
    super::Exported,
    FocusVersion,
    category::{self, Category},
    costs::{self, Costs},
};

/// A row of FOCUS, before it is written.
pub(super) struct Charge<'a> {
    pub(super) version: FocusVersion,
    pub(super) document: &'a Exported<'a>,
    pub(super) line: &'a InvoiceLine,
    pub(super) category: Category,
    pub(super) costs: Costs,
    pub(super) consumed: Option<Consumed>,
}

/// What was used, finer than what is priced.
pub(super) struct Consumed {
    pub(super) quantity: Decimal,
    pub(super) unit: &'static str,
}

impl<'a> Charge<'a> {
    /// The charges of a document, in the order of its lines.
    pub(super) fn all(
        document: &'a Exported<'a>,
        version: FocusVersion,
    ) -> Result<Vec<Charge<'a>>, ArithmeticError> {
        let statement = document.statement;
        let mut charges = Vec::with_capacity(statement.lines.len());
        for (line, costs) in costs::of(statement)? {
            let category = Category::of(statement, line);
            let consumed = consumed(statement, line)?;
            let mut charge = Charge { version, document, line, category, costs, consumed };
            // What is given back within an open period is no correction, and has no quantity that a
            // usage or purchase would need.
            if charge.refunds() && charge.class().is_empty() && category != Category::Tax {
                charge.category = Category::Adjustment;
            }
            charges.push(charge);
        }
        Ok(charges)
    }

    pub(super) fn statement(&self) -> &'a Statement {
        self.document.statement
    }

    /// The prices behind the line: those of the month that it is about.
    pub(super) fn pricing(&self) -> &'a Pricing {
        self.statement().pricing_of(self.line)
    }

    /// Whether it puts right what was invoiced before.
    fn refunds(&self) -> bool {
        category::is_correction(self.statement(), self.line)
    }

    /// `Correction` for what puts right a period that is invoiced or, since 1.4, closed.
    pub(super) fn class(&self) -> &'static str {
        let closed = match self.version {
            FocusVersion::V1_2 => true,
            FocusVersion::V1_4 => self.month() < self.billed_in(),
        };
        if closed && self.refunds() { "Correction" } else { "" }
    }

    /// The month that the charge is about.
    fn month(&self) -> Period {
        self.line.corrects().map_or(self.statement().period, |corrects| corrects.period)
    }

    /// The month on whose bill it is.
    fn billed_in(&self) -> Period {
        match self.version {
            FocusVersion::V1_2 => self.statement().period,
            FocusVersion::V1_4 => self.statement().billed_in(self.document.issued_on),
        }
    }

    /// What joins it with the line of the document, in all documents of the supplier.
    pub(super) fn detail_id(&self) -> String {
        format!("{}/{}", self.document.number, self.line.line)
    }

    /// Whether it has a price, rather than following from other charges or documents.
    pub(super) fn is_priced(&self) -> bool {
        self.costs.priced.is_some()
    }

    /// The service that it is for.
    pub(super) fn service(&self) -> Service {
        catalogue::find(self.line.component()).map_or(Service::PLATFORM, |kind| kind.service)
    }

    /// First instant of the billing period, and the first one after it.
    pub(super) fn billing_period(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        self.billed_in().bounds(self.statement().time_zone)
    }

    /// First instant that the charge is about, and the first one after it.
    pub(super) fn charge_period(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        span(self.statement(), self.line)
    }

    /// The article of the price list; none for a tax.
    pub(super) fn sku(&self) -> &str {
        match self.behind() {
            LineKind::Tax | LineKind::Discount => "",
            LineKind::Commitment => "commitment",
            LineKind::Minimum => "minimum",
            // Only what is charged once has words instead of an entry.
            _ if self.line.entry().is_empty() && !self.line.description().is_empty() => "one-off",
            _ => self.line.entry(),
        }
    }

    /// What the line is, or what a correction or credit is about.
    fn behind(&self) -> LineKind {
        self.line.corrects().map_or(self.line.kind(), |corrects| corrects.kind)
    }

    /// What the article measures.
    pub(super) fn meter(&self) -> &'static str {
        match self.sku() {
            "" => "",
            "one-off" => "One-Off Charge",
            "commitment" => "Unused Commitment",
            "minimum" => "Shortfall to Minimum",
            _ => "Configured Capacity",
        }
    }

    /// Properties of the article: its size, which FOCUS calls an instance type where it is one.
    pub(super) fn sku_details(&self) -> Option<Json> {
        if self.line.size().is_empty() || self.sku().is_empty() {
            return None;
        }
        let instance = matches!(unit(self.line.component()), Unit::INSTANCE | Unit::NODE);
        let key = if instance { "InstanceType" } else { "x_Size" };
        Some(json!({ key: self.line.size() }))
    }

    /// Id of the resource: customer, deployment, environment, component and name.
    pub(super) fn resource(&self) -> String {
        let line = self.line;
        if line.component().is_empty() {
            return String::new();
        }
        let customer = self.statement().customer.as_str();
        [customer, line.deployment(), line.environment(), line.component(), line.name()].join("/")
    }

    /// The name of the resource, when there is one.
    pub(super) fn resource_name(&self) -> &str {
        if self.line.component().is_empty() { "" } else { self.line.name() }
    }

    /// The kind of the resource, in English.
    pub(super) fn resource_type(&self) -> String {
        let component = self.line.component();
        catalogue::find(component).map_or(component, |kind| kind.name.get(Lang::En)).to_owned()
    }

    /// Id, name and type of the environment, or of the deployment for what belongs to none.
    pub(super) fn sub_account(&self) -> Option<(String, String, &'static str)> {
        let (line, customer) = (self.line, &self.statement().customer);
        if line.deployment().is_empty() {
            return None;
        }
        Some(if matches!(line.environment(), "" | "shared") {
            (
                format!("{customer}/{}", line.deployment()),
                line.deployment().to_owned(),
                "Deployment",
            )
        } else {
            let name = format!("{}/{}", line.deployment(), line.environment());
            (format!("{customer}/{name}"), name, "Environment")
        })
    }

    /// What we know of the charge, as tags of the supplier.
    pub(super) fn tags(&self) -> Option<Json> {
        let line = self.line;
        let tags: Map<_, _> = [
            ("modyo/deployment", line.deployment()),
            ("modyo/environment", line.environment()),
            ("modyo/component", line.component()),
            ("modyo/ticket", line.ticket()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), json!(value)))
        .collect();
        (!tags.is_empty()).then_some(Json::Object(tags))
    }

    /// What the charge is, with its arithmetic, in the language of the document.
    pub(super) fn description(&self) -> String {
        let (statement, line) = (self.statement(), self.line);
        let lang = Lang::from(statement.language);
        let kind =
            catalogue::find(line.component()).map_or(line.component(), |kind| kind.name.get(lang));
        let place = match line.deployment() {
            "" => String::new(),
            deployment => format!("({deployment}/{})", line.environment()),
        };
        let parts = [kind, line.own_name(), line.size(), line.description(), &place];
        let subject = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>();
        let explanation = line.explanation(self.pricing(), lang);
        let texts = [subject.join(" "), explanation];
        texts.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join(": ")
    }
}

/// What a line is about, in time: its own days, the month it corrects, or the month of the document.
fn span(statement: &Statement, line: &InvoiceLine) -> (DateTime<Utc>, DateTime<Utc>) {
    let zone = statement.time_zone;
    let corrected = line.corrects().map(|it| it.period);
    let (start, end) = corrected.unwrap_or(statement.period).bounds(zone);
    match line.days() {
        Some((from, Some(until))) => (zone.start_of(from), zone.start_of(until)),
        Some((day, None)) => {
            let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
            (zone.start_of(day), zone.start_of(next))
        }
        None => (start, end),
    }
}

/// How long how many pieces existed, or ran beyond the base, in seconds: whole numbers, so that
/// nothing is rounded.
fn consumed(
    statement: &Statement,
    line: &InvoiceLine,
) -> Result<Option<Consumed>, ArithmeticError> {
    const STEP: &str = "multiplying pieces by seconds";
    let unit = seconds_of(line.weighed().map_or(Unit::PIECE, |it| it.unit));
    let quantity = match line.kind() {
        LineKind::Component => {
            let (from, until) = span(statement, line);
            let hourly = statement.pricing_of(line).proration == Proration::Hourly;
            let seconds = match line.share().filter(|share| hourly && !share.is_whole()) {
                Some(share) => share.parts().into(),
                None => (until - from).num_seconds().into(),
            };
            let (pieces, redundancy) =
                line.weighed().map_or((Decimal::ZERO, 1), |it| (it.quantity, it.redundancy));
            let pieces = exact::multiply(pieces, redundancy.into(), STEP)?;
            exact::multiply(pieces, seconds, STEP)?
        }
        LineKind::Elasticity => {
            line.elastic().map_or(Decimal::ZERO, |elastic| elastic.excess_seconds.into())
        }
        _ => return Ok(None),
    };
    Ok(Some(Consumed { quantity, unit }))
}

/// What one piece of a kind of component is.
fn unit(component: &str) -> Unit {
    catalogue::find(component).map_or(Unit::PIECE, |kind| kind.unit)
}

/// Seconds of a unit, in the unit format of FOCUS.
fn seconds_of(unit: Unit) -> &'static str {
    match unit {
        Unit::INSTANCE => "Instance-Seconds",
        Unit::NODE => "Node-Seconds",
        Unit::CLUSTER => "Cluster-Seconds",
        Unit::DEVELOPER => "Developer-Seconds",
        Unit::TB => "TB-Seconds",
        Unit::BLOCK => "Block-Seconds",
        Unit::RULE => "Rule-Seconds",
        Unit::CONNECTION => "Connection-Seconds",
        _ => "Unit-Seconds",
    }
}

//! From a group of an answer to a row of ours.

use chrono::{DateTime, Utc};
use mru_core::{
    calendar::Period,
    costs::{Basis, CostAmount, CostPlace, CostRow, Costs},
};

use super::{
    names,
    written::{Answer, Expression, Metrics, Page, TimePeriod, Values},
};
use crate::{
    Cell, CostDataError, Expected, Options,
    fields::Field,
    row::{UNKNOWN, known},
    value,
    words::shown,
};

/// The metrics that are costs.
const COSTS: [(&str, Basis); 4] = [
    ("UnblendedCost", Basis::Unblended),
    ("AmortizedCost", Basis::Amortised),
    ("NetUnblendedCost", Basis::NetUnblended),
    ("NetAmortizedCost", Basis::NetAmortised),
];
/// The metric that says how much was used.
const USAGE: &str = "UsageQuantity";
/// The unit of quantities that have none in common.
const NO_UNIT: &str = "N/A";

/// Where a value stands: in the request, the same for all groups, or as a key of each.
#[derive(Clone, Copy, Debug)]
enum Stands<'a> {
    Nowhere,
    InRequest(&'a str),
    Key(usize),
    /// A key that begins with the name of a tag and `$`.
    TagKey(usize, &'a str),
}

/// What the groups of a page say, and where.
#[derive(Debug)]
pub(super) struct Groups<'a> {
    file: &'a str,
    keys: usize,
    account: Stands<'a>,
    service: Stands<'a>,
    usage_type: Stands<'a>,
    operation: Stands<'a>,
    region: Stands<'a>,
    record_type: Stands<'a>,
    environment: Stands<'a>,
    component: Stands<'a>,
}

/// First instant, and the first after it.
pub(super) type Span = (DateTime<Utc>, DateTime<Utc>);

impl<'a> Groups<'a> {
    pub(super) fn of(
        file: &'a str,
        answer: &'a Answer,
        page: &'a Page,
        options: &Options,
    ) -> Groups<'a> {
        let filter = &answer.request.filter;
        let dimension = |name: &str| {
            let is = |key: &str| key == name;
            key(page, "DIMENSION", &is)
                .map(|(at, _)| Stands::Key(at))
                .or_else(|| filtered(filter, |it| it.dimensions.as_ref(), &is))
                .unwrap_or(Stands::Nowhere)
        };
        let tags = options.tags();
        let tag = |field: Field| {
            let found = tags.iter().find(|(of, _)| *of == field);
            let is = |key: &str| found.is_some_and(|(_, tag)| tag.fits(key).is_some());
            key(page, "TAG", &is)
                .map(|(at, name)| Stands::TagKey(at, name))
                .or_else(|| filtered(filter, |it| it.tags.as_ref(), &is))
                .unwrap_or(Stands::Nowhere)
        };
        let account = match (dimension("LINKED_ACCOUNT"), answer.account_id.as_deref()) {
            (Stands::Nowhere, Some(account)) => Stands::InRequest(account),
            (found, _) => found,
        };
        Groups {
            file,
            keys: page.group_definitions.len(),
            account,
            service: dimension("SERVICE"),
            usage_type: dimension("USAGE_TYPE"),
            operation: dimension("OPERATION"),
            region: dimension("REGION"),
            record_type: dimension("RECORD_TYPE"),
            environment: tag(Field::Environment),
            component: tag(Field::Component),
        }
    }

    /// Whether every group says what its lines are.
    pub(super) const fn has_line_types(&self) -> bool {
        !matches!(self.record_type, Stands::Nowhere)
    }

    /// First and last instant of a stretch of time, which lies within one month.
    pub(super) fn span(&self, row: u64, time: &TimePeriod) -> Result<Span, CostDataError> {
        let read = |column, text: &String| {
            value::instant(text).ok_or_else(|| self.refuse(row, column, text, Expected::Instant))
        };
        let start = read("TimePeriod.Start", &time.start)?;
        let end = read("TimePeriod.End", &time.end)?;
        let month = Period::of(start.date_naive());
        let latest = month.end_day().and_time(chrono::NaiveTime::MIN).and_utc();
        if end <= start || end > latest {
            return Err(self.refuse(row, "TimePeriod.End", &time.end, Expected::WithinMonth));
        }
        Ok((start, end))
    }

    /// A row from a group.
    pub(super) fn row<'r>(
        &'r self,
        row: u64,
        keys: &'r [String],
        metrics: &'r Metrics,
        (period, (start, end)): (Period, Span),
    ) -> Result<CostRow<'r>, CostDataError> {
        // What is no group has the total of all of them, and no keys.
        if !keys.is_empty() && keys.len() != self.keys {
            let found = keys.join(", ");
            return Err(self.refuse(row, "Keys", &found, Expected::KeyForEach));
        }
        let text = |stands| stood(stands, keys);
        let (costs, currency) = self.costs(row, metrics)?;
        let service = text(self.service).unwrap_or_default();
        let below_zero = costs.unblended.is_some_and(|cost| cost < CostAmount::ZERO);
        let line = match text(self.record_type) {
            Some(written) => names::line(written, service)
                .ok_or_else(|| self.refuse(row, "RECORD_TYPE", written, Expected::LineType))?,
            None => names::line_by_service(service, below_zero),
        };
        let usage_type = text(self.usage_type);
        // Quantities of several usage types are no quantity.
        let usage = metrics.get(USAGE).filter(|_| usage_type.is_some());
        Ok(CostRow {
            period,
            start,
            end,
            payer: None,
            account: text(self.account).unwrap_or_default(),
            invoice: None,
            line,
            corrects: None,
            service: names::service(service),
            usage_type,
            operation: text(self.operation),
            region: text(self.region),
            resource: None,
            description: None,
            environment: text(self.environment),
            component: text(self.component),
            usage: usage.map(|it| self.amount(row, USAGE, &it.amount)).transpose()?,
            unit: usage.map(|it| it.unit.as_str()).filter(|unit| *unit != NO_UNIT).and_then(known),
            costs,
            currency,
            rows: 1,
            place: CostPlace { file: self.file, row },
        })
    }

    /// The costs that a group has metrics of, and their currency.
    fn costs<'r>(&self, row: u64, metrics: &'r Metrics) -> Result<(Costs, &'r str), CostDataError> {
        let (mut costs, mut currency) = (UNKNOWN, "");
        for (name, basis) in COSTS {
            let Some(metric) = metrics.get(name) else { continue };
            let amount = Some(self.amount(row, name, &metric.amount)?);
            *match basis {
                Basis::Unblended => &mut costs.unblended,
                Basis::Amortised => &mut costs.amortised,
                Basis::NetUnblended => &mut costs.net_unblended,
                Basis::NetAmortised => &mut costs.net_amortised,
            } = amount;
            if !currency.is_empty() && currency != metric.unit {
                let (file, before) = (self.file.to_owned(), currency.to_owned());
                let currency = metric.unit.clone();
                return Err(CostDataError::MixedCurrencies { file, row, currency, before });
            }
            currency = &metric.unit;
        }
        if currency.is_empty() {
            return Err(self.refuse(row, "Metrics", "", Expected::Cost));
        }
        Ok((costs, currency))
    }

    fn amount(&self, row: u64, column: &str, text: &str) -> Result<CostAmount, CostDataError> {
        text.parse().map_err(|_| self.refuse(row, column, text, Expected::Amount))
    }

    fn refuse(&self, row: u64, column: &str, value: &str, expected: Expected) -> CostDataError {
        let (file, column) = (self.file.to_owned(), column.to_owned());
        CostDataError::Value { cell: Cell { file, row, column, value: shown(value) }, expected }
    }
}

/// The value of a group.
fn stood<'r>(stands: Stands<'r>, keys: &'r [String]) -> Option<&'r str> {
    let value = match stands {
        Stands::Nowhere => None,
        Stands::InRequest(value) => Some(value),
        Stands::Key(at) => keys.get(at).map(String::as_str),
        Stands::TagKey(at, name) => keys.get(at).map(|key| {
            let value = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('$'));
            value.unwrap_or(key)
        }),
    };
    value.and_then(known)
}

/// The place of a key among those of every group, with its name.
fn key<'a>(page: &'a Page, kind: &str, is: &dyn Fn(&str) -> bool) -> Option<(usize, &'a str)> {
    let all = page.group_definitions.iter().enumerate();
    let found = all.into_iter().find(|(_, it)| it.kind == kind && is(&it.key));
    found.map(|(at, it)| (at, it.key.as_str()))
}

/// The one value that a filter lets through.
fn filtered<'a>(
    filter: &'a Expression,
    of: fn(&Expression) -> Option<&Values>,
    is: &dyn Fn(&str) -> bool,
) -> Option<Stands<'a>> {
    let all = std::iter::once(filter).chain(&filter.and);
    let found = all.filter_map(of).find(|it| is(&it.key))?;
    match found.values.as_slice() {
        [one] => Some(Stands::InRequest(one)),
        _ => None,
    }
}

//! A change with its price: two quotes under the same terms, and everything in which they differ.

use chrono::NaiveDate;

use super::{
    ChangeOrder, ChangedLine, MissingField, MonthChange, Need, Prorating, fields, line, line::Pair,
    needs, state::state_hash,
};
use crate::{
    calendar::Period,
    finding::Finding,
    kind::EnvironmentKind,
    pricing::Total,
    quote::Quote,
    rate_card::Terms,
    text::text,
    units::{ArithmeticError, Mru, Usd},
};

/// What a change is made of.
#[derive(Clone, Copy, Debug)]
pub struct ChangeAsked<'a> {
    /// What there is, priced; none when there is nothing yet.
    pub base: Option<&'a Quote>,
    /// What there shall be, priced under the same terms.
    pub target: &'a Quote,
    /// The order that made the one of the other, when there is one.
    pub order: Option<&'a ChangeOrder>,
    /// The day on which it begins, unless the order says otherwise of a part.
    pub starts_on: NaiveDate,
    /// How parts of a month are billed.
    pub prorating: Prorating,
}

/// The totals of one environment, or of what is shared, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceChange {
    /// Its name, or `shared`.
    pub name: String,
    /// Its kind; none for what is shared.
    pub kind: Option<EnvironmentKind>,
    /// A month before.
    pub before: Total,
    /// A month after.
    pub after: Total,
}

/// A priced change.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
/// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
/// # let day = "2026-11-21".parse().unwrap();
/// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
///
/// use mru_core::{Deployment, Format, Quote, change::{ChangeAsked, Prorating, PricedChange}};
///
/// let quote = |text: &str| Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
/// let (base, target) = (quote(text), quote(&text.replace("redundancy: 2", "redundancy: 3")));
/// let change = PricedChange::of(&ChangeAsked {
///     base: Some(&base),
///     target: &target,
///     order: None,
///     starts_on: "2026-11-21".parse().unwrap(),
///     prorating: Prorating::default(),
/// }).unwrap();
/// assert_eq!(change.difference.usd.to_string(), "136.50");
/// // Ten of thirty days.
/// assert_eq!(change.month.difference.to_string(), "45.50");
/// assert!(change.alters_cost() && change.is_rise() && !change.is_pure_reduction());
/// assert!(change.new_findings().next().is_none());
/// ```
#[derive(Clone, Debug)]
pub struct PricedChange {
    /// The terms that price both sides.
    pub terms: Terms,
    /// Hash of what there is, as far as it is priced.
    pub base_state: String,
    /// Hash of what there shall be.
    pub target_state: String,
    /// A month before.
    pub before: Total,
    /// A month after.
    pub after: Total,
    /// A month after less a month before.
    pub difference: Total,
    /// Environments by name, then what is shared.
    pub places: Vec<PlaceChange>,
    /// The lines that are not the same on both sides.
    pub lines: Vec<ChangedLine>,
    /// How many lines stay as they are.
    pub unchanged: usize,
    /// The day on which it begins.
    pub starts_on: NaiveDate,
    /// The month in which it begins.
    pub month: MonthChange,
    /// Warnings and remarks about what there shall be, each with whether the change brings it.
    pub findings: Vec<(Finding, bool)>,
    /// What the ticket lacks.
    pub missing: Vec<MissingField>,
    /// What must be active before.
    pub needs: Vec<Need>,
}

impl PricedChange {
    /// Holds two quotes against each other.
    ///
    /// # Errors
    ///
    /// V80 for what a removal leaves behind, R6 for a number that cannot be kept exact.
    pub fn of(asked: &ChangeAsked<'_>) -> Result<PricedChange, Vec<Finding>> {
        let left =
            asked.base.map(|it| needs::left_behind(&it.deployment, &asked.target.deployment));
        match left {
            Some(left) if !left.is_empty() => Err(left),
            _ => made(asked).map_err(|error| vec![not_exact(&error)]),
        }
    }

    /// Whether it alters MRUs or USD of any line (R67).
    pub fn alters_cost(&self) -> bool {
        self.lines.iter().any(ChangedLine::alters_cost)
    }

    /// Whether a month costs more after it.
    pub fn is_rise(&self) -> bool {
        self.difference.usd > Usd::ZERO
    }

    /// Whether it alters cost, and no line costs more (R73).
    pub fn is_pure_reduction(&self) -> bool {
        let grows = |line: &ChangedLine| line.usd > Usd::ZERO || line.mru > Mru::ZERO;
        self.alters_cost() && !self.lines.iter().any(grows)
    }

    /// Whether it has lines without a price: what stands outside the MRUs.
    pub fn has_unpriced_lines(&self) -> bool {
        self.lines.iter().any(ChangedLine::is_unpriced)
    }

    /// The findings that the change brings.
    pub fn new_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|(_, is_new)| *is_new).map(|(finding, _)| finding)
    }
}

impl ChangedLine {
    /// Whether it stands outside the MRUs after the change.
    pub fn is_unpriced(&self) -> bool {
        self.after.as_ref().is_some_and(|it| it.charge == "outside-mrus")
    }
}

fn not_exact(error: &ArithmeticError) -> Finding {
    Finding {
        rule: "R6",
        severity: crate::finding::Severity::Error,
        path: String::new(),
        position: None,
        message: text!(
            "the change cannot be priced exactly: {error}",
            "el cambio no se puede valorizar con exactitud: {error}"
        ),
        help: None,
    }
}

fn made(asked: &ChangeAsked<'_>) -> Result<PricedChange, ArithmeticError> {
    let ChangeAsked { base, target, order, starts_on, prorating } = *asked;
    let (pairs, unchanged) = line::pairs(base, target);
    let day = |pair: &Pair| {
        let (place, _, kind, name, _) = &pair.slot;
        let item = order.and_then(|order| order.item(place, kind, name));
        item.and_then(|item| item.starts_on)
            .or(order.and_then(|it| it.starts_on))
            .unwrap_or(starts_on)
    };
    let first = pairs.iter().map(day).min().unwrap_or(starts_on);
    let period = Period::of(first);
    let before = base.map_or(Total::ZERO, |it| it.priced.total);
    let after = target.priced.total;
    let mut lines = Vec::with_capacity(pairs.len());
    let mut more = Usd::ZERO;
    for pair in pairs {
        let day = day(&pair);
        let month_usd = prorating.more(period, day, &pair, &target.terms)?;
        more = more.plus(month_usd)?;
        lines.push(changed(pair, day, month_usd)?);
    }
    Ok(PricedChange {
        terms: target.terms.clone(),
        base_state: state_hash(base),
        target_state: state_hash(Some(target)),
        before,
        after,
        difference: less(after, before)?,
        places: places(base, target),
        unchanged,
        starts_on: first,
        month: MonthChange {
            period,
            before: before.usd,
            after: before.usd.plus(more)?,
            difference: more,
        },
        findings: findings(base, target),
        missing: fields::missing(base.map(|it| &it.deployment), &target.deployment, order),
        needs: needs::needs(&target.deployment, &lines),
        lines,
    })
}

fn changed(pair: Pair, day: NaiveDate, month_usd: Usd) -> Result<ChangedLine, ArithmeticError> {
    let (mru, usd) = pair.difference()?;
    let change = pair.change();
    let (environment, environment_kind, component, name, role) = pair.slot;
    Ok(ChangedLine {
        change,
        environment,
        environment_kind,
        component,
        component_name: pair.kind.name.into(),
        name,
        role,
        before: pair.before,
        after: pair.after,
        mru,
        usd,
        starts_on: day,
        month_usd,
    })
}

fn less(after: Total, before: Total) -> Result<Total, ArithmeticError> {
    Ok(Total { mru: after.mru.minus(before.mru)?, usd: after.usd.minus(before.usd)? })
}

/// Totals by place: those of the target in its order, then those that go, then what is shared.
fn places(base: Option<&Quote>, target: &Quote) -> Vec<PlaceChange> {
    let of = |quote: &Quote, name: &str| {
        let environments = quote.deployment.environments.iter().zip(&quote.priced.environments);
        environments.into_iter().find(|(it, _)| it.name == name).map_or(Total::ZERO, |(_, it)| *it)
    };
    let mut places: Vec<PlaceChange> = Vec::new();
    let both = [Some(target), base].into_iter().flatten();
    for environment in both.flat_map(|quote| &quote.deployment.environments) {
        if places.iter().any(|it| it.name == environment.name) {
            continue;
        }
        places.push(PlaceChange {
            name: environment.name.clone(),
            kind: environment.kind,
            before: base.map_or(Total::ZERO, |it| of(it, &environment.name)),
            after: of(target, &environment.name),
        });
    }
    places.push(PlaceChange {
        name: String::from("shared"),
        kind: None,
        before: base.map_or(Total::ZERO, |it| it.priced.shared),
        after: target.priced.shared,
    });
    places
}

/// The findings of the target, each with whether the base has it not.
fn findings(base: Option<&Quote>, target: &Quote) -> Vec<(Finding, bool)> {
    let mut known: Vec<(&str, &str)> = base
        .iter()
        .flat_map(|it| &it.findings)
        .map(|finding| (finding.rule, finding.message.en.as_str()))
        .collect();
    let told = target.findings.iter().map(|finding| {
        let at = known.iter().position(|it| *it == (finding.rule, finding.message.en.as_str()));
        if let Some(at) = at {
            known.swap_remove(at);
        }
        (finding.clone(), at.is_none())
    });
    told.collect()
}

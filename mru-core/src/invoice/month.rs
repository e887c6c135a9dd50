//! The lines of one month of one customer, from the intervals that touch it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{InvoiceLine, LineKind, Pricing, adjustments, draft::inexact, span::Span};
use crate::{
    account::Account,
    calendar::{Period, Proration},
    catalogue,
    deployment::EnvironmentKind,
    finding::{Finding, Findings, Positions},
    metering::{Slot, Timeline},
    pricing,
    rate_card::{RateCards, Terms},
    text::{Text, nearest, text},
    units::{ArithmeticError, Mru, ProratedMru, Share, Usd, Weight},
};

/// One period of one customer: the terms that hold and how its parts are billed.
pub(super) struct Month<'a> {
    period: Period,
    /// Its first instant, and the first one after it.
    pub(super) bounds: (DateTime<Utc>, DateTime<Utc>),
    pub(super) account: &'a Account,
    pub(super) terms: Terms,
}

impl<'a> Month<'a> {
    /// Selects the rate card and applies the contract, both of the first day (R75).
    pub(super) fn new(
        period: Period,
        account: &'a Account,
        cards: &RateCards,
    ) -> Result<Month<'a>, Vec<Finding>> {
        let contract = &account.contract;
        let terms = contract.terms(period, cards)?;
        Ok(Month { period, bounds: period.bounds(contract.time_zone), account, terms })
    }

    pub(super) fn pricing(&self) -> Pricing {
        let list = self.terms.card.mru_price;
        Pricing {
            contract: self.account.contract.id.clone(),
            rate_card: self.terms.card.id(),
            rate_card_hash: self.terms.card.hash.clone(),
            mru_price_usd: self.terms.price.as_decimal(),
            list_price_usd: (list != self.terms.price).then(|| list.as_decimal()),
            price_source: self.terms.price_source,
            proration: self.account.contract.proration,
            rounding: self.terms.policies.rounding,
        }
    }

    /// The lines of what existed and happened in the period, in the order of the invoice.
    fn lines(&self, timeline: &Timeline) -> Result<Vec<InvoiceLine>, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut lines = Vec::new();
        let (start, end) = self.bounds;
        for span in self.spans(timeline) {
            self.check(&span, &mut findings);
            lines.extend(self.component(&span, &mut findings));
        }
        lines.extend(self.elasticity(timeline, &mut findings));
        for occasion in timeline.occasions.iter().filter(|it| start <= it.at && it.at < end) {
            lines.push(InvoiceLine {
                description: occasion.description.clone(),
                from: Some(self.account.contract.time_zone.day_of(occasion.at)),
                usd: occasion.usd,
                ticket: occasion.ticket.clone(),
                events: vec![occasion.event.clone()],
                ..named(LineKind::OneOff, &["R90"], &occasion.slot)
            });
        }
        if findings.has_errors() {
            return Err(findings.located(&Positions::new()));
        }
        self.sort(&mut lines);
        Ok(lines)
    }

    /// All lines of the month before corrections and tax, and its MRUs after proration.
    pub(super) fn net_lines(
        &self,
        timeline: &Timeline,
    ) -> Result<(Vec<InvoiceLine>, ProratedMru), Vec<Finding>> {
        let mut lines = self.lines(timeline)?;
        let in_force = contract_share(self.period, self.account);
        let mru = mru(&lines).map_err(|error| vec![inexact(&error)])?;
        if !in_force.is_none() {
            adjustments::add_floors(&mut lines, mru, in_force, self.account, &self.terms)
                .map_err(|error| vec![inexact(&error)])?;
        }
        adjustments::add_discount(&mut lines, self.account, &self.terms)
            .map_err(|error| vec![inexact(&error)])?;
        Ok((lines, mru))
    }

    /// Puts lines in the order of the invoice: kind, deployment and environment as the account lists
    /// them, catalogue, name, time.
    fn sort(&self, lines: &mut Vec<InvoiceLine>) {
        fn rest(line: &InvoiceLine) -> impl Ord {
            (&line.name, line.from, &line.size, &line.events)
        }
        let mut placed: Vec<_> = lines.drain(..).map(|line| (self.place(&line), line)).collect();
        placed.sort_by(|(a, line), (b, other)| a.cmp(b).then_with(|| rest(line).cmp(&rest(other))));
        lines.extend(placed.into_iter().map(|(_, line)| line));
    }

    /// The place of a line among those of other kinds, environments and components.
    fn place(&self, line: &InvoiceLine) -> (LineKind, [usize; 3]) {
        let deployments = &self.account.deployments;
        let deployment = deployments.iter().position(|it| it.name == line.deployment);
        let environment = deployment
            .and_then(|at| deployments.get(at))
            .and_then(|it| it.environments.iter().position(|it| it.name == line.environment));
        let kind = catalogue::KINDS.iter().position(|kind| kind.id == line.component);
        (line.kind, [deployment, environment, kind].map(|at| at.unwrap_or(usize::MAX)))
    }

    /// What is billed of the intervals that touch the period; neighbours that are billed alike are one.
    fn spans<'t>(&self, timeline: &'t Timeline) -> Vec<Span<'t>> {
        let (start, end) = self.bounds;
        let mut spans: Vec<Span<'t>> = Vec::new();
        for interval in timeline
            .intervals
            .iter()
            .filter(|it| it.from < end && it.until.is_none_or(|until| until > start.max(it.from)))
        {
            let whole_month = self.account.contract.proration == Proration::WholeMonth;
            match spans.last_mut() {
                Some(last) if last.goes_on_as(interval) => {
                    last.until = interval.until;
                    last.events.extend(interval.events.iter().skip(1));
                }
                // One month is billed once: by the last size (R86, R89).
                Some(last) if last.first.slot == interval.slot && whole_month => {
                    *last = Span::of(interval);
                }
                _ => spans.push(Span::of(interval)),
            }
        }
        spans
    }

    /// Judges a span against the account: known environment, contract in force.
    fn check(&self, span: &Span<'_>, findings: &mut Findings) {
        let slot = &span.first.slot;
        let (deployment, environment) = (&slot.deployment, &slot.environment);
        let known = self.account.deployments.iter().find(|it| it.name == *deployment);
        let shared = environment == "shared" && known.is_some();
        if !shared && self.account.environment(deployment, environment).is_none() {
            let names = known.iter().flat_map(|it| &it.environments).map(|it| it.name.as_str());
            let near = nearest(environment, names).map(str::to_owned);
            findings
                .error(
                    "U8",
                    &span.path(),
                    text!(
                        "the customer has no environment `{environment}` in deployment `{deployment}`",
                        "el cliente no tiene un ambiente `{environment}` en el despliegue `{deployment}`"
                    ),
                )
                .help(unknown_environment(near));
        }
        self.check_contract(span, findings);
    }

    /// Judges whether the contract is in force while a component is active.
    fn check_contract(&self, span: &Span<'_>, findings: &mut Findings) {
        let (contract, zone) = (&self.account.contract, self.account.contract.time_zone);
        let (slot, id, period) = (&span.first.slot, &contract.id, self.period);
        let (start, end) = self.bounds;
        let from = self.day_of(span.first.from.max(start));
        let last = span.until.map_or(end, |until| until.min(end));
        let early = contract.starts_on.filter(|day| from < *day);
        let late = contract.ends_on.filter(|day| last > zone.start_of(*day).max(span.first.from));
        let message = match (early, late) {
            (Some(day), _) => text!(
                "{slot} is active in {period} before contract `{id}` begins on {day}",
                "{slot} está activo en {period} antes de que el contrato `{id}` comience el {day}"
            ),
            (None, Some(day)) => text!(
                "{slot} is still active in {period} when contract `{id}` ends on {day}",
                "{slot} sigue activo en {period} cuando el contrato `{id}` termina el {day}"
            ),
            (None, None) => return,
        };
        findings.error("B4", &span.path(), message).help(text!(
            "extend the contract by a new version of the customer, or import the removal",
            "extienda el contrato con una nueva versión del cliente, o importe la eliminación"
        ));
    }

    fn component(&self, span: &Span<'_>, findings: &mut Findings) -> Option<InvoiceLine> {
        let (slot, size) = (&span.first.slot, &span.first.size);
        let (zone, proration) = (self.account.contract.time_zone, self.account.contract.proration);
        let (start, end) = self.bounds;
        let (from, until) = (span.first.from.max(start), span.until.unwrap_or(end).min(end));
        let share = if (from, until) == self.bounds {
            Share::WHOLE
        } else {
            proration.share(self.period, zone, from, until)
        };
        if share.is_none() {
            return None;
        }
        let share = if share.is_whole() { Share::WHOLE } else { share };
        let mut line = InvoiceLine {
            size: size.size.clone(),
            from: Some(self.day_of(from)),
            until: Some(self.last_day(until)),
            ticket: span.first.ticket.clone(),
            events: span.events.iter().map(|event| (*event).clone()).collect(),
            ..named(LineKind::Component, &component_rules(slot, self.account, share), slot)
        };
        let billed = Billed { quantity: size.quantity, redundancy: size.redundancy, share };
        self.price(&mut line, &billed, findings);
        Some(line)
    }

    /// The day of an instant; most spans begin and end with the period.
    fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        let (start, end) = self.bounds;
        if instant == start {
            self.period.first_day()
        } else if instant == end {
            self.period.end_day()
        } else {
            self.account.contract.time_zone.day_of(instant)
        }
    }

    /// The first day after a span: the day of its end, or the next one when it ends within a day that counts.
    fn last_day(&self, until: DateTime<Utc>) -> NaiveDate {
        let zone = self.account.contract.time_zone;
        let day = self.day_of(until);
        let within = self.account.contract.proration == Proration::Hourly
            || self.account.contract.proration == Proration::WholeMonth;
        if within && zone.start_of(day) < until { day.succ_opt().unwrap_or(day) } else { day }
    }

    /// Fills in weight, MRUs and amount: the function behind every quote does it.
    pub(super) fn price(&self, line: &mut InvoiceLine, billed: &Billed, findings: &mut Findings) {
        let Billed { quantity, redundancy, share } = *billed;
        let entry = catalogue::entry(&line.component, &line.size);
        let path = || format!("event {}", line.events.first().map_or("", String::as_str));
        let Some((weight, source)) = self.terms.weight(&entry) else {
            let card = self.terms.card.id();
            let near = self.terms.nearest_entry(&entry);
            findings
                .error(
                    "R1",
                    &path(),
                    text!(
                        "rate card {card} has no weight for `{entry}`",
                        "la tarifa {card} no tiene peso para `{entry}`"
                    ),
                )
                .maybe_help(
                    near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")),
                );
            return;
        };
        let priced = pricing::amount(weight, quantity, redundancy, share, &self.terms)
            .and_then(|(mru, usd)| Ok((ProratedMru::new(mru, share)?, usd)));
        match priced {
            Ok((mru, usd)) => {
                entry.as_str().clone_into(&mut line.entry);
                line.quantity = Some(quantity);
                line.redundancy = Some(redundancy);
                line.weight_mru = Some(weight.as_decimal());
                line.weight_source = Some(source);
                line.share = Some(share);
                line.mru = mru.shown();
                line.usd = usd;
            }
            Err(error) => findings.push(Finding { path: path(), ..inexact(&error) }),
        }
    }
}

/// The exact MRUs of lines of a period, after proration.
fn mru(lines: &[InvoiceLine]) -> Result<ProratedMru, ArithmeticError> {
    let mut sum = ProratedMru::ZERO;
    for line in lines {
        let weight = line.weight_mru.and_then(Weight::new);
        if let (Some(quantity), Some(redundancy), Some(share), Some(weight)) =
            (line.quantity, line.redundancy, line.share, weight)
        {
            let month: Mru = weight.times(quantity, redundancy)?;
            sum = sum.plus(ProratedMru::new(month, share)?)?;
        }
    }
    Ok(sum)
}

/// How much of a component is billed, and for which part of the month.
pub(super) struct Billed {
    pub(super) quantity: Decimal,
    pub(super) redundancy: u32,
    pub(super) share: Share,
}

/// What to do about an environment that the customer does not have.
fn unknown_environment(near: Option<String>) -> Text {
    match near {
        Some(near) => text!(
            "did you mean `{near}`? Then take the event back by a `voided` event, and import the right one under its own id; otherwise record a version of the customer that has the environment",
            "¿quiso decir `{near}`? Entonces anule el evento con un evento `voided`, e importe el correcto con su propio id; si no, registre una versión del cliente que tenga el ambiente"
        ),
        None => text!(
            "record a version of the customer that has the environment",
            "registre una versión del cliente que tenga el ambiente"
        ),
    }
}

/// Starts a line about a component.
pub(super) fn named(kind: LineKind, rules: &[&'static str], slot: &Slot) -> InvoiceLine {
    InvoiceLine {
        deployment: slot.deployment.clone(),
        environment: slot.environment.clone(),
        component: slot.component.clone(),
        name: slot.name.clone(),
        usd: Usd::ZERO,
        ..InvoiceLine::new(kind, rules)
    }
}

/// The rules behind a component's line: those of its line on a quote, and those of amounts.
fn component_rules(slot: &Slot, account: &Account, share: Share) -> Vec<&'static str> {
    let environment = account.environment(&slot.deployment, &slot.environment);
    let in_production = environment.and_then(|it| it.kind) == Some(EnvironmentKind::Production);
    let kind = catalogue::find(&slot.component);
    let rules = kind.map_or(&["R3"][..], |kind| kind.charged_by.rules(in_production));
    let of_part: &[&str] = if share.is_whole() { &["R81"] } else { &["R81", "R86"] };
    [rules, of_part].concat()
}

/// The part of a period in which the contract is in force.
fn contract_share(period: Period, account: &Account) -> Share {
    let (zone, contract) = (account.contract.time_zone, &account.contract);
    let (start, end) = period.bounds(zone);
    let from = contract.starts_on.map_or(start, |day| zone.start_of(day));
    let until = contract.ends_on.map_or(end, |day| zone.start_of(day));
    Proration::Daily.share(period, zone, from, until)
}

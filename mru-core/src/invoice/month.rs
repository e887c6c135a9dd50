//! The lines of one month of one customer, from the intervals that touch it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    ComponentLine, Earlier, InvoiceLine, LineDetail, LineKind, OneOffLine, Priced, Pricing,
    Weighed, WeightsOf, adjustments, mistake::inexact, span::Span,
};
use crate::{
    account::Account,
    calendar::{Period, Proration},
    catalogue,
    entry_id::EntryId,
    finding::{Finding, Findings},
    kind::{EnvironmentKind, Role, Unit},
    metering::{Slot, Timeline},
    positions::Positions,
    pricing,
    rate_card::{RateCards, Terms},
    text::{Text, nearest, text},
    units::{ArithmeticError, ProratedMru, Share, Usd},
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
    /// Selects the rate card of the first day and applies the contract (R75, R77).
    pub(super) fn new(
        period: Period,
        account: &'a Account,
        cards: &RateCards,
    ) -> Result<Month<'a>, Vec<Finding>> {
        let terms = account.contract.terms(period, cards)?;
        Ok(Month::under(terms, period, account))
    }

    /// Takes the rate cards that an issued document names, whatever is in force by now (N4).
    pub(super) fn as_issued(
        document: &Earlier,
        account: &'a Account,
        cards: &RateCards,
    ) -> Result<Month<'a>, Vec<Finding>> {
        let pricing = &document.statement.pricing;
        let weights = pricing.weights.as_ref();
        let cards = cards.pinned(
            &Text::new(document.number.as_str(), document.number.as_str()),
            (&pricing.rate_card, &pricing.rate_card_hash),
            weights.map(|it| (it.rate_card.as_str(), it.rate_card_hash.as_str())),
        )?;
        let period = document.statement.period;
        let terms = Terms::recorded(cards, Some(&account.contract.prices), period.first_day())?;
        Ok(Month::under(terms, period, account))
    }

    fn under(terms: Terms, period: Period, account: &'a Account) -> Month<'a> {
        Month { period, bounds: period.bounds(account.contract.time_zone), account, terms }
    }

    pub(super) fn pricing(&self) -> Pricing {
        let list = self.terms.card.mru_price;
        Pricing {
            contract: self.account.contract.id.clone(),
            rate_card: self.terms.card.id(),
            rate_card_hash: self.terms.card.hash.clone(),
            weights: self
                .terms
                .locked_weights()
                .map(|card| WeightsOf { rate_card: card.id(), rate_card_hash: card.hash.clone() }),
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
            let once = OneOffLine {
                slot: occasion.slot.clone(),
                description: occasion.description.clone(),
                day: self.account.contract.time_zone.day_of(occasion.at),
                ticket: occasion.ticket.clone(),
                events: vec![occasion.event.clone()],
            };
            lines.push(InvoiceLine::new(LineDetail::OneOff(once), occasion.usd, &["R90"]));
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
            (line.name(), line.days().map(|(from, _)| from), line.size(), line.events())
        }
        let mut placed: Vec<_> = lines.drain(..).map(|line| (self.place(&line), line)).collect();
        placed.sort_by(|(a, line), (b, other)| a.cmp(b).then_with(|| rest(line).cmp(&rest(other))));
        lines.extend(placed.into_iter().map(|(_, line)| line));
    }

    /// The place of a line among those of other kinds, environments and components.
    fn place(&self, line: &InvoiceLine) -> (LineKind, [usize; 3]) {
        let deployments = &self.account.deployments;
        let deployment = deployments.iter().position(|it| it.name == line.deployment());
        let environment = deployment
            .and_then(|at| deployments.get(at))
            .and_then(|it| it.environments.iter().position(|it| it.name == line.environment()));
        let kind = catalogue::KINDS.iter().position(|kind| kind.id == line.component());
        (line.kind(), [deployment, environment, kind].map(|at| at.unwrap_or(usize::MAX)))
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
        let billed =
            Billed { quantity: size.quantity, redundancy: size.redundancy, role: size.role, share };
        let (priced, usd) = self.price(slot, &size.size, &billed, &span.path(), findings)?;
        let component = ComponentLine {
            slot: slot.clone(),
            size: size.size.clone(),
            from: self.day_of(from),
            until: self.last_day(until),
            priced,
            ticket: span.first.ticket.clone(),
            events: span.events.iter().map(|event| (*event).clone()).collect(),
        };
        let rules = component_rules(slot, self.account, share);
        Some(InvoiceLine::new(LineDetail::Component(component), usd, &rules))
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

    /// Weight, MRUs and amount: the function behind every quote makes them.
    pub(super) fn price(
        &self,
        slot: &Slot,
        size: &str,
        billed: &Billed,
        path: &str,
        findings: &mut Findings,
    ) -> Option<(Priced, Usd)> {
        let Billed { quantity, redundancy, role, share } = *billed;
        let entry = catalogue::entry(&slot.component, size);
        let Some((weight, source)) = self.terms.weight(&entry) else {
            self.no_weight(&entry, path, findings);
            return None;
        };
        let unit = catalogue::find(&slot.component)
            .map_or(Unit::PIECE, |kind| kind.unit_under(self.terms.policies.data_services, role));
        let weighed = Weighed { quantity, unit, redundancy, weight, source };
        let priced = pricing::amount(weight, quantity, redundancy, share, &self.terms)
            .and_then(|(_, usd)| Ok((Priced::new(entry, weighed, share)?, usd)));
        match priced {
            Ok(priced) => Some(priced),
            Err(error) => {
                findings.push(Finding { path: path.to_owned(), ..inexact(&error) });
                None
            }
        }
    }

    fn no_weight(&self, entry: &EntryId, path: &str, findings: &mut Findings) {
        let card = self.terms.card.id();
        let near = self.terms.nearest_entry(entry);
        findings
            .error(
                "R1",
                path,
                text!(
                    "rate card {card} has no weight for `{entry}`",
                    "la tarifa {card} no tiene peso para `{entry}`"
                ),
            )
            .maybe_help(near.map(|near| text!("did you mean `{near}`?", "¿quiso decir `{near}`?")));
    }
}

/// The exact MRUs of lines of a period, after proration.
fn mru(lines: &[InvoiceLine]) -> Result<ProratedMru, ArithmeticError> {
    let priced = lines.iter().filter_map(InvoiceLine::priced);
    priced.map(|it| it.mru).try_fold(ProratedMru::ZERO, ProratedMru::plus)
}

/// How much of a component is billed, and for which part of the month.
pub(super) struct Billed {
    pub(super) quantity: Decimal,
    pub(super) redundancy: u32,
    pub(super) role: Option<Role>,
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

//! From events to intervals: when a component existed, in which size.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Event, Size, Slot, What, samples};
use crate::{
    calendar::{Zone, add_business_days, format_instant},
    finding::{Finding, Findings, Positions},
    text::text,
    units::Usd,
};

/// A span of time in which a component existed in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The component.
    pub slot: Slot,
    /// How much of it.
    pub size: Size,
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; none while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// The ticket that opened it.
    pub ticket: String,
    /// Ids of the events that opened and closed it.
    pub events: Vec<String>,
}

/// Tasks of a container that ran for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The container.
    pub slot: Slot,
    /// Its size at the time.
    pub size: Size,
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub until: DateTime<Utc>,
    /// Tasks beyond the base.
    pub excess: u64,
    /// Id of the event.
    pub event: String,
}

/// Something charged once (R90).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// What it is about.
    pub slot: Slot,
    /// When.
    pub at: DateTime<Utc>,
    /// Amount before tax.
    pub usd: Usd,
    /// What it is.
    pub description: String,
    /// The ticket behind it.
    pub ticket: String,
    /// Id of the event.
    pub event: String,
}

/// What the events of a customer say, in order.
///
/// # Example
///
/// ```
/// use mru_core::{calendar::Zone, metering::{Event, EventFormat, Timeline}};
///
/// let csv = "id,type,time,customer,environment,component,name,size,ticket\n\
///            2,removed,2026-04-16T09:00:00-04:00,insurer,production,container,a,,REQ-8\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,REQ-7\n";
/// let events = Event::read(csv, EventFormat::Csv).unwrap();
/// let timeline = Timeline::of(&events, Zone::SANTIAGO, 5).unwrap();
/// assert_eq!(timeline.intervals[0].events, ["1", "2"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Intervals, by component and time; those of one component never overlap.
    pub intervals: Vec<Interval>,
    /// Samples above the base, by component and time.
    pub samples: Vec<Sample>,
    /// One-off charges, by component and time.
    pub occasions: Vec<Occasion>,
}

impl Timeline {
    /// Puts the events of one customer in order.
    ///
    /// The end of an interval is the removal, but no later than `grace_days` business days after
    /// the day it was asked for (R88); samples are cut there too. The order of `events` does not matter.
    ///
    /// # Errors
    ///
    /// U3 a removal or change of something that is not active, U4 an activation of something that
    /// is, U5 a sample outside its container's interval or of something that is no container,
    /// U6 tasks beyond the elasticity range (R63), U7 samples that overlap, U11 a void of nothing.
    pub fn of(events: &[Event], zone: Zone, grace_days: u32) -> Result<Timeline, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut slots: BTreeMap<&Slot, Vec<&Event>> = BTreeMap::new();
        for event in standing(events, &mut findings) {
            slots.entry(&event.slot).or_default().push(event);
        }
        let mut timeline = Timeline::default();
        for (slot, mut events) in slots {
            events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            let first = timeline.intervals.len();
            let ends = Ends { zone, grace_days };
            timeline.add_intervals(slot, &events, &ends, &mut findings);
            let intervals = timeline.intervals.get(first..).unwrap_or_default();
            let samples = samples::samples(slot, &events, intervals, &mut findings);
            timeline.samples.extend(samples);
            timeline.occasions.extend(events.iter().filter_map(|event| occasion(event)));
        }
        if findings.has_errors() {
            return Err(findings.located(&Positions::new()));
        }
        Ok(timeline)
    }

    fn add_intervals(
        &mut self,
        slot: &Slot,
        events: &[&Event],
        ends: &Ends,
        findings: &mut Findings,
    ) {
        let mut open: Option<Interval> = None;
        for event in feasible(events) {
            let opened = match &event.what {
                What::Activated(size) if open.is_none() => Some(size),
                What::Resized(size) if open.is_some() => Some(size),
                What::Removed { .. } if open.is_some() => None,
                What::Activated(_) => {
                    already_active(event, open.as_ref(), findings);
                    continue;
                }
                What::Resized(_) | What::Removed { .. } => {
                    not_active(event, findings);
                    continue;
                }
                What::ElasticSample { .. } | What::OneOff { .. } | What::Voided { .. } => continue,
            };
            if let Some(mut closed) = open.take() {
                closed.until = Some(ends.end(event).max(closed.from));
                closed.events.push(event.id.clone());
                self.intervals.push(closed);
            }
            open = opened.map(|size| Interval {
                slot: slot.clone(),
                size: size.clone(),
                from: event.at,
                until: None,
                ticket: event.ticket.clone(),
                events: vec![event.id.clone()],
            });
        }
        self.intervals.extend(open);
    }
}

/// The events that count: those that no other one voids.
fn standing<'a>(events: &'a [Event], findings: &mut Findings) -> Vec<&'a Event> {
    let mut voided: BTreeSet<&str> = BTreeSet::new();
    for event in events {
        let What::Voided { voids } = &event.what else { continue };
        let other = events.iter().find(|other| other.id == *voids && other.slot == event.slot);
        match other.map(|other| &other.what) {
            Some(What::Voided { .. }) | None => void_of_nothing(event, voids, findings),
            Some(_) => {
                voided.insert(voids);
            }
        }
    }
    let counts = |event: &&Event| {
        !matches!(event.what, What::Voided { .. }) && !voided.contains(event.id.as_str())
    };
    events.iter().filter(counts).collect()
}

fn void_of_nothing(event: &Event, voids: &str, findings: &mut Findings) {
    let slot = &event.slot;
    findings
        .error(
            "U11",
            &place(event),
            text!(
                "{slot} has no event `{voids}` that could be voided",
                "{slot} no tiene un evento `{voids}` que se pueda anular"
            ),
        )
        .help(text!(
            "a void names an event of the same deployment, environment, component and name, and no other void; import one that does, and the one it names",
            "una anulación indica un evento del mismo despliegue, ambiente, componente y nombre, y no otra anulación; importe una que lo haga, y el evento que indica"
        ));
}

/// When removals take effect.
struct Ends {
    zone: Zone,
    grace_days: u32,
}

impl Ends {
    fn end(&self, event: &Event) -> DateTime<Utc> {
        match event.what {
            What::Removed { requested_on: Some(day) } => {
                event.at.min(self.zone.start_of(add_business_days(day, self.grace_days)))
            }
            _ => event.at,
        }
    }
}

/// Orders events of one instant so that they can be: what is active is first removed, what is not is first activated.
fn feasible<'a>(events: &[&'a Event]) -> Vec<&'a Event> {
    let mut left: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| !matches!(event.what, What::ElasticSample { .. } | What::OneOff { .. }))
        .collect();
    let mut ordered = Vec::with_capacity(left.len());
    let mut active = false;
    while let Some(first) = left.first() {
        let now = first.at;
        let same = left.iter().take_while(|event| event.at == now);
        let fits = same.enumerate().find(|(_, event)| match event.what {
            What::Activated(_) => !active,
            _ => active,
        });
        let event = left.remove(fits.map_or(0, |(at, _)| at));
        active = matches!(event.what, What::Activated(_) | What::Resized(_));
        ordered.push(event);
    }
    ordered
}

fn already_active(event: &Event, open: Option<&Interval>, findings: &mut Findings) {
    let (slot, at) = (&event.slot, format_instant(event.at));
    let by = open.and_then(|open| open.events.first()).cloned().unwrap_or_default();
    findings
        .error(
            "U4",
            &place(event),
            text!(
                "{slot} is activated at {at}, but event `{by}` had activated it already",
                "{slot} se activa el {at}, pero el evento `{by}` ya lo había activado"
            ),
        )
        .help(text!(
            "a change of size is a `resized` event, and another component has another name; a wrong event is taken back by a `voided` event",
            "un cambio de tamaño es un evento `resized`, y otro componente tiene otro nombre; un evento equivocado se anula con un evento `voided`"
        ));
}

fn not_active(event: &Event, findings: &mut Findings) {
    let (slot, at) = (&event.slot, format_instant(event.at));
    let (en, es) = match event.what {
        What::Removed { .. } => ("removed", "elimina"),
        _ => ("resized", "redimensiona"),
    };
    findings
        .error(
            "U3",
            &place(event),
            text!(
                "{slot} is {en} at {at}, but was not active",
                "{slot} se {es} el {at}, pero no estaba activo"
            ),
        )
        .help(text!(
            "import its `activated` event, or take this one back by a `voided` event",
            "importe su evento `activated`, o anule este con un evento `voided`"
        ));
}

/// Names an event as the place of a finding.
pub(super) fn place(event: &Event) -> String {
    format!("event {}", event.id)
}

fn occasion(event: &Event) -> Option<Occasion> {
    let What::OneOff { usd, description } = &event.what else { return None };
    Some(Occasion {
        slot: event.slot.clone(),
        at: event.at,
        usd: *usd,
        description: description.clone(),
        ticket: event.ticket.clone(),
        event: event.id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metering::EventFormat;

    const HEADER: &str = "id,type,time,customer,environment,component,name,size,quantity,redundancy,max_tasks,tasks,until,requested_on,voids,ticket\n";

    fn timeline(rows: &str) -> Result<Timeline, Vec<Finding>> {
        let events = Event::read(&format!("{HEADER}{rows}"), EventFormat::Csv).unwrap();
        Timeline::of(&events, Zone::SANTIAGO, 5)
    }

    fn rules(rows: &str) -> Vec<&'static str> {
        timeline(rows).unwrap_err().iter().map(|finding| finding.rule).collect()
    }

    const ON: &str = "1,activated,2026-04-11T09:00:00-04:00,c,p,container,a,1x2,1,2,6,,,,,T\n";

    #[test]
    fn a_resize_closes_and_opens_at_one_instant() {
        let rows = format!(
            "{ON}2,resized,2026-04-21T00:30:00-04:00,c,p,container,a,2x4,1,2,6,,,,,T\n\
             3,removed,2026-04-21T00:30:00-04:00,c,p,container,a,,,,,,,,,T\n"
        );
        let timeline = timeline(&rows).unwrap();
        let shown: Vec<_> = timeline.intervals.iter().map(|i| (i.from, i.until)).collect();
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[0].1, Some(shown[1].0));
        assert_eq!(shown[1].1, Some(shown[1].0));
    }

    #[test]
    fn a_late_removal_ends_with_the_grace() {
        let rows = format!(
            "{ON}2,removed,2026-05-20T09:00:00-04:00,c,p,container,a,,,,,,,2026-05-04,,T\n"
        );
        // Monday 4 May and five business days: Monday 11 May.
        let end = timeline(&rows).unwrap().intervals[0].until.unwrap();
        assert_eq!(Zone::SANTIAGO.day_of(end).to_string(), "2026-05-11");
    }

    #[test]
    fn samples_beyond_the_grace_are_no_mistake() {
        let rows = format!(
            "{ON}2,removed,2026-05-20T09:00:00-04:00,c,p,container,a,,,,,,,2026-05-04,,T\n\
             3,elastic-sample,2026-05-10T00:00:00-04:00,c,p,container,a,,,,,4,2026-05-12T00:00:00-04:00,,,\n\
             4,elastic-sample,2026-05-12T00:00:00-04:00,c,p,container,a,,,,,4,2026-05-13T00:00:00-04:00,,,\n"
        );
        let timeline = timeline(&rows).unwrap();
        assert_eq!(timeline.samples.len(), 1);
        assert_eq!(Some(timeline.samples[0].until), timeline.intervals[0].until);
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(rules("2,removed,2026-04-21T00:30:00Z,c,p,container,a,,,,,,,,,T\n"), ["U3"]);
        assert_eq!(rules("2,resized,2026-04-21T00:30:00Z,c,p,container,a,1x2,,,,,,,,T\n"), ["U3"]);
        assert_eq!(
            rules(&format!("{ON}2,activated,2026-04-21T00:30:00Z,c,p,container,a,1x2,,,,,,,,T\n")),
            ["U4"]
        );
        let sample = |id: u32, from: &str, tasks: u32, until: &str| {
            format!("{id},elastic-sample,{from}Z,c,p,container,a,,,,,{tasks},{until}Z,,,\n")
        };
        let early = sample(2, "2026-04-10T00:00:00", 4, "2026-04-12T00:00:00");
        assert_eq!(rules(&format!("{ON}{early}")), ["U5"]);
        let many = sample(2, "2026-04-12T00:00:00", 7, "2026-04-12T10:00:00");
        assert_eq!(rules(&format!("{ON}{many}")), ["U6"]);
        let one = sample(2, "2026-04-12T00:00:00", 4, "2026-04-12T10:00:00");
        let two = sample(3, "2026-04-12T09:00:00", 4, "2026-04-12T11:00:00");
        assert_eq!(rules(&format!("{ON}{one}{two}")), ["U7"]);
        let void =
            |of: &str| format!("9,voided,2026-04-13T00:00:00Z,c,p,container,a,,,,,,,,{of},T\n");
        let voided = timeline(&format!("{ON}{one}{two}{}", void("3"))).unwrap();
        assert_eq!(voided, timeline(&format!("{ON}{one}")).unwrap());
        assert_eq!(rules(&format!("{ON}{}", void("4"))), ["U11"]);
        assert_eq!(rules(&format!("{ON}{}", void("9"))), ["U11"]);
        assert_eq!(timeline(&format!("{ON}{one}")).unwrap().samples[0].excess, 2);
    }
}

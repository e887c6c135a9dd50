//! From events to intervals: when a component existed, in which size.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Event, Slot, What,
    interval::{Interval, Occasion, Sample, place},
    life::{self, Ends},
    samples,
};
use crate::{
    calendar::Zone,
    finding::{Finding, Findings},
    positions::Positions,
    text::text,
};

/// What the events of a customer say, in order.
///
/// # Example
///
/// ```
/// use mru_core::{calendar::Zone, metering::{Event, EventFormat, Timeline}};
///
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,ticket\n\
///            2,removed,2026-04-16T09:00:00-04:00,insurer,production,container,a,,,REQ-8\n\
///            1,activated,2026-04-11T09:00:00-04:00,insurer,production,container,a,1x2,1,REQ-7\n";
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
    /// A component ends with its removal, but no later than `grace_days` business days after the
    /// day it was asked for, in whatever sizes (R88); samples are cut there too. The order of
    /// `events` does not matter.
    ///
    /// # Errors
    ///
    /// U3 a removal or change of something that is not active, U4 an activation of something that
    /// is, U5 a sample outside its container's interval or of something that has no range,
    /// U6 tasks beyond the elasticity range (R63), U7 samples that overlap, U11 a void of nothing,
    /// U16 two sizes or a size and a removal at one instant (R89), U17 a removal asked for before
    /// the activation.
    pub fn of(events: &[Event], zone: Zone, grace_days: u32) -> Result<Timeline, Vec<Finding>> {
        let mut findings = Findings::new();
        let mut slots: BTreeMap<&Slot, Vec<&Event>> = BTreeMap::new();
        for event in standing(events, &mut findings) {
            slots.entry(&event.slot).or_default().push(event);
        }
        let mut timeline = Timeline::default();
        let ends = Ends { zone, grace_days };
        for (slot, mut events) in slots {
            events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            let stays = life::stays(slot, &events, &ends, &mut findings);
            timeline.samples.extend(samples::samples(slot, &events, &stays, &mut findings));
            timeline.intervals.extend(stays.into_iter().map(|stay| stay.interval));
            timeline.occasions.extend(events.iter().filter_map(|event| occasion(event)));
        }
        if findings.has_errors() {
            return Err(findings.located(&Positions::new()));
        }
        Ok(timeline)
    }
}

/// The events that count: those that no other one voids.
fn standing<'a>(events: &'a [Event], findings: &mut Findings) -> Vec<&'a Event> {
    let mut voided: BTreeSet<&str> = BTreeSet::new();
    let by_id: BTreeMap<&str, &Event> =
        events.iter().map(|event| (event.id.as_str(), event)).collect();
    for event in events {
        let What::Voided { voids } = &event.what else { continue };
        let other = by_id.get(voids.as_str()).filter(|other| other.slot == event.slot);
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
        let rows =
            format!("{ON}2,resized,2026-04-21T00:30:00-04:00,c,p,container,a,2x4,1,2,6,,,,,T\n");
        let timeline = timeline(&rows).unwrap();
        let shown: Vec<_> = timeline.intervals.iter().map(|i| (i.from, i.until)).collect();
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[0].1, Some(shown[1].0));
        assert_eq!(shown[1].1, None);
    }

    #[test]
    fn two_changes_at_one_instant_are_named_and_a_move_is_not() {
        let change = |id: &str, what: &str, rest: &str| {
            format!("{id},{what},2026-04-21T00:30:00-04:00,c,p,container,a,{rest}T\n")
        };
        let resized = |id: &str, size: &str| change(id, "resized", &format!("{size},1,2,6,,,,,"));
        let removed = |id: &str| change(id, "removed", ",,,,,,,,");
        let activated = |id: &str| change(id, "activated", "2x4,1,2,6,,,,,");
        for (one, other) in [
            (resized("9", "2x4"), resized("10", "4x8")),
            (resized("2", "2x4"), removed("3")),
            (removed("2"), resized("3", "2x4")),
        ] {
            for rows in [format!("{ON}{one}{other}"), format!("{ON}{other}{one}")] {
                assert_eq!(rules(&rows), ["U16"], "{rows}");
            }
            let void =
                change("99", "voided", &format!(",,,,,,,{},", other.split(',').next().unwrap()));
            assert!(timeline(&format!("{ON}{one}{other}{void}")).is_ok(), "{one}{other}");
        }
        for (one, other) in [(removed("2"), activated("3")), (removed("3"), activated("2"))] {
            let moved = timeline(&format!("{ON}{one}{other}")).unwrap();
            assert_eq!(moved.intervals[0].until, Some(moved.intervals[1].from));
            assert_eq!(moved.intervals[1].until, None);
        }
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
    fn the_grace_ends_the_component_however_often_it_was_resized() {
        let resized = |id: u32, day: u32| {
            format!(
                "{id},resized,2026-05-{day:02}T12:00:00-04:00,c,p,container,a,{id}x8,1,2,,,,,,T\n"
            )
        };
        // Asked for on Monday 4 May, so that the grace ends with Monday 11 May.
        let removed = "9,removed,2026-05-20T09:00:00-04:00,c,p,container,a,,,,,,,2026-05-04,,T\n";
        let rows = format!("{ON}{}{}{}{removed}", resized(2, 8), resized(4, 13), resized(8, 15));
        let timeline = timeline(&rows).unwrap();
        let days = |at: Option<chrono::DateTime<chrono::Utc>>| {
            Zone::SANTIAGO.day_of(at.unwrap()).to_string()
        };
        let counted: Vec<_> = timeline
            .intervals
            .iter()
            .filter(|interval| interval.until != Some(interval.from))
            .map(|interval| (interval.size.size.as_str(), days(interval.until)))
            .collect();
        let expected = [("1x2", "2026-05-08"), ("2x8", "2026-05-11")];
        assert_eq!(counted, expected.map(|(size, day)| (size, day.to_owned())));
        assert_eq!(timeline.intervals[1].events, ["2", "4", "9"]);
    }

    #[test]
    fn a_removal_asked_for_before_the_activation_is_named() {
        let removed = |asked: &str| {
            format!("{ON}2,removed,2026-05-20T09:00:00-04:00,c,p,container,a,,,,,,,{asked},,T\n")
        };
        assert_eq!(rules(&removed("2026-04-10")), ["U17"]);
        assert!(timeline(&removed("2026-04-11")).is_ok());
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
        assert_eq!(rules("2,resized,2026-04-21T00:30:00Z,c,p,container,a,1x2,1,,,,,,,T\n"), ["U3"]);
        assert_eq!(
            rules(&format!("{ON}2,activated,2026-04-21T00:30:00Z,c,p,container,a,1x2,1,,,,,,,T\n")),
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

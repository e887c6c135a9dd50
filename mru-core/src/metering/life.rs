//! The life of one component: from its events to the stays in one size that they make.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Event, Slot, What,
    interval::{Interval, place},
};
use crate::{
    calendar::{Zone, add_business_days, format_instant},
    finding::Findings,
    text::text,
};

/// An interval, and when it ended in fact.
pub(super) struct Stay {
    /// What is billed of it.
    pub(super) interval: Interval,
    /// When the component ceased to exist or had another size; the grace of a removal does not
    /// change it.
    pub(super) gone: Option<DateTime<Utc>>,
}

/// When removals take effect.
pub(super) struct Ends {
    /// Where days begin.
    pub(super) zone: Zone,
    /// Business days after the request in which a component is billed at most (R88).
    pub(super) grace_days: u32,
}

/// The stays of a component, in the order of time; those of one life follow each other.
pub(super) fn stays(
    slot: &Slot,
    events: &[&Event],
    ends: &Ends,
    findings: &mut Findings,
) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    // Where the stays of the present life begin.
    let mut life = 0;
    let mut open: Option<Interval> = None;
    for event in in_order(events, findings) {
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
        match open.take() {
            Some(mut closed) => {
                closed.until = Some(event.at);
                closed.events.push(event.id.clone());
                stays.push(Stay { interval: closed, gone: Some(event.at) });
            }
            None => life = stays.len(),
        }
        if let What::Removed { requested_on: Some(day) } = event.what {
            ends.cut(stays.get_mut(life..).unwrap_or_default(), day, event, findings);
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
    stays.extend(open.map(|interval| Stay { interval, gone: None }));
    stays
}

impl Ends {
    /// Ends a life with the grace after the day on which its removal was asked for: no stay of it
    /// counts beyond, however often the component was resized in between (R88, N2).
    fn cut(&self, life: &mut [Stay], asked: NaiveDate, removal: &Event, findings: &mut Findings) {
        let end = self.zone.start_of(add_business_days(asked, self.grace_days));
        if let Some(first) = life.first()
            && asked < self.zone.day_of(first.interval.from)
        {
            let by = first.interval.events.first().map_or("", String::as_str);
            asked_too_early(removal, asked, self.zone.day_of(first.interval.from), by, findings);
        }
        for Stay { interval, .. } in life {
            if interval.until.is_some_and(|until| until > end) {
                interval.until = Some(end.max(interval.from));
                if interval.events.last() != Some(&removal.id) {
                    interval.events.push(removal.id.clone());
                }
            }
        }
    }
}

/// Orders events of one instant so that they can be: what is active is first removed, what is not is first activated.
fn in_order<'a>(events: &[&'a Event], findings: &mut Findings) -> Vec<&'a Event> {
    let lives = events
        .iter()
        .copied()
        .filter(|event| !matches!(event.what, What::ElasticSample { .. } | What::OneOff { .. }));
    let lives: Vec<&Event> = lives.collect();
    let mut ordered = Vec::with_capacity(lives.len());
    let mut active = false;
    for instant in lives.chunk_by(|one, other| one.at == other.at) {
        contradiction(instant, findings);
        let mut left = instant.to_vec();
        while !left.is_empty() {
            let first = |fits: fn(&What) -> bool| left.iter().position(|event| fits(&event.what));
            // A contradiction is named once: the change of size comes before the removal.
            let fits = if active {
                first(|what| matches!(what, What::Resized(_)))
                    .or_else(|| first(|what| matches!(what, What::Removed { .. })))
            } else {
                first(|what| matches!(what, What::Activated(_)))
            };
            let event = left.remove(fits.unwrap_or(0));
            active = matches!(event.what, What::Activated(_) | What::Resized(_));
            ordered.push(event);
        }
    }
    ordered
}

/// Notes two changes of size at one instant, or one beside a removal: nobody can say which holds (N8).
fn contradiction(instant: &[&Event], findings: &mut Findings) {
    let mut ends = instant
        .iter()
        .filter(|event| matches!(event.what, What::Resized(_) | What::Removed { .. }));
    let Some(first) = ends.next() else { return };
    let resized = |event: &Event| matches!(event.what, What::Resized(_));
    for other in ends.filter(|other| resized(first) || resized(other)) {
        let (slot, at) = (&first.slot, format_instant(first.at));
        let (by, what_en, what_es) = match (&first.what, &other.what) {
            (What::Resized(_), What::Resized(_)) => {
                (&first.id, "two sizes", "dos tamaños distintos")
            }
            _ => (&first.id, "a new size and its removal", "un tamaño nuevo y su eliminación"),
        };
        findings
            .error(
                "U16",
                &place(other),
                text!(
                    "{slot} has {what_en} at one instant, {at}: the other event is `{by}`",
                    "{slot} tiene {what_es} en un mismo instante, {at}: el otro evento es `{by}`"
                ),
            )
            .help(text!(
                "take the wrong one of the two back by a `voided` event",
                "anule el equivocado de los dos con un evento `voided`"
            ));
    }
}

fn asked_too_early(
    removal: &Event,
    asked: NaiveDate,
    active: NaiveDate,
    by: &str,
    findings: &mut Findings,
) {
    let slot = &removal.slot;
    findings
        .error(
            "U17",
            &place(removal),
            text!(
                "the removal of {slot} was asked for on {asked}, but event `{by}` activated it on {active}",
                "la eliminación de {slot} se pidió el {asked}, pero el evento `{by}` lo activó el {active}"
            ),
        )
        .help(text!(
            "take the wrong one of the two back by a `voided` event, and import the right one under its own id",
            "anule el equivocado de los dos con un evento `voided`, e importe el correcto con su propio id"
        ));
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

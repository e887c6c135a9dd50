//! Elastic samples: tasks beyond the base of a container, held against its intervals.

use chrono::{DateTime, Utc};

use super::{
    Event, Slot, What,
    interval::{Sample, place},
    life::Stay,
};
use crate::{
    calendar::format_instant,
    catalogue::{self},
    finding::Findings,
    kind::Counted,
    text::text,
};

/// The samples of a container beyond its base; those that cannot be are noted.
pub(super) fn samples(
    slot: &Slot,
    events: &[&Event],
    stays: &[Stay],
    findings: &mut Findings,
) -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    let kind = catalogue::find(&slot.component);
    let elastic = kind.is_some_and(|kind| kind.counted == Counted::Tasks);
    let mut previous: Option<(DateTime<Utc>, &str)> = None;
    for event in events {
        let What::ElasticSample { until, tasks } = event.what else { continue };
        if let Some((end, other)) = previous
            && event.at < end
        {
            let message = text!(
                "the sample overlaps that of event `{other}`",
                "la muestra se superpone con la del evento `{other}`"
            );
            findings.error("U7", &place(event), message).help(text!(
                "an instant is counted once: each sample begins when the one before it ends; take the wrong one back by a `voided` event",
                "un instante se cuenta una vez: cada muestra comienza cuando termina la anterior; anule la equivocada con un evento `voided`"
            ));
        }
        previous = Some((until, &event.id));
        let around = stays.iter().find(|stay| {
            stay.interval.from <= event.at && stay.gone.is_none_or(|gone| until <= gone)
        });
        if !elastic {
            no_tasks(slot, &place(event), findings);
            continue;
        }
        let Some(Stay { interval, .. }) = around else {
            outside(event, until, findings);
            continue;
        };
        let base = interval.size.base_tasks().unwrap_or(0);
        let tasks = u64::from(tasks);
        let range = interval.size.max_tasks.map_or(base, u64::from);
        if tasks > range {
            beyond(event, tasks, range, findings);
            continue;
        }
        // What runs on beyond the grace of a removal is not billed (R88).
        let until = interval.until.map_or(until, |end| end.min(until));
        if tasks > base && event.at < until {
            samples.push(Sample {
                slot: slot.clone(),
                size: interval.size.clone(),
                from: event.at,
                until,
                excess: tasks.saturating_sub(base),
                event: event.id.clone(),
            });
        }
    }
    samples
}

fn outside(event: &Event, until: DateTime<Utc>, findings: &mut Findings) {
    let (slot, from, until) = (&event.slot, format_instant(event.at), format_instant(until));
    findings
        .error("U5", &place(event), text!(
            "{slot} was not active in one size for the whole sample, from {from} until {until}",
            "{slot} no estuvo activo en un solo tamaño durante toda la muestra, desde {from} hasta {until}"
        ))
        .help(text!(
            "cut samples where a container begins, ends or changes its size; take the wrong one back by a `voided` event",
            "corte las muestras donde un contenedor comienza, termina o cambia de tamaño; anule la equivocada con un evento `voided`"
        ));
}

/// Notes a sample of something that has no tasks.
pub(super) fn no_tasks(slot: &Slot, path: &str, findings: &mut Findings) {
    findings
        .error("U5", path, text!(
            "{slot} is no container, so it has no tasks to count",
            "{slot} no es un contenedor, así que no tiene tareas que contar"
        ))
        .help(text!(
            "only containers, those of Single Sign-On included, have samples; leave it out, or take a recorded one back by a `voided` event",
            "sólo los contenedores, incluidos los de Single Sign-On, tienen muestras; omítala, o anule la registrada con un evento `voided`"
        ));
}

fn beyond(event: &Event, tasks: u64, range: u64, findings: &mut Findings) {
    let slot = &event.slot;
    findings
        .error(
            "U6",
            &place(event),
            text!(
                "{slot} ran {tasks} tasks, but its elasticity range ends at {range}",
                "{slot} tuvo {tasks} tareas, pero su rango de elasticidad termina en {range}"
            ),
        )
        .help(text!(
            "this cannot happen (R63): take the sample back by a `voided` event, or, if the range is wrong, import a `resized` event of the instant at which it began, with the right `max_tasks`",
            "esto no puede ocurrir (R63): anule la muestra con un evento `voided` o, si el rango está mal, importe un evento `resized` del instante en que comenzó, con el `max_tasks` correcto"
        ));
}

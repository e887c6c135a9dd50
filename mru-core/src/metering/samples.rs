//! Elastic samples: tasks beyond the base of a container, held against its intervals.

use chrono::{DateTime, Utc};

use super::{Event, Interval, Sample, Slot, What, timeline::place};
use crate::{calendar::format_instant, finding::Findings, text::text};

/// The samples of a container beyond its base; those that cannot be are noted.
pub(super) fn samples(
    slot: &Slot,
    events: &[&Event],
    intervals: &[Interval],
    findings: &mut Findings,
) -> Vec<Sample> {
    let gone: Vec<_> = intervals.iter().map(|interval| gone(interval, events)).collect();
    let mut samples: Vec<Sample> = Vec::new();
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
        let around = intervals.iter().zip(&gone).find(|(interval, gone)| {
            interval.from <= event.at && gone.is_none_or(|gone| until <= gone)
        });
        let around = around.map(|(interval, _)| interval);
        let Some(interval) = around.filter(|_| slot.component == "container") else {
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

/// When the component of an interval ceased to exist in fact, or had another size.
fn gone(interval: &Interval, events: &[&Event]) -> Option<DateTime<Utc>> {
    let last = interval.events.last().filter(|_| interval.until.is_some())?;
    events.iter().find(|event| event.id == *last).map(|event| event.at)
}

fn outside(event: &Event, until: DateTime<Utc>, findings: &mut Findings) {
    let (slot, from, until) = (&event.slot, format_instant(event.at), format_instant(until));
    let (message, help) = if slot.component == "container" {
        let message = text!(
            "{slot} was not active in one size for the whole sample, from {from} until {until}",
            "{slot} no estuvo activo en un solo tamaño durante toda la muestra, desde {from} hasta {until}"
        );
        let help = text!(
            "cut samples where a container begins, ends or changes its size; take the wrong one back by a `voided` event",
            "corte las muestras donde un contenedor comienza, termina o cambia de tamaño; anule la equivocada con un evento `voided`"
        );
        (message, help)
    } else {
        let message = text!(
            "{slot} is no container, so it has no tasks to count",
            "{slot} no es un contenedor, así que no tiene tareas que contar"
        );
        (
            message,
            text!(
                "only containers have samples; take this one back by a `voided` event",
                "sólo los contenedores tienen muestras; anule esta con un evento `voided`"
            ),
        )
    };
    findings.error("U5", &place(event), message).help(help);
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

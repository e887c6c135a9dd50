//! Containers: a service of ECS, with its task definition and its range of autoscaling.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{
    making::Making,
    piece::{Piece, Why, number, of_1024_field},
    plan::{Planned, Seen},
};
use crate::{
    catalogue::{
        compute::{container, size::ContainerSize},
        development,
    },
    text::{Lang, text, words},
};

/// A service becomes a container.
pub(super) fn service(making: &mut Making<'_>, at: usize) {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(at) else { return };
    let task = plan.meant(at, "task_definition", &["aws_ecs_task_definition"]);
    let definition = task.and_then(|it| plan.resources.get(it.at));
    if !is_on_fargate(planned, definition) {
        let because = words!(
            "containers of Connect run on Fargate, and the plan does not say that this one does",
            "los contenedores de Connect operan en Fargate, y el plan no dice que este lo haga"
        );
        return making.unsupported(at, because);
    }
    let target = plan.meaning(at, "aws_appautoscaling_target", "resource_id").into_iter().next();
    let mut piece = Piece::of(&container::KIND, at);
    making.name(&mut piece, "name", &["name"]);
    match task {
        Some(task) => {
            piece.part(task.at);
            piece.take(plan, "vcpu", (task.at, &["cpu"]), of_1024_field);
            piece.take(plan, "memory_gb", (task.at, &["memory"]), of_1024_field);
            if task.is_assumed {
                let path = making.next_path(&piece);
                let said = text!(
                    "the service runs the only task definition of its module",
                    "el servicio ejecuta la única definición de tarea de su módulo"
                );
                making.assume("R99", &path, said);
            }
        }
        None => {
            let because = match planned.seen(&["task_definition"]) {
                Seen::Unknown => Why::AfterApply,
                _ => Why::NotSaid,
            };
            piece.lacks("vcpu", (at, "task_definition"), because);
            piece.lacks("memory_gb", (at, "task_definition"), because);
        }
    }
    if making.said.next_size {
        next_size(making, &mut piece);
    }
    if !tasks(making, &mut piece, target) {
        let because = words!(
            "no task of it runs always, and a base capacity of 0 is not offered (R61)",
            "ninguna tarea suya opera siempre, y no se ofrece una capacidad base de 0 (R61)"
        );
        return making.unsupported(at, because);
    }
    sources(making, &mut piece);
    making.put(piece);
}

/// Whether the tasks of a service run on Fargate.
fn is_on_fargate(service: &Planned, definition: Option<&Planned>) -> bool {
    if let Some(launched) = service.text(&["launch_type"]) {
        return launched == "FARGATE";
    }
    let providers = service.list(&["capacity_provider_strategy"]);
    if !providers.is_empty() {
        let is_fargate = |it: &Json| {
            it.get("capacity_provider")
                .and_then(Json::as_str)
                .is_some_and(|it| it.starts_with("FARGATE"))
        };
        return providers.iter().all(is_fargate);
    }
    let fits = definition.map(|it| it.list(&["requires_compatibilities"])).unwrap_or_default();
    fits.iter().any(|it| it == "FARGATE")
}

/// Sets base capacity and range; false when nothing runs always.
fn tasks(making: &mut Making<'_>, piece: &mut Piece, target: Option<usize>) -> bool {
    let plan = making.plan;
    let Some(planned) = plan.resources.get(piece.at) else { return false };
    let scaling = target.and_then(|at| Some((at, plan.resources.get(at)?)));
    let least = scaling.and_then(|(at, it)| Some((at, number(it, &["min_capacity"])?)));
    let desired = number(planned, &["desired_count"]);
    let is_open = desired.is_none() && planned.seen(&["desired_count"]) == Seen::Unknown;
    let base = desired.into_iter().chain(least.map(|it| it.1)).max().unwrap_or(0);
    if base == 0 && is_open {
        piece.lacks("instances", (piece.at, "desired_count"), Why::AfterApply);
    } else if base == 0 {
        return false;
    } else {
        let said = match least {
            Some((at, least)) if desired.is_none_or(|desired| least > desired) => {
                (at, "min_capacity")
            }
            _ => (piece.at, "desired_count"),
        };
        zones(making, piece, base, said);
    }
    if let Some((at, scaling)) = scaling {
        piece.part(at);
        match number(scaling, &["max_capacity"]) {
            Some(most) => piece.said("max_tasks", most, (at, "max_capacity")),
            None => piece.lacks("max_tasks", (at, "max_capacity"), Why::AfterApply),
        }
    }
    true
}

/// Splits all tasks of a service into instances per zone and zones (R17): the product is what the plan
/// says.
fn zones(making: &mut Making<'_>, piece: &mut Piece, base: u32, said: (usize, &str)) {
    let factor = making.said.factor();
    let path = making.next_path(piece);
    let (instances, own) = match base.checked_rem(factor) {
        Some(0) => (base.checked_div(factor).unwrap_or(base), None),
        _ if base >= 2 => (1, Some(base)),
        _ => {
            let said = text!(
                "the plan runs 1 task, and production runs one in each of {factor} zones",
                "el plan opera 1 tarea, y producción opera una en cada una de {factor} zonas"
            );
            making.assume("R14", &format!("{path}.instances"), said);
            (1, None)
        }
    };
    piece.said("instances", instances, said);
    if let Some(factor) = own {
        piece.said("redundancy", factor, said);
    }
}

/// A size that is not offered becomes the next larger one, which is said.
fn next_size(making: &mut Making<'_>, piece: &mut Piece) {
    let of = |field: &str| -> Option<Decimal> {
        let value = piece.fields.get(field)?;
        value.as_str().map_or_else(|| value.as_u64().map(Decimal::from), |it| it.parse().ok())
    };
    let (Some(vcpu), Some(memory)) = (of("vcpu"), of("memory_gb")) else { return };
    if ContainerSize::from_decimals(vcpu, memory).is_some() {
        return;
    }
    let fits = |it: &ContainerSize| {
        Decimal::from(it.vcpu()) >= vcpu && Decimal::from(it.memory_gb()) >= memory
    };
    let Some(size) = ContainerSize::all().filter(fits).min() else { return };
    let (more, much) = (size.vcpu(), size.memory_gb());
    piece.set("vcpu", json!(more));
    piece.set("memory_gb", json!(much));
    let path = making.next_path(piece);
    let shown = |value, lang| crate::text::number(value, lang);
    let (en, es) = (shown(vcpu, Lang::En), shown(vcpu, Lang::Es));
    let (gb, de) = (shown(memory, Lang::En), shown(memory, Lang::Es));
    let said = crate::text::Text::new(
        format!(
            "the plan has {en} vCPU and {gb} GB; the next size that is offered has {more} and {much}"
        ),
        format!(
            "el plan tiene {es} vCPU y {de} GB; el siguiente tamaño que se ofrece tiene {more} y {much}"
        ),
    );
    making.assume("R30", &format!("{path}.vcpu"), said);
}

/// Every service has a repository of its name, a branch and a pipeline, as every microservice has.
fn sources(making: &mut Making<'_>, piece: &mut Piece) {
    let Some(name) = piece.fields.get("name").and_then(Json::as_str).map(str::to_owned) else {
        return;
    };
    let branch = if making.said.is_production() { "main" } else { making.said.name() };
    piece.set("repository", name.as_str());
    piece.set("branch", branch);
    making.share("repositories", json!({ "name": name, "type": "microservice" }));
    making.share("pipelines", json!(name));
    let said = text!(
        "each service has a repository and a pipeline of its name, fed by branch `{branch}`",
        "cada servicio tiene un repositorio y un pipeline con su nombre, de la rama `{branch}`"
    );
    making.assume("R31", "shared.repositories", said);
}

/// A pipeline is that of a container when both have one name.
pub(super) fn pipeline(making: &mut Making<'_>, at: usize) {
    let Some(planned) = making.plan.resources.get(at) else { return };
    let name = planned.text(&["name"]).unwrap_or_default();
    if !name.is_empty() && making.has(&container::KIND, name) {
        let because = words!(
            "the pipeline of a container is included with it",
            "el pipeline de un contenedor está incluido con él"
        );
        return making.free(at, "R31", because);
    }
    let list = development::pipeline::KIND.listed_in;
    making.unsupported(
        at,
        text!(
            "the plan does not say whose repository it builds; add it to `{list}` when it is no container's",
            "el plan no dice de quién es el repositorio que construye; agréguelo a `{list}` si no es de un contenedor"
        ),
    );
}

/// A range of autoscaling that no service has.
pub(super) fn scaling_alone(making: &mut Making<'_>, at: usize) {
    let because = text!(
        "it scales something that is no container of this plan",
        "escala algo que no es un contenedor de este plan"
    );
    making.unsupported(at, because);
}

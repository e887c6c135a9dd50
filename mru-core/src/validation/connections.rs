//! The connection check: pools × tasks of all services against what a database accepts (V14, V15).

use serde::Serialize;

use crate::{
    catalogue::{compute::tasks::Tasks, data::database::Database},
    deployment::{Deployment, Environment},
    finding::Findings,
    kind::Site,
    policies::Policies,
    text::{Text, number, text},
};

/// What one service asks of a database; its fields, and those of [`Connections`], are in the order
/// in which JSON documents have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// Tasks that always run.
    pub base_tasks: u32,
    /// Tasks at the top of the elasticity range.
    pub max_tasks: u32,
    /// Connections of one task.
    pub pool: u32,
    /// Name of the service.
    pub service: String,
}

/// The connections of one database, with their arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connections {
    /// Connections at base capacity.
    pub base: u64,
    /// Connections at the elastic maximum during a blue/green deployment: twice as many.
    pub blue_green: u64,
    /// Connections its writer accepts (D2, D3).
    pub capacity: u32,
    /// Class of the database.
    pub class: String,
    /// Name of the database.
    pub database: String,
    /// Name of the environment.
    pub environment: String,
    /// Connections at the elastic maximum.
    pub maximum: u64,
    /// The services behind the sums.
    pub uses: Vec<Use>,
    #[serde(skip)]
    path: String,
}

impl Connections {
    /// Returns a share of the capacity in tenths of a per cent, half away from zero: 960 for 96.0 %.
    pub fn tenths_of_percent(&self, connections: u64) -> u64 {
        let capacity = u64::from(self.capacity).max(1);
        let doubled = connections.saturating_mul(2000).saturating_add(capacity);
        doubled.checked_div(capacity.saturating_mul(2)).unwrap_or(u64::MAX)
    }

    /// Writes the sum at the elastic maximum, equal services together: `6 × 20×9 + 2 × 60×3`.
    pub fn arithmetic(&self) -> String {
        let mut terms: Vec<(u32, u32, usize)> = Vec::new();
        for used in &self.uses {
            match terms
                .iter_mut()
                .find(|(pool, tasks, _)| (*pool, *tasks) == (used.pool, used.max_tasks))
            {
                Some((_, _, count)) => *count = count.saturating_add(1),
                None => terms.push((used.pool, used.max_tasks, 1)),
            }
        }
        let shown = terms.into_iter().map(|(pool, tasks, count)| match count {
            1 => format!("{pool}×{tasks}"),
            _ => format!("{count} × {pool}×{tasks}"),
        });
        shown.collect::<Vec<_>>().join(" + ")
    }
}

/// Returns the connections of every database whose capacity is known, in the order of the file.
///
/// # Source
///
/// V14, V15; D2 and D3 for the capacity, which is that of the writer alone.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, connections, rate_card::Policies};
///
/// let text = "environments: [{name: p, kind: production, redundancy: 2, \
///     containers: [{name: a, max_tasks: 9, connection_pool: 20, database: d}], \
///     databases: [{name: d, class: db.r6g.large}]}]";
/// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
/// let uses = &connections(&deployment, &Policies::default())[0];
/// assert_eq!((uses.base, uses.maximum, uses.capacity), (40, 180, 1000));
/// assert_eq!(uses.arithmetic(), "20×9");
/// assert_eq!(uses.tenths_of_percent(uses.maximum), 180);
/// ```
pub fn connections(deployment: &Deployment, policies: &Policies) -> Vec<Connections> {
    let mut all = Vec::new();
    for (index, environment) in deployment.environments.iter().enumerate() {
        for (position, database) in environment.databases.iter().enumerate() {
            let path = format!("environments[{index}].databases[{position}]");
            let site = Site { path, deployment, environment: Some(environment), policies };
            all.extend(of_database(database, environment, &site));
        }
    }
    all
}

fn of_database(
    database: &Database,
    environment: &Environment,
    site: &Site<'_>,
) -> Option<Connections> {
    let capacity = database.capacity()?;
    let used = |name: &str, tasks: Tasks<'_>| {
        (tasks.database == database.name).then(|| Use {
            service: name.to_owned(),
            pool: tasks.connection_pool.unwrap_or(0),
            base_tasks: tasks.base(site),
            max_tasks: tasks.maximum(site),
        })
    };
    let containers = environment
        .containers
        .iter()
        .filter_map(|container| used(&container.name, container.tasks()));
    let uses: Vec<Use> = environment
        .sso
        .iter()
        .filter_map(|sso| used("sso", sso.tasks()))
        .chain(containers)
        .collect();
    let add = |tasks: fn(&Use) -> u32| {
        uses.iter().fold(0_u64, |sum, used| {
            sum.saturating_add(u64::from(used.pool).saturating_mul(u64::from(tasks(used))))
        })
    };
    let (base, maximum) = (add(|used| used.base_tasks), add(|used| used.max_tasks));
    Some(Connections {
        environment: environment.name.clone(),
        database: database.name.clone(),
        class: database
            .aurora_class()
            .map_or_else(|| database.class.clone(), |class| class.name.to_owned()),
        capacity,
        base,
        maximum,
        blue_green: maximum.saturating_mul(2),
        uses,
        path: site.path.clone(),
    })
}

pub(super) fn judge(deployment: &Deployment, policies: &Policies, findings: &mut Findings) {
    judge_references(deployment, findings);
    for connections in connections(deployment, policies) {
        judge_capacity(&connections, findings);
    }
}

fn judge_capacity(connections: &Connections, findings: &mut Findings) {
    let Connections { database, class, capacity, base, maximum, blue_green, path, .. } =
        connections;
    let capacity_wide = u64::from(*capacity);
    let percent = |connections_used: u64| {
        let tenths = connections.tenths_of_percent(connections_used);
        let share = rust_decimal::Decimal::new(i64::try_from(tenths).unwrap_or(i64::MAX), 1);
        (number(share, crate::Lang::En), number(share, crate::Lang::Es))
    };
    // Counts are written as tables write them: `3,000`, `3.000`.
    let both = |count: u64| {
        let count = rust_decimal::Decimal::from(count);
        (number(count, crate::Lang::En), number(count, crate::Lang::Es))
    };
    let ((all_en, all_es), (base_en, base_es)) = (both(capacity_wide), both(*base));
    let ((max_en, max_es), (bg_en, bg_es)) = (both(*maximum), both(*blue_green));
    let sum = connections.arithmetic();
    let arithmetic = text!(
        "pools × tasks: {base_en} at base; {sum} = {max_en} at the elastic maximum; {bg_en} during blue/green",
        "pools × tareas: {base_es} en la base; {sum} = {max_es} en el máximo elástico; {bg_es} durante blue/green",
    );
    let ((of_base_en, of_base_es), (of_max_en, of_max_es)) = (percent(*base), percent(*maximum));
    if *base > capacity_wide {
        let message = text!(
            "database `{database}` ({class}) accepts {all_en} connections, but its services open {base_en} at base ({of_base_en} %)",
            "la base de datos `{database}` ({class}) acepta {all_es} conexiones, pero sus servicios abren {base_es} en la base ({of_base_es} %)",
        );
        findings.error("V14", path, message).help(arithmetic);
    } else if *maximum > capacity_wide {
        let message = text!(
            "database `{database}` ({class}) accepts {all_en} connections, but its services open {max_en} at the elastic maximum ({of_max_en} %), which the customer must accept expressly",
            "la base de datos `{database}` ({class}) acepta {all_es} conexiones, pero sus servicios abren {max_es} en el máximo elástico ({of_max_es} %), lo que el cliente debe aceptar expresamente",
        );
        findings.warn("V14", path, message).help(arithmetic);
    } else if connections.maximum.saturating_mul(5) >= capacity_wide.saturating_mul(4) {
        let message = text!(
            "database `{database}` ({class}) would use {max_en} of {all_en} connections at the elastic maximum ({of_max_en} %)",
            "la base de datos `{database}` ({class}) usaría {max_es} de {all_es} conexiones en el máximo elástico ({of_max_es} %)",
        );
        findings.inform("V14", path, message).help(arithmetic);
    }
    if *blue_green > capacity_wide {
        let message = text!(
            "during a blue/green deployment the services of database `{database}` ({class}) may open {bg_en} connections (2 × {max_en}), more than its {all_en}",
            "durante un despliegue blue/green los servicios de la base de datos `{database}` ({class}) pueden abrir {bg_es} conexiones (2 × {max_es}), más que sus {all_es}",
        );
        let help = text!(
            "deploy outside peak hours, lower pools or ranges, or take a class of larger size",
            "despliegue fuera de las horas de punta, reduzca pools o rangos, o elija una clase de mayor tamaño"
        );
        findings.warn("V15", path, message).help(help);
    }
}

/// A service names a database of its own environment (V79).
fn judge_references(deployment: &Deployment, findings: &mut Findings) {
    for (index, environment) in deployment.environments.iter().enumerate() {
        let containers = environment
            .containers
            .iter()
            .enumerate()
            .map(|(at, c)| (format!("containers[{at}]"), &c.database));
        // Without any database, Single Sign-On has its own finding (V50).
        let sso = environment
            .sso
            .iter()
            .filter(|_| !environment.databases.is_empty())
            .enumerate()
            .map(|(at, sso)| (format!("sso[{at}]"), &sso.database));
        for (component, name) in containers.chain(sso) {
            let known = environment.databases.iter().map(|database| database.name.as_str());
            if name.is_empty() || known.clone().any(|database| database == name) {
                continue;
            }
            let near = crate::text::nearest(name, known);
            let help = match near {
                Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
                None => Text::new(
                    "add it to `databases` of this environment",
                    "agréguela a `databases` de este ambiente",
                ),
            };
            findings
                .error(
                    "V79",
                    &format!("environments[{index}].{component}.database"),
                    text!(
                        "this environment has no database `{name}`",
                        "este ambiente no tiene la base de datos `{name}`"
                    ),
                )
                .help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Deployment, Format, check, connections, policies::Policies};

    /// A production database of 1000 connections under services of `pool` × `max` tasks.
    fn deployment(pool: u32, max: u32) -> crate::Parsed {
        let text = format!(
            "environments: [{{name: p, kind: production, redundancy: 2, \
             containers: [{{name: a, vcpu: 1, memory_gb: 2, repository: a, branch: main, max_tasks: {max}, connection_pool: {pool}, database: d}}], \
             databases: [{{name: d, class: db.r6.large, nodes: 2, schemas: [s]}}]}}]"
        );
        Deployment::parse(&text, Format::Yaml)
    }

    #[track_caller]
    fn findings(pool: u32, max: u32, expected: &[&str]) {
        let found = check(&deployment(pool, max), &Policies::default());
        let shown: Vec<String> =
            found.iter().map(|finding| format!("{} {}", finding.rule, finding.severity)).collect();
        assert_eq!(shown, expected, "{pool} × {max}");
    }

    #[test]
    fn thresholds_of_the_connection_check() {
        findings(100, 4, &[]);
        findings(125, 4, &[]);
        findings(126, 4, &["V15 warning"]);
        findings(199, 4, &["V15 warning"]);
        findings(200, 4, &["V15 warning", "V14 information"]);
        findings(250, 4, &["V15 warning", "V14 information"]);
        findings(251, 4, &["V14 warning", "V15 warning"]);
        findings(500, 2, &["V15 warning", "V14 information"]);
        findings(501, 2, &["V14 error", "V15 warning"]);
    }

    #[test]
    fn the_sums_are_shown() {
        let parsed = deployment(20, 9);
        let demand = connections(parsed.deployment.as_ref().unwrap(), &Policies::default());
        let check = &demand[0];
        assert_eq!(
            (check.base, check.maximum, check.blue_green, check.capacity),
            (40, 180, 360, 1000)
        );
        assert_eq!(check.arithmetic(), "20×9");
        assert_eq!(check.tenths_of_percent(check.maximum), 180);
        assert_eq!(check.tenths_of_percent(1), 1);
        assert_eq!(check.class, "db.r6g.large");
    }
}

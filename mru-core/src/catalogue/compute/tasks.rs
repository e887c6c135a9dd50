//! What containers and Single Sign-On share: a size, a base capacity, an elastic range, a pool.

use rust_decimal::Decimal;

use super::size::ContainerSize;
use crate::{
    catalogue::{Kind, Site, Stated},
    entry_id::EntryId,
    finding::Findings,
    kind::Redundancy,
    materials::BillOfMaterials,
    policies::RedundancyPolicy,
    reading::{MemoryGb, parse_decimal},
    text::{Lang, nearest, number, shortened, text},
};

/// The tasks of one service, as its component states them.
///
/// # Example
///
/// ```
/// use mru_core::{Deployment, Format, catalogue::Site, rate_card::Policies};
///
/// // Three instances in each of two zones.
/// let text = "environments: [{name: p, kind: production, redundancy: 2, \
///     containers: [{name: a, instances: 3, max_tasks: 9}], sso: [{vcpu: 1, memory_gb: 2}]}]";
/// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
/// let (environment, policies) = (&deployment.environments[0], Policies::default());
/// let path = "environments[0].containers[0]".to_owned();
/// let site =
///     Site { path, deployment: &deployment, environment: Some(environment), policies: &policies };
/// let tasks = environment.containers[0].tasks();
/// assert_eq!((tasks.redundancy(&site), tasks.base(&site), tasks.maximum(&site)), (2, 6, 9));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Tasks<'a> {
    /// Number of vCPU of one task.
    pub vcpu: Option<Decimal>,
    /// Memory of one task.
    pub memory_gb: Option<MemoryGb>,
    /// Instances per zone.
    pub instances: u32,
    /// All tasks at the top of the elasticity range.
    pub max_tasks: Option<u32>,
    /// The component's own redundancy factor, when it differs from its environment's (R18).
    pub redundancy: Option<Redundancy>,
    /// Connections of one task to its database.
    pub connection_pool: Option<u32>,
    /// The database it uses; empty for none.
    pub database: &'a str,
}

impl Tasks<'_> {
    /// The size, when it is one that is offered.
    pub fn size(&self) -> Option<ContainerSize> {
        ContainerSize::from_decimals(self.vcpu?, self.memory_gb?.0)
    }

    /// The factor that multiplies this component (R13, R15, R18).
    pub fn redundancy(&self, site: &Site<'_>) -> u32 {
        match self.redundancy {
            Some(Redundancy(factor)) if site.in_production() => factor,
            _ => site.redundancy(),
        }
    }

    /// Quantity and multiplier by the policy on redundancy and instances (R17).
    fn counted(&self, site: &Site<'_>) -> (u32, u32) {
        let factor = self.redundancy(site);
        match site.policies.redundancy {
            RedundancyPolicy::InstancesPerZone => (self.instances, factor),
            RedundancyPolicy::RedundancyIsInstances => (1, factor),
            RedundancyPolicy::LargerOfBoth => (self.instances.max(factor), 1),
        }
    }

    /// Tasks that always run: the base capacity (R17, R61).
    pub fn base(&self, site: &Site<'_>) -> u32 {
        let (quantity, multiplier) = self.counted(site);
        quantity.saturating_mul(multiplier)
    }

    /// Tasks at the top of the elasticity range; the base when no range is stated.
    pub fn maximum(&self, site: &Site<'_>) -> u32 {
        self.max_tasks.unwrap_or_else(|| self.base(site))
    }

    /// Adds the containers to the materials (R13, R15, R17, R29).
    pub(crate) fn charge(
        &self,
        kind: &'static Kind,
        name: &str,
        rules: &'static [&'static str],
        site: &Site<'_>,
        materials: &mut BillOfMaterials,
    ) {
        let Some(size) = self.size() else { return };
        let (quantity, multiplier) = self.counted(site);
        let size = size.to_string();
        materials
            .row(kind, name)
            .size(size.clone())
            .quantity(quantity)
            .times(multiplier)
            .elastic(self.max_tasks)
            .rules(rules)
            .charged_as(EntryId::new("container", &size));
    }

    /// Judges size, redundancy, range and pool (V1–V3, V8–V10, V16).
    pub(crate) fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        self.check_size(site, findings);
        self.check_redundancy(site, findings);
        self.check_range(site, findings);
        if !self.database.is_empty()
            && self.connection_pool.is_none()
            && !findings.mentions(&site.at("connection_pool"))
        {
            let database = self.database;
            findings
                .error(
                    "V16",
                    &site.path,
                    text!(
                        "it uses database `{database}` but declares no connection pool",
                        "usa la base de datos `{database}` pero no declara un pool de conexiones"
                    ),
                )
                .help(text!(
                    "add `connection_pool`, the connections of one task",
                    "agregue `connection_pool`, las conexiones de una tarea"
                ));
        }
    }

    fn check_size(&self, site: &Site<'_>, findings: &mut Findings) {
        let Some(vcpu) = self.vcpu else { return };
        let row = vcpu.is_integer().then(|| u32::try_from(vcpu).ok()).flatten();
        let memory = row.and_then(|vcpu| ContainerSize::memory_words(vcpu, "in steps of"));
        let (Some(row), Some(valid_en)) = (row, memory) else {
            let help = if vcpu < Decimal::ONE {
                text!(
                    "the JVM needs at least a whole vCPU; valid are 1, 2, 4, 8 and 16",
                    "la JVM necesita al menos un vCPU completo; son válidos 1, 2, 4, 8 y 16"
                )
            } else {
                text!("valid are 1, 2, 4, 8 and 16", "son válidos 1, 2, 4, 8 y 16")
            };
            let (en, es) = (number(vcpu, Lang::En), number(vcpu, Lang::Es));
            findings
                .error(
                    "V1",
                    &site.at("vcpu"),
                    text!(
                        "containers have no size of {en} vCPU",
                        "no hay contenedores de {es} vCPU"
                    ),
                )
                .help(help);
            return;
        };
        let Some(MemoryGb(gb)) = self.memory_gb else { return };
        let valid_es =
            ContainerSize::memory_words(row, "en pasos de").unwrap_or_else(|| valid_en.clone());
        let help =
            text!("valid GB for {row} vCPU: {valid_en}", "GB válidos para {row} vCPU: {valid_es}");
        let path = site.at("memory_gb");
        if !gb.is_integer() {
            let (en, es) = (number(gb, Lang::En), number(gb, Lang::Es));
            findings
                .error(
                    "V3",
                    &path,
                    text!(
                        "memory must be a whole number of GB, but was {en}",
                        "la memoria debe ser un número entero de GB, pero era {es}"
                    ),
                )
                .help(help);
        } else if self.size().is_none() {
            findings
                .error(
                    "V2",
                    &path,
                    text!("{row} vCPU cannot have {gb} GB", "{row} vCPU no pueden tener {gb} GB"),
                )
                .help(help);
        }
    }

    pub(crate) fn check_redundancy(&self, site: &Site<'_>, findings: &mut Findings) {
        let Some(Redundancy(factor)) = self.redundancy else { return };
        let path = site.at("redundancy");
        if site.in_production() && factor < 2 {
            findings
                .error(
                    "V8",
                    &path,
                    text!(
                        "redundancy in production must be at least 2, but was {factor}",
                        "la redundancia en producción debe ser al menos 2, pero era {factor}"
                    ),
                )
                .help(text!(
                    "2 runs the container in two zones",
                    "2 ejecuta el contenedor en dos zonas"
                ));
        } else if site.in_pre_production() && factor != 1 {
            findings
                .error("V8", &path, text!("redundancy in pre-production must be 1 or absent, but was {factor}", "la redundancia en preproducción debe ser 1 o no indicarse, pero era {factor}"))
                .help(text!("remove `redundancy`", "quite `redundancy`"));
        }
    }

    pub(crate) fn check_range(&self, site: &Site<'_>, findings: &mut Findings) {
        let base = self.base(site);
        if self.instances == 0 {
            findings
                .error(
                    "V9",
                    &site.at("instances"),
                    text!(
                        "at least one instance must run",
                        "al menos una instancia debe ejecutarse"
                    ),
                )
                .help(text!(
                    "use 1 or more, or remove the component",
                    "use 1 o más, o quite el componente"
                ));
            return;
        }
        let Some(max) = self.max_tasks else { return };
        let path = site.at("max_tasks");
        if max < base {
            let (instances, factor) = self.counted(site);
            findings
                .error("V9", &path, text!("the elastic maximum ({max}) is below the base capacity ({base} = {instances} × {factor})", "el máximo elástico ({max}) es menor que la capacidad base ({base} = {instances} × {factor})"))
                .help(text!("use {base} or more", "use {base} o más"));
        } else if max > base && site.in_pre_production() {
            findings
                .warn("V10", &path, text!("pre-production scales from {base} to {max} tasks, though it may have fewer resources than production", "preproducción escala de {base} a {max} tareas, aunque puede tener menos recursos que producción"))
                .help(text!("remove `max_tasks`, unless load is tested here", "quite `max_tasks`, a menos que aquí se pruebe carga"));
        }
    }
}

/// Judges the size of a container that an event states (V1–V3).
pub(super) fn judge_size(stated: &Stated<'_>, findings: &mut Findings) {
    let pair = stated.size.split_once('x').and_then(|(vcpu, memory)| {
        Some((parse_decimal(vcpu)?.normalize(), parse_decimal(memory)?.normalize()))
    });
    let written = pair.map(|(vcpu, memory)| format!("{vcpu}x{memory}"));
    if let Some((vcpu, memory)) = pair.filter(|_| written.as_deref() == Some(stated.size)) {
        let (vcpu, memory_gb) = (Some(vcpu), Some(MemoryGb(memory)));
        Tasks { vcpu, memory_gb, ..Tasks::default() }.check_size(stated.site, findings);
        return;
    }
    let shown = shortened(stated.size);
    let sizes: Vec<String> = ContainerSize::all().map(|size| size.to_string()).collect();
    let near = nearest(stated.size, sizes.iter().map(String::as_str)).unwrap_or("1x2");
    findings
        .error(
            "V1",
            &stated.site.at("size"),
            text!("`{shown}` is no size of a container", "`{shown}` no es un tamaño de contenedor"),
        )
        .help(text!(
            "a size is vCPU, `x` and whole GB, such as `{near}`",
            "un tamaño es vCPU, `x` y GB enteros, como `{near}`"
        ));
}

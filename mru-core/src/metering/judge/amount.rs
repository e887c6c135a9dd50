//! How much of a component an event states: quantity, redundancy, nodes, range.

use rust_decimal::Decimal;

use crate::{
    catalogue::{compute::tasks::Tasks, data::cluster::check_nodes},
    finding::{Finding, Findings, Severity},
    kind::{Counted, Kind, Redundancy, Role, Site},
    metering::Size,
    policies::{DataServicesPolicy, RedundancyPolicy, SsoPolicy},
    positions::Positions,
    text::{Text, text},
};

/// What an event states, with the place where it is judged.
pub(super) struct Stating<'a> {
    pub(super) kind: &'static Kind,
    pub(super) size: &'a Size,
    pub(super) site: &'a Site<'a>,
    /// Whether the redundancy was written; left out, it counts as 1.
    pub(super) states_redundancy: bool,
}

impl Stating<'_> {
    /// Judges what an event states, by the policies that count it (R17, R20, R24).
    pub(super) fn judge(&self, findings: &mut Findings) {
        let Stating { kind, size, site, .. } = self;
        if kind.counted != Counted::Tasks && size.max_tasks.is_some() {
            self.refuse(
                "max_tasks",
                Text::new("an elasticity range", "un rango de elasticidad"),
                findings,
            );
        }
        if size.role.is_some_and(|role| kind.counted != Counted::Nodes(Some(role))) {
            self.refuse("role", Text::new("nodes of that role", "nodos de ese rol"), findings);
        }
        match kind.counted {
            Counted::NotMetered => {}
            Counted::Amount => self.no_redundancy(findings),
            Counted::Single | Counted::Pieces => {
                self.whole(findings);
                self.no_redundancy(findings);
            }
            Counted::Tasks => self.tasks(findings),
            Counted::Nodes(_) => self.nodes(size.role, findings),
            Counted::SignOn => {
                self.one("sso", "R24", findings);
                if site.policies.sso == SsoPolicy::TimesRedundancy {
                    self.redundancy(findings);
                } else {
                    self.no_redundancy(findings);
                }
            }
        }
    }

    /// The quantity as a whole number, or a finding.
    fn whole(&self, findings: &mut Findings) -> Option<u32> {
        let quantity = self.size.quantity;
        let whole = quantity.is_integer().then(|| u32::try_from(quantity).ok()).flatten();
        if whole.is_none() {
            let (id, quantity) = (self.kind.id, quantity.normalize());
            findings
                .error(
                    "U14",
                    &self.site.at("quantity"),
                    text!(
                        "components of kind `{id}` are counted in whole numbers, not {quantity}",
                        "los componentes de tipo `{id}` se cuentan en números enteros, no {quantity}"
                    ),
                )
                .help(text!(
                    "a part of a month follows from the instants of events",
                    "una parte de un mes resulta de los instantes de los eventos"
                ));
        }
        whole
    }

    /// Containers: instances, redundancy and range, counted by the policy on redundancy (R17).
    fn tasks(&self, findings: &mut Findings) {
        let Some(instances) = self.whole(findings) else { return };
        let mut redundancy = Some(Redundancy(self.size.redundancy));
        match self.site.policies.redundancy {
            RedundancyPolicy::InstancesPerZone => self.redundancy(findings),
            RedundancyPolicy::RedundancyIsInstances => {
                self.one("redundancy", "R17", findings);
                self.redundancy(findings);
            }
            RedundancyPolicy::LargerOfBoth => {
                self.no_redundancy(findings);
                self.larger_of_both(instances, findings);
                redundancy = self.site.in_production().then_some(Redundancy(instances));
            }
        }
        let max_tasks = self.size.max_tasks;
        let tasks = Tasks { instances, max_tasks, redundancy, ..Tasks::default() };
        rename(self.site, findings, |own| tasks.check_range(self.site, own));
    }

    /// Where the larger of instances and redundancy counts, the quantity is that number (V8).
    fn larger_of_both(&self, instances: u32, findings: &mut Findings) {
        if !self.site.in_production() || 1 < instances {
            return;
        }
        findings
            .error(
                "V8",
                &self.site.at("quantity"),
                text!(
                    "in production the larger of instances and redundancy counts, which is at least 2, but `quantity` was {instances}",
                    "en producción cuenta el mayor entre instancias y redundancia, que es al menos 2, pero `quantity` era {instances}"
                ),
            )
            .help(text!("write 2 or more", "escriba 2 o más"));
    }

    /// Nodes, counted by the policy on data services; those of a role by node always (R20, R52, R55).
    fn nodes(&self, role: Option<Role>, findings: &mut Findings) {
        let Some(nodes) = self.whole(findings) else { return };
        let policy = match role {
            Some(_) => return self.no_redundancy(findings),
            None => self.site.policies.data_services,
        };
        match policy {
            DataServicesPolicy::PerNode => {
                rename(self.site, findings, |own| check_nodes(Some(nodes), self.site, own));
                self.no_redundancy(findings);
            }
            DataServicesPolicy::PerCluster => {
                self.one("data_services", "R20", findings);
                self.no_redundancy(findings);
            }
            DataServicesPolicy::TimesRedundancy => {
                self.one("data_services", "R20", findings);
                self.redundancy(findings);
            }
        }
    }

    /// The factor of its environment: stated and at least 2 in production, 1 elsewhere (V8).
    fn redundancy(&self, findings: &mut Findings) {
        if self.site.in_production() && !self.states_redundancy {
            let id = self.kind.id;
            findings
                .error(
                    "V8",
                    &self.site.at("redundancy"),
                    text!(
                        "a component of kind `{id}` in production must state its redundancy, at least 2",
                        "un componente de tipo `{id}` en producción debe declarar su redundancia, al menos 2"
                    ),
                )
                .help(text!(
                    "add `redundancy`; 2 is the minimum, multi-zone",
                    "agregue `redundancy`; 2 es el mínimo, multizona"
                ));
            return;
        }
        let redundancy = Some(Redundancy(self.size.redundancy));
        let tasks = Tasks { redundancy, ..Tasks::default() };
        rename(self.site, findings, |own| tasks.check_redundancy(self.site, own));
    }

    /// A policy of the contract or rate card counts the component once.
    fn one(&self, policy: &str, rule: &'static str, findings: &mut Findings) {
        if self.size.quantity == Decimal::ONE {
            return;
        }
        let (id, quantity) = (self.kind.id, self.size.quantity.normalize());
        findings
            .error(
                rule,
                &self.site.at("quantity"),
                text!(
                    "a component of kind `{id}` counts once by the policy `{policy}` of this customer, not {quantity} times",
                    "un componente de tipo `{id}` cuenta una vez según la política `{policy}` de este cliente, no {quantity} veces"
                ),
            )
            .help(text!("write 1", "escriba 1"));
    }

    /// The kind is not multiplied by redundancy (R20–R22).
    fn no_redundancy(&self, findings: &mut Findings) {
        if self.size.redundancy != 1 {
            self.refuse(
                "redundancy",
                Text::new("redundancy of its own", "redundancia propia"),
                findings,
            );
        }
    }

    /// Notes a field that the kind does not have.
    fn refuse(&self, field: &str, what: Text, findings: &mut Findings) {
        let (id, en, es) = (self.kind.id, what.en, what.es);
        let shown = match field {
            "redundancy" => self.size.redundancy.to_string(),
            "max_tasks" => self.size.max_tasks.map(|tasks| tasks.to_string()).unwrap_or_default(),
            _ => self.size.role.map(|role| role.as_str().to_owned()).unwrap_or_default(),
        };
        findings
            .error(
                "U14",
                &self.site.at(field),
                text!(
                    "a component of kind `{id}` has no {en}, but `{field}` is `{shown}`",
                    "un componente de tipo `{id}` no tiene {es}, pero `{field}` es `{shown}`"
                ),
            )
            .help(text!("leave `{field}` empty", "deje `{field}` vacío"));
    }
}

/// Fields of deployment files, and those of events that say the same.
const FIELDS: [(&str, &str); 7] = [
    ("vcpu", "size"),
    ("memory_gb", "size"),
    ("class", "size"),
    ("type", "size"),
    ("instances", "quantity"),
    ("nodes", "quantity"),
    ("name", "name"),
];

/// Takes over the errors of a rule of deployment files, at the fields of the event.
pub(super) fn rename(site: &Site<'_>, findings: &mut Findings, judge: impl FnOnce(&mut Findings)) {
    let mut own = Findings::new();
    judge(&mut own);
    let errors = own.located(&Positions::new()).into_iter();
    for finding in errors.filter(|finding| finding.severity == Severity::Error) {
        let field = finding.path.strip_prefix(&site.path).unwrap_or_default();
        let field = field.trim_start_matches('.');
        let other = FIELDS.iter().find(|(name, _)| *name == field).map_or(field, |(_, it)| *it);
        let path = site.at(other);
        findings.push(Finding { path, ..finding });
    }
}

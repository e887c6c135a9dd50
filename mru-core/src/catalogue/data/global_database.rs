//! The replica of a database in a second region (C32).

use super::{
    class::AuroraClass,
    database::{self, Database},
    replica::GlobalReplica,
};
use crate::{
    catalogue::{
        ChargedBy, Charging, Counted, Kind, Naming, Service, Site, SizeRule, Stated, Unit,
    },
    finding::Findings,
    materials::BillOfMaterials,
    policies::GlobalDatabasePolicy,
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C32",
    id: "global-database",
    name: words!("global database", "base de datos global"),
    listed_in: "environments[].databases[].global_replica",
    charging: Charging::Sized,
    sizes: "the class of the replica's nodes, memory-optimised",
    ticket: &[],
    unit: Unit::NODE,
    naming: Naming::Free,
    service: Service::DATABASES,
    includable: false,
    weighed_as: "database",
    charged_by: ChargedBy::always(&["R52", "R20"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::Aliased { judge: judge_size, canonical: database::canonical_size },
    rules: &["R52", "R94", "V24"],
    notes: &[],
    ..database::KIND
};

impl Database {
    /// Judges the subscription, the class and the completeness of a replica (V24).
    pub(super) fn check_replica(
        &self,
        replica: &GlobalReplica,
        site: &Site<'_>,
        findings: &mut Findings,
    ) {
        let path = site.at("global_replica");
        if !site.deployment.allows_global_database() {
            findings
                .error("V24", &path, text!("the subscription does not allow a global database", "la suscripción no permite una base de datos global"))
                .help(text!("set `customer.subscription_allows_global_db` once the subscription allows it", "declare `customer.subscription_allows_global_db` cuando la suscripción lo permita"));
        }
        let stated = if replica.class.is_empty() { &self.class } else { &replica.class };
        let unknown = !replica.class.is_empty() && AuroraClass::find(stated).is_none();
        if unknown {
            not_for_replicas(stated, &path, findings);
        }
        check_replica_class(stated, &path, findings);
        let lacks_region = replica.region.is_empty();
        if lacks_region || replica.nodes.is_none_or(|nodes| nodes == 0) {
            findings
                .error(
                    "V24",
                    &path,
                    text!(
                        "the global replica needs its `region` and at least one node in `nodes`",
                        "la réplica global necesita su `region` y al menos un nodo en `nodes`"
                    ),
                )
                .help(text!(
                    "for example `region = \"us-west-1\", nodes = 1`",
                    "por ejemplo `region = \"us-west-1\", nodes = 1`"
                ));
        }
    }

    /// Nodes in the second region, by the policy on global databases (R52).
    pub(super) fn charge_replica(
        &self,
        replica: &GlobalReplica,
        class: AuroraClass,
        site: &Site<'_>,
        materials: &mut BillOfMaterials,
    ) {
        let class = AuroraClass::find(&replica.class).unwrap_or(class);
        let Some(nodes) = replica.nodes else { return };
        let row = materials
            .row(&KIND, &self.name)
            .size(self.size(class))
            .quantity(nodes)
            .rules(&["R52", "R20"]);
        match site.policies.global_database {
            GlobalDatabasePolicy::PerNode => row.charged_as(self.entry(class)),
            GlobalDatabasePolicy::Included => row.included(words!(
                "included in the subscription level (R52)",
                "incluido en el nivel de suscripción (R52)"
            )),
        }
    }
}

/// Judges that the class of a replica is a memory-optimised one (V24); an unknown one is judged elsewhere.
fn check_replica_class(class: &str, path: &str, findings: &mut Findings) {
    if AuroraClass::find(class).is_some_and(AuroraClass::is_burstable) {
        not_for_replicas(class, path, findings);
    }
}

fn not_for_replicas(class: &str, path: &str, findings: &mut Findings) {
    findings
        .error(
            "V24",
            path,
            text!(
                "a global database needs a memory-optimised class, not `{class}`",
                "una base de datos global necesita una clase optimizada en memoria, no `{class}`"
            ),
        )
        .help(text!("use `db.r6g.large` or larger", "use `db.r6g.large` o mayor"));
}

/// Judges the class of a replica that an event states (V19, V24).
fn judge_size(stated: &Stated<'_>, findings: &mut Findings) {
    database::judge_size(stated, findings);
    let class = stated.size.split_once('/').map_or(stated.size, |(class, _)| class);
    check_replica_class(class, &stated.site.at("class"), findings);
}

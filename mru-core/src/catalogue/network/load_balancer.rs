//! C11: a load balancer (ALB).

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Neighbours, Scope, Service, Site,
        SizeRule, Unit, compute::container, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C11",
    id: "load-balancer",
    name: words!("load balancer (ALB)", "balanceador de carga (ALB)"),
    listed_in: "environments[].load_balancers",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["domain", "use_case_and_service", "dns_technical_contact"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::BALANCING,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R21", "R59", "V34", "V35"],
    notes: &[],
};

record! {
    /// A load balancer.
    pub struct LoadBalancer ["a load balancer", "un balanceador de carga", "V35"] {
        required {
            /// Domain that points to it.
            domain: String,
            /// What it is for: the use case, or the container it serves.
            use_case["use"]: String,
        }
        optional {
            /// Technical contact of the DNS administrator; the ticket asks for it.
            dns_contact: String,
        }
    }
}

impl Component for LoadBalancer {
    identify!(&KIND, self => &self.domain);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let serves = |environment: &dyn Neighbours| {
            environment.names(container::KIND.id).contains(&self.use_case.as_str())
        };
        let here = site.environment.is_some_and(serves);
        let elsewhere = site.deployment.environments().into_iter().find(|it| serves(*it));
        if let (false, Some(other)) = (here, elsewhere) {
            let (target, other) = (&self.use_case, other.name());
            findings
                .error(
                    "V34",
                    &site.at("use"),
                    text!(
                        "container `{target}` is in environment `{other}`, outside this network",
                        "el contenedor `{target}` está en el ambiente `{other}`, fuera de esta red"
                    ),
                )
                .help(text!(
                    "a load balancer reaches only containers of its own environment",
                    "un balanceador solo alcanza contenedores de su propio ambiente"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.domain).charged();
    }
}

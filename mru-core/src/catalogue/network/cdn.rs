//! C13: content delivery (CloudFront), charged by the terabytes of a month in tiers.

use rust_decimal::Decimal;

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C13",
    id: "cdn",
    name: words!("content delivery (CDN)", "distribución de contenidos (CDN)"),
    listed_in: "environments[].cdn",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "tier-1 (the first 10 TB of a month), tier-2 (the next 40), tier-3 (the next 100), tier-4 (beyond 150)",
    ticket: &[
        "avg_object_size",
        "monthly_tb",
        "main_locations",
        "cache_rules",
        "pre_post_functions",
    ],
    unit: Unit::TB,
    naming: Naming::Free,
    service: Service::DELIVERY,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Amount,
    size_rule: SizeRule::OneOf(&["tier-1", "tier-2", "tier-3", "tier-4"]),
    rules: &["R21", "R59", "V39"],
    notes: &[words!(
        "Every terabyte has the weight of its tier, so more traffic never costs less (R104).",
        "Cada terabyte tiene el peso de su tramo, por lo que más tráfico nunca cuesta menos (R104)."
    )],
};

/// The tiers: name, and where each ends in TB a month; the last has no end.
///
/// # Source
///
/// R59 leaves the tiers open; these are the first bounds of CloudFront's public price list.
pub const TIERS: [(&str, Option<u32>); 4] =
    [("tier-1", Some(10)), ("tier-2", Some(50)), ("tier-3", Some(150)), ("tier-4", None)];

record! {
    /// A content delivery network.
    pub struct Cdn ["a CDN", "una CDN", "V39"] {
        required {
            /// Where the content comes from, usually an object repository.
            origin: String,
            /// Average size of an object in kB.
            avg_object_kb: Option<Decimal>,
            /// Projected traffic in TB a month.
            monthly_tb: Option<Decimal>,
            /// Main locations of the traffic.
            main_locations: Vec<String>,
            /// Rules of the cache.
            cache_rules: String,
            /// Whether functions run before or after a request.
            edge_functions: Option<bool>,
        }
        optional {}
    }
}

impl Component for Cdn {
    identify!(&KIND, self => &self.origin);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        if self.monthly_tb.is_some_and(|tb| tb.is_zero()) {
            findings
                .error(
                    "V39",
                    &site.at("monthly_tb"),
                    text!(
                        "the projected traffic must be more than 0 TB",
                        "el tráfico proyectado debe ser mayor que 0 TB"
                    ),
                )
                .help(text!("state the TB of a usual month", "indique los TB de un mes habitual"));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        let Some(monthly_tb) = self.monthly_tb else { return };
        let mut reached = Decimal::ZERO;
        for (tier, end) in TIERS {
            let end = end.map_or(monthly_tb, Decimal::from).min(monthly_tb);
            let within = end.checked_sub(reached).filter(|tb| *tb > Decimal::ZERO);
            let Some(within) = within else { return };
            materials.row(&KIND, &self.origin).size(tier).quantity(within).charged();
            reached = end;
        }
    }
}

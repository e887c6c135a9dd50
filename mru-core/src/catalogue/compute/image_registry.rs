//! C22: the registry of container images (ECR), included with the containers.

use crate::{
    catalogue::{ChargedBy, Charging, Counted, Kind, Naming, Scope, Service, SizeRule, Unit},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C22",
    id: "image-registry",
    name: words!("container image registry", "registro de imágenes de contenedores"),
    listed_in: "",
    scope: Scope::Shared,
    charging: Charging::IncludedWithContainer,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::CONTAINERS,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R31", "R34"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R31", "R34"],
    notes: &[],
};

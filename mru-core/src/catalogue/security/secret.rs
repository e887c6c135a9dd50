//! C40: a secret, never its value.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::{choice, record},
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C40",
    id: "secret",
    name: words!("secret", "secreto"),
    listed_in: "environments[].secrets",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &["name", "store(github|aws)", "secure_delivery_method"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::KEYS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::None,
    rules: &["R21", "R59", "V58", "V59"],
    notes: &[words!(
        "The value travels by the agreed delivery, never in a ticket or file (V58).",
        "El valor viaja por la entrega acordada, nunca en un ticket o archivo (V58)."
    )],
};

choice! {
    /// Where a secret is kept.
    pub enum Store {
        /// GitHub secrets.
        GitHub = "github" | "GitHub",
        /// AWS Secrets Manager.
        Aws = "aws" | "AWS",
    }
}

record! {
    /// A secret: its name and where it is kept.
    pub struct Secret ["a secret", "un secreto", "V59"] {
        required {
            /// Name of the secret.
            name: String,
            /// `aws` or `github`.
            store: Option<Store>,
            /// How its value is handed over.
            delivery: String,
        }
        optional {}
        refuse "value": "V58", "the value of a secret must never stand in a file: remove it, rotate the secret, and hand it over by `delivery`", "el valor de un secreto nunca debe estar en un archivo: quítelo, rote el secreto y entréguelo por `delivery`";
    }
}

impl Component for Secret {
    identify!(&KIND, self => &self.name);

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).charged();
    }
}

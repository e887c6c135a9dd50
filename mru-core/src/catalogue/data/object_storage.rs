//! C36: an object repository (S3).

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Stated, Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::{choice, record},
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C36",
    id: "object-storage",
    name: words!("object repository (S3)", "repositorio de objetos (S3)"),
    listed_in: "environments[].object_storage",
    scope: Scope::Environment,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &[
        "name",
        "storage_type(simple|versioned)",
        "access(private|public)",
        "lifecycle_policy",
    ],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::OBJECTS,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::Name(judge_name),
    rules: &["R21", "R59", "V25", "V66"],
    notes: &[],
};

choice! {
    /// Whether old versions of objects are kept.
    pub enum Versioning {
        /// One version.
        Simple = "simple",
        /// All versions.
        Versioned = "versioned" | "versionado",
    }
}

choice! {
    /// Who may read.
    pub enum Access {
        /// Only the customer's services.
        Private = "private" | "privado",
        /// Everybody.
        Public = "public" | "público" | "publico",
    }
}

record! {
    /// An object repository: one S3 bucket.
    pub struct ObjectStorage ["an object repository", "un repositorio de objetos", "V66"] {
        required {
            /// Name, by S3's rules.
            name: String,
            /// `simple` or `versioned`.
            storage: Option<Versioning>,
            /// `private` or `public`.
            access: Option<Access>,
            /// What happens to old objects, for example `permanent` or `delete-after-365d`.
            lifecycle: String,
        }
        optional {}
    }
}

impl Component for ObjectStorage {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let name = &self.name;
        if !name.is_empty() && !is_bucket_name(name) {
            findings
                .error("V66", &site.at("name"), text!("`{name}` is not a name that S3 accepts", "`{name}` no es un nombre que S3 acepte"))
                .help(text!("3 to 63 characters: lower-case letters, digits, hyphens and dots, a letter or digit at both ends", "de 3 a 63 caracteres: minúsculas, dígitos, guiones y puntos, con letra o dígito en ambos extremos"));
        }
        if self.access == Some(Access::Public) {
            findings
                .warn(
                    "V66",
                    &site.at("access"),
                    text!(
                        "everybody can read object repository `{name}`",
                        "cualquiera puede leer el repositorio de objetos `{name}`"
                    ),
                )
                .help(text!(
                    "the customer confirms it, or use `private`",
                    "el cliente lo confirma, o use `private`"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, &self.name).charged();
    }
}

fn is_bucket_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (3..=63).contains(&name.len())
        && name.chars().all(inner)
        && name.starts_with(end)
        && name.ends_with(end)
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
}

/// Judges the name of an object repository that an event states (V66).
fn judge_name(stated: &Stated<'_>, findings: &mut Findings) {
    let name = stated.name.to_owned();
    ObjectStorage { name, ..ObjectStorage::default() }.check(stated.site, findings);
}

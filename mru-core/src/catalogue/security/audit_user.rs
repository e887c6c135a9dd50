//! C46: a read-only user for audits.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::record,
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C46",
    id: "audit-user",
    name: words!("audit user (read-only IAM)", "usuario de auditoría (IAM de solo lectura)"),
    listed_in: "shared.audit_users",
    scope: Scope::Shared,
    charging: Charging::Weighted,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::SIGN_ON,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R59"],
    notes: &[],
};

record! {
    /// Audit users; a plain number is how many.
    pub struct AuditUsers ["the audit users", "los usuarios de auditoría", "F6"] {
        required {}
        optional {
            /// How many.
            count: u32,
        }
        from value "count";
    }
}

impl Component for AuditUsers {
    identify!(&KIND, self => "audit-users");

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        materials.row(&KIND, "audit-users").quantity(self.count).charged();
    }
}

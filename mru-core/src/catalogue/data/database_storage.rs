//! The storage of a database (C30), recorded in blocks of 10 GB and free by default.

use super::database::{self, Database};
use crate::{
    catalogue::{ChargedBy, Charging, Counted, Kind, Naming, Service, Site, SizeRule, Unit},
    materials::BillOfMaterials,
    policies::StoragePolicy,
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C30",
    id: "database-storage",
    name: words!("database storage", "almacenamiento de base de datos"),
    listed_in: "environments[].databases[].storage_gb",
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::BLOCK,
    naming: Naming::Free,
    service: Service::DATABASES,
    includable: false,
    charged_by: ChargedBy::always(&["R50"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R50"],
    notes: &[],
    ..database::KIND
};

impl Database {
    /// Storage is recorded in blocks of 10 GB, free unless the policy says otherwise (R50).
    pub(super) fn charge_storage(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let Some(storage_gb) = self.storage_gb else { return };
        let allowance = match site.policies.database_storage {
            StoragePolicy::Included => None,
            StoragePolicy::PerBlock => Some(0),
            StoragePolicy::Allowance => Some(site.policies.database_storage_allowance_gb),
        };
        let blocks = storage_gb.saturating_sub(allowance.unwrap_or(0)).div_ceil(10);
        let row = materials.row(&KIND, &self.name).quantity(blocks);
        match allowance {
            Some(_) => row.charged(),
            None => row.included(words!(
                "storage is included and recorded (R50)",
                "el almacenamiento está incluido y se registra (R50)"
            )),
        }
    }
}

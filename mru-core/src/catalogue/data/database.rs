//! C30, C31, C33: a database (Aurora MySQL), with its schemas and backups.

use super::{
    class::AuroraClass,
    cluster::{check_nodes, counted},
    replica::GlobalReplica,
};
use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Stated, Unit, identify,
        network::{vpc_peering, vpn},
    },
    entry_id::EntryId,
    finding::Findings,
    materials::BillOfMaterials,
    reading::{choice, record},
    text::{text, words},
};

/// Catalogue entry of the database itself.
pub const KIND: Kind = Kind {
    code: "C30",
    id: "database",
    name: words!("database (Aurora MySQL)", "base de datos (Aurora MySQL)"),
    listed_in: "environments[].databases",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "db.t3.small, db.t3.medium, db.r6g.large to db.r6g.16xlarge; `/io-optimized` after the class for I/O-Optimized",
    ticket: &["instance_type", "schema_name"],
    unit: Unit::NODE,
    naming: Naming::Unique,
    service: Service::DATABASES,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R20"]),
    counted: Counted::Nodes(None),
    size_rule: SizeRule::Aliased { judge: judge_size, canonical: canonical_size },
    rules: &[
        "R20", "R48", "V14", "V15", "V17", "V18", "V19", "V20", "V21", "V22", "V23", "V24", "V25",
        "V27",
    ],
    notes: &[
        words!(
            "Charged per node; production needs two or more (R20).",
            "Se cobra por nodo; producción necesita dos o más (R20)."
        ),
        words!(
            "The connection limit is that of one instance, the writer (D3).",
            "El límite de conexiones es el de una instancia, la de escritura (D3)."
        ),
        words!(
            "AWS changes connection limits through parameters; state `max_connections` with its reason (D2).",
            "AWS permite cambiar el límite de conexiones por parámetro; declare `max_connections` con su motivo (D2)."
        ),
    ],
};

/// Catalogue entry of schemas.
pub const SCHEMA: Kind = Kind {
    code: "C31",
    id: "db-schema",
    name: words!("database schema", "esquema de base de datos"),
    listed_in: "environments[].databases[].schemas",
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::DATABASES,
    includable: false,
    charged_by: ChargedBy::always(&["R53"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R53", "V27"],
    notes: &[],
    ..KIND
};

/// Catalogue entry of backups.
pub const BACKUP: Kind = Kind {
    code: "C33",
    id: "backup",
    name: words!("backups", "respaldos"),
    listed_in: "",
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::DATABASES,
    includable: false,
    charged_by: ChargedBy::always(&["R51"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R51"],
    notes: &[],
    ..KIND
};

choice! {
    /// How Aurora charges for I/O, which decides its price.
    pub enum StorageMode {
        /// I/O is charged by use.
        Standard = "standard",
        /// I/O is in the price of the instance.
        IoOptimized = "io-optimized" | "i/o-optimized" | "iopt1",
    }
}

record! {
    /// A database: an Aurora MySQL cluster of nodes of one class.
    pub struct Database ["a database", "una base de datos", "V23"] {
        required {
            /// Name, unique in its environment.
            name: String,
            /// Instance class, for example `db.r6g.large`.
            class: String,
            /// Number of nodes: at least 2 in production.
            nodes: Option<u32>,
            /// Names of its schemas.
            schemas: Vec<String>,
        }
        optional {
            /// `standard` or `io-optimized`.
            storage: StorageMode = StorageMode::Standard,
            /// Size of the data in GB; recorded, at no charge by default.
            storage_gb: Option<u32>,
            /// Major version of Aurora MySQL, `2` or `3`.
            engine_version: String,
            /// Connections it accepts, when a parameter changed AWS's default.
            max_connections: Option<u32>,
            /// Why the number of connections was changed.
            max_connections_reason: String,
            /// Whether it shall be reachable from the Internet, which is refused.
            publicly_accessible: bool,
            /// Whether the customer connects to it directly, which needs a VPN or a peering.
            direct_access: bool,
            /// Replica in a second region.
            global_replica: Option<GlobalReplica>,
        }
    }
}

impl Database {
    /// Its class, when it is one that exists.
    pub fn aurora_class(&self) -> Option<AuroraClass> {
        AuroraClass::find(&self.class)
    }

    /// Connections its writer accepts: the stated ones, else those of its class (D2, D3).
    pub fn capacity(&self) -> Option<u32> {
        self.max_connections.or_else(|| self.aurora_class().map(|class| class.max_connections))
    }

    /// The entry that prices one node of a class with this database's storage mode.
    pub(super) fn entry(&self, class: AuroraClass) -> EntryId {
        EntryId::new(KIND.id, &self.size(class))
    }

    pub(super) fn size(&self, class: AuroraClass) -> String {
        match self.storage {
            StorageMode::Standard => class.name.to_owned(),
            StorageMode::IoOptimized => format!("{}/io-optimized", class.name),
        }
    }

    fn check_class(&self, site: &Site<'_>, findings: &mut Findings) {
        let path = site.at("class");
        let Some(class) = self.aurora_class() else {
            if !self.class.is_empty() {
                let given = crate::text::shortened(&self.class);
                let near = AuroraClass::nearest(&self.class);
                findings
                    .error(
                        "V19",
                        &path,
                        text!(
                            "`{given}` is not a database class",
                            "`{given}` no es una clase de base de datos"
                        ),
                    )
                    .help(text!("did you mean `{near}`?", "¿quiso decir `{near}`?"));
            }
            return;
        };
        let name = class.name;
        if class.name == "db.t3.small" && self.engine_version.starts_with('3') {
            findings
                .error(
                    "V20",
                    &path,
                    text!(
                        "`db.t3.small` does not exist for Aurora MySQL 3",
                        "`db.t3.small` no existe para Aurora MySQL 3"
                    ),
                )
                .help(text!("use `db.t3.medium`", "use `db.t3.medium`"));
        }
        if site.in_production() && class.is_burstable() {
            findings
                .warn(
                    "V17",
                    &path,
                    text!(
                        "production on `{name}`, a class for development and test",
                        "producción en `{name}`, una clase para desarrollo y pruebas"
                    ),
                )
                .help(text!("use `db.r6g.large` or larger", "use `db.r6g.large` o mayor"));
        }
        if site.in_pre_production() && !class.is_burstable() {
            findings
                .warn(
                    "V18",
                    &path,
                    text!(
                        "pre-production on `{name}`, larger than recommended",
                        "preproducción en `{name}`, mayor que lo recomendado"
                    ),
                )
                .help(text!(
                    "a t3 class is recommended: `db.t3.medium`",
                    "se recomienda una clase t3: `db.t3.medium`"
                ));
        }
    }

    fn check_access(&self, site: &Site<'_>, findings: &mut Findings) {
        if self.publicly_accessible {
            findings
                .error(
                    "V21",
                    &site.at("publicly_accessible"),
                    text!(
                        "databases are never exposed to the Internet",
                        "las bases de datos nunca se exponen a Internet"
                    ),
                )
                .help(text!(
                    "remove `publicly_accessible`; use a VPN or a peering",
                    "quite `publicly_accessible`; use una VPN o un peering"
                ));
        }
        let linked = || site.has(vpn::KIND.id) || site.has(vpc_peering::KIND.id);
        if self.direct_access && !linked() {
            findings
                .error("V22", &site.at("direct_access"), text!("direct access to a database needs a VPN or a peering in its environment", "el acceso directo a una base de datos necesita una VPN o un peering en su ambiente"))
                .help(text!("add `vpn` or `vpc_peering` to the environment", "agregue `vpn` o `vpc_peering` al ambiente"));
        }
    }
}

impl Component for Database {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        self.check_class(site, findings);
        check_nodes(self.nodes, site, findings);
        self.check_access(site, findings);
        if let Some(replica) = &self.global_replica {
            self.check_replica(replica, site, findings);
        }
        for (index, schema) in self.schemas.iter().enumerate() {
            if self.schemas.iter().take(index).any(|earlier| earlier == schema) {
                let name = &self.name;
                findings
                    .error(
                        "V27",
                        &site.at(&format!("schemas[{index}]")),
                        text!(
                            "schema `{schema}` appears twice in database `{name}`",
                            "el esquema `{schema}` aparece dos veces en la base de datos `{name}`"
                        ),
                    )
                    .help(text!(
                        "schema names are unique within a database",
                        "los nombres de esquema son únicos dentro de una base de datos"
                    ));
            }
        }
        if self.max_connections.is_some() && self.max_connections_reason.is_empty() {
            findings
                .error(
                    "D2",
                    &site.at("max_connections"),
                    text!(
                        "a changed connection limit needs its reason",
                        "un límite de conexiones modificado necesita su motivo"
                    ),
                )
                .help(text!("add `max_connections_reason`", "agregue `max_connections_reason`"));
        }
    }

    fn charge(&self, site: &Site<'_>, materials: &mut BillOfMaterials) {
        let (Some(class), Some(nodes)) = (self.aurora_class(), self.nodes) else { return };
        let row = materials.row(&KIND, &self.name).size(self.size(class)).rules(&["R20"]);
        counted(row, nodes, site).charged_as(self.entry(class));
        let schemas = u32::try_from(self.schemas.len()).unwrap_or(u32::MAX);
        materials.row(&SCHEMA, &self.name).quantity(schemas).free(words!(
            "schemas add nothing to their database (R53)",
            "los esquemas no agregan costo a su base de datos (R53)"
        ));
        materials.row(&BACKUP, &self.name).free(words!(
            "daily backups and their replication are managed automatically (R51)",
            "los respaldos diarios y su replicación se gestionan automáticamente (R51)"
        ));
        self.charge_storage(site, materials);
        if let Some(replica) = &self.global_replica {
            self.charge_replica(replica, class, site, materials);
        }
    }
}

/// The size under the name of the rate card: `db.r6.large` is `db.r6g.large` (D1).
pub(super) fn canonical_size(size: String) -> String {
    let (class, storage) = match size.split_once('/') {
        Some((class, storage)) => (class, Some(storage)),
        None => (size.as_str(), None),
    };
    match (AuroraClass::find(class), storage) {
        (Some(class), Some(storage)) => format!("{}/{storage}", class.name),
        (Some(class), None) => class.name.to_owned(),
        (None, _) => size,
    }
}

/// Judges the class of a database that an event states, with or without `/io-optimized` (V19).
pub(super) fn judge_size(stated: &Stated<'_>, findings: &mut Findings) {
    let (class, storage) = match stated.size.split_once('/') {
        Some((class, mode)) if mode == StorageMode::IoOptimized.as_str() => {
            (class, StorageMode::IoOptimized)
        }
        Some(_) | None => (stated.size, StorageMode::Standard),
    };
    let database = Database { class: class.to_owned(), storage, ..Database::default() };
    database.check_class(stated.site, findings);
}

//! The instance classes of Aurora and how many connections each accepts.

/// An Aurora MySQL instance class under its AWS name.
///
/// # Source
///
/// Domain table 4.2 (nine classes); D1 (`db.r6.X` stands for `db.r6g.X`, `db.r6i.X` is accepted as
/// itself); D2, D3 (AWS's default `max_connections`, per instance).
///
/// # Example
///
/// ```
/// use mru_core::catalogue::data::class::AuroraClass;
///
/// let class = AuroraClass::find("db.r6.large").unwrap();
/// assert_eq!(class.name, "db.r6g.large");
/// assert_eq!(class.max_connections, 1000);
/// assert!(AuroraClass::find("db.t3.micro").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuroraClass {
    /// AWS name, which is stored and shown.
    pub name: &'static str,
    /// Connections one instance accepts by default.
    pub max_connections: u32,
}

/// The nine classes of the documents, then the Intel alternatives of the same sizes.
pub const CLASSES: &[AuroraClass] = &[
    AuroraClass { name: "db.t3.small", max_connections: 45 },
    AuroraClass { name: "db.t3.medium", max_connections: 90 },
    AuroraClass { name: "db.r6g.large", max_connections: 1000 },
    AuroraClass { name: "db.r6g.xlarge", max_connections: 2000 },
    AuroraClass { name: "db.r6g.2xlarge", max_connections: 3000 },
    AuroraClass { name: "db.r6g.4xlarge", max_connections: 4000 },
    AuroraClass { name: "db.r6g.8xlarge", max_connections: 5000 },
    AuroraClass { name: "db.r6g.12xlarge", max_connections: 6000 },
    AuroraClass { name: "db.r6g.16xlarge", max_connections: 6000 },
    AuroraClass { name: "db.r6i.large", max_connections: 1000 },
    AuroraClass { name: "db.r6i.xlarge", max_connections: 2000 },
    AuroraClass { name: "db.r6i.2xlarge", max_connections: 3000 },
    AuroraClass { name: "db.r6i.4xlarge", max_connections: 4000 },
    AuroraClass { name: "db.r6i.8xlarge", max_connections: 5000 },
    AuroraClass { name: "db.r6i.12xlarge", max_connections: 6000 },
    AuroraClass { name: "db.r6i.16xlarge", max_connections: 6000 },
];

impl AuroraClass {
    /// Finds a class by its AWS name or by the alias of the documents.
    pub fn find(name: &str) -> Option<AuroraClass> {
        let name = name.trim().to_lowercase();
        let canonical = match name.strip_prefix("db.r6.") {
            Some(size) => format!("db.r6g.{size}"),
            None => name,
        };
        CLASSES.iter().copied().find(|class| class.name == canonical)
    }

    /// Returns the class most like an unknown name, of the same family when there is one.
    pub(crate) fn nearest(name: &str) -> &'static str {
        let name = name.to_lowercase();
        let family = |class: &str| class.split('.').nth(1) == name.split('.').nth(1);
        let distance = |class: &str| strsim::damerau_levenshtein(&name, class);
        let nearest =
            CLASSES.iter().min_by_key(|class| (!family(class.name), distance(class.name)));
        nearest.map_or("db.r6g.large", |class| class.name)
    }

    /// Whether it is a burstable class, meant for development and test.
    pub fn is_burstable(self) -> bool {
        self.name.starts_with("db.t")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_of_the_documents() {
        let ladder = [45, 90, 1000, 2000, 3000, 4000, 5000, 6000, 6000];
        let documented = [
            "db.t3.small",
            "db.t3.medium",
            "db.r6.large",
            "db.r6.xlarge",
            "db.r6.2xlarge",
            "db.r6.4xlarge",
            "db.r6.8xlarge",
            "db.r6.12xlarge",
            "db.r6.16xlarge",
        ];
        for (name, expected) in documented.iter().zip(ladder) {
            assert_eq!(AuroraClass::find(name).unwrap().max_connections, expected, "{name}");
        }
    }
}

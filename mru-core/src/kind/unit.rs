//! What one piece of something is called.

use crate::text::Words;

/// What one piece of an item is, in singular and plural of both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// One of it.
    pub one: Words,
    /// Several of it.
    pub many: Words,
}

impl Unit {
    /// The name under which documents keep it: one of it, in English.
    pub(crate) const fn as_str(&self) -> &'static str {
        self.one.en
    }

    /// Finds a unit by its name.
    pub(crate) fn named(name: &str) -> Option<Unit> {
        Unit::ALL.iter().copied().find(|unit| unit.as_str() == name)
    }
}

/// Declares units.
macro_rules! units {
    ($($(#[doc = $doc:literal])* $name:ident: $one_en:literal, $many_en:literal, $one_es:literal, $many_es:literal;)*) => {
        impl Unit { $(
            $(#[doc = $doc])*
            pub const $name: Unit = Unit {
                one: Words { en: $one_en, es: $one_es },
                many: Words { en: $many_en, es: $many_es },
            };
        )*
            const ALL: &[Unit] = &[$(Unit::$name),*];
        }
    };
}

units! {
    /// A container instance per zone.
    INSTANCE: "instance", "instances", "instancia", "instancias";
    /// A node of a database, cache or search cluster.
    NODE: "node", "nodes", "nodo", "nodos";
    /// A cluster counted as a whole.
    CLUSTER: "cluster", "clusters", "clúster", "clústeres";
    /// Any single thing.
    PIECE: "unit", "units", "unidad", "unidades";
    /// A terabyte a month.
    TB: "TB", "TB", "TB", "TB";
    /// A block of 10 GB.
    BLOCK: "block of 10 GB", "blocks of 10 GB", "bloque de 10 GB", "bloques de 10 GB";
    /// A person.
    DEVELOPER: "developer", "developers", "desarrollador", "desarrolladores";
    /// A rule.
    RULE: "rule", "rules", "regla", "reglas";
    /// A connection to elsewhere.
    CONNECTION: "connection", "connections", "conexión", "conexiones";
}

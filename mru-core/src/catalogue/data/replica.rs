//! The record of a database in a second region.

use crate::reading::record;

record! {
    /// Nodes of a database in a second region.
    pub struct GlobalReplica ["the global replica", "la réplica global", "V24"] {
        required {
            /// Region of the replica.
            region: String,
            /// Number of nodes there.
            nodes: Option<u32>,
        }
        optional {
            /// Class of those nodes; that of the database when absent.
            class: String,
        }
    }
}

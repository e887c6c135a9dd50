//! What nodes are beside the cluster they belong to.

use crate::reading::choice;

choice! {
    /// What nodes are beside the cluster itself; they are counted by node, whatever the policy (R20).
    pub enum Role {
        /// The dedicated master nodes of a search cluster (R55).
        MasterNodes = "master-nodes",
    }
}

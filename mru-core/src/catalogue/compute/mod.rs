//! What runs code: containers, and the identity service built on them.

pub mod container;
pub mod elasticity;
pub mod image_registry;
pub mod size;
pub mod sso;
pub mod tasks;

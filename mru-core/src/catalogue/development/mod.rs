//! What developers use: accesses, repositories, pipelines, registries, widgets.

pub mod artifact_repository;
pub mod developer;
pub mod pipeline;
pub mod repository;
pub mod widget;

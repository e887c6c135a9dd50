//! What keeps data: databases, caches, search, objects, queues.

pub mod cache;
pub mod class;
pub mod cluster;
pub mod database;
pub mod database_storage;
pub mod global_database;
pub mod object_storage;
pub mod queue;
pub mod replica;
pub mod search;

//! The clerk around [`mru_core`]: reads files, keeps rate cards, renders documents, and is the
//! command line `mru`.

pub mod cli;
pub mod failure;
pub mod files;
pub mod render;
pub mod tables;

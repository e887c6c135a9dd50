//! What the tests share: the oracle, generators, and the running of cases.

pub mod generate;
pub mod oracle;
pub mod run;
pub mod store;

//! What the tests share: the oracles, generators, and the running of cases.

pub mod aws_desk;
pub mod aws_stub;
pub mod explains;
pub mod facts;
pub mod generate;
pub mod hook_sink;
pub mod imports;
pub mod month;
pub mod month_oracle;
pub mod oracle;
pub mod pricing_stub;
pub mod reconciliation_oracle;
pub mod run;
pub mod served;
pub mod smtp_sink;
pub mod store;

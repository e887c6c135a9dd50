//! What protects: secrets, keys, certificates, firewall, audits.

pub mod audit_user;
pub mod certificate;
pub mod encryption;
pub mod external_key;
pub mod penetration_test;
pub mod secret;
pub mod threat_detection;
pub mod waf;

//! What reading collects besides the value.

use crate::finding::Findings;
use crate::positions::Positions;

/// What reading collects besides the value: findings, and where each value stood.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) findings: Findings,
    pub(crate) positions: Positions,
}

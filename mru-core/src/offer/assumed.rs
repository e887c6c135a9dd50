//! What a quote rests on besides its deployment: assumptions, and what was left out by intent.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Something that was assumed because nobody has said it yet (R99).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// The rule that it follows.
    pub rule: String,
    /// The place in the deployment that it concerns: `environments[0].containers`.
    pub path: String,
    /// What was assumed.
    pub said: Text,
}

/// Something that was asked about and is not in the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// How it is named where it was asked about: `aws_instance.bastion`.
    pub name: String,
    /// What it is there: `aws_instance`.
    pub kind: String,
    /// How many there are of it.
    pub count: u32,
}

//! Cost data of AWS as the product sees it: rows, groups of them with exact sums, and what each
//! line type counts as. Formats are read elsewhere; here is what they are read into.
//!
//! ```text
//! file ─(cost-data)─► CostRow ─(RollUp)─► CostGroups ─► CostGroup, CostSummary
//! ```

mod amortised;
mod amount;
mod aws_invoice;
mod correction;
mod group;
mod keys;
mod line_type;
mod names;
mod roll_up;
mod row;
mod summary;
mod tally;

pub use amortised::{AmortisedParts, amortised};
pub use amount::{CostAmount, CostAmountError};
pub use aws_invoice::{AwsInvoice, AwsInvoiceKind, DATA_TRANSFER, is_data_transfer};
pub use correction::corrected_month;
pub use group::{CostGroup, CostGroups};
pub use keys::{KeyPart, Keys, TallyId, TallyKey};
pub use line_type::{AmortisedRule, LineClass, LineType};
pub use names::{Name, Names};
pub use roll_up::{Grouping, RollUp, RollUpError};
pub use row::{Basis, CostPlace, CostRow, Costs};
pub use summary::CostSummary;
pub use tally::{Tally, TallyRow};

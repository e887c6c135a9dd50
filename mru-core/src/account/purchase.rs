//! What a customer's accounts payable asks to find on a document.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Period,
    finding::Findings,
    reading::record,
    text::{Text, text},
};

record! {
    /// What documents of one month name, instead of what they name as a rule.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct PurchaseOfMonth ["the purchase of a month", "la compra de un mes", "B1"] {
        required {
            /// The month: `2026-10`.
            month: String,
        }
        optional {
            /// Purchase order.
            order: String,
            /// Service entry sheet (HES).
            entry_sheet: String,
            /// Cost centre.
            cost_centre: String,
        }
    }
}

record! {
    /// What the customer's accounts payable asks to find on its documents.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub struct Purchase ["the purchase", "la compra", "B1"] {
        required {}
        optional {
            /// Purchase order.
            order: String,
            /// Service entry sheet (HES).
            entry_sheet: String,
            /// Cost centre.
            cost_centre: String,
            /// Who receives documents and asks about them, at the customer.
            contact: String,
            /// Months whose documents name others.
            months: Vec<PurchaseOfMonth>,
        }
    }
}

/// What a document names for the customer's accounts payable.
///
/// # Example
///
/// ```
/// use mru_core::account::{Purchase, PurchaseOfMonth};
///
/// let october = PurchaseOfMonth {
///     month: "2026-10".into(),
///     entry_sheet: "1000456".into(),
///     ..PurchaseOfMonth::default()
/// };
/// let purchase = Purchase {
///     order: "4500012345".into(),
///     months: vec![october],
///     ..Purchase::default()
/// };
/// let named = purchase.of("2026-10".parse().unwrap());
/// assert_eq!((named.order.as_str(), named.entry_sheet.as_str()), ("4500012345", "1000456"));
/// assert_eq!(purchase.of("2026-11".parse().unwrap()).entry_sheet, "");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct References {
    /// Purchase order; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub order: String,
    /// Service entry sheet; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub entry_sheet: String,
    /// Cost centre; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cost_centre: String,
    /// Who receives documents, at the customer; often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
}

impl Purchase {
    /// What the documents of a month name.
    pub fn of(&self, period: Period) -> References {
        let month = self.months.iter().find(|it| it.month == period.to_string());
        let named = |own: fn(&PurchaseOfMonth) -> &String, rule: &String| {
            month.map(own).filter(|it| !it.is_empty()).unwrap_or(rule).clone()
        };
        References {
            order: named(|it| &it.order, &self.order),
            entry_sheet: named(|it| &it.entry_sheet, &self.entry_sheet),
            cost_centre: named(|it| &it.cost_centre, &self.cost_centre),
            contact: self.contact.clone(),
        }
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        for (index, PurchaseOfMonth { month, .. }) in self.months.iter().enumerate() {
            let path = format!("contract.purchase.months[{index}]");
            if month.parse::<Period>().is_err() {
                findings
                    .error("B1", &path, text!("`{month}` is no month", "`{month}` no es un mes"))
                    .help(Text::new("a month is written 2026-10", "un mes se escribe 2026-10"));
            }
            if self.months.iter().take(index).any(|other| other.month == *month) {
                findings.error(
                    "B1",
                    &path,
                    text!("the month {month} appears twice", "el mes {month} aparece dos veces"),
                );
            }
        }
    }
}

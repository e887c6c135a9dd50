//! What AWS's own documents say that is owed for a month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::CostAmount;
use crate::calendar::Period;

/// What a document of AWS is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AwsInvoiceKind {
    /// An invoice.
    Invoice,
    /// A credit memo: it gives back, so that its amounts are below zero.
    CreditMemo,
}

/// An invoice of AWS, or a credit memo, which is one as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsInvoice {
    /// Its number, as rows of cost data name it.
    pub id: String,
    /// What it is.
    pub kind: AwsInvoiceKind,
    /// The month that it is for.
    pub period: Period,
    /// What it comes to, with tax, in its currency; below zero when it gives back.
    pub total: CostAmount,
    /// Code of its currency, `USD`.
    pub currency: String,
    /// Its own lines, as far as they are known: product codes, [`DATA_TRANSFER`],
    /// `Tax`, `Credits` and `Discounts`.
    pub lines: BTreeMap<String, CostAmount>,
    /// The file that says so.
    pub file: String,
}

/// The line of an invoice for what moved between networks, whatever service it was moved for.
pub const DATA_TRANSFER: &str = "AWSDataTransfer";

/// Whether AWS's invoices list usage under data transfer, and not under its service. Rows of cost data
/// have it under the service; what CloudFront delivers stays with CloudFront on both.
///
/// # Source
///
/// AWS, "Why don't AWS invoice service charges match AWS Cost Explorer or AWS Cost and Usage Report
/// charges?"; usage types of data transfer as AWS's price list `AWSDataTransfer` writes them.
///
/// # Example
///
/// ```
/// use mru_core::costs::is_data_transfer;
///
/// assert!(is_data_transfer("AmazonEC2", "USE1-USW2-AWS-Out-Bytes"));
/// assert!(is_data_transfer("AmazonS3", "DataTransfer-Out-Bytes"));
/// assert!(!is_data_transfer("AmazonCloudFront", "US-DataTransfer-Out-Bytes"));
/// assert!(!is_data_transfer("AmazonCloudWatch", "DataProcessing-Bytes"));
/// ```
pub fn is_data_transfer(service: &str, usage_type: &str) -> bool {
    let moved = ["DataTransfer-", "AWS-In-", "AWS-Out-", "CloudFront-In-", "CloudFront-Out-"];
    service != "AmazonCloudFront"
        && usage_type.ends_with("-Bytes")
        && moved.iter().any(|part| usage_type.contains(part))
}

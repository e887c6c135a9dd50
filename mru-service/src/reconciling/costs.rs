//! Cost data is read, rolled up as the allocation asks, and AWS's invoices, with the hash of every file.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use cost_data::{CostDataError, Options, RolledUp, Source};
use mru_core::{
    calendar::Period,
    costs::{AwsInvoice, Basis, Grouping},
    reconciliation::{Allocation, SourceFile},
};
use sha2::{Digest as _, Sha256};

use super::{Gathered, GatheredInvoices};

/// Cost data of a month.
#[derive(Clone, Debug)]
pub struct MonthCosts {
    /// The charges, in groups.
    pub rolled_up: RolledUp,
    /// The files that they were read from.
    pub files: Vec<SourceFile>,
}

/// AWS's invoices of a month.
#[derive(Clone, Debug)]
pub struct MonthInvoices {
    /// What they say.
    pub invoices: Vec<AwsInvoice>,
    /// The files that they were read from.
    pub files: Vec<SourceFile>,
}

/// Reads AWS's invoices: answers of its Invoicing API, or CSV of ours.
///
/// # Errors
///
/// [`CostDataError`], and then nothing is read.
pub fn read_invoices<P: AsRef<Path>>(paths: &[P]) -> Result<MonthInvoices, CostDataError> {
    let invoices = cost_data::read_invoices(paths)?;
    let files = paths.iter().map(|path| hashed(path.as_ref())).collect::<Result<_, _>>()?;
    Ok(MonthInvoices { invoices, files })
}

/// As [`read_invoices`], wherever the invoices were gathered from.
///
/// # Errors
///
/// As [`read_invoices`].
pub fn read_gathered_invoices(gathered: &GatheredInvoices) -> Result<MonthInvoices, CostDataError> {
    let invoices = cost_data::read_invoice_copies(&gathered.paths, &gathered.copies)?;
    let files = gathered.paths.iter().map(|path| hashed(path)).collect::<Result<_, _>>()?;
    Ok(MonthInvoices { invoices, files })
}

/// Reads the cost data of a month: files, saved answers of Cost Explorer, manifests of exports, or
/// folders that exports were copied into.
///
/// # Errors
///
/// [`CostDataError`], and then nothing is read.
pub fn read_costs<P: AsRef<Path>>(
    paths: &[P],
    month: Period,
    basis: Basis,
    allocation: &Allocation,
) -> Result<MonthCosts, CostDataError> {
    read(&Source::open(paths, Some(month))?, month, basis, allocation)
}

/// As [`read_costs`], wherever the cost data was gathered from: copies go by the names of what they are
/// copies of.
///
/// # Errors
///
/// As [`read_costs`].
pub fn read_gathered(
    gathered: &Gathered,
    month: Period,
    basis: Basis,
    allocation: &Allocation,
) -> Result<MonthCosts, CostDataError> {
    let source = Source::open_copies(&gathered.paths, Some(month), &gathered.copies)?;
    read(&source, month, basis, allocation)
}

/// How the cost data of a month is rolled up: with the tags of the allocation, and resources apart.
pub fn options(month: Period, basis: Basis, allocation: &Allocation) -> Options {
    let key = |tag: &String| (!tag.is_empty()).then(|| tag.clone());
    Options {
        period: Some(month),
        basis: Some(basis),
        environment: key(&allocation.environment_tag),
        component: key(&allocation.component_tag),
        grouping: Grouping {
            operation: false,
            region: false,
            resource: true,
            ..Grouping::default()
        },
    }
}

fn read(
    source: &Source,
    month: Period,
    basis: Basis,
    allocation: &Allocation,
) -> Result<MonthCosts, CostDataError> {
    let options = options(month, basis, allocation);
    let rolled_up = cost_data::roll_up(source, &options)?;
    let files = source.files().map(hashed).collect::<Result<_, _>>()?;
    Ok(MonthCosts { rolled_up, files })
}

fn hashed(path: &Path) -> Result<SourceFile, CostDataError> {
    let unreadable = |error: io::Error| CostDataError::Unreadable {
        file: path.to_owned(),
        error: error.to_string(),
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let (mut digest, mut page) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let read = file.read(&mut page).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        digest.update(page.get(..read).unwrap_or_default());
    }
    let hash: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(SourceFile { name, hash: format!("sha256:{hash}") })
}

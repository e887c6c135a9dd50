//! AWS's invoices are gathered on this machine, wherever they are.

use std::path::PathBuf;

use cost_data::Copies;

#[cfg(not(feature = "aws"))]
use super::SourceRefusal;
use super::{Gathering, GatheringError, InvoiceSource};

/// AWS's invoices that can be read on this machine. Copies are removed when this is dropped.
#[derive(Debug, Default)]
pub struct GatheredInvoices {
    /// Files.
    pub paths: Vec<PathBuf>,
    /// Which of them are copies, and of what.
    pub copies: Vec<Copies>,
    #[cfg(feature = "aws")]
    _folder: Option<tempfile::TempDir>,
}

/// Gathers AWS's invoices of a month from where they are. Nothing is asked of AWS when everything is on this
/// machine.
///
/// # Errors
///
/// [`GatheringError`] of the first source that cannot be had.
pub async fn gather_invoices(
    sources: &[InvoiceSource],
    gathering: &Gathering<'_>,
) -> Result<GatheredInvoices, GatheringError> {
    let local = |it: &InvoiceSource| match it {
        InvoiceSource::Local(path) => Some(path.clone()),
        InvoiceSource::Invoicing { .. } => None,
    };
    if let Some(paths) = sources.iter().map(local).collect() {
        return Ok(GatheredInvoices { paths, ..GatheredInvoices::default() });
    }
    invoices_from_aws(sources, gathering).await
}

#[cfg(not(feature = "aws"))]
async fn invoices_from_aws(
    _: &[InvoiceSource],
    _: &Gathering<'_>,
) -> Result<GatheredInvoices, GatheringError> {
    Err(SourceRefusal::BuiltWithoutAws.into())
}

#[cfg(feature = "aws")]
async fn invoices_from_aws(
    sources: &[InvoiceSource],
    gathering: &Gathering<'_>,
) -> Result<GatheredInvoices, GatheringError> {
    use super::{
        from_aws::{Clients, invoicing},
        gathering::{private_folder, write},
    };

    let folder = private_folder()?;
    let of = Copies { folder: folder.path().to_owned(), of: "invoicing:".to_owned() };
    let mut gathered = GatheredInvoices { _folder: Some(folder), ..GatheredInvoices::default() };
    let clients = Clients::new(gathering);
    for source in sources {
        match source {
            InvoiceSource::Local(path) => gathered.paths.push(path.clone()),
            InvoiceSource::Invoicing { accounts, access } => {
                let client = clients.invoicing(access).await;
                for account in accounts {
                    let text = invoicing::ask(&client, account, gathering.month).await?;
                    let path = of.folder.join(format!("{account}-{}.json", gathering.month));
                    write(&path, &text)?;
                    gathered.paths.push(path);
                }
            }
        }
    }
    gathered.copies = vec![of];
    Ok(gathered)
}

//! `mru reconcile`: what AWS charged in a month, against what was metered and billed.

use std::{collections::BTreeMap, process::ExitCode, str::FromStr};

use clap::ValueEnum;
use cost_data::{CostDataError, Counts};
use mru_core::{
    Finding, Lang, Severity,
    calendar::Period,
    costs::Basis,
    reconciliation::{Allocation, Reconciliation},
    text::Text,
};
use reports::findings::findings_text;
use rust_decimal::Decimal;

use super::{
    SAYS_NO,
    costs::{CostArguments, tell_rows},
    output::Output,
    reconciliation,
    store::StoreArguments,
    words::with_remedies,
};
use crate::{
    failure::Failure,
    files::Input,
    reconciling::{self, Kept, MonthCosts, Prices, ReconcileRequest, Reconciled, ReconcilingError},
    tell::{tell, tell_line},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The month of the AWS bill: 2026-10.
    period: Period,
    #[command(flatten)]
    costs: CostArguments,
    /// Whose cost it is: accounts, tags, shared cost, as TOML.
    #[arg(long, value_name = "FILE")]
    allocation: String,
    /// AWS's invoices and credit memos of the month, which its rows have to sum to: answers of `aws
    /// invoicing list-invoice-summaries`, CSV, or `invoicing:ACCOUNT,ACCOUNT` to ask the Invoicing API.
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    aws_invoices: Vec<String>,
    /// Newer cost data of a closed month before, whose differences are adjustments of this month; may be
    /// named for several months and files.
    #[arg(long, value_name = "MONTH=SOURCE")]
    newer: Vec<Newer>,
    /// Which cost is compared.
    #[arg(long, value_enum, default_value = "unblended")]
    basis: BasisArgument,
    /// How much may be left to look at, in per cent of what AWS charged; that of the allocation when
    /// absent.
    #[arg(long, value_name = "PERCENT")]
    tolerance: Option<Decimal>,
    /// Name of the rate card whose cost model says what components use.
    #[arg(long, value_name = "CARD", default_value = "reference", env = "MRU_RATE_CARD")]
    rate_card: String,
    /// Prices of AWS, instead of those that were published with the rate card.
    #[arg(long, value_name = "FILE", requires = "model")]
    prices: Option<String>,
    /// Cost model, instead of the one that was published with the rate card.
    #[arg(long, value_name = "FILE", requires = "prices")]
    model: Option<String>,
    /// Show the reconciliation, and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Form of the report; by the ending of the file when absent, else text.
    #[arg(long, value_enum)]
    format: Option<reconciliation::Format>,
    /// Which table CSV holds.
    #[arg(long, value_enum, default_value = "evidence")]
    table: reconciliation::Table,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    store: StoreArguments,
}

/// Newer cost data of a closed month.
#[derive(Clone, Debug)]
struct Newer {
    month: Period,
    source: String,
}

impl FromStr for Newer {
    type Err = String;

    fn from_str(text: &str) -> Result<Newer, String> {
        let parts = text.split_once('=').filter(|(_, source)| !source.is_empty());
        let (month, source) = parts.ok_or("expected MONTH=SOURCE, such as 2026-10=late.csv")?;
        let month = month.parse().map_err(|_| format!("`{month}` is no month such as 2026-10"))?;
        Ok(Newer { month, source: source.to_owned() })
    }
}

/// Reads newer cost data, month by month.
fn newer(
    asked: &[Newer],
    basis: Basis,
    allocation: &Allocation,
) -> Result<Vec<(Period, MonthCosts)>, CostDataError> {
    let mut months: BTreeMap<Period, Vec<&str>> = BTreeMap::new();
    for it in asked {
        months.entry(it.month).or_default().push(&it.source);
    }
    let read = |(month, sources): (Period, Vec<&str>)| {
        Ok((month, reconciling::read_costs(&sources, month, basis, allocation)?))
    };
    months.into_iter().map(read).collect()
}

/// Which cost is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BasisArgument {
    /// What was charged, when it was charged: what AWS's invoices say.
    Unblended,
    /// Commitments spread over the usage that they cover.
    Amortised,
    /// What was charged after all discounts.
    NetUnblended,
    /// Commitments spread, after all discounts.
    NetAmortised,
}

impl From<BasisArgument> for Basis {
    fn from(basis: BasisArgument) -> Basis {
        match basis {
            BasisArgument::Unblended => Basis::Unblended,
            BasisArgument::Amortised => Basis::Amortised,
            BasisArgument::NetUnblended => Basis::NetUnblended,
            BasisArgument::NetAmortised => Basis::NetAmortised,
        }
    }
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let format = arguments.output.form(arguments.format)?;
    let given = [Some(&arguments.allocation), arguments.prices.as_ref(), arguments.model.as_ref()];
    let newest = arguments.newer.iter().map(|it| &it.source);
    let listed = arguments.costs.costs.iter().chain(&arguments.aws_invoices).chain(newest);
    arguments.output.spare(listed.chain(given.into_iter().flatten()))?;
    arguments.output.spare(arguments.store.place.files())?;
    let file = Input::read(&arguments.allocation)?;
    let allocation = allocation(arguments, &file)?;
    let (month, basis) = (arguments.period, arguments.basis.into());
    let newer = newer(&arguments.newer, basis, &allocation)?;
    let place = &arguments.store.place;
    let invoices = match arguments.aws_invoices.as_slice() {
        [] => None,
        sources => {
            let gathered = arguments.costs.gather_invoices(month, sources, place, lang)?;
            Some(reconciling::read_gathered_invoices(&gathered)?)
        }
    };
    let gathered = arguments.costs.gather(month, (basis, &allocation), place, lang)?;
    let costs = reconciling::read_gathered(&gathered, month, basis, &allocation)?;
    let prices = arguments.prices.as_deref().map(Input::read).transpose()?;
    let model = arguments.model.as_deref().map(Input::read).transpose()?;
    let hash = Allocation::hash_of(&file.text);
    let request = ReconcileRequest {
        month,
        basis,
        costs: &costs,
        invoices: invoices.as_ref(),
        asked: arguments.costs.asked(month, place),
        newer: &newer,
        allocation: (&allocation, &hash),
        prices: match (&prices, &model) {
            (Some(prices), Some(model)) => {
                Prices::Given { prices: &prices.text, model: &model.text }
            }
            _ => Prices::OfCard(&arguments.rate_card),
        },
    };
    let named = |error| named(error, prices.as_ref(), model.as_ref());
    let work = async |database: &crate::Database| {
        let done = reconciling::reconcile(database, &request).await.map_err(named)?;
        let kept = match arguments.dry_run {
            true => None,
            false => Some(reconciling::keep(database, &done.reconciliation).await.map_err(named)?),
        };
        Ok((done, kept))
    };
    let store = &arguments.store;
    let (done, kept) = if arguments.dry_run { store.read(work)? } else { store.with(work)? };
    let Reconciled { reconciliation, set_aside } = &done;
    let format = (format, arguments.table);
    arguments.output.write(reconciliation::rendered(reconciliation, format, lang)?)?;
    tell_rest(month, costs.rolled_up.counts, set_aside, kept, lang);
    exit_code(reconciliation)
}

/// Reads the allocation, with the tolerance that was asked for.
fn allocation(arguments: &Arguments, file: &Input) -> Result<Allocation, Failure> {
    let read = Allocation::read(&file.text);
    let mut allocation =
        read.map_err(|findings| Failure::invalid(&file.name, &file.text, findings))?;
    if let Some(percent) = arguments.tolerance {
        if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
            return Err(Failure::CannotDo(Text::new(
                format!("`--tolerance {percent}` is no per cent from 0 to 100"),
                format!("`--tolerance {percent}` no es un porcentaje de 0 a 100"),
            )));
        }
        allocation.tolerance_percent = Some(percent);
    }
    Ok(allocation)
}

/// Names the file that findings are about.
pub(super) fn named(
    error: ReconcilingError,
    prices: Option<&Input>,
    model: Option<&Input>,
) -> Failure {
    let file = match &error {
        ReconcilingError::Invalid(reconciling::Input::PriceList, _) => prices,
        ReconcilingError::Invalid(reconciling::Input::Model, _) => model,
        _ => None,
    };
    match (error, file) {
        (ReconcilingError::Invalid(_, findings), Some(file)) => {
            Failure::invalid(&file.name, &file.text, findings)
        }
        (error, _) => error.into(),
    }
}

/// Says what the report does not: rows left out, customers set aside, and what was kept.
fn tell_rest(
    month: Period,
    counts: Counts,
    set_aside: &[(String, Vec<Finding>)],
    kept: Option<Kept>,
    lang: Lang,
) {
    for (customer, findings) in set_aside {
        tell(&findings_text(customer, "", &with_remedies(findings.clone()), lang));
    }
    tell_rows(counts, lang);
    let said = match (kept, lang) {
        (None, _) => return,
        (Some(Kept::Unchanged), Lang::En) => {
            format!("the store already holds this reconciliation of {month}")
        }
        (Some(Kept::Unchanged), Lang::Es) => {
            format!("el almacén ya contiene esta conciliación de {month}")
        }
        (Some(Kept::New | Kept::Changed), Lang::En) => {
            format!("kept; `mru reconciliation close {month}` closes the month")
        }
        (Some(Kept::New | Kept::Changed), Lang::Es) => {
            format!("guardada; `mru reconciliation close {month}` cierra el mes")
        }
    };
    tell_line(&said);
}

/// 3 when more is left to look at than is tolerated.
fn exit_code(reconciliation: &Reconciliation) -> Result<ExitCode, Failure> {
    let within = reconciliation.is_within_tolerance()?;
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::from(SAYS_NO) })
}

impl From<CostDataError> for Failure {
    /// What the system refuses to read could not be done; what was read and is wrong is not valid.
    fn from(error: CostDataError) -> Failure {
        let message = error.text();
        if matches!(error, CostDataError::Unreadable { .. }) {
            return Failure::CannotDo(message);
        }
        let path = String::from("costs");
        let severity = Severity::Error;
        let finding = Finding { rule: "K2", severity, path, position: None, message, help: None };
        Failure::invalid("", "", vec![finding])
    }
}

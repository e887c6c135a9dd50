//! Where cost data comes from: the same arguments for every command that reads it.

use std::path::{Path, PathBuf};

use chrono::Utc;
use cost_data::{Counts, Options};
use mru_core::{
    Lang,
    calendar::Period,
    costs::Basis,
    reconciliation::Allocation,
    text::{Text, usd},
};
use rust_decimal::Decimal;

use super::store::{Place, runtime};
use crate::{
    failure::Failure,
    reconciling::{
        self, AthenaBound, AwsCost, BeforeQuery, CostSource, Gathered, GatheredInvoices, Gathering,
        InvoiceSource,
    },
    tell::tell_line,
};

/// Where cost data comes from.
#[derive(Debug, clap::Args)]
pub(super) struct CostArguments {
    /// Cost data: files of CUR or FOCUS, saved answers of Cost Explorer, manifests of exports, folders
    /// that exports were copied into, `s3://BUCKET/KEY` of a manifest or an export,
    /// `athena://DATABASE/TABLE?workgroup=NAME`, or `cost-explorer:` with or without ACCOUNT,ACCOUNT.
    #[arg(long, value_name = "SOURCE", required = true, num_args = 1..)]
    pub(super) costs: Vec<String>,
    /// Profile of the shared files of AWS, for sources that name none (`?profile=NAME`).
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// How much requests to Cost Explorer, at USD 0.01 each, and what Athena scans, at USD 5 a terabyte,
    /// may cost together.
    #[arg(long, value_name = "USD", default_value = "1.00")]
    max_aws_cost: Decimal,
    /// Folder in which answers of Cost Explorer and Athena are kept for eight hours; `aws-answers` in the folder
    /// of the embedded store when absent.
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Ask Cost Explorer and Athena again, whatever answers are kept.
    #[arg(long)]
    fresh: bool,
}

/// The folder of kept answers in that of the embedded store.
const ANSWERS: &str = "aws-answers";

impl CostArguments {
    /// Gathers the cost data of a month on this machine.
    pub(super) fn gather(
        &self,
        month: Period,
        (basis, allocation): (Basis, &Allocation),
        place: &Place,
        lang: Lang,
    ) -> Result<Gathered, Failure> {
        let read = |address: &String| CostSource::read(address).map_err(Failure::from);
        let sources: Vec<CostSource> = self.costs.iter().map(read).collect::<Result<_, _>>()?;
        // Nothing is asked, and nothing paid, for a store that is not there.
        if sources.iter().any(|it| !matches!(it, CostSource::Local(_))) {
            place.read(async |_| Ok(()))?;
        }
        let (options, answers) =
            (reconciling::options(month, basis, allocation), self.folder(place));
        let told = Bound(lang);
        let gathering = self.gathering(month, &options, answers.as_deref(), &told)?;
        let gathered = runtime()?.block_on(reconciling::gather(&sources, &gathering))?;
        tell_asked(&gathered, lang);
        Ok(gathered)
    }

    /// Gathers AWS's invoices of a month on this machine.
    pub(super) fn gather_invoices(
        &self,
        month: Period,
        sources: &[String],
        place: &Place,
        lang: Lang,
    ) -> Result<GatheredInvoices, Failure> {
        let read = |address: &String| InvoiceSource::read(address).map_err(Failure::from);
        let sources: Vec<InvoiceSource> = sources.iter().map(read).collect::<Result<_, _>>()?;
        if sources.iter().any(|it| !matches!(it, InvoiceSource::Local(_))) {
            place.read(async |_| Ok(()))?;
        }
        let (options, told) = (Options::default(), Bound(lang));
        let gathering = self.gathering(month, &options, None, &told)?;
        Ok(runtime()?.block_on(reconciling::gather_invoices(&sources, &gathering))?)
    }

    fn gathering<'a>(
        &'a self,
        month: Period,
        options: &'a Options,
        answers: Option<&'a Path>,
        told: &'a Bound,
    ) -> Result<Gathering<'a>, Failure> {
        Ok(Gathering {
            month,
            options,
            profile: self.profile.as_deref(),
            answers,
            is_fresh: self.fresh,
            most_cost: self.most_cost()?,
            told,
            now: Utc::now(),
        })
    }

    /// The folder of answers, where there is one.
    fn folder(&self, place: &Place) -> Option<PathBuf> {
        let beside = || place.is_embedded().then(|| place.data_dir.join(ANSWERS));
        self.answers.clone().or_else(beside)
    }

    /// How many requests to Cost Explorer were made in a month, as far as is known here.
    pub(super) fn asked(&self, month: Period, place: &Place) -> Option<u64> {
        self.folder(place).and_then(|folder| reconciling::asked(&folder, month))
    }

    /// How much may be spent.
    fn most_cost(&self) -> Result<AwsCost, Failure> {
        let asked = self.max_aws_cost;
        AwsCost::of_usd(asked).ok_or_else(|| {
            Failure::CannotDo(Text::new(
                format!("`--max-aws-cost {asked}` is no amount of USD, such as 1.00"),
                format!("`--max-aws-cost {asked}` no es un monto en USD, como 1.00"),
            ))
        })
    }
}

/// An amount that AWS takes, with all of its digits and cents at least.
pub(super) fn usd_of(cost: AwsCost, lang: Lang) -> String {
    usd(cost.usd(), lang)
}

/// Says what a query of Athena may cost, before it starts.
#[derive(Debug)]
struct Bound(Lang);

impl BeforeQuery for Bound {
    fn before(&self, bound: &AthenaBound) {
        let (bytes, cost) = (bound.bytes, usd_of(bound.cost, self.0));
        tell_line(&match self.0 {
            Lang::En => format!(
                "Athena is asked; its work group lets the query scan {bytes} bytes at most, for {cost}"
            ),
            Lang::Es => format!(
                "se consulta Athena; su grupo de trabajo permite que la consulta lea {bytes} bytes como máximo, por {cost}"
            ),
        });
    }
}

/// Says what asking cost.
fn tell_asked(gathered: &Gathered, lang: Lang) {
    let Gathered { requests, used_again, scanned, .. } = gathered;
    if scanned.queries > 0 {
        let (queries, bytes, cost) = (scanned.queries, scanned.bytes, usd_of(scanned.cost, lang));
        tell_line(&match lang {
            Lang::En => format!("Athena scanned {bytes} bytes in {queries} queries, for {cost}"),
            Lang::Es => format!("Athena leyó {bytes} bytes en {queries} consultas, por {cost}"),
        });
    }
    if *requests == 0 && *used_again == 0 {
        return;
    }
    let cost = usd_of(AwsCost::of_requests(*requests), lang);
    tell_line(&match lang {
        Lang::En => format!(
            "Cost Explorer was asked {requests} times, for {cost}; {used_again} kept answers were used again"
        ),
        Lang::Es => format!(
            "se consultó Cost Explorer {requests} veces, por {cost}; se reutilizaron {used_again} respuestas guardadas"
        ),
    });
}

/// Says which rows were counted, and what those of Cost Explorer do not say.
pub(super) fn tell_rows(counts: Counts, lang: Lang) {
    let Counts { rows, splits, other_periods, explored } = counts;
    tell_line(&match lang {
        Lang::En => format!(
            "{rows} rows counted; {splits} rows of split costs and {other_periods} of other months left out"
        ),
        Lang::Es => format!(
            "se contaron {rows} filas; se omitieron {splits} filas de costos divididos y {other_periods} de otros meses"
        ),
    });
    let (of_explorer, estimated, untyped) = (explored.rows, explored.estimated, explored.untyped);
    if of_explorer > 0 {
        tell_line(&match lang {
            Lang::En => format!(
                "{of_explorer} rows are sums of Cost Explorer, {estimated} of them estimates: it names no invoices, hours or resources, so that the month stays provisional"
            ),
            Lang::Es => format!(
                "{of_explorer} filas son sumas de Cost Explorer, {estimated} de ellas estimadas: no indica facturas, horas ni recursos, así que el mes queda provisional"
            ),
        });
    }
    if untyped > 0 {
        tell_line(&match lang {
            Lang::En => format!(
                "{untyped} of them do not say their record type: credits may be in them; group the answer by RECORD_TYPE"
            ),
            Lang::Es => format!(
                "{untyped} de ellas no indican su tipo de cargo: puede haber créditos en ellas; agrupe la respuesta por RECORD_TYPE"
            ),
        });
    }
}

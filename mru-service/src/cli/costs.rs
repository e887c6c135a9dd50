//! Where cost data comes from: the same arguments for every command that reads it.

use std::path::PathBuf;

use chrono::Utc;
use cost_data::Counts;
use mru_core::{
    Lang,
    calendar::Period,
    text::{Text, usd},
};
use rust_decimal::Decimal;

use super::store::{Place, runtime};
use crate::{
    failure::Failure,
    reconciling::{self, CENTS_A_REQUEST, CostSource, Gathered, Gathering},
    tell::tell_line,
};

/// Where cost data comes from.
#[derive(Debug, clap::Args)]
pub(super) struct CostArguments {
    /// Cost data: files of CUR or FOCUS, saved answers of Cost Explorer, manifests of exports, folders
    /// that exports were copied into, `s3://BUCKET/KEY` of a manifest or an export, or
    /// `cost-explorer:` with or without ACCOUNT,ACCOUNT.
    #[arg(long, value_name = "SOURCE", required = true, num_args = 1..)]
    pub(super) costs: Vec<String>,
    /// Profile of the shared files of AWS, for sources that name none (`?profile=NAME`).
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// How much requests to Cost Explorer may cost, at USD 0.01 each.
    #[arg(long, value_name = "USD", default_value = "1.00")]
    max_aws_cost: Decimal,
    /// Folder in which answers of Cost Explorer are kept for eight hours; `aws-answers` in the folder
    /// of the embedded store when absent.
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Ask Cost Explorer again, whatever answers are kept.
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
        environment_tag: &str,
        place: &Place,
        lang: Lang,
    ) -> Result<Gathered, Failure> {
        let read = |address: &String| CostSource::read(address).map_err(Failure::from);
        let sources: Vec<CostSource> = self.costs.iter().map(read).collect::<Result<_, _>>()?;
        // Nothing is asked, and nothing paid, for a store that is not there.
        if sources.iter().any(|it| !matches!(it, CostSource::Local(_))) {
            place.read(async |_| Ok(()))?;
        }
        let beside = || place.is_embedded().then(|| place.data_dir.join(ANSWERS));
        let answers = self.answers.clone().or_else(beside);
        let gathering = Gathering {
            month,
            environment_tag,
            profile: self.profile.as_deref(),
            answers: answers.as_deref(),
            is_fresh: self.fresh,
            most_requests: self.most_requests()?,
            now: Utc::now(),
        };
        let gathered = runtime()?.block_on(reconciling::gather(&sources, &gathering))?;
        tell_asked(&gathered, lang);
        Ok(gathered)
    }

    /// How many requests the amount pays for.
    fn most_requests(&self) -> Result<u64, Failure> {
        let asked = self.max_aws_cost;
        let cents =
            asked.checked_mul(Decimal::ONE_HUNDRED).and_then(|it| it.floor().try_into().ok());
        let cents = cents.filter(|_| !asked.is_sign_negative());
        let requests = cents.and_then(|cents: u64| cents.checked_div(CENTS_A_REQUEST));
        requests.ok_or_else(|| {
            Failure::CannotDo(Text::new(
                format!("`--max-aws-cost {asked}` is no amount of USD, such as 1.00"),
                format!("`--max-aws-cost {asked}` no es un monto en USD, como 1.00"),
            ))
        })
    }
}

/// What so many requests to Cost Explorer cost.
pub(super) fn cost_of(requests: u64, lang: Lang) -> String {
    usd(Decimal::new(i64::try_from(requests * CENTS_A_REQUEST).unwrap_or(i64::MAX), 2), lang)
}

/// Says what asking cost.
fn tell_asked(gathered: &Gathered, lang: Lang) {
    let Gathered { requests, used_again, .. } = gathered;
    if *requests == 0 && *used_again == 0 {
        return;
    }
    let cost = cost_of(*requests, lang);
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

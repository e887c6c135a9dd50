//! `mru bill`: run a month.

use std::process::ExitCode;

use chrono::Utc;
use mru_core::{Lang, calendar::Period, text, text::Text};
use reports::findings::findings_text;

use super::{
    SAYS_NO, bar::follow, output::TextOrJson, pretty, store::StoreArguments, words::with_remedies,
};
use crate::{
    Database, answers,
    billing::{self, Outcome, Progress, Run, Stage},
    failure::Failure,
    files,
    tell::{tell, tell_line},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The month: 2026-10.
    period: Period,
    /// Only this customer.
    #[arg(long)]
    customer: Option<String>,
    /// Show what would be done, and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Form of the report; a dry run in JSON holds the statements.
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    store: StoreArguments,
}

pub(super) fn run(arguments: &Arguments, lang: Lang) -> Result<ExitCode, Failure> {
    let work = async |database: &Database| {
        let progress = Progress::default();
        let (period, only) = (arguments.period, arguments.customer.as_deref());
        let (dry, now) = (arguments.dry_run, Utc::now());
        let work = billing::run(database, period, only, dry, now, &progress);
        let report = follow(&progress, work, |_| {}).await;
        let Stage { done, total, .. } = progress.now();
        if report.is_err() && done > 0 && !arguments.dry_run {
            tell_line(kept_before(&progress.run(), done, total).get(lang));
        }
        let mut report = report?;
        for line in &mut report.lines {
            line.findings = with_remedies(std::mem::take(&mut line.findings));
        }
        Ok(report)
    };
    let store = &arguments.store;
    let report = if arguments.dry_run { store.read(work)? } else { store.with(work)? };
    let shown = match arguments.format {
        TextOrJson::Text => text(&report, arguments, lang),
        TextOrJson::Json => {
            pretty(&answers::billing_run(&report, (arguments.period, arguments.dry_run), lang))
        }
    };
    files::write(None, shown)?;
    let aside = report.lines.iter().filter(|line| line.outcome == Outcome::Aside);
    if arguments.format == TextOrJson::Text {
        for line in &report.lines {
            for month in &line.skipped {
                let customer = &line.customer;
                tell_line(&match lang {
                    Lang::En => format!(
                        "{customer}: {month} has something to bill, but neither a draft nor an invoice; run `mru bill {month}`"
                    ),
                    Lang::Es => format!(
                        "{customer}: {month} tiene algo que facturar, pero ni borrador ni factura; ejecute `mru bill {month}`"
                    ),
                });
            }
        }
        for line in aside.clone() {
            tell(&findings_text(&line.customer, "", &line.findings, lang));
        }
    }
    let skipped = report.lines.iter().any(|line| !line.skipped.is_empty());
    let complete = aside.count() == 0 && !skipped;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(SAYS_NO) })
}

/// What a run kept before it failed.
fn kept_before(run: &str, done: usize, all: usize) -> Text {
    Text::new(
        format!(
            "the drafts of {done} of {all} customers were made before the rest failed; `mru invoice list --run {run}` shows them"
        ),
        format!(
            "se hicieron los borradores de {done} de {all} clientes antes de que fallara el resto; `mru invoice list --run {run}` los muestra"
        ),
    )
}

fn text(report: &Run, arguments: &Arguments, lang: Lang) -> String {
    let mut shown = String::new();
    for line in &report.lines {
        let total = line.total.map(|usd| text::usd(usd.as_decimal(), lang)).unwrap_or_default();
        let changed = line.outcome == Outcome::Changed;
        let before = line.before.filter(|_| changed).map(|usd| text::usd(usd.as_decimal(), lang));
        let before = before.map(|usd| format!(" ({} {usd})", word("was", "era", lang)));
        let outcome = outcome(line.outcome, lang);
        let before = before.unwrap_or_default();
        shown.push_str(&format!("{:<24} {outcome:<14} {total:>18}{before}\n", line.customer));
    }
    let drafts = [Outcome::New, Outcome::Changed, Outcome::Unchanged]
        .iter()
        .fold(0, |sum, outcome| sum + report.count(*outcome));
    let (period, aside) = (arguments.period, report.count(Outcome::Aside));
    let (new, changed) = (report.count(Outcome::New), report.count(Outcome::Changed));
    let issued = report.count(Outcome::Issued);
    shown.push_str(&match lang {
        Lang::En => format!(
            "\n{period}: {drafts} drafts ({new} new, {changed} changed), {issued} issued before, {aside} on hold.\n"
        ),
        Lang::Es => format!(
            "\n{period}: {drafts} borradores ({new} nuevos, {changed} cambiados), {issued} ya emitidos, {aside} pendientes.\n"
        ),
    });
    if arguments.dry_run {
        shown.push_str(word("Dry run: nothing was kept.\n", "Ensayo: no se guardó nada.\n", lang));
    } else if drafts > 0 {
        shown.push_str(&match lang {
            Lang::En => format!("Look at them: mru invoice show CUSTOMER/{period}. Then: mru invoice issue {period}.\n"),
            Lang::Es => format!("Revíselos: mru invoice show CLIENTE/{period}. Luego: mru invoice issue {period}.\n"),
        });
    }
    if !arguments.dry_run && new + changed > 0 {
        shown.push_str(&match lang {
            Lang::En => format!("What this run made: mru invoice list --run {}\n", report.name),
            Lang::Es => {
                format!("Lo que hizo esta corrida: mru invoice list --run {}\n", report.name)
            }
        });
    }
    shown
}

const fn word(en: &'static str, es: &'static str, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Es => es,
    }
}

const fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::New => word("new draft", "nuevo", lang),
        Outcome::Changed => word("changed draft", "cambiado", lang),
        Outcome::Unchanged => word("unchanged", "sin cambios", lang),
        Outcome::Dropped => word("dropped", "descartado", lang),
        Outcome::Issued => word("issued before", "ya emitido", lang),
        Outcome::Aside => word("SET ASIDE", "APARTADO", lang),
        Outcome::Nothing => word("nothing", "nada", lang),
    }
}

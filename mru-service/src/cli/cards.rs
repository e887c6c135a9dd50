//! Rate cards as arguments name them; why one cannot be had or published, in words, with what to do on
//! the command line.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use chrono::NaiveDate;
use mru_core::{Finding, Position, Severity, rate_card::RateCard, text::Text};

use crate::{
    billing::{NOTICE_DAYS, PublishError},
    failure::Failure,
    rate_cards::{self, CardError, Wanted},
    tables::{self, HEADER, MANIFEST},
};

/// A rate card as an argument names it: `reference`, `reference@2026-10-01`, or the folder it is in.
pub(super) struct CardArgument<'a> {
    name: &'a str,
    files: Option<BTreeMap<String, String>>,
}

impl CardArgument<'_> {
    /// Reads the files of a folder.
    pub(super) fn read(name: &str) -> Result<CardArgument<'_>, Failure> {
        let folder = Path::new(name);
        let is_folder = folder.join(HEADER).is_file();
        let files = is_folder.then(|| tables::files_of_folder(folder)).transpose()?;
        Ok(CardArgument { name, files })
    }

    /// The card that is meant.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        let name = self.name;
        self.files.as_ref().map_or(Wanted::Named(name), |files| Wanted::Given { name, files })
    }
}

/// Finds a rate card among those of a folder, or those that the program carries.
pub(super) fn find_card(
    name: &str,
    day: NaiveDate,
    folder: Option<&Path>,
) -> Result<Arc<RateCard>, Failure> {
    let tables = tables::load(folder)?;
    Ok(rate_cards::find((&tables).into(), CardArgument::read(name)?.wanted(), day)?)
}

impl From<CardError> for Failure {
    fn from(error: CardError) -> Failure {
        Failure::CannotDo(match error {
            CardError::Unreadable(unreadable) => return tables::invalid(None, unreadable),
            CardError::NotInForce(refused) => {
                return Failure::invalid("rate-card", "", vec![refused.into()]);
            }
            CardError::OnlyProposed { id, refused } => {
                let help = Text::new(
                    format!(
                        "{id} is a proposal, which is found by its exact id: `--rate-card {id}`"
                    ),
                    format!(
                        "{id} es una propuesta, que se encuentra por su id exacto: `--rate-card {id}`"
                    ),
                );
                let finding = Finding { help: Some(help), ..refused.into() };
                return Failure::invalid("rate-card", "", vec![finding]);
            }
            CardError::Invalid { name, findings } => return Failure::invalid(name, "", findings),
            CardError::NotAsPublished { changed, unpublished } => {
                let unpublished = unpublished.iter().map(|id| self::unpublished(id));
                let findings = changed.into_iter().chain(unpublished).collect();
                return Failure::invalid(MANIFEST, "", findings);
            }
            CardError::NoVersion { id, known } => {
                let known = known.join(", ");
                Text::new(
                    format!("there is no rate card `{id}`; there are {known}"),
                    format!("no existe la tarifa `{id}`; existen {known}"),
                )
            }
            CardError::NoFirstDay { card } => Text::new(
                format!("name the version of rate card `{card}`: {card}@2026-10-01, or a folder"),
                format!(
                    "indique la versión de la tarifa `{card}`: {card}@2026-10-01, o una carpeta"
                ),
            ),
            CardError::SourceMissing { id, folder, hash } => Text::new(
                format!(
                    "rate card {id} was derived from a file with the hash {hash}, which is not in `{folder}` beside it; put it there, so that it is published with the card"
                ),
                format!(
                    "la tarifa {id} se derivó de un archivo con el hash {hash}, que no está en `{folder}` junto a ella; póngalo ahí, para que se publique con la tarifa"
                ),
            ),
            CardError::Amount(error) => Text::new(error.to_string(), error.to_string()),
        })
    }
}

/// T9 for a card of a folder that is not on the list of it.
fn unpublished(id: &str) -> Finding {
    Finding {
        rule: "T9",
        severity: Severity::Error,
        path: MANIFEST.to_owned(),
        position: Some(Position { line: 1, column: 1 }),
        message: Text::new(
            format!("rate card {id} is not published"),
            format!("la tarifa {id} no está publicada"),
        ),
        help: Some(Text::new(
            "publish it with `mru rate-card publish`, or remove it",
            "publíquela con `mru rate-card publish`, o quítela",
        )),
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Failure {
        Failure::CannotDo(match error {
            PublishError::Billing(error) => return error.into(),
            PublishError::Invalid(findings) => return Failure::invalid("", "", findings),
            PublishError::Overlap(overlap) => {
                return Failure::invalid("", "", vec![overlap.into()]);
            }
            PublishError::Billed { card, first, number, period } => {
                let next = period.next().first_day();
                Text::new(
                    format!(
                        "{card} cannot take effect on {first}: {number} has billed {period} by a card of that name, and an issued month keeps its card (N4); let it begin on {next} or later"
                    ),
                    format!(
                        "{card} no puede regir desde el {first}: {number} ya cobró {period} con una tarifa de ese nombre, y un mes emitido conserva su tarifa (N4); hágala comenzar el {next} o después"
                    ),
                )
            }
            PublishError::ShortNotice { card, first, .. } => Text::new(
                format!(
                    "{card} takes effect on {first}, but customers that use it have {NOTICE_DAYS} days of notice (R76); choose a later first day, or publish it with `--short-notice`, which stays recorded"
                ),
                format!(
                    "{card} rige desde el {first}, pero los clientes que la usan tienen {NOTICE_DAYS} días de aviso (R76); elija un primer día posterior, o publíquela con `--short-notice`, lo que queda registrado"
                ),
            ),
        })
    }
}

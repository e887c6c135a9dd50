//! Why a rate card cannot be had or published.

use chrono::NaiveDate;
use mru_core::{Finding, Position, Severity, calendar::Period, text::Text};

use crate::{
    billing::{NOTICE_DAYS, PublishRefusal},
    failure::Failure,
    rate_cards::Refusal,
    tables::MANIFEST,
};

pub(super) fn not_had(refusal: Refusal) -> Failure {
    Failure::CannotDo(match refusal {
        Refusal::RateCardNotInForce { reason } => {
            return Failure::invalid("rate-card", "", vec![reason.into()]);
        }
        Refusal::RateCardIsProposal { id, reason } => {
            let help = say!(
                "{id} is a proposal, which is found by its exact id: `--rate-card {id}`",
                "{id} es una propuesta, que se encuentra por su id exacto: `--rate-card {id}`"
            );
            let finding = Finding { help: Some(help), ..reason.into() };
            return Failure::invalid("rate-card", "", vec![finding]);
        }
        Refusal::RateCardsNotAsPublished { changed, unpublished } => {
            let unpublished = unpublished.iter().map(|id| self::unpublished(id));
            return Failure::invalid(
                MANIFEST,
                "",
                changed.into_iter().chain(unpublished).collect(),
            );
        }
        Refusal::NoRateCardVersion { id, known } => {
            let known = known.join(", ");
            say!(
                "there is no rate card `{id}`; there are {known}",
                "no existe la tarifa `{id}`; existen {known}"
            )
        }
        Refusal::RateCardWithoutFirstDay { card } => say!(
            "name the version of rate card `{card}`: {card}@2026-10-01, or a folder",
            "indique la versión de la tarifa `{card}`: {card}@2026-10-01, o una carpeta"
        ),
        Refusal::RateCardSourceMissing { id, folder, hash } => say!(
            "rate card {id} was derived from a file with the hash {hash}, which is not in `{folder}` beside it; put it there, so that it is published with the card",
            "la tarifa {id} se derivó de un archivo con el hash {hash}, que no está en `{folder}` junto a ella; póngalo ahí, para que se publique con la tarifa"
        ),
        Refusal::AmountBeyondDigits { error } => say!("{error}", "{error}"),
    })
}

/// A month that a proposed card does not price.
fn not_in_force(card: &str, period: Period, first: NaiveDate, instead: Option<String>) -> Text {
    let begins = Period::of(first);
    match instead {
        Some(instead) => say!(
            "{card} begins on {first}, and {instead} prices {period}; name a month that {card} is in force on the first day of, `--period {begins}` or later",
            "{card} comienza el {first}, y {instead} valora {period}; indique un mes en cuyo primer día rige {card}, `--period {begins}` o posterior"
        ),
        None => say!(
            "{card} is not in force on the first day of {period}; name a month from {begins} on that it prices",
            "{card} no rige el primer día de {period}; indique un mes desde {begins} que ella valore"
        ),
    }
}

/// T9 for a card of a folder that is not on the list of it.
fn unpublished(id: &str) -> Finding {
    Finding {
        rule: "T9",
        severity: Severity::Error,
        path: MANIFEST.to_owned(),
        position: Some(Position { line: 1, column: 1 }),
        message: say!("rate card {id} is not published", "la tarifa {id} no está publicada"),
        help: Some(say!(
            "publish it with `mru rate-card publish`, or remove it",
            "publíquela con `mru rate-card publish`, o quítela"
        )),
    }
}

pub(super) fn not_published(refusal: PublishRefusal) -> Failure {
    Failure::CannotDo(match refusal {
        PublishRefusal::RateCardIsPublished { card } => say!(
            "{card} is published, and bills already; `mru bill PERIOD --dry-run` shows what",
            "{card} está publicada, y ya factura; `mru bill PERIODO --dry-run` muestra qué"
        ),
        PublishRefusal::RateCardNotInForceThen { card, period, first, instead } => {
            not_in_force(&card, period, first, instead)
        }
        PublishRefusal::RateCardsOverlap { overlap } => {
            return Failure::invalid("", "", vec![overlap.into()]);
        }
        PublishRefusal::RateCardInIssuedMonth { card, first, number, period } => {
            let next = period.next().first_day();
            say!(
                "{card} cannot take effect on {first}: {number} has billed {period} by a card of that name, and an issued month keeps its card (N4); let it begin on {next} or later",
                "{card} no puede regir desde el {first}: {number} ya cobró {period} con una tarifa de ese nombre, y un mes emitido conserva su tarifa (N4); hágala comenzar el {next} o después"
            )
        }
        PublishRefusal::ShortNotice { card, first, .. } => say!(
            "{card} takes effect on {first}, but customers that use it have {NOTICE_DAYS} days of notice (R76); choose a later first day, or publish it with `--short-notice`, which stays recorded",
            "{card} rige desde el {first}, pero los clientes que la usan tienen {NOTICE_DAYS} días de aviso (R76); elija un primer día posterior, o publíquela con `--short-notice`, lo que queda registrado"
        ),
    })
}

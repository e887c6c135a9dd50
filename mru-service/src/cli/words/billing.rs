//! Why something is not recorded or run.

use mru_core::{Lang, text::Text};

use crate::billing::{Change, MissingCard, Refusal};

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::RateCardsMissing { cards } => rate_cards_missing(cards),
        Refusal::PeriodNotBegun { period, from } => say!(
            "{period} has not begun; it can be looked at from {from} on",
            "{period} no ha comenzado; se puede revisar desde el {from}"
        ),
        Refusal::VersionInIssuedMonth { customer, first, issued, number, next } => say!(
            "customer `{customer}` was issued {number} for {issued}, so a version cannot begin with {first}; let it begin with {next}, and correct what was billed by a credit note",
            "el cliente `{customer}` ya tiene emitida {number} por {issued}, así que una versión no puede comenzar en {first}; hágala comenzar en {next} y corrija lo facturado con una nota de crédito"
        ),
        Refusal::AnotherVersion { customer, day, changes } => {
            let Text { en, es } = Change::told(changes);
            say!(
                "customer `{customer}` has another version that begins on {day}: {en}; record it with `--replace` if it takes the place of that one, or let it begin on a later day",
                "el cliente `{customer}` tiene otra versión que comienza el {day}: {es}; regístrela con `--replace` si ocupa el lugar de aquella, o hágala comenzar un día posterior"
            )
        }
        Refusal::TimeZoneIsFixed { customer, zone } => say!(
            "the days of customer `{customer}` are cut in {zone}, which cannot change; keep `time_zone = \"{zone}\"`, or record another customer",
            "los días del cliente `{customer}` se cortan en {zone}, lo que no puede cambiar; mantenga `time_zone = \"{zone}\"`, o registre otro cliente"
        ),
        Refusal::RequestKeyReused { key } => say!(
            "the key `{key}` was given to another request before; give each request its own",
            "la clave `{key}` ya se dio a otra solicitud; dé a cada solicitud la suya"
        ),
        Refusal::TaxDocumentUnreadable { field, longest } => say!(
            "`--{field}` must be a text of 1 to {longest} characters on one line",
            "`--{field}` debe ser un texto de 1 a {longest} caracteres en una línea"
        ),
        Refusal::TaxDocumentOfAnother { kind, folio, number } => say!(
            "{kind} {folio} is the tax document of {number}; check the folio",
            "{kind} {folio} es el documento tributario de {number}; revise el folio"
        ),
        Refusal::StoreIsUsed => say!(
            "the store holds records already; name an empty `--data-dir` for the demonstration",
            "el almacén ya contiene registros; indique un `--data-dir` vacío para la demostración"
        ),
        Refusal::DemonstrationLacks { what } => {
            say!("the demonstration lacks `{what}`", "a la demostración le falta `{what}`")
        }
    }
}

/// Cards that documents name and the store does not hold.
fn rate_cards_missing(cards: &[MissingCard]) -> Text {
    let listed = |lang: Lang| {
        let named = cards.iter().map(|MissingCard { number, card, hash }| match lang {
            Lang::En => format!("{number} names rate card {card} with the hash {hash}"),
            Lang::Es => format!("{number} nombra la tarifa {card} con el hash {hash}"),
        });
        named.collect::<Vec<_>>().join("; ")
    };
    let (en, es) = (listed(Lang::En), listed(Lang::Es));
    match cards {
        [_] => say!(
            "{en}, which the store does not hold; publish that very card from its folder, with any others in the same command: `mru rate-card publish FOLDER...`",
            "{es}, que el almacén no contiene; publique esa misma tarifa desde su carpeta, junto con otras si las hay en el mismo comando: `mru rate-card publish CARPETA...`"
        ),
        _ => say!(
            "{en}; the store holds none of these cards; publish them from their folders, all by one command: `mru rate-card publish FOLDER...`",
            "{es}; el almacén no contiene ninguna de estas tarifas; publíquelas desde sus carpetas, todas con un mismo comando: `mru rate-card publish CARPETA...`"
        ),
    }
}

//! Where a change stands, in words.

use mru_core::{Lang, calendar::Zone};

use super::{
    figures::{day, money},
    frame::Frame,
    refused::sentence,
};
use crate::changes::{Stage, Standing, record::Approval};

/// A stage in a word, its badge, and how the note of it looks.
pub(super) const fn words_of(
    stage: &Stage,
    frame: &Frame,
) -> (&'static str, &'static str, &'static str) {
    match stage {
        Stage::Free | Stage::Told => {
            (frame.say("Needs no approval", "No requiere aprobación"), "calm", "")
        }
        Stage::Waiting => (frame.say("Awaiting approval", "Por aprobar"), "half", ""),
        Stage::Blocked { .. } => (frame.say("Blocked", "Bloqueado"), "bad", "bad"),
        Stage::Outdated { .. } => (frame.say("Out of date", "Desactualizado"), "half warn", "warn"),
        Stage::Rejected => (frame.say("Rejected", "Rechazado"), "bad", ""),
        Stage::Approved => (frame.say("Approved", "Aprobado"), "full good", "good"),
        Stage::Voided { .. } => (frame.say("Lapsed", "Caducada"), "half warn", "warn"),
        Stage::Lapsed => (frame.say("Expired", "Vencida"), "half warn", "warn"),
        Stage::Done => (frame.say("Let through", "Autorizado"), "full good", "good"),
    }
}

/// What holds of a request now, in a few sentences.
pub(super) fn said(standing: &Standing, zone: Zone, frame: &Frame) -> String {
    let lang = frame.lang;
    let decision = standing.decision.as_ref().map(|it| &it.statement);
    let approved = decision.map(|it| approved(it, zone, lang)).unwrap_or_default();
    match &standing.stage {
        Stage::Free => frame
            .say("Nobody has to approve this change.", "Nadie tiene que aprobar este cambio.")
            .to_owned(),
        Stage::Told => frame
            .say(
                "Nobody has to approve this change; the approvers are told of it.",
                "Nadie tiene que aprobar este cambio; se avisa a los aprobadores.",
            )
            .to_owned(),
        Stage::Waiting => waits(standing, lang),
        Stage::Blocked { rule } => match lang {
            Lang::En => {
                format!("Rule “{rule}” of the policy blocks this change. Nobody can approve it.")
            }
            Lang::Es => format!(
                "La regla «{rule}» de la política bloquea este cambio. Nadie puede aprobarlo."
            ),
        },
        Stage::Outdated { what } => {
            let (changed, amounts) = (changed(what, frame), amounts(standing, lang));
            let end = frame.say(
                "Nothing was approved, and nothing is activated. It has to be asked for anew.",
                "No se aprobó nada, y no se activa nada. Se debe solicitar de nuevo.",
            );
            format!("{changed} {amounts}{end}")
        }
        Stage::Voided { what } => {
            let (changed, amounts) = (changed(what, frame), amounts(standing, lang));
            let end = frame.say(
                "That approval does not count any more, and nothing is activated. It has to be asked for anew.",
                "Esa aprobación ya no cuenta, y no se activa nada. Se debe solicitar de nuevo.",
            );
            format!("{approved} {changed} {amounts}{end}")
        }
        Stage::Rejected => decision.map(|it| rejected(it, zone, lang)).unwrap_or_default(),
        Stage::Approved => {
            let end = frame.say(
                "It may be carried out; the gate uses the approval up once.",
                "Se puede ejecutar; la compuerta usa la aprobación una sola vez.",
            );
            format!("{approved} {end}")
        }
        Stage::Lapsed => {
            let until =
                decision.map(|it| day(zone.day_of(it.expires_at), lang)).unwrap_or_default();
            let end = match lang {
                Lang::En => format!(
                    "Nobody carried it out until {until}. Nothing was activated, and the approval is worth nothing any more."
                ),
                Lang::Es => format!(
                    "Nadie lo ejecutó hasta el {until}. No se activó nada, y la aprobación ya no vale."
                ),
            };
            format!("{approved} {end}")
        }
        Stage::Done => done(standing, &approved, zone, lang),
    }
}

fn waits(standing: &Standing, lang: Lang) -> String {
    let contract = &standing.account.contract;
    if contract.approvers.is_empty() {
        return match lang {
            Lang::En => format!("Contract {} names nobody who may approve it.", contract.id),
            Lang::Es => {
                format!("El contrato {} no nombra a nadie que pueda aprobarlo.", contract.id)
            }
        };
    }
    let people = contract.approvers.join(", ");
    match lang {
        Lang::En => format!("It waits for an approver of contract {}: {people}.", contract.id),
        Lang::Es => format!("Espera a un aprobador del contrato {}: {people}.", contract.id),
    }
}

fn approved(approval: &Approval, zone: Zone, lang: Lang) -> String {
    let (who, on) = (&approval.approver, day(zone.day_of(approval.decided_at), lang));
    let most = money(approval.most_usd, lang);
    match lang {
        Lang::En => format!("{who} approved up to {most} a month on {on}."),
        Lang::Es => format!("{who} aprobó hasta {most} al mes el {on}."),
    }
}

fn rejected(approval: &Approval, zone: Zone, lang: Lang) -> String {
    let (who, on) = (&approval.approver, day(zone.day_of(approval.decided_at), lang));
    let reason = sentence(&approval.reason);
    match lang {
        Lang::En => format!("{who} rejected it on {on}: {reason} Nothing is activated."),
        Lang::Es => format!("{who} lo rechazó el {on}: {reason} No se activa nada."),
    }
}

fn done(standing: &Standing, approved: &str, zone: Zone, lang: Lang) -> String {
    let Some(receipt) = standing.receipt.as_ref().map(|it| &it.statement) else {
        return approved.to_owned();
    };
    let (on, id) = (day(zone.day_of(receipt.given_at), lang), &receipt.id);
    let said = match lang {
        Lang::En => format!("The gate let it through on {on}, receipt {id}."),
        Lang::Es => format!("La compuerta lo autorizó el {on}, recibo {id}."),
    };
    [approved, &said].join(" ").trim().to_owned()
}

/// What is another one than when a change was asked for.
const fn changed(what: &str, frame: &Frame) -> &'static str {
    match what.as_bytes() {
        b"contract" => frame.say(
            "The contract has another version than when this was asked for.",
            "El contrato tiene otra versión que cuando se solicitó.",
        ),
        b"policy" => frame.say(
            "The policy is another one than when this was asked for.",
            "La política es otra que cuando se solicitó.",
        ),
        b"rate-card" => frame.say(
            "Another rate card prices this month than when this was asked for.",
            "Otra tarifa valoriza este mes que cuando se solicitó.",
        ),
        b"base" => frame.say(
            "Another change of the deployment was let through meanwhile.",
            "Entretanto se autorizó otro cambio del despliegue.",
        ),
        _ => frame.say(
            "The change costs something else than when it was asked for.",
            "El cambio cuesta otra cosa que cuando se solicitó.",
        ),
    }
}

/// What a month was to cost, and what it would cost now, when that differs.
fn amounts(standing: &Standing, lang: Lang) -> String {
    let (then, now) = (standing.request.after_usd, standing.checked.change.after.usd);
    if then == now {
        return String::new();
    }
    let (then, now) = (money(then, lang), money(now, lang));
    match lang {
        Lang::En => format!("A month was to cost {then}; it would cost {now} now. "),
        Lang::Es => format!("Un mes costaría {then}; ahora costaría {now}. "),
    }
}

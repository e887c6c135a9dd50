//! Why a change is not recorded or decided on.

use mru_core::text::Text;

use crate::changes::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::RequesterNotNamed { person } => say!(
            "`{person}` is not among the `requesters` of the contract; let one of them ask, or put a version of the customer that names them",
            "`{person}` no está entre los `requesters` del contrato; que lo pida uno de ellos, o registre una versión del cliente que lo nombre"
        ),
        Refusal::ApproverNotNamed { person } => say!(
            "`{person}` is not among the `approvers` of the contract on this day; say by `--as` who of them decides",
            "`{person}` no está entre los `approvers` del contrato en este día; indique con `--as` quién de ellos decide"
        ),
        Refusal::SelfApproval { person } => say!(
            "`{person}` asked for this change, and the contract wants another person to approve it",
            "`{person}` pidió este cambio, y el contrato exige que lo apruebe otra persona"
        ),
        Refusal::PlaceUnknown { place } => say!(
            "the customer has no `{place}`; `mru customer show` names deployments and environments",
            "el cliente no tiene `{place}`; `mru customer show` nombra despliegues y ambientes"
        ),
        Refusal::ChangeIsDecided { decision, decided } => {
            let es = if *decided == "approved" { "aprobado" } else { "rechazado" };
            say!(
                "the change is {decided} already, by {decision}; a new request needs a new decision",
                "el cambio ya fue {es}, por {decision}; una nueva solicitud necesita una nueva decisión"
            )
        }
        Refusal::ChangeIsBlocked { rule } => say!(
            "rule `{rule}` of the policy blocks the change; change the request, or agree on another policy",
            "la regla `{rule}` de la política bloquea el cambio; modifique la solicitud, o acuerde otra política"
        ),
        Refusal::ChangeIsOutdated { what } => say!(
            "the {what} is another one than when the change was asked for; request it again with `mru change request`",
            "cambió `{what}` desde que se pidió el cambio; solicítelo de nuevo con `mru change request`"
        ),
        Refusal::AnotherStatement { recorded } => say!(
            "the statement that was shown is not the recorded one, {recorded}; look at `mru change show --format html`",
            "el documento mostrado no es el registrado, {recorded}; vea `mru change show --format html`"
        ),
        Refusal::ReasonMissing => say!(
            "a rejection needs a reason: `--reason \"too expensive\"`",
            "un rechazo necesita un motivo: `--reason \"muy caro\"`"
        ),
        Refusal::ApprovalLifetime { days, longest } => say!(
            "an approval cannot wait for {days} days; say 1 to {longest} by `--days`",
            "una aprobación no puede esperar {days} días; indique de 1 a {longest} con `--days`"
        ),
        Refusal::EnvelopeUnbounded { most, longest } => say!(
            "an envelope is of more than USD 0 and lasts from today to {longest} days from now; this one is of USD {most}",
            "un sobre es de más de US$ 0 y dura desde hoy hasta {longest} días más; este es de US$ {most}"
        ),
        Refusal::TextUnreadable { field } => say!(
            "`{field}` is longer than 200 characters, or holds what cannot be seen",
            "`{field}` tiene más de 200 caracteres, o contiene algo que no se ve"
        ),
        Refusal::GateWithoutChange => say!(
            "say what is to be done: `--change ID`, `--approval ID`, or `--proposed FILE`",
            "indique qué se va a hacer: `--change ID`, `--approval ID` o `--proposed ARCHIVO`"
        ),
        other => of_links(other),
    }
}

/// Links by which approvers decide, and their codes.
fn of_links(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::LinkLifetime { days, longest } => say!(
            "a link cannot open for {days} days; say 1 to {longest} by `--days`",
            "un enlace no puede abrir {days} días; indique de 1 a {longest} con `--days`"
        ),
        Refusal::ChangeNeedsNobody => say!(
            "nobody has to approve this change; `mru gate --change ID` lets it through",
            "nadie tiene que aprobar este cambio; `mru gate --change ID` lo autoriza"
        ),
        other => {
            let code = other.code();
            say!(
                "the code of the link does not count ({code}); decide by `mru change approve` instead",
                "el código del enlace no cuenta ({code}); decida con `mru change approve`"
            )
        }
    }
}

//! What was named and is not recorded.

use mru_core::text::Text;

use crate::absent::Absent;

pub(super) fn words(absent: &Absent) -> Text {
    match absent {
        Absent::NoSupplier => say!(
            "no supplier is recorded, who would send the invoices; run `mru supplier put FILE`",
            "no hay un proveedor registrado que envíe las facturas; ejecute `mru supplier put ARCHIVO`"
        ),
        Absent::NoCustomer { customer, near: Some(near) } => say!(
            "there is no customer `{customer}`; did you mean `{near}`?",
            "no existe el cliente `{customer}`; ¿quiso decir `{near}`?"
        ),
        Absent::NoCustomer { customer, near: None } => say!(
            "there is no customer `{customer}`; run `mru customer list` to see all",
            "no existe el cliente `{customer}`; ejecute `mru customer list` para verlos todos"
        ),
        Absent::NoDocument { reference } => say!(
            "there is no document `{reference}`: name a number such as INV-000001, or CUSTOMER/PERIOD; run `mru invoice list PERIOD` to see all",
            "no existe el documento `{reference}`: indique un número como INV-000001, o CLIENTE/PERÍODO; ejecute `mru invoice list PERÍODO` para verlos todos"
        ),
        Absent::NoIssuedDocument { number } => say!(
            "there is no issued document `{number}`; run `mru invoice list PERIOD` to see them",
            "no existe el documento emitido `{number}`; ejecute `mru invoice list PERÍODO` para verlos"
        ),
        Absent::NoLine { document, line, lines } => say!(
            "{document} has no line {line}; its lines are 1 to {lines}",
            "{document} no tiene la línea {line}; sus líneas van de la 1 a la {lines}"
        ),
        Absent::NoQuoteLine { line, lines } => say!(
            "the quote has no line {line}; its lines are 1 to {lines}",
            "la cotización no tiene la línea {line}; sus líneas van de la 1 a la {lines}"
        ),
        Absent::NoQuote { reference } => say!(
            "there is no quote `{reference}`: name a number such as QUO-000001, or a draft; `mru quote list` shows them",
            "no existe la cotización `{reference}`: indique un número como QUO-000001, o un borrador; `mru quote list` las muestra"
        ),
        Absent::NoQuoteLink => say!(
            "the quote has no link that opens it; make one by `mru quote link NUMBER`",
            "la cotización no tiene un enlace que la abra; cree uno con `mru quote link NÚMERO`"
        ),
        Absent::NoApiKey { key } => say!(
            "there is no API key `{key}`; `mru api-key list` shows all",
            "no existe la clave de API `{key}`; `mru api-key list` las muestra todas"
        ),
        Absent::NoChange { .. }
        | Absent::NoApproval { .. }
        | Absent::NoEnvelope { .. }
        | Absent::NoReceipt { .. }
        | Absent::NoApprovalLink
        | Absent::NoWebhook { .. }
        | Absent::NoDelivery { .. } => of_ids(absent),
        Absent::NoKind { kind, near: Some(near) } => say!(
            "the catalogue has no component `{kind}`; did you mean `{near}`?",
            "el catálogo no tiene el componente `{kind}`; ¿quiso decir `{near}`?"
        ),
        Absent::NoKind { kind, near: None } => say!(
            "the catalogue has no component `{kind}`; `mru catalogue` lists them",
            "el catálogo no tiene el componente `{kind}`; `mru catalogue` los muestra"
        ),
        Absent::NoDraft { reference, period } => say!(
            "{reference} has no draft to compare with; run `mru bill {period}` first",
            "{reference} no tiene un borrador con qué comparar; ejecute antes `mru bill {period}`"
        ),
        Absent::NothingOfRun { run } => say!(
            "there is nothing of a run `{run}`: no document that it issued, and no draft of it that still stands; `mru bill` and `mru invoice issue` say the names of their runs",
            "no hay nada de una corrida `{run}`: ningún documento emitido por ella ni un borrador suyo vigente; `mru bill` y `mru invoice issue` dicen los nombres de sus corridas"
        ),
    }
}

fn of_ids(absent: &Absent) -> Text {
    match absent {
        Absent::NoChange { change } => say!(
            "there is no request of a change `{change}`; `mru change list` shows all",
            "no existe la solicitud de cambio `{change}`; `mru change list` las muestra todas"
        ),
        Absent::NoApproval { approval } => say!(
            "there is no approval `{approval}`; `mru change list` shows the changes with theirs",
            "no existe la aprobación `{approval}`; `mru change list` muestra los cambios con las suyas"
        ),
        Absent::NoEnvelope { envelope } => say!(
            "there is no envelope `{envelope}`; `mru envelope create` makes one",
            "no existe el sobre `{envelope}`; `mru envelope create` crea uno"
        ),
        Absent::NoReceipt { receipt } => say!(
            "there is no receipt `{receipt}`; `mru gate` gives them",
            "no existe el recibo `{receipt}`; `mru gate` los entrega"
        ),
        Absent::NoApprovalLink => say!(
            "the request has no link that opens it; `mru change link ID --approver MAIL` makes one",
            "la solicitud no tiene un enlace que la abra; `mru change link ID --approver CORREO` crea uno"
        ),
        Absent::NoWebhook { webhook } => say!(
            "there is no webhook `{webhook}`; `mru webhook list` shows all",
            "no existe el webhook `{webhook}`; `mru webhook list` los muestra todos"
        ),
        Absent::NoDelivery { delivery } => say!(
            "there is no delivery `{delivery}`; `mru outbox list` shows them",
            "no existe la entrega `{delivery}`; `mru outbox list` las muestra"
        ),
        _ => say!("there is nothing of this name", "no hay nada con este nombre"),
    }
}

//! Refusals in words for who asks the API: what is the matter, and what to send instead.

use axum::http::StatusCode;
use mru_core::text::Text;

use super::{
    not_issued::not_issued, problem::Problem, refusal::Refusal, words_of_notifications::of_hooks,
};
use crate::{
    StoreError,
    absent::Absent,
    billing::{self, BillingError},
    books::LookError,
    callers::{self, CallerError},
    quoting::TermsError,
    rate_cards::{self, CardError},
    reconciling::{self, ReconcilingError},
};

/// What a status means, in few words.
pub(super) fn title(status: StatusCode) -> Text {
    match status.as_u16() {
        400 => say!("The request cannot be understood", "No se entiende la solicitud"),
        401 => say!("No accepted API key", "Sin una clave de API aceptada"),
        403 => say!("Not permitted", "Sin permiso"),
        404 => say!("Not found", "No encontrado"),
        405 => say!("Another method is needed", "Se necesita otro método"),
        409 => say!("In conflict with what is recorded", "En conflicto con lo registrado"),
        413 => say!("Too long", "Demasiado largo"),
        415 => say!("Unknown notation", "Notación desconocida"),
        422 => say!("The input is not valid", "La entrada no es válida"),
        429 => say!("Too many requests", "Demasiadas solicitudes"),
        503 => say!("Not available now", "No disponible ahora"),
        _ => say!("Failed inside", "Falla interna"),
    }
}

pub(super) fn request(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NoRoute => say!(
            "there is nothing at this path; the paths of the API begin with /v1",
            "no hay nada en esta ruta; las rutas de la API comienzan con /v1"
        ),
        Refusal::MethodNotAllowed { allowed } => say!(
            "this path knows other methods: {allowed}",
            "esta ruta conoce otros métodos: {allowed}"
        ),
        Refusal::ApiKeyMissing => say!(
            "send an API key in the header `Authorization: Bearer mru_…`; who runs the service makes them",
            "envíe una clave de API en el encabezado `Authorization: Bearer mru_…`; las crea quien opera el servicio"
        ),
        Refusal::NotPermitted { role, permission } => say!(
            "this needs the permission `{permission}`, which the role `{role}` of the key does not have",
            "esto requiere el permiso `{permission}`, que el rol `{role}` de la clave no tiene"
        ),
        Refusal::NotForOneCustomer => say!(
            "this is about all customers, and the key is bound to one; ask with another key",
            "esto es sobre todos los clientes, y la clave está ligada a uno; pregunte con otra clave"
        ),
        Refusal::FormNotOurs => say!(
            "this form was sent from another place, or its session has ended; open the page again and send it from there",
            "este formulario se envió desde otro lugar, o su sesión terminó; abra la página de nuevo y envíelo desde allí"
        ),
        Refusal::RecordsContradict => say!(
            "what is recorded contradicts itself; `findings` says how",
            "lo registrado se contradice; `findings` dice cómo"
        ),
        Refusal::TooManyRequests { seconds } => say!(
            "this key has asked as often as it may; ask again after {seconds} seconds",
            "esta clave ya preguntó tanto como puede; pregunte de nuevo en {seconds} segundos"
        ),
        Refusal::InputInvalid => say!(
            "what was sent is not valid; `findings` has every mistake with its place and remedy",
            "lo enviado no es válido; `findings` tiene cada error con su lugar y remedio"
        ),
        Refusal::TookTooLong { seconds } => say!(
            "this took longer than {seconds} seconds and was given up; send it again",
            "esto tardó más de {seconds} segundos y se abandonó; envíelo de nuevo"
        ),
        Refusal::NotReady => say!(
            "the service cannot answer now; ask again in some seconds",
            "el servicio no puede responder ahora; pregunte de nuevo en unos segundos"
        ),
        Refusal::FailedInside => say!(
            "something failed inside the service; its log says what, by the id of this request",
            "algo falló dentro del servicio; su registro dice qué, por el id de esta solicitud"
        ),
        Refusal::HookIsOff
        | Refusal::SignatureMissing { .. }
        | Refusal::SignatureWrong
        | Refusal::SignatureStale { .. } => of_hooks(refusal),
        refusal => of_sent(refusal),
    }
}

/// What is wrong with path, query, headers and what was sent.
fn of_sent(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::ParameterUnknown { name, known } if known.is_empty() => say!(
            "there is no parameter `{name}` here, nor any other one",
            "aquí no existe el parámetro `{name}`, ni ningún otro"
        ),
        Refusal::ParameterUnknown { name, known } => {
            let known = known.join(", ");
            say!(
                "there is no parameter `{name}` here; there are {known}",
                "aquí no existe el parámetro `{name}`; existen {known}"
            )
        }
        Refusal::ParameterTwice { name } => say!(
            "the parameter `{name}` comes twice; send it once",
            "el parámetro `{name}` viene dos veces; envíelo una vez"
        ),
        Refusal::ParameterUnreadable { name, value, example } => say!(
            "the parameter `{name}` cannot be `{value}`; send one such as `{example}`",
            "el parámetro `{name}` no puede ser `{value}`; envíe uno como `{example}`"
        ),
        Refusal::MediaTypeUnknown { sent, known } if sent.is_empty() => say!(
            "say in `Content-Type` what is sent, one of {known}",
            "indique en `Content-Type` qué se envía, uno de {known}"
        ),
        Refusal::MediaTypeUnknown { sent, known } => say!(
            "`{sent}` is not read; send one of {known}, in UTF-8 and not compressed",
            "`{sent}` no se lee; envíe uno de {known}, en UTF-8 y sin comprimir"
        ),
        Refusal::JobRunning { job } => say!(
            "job {job} is running, and one at a time does; GET /v1/jobs/{job} says how far it is",
            "el trabajo {job} está en curso, y se hace uno a la vez; GET /v1/jobs/{job} dice cuánto lleva"
        ),
        Refusal::NoJob { job } => say!(
            "this service knows no job `{job}`; GET /v1/jobs lists those since it was started",
            "este servicio no conoce el trabajo `{job}`; GET /v1/jobs muestra los hechos desde que se inició"
        ),
        Refusal::IdempotencyKeyMissing => say!(
            "give the request a key of its own in the header `Idempotency-Key`, so that it may be sent again",
            "dé a la solicitud una clave propia en el encabezado `Idempotency-Key`, para poder enviarla de nuevo"
        ),
        Refusal::IdempotencyKeyUnreadable => say!(
            "`Idempotency-Key` is 1 to 128 visible letters, such as a UUID",
            "`Idempotency-Key` tiene de 1 a 128 letras visibles, como un UUID"
        ),
        Refusal::IdempotencyKeyRunning => say!(
            "the request of this key is worked on already; ask again in a moment",
            "la solicitud de esta clave ya se está procesando; pregunte de nuevo en un momento"
        ),
        Refusal::BodyTooLong { longest } => say!(
            "what was sent is longer than the {longest} bytes that are read",
            "lo enviado supera los {longest} bytes que se leen"
        ),
        Refusal::BodyBroken => say!(
            "what was sent did not arrive whole; send it again",
            "lo enviado no llegó completo; envíelo de nuevo"
        ),
        // Those that are worded above.
        _ => say!("it is refused", "se rechaza"),
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let detail = say!(
            "the store could not be read or written; the log of the service says why, by the id of this request",
            "no se pudo leer o escribir el almacén; el registro del servicio dice por qué, por el id de esta solicitud"
        );
        let status = match &error {
            StoreError::Unreadable { .. } | StoreError::NewerForm { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        Problem::new(status, error.code(), detail).because(error.to_string())
    }
}

impl From<CallerError> for Problem {
    fn from(error: CallerError) -> Problem {
        match error {
            CallerError::Store(error) => error.into(),
            CallerError::Absent(absent) => absent.into(),
            CallerError::Refused(refusal) => unrecognised(&refusal),
        }
    }
}

/// A key that was sent and is not accepted.
fn unrecognised(refusal: &callers::Refusal) -> Problem {
    use callers::Refusal as Of;
    let detail = match refusal {
        Of::ApiKeyExpired { since } => say!(
            "this API key has expired, on {since}; ask who runs the service for another one",
            "esta clave de API venció el {since}; pida otra a quien opera el servicio"
        ),
        Of::ApiKeyRevoked { since } => say!(
            "this API key is no longer accepted, since {since}; ask who runs the service for another one",
            "esta clave de API ya no se acepta, desde el {since}; pida otra a quien opera el servicio"
        ),
        _ => say!(
            "this API key is not known here; check that it was sent whole, as `Bearer mru_…`",
            "esta clave de API no se conoce aquí; revise que se haya enviado completa, como `Bearer mru_…`"
        ),
    };
    Problem::new(StatusCode::UNAUTHORIZED, refusal.code(), detail).header(
        axum::http::header::WWW_AUTHENTICATE,
        "Bearer realm=\"mru\", error=\"invalid_token\"",
    )
}

impl From<Absent> for Problem {
    fn from(absent: Absent) -> Problem {
        let problem = |detail| Problem::new(StatusCode::NOT_FOUND, absent.code(), detail);
        match &absent {
            Absent::NoQuoteLine { line, lines } => problem(say!(
                "the quote has no line {line}; its lines are 1 to {lines}",
                "la cotización no tiene la línea {line}; sus líneas van de la 1 a la {lines}"
            ))
            .with("line", *line)
            .with("lines", *lines),
            Absent::NoKind { kind, near: Some(near) } => problem(say!(
                "the catalogue has no component `{kind}`; did you mean `{near}`?",
                "el catálogo no tiene el componente `{kind}`; ¿quiso decir `{near}`?"
            ))
            .with("near", near.as_str()),
            Absent::NoKind { kind, near: None } => problem(say!(
                "the catalogue has no component `{kind}`; GET /v1/catalogue lists them",
                "el catálogo no tiene el componente `{kind}`; GET /v1/catalogue los muestra"
            )),
            Absent::NoCustomer { customer, .. } => problem(say!(
                "there is no customer `{customer}`; GET /v1/customers lists those that this key sees",
                "no existe el cliente `{customer}`; GET /v1/customers muestra los que esta clave ve"
            )),
            Absent::NoQuote { reference } => problem(say!(
                "there is no quote `{reference}`; GET /v1/quotes lists those that this key sees",
                "no existe la cotización `{reference}`; GET /v1/quotes muestra las que esta clave ve"
            )),
            Absent::NoQuoteLink => problem(say!(
                "this link opens nothing: it is over, was revoked, or is not whole",
                "este enlace no abre nada: venció, fue revocado o no está completo"
            )),
            Absent::NoApprovalLink => problem(say!(
                "this link opens nothing: it is over, was withdrawn, or is not whole; whoever sent it can make another",
                "este enlace no abre nada: venció, fue retirado o no está completo; quien lo envió puede crear otro"
            )),
            Absent::NoIssuedDocument { number } => problem(say!(
                "there is no issued document `{number}`; GET /v1/months/2026-10 lists those of a month",
                "no existe el documento emitido `{number}`; GET /v1/months/2026-10 muestra los de un mes"
            )),
            Absent::NoDocument { reference } => problem(say!(
                "there is neither a draft nor a document of {reference}",
                "no existe un borrador ni un documento de {reference}"
            )),
            Absent::NoWebhook { webhook } => problem(say!(
                "there is no webhook `{webhook}`; GET /v1/webhooks lists them",
                "no existe el webhook `{webhook}`; GET /v1/webhooks los muestra"
            )),
            Absent::NoDelivery { delivery } => problem(say!(
                "there is no delivery `{delivery}`; GET /v1/deliveries lists them",
                "no existe la entrega `{delivery}`; GET /v1/deliveries las muestra"
            )),
            _ => problem(say!(
                "there is nothing of this name here",
                "aquí no hay nada con este nombre"
            )),
        }
    }
}

impl From<TermsError> for Problem {
    fn from(error: TermsError) -> Problem {
        match error {
            TermsError::Card(error) => error.into(),
            TermsError::Contract(findings) => Problem::invalid(findings),
        }
    }
}

impl From<CardError> for Problem {
    fn from(error: CardError) -> Problem {
        match error {
            CardError::Refused(refusal) => card(refusal),
            error => Problem::inside(format!("{error:?}")),
        }
    }
}

fn card(refusal: rate_cards::Refusal) -> Problem {
    use rate_cards::Refusal as Of;
    let code = refusal.code();
    let problem = |detail| Problem::new(StatusCode::NOT_FOUND, code, detail);
    match refusal {
        Of::RateCardNotInForce { reason } | Of::RateCardIsProposal { reason, .. } => {
            let finding = mru_core::Finding::from(reason);
            problem(finding.message.clone()).findings(vec![finding])
        }
        Of::NoRateCardVersion { id, known } => {
            let listed = known.join(", ");
            problem(say!(
                "there is no rate card `{id}`; there are {listed}",
                "no existe la tarifa `{id}`; existen {listed}"
            ))
            .with("known", known)
        }
        refusal => Problem::inside(format!("{refusal:?}")),
    }
}

impl From<BillingError> for Problem {
    fn from(error: BillingError) -> Problem {
        match error {
            BillingError::Store(error) => error.into(),
            BillingError::Absent(absent) => absent.into(),
            BillingError::Cards(error) => error.into(),
            BillingError::Refused(refusal @ billing::Refusal::PeriodNotBegun { period, from }) => {
                let detail = say!(
                    "{period} has not begun; it can be looked at from {from} on",
                    "{period} no ha comenzado; se puede revisar desde el {from}"
                );
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), detail)
            }
            BillingError::Refused(refusal @ billing::Refusal::RequestKeyReused { .. }) => {
                let detail = say!(
                    "this `Idempotency-Key` was given to another request before; give each request its own",
                    "esta `Idempotency-Key` ya se dio a otra solicitud; dé a cada solicitud la suya"
                );
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), detail)
            }
            BillingError::Refused(
                refusal @ billing::Refusal::TaxDocumentUnreadable { field, longest },
            ) => {
                let detail = say!(
                    "`{field}` must be a text of 1 to {longest} characters on one line",
                    "`{field}` debe ser un texto de 1 a {longest} caracteres en una línea"
                );
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), detail)
            }
            BillingError::Refused(
                ref refusal @ billing::Refusal::TaxDocumentOfAnother {
                    ref kind,
                    ref folio,
                    ref number,
                },
            ) => {
                let detail = say!(
                    "{kind} {folio} is the tax document of {number}; check the folio",
                    "{kind} {folio} es el documento tributario de {number}; revise el folio"
                );
                Problem::new(StatusCode::CONFLICT, refusal.code(), detail)
            }
            BillingError::CannotIssue(refusal) => {
                let (code, detail) = (refusal.code(), not_issued(&refusal));
                Problem::new(StatusCode::CONFLICT, code, detail)
            }
            BillingError::Unsigned(refusal) => {
                let detail = say!(
                    "the service has no key to sign with; its log says why, by the id of this request",
                    "el servicio no tiene clave con que firmar; su registro dice por qué, por el id de esta solicitud"
                );
                let problem = Problem::new(StatusCode::CONFLICT, refusal.code(), detail);
                problem.because(format!("{refusal:?}"))
            }
            error => Problem::inside(format!("{error:?}")),
        }
    }
}

impl From<LookError> for Problem {
    fn from(error: LookError) -> Problem {
        match error {
            LookError::Store(error) => error.into(),
            LookError::Billing(error) => error.into(),
            LookError::Absent(absent) => absent.into(),
            LookError::Refused(refusal) => Problem::inside(format!("{refusal:?}")),
            LookError::Contradiction { findings, .. } => {
                Problem::from(Refusal::RecordsContradict).findings(findings)
            }
        }
    }
}

impl From<ReconcilingError> for Problem {
    fn from(error: ReconcilingError) -> Problem {
        match error {
            ReconcilingError::Refused(refusal @ reconciling::Refusal::NotReconciled { period }) => {
                let detail = say!(
                    "{period} was not reconciled; GET /v1/reconciliations lists the months that were",
                    "{period} no se ha conciliado; GET /v1/reconciliations muestra los meses conciliados"
                );
                Problem::new(StatusCode::NOT_FOUND, refusal.code(), detail)
            }
            ReconcilingError::Billing(error) => error.into(),
            ReconcilingError::Card(error) => error.into(),
            error => Problem::inside(format!("{error:?}")),
        }
    }
}

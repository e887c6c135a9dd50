//! What stands around every page: sections, language, who looks; and how a page is made of it.

use askama::Template;
use axum::http::StatusCode;
use mru_core::Lang;

use super::{
    super::{answer::Answer, call::Call, language, problem::Problem},
    visit::Visit,
};
use crate::callers::{Caller, Permission, Role};

/// The parts of the service that people go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Home,
    Quotes,
    Changes,
    Approvals,
    Customers,
    Months,
    RateCards,
    Reconciliations,
    /// None of them.
    Elsewhere,
}

impl Section {
    const ALL: [Section; 8] = [
        Section::Home,
        Section::Quotes,
        Section::Changes,
        Section::Approvals,
        Section::Customers,
        Section::Months,
        Section::RateCards,
        Section::Reconciliations,
    ];

    const fn path(self) -> &'static str {
        match self {
            Section::Home | Section::Elsewhere => "/",
            Section::Quotes => "/quotes",
            Section::Changes => "/changes",
            Section::Approvals => "/approvals",
            Section::Customers => "/customers",
            Section::Months => "/months",
            Section::RateCards => "/rate-cards",
            Section::Reconciliations => "/reconciliations",
        }
    }

    const fn name(self, lang: Lang) -> &'static str {
        let (en, es) = match self {
            Section::Home | Section::Elsewhere => ("Home", "Inicio"),
            Section::Quotes => ("Quotes", "Cotizaciones"),
            Section::Changes => ("Changes", "Cambios"),
            Section::Approvals => ("Approvals", "Aprobaciones"),
            Section::Customers => ("Customers", "Clientes"),
            Section::Months => ("Months", "Meses"),
            Section::RateCards => ("Rate cards", "Tarifas"),
            Section::Reconciliations => ("Reconciliation", "Conciliación"),
        };
        match lang {
            Lang::En => en,
            Lang::Es => es,
        }
    }

    const fn permission(self) -> Permission {
        match self {
            Section::Home | Section::Quotes | Section::Elsewhere => Permission::Quote,
            Section::Changes | Section::Approvals => Permission::ReadChanges,
            Section::Customers | Section::Months => Permission::ReadBooks,
            Section::RateCards => Permission::ReadRateCards,
            Section::Reconciliations => Permission::ReadReconciliations,
        }
    }
}

/// A section that somebody may go to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) is_current: bool,
    /// What waits there for who looks.
    pub(super) waiting: usize,
}

/// What stands around a page.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) lang: Lang,
    pub(super) title: String,
    pub(super) links: Vec<Link>,
    /// Who looks: what the API key is for, and its role; empty for who is not signed in.
    pub(super) who: String,
    pub(super) role: &'static str,
    /// The page in the other language.
    pub(super) other: String,
    /// What forms bring back.
    pub(super) token: String,
}

impl Frame {
    /// The frame of a page that was asked for.
    pub(super) fn of(call: &Call, section: Section, title: impl Into<String>) -> Frame {
        let visit = call.visit.clone().unwrap_or_default();
        Frame::new(call.lang, &visit, call.caller.as_ref(), section, title.into())
    }

    /// The frame of any page.
    pub(super) fn new(
        lang: Lang,
        visit: &Visit,
        caller: Option<&Caller>,
        section: Section,
        title: String,
    ) -> Frame {
        let sections = Section::ALL.into_iter().filter(|it| {
            caller.is_some_and(|caller| {
                let is_all = *it == Section::Reconciliations;
                caller.role.may(it.permission()) && !(is_all && caller.customer.is_some())
            })
        });
        let links = sections.map(|it| Link {
            path: it.path(),
            name: it.name(lang),
            is_current: it == section,
            waiting: if it == Section::Approvals { visit.waiting } else { 0 },
        });
        let other = match lang {
            Lang::En => "es",
            Lang::Es => "en",
        };
        let mark = if visit.path.contains('?') { '&' } else { '?' };
        let session = visit.session.as_ref();
        Frame {
            lang,
            title,
            links: links.collect(),
            who: session.map(|it| it.label.clone()).unwrap_or_default(),
            role: caller.map_or("", |it| role(it.role, lang)),
            other: format!("{}{mark}lang={other}", visit.path),
            token: session.map(|it| it.token.clone()).unwrap_or_default(),
        }
    }

    /// The sentence of the language.
    pub(super) const fn say(&self, en: &'static str, es: &'static str) -> &'static str {
        match self.lang {
            Lang::En => en,
            Lang::Es => es,
        }
    }

    /// The written form of the language.
    pub(super) const fn tag(&self) -> &'static str {
        language::tag(self.lang)
    }
}

/// A role in words.
pub(super) const fn role(role: Role, lang: Lang) -> &'static str {
    let (en, es) = match role {
        Role::AccountExecutive => ("account executive", "ejecutivo de cuenta"),
        Role::Sre => ("SRE", "SRE"),
        Role::BillingAnalyst => ("billing analyst", "analista de facturación"),
        Role::RateCardOwner => ("rate-card owner", "responsable de tarifas"),
        Role::CustomerApprover => ("customer approver", "aprobador del cliente"),
        Role::Auditor => ("auditor", "auditor"),
        Role::Administrator => ("administrator", "administrador"),
    };
    match lang {
        Lang::En => en,
        Lang::Es => es,
    }
}

/// A page as an answer.
pub(super) fn shown(page: &impl Template) -> Result<Answer, Problem> {
    with_status(page, StatusCode::OK)
}

/// The same with another status.
pub(super) fn with_status(page: &impl Template, status: StatusCode) -> Result<Answer, Problem> {
    // None of the templates can fail: they write texts into memory.
    let html = page.render().map_err(|error| Problem::inside(error.to_string()))?;
    Ok(Answer::page(html, status))
}

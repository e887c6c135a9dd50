//! Queues what others are to be told, in the transaction of what it tells of.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use mru_core::{
    account::Account,
    invoice::{DocumentKind, Statement},
    rate_card::RateCard,
};
use reports::mail::{ApprovalWanted, DocumentSent, Mail, QuoteSent};
use serde_json::{Value as Json, json};

use super::{EventKind, MailSetting, settings};
use crate::{
    changes::record::{Approval, ChangeRequest, Decided},
    storage::{
        StoreError, StoredQuote, StoredWebhook, Transaction, Way,
        outbox::{self, NewEffect},
        webhooks,
    },
};

/// What others are to be told of a transaction.
pub(crate) struct Telling {
    webhooks: Vec<StoredWebhook>,
    mail: Option<MailSetting>,
    now: DateTime<Utc>,
    effects: Vec<NewEffect>,
}

/// Something that happened, as webhooks are told of it.
pub(crate) struct Happened<'a> {
    /// What.
    pub kind: EventKind,
    /// Whom it concerns; empty when it concerns all.
    pub customer: &'a str,
    /// To what: with its kind it makes the event one.
    pub subject: &'a str,
    /// What is told of it.
    pub data: Json,
}

/// A mail that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'a> {
    /// What it is about.
    pub kind: EventKind,
    /// Whom it concerns.
    pub customer: &'a str,
    /// To what: with its kind and address it makes the mail one, so that nothing is sent twice; an id
    /// that is new each time, for what may be sent again.
    pub subject: &'a str,
    /// Who gets it.
    pub to: &'a str,
    /// What it says.
    pub mail: &'a Mail,
    /// The number of the issued document that comes along as PDF; empty when none does.
    pub attached: &'a str,
    /// From when it is no longer worth sending, such as the end of a code in it.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Queues a mail in a transaction: it is sent when the transaction is kept, at least once and soon,
/// and never when it is not. What it says is forgotten as soon as it has been sent.
///
/// False when mails are off, or nobody can be written to at the address: nothing is queued then, and
/// who relies on the mail must refuse. [`super::mail_setting`] has the base of links.
///
/// # Errors
///
/// [`StoreError`].
pub async fn queue_mail(
    transaction: &mut Transaction,
    new: &NewMail<'_>,
) -> Result<bool, StoreError> {
    let mut telling = Telling::begin(transaction).await?;
    let queued = telling.mail(new);
    telling.finish(transaction).await?;
    Ok(queued)
}

impl Telling {
    /// Begins: reads who is to be told.
    pub(crate) async fn begin(transaction: &mut Transaction) -> Result<Telling, StoreError> {
        let mut webhooks = webhooks::all(transaction).await?;
        webhooks.retain(|it| it.ended_at.is_empty());
        let mail = settings::mail(transaction).await?;
        Ok(Telling { webhooks, mail, now: transaction.now(), effects: Vec::new() })
    }

    /// Keeps what is to be told.
    pub(crate) async fn finish(self, transaction: &mut Transaction) -> Result<(), StoreError> {
        if self.effects.is_empty() {
            return Ok(());
        }
        outbox::put_all(transaction, self.effects).await
    }

    /// Tells the webhooks that want to know.
    pub(crate) fn event(&mut self, happened: &Happened<'_>) {
        if self.webhooks.is_empty() {
            return;
        }
        let kind = happened.kind.as_str();
        let told = json!({
            "type": kind,
            "timestamp": self.now.to_rfc3339_opts(SecondsFormat::Millis, true),
            "data": happened.data,
        })
        .to_string();
        for StoredWebhook { webhook, .. } in &self.webhooks {
            let wants = webhook.events.split(',').any(|it| it == kind);
            let is_of = webhook.customer.is_empty() || webhook.customer == happened.customer;
            if wants && is_of {
                self.effects.push(NewEffect {
                    effect: format!("{kind} {} {}", happened.subject, webhook.id),
                    way: Way::Webhook,
                    target: webhook.id.clone(),
                    event: kind,
                    customer: happened.customer.to_owned(),
                    title: String::new(),
                    content: told.clone(),
                    page: String::new(),
                    attached: String::new(),
                    ends_at: None,
                });
            }
        }
    }

    /// Sends a mail, when mails are on and the address is one.
    pub(crate) fn mail(&mut self, new: &NewMail<'_>) -> bool {
        if self.mail.is_none() || !courier::is_mailbox(new.to) {
            return false;
        }
        let kind = new.kind.as_str();
        self.effects.push(NewEffect {
            effect: format!("{kind} {} {}", new.subject, new.to),
            way: Way::Mail,
            target: new.to.to_owned(),
            event: kind,
            customer: new.customer.to_owned(),
            title: new.mail.subject.clone(),
            content: new.mail.text(),
            page: new.mail.page(),
            attached: new.attached.to_owned(),
            ends_at: new.ends_at,
        });
        true
    }

    /// Comments a ticket of the support centre.
    pub(crate) fn comment(&mut self, ticket: &str, version: &str, customer: &str, said: &str) {
        let kind = EventKind::TicketChecked.as_str();
        self.effects.push(NewEffect {
            effect: format!("{kind} {ticket} {version} comment"),
            way: Way::Comment,
            target: ticket.to_owned(),
            event: kind,
            customer: customer.to_owned(),
            title: String::new(),
            content: said.to_owned(),
            page: String::new(),
            attached: String::new(),
            ends_at: None,
        });
    }

    /// A URL of the service for people; empty when it has no base.
    fn url(&self, path: &str) -> String {
        let base = self.mail.as_ref().map_or("", |it| it.base_url.as_str());
        if base.is_empty() { String::new() } else { format!("{base}{path}") }
    }

    /// A quote was issued, accepted or taken back.
    pub(crate) fn quote(&mut self, kind: EventKind, quote: &StoredQuote) {
        let (head, end) = (&quote.paper.head, quote.end.as_ref());
        self.event(&Happened {
            kind,
            customer: &quote.customer,
            subject: &quote.number,
            data: json!({
                "number": quote.number,
                "customer": Some(&quote.customer).filter(|it| !it.is_empty()),
                "addressee": head.addressee.name,
                "issued_on": quote.issued_on,
                "valid_until": quote.valid_until,
                "version": head.version,
                "supersedes": Some(&quote.supersedes).filter(|it| !it.is_empty()),
                "monthly_usd": quote.paper.totals.monthly_usd,
                "day": end.map(|it| it.day),
                "by": end.map(|it| &it.by_name).filter(|it| !it.is_empty()),
            }),
        });
    }

    /// A link to a quote is sent to somebody; `path` is that of the link.
    pub(crate) fn quote_link(
        &mut self,
        quote: &StoredQuote,
        (link, path, last_day): (&str, &str, NaiveDate),
        to: &str,
    ) -> bool {
        let (url, head) = (self.url(path), &quote.paper.head);
        if url.is_empty() {
            return false;
        }
        let mail = QuoteSent {
            number: &quote.number,
            seller: &head.seller.name,
            total: quote.paper.totals.monthly_usd,
            last_day,
            url: &url,
        };
        self.mail(&NewMail {
            kind: EventKind::QuoteSent,
            customer: &quote.customer,
            subject: link,
            to,
            mail: &mail.mail(head.language.into()),
            attached: "",
            ends_at: None,
        })
    }

    /// A change was asked for: webhooks are told, and its approvers when it waits for one of them.
    pub(crate) fn change(&mut self, request: &ChangeRequest, account: &Account) {
        let ChangeRequest { id, bound, ticket, title, requested_by, .. } = request;
        let waits = request.outcome == mru_core::change::Outcome::Approval;
        self.event(&Happened {
            kind: EventKind::ChangeRequested,
            customer: &bound.customer,
            subject: id,
            data: change_data(request, &json!({ "outcome": request.outcome })),
        });
        let Ok(more) = request.after_usd.minus(request.before_usd) else { return };
        let url = self.url(&format!("/approvals/{id}"));
        let mail = ApprovalWanted {
            customer: &account.legal.name,
            deployment: &bound.deployment,
            person: requested_by,
            title,
            ticket,
            change: id,
            per_month: [request.before_usd, request.after_usd, more],
            first: (request.month, request.month_more_usd),
            url: &url,
        };
        let mail = mail.mail(request.language.into());
        for to in account.contract.approvers.iter().filter(|_| waits) {
            self.mail(&NewMail {
                kind: EventKind::ChangeRequested,
                customer: &bound.customer,
                subject: id,
                to,
                mail: &mail,
                attached: "",
                ends_at: None,
            });
        }
    }

    /// Somebody decided on a change.
    pub(crate) fn decision(&mut self, request: &ChangeRequest, approval: &Approval) {
        let kind = match approval.decided {
            Decided::Approved => EventKind::ChangeApproved,
            Decided::Rejected => EventKind::ChangeRejected,
        };
        let more = json!({
            "approval": approval.id,
            "approver": approval.approver,
            "decided_at": approval.decided_at,
            "expires_at": approval.expires_at,
            "reason": approval.reason,
        });
        self.event(&Happened {
            kind,
            customer: &request.bound.customer,
            subject: &request.id,
            data: change_data(request, &more),
        });
    }

    /// A rate card was published.
    pub(crate) fn card(&mut self, card: &RateCard) {
        let id = card.id();
        self.event(&Happened {
            kind: EventKind::RateCardPublished,
            customer: "",
            subject: &id,
            data: json!({
                "rate_card": id,
                "hash": card.hash,
                "effective_from": card.effective_from,
                "mru_price_usd": card.mru_price.to_string(),
            }),
        });
    }

    /// A document was issued.
    pub(crate) fn document(&mut self, number: &str, statement: &Statement, due_on: NaiveDate) {
        let due_on = (statement.kind != DocumentKind::CreditNote).then_some(due_on);
        let total = statement.totals.total_usd;
        self.event(&Happened {
            kind: EventKind::DocumentIssued,
            customer: &statement.customer,
            subject: number,
            data: json!({
                "number": number,
                "kind": statement.kind,
                "customer": statement.customer,
                "period": statement.period,
                "total_usd": total,
                "due_on": due_on,
                "credits": Some(&statement.credits).filter(|it| !it.is_empty()),
            }),
        });
        let mail = DocumentSent {
            kind: statement.kind,
            number,
            seller: &statement.supplier.name,
            month: statement.period,
            total,
            due_on: due_on.filter(|_| !total.is_zero() && !total.is_negative()),
        };
        if self.mail.is_some() && !statement.bill_to.email.is_empty() {
            self.mail(&NewMail {
                kind: EventKind::DocumentIssued,
                customer: &statement.customer,
                subject: number,
                to: &statement.bill_to.email,
                mail: &mail.mail(statement.language.into()),
                attached: number,
                ends_at: None,
            });
        }
    }
}

/// What is told of a change.
fn change_data(request: &ChangeRequest, more: &Json) -> Json {
    let mut data = json!({
        "change": request.id,
        "customer": request.bound.customer,
        "deployment": request.bound.deployment,
        "environments": request.bound.environments,
        "ticket": request.ticket,
        "title": request.title,
        "requested_by": request.requested_by,
        "starts_on": request.starts_on,
        "before_usd": request.before_usd,
        "after_usd": request.after_usd,
        "month": request.month,
        "month_more_usd": request.month_more_usd,
        "statement_hash": request.statement_hash,
    });
    if let (Some(data), Some(more)) = (data.as_object_mut(), more.as_object()) {
        data.extend(more.clone());
    }
    data
}

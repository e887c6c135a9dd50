//! The use cases of telling others: webhooks, mail, comments on tickets, and the outbox behind them.
//!
//! What happens is queued in the transaction of what it tells of, once for each who is to be told;
//! delivered at least once, with a name by which doubles are known; tried again with growing pauses, and
//! given up at a stated end, from where somebody may replay it.

mod deliver;
mod event;
mod outbox;
mod settings;
mod signature;
mod telling;
mod undelivered;
mod webhooks;

use crate::{absent::Absent, storage::StoreError};

pub use crate::storage::{Effect, EffectState, StoredWebhook, Way};
pub use deliver::{
    ATTEMPTS, Delivered, Outlets, Post, SupportCentre, deliver_all, keep_delivering,
};
pub use event::EventKind;
pub use outbox::{list, replay};
pub use settings::{MailSetting, mail_off, mail_on, mail_setting};
pub use signature::{SigningSecret, TOLERANCE_SECONDS, is_signed_by_zendesk};
pub(crate) use telling::{Happened, Telling};
pub use telling::{NewMail, queue_mail};
pub use undelivered::Undelivered;
pub use webhooks::{MadeWebhook, OVERLAP_HOURS, WebhookRequest, add, remove, rotate, webhooks};

/// Why something about telling others is not done.
#[derive(Debug)]
pub enum NotifyError {
    /// The store.
    Store(StoreError),
    /// Something that was named is not recorded.
    Absent(Absent),
    /// What was asked for is not possible.
    Refused(Refusal),
}

/// What is refused about telling others; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The URL of a webhook cannot be read, holds a name or password, or is not encrypted.
    WebhookUrl {
        /// The URL.
        url: String,
    },
    /// There are no events of a name.
    EventUnknown {
        /// The name.
        event: String,
    },
    /// A webhook has been removed already.
    WebhookHasEnded {
        /// Its id.
        webhook: String,
    },
    /// A webhook would sign with two secrets for longer than it may.
    WebhookOverlap {
        /// The most hours.
        longest: u32,
    },
    /// The system gives no random numbers to make a secret of.
    NoRandomSecret,
    /// A delivery waits still, or what was sent is forgotten.
    NotReplayable {
        /// Its id.
        delivery: String,
    },
    /// An address cannot stand in a mail.
    MailAddress {
        /// The address.
        address: String,
    },
    /// The base of the links of mails is no URL.
    BaseUrl {
        /// What was given.
        url: String,
    },
}

impl Refusal {
    /// The stable name of the case, such as `event-unknown`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<StoreError> for NotifyError {
    fn from(error: StoreError) -> NotifyError {
        NotifyError::Store(error)
    }
}

impl From<Absent> for NotifyError {
    fn from(absent: Absent) -> NotifyError {
        NotifyError::Absent(absent)
    }
}

impl From<Refusal> for NotifyError {
    fn from(refusal: Refusal) -> NotifyError {
        NotifyError::Refused(refusal)
    }
}

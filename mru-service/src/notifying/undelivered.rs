//! Why something was not delivered.

use courier::{MailFailure, PostFailure};

/// Why something was not delivered; each case has a [code](Undelivered::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Undelivered {
    /// The URL is not one that may be asked.
    TargetUrl,
    /// The name leads to an address that is not of the public internet.
    TargetIsInside,
    /// The name leads nowhere.
    TargetUnknown,
    /// Nobody answers there, or the connection broke.
    TargetUnreachable,
    /// It did not prove who it is.
    TargetNotTrusted,
    /// It took too long.
    TargetSilent,
    /// It leads elsewhere, where nobody follows.
    TargetRedirects {
        /// The status of its answer.
        status: u16,
    },
    /// It refused what was sent.
    TargetAnswered {
        /// The status of its answer.
        status: u16,
    },
    /// It wants nothing any more: 410.
    TargetIsGone,
    /// The webhook was removed.
    WebhookRemoved,
    /// Mails are off.
    NoSender,
    /// The mail cannot be written.
    MailUnwritable,
    /// The server of mails refused it.
    MailRefused {
        /// Its answer.
        status: u16,
    },
    /// The document that comes along cannot be made.
    AttachmentFailed,
    /// It is no longer worth delivering.
    TooLate,
}

impl Undelivered {
    /// The stable name of the case, such as `target-silent`.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// How it is kept: the code, and what was answered.
    pub(super) fn kept(&self) -> String {
        match self {
            Undelivered::TargetRedirects { status }
            | Undelivered::TargetAnswered { status }
            | Undelivered::MailRefused { status } => format!("{} {status}", self.code()),
            _ => self.code().to_owned(),
        }
    }

    /// Whether trying again cannot help.
    pub(super) const fn is_final(&self) -> bool {
        matches!(
            self,
            Undelivered::TargetUrl
                | Undelivered::TargetIsGone
                | Undelivered::WebhookRemoved
                | Undelivered::NoSender
                | Undelivered::MailUnwritable
                | Undelivered::MailRefused { status: 500..=599 }
                | Undelivered::TooLate
        )
    }

    /// What a status means; nothing when it went well.
    pub(super) const fn of_status(status: u16) -> Result<(), Undelivered> {
        match status {
            200..=299 => Ok(()),
            300..=399 => Err(Undelivered::TargetRedirects { status }),
            410 => Err(Undelivered::TargetIsGone),
            status => Err(Undelivered::TargetAnswered { status }),
        }
    }
}

impl From<PostFailure> for Undelivered {
    fn from(failure: PostFailure) -> Undelivered {
        match failure {
            PostFailure::UrlRefused | PostFailure::HeaderRefused => Undelivered::TargetUrl,
            PostFailure::AddressRefused => Undelivered::TargetIsInside,
            PostFailure::NameUnknown => Undelivered::TargetUnknown,
            PostFailure::Unreachable => Undelivered::TargetUnreachable,
            PostFailure::NotTrusted => Undelivered::TargetNotTrusted,
            PostFailure::Silent => Undelivered::TargetSilent,
        }
    }
}

impl From<MailFailure> for Undelivered {
    fn from(failure: MailFailure) -> Undelivered {
        match failure {
            MailFailure::Unwritable => Undelivered::MailUnwritable,
            MailFailure::Refused(status) | MailFailure::RefusedNow(status) => {
                Undelivered::MailRefused { status }
            }
            MailFailure::Unreachable => Undelivered::TargetUnreachable,
            MailFailure::Silent => Undelivered::TargetSilent,
        }
    }
}

//! How the service reaches others: HTTPS to an address that was checked, and mail by SMTP.
//!
//! Where a request goes is written by customers, so that it must lead nowhere inside: names are
//! resolved once, every address is judged, and the connection goes to the very address that was
//! judged. Redirects are not followed.

mod address;
mod mail;
mod post;

pub use address::is_public;
pub use mail::{Attached, Letter, MailFailure, Mailer, MailerRefusal, is_mailbox};
pub use post::{Courier, Method, Parcel, PostFailure, Targets, is_target};

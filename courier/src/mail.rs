//! Mail by SMTP.

use std::{fmt, net::IpAddr, time::Duration};

use lettre::{
    Message, SmtpTransport, Transport as _,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{authentication::Credentials, extension::ClientId},
};

/// How long each step of the conversation may take.
const STEP: Duration = Duration::from_secs(20);

/// A letter that is to be sent.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// A name that no other letter has, so that who gets it twice can tell.
    pub id: &'a str,
    /// Who sends it: `Billing <billing@example.com>`.
    pub from: &'a str,
    /// Who gets it.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says, as text.
    pub text: &'a str,
    /// The same as a page; empty when there is none.
    pub html: &'a str,
    /// A file that comes along.
    pub attached: Option<Attached>,
}

/// A file that comes along.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// What it is: `application/pdf`.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why no mail can be sent by a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailerRefusal {
    /// It is none of SMTP.
    UrlUnreadable,
    /// A password stands in it.
    PasswordInUrl,
    /// It leads to another machine without encryption.
    Unencrypted,
}

/// Why a letter was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailFailure {
    /// An address, or the letter, cannot be written as mail.
    Unwritable,
    /// The server refuses it for good.
    Refused(u16),
    /// The server refuses it now.
    RefusedNow(u16),
    /// The server cannot be reached, or does not prove who it is.
    Unreachable,
    /// It took too long.
    Silent,
}

/// Sends letters through a server.
#[derive(Clone)]
pub struct Mailer {
    transport: SmtpTransport,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

impl Mailer {
    /// One that speaks to the server of a URL: `smtps://user@mail.example.com`,
    /// `smtp://user@mail.example.com:587?tls=required`, or `smtp://127.0.0.1:25` on this machine.
    ///
    /// # Errors
    ///
    /// [`MailerRefusal`].
    pub fn new(url: &str, password: Option<&str>) -> Result<Mailer, MailerRefusal> {
        let (scheme, rest) = url.split_once("://").ok_or(MailerRefusal::UrlUnreadable)?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        if user.is_some_and(|it| it.contains(':')) {
            return Err(MailerRefusal::PasswordInUrl);
        }
        let required = rest.split_once('?').is_some_and(|(_, query)| query == "tls=required");
        let secured = scheme == "smtps" || (scheme == "smtp" && required);
        if !secured && (scheme != "smtp" || rest.contains('?')) {
            return Err(MailerRefusal::UrlUnreadable);
        }
        if !secured && !is_here(place) {
            return Err(MailerRefusal::Unencrypted);
        }
        let query = if required { "?tls=required" } else { "" };
        let plain = format!("{scheme}://{place}{query}");
        let built = SmtpTransport::from_url(&plain);
        let mut built = built.map_err(|_| MailerRefusal::UrlUnreadable)?.timeout(Some(STEP));
        built = built.hello_name(ClientId::Domain(String::from("localhost")));
        if let Some(user) = user {
            let user = user.replace("%40", "@");
            built =
                built.credentials(Credentials::new(user, password.unwrap_or_default().to_owned()));
        }
        Ok(Mailer { transport: built.build() })
    }

    /// Sends a letter.
    ///
    /// # Errors
    ///
    /// [`MailFailure`].
    pub async fn send(&self, letter: Letter<'_>) -> Result<(), MailFailure> {
        let message = message(letter)?;
        let transport = self.transport.clone();
        // It waits on a thread of its own; each step has a limit of time, and there are few of them.
        let sending = tokio::task::spawn_blocking(move || transport.send(&message));
        let sent = sending.await.map_err(|_| MailFailure::Unreachable)?;
        sent.map(|_| ()).map_err(|error| {
            let code = error.status().map(|code| code.to_string().parse().unwrap_or(0));
            match code {
                _ if error.is_timeout() => MailFailure::Silent,
                Some(code) if error.is_permanent() => MailFailure::Refused(code),
                Some(code) => MailFailure::RefusedNow(code),
                None => MailFailure::Unreachable,
            }
        })
    }
}

/// Whether an address can stand in a letter: `billing@example.com`, or with a name before it.
pub fn is_mailbox(text: &str) -> bool {
    mailbox(text).is_some()
}

fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}

/// Whether a host and port are of this machine.
fn is_here(place: &str) -> bool {
    let host = match place.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}

fn message(letter: Letter<'_>) -> Result<Message, MailFailure> {
    let unwritable = MailFailure::Unwritable;
    let from = mailbox(letter.from).ok_or_else(|| unwritable.clone())?;
    let to = mailbox(letter.to).ok_or_else(|| unwritable.clone())?;
    let domain = from.email.domain().to_owned();
    let built = Message::builder()
        .from(from)
        .to(to)
        .subject(letter.subject)
        .message_id(Some(format!("<{}@{domain}>", letter.id)));
    let text = SinglePart::plain(letter.text.to_owned());
    let said = match letter.html {
        "" => MultiPart::mixed().singlepart(text),
        html => {
            let page = SinglePart::html(html.to_owned());
            MultiPart::alternative().singlepart(text).singlepart(page)
        }
    };
    let Some(file) = letter.attached else {
        return built.multipart(said).map_err(|_| unwritable);
    };
    let media = ContentType::parse(file.media).map_err(|_| unwritable.clone())?;
    let attached = Attachment::new(file.name).body(file.bytes, media);
    built.multipart(MultiPart::mixed().multipart(said).singlepart(attached)).map_err(|_| unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_reached_encrypted_or_on_this_machine() {
        for (url, refused) in [
            ("smtps://mail.example.com", None),
            ("smtps://user@mail.example.com:465", None),
            ("smtp://user%40example.com@mail.example.com:587?tls=required", None),
            ("smtp://127.0.0.1:2525", None),
            ("smtp://[::1]:2525", None),
            ("smtp://localhost", None),
            ("smtp://mail.example.com", Some(MailerRefusal::Unencrypted)),
            ("smtp://localhost.example.com", Some(MailerRefusal::Unencrypted)),
            ("smtp://mail.example.com?tls=opportunistic", Some(MailerRefusal::UrlUnreadable)),
            ("smtps://user:secret@mail.example.com", Some(MailerRefusal::PasswordInUrl)),
            ("https://mail.example.com", Some(MailerRefusal::UrlUnreadable)),
            ("mail.example.com", Some(MailerRefusal::UrlUnreadable)),
        ] {
            assert_eq!(Mailer::new(url, None).err(), refused, "{url}");
        }
    }

    #[test]
    fn a_letter_is_written_whole_and_takes_no_headers_from_its_texts() {
        let letter = Letter {
            id: "msg_1",
            from: "Facturación <billing@modyo.example>",
            to: "cfo@acme.example",
            subject: "Aprobación\r\nBcc: other@example.com",
            text: "Año nuevo",
            html: "<p>Año nuevo</p>",
            attached: Some(Attached {
                name: String::from("INV-000001.pdf"),
                media: "application/pdf",
                bytes: b"%PDF-1.7".to_vec(),
            }),
        };
        let written = message(letter.clone()).expect("a letter").formatted();
        let written = String::from_utf8(written).expect("ASCII");
        assert!(written.contains("Message-ID: <msg_1@modyo.example>"), "{written}");
        assert!(written.contains("filename=\"INV-000001.pdf\""), "{written}");
        let head = written.split("\r\n\r\n").next().expect("headers");
        assert!(!head.contains("\r\nBcc:"), "{head}");
        for to in ["", "cfo", "cfo@acme.example\r\nBcc: x@y.example"] {
            let refused = message(Letter { to, ..letter.clone() }).err();
            assert_eq!(refused, Some(MailFailure::Unwritable), "{to}");
        }
    }
}

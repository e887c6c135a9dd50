//! The mail that brings an approver the code of a link.

use mru_core::Lang;

use super::{mail::Mail, wording::Wording};

/// A code by which an approver decides on a change.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalCode<'a> {
    /// The code.
    pub code: &'a str,
    /// What the change is about; often empty.
    pub title: &'a str,
    /// The ticket; often empty.
    pub ticket: &'a str,
    /// For how many minutes it works.
    pub minutes: i64,
}

impl ApprovalCode<'_> {
    /// The mail.
    pub fn mail(&self, lang: Lang) -> Mail {
        let words = Wording::new(lang);
        let (minutes, about) = (self.minutes.to_string(), [self.ticket, self.title]);
        let about: Vec<&str> = about.into_iter().filter(|it| !it.is_empty()).collect();
        let mut paragraphs = vec![words.with("mail-code-lead", &[("code", self.code)])];
        if !about.is_empty() {
            let about = about.join(", ");
            paragraphs.push(words.with("mail-code-about", &[("about", &about)]));
        }
        paragraphs.push(words.with("mail-code-minutes", &[("minutes", &minutes)]));
        paragraphs.push(words.get("mail-code-not-you"));
        Mail { lang, subject: words.get("mail-code-subject"), paragraphs, link: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_its_code_once_and_no_link() {
        for (lang, subject) in
            [(Lang::En, "Your code to decide"), (Lang::Es, "Su código para decidir")]
        {
            let code = ApprovalCode { code: "01234567", title: "A & B", ticket: "", minutes: 10 };
            let mail = code.mail(lang);
            assert_eq!(mail.subject, subject);
            let text = mail.text();
            assert_eq!(text.matches("01234567").count(), 1, "{text}");
            assert!(!text.contains("http") && !text.contains("mail-code"), "{text}");
            assert!(text.contains("A & B") && text.contains("10"), "{text}");
        }
    }
}

//! Mails: what each says, as text and as a page.

use askama::Template;
use chrono::NaiveDate;
use mru_core::{Lang, calendar::Period, invoice::DocumentKind, text::usd, units::Usd};

use super::{figures::amount, wording::Wording};

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its language.
    pub lang: Lang,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub paragraphs: Vec<String>,
    /// Where it leads: what the link is called, and its URL.
    pub link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Page<'a> {
    tag: &'static str,
    mail: &'a Mail,
}

impl Mail {
    /// The mail as text.
    pub fn text(&self) -> String {
        let mut text = self.paragraphs.join("\n\n");
        if let Some((label, url)) = &self.link {
            text.push_str(&format!("\n\n{label}:\n{url}"));
        }
        text.push('\n');
        text
    }

    /// The mail as a page; empty when the template fails, which no mail can cause.
    pub fn page(&self) -> String {
        let tag = Wording::new(self.lang).tag();
        Page { tag, mail: self }.render().unwrap_or_default()
    }
}

/// A change that somebody is asked to approve.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalWanted<'a> {
    /// Name of the customer.
    pub customer: &'a str,
    /// Name of the deployment.
    pub deployment: &'a str,
    /// Who asks.
    pub person: &'a str,
    /// What it is about; often empty.
    pub title: &'a str,
    /// The ticket; often empty.
    pub ticket: &'a str,
    /// The request.
    pub change: &'a str,
    /// USD a month before, after and more.
    pub per_month: [Usd; 3],
    /// The month in which it begins, and USD more in it.
    pub first: (Period, Usd),
    /// Where it is read and decided; empty when there is no such page.
    pub url: &'a str,
}

impl ApprovalWanted<'_> {
    /// The mail.
    pub fn mail(&self, lang: Lang) -> Mail {
        let words = Wording::new(lang);
        let money = |it: Usd| usd(it.as_decimal(), lang);
        let [before, after, more] = self.per_month;
        let deployment = self.deployment;
        let untitled = || words.with("mail-approval-untitled", &[("deployment", deployment)]);
        let title = if self.title.is_empty() { untitled() } else { self.title.to_owned() };
        let subject = [("title", title.as_str()), ("more", &amount(more, lang))];
        let lead = [
            ("person", self.person),
            ("customer", self.customer),
            ("deployment", deployment),
            ("title", &title),
        ];
        let cost = [
            ("before", money(before)),
            ("after", money(after)),
            ("more", money(more)),
            ("first", money(self.first.1)),
            ("month", words.period(self.first.0)),
        ];
        let cost: Vec<(&str, &str)> = cost.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let request = [("ticket", self.ticket), ("change", self.change)];
        let key =
            if self.ticket.is_empty() { "mail-approval-request" } else { "mail-approval-ticket" };
        let open = || (words.get("mail-approval-open"), self.url.to_owned());
        Mail {
            lang,
            subject: words.with("mail-approval-subject", &subject),
            paragraphs: vec![
                words.with("mail-approval-lead", &lead),
                words.with("mail-approval-cost", &cost),
                words.with(key, &request),
                words.get("mail-approval-do"),
            ],
            link: (!self.url.is_empty()).then(open),
        }
    }
}

/// A link to a quote that somebody is sent.
#[derive(Clone, Copy, Debug)]
pub struct QuoteSent<'a> {
    /// Number of the quote.
    pub number: &'a str,
    /// Who quotes.
    pub seller: &'a str,
    /// USD a month.
    pub total: Usd,
    /// The last day on which the link opens it.
    pub last_day: NaiveDate,
    /// The link.
    pub url: &'a str,
}

impl QuoteSent<'_> {
    /// The mail.
    pub fn mail(&self, lang: Lang) -> Mail {
        let words = Wording::new(lang);
        let total = usd(self.total.as_decimal(), lang);
        let all = [("number", self.number), ("seller", self.seller), ("total", &total)];
        let day = words.day(self.last_day);
        Mail {
            lang,
            subject: words.with("mail-quote-subject", &all),
            paragraphs: vec![
                words.with("mail-quote-lead", &all),
                words.with("mail-quote-valid", &[("day", &day)]),
                words.get("mail-quote-secret"),
            ],
            link: Some((words.get("mail-quote-open"), self.url.to_owned())),
        }
    }
}

/// A document that was issued.
#[derive(Clone, Copy, Debug)]
pub struct DocumentSent<'a> {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number.
    pub number: &'a str,
    /// Who sends it.
    pub seller: &'a str,
    /// Its month.
    pub month: Period,
    /// Its total.
    pub total: Usd,
    /// The day on which it is due; none where nothing is.
    pub due_on: Option<NaiveDate>,
}

impl DocumentSent<'_> {
    /// The mail.
    pub fn mail(&self, lang: Lang) -> Mail {
        let words = Wording::new(lang);
        let kind = words.get(match self.kind {
            DocumentKind::Invoice => "mail-document-invoice",
            DocumentKind::CreditNote => "mail-document-credit-note",
            DocumentKind::DebitNote => "mail-document-debit-note",
        });
        let (month, total) = (words.period(self.month), usd(self.total.as_decimal(), lang));
        let all = [
            ("kind", kind.as_str()),
            ("number", self.number),
            ("seller", self.seller),
            ("month", &month),
            ("total", &total),
        ];
        let mut paragraphs = vec![words.with("mail-document-lead", &all)];
        if let Some(day) = self.due_on {
            paragraphs.push(words.with("mail-document-due", &[("day", &words.day(day))]));
        }
        Mail { lang, subject: words.with("mail-document-subject", &all), paragraphs, link: None }
    }
}

/// A budget that was crossed.
#[derive(Clone, Copy, Debug)]
pub struct BudgetCrossed<'a> {
    /// Name of the customer.
    pub customer: &'a str,
    /// Deployment and environment; the customer's name when it is about all.
    pub place: &'a str,
    /// What is limited: `monthly-usd`, `rise-percent` or `elastic-hours`.
    pub measure: &'a str,
    /// The month.
    pub month: Period,
    /// What is expected or was used, as it is written.
    pub reached: &'a str,
    /// The limit, as it is written.
    pub most: &'a str,
}

impl BudgetCrossed<'_> {
    /// What the check of a change says of it, in one line.
    pub fn line(&self, words: &Wording) -> String {
        let month = words.period(self.month);
        let said = [
            ("place", self.place),
            ("month", &month),
            ("reached", self.reached),
            ("most", self.most),
        ];
        words.with(&format!("budget-line-{}", self.measure), &said)
    }

    /// The mail.
    pub fn mail(&self, lang: Lang) -> Mail {
        let words = Wording::new(lang);
        let month = words.period(self.month);
        let lead = [("customer", self.customer), ("place", self.place), ("month", &month)];
        let figures = [("reached", self.reached), ("most", self.most)];
        Mail {
            lang,
            subject: words.with("mail-budget-subject", &lead),
            paragraphs: vec![
                words.with("mail-budget-lead", &lead),
                words.with(&format!("mail-budget-{}", self.measure), &figures),
                words.get("mail-budget-once"),
            ],
            link: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        Usd::of_cents(text.replace('.', "").parse().expect("cents"))
    }

    #[test]
    fn mails_say_amounts_in_their_language_and_escape_what_people_wrote() {
        let wanted = ApprovalWanted {
            customer: "Acme <b>",
            deployment: "main",
            person: "lead@acme.example",
            title: "Payments & more",
            ticket: "REQ-1",
            change: "CH-1",
            per_month: [usd("1000.00"), usd("1200.50"), usd("200.50")],
            first: ("2026-11".parse().expect("a month"), usd("46.78")),
            url: "https://mru.example/changes/CH-1",
        };
        let (en, es) = (wanted.mail(Lang::En), wanted.mail(Lang::Es));
        assert_eq!(en.subject, "Approval wanted: Payments & more (USD 200.50 per month)");
        assert!(en.text().contains("USD 1,200.50") && es.text().contains("US$ 1.200,50"));
        assert!(en.text().ends_with("\nhttps://mru.example/changes/CH-1\n"), "{}", en.text());
        let page = es.page();
        assert!(page.contains("&#60;b&#62;") && !page.contains("<b>"), "{page}");
        assert!(page.contains("href=\"https://mru.example/changes/CH-1\""), "{page}");
    }

    #[test]
    fn no_mail_lacks_a_word() {
        let month: Period = "2026-04".parse().expect("a month");
        let day = month.first_day();
        for lang in [Lang::En, Lang::Es] {
            let mut all = vec![
                QuoteSent {
                    number: "QUO-1",
                    seller: "M",
                    total: usd("1.00"),
                    last_day: day,
                    url: "u",
                }
                .mail(lang),
            ];
            for kind in [DocumentKind::Invoice, DocumentKind::CreditNote, DocumentKind::DebitNote] {
                let total = usd("1.00");
                let due_on = Some(day);
                all.push(
                    DocumentSent { kind, number: "N", seller: "M", month, total, due_on }
                        .mail(lang),
                );
            }
            for measure in ["monthly-usd", "rise-percent", "elastic-hours"] {
                let (customer, place, reached, most) = ("A", "A", "2", "1");
                all.push(
                    BudgetCrossed { customer, place, measure, month, reached, most }.mail(lang),
                );
            }
            for mail in all {
                let text = format!("{}\n{}{}", mail.subject, mail.text(), mail.page());
                assert!(
                    !text.contains("mail-") && !text.contains('$') || text.contains("US$"),
                    "{text}"
                );
            }
        }
    }
}

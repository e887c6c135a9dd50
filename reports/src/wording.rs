//! The wording of the documents: Fluent messages in English and Spanish.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use mru_core::{Lang, calendar::Period};
use unic_langid::LanguageIdentifier;

/// The messages, file by file.
const ENGLISH: &[&str] = &[
    include_str!("../wording/en/accuracy.ftl"),
    include_str!("../wording/en/billing.ftl"),
    include_str!("../wording/en/change.ftl"),
    include_str!("../wording/en/document.ftl"),
    include_str!("../wording/en/mail.ftl"),
    include_str!("../wording/en/offer.ftl"),
    include_str!("../wording/en/quote.ftl"),
    include_str!("../wording/en/rate_card.ftl"),
    include_str!("../wording/en/reconciliation.ftl"),
    include_str!("../wording/en/ticket.ftl"),
];
const SPANISH: &[&str] = &[
    include_str!("../wording/es/accuracy.ftl"),
    include_str!("../wording/es/billing.ftl"),
    include_str!("../wording/es/change.ftl"),
    include_str!("../wording/es/document.ftl"),
    include_str!("../wording/es/mail.ftl"),
    include_str!("../wording/es/offer.ftl"),
    include_str!("../wording/es/quote.ftl"),
    include_str!("../wording/es/rate_card.ftl"),
    include_str!("../wording/es/reconciliation.ftl"),
    include_str!("../wording/es/ticket.ftl"),
];

/// The messages of one language.
///
/// # Example
///
/// ```
/// use mru_core::Lang;
/// use reports::wording::Wording;
///
/// let words = Wording::new(Lang::Es);
/// assert_eq!(words.get("quote"), "Cotización");
/// assert_eq!(words.with("quote-subtotal", &[("place", "producción")]), "Subtotal producción");
/// ```
pub struct Wording {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Wording {
    /// Takes the messages of one language.
    pub fn new(lang: Lang) -> Wording {
        let tag: LanguageIdentifier = tag(lang).parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        bundle.set_use_isolating(false);
        for text in sources(lang) {
            let resource = FluentResource::try_new((*text).to_owned())
                .unwrap_or_else(|(readable, _)| readable);
            bundle.add_resource_overriding(resource);
        }
        Wording { lang, bundle }
    }

    /// Returns the language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns a message without arguments; the key itself when there is no such message.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a message with its arguments; the key itself when there is no such message.
    pub fn with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// Writes a date: `2026-11-21` in English, `21-11-2026` in Spanish.
    pub fn date(&self, date: NaiveDate) -> String {
        match self.lang {
            Lang::En => date.to_string(),
            Lang::Es => format!("{:02}-{:02}-{:04}", date.day(), date.month(), date.year()),
        }
    }

    /// Writes a date as documents of billing do: `11 Apr 2026` or `11-04-2026`.
    pub fn day(&self, date: NaiveDate) -> String {
        match self.lang {
            Lang::En => format!("{} {} {:04}", date.day(), self.short_month(date), date.year()),
            Lang::Es => self.date(date),
        }
    }

    /// Writes days, first to last, without the year: `11–30 Apr` or `11–30 abr`.
    pub fn days(&self, first: NaiveDate, last: NaiveDate) -> String {
        let month = |date| self.short_month(date);
        if first >= last {
            format!("{} {}", first.day(), month(first))
        } else if first.month() == last.month() && first.year() == last.year() {
            format!("{}–{} {}", first.day(), last.day(), month(last))
        } else {
            format!("{} {} – {} {}", first.day(), month(first), last.day(), month(last))
        }
    }

    /// Writes a period: `April 2026` or `abril de 2026`.
    pub fn period(&self, period: Period) -> String {
        let first = period.first_day();
        let (month, year) = (self.get(&format!("month-{}", first.month())), first.year());
        self.with("month-of-year", &[("month", &month), ("year", &year.to_string())])
    }

    fn short_month(&self, date: NaiveDate) -> String {
        self.get(&format!("month-short-{}", date.month()))
    }

    /// Returns the tag for the `lang` attribute of a page.
    pub fn tag(&self) -> &'static str {
        tag(self.lang)
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wording").field("lang", &self.lang).finish_non_exhaustive()
    }
}

const fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Es => "es-CL",
    }
}

const fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => ENGLISH,
        Lang::Es => SPANISH,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use mru_core::{
        account::Language,
        calendar::Proration,
        invoice::CreditReason,
        rate_card::{
            DataServicesPolicy, GatewayPolicy, GlobalDatabasePolicy, NatPolicy, PipelinePolicy,
            RedundancyPolicy, SsoPolicy, StoragePolicy,
        },
    };

    use super::*;

    /// Where keys are used.
    const USERS: &[&str] = &[
        include_str!("change_text.rs"),
        include_str!("change_view.rs"),
        include_str!("change_view/said.rs"),
        include_str!("drift_text.rs"),
        include_str!("impact_text.rs"),
        include_str!("impact_words.rs"),
        include_str!("invoice_html.rs"),
        include_str!("invoice_pdf.rs"),
        include_str!("invoice_text.rs"),
        include_str!("invoice_view.rs"),
        include_str!("invoice_view/head.rs"),
        include_str!("invoice_view/notes.rs"),
        include_str!("invoice_view/parties.rs"),
        include_str!("invoice_view/row.rs"),
        include_str!("invoice_view/section.rs"),
        include_str!("invoice_view/spending.rs"),
        include_str!("invoice_view/summary.rs"),
        include_str!("month_index.rs"),
        include_str!("quote_view.rs"),
        include_str!("quote_pdf.rs"),
        include_str!("quote_view/checks.rs"),
        include_str!("quote_view/notes.rs"),
        include_str!("quote_view/offer.rs"),
        include_str!("quote_view/row.rs"),
        include_str!("quote_view/zero.rs"),
        include_str!("quote_html.rs"),
        include_str!("quote_text.rs"),
        include_str!("reconciliation_html.rs"),
        include_str!("reconciliation_pdf.rs"),
        include_str!("reconciliation_text.rs"),
        include_str!("reconciliation_view.rs"),
        include_str!("reconciliation_view/buckets.rs"),
        include_str!("reconciliation_view/evidence.rs"),
        include_str!("reconciliation_view/figure.rs"),
        include_str!("reconciliation_view/margin.rs"),
        include_str!("reconciliation_view/margin_groups.rs"),
        include_str!("reconciliation_view/picture.rs"),
        include_str!("reconciliation_view/sources.rs"),
        include_str!("reconciliation_view/verdict.rs"),
        include_str!("../templates/billing.html"),
        include_str!("../templates/billing.typ"),
        include_str!("../templates/change.html"),
        include_str!("../templates/index.html"),
        include_str!("../templates/invoice.html"),
        include_str!("../templates/invoice.typ"),
        include_str!("../templates/paper.typ"),
        include_str!("../templates/quote.html"),
        include_str!("../templates/quote.typ"),
        include_str!("../templates/reconciliation.html"),
        include_str!("../templates/reconciliation.typ"),
        include_str!("../templates/usage.html"),
        include_str!("../templates/usage.typ"),
    ];

    /// The written forms of [`mru_core::units::RoundingRule`].
    const ROUNDING: &[&str] = &["half-away-from-zero", "half-to-even"];

    /// Every key of a language with the arguments of its message.
    fn messages(lang: Lang) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut messages = BTreeMap::new();
        let lines = sources(lang).iter().flat_map(|text| text.lines());
        for line in lines.filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (key, value) =
                line.split_once(" = ").unwrap_or_else(|| panic!("not one message a line: {line}"));
            let arguments = value
                .split("{ $")
                .skip(1)
                .map(|rest| rest.split([' ', '}']).next().unwrap())
                .collect();
            assert!(messages.insert(key, arguments).is_none(), "{key} stands twice");
        }
        messages
    }

    #[test]
    fn both_languages_have_the_same_keys_and_arguments() {
        let (english, spanish) = (messages(Lang::En), messages(Lang::Es));
        for (key, arguments) in &english {
            assert_eq!(spanish.get(key), Some(arguments), "{key} in Spanish");
        }
        for key in spanish.keys() {
            assert!(english.contains_key(key), "{key} is missing in English");
        }
    }

    #[test]
    fn fluent_reads_every_message() {
        for lang in [Lang::En, Lang::Es] {
            for text in sources(lang) {
                assert!(FluentResource::try_new((*text).to_owned()).is_ok(), "{lang:?}");
            }
            let words = Wording::new(lang);
            for key in messages(lang).keys() {
                assert!(words.bundle.has_message(key), "{key} in {lang:?}");
            }
        }
    }

    #[test]
    fn every_used_key_exists() {
        let known = messages(Lang::En);
        let mut used = BTreeSet::new();
        for text in USERS {
            for call in [".get(\"", ".with(\"", "fact(\""] {
                let places = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                used.extend(places.map(str::to_owned));
            }
            let literals = text.split('"').filter(|literal| is_key(literal));
            used.extend(literals.map(str::to_owned));
        }
        assert!(used.len() > 40, "the search for used keys finds too few: {}", used.len());
        used.extend(policy_keys());
        for key in used {
            assert!(known.contains_key(key.as_str()), "{key} is used but not worded");
        }
    }

    /// Whether a literal can only be a key.
    fn is_key(literal: &str) -> bool {
        let begins = [
            "billing-",
            "change-",
            "drift-",
            "impact-",
            "quote-",
            "policy-",
            "reconciliation-",
            "severity-",
            "kind-",
        ]
        .iter()
        .any(|start| literal.starts_with(start));
        begins
            && literal.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && !literal.ends_with('-')
    }

    /// The keys that are put together from a policy and its value.
    fn policy_keys() -> Vec<String> {
        let policies: &[(&str, &[&str])] = &[
            ("policy-redundancy", RedundancyPolicy::WRITTEN),
            ("policy-data-services", DataServicesPolicy::WRITTEN),
            ("policy-sso", SsoPolicy::WRITTEN),
            ("policy-pipelines", PipelinePolicy::WRITTEN),
            ("policy-api-gateway", GatewayPolicy::WRITTEN),
            ("policy-nat-gateway", NatPolicy::WRITTEN),
            ("policy-database-storage", StoragePolicy::WRITTEN),
            ("policy-global-database", GlobalDatabasePolicy::WRITTEN),
            ("policy-rounding", ROUNDING),
            ("quote-note-rounding", ROUNDING),
            ("billing-note-rounding", ROUNDING),
            ("billing-note-proration", Proration::WRITTEN),
            ("billing-note-translation", Language::WRITTEN),
            ("billing-reason", CreditReason::WRITTEN),
        ];
        policies
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}-{value}")))
            .collect()
    }

    #[test]
    fn a_missing_key_is_shown_as_it_is() {
        assert_eq!(Wording::new(Lang::En).get("no-such-message"), "no-such-message");
    }

    #[test]
    fn arguments_and_dates() {
        let day: NaiveDate = "2026-11-01".parse().unwrap();
        let (english, spanish) = (Wording::new(Lang::En), Wording::new(Lang::Es));
        assert_eq!(english.date(day), "2026-11-01");
        assert_eq!(spanish.date(day), "01-11-2026");
        assert_eq!(english.day(day), "1 Nov 2026");
        assert_eq!(spanish.day(day), "01-11-2026");
        let last: NaiveDate = "2026-11-30".parse().unwrap();
        assert_eq!(english.days(day, last), "1–30 Nov");
        assert_eq!(spanish.days(day, day), "1 nov");
        assert_eq!(english.period(Period::of(day)), "November 2026");
        assert_eq!(spanish.period(Period::of(day)), "noviembre de 2026");
        assert_eq!(
            spanish.with("policy-pre-production-limit-value", &[("limit", "2")]),
            "a lo más 2 por despliegue"
        );
    }
}

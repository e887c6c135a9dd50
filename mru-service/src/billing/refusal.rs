//! What the use cases of the month refuse: values, which each face words in its own way.

use chrono::NaiveDate;
use mru_core::{Finding, calendar::Period, rate_card::Overlap, units::Usd};

use super::fields::Change;

/// Why something is not recorded or run; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// Documents name rate cards that the store does not hold.
    RateCardsMissing {
        /// The cards; at least one.
        cards: Vec<MissingCard>,
    },
    /// A month lies too far ahead to be looked at.
    PeriodNotBegun {
        /// The month.
        period: Period,
        /// The first day on which it can be looked at.
        from: NaiveDate,
    },
    /// A version of a customer would change a month that was issued.
    VersionInIssuedMonth {
        /// Id of the customer.
        customer: String,
        /// The month with which the version would begin.
        first: Period,
        /// The last month that was issued.
        issued: Period,
        /// The document that bills it.
        number: String,
        /// The first month with which a version can begin.
        next: Period,
    },
    /// Another version of a customer begins on the same day.
    AnotherVersion {
        /// Id of the customer.
        customer: String,
        /// The day.
        day: NaiveDate,
        /// In what they differ.
        changes: Vec<Change>,
    },
    /// The time zone in which the days of a customer are cut never changes.
    TimeZoneIsFixed {
        /// Id of the customer.
        customer: String,
        /// The time zone.
        zone: String,
    },
    /// The demonstration plays into an empty store, and this one holds records.
    StoreIsUsed,
    /// The demonstration lacks one of its own files.
    DemonstrationLacks {
        /// What it lacks.
        what: String,
    },
    /// The key of a request was given to another request before.
    RequestKeyReused {
        /// The key.
        key: String,
    },
    /// Kind or folio of a tax document is empty, or no line that can be read.
    TaxDocumentUnreadable {
        /// Which of them.
        field: &'static str,
        /// The most characters that it may have.
        longest: usize,
    },
    /// The tax document stands for another document of ours.
    TaxDocumentOfAnother {
        /// What it is.
        kind: String,
        /// Its number.
        folio: String,
        /// The number of ours.
        number: String,
    },
}

impl Refusal {
    /// The stable name of the case, such as `another-version`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// A rate card that a document names and the store does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCard {
    /// The document.
    pub number: String,
    /// Name and first day of the card.
    pub card: String,
    /// SHA-256 of its files.
    pub hash: String,
}

/// Why a rate card is not published; each case has a [code](PublishRefusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum PublishRefusal {
    /// Another card of the name is in force on its days (T7).
    RateCardsOverlap {
        /// The two cards.
        overlap: Overlap,
    },
    /// A month from its first day on was billed by a card of its name, and keeps that (N4).
    RateCardInIssuedMonth {
        /// Name and first day of the card.
        card: String,
        /// Its first day.
        first: NaiveDate,
        /// The document.
        number: String,
        /// The month that it billed.
        period: Period,
    },
    /// Customers use it, fewer than [`NOTICE_DAYS`](super::NOTICE_DAYS) remain, and the request does
    /// not say that this is meant (R76).
    ShortNotice {
        /// Name and first day of the card.
        card: String,
        /// Its first day.
        first: NaiveDate,
        /// The days that remain; negative when it should have begun already.
        days: i64,
    },
    /// It is published, so that it bills already, and there is no effect to show before that.
    RateCardIsPublished {
        /// Name and first day of the card.
        card: String,
    },
    /// It is not in force on the first day of the month whose bills it is to change (R75).
    RateCardNotInForceThen {
        /// Name and first day of the card.
        card: String,
        /// The month.
        period: Period,
        /// Its first day.
        first: NaiveDate,
        /// The card of its name that is in force then, if any is.
        instead: Option<String>,
    },
}

impl PublishRefusal {
    /// The stable name of the case, such as `short-notice`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Why something is not issued; each case has a [code](IssueRefusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum IssueRefusal {
    /// A month has not ended where the contract is kept, and no reason is given (N9).
    PeriodNotEnded {
        /// The month.
        period: Period,
        /// The first day after it.
        next: NaiveDate,
    },
    /// The reason for issuing a month early is no line that can be read.
    EarlyReasonUnreadable {
        /// The most characters that it may have.
        longest: usize,
    },
    /// The day of issue is before the end of the month (N9).
    IssueDateWithinPeriod {
        /// The day that was asked for.
        asked: NaiveDate,
        /// The month.
        period: Period,
        /// The first day after it.
        next: NaiveDate,
    },
    /// The day of issue is still to come (N9).
    IssueDateToCome {
        /// The day that was asked for.
        asked: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
    /// The day of issue is before that of a document that was issued earlier (N9).
    IssueDateBeforeLast {
        /// The day that was asked for.
        asked: NaiveDate,
        /// That document.
        number: String,
        /// Its day of issue.
        issued_on: NaiveDate,
    },
    /// The last document of a series is dated in the future.
    SeriesIsAhead {
        /// That document.
        number: String,
        /// Its day of issue.
        issued_on: NaiveDate,
    },
    /// No calendar has the day on which a document would have to be paid.
    DueDateBeyondCalendar {
        /// Day of issue.
        issued_on: NaiveDate,
        /// Days after it.
        days: u32,
    },
    /// An earlier month of the customer is still a draft.
    EarlierMonthIsDraft {
        /// The earlier month.
        earlier: Period,
    },
    /// Facts changed after the draft was made.
    DraftIsStale {
        /// The month of the draft.
        period: Period,
    },
    /// The customer cannot be worked on.
    CustomerSetAside {
        /// Why.
        finding: Box<Finding>,
    },
    /// The key of a request was used for another request.
    KeyIsUsed {
        /// The key.
        key: String,
        /// What it was used for.
        used: Box<UsedKey>,
        /// What was asked for now.
        asked: Box<AskedNote>,
    },
}

impl IssueRefusal {
    /// The stable name of the case, such as `draft-is-stale`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// What the key of a request was used for: a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedKey {
    /// Number of the note.
    pub number: String,
    /// Its day of issue.
    pub issued_on: NaiveDate,
    /// Its total, in USD.
    pub total: Usd,
    /// The document that it is about.
    pub about: String,
    /// Why it was issued, as [`AskedNote::why`] has it.
    pub why: String,
}

/// A note that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedNote {
    /// The document that it would be about.
    pub about: String,
    /// The lines as they are asked for: `1=10.00 2 3=4d`.
    pub lines: String,
    /// The reason of a credit, or `debit`.
    pub why: &'static str,
    /// The day of issue; today when absent.
    pub day: Option<NaiveDate>,
}

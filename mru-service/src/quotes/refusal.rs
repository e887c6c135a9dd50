//! What is refused about stored quotes, as values.

use chrono::NaiveDate;

use crate::storage::{QuoteEnd, Step, StoredQuote};

/// How an issued quote stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It may be accepted.
    Issued,
    /// Its last day is over.
    Expired,
    /// It was accepted.
    Accepted,
    /// It was taken back.
    Withdrawn,
    /// A new version took its place.
    Superseded,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] =
        [State::Issued, State::Expired, State::Accepted, State::Withdrawn, State::Superseded];

    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Issued => "issued",
            State::Expired => "expired",
            State::Accepted => "accepted",
            State::Withdrawn => "withdrawn",
            State::Superseded => "superseded",
        }
    }

    /// Reads the written form.
    pub fn read(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl StoredQuote {
    /// How the quote stands on a day.
    pub fn state(&self, day: NaiveDate) -> State {
        match self.end.as_ref().map(|it| it.step) {
            Some(Step::Accepted) => State::Accepted,
            Some(Step::Withdrawn) => State::Withdrawn,
            Some(Step::Superseded) => State::Superseded,
            None if self.valid_until < day => State::Expired,
            None => State::Issued,
        }
    }

    /// Refuses what needs a quote that may still be accepted on a day.
    pub(super) fn open(&self, day: NaiveDate) -> Result<(), Refusal> {
        self.not_ended()?;
        let (number, valid_until) = (self.number.clone(), self.valid_until);
        if day < self.issued_on {
            let issued_on = self.issued_on;
            return Err(Refusal::QuoteDayBeforeLast { asked: day, number, issued_on });
        }
        if valid_until < day {
            return Err(Refusal::QuoteExpired { number, valid_until, day });
        }
        Ok(())
    }

    /// Refuses what needs a quote that was neither accepted nor taken back nor superseded.
    pub(super) fn not_ended(&self) -> Result<(), Refusal> {
        let Some(QuoteEnd { step, day, .. }) = &self.end else { return Ok(()) };
        Err(Refusal::QuoteNotOpen { number: self.number.clone(), state: *step, since: *day })
    }
}

/// What is refused about stored quotes; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// A quote was accepted, taken back, or superseded.
    QuoteNotOpen {
        /// Its number.
        number: String,
        /// Which of these.
        state: Step,
        /// Since which day.
        since: NaiveDate,
    },
    /// The last day of a quote is over.
    QuoteExpired {
        /// Its number.
        number: String,
        /// Its last day.
        valid_until: NaiveDate,
        /// The day that is asked about.
        day: NaiveDate,
    },
    /// A draft was issued already.
    DraftIsIssued {
        /// The draft.
        draft: String,
        /// The number it was issued under.
        number: String,
    },
    /// A reference names a draft, and only an issued quote will do.
    QuoteIsDraft {
        /// The draft.
        draft: String,
    },
    /// A day is before that of the quote, or of the last one of the series.
    QuoteDayBeforeLast {
        /// The day.
        asked: NaiveDate,
        /// The quote.
        number: String,
        /// Its day of issue.
        issued_on: NaiveDate,
    },
    /// A day is still to come.
    QuoteDayToCome {
        /// The day.
        asked: NaiveDate,
        /// The latest one that is today anywhere.
        today: NaiveDate,
    },
    /// A quote would be valid for no day, or for longer than quotes may.
    QuoteValidity {
        /// Days that were asked for.
        days: u32,
        /// The most there may be.
        longest: u32,
    },
    /// A text is empty where it must not be, too long, or holds what cannot be seen.
    QuoteText {
        /// Which one: `contact`, `notes`, `by`, `position` or `reason`.
        field: &'static str,
        /// The most characters that it may have.
        longest: usize,
    },
    /// No version of the customer has begun by the day.
    NoContractYet {
        /// The customer.
        customer: String,
        /// The day.
        day: NaiveDate,
        /// The first day of its first version.
        first: NaiveDate,
    },
    /// A rate card was named for a customer, whose contract names one.
    QuoteCardByContract {
        /// The customer.
        customer: String,
    },
    /// A quote that is made again from what it pins is not the one that was issued.
    QuoteNotAsIssued {
        /// Its number.
        number: String,
    },
    /// The system gives no random numbers to make a link of.
    NoRandomLink,
    /// A link cannot be mailed: mails are off, have no base for links, or the address is none.
    LinkNotMailed {
        /// The address.
        address: String,
    },
    /// Nothing of a deployment stands on a day, or the customer has none of that name.
    NothingToCopy {
        /// The customer and the deployment: `bank/main`.
        reference: String,
        /// The day.
        day: NaiveDate,
        /// The deployments of the customer.
        known: Vec<String>,
    },
    /// The monthly total is larger than can be kept.
    QuoteTotalTooLarge,
    /// Two quotes cannot be compared exactly.
    QuoteDifferenceTooLarge,
}

impl Refusal {
    /// The stable name of the case, such as `quote-expired`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

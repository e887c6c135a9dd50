//! What is refused of a request before any use case is asked.

/// Why a request is not answered; each case has a [code](Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// There is no such path.
    NoRoute,
    /// The path knows other methods.
    MethodNotAllowed {
        /// Those that it knows, as the header `Allow` has them.
        allowed: String,
    },
    /// No API key was sent.
    ApiKeyMissing,
    /// The role of the key has not the permission that the route asks for.
    NotPermitted {
        /// The role.
        role: &'static str,
        /// The permission.
        permission: &'static str,
    },
    /// The key is bound to one customer, and what was asked for is of all of them.
    NotForOneCustomer,
    /// The key asked more often than it may.
    TooManyRequests {
        /// After how many seconds it may ask again.
        seconds: u64,
    },
    /// The path or query has a parameter that the route does not know.
    ParameterUnknown {
        /// Its name.
        name: String,
        /// Those that it knows.
        known: Vec<&'static str>,
    },
    /// A parameter comes twice.
    ParameterTwice {
        /// Its name.
        name: &'static str,
    },
    /// A parameter is not what it has to be.
    ParameterUnreadable {
        /// Its name.
        name: &'static str,
        /// What it says.
        value: String,
        /// What would be right.
        example: &'static str,
    },
    /// What was sent is in none of the notations that are read.
    MediaTypeUnknown {
        /// What the request says that it is; empty when it says nothing.
        sent: String,
        /// Those that are read.
        known: &'static str,
    },
    /// What was sent is longer than anything that is read.
    BodyTooLong {
        /// The most bytes that are read.
        longest: usize,
    },
    /// What was sent did not arrive whole.
    BodyBroken,
    /// A form comes from another site, or from a session that has ended.
    FormNotOurs,
    /// What records something needs a key of its sender, so that it may be sent again.
    IdempotencyKeyMissing,
    /// The key of a request is empty, longer than 128 letters, or holds other than visible ones.
    IdempotencyKeyUnreadable,
    /// The request is worked on already.
    IdempotencyKeyRunning,
    /// A job is running, and one at a time does.
    JobRunning {
        /// Its id.
        job: String,
    },
    /// The service knows no job of an id.
    NoJob {
        /// The id.
        job: String,
    },
    /// The service shares no secret with who would send tickets there.
    HookIsOff,
    /// A header of the signature is missing.
    SignatureMissing {
        /// Its name.
        header: &'static str,
    },
    /// The signature is not of what was sent.
    SignatureWrong,
    /// What was sent was signed too long ago, or is signed for later.
    SignatureStale {
        /// How far clocks may be apart, in seconds.
        seconds: i64,
    },
    /// What was sent is not valid: findings say why.
    InputInvalid,
    /// What is recorded of a customer contradicts itself: findings say how.
    RecordsContradict,
    /// It took longer than a request may.
    TookTooLong {
        /// How long that is.
        seconds: u64,
    },
    /// The service ends, or cannot read its store.
    NotReady,
    /// Something went wrong inside; the log of the service says what.
    FailedInside,
}

impl Refusal {
    /// The stable name of the case, such as `not-permitted`.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

//! Why AWS did not answer, told apart by what somebody can do about it.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why AWS did not answer. `said` is in the words of AWS or of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There are no credentials, or they could not be had.
    NoCredentials {
        /// What was tried, and how it failed.
        said: String,
    },
    /// The credentials have expired.
    Expired,
    /// AWS does not know the credentials, or the signature is wrong.
    NotAccepted {
        /// AWS's name of the error.
        code: String,
    },
    /// The credentials lack a permission.
    Denied {
        /// In AWS's words.
        said: String,
    },
    /// The credentials may not assume the role.
    RoleDenied {
        /// In AWS's words.
        said: String,
    },
    /// AWS asks to be asked less often, after all attempts.
    Throttled,
    /// No connection, or none that can be trusted.
    Unreachable {
        /// How it failed.
        said: String,
    },
    /// AWS took longer than this program waits.
    TooSlow,
    /// AWS refuses the request, or failed at it.
    Refused {
        /// AWS's name of the error.
        code: String,
        /// In AWS's words.
        said: String,
    },
}

/// Names of errors by which AWS says that somebody asks too often.
const THROTTLING: [&str; 7] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "TooManyRequestsException",
    "SlowDown",
];
/// Names of errors about credentials that were valid once.
const EXPIRED: [&str; 4] =
    ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];
/// Names of errors about credentials that are not valid.
const NOT_ACCEPTED: [&str; 9] = [
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "RequestTimeTooSkewed",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
];
/// Names of errors about a lack of permission.
const DENIED: [&str; 4] =
    ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "OptInRequired"];

impl Cause {
    /// The cause of a failed request.
    pub fn of<E, R>(error: &SdkError<E, R>) -> Cause
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug + 'static,
    {
        if let Some(service) = error.as_service_error() {
            let code = service.code().unwrap_or("unknown");
            return Cause::named(code, service.message().unwrap_or_default());
        }
        let said = chain(error);
        if has_credentials_error(error) {
            return if said.to_lowercase().contains("expired") {
                Cause::Expired
            } else if said.contains("AccessDenied") {
                Cause::RoleDenied { said }
            } else {
                Cause::NoCredentials { said }
            };
        }
        match error {
            SdkError::TimeoutError(_) => Cause::TooSlow,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Cause::TooSlow,
            SdkError::DispatchFailure(_) => Cause::Unreachable { said },
            _ => Cause::Refused { code: "unreadable".to_owned(), said },
        }
    }

    /// The cause behind a name that AWS gave an error.
    fn named(code: &str, said: &str) -> Cause {
        let said = said.to_owned();
        match code {
            code if THROTTLING.contains(&code) => Cause::Throttled,
            code if EXPIRED.contains(&code) => Cause::Expired,
            code if DENIED.contains(&code) => Cause::Denied { said },
            code if NOT_ACCEPTED.contains(&code) => Cause::NotAccepted { code: code.to_owned() },
            code => Cause::Refused { code: code.to_owned(), said },
        }
    }
}

/// Whether the credentials could not be had.
fn has_credentials_error(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<CredentialsError>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// An error with everything behind it, each said once.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if said.last().is_none_or(|last| !last.contains(&text)) {
            said.push(text);
        }
        next = error.source();
    }
    said.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_what_can_be_done() {
        let said = || "in AWS's words".to_owned();
        let cases = [
            ("ThrottlingException", Cause::Throttled),
            ("ExpiredTokenException", Cause::Expired),
            ("AccessDeniedException", Cause::Denied { said: said() }),
            (
                "UnrecognizedClientException",
                Cause::NotAccepted { code: "UnrecognizedClientException".to_owned() },
            ),
            (
                "ExpiredNextTokenException",
                Cause::Refused { code: "ExpiredNextTokenException".to_owned(), said: said() },
            ),
        ];
        for (code, cause) in cases {
            assert_eq!(Cause::named(code, &said()), cause, "{code}");
        }
    }
}

//! What AWS refuses, as values: which request, and what somebody can do about it.

/// Why AWS did not answer; each case has a [code](AwsRefusal::code). `said` is in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum AwsRefusal {
    /// There are no credentials, or they could not be had.
    NoAwsCredentials {
        /// What was tried, and how it failed.
        said: String,
    },
    /// The credentials have expired.
    AwsCredentialsExpired,
    /// AWS does not know the credentials, or the signature is wrong.
    AwsCredentialsNotAccepted {
        /// AWS's name of the error.
        error: String,
    },
    /// The credentials lack a permission.
    AwsPermissionMissing {
        /// The permission: `pricing:GetProducts`.
        permission: &'static str,
        /// In AWS's words.
        said: String,
    },
    /// The credentials may not assume the role.
    AwsRoleDenied {
        /// In AWS's words.
        said: String,
    },
    /// AWS asks to be asked less often, after all attempts.
    AwsThrottles {
        /// What was asked.
        request: String,
    },
    /// No connection, or none that can be trusted.
    AwsUnreachable {
        /// How it failed.
        said: String,
    },
    /// AWS took longer than this program waits.
    AwsTooSlow {
        /// What was asked.
        request: String,
    },
    /// AWS refuses the request, or failed at it.
    AwsRefusesRequest {
        /// What was asked.
        request: String,
        /// AWS's name of the error.
        error: String,
        /// In AWS's words.
        said: String,
    },
    /// An answer has page after page without an end.
    AwsPagesWithoutEnd {
        /// What was asked.
        request: String,
        /// How many pages were read.
        pages: usize,
    },
}

impl AwsRefusal {
    /// The code of the case.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Why a request that needs a permission was not answered.
    #[cfg(feature = "aws")]
    pub(crate) fn of(
        cause: aws_access::Cause,
        request: String,
        permission: &'static str,
    ) -> AwsRefusal {
        use aws_access::Cause;
        match cause {
            Cause::NoCredentials { said } => AwsRefusal::NoAwsCredentials { said },
            Cause::Expired => AwsRefusal::AwsCredentialsExpired,
            Cause::NotAccepted { code } => AwsRefusal::AwsCredentialsNotAccepted { error: code },
            Cause::Denied { said } => AwsRefusal::AwsPermissionMissing { permission, said },
            Cause::RoleDenied { said } => AwsRefusal::AwsRoleDenied { said },
            Cause::Throttled => AwsRefusal::AwsThrottles { request },
            Cause::Unreachable { said } => AwsRefusal::AwsUnreachable { said },
            Cause::TooSlow => AwsRefusal::AwsTooSlow { request },
            Cause::Refused { code, said } => {
                AwsRefusal::AwsRefusesRequest { request, error: code, said }
            }
        }
    }
}

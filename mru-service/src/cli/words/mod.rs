//! Refusals in words, with what to do on the command line: the use cases say what is the matter, and
//! each face how to go on. No other folder names a command or an option.

mod absent;
mod aws;
mod billing;
mod books;
mod budgets;
mod callers;
mod cards;
mod changes;
mod door;
mod findings;
mod gathering;
mod issue;
mod keeping;
mod notifying;
mod quotes;
mod reconciling;
mod since;
mod store;
mod witness;

use mru_core::reconciliation::ReconcileError;

use crate::{
    StoreError,
    absent::Absent,
    aws::AwsRefusal,
    billing::{BillingError, PublishError},
    books::LookError,
    budgets::BudgetError,
    callers::CallerError,
    changes::ChangeError,
    failure::Failure,
    keeping::RestoreError,
    notifying::NotifyError,
    quotes::QuoteError,
    quoting::TermsError,
    rate_cards::{CardError, Refusal},
    reconciling::{GatheringError, ReconcilingError, SourceRefusal},
    tables,
    witness::{Unproven, WitnessError},
};

pub(super) use findings::with_remedies;
pub(super) use issue::words as not_issued;
pub(super) use since::{contradictions, unproven};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::CannotDo(store::words(&error))
    }
}

impl From<BillingError> for Failure {
    fn from(error: BillingError) -> Failure {
        match error {
            BillingError::Store(error) => error.into(),
            BillingError::Absent(absent) => absent.into(),
            BillingError::Refused(refusal) => Failure::CannotDo(billing::words(&refusal)),
            BillingError::CannotIssue(refusal) => Failure::CannotDo(issue::words(&refusal)),
            BillingError::Unsigned(refusal) => refusal.into(),
            BillingError::Invalid(findings) => Failure::invalid("", "", with_remedies(findings)),
            BillingError::Cards(error) => error.into(),
            BillingError::Spool(error) => Failure::io(&std::env::temp_dir(), &error),
        }
    }
}

impl From<AwsRefusal> for Failure {
    fn from(refusal: AwsRefusal) -> Failure {
        Failure::CannotDo(aws::words(&refusal))
    }
}

impl From<Absent> for Failure {
    fn from(absent: Absent) -> Failure {
        Failure::CannotDo(absent::words(&absent))
    }
}

impl From<CardError> for Failure {
    fn from(error: CardError) -> Failure {
        match error {
            CardError::Unreadable(unreadable) => tables::invalid(None, unreadable),
            CardError::Invalid { name, findings } => Failure::invalid(name, "", findings),
            CardError::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        cards::not_had(refusal)
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Failure {
        match error {
            PublishError::Billing(error) => error.into(),
            PublishError::Invalid(findings) => Failure::invalid("", "", findings),
            PublishError::Refused(refusal) => cards::not_published(refusal),
        }
    }
}

impl From<ReconcilingError> for Failure {
    fn from(error: ReconcilingError) -> Failure {
        match error {
            ReconcilingError::Billing(error) => error.into(),
            ReconcilingError::Card(error) => error.into(),
            ReconcilingError::Invalid(_, findings) => Failure::invalid("", "", findings),
            ReconcilingError::Refused(refusal) => Failure::CannotDo(reconciling::words(&refusal)),
        }
    }
}

impl From<SourceRefusal> for Failure {
    fn from(refusal: SourceRefusal) -> Failure {
        Failure::CannotDo(gathering::words(&refusal))
    }
}

impl From<GatheringError> for Failure {
    fn from(error: GatheringError) -> Failure {
        match error {
            GatheringError::Aws(refusal) => refusal.into(),
            GatheringError::Costs(error) => error.into(),
            GatheringError::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<ReconcileError> for Failure {
    fn from(error: ReconcileError) -> Failure {
        ReconcilingError::from(error).into()
    }
}

impl From<WitnessError> for Failure {
    fn from(error: WitnessError) -> Failure {
        BillingError::from(error).into()
    }
}

impl From<crate::witness::Refusal> for Failure {
    fn from(refusal: crate::witness::Refusal) -> Failure {
        Failure::CannotDo(witness::words(&refusal))
    }
}

impl From<LookError> for Failure {
    fn from(error: LookError) -> Failure {
        match error {
            LookError::Store(error) => error.into(),
            LookError::Billing(error) => error.into(),
            LookError::Absent(absent) => absent.into(),
            LookError::Refused(refusal) => Failure::CannotDo(books::words(&refusal)),
            LookError::Contradiction { of, findings } => {
                Failure::invalid(of, "", with_remedies(findings))
            }
        }
    }
}

impl From<QuoteError> for Failure {
    fn from(error: QuoteError) -> Failure {
        match error {
            QuoteError::Store(error) => error.into(),
            QuoteError::Absent(absent) => absent.into(),
            QuoteError::Refused(refusal) => Failure::CannotDo(quotes::words(&refusal)),
            QuoteError::Billing(error) => error.into(),
            QuoteError::Card(error) => error.into(),
            QuoteError::Invalid(findings) => Failure::invalid("", "", findings),
            QuoteError::Page(said) => Failure::CannotDo(say!(
                "the page of the quote cannot be made: {said}",
                "no se puede generar la página de la cotización: {said}"
            )),
        }
    }
}

impl From<CallerError> for Failure {
    fn from(error: CallerError) -> Failure {
        match error {
            CallerError::Store(error) => error.into(),
            CallerError::Absent(absent) => absent.into(),
            CallerError::Refused(refusal) => Failure::CannotDo(callers::words(&refusal)),
        }
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Failure {
        match error {
            ChangeError::Invalid(_, findings) => Failure::invalid("", "", findings),
            ChangeError::Terms(error) => match *error {
                TermsError::Card(error) => error.into(),
                TermsError::Contract(findings) => Failure::invalid("", "", findings),
            },
            ChangeError::Absent(absent) => absent.into(),
            ChangeError::Billing(error) => error.into(),
            ChangeError::Unsigned(refusal) => refusal.into(),
            ChangeError::Refused(refusal) => Failure::CannotDo(changes::words(&refusal)),
        }
    }
}

impl From<BudgetError> for Failure {
    fn from(error: BudgetError) -> Failure {
        match error {
            BudgetError::Store(error) => error.into(),
            BudgetError::Absent(absent) => absent.into(),
            BudgetError::Refused(refusal) => Failure::CannotDo(budgets::words(&refusal)),
        }
    }
}

impl From<NotifyError> for Failure {
    fn from(error: NotifyError) -> Failure {
        match error {
            NotifyError::Store(error) => error.into(),
            NotifyError::Absent(absent) => absent.into(),
            NotifyError::Refused(refusal) => Failure::CannotDo(notifying::words(&refusal)),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Failure {
        match error {
            RestoreError::Store(error) => error.into(),
            RestoreError::Billing(error) => error.into(),
            RestoreError::Refused(refusal) => Failure::CannotDo(keeping::words(&refusal)),
        }
    }
}

impl From<Unproven> for Failure {
    fn from(unproven: Unproven) -> Failure {
        Failure::CannotDo(since::unproven(&unproven))
    }
}

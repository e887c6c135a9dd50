//! What a caller may do: roles, and the permissions that each has.

/// What somebody who asks the API is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Quotes deployments and looks after customers.
    AccountExecutive,
    /// Provisions components and reports what was created and removed; provisioning tools too.
    Sre,
    /// Runs the month.
    BillingAnalyst,
    /// Derives and publishes rate cards, and holds them against what AWS charged.
    RateCardOwner,
    /// Sees what a change costs and approves it, for a customer.
    CustomerApprover,
    /// Looks at everything and changes nothing.
    Auditor,
    /// May do everything.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 7] = [
        Role::AccountExecutive,
        Role::Sre,
        Role::BillingAnalyst,
        Role::RateCardOwner,
        Role::CustomerApprover,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The written form, such as `billing-analyst`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::AccountExecutive => "account-executive",
            Role::Sre => "sre",
            Role::BillingAnalyst => "billing-analyst",
            Role::RateCardOwner => "rate-card-owner",
            Role::CustomerApprover => "customer-approver",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// Reads the written form.
    pub fn read(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether somebody of the role has a permission.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Quote => true,
            Permission::ReadRateCards => !matches!(self, Role::CustomerApprover),
            Permission::ReadMetering => true,
            Permission::ReadBooks => !matches!(self, Role::Sre | Role::RateCardOwner),
            Permission::ReadQuotes => !matches!(self, Role::Sre | Role::RateCardOwner),
            Permission::IssueQuotes => {
                matches!(self, Role::AccountExecutive | Role::Administrator)
            }
            Permission::AcceptQuotes => {
                matches!(self, Role::CustomerApprover | Role::Administrator)
            }
            Permission::RecordEvents => matches!(self, Role::Sre | Role::Administrator),
            Permission::RunMonths | Permission::IssueMonths => {
                matches!(self, Role::BillingAnalyst | Role::Administrator)
            }
            Permission::ReadChanges => !matches!(self, Role::RateCardOwner),
            Permission::RequestChanges => {
                matches!(self, Role::AccountExecutive | Role::Sre | Role::Administrator)
            }
            Permission::ApproveChanges => {
                matches!(self, Role::CustomerApprover | Role::Administrator)
            }
            Permission::AskGate => matches!(self, Role::Sre | Role::Administrator),
            Permission::ReadDeliveries => matches!(self, Role::Auditor | Role::Administrator),
            Permission::ManageDeliveries => matches!(self, Role::Administrator),
            Permission::SetBudgets => matches!(
                self,
                Role::AccountExecutive | Role::CustomerApprover | Role::Administrator
            ),
            Permission::ReadReconciliations => matches!(
                self,
                Role::BillingAnalyst | Role::RateCardOwner | Role::Auditor | Role::Administrator
            ),
        }
    }
}

/// What a route asks of who calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Price, validate and look up kinds of components.
    Quote,
    /// See rate cards, and with them how each weight was derived from prices and model.
    ReadRateCards,
    /// See what customers have and had, without prices.
    ReadMetering,
    /// See customers with their contracts, months, drafts and issued documents.
    ReadBooks,
    /// See what AWS charged, and the margin.
    ReadReconciliations,
    /// See quotes that were issued; drafts too, but for who approves for a customer.
    ReadQuotes,
    /// Save drafts of quotes, issue and withdraw them, make links.
    IssueQuotes,
    /// Accept quotes.
    AcceptQuotes,
    /// Record what provisioning did.
    RecordEvents,
    /// Run months, and look at how far a run is.
    RunMonths,
    /// Issue the drafts of a month.
    IssueMonths,
    /// Check changes, and see requests, approvals, envelopes and receipts.
    ReadChanges,
    /// Record requests of changes.
    RequestChanges,
    /// Approve and reject them, and allow envelopes; for whom the contract names.
    ApproveChanges,
    /// Ask the gate, which uses up what was approved.
    AskGate,
    /// See who is told of what happens, and what was delivered.
    ReadDeliveries,
    /// Say who is told, and deliver again.
    ManageDeliveries,
    /// Set budgets.
    SetBudgets,
}

impl Permission {
    /// All of them.
    pub const ALL: [Permission; 18] = [
        Permission::Quote,
        Permission::ReadRateCards,
        Permission::ReadMetering,
        Permission::ReadBooks,
        Permission::ReadReconciliations,
        Permission::ReadQuotes,
        Permission::IssueQuotes,
        Permission::AcceptQuotes,
        Permission::RecordEvents,
        Permission::RunMonths,
        Permission::IssueMonths,
        Permission::ReadChanges,
        Permission::RequestChanges,
        Permission::ApproveChanges,
        Permission::AskGate,
        Permission::ReadDeliveries,
        Permission::ManageDeliveries,
        Permission::SetBudgets,
    ];

    /// The written form, such as `read-rate-cards`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Permission::Quote => "quote",
            Permission::ReadRateCards => "read-rate-cards",
            Permission::ReadMetering => "read-metering",
            Permission::ReadBooks => "read-books",
            Permission::ReadReconciliations => "read-reconciliations",
            Permission::ReadQuotes => "read-quotes",
            Permission::IssueQuotes => "issue-quotes",
            Permission::AcceptQuotes => "accept-quotes",
            Permission::RecordEvents => "record-events",
            Permission::RunMonths => "run-months",
            Permission::IssueMonths => "issue-months",
            Permission::ReadChanges => "read-changes",
            Permission::RequestChanges => "request-changes",
            Permission::ApproveChanges => "approve-changes",
            Permission::AskGate => "ask-gate",
            Permission::ReadDeliveries => "read-deliveries",
            Permission::ManageDeliveries => "manage-deliveries",
            Permission::SetBudgets => "set-budgets",
        }
    }
}

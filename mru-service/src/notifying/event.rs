//! What others may be told of.

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A quote was issued.
    QuoteIssued,
    /// A link to a quote was made, to be sent to somebody.
    QuoteSent,
    /// A quote was accepted.
    QuoteAccepted,
    /// A quote was taken back.
    QuoteWithdrawn,
    /// A change was asked for.
    ChangeRequested,
    /// A change was approved.
    ChangeApproved,
    /// A change was rejected.
    ChangeRejected,
    /// An invoice, credit note or debit note was issued.
    DocumentIssued,
    /// A rate card was published.
    RateCardPublished,
    /// A budget was crossed.
    BudgetCrossed,
    /// A ticket got its cost check.
    TicketChecked,
    /// Somebody is sent a code or a link of their own.
    CodeSent,
}

impl EventKind {
    /// All of which webhooks may be told.
    pub const ALL: [EventKind; 10] = [
        EventKind::QuoteIssued,
        EventKind::QuoteAccepted,
        EventKind::QuoteWithdrawn,
        EventKind::ChangeRequested,
        EventKind::ChangeApproved,
        EventKind::ChangeRejected,
        EventKind::DocumentIssued,
        EventKind::RateCardPublished,
        EventKind::BudgetCrossed,
        EventKind::TicketChecked,
    ];

    /// The written form.
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::QuoteIssued => "quote.issued",
            EventKind::QuoteSent => "quote.sent",
            EventKind::QuoteAccepted => "quote.accepted",
            EventKind::QuoteWithdrawn => "quote.withdrawn",
            EventKind::ChangeRequested => "change.requested",
            EventKind::ChangeApproved => "change.approved",
            EventKind::ChangeRejected => "change.rejected",
            EventKind::DocumentIssued => "document.issued",
            EventKind::RateCardPublished => "rate-card.published",
            EventKind::BudgetCrossed => "budget.crossed",
            EventKind::TicketChecked => "ticket.checked",
            EventKind::CodeSent => "code.sent",
        }
    }

    /// Reads the written form of one of which webhooks may be told.
    pub fn read(text: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

//! Which fields a roll-up reads, and which of them keep groups apart.

use mru_core::costs::TallyKey;

use crate::{Options, fields::Field};

/// The fields that a roll-up reads besides those of its grouping.
const FIELDS: [Field; 23] = [
    Field::Period,
    Field::Start,
    Field::End,
    Field::Account,
    Field::Line,
    Field::Service,
    Field::UsageType,
    Field::Operation,
    Field::Unit,
    Field::Currency,
    Field::Usage,
    Field::Charged,
    Field::NetCharged,
    Field::ReservationEffective,
    Field::PlanEffective,
    Field::Commitment,
    Field::UsedCommitment,
    Field::UnusedUpfront,
    Field::UnusedRecurring,
    Field::NetReservationEffective,
    Field::NetPlanEffective,
    Field::Reservation,
    Field::SplitParent,
];

/// The fields that a roll-up reads.
pub(super) fn fields(options: &Options) -> Vec<Field> {
    let by = options.grouping;
    let tags = by.environment || by.component;
    let more = [
        (by.region, Field::Region),
        (by.invoice, Field::Invoice),
        (by.resource, Field::Resource),
        (by.environment, Field::Environment),
        (by.component, Field::Component),
        (tags, Field::Tags),
        (true, Field::NetUnusedUpfront),
        (true, Field::NetUnusedRecurring),
    ];
    let more = more.into_iter().filter(|(wanted, _)| *wanted).map(|(_, field)| field);
    FIELDS.into_iter().chain(more).collect()
}

/// Where a key has the name of a field, when the grouping keeps the field apart.
pub(super) fn key_fields(options: &Options) -> Vec<(Field, usize)> {
    let by = options.grouping;
    let all = [
        (true, Field::Account, TallyKey::ACCOUNT),
        (true, Field::Service, TallyKey::SERVICE),
        (true, Field::UsageType, TallyKey::USAGE_TYPE),
        (by.operation, Field::Operation, TallyKey::OPERATION),
        (by.region, Field::Region, TallyKey::REGION),
        (by.environment, Field::Environment, TallyKey::ENVIRONMENT),
        (by.component, Field::Component, TallyKey::COMPONENT),
        (true, Field::Unit, TallyKey::UNIT),
        (by.invoice, Field::Invoice, TallyKey::INVOICE),
        (by.resource, Field::Resource, TallyKey::RESOURCE),
    ];
    all.into_iter().filter(|(kept, ..)| *kept).map(|(_, field, place)| (field, place)).collect()
}

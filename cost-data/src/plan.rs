//! The roll-up, defined once: which columns keep rows apart, which are added up, and which decide how a
//! row counts. The reader of parquet takes its columns from here, and so does the SQL for Amazon Athena.

use mru_core::costs::{Grouping, TallyKey};

use crate::{Options, fields::Field};

/// What is added up in a group.
pub(crate) const SUMS: [Field; 13] = [
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
    Field::NetUnusedUpfront,
    Field::NetUnusedRecurring,
];

/// What decides how a row counts, whatever its keys are: its line type, its currency, whether it divides
/// the cost of another one, and whether it names a reservation.
pub(crate) const RULES: [Field; 5] =
    [Field::Line, Field::Currency, Field::Operation, Field::SplitParent, Field::Reservation];

/// The month of its bill, and for when it is.
pub(crate) const SPANS: [Field; 3] = [Field::Period, Field::Start, Field::End];

/// A key: whether a grouping keeps it apart, its field, and its place in [`TallyKey`].
type Key = (fn(Grouping) -> bool, Field, usize);

/// The keys, in the order of [`TallyKey`].
const KEYS: [Key; 10] = [
    (|_| true, Field::Account, TallyKey::ACCOUNT),
    (|_| true, Field::Service, TallyKey::SERVICE),
    (|_| true, Field::UsageType, TallyKey::USAGE_TYPE),
    (|by| by.operation, Field::Operation, TallyKey::OPERATION),
    (|by| by.region, Field::Region, TallyKey::REGION),
    (|by| by.environment, Field::Environment, TallyKey::ENVIRONMENT),
    (|by| by.component, Field::Component, TallyKey::COMPONENT),
    (|_| true, Field::Unit, TallyKey::UNIT),
    (|by| by.invoice, Field::Invoice, TallyKey::INVOICE),
    (|by| by.resource, Field::Resource, TallyKey::RESOURCE),
];

/// The fields that keep groups apart, each with its place in a key.
pub(crate) fn keys(options: &Options) -> Vec<(Field, usize)> {
    let kept = KEYS.into_iter().filter(|(kept, ..)| kept(options.grouping));
    kept.map(|(_, field, place)| (field, place)).collect()
}

/// Every field that a roll-up reads, once.
pub(crate) fn fields(options: &Options) -> Vec<Field> {
    let by = options.grouping;
    let tags = (by.environment || by.component).then_some(Field::Tags);
    let keys = keys(options).into_iter().map(|(field, _)| field);
    let mut all: Vec<Field> = Vec::new();
    for field in SPANS.into_iter().chain(RULES).chain(keys).chain(SUMS).chain(tags) {
        if !all.contains(&field) {
            all.push(field);
        }
    }
    all
}

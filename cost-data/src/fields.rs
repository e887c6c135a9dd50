//! Which columns of which format say what, by name.

use mru_core::text::nearest;

use crate::{
    CostDataError, Expected,
    tags::{Tag, snake},
};

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Period,
    Start,
    End,
    Payer,
    Account,
    Invoice,
    Line,
    Service,
    UsageType,
    Operation,
    Region,
    Resource,
    Description,
    Usage,
    Unit,
    Currency,
    /// All tags as a map.
    Tags,
    Environment,
    Component,
    /// The cost of the line; billed cost in FOCUS.
    Charged,
    /// The cost of the line after discounts.
    NetCharged,
    /// Effective cost of FOCUS.
    Effective,
    ReservationEffective,
    PlanEffective,
    Commitment,
    UsedCommitment,
    UnusedUpfront,
    UnusedRecurring,
    NetReservationEffective,
    NetPlanEffective,
    NetUnusedUpfront,
    NetUnusedRecurring,
    Reservation,
    /// The resource whose cost a split-cost allocation row divides.
    SplitParent,
    /// Where `Account`, `Service`, `Usage` and `Unit` are looked for when theirs is empty (FOCUS).
    OtherAccount,
    OtherService,
    OtherUsage,
    OtherUnit,
    CommitmentType,
    CommitmentStatus,
    Frequency,
    /// Whether a charge of FOCUS is a correction.
    Class,
    /// Of a row that Athena added up: of how many, and how many of those lost digits.
    Rows,
    Inexact,
}

/// How many fields there are.
pub(crate) const FIELDS: usize = Field::Inexact as usize + 1;

impl Field {
    pub(crate) const ALL: [Field; FIELDS] = [
        Field::Period,
        Field::Start,
        Field::End,
        Field::Payer,
        Field::Account,
        Field::Invoice,
        Field::Line,
        Field::Service,
        Field::UsageType,
        Field::Operation,
        Field::Region,
        Field::Resource,
        Field::Description,
        Field::Usage,
        Field::Unit,
        Field::Currency,
        Field::Tags,
        Field::Environment,
        Field::Component,
        Field::Charged,
        Field::NetCharged,
        Field::Effective,
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
        Field::Reservation,
        Field::SplitParent,
        Field::OtherAccount,
        Field::OtherService,
        Field::OtherUsage,
        Field::OtherUnit,
        Field::CommitmentType,
        Field::CommitmentStatus,
        Field::Frequency,
        Field::Class,
        Field::Rows,
        Field::Inexact,
    ];

    /// What its values are.
    pub(crate) const fn expected(self) -> Expected {
        match self {
            Field::Period | Field::Start | Field::End => Expected::Instant,
            Field::Tags => Expected::Tags,
            Field::Usage
            | Field::OtherUsage
            | Field::Charged
            | Field::NetCharged
            | Field::Effective
            | Field::ReservationEffective
            | Field::PlanEffective
            | Field::Commitment
            | Field::UsedCommitment
            | Field::UnusedUpfront
            | Field::UnusedRecurring
            | Field::NetReservationEffective
            | Field::NetPlanEffective
            | Field::NetUnusedUpfront
            | Field::NetUnusedRecurring => Expected::Amount,
            _ => Expected::Something,
        }
    }
}

/// A family of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// CUR 2.0, and legacy CUR under the names of CUR 2.0.
    Cur,
    /// FOCUS 1.0 to 1.4.
    Focus,
}

/// A field, the names that its column may have, and whether the format cannot do without it.
type Column = (Field, &'static [&'static str], bool);

const NEEDED: bool = true;
const OPTIONAL: bool = false;

/// CUR 2.0. Legacy CUR has the same names in another spelling, which [`Layout::of`] brings to this.
const CUR: &[Column] = &[
    (Field::Period, &["bill_billing_period_start_date"], NEEDED),
    (Field::Start, &["line_item_usage_start_date"], NEEDED),
    (Field::End, &["line_item_usage_end_date"], NEEDED),
    (Field::Payer, &["bill_payer_account_id"], OPTIONAL),
    (Field::Account, &["line_item_usage_account_id"], NEEDED),
    (Field::Invoice, &["bill_invoice_id"], OPTIONAL),
    (Field::Line, &["line_item_line_item_type"], NEEDED),
    (Field::Service, &["line_item_product_code"], NEEDED),
    (Field::UsageType, &["line_item_usage_type"], NEEDED),
    (Field::Operation, &["line_item_operation"], NEEDED),
    (Field::Region, &["product_region_code", "product_region"], OPTIONAL),
    (Field::Resource, &["line_item_resource_id"], OPTIONAL),
    (Field::Description, &["line_item_line_item_description"], OPTIONAL),
    (Field::Usage, &["line_item_usage_amount"], NEEDED),
    (Field::Unit, &["pricing_unit"], OPTIONAL),
    (Field::Currency, &["line_item_currency_code"], NEEDED),
    (Field::Tags, &["resource_tags"], OPTIONAL),
    (Field::Charged, &["line_item_unblended_cost"], NEEDED),
    (Field::NetCharged, &["line_item_net_unblended_cost"], OPTIONAL),
    (Field::ReservationEffective, &["reservation_effective_cost"], OPTIONAL),
    (Field::PlanEffective, &["savings_plan_savings_plan_effective_cost"], OPTIONAL),
    (Field::Commitment, &["savings_plan_total_commitment_to_date"], OPTIONAL),
    (Field::UsedCommitment, &["savings_plan_used_commitment"], OPTIONAL),
    (
        Field::UnusedUpfront,
        &["reservation_unused_amortized_upfront_fee_for_billing_period"],
        OPTIONAL,
    ),
    (Field::UnusedRecurring, &["reservation_unused_recurring_fee"], OPTIONAL),
    (Field::NetReservationEffective, &["reservation_net_effective_cost"], OPTIONAL),
    (Field::NetPlanEffective, &["savings_plan_net_savings_plan_effective_cost"], OPTIONAL),
    (
        Field::NetUnusedUpfront,
        &["reservation_net_unused_amortized_upfront_fee_for_billing_period"],
        OPTIONAL,
    ),
    (Field::NetUnusedRecurring, &["reservation_net_unused_recurring_fee"], OPTIONAL),
    (
        Field::Reservation,
        &["reservation_reservation_a_r_n", "reservation_reservation_arn"],
        OPTIONAL,
    ),
    (Field::SplitParent, &["split_line_item_parent_resource_id"], OPTIONAL),
    (Field::Rows, &["mru_rows"], OPTIONAL),
    (Field::Inexact, &["mru_inexact"], OPTIONAL),
];

/// FOCUS 1.0 to 1.4; what AWS adds begins with `x_`.
const FOCUS: &[Column] = &[
    (Field::Period, &["BillingPeriodStart"], NEEDED),
    (Field::Start, &["ChargePeriodStart"], NEEDED),
    (Field::End, &["ChargePeriodEnd"], NEEDED),
    (Field::Payer, &["BillingAccountId"], NEEDED),
    (Field::Account, &["SubAccountId"], NEEDED),
    (Field::OtherAccount, &["BillingAccountId"], NEEDED),
    (Field::Invoice, &["InvoiceId"], OPTIONAL),
    (Field::Line, &["ChargeCategory"], NEEDED),
    (Field::Class, &["ChargeClass"], OPTIONAL),
    (Field::Frequency, &["ChargeFrequency"], OPTIONAL),
    (Field::CommitmentType, &["CommitmentDiscountType"], OPTIONAL),
    (Field::CommitmentStatus, &["CommitmentDiscountStatus"], OPTIONAL),
    (Field::Service, &["x_ServiceCode"], OPTIONAL),
    (Field::OtherService, &["ServiceName"], NEEDED),
    (Field::UsageType, &["x_UsageType"], OPTIONAL),
    (Field::Operation, &["x_Operation"], OPTIONAL),
    (Field::Region, &["RegionId"], OPTIONAL),
    (Field::Resource, &["ResourceId"], OPTIONAL),
    (Field::Description, &["ChargeDescription"], OPTIONAL),
    (Field::Usage, &["ConsumedQuantity"], OPTIONAL),
    (Field::Unit, &["ConsumedUnit"], OPTIONAL),
    (Field::OtherUsage, &["PricingQuantity"], OPTIONAL),
    (Field::OtherUnit, &["PricingUnit"], OPTIONAL),
    (Field::Currency, &["BillingCurrency"], NEEDED),
    (Field::Tags, &["Tags"], OPTIONAL),
    (Field::Charged, &["BilledCost"], NEEDED),
    (Field::Effective, &["EffectiveCost"], NEEDED),
];

impl Family {
    const fn columns(self) -> &'static [Column] {
        match self {
            Family::Cur => CUR,
            Family::Focus => FOCUS,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Family::Cur => "CUR",
            Family::Focus => "FOCUS",
        }
    }

    /// The family whose columns a file has most of, if it has any to speak of.
    fn of(names: &[String]) -> Option<Family> {
        let hits = |family: Family| {
            let known = |name: &str| names.iter().any(|it| it == name);
            family.columns().iter().filter(|(_, any, _)| any.iter().any(|it| known(it))).count()
        };
        let (cur, focus) = (hits(Family::Cur), hits(Family::Focus));
        match (cur >= 4, focus >= 4) {
            (true, _) if cur >= focus => Some(Family::Cur),
            (_, true) => Some(Family::Focus),
            _ => None,
        }
    }
}

/// Where each field stands among the columns of a file.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) family: Family,
    places: [Option<usize>; FIELDS],
    names: Vec<String>,
}

impl Layout {
    /// Finds the fields of a file by the names of its columns.
    pub(crate) fn of(
        file: &str,
        columns: Vec<String>,
        tags: &[(Field, Tag)],
    ) -> Result<Layout, CostDataError> {
        let names: Vec<String> = columns.iter().map(|name| modern(name)).collect();
        let Some(family) = Family::of(&names) else {
            let columns = columns.into_iter().take(5).collect();
            return Err(CostDataError::UnknownFormat { file: file.to_owned(), columns });
        };
        let mut layout = Layout { family, places: [None; FIELDS], names: columns };
        for (field, any, needed) in family.columns() {
            let mut found = any.iter().filter_map(|name| names.iter().position(|it| it == name));
            let place = found.next();
            let twice = place.is_some_and(|place| names[place + 1..].contains(&names[place]));
            if let Some(place) = place.filter(|_| twice) {
                let column = layout.names[place].clone();
                return Err(CostDataError::ColumnTwice { file: file.to_owned(), column });
            }
            if *needed && place.is_none() {
                return Err(layout.missing(file, any[0]));
            }
            layout.places[*field as usize] = place;
        }
        for (field, tag) in tags {
            layout.places[*field as usize] = tag_column(&names, tag);
        }
        Ok(layout)
    }

    fn missing(&self, file: &str, column: &'static str) -> CostDataError {
        let taken: Vec<&str> = self.family.columns().iter().flat_map(|it| it.1).copied().collect();
        let free = self.names.iter().map(String::as_str).filter(|name| !taken.contains(name));
        let nearest = nearest(column, free).map(str::to_owned);
        let format = self.family.name();
        CostDataError::MissingColumn { file: file.to_owned(), format, column, nearest }
    }

    /// Where a field stands.
    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// The name of a field's column as the file has it.
    pub(crate) fn name(&self, field: Field) -> &str {
        self.place(field).map_or("", |place| &self.names[place])
    }
}

/// The column of a tag where tags have columns of their own.
fn tag_column(names: &[String], tag: &Tag) -> Option<usize> {
    let fits = |(at, name): (usize, &String)| {
        let key = name.strip_prefix("resource_tags_")?;
        tag.fits(key).map(|fit| (fit, at))
    };
    names.iter().enumerate().filter_map(fits).min().map(|(_, at)| at)
}

/// The name of a column of legacy CUR as CUR 2.0 has it; any other as it is.
///
/// `lineItem/UsageAccountId` is `line_item_usage_account_id`, and
/// `resourceTags/user:CostCenter` is `resource_tags_user_cost_center`.
fn modern(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').trim();
    name.split_once('/').map_or_else(
        || name.to_owned(),
        |(category, name)| format!("{}_{}", snake(category), snake(name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(family: Family) -> Vec<String> {
        family.columns().iter().map(|(_, any, _)| any[0].to_owned()).collect()
    }

    #[test]
    fn columns_are_found_by_name_wherever_they_stand() {
        for family in [Family::Cur, Family::Focus] {
            let mut names = columns(family);
            names.dedup();
            names.sort();
            names.dedup();
            names.reverse();
            let layout = Layout::of("a.csv", names.clone(), &[]).unwrap();
            assert_eq!(layout.family, family);
            for (field, any, _) in family.columns() {
                assert_eq!(layout.name(*field), any[0]);
            }
        }
    }

    #[test]
    fn a_missing_column_is_named_with_the_one_most_like_it() {
        let mut names = columns(Family::Cur);
        names[2] = String::from("line_item_usage_end");
        let refused = Layout::of("a.csv", names, &[]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`a.csv` (CUR) lacks the column `line_item_usage_end_date`; `line_item_usage_end` is \
             most like it; add it to the export"
        );
    }

    #[test]
    fn a_column_that_stands_twice_is_refused() {
        let mut names = columns(Family::Cur);
        names.push(names[17].clone());
        let refused = Layout::of("a.csv", names, &[]).unwrap_err();
        assert!(matches!(refused, CostDataError::ColumnTwice { .. }), "{refused}");
    }

    #[test]
    fn legacy_names_are_brought_to_those_of_cur_2() {
        assert_eq!(modern("lineItem/LineItemType"), "line_item_line_item_type");
        assert_eq!(modern("\u{feff}identity/LineItemId"), "identity_line_item_id");
        assert_eq!(modern("savingsPlan/SavingsPlanARN"), "savings_plan_savings_plan_a_r_n");
        assert_eq!(modern("resourceTags/user:CostCenter"), "resource_tags_user_cost_center");
        assert_eq!(modern("BilledCost"), "BilledCost");
    }
}

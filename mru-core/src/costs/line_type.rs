//! What a line of an AWS bill is, and what it counts as.

use serde::Serialize;

use crate::text::{Words, words};

/// Declares the line types: name, how AWS writes it, class, rule of its amortised cost.
macro_rules! line_types {
    ($($(#[$doc:meta])* $name:ident $aws:literal $class:ident $rule:ident,)+) => {
        /// What a line of an AWS bill is.
        ///
        /// Its unblended cost is what the line says in every type: what was charged, on the day
        /// it was charged. Its amortised cost follows [`LineType::rule`]; net costs follow the
        /// same rules on the columns after discounts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum LineType {
            $($(#[$doc])* $name,)+
        }

        impl LineType {
            /// Every line type, in the order of the enumeration.
            pub const ALL: &[LineType] = &[$(LineType::$name,)+];

            /// The name as AWS writes it.
            pub const fn name(self) -> &'static str {
                match self { $(LineType::$name => $aws,)+ }
            }

            /// What it counts as.
            pub const fn class(self) -> LineClass {
                match self { $(LineType::$name => LineClass::$class,)+ }
            }

            /// How its amortised cost is found.
            pub const fn rule(self) -> AmortisedRule {
                match self { $(LineType::$name => AmortisedRule::$rule,)+ }
            }
        }
    };
}

line_types! {
    /// Usage at its public or negotiated rate.
    Usage "Usage" Usage AsCharged,
    /// Usage that a reservation covers: charged as 0, worth the reservation's effective cost.
    DiscountedUsage "DiscountedUsage" Usage EffectiveCostOfReservation,
    /// Usage that a Savings Plan covers: charged at its public rate and taken back by a negation,
    /// worth the plan's effective cost.
    SavingsPlanCoveredUsage "SavingsPlanCoveredUsage" Usage EffectiveCostOfPlan,
    /// Takes back what covered usage was charged.
    SavingsPlanNegation "SavingsPlanNegation" Commitment Nothing,
    /// The hourly commitment of a Savings Plan; amortised, only what of it was not used.
    SavingsPlanRecurringFee "SavingsPlanRecurringFee" Commitment UnusedCommitment,
    /// What was paid for a Savings Plan at its beginning; amortised, in the covered usage.
    SavingsPlanUpfrontFee "SavingsPlanUpfrontFee" Commitment Nothing,
    /// The monthly fee of a reservation; amortised, only what of it was not used.
    ReservationFee "RIFee" Commitment UnusedReservation,
    /// A fee once; that of a reservation is amortised in the discounted usage.
    Fee "Fee" Fee AsChargedButReservations,
    /// A support plan. AWS writes `Fee` or `Usage` and a product code of support.
    Support "Support" Support AsCharged,
    /// Tax.
    Tax "Tax" Tax AsCharged,
    /// A credit, below zero.
    Credit "Credit" Credit AsCharged,
    /// A refund, below zero; that of a Savings Plan is no cost of the month.
    Refund "Refund" Credit AsChargedButPlans,
    /// The discount of an Enterprise Discount Program.
    EdpDiscount "EdpDiscount" Discount AsCharged,
    /// The discount of a negotiated rate.
    PrivateRateDiscount "PrivateRateDiscount" Discount AsCharged,
    /// The discount of a bundle.
    BundledDiscount "BundledDiscount" Discount AsCharged,
    /// The volume discount of reservations.
    RiVolumeDiscount "RiVolumeDiscount" Discount AsCharged,
    /// The discount of a solution provider.
    SppDiscount "SppDiscount" Discount AsCharged,
    /// Any other discount: AWS adds kinds of them, and their rule is the same.
    OtherDiscount "Discount" Discount AsCharged,
}

/// What a line counts as, when gross, discounts, credits and net are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum LineClass {
    /// What was used.
    Usage,
    /// What was committed to.
    Commitment,
    /// Fees.
    Fee,
    /// Support plans.
    Support,
    /// Tax.
    Tax,
    /// Discounts that have lines of their own.
    Discount,
    /// Credits and refunds.
    Credit,
}

/// How the amortised cost of a line is found.
///
/// # Source
///
/// The amortised cost of AWS's Cloud Intelligence Dashboards, `summary_view`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AmortisedRule {
    /// What was charged.
    AsCharged,
    /// What was charged, but 0 when the line names a reservation.
    AsChargedButReservations,
    /// What was charged, but 0 when it is of a Savings Plan.
    AsChargedButPlans,
    /// `reservation_effective_cost`.
    EffectiveCostOfReservation,
    /// `savings_plan_savings_plan_effective_cost`.
    EffectiveCostOfPlan,
    /// `savings_plan_total_commitment_to_date` less `savings_plan_used_commitment`.
    UnusedCommitment,
    /// `reservation_unused_amortized_upfront_fee_for_billing_period` and
    /// `reservation_unused_recurring_fee` together.
    UnusedReservation,
    /// 0.
    Nothing,
}

impl LineType {
    /// The line type that AWS writes, with the product code beside it, which marks support; nothing
    /// for what AWS is not known to write.
    pub fn read(written: &str, service: &str) -> Option<LineType> {
        let known = LineType::ALL.iter().copied().find(|line| line.name() == written);
        let line = match known {
            Some(LineType::Support) => None,
            None if written.ends_with("Discount") => Some(LineType::OtherDiscount),
            known => known,
        };
        match line {
            Some(LineType::Fee | LineType::Usage) if is_support(service) => Some(LineType::Support),
            line => line,
        }
    }

    /// The words of the line type in both languages.
    pub const fn words(self) -> Words {
        match self {
            LineType::Usage => words!("usage", "uso"),
            LineType::DiscountedUsage => words!("reserved usage", "uso reservado"),
            LineType::SavingsPlanCoveredUsage => {
                words!("usage under a Savings Plan", "uso bajo un Savings Plan")
            }
            LineType::SavingsPlanNegation => {
                words!("Savings Plan negation", "negación de Savings Plan")
            }
            LineType::SavingsPlanRecurringFee => {
                words!("Savings Plan fee", "cuota de Savings Plan")
            }
            LineType::SavingsPlanUpfrontFee => {
                words!("Savings Plan upfront fee", "pago inicial de Savings Plan")
            }
            LineType::ReservationFee => words!("reservation fee", "cuota de reserva"),
            LineType::Fee => words!("fee", "cargo"),
            LineType::Support => words!("support", "soporte"),
            LineType::Tax => words!("tax", "impuesto"),
            LineType::Credit => words!("credit", "crédito"),
            LineType::Refund => words!("refund", "reembolso"),
            LineType::EdpDiscount => {
                words!("enterprise discount", "descuento del programa de empresas")
            }
            LineType::PrivateRateDiscount => {
                words!("negotiated discount", "descuento negociado")
            }
            LineType::BundledDiscount => words!("bundle discount", "descuento por paquete"),
            LineType::RiVolumeDiscount => {
                words!("reservation volume discount", "descuento por volumen de reservas")
            }
            LineType::SppDiscount => {
                words!("solution provider discount", "descuento de proveedor de soluciones")
            }
            LineType::OtherDiscount => words!("discount", "descuento"),
        }
    }
}

/// Whether a product code is of a support plan: `AWSSupportBusiness`, `AWSDeveloperSupport`,
/// `AWSEnterpriseOnRampSupport`, `OCBPremiumSupport`; FOCUS names it `AWS Support [Business]`.
fn is_support(service: &str) -> bool {
    service.starts_with("AWS Support")
        || service.starts_with("AWSSupport")
        || (service.starts_with("AWS") || service.starts_with("OCB"))
            && service.ends_with("Support")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_type_reads_back_but_support_which_aws_writes_as_a_fee() {
        for line in LineType::ALL {
            let expected = (*line != LineType::Support).then_some(*line);
            assert_eq!(LineType::read(line.name(), "AmazonEC2"), expected);
        }
        for service in ["AWSSupportBusiness", "AWSEnterpriseOnRampSupport", "OCBPremiumSupport"] {
            assert_eq!(LineType::read("Fee", service), Some(LineType::Support));
            assert_eq!(LineType::read("Tax", service), Some(LineType::Tax));
        }
        assert_eq!(LineType::read("RegionalDiscount", ""), Some(LineType::OtherDiscount));
        assert_eq!(LineType::read("usage", ""), None);
    }
}

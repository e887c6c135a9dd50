//! What an amount that AWS charged turned out to be.

use serde::{Deserialize, Serialize};

use crate::text::{Words, words};

/// What an amount that AWS charged turned out to be. The buckets of a reconciliation sum to what AWS
/// charged, to the last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Metered components, as the rate card expects them: at its prices and hours of a month.
    Matched,
    /// The difference between the hours of the month and those of the rate card.
    HoursOfTheMonth,
    /// Usage that comes with components at 0 MRU.
    Included,
    /// Cost that serves several customers.
    Shared,
    /// Savings Plans and reservations: their fees, and what of them was not used.
    Commitments,
    /// AWS Support.
    Support,
    /// Taxes of AWS.
    Tax,
    /// Credits and refunds.
    Credits,
    /// Discounts that AWS lists as lines of their own.
    Discounts,
    /// What the bill puts right of other months: their late charges, refunds and reversals, net.
    Corrections,
    /// The difference between an invoice of AWS and the sum of its rows, and drifts of a cell of less
    /// than half a cent, which AWS's rounding of rows makes.
    Rounding,
    /// Usage that nobody meters.
    Unmetered,
    /// More or less used than metered.
    UsageDrift,
    /// Charged at another rate than the price list has.
    PriceDrift,
    /// Accounts that belong to no customer.
    Unmapped,
}

impl Bucket {
    /// All buckets, in the order of the report: first what is explained.
    pub const ALL: [Bucket; 15] = [
        Bucket::Matched,
        Bucket::HoursOfTheMonth,
        Bucket::Included,
        Bucket::Shared,
        Bucket::Commitments,
        Bucket::Support,
        Bucket::Tax,
        Bucket::Credits,
        Bucket::Discounts,
        Bucket::Corrections,
        Bucket::Rounding,
        Bucket::Unmetered,
        Bucket::UsageDrift,
        Bucket::PriceDrift,
        Bucket::Unmapped,
    ];

    /// Whether somebody has to look at what is in it; the rest is explained.
    pub const fn is_to_look_at(self) -> bool {
        matches!(
            self,
            Bucket::Unmetered | Bucket::UsageDrift | Bucket::PriceDrift | Bucket::Unmapped
        )
    }

    /// Its name.
    pub const fn name(self) -> Words {
        match self {
            Bucket::Matched => words!("Matched", "Conciliado"),
            Bucket::HoursOfTheMonth => words!("Hours of the month", "Horas del mes"),
            Bucket::Included => words!("Included at 0 MRU", "Incluido con 0 MRU"),
            Bucket::Shared => {
                words!("Shared cost, allocated", "Costo compartido, distribuido")
            }
            Bucket::Commitments => {
                words!("Savings Plans and reservations", "Savings Plans y reservas")
            }
            Bucket::Support => words!("Support", "Soporte"),
            Bucket::Tax => words!("Tax", "Impuesto"),
            Bucket::Credits => words!("Credits and refunds", "Créditos y reembolsos"),
            Bucket::Discounts => words!("Discounts", "Descuentos"),
            Bucket::Corrections => {
                words!("Corrections of other months", "Correcciones de otros meses")
            }
            Bucket::Rounding => words!("Rounding", "Redondeo"),
            Bucket::Unmetered => words!("Unmetered", "Sin medir"),
            Bucket::UsageDrift => words!("Usage drift", "Desvío de uso"),
            Bucket::PriceDrift => words!("Price drift", "Desvío de precio"),
            Bucket::Unmapped => words!("Unmapped", "Sin asignar"),
        }
    }

    /// What is in it, in one line.
    pub const fn meaning(self) -> Words {
        match self {
            Bucket::Matched => words!(
                "billed components, at the prices and hours of the rate card",
                "componentes facturados, a los precios y horas de la tarifa"
            ),
            Bucket::HoursOfTheMonth => words!(
                "the month has more or fewer hours than the rate card counts",
                "el mes tiene más o menos horas que las que cuenta la tarifa"
            ),
            Bucket::Included => words!(
                "usage that comes with components at 0 MRU",
                "uso que viene con los componentes con 0 MRU"
            ),
            Bucket::Shared => {
                words!("cost that serves several customers", "costo que sirve a varios clientes")
            }
            Bucket::Commitments => words!(
                "fees of commitments, and what of them was not used",
                "cargos de compromisos y lo que no se usó de ellos"
            ),
            Bucket::Support => words!("AWS Support", "AWS Support"),
            Bucket::Tax => words!("taxes that AWS charged", "impuestos que cobró AWS"),
            Bucket::Credits => {
                words!("credits and refunds of AWS", "créditos y reembolsos de AWS")
            }
            Bucket::Discounts => {
                words!("discounts on lines of their own", "descuentos en líneas propias")
            }
            Bucket::Corrections => words!(
                "late charges, refunds and reversals of other months, net",
                "cargos tardíos, reembolsos y reversas de otros meses, en neto"
            ),
            Bucket::Rounding => words!(
                "rounding of rows and invoices by AWS",
                "redondeo de filas y facturas por AWS"
            ),
            Bucket::Unmetered => {
                words!("AWS charges it, nobody meters it", "AWS lo cobra, nadie lo mide")
            }
            Bucket::UsageDrift => {
                words!("more or less used than metered", "más o menos usado que lo medido")
            }
            Bucket::PriceDrift => words!(
                "another rate than the price list has",
                "otro precio que el de la lista de precios"
            ),
            Bucket::Unmapped => {
                words!("accounts without a customer", "cuentas sin cliente")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_is_listed_once_and_what_is_explained_comes_first() {
        let mut sorted = Bucket::ALL.to_vec();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), Bucket::ALL.len());
        assert!(Bucket::ALL.is_sorted_by_key(|bucket| bucket.is_to_look_at()));
    }
}

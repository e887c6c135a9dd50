//! Decimal arithmetic that either keeps every digit or says that it cannot.
//!
//! `rust_decimal` silently drops digits past the 28th in products and sums. A product of two
//! decimals has, when nothing was dropped, exactly the sum of their scales; a sum has the larger
//! one. The functions here compare the scales and refuse anything else.

use rust_decimal::Decimal;

/// Why a number could not be computed exactly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the result needs more than 28 digits while {step}")]
pub struct ArithmeticError {
    /// The step that overflowed, for example `multiplying MRUs by the price`.
    pub step: &'static str,
}

/// Multiplies two decimals without losing a digit.
///
/// # Errors
///
/// [`ArithmeticError`] when the product needs more than 28 digits.
///
/// # Example
///
/// ```
/// use mru_core::units::exact;
/// use rust_decimal::Decimal;
///
/// let product = exact::multiply(Decimal::new(325, 2), Decimal::new(42, 0), "pricing")?;
/// assert_eq!(product, Decimal::new(13650, 2));
/// assert!(exact::multiply(Decimal::MAX, Decimal::new(11, 1), "pricing").is_err());
/// # Ok::<(), mru_core::units::ArithmeticError>(())
/// ```
#[inline]
pub fn multiply(a: Decimal, b: Decimal, step: &'static str) -> Result<Decimal, ArithmeticError> {
    match a.checked_mul(b) {
        Some(product) if product.scale() == a.scale().saturating_add(b.scale()) => Ok(product),
        Some(product) if a.is_zero() || b.is_zero() => Ok(product),
        _ => multiply_trimmed(a, b, step),
    }
}

/// The slow path of [`multiply`]: trailing zeros of the factors take room that the product may need.
fn multiply_trimmed(
    a: Decimal,
    b: Decimal,
    step: &'static str,
) -> Result<Decimal, ArithmeticError> {
    let (a, b) = (a.normalize(), b.normalize());
    match a.checked_mul(b) {
        Some(product) if product.scale() == a.scale().saturating_add(b.scale()) => Ok(product),
        _ => Err(ArithmeticError { step }),
    }
}

/// Adds two decimals without losing a digit.
///
/// # Errors
///
/// [`ArithmeticError`] when the sum needs more than 28 digits.
///
/// # Example
///
/// ```
/// use mru_core::units::exact;
/// use rust_decimal::Decimal;
///
/// assert_eq!(exact::add(Decimal::new(1, 1), Decimal::new(2, 2), "adding")?, Decimal::new(12, 2));
/// assert!(exact::add(Decimal::MAX, Decimal::new(4, 1), "adding").is_err());
/// # Ok::<(), mru_core::units::ArithmeticError>(())
/// ```
#[inline]
pub fn add(a: Decimal, b: Decimal, step: &'static str) -> Result<Decimal, ArithmeticError> {
    match a.checked_add(b) {
        Some(sum) if sum.scale() == a.scale().max(b.scale()) => Ok(sum),
        _ => {
            let (a, b) = (a.normalize(), b.normalize());
            match a.checked_add(b) {
                Some(sum) if sum.scale() == a.scale().max(b.scale()) => Ok(sum),
                _ => Err(ArithmeticError { step }),
            }
        }
    }
}

/// Subtracts `b` from `a` without losing a digit.
///
/// # Errors
///
/// [`ArithmeticError`] when the difference needs more than 28 digits.
///
/// # Example
///
/// ```
/// use mru_core::units::exact;
/// use rust_decimal::Decimal;
///
/// assert_eq!(exact::subtract(Decimal::ONE, Decimal::new(1, 2), "subtracting")?, Decimal::new(99, 2));
/// # Ok::<(), mru_core::units::ArithmeticError>(())
/// ```
#[inline]
pub fn subtract(a: Decimal, b: Decimal, step: &'static str) -> Result<Decimal, ArithmeticError> {
    add(a, b.checked_mul(Decimal::NEGATIVE_ONE).ok_or(ArithmeticError { step })?, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_that_would_drop_digits_is_refused() {
        let tiny = Decimal::new(1, 15);
        assert!(multiply(tiny, tiny, "testing").is_err());
        assert!(multiply(Decimal::MAX, Decimal::new(10, 1), "testing").is_ok());
    }

    #[test]
    fn a_sum_that_would_drop_digits_is_refused() {
        assert!(add(Decimal::MAX, Decimal::new(4, 1), "testing").is_err());
        assert_eq!(add(Decimal::MAX, Decimal::new(0, 0), "testing"), Ok(Decimal::MAX));
    }
}

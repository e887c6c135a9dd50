//! Values of files as the product has them: instants, and doubles by the shortest decimal that
//! reads back.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use mru_core::costs::CostAmount;

/// Reads an instant: `2026-10-01T00:00:00Z`, with a fraction, with a blank instead of the `T`,
/// with an offset, without one (then UTC), or a day.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Some(instant) = exact_second(text.as_bytes()) {
        return Some(instant);
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let text = text.strip_suffix('Z').or_else(|| text.strip_suffix(" UTC")).unwrap_or(text);
    for form in ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"] {
        if let Ok(instant) = NaiveDateTime::parse_from_str(text, form) {
            return Some(instant.and_utc());
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The way nearly all files write instants, without the detours of the general reader.
fn exact_second(text: &[u8]) -> Option<DateTime<Utc>> {
    let (second, rest) = text.split_at_checked(19)?;
    if !matches!(rest, b"" | b"Z" | b".000Z") {
        return None;
    }
    let number = |from: usize, to: usize| {
        second.get(from..to)?.iter().try_fold(0_u32, |all, digit| {
            digit.is_ascii_digit().then(|| all * 10 + u32::from(digit - b'0'))
        })
    };
    let marks = [second[4], second[7], second[13], second[16]];
    if marks != *b"--::" || !matches!(second[10], b'T' | b' ') {
        return None;
    }
    let day =
        NaiveDate::from_ymd_opt(number(0, 4)?.try_into().ok()?, number(5, 7)?, number(8, 10)?);
    Some(day?.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?.and_utc())
}

/// The shortest decimal that reads back as the double; nothing for infinities and what needs more
/// than 38 digits.
pub(crate) fn double(bits: u64) -> Option<CostAmount> {
    let double = f64::from_bits(bits);
    if !double.is_finite() {
        return None;
    }
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(double);
    short(text.as_bytes()).or_else(|| text.parse().ok())
}

/// Reads what nearly all doubles are written as: at most 17 digits, a point, no exponent.
#[inline]
fn short(text: &[u8]) -> Option<CostAmount> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    let text = text.strip_suffix(b".0").unwrap_or(text);
    if text.len() > 18 {
        return None;
    }
    let (mut digits, mut places, mut after_point) = (0_i64, 0_u8, false);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + i64::from(byte - b'0');
                places += u8::from(after_point);
            }
            b'.' => after_point = true,
            _ => return None,
        }
    }
    CostAmount::new(i128::from(if negative { -digits } else { digits }), places)
}

/// Doubles that were read lately: the same prices and hours come again and again.
#[derive(Debug)]
pub(crate) struct Doubles(Vec<Option<(u64, CostAmount)>>);

/// How many are kept; a power of two.
const KEPT: usize = 1 << 10;

impl Default for Doubles {
    fn default() -> Doubles {
        Doubles(vec![None; KEPT])
    }
}

impl Doubles {
    /// As [`double`], with twelve places where fewer would do: sums of like places are quick.
    #[inline]
    pub(crate) fn read(&mut self, bits: u64) -> Option<CostAmount> {
        if let Some(digits) = twelve_places(bits) {
            return CostAmount::new(digits.into(), PLACES);
        }
        let at = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize;
        match self.0[at] {
            Some((kept, amount)) if kept == bits => Some(amount),
            _ => {
                let amount = padded(double(bits)?);
                self.0[at] = Some((bits, amount));
                Some(amount)
            }
        }
    }
}

/// Places of nearly all amounts.
const PLACES: u8 = 12;

/// The digits of the shortest decimal that reads back, when twelve places and 15 digits hold it; found
/// by whole numbers alone.
///
/// The decimal of twelve places that is nearest to the double reads back when it is within half of the
/// step to the next double. Then it is the shortest one: that one has no more digits, and two decimals of
/// at most 15 digits never read as the same double.
#[inline]
fn twelve_places(bits: u64) -> Option<i64> {
    const FRACTION: u64 = (1 << 52) - 1;
    const SCALE: u64 = 10_u64.pow(PLACES as u32);
    let exponent = (bits >> 52) & 0x7ff;
    if exponent == 0 {
        return (bits << 1 == 0).then_some(0);
    }
    let mantissa = bits & FRACTION | 1 << 52;
    // The double is mantissa ÷ 2^shift.
    let shift = u32::try_from(1075_u64.checked_sub(exponent)?).ok()?;
    if !(1..=112).contains(&shift) {
        return None;
    }
    let scaled = u128::from(mantissa) * u128::from(SCALE);
    let digits = (scaled + (1 << (shift - 1))) >> shift;
    if digits >= 10_u128.pow(15) {
        return None;
    }
    let apart = scaled.abs_diff(digits << shift);
    // Below a power of two the step is half as wide.
    let steps = if mantissa == 1 << 52 { 4 } else { 2 };
    let digits = i64::try_from(digits).ok().filter(|_| apart * steps < u128::from(SCALE))?;
    Some(if bits >> 63 == 0 { digits } else { -digits })
}

/// The same amount with twelve places, when it has fewer and room for them.
fn padded(amount: CostAmount) -> CostAmount {
    let (digits, places) = amount.parts();
    let more = PLACES.saturating_sub(places);
    let digits = digits.checked_mul(10_i128.pow(u32::from(more)));
    digits.and_then(|digits| CostAmount::new(digits, places + more)).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_read_as_files_write_them() {
        let october = "2026-10-01T00:00:00Z";
        for text in [
            october,
            "2026-10-01T00:00:00.000Z",
            "2026-10-01 00:00:00",
            "2026-10-01",
            "2026-09-30T21:00:00-03:00",
            "2026-10-01 00:00:00.000 UTC",
        ] {
            let read = instant(text).map(|it| it.to_rfc3339());
            assert_eq!(read.as_deref(), Some("2026-10-01T00:00:00+00:00"), "{text}");
        }
        for text in
            ["", "NULL", "2026-13-01", "2026-10-01T25:00:00Z", "20261001", "é026-10-01T00:00:00"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn doubles_become_the_decimal_that_they_were_written_as() {
        for text in ["0.0225", "-25", "0.0000004", "0.0000000009313225746154785", "123456789.01"] {
            let double_of = |text: &str| double(text.parse::<f64>().unwrap().to_bits());
            assert_eq!(double_of(text).unwrap().to_string(), text);
        }
        for unreadable in [f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, f64::MAX] {
            assert_eq!(double(unreadable.to_bits()), None);
        }
    }

    #[test]
    fn a_double_found_by_whole_numbers_is_its_shortest_decimal() {
        let mut found = 0;
        let mut check = |double_of: f64| {
            for bits in [double_of.to_bits(), (-double_of).to_bits()] {
                if let Some(digits) = twelve_places(bits) {
                    found += 1;
                    let quick = CostAmount::new(digits.into(), PLACES);
                    assert_eq!(quick, double(bits), "{double_of:e}");
                }
            }
        };
        let mut state = 1_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for _ in 0..20_000 {
            let (digits, places) = (random() % 1_000_000_000_000_000, random() % 16);
            check(format!("{digits}e-{places}").parse().unwrap());
            check(format!("{}e-{places}", digits % 10_000).parse().unwrap());
            check(f64::from_bits(random()));
            // Around powers of two, where steps change their width.
            let power = f64::from_bits((random() % 60 + 990) << 52);
            check(power);
            check(power.next_down());
            check(power.next_up());
        }
        for exact in [0.0, 0.0225, 0.3, 999.999_999_999_999, 1_000.0, 4e-7, 1e-12, 5e-13] {
            check(exact);
        }
        assert!(found > 20_000, "{found}");
    }
}

//! Numbers as they are written in digits.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// Marks between the digits of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks {
    /// Before every third digit of the whole part.
    pub(crate) group: Option<u8>,
    /// Before the decimal places.
    pub(crate) point: u8,
}

impl Marks {
    /// As programs read numbers: `1234.5`.
    pub(crate) const PLAIN: Marks = Marks { group: None, point: b'.' };
}

/// A number that displays in digits, exactly and without trailing zeros: `3.25`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numeral {
    number: i128,
    places: u32,
    least: u32,
    marks: Marks,
}

impl Numeral {
    /// An integer whose last `places` digits are decimal places.
    pub(crate) const fn new(number: i128, places: u32) -> Numeral {
        Numeral { number, places, least: 0, marks: Marks::PLAIN }
    }

    /// With so many decimal places at least, zeros if need be.
    pub(crate) const fn at_least(self, least: u32) -> Numeral {
        Numeral { least, ..self }
    }

    /// With other marks.
    pub(crate) const fn with(self, marks: Marks) -> Numeral {
        Numeral { marks, ..self }
    }

    /// Writes it from its last digit to its first.
    fn written(&self) -> Written {
        let mut written = Written { bytes: [0; ROOM], start: ROOM };
        let mut rest = self.number.unsigned_abs();
        for _ in self.places..self.least {
            written.push(b'0');
        }
        for place in (1..=self.places).rev() {
            let digit = last_digit(&mut rest);
            if digit != 0 || place <= self.least || !written.is_empty() {
                written.push(digit_mark(digit));
            }
        }
        if !written.is_empty() {
            written.push(self.marks.point);
        }
        let mut digits = 0_u32;
        loop {
            written.push(digit_mark(last_digit(&mut rest)));
            if rest == 0 {
                break;
            }
            digits = digits.wrapping_add(1);
            if let Some(group) = self.marks.group.filter(|_| digits.is_multiple_of(3)) {
                written.push(group);
            }
        }
        if self.number < 0 {
            written.push(b'-');
        }
        written
    }
}

impl From<Decimal> for Numeral {
    fn from(number: Decimal) -> Numeral {
        Numeral::new(number.mantissa(), number.scale())
    }
}

impl fmt::Display for Numeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl Serialize for Numeral {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

/// Room for the 39 digits of 128 bits, 12 marks between them, the point and the sign, or for as many
/// zeros as a decimal can have places.
const ROOM: usize = 64;

/// Text that grows towards its front.
struct Written {
    bytes: [u8; ROOM],
    start: usize,
}

impl Written {
    // INVARIANT (a numeral fits its room): no byte is left out.
    fn push(&mut self, byte: u8) {
        let at = self.start.wrapping_sub(1);
        if let Some(place) = self.bytes.get_mut(at) {
            *place = byte;
            self.start = at;
        }
    }

    const fn is_empty(&self) -> bool {
        self.start == ROOM
    }

    // INVARIANT (a numeral is of ASCII): it is a text.
    fn as_str(&self) -> &str {
        self.bytes.get(self.start..).and_then(|it| str::from_utf8(it).ok()).unwrap_or_default()
    }
}

const fn digit_mark(digit: u8) -> u8 {
    b'0'.wrapping_add(digit)
}

/// Takes the last digit from a number.
fn last_digit(number: &mut u128) -> u8 {
    // Nearly every number fits 64 bits, which are divided much faster.
    let (rest, digit) = match u64::try_from(*number) {
        Ok(small) => ((small / 10).into(), u8::try_from(small % 10)),
        Err(_) => (*number / 10, u8::try_from(*number % 10)),
    };
    *number = rest;
    digit.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_decimals_that_they_are() {
        for text in ["0", "1", "-1", "0.1", "-0.0001", "1200.5", "79228162514264337593543950335"] {
            let number: Decimal = text.parse().unwrap();
            assert_eq!(Numeral::from(number).to_string(), text);
            let scaled: Decimal = format!("{text}{}", if text.contains('.') { "0" } else { ".00" })
                .parse()
                .unwrap_or(number);
            assert_eq!(Numeral::from(scaled).to_string(), text);
        }
        let tiny = Numeral::new(-1, 28).to_string();
        assert_eq!(tiny, format!("-0.{}1", "0".repeat(27)));
        assert_eq!(Numeral::new(i128::MIN, 0).to_string(), i128::MIN.to_string());
    }

    #[test]
    fn with_the_marks_and_places_that_are_asked_for() {
        let spanish = Marks { group: Some(b'.'), point: b',' };
        let shown = |number, places, least| {
            Numeral::new(number, places).at_least(least).with(spanish).to_string()
        };
        assert_eq!(shown(123_456_750, 2, 0), "1.234.567,5");
        assert_eq!(shown(-123_450, 2, 2), "-1.234,50");
        assert_eq!(shown(100, 0, 2), "100,00");
        assert_eq!(shown(-999, 0, 0), "-999");
        assert_eq!(shown(1_000, 0, 0), "1.000");
        assert_eq!(shown(0, 7, 2), "0,00");
        assert_eq!(shown(5, 3, 2), "0,005");
        assert_eq!(shown(i128::MAX, 0, 0).len(), 39 + 12);
    }
}

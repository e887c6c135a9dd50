//! A picture of what a change makes of the MRUs of a month: squares that are there, that come and that
//! go.

use mru_core::text::number;
use reports::figures::padded;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::frame::Frame;

/// Squares in a row.
const ROW: usize = 20;

/// The most squares of a picture; beyond, each stands for ten times as many MRUs.
const MOST: usize = 200;

/// The picture, as paths of SVG in a grid of 12 by 12.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Squares {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Those that stay, full.
    pub(super) full: String,
    /// Those that come, hollow.
    pub(super) more: String,
    /// Those that go, crossed.
    pub(super) fewer: String,
    /// The figures in a sentence.
    pub(super) said: String,
    /// How many MRUs a square is.
    pub(super) each: String,
}

impl Squares {
    /// The picture of so many MRUs before and after.
    pub(super) fn of(before: Decimal, after: Decimal, frame: &Frame) -> Squares {
        let (lang, counts) = (frame.lang, Counts::of(before, after));
        let mut squares = Squares::default();
        for at in 0..counts.all() {
            let (x, y) = (at.rem_euclid(ROW) * 12, at.div_euclid(ROW) * 12);
            if at < counts.stay {
                squares.full.push_str(&format!("M{x} {y}h10v10h-10z"));
            } else if counts.more > 0 {
                squares.more.push_str(&format!("M{} {}h8v8h-8z", x + 1, y + 1));
            } else {
                squares.fewer.push_str(&format!("M{} {}h8v8h-8zl8 8", x + 1, y + 1));
            }
        }
        let rows = counts.all().div_ceil(ROW).max(1);
        (squares.width, squares.height) = (ROW * 12 - 2, rows * 12 - 2);
        let mru = |it| format!("{} MRU", padded(it, 2, lang));
        let (now, then) = (mru(before), mru(after));
        squares.said = match lang {
            mru_core::Lang::En => format!("{now} now, {then} after the change."),
            mru_core::Lang::Es => format!("{now} hoy, {then} después del cambio."),
        };
        squares.each = if counts.scale == Decimal::ONE {
            frame.say("one square is one MRU", "un cuadrado es un MRU").to_owned()
        } else {
            let each = number(counts.scale, lang);
            format!("{} {each} MRU", frame.say("one square is", "un cuadrado son"))
        };
        squares
    }
}

/// How many squares there are of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    scale: Decimal,
    stay: usize,
    more: usize,
    fewer: usize,
}

impl Counts {
    fn of(before: Decimal, after: Decimal) -> Counts {
        let most = Decimal::from(MOST);
        let mut scale = Decimal::ONE;
        while before.max(after).checked_div(scale).is_some_and(|it| it > most) {
            scale *= Decimal::TEN;
        }
        let squares = |mru: Decimal| {
            let squares = mru.max(Decimal::ZERO).checked_div(scale).unwrap_or_default();
            squares.ceil().to_usize().unwrap_or(0).min(MOST)
        };
        let (mut before_squares, mut after_squares) = (squares(before), squares(after));
        // A difference within one square is a square of its own.
        if before != after && before_squares == after_squares {
            if after > before { before_squares -= 1 } else { after_squares -= 1 }
        }
        Counts {
            scale,
            stay: before_squares.min(after_squares),
            more: after_squares.saturating_sub(before_squares),
            fewer: before_squares.saturating_sub(after_squares),
        }
    }

    const fn all(self) -> usize {
        self.stay + self.more + self.fewer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_stay_come_and_go() {
        let of = |before: &str, after: &str| {
            let mru = |text: &str| text.parse::<Decimal>().expect("a number");
            let counts = Counts::of(mru(before), mru(after));
            (counts.scale.to_string(), counts.stay, counts.more, counts.fewer)
        };
        for (before, after, scale, stay, more, fewer) in [
            ("64.45", "79.75", "1", 65, 15, 0),
            ("79.75", "64.45", "1", 65, 0, 15),
            ("0", "3.30", "1", 0, 4, 0),
            ("3.30", "0", "1", 0, 0, 4),
            ("0.2", "0.5", "1", 0, 1, 0),
            ("2.5", "2.1", "1", 2, 0, 1),
            ("5", "5", "1", 5, 0, 0),
            ("0", "0", "1", 0, 0, 0),
            ("200", "201", "10", 20, 1, 0),
            ("20000", "20001", "1000", 20, 1, 0),
        ] {
            assert_eq!(
                of(before, after),
                (scale.to_owned(), stay, more, fewer),
                "{before} {after}"
            );
        }
    }
}

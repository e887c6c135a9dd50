//! A document explains itself: recomputes every line of a document, to the cent, from nothing but its
//! JSON.
//!
//! What is given and not computed: weights, quantities, shares and prices, the amount of a one-off
//! charge, and what other documents had billed or left over. Everything else follows.

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};
use serde_json::Value;

use crate::oracle::{Exact, exact, to_cents};

/// Recomputes a statement; says which line or sum is not what it should be.
///
/// # Errors
///
/// The first mistake, in words.
pub fn check(statement: &Value) -> Result<(), String> {
    let lines = list(&statement["lines"]);
    for (index, line) in lines.iter().enumerate() {
        let expected = Document { statement }.line(line, &lines[..index])?;
        same(&expected, &cents(&line["usd"]), &format!("line {}", line["line"]))?;
    }
    let sum = |of: &dyn Fn(&Value) -> bool| -> BigInt {
        lines.iter().filter(|line| of(line)).map(|line| cents(&line["usd"])).sum()
    };
    let totals = &statement["totals"];
    same(&sum(&|line| line["kind"] != "tax"), &cents(&totals["net_usd"]), "the net amount")?;
    same(&sum(&|line| line["kind"] == "tax"), &cents(&totals["tax_usd"]), "the tax")?;
    same(&sum(&|_| true), &cents(&totals["total_usd"]), "the total")
}

fn same(expected: &BigInt, found: &BigInt, what: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    Err(format!("{what}: computed {expected} cents, written {found}"))
}

/// A document whose lines are recomputed.
struct Document<'a> {
    statement: &'a Value,
}

impl Document<'_> {
    /// The cents of a line, from what it says and the lines before it.
    fn line(&self, line: &Value, before: &[Value]) -> Result<BigInt, String> {
        let terms = self.terms(line);
        Ok(match text(&line["kind"]) {
            "component" => terms.cents(&(terms.mru(line) * terms.price())),
            "elasticity" => {
                let elastic = &line["elastic"];
                let billed =
                    number(&elastic["excess_seconds"]) - number(&elastic["allowance_seconds"]);
                if billed != number(&line["share"]["parts"]) {
                    return Err(format!(
                        "line {}: its share is not its billed hours",
                        line["line"]
                    ));
                }
                terms.cents(&(terms.mru(line) * terms.price()))
            }
            "one-off" => cents(&line["usd"]),
            "commitment" => {
                let used: Exact = before.iter().map(|it| self.terms(it).mru(it)).sum();
                let missing = exact(text(&line["agreed"])) * share(&line["share"]) - used;
                if missing != fraction(&line["exact_mru"]) {
                    return Err(format!("line {}: committed MRU less used ones", line["line"]));
                }
                terms.cents(&(missing * terms.price()))
            }
            "minimum" => {
                terms.minimum(line) - before.iter().map(|it| cents(&it["usd"])).sum::<BigInt>()
            }
            "discount" if line["followed"].is_null() => {
                let base: BigInt = before.iter().map(|it| cents(&it["usd"])).sum();
                same(&base, &cents(&line["base"]), &format!("base of line {}", line["line"]))?;
                -terms.percentage(line)
            }
            "discount" | "tax" if !line["followed"].is_null() => terms.followed(line),
            "tax" => {
                let base: BigInt = before
                    .iter()
                    .filter(|it| it["kind"] != "tax" && self.taxes(line, it))
                    .map(|it| cents(&it["usd"]))
                    .sum();
                same(&base, &cents(&line["base"]), &format!("base of line {}", line["line"]))?;
                terms.percentage(line)
            }
            "correction" => self.correction(line, &terms)?,
            "credit" => terms.credit(line)?,
            "debit" => {
                cents(&line["corrects"]["billed_usd"]) - cents(&line["corrects"]["right_usd"])
            }
            other => return Err(format!("a line of kind `{other}`")),
        })
    }

    /// What is right, less what was given for good and what was billed.
    fn correction(&self, line: &Value, terms: &Terms<'_>) -> Result<BigInt, String> {
        let of = &line["corrects"];
        let mut right = BigInt::zero();
        for part in list(&of["right"]) {
            let cents = terms.right(part)?;
            same(&cents, &self::cents(&part["usd"]), &format!("right of line {}", line["line"]))?;
            right += cents;
        }
        same(&right, &cents(&of["right_usd"]), &format!("what is right of line {}", line["line"]))?;
        let given =
            if of["given_usd"].is_null() { BigInt::zero() } else { cents(&of["given_usd"]) };
        Ok(right - given - cents(&of["billed_usd"]))
    }

    /// The terms of the month that a line is about.
    fn terms(&self, line: &Value) -> Terms<'_> {
        Terms { pricing: self.month(line).map_or(&self.statement["pricing"], |it| &it["pricing"]) }
    }

    /// The corrected month that a line is about, when it is about one.
    fn month(&self, line: &Value) -> Option<&Value> {
        let period = line["corrects"]["period"].as_str()?;
        list(&self.statement["corrected"]).iter().find(|month| month["period"] == period)
    }

    /// Whether a line is taxed by the profile of a tax line.
    fn taxes(&self, tax: &Value, line: &Value) -> bool {
        let profile = |label: &Value, percent: &Value, exemption: &Value| {
            let percent = exact(percent.as_str().unwrap_or("0"));
            (text(label).to_owned(), percent, text(exemption).to_owned())
        };
        let own = list(&self.statement["lines"]).iter().find(|it| it["kind"] == "tax");
        let own = own.expect("the tax line itself");
        let of_line = match self.month(line) {
            Some(month) => {
                let tax = &month["tax"];
                profile(&tax["label"], &tax["percent"], &tax["exemption"])
            }
            // The profile of the month stands first, where it has lines.
            None => profile(&own["description"], &own["percent"], &own["exemption"]),
        };
        of_line == profile(&tax["description"], &tax["percent"], &tax["exemption"])
    }
}

/// Price and rounding of a month.
struct Terms<'a> {
    pricing: &'a Value,
}

impl Terms<'_> {
    fn price(&self) -> Exact {
        exact(text(&self.pricing["mru_price_usd"]))
    }

    fn cents(&self, usd: &Exact) -> BigInt {
        to_cents(usd, self.pricing["rounding"] == "half-to-even")
    }

    /// MRUs of a line after proration; none where nothing is weighed.
    fn mru(&self, line: &Value) -> Exact {
        if line["weight_mru"].is_null() {
            return exact("0");
        }
        let month = exact(text(&line["weight_mru"])) * exact(text(&line["quantity"]));
        let redundancy = Exact::from(number(&line["redundancy"]));
        month * redundancy * share(&line["share"])
    }

    fn percentage(&self, line: &Value) -> BigInt {
        let base = Exact::from(cents(&line["base"])) / exact("100");
        self.cents(&(base * exact(text(&line["percent"])) / exact("100")))
    }

    /// The minimum for the part of the month, in cents.
    fn minimum(&self, line: &Value) -> BigInt {
        self.cents(&(exact(text(&line["agreed"])) * share(&line["share"])))
    }

    /// A line that a corrected month should have had; sums of lines that are not here are given.
    fn right(&self, line: &Value) -> Result<BigInt, String> {
        Ok(match text(&line["kind"]) {
            "component" | "elasticity" => self.cents(&(self.mru(line) * self.price())),
            "commitment" => self.cents(&(fraction(&line["exact_mru"]) * self.price())),
            "one-off" | "minimum" => cents(&line["usd"]),
            "discount" => -self.percentage(line),
            other => return Err(format!("a right line of kind `{other}`")),
        })
    }

    /// A line given back: what it takes, and for days the arithmetic of the line.
    fn credit(&self, line: &Value) -> Result<BigInt, String> {
        let of = &line["corrects"];
        let taken = cents(&of["billed_usd"]) - cents(&of["right_usd"]);
        if !line["share"].is_null() {
            let days = self.cents(&(self.mru(line) * self.price()));
            same(&days, &taken, &format!("the days of line {}", line["line"]))?;
        }
        Ok(-taken)
    }

    /// A discount or tax that follows the lines of a note: its percentage, within what is left.
    fn followed(&self, line: &Value) -> BigInt {
        let (remaining, left) =
            (cents(&line["followed"]["remaining_usd"]), cents(&line["followed"]["left_usd"]));
        let base = cents(&line["base"]);
        let mut usd = self.percentage(line).abs();
        if left.is_zero() {
            usd = remaining;
        } else if !remaining.is_negative() && !left.is_negative() {
            usd = usd.min(remaining.clone());
            if line["kind"] == "discount" {
                usd = usd.max(remaining - left);
            }
        }
        // A tax goes the way of the lines that it is on, a discount the other way.
        if base.is_negative() == (line["kind"] == "tax") { -usd } else { usd }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> BigInt {
    value.as_i64().map(BigInt::from).expect("a whole number")
}

fn cents(value: &Value) -> BigInt {
    let cents = exact(text(value)) * exact("100");
    assert!(cents.is_integer(), "{value} is no amount of whole cents");
    cents.to_integer()
}

fn share(value: &Value) -> Exact {
    Exact::new(number(&value["parts"]), number(&value["whole"]))
}

fn fraction(value: &Value) -> Exact {
    exact(text(&value["numerator"])) / Exact::from(number(&value["denominator"]))
}

//! What follows the lines of a note: the discount of each month, and the tax of each profile.

use std::collections::BTreeMap;

use super::refusal::{Refusal, more_than_all};
use crate::{
    account::TaxProfile,
    calendar::Period,
    invoice::{
        Corrects, DiscountLine, Earlier, Followed, InvoiceLine, LineDetail, LineKind, Statement,
        TaxLine, adjustments::sum,
    },
    units::{ArithmeticError, Percent, RoundingRule, Usd},
};

/// What is left of a document that a note is about, by month and by tax profile.
///
/// Amounts have the sign that makes the lines of the document count up: those of a credit note are
/// turned round.
pub(super) struct Left<'a> {
    source: &'a Earlier,
    months: BTreeMap<Period, LeftOfMonth<'a>>,
    /// Net amount and tax of each profile, in the order of the document.
    profiles: Vec<(&'a TaxProfile, Usd, Usd)>,
}

/// What is left of the lines about one month.
#[derive(Default)]
struct LeftOfMonth<'a> {
    lines: Usd,
    /// Below zero for a discount.
    discount: Usd,
    /// The line of the discount, or of its correction.
    line: Option<&'a InvoiceLine>,
}

/// The discount of a month: the document that has its line, and the line.
#[derive(Clone, Copy)]
struct Behind<'a> {
    document: &'a Earlier,
    line: &'a InvoiceLine,
    percent: Percent,
}

impl<'a> Left<'a> {
    pub(super) fn of(
        source: &'a Earlier,
        earlier: &'a [Earlier],
    ) -> Result<Left<'a>, ArithmeticError> {
        let profiles = source.statement.lines.iter().filter_map(|line| match &line.detail {
            LineDetail::Tax(tax) => Some((&tax.profile, Usd::ZERO, Usd::ZERO)),
            _ => None,
        });
        let mut left = Left { source, months: BTreeMap::new(), profiles: profiles.collect() };
        left.count(source)?;
        for line in
            source.statement.lines.iter().filter(|it| it.kind_behind() == LineKind::Discount)
        {
            let period = line.corrects().map_or(source.statement.period, |it| it.period);
            left.months.entry(period).or_default().line.get_or_insert(line);
        }
        for note in about(source, earlier) {
            left.count(note)?;
            // What a note about an invoice gave back by mistake was charged again.
            for again in about(note, earlier) {
                left.count(again)?;
            }
        }
        Ok(left)
    }

    /// Counts the lines of the document, or of a note.
    fn count(&mut self, document: &'a Earlier) -> Result<(), ArithmeticError> {
        let statement = &document.statement;
        statement.lines.iter().try_for_each(|line| self.add(statement, line))
    }

    /// Counts a line of the document, or of a note about it.
    fn add(
        &mut self,
        statement: &'a Statement,
        line: &'a InvoiceLine,
    ) -> Result<(), ArithmeticError> {
        let usd = self.counted(line.usd);
        if let LineDetail::Tax(tax) = &line.detail {
            if let Some((.., sum)) = self.profiles.iter_mut().find(|it| *it.0 == tax.profile) {
                *sum = sum.plus(usd)?;
            }
            return Ok(());
        }
        let profile = statement.tax_of(line);
        if let Some((_, net, _)) = self.profiles.iter_mut().find(|it| Some(it.0) == profile) {
            *net = net.plus(usd)?;
        }
        let period = line.corrects().map_or(statement.period, |it| it.period);
        let month = self.months.entry(period).or_default();
        if line.kind_behind() == LineKind::Discount {
            month.discount = month.discount.plus(usd)?;
        } else {
            month.lines = month.lines.plus(usd)?;
        }
        Ok(())
    }

    /// An amount with the sign of the document's lines.
    fn counted(&self, usd: Usd) -> Usd {
        if self.source.is_note() { usd.negated() } else { usd }
    }

    /// Adds to the lines of a note what follows them.
    pub(super) fn follow(
        &self,
        mut lines: Vec<InvoiceLine>,
        earlier: &[Earlier],
    ) -> Result<Vec<InvoiceLine>, Refusal> {
        let mut discounts = Vec::new();
        for (period, month) in &self.months {
            let about =
                |line: &&InvoiceLine| line.corrects().is_some_and(|it| it.period == *period);
            let mut taken = lines.iter().filter(about).map(|line| self.counted(line.usd).negated());
            let taken = taken.try_fold(Usd::ZERO, Usd::plus)?;
            if !taken.is_zero() {
                let behind = self.behind(*period, month, earlier);
                let line = behind.map(|it| self.discount(*period, month, taken, it));
                discounts.extend(line.transpose()?);
            }
        }
        lines.extend(discounts);
        self.check_net(&lines)?;
        let taxes = self.profiles.iter().map(|left| self.tax(left, &lines));
        let taxes = taxes.collect::<Result<Vec<_>, _>>()?;
        lines.extend(taxes.into_iter().flatten());
        for (number, line) in (1..).zip(&mut lines) {
            line.line = number;
        }
        Ok(lines)
    }

    /// The discount of a month, if it has one. Where its corrections cancel each other, the document
    /// has no line of it, and the document of the month has.
    fn behind(
        &self,
        period: Period,
        month: &LeftOfMonth<'a>,
        earlier: &'a [Earlier],
    ) -> Option<Behind<'a>> {
        let is_own = self.source.statement.period == period;
        let of_month = |it: &&Earlier| !it.is_note() && it.statement.period == period;
        let own = if is_own { Some(self.source) } else { earlier.iter().find(of_month) };
        let own = own.and_then(|document| {
            document.statement.lines.iter().find_map(|line| match &line.detail {
                LineDetail::Discount(it) if it.corrects.is_none() => {
                    Some(Behind { document, line, percent: it.percent })
                }
                _ => None,
            })
        })?;
        Some(match month.line {
            Some(line) => Behind { document: self.source, line, ..own },
            None => own,
        })
    }

    /// The part of a month's discount that goes with an amount taken from its lines.
    fn discount(
        &self,
        period: Period,
        month: &LeftOfMonth<'_>,
        taken: Usd,
        behind: Behind<'_>,
    ) -> Result<InvoiceLine, ArithmeticError> {
        let Behind { document, line, percent } = behind;
        let rounding = document.statement.pricing_of(line).rounding;
        let (remaining, left) = (month.discount.negated(), month.lines.minus(taken)?);
        let mut usd = part(taken, percent, rounding, (remaining, left))?;
        if !remaining.is_negative() && !left.is_negative() {
            // Rounding many small notes must not leave a discount above the lines that are left.
            usd = usd.max(remaining.minus(left)?);
        }
        let remains = month.discount.plus(usd)?;
        let corrects = (period != self.source.statement.period).then(|| {
            Box::new(Corrects {
                document: document.number.clone(),
                line: line.line,
                kind: LineKind::Discount,
                period,
                billed_usd: self.counted(month.discount),
                right_usd: self.counted(remains),
                given_usd: Usd::ZERO,
                right: Vec::new(),
            })
        });
        let label = line.description().to_owned();
        let base = self.counted(taken.negated());
        let detail = LineDetail::Discount(DiscountLine {
            label,
            percent,
            base,
            corrects,
            followed: Some(Followed { remaining_usd: remaining, left_usd: left }),
        });
        Ok(InvoiceLine::new(detail, self.counted(usd), &["R83"]))
    }

    /// The part of a tax that goes with the lines of a note.
    fn tax(
        &self,
        left: &(&TaxProfile, Usd, Usd),
        lines: &[InvoiceLine],
    ) -> Result<Option<InvoiceLine>, ArithmeticError> {
        let (profile, net, tax) = *left;
        let statement = &self.source.statement;
        let taxed = |line: &&InvoiceLine| statement.tax_of(line) == Some(profile);
        let mut taken = lines.iter().filter(taxed).peekable();
        if taken.peek().is_none() {
            return Ok(None);
        }
        let base = sum(taken)?;
        let taken = self.counted(base).negated();
        let left = net.minus(taken)?;
        let followed = Some(Followed { remaining_usd: tax, left_usd: left });
        let line = TaxLine { profile: profile.clone(), base, followed };
        let usd = part(taken, line.percent(), statement.pricing.rounding, (tax, left))?;
        let usd = self.counted(usd.negated());
        Ok(Some(InvoiceLine::new(LineDetail::Tax(line), usd, &["R82"])))
    }

    /// Refuses a note that takes more than is left of the document before tax.
    fn check_net(&self, lines: &[InvoiceLine]) -> Result<(), Refusal> {
        let months = self.months.values();
        let mut parts = months.flat_map(|month| [month.lines, month.discount]);
        let net = parts.try_fold(Usd::ZERO, Usd::plus)?;
        let taken = self.counted(sum(lines)?).negated();
        if net.minus(taken)?.is_negative() {
            return Err(more_than_all(&self.source.number, taken, net));
        }
        Ok(())
    }
}

/// The notes about a document.
fn about<'a>(
    document: &'a Earlier,
    earlier: &'a [Earlier],
) -> impl Iterator<Item = &'a Earlier> + use<'a> {
    earlier.iter().filter(|it| it.statement.credits == document.number)
}

/// The part of a discount or tax that goes with an amount taken from the lines that it is on: its
/// percentage, but no more than remains of it, and all of it when nothing is left of the lines.
///
/// Where corrections outweigh the lines, nothing bounds the percentage.
fn part(
    taken: Usd,
    percent: Percent,
    rounding: RoundingRule,
    (remaining, left): (Usd, Usd),
) -> Result<Usd, ArithmeticError> {
    if left.is_zero() {
        return Ok(remaining);
    }
    let usd = taken.percent(percent, rounding)?;
    Ok(if remaining.is_negative() || left.is_negative() { usd } else { usd.min(remaining) })
}

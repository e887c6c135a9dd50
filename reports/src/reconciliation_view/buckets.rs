//! The table of buckets: what is explained, what is to look at, and what AWS charged.

use mru_core::{costs::CostAmount, reconciliation::Bucket};
use serde::Serialize;

use super::{
    ReconciliationError,
    figure::{Writer, sum},
};

/// A bucket, or the sum of several.
#[derive(Clone, Debug, Serialize)]
pub struct BucketRow {
    /// Its name.
    pub name: String,
    /// What is in it, in one line; often empty for a sum.
    pub meaning: String,
    /// How much, in cents.
    pub usd: String,
    /// How much, in per cent of what AWS charged.
    pub percent: String,
    /// How many attributions.
    pub count: String,
    /// Where the evidence stands in the document; empty when there is none to show.
    pub place: String,
}

/// The buckets, which sum to what AWS charged.
#[derive(Clone, Debug, Serialize)]
pub struct BucketTable {
    /// What is explained, bucket by bucket.
    pub explained: Vec<BucketRow>,
    /// What that comes to.
    pub explained_sum: BucketRow,
    /// What somebody has to look at, bucket by bucket.
    pub to_look_at: Vec<BucketRow>,
    /// What that comes to, with its signs.
    pub to_look_at_sum: BucketRow,
    /// What AWS charged.
    pub total: BucketRow,
    /// That the sums are exact, and where rounding shows.
    pub notes: Vec<String>,
}

/// What is in buckets: its amount and the number of attributions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content {
    pub(super) bucket: Bucket,
    pub(super) usd: CostAmount,
    pub(super) count: usize,
}

impl Writer<'_> {
    /// What is in each bucket.
    pub(super) fn contents(&self) -> Result<Vec<Content>, ReconciliationError> {
        let of = |bucket| {
            let usd = self.reconciliation.bucket_usd(bucket)?;
            Ok(Content { bucket, usd, count: self.reconciliation.of_bucket(bucket).count() })
        };
        Bucket::ALL.into_iter().map(of).collect()
    }

    pub(super) fn buckets(&self) -> Result<BucketTable, ReconciliationError> {
        let (to_look_at, explained): (Vec<Content>, Vec<Content>) =
            self.contents()?.into_iter().partition(|it| it.bucket.is_to_look_at());
        let charged = self.reconciliation.charged_usd;
        let usd_of = |all: &[Content]| sum(all.iter().map(|it| it.usd));
        let (explained_usd, open_usd) = (usd_of(&explained)?, usd_of(&to_look_at)?);
        let size = self.reconciliation.to_look_at_usd()?;
        let meaning = if size == open_usd {
            String::new()
        } else {
            self.words.with("reconciliation-net", &[("usd", &self.money(size))])
        };
        let count = |all: &[Content]| all.iter().map(|it| it.count).sum::<usize>();
        let row = |key: &str, usd, count| BucketRow {
            meaning: String::new(),
            ..self.bucket_row(self.get(key), usd, count)
        };
        let all = count(&explained).saturating_add(count(&to_look_at));
        let explained_sum = row("reconciliation-explained", explained_usd, count(&explained));
        let open_sum = row("reconciliation-to-look-at", open_usd, count(&to_look_at));
        let total = row("reconciliation-charged", charged, all);
        let apart = [
            self.apart(&explained_sum.name, explained.iter().map(|it| it.usd), explained_usd)?,
            self.apart(&open_sum.name, to_look_at.iter().map(|it| it.usd), open_usd)?,
            self.apart(&total.name, [explained_usd, open_usd], charged)?,
        ];
        let rows = |all: &[Content]| all.iter().map(|it| self.row_of(*it)).collect();
        Ok(BucketTable {
            explained: rows(&explained),
            explained_sum,
            to_look_at: rows(&to_look_at),
            to_look_at_sum: BucketRow { meaning, ..open_sum },
            total,
            notes: std::iter::once(self.get("reconciliation-exact"))
                .chain(self.apart_note(apart.into_iter().flatten()))
                .collect(),
        })
    }

    fn row_of(&self, content: Content) -> BucketRow {
        let Content { bucket, usd, count } = content;
        let lang = self.words.lang();
        let shown = bucket.is_to_look_at() && count > 0;
        BucketRow {
            meaning: bucket.meaning().get(lang).to_owned(),
            place: if shown { place(bucket).to_owned() } else { String::new() },
            ..self.bucket_row(bucket.name().get(lang).to_owned(), usd, count)
        }
    }

    fn bucket_row(&self, name: String, usd: CostAmount, count: usize) -> BucketRow {
        BucketRow {
            name,
            meaning: String::new(),
            usd: self.usd(usd),
            percent: self.percent(usd, self.reconciliation.charged_usd, 2),
            count: self.count(count),
            place: String::new(),
        }
    }
}

/// Where the evidence of a bucket stands within a document.
pub(super) const fn place(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Unmetered => "unmetered",
        Bucket::UsageDrift => "usage-drift",
        Bucket::PriceDrift => "price-drift",
        Bucket::Unmapped => "unmapped",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use mru_core::Lang;

    use crate::{
        reconciliation_view::ReconciliationView, sample_reconciliation as sample, wording::Wording,
    };

    fn cents(shown: &str) -> i64 {
        shown.replace([',', '.'], "").parse().unwrap()
    }

    #[test]
    fn cents_add_up_to_their_sum_or_a_note_says_by_how_much_they_do_not() {
        let view = ReconciliationView::new(&sample::october(), &Wording::new(Lang::En)).unwrap();
        let table = view.buckets;
        let mut notes = 0;
        for (rows, sum) in
            [(&table.explained, &table.explained_sum), (&table.to_look_at, &table.to_look_at_sum)]
        {
            let apart = rows.iter().map(|row| cents(&row.usd)).sum::<i64>() - cents(&sum.usd);
            let said = format!("{}\u{a0}{apart:+}", sum.name).replace('1', "0.01");
            let is_said = table.notes.iter().any(|note| note.contains(&said));
            assert_eq!(is_said, apart != 0, "{said}: {:?}", table.notes);
            notes += i32::from(is_said);
        }
        assert_eq!(notes, 2, "the sample has columns that are a cent apart");
        let all = [table.explained_sum, table.to_look_at_sum].map(|sum| cents(&sum.usd));
        assert_eq!(all.iter().sum::<i64>(), cents(&table.total.usd));
    }

    #[test]
    fn what_does_not_cancel_is_said_beside_the_sum() {
        let month = sample::october();
        let view = ReconciliationView::new(&month, &Wording::new(Lang::Es)).unwrap();
        assert_eq!(
            view.buckets.to_look_at_sum.meaning,
            "con sus signos; US$\u{a0}716,90 si nada se compensa"
        );
        assert_eq!(view.buckets.to_look_at_sum.usd, "655,70");
        let percent = month.to_look_at_percent().unwrap().unwrap();
        assert_eq!(percent.to_string(), "2.18");
        assert!(view.verdict.sentence.contains("2,18\u{a0}%") && !view.verdict.is_within);
    }
}

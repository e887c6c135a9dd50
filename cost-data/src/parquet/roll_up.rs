//! The roll-up of files of CUR as parquet: row groups are shared among threads.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use mru_core::costs::{CostGroups, Name, Names};

use super::{
    Parquet,
    codes::Shared,
    worker::{Worker, mixed},
};
use crate::{CostDataError, Counts, Options, RolledUp, plan::fields, table::Table};

/// What is left of a row group once its rows are in the table: its first currency with its row, and
/// its counts.
type Done = (Option<(Name, u64)>, Counts);

/// Rolls files up. Every file is of the CUR family.
pub(crate) fn roll_up(files: &[Parquet], options: &Options) -> Result<RolledUp, CostDataError> {
    let mut names = Names::default();
    // Names of files come first and in order, so that the first row of a group is found by them.
    let file_names: Vec<Name> = files.iter().filter_map(|it| names.keep(&it.name)).collect();
    let (shared, table) = (Shared::new(names), Table::new());
    let groups = |(file, parquet): (usize, &Parquet)| {
        (0..parquet.row_groups()).map(move |group| (file, group)).collect::<Vec<_>>()
    };
    let work: Vec<(usize, usize)> = files.iter().enumerate().flat_map(groups).collect();
    let fields = fields(options);
    let one = |(file, group): (usize, usize)| {
        let mut worker = Worker::new(options, &shared, &table, file_names[file]);
        files[file].read(group, &fields, &mut |batch| worker.take(batch))?;
        Ok((worker.currency, worker.counts))
    };
    let done = share(&work, one);
    let mut counts = Counts::default();
    let mut currency = Name::NONE;
    for ((file, _), done) in work.iter().zip(done) {
        let (own, more) = done?;
        counts.rows += more.rows;
        counts.splits += more.splits;
        counts.other_periods += more.other_periods;
        match own {
            Some(own) if currency != Name::NONE && own.0 != currency => {
                return Err(mixed(&shared.lock(), &files[*file].name, own, currency));
            }
            Some((own, _)) => currency = own,
            None => {}
        }
    }
    let groups = CostGroups::new(shared.into_names(), currency, table.into_tallies());
    let all = || files.iter().map(|it| it.name.clone()).collect::<Vec<_>>().join(", ");
    let groups = groups.ok_or_else(|| CostDataError::TooLarge { file: all(), row: counts.rows })?;
    Ok(RolledUp { groups, counts })
}

/// Does pieces of work in as many threads as there are processors; what was done, in the order of
/// the pieces, up to the first that failed.
fn share(
    work: &[(usize, usize)],
    one: impl Fn((usize, usize)) -> Result<Done, CostDataError> + Sync,
) -> Vec<Result<Done, CostDataError>> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done = Mutex::new(Vec::with_capacity(work.len()));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(work.len());
    let run = || {
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = work.get(at) else { return };
            let result = one(*piece);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

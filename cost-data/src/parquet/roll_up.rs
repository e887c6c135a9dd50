//! The roll-up of files of CUR as parquet: row groups are shared among threads.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, ScopedJoinHandle},
};

use mru_core::costs::{CostGroups, Keys, Name};

use super::{
    Parquet,
    codes::Shared,
    worker::{Done, Worker, mixed},
};
use crate::{CostDataError, Counts, Options, RolledUp, plan::fields, table::Table};

/// Rolls files up. Every file is of the CUR family.
pub(crate) fn roll_up(files: &[Parquet], options: &Options) -> Result<RolledUp, CostDataError> {
    let mut keys = Keys::default();
    // Names of files come first and in order, so that the first row of a group is found by them.
    let file_names: Vec<Name> = files.iter().filter_map(|it| keys.names.keep(&it.name)).collect();
    let (shared, table) = (Shared::new(keys), Table::new());
    let groups = |(file, parquet): (usize, &Parquet)| {
        (0..parquet.row_groups()).map(move |group| (file, group)).collect::<Vec<_>>()
    };
    let work: Vec<(usize, usize)> = files.iter().enumerate().flat_map(groups).collect();
    let fields = fields(options);
    let one = |worker: &mut Worker<'_>, (file, group): (usize, usize)| {
        worker.begin(file_names[file]);
        files[file].read(group, &fields, &mut |batch| worker.take(batch))?;
        Ok(worker.done())
    };
    let done = share(&work, || Worker::new(options, &shared, &table), one)?;
    let mut counts = Counts::default();
    let mut currency = Name::NONE;
    for ((file, _), done) in work.iter().zip(done) {
        let (own, more) = done?;
        counts.rows += more.rows;
        counts.splits += more.splits;
        counts.other_periods += more.other_periods;
        match own {
            Some(own) if currency != Name::NONE && own.0 != currency => {
                return Err(mixed(&shared.lock().names, &files[*file].name, own, currency));
            }
            Some((own, _)) => currency = own,
            None => {}
        }
    }
    let groups = CostGroups::new(shared.into_keys(), currency, table.into_tallies());
    let all = || files.iter().map(|it| it.name.clone()).collect::<Vec<_>>().join(", ");
    let groups = groups.ok_or_else(|| CostDataError::TooLarge { file: all(), row: counts.rows })?;
    Ok(RolledUp { groups, counts })
}

/// Does pieces of work in as many threads as there are processors, each with a worker of its own; what
/// was done, in the order of the pieces, up to the first that failed.
fn share<'a>(
    work: &[(usize, usize)],
    new: impl Fn() -> Worker<'a> + Sync,
    one: impl Fn(&mut Worker<'a>, (usize, usize)) -> Result<Done, CostDataError> + Sync,
) -> Result<Vec<Result<Done, CostDataError>>, CostDataError> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done = Mutex::new(Vec::with_capacity(work.len()));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(work.len());
    let run = || {
        let mut worker = new();
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = work.get(at) else { break };
            let result = one(&mut worker, *piece);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
        if failed.load(Ordering::Relaxed) { Ok(()) } else { worker.finish() }
    };
    let finished = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let own = run();
        others.into_iter().map(ScopedJoinHandle::join).fold(own, |all, one| {
            all.and(one.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    finished.map(|()| done.into_iter().map(|(_, result)| result).collect())
}

//! Work on many things on all processors.

use std::num::NonZero;

/// Works on things side by side, on as many threads as the machine runs at once; the results are in their order.
pub(crate) fn side_by_side<I: Sync, T: Send>(all: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(threads).max(1);
    let (work, mut done) = (&work, Vec::with_capacity(all.len()));
    std::thread::scope(|scope| {
        let part = |part: &[I]| part.iter().map(work).collect::<Vec<T>>();
        let mut parts = all.chunks(share);
        let own = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|it| scope.spawn(move || part(it))).collect();
        done.extend(part(own));
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    done
}

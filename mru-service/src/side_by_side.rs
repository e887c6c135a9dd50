//! Work on many things on all processors.

use std::num::NonZero;

use crate::off_the_runtime;

/// Works on things side by side, on as many threads as the machine runs at once, while other tasks go
/// on; the results are in their order.
pub(crate) fn side_by_side<I: Sync, T: Send>(all: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    off_the_runtime(|| on_all_processors(all, work))
}

fn on_all_processors<I: Sync, T: Send>(all: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
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

/// Works on a thread of its own, so that the task that waits for it goes on as well.
///
/// What is worked on is handed over; where the task has nothing else to do meanwhile, `off_the_runtime`
/// does with less.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // It cannot be called off, so that it ends without a result only by a panic.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
        time::{Duration, Instant},
    };

    use tokio::runtime::Builder;

    use super::*;

    /// Whether another task beats three times while a task of the only thread works, which waits for
    /// that as long as it may.
    fn others_go_on(
        work: impl FnOnce(&(dyn Fn() -> bool + Sync)) -> bool + Send + 'static,
    ) -> bool {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let beats = Arc::new(AtomicUsize::new(0));
        let beating = Arc::clone(&beats);
        runtime.spawn(async move {
            loop {
                beating.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        let working = runtime.spawn(async move {
            let (before, until) =
                (beats.load(Ordering::SeqCst), Instant::now() + Duration::from_secs(2));
            let wait = || {
                while Instant::now() < until {
                    if beats.load(Ordering::SeqCst) >= before + 3 {
                        return true;
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                false
            };
            work(&wait)
        });
        runtime.block_on(working).unwrap()
    }

    #[test]
    fn other_tasks_go_on_while_all_processors_work() {
        assert!(others_go_on(|wait| side_by_side(&[1, 2], |_| wait()) == [true, true]));
        assert!(!others_go_on(|wait| on_all_processors(&[1, 2], |_| wait()) == [true, true]));
    }

    #[test]
    fn on_one_thread_or_outside_of_a_runtime_the_work_is_just_done() {
        let doubled = || side_by_side(&[1, 2, 3], |it| it * 2);
        assert_eq!(doubled(), [2, 4, 6]);
        let runtime = Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(async { doubled() }), [2, 4, 6]);
    }
}

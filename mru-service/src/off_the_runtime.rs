//! Long computation, and waiting for the file system, that hold up no other task.

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::block_in_place,
};

/// Does work that takes long without waiting for anything that a runtime knows of.
///
/// On a runtime of several threads the other tasks of this one go on meanwhile, on another thread.
/// With a single one, as the command line has it, or none, nobody else is there to go on: the work is
/// just done. Use cases do so where they price, verify and wait for locks of folders; a face does so
/// where it quotes and renders.
///
/// # Panics
///
/// In a [`tokio::task::LocalSet`] of a runtime of several threads, which cannot go on elsewhere.
///
/// # Example
///
/// ```
/// let sum = mru_service::off_the_runtime(|| (1..=1_000_u64).sum::<u64>());
/// assert_eq!(sum, 500_500);
/// ```
pub fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    let flavor = Handle::try_current().map(|it| it.runtime_flavor());
    match flavor {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

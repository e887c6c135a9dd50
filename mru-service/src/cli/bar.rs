//! A bar on a terminal that follows the progress of a use case; nothing elsewhere.

use std::{future::poll_fn, pin::pin};

use indicatif::{ProgressBar, ProgressStyle};

use crate::billing::{Progress, Stage};

/// Does the work, and moves the bar whenever it came further; `further` may say more above the bar.
pub(super) async fn follow<T>(
    progress: &Progress,
    work: impl Future<Output = T>,
    mut further: impl FnMut(&ProgressBar),
) -> T {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (mut work, mut seen) = (pin!(work), Stage::default());
    // Whenever the work waits for the store, what it came to until then is shown.
    let done = poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        let now = progress.now();
        if now != seen {
            seen = now;
            bar.set_length(now.total as u64);
            bar.set_position(now.done as u64);
            further(&bar);
        }
        polled
    });
    let done = done.await;
    bar.finish_and_clear();
    done
}

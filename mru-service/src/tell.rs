//! What the person at the terminal is told: the standard error.

use std::io::Write as _;

use mru_core::text::printable;

/// Writes to the standard error.
///
/// When nobody can be told, because the pipe is closed or the device is full, the work goes on and
/// its exit code still says how it went.
pub fn tell(message: &str) {
    let mut error = std::io::stderr().lock();
    let _ = error.write_all(message.as_bytes()).and_then(|()| error.flush());
}

/// Writes a line that begins with the name of the program, as diagnostics do.
pub fn tell_line(message: &str) {
    tell(&format!("mru: {}\n", printable(message)));
}

//! One line on the terminal while a run goes on: bytes, rate, remaining time.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use proofdesk_engine::core::{Visible, visible};
use proofdesk_engine::platform;
use proofdesk_engine::progress::{Control, Snapshot};

/// A run that is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
const INTERVAL: Duration = Duration::from_millis(100);

/// Carries out `work` and shows its progress on standard error, if that is a terminal.
pub(crate) fn shown<T>(control: &Control, wanted: bool, work: impl FnOnce() -> T) -> T {
    if !wanted || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        scope.spawn(move || {
            let started = Instant::now();
            let mut drawn = false;
            // The sender is dropped when the work is done, or when it panics.
            while waiting.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                if started.elapsed() >= PATIENCE {
                    draw(&line(&control.snapshot(), started.elapsed()).into());
                    drawn = true;
                }
            }
            if drawn {
                draw(&"".into());
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn draw(line: &Visible<'_>) {
    // Carriage return, clear to the end of the line.
    let mut err = io::stderr().lock();
    let _ = write!(err, "\r\x1b[K{line}");
    let _ = err.flush();
}

fn line(at: &Snapshot, elapsed: Duration) -> String {
    if at.cancelled {
        return "Stopping…".to_owned();
    }
    let rate = at.bytes_done as f64 / elapsed.as_secs_f64();
    let left = at.bytes_total.saturating_sub(at.bytes_done);
    let remaining = match rate > 0.0 && at.bytes_total > 0 {
        true => format!(", {} left", duration((left as f64 / rate).ceil() as u64)),
        false => String::new(),
    };
    let head = format!(
        "{}/{} files, {} of {}, {}/s{remaining}",
        at.files_done,
        at.files_total,
        bytes(at.bytes_done),
        bytes(at.bytes_total.max(at.bytes_done)),
        bytes(rate as u64),
    );
    let room = crate::page::width().saturating_sub(head.len() + 3);
    let current = at.current.as_deref().map(platform::display_path).unwrap_or_default();
    let current = visible(&current).into_owned();
    let shown: String = match current.chars().count() {
        n if n <= room => current,
        n => format!("…{}", current.chars().skip(n + 1 - room.max(1)).collect::<String>()),
    };
    if room > 8 { format!("{head}  {shown}") } else { head }
}

/// A number of bytes for people, in powers of 1,024.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    let mut value = n as f64 / 1024.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

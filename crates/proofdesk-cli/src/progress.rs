//! One line on the terminal while a run goes on: how far it is, how fast, and what is being read.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use proofdesk_engine::core::{Visible, visible_name};
use proofdesk_engine::progress::{Control, Snapshot};
use unicode_width::UnicodeWidthChar;

use crate::page::bytes;
use crate::terminal;

/// A run that is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
const INTERVAL: Duration = Duration::from_millis(100);
/// Columns that a name should have, at the cost of figures.
const NAME: usize = 12;
/// Columns between the figures and the name.
const GAP: usize = 2;

/// Carries out `work` and shows its progress on standard error, if that is a terminal.
pub(crate) fn shown<T>(control: &Control, wanted: bool, work: impl FnOnce() -> T) -> T {
    if !wanted || !terminal::shows_progress() {
        return work();
    }
    thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        let show = move || {
            let started = Instant::now();
            // The sender is dropped when the work is done, or when it panics.
            while waiting.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                if started.elapsed() >= PATIENCE && !terminal::is_typed() {
                    let line = line(&control.snapshot(), started.elapsed(), room());
                    terminal::progress(&line.into());
                }
            }
            terminal::end_progress();
        };
        // Where the system gives no thread, nothing is shown.
        let _ = thread::Builder::new().spawn_scoped(scope, show);
        let result = work();
        drop(done);
        result
    })
}

/// Columns for the line. The last one stays free: a terminal may go to the next line once it is full.
fn room() -> usize {
    let known = [terminal::columns(), terminal::named_columns()];
    known.into_iter().flatten().min().unwrap_or(80).saturating_sub(1)
}

/// The line: the most figures that leave room for the name, and of the name its end.
fn line(at: &Snapshot, elapsed: Duration, room: usize) -> String {
    if at.cancelled {
        return end_of(&"Stopping…".into(), room);
    }
    let name = visible_name(at.current.as_deref().unwrap_or_default());
    let wanted = if name.is_empty() { 0 } else { GAP + columns(&name).min(NAME) };
    let figures = figures(at, elapsed);
    match figures.iter().find(|figures| columns(figures) + wanted <= room) {
        Some(figures) if name.is_empty() => figures.clone(),
        Some(figures) => {
            let name = end_of(&name, room - columns(figures) - GAP);
            format!("{figures}{:GAP$}{name}", "")
        }
        None => end_of(&name, room),
    }
}

/// How far the run is, from the longest form to the shortest.
fn figures(at: &Snapshot, elapsed: Duration) -> Vec<String> {
    let files = format!("{}/{} files", at.files_done, at.files_total);
    let rate = at.bytes_done as f64 / elapsed.as_secs_f64();
    let speed = format!("{}/s", bytes(rate as u64));
    let done = bytes(at.bytes_done);
    if at.open_ended || at.bytes_total == 0 {
        return vec![format!("{files}, {done}, {speed}"), format!("{done}, {speed}"), done];
    }
    let of = format!("{done} of {}", bytes(at.bytes_total.max(at.bytes_done)));
    let left = at.bytes_total.saturating_sub(at.bytes_done) as f64;
    let left = match rate > 0.0 {
        true => format!(", {} left", duration((left / rate).ceil() as u64)),
        false => String::new(),
    };
    let percent = u128::from(at.bytes_done) * 100 / u128::from(at.bytes_total);
    let percent = format!("{} %", percent.min(100));
    vec![
        format!("{files}, {of}, {speed}{left}"),
        format!("{of}, {speed}{left}"),
        format!("{of}{left}"),
        format!("{percent}{left}"),
        percent,
    ]
}

/// The columns that a text takes. Characters that a terminal may draw as one are counted each, so
/// that it is never more.
fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// As much of the end of a text as fits into so many columns.
fn end_of(text: &Visible<'_>, room: usize) -> String {
    const CUT: char = '…';
    if columns(text) <= room {
        return text.to_string();
    }
    let Some(mut left) = room.checked_sub(columns_of(CUT)) else { return String::new() };
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        if columns_of(c) > left {
            break;
        }
        left -= columns_of(c);
        from = at;
    }
    // A combining mark belongs to the character before it, which is not there.
    let end = text[from..].trim_start_matches(|c| columns_of(c) == 0);
    format!("{CUT}{end}")
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str, open_ended: bool) -> Snapshot {
        Snapshot {
            bytes_total: 5 << 30,
            bytes_done: 3 << 30,
            open_ended,
            files_total: 1200,
            files_done: 7,
            current: Some(name.into()),
            cancelled: false,
        }
    }

    fn shown(name: &str, room: usize) -> String {
        line(&at(name, false), Duration::from_secs(3), room)
    }

    #[test]
    fn figures_make_room_for_the_name() {
        let name = "evidence/board-minutes-2026-02.pdf";
        assert_eq!(
            shown(name, 199),
            "7/1200 files, 3.0 GiB of 5.0 GiB, 1.0 GiB/s, 2 s left  evidence/board-minutes-2026-02.pdf"
        );
        assert_eq!(
            shown(name, 79),
            "7/1200 files, 3.0 GiB of 5.0 GiB, 1.0 GiB/s, 2 s left  …ard-minutes-2026-02.pdf"
        );
        assert_eq!(shown(name, 39), "60 %, 2 s left  …rd-minutes-2026-02.pdf");
        assert_eq!(shown(name, 19), "60 %  …-2026-02.pdf");
        let of_stdin = line(&at("standard input", true), Duration::from_secs(3), 39);
        assert_eq!(of_stdin, "3.0 GiB, 1.0 GiB/s  standard input");
    }

    /// Of any name, in any number of columns, no more than fits.
    #[test]
    fn it_fits_everywhere() {
        let names = [
            "",
            "a",
            "証拠の記録と添付書類の写し-取締役会議事録.pdf",
            "e\u{301}\u{302}\u{303}vide\u{301}nce-de-la-re\u{301}union-du-comite\u{301}",
            "\u{1b}[2J\u{202e}\u{fe0f}\n",
            "👩‍👩‍👧‍👦🇨🇭🇨🇭👍🏽 family.txt",
            " ends in spaces   ",
        ];
        for name in names {
            for room in 0..200 {
                for open_ended in [false, true] {
                    let line = line(&at(name, open_ended), Duration::from_secs(3), room);
                    assert!(columns(&line) <= room, "{room}: {line}");
                    assert!(!line.contains(char::is_control), "{line:?}");
                    let cut = line.split_once('…').map_or("", |(_, end)| end);
                    assert!(cut.chars().next().is_none_or(|c| columns_of(c) > 0), "{line:?}");
                    // As much of the end of the name as there is room for.
                    let end: String = visible_name(name).chars().rev().take(4).collect();
                    let end: String = end.chars().rev().collect();
                    assert!(room < 19 || line.ends_with(&end), "{room}: {line:?}");
                }
            }
        }
    }
}

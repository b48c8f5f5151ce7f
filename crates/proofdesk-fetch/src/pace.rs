//! How fast requests follow one another: below the documented rate, slower where the server says so, and
//! not at all while it asks for a wait.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The page documents 50 requests a second for a plan; this is a fifth of it.
const USUAL: Duration = Duration::from_millis(100);
/// The longest wait that is waited. A longer one is told of, so that the user can come back.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// Attempts for one thing.
pub(crate) const ATTEMPTS: u32 = 5;

/// When the next request may be sent.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Whoever has it comes next.
    next: tokio::sync::Mutex<()>,
    times: Mutex<Times>,
}

#[derive(Debug)]
struct Times {
    /// Not before this.
    earliest: Instant,
    /// How far requests are apart.
    apart: Duration,
}

impl Pace {
    pub(crate) fn new() -> Self {
        let times = Times { earliest: Instant::now(), apart: USUAL };
        Self { next: tokio::sync::Mutex::new(()), times: Mutex::new(times) }
    }

    /// Waits until it is this request's turn.
    pub(crate) async fn turn(&self) {
        let _next = self.next.lock().await;
        // What the server says meanwhile counts, too.
        loop {
            let earliest = self.times().earliest;
            if earliest <= Instant::now() {
                break;
            }
            sleep_until(earliest).await;
        }
        let mut times = self.times();
        times.earliest = Instant::now() + times.apart;
    }

    /// Lets nobody ask for so long.
    pub(crate) fn pause(&self, wait: Duration) {
        let mut times = self.times();
        times.earliest = times.earliest.max(Instant::now() + wait);
    }

    /// Takes notice of the headers X-RateLimit-Limit (requests a second) and X-RateLimit-Remaining.
    pub(crate) fn notice(&self, limit: Option<u32>, remaining: Option<u32>) {
        if let Some(limit) = limit.filter(|limit| *limit > 0) {
            // One in five is left to others of the same address.
            self.times().apart = USUAL.max(Duration::from_millis(1250) / limit);
        }
        if remaining == Some(0) {
            self.pause(Duration::from_secs(1));
        }
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wait before attempt `next` (from 2): what the server asks for, else 1, 2, 4, 8 seconds; a part of it
/// is left to chance, so that many who failed together do not come back together. `None` if that is too long
/// to be waited for.
pub(crate) fn wait(next: u32, asked_for: Option<u64>) -> Option<Duration> {
    let backoff = Duration::from_secs(1 << next.saturating_sub(2).min(6));
    let chance = fastrand::f64();
    match asked_for.map(Duration::from_secs) {
        Some(wait) if wait > LONGEST_WAIT => None,
        Some(wait) => Some(wait + Duration::from_millis(250).mul_f64(chance)),
        None => Some(backoff.mul_f64(0.5 + chance / 2.0)),
    }
}

/// The wait before attempt `next` (from 2) where the connection ended before the answer began: none at first,
/// since servers end connections that were not used for a while, or often enough.
pub(crate) fn wait_after_end(next: u32) -> Duration {
    match next {
        ..=2 => Duration::ZERO,
        _ => wait(next - 1, None).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_never_shorter_than_asked_for() {
        for _ in 0..100 {
            for (next, most) in [(2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0)] {
                let seconds = wait(next, None).map_or(0.0, |wait| wait.as_secs_f64());
                assert!((most / 2.0..=most).contains(&seconds), "{next}: {seconds}");
            }
            let asked_for = wait(2, Some(7)).map_or(0.0, |wait| wait.as_secs_f64());
            assert!((7.0..7.3).contains(&asked_for), "{asked_for}");
        }
        assert!(wait(2, Some(120)).is_some(), "two minutes at most");
        assert_eq!(wait(2, Some(121)), None);
        assert_eq!(wait(2, Some(u64::MAX)), None);
    }
}

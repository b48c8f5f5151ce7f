//! Moments as files have them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proofdesk_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The variable that sets the clock of reproducible outputs: seconds since 1970.
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The last second of the year 9999, behind which RFC 3339 has no times.
const LAST: u64 = 253_402_300_799;

/// A moment as reports and key rings have it: RFC 3339 in UTC, with milliseconds.
pub fn time_of(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(since.as_secs() as i64, since.subsec_nanos()).to_canonical_millis()
}

/// What told the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clock {
    /// This machine's clock.
    #[serde(rename = "system")]
    System,
    /// The variable of this name, which whoever starts the program can set.
    #[serde(rename = "SOURCE_DATE_EPOCH")]
    SourceDateEpoch,
}

/// What `SOURCE_DATE_EPOCH` says.
enum Set {
    To(SystemTime),
    /// No time.
    Wrongly(String),
    Not,
}

fn set() -> Set {
    let Some(text) = std::env::var_os(SOURCE_DATE_EPOCH).filter(|text| !text.is_empty()) else {
        return Set::Not;
    };
    let text = text.to_string_lossy().into_owned();
    let seconds = text.trim().parse().ok().filter(|seconds| *seconds <= LAST);
    match seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds))) {
        Some(at) => Set::To(at),
        None => Set::Wrongly(text),
    }
}

/// When a run began, as its report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// The moment.
    pub at: SystemTime,
    /// What told it.
    pub clock: Clock,
}

impl Started {
    /// This moment, by `SOURCE_DATE_EPOCH` where that is set to a number of seconds, else by the
    /// clock of this machine.
    pub fn now() -> Self {
        match set() {
            Set::To(at) => Self { at, clock: Clock::SourceDateEpoch },
            Set::Wrongly(_) | Set::Not => Self { at: SystemTime::now(), clock: Clock::System },
        }
    }

    /// The value of `SOURCE_DATE_EPOCH` if it is set to anything else than a number of seconds before the year
    /// 10000, so that the clock of this machine is used although another was meant.
    pub fn unreadable_source_date() -> Option<String> {
        match set() {
            Set::Wrongly(text) => Some(text),
            Set::To(_) | Set::Not => None,
        }
    }
}

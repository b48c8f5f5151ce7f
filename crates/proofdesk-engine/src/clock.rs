//! Moments as files have them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proofdesk_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The variable that sets the clock of reproducible outputs: seconds since 1970.
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

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
        let set = std::env::var(SOURCE_DATE_EPOCH).ok().and_then(|text| text.trim().parse().ok());
        match set.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds))) {
            Some(at) => Self { at, clock: Clock::SourceDateEpoch },
            None => Self { at: SystemTime::now(), clock: Clock::System },
        }
    }
}

//! The facts of a run, which nothing in its results depends on.

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::run::FromCache;
use crate::self_check::Passed;

/// The facts of one run.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct RunFacts {
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// What told the time.
    pub clock: Clock,
    /// The program.
    pub tool: Tool,
    /// How its self-check came out; `None` in older reports.
    #[serde(default)]
    pub self_check: Option<Passed>,
    /// What it was given, as it was given.
    pub inputs: Vec<String>,
    /// How many threads worked on it.
    pub threads: usize,
    /// Where the report was written to; `-` is standard output.
    pub output: String,
    /// What came from a run cache; `None` if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<FromCache>,
}

/// A program.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

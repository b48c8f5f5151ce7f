//! What a run is given.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use proofdesk_core::trust::Trust;

use crate::input::{Exclude, Input, ReportPlace, UnpackLimits};
use crate::lookup::Query;

/// What a run is given.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// Files, folders, standard input and pasted texts.
    pub inputs: Vec<Input>,
    /// The keys to trust.
    pub trust: Trust,
    /// How to go about it.
    pub options: Options,
}

/// How to go about a run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Worker threads; as many as the machine has processors if not given.
    pub threads: Option<NonZeroUsize>,
    /// Files and folders to pass over.
    pub exclude: Exclude,
    /// The file that the report will be written to.
    pub report: Option<ReportPlace>,
    /// Reports that this program has saved before: no evidence, as long as they are reports.
    pub saved: Vec<PathBuf>,
    /// A gap in a sequence is a mismatch.
    pub contiguous: bool,
    /// How much is read of what lies in containers.
    pub unpack: UnpackLimits,
    /// Only results that one of these names are given; what none names is not found.
    pub find: Vec<Query>,
}

impl Options {
    /// How many threads work.
    pub fn threads(&self) -> usize {
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok());
        threads.map_or(1, NonZeroUsize::get)
    }
}

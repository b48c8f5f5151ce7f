//! Runs over the samples and over pasted texts.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use proofdesk_engine::browse::Results;
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::keys::run_pin;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{Clock, Header, Started};
use proofdesk_engine::run::{self, Job, Summary};
use proofdesk_engine::{Input, browse};
use serde_json::Value;

/// A file or a folder of the samples.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples")).join(name)
}

/// The issuer of the samples, pinned.
pub(crate) fn trust() -> Trust {
    let key = std::fs::read(sample("harbourline.key.json")).unwrap();
    Trust::new(vec![run_pin("harbourline.example", parse_key(&key).unwrap())], None)
}

/// A text under a name.
pub(crate) fn pasted(name: &str, text: impl AsRef<[u8]>) -> Input {
    Input::Text { name: name.into(), bytes: text.as_ref().into() }
}

/// The time of every run.
pub(crate) fn started() -> Started {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_445_600_123);
    Started { at, clock: Clock::System }
}

/// What the report on a run says besides its results.
pub(crate) fn header<'s>(job: &Job, summary: &'s Summary) -> Header<'s> {
    Header::new(job, started(), summary, None)
}

/// A run that is over.
pub(crate) struct Run {
    pub(crate) job: Job,
    pub(crate) summary: Summary,
    pub(crate) results: Results,
}

impl Run {
    /// Verifies `inputs` with the issuer of the samples pinned.
    pub(crate) fn over(inputs: impl IntoIterator<Item = Input>) -> Self {
        Self::under(trust(), inputs)
    }

    /// Verifies `inputs` under these pins.
    pub(crate) fn under(trust: Trust, inputs: impl IntoIterator<Item = Input>) -> Self {
        let inputs = inputs.into_iter().collect();
        let job = Job { inputs, trust, ..Job::default() };
        let mut results = Results::new();
        let accept = &mut |rows| results.accept(rows);
        let summary = run::carry_out(&job, &Control::new(), &browse::encode_rows, accept).unwrap();
        results.seal(summary.by_file.clone());
        Self { job, summary, results }
    }

    /// Verifies all samples.
    pub(crate) fn over_samples() -> Self {
        Self::over([Input::Path(sample(""))])
    }

    /// All results, as the report has them.
    pub(crate) fn findings(&mut self) -> Vec<Value> {
        let all = 0..self.results.len() as u32;
        let text = |i| self.results.finding_json(i).unwrap();
        all.map(text).map(|text| serde_json::from_str(&text).unwrap()).collect()
    }

    /// The whole name of the file whose name ends so.
    pub(crate) fn only_named(&self, end: &str) -> String {
        let mut named = self.summary.by_file.iter().filter(|file| file.path.ends_with(end));
        named.next().unwrap().path.to_string()
    }

    /// The one result of this kind.
    pub(crate) fn only(&mut self, kind: &str) -> u32 {
        let of_kind = |(_, finding): &(usize, Value)| finding["kind"] == kind;
        let found: Vec<usize> =
            self.findings().into_iter().enumerate().filter(of_kind).map(|(i, _)| i).collect();
        assert_eq!(found.len(), 1, "{kind}");
        found[0] as u32
    }
}

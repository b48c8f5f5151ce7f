//! The options of a run that change what its report says.

use serde::{Deserialize, Serialize};

use crate::input::UnpackLimits;
use crate::run::Job;

/// The options of a run that change verdicts, or which results there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct VerdictOptions {
    /// The label of the pin that every signature must be of.
    pub signer: Option<String>,
    /// A gap in an audit log is a mismatch.
    pub contiguous: bool,
    /// Only what one of these names is a result.
    pub find: Vec<String>,
    /// Files and folders that match are no evidence.
    pub exclude: Vec<String>,
    /// How much is read of what lies in containers; `None` if it is as much as usual.
    pub limits: Option<UnpackLimits>,
}

impl VerdictOptions {
    /// Those of a run.
    pub fn of(job: &Job) -> Self {
        let find = job.options.find.iter();
        Self {
            signer: job.trust.required().map(str::to_owned),
            contiguous: job.options.contiguous,
            find: find.map(|query| query.text().to_owned()).collect(),
            exclude: job.options.exclude.texts().map(str::to_owned).collect(),
            limits: Some(job.options.unpack).filter(|limits| *limits != UnpackLimits::default()),
        }
    }
}

impl VerdictOptions {
    /// Those that are not as usual, as arguments of the command line.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let Self { signer, contiguous, find, exclude, limits } = self;
        let signer = signer.iter().map(|label| format!("--signer {label}"));
        let contiguous = contiguous.then(|| "--contiguous".to_owned());
        let find = find.iter().map(|text| format!("--find {text}"));
        let exclude = exclude.iter().map(|glob| format!("--exclude {glob}"));
        let usual = UnpackLimits::default();
        let limits = limits.iter().flat_map(|limits| {
            let all = [
                ("unpacked", limits.unpacked, usual.unpacked),
                ("member", limits.member, usual.member),
                ("ratio", limits.ratio, usual.ratio),
                ("members", limits.members, usual.members),
                ("depth", limits.depth, usual.depth),
            ];
            let changed = all.into_iter().filter(|(_, limit, usual)| limit != usual);
            changed.map(|(name, limit, _)| format!("--max-{name} {limit}"))
        });
        signer.chain(contiguous).chain(find).chain(exclude).chain(limits).collect()
    }
}

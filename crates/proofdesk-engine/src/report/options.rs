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

/// What a required signer means, before the label of the pin. A record without a valid signature is judged as
/// without it.
pub const REQUIRED_SIGNER: &str = "Every valid signature must be made with the key you pinned as";
/// What it means that none is required.
pub const NO_SIGNER: &str = "No signer is required: each record may be signed with any key that you pinned, unless you pinned another \
     key for the issuer that it names.";

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
        let joined = |(name, value): (String, String)| match value.is_empty() {
            true => name,
            false => format!("{name} {value}"),
        };
        self.each().map(joined).collect()
    }

    /// The same as a person types them in a shell, each behind a space.
    #[must_use]
    pub fn typed(&self) -> String {
        let typed = |(name, value): (String, String)| match value.is_empty() {
            true => format!(" {name}"),
            // With the sign, a value may begin with a hyphen.
            false => format!(" {name}={}", in_shell(&value)),
        };
        self.each().map(typed).collect()
    }

    /// Each that is not as usual, with its value.
    fn each(&self) -> impl Iterator<Item = (String, String)> {
        let Self { signer, contiguous, find, exclude, limits } = self;
        let named = |name: &str, value: &String| (name.to_owned(), value.clone());
        let signer = signer.iter().map(move |label| named("--signer", label));
        let contiguous = contiguous.then(|| ("--contiguous".to_owned(), String::new()));
        let find = find.iter().map(move |text| named("--find", text));
        let exclude = exclude.iter().map(move |glob| named("--exclude", glob));
        let usual = UnpackLimits::default();
        let limits = limits.iter().flat_map(move |limits| {
            let all = [
                ("unpacked", limits.unpacked, usual.unpacked),
                ("member", limits.member, usual.member),
                ("ratio", limits.ratio, usual.ratio),
                ("members", limits.members, usual.members),
                ("depth", limits.depth, usual.depth),
            ];
            let changed = all.into_iter().filter(|(_, limit, usual)| limit != usual);
            changed.map(|(name, limit, _)| (format!("--max-{name}"), limit.to_string()))
        });
        signer.chain(contiguous).chain(find).chain(exclude).chain(limits)
    }
}

/// A text as a shell takes it for one word: in quotation marks unless it needs none.
fn in_shell(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "%+,-./:=@_".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_value_for_one_word() {
        let options = VerdictOptions {
            signer: Some("Ann O'Brien".to_owned()),
            contiguous: true,
            find: Vec::new(),
            exclude: vec!["documents".to_owned(), "*.tmp".to_owned()],
            limits: None,
        };
        let typed = options.typed();
        let expected =
            " --signer='Ann O'\\''Brien' --contiguous --exclude=documents --exclude='*.tmp'";
        assert_eq!(typed, expected);
        assert_eq!(options.arguments()[1..3], ["--contiguous", "--exclude documents"]);
    }
}

//! What is wrong with a bag, a few of each kind by name and the others by their number.

use proofdesk_core::verdict::{Check, CheckName, Outcome, Reason};
use proofdesk_core::visible;

/// Files of one reason that are named one by one; of more, the number is given.
const NAMED: usize = 50;

/// Files with the same reason.
struct Alike {
    reason: Reason,
    outcome: Outcome,
    named: Vec<Check>,
    count: usize,
}

/// What is wrong with a bag.
#[derive(Default)]
pub(super) struct Problems(Vec<Alike>);

impl Problems {
    /// Adds a check that did not pass, or that passed with a reason.
    pub(super) fn add(&mut self, check: Check) {
        let Some(reason) = check.reason else { return };
        let outcome = check.outcome;
        let known = self.0.iter().position(|a| a.reason == reason && a.outcome == outcome);
        let at = known.unwrap_or_else(|| {
            self.0.push(Alike { reason, outcome, named: Vec::new(), count: 0 });
            self.0.len() - 1
        });
        let alike = &mut self.0[at];
        alike.count += 1;
        if alike.named.len() < NAMED {
            alike.named.push(check);
        }
    }

    /// Whether there is anything but notes.
    pub(super) fn are_open(&self) -> bool {
        self.0.iter().any(|alike| alike.outcome != Outcome::Pass)
    }

    /// The checks, what failed first.
    pub(super) fn into_checks(mut self) -> Vec<Check> {
        self.0.sort_by_key(|alike| match alike.outcome {
            Outcome::Fail => 0,
            Outcome::Unknown => 1,
            _ => 2,
        });
        self.0.into_iter().flat_map(Alike::into_checks).collect()
    }
}

impl Alike {
    fn into_checks(self) -> Vec<Check> {
        let Self { reason, outcome, mut named, count } = self;
        if let Some(first) = named.first_mut()
            && let Some(clause) = clause(reason, first.field.as_deref(), count)
        {
            *first = first.clone().clause(clause);
        }
        if count > named.len() {
            let rest = count - named.len();
            let check = match outcome {
                Outcome::Fail => Check::fail,
                Outcome::Unknown => Check::unknown,
                _ => Check::noted,
            };
            let check = check(CheckName::Manifest, reason);
            named.push(check.note(format!("So it is with {rest} more files.")));
        }
        named
    }
}

/// What continues the headline, with the first file by its name.
fn clause(reason: Reason, first: Option<&str>, count: usize) -> Option<String> {
    let first = visible(first?);
    let (one, many) = match reason {
        Reason::BagFileChanged => {
            ("is not the file that its manifest lists", "are not the files that its manifests list")
        }
        Reason::BagFileMissing => {
            ("is listed in its manifest and missing", "are listed in its manifests and missing")
        }
        Reason::BagFileUnlisted => {
            ("is listed in none of its manifests", "are listed in none of its manifests")
        }
        Reason::BagFileNotChecked => {
            ("could not be compared with its manifest", "could not be compared with its manifests")
        }
        _ => return None,
    };
    Some(match count {
        1 => format!("{first} {one}"),
        _ => format!("{first} and {} more {many}", count - 1),
    })
}

//! Places, numbers and codes as every form has them.

use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::core::quoted_id;
use proofdesk_engine::core::verdict::{Outcome, Source, Verdict};
use proofdesk_engine::report::Reported;

/// Where something stands, with its line and pointer.
pub(crate) fn place(source: &Source) -> String {
    source.visible_place().into_owned()
}

/// The file, or the member of a container, that something stands in.
pub(crate) fn file(source: &Source) -> String {
    source.visible_name().into_owned()
}

/// What something is, and its id if it has one.
pub(crate) fn named(result: &Reported) -> String {
    let id = result.id.as_deref().map(|id| format!(" {}", quoted_id(id))).unwrap_or_default();
    format!("{}{id}", result.kind.word())
}

/// Hexadecimal digits in groups of four, on one line.
pub(crate) fn in_groups(hex: &str) -> String {
    groups_of_four(hex).join(" ")
}

/// The codes of everything that did not pass, items included, each once.
pub(crate) fn reasons(result: &Reported) -> Vec<&str> {
    fn gather<'r>(result: &'r Reported, codes: &mut Vec<&'r str>) {
        for check in &result.checks {
            let code = check.reason.as_deref().filter(|code| !codes.contains(code));
            codes.extend(code.filter(|_| check.outcome != Outcome::Pass));
        }
        result.children.iter().for_each(|child| gather(child, codes));
    }
    let mut codes = Vec::new();
    gather(result, &mut codes);
    codes
}

/// Whether a result is an exception: neither verified nor for information only.
pub(crate) fn is_exception(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Verified | Verdict::Info)
}

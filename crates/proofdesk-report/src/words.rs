//! Places, numbers and codes as every form has them.

use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::core::verdict::{CheckName, Outcome, Source, ValueSource, Verdict};
use proofdesk_engine::core::{mark_len, quoted_id};
use proofdesk_engine::report::{Head, Reported};

/// Where something stands, with its line and pointer.
pub(crate) fn place(source: &Source) -> String {
    source.visible_place().into_owned()
}

/// The file, or the member of a container, that something stands in.
pub(crate) fn file(source: &Source) -> String {
    source.visible_name().into_owned()
}

/// What something is; of what could not be read, what it is instead.
pub(crate) fn what(result: &Reported) -> &'static str {
    result.kind.word_with(result.foremost_reason())
}

/// The labels and the fingerprints of the keys that something is signed with: a log can be under several of one
/// issuer.
pub(crate) fn signers<'r>(head: &'r Head, result: &'r Reported) -> (Vec<&'r str>, Vec<&'r str>) {
    let signer = &result.signer;
    let mut labels: Vec<&str> = signer.label.iter().map(|label| &**label).collect();
    let mut keys: Vec<&str> = signer.fingerprint.iter().map(|key| &**key).collect();
    let is_passed = |name, outcome| name == CheckName::Signer && outcome == Outcome::Pass;
    let checks = result.checks.iter().filter(|check| is_passed(check.check, check.outcome));
    let values = checks.flat_map(|check| &check.values);
    for value in values.filter(|value| value.source == ValueSource::Pinned) {
        let key = &*value.value;
        let pin = head.pins.iter().find(|pin| pin.fingerprint == key);
        if let Some(pin) = pin.filter(|_| !keys.contains(&key)) {
            keys.push(key);
            labels.push(&pin.label);
        }
    }
    (labels, keys)
}

/// A text in stretches, of which a mark is one.
pub(crate) fn stretches(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut ahead = rest.match_indices('<').map(|(at, _)| at);
        let end = match ahead.find_map(|at| Some((at, mark_len(&rest[at..])?))) {
            Some((0, mark)) => mark,
            Some((at, _)) => at,
            None => rest.len(),
        };
        let (stretch, after) = rest.split_at(end);
        rest = after;
        Some(stretch).filter(|stretch| !stretch.is_empty())
    })
}

/// What something is, and its id if it has one.
pub(crate) fn named(result: &Reported) -> String {
    let id = result.id.as_deref().map(|id| format!(" {}", quoted_id(id))).unwrap_or_default();
    format!("{}{id}", what(result))
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

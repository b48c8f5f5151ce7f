//! Places, numbers and codes as every form has them.

use proofdesk_engine::core::verdict::{Source, Verdict};
use proofdesk_engine::core::visible;
use proofdesk_engine::report::Reported;

/// Where something stands: `mail.eml › evidence.zip › record.json:3#/0`.
pub(crate) fn place(source: &Source) -> String {
    let mut place = file(source);
    if let Some(line) = source.line {
        place.push_str(&format!(":{line}"));
    }
    if let Some(pointer) = &source.pointer {
        place.push_str(&format!("#{}", visible(pointer)));
    }
    place
}

/// The file, or the member of a container, that something stands in.
pub(crate) fn file(source: &Source) -> String {
    source.visible_name().into_owned()
}

/// Hexadecimal digits in groups of four, as people compare them.
pub(crate) fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// The codes of everything that did not pass, items included, each once.
pub(crate) fn reasons(result: &Reported) -> Vec<&str> {
    fn gather<'r>(result: &'r Reported, codes: &mut Vec<&'r str>) {
        for check in &result.checks {
            let code = check.reason.as_deref().filter(|code| !codes.contains(code));
            codes.extend(
                code.filter(|_| check.outcome != proofdesk_engine::core::verdict::Outcome::Pass),
            );
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

/// The code of a verdict, as machine formats have it.
pub(crate) fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "verified",
        Verdict::Unconfirmed => "unconfirmed",
        Verdict::Mismatch => "mismatch",
        Verdict::Uncheckable => "uncheckable",
        Verdict::NotFound => "not_found",
        _ => "info",
    }
}

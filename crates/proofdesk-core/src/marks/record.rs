//! The *marks* of records: a few names of members that stand together in nothing else that the API
//! gives out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::escaped::without_escapes;
use super::look::as_it_looks;
use super::markup::without_tags;
use super::stretch::STRETCH;
use crate::verdict::RecordKind;

/// A group of members of which one must be there.
type OneOf = &'static [&'static str];

/// The marks of records: a kind, and groups of members. An object has the marks if it has one member
/// of each group, and none of them is `null`. `payload` counts only as an object.
const MARKS: [(RecordKind, &[OneOf]); 13] = [
    (RecordKind::AuditEvent, &[&["org_id"], &["seq"]]),
    (RecordKind::AuditEvent, &[&["signing_public_key"], &["seq", "action", "org_id"]]),
    (RecordKind::AuditEvent, &[&["seq"], &["action"], &["actor", "occurred_at", "targets"]]),
    (RecordKind::AuditEvent, &[&["org_id"], &["action"], &["occurred_at", "ingested_at"]]),
    (RecordKind::AuditEvent, &[&["payload_hash"], &["signature"], &["occurred_at", "action"]]),
    (RecordKind::Trace, &[&["composite_hash", "seal_event"], &["trace_id", "events", "signature"]]),
    (RecordKind::Trace, &[&["trace_id"], &["events", "sealed_at", "event_count"]]),
    (
        RecordKind::Attestation,
        &[
            &["attestation_id", "attestation_hash"],
            &[
                "attestation_type",
                "signed_payload",
                "signature",
                "input_hash",
                "output_hash",
                "model_name",
            ],
        ],
    ),
    (
        RecordKind::Document,
        &[&["document_hash", "signed_payload_b64"], &["event_id", "signature_b64", "has_original"]],
    ),
    (
        RecordKind::ProofResponse,
        &[&["event_id"], &["payload_hash"], &["signature", "verify_url", "anchored_at"]],
    ),
    (
        RecordKind::Event,
        &[&["payload_hash", "event_hash", "request_hash"], &["event_id", "event_type"]],
    ),
    (
        RecordKind::Event,
        &[&["event_id"], &["payload"], &["event_type", "ingested_at", "tenant_id"]],
    ),
    // An item of a trace that stands alone.
    (RecordKind::TraceItem, &[&["event_id"], &["content_hash"], &["signature"]]),
];

/// The kinds whose marks these members are, one for each row of the table.
pub(crate) fn kinds_marked(has: impl Fn(&str) -> bool) -> impl Iterator<Item = RecordKind> {
    let marked = move |groups: &[OneOf]| groups.iter().all(|group| group.iter().any(|n| has(n)));
    MARKS.iter().filter(move |(_, groups)| marked(groups)).map(|(kind, _)| *kind)
}

/// Whether a text holds the names of members that are the marks of a record, each with what follows
/// a name: so it may be one that cannot be read. Its quotes can be any, or be missing.
pub fn names_record(text: &str) -> bool {
    // A short one holds no record whose names were spelled again.
    let any_spelling = text.len() >= STRETCH;
    let text = without_escapes(text);
    // UTF-16 that was read as another encoding has a zero beside each letter.
    let text = match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "")),
        false => text,
    };
    let text = if any_spelling { as_it_looks(&text) } else { Cow::Borrowed(&*text) };
    let mut found = BTreeSet::new();
    find_names(&text, any_spelling, &mut found);
    let mut holds = has_columns(&text);
    if text.contains('<') {
        let text = without_tags(&text);
        find_names(&text, any_spelling, &mut found);
        holds |= has_columns(&text);
    }
    holds || kinds_marked(|name| found.contains(name)).next().is_some()
}

/// Finds the marks that a text uses as names.
fn find_names(text: &str, any_spelling: bool, found: &mut BTreeSet<&'static str>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut at = 0;
    for word in text.split(|c| !is_part(c)) {
        let (before, behind) = (&text[..at], &text[at + word.len()..]);
        // Signs of one byte end a word, or of several, none of which is part of one.
        at += word.len() + behind.chars().next().map_or(0, char::len_utf8);
        // Most words of what is no text are shorter than any mark.
        if word.len() < SHORTEST {
            continue;
        }
        let word = match before.chars().next_back() {
            Some('\\') => word.strip_prefix(['n', 'r', 't']).unwrap_or(word),
            // In a script without cases, words stand without spaces between.
            Some(c) if c.is_lowercase() || c.is_uppercase() => continue,
            _ => word,
        };
        let name = match any_spelling {
            true => mark_in_other_spelling(word),
            false => mark(word),
        };
        if let Some(name) = name
            && is_used_as_a_name(before, behind)
        {
            found.insert(name);
        }
    }
}

/// Whether the names of a record stand over columns that are set with spaces or drawn lines: one behind the
/// other on a line, with hardly any other words between them.
fn has_columns(text: &str) -> bool {
    text.lines().any(|line| {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '|' | '│' | '┃' | '║');
        let words = line.split(is_between).filter(|word| !word.is_empty());
        let (mut found, mut others, mut behind) = (BTreeSet::new(), 0, 0);
        for word in words {
            match mark(word) {
                Some(name) => {
                    found.insert(name);
                    others += std::mem::take(&mut behind);
                }
                // Such as another name of a record.
                None if word.contains('_') => {}
                None => behind += usize::from(!found.is_empty()),
            }
        }
        found.len() >= 3
            && others * 3 <= found.len()
            && kinds_marked(|name| found.contains(name)).next().is_some()
    })
}

/// The mark of this name.
pub(crate) fn mark(word: &str) -> Option<&'static str> {
    names_beginning(*word.as_bytes().first()?).iter().find(|name| **name == word).copied()
}

/// The mark that a name is, whatever a program made of its letters' case and of what stands between them.
fn mark_in_other_spelling(name: &str) -> Option<&'static str> {
    let first = name.bytes().next()?.to_ascii_lowercase();
    let letters = || name.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
    let is_it = |mark: &&&str| mark.bytes().filter(|b| *b != b'_').eq(letters());
    names_beginning(first).iter().find(is_it).copied()
}

/// Whether these are the names of a record in another spelling, whatever a program made of all of them: words are
/// joined in many ways, databases write capitals, tables and namespaces put something before a name or the type
/// of its value behind it, what nobody sees can stand in it or around it, and letters can only look like its own.
pub(crate) fn are_names_in_other_spelling<'n>(all: impl Iterator<Item = &'n str>) -> bool {
    let mut by_prefix: BTreeMap<String, (BTreeSet<&'static str>, bool)> = BTreeMap::new();
    for name in all {
        let look = as_it_looks(name);
        let last = look.rsplit(['.', ':', '@', '/']).next().unwrap_or(&look);
        let last = match last.as_bytes() {
            [.., b'_', kind] if kind.is_ascii_lowercase() => &last[..last.len() - 2],
            _ => last,
        };
        for mark in names() {
            if let Some(prefix) = before_mark(last, mark) {
                let (found, is_other) = by_prefix.entry(prefix).or_default();
                found.insert(mark);
                *is_other |= name != mark;
            }
        }
    }
    by_prefix.values().any(|(found, is_other)| {
        *is_other && kinds_marked(|name| found.contains(name)).next().is_some()
    })
}

/// Whether a name ends with a mark, whatever its spelling.
pub(super) fn ends_with_mark(name: &str) -> bool {
    names().any(|mark| before_mark(name, mark).is_some())
}

/// The letters of a name before this mark, if it ends with it.
fn before_mark(name: &str, mark: &str) -> Option<String> {
    let is_letter = |c: &char| c.is_alphanumeric();
    let mut letters = name.chars().rev().filter(is_letter).map(|c| c.to_ascii_lowercase());
    let mut of_mark = mark.chars().rev().filter(|c| *c != '_');
    of_mark.all(|c| letters.next() == Some(c)).then(|| letters.collect())
}

/// The length of the shortest mark. In bytes.
const SHORTEST: usize = 3;

/// The marks that begin with this letter, each once: every word of a text is looked up among them.
fn names_beginning(letter: u8) -> &'static [&'static str] {
    static BY_LETTER: LazyLock<[Vec<&str>; 26]> = LazyLock::new(|| {
        let all: BTreeSet<&str> = names().collect();
        let with =
            |letter| all.iter().copied().filter(|name| name.as_bytes()[0] == letter).collect();
        std::array::from_fn(|i| with(b'a' + i as u8))
    });
    let place = letter.checked_sub(b'a').map(usize::from);
    place.and_then(|place| BY_LETTER.get(place)).map_or(&[], Vec::as_slice)
}

/// All marks.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    MARKS.iter().flat_map(|(_, groups)| *groups).copied().flatten().copied()
}

/// Whether a word between these texts is the name of a member: in quotes, in a tag, or before a colon
/// or an equals sign.
fn is_used_as_a_name(before: &str, behind: &str) -> bool {
    if before.ends_with('"') && behind.starts_with(['"', '\\'])
        || begins_a_tag(before) && ends_a_tag(behind)
    {
        return true;
    }
    let is_quote = |c| "\\\"'`“”„‘’«»″]".contains(c);
    let rest = behind.trim_start_matches(is_quote).trim_start();
    rest.starts_with([':', '=', '：']) || begins_a_line(before) && separates(behind)
}

/// Whether a text ends where the name of a tag begins, also behind the prefix of a namespace.
fn begins_a_tag(before: &str) -> bool {
    let prefix = before.strip_suffix(':').and_then(|before| before.rsplit_once('<'));
    let is_name = |(_, name): (&str, &str)| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
    };
    before.ends_with('<') || prefix.is_some_and(is_name)
}

/// Whether a tag ends behind its name, also behind attributes.
fn ends_a_tag(behind: &str) -> bool {
    let attributes = behind.strip_prefix(|c: char| c.is_ascii_whitespace());
    let attributes = attributes.and_then(|rest| rest.split(['<', '>']).next());
    behind.starts_with('>') || attributes.is_some_and(|attributes| attributes.contains('='))
}

/// Whether nothing but marks of a list or a table stands before a name on its line.
fn begins_a_line(before: &str) -> bool {
    let line = before.chars().rev().take(16).take_while(|c| *c != '\n');
    line.into_iter().all(|c| "|│┃║-*`> \t".contains(c))
}

/// Whether a value follows a name that begins a line.
fn separates(behind: &str) -> bool {
    let rest = behind.trim_start_matches(['*', '`', ' ']);
    let marked = behind.len() > rest.len() && behind.starts_with(['*', '`']);
    let separator = rest.starts_with(['\t', '|', '│', '┃', '║', ';', ',', '→']);
    let column = behind.starts_with("  ") && !rest.starts_with(['\r', '\n']) && !rest.is_empty();
    separator
        || column
        || rest.starts_with("->")
        || rest.starts_with("=>")
        || marked && !rest.starts_with('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ordinary.rs` relies on it.
    #[test]
    fn no_kind_is_marked_without_an_underscore_or_seq() {
        assert_eq!(kinds_marked(|name| !name.contains('_') && name != "seq").next(), None);
        assert_eq!(names().map(str::len).min(), Some(SHORTEST));
        assert!(names().all(|name| mark(name) == Some(name)));
        // Nor by one name.
        names().for_each(|one| assert_eq!(kinds_marked(|name| name == one).next(), None, "{one}"));
    }
}

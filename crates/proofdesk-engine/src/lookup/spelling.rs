//! How people write down hashes and links: as tools print them, and as mail programs pass them on.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use proofdesk_core::encoding::{Digest, is_uuid};
use proofdesk_core::verdict::Kind;

use crate::checksum::{Parsed, Parser};

/// A wrapped link can be wrapped itself.
const WRAPPINGS: usize = 5;

/// What is written as it is in the id of a link: what ids consist of.
const OF_IDS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'.').remove(b'~');

/// What a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// A record, of a kind if the link says which.
    Record(Option<Kind>, String),
    /// A record, but its id is missing.
    NoId,
    /// A record of a kind that is not documented.
    UnknownKind(String),
}

/// A SHA-256 as tools print it: with `sha256:` or `0x` before it, with colons or white space between
/// bytes, in capitals, or as a line of a checksum list.
pub(crate) fn digest(text: &str) -> Option<Digest> {
    if let Parsed::Line(line) = Parser::default().parse(text.as_bytes()) {
        return Some(Digest(line.sha256));
    }
    Digest::parse_written(text).ok()
}

/// A text without the brackets and quotes that stand around it, and what ended the sentence it stood
/// in.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    const AROUND: [(char, char); 8] = [
        ('<', '>'),
        ('"', '"'),
        ('\'', '\''),
        ('(', ')'),
        ('[', ']'),
        ('\u{201C}', '\u{201D}'),
        ('\u{2018}', '\u{2019}'),
        ('\u{AB}', '\u{BB}'),
    ];
    for (open, close) in AROUND {
        if let Some(inside) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close)) {
            return bare(inside);
        }
    }
    let braced = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let text = braced.filter(|inside| is_uuid(inside)).unwrap_or(text);
    text.strip_prefix("urn:uuid:").unwrap_or(text)
}

/// Whether a text has the form of the API's ids: a UUID, or a few letters, a low line and many letters and
/// digits.
pub(super) fn has_form_of_id(text: &str) -> bool {
    is_uuid(text)
        || text.split_once('_').is_some_and(|(kind, rest)| {
            (2..=8).contains(&kind.len())
                && kind.bytes().all(|b| b.is_ascii_lowercase())
                && rest.len() >= 16
                && rest.bytes().all(|b| b.is_ascii_alphanumeric())
                && rest.bytes().any(|b| b.is_ascii_digit())
        })
}

/// What a link names: a page of proof, or a record of the API; also where a mail gateway or a search
/// engine put a link of its own around it; and where the link itself leads. `None` for a text that is no
/// such link.
pub(crate) fn link(text: &str) -> Option<(Link, Option<String>)> {
    if text.contains('/') { wrapped(text, WRAPPINGS) } else { None }
}

/// Where a link leads, if it says so.
fn host(link: &str) -> Option<String> {
    let (_, rest) = link.split_once("://")?;
    rest.split(['/', '?', '#']).next().map(str::to_owned)
}

fn wrapped(text: &str, depth: usize) -> Option<(Link, Option<String>)> {
    let depth = depth.checked_sub(1)?;
    // urldefense, the third form: the link stands in the path as it is.
    if let Some((_, link)) = text.split_once("/v3/__") {
        return wrapped(link.rsplit_once("__;").map_or(link, |(link, _)| link), depth);
    }
    let (path, query) = text.split_once(['?', '#']).unwrap_or((text, ""));
    let segments: Vec<Cow<'_, str>> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    named_by(&segments).map(|link| (link, host(text))).or_else(|| {
        // SafeLinks, urldefense and search engines: the value of a parameter, or of a part of the path.
        let values = query.split(['&', '#']).chain(path.split('/'));
        let values = values.filter_map(|part| part.split_once('=')).map(|(_, value)| value);
        values.flat_map(targets).find_map(|target| wrapped(&target, depth))
    })
}

/// The links that the value of a parameter can stand for.
fn targets(value: &str) -> Vec<String> {
    let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
    // urldefense, the second form, has its own signs for `%` and `/`.
    let second = value.replace('-', "%").replace('_', "/");
    let second = percent_decode_str(&second).decode_utf8_lossy().into_owned();
    // Bing writes base64.
    let coded = value.strip_prefix("a1").and_then(|coded| URL_SAFE_NO_PAD.decode(coded).ok());
    let coded = coded.and_then(|bytes| String::from_utf8(bytes).ok());
    let all = [Some(plain), Some(second), coded].into_iter().flatten();
    all.filter(|target| target.starts_with("https://") || target.starts_with("http://")).collect()
}

/// What the parts of a path name.
fn named_by(segments: &[Cow<'_, str>]) -> Option<Link> {
    let is = |word: &'static str| move |segment: &Cow<'_, str>| segment == word;
    if let Some(at) = segments.iter().position(is("v1"))
        && let Some(found) = of_api(&segments[at + 1..])
    {
        return Some(found);
    }
    let at = segments.iter().rposition(|segment| segment == "proof" || segment == "verify")?;
    let rest: Vec<&str> = segments[at + 1..].iter().map(|segment| &**segment).collect();
    Some(match rest.as_slice() {
        [locale, rest @ ..] if !rest.is_empty() && is_locale(locale) => of_page(rest),
        rest => of_page(rest),
    })
}

/// `{id}` or `{kind}/{id}`, behind `…/proof/` or `…/verify/`.
fn of_page(rest: &[&str]) -> Link {
    match rest {
        [] => Link::NoId,
        // `…/proof/document/` has lost its id; no id is such a word.
        [word] if kind_of(word).is_some() => Link::NoId,
        [id] => record(None, id),
        [word, id, ..] => match kind_of(word) {
            Some(kind) => record(Some(kind), id),
            None => Link::UnknownKind((*word).to_owned()),
        },
    }
}

/// The path of a record behind `api.invoance.com/v1/`.
fn of_api(rest: &[Cow<'_, str>]) -> Option<Link> {
    let rest: Vec<&str> = rest.iter().map(|segment| &**segment).collect();
    let (kind, rest) = match rest.as_slice() {
        ["document", rest @ ..] => (Kind::Document, rest),
        ["events", rest @ ..] => (Kind::Event, rest),
        ["ai", "attestations", rest @ ..] => (Kind::Attestation, rest),
        ["traces", rest @ ..] => (Kind::Trace, rest),
        _ => return None,
    };
    Some(rest.first().map_or(Link::NoId, |id| record(Some(kind), id)))
}

fn record(kind: Option<Kind>, id: &str) -> Link {
    // What ended the sentence in which the link stood.
    match id.trim_end_matches(['.', ',', ';', ')', '>']) {
        "" => Link::NoId,
        id => Link::Record(kind, id.to_owned()),
    }
}

/// The part of a proof link that names a record, which [`link`] reads: the host is not what is looked for.
pub(super) fn written(kind: Option<Kind>, id: &str) -> String {
    let word = KINDS.iter().find(|(_, of)| Some(*of) == kind).map(|(word, _)| format!("{word}/"));
    let id = utf8_percent_encode(id, OF_IDS);
    format!("proof/{}{id}", word.unwrap_or_default())
}

/// `de`, `pt-BR`: the language of a page.
fn is_locale(segment: &str) -> bool {
    let mut parts = segment.split(['-', '_']);
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    parts.next().is_some_and(letters) && parts.next().is_none_or(letters) && parts.next().is_none()
        // The kind of a link has two letters too.
        && kind_of(segment).is_none()
}

/// What a link calls each kind.
const KINDS: [(&str, Kind); 4] = [
    ("document", Kind::Document),
    ("event", Kind::Event),
    ("ai", Kind::Attestation),
    ("trace", Kind::Trace),
];

fn kind_of(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(of, _)| *of == word).map(|(_, kind)| *kind)
}

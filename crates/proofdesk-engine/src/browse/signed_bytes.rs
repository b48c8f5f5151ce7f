//! The bytes behind one result: what its signatures and hashes are over.
//!
//! A run does not keep them. The record is read and judged once more, by itself, with everything
//! kept that is compared with a signature or a hash.

use std::borrow::Cow;
use std::fmt;

use proofdesk_core::encoding::Digest;
use proofdesk_core::json::{self, JsonError, Node};
use proofdesk_core::key::PublicKey;
use proofdesk_core::record::Draft;
use proofdesk_core::text::TextEncoding;
use proofdesk_core::trust::{Tried, Trust, Verifier};
use proofdesk_core::verdict::{Finding, Kind, Source};
use proofdesk_core::{assess, canonical, coverage, marks};
use serde::Serialize;

use crate::input::{CHUNK, DOCUMENT_LIMIT, LINE_LIMIT, Origin, ReadError, Reading, reopen};
use crate::progress::Control;

/// Bytes that a signature or a hash was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// JSON Pointer to the record, or to the item or the seal of a trace.
    pub pointer: Option<String>,
    /// Which form it is, such as "Over the canonical bytes.", or "Hashed: …".
    pub name: String,
    /// Whether the signature or the hash holds for it.
    pub held: bool,
    /// That, in words.
    pub said: &'static str,
    /// The bytes; of more than 1 MiB, the first.
    pub bytes: Vec<u8>,
    /// How many they are altogether: more than in `bytes` if they were cut.
    pub len: u64,
    /// SHA-256 of them all, lowercase hex.
    pub sha256: String,
}

/// Why there is nothing to show.
#[derive(Debug)]
#[non_exhaustive]
pub enum InspectError {
    /// The file is gone or could not be read.
    Read(ReadError),
    /// Standard input is read only once.
    ReadOnce,
    /// The file has no such line any more.
    NoLine {
        /// Which line.
        line: u64,
    },
    /// What is there is not JSON.
    Json(JsonError),
    /// It is larger than a record can be.
    TooLarge {
        /// What is accepted, in bytes.
        limit: usize,
    },
    /// What is there is no record.
    NoRecord,
}

impl fmt::Display for InspectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CHANGED: &str = "if one was, the file has changed since; verify it again";
        match self {
            Self::Read(error) => error.fmt(f),
            Self::ReadOnce => f.write_str(
                "standard input is read only once; save it in a file to see its bytes again",
            ),
            Self::NoLine { line } => {
                write!(f, "the file has no line {line}; it has changed since, so verify it again")
            }
            Self::Json(error) => write!(f, "no record is there ({error}); {CHANGED}"),
            Self::TooLarge { limit } => {
                write!(f, "it is larger than {} MiB, so it is not read as a record", limit >> 20)
            }
            Self::NoRecord => write!(f, "no record is there; {CHANGED}"),
        }
    }
}

impl std::error::Error for InspectError {}

impl From<ReadError> for InspectError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// Reads the record at `source`, of the file or text `origin`, and gives the bytes that its
/// signatures and hashes are over: of each the form that holds, or if none does, every form that
/// was tried. For an item of a trace, only its own.
///
/// The record stands alone here. A proof response whose signature is over a payload that another
/// file brought holds in none of the forms that are given.
///
/// # Errors
/// [`InspectError`]; the file may have changed or vanished since it was verified.
pub fn inspect(origin: &Origin, source: &Source, trust: &Trust) -> Result<Vec<Form>, InspectError> {
    let wanted = source.pointer.as_deref().unwrap_or_default();
    let mut verifier = Verifier::inspecting(trust);
    let Judged { pointer, draft, payload } = judge(origin, source, &mut verifier)?;
    let is_part = pointer.len() < wanted.len();
    // Of items that are alike, the first was judged.
    let like = |item: &Finding| item.pointers.as_ref().is_some_and(|alike| alike.holds(wanted));
    let like = draft.finding.children.iter().find(like);
    let first = like.and_then(|first| first.source.pointer);
    let wanted = first.unwrap_or_else(|| wanted.to_owned());
    let pointer = Some(pointer).filter(|p| !p.is_empty());
    let mut forms: Vec<Form> = verifier.into_tried().into_iter().map(Form::from).collect();
    if let Some(bytes) = payload {
        let held = draft.named_by.contains(&Digest::of(&bytes));
        let name = "Hashed: the payload, sorted and compact.";
        forms.push(Tried::new(pointer, name.into(), &bytes, true, held).into());
    }
    if is_part {
        forms.retain(|form| form.pointer.as_deref() == Some(&*wanted));
    }
    Ok(forms)
}

impl From<Tried> for Form {
    fn from(tried: Tried) -> Self {
        let Tried { pointer, name, hashed, held, mut bytes, len, digest } = tried;
        let said = match (hashed, held) {
            (false, true) => "The signature is valid for these bytes",
            (false, false) => "Tried: the signature is not valid for these bytes",
            (true, true) => "These bytes have the hash in the record",
            (true, false) => "Tried: these bytes do not have the hash in the record",
        };
        // No private key is shown, whatever covers it.
        if let Ok(text) = std::str::from_utf8(&bytes)
            && let Cow::Owned(hidden) = marks::hidden(text)
        {
            bytes = hidden.into_bytes();
        }
        let (name, sha256) = (name.into_owned(), digest.to_string());
        Self { pointer, name, held, said, bytes, len, sha256 }
    }
}

/// The key inside the record at `source` that has this fingerprint (64 lowercase hex digits), for a
/// person who wants to pin it. A record gives its fingerprint only.
///
/// # Errors
/// As of [`inspect`].
pub fn embedded_key(
    origin: &Origin,
    source: &Source,
    fingerprint: &str,
) -> Result<Option<PublicKey>, InspectError> {
    let trust = Trust::default();
    let mut verifier = Verifier::inspecting(&trust);
    judge(origin, source, &mut verifier)?;
    Ok(verifier.met().find(|key| key.fingerprint().to_string() == fingerprint).cloned())
}

/// A record, judged by itself.
struct Judged {
    pointer: String,
    draft: Draft,
    /// The payload of an event, sorted and compact.
    payload: Option<Vec<u8>>,
}

impl Judged {
    fn of(node: &Node<'_>, source: Source, verifier: &mut Verifier<'_>) -> Option<Self> {
        let pointer = source.pointer.clone().unwrap_or_default();
        let draft = assess(node, source, verifier)?;
        let has_payload = matches!(draft.finding.kind, Kind::Event | Kind::ProofResponse);
        let payload = node.as_object().filter(|_| has_payload).and_then(|o| o.present("payload"));
        let payload = payload.and_then(|payload| canonical::sorted(payload).ok());
        Some(Self { pointer, draft, payload })
    }

    fn is_item(&self) -> bool {
        self.draft.finding.kind == Kind::TraceItem
    }
}

/// Judges the record at `source`, or the nearest one around it.
fn judge(
    origin: &Origin,
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Result<Judged, InspectError> {
    let text = read(origin, source)?;
    let values = match source.line {
        Some(_) => values(&text)?,
        None => vec![json::parse(&text).map_err(InspectError::Json)?],
    };
    let pointer = source.pointer.as_deref().unwrap_or_default();
    // Several values on one line are told apart like the elements of an array.
    let (root, above) = match values.as_slice() {
        [one] => (one, ""),
        several => {
            let token = pointer.split('/').nth(1).unwrap_or_default();
            let value = token.parse().ok().and_then(|i: usize| several.get(i));
            (value.ok_or(InspectError::NoRecord)?, &pointer[..pointer.len().min(token.len() + 1)])
        }
    };
    let inside = &pointer[above.len()..];
    coverage::at(root, inside, &mut |_| ()).ok_or(InspectError::NoRecord)?;
    let (mut at, mut item) = (inside, None);
    loop {
        let pointer = Some(format!("{above}{at}")).filter(|p| !p.is_empty());
        let place = Source { pointer, ..source.clone() };
        let found = coverage::at(root, at, &mut |node| Judged::of(node, place.clone(), verifier));
        match (found.flatten(), at.rsplit_once('/')) {
            (Some(judged), _) if !judged.is_item() => return Ok(judged),
            (found, around) => {
                // An item belongs to the trace around it, if there is one.
                item = item.or(found);
                match around {
                    Some((around, _)) => at = around,
                    None => return item.ok_or(InspectError::NoRecord),
                }
            }
        }
    }
}

/// The values that begin on the first line of a text.
fn values(text: &[u8]) -> Result<Vec<Node<'_>>, InspectError> {
    let first_line = text.iter().position(|b| *b == b'\n').unwrap_or(text.len());
    let mut values = Vec::new();
    for value in json::values(text).map_err(InspectError::Json)? {
        match value {
            Ok(node) if values.is_empty() || node.start() < first_line => values.push(node),
            Err(error) if values.is_empty() => return Err(InspectError::Json(error)),
            _ => break,
        }
    }
    if values.is_empty() { Err(InspectError::NoRecord) } else { Ok(values) }
}

/// The file, or what stands from a line of it on, in UTF-8.
fn read(origin: &Origin, source: &Source) -> Result<Vec<u8>, InspectError> {
    let mut beginning = Vec::new();
    reading(origin, source, |file| Ok(file.next_chunk(&mut beginning, 4)?))?;
    let encoding = TextEncoding::of(&beginning);
    if let (Some(line), None) = (source.line, encoding) {
        let text = reading(origin, source, |file| read_line(file, line))?;
        // A value that goes on behind its first line.
        if values(&text).is_ok() {
            return Ok(text);
        }
    }
    let mut text = Vec::new();
    if !reading(origin, source, |file| Ok(file.read_to_end(&mut text, DOCUMENT_LIMIT)?))? {
        return Err(InspectError::TooLarge { limit: DOCUMENT_LIMIT });
    }
    if let Some(encoding) = encoding {
        text = encoding.decode(&text).map_err(|_| InspectError::NoRecord)?.into_bytes();
    }
    let Some(line) = source.line else { return Ok(text) };
    let ends = text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(end, _)| end + 1);
    let start = std::iter::once(0).chain(ends).nth(line.saturating_sub(1) as usize);
    Ok(text.split_off(start.ok_or(InspectError::NoLine { line })?))
}

/// Reads the file, or the member of it, from its beginning.
fn reading<T>(
    origin: &Origin,
    source: &Source,
    read: impl FnOnce(&mut Reading<'_>) -> Result<T, InspectError>,
) -> Result<T, InspectError> {
    let control = Control::new();
    let file = match origin {
        Origin::File(place) => Reading::open(place.clone(), &control)?,
        Origin::Text { name, bytes } => Reading::text(name, bytes.clone(), &control),
        Origin::Stdin => return Err(InspectError::ReadOnce),
    };
    let (mut read, mut found) = (Some(read), None);
    reopen(file, &source.members, &control, &mut |member| {
        found = read.take().map(|read| read(member));
        Ok(())
    })?;
    found.unwrap_or(Err(InspectError::NoRecord))
}

/// The line with this number, without what is before and behind it.
fn read_line(reading: &mut Reading<'_>, line: u64) -> Result<Vec<u8>, InspectError> {
    let mut found = Vec::new();
    let mut chunk = Vec::new();
    let mut number = 1;
    loop {
        chunk.clear();
        let came = reading.next_chunk(&mut chunk, CHUNK)?;
        for (i, part) in chunk.split(|b| *b == b'\n').enumerate() {
            if i > 0 {
                number += 1;
            }
            if number == line {
                found.extend_from_slice(part);
            }
        }
        if found.len() > LINE_LIMIT {
            return Err(InspectError::TooLarge { limit: LINE_LIMIT });
        }
        if number > line || came == 0 && !found.is_empty() {
            return Ok(found);
        }
        if came == 0 {
            return Err(InspectError::NoLine { line });
        }
    }
}

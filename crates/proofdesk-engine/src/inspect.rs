//! The bytes behind one result: what its signatures and hashes are over.
//!
//! A run does not keep them. The record is read and judged once more, by itself, with everything
//! kept that is compared with a signature or a hash.

use std::fmt;

use globset::GlobSet;
use proofdesk_core::encoding::Digest;
use proofdesk_core::json::{self, JsonError, Node};
use proofdesk_core::key::PublicKey;
use proofdesk_core::recognise;
use proofdesk_core::trust::{Tried, Trust, Verifier};
use proofdesk_core::verdict::{Kind, Source};
use proofdesk_core::{assess, canonical};
use serde::Serialize;

use crate::intake::{DOCUMENT_LIMIT, LINE_LIMIT};
use crate::progress::Control;
use crate::source::{ReadError, Reading};
use crate::walk::{self, EntryKind, Input};

/// How much is read at once to find a line. In bytes.
const CHUNK: usize = 256 << 10;

/// Bytes that a signature or a hash was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// JSON Pointer to the record, or to the item or the seal of a trace.
    pub pointer: Option<String>,
    /// Which form it is, such as "Over the canonical bytes.", or "Hashed: …".
    pub name: String,
    /// Whether the signature or the hash holds for it.
    pub held: bool,
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

/// Reads the record at `source`, of the file or text `input`, and gives the bytes that its
/// signatures and hashes are over: of each the form that holds, or if none does, every form that
/// was tried. For an item of a trace, only its own.
///
/// The record stands alone here. A proof response whose signature is over a payload that another
/// file brought holds in none of the forms that are given.
///
/// # Errors
/// [`InspectError`]; the file may have changed or vanished since it was verified.
pub fn inspect(input: &Input, source: &Source, trust: &Trust) -> Result<Vec<Form>, InspectError> {
    let text = read(input, source)?;
    let root = json::parse(&text).map_err(InspectError::Json)?;
    let wanted = source.pointer.as_deref().unwrap_or_default();
    let (node, pointer) = record(&root, wanted).ok_or(InspectError::NoRecord)?;
    let is_part = pointer.len() < wanted.len();
    let pointer = Some(pointer).filter(|p| !p.is_empty());
    let whole = Source { pointer: pointer.clone(), ..source.clone() };
    let mut verifier = Verifier::inspecting(trust);
    let draft = assess(node, whole, &mut verifier).ok_or(InspectError::NoRecord)?;
    let mut forms: Vec<Form> = verifier.into_tried().into_iter().map(Form::from).collect();
    let has_payload = matches!(draft.finding.kind, Kind::Event | Kind::ProofResponse);
    let payload = node.as_object().filter(|_| has_payload).and_then(|o| o.present("payload"));
    if let Some(Ok(bytes)) = payload.map(canonical::sorted) {
        let held = draft.named_by.contains(&Digest::of(&bytes));
        let name = "Hashed: the payload, sorted and compact.";
        forms.push(Tried::new(pointer, name.into(), &bytes, held).into());
    }
    if is_part {
        forms.retain(|form| form.pointer.as_deref() == Some(wanted));
    }
    Ok(forms)
}

impl From<Tried> for Form {
    fn from(tried: Tried) -> Self {
        let Tried { pointer, name, held, bytes, len, digest } = tried;
        Self { pointer, name: name.into_owned(), held, bytes, len, sha256: digest.to_string() }
    }
}

/// The key inside the record at `source` that has this fingerprint (64 lowercase hex digits), for a
/// person who wants to pin it. A record gives its fingerprint only.
///
/// # Errors
/// As of [`inspect`].
pub fn embedded_key(
    input: &Input,
    source: &Source,
    fingerprint: &str,
) -> Result<Option<PublicKey>, InspectError> {
    let trust = Trust::default();
    let mut verifier = Verifier::inspecting(&trust);
    let text = read(input, source)?;
    let root = json::parse(&text).map_err(InspectError::Json)?;
    let (node, _) = record(&root, source.pointer.as_deref().unwrap_or_default())
        .ok_or(InspectError::NoRecord)?;
    assess(node, source.clone(), &mut verifier).ok_or(InspectError::NoRecord)?;
    Ok(verifier.met().find(|key| key.fingerprint().to_string() == fingerprint).cloned())
}

/// The candidate at a JSON Pointer, or the nearest one around it, and the pointer to that.
fn record<'n, 'a>(root: &'n Node<'a>, pointer: &str) -> Option<(&'n Node<'a>, String)> {
    let holds = |at: &str| {
        pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    at(root, pointer)?;
    let around = recognise::candidates(root).into_iter().filter(|(at, _)| holds(at));
    around.max_by_key(|(at, _)| at.len()).map(|(at, node)| (node, at))
}

/// The value at a JSON Pointer.
fn at<'n, 'a>(root: &'n Node<'a>, pointer: &str) -> Option<&'n Node<'a>> {
    pointer.split('/').skip(1).try_fold(root, |node, name| match node.as_array() {
        Some(items) => items.get(name.parse::<usize>().ok()?),
        None => node.as_object()?.get(&name.replace("~1", "/").replace("~0", "~")),
    })
}

/// The file, or the line of it, that the record is in.
fn read(input: &Input, source: &Source) -> Result<Vec<u8>, InspectError> {
    let control = Control::new();
    let mut reading = match input {
        Input::Path(path) => Reading::open(path, true, &control)?,
        Input::Text { name, bytes } => Reading::text(name, bytes.clone(), &control),
        Input::Stdin => return Err(InspectError::ReadOnce),
    };
    match source.line {
        Some(line) => read_line(&mut reading, line),
        None => {
            let mut text = Vec::new();
            if !reading.read_to_end(&mut text, DOCUMENT_LIMIT)? {
                return Err(InspectError::TooLarge { limit: DOCUMENT_LIMIT });
            }
            Ok(text)
        }
    }
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

/// What to read for a path that a report shows, in a set that was verified with these inputs. The
/// path itself does not do: names that are not UTF-8 are shown in another form.
pub fn locate(inputs: &[Input], exclude: &GlobSet, display: &str) -> Option<Input> {
    let walk = walk::walk(inputs, exclude, None, &Control::new());
    let entry = walk.entries.into_iter().find(|entry| *entry.display == *display)?;
    Some(match entry.kind {
        EntryKind::Stdin => Input::Stdin,
        EntryKind::Text(bytes) => Input::Text { name: entry.display, bytes },
        _ => Input::Path(entry.path),
    })
}

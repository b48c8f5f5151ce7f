//! One file from its bytes to what it holds.
//!
//! Every file is read once, and hashed while it is read: the bytes that were hashed are the bytes
//! that are parsed. A file of many lines is cut into blocks that any worker can take.

use std::ops::Range;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::json::{self, JsonError, JsonErrorKind, Node};
use proofdesk_core::recognise::{self, Recognised};
use proofdesk_core::records::{ContentForm, Draft, body_forms};
use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::{Kind, Source};
use proofdesk_core::{assess, assess_capture, canonical};

use crate::hints;
use crate::order::Order;
use crate::sniff::{self, Looks};
use crate::source::{FileDigest, ReadError, Reading};
use crate::walk::{Entry, EntryKind};

/// A JSON value, other than an export of one record a line, may be this long. In bytes.
pub(crate) const DOCUMENT_LIMIT: usize = 256 << 20;
/// A line of an export may be this long. In bytes.
pub(crate) const LINE_LIMIT: usize = 64 << 20;
/// How much of a file is looked at first. In bytes.
pub(crate) const CHUNK: usize = 256 << 10;
/// How much of an export of one record a line is judged as one block. In bytes. What becomes of
/// it, some five times as much, then still fits into a processor's own cache.
const LINES: usize = 64 << 10;
/// Elements of an array that are judged as one block.
const ELEMENTS: usize = 64;
/// Canonical payloads up to this size are tried with proof responses that need them. In bytes; the
/// documented limit of a payload.
pub(crate) const PAYLOAD_LIMIT: usize = 64 << 10;

/// A part of a file that can be judged by itself.
#[derive(Debug)]
pub(crate) struct Block {
    pub file: u32,
    /// Counted from 0 within the file.
    pub number: u32,
    data: Arc<Vec<u8>>,
    part: Part,
}

#[derive(Debug)]
enum Part {
    /// Whole lines.
    Lines { first: u64 },
    /// Elements of an array.
    Elements { spans: Vec<Range<usize>>, first: u64 },
    /// One value, already known to parse.
    Document,
    /// A response with its headers, which may be an error of the API.
    Capture,
    /// A line that is too long to be read.
    LongLine { line: u64 },
}

/// What a block holds.
#[derive(Debug, Default)]
pub(crate) struct BlockYield {
    pub drafts: Vec<(Order, Draft)>,
    /// Values that are no records; they matter only if the file holds records too.
    pub strangers: Vec<Stranger>,
    /// Whether something in it was recognised.
    pub recognised: bool,
}

/// A value that is no record.
#[derive(Debug)]
pub(crate) struct Stranger {
    pub order: Order,
    /// JSON Pointer to it.
    pub pointer: Option<String>,
    /// What is wrong with it, if it could not even be read.
    pub problem: Option<Problem>,
}

/// Why a file or a line is not what it seems to be.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    Json(JsonError),
    TooLarge { limit: usize },
    Utf16,
    CsvExport,
    Internal,
}

/// What is known of a file once it is read.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    pub digest: Option<FileDigest>,
    /// What keeps it from being read as what it seems to be.
    pub problem: Option<Problem>,
    /// Other hashes by which a record may name it.
    pub forms: Vec<(ContentForm, Digest)>,
    /// It is one JSON object.
    pub is_object: bool,
    /// Its canonical payload, if it is such an object, of a fitting size.
    pub payload: Option<Vec<u8>>,
    /// Hashes that it would have after a usual accident.
    pub near: Vec<(hints::Accident, Digest)>,
    /// JSON Pointers to the records of a list response, by their element.
    pub pointers: Vec<String>,
    /// How many blocks it was cut into.
    pub blocks: u32,
}

/// Reads one file and gives its blocks to `give`, in order.
pub(crate) fn read(
    entry: &Entry,
    file: u32,
    control: &crate::progress::Control,
    give: &mut dyn FnMut(Block),
) -> Result<FileFacts, ReadError> {
    let mut reading = match &entry.kind {
        EntryKind::File { follow } => Reading::open(&entry.path, *follow, control)?,
        EntryKind::Text(bytes) => Reading::text(&entry.display, bytes.clone(), control),
        _ => Reading::stdin(control),
    };
    let mut buffer = Vec::new();
    reading.next_chunk(&mut buffer, CHUNK)?;
    let mut facts = FileFacts::default();
    match sniff::look(&mut buffer, &mut reading)? {
        Looks::Lines => {
            let mut cutter = Cutter { file, number: 0, line: 1, give };
            cutter.lines(buffer, &mut reading)?;
            facts.blocks = cutter.number;
            facts.digest = Some(reading.finish()?);
            return Ok(facts);
        }
        Looks::Json => {}
        looks => {
            facts.problem = match looks {
                Looks::Utf16 => Some(Problem::Utf16),
                Looks::CsvExport => Some(Problem::CsvExport),
                _ => None,
            };
            let whole = buffer.len() < CHUNK;
            if whole {
                facts.near = hints::accidents(&buffer);
            }
            facts.digest = Some(reading.hash_to_end()?);
            // What `curl -i` saves; an error of the API is small.
            if whole && buffer.starts_with(b"HTTP/") {
                give(Block { file, number: 0, data: Arc::new(buffer), part: Part::Capture });
                facts.blocks = 1;
            }
            return Ok(facts);
        }
    }
    if !reading.read_to_end(&mut buffer, DOCUMENT_LIMIT)? {
        drop(buffer);
        facts.problem = Some(Problem::TooLarge { limit: DOCUMENT_LIMIT });
        facts.digest = Some(reading.hash_to_end()?);
        return Ok(facts);
    }
    facts.digest = Some(reading.finish()?);
    document(buffer, file, &mut facts, give);
    Ok(facts)
}

struct Cutter<'g> {
    file: u32,
    number: u32,
    line: u64,
    give: &'g mut dyn FnMut(Block),
}

impl Cutter<'_> {
    fn give(&mut self, data: Vec<u8>, part: Part) {
        let (file, number) = (self.file, self.number);
        self.number += 1;
        (self.give)(Block { file, number, data: Arc::new(data), part });
    }

    /// Cuts the rest of the file at line ends.
    fn lines(&mut self, mut buffer: Vec<u8>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        let mut ended = false;
        // How much of the buffer is known to hold no line end: a line can be long.
        let mut searched = 0;
        while !ended {
            ended = reading.next_chunk(&mut buffer, LINES)? < LINES;
            let end = match buffer[searched..].iter().rposition(|b| *b == b'\n') {
                _ if ended => buffer.len(),
                Some(end) => searched + end + 1,
                None if buffer.len() > LINE_LIMIT => {
                    let line = self.line;
                    self.give(Vec::new(), Part::LongLine { line });
                    buffer = skip_line(reading)?;
                    searched = 0;
                    self.line += 1;
                    continue;
                }
                None => {
                    searched = buffer.len();
                    continue;
                }
            };
            let rest = buffer.split_off(end);
            searched = rest.len();
            let block = std::mem::replace(&mut buffer, rest);
            let lines = block.iter().filter(|b| **b == b'\n').count() as u64;
            let first = self.line;
            self.line += lines;
            self.give(block, Part::Lines { first });
        }
        Ok(())
    }
}

/// Reads on behind the end of the line, and gives what was read of the next ones.
fn skip_line(reading: &mut Reading<'_>) -> Result<Vec<u8>, ReadError> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        if reading.next_chunk(&mut buffer, CHUNK)? == 0 {
            return Ok(buffer);
        }
        if let Some(end) = buffer.iter().position(|b| *b == b'\n') {
            return Ok(buffer.split_off(end + 1));
        }
    }
}

/// A file that is one JSON value.
fn document(buffer: Vec<u8>, file: u32, facts: &mut FileFacts, give: &mut dyn FnMut(Block)) {
    let fault = |e: JsonError| Some(Problem::Json(e));
    if let Ok(elements) = json::elements(&buffer) {
        let mut spans = Vec::new();
        for element in elements {
            match element {
                Ok(node) => spans.push(node.start..node.end),
                Err(e) => return facts.problem = fault(e),
            }
        }
        let data = Arc::new(buffer);
        let mut first = 1;
        for chunk in spans.chunks(ELEMENTS) {
            let part = Part::Elements { spans: chunk.to_vec(), first };
            give(Block { file, number: facts.blocks, data: data.clone(), part });
            facts.blocks += 1;
            first += chunk.len() as u64;
        }
        return;
    }
    match json::parse(&buffer) {
        Err(e) => facts.problem = fault(e),
        Ok(node) => {
            let recognised = node.as_object().and_then(recognise::recognise);
            facts.is_object = node.as_object().is_some();
            let is_content = matches!(recognised, None | Some(Recognised::Request(_)));
            if is_content && facts.is_object {
                facts.forms = body_forms(&buffer, &node);
                let payload = canonical::sorted(&node).ok();
                facts.payload = payload.filter(|p| p.len() <= PAYLOAD_LIMIT);
            }
            facts.pointers =
                recognise::candidates(&node).into_iter().map(|(pointer, _)| pointer).collect();
            drop(node);
            give(Block { file, number: 0, data: Arc::new(buffer), part: Part::Document });
            facts.blocks = 1;
        }
    }
}

impl Block {
    /// A block that stands for one whose judging failed.
    pub(crate) fn first_order(&self) -> Order {
        let (line, element) = match &self.part {
            Part::Lines { first } => (*first, 0),
            Part::Elements { first, .. } => (0, *first),
            Part::LongLine { line } => (*line, 0),
            Part::Document | Part::Capture => (0, 0),
        };
        Order { file: self.file, line, element }
    }

    /// Judges everything in the block.
    pub(crate) fn judge(&self, path: &Arc<str>, verifier: &mut Verifier<'_>) -> BlockYield {
        let mut found = BlockYield::default();
        match &self.part {
            Part::LongLine { line } => {
                let order = Order { file: self.file, line: *line, element: 0 };
                let problem = Problem::TooLarge { limit: LINE_LIMIT };
                found.strangers.push(Stranger { order, pointer: None, problem: Some(problem) });
                found.recognised = true;
            }
            Part::Lines { first } => {
                for (i, text) in self.data.split(|b| *b == b'\n').enumerate() {
                    let line = first + i as u64;
                    if !text.trim_ascii().is_empty() {
                        self.line(text, line, path, verifier, &mut found);
                    }
                }
            }
            Part::Elements { spans, first } => {
                for (i, span) in spans.iter().enumerate() {
                    let element = first + i as u64;
                    if let Ok(node) = json::parse(&self.data[span.clone()]) {
                        let mut candidates = Vec::new();
                        let pointer = format!("/{}", element - 1);
                        recognise::within(pointer, &node, &mut candidates);
                        for (pointer, node) in candidates {
                            let order = Order { file: self.file, line: 0, element };
                            let source =
                                Source { path: path.clone(), line: None, pointer: Some(pointer) };
                            found.judge(node, order, source, verifier);
                        }
                    }
                }
            }
            Part::Capture => {
                let source = Source { path: path.clone(), line: None, pointer: None };
                if let Some(draft) = assess_capture(&self.data, source) {
                    found.recognised = true;
                    found.drafts.push((Order { file: self.file, line: 0, element: 0 }, draft));
                }
            }
            Part::Document => {
                if let Ok(node) = json::parse(&self.data) {
                    for (i, (pointer, node)) in recognise::candidates(&node).into_iter().enumerate()
                    {
                        let element = if pointer.is_empty() { 0 } else { i as u64 + 1 };
                        let order = Order { file: self.file, line: 0, element };
                        let pointer = Some(pointer).filter(|p| !p.is_empty());
                        let source = Source { path: path.clone(), line: None, pointer };
                        found.judge(node, order, source, verifier);
                    }
                }
            }
        }
        found
    }

    fn line(
        &self,
        text: &[u8],
        line: u64,
        path: &Arc<str>,
        verifier: &mut Verifier<'_>,
        found: &mut BlockYield,
    ) {
        let order = Order { file: self.file, line, element: 0 };
        match json::parse(text) {
            Ok(node) => {
                for (pointer, node) in recognise::candidates(&node) {
                    let pointer = Some(pointer).filter(|p| !p.is_empty());
                    let source = Source { path: path.clone(), line: Some(line), pointer };
                    found.judge(node, order, source, verifier);
                }
            }
            Err(mut e) => {
                e.line = line;
                // A log of other programs may hold lines that are no JSON; these it does not.
                found.recognised |=
                    matches!(e.kind, JsonErrorKind::DuplicateKey(_) | JsonErrorKind::TooDeep);
                let problem = Some(Problem::Json(e));
                found.strangers.push(Stranger { order, pointer: None, problem });
            }
        }
    }
}

impl BlockYield {
    fn judge(
        &mut self,
        node: &Node<'_>,
        order: Order,
        source: Source,
        verifier: &mut Verifier<'_>,
    ) {
        let pointer = source.pointer.clone();
        match assess(node, source, verifier) {
            Some(draft) => {
                self.recognised = true;
                self.drafts.push((order, draft));
            }
            None => self.strangers.push(Stranger { order, pointer, problem: None }),
        }
    }
}

/// Whether a draft is final as it is, so that it can be reported at once.
pub(crate) fn is_final(draft: &Draft) -> bool {
    draft.finding.kind == Kind::AuditEvent
}

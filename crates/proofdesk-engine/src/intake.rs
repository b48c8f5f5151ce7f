//! One file from its bytes to what it holds.
//!
//! Every file is read once, and hashed while it is read: the bytes that were hashed are the bytes
//! that are parsed. A file of many lines is cut into blocks that any worker can take.

use std::ops::Range;
use std::sync::Arc;

use proofdesk_core::api_error::{Captured, captured};
use proofdesk_core::canonical;
use proofdesk_core::coverage::{
    Coverage, Covered, LeftOver, Page, Part as PartOf, Sequence, cover, cover_report, cover_text,
};
use proofdesk_core::encoding::Digest;
use proofdesk_core::format::{self, Format};
use proofdesk_core::json::{self, JsonError, JsonErrorKind, Node, Value};
use proofdesk_core::marks::{is_table, may_hold_record};
use proofdesk_core::reason::Reason;
use proofdesk_core::recognise::{self, Recognised};
use proofdesk_core::records::{ContentForm, Draft, body_forms};
use proofdesk_core::text::{TextEncoding, is_private_key};
use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Outcome, Source};
use proofdesk_core::{assess_capture, assess_key_text};

use crate::hints;
use crate::order::Order;
use crate::places::element;
use crate::report;
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
/// A value on several lines of an export may be this long. In bytes.
const VALUE: usize = 1 << 20;
/// Values of a file that are judged as one block.
const VALUES: usize = 64;
/// Canonical payloads up to this size are tried with proof responses that need them. In bytes; the
/// documented limit of a payload.
pub(crate) const PAYLOAD_LIMIT: usize = 64 << 10;
/// So much of one piece of a file is looked at with the next: a record may stand across both. In bytes.
const ACROSS: usize = 64 << 10;
/// A key in a form that is no JSON is no longer than this. In bytes.
const KEY_LIMIT: usize = 8 << 10;

/// A part of a file that can be judged by itself.
#[derive(Debug)]
pub(crate) struct Block {
    pub file: u32,
    /// Counted from 0 within the file.
    pub number: u32,
    data: Arc<Vec<u8>>,
    part: Part,
    /// The encoding that the data was read from.
    encoding: Option<TextEncoding>,
}

#[derive(Debug)]
enum Part {
    /// Whole lines.
    Lines { first: u64 },
    /// Whole values, and stretches that are none.
    Values { spans: Vec<Span>, are: Values },
    /// A response with its headers, which may be an error of the API.
    Capture,
    /// Lines around the body of one.
    Around { first: u64 },
    /// A key, in a form that is no JSON.
    Key,
    /// A line that is too long to be read.
    LongLine { line: u64 },
    /// A part that cannot be read at all.
    Damaged { line: u64, problem: Problem },
    /// There is more than is read.
    Unread { limit: &'static str },
}

/// What values are by what is around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    /// Nothing in particular.
    Any,
    /// An earlier report of this program.
    Report,
    /// A line of one.
    ReportLine,
    /// The body of an error response, which is told of already.
    ToldError,
}

/// A value in the data of a block. There can be millions, and a text that is read whole is far shorter
/// than 4 GiB.
#[derive(Debug, Clone)]
struct Span {
    start: u32,
    end: u32,
    line: u32,
    element: u32,
    /// What keeps it from being read.
    problem: Option<Box<JsonError>>,
}

impl Span {
    fn new(range: Range<usize>, line: u64) -> Self {
        let (start, end) = (range.start as u32, range.end as u32);
        Self { start, end, line: line as u32, element: 0, problem: None }
    }

    /// The value in the text.
    fn of<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start as usize..self.end as usize]
    }

    fn order(&self, file: u32) -> Order {
        Order { file, line: self.line.into(), element: self.element.into(), part: 0 }
    }
}

/// What a block holds.
#[derive(Debug, Default)]
pub(crate) struct BlockYield {
    pub results: Vec<Judged>,
    /// Values that cannot be read; they matter only if the file holds records too.
    pub unread: Vec<Unread>,
    /// What its values are among those of the file.
    pub sequence: Sequence,
    pub left_over: LeftOver,
    pub pages: Vec<(Order, Page)>,
    /// How many lines of an earlier report, and how many other values there are.
    pub report_lines: u64,
    /// The last line of one is there.
    pub report_ends: bool,
    pub other_values: u64,
    /// Whether its values stand on lines.
    pub on_lines: bool,
    /// The organisation of its first audit event.
    pub owner: Option<String>,
    /// Whether something in it was recognised.
    pub recognised: bool,
}

/// A result as far as it goes by itself.
#[derive(Debug)]
pub(crate) struct Judged {
    pub order: Order,
    pub draft: Draft,
    /// See [`Covered::signed`].
    pub signed: bool,
    /// The request body that it stands in.
    pub body: Option<Order>,
    /// See [`Covered::forms`].
    pub forms: Vec<(ContentForm, Digest)>,
    /// The value, if it is so small that it takes less memory than what was found, and can be judged
    /// once more.
    pub text: Option<Box<[u8]>>,
}

/// A value up to this size can be kept instead of what was found of it. In bytes.
const SMALL: usize = 512;

/// A value that cannot be read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub order: Order,
    pub problem: Problem,
}

impl Unread {
    /// What is said of it.
    pub(crate) fn finding(&self, path: Arc<str>) -> Finding {
        let line = Some(self.order.line).filter(|line| *line > 0);
        let pointer = Some(element(self.order)).filter(|pointer| !pointer.is_empty());
        let mut finding = Finding::new(Source { path, line, pointer }, Kind::Unknown);
        finding.add(self.problem.check());
        finding.conclude();
        finding
    }
}

/// Why a file or a line is not what it seems to be.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    Json(JsonError),
    TooLarge {
        limit: usize,
    },
    /// There are more parts than are read.
    TooMany {
        limit: &'static str,
    },
    /// It is not wholly in the encoding that it begins in; the offset of the first such byte.
    Encoding {
        name: &'static str,
        offset: usize,
    },
    /// It holds no JSON, but perhaps records.
    Format(Format),
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
    /// Although no JSON, it names the members of a record.
    pub names_record: bool,
    /// It is an HTML page.
    pub is_html: bool,
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
        EntryKind::File => Reading::open(entry.place.clone(), control)?,
        EntryKind::Text(bytes) => Reading::text(&entry.display, bytes.clone(), control),
        _ => Reading::stdin(control),
    };
    let mut buffer = Vec::new();
    reading.next_chunk(&mut buffer, CHUNK)?;
    let mut facts = FileFacts::default();
    let mut cutter = Cutter { file, number: 0, line: 1, encoding: None, give };
    let looks = sniff::look(&mut buffer, &mut reading)?;
    match looks {
        Looks::Lines => {
            cutter.lines(buffer, &mut reading)?;
            facts.digest = Some(reading.finish()?);
        }
        Looks::Other => {
            facts.problem = format_of(&buffer);
            facts.is_html = format::is_html(&buffer);
            if buffer.len() < CHUNK {
                facts.near = hints::accidents(&buffer);
            }
            facts.names_record = entry.litter && names_record(&buffer, &mut reading)?;
            facts.digest = Some(reading.finish()?);
            let text = as_ascii(&buffer);
            // What follows a key as its comment may be a record that was hidden there.
            let is_small_key = buffer.len() <= KEY_LIMIT && !may_hold_record(&text);
            if is_private_key(&text) || is_small_key {
                cutter.give(buffer, Part::Key);
            }
        }
        _ if !reading.read_to_end(&mut buffer, DOCUMENT_LIMIT)? => {
            drop(buffer);
            facts.problem = Some(Problem::TooLarge { limit: DOCUMENT_LIMIT });
            facts.digest = Some(reading.finish()?);
        }
        _ => {
            facts.digest = Some(reading.finish()?);
            cutter.whole(buffer, looks, &mut facts);
        }
    }
    facts.blocks = cutter.number;
    Ok(facts)
}

struct Cutter<'g> {
    file: u32,
    number: u32,
    line: u64,
    encoding: Option<TextEncoding>,
    give: &'g mut dyn FnMut(Block),
}

impl Cutter<'_> {
    fn give(&mut self, data: Vec<u8>, part: Part) {
        self.give_shared(Arc::new(data), part);
    }

    fn give_shared(&mut self, data: Arc<Vec<u8>>, part: Part) {
        let (file, number, encoding) = (self.file, self.number, self.encoding);
        self.number += 1;
        (self.give)(Block { file, number, data, part, encoding });
    }

    /// Cuts a file that was read whole.
    fn whole(&mut self, buffer: Vec<u8>, looks: Looks, facts: &mut FileFacts) {
        match looks {
            Looks::Encoded(encoding) => match encoding.decode(&buffer) {
                Ok(text) => {
                    self.encoding = Some(encoding);
                    match sniff::signs_of(text.as_bytes()) {
                        Looks::Responses => self.responses(text.into_bytes(), facts),
                        Looks::Other if may_hold_record(&text) => {
                            facts.problem = format_of(&buffer);
                        }
                        Looks::Other => self.give(text.into_bytes(), Part::Key),
                        _ => self.values(Arc::new(text.into_bytes()), 0, Values::Any, facts),
                    }
                }
                Err(offset) => {
                    facts.problem = Some(Problem::Encoding { name: encoding.name(), offset });
                }
            },
            Looks::Responses => self.responses(buffer, facts),
            _ => {
                let buffer = Arc::new(buffer);
                self.values(buffer.clone(), 0, Values::Any, facts);
                let is_syntax =
                    |e: &JsonError| e.kind.is_malformed() && e.kind != JsonErrorKind::InvalidUtf8;
                let problem = match &facts.problem {
                    // It only began like JSON.
                    Some(Problem::Json(_)) if looks == Looks::PerhapsJson => format_of(&buffer),
                    Some(Problem::Json(e)) if is_syntax(e) && e.offset < CHUNK => {
                        let is_notation =
                            |p: &Problem| matches!(p, Problem::Format(Format::Notation(_)));
                        format_of(&buffer).filter(is_notation).or(facts.problem.take())
                    }
                    _ => return,
                };
                facts.problem = problem;
            }
        }
    }

    /// What `curl -i` saved: an error of the API, or the records in the bodies.
    fn responses(&mut self, buffer: Vec<u8>, facts: &mut FileFacts) {
        let buffer = Arc::new(buffer);
        let (parts, all) = captured(&buffer);
        if parts.is_empty() {
            facts.problem = format_of(&buffer);
            return;
        }
        let nowhere = Source { path: "".into(), line: None, pointer: None };
        let is_error = assess_capture(&buffer, nowhere).is_some();
        if is_error {
            self.give_shared(buffer.clone(), Part::Capture);
        }
        let last = parts.iter().rposition(|part| matches!(part, Captured::Body(_)));
        // The line on which each part begins. One that was put together from chunks is not in the file.
        let (mut line, mut counted) = (1, 0);
        let mut line_of = |part: &[u8]| {
            let at = (part.as_ptr() as usize).wrapping_sub(buffer.as_ptr() as usize);
            if let Some(between) = buffer.get(counted..at) {
                line += between.iter().filter(|b| **b == b'\n').count() as u64;
                counted = at;
            }
            line
        };
        for (i, part) in parts.into_iter().enumerate() {
            let body = match part {
                Captured::Framing(text) => {
                    self.give(text.to_vec(), Part::Around { first: line_of(text) });
                    continue;
                }
                Captured::Body(body) => body,
            };
            let (body, coding) = (body.bytes, body.coding);
            let line = line_of(&body);
            let are = if is_error && Some(i) == last { Values::ToldError } else { Values::Any };
            let mut of_body = FileFacts::default();
            let text = TextEncoding::of(&body).and_then(|encoding| encoding.decode(&body).ok());
            let text = text.map_or_else(|| body.to_vec(), String::into_bytes);
            self.values(Arc::new(text), line, are, &mut of_body);
            let packed = format::packed(&body).or(coding.filter(|_| of_body.problem.is_some()));
            let packed = packed.map(|name| Problem::Format(Format::Packed(name)));
            let problem = packed.or(of_body.problem);
            if let Some(problem) = problem.filter(|_| are != Values::ToldError) {
                self.give(body.to_vec(), Part::Damaged { line, problem });
            }
        }
        if !all {
            self.give_shared(buffer, Part::Unread { limit: "32 responses" });
        }
    }

    /// Cuts a text into its values: the elements of an array that is all there is, or values behind
    /// each other. `line` is the line on which it begins, if its values are told by their lines.
    fn values(&mut self, text: Arc<Vec<u8>>, line: u64, are: Values, facts: &mut FileFacts) {
        let elements = if line == 0 { elements(&text) } else { None };
        if let Some(elements) = elements {
            for (chunk, first) in elements.chunks(VALUES).zip((1..).step_by(VALUES)) {
                let spans = chunk.iter().zip(first..).map(|((start, end), element)| Span {
                    element,
                    ..Span::new(*start as usize..*end as usize, 0)
                });
                let part = Part::Values { spans: spans.collect(), are };
                self.give_shared(text.clone(), part);
            }
            return;
        }
        let spans = match spans(&text, line) {
            Ok(spans) => spans,
            Err(problem) => return facts.problem = Some(Problem::Json(problem)),
        };
        let problem = spans.iter().find_map(|span| span.problem.as_deref());
        facts.problem = problem.cloned().map(Problem::Json);
        let is_whole = matches!(spans.as_slice(), [only] if only.line == 0 && only.element == 0);
        // What is one value that cannot be read is said of the file as a whole.
        if is_whole && facts.problem.is_some() {
            return;
        }
        if let (true, Ok(node)) = (is_whole, json::parse(&text)) {
            note_content(&text, &node, facts);
            if self.encoding.is_some() && facts.is_object {
                facts.forms.push((ContentForm::OtherEncoding, Digest::of(&text)));
            }
        }
        let are = if is_whole && report::is_report(&text) { Values::Report } else { are };
        for chunk in spans.chunks(VALUES) {
            let part = Part::Values { spans: chunk.to_vec(), are };
            self.give_shared(text.clone(), part);
        }
    }

    /// Cuts the rest of the file before lines that begin with a bracket, since a value may go on over
    /// several; if there is none for long, at any line end.
    fn lines(&mut self, mut buffer: Vec<u8>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
        let mut ended = false;
        // How much of the buffer is known to hold no line end: a line can be long.
        let mut searched = 0;
        while !ended {
            ended = reading.next_chunk(&mut buffer, LINES)? < LINES;
            let begins = |two: &[u8]| matches!(two, [b'\n', b'{' | b'[']);
            let long = buffer.len() > VALUE;
            let cut = match buffer[searched..].windows(2).rposition(begins) {
                None if long => buffer[searched..].iter().rposition(|b| *b == b'\n'),
                found => found,
            };
            let end = match cut {
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
                    searched = if long { buffer.len() } else { 0 };
                    continue;
                }
            };
            let rest = buffer.split_off(end);
            searched = 0;
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

/// Whether a file names a record somewhere: it is looked through to its end, piece by piece.
fn names_record(beginning: &[u8], reading: &mut Reading<'_>) -> Result<bool, ReadError> {
    let mut piece = beginning.to_vec();
    while !may_hold_record(&as_ascii(&piece)) {
        piece.drain(..piece.len().saturating_sub(ACROSS));
        if reading.next_chunk(&mut piece, CHUNK)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A text in whatever encoding: of UTF-16, what is ASCII stays.
fn as_ascii(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "")
}

/// Where a header ends that may go on over several lines (RFC 9112, section 5.2).
fn end_of_header(text: &[u8]) -> usize {
    let ends = |two: &[u8]| matches!(two, [b'\n', next] if !b" \t".contains(next));
    text.windows(2).position(ends).map_or(text.len(), |end| end + 1)
}

/// What a file is that is no JSON, by its beginning.
fn format_of(bytes: &[u8]) -> Option<Problem> {
    let beginning = &bytes[..bytes.len().min(CHUNK)];
    format::of(beginning, bytes.len() < CHUNK).map(Problem::Format)
}

/// By what a record may name a file that is one JSON value.
fn note_content(text: &[u8], node: &Node<'_>, facts: &mut FileFacts) {
    let Some(object) = node.as_object() else { return };
    facts.is_object = true;
    if matches!(recognise::recognise(object), None | Some(Recognised::Request(_))) {
        facts.forms = body_forms(text, node);
        let payload = canonical::sorted(node).ok();
        facts.payload = payload.filter(|p| p.len() <= PAYLOAD_LIMIT);
    }
}

/// The values of a text, and the stretches that are none. `first` is the line that it begins on, if
/// even a single value is told by its line.
fn spans(text: &[u8], first: u64) -> Result<Vec<Span>, JsonError> {
    let mut spans: Vec<Span> = Vec::new();
    let (mut line, mut counted) = (first.max(1), 0);
    let mut line_at = |at: usize| {
        line += text[counted..at].iter().filter(|b| **b == b'\n').count() as u64;
        counted = at;
        line
    };
    // Validated once: behind each damaged value, reading begins anew.
    json::values(text)?;
    let all = std::str::from_utf8(text).unwrap_or_default();
    let mut from = 0;
    while from < text.len() {
        let line = line_at(from);
        let mut end = from;
        for value in json::values_of(&all[from..]) {
            let is_table = value.as_ref().is_ok_and(|node| is_cell(node, &all[from..]));
            let (range, problem) = match value {
                Ok(node) if is_table => {
                    let start = from + node.start();
                    let problem = JsonError {
                        kind: JsonErrorKind::Syntax("a table stands here"),
                        offset: start,
                        line: line + all[from..start].matches('\n').count() as u64,
                        column: 1,
                        found: None,
                    };
                    (start..next_value(text, start), Some(Box::new(problem)))
                }
                Ok(node) => (from + node.start()..from + node.end(), None),
                Err(mut e) => {
                    (e.offset, e.line) = (from + e.offset, line + e.line - 1);
                    let between = text[end..].iter().take_while(|b| b" \t\r\n,".contains(b));
                    let start = (end + between.count()).min(e.offset);
                    // It may be the beginning of the next value that does not belong here.
                    let behind = e.offset.saturating_sub(1).max(start);
                    (start..next_value(text, behind), Some(Box::new(e)))
                }
            };
            end = range.end;
            let line = line_at(range.start);
            spans.push(Span { problem, ..Span::new(range, line) });
            if is_table {
                break;
            }
        }
        // Behind what is damaged, reading goes on.
        from =
            if spans.last().is_some_and(|last| last.problem.is_some()) { end } else { text.len() };
    }
    match spans.as_mut_slice() {
        [only] if first == 0 => only.line = 0,
        // Several values on one line are told apart like the elements of an array.
        all => all.chunk_by_mut(|a, b| a.line == b.line).filter(|same| same.len() > 1).for_each(
            |same| same.iter_mut().zip(1..).for_each(|(span, element)| span.element = element),
        ),
    }
    Ok(spans)
}

/// Whether a value is the first cell of a table.
fn is_cell(node: &Node<'_>, text: &str) -> bool {
    matches!(node.value, Value::String(_)) && is_table(&text[node.start()..])
}

/// Where the elements of an array begin and end that is all there is: as numbers of 32 bits, since there
/// can be millions.
fn elements(text: &[u8]) -> Option<Vec<(u32, u32)>> {
    let ends = |node: Node<'_>| (node.start() as u32, node.end() as u32);
    json::elements(text).ok()?.map(|node| node.map(ends).ok()).collect()
}

/// The first line of a text, or the first lines if a value begins on it and goes on over them.
fn first_value(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|b| *b == b'\n').unwrap_or(text.len());
    let line = &text[..end];
    let opens =
        matches!(line.trim_ascii_end(), [b'{' | b'[', .., b'{' | b'[' | b',' | b':'] | b"{" | b"[");
    if !opens {
        return line;
    }
    let several = &text[..next_value(text, end)];
    let several = several.strip_suffix(b"\n").unwrap_or(several);
    let is_whole = json::values(several).is_ok_and(|mut values| values.all(|value| value.is_ok()));
    if is_whole { several } else { line }
}

/// The next place behind `at` where a line begins with a bracket.
fn next_value(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let found = rest.windows(2).position(|two| matches!(two, [b'\n', b'{' | b'[']));
    found.map_or(text.len(), |found| at + found + 1)
}

impl Block {
    /// Where the first of it stands, for one whose judging failed.
    pub(crate) fn first_order(&self) -> Order {
        let whole = Order { file: self.file, ..Order::default() };
        match &self.part {
            Part::Values { spans, .. } => spans.first().map_or(whole, |span| span.order(self.file)),
            Part::Lines { first: line }
            | Part::Around { first: line }
            | Part::LongLine { line }
            | Part::Damaged { line, .. } => Order { line: *line, ..whole },
            Part::Capture | Part::Key | Part::Unread { .. } => whole,
        }
    }

    /// Whether it is best judged by who read it: another thread would take the memory for a large value
    /// once more.
    pub(crate) fn is_large(&self) -> bool {
        matches!(&self.part, Part::Values { spans, .. } if spans.len() == 1)
            && self.data.len() > VALUE
    }

    /// Judges everything in the block.
    pub(crate) fn judge(&self, path: &Arc<str>, verifier: &mut Verifier<'_>) -> BlockYield {
        let mut found = BlockYield::default();
        let order = self.first_order();
        let source = Source { path: path.clone(), line: None, pointer: None };
        match &self.part {
            Part::LongLine { .. } => {
                let problem = Problem::TooLarge { limit: LINE_LIMIT };
                found.unread.push(Unread { order, problem });
                found.recognised = true;
            }
            Part::Damaged { problem, .. } => {
                // An image that was fetched is no damaged record.
                let text = as_ascii(&self.data);
                let is_packed = matches!(problem, Problem::Format(Format::Packed(_)));
                if is_packed || may_hold_record(&text) {
                    found.recognised = true;
                    found.unread.push(Unread { order, problem: problem.clone() });
                } else {
                    found.left_over.add_all(1, [format!(":{}", order.line)].into_iter());
                }
            }
            Part::Unread { limit } => {
                found.unread.push(Unread { order, problem: Problem::TooMany { limit } });
            }
            Part::Lines { first } => {
                let (mut line, mut rest) = (*first, &self.data[..]);
                while !rest.is_empty() {
                    let text = first_value(rest);
                    if !text.trim_ascii().is_empty() {
                        self.line(text, line, path, verifier, &mut found);
                    }
                    line += text.iter().filter(|b| **b == b'\n').count() as u64 + 1;
                    rest = rest.get(text.len() + 1..).unwrap_or_default();
                }
            }
            Part::Values { spans, are } => {
                for span in spans {
                    let order = span.order(self.file);
                    let text = span.of(&self.data);
                    match (&span.problem, json::parse(text)) {
                        (None, Ok(node)) => {
                            found.judge(&node, text, order, path, *are, verifier);
                        }
                        (problem, _) => found.unread(order, text, problem.as_deref().cloned()),
                    }
                }
            }
            Part::Capture => {
                let draft = assess_capture(&self.data, source);
                found.recognised = draft.is_some();
                found.results.extend(draft.map(|draft| Judged::new(order, draft)));
            }
            Part::Around { first } => {
                let (mut line, mut rest) = (*first, &self.data[..]);
                while !rest.is_empty() {
                    let (text, next) = rest.split_at(end_of_header(rest));
                    let source = Source { line: Some(line), ..source.clone() };
                    let text = String::from_utf8_lossy(text);
                    let coverage = cover_text(text.trim_ascii(), &source, verifier);
                    found.take(coverage, Order { line, part: 1, ..order });
                    line += text.matches('\n').count() as u64;
                    rest = next;
                }
            }
            Part::Key => {
                if let Some((draft, whole)) = assess_key_text(&self.data, source, verifier) {
                    // Beside a key, a text can be content.
                    found.recognised = whole;
                    let order = Order { part: u64::from(!whole), ..order };
                    let signed = draft.finding.has_reason(Reason::PrivateKey);
                    found.results.push(Judged { signed, ..Judged::new(order, draft) });
                }
            }
        }
        if let Some(encoding) = self.encoding {
            for judged in &mut found.results {
                note_encoding(&mut judged.draft, encoding);
                judged.text = None;
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
        let order = Order { file: self.file, line, ..Order::default() };
        if report::is_report_line(text)
            && let Ok(node) = json::parse(text)
        {
            return found.judge(&node, text, order, path, Values::ReportLine, verifier);
        }
        let values = match json::values(text) {
            Ok(values) => values.collect::<Vec<_>>(),
            Err(e) => vec![Err(e)],
        };
        // A fragment may begin with a number.
        let is_value = |value: &Result<Node<'_>, _>| match value {
            Ok(node) => matches!(node.value, Value::Object(_) | Value::Array(_)),
            Err(_) => true,
        };
        let damaged = values.iter().any(Result::is_err);
        let values: Vec<_> =
            values.into_iter().filter(|value| !damaged || is_value(value)).collect();
        let several = values.len() > 1;
        // The cells of a table are values, but not each by itself.
        let is_table = several
            && values.iter().flatten().all(|node| matches!(node.value, Value::String(_)))
            && may_hold_record(&String::from_utf8_lossy(text));
        if is_table {
            let problem = Problem::Format(Format::Notation("CSV"));
            let order = Order { file: self.file, line, ..Order::default() };
            found.recognised = true;
            return found.unread.push(Unread { order, problem });
        }
        for (value, element) in values.into_iter().zip(1..) {
            let order = Order { element: if several { element } else { 0 }, ..order };
            match value {
                Ok(node) => found.judge(&node, text, order, path, Values::Any, verifier),
                Err(mut e) => {
                    e.line = line;
                    found.unread(order, text, Some(e));
                }
            }
        }
    }
}

/// Bytes are hashed as they are. Only to be parsed are they read anew, which is said.
fn note_encoding(draft: &mut Draft, encoding: TextEncoding) {
    let name = encoding.name();
    let parsed = draft.finding.checks.iter_mut().find(|check| {
        check.check == CheckName::Parse && check.outcome == Outcome::Pass && check.note.is_none()
    });
    if let Some(check) = parsed {
        let note = format!("The file is in {name}, and was read as such.");
        *check = Check::pass(CheckName::Parse).remark(note);
    }
}

impl BlockYield {
    /// Judges a value that stands for itself.
    fn judge(
        &mut self,
        node: &Node<'_>,
        text: &[u8],
        order: Order,
        path: &Arc<str>,
        are: Values,
        verifier: &mut Verifier<'_>,
    ) {
        let is_report = are == Values::Report;
        let line = Some(order.line).filter(|line| *line > 0);
        let pointer = Some(element(order)).filter(|pointer| !pointer.is_empty());
        let source = Source { path: path.clone(), line, pointer };
        let is_line = are == Values::ReportLine;
        self.report_lines += u64::from(is_line);
        self.report_ends |= is_line && node.as_object().is_some_and(|o| o.has_any(&["summary"]));
        self.other_values += u64::from(!is_line);
        let look = if is_report || is_line { cover_report } else { cover };
        let mut coverage = look(node, text, &source, verifier);
        if are == Values::ToldError {
            coverage.results.retain(|r| r.draft.finding.kind != Kind::ErrorResponse);
        }
        if is_report {
            self.recognised = true;
            let draft = Draft::new(report::earlier(source.clone()));
            self.results.push(Judged::new(order, draft));
        }
        // What stands inside the value comes behind what is said of the value itself.
        let inside = coverage.results.first().is_none_or(|r| r.draft.finding.source != source);
        self.on_lines |= order.line > 0;
        let part = std::mem::take(&mut coverage.part);
        // A report is said to be one, so it is not left over.
        let part = if is_report || is_line { PartOf::result() } else { part };
        self.sequence.add(order.line.max(order.element), part);
        let first = self.results.len();
        self.take(coverage, Order { part: u64::from(inside || is_report), ..order });
        if let (Values::Any, [only]) = (are, &mut self.results[first..])
            && !only.signed
            && only.order == order
            && only.draft.is_light()
        {
            let text = text.get(node.start()..node.end()).filter(|text| text.len() <= SMALL);
            only.text = text.map(Into::into);
        }
    }

    /// Takes what was found, `from` this place on.
    fn take(&mut self, coverage: Coverage, from: Order) {
        let place = |i: usize| Order { part: from.part + i as u64, ..from };
        self.recognised |= !coverage.results.is_empty();
        if self.owner.is_none() {
            let entry = coverage.results.iter().find_map(|result| result.draft.audit.as_ref());
            self.owner = entry.map(|entry| entry.org_id.clone());
        }
        let last = place(coverage.results.len().saturating_sub(1));
        for (i, Covered { draft, signed, body, forms }) in coverage.results.into_iter().enumerate()
        {
            self.results.push(Judged {
                order: place(i),
                draft,
                signed,
                body: body.map(place),
                forms,
                text: None,
            });
        }
        self.pages.extend(coverage.pages.into_iter().map(|page| (last, page)));
        let of_line = |pointer: &String| match from.line {
            0 => pointer.clone(),
            line => format!(":{line}#{pointer}"),
        };
        let LeftOver { count, pointers } = coverage.left_over;
        self.left_over.add_all(count, pointers.iter().map(of_line));
    }

    /// Notes a value that cannot be read. The logs of other programs hold such lines too, but not
    /// these.
    fn unread(&mut self, order: Order, text: &[u8], problem: Option<JsonError>) {
        let Some(problem) = problem else { return };
        self.other_values += 1;
        self.recognised |= match problem.kind {
            JsonErrorKind::DuplicateKey(_) | JsonErrorKind::TooDeep => true,
            _ => may_hold_record(&String::from_utf8_lossy(text)),
        };
        self.sequence.add(order.line.max(order.element), PartOf::result());
        self.unread.push(Unread { order, problem: Problem::Json(problem) });
    }
}

/// Judges a value once more that is kept as its text.
pub(crate) fn judge_again(
    text: &[u8],
    order: Order,
    path: &Arc<str>,
    verifier: &mut Verifier<'_>,
) -> Draft {
    let mut found = BlockYield::default();
    if let Ok(node) = json::parse(text) {
        found.judge(&node, text, order, path, Values::Any, verifier);
    }
    let unread = Unread { order, problem: Problem::Internal };
    let first = found.results.into_iter().next();
    first.map_or_else(|| Draft::new(unread.finding(path.clone())), |judged| judged.draft)
}

impl Judged {
    /// One that nothing but its own value decides.
    pub(crate) fn new(order: Order, draft: Draft) -> Self {
        Self { order, draft, signed: false, body: None, forms: Vec::new(), text: None }
    }

    /// Whether it is final as it is, so that it can be reported at once: nothing that stands elsewhere
    /// can make it content.
    pub(crate) fn is_final(&self) -> bool {
        self.draft.finding.kind == Kind::AuditEvent && self.signed && self.body.is_none()
    }
}

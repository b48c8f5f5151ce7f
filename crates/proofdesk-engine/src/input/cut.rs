//! A file is cut into blocks: an export of one record a line at line ends, any other text into its
//! values.

use std::sync::Arc;

use proofdesk_core::api_error::{Captured, captured};
use proofdesk_core::assess_capture;
use proofdesk_core::canonical;
use proofdesk_core::encoding::Digest;
use proofdesk_core::format::{self, Format};
use proofdesk_core::json::{JsonError, JsonErrorKind, Node};
use proofdesk_core::marks::may_hold_record;
use proofdesk_core::recognise::{self, Recognised};
use proofdesk_core::record::{ContentForm, body_forms};
use proofdesk_core::text::{Legible, TextEncoding};
use proofdesk_core::verdict::Source;

use super::block::{Block, Part, Span, Values};
use super::earlier::{is_report, is_statement, version_of_report};
use super::judged::FileFacts;
use super::limits::{CHUNK, LINE_LIMIT, PAYLOAD_LIMIT, VALUE};
use super::problem::Problem;
use super::range::Chunks;
use super::signed::is_envelope;
use super::sniff::{self, Looks};
use super::source::ReadError;
use super::spans::{elements, spans};
use crate::order::FileNumber;

/// How much of an export of one record a line is judged as one block. In bytes. What becomes of
/// it, some five times as much, then still fits into a processor's own cache.
const LINES: usize = 64 << 10;
/// Values of a file that are judged as one block.
const VALUES: usize = 64;

/// Cuts a file, and gives its blocks in order.
pub(crate) struct Cutter<'g> {
    file: FileNumber,
    number: u32,
    line: u64,
    encoding: Option<TextEncoding>,
    give: &'g mut dyn FnMut(Block),
}

impl<'g> Cutter<'g> {
    pub(crate) fn new(file: FileNumber, give: &'g mut dyn FnMut(Block)) -> Self {
        Self { file, number: 0, line: 1, encoding: None, give }
    }

    /// How many blocks there were.
    pub(crate) fn blocks(&self) -> u32 {
        self.number
    }

    pub(crate) fn give(&mut self, data: Vec<u8>, part: Part) {
        self.give_shared(Arc::new(fitting(data)), part);
    }

    fn give_shared(&mut self, data: Arc<Vec<u8>>, part: Part) {
        let (file, number, encoding) = (self.file, self.number, self.encoding);
        self.number += 1;
        (self.give)(Block { file, number, data, part, encoding, answers: None });
    }

    /// Cuts a file that was read whole.
    pub(crate) fn whole(&mut self, buffer: Vec<u8>, looks: Looks, facts: &mut FileFacts) {
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
                let buffer = Arc::new(fitting(buffer));
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
        let nowhere = Source::file("");
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
                    self.give(text.to_vec(), Part::Headers { first: line_of(text) });
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
        // A value can be as large as the file, so it is looked at while it is there.
        let mut of_first = None;
        let mut note = |node: &Node<'_>| {
            of_first.get_or_insert_with(|| OfContent::of(&text, node));
        };
        let spans = match spans(&text, line, &mut note) {
            Ok(spans) => spans,
            Err(problem) => return facts.problem = Some(Problem::Json(problem)),
        };
        let problem = spans.iter().find_map(|span| span.problem.as_deref());
        facts.problem = problem.cloned().map(Problem::Json);
        let is_whole = matches!(spans.as_slice(), [only] if only.line == 0 && only.element == 0);
        // What is one value that cannot be read is said of the file as a whole.
        if is_whole && facts.problem.is_some() {
            if let Some(Problem::Json(e)) = &facts.problem
                && version_of_report(&text).is_some()
            {
                facts.problem = Some(Problem::Report(e.clone()));
            }
            return;
        }
        if let Some(content) = of_first.filter(|_| is_whole) {
            let OfContent { is_object, forms, payload } = content;
            (facts.is_object, facts.forms, facts.payload) = (is_object, forms, payload);
            if self.encoding.is_some() && facts.is_object {
                facts.forms.push((ContentForm::OtherEncoding, Digest::of(&text)));
            }
        }
        let are = match () {
            () if is_whole && (is_report(&text) || is_statement(&text)) => Values::Report,
            () if is_whole && is_envelope(&text) => Values::Envelope,
            () => are,
        };
        for chunk in spans.chunks(VALUES) {
            let part = Part::Values { spans: chunk.to_vec(), are };
            self.give_shared(text.clone(), part);
        }
    }

    /// How many lines were cut.
    pub(crate) fn line_count(&self) -> u64 {
        self.line - 1
    }

    /// Cuts the rest of the file before lines that begin with a bracket, since a value may go on over
    /// several; if there is none for long, at any line end.
    pub(crate) fn lines(
        &mut self,
        buffer: Vec<u8>,
        reading: &mut impl Chunks,
    ) -> Result<(), ReadError> {
        self.cut_lines(buffer, reading, false)
    }

    /// Cuts rows, of which each has its line.
    pub(crate) fn rows(&mut self, reading: &mut impl Chunks) -> Result<(), ReadError> {
        self.cut_lines(Vec::new(), reading, true)
    }

    fn cut_lines(
        &mut self,
        mut buffer: Vec<u8>,
        reading: &mut impl Chunks,
        rows: bool,
    ) -> Result<(), ReadError> {
        let mut ended = false;
        // How much of the buffer is known to hold no line end: a line can be long.
        let mut searched = 0;
        while !ended {
            ended = reading.next_chunk(&mut buffer, LINES)? < LINES;
            let begins = |two: &[u8]| matches!(two, [b'\n', b'{' | b'[']);
            let long = rows || buffer.len() > VALUE;
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
            if rows && ended && block.last().is_some_and(|last| *last != b'\n') {
                self.line += 1;
            }
            if !block.is_empty() {
                self.give(block, Part::Lines { first, rows });
            }
        }
        Ok(())
    }
}

/// Reads on behind the end of the line, and gives what was read of the next ones.
fn skip_line(reading: &mut impl Chunks) -> Result<Vec<u8>, ReadError> {
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

/// Without the room that it was read into: many small files wait for their turn.
fn fitting(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.capacity() > 2 * bytes.len() {
        bytes.shrink_to_fit();
    }
    bytes
}

/// What a file is that is no JSON, by its beginning.
pub(crate) fn format_of(bytes: &[u8]) -> Option<Problem> {
    let beginning = Legible::of(&bytes[..bytes.len().min(CHUNK)]);
    format_of_legible(&beginning, bytes.len())
}

/// The same of the beginning of a file of which so many bytes were read.
pub(crate) fn format_of_legible(beginning: &Legible<'_>, len: usize) -> Option<Problem> {
    format::of_legible(beginning, len < CHUNK).map(Problem::Format)
}

/// By what a record may name a file that is one JSON value.
#[derive(Default)]
struct OfContent {
    is_object: bool,
    forms: Vec<(ContentForm, Digest)>,
    payload: Option<Vec<u8>>,
}

impl OfContent {
    fn of(text: &[u8], node: &Node<'_>) -> Self {
        let Some(object) = node.as_object() else { return Self::default() };
        let mut content = Self { is_object: true, ..Self::default() };
        if matches!(recognise::recognise(object), None | Some(Recognised::Request(_))) {
            content.forms = body_forms(text, node);
            let payload = canonical::sorted(node).ok();
            content.payload = payload.filter(|p| p.len() <= PAYLOAD_LIMIT);
        }
        content
    }
}

//! What a block holds, judged as far as it goes by itself.

use proofdesk_core::coverage::{
    Coverage, Covered, LeftOver, Page, Part as PartOf, cover, cover_report, cover_text, in_pieces,
};
use proofdesk_core::format::Format;
use proofdesk_core::json::{self, JsonError, JsonErrorKind, Node, Value};
use proofdesk_core::marks::may_hold_record;
use proofdesk_core::record::Draft;
use proofdesk_core::text::{TextEncoding, as_ascii};
use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Outcome, Source};
use proofdesk_core::{assess_capture, assess_key_text};

use super::block::{Block, Part, Values};
use super::earlier::{earlier, is_report, is_report_line, version_of_report};
use super::judged::{BlockYield, Judged};
use super::limits::LINE_LIMIT;
use super::problem::{Problem, Unread};
use super::signed::signed;
use super::spans::{first_line, first_value};

use crate::dsse::Envelope;
use crate::order::Order;

/// A value up to this size can be kept instead of what was found of it. In bytes.
const SMALL: usize = 512;

/// Where a header ends that may go on over several lines (RFC 9112, section 5.2).
fn end_of_header(text: &[u8]) -> usize {
    let ends = |two: &[u8]| matches!(two, [b'\n', next] if !b" \t".contains(next));
    text.windows(2).position(ends).map_or(text.len(), |end| end + 1)
}

impl Block {
    /// Judges everything in the block.
    pub(crate) fn judge(&self, whole: &Source, verifier: &mut Verifier<'_>) -> BlockYield {
        let mut found = BlockYield::default();
        let order = self.first_order();
        let source = whole.clone();
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
            Part::Lines { first, rows } => {
                let (mut line, mut rest) = (*first, &self.data[..]);
                let first_value = if *rows { first_line } else { first_value };
                while !rest.is_empty() {
                    let text = first_value(rest);
                    if !text.trim_ascii().is_empty() {
                        self.line(text, line, whole, verifier, &mut found);
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
                            found.judge(&node, text, order, whole, *are, verifier);
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
            Part::Headers { first } => {
                let (mut line, mut rest) = (*first, &self.data[..]);
                let head = Page::of_head(&String::from_utf8_lossy(rest));
                found.pages.extend(head.map(|head| (Order { line, ..order }, head)));
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
        found.end_pieces(whole);
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
        whole: &Source,
        verifier: &mut Verifier<'_>,
        found: &mut BlockYield,
    ) {
        let order = Order { file: self.file, line, ..Order::default() };
        if is_report_line(text)
            && let Ok(node) = json::parse(text)
        {
            return found.judge(&node, text, order, whole, Values::ReportLine, verifier);
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
            found.recognised = true;
            return found.unread.push(Unread { order, problem });
        }
        for (value, element) in values.into_iter().zip(1..) {
            let order = Order { element: if several { element } else { 0 }, ..order };
            match value {
                Ok(node) => found.judge(&node, text, order, whole, Values::Any, verifier),
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

/// Looks into an envelope, whoever signed it: at a report as at one that stands by itself, at anything else
/// as at any JSON.
fn cover_envelope(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Coverage {
    let envelope = Envelope::read(text);
    let payload = envelope.as_ref().and_then(Envelope::unverified_payload);
    let report = payload.as_deref().filter(|payload| is_report(payload));
    let (Some(envelope), Some(report)) = (&envelope, report) else {
        return cover(node, text, source, verifier);
    };
    let mut coverage = match json::parse(report) {
        Ok(node) => cover_report(&node, report, source, verifier),
        Err(_) => Coverage::default(),
    };
    for text in envelope.unsigned_texts() {
        coverage.results.extend(cover_text(text, source, verifier).results);
    }
    coverage
}

/// The place of a value in a file.
fn place_of(order: Order, whole: &Source) -> Source {
    let line = Some(order.line).filter(|line| *line > 0);
    let pointer = Some(order.element_pointer()).filter(|pointer| !pointer.is_empty());
    Source { line, pointer, ..whole.clone() }
}

impl BlockYield {
    /// Judges a value that stands for itself.
    fn judge(
        &mut self,
        node: &Node<'_>,
        text: &[u8],
        order: Order,
        whole: &Source,
        are: Values,
        verifier: &mut Verifier<'_>,
    ) {
        let is_report = matches!(are, Values::Report | Values::Envelope);
        let source = place_of(order, whole);
        let is_line = are == Values::ReportLine;
        self.report_lines += u64::from(is_line);
        self.report_ends |= is_line && node.as_object().is_some_and(|o| o.has_any(&["summary"]));
        self.other_values += u64::from(!is_line);
        let mut coverage = match are {
            Values::Envelope => cover_envelope(node, text, &source, verifier),
            Values::Report | Values::ReportLine => cover_report(node, text, &source, verifier),
            _ => cover(node, text, &source, verifier),
        };
        if are == Values::ToldError {
            coverage.results.retain(|r| r.draft.finding.kind != Kind::ErrorResponse);
        }
        match coverage.results.is_empty() && !is_report && !is_line {
            true => self.pieces.add_line(order, node),
            false => self.end_pieces(whole),
        }
        if is_report {
            self.recognised = true;
            let finding = match are {
                Values::Envelope => signed(source.clone(), text, verifier.trust()),
                _ => earlier(source.clone()),
            };
            let draft = Draft::new(finding);
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

    /// Tells of a record that stands in the texts of the last values together.
    fn end_pieces(&mut self, whole: &Source) {
        if let Some(first) = self.pieces.end() {
            let source = place_of(first, whole);
            let draft = Draft::new(Finding::of(source, Kind::Unknown, in_pieces()));
            self.recognised = true;
            self.results.push(Judged::new(first, draft));
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
        let problem = match version_of_report(text).is_some() {
            true => Problem::Report(problem),
            false => Problem::Json(problem),
        };
        self.unread.push(Unread { order, problem });
    }
}

/// Judges a value once more that is kept as its text.
pub(crate) fn judge_again(
    text: &[u8],
    order: Order,
    whole: &Source,
    verifier: &mut Verifier<'_>,
) -> Draft {
    let mut found = BlockYield::default();
    if let Ok(node) = json::parse(text) {
        found.judge(&node, text, order, whole, Values::Any, verifier);
    }
    let unread = Unread { order, problem: Problem::Internal };
    let first = found.results.into_iter().next();
    first.map_or_else(|| Draft::new(unread.finding(whole)), |judged| judged.draft)
}

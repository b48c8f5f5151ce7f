//! What a file is cut into: parts that any worker can judge by themselves.

use std::ops::Range;
use std::sync::Arc;

use proofdesk_core::json::JsonError;
use proofdesk_core::text::TextEncoding;
use proofdesk_core::trust::Answers;

use super::limits::VALUE;
use super::problem::Problem;
use crate::order::{FileNumber, Order};

/// A part of a file that can be judged by itself.
#[derive(Debug)]
pub(crate) struct Block {
    pub file: FileNumber,
    /// Counted from 0 within the file.
    pub number: u32,
    pub data: Arc<Vec<u8>>,
    pub part: Part,
    /// The encoding that the data was read from.
    pub encoding: Option<TextEncoding>,
    /// Which of its signatures hold, by somebody who is believed.
    pub answers: Option<Arc<Answers>>,
}

/// What a block is.
#[derive(Debug)]
pub(crate) enum Part {
    /// Whole lines. A value may go on over several, but of `rows`.
    Lines { first: u64, rows: bool },
    /// Whole values, and stretches that are none.
    Values { spans: Vec<Span>, are: Values },
    /// A response with its headers, which may be an error of the API.
    Capture,
    /// Lines of a response that are not its body.
    Headers { first: u64 },
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
pub(crate) enum Values {
    /// Nothing in particular.
    Any,
    /// An earlier report of this program.
    Report,
    /// A line of one.
    ReportLine,
    /// A signed report, or the signed tag manifest of a bag.
    Envelope,
    /// The body of an error response, which is told of already.
    ToldError,
}

/// A value in the data of a block. There can be millions, and a text that is read whole is far shorter
/// than 4 GiB.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub element: u32,
    /// What keeps it from being read.
    pub problem: Option<Box<JsonError>>,
}

impl Span {
    pub(crate) fn new(range: Range<usize>, line: u64) -> Self {
        let (start, end) = (range.start as u32, range.end as u32);
        Self { start, end, line: line as u32, element: 0, problem: None }
    }

    /// The value in the text.
    pub(crate) fn of<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start as usize..self.end as usize]
    }

    pub(crate) fn order(&self, file: FileNumber) -> Order {
        Order { file, line: self.line.into(), element: self.element.into(), part: 0 }
    }
}

impl Block {
    /// Where the first of it stands, for one whose judging failed.
    pub(crate) fn first_order(&self) -> Order {
        let whole = Order { file: self.file, ..Order::default() };
        match &self.part {
            Part::Values { spans, .. } => spans.first().map_or(whole, |span| span.order(self.file)),
            Part::Lines { first: line, .. }
            | Part::Headers { first: line }
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
}

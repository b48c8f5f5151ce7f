//! Findings as JSON texts.

use std::io::{self, BufWriter, Write};

use proofdesk_core::verdict::Finding;

use crate::order::{Located, Order};
use crate::spool::Spool;

/// Findings as JSON texts, made on the workers.
#[derive(Debug)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// Each with its place.
    parts: Vec<(Order, Text)>,
}

/// A finding as a JSON text, and a line end.
#[derive(Debug)]
enum Text {
    /// Up to here in `bytes`.
    UpTo(usize),
    /// It can be as long as all others together, so it is written when it is its turn.
    Later(Box<Finding>),
}

/// The text of a finding with more children than this is written when it is its turn.
const CHILDREN: usize = 64;

/// Writes each finding as one line of JSON.
pub fn encode(findings: Vec<Located>) -> Encoded {
    let mut encoded =
        Encoded { bytes: Vec::with_capacity(findings.len() * 3000), parts: Vec::new() };
    for located in findings {
        let Located { order, finding } = located;
        let text = if finding.children.len() > CHILDREN {
            Text::Later(Box::new(finding))
        } else {
            // Strings, numbers and structs cannot fail to serialise into memory.
            let _ = write_line(&finding, &mut encoded.bytes);
            Text::UpTo(encoded.bytes.len())
        };
        encoded.parts.push((order, text));
    }
    encoded
}

// Made for each kind of writer: the pieces of a line are so small that calling one that is not known takes longer than
// copying them.
fn write_line(finding: &Finding, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, finding)?;
    out.write_all(b"\n")
}

/// Where a result has its place in the report, and where its text is in a spool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    pub order: Order,
    pub at: u64,
    pub len: u32,
}

impl Encoded {
    /// Writes the lines.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut start = 0;
        for (_, text) in &self.parts {
            match text {
                Text::UpTo(end) => {
                    out.write_all(&self.bytes[start..*end])?;
                    start = *end;
                }
                Text::Later(finding) => {
                    let mut out = BufWriter::new(&mut *out);
                    write_line(finding, &mut out)?;
                    out.flush()?;
                }
            }
        }
        Ok(())
    }

    /// Puts the texts into `spool` and says where they are.
    pub(crate) fn keep(self, spool: &mut Spool) -> io::Result<impl Iterator<Item = Extent>> {
        let mut at = spool.append(&self.bytes)?;
        let mut start = 0;
        let mut extents = Vec::with_capacity(self.parts.len());
        for (order, text) in self.parts {
            // Without the line end.
            let extent = match text {
                Text::UpTo(end) => {
                    let whole = end - std::mem::replace(&mut start, end);
                    at += whole as u64;
                    Extent { order, at: at - whole as u64, len: (whole - 1) as u32 }
                }
                Text::Later(finding) => {
                    let begin = spool.len();
                    let mut out = BufWriter::new(&mut *spool);
                    write_line(&finding, &mut out)?;
                    out.flush()?;
                    drop(out);
                    Extent { order, at: begin, len: (spool.len() - begin - 1) as u32 }
                }
            };
            extents.push(extent);
        }
        Ok(extents.into_iter())
    }
}

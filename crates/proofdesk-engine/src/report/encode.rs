//! Findings as JSON texts.

use std::io;

use crate::order::{Located, Order};
use crate::spool::Spool;

/// Findings as JSON texts, made on the workers.
#[derive(Debug)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// Place and end of each in `bytes`.
    parts: Vec<(Order, usize)>,
}

/// Writes each finding as one line of JSON.
pub fn encode(findings: Vec<Located>) -> Encoded {
    let mut encoded =
        Encoded { bytes: Vec::with_capacity(findings.len() * 3000), parts: Vec::new() };
    for located in findings {
        // Strings, numbers and structs cannot fail to serialise into memory.
        let _ = serde_json::to_writer(&mut encoded.bytes, &located.finding);
        encoded.bytes.push(b'\n');
        encoded.parts.push((located.order, encoded.bytes.len()));
    }
    encoded
}

/// Where a result has its place in the report, and where its text is in a spool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    pub order: Order,
    pub at: u64,
    pub len: u32,
}

impl Encoded {
    /// The lines.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the texts into `spool` and says where they are.
    pub(crate) fn keep(self, spool: &mut Spool) -> io::Result<impl Iterator<Item = Extent>> {
        let mut at = spool.append(&self.bytes)?;
        let mut start = 0;
        Ok(self.parts.into_iter().map(move |(order, end)| {
            let whole = end - start;
            start = end;
            // Without the line end.
            let extent = Extent { order, at, len: (whole - 1) as u32 };
            at += whole as u64;
            extent
        }))
    }
}

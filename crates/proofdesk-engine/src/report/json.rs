//! The report as one JSON document, and as JSON lines.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::encode::{Encoded, Extent};
use super::header::Header;
use super::read::{Reported, read_result};
use crate::run::Summary;
use crate::spool::Spool;

/// The report's format as a JSON Schema.
pub const JSON_SCHEMA: &str = include_str!("report.schema.json");

/// The report as one JSON document, results in order.
pub struct JsonReport {
    texts: Spool,
    extents: Vec<Extent>,
}

impl Default for JsonReport {
    fn default() -> Self {
        Self { texts: Spool::new(), extents: Vec::new() }
    }
}

impl JsonReport {
    /// Takes what [`encode`](super::encode()) made.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn accept(&mut self, encoded: Encoded) -> io::Result<()> {
        self.extents.extend(encoded.keep(&mut self.texts)?);
        Ok(())
    }

    /// Shows each result to `visit`, in the order of the report, as it is read back from one.
    ///
    /// # Errors
    /// What `visit` returns, and those of the temporary file.
    pub fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        self.sort();
        let Self { texts, extents } = self;
        extents.iter().try_for_each(|extent| visit(read_back(texts, extent)?))
    }

    fn sort(&mut self) {
        self.extents.sort_by_key(|extent| (extent.order, extent.at));
    }

    /// Writes the report.
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn write(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.sort();
        write_json(&mut self.texts, self.extents.iter().copied(), header, out)
    }
}

/// A result that was kept in a temporary file.
pub(crate) fn read_back(texts: &mut Spool, extent: &Extent) -> io::Result<Reported> {
    read_result(texts.get(extent.at, extent.len)?)
}

/// Writes the report of results that are in order.
pub(crate) fn write_json(
    texts: &mut Spool,
    extents: impl Iterator<Item = Extent>,
    header: &Header<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    write_head(header, &mut out)?;
    out.write_all(b",\n\"results\":[")?;
    for (i, extent) in extents.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        texts.copy(extent.at, extent.len, &mut out)?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

/// Writes the report but for its last member, the results, and what closes it.
pub(super) fn write_head(header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut open = ButTheLastByte { out: &mut *out, last: None };
    serde_json::to_writer(&mut open, header)?;
    out.write_all(b",\n\"summary\":")?;
    serde_json::to_writer(out, header.summary)?;
    Ok(())
}

/// Leaves out the byte that comes last: more members follow instead of what closes an object.
struct ButTheLastByte<'o> {
    out: &'o mut dyn Write,
    last: Option<u8>,
}

impl Write for ButTheLastByte<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((last, rest)) = bytes.split_last() {
            self.out.write_all(self.last.replace(*last).as_slice())?;
            self.out.write_all(rest)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes the last line of the NDJSON report.
///
/// # Errors
/// Those of `out`.
pub fn finish_ndjson(header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Last<'a> {
        summary: &'a Summary,
        #[serde(flatten)]
        header: &'a Header<'a>,
    }
    let last = Last { summary: header.summary, header };
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &last)?;
    out.write_all(b"\n")?;
    out.flush()
}

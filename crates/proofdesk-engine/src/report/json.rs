//! The report as one JSON document, and as JSON lines.

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use serde::Serialize;

use super::encode::{Encoded, Extent};
use super::header::{Header, write_head};
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
        read_each(&mut self.texts, self.extents.iter().copied(), visit)
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

/// So many bytes of results are read at a time, each time by another thread.
const AT_ONCE: usize = 128 << 10;
/// Of what comes next, so many bytes are read before they are asked for; more, if one result is longer.
const AHEAD: usize = 4 * AT_ONCE;

/// Shows each of these results to `visit`. Meanwhile other threads read those that come next: that takes longer
/// than most of what is done with a result.
pub(crate) fn read_each(
    texts: &mut Spool,
    mut extents: impl Iterator<Item = Extent>,
    visit: &mut dyn FnMut(Reported) -> io::Result<()>,
) -> io::Result<()> {
    std::thread::scope(|scope| {
        let mut coming = VecDeque::new();
        loop {
            while coming.iter().map(|(some, _): &(Arc<Texts>, _)| some.bytes.len()).sum::<usize>()
                < AHEAD
            {
                let some = Arc::new(Texts::next(texts, &mut extents)?);
                if some.lens.is_empty() {
                    break;
                }
                let same = some.clone();
                let thread = std::thread::Builder::new();
                coming.push_back((some, thread.spawn_scoped(scope, move || same.read()).ok()));
            }
            let Some((some, thread)) = coming.pop_front() else { return Ok(()) };
            // Where the system has no thread for it, it is read here.
            let read = thread.and_then(|thread| thread.join().ok()).unwrap_or_else(|| some.read());
            read?.into_iter().try_for_each(&mut *visit)?;
        }
    })
}

/// The texts of some results, one behind the other.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    lens: Vec<u32>,
}

impl Texts {
    fn next(texts: &mut Spool, extents: &mut impl Iterator<Item = Extent>) -> io::Result<Self> {
        let mut next = Self::default();
        while next.bytes.len() < AT_ONCE
            && let Some(Extent { at, len, .. }) = extents.next()
        {
            next.bytes.extend_from_slice(texts.get(at, len)?);
            next.lens.push(len);
        }
        Ok(next)
    }

    fn read(&self) -> io::Result<Vec<Reported>> {
        let mut rest = &*self.bytes;
        let each = self.lens.iter().map(|len| {
            let (text, behind) = rest.split_at(*len as usize);
            rest = behind;
            read_result(text)
        });
        each.collect()
    }
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

//! The results of one run, to be looked through.
//!
//! Their report and a short text of each, which is all that a table shows and a search looks at,
//! are in temporary files; in memory is where they are, and what every table asks for: verdict and
//! kind.
//!
//! ```
//! use proofdesk_engine::core::verdict::Verdict;
//! use proofdesk_engine::job::{self, Job};
//! use proofdesk_engine::progress::Control;
//! use proofdesk_engine::results::{Filter, Results, Sort};
//! use proofdesk_engine::{Input, report};
//!
//! let text = Input::Text { name: "Pasted".into(), bytes: b"Dear members,"[..].into() };
//! let job = Job { inputs: vec![text], ..Job::default() };
//! let mut results = Results::new();
//! job::run(&job, &Control::new(), &report::encode_rows, &mut |rows| results.accept(rows))?;
//! results.seal();
//!
//! let filter = Filter { text: "pasted".to_owned(), ..Filter::default() };
//! let found = results.select(&filter, Sort::default())?;
//! assert_eq!(results.row(found[0])?.verdict, Verdict::NotFound);
//! # Ok::<(), std::io::Error>(())
//! ```

mod query;
mod row;
mod sequence;

use std::io::{self, Write};
use std::time::SystemTime;

use proofdesk_core::verdict::{Kind, Verdict};

pub use query::{Filter, Sort, SortBy};
pub use row::{EncodedRows, Row};
pub use sequence::Run;

use crate::job::{Job, Summary};
use crate::report::{self, Line};
use crate::spool::Spool;
use row::Brief;

/// The results of one run, kept in temporary files, to be browsed and exported.
///
/// A result is named by its index. Until [`Results::seal`] that is the order in which results came,
/// then the order of the report.
pub struct Results {
    texts: Spool,
    briefs: Spool,
    places: Vec<Place>,
    in_order: bool,
}

/// What is kept of a result in memory.
#[derive(Debug, Clone, Copy)]
struct Place {
    line: Line,
    /// Where its [`Brief`] is.
    brief: u64,
    brief_len: u32,
    kind: Kind,
    verdict: Verdict,
}

impl Default for Results {
    fn default() -> Self {
        Self::new()
    }
}

impl Results {
    /// None yet.
    pub fn new() -> Self {
        Self { texts: Spool::new(), briefs: Spool::new(), places: Vec::new(), in_order: true }
    }

    /// Takes what [`report::encode_rows`] made.
    ///
    /// # Errors
    /// Those of the temporary files.
    pub fn accept(&mut self, encoded: EncodedRows) -> io::Result<()> {
        let EncodedRows { lines, briefs, parts } = encoded;
        let mut at = self.briefs.append(&briefs)?;
        for (line, (kind, verdict, len)) in lines.keep(&mut self.texts)?.zip(parts) {
            self.places.push(Place { line, brief: at, brief_len: len, kind, verdict });
            at += u64::from(len);
        }
        self.in_order = false;
        Ok(())
    }

    /// Puts the results into the order of the report, once the run is over.
    pub fn seal(&mut self) {
        if !self.in_order {
            self.places.sort_by_key(|place| (place.line.order, place.line.at));
            self.in_order = true;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A result as the report has it.
    ///
    /// # Errors
    /// Those of the temporary file; `InvalidInput` when there is no such result.
    pub fn finding_json(&mut self, index: u32) -> io::Result<String> {
        let line = self.place(index)?.line;
        let text = self.texts.get(line.at, line.len)?.to_vec();
        String::from_utf8(text).map_err(io::Error::other)
    }

    /// A result as a table shows it.
    ///
    /// # Errors
    /// As [`Results::finding_json`].
    pub fn row(&mut self, index: u32) -> io::Result<Row> {
        let place = self.place(index)?;
        Ok(self.brief(&place)?.row(index, place.kind, place.verdict))
    }

    /// The results that are public keys.
    ///
    /// # Errors
    /// None yet; the others have some.
    pub fn keys(&mut self) -> io::Result<Vec<u32>> {
        Ok(self.where_place(|place| place.kind == Kind::Key))
    }

    /// Writes the JSON report: the same bytes as [`report::JsonReport::finish`].
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn write_json(
        &mut self,
        job: &Job,
        started: SystemTime,
        summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.seal();
        let lines = self.places.iter().map(|place| place.line);
        report::write_json(&mut self.texts, lines, job, started, summary, out)
    }

    /// Writes the NDJSON report, results in order.
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn write_ndjson(
        &mut self,
        job: &Job,
        started: SystemTime,
        summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.seal();
        let mut out = io::BufWriter::new(out);
        for place in &self.places {
            // With the line end.
            out.write_all(self.texts.get(place.line.at, place.line.len + 1)?)?;
        }
        report::finish_ndjson(job, started, summary, &mut out)?;
        out.flush()
    }

    fn place(&self, index: u32) -> io::Result<Place> {
        let none = || io::Error::new(io::ErrorKind::InvalidInput, "there is no such result");
        self.places.get(index as usize).copied().ok_or_else(none)
    }

    fn brief(&mut self, place: &Place) -> io::Result<Brief<'_>> {
        Brief::read(self.briefs.get(place.brief, place.brief_len)?)
    }

    fn where_place(&self, fits: impl Fn(&Place) -> bool) -> Vec<u32> {
        (0..).zip(&self.places).filter(|(_, place)| fits(place)).map(|(i, _)| i).collect()
    }

    /// Shows each of these results to `visit`, in the order in which they were written.
    fn visit(
        &mut self,
        mut indexes: Vec<u32>,
        mut visit: impl FnMut(u32, &Place, &Brief<'_>),
    ) -> io::Result<()> {
        indexes.sort_by_key(|i| self.places[*i as usize].brief);
        for i in indexes {
            let place = self.places[i as usize];
            visit(i, &place, &self.brief(&place)?);
        }
        Ok(())
    }
}

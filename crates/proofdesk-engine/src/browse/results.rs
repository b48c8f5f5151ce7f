//! The results of one run, to be looked through.
//!
//! Their report and a short text of each, which is all that a table shows and a search looks at,
//! are in temporary files; in memory is where they are, and what every table asks for: verdict and
//! kind.
//!
//! ```
//! use proofdesk_engine::core::verdict::Verdict;
//! use proofdesk_engine::browse::{Filter, Results, Sort, encode_rows};
//! use proofdesk_engine::progress::Control;
//! use proofdesk_engine::Input;
//! use proofdesk_engine::run::{self, Job};
//!
//! let text = Input::Text { name: "Pasted".into(), bytes: b"Dear members,"[..].into() };
//! let job = Job { inputs: vec![text], ..Job::default() };
//! let mut results = Results::new();
//! let accept = &mut |rows| results.accept(rows);
//! let summary = run::carry_out(&job, &Control::new(), &encode_rows, accept)?;
//! results.seal(summary.by_file.clone());
//!
//! let filter = Filter { text: "pasted".to_owned(), ..Filter::default() };
//! let found = results.select(&filter, Sort::default())?;
//! assert_eq!(found.rows(), 1);
//! assert_eq!(results.listed(&found, 0)?.verdict, Verdict::NotFound);
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io::{self, Write};
use std::sync::Arc;

use proofdesk_core::verdict::{Kind, Source, Verdict};

use super::row::{Brief, EncodedRows, EvidenceKey, Part, Row};
use super::span::{FileSpan, spans, weight};
use crate::report::{self, Extent, Header, Reported};
use crate::run::Files;
use crate::spool::Spool;

/// The results of one run, kept in temporary files, to be browsed and exported.
///
/// A result is named by its index. Until [`Results::seal`] that is the order in which results came,
/// then the order of the report.
pub struct Results {
    texts: Spool,
    briefs: Spool,
    pub(super) stored: Vec<Stored>,
    /// The results of each file that has some.
    pub(super) spans: Vec<FileSpan>,
    /// The files of the run.
    pub(super) files: Files,
    /// The labels of the pins whose keys signed something, by their places in [`Stored`].
    labels: Vec<Arc<str>>,
    in_order: bool,
}

/// What is kept of a result in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    pub(super) extent: Extent,
    /// Where its [`Brief`] is.
    pub brief: u64,
    brief_len: u32,
    pub kind: Kind,
    pub verdict: Verdict,
    /// The place of the signer's label, from 1; 0 where none is known.
    label: u16,
}

/// The place of a label, from 1; 0 for more of them than are told apart.
fn place_of(labels: &mut Vec<Arc<str>>, label: Arc<str>) -> u16 {
    let at = labels.iter().position(|known| *known == label).unwrap_or_else(|| {
        labels.push(label);
        labels.len() - 1
    });
    u16::try_from(at + 1).unwrap_or_default()
}

impl Default for Results {
    fn default() -> Self {
        Self::new()
    }
}

impl Results {
    /// None yet.
    pub fn new() -> Self {
        Self {
            texts: Spool::new(),
            briefs: Spool::new(),
            stored: Vec::new(),
            spans: Vec::new(),
            files: Files::default(),
            labels: Vec::new(),
            in_order: true,
        }
    }

    /// Takes what [`encode_rows`](super::encode_rows) made.
    ///
    /// # Errors
    /// Those of the temporary files.
    pub fn accept(&mut self, encoded: EncodedRows) -> io::Result<()> {
        let EncodedRows { lines, briefs, parts } = encoded;
        let mut at = self.briefs.append(&briefs)?;
        for (extent, part) in lines.keep(&mut self.texts)?.zip(parts) {
            let Part { kind, verdict, brief_len, label } = part;
            let label = label.map_or(0, |label| place_of(&mut self.labels, label));
            self.stored.push(Stored { extent, brief: at, brief_len, kind, verdict, label });
            at += u64::from(brief_len);
        }
        self.in_order = false;
        Ok(())
    }

    /// The label of the pin that a result is signed under, if one is.
    pub(super) fn label(&self, stored: &Stored) -> Option<&str> {
        let place = usize::from(stored.label).checked_sub(1)?;
        self.labels.get(place).map(|label| &**label)
    }

    /// Puts the results into the order of the report, once the run is over, and those of each file
    /// together. `files` are those of the run.
    pub fn seal(&mut self, files: Files) {
        self.put_in_order();
        self.spans = spans(
            self.stored.iter().map(|stored| (stored.extent.order.file.given, stored.verdict)),
        );
        self.files = files;
    }

    fn put_in_order(&mut self) {
        if !self.in_order {
            self.stored.sort_by_key(|stored| (stored.extent.order, stored.extent.at));
            self.in_order = true;
        }
    }

    /// The verdicts of the results from this one on.
    pub fn verdicts(&self, from: u32) -> impl Iterator<Item = Verdict> {
        self.stored.iter().skip(from as usize).map(|stored| stored.verdict)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.stored.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// A result as the report has it.
    ///
    /// # Errors
    /// Those of the temporary file; `InvalidInput` when there is no such result.
    pub fn finding_json(&mut self, index: u32) -> io::Result<String> {
        let extent = self.stored(index)?.extent;
        let text = self.texts.get(extent.at, extent.len)?.to_vec();
        String::from_utf8(text).map_err(io::Error::other)
    }

    /// What is said of a result and of each of its items, in their order, while the run is incomplete.
    ///
    /// # Errors
    /// As [`Results::finding_json`].
    pub fn provisional_headlines(&mut self, index: u32) -> io::Result<Vec<String>> {
        let extent = self.stored(index)?.extent;
        let told = report::read_back(&mut self.texts, &extent)?.told_provisionally();
        let items = told.children.into_iter().map(|item| item.headline);
        Ok(std::iter::once(told.headline).chain(items).collect())
    }

    /// A result as a table shows it.
    ///
    /// # Errors
    /// As [`Results::finding_json`].
    pub fn row(&mut self, index: u32) -> io::Result<Row> {
        let stored = self.stored(index)?;
        Ok(self.brief(&stored)?.row(index, stored.kind, stored.verdict))
    }

    /// The public keys in the evidence, each once, where it is first.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn keys(&mut self) -> io::Result<Vec<EvidenceKey>> {
        let mut found: Vec<EvidenceKey> = Vec::new();
        for index in self.having(|stored| stored.kind == Kind::Key) {
            let stored = self.stored(index)?;
            let key = self.brief(&stored)?.evidence_key();
            found.extend(key.filter(|key| found.iter().all(|other| other.key != key.key)));
        }
        Ok(found)
    }

    /// The public key that a result is, if it is one.
    ///
    /// # Errors
    /// As [`Results::finding_json`].
    pub fn key(&mut self, index: u32) -> io::Result<Option<EvidenceKey>> {
        let stored = self.stored(index)?;
        Ok(self.brief(&stored)?.evidence_key())
    }

    /// Where the worst result is of those whose file passes; of several, the first in the report.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn worst(&mut self, passes: impl Fn(&str) -> bool) -> io::Result<Option<Source>> {
        let mut worst = None;
        self.visit(self.having(|_| true), |i, stored, brief| {
            let rank = (weight(stored.verdict), i);
            let is_worse = |(of, _): &(_, Source)| rank < *of;
            if passes(brief.path) && worst.as_ref().is_none_or(is_worse) {
                worst = Some((rank, brief.source()));
            }
        })?;
        Ok(worst.map(|(_, source)| source))
    }

    /// Shows each result to `visit`, in the order of the report, as it is read back from one.
    ///
    /// # Errors
    /// What `visit` returns, and those of the temporary file.
    pub fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        self.put_in_order();
        let Self { texts, stored, .. } = self;
        report::read_each(texts, stored.iter().map(|stored| stored.extent), visit)
    }

    /// Writes the JSON report: the same bytes as [`report::JsonReport::write`].
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn write_json(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.put_in_order();
        let extents = self.stored.iter().map(|stored| stored.extent);
        report::write_json(&mut self.texts, extents, header, out)
    }

    /// Writes the NDJSON report, results in order.
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn write_ndjson(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.put_in_order();
        let mut out = io::BufWriter::new(out);
        for Stored { extent, .. } in &self.stored {
            // With the line end.
            out.write_all(self.texts.get(extent.at, extent.len + 1)?)?;
        }
        report::finish_ndjson(header, &mut out)?;
        out.flush()
    }

    pub(super) fn stored(&self, index: u32) -> io::Result<Stored> {
        let none = || io::Error::new(io::ErrorKind::InvalidInput, "there is no such result");
        self.stored.get(index as usize).copied().ok_or_else(none)
    }

    pub(super) fn brief(&mut self, stored: &Stored) -> io::Result<Brief<'_>> {
        Brief::read(self.briefs.get(stored.brief, stored.brief_len)?)
    }

    /// Those of which this holds.
    pub(super) fn having(&self, holds: impl Fn(&Stored) -> bool) -> Vec<u32> {
        (0..).zip(&self.stored).filter(|(_, stored)| holds(stored)).map(|(i, _)| i).collect()
    }

    /// Shows each of these results to `visit`, in the order in which they were written.
    pub(super) fn visit(
        &mut self,
        mut indexes: Vec<u32>,
        mut visit: impl FnMut(u32, &Stored, &Brief<'_>),
    ) -> io::Result<()> {
        indexes.sort_by_key(|i| self.stored[*i as usize].brief);
        for i in indexes {
            let stored = self.stored[i as usize];
            visit(i, &stored, &self.brief(&stored)?);
        }
        Ok(())
    }
}

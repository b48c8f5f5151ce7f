//! A part is made.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Source;

use super::format::{About, BEGINNING, BODY_LIMIT, ENDING, Frame, INDEX_LIMIT, encoded};
use super::index::{Index, Listed, ListedKind, Stretch};
use super::packed::packed;
use super::sharing::{Own, Sharing, own};
use super::sink::{Checked, PartFile, PartSink};
use super::terms::Terms;
use crate::input::{
    self, Block, Entry, EntryKind, Excluding, FileEnd, FileFacts, Intake, ReadError, Reader,
    Stretched, Walk,
};
use crate::order::FileNumber;
use crate::progress::Control;
use crate::run::{Job, Options, Work, expect, judge, read_to_end, reader};

/// What a part came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Files of which it has something.
    pub files: usize,
    /// Bytes that were hashed.
    pub bytes: u64,
    /// It was stopped: what was written is no part.
    pub cancelled: bool,
}

/// Reads a share of the evidence of `job`, checks its signatures, and writes what is known then.
///
/// # Errors
/// Those of `out`.
pub fn write(
    job: &Job,
    sharing: Sharing,
    control: &Control,
    out: &mut (dyn Write + Send),
) -> io::Result<Written> {
    let Options { exclude, report, saved, .. } = &job.options;
    let exclude = &Excluding::new(exclude);
    let Walk { entries, skipped } =
        input::walk(&job.inputs, exclude, report.as_ref(), saved, control);
    let (own, list) = own(entries, sharing);
    control.expect_nothing();
    let share = sharing.share;
    for Own { entry, is_split } in &own {
        expect(entry, control);
        if matches!(entry.kind, EntryKind::File) {
            // The first share of a file hashes all of it.
            let is_stretch = *is_split && share.number > 1;
            control.expect(1, if is_stretch { entry.len / u64::from(share.of) } else { entry.len });
        }
    }
    let about = About { share, divided: sharing.divided, terms: Terms::of(job) };
    let mut part = PartFile::new(out);
    part.write(BEGINNING)?;
    part.write(&encoded(&Frame::Part(Box::new(about)), &[]))?;
    let shared = Shared { job, sharing, exclude, control, stretches: Mutex::default() };
    let work = Work {
        count: own.len(),
        read: &|i, intake| shared.read(i as u32, &own[i], intake),
        judge: &|block: &Block, _: &Source, verifier: &mut Verifier<'_>| {
            verifier.keep_answers();
            judge(block, &Source::file(""), verifier);
            Checked::new(block, verifier.take_answers())
        },
        trust: &job.trust,
        threads: job.options.threads(),
        control,
    };
    let mut part = work.give_to(PartSink::new(part)).end()?;
    let (sha256, at) = part.end();
    let stretches = shared.stretches.into_inner().unwrap_or_else(PoisonError::into_inner);
    // What others read was counted there.
    let of_others: u64 = match share.number {
        1 => 0,
        _ => stretches.values().filter_map(|s| s.bytes).map(|(from, to)| to - from).sum(),
    };
    let bytes = control.snapshot().bytes_done - of_others;
    let written = Written { files: own.len(), bytes, cancelled: control.is_cancelled() };
    if written.cancelled {
        return Ok(written);
    }
    // Of one list, all shares skip the same.
    let skips = list.is_none() || share.number == 1;
    let index = Index {
        files: listed(&own, stretches),
        skipped: if skips { skipped } else { Vec::new() },
        unused_excludes: exclude.unused(),
        bytes,
        list,
        sha256,
    };
    let text = serde_json::to_vec(&index)?;
    let bytes = text.len() as u64;
    let text = packed(&text);
    if bytes > INDEX_LIMIT || text.len() as u64 > u64::from(BODY_LIMIT) {
        return Err(io::Error::other("there are too many files for one part: make more shares"));
    }
    part.write(&encoded(&Frame::Index { bytes }, &[&text]))?;
    part.write(&at.to_le_bytes())?;
    part.write(ENDING)?;
    Ok(written)
}

/// What all workers share.
struct Shared<'s> {
    job: &'s Job,
    sharing: Sharing,
    exclude: &'s Excluding<'s>,
    control: &'s Control,
    /// What was read of files of which others have stretches too.
    stretches: Mutex<BTreeMap<u32, Stretch>>,
}

impl Shared<'_> {
    fn read(&self, given: u32, Own { entry, is_split }: &Own, intake: &mut dyn Intake) {
        let file = FileNumber { given, member: 0 };
        let end = read_to_end(entry, intake, |intake| {
            let reader = reader(self.job, entry, self.exclude, self.control, intake);
            match is_split {
                false => reader.read(given),
                true => self.stretch(file, entry, reader),
            }
        });
        let Some(end) = end else { return };
        if *is_split && !matches!(end, FileEnd::Read(_)) {
            self.note(given, Stretch::failed());
        }
        intake.end(file, end);
    }

    fn stretch(
        &self,
        file: FileNumber,
        entry: &Entry,
        reader: Reader<'_>,
    ) -> Result<FileFacts, ReadError> {
        let (facts, stretch) = match entry.kind {
            EntryKind::Rows => {
                let (facts, lines) = reader.rows(file)?;
                let blocks = facts.blocks;
                (facts, Stretch { lines, blocks, ..Stretch::default() })
            }
            _ => {
                let (facts, stretched): (FileFacts, Stretched) =
                    reader.share(file, self.sharing.share)?;
                let blocks = facts.blocks;
                (facts, Stretch::of(stretched, blocks))
            }
        };
        self.note(file.given, stretch);
        Ok(facts)
    }

    fn note(&self, given: u32, stretch: Stretch) {
        self.stretches.lock().unwrap_or_else(PoisonError::into_inner).insert(given, stretch);
    }
}

fn listed(own: &[Own], mut stretches: BTreeMap<u32, Stretch>) -> Vec<Listed> {
    let listed = own.iter().zip(0..).map(|(Own { entry, .. }, given)| Listed {
        name: entry.display.to_string(),
        kind: match entry.kind {
            EntryKind::Stdin => ListedKind::Stdin,
            EntryKind::Rows => ListedKind::Rows,
            _ => ListedKind::File,
        },
        litter: entry.litter,
        sha512: entry.sha512,
        stretch: stretches.remove(&given),
    });
    listed.collect()
}

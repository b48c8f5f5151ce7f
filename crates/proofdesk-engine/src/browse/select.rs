//! Which results to show, file by file, and in which order.

use std::cmp::Ordering;
use std::io;
use std::path::Path;

use proofdesk_core::verdict::{Kind, Source, Verdict};
use serde::{Deserialize, Serialize};

use super::natural::natural;
use super::results::Results;
use super::row::{Brief, Row};
use super::span::{FileSpan, weight};
use crate::lookup;

/// Which results to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Filter {
    /// Files with these verdicts, and their results that have them; all, if none is named.
    pub verdicts: Vec<Verdict>,
    /// These kinds; all, if none is named.
    pub kinds: Vec<Kind>,
    /// Signed under the pin of this label.
    #[serde(default)]
    pub signer: Option<String>,
    /// In this folder, or in one that is in it.
    #[serde(default)]
    pub folder: Option<String>,
    /// In this archive or mail, or in one that is in it.
    #[serde(default)]
    pub container: Option<Source>,
    /// Each of its words must occur, in whatever case, in what the row shows (place, id, headline, the
    /// words of kind, verdict and key, the signer's label), in a field, a fingerprint or a hash, or in
    /// what is said of a check that did not pass (its word, the code of its reason and its clause). A
    /// hash may be written in any way that [`lookup`] reads, and a proof link stands for its id.
    pub text: String,
}

impl Filter {
    /// Whether it looks for results rather than files, so that files show what they hold.
    fn is_narrow(&self) -> bool {
        !self.kinds.is_empty()
            || self.signer.is_some()
            || self.container.is_some()
            || !self.text.trim().is_empty()
    }

    /// Whether a file can be, or hold, what lies there.
    fn admits(&self, path: Option<&str>) -> bool {
        let in_folder = |folder| path.is_some_and(|path| Path::new(path).starts_with(folder));
        self.folder.as_deref().is_none_or(in_folder)
            && self.container.as_ref().is_none_or(|container| path == Some(&*container.path))
    }

    /// Whether a result of such a file is signed by whom, and lies where, it asks for.
    fn passes(&self, brief: &Brief<'_>) -> bool {
        self.signer.as_deref().is_none_or(|label| brief.signer == Some(label))
            && self.container.as_ref().is_none_or(|container| {
                container.members.is_empty() || brief.members().starts_with(&container.members)
            })
    }
}

/// In which order to show results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// The last first. Results that lack what is sorted by are last either way.
    pub descending: bool,
}

/// By what results are sorted. Those that are equal in it stand in the order of their paths, in which
/// `rec2` is before `rec10`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SortBy {
    /// The path, the line, the pointer.
    #[default]
    Order,
    /// The name of the file, without its folders and in whatever case.
    Name,
    /// What it is.
    Kind,
    /// What does not match first, then what is not confirmed; what is verified last.
    Verdict,
    /// The id.
    Id,
    /// The label of the pin.
    Signer,
    /// When it was made.
    Date,
    /// The number of the event.
    Number,
}

/// The files that pass a filter, in order, each with its results that do.
#[derive(Debug)]
pub struct Selection {
    pub(super) files: Vec<Listed>,
    /// The results, file by file.
    results: Vec<u32>,
    /// Files show what they hold unless they are closed.
    narrow: bool,
}

/// A file of a selection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub span: FileSpan,
    /// Its results in the selection.
    from: usize,
    pub len: usize,
    pub opened: bool,
    /// The number of its row.
    row: usize,
}

impl Listed {
    /// The results of a file with one are its row.
    fn opens(&self) -> bool {
        self.span.opens()
    }

    fn rows(&self) -> usize {
        1 + if self.opens() && self.opened { self.len } else { 0 }
    }
}

/// What a row of a selection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A file, by its place.
    File(usize),
    /// A result inside a file that is opened.
    Result(u32),
}

impl Selection {
    /// Opens files, or closes those that are open by themselves: the files of these first results.
    pub fn toggle(&mut self, toggled: &[u32]) {
        let mut row = 0;
        for file in &mut self.files {
            file.opened = toggled.contains(&file.span.first) != self.narrow;
            file.row = row;
            row += file.rows();
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.files.last().map_or(0, |last| last.row + last.rows())
    }

    /// How many files.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// The results, file by file.
    pub fn results(&self) -> &[u32] {
        &self.results
    }

    fn place(&self, row: usize) -> Option<Place> {
        let at = self.files.partition_point(|file| file.row <= row).checked_sub(1)?;
        let file = &self.files[at];
        match row - file.row {
            0 => Some(Place::File(at)),
            within if within < file.rows() => {
                self.results.get(file.from + within - 1).map(|index| Place::Result(*index))
            }
            _ => None,
        }
    }

    /// The row of a result, or of its file if `whole`; that of the file while it is closed.
    pub fn position(&self, index: u32, whole: bool) -> Option<usize> {
        let file = self.files.iter().find(|file| file.span.results().contains(&index))?;
        if whole || !file.opens() {
            return Some(file.row);
        }
        let within =
            self.results[file.from..file.from + file.len].iter().position(|i| *i == index)?;
        Some(if file.opened { file.row + 1 + within } else { file.row })
    }

    /// The row of the first file that does not match; else of the first that is not confirmed, and so
    /// on.
    pub fn foremost(&self) -> Option<usize> {
        let first = self.files.iter().min_by_key(|file| weight(file.span.verdict))?;
        Some(first.row)
    }

    /// The first result of the file that this result is in, if that has several and is closed.
    pub fn closed_around(&self, index: u32) -> Option<u32> {
        let file = self.files.iter().find(|file| file.span.results().contains(&index))?;
        (file.opens() && !file.opened).then_some(file.span.first)
    }
}

/// A result that passed, and what it is sorted by.
struct Passed {
    index: u32,
    key: Key,
}

#[derive(PartialEq, Eq)]
enum Key {
    Nothing,
    Number(i128),
    Text(String),
}

impl Key {
    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let directed = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => directed(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => directed(natural(a, b)),
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            // What lacks it is last either way.
            (Self::Nothing, _) => Ordering::Greater,
            (_, Self::Nothing) => Ordering::Less,
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

impl Results {
    /// The files and results that pass `filter`, in the order that `sort` asks for; files that hold
    /// several are closed, unless the filter looks for what is in them.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn select(&mut self, filter: &Filter, sort: Sort) -> io::Result<Selection> {
        let wanted = |verdict| filter.verdicts.is_empty() || filter.verdicts.contains(&verdict);
        let spans: Vec<FileSpan> = self
            .spans
            .iter()
            .filter(|span| wanted(span.verdict) && filter.admits(self.path_of(span)))
            .copied()
            .collect();
        let candidates = spans.iter().flat_map(FileSpan::results).filter(|index| {
            let stored = &self.stored[*index as usize];
            wanted(stored.verdict)
                && (filter.kinds.is_empty() || filter.kinds.contains(&stored.kind))
        });
        let passed = self.passed(candidates.collect(), filter, sort.by)?;
        let mut listed = gather(&spans, passed, sort.descending);
        let narrow = filter.is_narrow();
        self.sort_files(&mut listed, sort);
        let mut selection = Selection { files: Vec::new(), results: Vec::new(), narrow };
        for (span, results) in listed {
            let from = selection.results.len();
            selection.results.extend(results.iter().map(|passed| passed.index));
            let len = results.len();
            selection.files.push(Listed { span, from, len, opened: false, row: 0 });
        }
        selection.toggle(&[]);
        Ok(selection)
    }

    /// Those of the candidates that hold the words of the filter, each with what it is sorted by.
    fn passed(&mut self, found: Vec<u32>, filter: &Filter, by: SortBy) -> io::Result<Vec<Passed>> {
        let words = lookup::words_of(&filter.text);
        let text = by.text();
        let reads = filter.signer.is_some() || filter.container.is_some();
        if words.is_empty() && text.is_none() && !reads {
            let key = |index: u32| match by {
                SortBy::Verdict => Key::Number(weight(self.stored[index as usize].verdict) as i128),
                SortBy::Kind => Key::Number(self.stored[index as usize].kind as i128),
                _ => Key::Nothing,
            };
            return Ok(found.into_iter().map(|index| Passed { index, key: key(index) }).collect());
        }
        let mut passed = Vec::new();
        self.visit(found, |index, stored, brief| {
            if filter.passes(brief) && words.iter().all(|word| brief.holds(word)) {
                let key = match (by, text) {
                    (SortBy::Verdict, _) => Key::Number(weight(stored.verdict) as i128),
                    (SortBy::Kind, _) => Key::Number(stored.kind as i128),
                    (_, Some(text)) => text(brief),
                    _ => Key::Nothing,
                };
                passed.push(Passed { index, key });
            }
        })?;
        passed.sort_unstable_by_key(|passed| passed.index);
        Ok(passed)
    }

    fn sort_files(&self, listed: &mut [(FileSpan, Vec<Passed>)], sort: Sort) {
        let path = |span: &FileSpan| self.path_of(span).unwrap_or_default();
        let name = |span: &FileSpan| path(span).rsplit(['/', '\\']).next().unwrap_or_default();
        let directed = |order: Ordering| if sort.descending { order.reverse() } else { order };
        let by_path =
            |a: &FileSpan, b: &FileSpan| natural(path(a), path(b)).then(a.first.cmp(&b.first));
        listed.sort_by(|(a, in_a), (b, in_b)| {
            let decided = match sort.by {
                SortBy::Order => return directed(by_path(a, b)),
                SortBy::Name => directed(natural(name(a), name(b))),
                SortBy::Verdict => directed(weight(a.verdict).cmp(&weight(b.verdict))),
                _ => match (in_a.first(), in_b.first()) {
                    (Some(a), Some(b)) => a.key.compare(&b.key, sort.descending),
                    _ => Ordering::Equal,
                },
            };
            decided.then_with(|| by_path(a, b))
        });
    }

    /// A row of a selection.
    ///
    /// # Errors
    /// Those of the temporary files; `InvalidInput` when there is no such row.
    pub fn listed(&mut self, selection: &Selection, row: usize) -> io::Result<Row> {
        match selection.place(row) {
            Some(Place::File(at)) if selection.files[at].opens() => {
                let Listed { span, len, opened, .. } = selection.files[at];
                self.file_row(&span, len, opened)
            }
            Some(Place::File(at)) => self.row(selection.files[at].span.first),
            Some(Place::Result(index)) => Ok(Row { within: true, ..self.row(index)? }),
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, "there is no such row")),
        }
    }
}

/// The results of each file that has some, in order.
fn gather(
    spans: &[FileSpan],
    passed: Vec<Passed>,
    descending: bool,
) -> Vec<(FileSpan, Vec<Passed>)> {
    let mut listed = Vec::new();
    let mut passed = passed.into_iter().peekable();
    for span in spans {
        let mut of_file = Vec::new();
        while let Some(one) = passed.next_if(|one| span.results().contains(&one.index)) {
            of_file.push(one);
        }
        if !of_file.is_empty() {
            of_file.sort_by(|a, b| a.key.compare(&b.key, descending));
            listed.push((*span, of_file));
        }
    }
    listed
}

type TextOf = fn(&Brief<'_>) -> Key;

impl SortBy {
    /// What is sorted by, if it stands in the brief.
    fn text(self) -> Option<TextOf> {
        match self {
            Self::Id => Some(|brief| key_of(brief.id)),
            Self::Signer => Some(|brief| key_of(brief.signer)),
            Self::Date => Some(|brief| key_of(brief.date)),
            Self::Number => Some(|brief| {
                let number = brief.number.and_then(|number| number.parse().ok());
                number.map_or(Key::Nothing, Key::Number)
            }),
            Self::Order | Self::Name | Self::Kind | Self::Verdict => None,
        }
    }
}

fn key_of(text: Option<&str>) -> Key {
    text.map_or(Key::Nothing, |text| Key::Text(text.to_owned()))
}

//! Which results to show, and in which order.

use std::cmp::Ordering;
use std::io;
use std::path::Path;

use proofdesk_core::verdict::{Finding, Kind, Source, Verdict};
use serde::{Deserialize, Serialize};

use super::results::Results;
use super::row::Brief;
use crate::lookup;

/// Which results to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Filter {
    /// These verdicts; all, if none is named.
    pub verdicts: Vec<Verdict>,
    /// These kinds; all, if none is named.
    pub kinds: Vec<Kind>,
    /// Each of its words must occur, in whatever case, in what the row shows (place, id, headline, the
    /// words of kind, verdict and key, the signer's label), in a field, a fingerprint or a hash, or in
    /// what is said of a check that did not pass (its word, the code of its reason and its clause). A
    /// hash may be written in any way that [`lookup`] reads, and a proof link stands for its id.
    pub text: String,
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

/// By what results are sorted. Those that are equal in it stand in the order of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SortBy {
    /// The order of the report: path, line, pointer.
    #[default]
    Order,
    /// The name of the file, without its folders and in whatever case.
    Name,
    /// What it is.
    Kind,
    /// The worst first.
    Verdict,
    /// The id.
    Id,
    /// The label of the pin.
    Signer,
}

impl Results {
    /// The results that pass `filter`, in the order that `sort` asks for.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn select(&mut self, filter: &Filter, sort: Sort) -> io::Result<Vec<u32>> {
        let fits = |verdict, kind| {
            (filter.verdicts.is_empty() || filter.verdicts.contains(&verdict))
                && (filter.kinds.is_empty() || filter.kinds.contains(&kind))
        };
        let mut found = self.having(|stored| fits(stored.verdict, stored.kind));
        let words = lookup::words_of(&filter.text);
        let text = sort.by.text();
        if !words.is_empty() || text.is_some() {
            let mut with_text: Vec<(u32, Option<String>)> = Vec::new();
            self.visit(found, |i, _, brief| {
                if words.iter().all(|word| brief.holds(word)) {
                    with_text.push((i, text.and_then(|text| text(brief))));
                }
            })?;
            with_text.sort_unstable_by_key(|(i, _)| *i);
            with_text.sort_by(|(_, a), (_, b)| match (a, b) {
                (Some(a), Some(b)) => directed(a.cmp(b), sort.descending),
                _ => b.is_some().cmp(&a.is_some()),
            });
            found = with_text.into_iter().map(|(i, _)| i).collect();
        }
        let stored = |i: u32| &self.stored[i as usize];
        match sort.by {
            SortBy::Order if sort.descending => found.reverse(),
            SortBy::Kind => found
                .sort_by(|a, b| directed(stored(*a).kind.cmp(&stored(*b).kind), sort.descending)),
            SortBy::Verdict => found.sort_by(|a, b| {
                directed(stored(*a).verdict.cmp(&stored(*b).verdict), sort.descending)
            }),
            _ => {}
        }
        Ok(found)
    }

    /// The result with this source.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn locate(&mut self, source: &Source) -> io::Result<Option<u32>> {
        let mut found = None;
        self.visit(self.having(|_| true), |i, _, brief| {
            if brief.stands_at(source) {
                found = found.or(Some(i));
            }
        })?;
        Ok(found)
    }

    /// The results that `query` names, by the rules of a run's own [`lookup`], and what there is to
    /// say beside them: that there are none, or that nothing signs the id that they were found by.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn find(&mut self, query: &lookup::Query) -> io::Result<(Vec<u32>, Option<Finding>)> {
        let mut found = Vec::new();
        let mut surest = lookup::Match::None;
        let mut failed = None;
        let mut file = None;
        self.visit(self.having(|_| true), |i, stored, brief| match brief.outline(stored.kind) {
            Ok(finding) => {
                if file.is_none() && query.is_name_of(Path::new(brief.path)) {
                    file = Some(brief.path.to_owned());
                }
                for (_, how) in lookup::matching(std::slice::from_ref(query), &finding) {
                    found.push(i);
                    surest = surest.max(how);
                }
            }
            Err(e) => failed = Some(e),
        })?;
        found.sort_unstable();
        failed.map_or(Ok((found, query.not_established(surest, file.as_deref()))), Err)
    }
}

type TextOf = fn(&Brief<'_>) -> Option<String>;

impl SortBy {
    /// The text that is sorted by, if it is one.
    fn text(self) -> Option<TextOf> {
        match self {
            Self::Name => Some(|brief| Some(brief.file_name().to_lowercase())),
            Self::Id => Some(|brief| brief.id.map(str::to_owned)),
            Self::Signer => Some(|brief| brief.signer.map(str::to_owned)),
            Self::Order | Self::Kind | Self::Verdict => None,
        }
    }
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

//! The parts of one run, seen to belong together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofdesk_core::trust::Trust;

use super::error::PartError;
use super::format::About;
use super::read::Frames;
use super::union::Union;
use crate::input::{Exclude, Input, ROWS_OF};
use crate::lookup::Query;
use crate::platform::{display_path, path_from_display};
use crate::report::VerdictOptions;
use crate::run::{Job, Options};

/// More shares than this are named only by their number.
const NAMED: usize = 20;

/// The parts of one run: every share of it, each once.
pub struct Parts {
    /// In the order of their shares.
    pub(super) paths: Vec<PathBuf>,
    pub(super) union: Union,
    about: About,
}

impl Parts {
    /// Opens them, and sees that they belong together and that none is missing.
    ///
    /// # Errors
    /// What is wrong with one of them, or with all of them together.
    pub fn open(paths: &[PathBuf]) -> Result<Self, PartError> {
        let mut shares: BTreeMap<u32, &Path> = BTreeMap::new();
        let mut first: Option<(&Path, About)> = None;
        for path in paths {
            let (frames, about) = Frames::open(path)?;
            let number = about.share.number;
            if number == 0 || number > about.share.of {
                return Err(frames.damaged("it has no number among the shares"));
            }
            match &first {
                Some((other, one)) => require_same(other, one, path, &about)?,
                None => first = Some((path, about)),
            }
            if let Some(other) = shares.insert(number, path) {
                return Err(PartError::Shares(format!(
                    "{} and {} are both share {number}: give each share once",
                    display_path(other),
                    display_path(path)
                )));
            }
        }
        let Some((_, about)) = first else {
            return Err(PartError::Shares("there are no parts".to_owned()));
        };
        require_all(&shares, about.share.of)?;
        let mut union = Union::new(!about.divided);
        let mut paths = Vec::new();
        for path in shares.into_values() {
            // Not all of them stay open: there can be more than a process may open files.
            union.add(path, Frames::open(path)?.0.index()?)?;
            paths.push(path.to_owned());
        }
        union.end(&paths)?;
        Ok(Self { paths, union, about })
    }

    /// The options that all of them were made with.
    #[must_use]
    pub fn options(&self) -> &VerdictOptions {
        &self.about.terms.options
    }

    /// The run that they are of, with these keys.
    ///
    /// # Errors
    /// If the parts were made with other keys, or by another version.
    pub fn job(&self, trust: Trust, options: Options) -> Result<Job, PartError> {
        let path = self.paths.first().map_or(Path::new(""), PathBuf::as_path);
        let terms = &self.about.terms;
        if let Some(what) = terms.contradiction(&trust) {
            return Err(PartError::other(path, what));
        }
        let VerdictOptions { signer: _, contiguous, find, exclude, limits } = &terms.options;
        let unreadable = || PartError::damaged(path, "its options cannot be read");
        let find: Result<Vec<Query>, _> = find.iter().map(|text| Query::parse(text)).collect();
        let exclude = Exclude::new(exclude);
        let inputs = terms.inputs.iter().map(|name| self.input(name));
        Ok(Job {
            inputs: inputs.collect(),
            trust,
            options: Options {
                exclude: exclude.map_err(|_| unreadable())?,
                contiguous: *contiguous,
                unpack: limits.unwrap_or_default(),
                find: find.map_err(|_| unreadable())?,
                ..options
            },
        })
    }

    fn input(&self, name: &str) -> Input {
        let is_rows = || self.union.has_rows(name);
        match name.strip_prefix(ROWS_OF) {
            Some(table) if is_rows() => Input::Rows(Arc::from(table)),
            _ if name == "-" => Input::Stdin,
            _ => Input::Path(path_from_display(name)),
        }
    }
}

fn require_same(one: &Path, about: &About, path: &Path, other: &About) -> Result<(), PartError> {
    let difference = match () {
        () if about.share.of != other.share.of => Some("there it is of another number of shares"),
        () if about.divided != other.divided => Some("only one of the two was made with --divided"),
        () => about.terms.difference(&other.terms),
    };
    match difference {
        None => Ok(()),
        Some(what) => Err(PartError::other(
            path,
            format!(
                "it is no part of the same run as {}: {what}; make all parts with the same command but for \
                 --shard",
                display_path(one)
            ),
        )),
    }
}

fn require_all(shares: &BTreeMap<u32, &Path>, of: u32) -> Result<(), PartError> {
    let missing = of as usize - shares.len();
    if missing == 0 {
        return Ok(());
    }
    let absent = (1..=of).filter(|number| !shares.contains_key(number));
    let named: Vec<String> = absent.take(NAMED).map(|number| number.to_string()).collect();
    let more = match missing - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (shares, are) = if missing == 1 { ("share", "is") } else { ("shares", "are") };
    Err(PartError::Shares(format!(
        "{shares} {}{more} of {of} {are} missing: give every part of the run",
        named.join(", ")
    )))
}

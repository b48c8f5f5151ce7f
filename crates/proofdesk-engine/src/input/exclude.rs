//! What is skipped because the user said so.

use std::fmt;
use std::path::{self, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use proofdesk_core::marks::hidden;

/// Patterns of files and folders to skip.
#[derive(Debug, Clone, Default)]
pub struct Exclude {
    patterns: Vec<Pattern>,
    globs: GlobSet,
}

#[derive(Debug, Clone)]
struct Pattern {
    /// As the user wrote it.
    text: String,
    /// It ends as the name of a folder does.
    folders_only: bool,
    /// It begins with `./`, so that it is no name at any depth.
    anchored: bool,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExcludeError {
    /// There is nothing in it that a name could match.
    Empty,
    /// It holds a private key, which no report may have.
    PrivateKey,
    /// It cannot be read.
    Pattern(globset::Error),
}

impl fmt::Display for ExcludeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "the pattern is empty and matches nothing; give the name of a file or folder, or a pattern \
                 such as *.tmp",
            ),
            Self::PrivateKey => f.write_str(
                "this holds a private key, and the report would show it; give the name of a file or folder, \
                 or a pattern such as *.tmp",
            ),
            Self::Pattern(error) => {
                use globset::ErrorKind as Kind;
                let what = match error.kind() {
                    Kind::UnclosedClass => "[ has no ] behind it",
                    Kind::InvalidRange(..) => "a range in [ ] goes backwards",
                    Kind::UnopenedAlternates => "} has no { before it",
                    Kind::UnclosedAlternates => "{ has no } behind it",
                    Kind::DanglingEscape => "nothing stands behind its last \\",
                    _ => return write!(f, "the pattern cannot be read: {}", error.kind()),
                };
                write!(f, "the pattern cannot be read: {what}")
            }
        }
    }
}

impl std::error::Error for ExcludeError {}

impl From<globset::Error> for ExcludeError {
    fn from(error: globset::Error) -> Self {
        Self::Pattern(error)
    }
}

impl Exclude {
    /// Reads patterns as people write them: `tmp`, `tmp/`, `./tmp`, `folder/tmp`, `*.tmp`.
    ///
    /// # Errors
    /// [`ExcludeError`] for a text that is no pattern.
    pub fn new(texts: &[impl AsRef<str>]) -> Result<Self, ExcludeError> {
        let mut patterns = Vec::new();
        let mut globs = GlobSetBuilder::new();
        for text in texts {
            let text = text.as_ref();
            let mut glob = text.trim_end_matches(path::is_separator);
            let folders_only = glob.len() < text.len();
            let mut anchored = false;
            while let Some(rest) =
                glob.strip_prefix('.').and_then(|g| g.strip_prefix(path::is_separator))
            {
                (glob, anchored) = (rest, true);
            }
            if glob.trim().is_empty() {
                return Err(ExcludeError::Empty);
            }
            if hidden(text) != text {
                return Err(ExcludeError::PrivateKey);
            }
            // Of a path, `*` is one part.
            let is_path = anchored || glob.contains(path::is_separator);
            globs.add(GlobBuilder::new(glob).literal_separator(is_path).build()?);
            patterns.push(Pattern { text: text.to_owned(), folders_only, anchored });
        }
        Ok(Self { patterns, globs: globs.build()? })
    }

    /// The patterns, as they were given.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| &*pattern.text)
    }
}

/// The patterns at work in one walk.
pub(crate) struct Excluding<'e> {
    exclude: &'e Exclude,
    /// Which of them something was skipped for.
    used: Vec<AtomicBool>,
}

/// The given folder as a pattern may name it.
pub(crate) struct Names(Vec<PathBuf>);

impl<'e> Excluding<'e> {
    pub(crate) fn new(exclude: &'e Exclude) -> Self {
        let used = exclude.patterns.iter().map(|_| AtomicBool::new(false)).collect();
        Self { exclude, used }
    }

    /// The names of a given folder: as it was given, from the root of the file system on, and its
    /// own name alone.
    pub(crate) fn names_of(&self, root: &Path) -> Names {
        if self.used.is_empty() {
            return Names(Vec::new());
        }
        let real = root.canonicalize().ok();
        let own = real.as_deref().and_then(Path::file_name).map(PathBuf::from);
        // Of a path, `components` drops each `.` but a first one.
        let given = root.strip_prefix(".").unwrap_or(root).components().collect();
        let mut names = vec![given];
        names.extend(path::absolute(root).into_iter().chain(real).chain(own));
        Names(names)
    }

    /// Whether what is at `below` in a given folder is skipped. A pattern may name it by that
    /// path, by the same with the folder before it, or by its name alone.
    pub(crate) fn matches(&self, root: &Names, below: &Path, is_folder: bool) -> bool {
        let mut found = false;
        let mut mark = |path: &Path, by_name: bool| {
            for at in self.exclude.globs.matches(path) {
                let Pattern { folders_only, anchored, .. } = self.exclude.patterns[at];
                if (is_folder || !folders_only) && !(by_name && anchored) {
                    found = true;
                    self.used[at].store(true, Relaxed);
                }
            }
        };
        if root.0.is_empty() {
            return false;
        }
        mark(below, false);
        root.0.iter().for_each(|root| mark(&root.join(below), false));
        if let Some(name) = below.file_name() {
            mark(Path::new(name), true);
        }
        found
    }

    /// Whether a member of a container is skipped, which is to a pattern as what lies in a folder.
    pub(crate) fn matches_member(&self, container: &Path, name: &[u8]) -> bool {
        if self.used.is_empty() {
            return false;
        }
        let name = String::from_utf8_lossy(name);
        let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
        let names = Names(vec![container.to_owned()]);
        let mut below = PathBuf::new();
        let mut parts = parts.peekable();
        let mut found = false;
        while let Some(part) = parts.next() {
            below.push(part);
            found |= self.matches(&names, &below, parts.peek().is_some());
        }
        found
    }

    /// The patterns that nothing was skipped for.
    pub(crate) fn unused(&self) -> Vec<String> {
        let patterns = self.exclude.patterns.iter().zip(&self.used);
        patterns
            .filter(|(_, used)| !used.load(Relaxed))
            .map(|(pattern, _)| pattern.text.clone())
            .collect()
    }
}

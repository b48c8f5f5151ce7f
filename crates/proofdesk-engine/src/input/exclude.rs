//! What is skipped because the user said so.

use std::path::{self, Path, PathBuf};

use globset::{Error, GlobBuilder, GlobSet, GlobSetBuilder};

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

impl Exclude {
    /// Reads patterns as people write them: `tmp`, `tmp/`, `./tmp`, `folder/tmp`, `*.tmp`.
    ///
    /// # Errors
    /// For a text that is no pattern.
    pub fn new(texts: &[impl AsRef<str>]) -> Result<Self, Error> {
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
    used: Vec<bool>,
}

/// The given folder as a pattern may name it.
pub(crate) struct Names(Vec<PathBuf>);

impl<'e> Excluding<'e> {
    pub(crate) fn new(exclude: &'e Exclude) -> Self {
        Self { exclude, used: vec![false; exclude.patterns.len()] }
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
    pub(crate) fn matches(&mut self, root: &Names, below: &Path, is_folder: bool) -> bool {
        let mut found = false;
        let mut mark = |path: &Path, by_name: bool| {
            for at in self.exclude.globs.matches(path) {
                let Pattern { folders_only, anchored, .. } = self.exclude.patterns[at];
                if (is_folder || !folders_only) && !(by_name && anchored) {
                    (found, self.used[at]) = (true, true);
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

    /// The patterns that nothing was skipped for.
    pub(crate) fn unused(self) -> Vec<String> {
        let patterns = self.exclude.patterns.iter().zip(self.used);
        patterns.filter(|(_, used)| !used).map(|(pattern, _)| pattern.text.clone()).collect()
    }
}

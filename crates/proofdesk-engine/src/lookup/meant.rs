//! What the name of a file that is not there may have been meant as.

use std::path::Path;

use super::query::Query;
use super::spelling::bare;

/// What somebody gave where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meant {
    /// The name of a file, with something around it.
    Quoted(String),
    /// What is looked for, and not where.
    Query(&'static str),
    /// A page of the web.
    Page,
    /// Several files, by a pattern that no shell has replaced.
    Pattern,
}

impl Meant {
    /// What a path was meant as that names nothing; `None` if it is merely missing.
    pub(crate) fn by(path: &Path) -> Option<Self> {
        let text = path.to_str()?;
        let name = bare(text);
        let name = name.strip_prefix("file://").unwrap_or(name);
        if name != text && Path::new(name).exists() {
            return Some(Self::Quoted(name.to_owned()));
        }
        if let Some(what) = Query::parse(text).ok().and_then(|query| query.as_link_or_hash()) {
            return Some(Self::Query(what));
        }
        let is_page = text.starts_with("https://") || text.starts_with("http://");
        match text.contains(['*', '?']) {
            _ if is_page => Some(Self::Page),
            true => Some(Self::Pattern),
            false => None,
        }
    }

    /// Why nothing has this name.
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Quoted(name) => {
                format!("There is no such file, but there is {name}.")
            }
            Self::Query(what) => format!("This is {what}, not the name of a file."),
            Self::Page => "This is a link, and Proofdesk uses no network.".to_owned(),
            Self::Pattern => {
                "This is a pattern, and Proofdesk takes names of files and folders.".to_owned()
            }
        }
    }

    /// What to give instead.
    pub(crate) fn next_step(&self) -> String {
        match self {
            Self::Quoted(name) => {
                format!("Give {name}: the name without what stands around it.")
            }
            Self::Query(what) => format!(
                "Give the evidence to look in, and look for {what} in it: in the window under Find, on \
                 the command line with --find."
            ),
            Self::Page => "Save what the link shows, and give the file.".to_owned(),
            Self::Pattern => {
                "Give the folder, or write the pattern without quotation marks, so that the shell \
                              puts the names in its place."
                    .to_owned()
            }
        }
    }
}

//! What the name of a file that is not there may have been meant as.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::query::Query;
use super::spelling::bare;
use crate::platform::display_path;

/// Dashes that word processors, mail programs and web pages put in the place of a hyphen.
const DASHES: [char; 6] = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];

/// What somebody gave where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meant {
    /// An option, with a dash that is no hyphen; as it is written.
    Option(String),
    /// The name of a file, with something around it.
    Quoted(String),
    /// The path of a file, with backslashes where this system has slashes.
    Backslashes(String),
    /// The path of a file whose name has the same letters in another form.
    Spelled {
        /// As it is there.
        name: String,
        /// In what the two differ.
        by: Difference,
    },
    /// What is looked for, and not where.
    Query(&'static str),
    /// The content of a file.
    Json,
    /// A page of the web.
    Page,
    /// Several files, by a pattern that no shell has replaced.
    Pattern,
}

/// In what two names differ that have the same letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// In the Unicode form alone: they are shown alike.
    Form,
    /// In upper and lower case.
    Case,
}

impl Meant {
    /// What a path was meant as that names nothing; `None` if it is merely missing.
    pub fn by(path: &Path) -> Option<Self> {
        let text = path.to_str()?;
        if let Some(option) = option(text) {
            return Some(Self::Option(option));
        }
        if text.trim_start().starts_with(['{', '[']) && text.contains('"') {
            return Some(Self::Json);
        }
        let name = bare(text);
        let name = name.strip_prefix("file://").unwrap_or(name);
        if name != text && Path::new(name).exists() {
            return Some(Self::Quoted(name.to_owned()));
        }
        let with_slashes = text.replace('\\', "/");
        if MAIN_SEPARATOR == '/' && with_slashes != text && Path::new(&with_slashes).exists() {
            return Some(Self::Backslashes(with_slashes));
        }
        if let Some((found, by)) = spelled_otherwise(path) {
            return Some(Self::Spelled { name: display_path(&found), by });
        }
        if let Some(what) = Query::parse(text).ok().and_then(|query| query.as_no_name()) {
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
    pub fn cause(&self) -> String {
        match self {
            Self::Option(_) => {
                "It begins with a dash that is not a hyphen, as programs put it in the place of one."
                    .to_owned()
            }
            Self::Quoted(name) => {
                format!("There is no such file, but there is {name}.")
            }
            Self::Backslashes(name) => format!(
                "Folders are divided by / here, and a backslash is a character of a name; there is {name}."
            ),
            Self::Spelled { name, by: Difference::Case } => format!(
                "There is no file or folder of this name, but there is {name}, which differs in upper and lower \
                 case letters."
            ),
            Self::Spelled { name, by: Difference::Form } => format!(
                "There is no file or folder of this name, but there is {name}, which is shown alike and has its \
                 letters in another Unicode form (composed or decomposed)."
            ),
            Self::Query(what) => format!("This is {what}, not the name of a file."),
            Self::Json => "This is JSON, not the name of a file.".to_owned(),
            Self::Page => "This is a link, and verification uses no network.".to_owned(),
            Self::Pattern => {
                "This is a pattern, and Proofdesk takes names of files and folders.".to_owned()
            }
        }
    }

    /// What to give instead.
    pub fn next_step(&self) -> String {
        match self {
            Self::Option(option) => format!("Write {option}."),
            Self::Quoted(name) => {
                format!("Give {name}: the name without what stands around it.")
            }
            Self::Backslashes(name) | Self::Spelled { name, by: Difference::Case } => {
                format!("Give {name}.")
            }
            Self::Spelled { by: Difference::Form, .. } => {
                "Give the folder that it lies in, or have the shell complete its name.".to_owned()
            }
            Self::Query(what) => format!(
                "Give the evidence to look in, and look for {what} in it: in the window under Find, on \
                 the command line with `proofdesk verify PATH --find`."
            ),
            Self::Json => {
                "Save it, and give the file; or give - as the name, and the JSON on standard input."
                    .to_owned()
            }
            Self::Page => "Save what the link shows, and give the file.".to_owned(),
            Self::Pattern => {
                "Give the folder, or write the pattern without quotation marks, so that the shell \
                 puts the names in its place."
                    .to_owned()
            }
        }
    }
}

/// What is there in the place of a path, under names that have the same letters in another form. Only such names
/// are tried: the folder may not be listed.
fn spelled_otherwise(path: &Path) -> Option<(PathBuf, Difference)> {
    let mut at = PathBuf::new();
    let mut by = None;
    for part in path.components() {
        let is_there = |name: &dyn AsRef<Path>| at.join(name).symlink_metadata().is_ok();
        if is_there(&part) {
            at.push(part);
            continue;
        }
        let Component::Normal(wanted) = part else { return None };
        let (difference, name) =
            spellings(wanted.to_str()?).into_iter().find(|(_, name)| is_there(name))?;
        at.push(name);
        by = by.max(Some(difference));
    }
    Some((at, by?))
}

/// Names with the letters of this one.
fn spellings(name: &str) -> [(Difference, String); 5] {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)));
    [
        (Difference::Form, name.nfc().collect()),
        (Difference::Form, name.nfd().collect()),
        (Difference::Case, name.to_lowercase()),
        (Difference::Case, name.to_uppercase()),
        (Difference::Case, first.into_iter().flatten().collect()),
    ]
}

/// The option that is meant by a text that begins with dashes which are no hyphens.
fn option(text: &str) -> Option<String> {
    let is_dash = |c: char| c == '-' || DASHES.contains(&c);
    let name = text.trim_start_matches(is_dash);
    let begins = text.chars().take_while(|c| is_dash(*c)).any(|c| c != '-');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let hyphens = if name.chars().count() == 1 { "-" } else { "--" };
    (begins && is_name).then(|| format!("{hyphens}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pasted_is_an_option_and_what_names_nothing_is_merely_missing() {
        let meant = |text: &str| Meant::by(Path::new(text));
        for (text, written) in [
            ("\u{2014}no-keyring", "--no-keyring"),
            ("\u{2013}\u{2013}find=x", "--find=x"),
            ("-\u{2013}quiet", "--quiet"),
            ("\u{2212}o", "-o"),
        ] {
            assert_eq!(meant(text), Some(Meant::Option(written.to_owned())));
        }
        assert_eq!(
            meant("evt_01KZVW1MQK01CNPW1T0WB59YGB"),
            Some(Meant::Query("the id of a record"))
        );
        assert_eq!(meant("nowhere/*.json"), Some(Meant::Pattern));
        for text in
            ["board_minutes", "my_letter2026", "letter \u{2014} copy.txt", "\u{2014}", "a-b"]
        {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}

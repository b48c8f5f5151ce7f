//! What a report is filed under: the user's own words, which nothing checks and no digest covers.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use proofdesk_core::marks::hidden;
use proofdesk_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file to be filled in, which says what each field is for.
pub const ENGAGEMENT_TEMPLATE: &str = include_str!("engagement.toml");

/// A file with engagement data up to this size is read, in bytes.
pub const MAX_ENGAGEMENT: usize = 4 << 20;

/// Characters of a field.
const LINE: usize = 200;
/// Characters of what is told at length.
const PASSAGE: usize = 2_000;
/// Characters of the path of a file.
const PATH: usize = 4_096;
/// Files with a number.
const EXHIBITS: usize = 10_000;

const FIELDS: &str = "engagement, working_paper, prepared_by, prepared_on, reviewed_by, reviewed_on, \
                      received and [exhibits]";

/// What a report is filed under, in the user's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// The engagement, matter or case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<String>,
    /// The reference of the working paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_paper: Option<String>,
    /// Who prepared the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
    /// On which date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_on: Option<String>,
    /// Who reviewed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// On which date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_on: Option<String>,
    /// How the evidence was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The number that each file has as an exhibit, by its path below the input.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exhibits: BTreeMap<String, String>,
}

/// What is wrong with a file of engagement data, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngagementError {
    /// The line, from 1; `None` if it is about the file as a whole.
    pub line: Option<usize>,
    what: String,
}

impl fmt::Display for EngagementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for EngagementError {}

impl EngagementError {
    /// It, behind the name of the file and the line.
    pub fn in_file(&self, name: &str) -> String {
        let line = self.line.map(|line| format!(", line {line}")).unwrap_or_default();
        format!("{name}{line}: {}", self.what)
    }
}

/// What is wrong, and the bytes that it is about.
type Fault = (Option<Range<usize>>, String);

impl Engagement {
    /// Reads engagement data from TOML. Fields that are empty are as if they were left out.
    ///
    /// # Errors
    /// [`EngagementError`] for what is no TOML, and for the first field that is not acceptable.
    pub fn read(bytes: &[u8]) -> Result<Self, EngagementError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let located = |(at, what): Fault| EngagementError {
            line: at.map(|at| 1 + bytes[..at.start].iter().filter(|b| **b == b'\n').count()),
            what,
        };
        let whole = |what: &str| located((None, what.to_owned()));
        if bytes.len() > MAX_ENGAGEMENT {
            return Err(whole("it is larger than 4 MiB; shorten it"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            located((Some(at..at), "this is not UTF-8; save the file as UTF-8".to_owned()))
        })?;
        let read = Self::of(text).map_err(located)?;
        match read == Self::default() {
            true => Err(whole("every field is empty; fill in at least one")),
            false => Ok(read),
        }
    }

    fn of(text: &str) -> Result<Self, Fault> {
        let table = DeTable::parse(text).map_err(|error| {
            let what = error.message().trim_end_matches('.');
            let line = error.span().map(|at| line_around(text, at.start)).unwrap_or_default();
            let remedy = match line.contains('\\') {
                true => "write the path of a file with / instead of \\",
                false => "write NAME = \"text\"",
            };
            (error.span(), format!("this is not TOML ({what}); {remedy}"))
        })?;
        let mut read = Self::default();
        for (name, value) in table.get_ref() {
            match &**name.get_ref() {
                "engagement" => read.engagement = text_of(value, line)?,
                "working_paper" => read.working_paper = text_of(value, line)?,
                "prepared_by" => read.prepared_by = text_of(value, line)?,
                "prepared_on" => read.prepared_on = date_of(value)?,
                "reviewed_by" => read.reviewed_by = text_of(value, line)?,
                "reviewed_on" => read.reviewed_on = date_of(value)?,
                "received" => read.received = text_of(value, passage)?,
                "exhibits" => read.exhibits = exhibits(value)?,
                other => {
                    let what = format!("there is no field {other}; the fields are {FIELDS}");
                    return Err((Some(name.span()), what));
                }
            }
        }
        Ok(read)
    }
}

/// The line that a byte is in.
fn line_around(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |end| at + end);
    &text[start..end]
}

fn fault<T>(value: &Spanned<T>, what: impl Into<String>) -> Fault {
    (Some(value.span()), what.into())
}

/// A field as it is kept, `None` if it is empty; or what is wrong with it.
pub(super) type Kept = Result<Option<String>, String>;

/// A text of one line.
pub(super) fn line(text: &str) -> Kept {
    one_line(text, LINE)
}

/// A text in which something is told at length.
pub(super) fn passage(text: &str) -> Kept {
    one_line(text, PASSAGE)
}

/// A day of the calendar.
pub(super) fn date(text: &str) -> Kept {
    let is_date = |text: &str| {
        text.len() == "2026-03-31".len() && Timestamp::parse(&format!("{text}T00:00:00Z")).is_ok()
    };
    match line(text)? {
        Some(text) if !is_date(&text) => {
            let what = "this is not a date; write year, month and day, such as 2026-03-31";
            Err(what.to_owned())
        }
        text => Ok(text),
    }
}

/// The path of a file with a number.
pub(super) fn path(text: &str) -> Result<(), String> {
    require_words(text, PATH)
}

/// Sees that there are not too many files with a number.
pub(super) fn require_few(count: usize) -> Result<(), String> {
    match count > EXHIBITS {
        true => Err(format!("these are more than {EXHIBITS} exhibits; name fewer")),
        false => Ok(()),
    }
}

/// A text in which all white space, line breaks too, is single spaces; `None` if nothing is left.
fn one_line(text: &str, most: usize) -> Kept {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    require_words(&text, most)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn require_words(text: &str, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    match () {
        () if length > most => {
            Err(format!("this has {length} characters, and {most} are the limit; shorten it"))
        }
        () if text.contains(char::is_control) => {
            Err("this has a control character; take it out".to_owned())
        }
        () if hidden(text) != text => Err("this has a private key; take it out".to_owned()),
        () => Ok(()),
    }
}

fn text_of(value: &Spanned<DeValue<'_>>, keep: fn(&str) -> Kept) -> Result<Option<String>, Fault> {
    let text = match value.get_ref() {
        DeValue::String(text) => text,
        DeValue::Table(_) => {
            let what = "this is a field, not the heading of a section; write NAME = \"text\" on a line \
                        above [exhibits]";
            return Err(fault(value, what));
        }
        _ => return Err(fault(value, "this is not a text; put it between quotation marks")),
    };
    keep(text).map_err(|what| fault(value, what))
}

/// A day as a text, or as TOML has dates.
fn date_of(value: &Spanned<DeValue<'_>>) -> Result<Option<String>, Fault> {
    match value.get_ref() {
        DeValue::Datetime(day) => date(&day.to_string()).map_err(|what| fault(value, what)),
        _ => text_of(value, date),
    }
}

fn exhibits(value: &Spanned<DeValue<'_>>) -> Result<BTreeMap<String, String>, Fault> {
    let DeValue::Table(table) = value.get_ref() else {
        let what =
            "write [exhibits] on a line of its own, and below it \"FILE\" = \"NUMBER\" for each";
        return Err(fault(value, what));
    };
    require_few(table.len()).map_err(|what| fault(value, what))?;
    let mut exhibits = BTreeMap::new();
    for (file, number) in table {
        if let DeValue::Table(_) = number.get_ref() {
            let what =
                "put the path of the file between quotation marks: \"letter.pdf\" = \"EX-1\"";
            return Err(fault(file, what));
        }
        path(file.get_ref()).map_err(|what| fault(file, what))?;
        if let Some(number) = text_of(number, line)? {
            exhibits.insert(file.get_ref().to_string(), number);
        }
    }
    Ok(exhibits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_read_and_is_empty() {
        let error = Engagement::read(ENGAGEMENT_TEMPLATE.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("every field is empty"), "{error}");
        let filled =
            ENGAGEMENT_TEMPLATE.replace("= \"\"", "= \"2026-03-31\"").replace("# \"", "\"");
        let read = Engagement::read(filled.as_bytes()).unwrap();
        let date = Some("2026-03-31".to_owned());
        let all = [&read.engagement, &read.working_paper, &read.prepared_by, &read.prepared_on];
        let all = all.into_iter().chain([&read.reviewed_by, &read.reviewed_on, &read.received]);
        assert!(all.into_iter().all(|field| *field == date), "{read:?}");
        assert_eq!(read.exhibits["mail.eml/invoice.pdf"], "EX-2");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, line, words) in [
            ("engagement = \"a\"\nengagment = \"b\"", Some(2), "there is no field engagment"),
            ("\n\nengagement = a", Some(3), "not TOML"),
            ("engagement = 7", Some(1), "not a text"),
            ("[engagement]\nname = \"a\"", Some(1), "not the heading of a section"),
            ("received = \"a\"\nprepared_on = \"31.3.2026\"", Some(2), "not a date"),
            ("prepared_on = 2026-02-30", Some(1), "not TOML"),
            ("prepared_on = \"2026-02-30\"", Some(1), "not a date"),
            ("prepared_on = 2026-03-31T10:00:00Z", Some(1), "not a date"),
            ("engagement = \"a\"\nengagement = \"b\"", Some(2), "not TOML"),
            ("engagement = \"\\u0007\"", Some(1), "control character"),
            ("exhibits = \"EX-1\"", Some(1), "[exhibits]"),
            ("[exhibits]\nletter.pdf = \"EX-1\"", Some(2), "quotation marks"),
            ("[exhibits]\n\"a\" = 1", Some(2), "not a text"),
            ("[exhibits]\n\"a\" = \"1\"\n[more]", Some(3), "there is no field more"),
            ("[exhibits]\n\"mail\\invoice.pdf\" = \"1\"", Some(2), "with / instead of \\"),
            ("", None, "every field is empty"),
        ] {
            let error = Engagement::read(text.as_bytes()).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.to_string().contains(words), "{text}: {error}");
        }
        let long = format!("received = \"{}\"", "x".repeat(2_001));
        assert!(Engagement::read(long.as_bytes()).unwrap_err().to_string().contains("2000"));
        assert_eq!(Engagement::read(b"a = 1\n\xff").unwrap_err().line, Some(2));
    }

    #[test]
    fn white_space_is_one_space_and_dates_are_days() {
        let text = "received = \"\"\"\n by hand,\n  in a box \"\"\"\nprepared_on = 2026-03-31\n";
        let read = Engagement::read(text.as_bytes()).unwrap();
        assert_eq!(read.received.as_deref(), Some("by hand, in a box"));
        assert_eq!(read.prepared_on.as_deref(), Some("2026-03-31"));
    }
}

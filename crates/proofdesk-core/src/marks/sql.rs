//! Rows of databases as statements in SQL: the names of the columns stand in a list of their own, away
//! from the values.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::look::as_it_looks;
use super::record::{kinds_marked, mark};
use super::stretch::STRETCH;

/// What follows the list of columns to which values are given: `INSERT INTO t (…) VALUES`, and `COPY t (…)
/// FROM`, as dumps have it.
const FOLLOWING: [&str; 5] = ["values", "value", "select", "from", "output"];

/// Whether a text has a list of columns with the names of a record, to which values are given.
pub(crate) fn is_rows(text: &str) -> bool {
    let text = if text.len() < STRETCH { Cow::Borrowed(text) } else { as_it_looks(text) };
    // Each opening bracket is looked at up to the next bracket, so that all of it is in line with the text.
    text.match_indices('(').any(|(at, _)| {
        let rest = &text[at + 1..];
        let Some(end) = rest.find(['(', ')']).filter(|end| rest[*end..].starts_with(')')) else {
            return false;
        };
        are_columns(&rest[..end]) && values_follow(&rest[end + 1..])
    })
}

/// Whether a list is of names, and some are the marks of a record.
fn are_columns(list: &str) -> bool {
    let is_around = |c: char| c.is_whitespace() || matches!(c, '"' | '`' | '[' | ']' | '\'' | '\\');
    let mut found = BTreeSet::new();
    for name in list.split(',') {
        let name = name.trim_matches(is_around);
        if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')) {
            return false;
        }
        found.extend(mark(&name.to_ascii_lowercase()));
    }
    kinds_marked(|name| found.contains(name)).next().is_some()
}

fn values_follow(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    // Written into JSON, a line break is an n behind its backslash.
    let is = |word: &str| FOLLOWING.iter().any(|known| word.eq_ignore_ascii_case(known));
    is(word) || word.strip_prefix(['n', 'r', 't']).is_some_and(is)
}

//! What is said about one error.

use std::fmt;

use serde::Serialize;

use super::body::{Fault, Shown};
use super::catalogue::{Entry, Party};
use super::nearest::nearest_status;
use super::retry::RetryPlan;
use crate::text::capital;
use crate::verdict::{Reason, Verdict};

/// What is given must not be longer, in bytes. An answer with status 409 holds an existing record,
/// of which an attestation can be the largest.
pub const MAX_INPUT: usize = 4 << 20;

/// What is known about an error, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Explanation {
    /// Version of this form: `proofdesk.explanation/1`.
    pub schema: &'static str,
    /// What was given.
    pub given: Given,
    /// The code as it stands, documented or not.
    pub code: Option<String>,
    /// The HTTP status: that of the response, else the documented one.
    pub status: Option<u16>,
    /// Its name, if it is documented.
    pub status_name: Option<String>,
    /// What the explanation rests on.
    pub basis: Basis,
    /// The error in one line.
    pub headline: String,
    /// The meanings of the code in the catalogue; two where it depends on the resource.
    pub meanings: Vec<&'static Entry>,
    /// What happened.
    pub what_happened: String,
    /// What it shows, and does not show, about evidence.
    pub for_auditor: String,
    /// Who must act, if it is known.
    pub whose_move: Option<Party>,
    /// What to do.
    pub what_to_do: String,
    /// Whether and when to retry.
    pub retry: RetryPlan,
    /// The message, as it stands. Show it through [`visible`](fn@crate::visible); never read anything from it.
    pub message: Option<String>,
    /// The other members of the body.
    pub fields: Vec<Shown>,
    /// The headers that say something about the error.
    pub headers: Vec<Shown>,
    /// Where the body is not of the documented shape.
    pub faults: Vec<Fault>,
    /// What does not fit together, and where the documentation is silent.
    pub notes: Vec<String>,
    /// Documented codes: those of a status that was asked for, or those nearest to an unknown one.
    pub related: Vec<&'static str>,
}

/// What was given to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// A code alone.
    Code,
    /// An HTTP status alone.
    Status,
    /// The body of a response.
    Body,
    /// A response with status line and headers.
    Response,
}

/// What an explanation rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The code is documented.
    Code,
    /// The status only.
    Status,
    /// Neither says anything.
    Nothing,
}

/// Why nothing can be explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotExplained {
    /// There is nothing.
    Empty,
    /// It is larger than [`MAX_INPUT`].
    TooLarge,
    /// It looks like a code, but none like it is documented.
    UnknownCode {
        /// What was given.
        code: String,
        /// The documented codes that are nearest.
        nearest: Vec<&'static str>,
    },
    /// It is something else.
    NotAnError {
        /// What it is, or why it is none.
        what: String,
    },
}

impl fmt::Display for NotExplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing to explain: it is empty"),
            Self::TooLarge => {
                write!(f, "it is larger than {} MiB, and no error response is", MAX_INPUT >> 20)
            }
            Self::UnknownCode { code, nearest } => {
                // The codes of reports are what is looked up first.
                match of_reports(code) {
                    Some(words) => f.write_str(&words),
                    None => {
                        write!(f, "no error code {code} is documented{}", meant(code, nearest))
                    }
                }
            }
            Self::NotAnError { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for NotExplained {}

impl NotExplained {
    /// Whether it is a code of the reports of this program, which is not meant as the name of a file.
    pub fn is_of_reports(&self) -> bool {
        matches!(self, Self::UnknownCode { code, .. } if of_reports(code).is_some())
    }

    /// The same without a word that stands in a file: it can be a password.
    pub(super) fn without_the_word(self) -> Self {
        match self {
            Self::UnknownCode { code, nearest } if of_reports(&code).is_none() => {
                let meant = meant(&code, &nearest);
                let what = format!("it holds one word, which is no documented error code{meant}");
                Self::NotAnError { what }
            }
            error => error,
        }
    }
}

/// What a code of the reports of this program says.
fn of_reports(code: &str) -> Option<String> {
    let not_of_api = "in the reports of Proofdesk, not an error code of the API";
    if let Some(reason) = Reason::of_code(code) {
        return Some(format!(
            "{code} is a reason {not_of_api}: {}. Possible causes: {} Next step: {}",
            reason.clause(),
            reason.cause(),
            reason.next_step()
        ));
    }
    let verdict = Verdict::ALL.iter().find(|verdict| verdict.code() == code)?;
    Some(format!(
        "{code} is a verdict {not_of_api}: {}. {}",
        capital(verdict.word()),
        verdict.meaning()
    ))
}

/// The documented codes and statuses that may be meant.
fn meant(code: &str, nearest: &[&str]) -> String {
    let status = nearest_status(code).map(|s| format!("the status {} ({})", s.status, s.name));
    let meant = status.into_iter().chain(nearest.iter().map(|code| (*code).to_owned()));
    match meant.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        meant => format!("; did you mean {}?", meant.join(", ")),
    }
}

//! Why a file or a value of it is not what it seems to be.

use proofdesk_core::format::{Format, damaged};
use proofdesk_core::json::JsonError;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source};

use super::earlier::damaged_report;
use crate::order::Order;

/// Why a file or a line is not what it seems to be.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    Json(JsonError),
    /// It is a report of this program that is damaged there.
    Report(JsonError),
    TooLarge {
        limit: usize,
    },
    /// There are more parts than are read.
    TooMany {
        limit: &'static str,
    },
    /// It is not wholly in the encoding that it begins in; the offset of the first such byte.
    Encoding {
        name: &'static str,
        offset: usize,
    },
    /// It holds no JSON, but perhaps records.
    Format(Format),
    /// What another process found.
    Told(Box<Check>),
    Internal,
}

impl Problem {
    /// The check that says what is wrong.
    pub(crate) fn check(&self) -> Check {
        let parse = CheckName::Parse;
        match self {
            Self::Json(e) => damaged(e),
            Self::Report(e) => damaged_report(damaged(e)),
            Self::TooLarge { limit } => Check::unknown(parse, Reason::TooLarge)
                .note(format!("At most {} MiB are read as a record.", limit >> 20)),
            Self::TooMany { limit } => Check::unknown(parse, Reason::TooLarge)
                .note(format!("At most {limit} values are read. The rest was not read.")),
            Self::Encoding { name, offset } => Check::unknown(parse, Reason::InvalidUtf8)
                .offset(*offset)
                .note(format!("It begins in {name}, but does not end so.")),
            Self::Format(format) => format.check(),
            Self::Told(check) => (**check).clone(),
            Self::Internal => Check::unknown(parse, Reason::UnreadableFile)
                .note("An internal error of Proofdesk. Please report it."),
        }
    }
}

/// A value that cannot be read.
#[derive(Debug)]
pub(crate) struct Unread {
    pub order: Order,
    pub problem: Problem,
}

impl Unread {
    /// What is said of it.
    pub(crate) fn finding(&self, whole: &Source) -> Finding {
        let line = Some(self.order.line).filter(|line| *line > 0);
        let pointer = Some(self.order.element_pointer()).filter(|pointer| !pointer.is_empty());
        let source = Source { line, pointer, ..whole.clone() };
        let mut finding = Finding::of(source, Kind::Unknown, self.problem.check());
        finding.conclude();
        finding
    }
}

use serde::Serialize;

use super::kind::RequestKind;
use crate::api_error::Catalogue;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Outcome};

/// One rule and how the body stands to it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Rule {
    /// The code that the API documents for breaking it.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub code: Reason,
    /// The HTTP status of that code.
    pub status: u16,
    /// How it came out.
    pub outcome: RuleOutcome,
    /// The field: a JSON Pointer (RFC 6901) into the body, empty for the body as a whole.
    pub field: String,
    /// The rule, with its limit.
    pub rule: String,
    /// What is there: the size against the limit, or the value.
    pub actual: String,
    /// Where the rule or its number is documented.
    pub source: RuleSource,
    /// How to keep it, if it is broken.
    pub remedy: Option<String>,
    /// What else is worth knowing, such as where the documentation leaves room.
    pub note: Option<String>,
}

/// How a body stands to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RuleOutcome {
    /// The body keeps it.
    Pass,
    /// The body breaks it.
    Fail,
    /// The API has such a rule, but its limit is not published, so nothing is judged.
    NotPublished,
}

impl RuleOutcome {
    /// What stands above the rules that came out so.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pass => "Rules that this body meets",
            Self::Fail => "Rules that this body breaks",
            Self::NotPublished => "Not checked: the rule or its limit is not published",
        }
    }
}

/// Where a rule is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RuleSource {
    /// The API's Errors page, its number included.
    ErrorsPage,
    /// The page has the rule, Invoance's SDK documentation its number.
    SdkDocumentation,
    /// The page has the rule for another kind of request; that it holds here too is inferred.
    Inferred,
}

impl RuleSource {
    /// As the source of a statement.
    pub fn noun(self) -> &'static str {
        match self {
            Self::ErrorsPage => "the API's Errors page",
            Self::SdkDocumentation => "Invoance's SDK documentation",
            Self::Inferred => "inferred from the rule for another kind of request",
        }
    }
}

impl Rule {
    /// Whether the body breaks it.
    pub fn is_broken(&self) -> bool {
        self.outcome == RuleOutcome::Fail
    }

    /// Every text that can repeat what the body holds.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [&mut self.field, &mut self.rule, &mut self.actual].into_iter().chain(&mut self.note)
    }

    /// The rule as a check of a finding.
    pub(crate) fn into_check(self) -> Check {
        let name = match self.code {
            Reason::OriginalBytesHashMismatch => CheckName::ContentHash,
            _ => CheckName::Rules,
        };
        let mut check = match self.outcome {
            RuleOutcome::Fail => Check::fail(name, self.code),
            _ => Check::pass(name),
        }
        .note(format!("The rule: {}. It has: {}.", self.rule, self.actual));
        if check.outcome == Outcome::Fail {
            check = check.possible_causes(
                "The body may be a draft, or may have been changed after it was sent.",
            );
            if let Some(remedy) = self.remedy {
                // Evidence is not to be altered.
                check = check.next_step(format!(
                    "Leave the file as it is. Whoever sends such a request must act: {remedy}"
                ));
            }
        }
        if self.code == Reason::OriginalBytesHashMismatch {
            check = check.clause(
                "the SHA-256 calculated from the bytes in the request is not its document_hash",
            );
        }
        let field = self.field.trim_start_matches('/').replace('/', ".");
        check.field = Some(field).filter(|field| !field.is_empty()).map(Into::into);
        if let Some(note) = &self.note {
            check.add_to_note(note);
        }
        check
    }
}

/// The documented status of a code, and what to do about it, for a resource.
pub(super) fn documented(code: Reason, kind: RequestKind) -> (u16, Option<String>) {
    let resource = match kind {
        RequestKind::AnchorDocument => "documents",
        RequestKind::IngestAttestation => "attestations",
        RequestKind::IngestEvent => "events",
        RequestKind::CreateTrace => "traces",
    };
    let entry = Catalogue::get().entry_for(code.code(), resource);
    (entry.map_or(400, |e| e.status), entry.map(|e| e.what_to_do.clone()))
}

//! Request bodies, checked against the documented rules before they are sent.
//!
//! Every rule is reported, kept or broken, with the code that the API documents for it. Where no
//! limit is published, that is said, and nothing is judged.
//!
//! ```
//! use proofdesk_core::request::{check, RuleOutcome};
//!
//! let report = check(br#"{"label": ""}"#, None).unwrap();
//! let broken: Vec<_> = report.broken().map(|rule| (rule.code.code(), &*rule.field)).collect();
//! assert_eq!(broken, [("invalid_label", "/label")]);
//! ```

use std::fmt;

use serde::{Serialize, Serializer};

use crate::coverage::redact_texts;
use crate::errors::Catalogue;
use crate::format::{self, Format};
use crate::json::{self, JsonErrorKind};
use crate::reason::Reason;
use crate::recognise::{Recognised, RequestKind, recognise};
use crate::verdict::{Check, CheckName};

/// A larger body is not read. In bytes; far above every documented limit.
pub const MAX_BODY: usize = 64 << 20;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What the documented rules say of one request body.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RequestReport {
    /// What the body is for.
    #[serde(serialize_with = "as_code")]
    #[cfg_attr(
        feature = "ts",
        ts(type = "\"document\" | \"attestation\" | \"event\" | \"trace\"")
    )]
    pub kind: RequestKind,
    /// Its size in bytes, without white space around it.
    pub bytes: usize,
    /// Every rule, in the order of the body's fields.
    pub rules: Vec<Rule>,
}

fn as_code<S: Serializer>(kind: &RequestKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
}

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

/// Where a rule is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RuleSource {
    /// The API's Errors page, its number included.
    ErrorsPage,
    /// The page has the rule, the vendor's SDK documentation its number.
    SdkDocumentation,
    /// The page has the rule for another resource; that it holds here too is inferred.
    Inferred,
}

impl RuleSource {
    /// As the source of a statement.
    pub fn noun(self) -> &'static str {
        match self {
            Self::ErrorsPage => "the API's Errors page",
            Self::SdkDocumentation => "the vendor's SDK documentation",
            Self::Inferred => "inferred from the rule for events",
        }
    }
}

impl Rule {
    /// Whether the body breaks it.
    pub fn is_broken(&self) -> bool {
        self.outcome == RuleOutcome::Fail
    }

    /// Every text that can repeat what the body holds.
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [&mut self.field, &mut self.rule, &mut self.actual].into_iter().chain(&mut self.note)
    }

    /// The rule as a check of a finding.
    pub(crate) fn into_check(self) -> Check {
        let name = match self.code {
            Reason::OriginalBytesHashMismatch => CheckName::ContentHash,
            _ => CheckName::Rules,
        };
        let field = self.field.trim_start_matches('/').replace('/', ".");
        let expected = if field.is_empty() { self.rule } else { format!("{field}: {}", self.rule) };
        let mut check = match self.outcome {
            RuleOutcome::Fail => Check::fail(name, self.code),
            _ => Check::pass(name),
        };
        check.note = self.note.map(Into::into);
        check.values(expected, self.actual)
    }
}

impl RequestReport {
    /// The rules that the body breaks.
    pub fn broken(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.is_broken())
    }

    /// Whether it breaks none of the rules whose limits are published.
    pub fn passes(&self) -> bool {
        self.broken().next().is_none()
    }
}

/// Why a body could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotChecked {
    /// It is larger than [`MAX_BODY`].
    TooLarge,
    /// It is not well-formed JSON, and no kind was named.
    NotJson(json::JsonError),
    /// It may be JSON, but programs disagree on what it says, or it is beyond what is read here.
    Unclear(json::JsonError),
    /// It is something else; the words say what, and what looks at it.
    Other(String),
    /// It is no JSON; what it is.
    Format(Format),
    /// It is JSON, but no request body that is known by its fields.
    NotRecognised,
}

impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => {
                write!(f, "it is larger than {} MiB, more than is read here", MAX_BODY >> 20)
            }
            Self::NotJson(e) => write!(
                f,
                "it is not well-formed JSON ({e}); the API answers such a body with invalid_payload"
            ),
            Self::Unclear(e) => {
                let words = match e.kind {
                    JsonErrorKind::DuplicateKey(_) => {
                        "By RFC 8259 a repeated name is well-formed, but programs disagree on which \
                         of the two values counts, and whether"
                    }
                    _ => "RFC 8259 allows that, but it is not read here, and whether",
                };
                write!(f, "{e}. {words} the API refuses it is not documented")
            }
            Self::Other(what) => write!(f, "it is no request body but {what}"),
            Self::Format(format) => write!(f, "it is no request body. {format}"),
            Self::NotRecognised => {
                f.write_str("its fields are not those of a request body; name what it is for")
            }
        }
    }
}

impl std::error::Error for NotChecked {}

/// Checks a body, as the kind that is named, or as what it is by its fields.
///
/// # Errors
/// [`NotChecked`] when it is not known what the body is for or what it says, or it is too large.
pub fn check(bytes: &[u8], kind: Option<RequestKind>) -> Result<RequestReport, NotChecked> {
    if bytes.len() > MAX_BODY {
        return Err(NotChecked::TooLarge);
    }
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
    let node = match (json::parse(text), kind) {
        (Ok(node), _) => node,
        (Err(e), _) if !e.kind.is_malformed() => return Err(NotChecked::Unclear(e)),
        (Err(e), None) => {
            return Err(format::of(text, true).map_or(NotChecked::NotJson(e), NotChecked::Format));
        }
        (Err(e), Some(kind)) => {
            let rules = vec![crate::rules::not_json(&e)];
            return Ok(RequestReport { kind, bytes: text.len(), rules });
        }
    };
    let kind = match kind {
        Some(kind) => kind,
        None => match node.as_object().and_then(recognise) {
            Some(Recognised::Request(kind)) => kind,
            Some(other) => return Err(NotChecked::Other(what_else(other))),
            None => return Err(NotChecked::NotRecognised),
        },
    };
    let mut rules = crate::rules::check(&node, kind);
    redact_texts(&node, rules.iter_mut().flat_map(Rule::texts));
    if bytes.starts_with(BOM) {
        rules.push(crate::rules::byte_order_mark(kind));
    }
    Ok(RequestReport { kind, bytes: text.len(), rules })
}

/// What a value is that is no request body, and what looks at it.
fn what_else(recognised: Recognised) -> String {
    match recognised {
        Recognised::Record(kind) => {
            let noun = kind.noun();
            let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A']) { "an" } else { "a" };
            format!("{article} {noun}; `proofdesk verify` judges it")
        }
        Recognised::Key => "a public key".to_owned(),
        Recognised::ErrorResponse => {
            "an error response; `proofdesk explain` explains it".to_owned()
        }
        Recognised::OtherAnswer(what) => what.to_owned(),
        Recognised::Request(kind) => kind.noun().to_owned(),
    }
}

/// The documented status of a code, and what to do about it, for a resource.
pub(crate) fn documented(code: Reason, kind: RequestKind) -> (u16, Option<String>) {
    let resource = match kind {
        RequestKind::AnchorDocument => "documents",
        RequestKind::IngestAttestation => "attestations",
        RequestKind::IngestEvent => "events",
        RequestKind::CreateTrace => "traces",
    };
    let entry = Catalogue::get().entry_for(code.code(), resource);
    (entry.map_or(400, |e| e.status), entry.map(|e| e.what_to_do.clone()))
}

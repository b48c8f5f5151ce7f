use std::fmt;

use serde::{Serialize, Serializer};

use super::kind::RequestKind;
use super::rule::Rule;
use super::rules;
use crate::file_kind::FileKind;
use crate::json::{self, JsonErrorKind};
use crate::marks::secret::redact_texts;
use crate::recognise::{Recognised, recognise};
use crate::text::without_mark;

/// A larger body is not read. In bytes; far above every documented limit.
pub const MAX_BODY: usize = 64 << 20;

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
    /// Its size in bytes, white space around it among them.
    pub bytes: usize,
    /// Every rule, in the order of the body's fields.
    pub rules: Vec<Rule>,
}

fn as_code<S: Serializer>(kind: &RequestKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.code())
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
    /// It is something else.
    Other(FileKind),
    /// It is JSON, but no request body that is known by its fields.
    NotRecognised,
}

impl fmt::Display for NotChecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => {
                write!(f, "it is larger than {} MiB, more than is read here", MAX_BODY >> 20)
            }
            Self::NotJson(e) => {
                write!(
                    f,
                    "it is not well-formed JSON ({e}); the API answers such a body with \
                     invalid_payload{}",
                    e.remedy_behind()
                )
            }
            Self::Unclear(e) => {
                let words = match e.kind {
                    JsonErrorKind::DuplicateKey(_) => {
                        "According to RFC 8259 a repeated name is well-formed, but programs disagree \
                         on which of the two values counts, and whether"
                    }
                    _ => "RFC 8259 allows that, but it is not read here, and whether",
                };
                write!(f, "{e}. {words} the API refuses it is not documented")
            }
            Self::Other(what) => f.write_str(&what.instead_of("a request body")),
            Self::NotRecognised => f.write_str("its fields are not those of a request body"),
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
    let unmarked = without_mark(bytes);
    let text = unmarked.trim_ascii();
    let other = || FileKind::of(bytes);
    let node = match (json::parse(text), kind) {
        (Ok(node), _) => node,
        // Whatever it was given as: nobody should send it.
        (Err(_), _) if other() == Some(FileKind::PrivateKey) => {
            return Err(NotChecked::Other(FileKind::PrivateKey));
        }
        (Err(e), _) if !e.kind.is_malformed() => return Err(NotChecked::Unclear(e)),
        (Err(e), None) => return Err(other().map_or(NotChecked::NotJson(e), NotChecked::Other)),
        (Err(e), Some(kind)) => {
            let rules = vec![rules::not_json(&e)];
            return Ok(RequestReport { kind, bytes: bytes.len(), rules });
        }
    };
    let kind = match kind {
        Some(kind) => kind,
        None => match node.as_object().and_then(recognise) {
            Some(Recognised::Request(kind)) => kind,
            _ => return Err(other().map_or(NotChecked::NotRecognised, NotChecked::Other)),
        },
    };
    let mut rules = rules::check(&node, bytes.len(), kind);
    redact_texts(&node, rules.iter_mut().flat_map(Rule::texts));
    if unmarked.len() < bytes.len() {
        rules.push(rules::byte_order_mark(kind));
    }
    Ok(RequestReport { kind, bytes: bytes.len(), rules })
}

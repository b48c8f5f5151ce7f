use crate::canonical;
use crate::encoding::Digest;
use crate::json::{Node, Value};
use crate::records::WantRole;

/// In which form content has a hash. Stronger forms come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentForm {
    /// The bytes of the file.
    Exact,
    /// The file's JSON without insignificant white space.
    WithoutWhiteSpace,
    /// The file's JSON in the sorted compact form of event payloads.
    SortedCompact,
    /// The text in the `input` of an attestation body.
    BodyInput,
    /// The text in the `output` of an attestation body.
    BodyOutput,
    /// The file's JSON without white space, with `"subject":null` added.
    SubjectAdded,
    /// The file's JSON without white space, with `"subject":null` removed.
    SubjectRemoved,
}

impl ContentForm {
    /// Whether the form is one that the API documents; a match in another is weaker.
    pub fn is_documented(self) -> bool {
        !matches!(self, Self::SubjectAdded | Self::SubjectRemoved)
    }

    /// Whether the hash is that of a text inside the content.
    pub fn is_part(self) -> bool {
        matches!(self, Self::BodyInput | Self::BodyOutput)
    }

    /// Whether content in this form can be what a record means by `role`.
    pub fn serves(self, role: WantRole) -> bool {
        use WantRole as R;
        match self {
            Self::Exact => true,
            Self::WithoutWhiteSpace => {
                matches!(role, R::RawBody | R::Payload | R::CarriedPayload)
            }
            Self::SortedCompact => matches!(role, R::Payload | R::CarriedPayload),
            Self::BodyInput => role == R::Input,
            Self::BodyOutput => role == R::Output,
            Self::SubjectAdded | Self::SubjectRemoved => role == R::RawBody,
        }
    }

    /// How the content was compared.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "compared byte for byte",
            Self::WithoutWhiteSpace => "compared without insignificant white space",
            Self::SortedCompact => "compared in the sorted compact form",
            Self::BodyInput => "compared as the input text inside that body",
            Self::BodyOutput => "compared as the output text inside that body",
            Self::SubjectAdded => "without white space and with \"subject\":null added",
            Self::SubjectRemoved => "without white space and with \"subject\":null removed",
        }
    }
}

/// The hashes beside the exact one by which a record may name this JSON content.
///
/// `json` is the text that `node` was parsed from.
pub fn body_forms(json: &[u8], node: &Node<'_>) -> Vec<(ContentForm, Digest)> {
    let Some(object) = node.as_object() else { return Vec::new() };
    let mut forms = Vec::new();
    let compact = canonical::without_white_space(json);
    if compact != json {
        forms.push((ContentForm::WithoutWhiteSpace, Digest::of(&compact)));
    }
    if let Ok(sorted) = canonical::sorted(node)
        && sorted != compact
    {
        forms.push((ContentForm::SortedCompact, Digest::of(&sorted)));
    }
    let payload = object.present("payload").and_then(Node::as_object);
    let Some(payload) = payload.filter(|_| object.present("type").is_some()) else { return forms };
    match object.get("subject").map(|n| &n.value) {
        None => {
            // The documented order ends with the subject.
            let mut with = compact;
            with.pop();
            with.extend_from_slice(b",\"subject\":null}");
            forms.push((ContentForm::SubjectAdded, Digest::of(&with)));
        }
        Some(Value::Null) => {
            for with in [&b",\"subject\":null"[..], b"\"subject\":null,"] {
                if let Some(without) = remove_last(&compact, with) {
                    forms.push((ContentForm::SubjectRemoved, Digest::of(&without)));
                    break;
                }
            }
        }
        Some(_) => {}
    }
    let texts = [("input", ContentForm::BodyInput), ("output", ContentForm::BodyOutput)];
    for (name, form) in texts {
        if let Some(text) = payload.str(name) {
            forms.push((form, Digest::of(text.as_bytes())));
        }
    }
    forms
}

fn remove_last(haystack: &[u8], needle: &[u8]) -> Option<Vec<u8>> {
    let at = haystack.windows(needle.len()).rposition(|w| w == needle)?;
    Some([&haystack[..at], &haystack[at + needle.len()..]].concat())
}

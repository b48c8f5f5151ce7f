use super::want::WantRole;
use crate::canonical;
use crate::contested::{self, Resaved};
use crate::encoding::Digest;
use crate::json::{Node, Object, Text, Value};
use crate::limits;

/// In which form content has a hash. Stronger forms come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentForm {
    /// The bytes of the file.
    Exact,
    /// The bytes that a record or a request body carries in base64.
    Carried,
    /// The file's JSON without insignificant white space.
    WithoutWhiteSpace,
    /// The file's JSON in the sorted compact form of event payloads.
    SortedCompact,
    /// The payload in an event's record, in the sorted compact form.
    EventPayload,
    /// The text in the `input` of an attestation body.
    BodyInput,
    /// The text in the `output` of an attestation body.
    BodyOutput,
    /// The file's JSON without white space, with `"subject":null` added.
    SubjectAdded,
    /// The file's JSON without white space, with `"subject":null` removed.
    SubjectRemoved,
    /// An attestation body that was parsed and written again.
    Rewritten,
    /// The file's text in UTF-8, where the file has it in another encoding.
    OtherEncoding,
    /// A payload in its sorted compact form, with other numbers than those that are written.
    OtherNumbers,
    /// A payload in its sorted compact form, with empty objects where empty arrays are written.
    EmptyObjects,
    /// A payload in its sorted compact form, with texts as they may have been before a program changed them.
    OtherTexts,
}

impl ContentForm {
    /// Whether the form is one that the API documents; a match in another is weaker.
    pub fn is_documented(self) -> bool {
        use ContentForm as F;
        !matches!(
            self,
            F::SubjectAdded
                | F::SubjectRemoved
                | F::Rewritten
                | F::OtherEncoding
                | F::OtherNumbers
                | F::EmptyObjects
                | F::OtherTexts
        )
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
            Self::Carried => role == R::Document,
            Self::WithoutWhiteSpace => {
                matches!(role, R::RawBody | R::Payload | R::CarriedPayload)
            }
            Self::SortedCompact
            | Self::EventPayload
            | Self::OtherNumbers
            | Self::EmptyObjects
            | Self::OtherTexts => matches!(role, R::Payload | R::CarriedPayload),
            Self::BodyInput => role == R::Input,
            Self::BodyOutput => role == R::Output,
            Self::SubjectAdded | Self::SubjectRemoved | Self::Rewritten | Self::OtherEncoding => {
                role == R::RawBody
            }
        }
    }

    /// What a person calls the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "the bytes of the file",
            Self::Carried => "the bytes that original_bytes_b64 encodes",
            Self::WithoutWhiteSpace => "the JSON without insignificant white space",
            Self::SortedCompact => "the JSON, sorted and compact",
            Self::EventPayload => "the payload in the event's record, sorted and compact",
            Self::BodyInput => "the input text in the request body",
            Self::BodyOutput => "the output text in the request body",
            Self::SubjectAdded => "the JSON without white space, with \"subject\":null added",
            Self::SubjectRemoved => "the JSON without white space, with \"subject\":null removed",
            Self::Rewritten => {
                "the JSON, parsed and written again in the documented order, with text in UTF-8 \
                 instead of escapes"
            }
            Self::OtherEncoding => "the text in UTF-8 instead of the encoding in which it is saved",
            Self::OtherNumbers => {
                "the JSON, sorted and compact, with some numbers written in another way"
            }
            Self::EmptyObjects => {
                "the JSON, sorted and compact, with empty objects where empty arrays are written"
            }
            Self::OtherTexts => {
                "the JSON, sorted and compact, with some texts written in another way"
            }
        }
    }
}

/// The members of an attestation body and of the objects in it, in their documented order. That of
/// a subject is as it is stored.
const BODY: [(&str, &[&str]); 4] = [
    ("type", &[]),
    ("payload", &["input", "output"]),
    ("context", &["model_provider", "model_name", "model_version"]),
    ("subject", &[]),
];

/// The hashes by which a record may name a JSON value beside that of the bytes of its file.
///
/// `text` is what `node` was parsed from; `node` may stand anywhere in it.
pub fn body_forms(text: &[u8], node: &Node<'_>) -> Vec<(ContentForm, Digest)> {
    let Some(object) = node.as_object() else { return Vec::new() };
    let mut forms: Vec<(ContentForm, Digest)> = Vec::new();
    let compact = canonical::without_white_space(&text[node.start()..node.end()]);
    let mut add = |form, bytes: &[u8]| {
        let digest = Digest::of(bytes);
        // The stronger forms come first.
        if bytes != text && forms.iter().all(|(_, other)| *other != digest) {
            forms.push((form, digest));
        }
    };
    add(ContentForm::WithoutWhiteSpace, &compact);
    let sorted = canonical::sorted(node);
    if let Ok(sorted) = &sorted {
        let exact = canonical::is_exact(node);
        add(if exact { ContentForm::SortedCompact } else { ContentForm::OtherNumbers }, sorted);
        // Larger payloads than the API takes are not looked through for other numbers.
        if sorted.len() <= limits::EVENT_PAYLOAD {
            contested::resaved(node, sorted, |bytes, how| {
                let form = match how {
                    Resaved::Numbers => ContentForm::OtherNumbers,
                    Resaved::EmptyObjects => ContentForm::EmptyObjects,
                    Resaved::Texts(_) => ContentForm::OtherTexts,
                };
                add(form, bytes);
                false
            });
        }
    }
    let payload = object.present("payload").and_then(Node::as_object);
    let Some(payload) = payload.filter(|_| object.present("type").is_some()) else { return forms };
    match object.get("subject").map(|n| &n.value) {
        None => {
            // The documented order ends with the subject.
            let with = [&compact[..compact.len() - 1], b",\"subject\":null}"].concat();
            add(ContentForm::SubjectAdded, &with);
        }
        Some(Value::Null) => {
            let members = [&b",\"subject\":null"[..], b"\"subject\":null,"];
            if let Some(without) = members.iter().find_map(|m| remove_last(&compact, m)) {
                add(ContentForm::SubjectRemoved, &without);
            }
        }
        Some(_) => {}
    }
    // Without a canonical form, a text in it has no literal one either.
    if sorted.is_ok() {
        for null_subject in [false, object.present("subject").is_none()] {
            add(ContentForm::Rewritten, &rewritten(object, null_subject));
        }
    }
    let texts = [("input", ContentForm::BodyInput), ("output", ContentForm::BodyOutput)];
    for (name, form) in texts {
        if let Some(text) = payload.str(name) {
            forms.push((form, Digest::of(text.as_bytes())));
        }
    }
    forms
}

/// The same for a value inside a file, such as an element of an array or what stands on a line: its
/// own bytes come first.
pub fn inner_body_forms(text: &[u8], node: &Node<'_>) -> Vec<(ContentForm, Digest)> {
    let own = (ContentForm::Exact, Digest::of(&text[node.start()..node.end()]));
    std::iter::once(own).chain(body_forms(text, node)).collect()
}

/// An attestation body with its members in the documented order and any others behind them: programs
/// sort them, and write text as escapes. A subject that is missing or `null` is written as `null` or
/// not at all.
fn rewritten(body: &Object<'_>, null_subject: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let names = BODY.map(|(name, _)| name);
    let members = body.members().iter();
    let members = members.filter(|(k, v)| k.text != "subject" || v.value != Value::Null);
    write_ordered(members, &names, &mut out, |name, node, out| {
        let inner = BODY.iter().find(|(documented, _)| *documented == name);
        match (inner, node.as_object()) {
            (Some((_, names)), Some(object)) => {
                write_ordered(object.members().iter(), names, out, |_, node, out| {
                    canonical::write_compact(node, out);
                });
            }
            _ => canonical::write_compact(node, out),
        }
    });
    if null_subject {
        out.pop();
        out.extend_from_slice(b",\"subject\":null}");
    }
    out
}

/// Writes an object with the members of these names first.
fn write_ordered<'n, 'a: 'n>(
    members: impl Iterator<Item = &'n (Text<'a>, Node<'a>)>,
    first: &[&str],
    out: &mut Vec<u8>,
    write: impl Fn(&str, &Node<'_>, &mut Vec<u8>),
) {
    let place = |name: &str| first.iter().position(|f| *f == name).unwrap_or(first.len());
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(name, _)| place(&name.text));
    out.push(b'{');
    for (i, (name, node)) in members.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        canonical::write_string(&name.text, out);
        out.push(b':');
        write(&name.text, node, out);
    }
    out.push(b'}');
}

fn remove_last(haystack: &[u8], needle: &[u8]) -> Option<Vec<u8>> {
    let at = haystack.windows(needle.len()).rposition(|w| w == needle)?;
    Some([&haystack[..at], &haystack[at + needle.len()..]].concat())
}

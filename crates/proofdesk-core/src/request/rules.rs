//! The documented validation rules of request bodies.
//!
//! Numbers come from the API's Errors page and, where it gives none, from the documentation of
//! the vendor's SDKs. KB and MB are 1,024 and 1,048,576 bytes; the page does not say which it
//! means, so nothing below is refused that the larger reading accepts, and what only the larger one
//! accepts is noted.

use super::body::{Body, Size, compact, kilobytes, megabytes, text};
use super::kind::RequestKind;
use super::rule::{Rule, RuleOutcome, RuleSource};
use crate::json::{JsonError, Node, Object, Text, Value, pointer_token};
use crate::limits;
use crate::text::counted;
use crate::text::encoding::{DecodeError, Digest, SHA256_PREFIX, decode_bytes};
use crate::text::time::Timestamp;
use crate::verdict::Reason;

const EVENT_PAYLOAD: Size =
    kilobytes(limits::EVENT_PAYLOAD / 1024, "64 KB", RuleSource::SdkDocumentation);
const TRACE_METADATA: Size = kilobytes(16, "16 KB", RuleSource::ErrorsPage);
const ORIGINAL: Size = megabytes(limits::ORIGINAL / (1024 * 1024), "5 MB", RuleSource::ErrorsPage);

/// Every rule for a body of this kind and of so many bytes, white space around it among them, and how the body
/// stands to it.
pub(crate) fn check(node: &Node<'_>, sent: usize, kind: RequestKind) -> Vec<Rule> {
    let Some(object) = node.as_object() else {
        let mut rules = Body { object: &Object::default(), sent, kind, found: Vec::new() };
        rules.fail(Reason::InvalidPayload, "", "a JSON object", node.kind()).remedy =
            Some("Send a single JSON object.".to_owned());
        return rules.found;
    };
    let mut rules = Body { object, sent, kind, found: Vec::new() };
    match kind {
        RequestKind::AnchorDocument => rules.anchor(),
        RequestKind::IngestAttestation => rules.attestation(),
        RequestKind::IngestEvent => rules.event(),
        RequestKind::CreateTrace => rules.trace(),
    }
    rules.pass(Reason::InvalidPayload, "", "a JSON object", "an object");
    rules.surrogates(node);
    rules.found
}

/// What is said of a byte-order mark before a body, which RFC 8259 leaves to the reader.
pub(crate) fn byte_order_mark(kind: RequestKind) -> Rule {
    let mut rules = Body { object: &Object::default(), sent: 0, kind, found: Vec::new() };
    let rule = "no byte-order mark before the body; whether the API accepts one is not published";
    rules
        .add(RuleOutcome::NotPublished, Reason::InvalidPayload, "", rule, "a byte-order mark")
        .clone()
}

/// The one rule that a text which is not JSON breaks.
pub(crate) fn not_json(error: &JsonError) -> Rule {
    let mut rules = Body {
        object: &Object::default(),
        sent: 0,
        kind: RequestKind::IngestEvent,
        found: Vec::new(),
    };
    let rule = rules.fail(Reason::InvalidPayload, "", "well-formed JSON", error.to_string());
    rule.remedy = Some("Correct the JSON at this place.".to_owned());
    rule.clone()
}

impl Body<'_> {
    fn anchor(&mut self) {
        self.document_hash();
        self.optional_string("document_ref");
        if self.object.present("event_type").is_some() {
            // The page has this rule for events; the field is the same.
            let source = RuleSource::Inferred;
            self.length(Reason::InvalidEventType, "event_type", limits::EVENT_TYPE, source);
        }
        self.original();
        self.metadata(None);
        self.optional_string("trace_id");
        self.body_not_published();
    }

    fn document_hash(&mut self) {
        const CODE: Reason = Reason::InvalidDocumentHash;
        let (field, rule) = ("/document_hash", "64 lowercase hexadecimal characters");
        let node = self.object.present("document_hash");
        let Some(text) = node.and_then(text) else {
            self.fail(CODE, field, rule, node.map_or("missing", Node::kind));
            return;
        };
        let shown: String = text.chars().take(200).collect();
        let remedy = match Digest::parse(text) {
            Ok(parsed) if parsed.documented_form => {
                self.pass(CODE, field, rule, shown);
                return;
            }
            Ok(_) if text.starts_with(SHA256_PREFIX) => {
                "Send the 64 characters without the prefix sha256:."
            }
            Ok(_) => "Write the same characters in lowercase.",
            Err(_) => "Send the SHA-256 of the document's exact bytes.",
        };
        let rule = self.fail(CODE, field, rule, shown);
        rule.remedy = Some(remedy.to_owned());
        rule.note = Some(format!("It has {} characters.", text.chars().count()));
    }

    fn original(&mut self) {
        use RuleOutcome::NotPublished;
        const BASE64: Reason = Reason::InvalidOriginalBytesBase64;
        let field = "/original_bytes_b64";
        let Some(node) = self.object.present("original_bytes_b64") else { return };
        let Some(text) = text(node) else {
            self.fail(BASE64, field, "base64", node.kind());
            return;
        };
        let bytes = match decode_bytes(text) {
            Ok(bytes) => bytes,
            Err(error) => {
                let rule = self.fail(BASE64, field, "base64", error.to_string());
                if let DecodeError::InvalidCharacter { found: '\n' | '\r' | ' ', .. } = error {
                    rule.remedy = Some("Encode without line breaks (base64 -w0).".to_owned());
                }
                return;
            }
        };
        if bytes.is_empty() {
            self.fail(Reason::OriginalBytesEmpty, field, "at least 1 byte", "0 bytes");
            return;
        }
        let standard = text.len() % 4 == 0 && !text.contains(['-', '_']);
        match standard {
            true => self.pass(BASE64, field, "base64", "standard base64"),
            false => self.add(
                NotPublished,
                BASE64,
                field,
                "standard base64 with padding, as the SDKs send it; whether the API accepts other \
                 forms is not published",
                "base64 of another form",
            ),
        };
        self.pass(
            Reason::OriginalBytesEmpty,
            field,
            "at least 1 byte",
            counted(bytes.len(), "byte"),
        );
        self.size(Reason::OriginalBytesTooLarge, field, bytes.len(), 0, &ORIGINAL);
        // By value: how the hash is spelled is another rule.
        let Some(stated) = self.object.str("document_hash").and_then(|t| Digest::parse(t).ok())
        else {
            return;
        };
        let actual = Digest::of(&bytes);
        let outcome = match stated.digest == actual {
            true => RuleOutcome::Pass,
            false => RuleOutcome::Fail,
        };
        let rule = format!("SHA-256 {}", stated.digest);
        self.add(
            outcome,
            Reason::OriginalBytesHashMismatch,
            field,
            rule,
            format!("SHA-256 {actual}"),
        );
    }

    fn event(&mut self) {
        let source = RuleSource::ErrorsPage;
        self.length(Reason::InvalidEventType, "event_type", limits::EVENT_TYPE, source);
        let payload = self.object.present("payload");
        match payload.filter(|node| node.as_object().is_some()) {
            Some(node) => {
                let written = node.end() - node.start();
                self.size(
                    Reason::PayloadTooLarge,
                    "/payload",
                    compact(node),
                    written,
                    &EVENT_PAYLOAD,
                );
            }
            None => self.shape("/payload", "a JSON object", payload),
        }
        if self.optional_string("event_time") {
            let text = self.object.present("event_time").and_then(text).unwrap_or_default();
            let actual: String = text.chars().take(100).collect();
            let field = "/event_time";
            match Timestamp::parse(text) {
                Ok(_) => {
                    self.pass(Reason::InvalidPayload, field, "an RFC 3339 timestamp", actual)
                        .source = RuleSource::SdkDocumentation;
                }
                Err(_) => {
                    let rule = "an ISO 8601 timestamp; which forms other than RFC 3339 the \
                                API accepts is not published";
                    self.add(
                        RuleOutcome::NotPublished,
                        Reason::InvalidPayload,
                        field,
                        rule,
                        actual,
                    )
                    .source = RuleSource::SdkDocumentation;
                }
            }
        }
        self.optional_string("trace_id");
        self.body_not_published();
    }

    fn trace(&mut self) {
        self.length(Reason::InvalidLabel, "label", limits::LABEL, RuleSource::ErrorsPage);
        self.metadata(Some(&TRACE_METADATA));
        self.body_not_published();
    }

    /// Names escapes that stand for no character. RFC 8259 leaves open what a reader makes of them.
    fn surrogates(&mut self, body: &Node<'_>) {
        let mut found = Unpaired::default();
        found.visit(body);
        let Some((field, place)) = found.first else { return };
        let mut actual = format!("an unpaired surrogate escape in {place}");
        if found.texts > 1 {
            actual.push_str(&format!("; in {} texts in all", found.texts));
        }
        let rule = "no unpaired surrogate escape, such as \\ud800, which stands for no character; \
                    whether the API accepts one is not published";
        let hashed = match self.kind == RequestKind::IngestEvent && found.in_payload {
            true => "It has no form in UTF-8, so what is hashed of the payload is not documented. ",
            false => "",
        };
        self.add(RuleOutcome::NotPublished, Reason::InvalidPayload, &field, rule, actual).note =
            Some(format!(
                "{hashed}In lengths and sizes it is counted as U+FFFD, one character of 3 bytes; in \
                 that of the whole body, as it is written."
            ));
    }

    fn body_not_published(&mut self) {
        let size = self.sent;
        self.not_published(Reason::PayloadTooLarge, "", "size of the whole body", size);
    }
}

/// The texts with an unpaired surrogate: where the first one is, and how many there are.
#[derive(Default)]
struct Unpaired {
    /// The JSON Pointer of the value that is being visited.
    at: String,
    first: Option<(String, &'static str)>,
    texts: usize,
    in_payload: bool,
}

impl Unpaired {
    fn visit(&mut self, node: &Node<'_>) {
        let length = self.at.len();
        match &node.value {
            Value::String(text) => self.see(text, "the text"),
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.at.push_str(&format!("/{i}"));
                    self.visit(item);
                    self.at.truncate(length);
                }
            }
            Value::Object(object) => {
                for (key, value) in object.members() {
                    self.at.push('/');
                    self.at.push_str(&pointer_token(&key.text));
                    self.see(key, "the key");
                    self.visit(value);
                    self.at.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn see(&mut self, text: &Text<'_>, place: &'static str) {
        if text.has_unpaired_surrogate() {
            self.texts += 1;
            self.in_payload |= self.at.starts_with("/payload/");
            self.first.get_or_insert_with(|| (self.at.clone(), place));
        }
    }
}

//! The body of an error response, and how it breaks the documented shape.

use serde::Serialize;

use super::capture::Response;
use super::catalogue::{Catalogue, Entry, ExtraField, ValueKind};
use crate::json::{self, JsonError, JsonErrorKind, Node, Object, Value};
use crate::marks::secret::redact_texts;

/// Where a body is not of the documented shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "BodyFault"))]
pub struct Fault {
    /// JSON Pointer (RFC 6901) into the body; empty for the body as a whole.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

/// A value that a response shows, as it stands there: text for people goes through
/// [`visible`](fn@crate::visible).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// What a person calls it, if it is documented.
    pub label: Option<String>,
    /// The value: a string as its characters, anything else as compact JSON.
    pub value: String,
    /// What it means, if it is documented.
    pub meaning: Option<String>,
}

/// What a body holds.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub code: Option<String>,
    pub message: Option<String>,
    pub fields: Vec<Shown>,
    pub retry_after: Option<u64>,
    pub faults: Vec<Fault>,
}

const ASK_CURL: &str = "Save the response again with curl -i, as it came.";

impl Body {
    fn fault(&mut self, pointer: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        let (problem, remedy) = (problem.into(), remedy.into());
        self.faults.push(Fault { pointer: pointer.to_owned(), problem, remedy });
    }

    /// Every text that is, or repeats, what the body holds.
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let fields = self.fields.iter_mut().flat_map(|f| [&mut f.name, &mut f.value]);
        let faults = self.faults.iter_mut().flat_map(|f| [&mut f.pointer, &mut f.problem]);
        self.code.iter_mut().chain(&mut self.message).chain(fields).chain(faults)
    }

    fn whole(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        let mut body = Self::default();
        body.fault("", problem, remedy);
        body
    }
}

/// Why a text is not read as JSON, in words.
pub(super) fn not_read(error: &JsonError) -> String {
    match error.kind.is_malformed() {
        true => format!("it is not well-formed JSON: {error}"),
        false => format!("its JSON is not read: {error}"),
    }
}

/// Reads the body of a response.
pub(super) fn read(response: &Response<'_>) -> Body {
    let bytes = response.body.trim_ascii();
    if bytes.is_empty() {
        return Body::whole(
            "there is no body",
            "Every error of the API has one. ".to_owned() + ASK_CURL,
        );
    }
    let error = match json::parse(bytes) {
        Ok(node) => return from_json(&node),
        Err(error) => error,
    };
    if response.in_chunks {
        return Body::whole(
            "it is still in the chunks in which it was sent, and these do not fit together",
            "It was cut or changed. Save the response again with curl -i, without --raw.",
        );
    }
    let starts = |with: &str| {
        bytes.get(..with.len()).is_some_and(|b| b.eq_ignore_ascii_case(with.as_bytes()))
    };
    if bytes.starts_with(b"\x1f\x8b")
        || response.header("content-encoding").iter().any(|e| !e.eq_ignore_ascii_case("identity"))
    {
        return Body::whole(
            "it is compressed, or was cut",
            "Save the response again with curl -i --compressed.",
        );
    }
    if bytes.starts_with(b"<") || starts("<!doctype") {
        return Body::whole(
            "it is HTML or XML, not JSON",
            "The API answers in JSON: this page was written by something in between, such as a \
             proxy, a load balancer or a firewall. Look there.",
        );
    }
    let remedy = match error.kind {
        JsonErrorKind::UnexpectedEnd => format!("It was cut. {ASK_CURL}"),
        JsonErrorKind::DuplicateKey(_) => {
            "Programs disagree on which of the two values counts, so neither is read here."
                .to_owned()
        }
        _ if !error.kind.is_malformed() => {
            format!("No documented error has such a body. {ASK_CURL}")
        }
        _ => format!(
            "The API answers in JSON, so something in between wrote or changed it, or it was \
             changed when it was saved. {ASK_CURL}"
        ),
    };
    Body::whole(not_read(&error), remedy)
}

/// Reads a body that is JSON.
pub(super) fn from_json(node: &Node<'_>) -> Body {
    let Some(object) = node.as_object() else {
        return Body::whole(
            format!("it is {}, where the API sends a single object", node.kind()),
            "Explain the object that holds \"error\" and \"message\" by itself.",
        );
    };
    let mut body = Body::default();
    read_code(object, &mut body);
    match object.present("message") {
        None => body.fault(
            "/message",
            "it is missing",
            "Nothing depends on it: programs use \"error\" only.",
        ),
        Some(node) => match node.as_str() {
            Some(text) => body.message = Some(text.to_owned()),
            None => body.fault(
                "/message",
                format!("it is {}, where the API sends a string", node.kind()),
                "Nothing depends on it: programs use \"error\" only.",
            ),
        },
    }
    let catalogue = Catalogue::get();
    for (name, node) in object.members() {
        if matches!(&*name.text, "error" | "message") {
            continue;
        }
        let known = catalogue.field(&name.text);
        if let Some(field) = known.filter(|_| node.value != Value::Null) {
            check_kind(field, node, &mut body);
        }
        body.fields.push(Shown {
            name: name.text.to_string(),
            label: known.map(|f| f.label.clone()),
            value: as_written(node),
            meaning: known.map(|f| f.meaning.clone()),
        });
    }
    body.retry_after = object.present("retry_after").and_then(whole_number);
    redact_texts(node, body.texts());
    body
}

fn read_code(object: &Object<'_>, body: &mut Body) {
    const POINTER: &str = "/error";
    let go_by_status = "Use the HTTP status to find out which error it is.";
    let Some(node) = object.present("error") else {
        return body.fault(POINTER, "it is missing", go_by_status);
    };
    let Some(code) = node.as_str() else {
        let problem = format!("it is {}, where the API sends a code as a string", node.kind());
        return body.fault(POINTER, problem, go_by_status);
    };
    if code.is_empty() {
        return body.fault(POINTER, "it is empty", go_by_status);
    }
    body.code = Some(code.to_owned());
    let of_code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !code.bytes().all(of_code) {
        body.fault(
            POINTER,
            "it does not have the form of a code: lowercase words joined by underscores",
            "It may come from something other than the API, such as a proxy or a client library.",
        );
    }
}

fn check_kind(field: &ExtraField, node: &Node<'_>, body: &mut Body) {
    let (fits, should_be) = match field.kind {
        ValueKind::Integer => (whole_number(node).is_some(), "a whole number that is not negative"),
        ValueKind::String => (node.as_str().is_some(), "a string"),
    };
    if fits {
        return;
    }
    let found = describe(node);
    let problem = match found.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("it is {found}, which is too large to be counted"),
        false => format!("it is {found}, where the API sends {should_be}"),
    };
    body.fault(&format!("/{}", field.name), problem, "Do not calculate with it.");
}

/// The kind of a value; a number as it is, since its kind alone would not tell what is wrong.
fn describe(node: &Node<'_>) -> String {
    match &node.value {
        Value::Number(_) => as_written(node).chars().take(40).collect(),
        _ => node.kind().to_owned(),
    }
}

/// A number keeps its digits: one that is too large would be shown as another.
fn as_written(node: &Node<'_>) -> String {
    match &node.value {
        Value::Number(number) => number.spelling.to_owned(),
        _ => node.to_display(),
    }
}

fn whole_number(node: &Node<'_>) -> Option<u64> {
    node.as_i64().and_then(|n| u64::try_from(n).ok())
}

/// The members that are documented for a code and are not there.
pub(super) fn check_members(entries: &[&Entry], body: &mut Body) {
    let expected = entries.first().map(|e| e.fields.clone()).unwrap_or_default();
    for name in expected {
        if body.fields.iter().any(|f| f.name == name) {
            continue;
        }
        let code = body.code.clone().unwrap_or_default();
        let remedy = match name.as_str() {
            "retry_after" => "Use the header Retry-After.",
            _ => "Do not rely on it being there.",
        };
        body.fault(
            &format!("/{name}"),
            format!("it is missing, although the API documents it for {code}"),
            remedy,
        );
    }
}

//! One case: its evidence, how it is to be verified, and what is right to say of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::expected;
use crate::json::{indented, ordered, record_line, record_text};
use crate::{Issuer, sha256_hex};

/// A part of a file.
#[derive(Clone, Debug)]
enum Part {
    Bytes(Vec<u8>),
    /// A text, so many times.
    Repeated(&'static str, usize),
    /// A symbolic link to this path.
    Link(&'static str),
}

/// A file of the evidence.
#[derive(Clone, Debug)]
struct File {
    name: String,
    parts: Vec<Part>,
}

impl File {
    fn bytes(&self) -> Option<&[u8]> {
        match self.parts.as_slice() {
            [Part::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    fn json(&self) -> Value {
        let part = |part: &Part| match part {
            Part::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => json!({ "text": text }),
                Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
            },
            Part::Repeated(text, times) => json!({ "text": text, "times": times }),
            Part::Link(path) => json!({ "link": path }),
        };
        match self.parts.as_slice() {
            [one] => part(one),
            several => json!({ "parts": several.iter().map(part).collect::<Vec<_>>() }),
        }
    }
}

/// A case in the making.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) name: String,
    shows: &'static str,
    pins: Vec<Value>,
    options: Vec<String>,
    paths: Vec<&'static str>,
    files: Vec<File>,
    expected: String,
}

/// A case of this name, which shows this. Its issuer is pinned. In a case whose name ends in `_fail`,
/// something must not be verified.
pub(super) fn case(name: impl Into<String>, shows: &'static str) -> Case {
    Case {
        name: name.into(),
        shows,
        pins: vec![pin_of(&super::issuers::issuer())],
        options: Vec::new(),
        paths: Vec::new(),
        files: Vec::new(),
        expected: String::new(),
    }
}

/// A pin of an issuer's key under the issuer's domain.
pub(super) fn pin_of(issuer: &Issuer) -> Value {
    pin(issuer.domain(), Some(issuer.domain()), &issuer.public_key_hex())
}

/// A pin of a key.
pub(super) fn pin(label: &str, domain: Option<&str>, key: &str) -> Value {
    json!({ "label": label, "domain": domain, "key": key })
}

impl Case {
    /// Adds a file.
    pub(super) fn file(mut self, name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        let parts = vec![Part::Bytes(bytes.as_ref().to_vec())];
        self.files.push(File { name: name.into(), parts });
        self
    }

    /// Adds a record as a person saves it.
    pub(super) fn record(self, name: &str, record: &Value) -> Self {
        self.file(name, record_text(record))
    }

    /// Adds records, one a line.
    pub(super) fn lines<'r>(
        self,
        name: &str,
        records: impl IntoIterator<Item = &'r Value>,
    ) -> Self {
        let lines: String = records.into_iter().map(|record| record_line(record) + "\n").collect();
        self.file(name, lines)
    }

    /// Adds a file of a text, another so many times, and a text.
    pub(super) fn long_file(
        mut self,
        name: &str,
        before: impl Into<Vec<u8>>,
        repeated: (&'static str, usize),
        behind: impl Into<Vec<u8>>,
    ) -> Self {
        let middle = Part::Repeated(repeated.0, repeated.1);
        let parts = vec![Part::Bytes(before.into()), middle, Part::Bytes(behind.into())];
        self.files.push(File { name: name.to_owned(), parts });
        self
    }

    /// Adds a symbolic link.
    pub(super) fn link(mut self, name: &str, path: &'static str) -> Self {
        self.files.push(File { name: name.to_owned(), parts: vec![Part::Link(path)] });
        self
    }

    /// With these pins instead of the one of the issuer.
    pub(super) fn pins(mut self, pins: impl IntoIterator<Item = Value>) -> Self {
        self.pins = pins.into_iter().collect();
        self
    }

    /// With a member of the issuer's pin.
    pub(super) fn pinned(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.pins[0][member] = value.into();
        self
    }

    /// With options.
    pub(super) fn options<O: Into<String>>(mut self, options: impl IntoIterator<Item = O>) -> Self {
        self.options.extend(options.into_iter().map(Into::into));
        self
    }

    /// With a path that is given and that is not there.
    pub(super) fn absent(mut self, path: &'static str) -> Self {
        self.paths.push(path);
        self
    }

    /// Under this name, showing this.
    pub(super) fn named(mut self, name: &str, shows: &'static str) -> Self {
        name.clone_into(&mut self.name);
        self.shows = shows;
        self
    }

    /// What is right, in the language of [`super::expected`].
    pub(super) fn expect(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// The value at a place of the evidence, if it can be read there.
    fn value_at(&self, place: &expected::Place) -> Option<Value> {
        let file = self.files.iter().find(|file| file.name == place.path)?;
        let text = std::str::from_utf8(file.bytes()?).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        let text = match place.line {
            Some(line) => text.lines().nth(line - 1)?.trim_end_matches(','),
            None => text,
        };
        let value: Value = serde_json::from_str(text).ok()?;
        value.pointer(place.pointer.as_deref().unwrap_or_default()).cloned()
    }

    /// The text of the file that holds the case.
    pub(super) fn text(&self, folder: &str) -> String {
        let files: Map<String, Value> =
            self.files.iter().map(|file| (file.name.clone(), file.json())).collect();
        assert_eq!(files.len(), self.files.len(), "{}: a file twice", self.name);
        let mut expected =
            expected::parse(&self.expected, |place| self.value_at(place), &self.name);
        for result in expected["results"].as_array_mut().unwrap() {
            let hash = self.files.iter().find(|file| {
                result["path"] == file.name.as_str() && result.get("members").is_none()
            });
            // What a verifier calculated from a file that is content.
            if let Some(bytes) = hash.and_then(File::bytes)
                && result["kind"] == "content"
            {
                result["sha256"] = sha256_hex(bytes).into();
            }
        }
        let fails = self.name.ends_with("_fail");
        assert_eq!(fails, expected["status"] != 0, "{folder}/{}: its name", self.name);
        let mut case = json!({
            "schema": "proofdesk.case/1",
            "name": format!("{folder}/{}", self.name),
            "shows": self.shows,
            "pins": self.pins,
            "options": self.options,
            "files": files,
            "expected": expected,
        });
        if !self.paths.is_empty() {
            case["absent"] = self.paths.clone().into();
        }
        const ORDER: &[&str] = &[
            "schema",
            "name",
            "shows",
            "label",
            "domain",
            "pins",
            "options",
            "absent",
            "files",
            "expected",
            "status",
            "path",
            "members",
            "line",
            "pointer",
            "kind",
            "verdict",
            "reasons",
            "signer",
            "sha256",
            "fields",
            "signed",
            "normalised",
            "differing",
            "not_shown",
            "unsigned",
            "children",
            "results",
            "left_over",
        ];
        indented(&ordered(&case, ORDER)) + "\n"
    }
}

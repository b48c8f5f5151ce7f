//! What is looked at: everything is a result, or is covered by a hash.
//!
//! One walk over a whole value. Every object with the marks of a record is a result of its own,
//! wherever it stands and whatever the members around it are called: in a list, in a wrapper, in a
//! request body, in another record, in a text. The one exception is a part of a record whose hash was
//! recomputed from it: that part is the record's content. What stands beside records without being
//! one is counted as left over; what stands where records stand, and holds none, is told of.
//!
//! Private keys are found in the same walk, in covered parts too, and nothing of them is repeated.

mod paging;
mod secret;
mod sequence;

use std::borrow::Cow;

use crate::assess::assess_as;
use crate::encoding::{decode_bytes, decode_flexible};
use crate::json::{self, Node, Object, Value};
use crate::reason::Reason;
use crate::recognise::{self, Recognised, recognise};
use crate::records::{ContentForm, Draft, inner_body_forms};
use crate::trust::Verifier;
use crate::verdict::{Check, CheckName, Finding, Kind, Outcome, Source};

pub use paging::{Page, PlaceOf, Total, VIEWER_ROWS};
pub(crate) use secret::check as private_key;
pub use secret::{hidden, is_private_key};
pub use sequence::{Part, Places, Sequence, Unrecognised};

/// How many texts are opened inside each other: a log shipper's line in a queue's message.
const TEXTS: usize = 2;

/// A JSON Pointer to a result is no longer than this, in bytes. A long name around many values would
/// else stand in the pointer of each of them.
const POINTER_LIMIT: usize = 1024;

/// How many pointers to what is left over are kept.
const LEFT_OVER: usize = 8;

/// Everything that one value holds.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The results, in the order of the text; a list behind its elements.
    pub results: Vec<Covered>,
    /// Lists that say where they stand in a larger one.
    pub pages: Vec<Page>,
    /// What stands beside the results.
    pub left_over: LeftOver,
    /// What the value is among the others of a file or an array.
    pub part: Part,
}

/// One result.
#[derive(Debug)]
pub struct Covered {
    /// The result.
    pub draft: Draft,
    /// It carries a 64-byte signature with what that should be over, or it is a private key: a result
    /// whatever it lies in.
    pub signed: bool,
    /// The request body that it stands in, by its place in the results: content of a record, if the
    /// body turns out to be.
    pub body: Option<usize>,
    /// Of a request body, the hashes by which a record may name it.
    pub forms: Vec<(ContentForm, crate::encoding::Digest)>,
}

/// Values beside results: paging members, a wrapper's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOver {
    /// How many.
    pub count: u64,
    /// JSON Pointers to the first of them.
    pub pointers: Vec<String>,
}

impl LeftOver {
    /// Counts so many more, with the pointers to the first of them.
    pub fn add_all(&mut self, count: u64, pointers: impl Iterator<Item = String>) {
        self.count += count;
        let room = LEFT_OVER.saturating_sub(self.pointers.len());
        self.pointers.extend(pointers.take(room));
    }
}

/// Looks at a whole value. `text` is what it was parsed from, and `source` where it stands: in a file,
/// a line, or an array that is a whole file, where values other than records are known too.
pub fn cover(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Coverage {
    walk(node, text, source, verifier, false)
}

/// Looks at an earlier report of this program: the values that it quotes are its own.
pub fn cover_report(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Coverage {
    walk(node, text, source, verifier, true)
}

fn walk(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
    report: bool,
) -> Coverage {
    let mut walk = Walk {
        source,
        verifier,
        pointer: source.pointer.clone().unwrap_or_default(),
        text,
        out: Coverage::default(),
        secrets: Vec::new(),
        body: None,
        covered: false,
        report,
    };
    let found = walk.value(node, Place { texts: 0, top: !report });
    let Walk { mut out, secrets, .. } = walk;
    for result in &mut out.results {
        secret::redact(&mut result.draft.finding, &secrets);
    }
    out.pages.retain(Page::says_something);
    out.part = Part::new(found.records, !out.results.is_empty(), node);
    out
}

/// Hands the value at a JSON Pointer to `see`; the pointer may lead into a text that is JSON, or
/// base64 of it.
pub fn at<R>(root: &Node<'_>, pointer: &str, see: &mut dyn FnMut(&Node<'_>) -> R) -> Option<R> {
    let token = pointer.strip_prefix('/').map(|rest| rest.split('/').next().unwrap_or_default());
    let behind = &pointer[token.map_or(0, |token| token.len() + 1)..];
    match (&root.value, token) {
        (Value::String(text), _) => {
            let opened = open(&text.text);
            let values = opened.as_ref().map(|opened| readable(opened).0).unwrap_or_default();
            match (values.as_slice(), token) {
                ([one], _) => at(one, pointer, see),
                (_, None) => Some(see(root)),
                (several, Some(token)) => {
                    at(several.get(token.parse::<usize>().ok()?)?, behind, see)
                }
            }
        }
        (_, None) => Some(see(root)),
        (Value::Array(items), Some(token)) => {
            at(items.get(token.parse::<usize>().ok()?)?, behind, see)
        }
        (Value::Object(object), Some(token)) => {
            at(object.get(&token.replace("~1", "/").replace("~0", "~"))?, behind, see)
        }
        _ => None,
    }
}

struct Walk<'w, 't> {
    source: &'w Source,
    verifier: &'w mut Verifier<'t>,
    /// To the value that is looked at.
    pointer: String,
    /// The text that it stands in.
    text: &'w [u8],
    out: Coverage,
    /// Private keys, as they are written.
    secrets: Vec<String>,
    /// The request body around it.
    body: Option<usize>,
    /// A hash covers it: only private keys are looked for.
    covered: bool,
    /// It is a report of this program.
    report: bool,
}

#[derive(Clone, Copy)]
struct Place {
    /// How many texts are opened around it.
    texts: usize,
    /// It stands for itself, so that it may be something that is known but no record.
    top: bool,
}

/// What was found in a value.
#[derive(Default)]
struct Found {
    /// Where records stand in it.
    records: sequence::Records,
}

impl Walk<'_, '_> {
    /// Whether something was found since there were so many results.
    fn found_since(&self, results: usize) -> bool {
        self.out.results.len() > results
    }

    fn value(&mut self, node: &Node<'_>, place: Place) -> Found {
        match &node.value {
            Value::Object(object) => self.object(node, object, place),
            Value::Array(items) => self.array(items, place),
            Value::String(text) => self.string(&text.text, place),
            _ => Found::default(),
        }
    }

    /// Looks at what is one step further inside.
    fn step(&mut self, token: &str, node: &Node<'_>, place: Place) -> Found {
        let here = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&json::pointer_token(token));
        let found = match self.pointer.len() > POINTER_LIMIT && here <= POINTER_LIMIT {
            true => self.unreachable(node, place),
            false => self.value(node, place),
        };
        self.pointer.truncate(here);
        found
    }

    /// What holds a result too far inside is one result: it cannot be named, but must be told of.
    fn unreachable(&mut self, node: &Node<'_>, place: Place) -> Found {
        let (results, pages) = (self.out.results.len(), self.out.pages.len());
        let found = self.value(node, place);
        let is_here = |r: &Covered| r.draft.finding.source.pointer.as_ref() == Some(&self.pointer);
        if !self.out.results[results..].iter().all(is_here) {
            self.out.results.truncate(results);
            self.out.pages.truncate(pages);
            self.unreadable(
                Reason::TooDeep,
                "A record stands further inside than this program names places.".to_owned(),
            );
        }
        found
    }

    fn object(&mut self, node: &Node<'_>, object: &Object<'_>, place: Place) -> Found {
        let first = self.out.results.len();
        let is_private = self.find_secrets(object);
        let mut found = Found::default();
        let mut covered: Vec<&'static str> = Vec::new();
        let around = self.body;
        if !self.covered {
            let kinds = recognise::kinds(object);
            for kind in &kinds {
                let recognised = Recognised::Record(*kind);
                let draft = assess_as(node, object, recognised, self.here(), self.verifier);
                covered.extend(covered_by(&draft.finding, object));
                let signed = is_signed(object, *kind);
                self.push(draft, signed);
                found.records.push((String::new(), *kind));
            }
            let known =
                (place.top && kinds.is_empty() && !is_private).then(|| recognise(object)).flatten();
            if let Some(recognised) = known {
                let draft = assess_as(node, object, recognised, self.here(), self.verifier);
                covered.extend(covered_by(&draft.finding, object));
                self.push(draft, false);
                if matches!(recognised, Recognised::Request(_)) {
                    self.add_forms(node);
                    self.body = around.or(Some(self.out.results.len() - 1));
                }
            }
        }
        let is_result = self.found_since(first);
        self.members(object, &covered, place, is_result, &mut found);
        self.body = around;
        found
    }

    /// Looks at every member that no hash covers.
    fn members(
        &mut self,
        object: &Object<'_>,
        covered: &[&str],
        place: Place,
        is_result: bool,
        found: &mut Found,
    ) {
        let (first, pages) = (self.out.results.len(), self.out.pages.len());
        let is_trace = found.records.iter().any(|(at, kind)| at.is_empty() && *kind == Kind::Trace);
        let key_set = place.top && is_key_set(object);
        let mut parts = Vec::new();
        for (name, member) in object.members() {
            let name = &*name.text;
            let before = self.out.results.len();
            let inside = Place { top: false, ..place };
            let step = match name {
                "events" | "seal_event" if is_trace => self.items(name, member, inside),
                _ if covered.contains(&name) => self.covered_step(name, member, inside),
                "value" | "signed_value" | "expected" | "actual" if self.report => {
                    self.covered_step(name, member, inside)
                }
                "keys" if key_set => self.step(name, member, Place { top: true, ..place }),
                _ => self.step(name, member, inside),
            };
            for (at, kind) in &step.records {
                found.records.push((format!("/{}{at}", json::pointer_token(name)), *kind));
            }
            parts.push((step.records, self.found_since(before), member));
        }
        if is_result || !self.found_since(first) {
            return;
        }
        let (unrecognised, rest) = sequence::in_map(parts);
        let name = |i: u64| json::pointer_token(&object.members()[i as usize].0.text).into_owned();
        self.tell_of(&unrecognised, &rest, name);
        paging::note(object, &mut self.out.pages[pages..]);
    }

    fn covered_step(&mut self, name: &str, member: &Node<'_>, place: Place) -> Found {
        let around = std::mem::replace(&mut self.covered, true);
        self.step(name, member, place);
        self.covered = around;
        Found::default()
    }

    /// The items and the seal of a trace are its own; what no hash covers of them is looked at.
    fn items(&mut self, name: &str, member: &Node<'_>, place: Place) -> Found {
        let here = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(name);
        let trace = self.out.results.iter().rposition(|r| r.draft.finding.kind == Kind::Trace);
        let items = member.as_array().unwrap_or(std::slice::from_ref(member));
        for (i, item) in items.iter().enumerate() {
            let Some(object) = item.as_object() else {
                if member.as_array().is_some() {
                    self.step(&i.to_string(), item, place);
                }
                continue;
            };
            let is_content = name == "events"
                && trace
                    .and_then(|t| self.out.results[t].draft.finding.children.get(i))
                    .is_some_and(|child| child.own_axes().content == Outcome::Pass);
            let covered: &[&str] = if is_content { &["payload"] } else { &[] };
            let inside = self.pointer.len();
            if member.as_array().is_some() {
                self.pointer.push_str(&format!("/{i}"));
            }
            self.find_secrets(object);
            self.members(object, covered, place, true, &mut Found::default());
            self.pointer.truncate(inside);
        }
        self.pointer.truncate(here);
        Found::default()
    }

    fn array(&mut self, items: &[Node<'_>], place: Place) -> Found {
        let (first, pages) = (self.out.results.len(), self.out.pages.len());
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let before = self.out.results.len();
            // The elements of an array that is a whole file stand for themselves.
            let found = self.step(&i.to_string(), item, place);
            parts.push((found.records, self.found_since(before)));
        }
        let mut found = Found::default();
        if !self.found_since(first) {
            return found;
        }
        let of_records = parts.iter().all(|(records, _)| !records.is_empty());
        let mut sequence = Sequence::default();
        for (i, (item, (records, is_result))) in items.iter().zip(parts).enumerate() {
            for (at, kind) in &records {
                let at = format!("/*{at}");
                if !found.records.iter().any(|(known, of)| *known == at && of == kind) {
                    found.records.push((at, *kind));
                }
            }
            sequence.add(i as u64, &Part::new(records, is_result, item));
        }
        let (unrecognised, rest) = sequence.finish();
        self.tell_of(&unrecognised, &rest, |i| i.to_string());
        // Pages are told by what is beside them; a list in a list is a page of its own.
        if !self.covered && self.out.pages.len() == pages {
            let records = self.out.results[first..].iter().map(|r| &r.draft);
            let page = Page::of(records, &self.pointer, of_records, items.len());
            self.out.pages.extend(page);
        }
        found
    }

    /// A text may be JSON, or base64 of JSON, as log shippers and queues carry it.
    fn string(&mut self, text: &str, place: Place) -> Found {
        if is_private_key(text) {
            self.add_secret(text);
        }
        let mut found = Found::default();
        let Some(opened) = (!self.covered).then(|| open(text)).flatten() else { return found };
        if place.texts == TEXTS {
            if recognise::names_record(&opened) {
                let note = "It is a text inside a text inside a text, which is not opened.";
                self.unreadable(Reason::TooDeep, note.to_owned());
            }
            return found;
        }
        let (values, error) = readable(&opened);
        let inside = Place { texts: place.texts + 1, top: false };
        match values.as_slice() {
            [one] => found = self.value(one, inside),
            several => {
                for (i, value) in several.iter().enumerate() {
                    let part = self.step(&i.to_string(), value, inside);
                    let part = part.records.into_iter();
                    found.records.extend(part.map(|(at, kind)| (format!("/*{at}"), kind)));
                }
            }
        }
        if let Some((rest, error)) = error
            && recognise::names_record(rest)
        {
            self.unreadable(Reason::InvalidJson, format!("In this text: {error}."));
        }
        found
    }

    /// Where the walk is.
    fn here(&self) -> Source {
        let pointer = Some(self.pointer.clone()).filter(|pointer| !pointer.is_empty());
        Source { pointer, ..self.source.clone() }
    }

    fn push(&mut self, draft: Draft, signed: bool) {
        let body = self.body;
        self.out.results.push(Covered { draft, signed, body, forms: Vec::new() });
    }

    /// The hashes of a request body that is not a whole file, as a record may state them.
    fn add_forms(&mut self, node: &Node<'_>) {
        let forms = inner_body_forms(self.text, node);
        if let Some(last) = self.out.results.last_mut() {
            last.forms = forms;
        }
    }

    /// Adds the result on a value that cannot be read as a record, although it may be one.
    fn unreadable(&mut self, reason: Reason, note: String) {
        let mut finding = Finding::new(self.here(), Kind::Unknown);
        finding.add(Check::unknown(CheckName::Parse, reason).note(note));
        self.push(Draft::new(finding), false);
    }

    /// Adds the result on elements that stand where records stand and hold none, and counts the rest.
    fn tell_of(
        &mut self,
        unrecognised: &Unrecognised,
        rest: &Places,
        name: impl Fn(u64) -> String,
    ) {
        let place = |i: u64| format!("{}/{}", self.pointer, name(i));
        if let Some(finding) = unrecognised.finding(self.here(), place) {
            self.push(Draft::new(finding), false);
        }
        let place = |i: u64| format!("{}/{}", self.pointer, name(i));
        self.out.left_over.add_all(rest.count, rest.first().map(place));
    }

    /// Adds a result for each private key among the members. Whether there is one.
    fn find_secrets(&mut self, object: &Object<'_>) -> bool {
        let secrets = secret::in_object(object);
        for secret in &secrets {
            self.add_secret(secret);
        }
        !secrets.is_empty()
    }

    fn add_secret(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
        let mut finding = Finding::new(self.here(), Kind::Key);
        finding.add(secret::check());
        let same = |r: &Covered| r.draft.finding.source == finding.source;
        if !self
            .out
            .results
            .last()
            .is_some_and(|last| last.draft.finding.kind == Kind::Key && same(last))
        {
            self.push(Draft::new(finding), true);
        }
    }
}

/// The members of a record whose hash was recomputed from them, and the bytes that it says were
/// signed: they are the record's content.
fn covered_by(finding: &Finding, object: &Object<'_>) -> &'static [&'static str] {
    let holds = |name: CheckName| {
        finding.checks.iter().any(|check| {
            let holds =
                check.outcome == Outcome::Pass || check.reason == Some(Reason::WeakerFormMatched);
            check.check == name && holds
        })
    };
    match finding.kind {
        Kind::AuditEvent if holds(CheckName::PayloadHash) || holds(CheckName::Signature) => {
            &["actor", "targets", "context", "metadata"]
        }
        Kind::Event | Kind::ProofResponse if holds(CheckName::PayloadHash) => &["payload"],
        Kind::Document if holds(CheckName::ContentHash) => {
            &["signed_payload_b64", "original_bytes_b64"]
        }
        Kind::Document => &["signed_payload_b64"],
        Kind::Attestation => &["signed_payload"],
        Kind::Request
            if object.has_any(&["document_hash"])
                && !finding.has_reason(Reason::OriginalBytesHashMismatch)
                && !finding.has_reason(Reason::InvalidDocumentHash) =>
        {
            &["original_bytes_b64"]
        }
        _ => &[],
    }
}

/// Whether a record carries a 64-byte signature, with its hash or with the signed bytes.
fn is_signed(object: &Object<'_>, kind: Kind) -> bool {
    let signature = |o: &Object<'_>| {
        let texts = ["signature", "signature_b64"].into_iter().filter_map(|name| o.str(name));
        texts.into_iter().any(|text| decode_flexible::<64>(text).is_ok())
    };
    const SIGNED: [&str; 7] = [
        "payload_hash",
        "signed_payload",
        "signed_payload_b64",
        "document_hash",
        "attestation_hash",
        "content_hash",
        "composite_hash",
    ];
    let with_bytes = |o: &Object<'_>| signature(o) && o.has_any(&SIGNED);
    let items = object.present("events").and_then(Node::as_array).unwrap_or_default();
    let seal = object.present("seal_event");
    with_bytes(object)
        || kind == Kind::Trace
            && items.iter().chain(seal).any(|item| item.as_object().is_some_and(with_bytes))
}

/// A JWK Set (RFC 7517, section 5).
fn is_key_set(object: &Object<'_>) -> bool {
    let keys = object.present("keys").and_then(Node::as_array).unwrap_or_default();
    !keys.is_empty()
        && keys.iter().all(|key| key.as_object().is_some_and(|key| key.str("kty").is_some()))
}

/// A text that may hold JSON: one with a brace in it, or base64 of one.
fn open(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('{') {
        return Some(Cow::Borrowed(text));
    }
    // Hashes, keys and signatures are hex. No JSON is, in base64, but for an empty object.
    let is_hex = || text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(&b);
    if text.len() < 16 || !text.bytes().all(is_base64) || is_hex() {
        return None;
    }
    // Mail and old programs break it into lines.
    let joined: String = text.lines().collect();
    let decoded = String::from_utf8(decode_bytes(&joined).ok()?).ok()?;
    decoded.contains('{').then_some(Cow::Owned(decoded))
}

/// The objects and arrays that a text holds one behind the other, from its first character or else
/// from its first brace; and what follows them, if that is no JSON.
fn readable(text: &str) -> (Vec<Node<'_>>, Option<(&str, json::JsonError)>) {
    let mut error = None;
    for start in [0, text.find('{').unwrap_or(0)] {
        // The text is one string, so its places are counted from its own beginning.
        let rest = &text[start..];
        let (mut values, mut end) = (Vec::new(), 0);
        error = None;
        for value in json::values(rest.as_bytes()).into_iter().flatten() {
            match value {
                Ok(node) => {
                    end = node.end;
                    values.push(node);
                }
                Err(e) => error = Some((&rest[end..], e)),
            }
        }
        values.retain(|node| matches!(node.value, Value::Object(_) | Value::Array(_)));
        if !values.is_empty() {
            return (values, error);
        }
    }
    // Nothing of it could be read.
    (Vec::new(), error.map(|(_, e)| (text, e)))
}

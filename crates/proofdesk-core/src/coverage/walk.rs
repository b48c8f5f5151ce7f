use super::cut::{
    Pieces, are_of_record, bytes, has_names_over_rows, in_pieces, is_cut_and_compressed,
    is_cut_record, is_table_of_records, names_a_record, numbered,
};
use super::found::{Coverage, Covered};
use super::hashed::{covered_by, described_by, is_key_set, is_signed};
use super::paging::{self, Page};
use super::results::Results;
use super::sequence::{self, Sequence};
use super::shape::Part;
use crate::assess::assess_as;
use crate::json::{self, Member, Node, Object, Value};
use crate::marks::secret;
use crate::marks::{compressed, compressed_in, is_plain, may_hold_record, open};
use crate::recognise::{self, Recognised, recognise};
use crate::record::{inner_body_forms, is_own_field};
use crate::text::private::has_secret_member;
use crate::trust::Verifier;
use crate::verdict::Reason;
use crate::verdict::{Finding, RecordKind, Source};

/// How many texts are opened inside each other: a log shipper's line in a queue's message.
const TEXTS: usize = 2;

/// Inside what has a longer JSON Pointer than this, in bytes, no result is named. A long name around many values would
/// else stand in the pointer of each of them.
const POINTER_LIMIT: usize = 1024;

/// Looks at a whole value. `text` is what it was parsed from, and `source` where it stands: in a file,
/// a line, or an array that is a whole file, where values other than records are known too.
pub fn cover(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Coverage {
    let mut walk = Walk::new(text, source, verifier);
    let part = walk.value(node, Depth { texts: 0, top: true });
    walk.out.finish(part)
}

/// Looks at an earlier report of this program: the values that it quotes are its own.
pub fn cover_report(
    node: &Node<'_>,
    text: &[u8],
    source: &Source,
    verifier: &mut Verifier<'_>,
) -> Coverage {
    let mut walk = Walk { report: true, ..Walk::new(text, source, verifier) };
    let part = walk.value(node, Depth { texts: 0, top: false });
    walk.out.finish(part)
}

/// Looks into a text beside JSON: a header of a saved response.
pub fn cover_text(text: &str, source: &Source, verifier: &mut Verifier<'_>) -> Coverage {
    let mut walk = Walk::new(text.as_bytes(), source, verifier);
    let part = walk.string(text, Depth { texts: 0, top: false });
    walk.out.finish(part)
}

struct Walk<'w, 't> {
    verifier: &'w mut Verifier<'t>,
    /// The text that the value stands in.
    text: &'w [u8],
    out: Results<'w>,
    /// A hash covers it: only private keys are looked for.
    covered: bool,
    /// That hash is of a form without the members that are null, so that it covers no name of theirs.
    covers_no_null: bool,
    /// It is a report of this program.
    report: bool,
}

#[derive(Clone, Copy)]
struct Depth {
    /// How many texts are opened around it.
    texts: usize,
    /// It stands for itself, so that it may be something that is known but no record.
    top: bool,
}

impl<'w, 't> Walk<'w, 't> {
    fn new(text: &'w [u8], source: &'w Source, verifier: &'w mut Verifier<'t>) -> Self {
        let out = Results::new(source);
        Self { verifier, text, out, covered: false, covers_no_null: false, report: false }
    }

    fn value(&mut self, node: &Node<'_>, depth: Depth) -> Part {
        match &node.value {
            Value::Object(object) => self.object(node, object, depth),
            Value::Array(items) => self.array(items, depth),
            Value::String(text) => self.string(&text.text, depth),
            _ => Part::default(),
        }
    }

    /// Looks at what is one step further inside.
    fn step(&mut self, token: &str, node: &Node<'_>, depth: Depth) -> Part {
        self.step_as(token, node, depth, |walk| walk.value(node, depth))
    }

    /// The same for a value that `look` knows how to look at.
    fn step_as(
        &mut self,
        token: &str,
        node: &Node<'_>,
        depth: Depth,
        look: impl FnOnce(&mut Self) -> Part,
    ) -> Part {
        let here = self.out.pointer.len();
        self.out.pointer.push('/');
        self.out.pointer.push_str(&json::pointer_token(token));
        let found = match self.out.pointer.len() > POINTER_LIMIT && here <= POINTER_LIMIT {
            true => self.unreachable(node, depth),
            false => look(self),
        };
        self.out.pointer.truncate(here);
        found
    }

    /// What holds a result too far inside is one result: it cannot be named, but must be told of.
    fn unreachable(&mut self, node: &Node<'_>, depth: Depth) -> Part {
        let (results, pages) = (self.out.found.results.len(), self.out.found.pages.len());
        let left_over = self.out.found.left_over.clone();
        // What stands inside is not told apart, so it needs no long pointers.
        let long = std::mem::take(&mut self.out.pointer);
        let found = self.value(node, depth);
        self.out.pointer = long;
        if !self.out.found_since(results) {
            return found;
        }
        let inside = &self.out.found.results[results..];
        let is_itself = |r: &Covered| {
            let Finding { source, children, .. } = &r.draft.finding;
            source.pointer.is_none() && children.is_empty()
        };
        if inside.iter().all(is_itself) {
            self.out.found.results.truncate(results);
            return self.value(node, depth);
        }
        let is_secret = |r: &Covered| r.draft.finding.has_reason(Reason::PrivateKey);
        let secrets = inside.iter().filter(|r| is_secret(r)).count();
        let others = inside.len() - secrets;
        self.out.found.results.truncate(results);
        self.out.found.pages.truncate(pages);
        self.out.found.left_over = left_over;
        if others > 0 {
            let note = "A record is nested deeper here than this program can name its place.";
            self.out.unreadable(Reason::TooDeep, note.to_owned());
        }
        if secrets > 0 {
            self.out.push_secret();
        }
        Part::record(found.first_kind())
    }

    fn object(&mut self, node: &Node<'_>, object: &Object<'_>, depth: Depth) -> Part {
        let is_private = self.find_secrets(object);
        let mut covered: Vec<&'static str> = Vec::new();
        let mut trace = None;
        let around = self.out.body;
        let kinds = if self.covered { Vec::new() } else { recognise::kinds(object) };
        for kind in &kinds {
            if *kind == RecordKind::Trace {
                trace = Some(self.out.found.results.len());
            }
            covered.extend(self.record(node, object, *kind));
        }
        // Another response of the API is a record that proves nothing, wherever it stands.
        if !self.covered
            && kinds.is_empty()
            && !is_private
            && let Some(recognised) = recognise(object)
            && (depth.top || matches!(recognised, Recognised::OtherResponse(_)))
        {
            let draft = assess_as(node, object, recognised, self.out.here(), self.verifier);
            self.out.push(draft, false);
            if matches!(recognised, Recognised::Request(_)) {
                self.out.add_forms(inner_body_forms(self.text, node));
                self.out.body = around.or(Some(self.out.found.results.len() - 1));
            }
        }
        let part = match kinds.is_empty() {
            true => self.map(object, depth),
            false => {
                self.members_of_record(object, &kinds, &covered, trace, depth);
                Part::record(kinds.into_iter().map(Into::into))
            }
        };
        self.out.body = around;
        part
    }

    /// Judges a record, and says which of its members its hash covers.
    fn record(
        &mut self,
        node: &Node<'_>,
        object: &Object<'_>,
        kind: RecordKind,
    ) -> &'static [&'static str] {
        let recognised = Recognised::Record(kind);
        let draft = assess_as(node, object, recognised, self.out.here(), self.verifier);
        let covered = covered_by(&draft.finding);
        self.out.push(draft, is_signed(object, kind));
        covered
    }

    /// Looks at the members of an object that is no record, and says what of them stands where records
    /// stand and holds none, if it is a map of records.
    fn map(&mut self, object: &Object<'_>, depth: Depth) -> Part {
        self.disguised(object, |_| true);
        let (first, pages) = (self.out.found.results.len(), self.out.found.pages.len());
        let parts = self.members(object, &[], None, depth);
        if !self.covered && self.out.found_since(first) {
            let (is_map, remainder) = sequence::in_map(&parts);
            if is_map && self.out.found.pages.len() == pages {
                let records = self.out.found.results[first..].iter().map(|r| &r.draft);
                self.out.found.pages.extend(Page::of(
                    records,
                    &self.out.pointer,
                    false,
                    parts.len(),
                ));
            }
            let token = |i: u64| &*object.members()[i as usize].0.text;
            self.out.tell_of(&remainder, |i| json::pointer_token(token(i)).into_owned());
            paging::note(object, &self.out.pointer, &mut self.out.found.pages[pages..]);
        }
        let mut part = Part::container();
        for ((name, _), inside) in object.members().iter().zip(parts) {
            part.put(&json::pointer_token(&name.text), inside);
        }
        part
    }

    /// Tells of a record in the members of these names together: as a table, in another spelling, or cut in
    /// pieces.
    fn disguised(&mut self, object: &Object<'_>, is_one: impl Fn(&str) -> bool) {
        if self.covered {
            return;
        }
        let members = object.members().iter().filter(|(name, _)| is_one(&name.text));
        let members: &[&Member<'_>] = &members.collect::<Vec<_>>();
        self.table(is_table_of_records(members));
        if recognise::is_in_other_spelling(members) {
            let note = "The field names of a record stand here in different notation.";
            self.out.unreadable(Reason::UnsupportedRecord, note.to_owned());
        }
        if let Some(pieces) = numbered(members) {
            self.cut(pieces.into_iter());
        }
    }

    /// Looks at the members of a record. Those that are not its own may be another together.
    fn members_of_record(
        &mut self,
        object: &Object<'_>,
        kinds: &[RecordKind],
        covered: &[&str],
        trace: Option<usize>,
        depth: Depth,
    ) {
        let is_own = |name: &str| kinds.iter().any(|kind| is_own_field((*kind).into(), name));
        self.disguised(object, |name| !is_own(name));
        self.members(object, covered, trace, depth);
    }

    /// Looks at every member that no hash covers, and gives what each is. `trace` is the place of the
    /// result on the object, if it is a trace.
    fn members(
        &mut self,
        object: &Object<'_>,
        covered: &[&str],
        trace: Option<usize>,
        depth: Depth,
    ) -> Vec<Part> {
        let key_set = depth.top && is_key_set(object);
        let depth = Depth { top: false, ..depth };
        let mut parts = Vec::with_capacity(object.members().len());
        for (name, member) in object.members() {
            let name = &*name.text;
            let before = self.out.found.results.len();
            let around = self.covered;
            self.covered &= !(self.covers_no_null && matches!(member.value, Value::Null));
            if !self.covered && may_hold_record(name) {
                let note = "The name of a field contains the field names of a record.";
                self.out.unreadable(Reason::UnsupportedRecord, note.to_owned());
            }
            self.encoded("The name of a field encodes", compressed_in(name));
            self.covered = around;
            let part = match (name, trace) {
                ("events" | "seal_event", Some(trace)) => self.items(name, member, trace, depth),
                ("original_bytes_b64", _) if covered.contains(&name) => {
                    self.anchored(name, member, depth)
                }
                _ if covered.contains(&name) || self.is_quote(name, member, depth) => {
                    self.covered(name, member, depth)
                }
                ("keys", _) if key_set => self.step(name, member, Depth { top: true, ..depth }),
                _ => self.step(name, member, depth),
            };
            parts.push(part.with_result(self.out.found_since(before)));
        }
        parts
    }

    /// Looks for private keys in what a hash covers.
    fn covered(&mut self, name: &str, member: &Node<'_>, depth: Depth) -> Part {
        let of_event = matches!(name, "actor" | "targets" | "context" | "metadata");
        let around = std::mem::replace(&mut self.covered, true);
        let null_around = std::mem::replace(&mut self.covers_no_null, of_event);
        self.step(name, member, depth);
        (self.covered, self.covers_no_null) = (around, null_around);
        Part::default()
    }

    /// Looks at the bytes of a document in its record, as at a file that is anchored: what carries no
    /// signature of its own is content.
    fn anchored(&mut self, name: &str, member: &Node<'_>, depth: Depth) -> Part {
        let (results, pages) = (self.out.found.results.len(), self.out.found.pages.len());
        self.step(name, member, depth);
        self.out.found.pages.truncate(pages);
        let inside = self.out.found.results.split_off(results);
        let (signed, content): (Vec<_>, Vec<_>) = inside.into_iter().partition(|r| r.signed);
        self.out.found.results.extend(signed.into_iter().map(|r| Covered { body: None, ..r }));
        let pointers = content.into_iter().filter_map(|r| r.draft.finding.source.pointer);
        let pointers: Vec<String> = pointers.collect();
        self.out.found.left_over.add_all(pointers.len() as u64, pointers.into_iter());
        Part::default()
    }

    /// Whether a member is a value that a report quotes: the texts of its fields and checks.
    fn is_quote(&self, name: &str, member: &Node<'_>, depth: Depth) -> bool {
        if !self.report || depth.texts > 0 {
            return false;
        }
        let list = self.out.pointer.rsplit('/').nth(1);
        let quoted = match name {
            "value" => matches!(list, Some("fields" | "values")),
            "signed_value" => list == Some("fields"),
            _ => false,
        };
        quoted && matches!(member.value, Value::String(_))
    }

    /// The items and the seal of a trace are its own; what else they pretend to be, and what no hash
    /// covers of them, is looked at.
    fn items(&mut self, name: &str, member: &Node<'_>, trace: usize, depth: Depth) -> Part {
        let is_event = name == "events";
        let look_at = |walk: &mut Self, i: usize, item: &Node<'_>| {
            // A text, perhaps.
            let Some(object) = item.as_object() else { return walk.value(item, depth) };
            let trace = &walk.out.found.results[trace].draft;
            let is_content = is_event && trace.has_payload_of_hash(i);
            walk.item(item, object, is_event, is_content, depth)
        };
        self.step_as(name, member, depth, |walk| match member.as_array() {
            None => look_at(walk, 0, member),
            Some(items) => {
                for (i, item) in items.iter().enumerate() {
                    walk.step_as(&i.to_string(), item, depth, |walk| look_at(walk, i, item));
                }
                Part::default()
            }
        });
        Part::default()
    }

    /// An item or the seal, which has no payload. `is_content` says that the hash of an item is that of
    /// its payload.
    fn item(
        &mut self,
        node: &Node<'_>,
        object: &Object<'_>,
        is_event: bool,
        is_content: bool,
        depth: Depth,
    ) -> Part {
        self.find_secrets(object);
        let mut covered: Vec<&str> = Vec::new();
        // An item that lacks a member of its own has those of an event.
        let is_event_too = object.has_any(&["payload_hash", "event_hash", "request_hash"]);
        let is_more = |kind: &RecordKind| match kind {
            RecordKind::TraceItem => false,
            RecordKind::Event => is_event_too,
            _ => true,
        };
        for kind in recognise::kinds(object).into_iter().filter(is_more) {
            covered.extend(self.record(node, object, kind));
        }
        if is_content {
            covered.push("payload");
        }
        // What it repeats of its record is the item's; what else it is, and its members, are looked at.
        if is_event
            && !is_content
            && let Some(node) = object.present("payload")
            && let Some(payload) = node.as_object()
            && let Some(kind) = described_by(object, payload)
        {
            self.step_as("payload", node, depth, |walk| {
                walk.find_secrets(payload);
                for other in recognise::kinds(payload).into_iter().filter(|other| *other != kind) {
                    walk.record(node, payload, other);
                }
                walk.members_of_record(payload, &[kind], &[], None, depth);
                Part::default()
            });
            covered.push("payload");
        }
        let kinds = [RecordKind::TraceItem, RecordKind::Event];
        self.members_of_record(object, &kinds, &covered, None, depth);
        Part::default()
    }

    fn array(&mut self, items: &[Node<'_>], depth: Depth) -> Part {
        self.cut(items.iter());
        self.table(has_names_over_rows(items));
        let (first, pages) = (self.out.found.results.len(), self.out.found.pages.len());
        let elements = self.elements(items, depth);
        // Pages are told by what is beside them; a list in a list is a page of its own.
        if self.out.found_since(first) && !self.covered && self.out.found.pages.len() == pages {
            let records = self.out.found.results[first..].iter().map(|r| &r.draft);
            let of_records = elements.is_of_records();
            let page = Page::of(records, &self.out.pointer, of_records, items.len());
            self.out.found.pages.extend(page);
        }
        elements.into_array()
    }

    /// Tells of a table of records, if there is one.
    fn table(&mut self, is_table: bool) {
        if is_table && !self.covered {
            let note = "This is a table: the field names of a record are the names of its columns.";
            self.out.unreadable(Reason::UnsupportedRecord, note.to_owned());
        }
    }

    /// Tells of a record, or of a compressed file, that was cut in pieces.
    fn cut<'n>(&mut self, pieces: impl Iterator<Item = &'n Node<'n>> + Clone) {
        if self.covered {
            return;
        }
        let mut record = |note: &str| {
            self.out.unreadable(Reason::UnsupportedRecord, note.to_owned());
        };
        if is_cut_record(pieces.clone()) {
            record(
                "The texts of this list, one behind the other, contain the field names of a record. They are \
                 not read as one text.",
            );
        }
        // A report quotes the fields of records so.
        if !self.report && names_a_record(pieces.clone()) {
            record("This list has the field names of a record, each beside its value.");
        }
        let bytes = bytes(pieces.clone());
        if bytes.as_deref().is_some_and(are_of_record) {
            record(
                "The numbers of this list, read as bytes, contain the field names of a record. They are not \
                 read as a text.",
            );
        }
        let texts = is_cut_and_compressed(pieces);
        self.encoded("These texts, one behind the other, encode", texts);
        let bytes = bytes.as_deref().and_then(compressed);
        self.encoded("These numbers, read as bytes, are", bytes);
    }

    /// Tells of a compressed file, if there is one in what `encodes` it.
    fn encoded(&mut self, encodes: &str, what: Option<&str>) {
        if let Some(what) = what.filter(|_| !self.covered) {
            let note = format!("{encodes} {what}, which is not opened.");
            self.out.unreadable(Reason::Compressed, note);
        }
    }

    /// Looks at the elements of an array, or at the values of a text, and says what of them stands
    /// where records stand and holds none.
    fn elements(&mut self, items: &[Node<'_>], depth: Depth) -> Sequence {
        let first = self.out.found.results.len();
        let mut sequence = Sequence::default();
        let mut pieces = Pieces::default();
        for (item, i) in items.iter().zip(0..) {
            let before = self.out.found.results.len();
            // The elements of an array that is a whole file stand for themselves.
            let part = self.step(&i.to_string(), item, depth);
            let has_result = self.out.found_since(before);
            // What a report quotes stands so.
            let is_quoted = self.report && depth.texts == 0;
            match has_result || self.covered || is_quoted {
                true => self.in_pieces(&mut pieces),
                false => pieces.add((), item),
            }
            sequence.add(i, part.with_result(has_result));
        }
        self.in_pieces(&mut pieces);
        if !self.covered && self.out.found_since(first) {
            self.out.tell_of(&sequence.remainder(), |i| i.to_string());
        }
        sequence
    }

    /// Tells of a record that stands in the texts of several elements together.
    fn in_pieces(&mut self, pieces: &mut Pieces<()>) {
        if pieces.end().is_some() {
            self.out.unknown(in_pieces());
        }
    }

    /// A text may be JSON, or base64 of JSON, as log shippers and queues carry it.
    fn string(&mut self, text: &str, depth: Depth) -> Part {
        if is_plain(text) {
            return Part::default();
        }
        let opened = open(text);
        let read = opened.read();
        if opened.is_key || read.error.is_some() && has_secret_member(text) {
            self.out.add_secret(text);
        } else if opened.was_encoded() && read.values.iter().any(secret::is_in) {
            // What is shown of it shows the key, although in base64.
            self.out.secrets.add(text);
        }
        if depth.texts == TEXTS {
            let is_cut = |node: &Node<'_>| {
                let items = node.as_array().unwrap_or_default().iter();
                is_cut_record(items.clone()) || bytes(items).as_deref().is_some_and(are_of_record)
            };
            let holds =
                || read.values.iter().any(|node| recognise::holds_record(node) || is_cut(node));
            if !self.covered && (holds() || may_hold_record(text)) {
                let note = "This is a text inside a text inside a text, which is not opened.";
                self.out.unreadable(Reason::TooDeep, note.to_owned());
            }
            return Part::default();
        }
        let inside = Depth { texts: depth.texts + 1, top: false };
        let part = match read.values.as_slice() {
            [] => Part::default(),
            [one] => self.value(one, inside),
            several => self.elements(several, inside).into_array(),
        };
        self.encoded("This text encodes", compressed_in(text));
        if !self.covered && read.leaves_a_record() {
            let note = match &read.error {
                Some(error) => format!("In this text: {error}."),
                None => "This text is not JSON.".to_owned(),
            };
            self.out.unreadable(Reason::InvalidJson, note);
        }
        part
    }

    /// Adds a result for each private key among the members. Whether there is one.
    fn find_secrets(&mut self, object: &Object<'_>) -> bool {
        let secrets = secret::in_object(object);
        for secret in &secrets {
            self.out.add_secret(secret);
        }
        !secrets.is_empty()
    }
}

//! The targets: plain functions over bytes. Each stops where a promise is broken, and returns otherwise.
//!
//! `cargo fuzz` calls them with bytes that it finds; the tests of the command line with the seeds and with
//! what is near them.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::LazyLock;

use proofdesk_engine::checksum::{self, Form, Parsed, Parser};
use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::core::key::{PublicKey, parse_key};
use proofdesk_engine::core::trust::{Trust, Verifier};
use proofdesk_engine::core::verdict::{
    Field, FieldStatus, Finding, Kind, Outcome, Source, Verdict,
};
use proofdesk_engine::core::{api_error, canonical, coverage, format, json, record, request};
use proofdesk_engine::keys::{KeyRing, run_pin};
use proofdesk_engine::parts::{self, Parts, Sharing};
use proofdesk_engine::progress::Control;
use proofdesk_engine::run::{self, Job, Options};
use proofdesk_engine::{Input, browse, dsse};
use serde_json::Value;

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 17] = [
    ("json_reader", json_reader),
    ("json_serde", json_serde),
    ("canonical_sdk", canonical_sdk),
    ("cover", cover),
    ("documents", documents),
    ("attestations", attestations),
    ("audit_events", audit_events),
    ("requests", requests),
    ("keys", keys),
    ("captures", captures),
    ("checksums", checksums),
    ("envelopes", envelopes),
    ("rings", rings),
    ("containers", containers),
    ("bags", bags),
    ("verify", verify),
    ("parts", parts),
];

/// The issuer of the conformance kit, pinned.
static PINNED: LazyLock<Trust> = LazyLock::new(|| {
    let case = include_str!("../../tests/vectors/proofdesk/documents/as_issued.json");
    let case: Value = serde_json::from_str(case).unwrap();
    let key = case["pins"][0]["key"].as_str().unwrap();
    Trust::new(vec![run_pin("quayside.example", parse_key(key.as_bytes()).unwrap())], None)
});

/// The strict reader: what it reads can be written and read again as the same.
pub fn json_reader(data: &[u8]) {
    json::values(data).into_iter().flatten().for_each(drop);
    let text = String::from_utf8_lossy(data);
    for value in json::values_of(&text) {
        drop(value);
    }
    let Ok(node) = json::parse(data) else { return };
    let mut compact = Vec::new();
    canonical::write_compact(&node, &mut compact);
    let again = json::parse(&compact).unwrap();
    let bare = canonical::without_white_space(data);
    let kept = json::parse(&bare).unwrap();
    if let Ok(sorted) = canonical::sorted(&node) {
        assert_eq!(canonical::sorted(&again).unwrap(), sorted, "written compactly");
        assert_eq!(canonical::sorted(&kept).unwrap(), sorted, "without white space");
        let node = json::parse(&sorted).unwrap();
        assert_eq!(canonical::sorted(&node).unwrap(), sorted, "sorted again");
    }
}

/// Our reader against `serde_json`: stricter in what it names, and of the same mind about all else.
pub fn json_serde(data: &[u8]) {
    use json::JsonErrorKind as Kind;
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    let theirs = serde_json::from_slice::<Value>(data);
    let ours = json::parse(data);
    match (ours, theirs) {
        (Ok(node), Ok(_)) if has_long_float(&node) => {}
        (Ok(node), Ok(value)) => {
            let sorted = canonical::sorted(&node);
            assert_eq!(String::from_utf8(sorted.unwrap()).unwrap(), sorted_text(&value));
        }
        // Only we read an unpaired surrogate escape, to name it, and the 128th level.
        (Ok(node), Err(error)) => {
            let is_deep = error.to_string().starts_with("recursion limit exceeded");
            assert!(is_deep || canonical::sorted(&node).is_err(), "{error}");
        }
        (Err(error), Ok(_)) => match error.kind {
            Kind::DuplicateKey(_) | Kind::TooDeep => {}
            other => panic!("only serde_json reads it: {other:?} at {}", error.offset),
        },
        (Err(_), Err(_)) => {}
    }
}

/// Whether a float has so many digits that `serde_json`, without its feature `float_roundtrip`, may be off by
/// one in the last place.
fn has_long_float(node: &json::Node<'_>) -> bool {
    match &node.value {
        json::Value::Number(number) => {
            let (digits, exponent) =
                number.spelling.split_once(['e', 'E']).unwrap_or((number.spelling, "0"));
            let fraction = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i64);
            let power = exponent.trim_start_matches('+').parse::<i64>().unwrap_or(i64::MAX);
            let is_exact =
                digits.len() <= 15 && power.saturating_sub(fraction).saturating_abs() <= 22;
            !is_exact && number.as_double().is_some()
        }
        json::Value::Array(items) => items.iter().any(has_long_float),
        json::Value::Object(object) => {
            object.members().iter().any(|(_, value)| has_long_float(value))
        }
        _ => false,
    }
}

/// Keys sorted by their bytes, numbers as `serde_json` has them.
fn sorted_text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(sorted_text).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let text = |(key, value): (&String, &Value)| {
                format!("{}:{}", Value::from(key.as_str()), sorted_text(value))
            };
            let members: Vec<String> = members.into_iter().map(text).collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

/// The canonical bytes of an audit event against those of the vendor's SDK.
pub fn canonical_sdk(data: &[u8]) {
    let Ok(node) = json::parse(data) else { return };
    let Some(object) = node.as_object().filter(|_| !has_long_float(&node)) else { return };
    let Ok(ours) = record::canonical_audit_bytes(object) else { return };
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    // What only one of us reads is told by `json_serde`.
    let Ok(mut event) = serde_json::from_slice::<Value>(data) else { return };
    // The SDK reads only times as RFC 3339 writes them, and only the id under its signed name.
    for name in ["occurred_at", "ingested_at"] {
        let time = event[name].as_str().unwrap();
        if invoance::normalize_ts(time).is_err() {
            return;
        }
    }
    if let Some(id) = event.get("id").filter(|id| !id.is_null()).cloned() {
        event["event_id"] = id;
    }
    // What is not of the documented kind is told before the bytes are needed.
    let is = |name: &str, test: fn(&Value) -> bool| event.get(name).is_none_or(test);
    let documented = ["org_id", "event_id", "action"].iter().all(|name| is(name, Value::is_string))
        && is("seq", |seq| seq.is_i64())
        && is("actor", Value::is_object)
        && is("targets", Value::is_array)
        && ["context", "metadata"].iter().all(|name| is(name, |v| v.is_object() || v.is_null()));
    if !documented {
        return;
    }
    let theirs = invoance::canonical_audit_bytes(&event).unwrap();
    assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
}

/// Recognition and coverage over any value: every result can be found where it is said to be.
pub fn cover(data: &[u8]) {
    let _ = format::of(data, true);
    let Ok(node) = json::parse(data) else { return };
    let mut verifier = Verifier::new(&PINNED);
    let found = coverage::cover(&node, data, &Source::file("f.json"), &mut verifier);
    for result in found.results {
        let pointer = result.draft.finding.source.pointer.clone().unwrap_or_default();
        let seen = coverage::at(&node, &pointer, &mut |_| ());
        let finding = result.draft.conclude();
        require_agreement(&finding);
        assert!(seen.is_some() || pointer.len() > 1024, "{pointer}: {}", finding.headline());
    }
}

/// Words and checks agree.
fn require_agreement(finding: &Finding) {
    assert!(!finding.headline().is_empty());
    let failed = finding.checks.iter().any(|check| check.outcome == Outcome::Fail);
    match finding.verdict() {
        Verdict::Verified => assert!(finding.checks.iter().all(|c| c.outcome == Outcome::Pass)),
        Verdict::Mismatch => {
            assert!(failed || finding.children.iter().any(|c| c.verdict() == Verdict::Mismatch));
        }
        _ => assert!(!failed, "{}", finding.headline()),
    }
}

/// A record of the kit whose members are changed by lines `name value`. Whatever is called signed in it is
/// what was signed.
fn changed_record(template: &Value, kind: Kind, data: &[u8]) {
    let mut record = template.clone();
    let text = String::from_utf8_lossy(data);
    for line in text.lines().take(16) {
        let (name, value) = line.split_once(' ').unwrap_or((line, "null"));
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        record[name] = value;
    }
    let text = record.to_string();
    let node = json::parse(text.as_bytes()).unwrap();
    let mut verifier = Verifier::new(&PINNED);
    let found = coverage::cover(&node, text.as_bytes(), &Source::file("f.json"), &mut verifier);
    for result in found.results {
        let finding = result.draft.conclude();
        require_agreement(&finding);
        if finding.kind != kind || finding.source.pointer.is_some() {
            continue;
        }
        // The proof itself can be exchanged only for another that holds under a key of somebody's own.
        let signed = |field: &&Field| field.status == FieldStatus::Signed;
        for field in finding.fields.iter().filter(signed).filter(|_| finding.signer.label.is_some())
        {
            let original = &template[&*field.name];
            let is_id = matches!(&*field.name, "event_id" | "schema_id") && original.is_null();
            let shown = original.as_str().map_or_else(|| original.to_string(), str::to_owned);
            let same = shown == field.value
                || serde_json::from_str::<Value>(&field.value).is_ok_and(|v| v == *original);
            assert!(is_id || same, "{} is called signed: {:?}", field.name, field.value);
        }
    }
}

/// The record of a case of the kit.
fn template(case: &str, file: &str) -> Value {
    let case: Value = serde_json::from_str(case).unwrap();
    serde_json::from_str(case["files"][file]["text"].as_str().unwrap()).unwrap()
}

/// A document's record with changed members.
pub fn documents(data: &[u8]) {
    static RECORD: LazyLock<Value> = LazyLock::new(|| {
        template(include_str!("../../tests/vectors/proofdesk/documents/as_issued.json"), "r.json")
    });
    changed_record(&RECORD, Kind::Document, data);
}

/// An attestation's record with changed members.
pub fn attestations(data: &[u8]) {
    static RECORD: LazyLock<Value> = LazyLock::new(|| {
        template(
            include_str!("../../tests/vectors/proofdesk/attestations/as_issued.json"),
            "r.json",
        )
    });
    changed_record(&RECORD, Kind::Attestation, data);
}

/// An audit event with changed members.
pub fn audit_events(data: &[u8]) {
    static RECORD: LazyLock<Value> = LazyLock::new(|| {
        template(
            include_str!("../../tests/vectors/proofdesk/audit-events/as_issued.json"),
            "e.json",
        )
    });
    changed_record(&RECORD, Kind::AuditEvent, data);
}

/// Request bodies and their rules.
pub fn requests(data: &[u8]) {
    if let Ok(report) = request::check(data, None) {
        assert_eq!(report.passes(), report.broken().next().is_none());
    }
}

/// Public keys: what is read is a key in its hex form too.
pub fn keys(data: &[u8]) {
    if let Ok(parsed) = parse_key(data) {
        let hex = parsed.key.to_hex();
        assert_eq!(parse_key(hex.as_bytes()).unwrap().key, parsed.key);
        assert!(!parsed.key.verify(b"", &[0; 64]), "a signature of zeros holds");
    }
}

/// Saved responses, and dates as HTTP writes them.
pub fn captures(data: &[u8]) {
    let (found, _) = api_error::captured(data);
    assert!(found.len() <= data.len());
    drop(api_error::captured_body(data));
    drop(api_error::explain(data));
    let text = String::from_utf8_lossy(data);
    for line in text.lines() {
        api_error::parse_http_date(line);
    }
}

/// Checksum lists: a line that is read can be written and read as the same.
pub fn checksums(data: &[u8]) {
    let mut parser = Parser::default();
    for line in data.split(|byte| *byte == b'\n') {
        let Parsed::Line(read) = parser.parse(line) else { continue };
        // No file has such a name, and only the form with a tag has room for it.
        if read.name.is_empty() {
            continue;
        }
        for form in [Form::Text, Form::Binary, Form::Tag] {
            let mut written = Vec::new();
            checksum::write_line(&mut written, &read.name, &read.sha256, form, false);
            let line = written.strip_suffix(b"\n").unwrap();
            assert!(!line.contains(&b'\n'));
            assert_eq!(Parser::default().parse(line), Parsed::Line(read.clone()), "{form:?}");
        }
    }
}

/// Envelopes around reports: nobody has signed one.
pub fn envelopes(data: &[u8]) {
    if let Some(envelope) = dsse::Envelope::read(data) {
        let keys = PINNED.pins().iter().map(|pin| (&pin.key, ()));
        let keys: Vec<(&PublicKey, ())> = keys.collect();
        assert!(envelope.open(keys.into_iter()).is_none());
    }
    verify_files(&[("report.json.dsse.json", data)]);
}

/// Key rings: what is read is written and read as the same.
pub fn rings(data: &[u8]) {
    let path = std::path::Path::new("keyring.json");
    if let Ok(ring) = KeyRing::read(path, data) {
        let written = ring.to_json();
        let again = KeyRing::read(path, written.as_bytes()).unwrap();
        assert_eq!(again.to_json(), written);
        assert_eq!(again.pins().len(), ring.pins().len());
    }
}

/// Every container: told by its bytes.
pub fn containers(data: &[u8]) {
    verify_files(&[("evidence.bin", data)]);
}

/// A bag in a tar archive: the data, in three parts, are its manifest, its tag manifest and its information.
pub fn bags(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let files: [(&str, &[u8]); 5] = [
        ("b/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("b/data/a.txt", b"a\n"),
        ("b/manifest-sha256.txt", part()),
        ("b/tagmanifest-sha256.txt", part()),
        ("b/bag-info.txt", part()),
    ];
    let mut tar = Vec::new();
    for (name, bytes) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend(header);
        tar.extend(bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.extend([0; 1024]);
    verify_files(&[("bag.tar", &tar)]);
}

/// The whole of it, over files that a byte 0xFF separates.
pub fn verify(data: &[u8]) {
    let files: Vec<(String, &[u8])> = data
        .split(|byte| *byte == 0xFF)
        .take(4)
        .enumerate()
        .map(|(number, bytes)| (format!("file-{number}"), bytes))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (&**name, *bytes)).collect();
    verify_files(&files);
}

/// Verifies files, and looks at what is said of them.
fn verify_files(files: &[(&str, &[u8])]) {
    let input = |(name, bytes): &(&str, &[u8])| Input::Text {
        name: (*name).into(),
        bytes: (*bytes).into(),
    };
    let options = Options { threads: NonZeroUsize::new(1), ..Options::default() };
    let job = Job { inputs: files.iter().map(input).collect(), trust: PINNED.clone(), options };
    let mut results = browse::Results::new();
    let accept = &mut |rows| results.accept(rows);
    let summary = run::carry_out(&job, &Control::new(), &browse::encode_rows, accept).unwrap();
    results.seal(summary.by_file.clone());
    look_at(&mut results);
}

/// Looks at what is said.
fn look_at(results: &mut browse::Results) {
    for index in 0..results.len() as u32 {
        let text = results.finding_json(index).unwrap();
        let result: Value = serde_json::from_str(&text).unwrap();
        assert!(!text.contains(BROKEN), "{text}");
        let checks = result["checks"].as_array().unwrap();
        if result["verdict"] == "verified" {
            assert!(checks.iter().all(|check| check["outcome"] == "pass"), "{text}");
        }
    }
}

/// Parts of a run, of any bytes: refused, or put together without a stop.
///
/// The bytes are a part as they are. And they are up to three parts, divided by FE, of pieces that are divided by
/// FF: the head of a frame, a line break and its text; the last piece is the list of files. Lengths and hashes
/// are made right, so that what is behind them is reached.
pub fn parts(data: &[u8]) {
    merge(&[data.to_vec()]);
    pieces_merge(data);
}

/// Whether pieces of parts come to a report.
pub fn pieces_merge(data: &[u8]) -> bool {
    let shares: Vec<&[u8]> = data.split(|byte| *byte == 0xFE).take(3).collect();
    let of = shares.len();
    let made = shares.iter().enumerate().map(|(i, pieces)| part(pieces, i + 1, of));
    merge(&made.collect::<Vec<_>>())
}

fn merge(made: &[Vec<u8>]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..made.len()).map(|i| folder.path().join(i.to_string())).collect();
    paths.iter().zip(made).for_each(|(path, part)| std::fs::write(path, part).unwrap());
    let Ok(parts) = Parts::open(&paths) else { return false };
    let options = Options { threads: NonZeroUsize::new(2), ..Options::default() };
    let Ok(job) = parts.job(PINNED.clone(), options) else { return false };
    let mut results = browse::Results::new();
    let accept = &mut |rows| results.accept(rows);
    let merged = parts::merge(&parts, &job, &Control::new(), &browse::encode_rows, accept);
    let Ok(summary) = merged else { return false };
    results.seal(summary.by_file.clone());
    look_at(&mut results);
    !results.is_empty()
}

/// What a part begins with.
const PART: &[u8] = b"proofdesk-part 1\n";

/// What the first frame of a part says, which is merged with these keys.
static ABOUT: LazyLock<Value> = LazyLock::new(|| {
    let job = Job { trust: PINNED.clone(), ..Job::default() };
    let mut part = Vec::new();
    parts::write(&job, Sharing::whole(), &Control::new(), &mut part).unwrap();
    let (len, rest) = part[PART.len()..].split_first_chunk::<4>().unwrap();
    serde_json::from_slice(&rest[4..4 + u32::from_le_bytes(*len) as usize]).unwrap()
});

fn part(pieces: &[u8], number: usize, of: usize) -> Vec<u8> {
    let mut about = ABOUT.clone();
    about["part"]["share"] = serde_json::json!({"number": number, "of": of});
    let mut part = PART.to_vec();
    frame(&mut part, &about, b"");
    let mut pieces: Vec<&[u8]> = pieces.split(|byte| *byte == 0xFF).collect();
    let index = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let at = piece.iter().position(|byte| *byte == b'\n').unwrap_or(piece.len());
        let (head, text) = (&piece[..at], piece.get(at + 1..).unwrap_or_default());
        let Ok(mut head) = serde_json::from_slice::<Value>(head) else { continue };
        for kind in ["block", "whole", "end"] {
            let Some(said) = head.get_mut(kind).and_then(Value::as_object_mut) else { continue };
            said.insert("bytes".into(), text.len().into());
            if kind != "end" {
                said.entry("answers").or_insert(0.into());
            }
        }
        frame(&mut part, &head, &packed(text));
    }
    let at = part.len() as u64;
    let mut index = serde_json::from_slice::<Value>(index).unwrap_or_default();
    if let Some(index) = index.as_object_mut() {
        index.insert("sha256".into(), Digest::of(&part).to_string().into());
    }
    let text = index.to_string();
    let head = serde_json::json!({"index": {"bytes": text.len()}});
    frame(&mut part, &head, &packed(text.as_bytes()));
    part.extend(at.to_le_bytes());
    part.extend(b"part end");
    part
}

fn frame(part: &mut Vec<u8>, head: &Value, body: &[u8]) {
    let head = head.to_string();
    part.extend((head.len() as u32).to_le_bytes());
    part.extend((body.len() as u32).to_le_bytes());
    part.extend(head.as_bytes());
    part.extend(body);
}

/// Bytes in the form of RFC 1950, stored.
fn packed(text: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x78, 0x01];
    let pieces: Vec<&[u8]> = match text {
        [] => vec![text],
        _ => text.chunks(0xFFFF).collect(),
    };
    for (i, piece) in pieces.iter().enumerate() {
        let len = piece.len() as u16;
        packed.push(u8::from(i + 1 == pieces.len()));
        packed.extend(len.to_le_bytes());
        packed.extend((!len).to_le_bytes());
        packed.extend(*piece);
    }
    let (a, b) = text.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    packed.extend((b << 16 | a).to_be_bytes());
    packed
}

/// What a result says whose block made a worker stop.
const BROKEN: &str = "nternal error of Proofdesk";

//! The bytes behind a result.

use std::fs;

use proofdesk_engine::Input;
use proofdesk_engine::browse::{Form, InspectError, inspect};
use proofdesk_engine::core::encoding::{Digest, decode_bytes, decode_hex};
use proofdesk_engine::core::verdict::{Member, Source};
use proofdesk_engine::input::Origin;
use proofdesk_engine::platform::Place;
use serde_json::Value;

use crate::support::{Run, pasted, sample, trust};

fn written(name: &str, text: impl AsRef<[u8]>) -> Origin {
    Origin::Text { name: name.into(), bytes: text.as_ref().into() }
}

fn source(path: &str, line: Option<u64>, pointer: Option<&str>) -> Source {
    Source { line, pointer: pointer.map(str::to_owned), ..Source::file(path) }
}

fn of(finding: &Value) -> Source {
    serde_json::from_value(finding["source"].clone()).unwrap()
}

/// The record in its file.
fn record(source: &Source) -> Value {
    let text = fs::read_to_string(&*source.path).unwrap();
    let text = match source.line {
        Some(line) => text.lines().nth(line as usize - 1).unwrap(),
        None => &text,
    };
    let value: Value = serde_json::from_str(text).unwrap();
    value.pointer(source.pointer.as_deref().unwrap_or_default()).unwrap().clone()
}

fn text<'v>(record: &'v Value, member: &str) -> &'v str {
    record[member].as_str().unwrap()
}

fn passes(finding: &Value, check: &str) -> bool {
    let mut checks = finding["checks"].as_array().unwrap().iter();
    checks.any(|c| c["check"] == check && c["outcome"] == "pass")
}

fn signed(forms: &[Form]) -> Vec<&Form> {
    forms.iter().filter(|form| form.name.starts_with("Over ")).collect()
}

fn hashed(forms: &[Form]) -> Vec<&Form> {
    forms.iter().filter(|form| form.name.starts_with("Hashed: ")).collect()
}

#[test]
fn every_sample_shows_what_was_signed_and_hashed() {
    let mut run = Run::over_samples();
    let mut seen = 0;
    for finding in run.findings() {
        let kind = text(&finding, "kind");
        if matches!(kind, "content" | "key" | "request" | "audit_log" | "container") {
            continue;
        }
        let source = of(&finding);
        let input = run.summary.origins.get(&source.path).unwrap();
        let forms = inspect(input, &source, &run.job.trust).unwrap();
        for form in &forms {
            assert_eq!(form.sha256, Digest::of(&form.bytes).to_string());
            assert_eq!(form.len, form.bytes.len() as u64);
        }
        seen += 1;
        if !source.members.is_empty() {
            // What is in archives is not opened once more by the test.
            assert!(!forms.is_empty());
            continue;
        }
        let record = record(&source);
        match kind {
            "audit_event" => {
                let [form] = &forms[..] else { panic!("{forms:?}") };
                assert_eq!(form.held, passes(&finding, "signature"));
                assert_eq!(form.sha256, text(&finding["hashes"], "canonical_sha256"));
                let same = form.sha256 == text(&record, "payload_hash");
                assert_eq!(same, passes(&finding, "payload_hash"));
            }
            "document" | "attestation" => {
                let [form] = &forms[..] else { panic!("{forms:?}") };
                let bytes = match kind {
                    "document" => decode_bytes(text(&record, "signed_payload_b64")).unwrap(),
                    _ => decode_hex(text(&record, "signed_payload")).unwrap(),
                };
                assert_eq!(form.bytes, bytes);
                assert_eq!(form.held, passes(&finding, "signature"));
                assert_eq!(form.pointer, source.pointer);
            }
            "event" => {
                let [form] = &forms[..] else { panic!("{forms:?}") };
                assert_eq!(form.held, passes(&finding, "payload_hash"));
                assert_eq!(form.held, form.sha256 == text(&record, "payload_hash"));
            }
            "proof_response" => {
                let forms = signed(&forms);
                assert!(forms.len() == 3 || forms.len() == 1 && forms[0].held);
            }
            "trace" => the_trace(&finding, &record, &forms, input, &source),
            other => panic!("{other}"),
        }
    }
    assert!(seen > 300, "{seen}");
}

fn the_trace(finding: &Value, record: &Value, forms: &[Form], input: &Origin, source: &Source) {
    let at = |pointer: Option<&str>| -> Vec<Form> {
        forms.iter().filter(|f| f.pointer.as_deref() == pointer).cloned().collect()
    };
    let composite = at(None);
    let holds = passes(finding, "composite_hash");
    assert_eq!(composite.len() == 1, holds);
    assert_eq!(composite[0].held, holds);
    assert_eq!(composite[0].sha256 == text(record, "composite_hash"), holds);
    let seal = at(Some("/seal_event"));
    assert!(seal.iter().any(|form| form.held));
    for (i, child) in finding["children"].as_array().unwrap().iter().enumerate() {
        let pointer = format!("/events/{i}");
        let own = at(Some(&pointer));
        assert_eq!(signed(&own).iter().any(|form| form.held), passes(child, "signature"));
        let hash = text(&record["events"][i], "content_hash");
        assert_eq!(
            hashed(&own).iter().any(|form| form.sha256 == hash && form.held),
            hashed(&own).iter().any(|form| form.held)
        );
        let item = Source { pointer: Some(pointer), ..source.clone() };
        assert_eq!(inspect(input, &item, &trust()).unwrap(), own);
    }
}

#[test]
fn a_record_is_found_by_line_and_pointer() {
    let log = fs::read(sample("good/audit/branch-systems.ndjson")).unwrap();
    let count = log.iter().filter(|b| **b == b'\n').count() as u64;
    let input = written("log", &log);
    let forms = |line| inspect(&input, &source("log", Some(line), None), &trust());
    let seq = |line| {
        let bytes = forms(line).unwrap()[0].bytes.clone();
        serde_json::from_slice::<Value>(&bytes).unwrap()["seq"].as_i64().unwrap()
    };
    assert_eq!(seq(count) - seq(1), count as i64 - 1);
    // Lines longer than what is read at once, before the line and in it.
    let long = format!("{}\n{}{}", "x".repeat(600_000), " ".repeat(300_000), first_line(&log));
    let input = written("long", long);
    assert!(inspect(&input, &source("long", Some(2), None), &trust()).unwrap()[0].held);

    let record = fs::read_to_string(sample("wrong/7-audit-event-edited.json")).unwrap();
    let list = format!("{{\"odd~/name\": 1, \"events\": [{record}, {{\"event\": {record}}}]}}");
    let input = written("list", list);
    for pointer in ["/events/0", "/events/1/event"] {
        let forms = inspect(&input, &source("list", None, Some(pointer)), &trust()).unwrap();
        assert_eq!((forms.len(), forms[0].held), (1, false));
        assert_eq!(forms[0].pointer.as_deref(), Some(pointer));
    }
    // What is around it may be known too.
    let request = format!("{{\"document_hash\": \"0\", \"event\": {record}}}");
    let forms = inspect(&written("r", request), &source("r", None, Some("/event")), &trust());
    assert_eq!(forms.unwrap()[0].pointer.as_deref(), Some("/event"));
}

fn first_line(log: &[u8]) -> &str {
    std::str::from_utf8(log).unwrap().lines().next().unwrap()
}

#[test]
fn what_is_gone_or_changed_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.ndjson");
    let log = fs::read(sample("good/audit/branch-systems.ndjson")).unwrap();
    fs::write(&path, &log).unwrap();
    let input = Origin::File(Place::from(&*path));
    let fault = |line, pointer| {
        let error = inspect(&input, &source("log", line, pointer), &trust()).unwrap_err();
        (error.to_string(), error)
    };
    assert!(inspect(&input, &source("log", Some(3), None), &trust()).unwrap()[0].held);
    assert!(matches!(fault(Some(100_000), None).1, InspectError::NoLine { line: 100_000 }));
    assert!(matches!(fault(Some(1), Some("/events/0")).1, InspectError::NoRecord));
    assert!(matches!(fault(None, None).1, InspectError::Json(_)));

    fs::write(&path, "{}\n{\n").unwrap();
    assert!(matches!(fault(Some(1), None).1, InspectError::NoRecord));
    assert!(matches!(fault(Some(2), None).1, InspectError::Json(_)));
    assert!(matches!(fault(Some(3), None).1, InspectError::NoLine { line: 3 }));
    for (line, words) in [(1, "has changed since"), (3, "has no line 3")] {
        assert!(fault(Some(line), None).0.contains(words));
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(fault(Some(1), None).1, InspectError::Read(_)));
    let stdin = inspect(&Origin::Stdin, &source("-", None, None), &trust());
    assert!(matches!(stdin, Err(InspectError::ReadOnce)));
}

#[test]
fn long_bytes_are_cut_and_say_so() {
    let long = "x".repeat(3 << 20);
    let record = format!(
        r#"{{"event_id":"e","event_type":"t","payload":{{"text":"{long}"}},"payload_hash":"{}"}}"#,
        "0".repeat(64)
    );
    let forms = inspect(&written("e", record), &source("e", None, None), &trust()).unwrap();
    let payload = format!(r#"{{"text":"{long}"}}"#);
    assert_eq!(forms.len(), 1);
    assert_eq!((forms[0].bytes.len(), forms[0].len), (1 << 20, payload.len() as u64));
    assert_eq!(forms[0].sha256, Digest::of(payload.as_bytes()).to_string());
}

#[cfg(unix)]
#[test]
fn a_file_is_found_by_the_name_that_is_shown() {
    use std::os::unix::ffi::OsStringExt;
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join(std::ffi::OsString::from_vec(b"a\xff.json".to_vec()));
    fs::write(&odd, "{}").unwrap();
    fs::write(folder.path().join("b.json"), "{}").unwrap();
    let run = Run::over([Input::Path(folder.path().to_owned()), pasted("Pasted", "x")]);
    let shown = format!("{}/a\\xff.json", folder.path().display());
    let found = |name: &str| run.summary.origins.get(name);
    assert!(matches!(found(&shown), Some(Origin::File(place)) if place.path() == odd));
    assert!(matches!(found("Pasted"), Some(Origin::Text { bytes, .. }) if **bytes == *b"x"));
    assert!(found("/etc/passwd").is_none());
    // What became a link since is not followed.
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::remove_file(&odd).unwrap();
    std::os::unix::fs::symlink(outside.path(), &odd).unwrap();
    let origin = found(&shown).unwrap();
    let error = inspect(origin, &source(&shown, None, None), &trust()).unwrap_err();
    assert!(error.to_string().contains("a symbolic link"), "{error}");
}

/// A record in an archive in a mail is found once more by its way.
#[test]
fn a_member_of_a_container_shows_what_was_signed() {
    let mail = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/containers/made/attached-zip.eml"
    );
    let step = |name: &str, index| Member { name: name.into(), index, of_name: None };
    let members = vec![step("evidence.zip", 2), step("audit.ndjson", 6)];
    let source = Source { members, ..source(mail, Some(2), None) };
    let origin = Origin::File(Place::from(std::path::Path::new(mail)));
    let forms = inspect(&origin, &source, &trust()).unwrap();
    assert!(forms.iter().any(|form| form.held), "{forms:?}");
    let gone = Source { members: vec![step("evidence.zip", 7)], ..source };
    assert!(matches!(inspect(&origin, &gone, &trust()), Err(InspectError::NoRecord)));
}

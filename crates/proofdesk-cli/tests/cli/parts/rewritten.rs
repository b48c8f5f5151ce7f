//! Parts as whoever can write one can make them: the frames say something else, and the hashes are right.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};
use test_issuer::json::record_line;
use test_issuer::sha256_hex;

use super::refused::refused;
use crate::containers::{stored, zip};
use crate::support::{Evidence, LETTER, Report, audit_event, pin, reasons};

const MARK: &[u8] = b"proofdesk-part 1\n";

type Frames = Vec<(Value, Vec<u8>)>;

fn frame(head: &Value, body: &[u8]) -> Vec<u8> {
    let head = head.to_string();
    let lengths = [head.len(), body.len()].map(|len| (len as u32).to_le_bytes());
    [&lengths[0], &lengths[1], head.as_bytes(), body].concat()
}

/// Writes the part anew, with its frames and its list of files as `change` leaves them.
fn rewrite(part: &Path, change: impl FnOnce(&mut Frames, &mut Value)) {
    let bytes = fs::read(part).unwrap();
    let mut rest = &bytes[MARK.len()..bytes.len() - 16];
    let mut frames = Frames::new();
    while !rest.is_empty() {
        let len = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().unwrap()) as usize;
        let (head, body) = (8 + len(0), 8 + len(0) + len(4));
        frames.push((serde_json::from_slice(&rest[8..head]).unwrap(), rest[head..body].to_vec()));
        rest = &rest[body..];
    }
    let (_, index) = frames.pop().unwrap();
    let mut text = Vec::new();
    ZlibDecoder::new(&index[..]).read_to_end(&mut text).unwrap();
    let mut index: Value = serde_json::from_slice(&text).unwrap();
    change(&mut frames, &mut index);
    let mut written = MARK.to_vec();
    frames.iter().for_each(|(head, body)| written.extend(frame(head, body)));
    index["sha256"] = sha256_hex(&written).into();
    let at = (written.len() as u64).to_le_bytes();
    let text = index.to_string();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let head = json!({ "index": { "bytes": text.len() } });
    written.extend(frame(&head, &packed.finish().unwrap()));
    written.extend([&at[..], b"part end"].concat());
    fs::write(part, written).unwrap();
}

fn is(frame: &(Value, Vec<u8>), kind: &str) -> bool {
    frame.0.get(kind).is_some()
}

fn whole(evidence: &Evidence) -> PathBuf {
    evidence.part("1/1", &["--no-keyring", "--pin", &pin(), "e"])
}

#[test]
fn what_is_unchanged_is_read_as_before() {
    let evidence = Evidence::new().file("note.txt", "A note.");
    let part = whole(&evidence);
    let before = fs::read(&part).unwrap();
    rewrite(&part, |_, _| ());
    let merge = || {
        Report::of(evidence.merge(
            std::slice::from_ref(&part),
            &["--format", "json", "--no-keyring", "--pin", &pin()],
        ))
    };
    let after = merge().json;
    fs::write(&part, before).unwrap();
    assert_eq!(after["report_digest"], merge().json["report_digest"]);
    assert_eq!(after["summary"]["not_found"], 1);
}

/// Verdicts are the merge's: what a part says of a file is how it could be read.
#[test]
fn a_part_gives_no_verdict() {
    let pass = |check: &str| json!({ "check": check, "outcome": "pass" });
    let all = ["content_hash", "signature", "signer", "binding"].map(pass);
    let passed: Vec<Value> = all.into_iter().collect();
    let none = json!({ "check": "parse", "outcome": "none" });
    let container =
        |checks: &[Value]| json!({ "name": "zip archive", "files": 0, "checks": checks });
    let facts = |member: &str, value: Value| json!({ "read": { "sha256": sha256_hex(LETTER), "size": 9, member: value } });
    let with_none = [&passed[..], std::slice::from_ref(&none)].concat();
    for end in [
        facts("container", container(&with_none)),
        facts("container", container(&passed)),
        facts("container", container(std::slice::from_ref(&none))),
        facts("broken", passed[0].clone()),
        facts("problem", passed[1].clone()),
        json!({ "unread": passed[0] }),
        json!({ "unread": none }),
    ] {
        let evidence = Evidence::new().file("letter.txt", "A letter.");
        let part = whole(&evidence);
        rewrite(&part, |frames, _| {
            let (head, _) = frames.iter_mut().find(|frame| is(frame, "end")).unwrap();
            head["end"]["end"] = end.clone();
        });
        let said = refused(&evidence.merge(&[part], &["--no-keyring", "--pin", &pin()]));
        assert!(said.contains("its pieces do not fit together"), "{end}: {said}");
    }
}

/// As when an archive changed while its members were read: they need not have an end, and have no place.
#[test]
fn of_an_archive_that_changed_nothing_is_used_and_nobody_waits_for_the_rest() {
    let line = |seq| record_line(&audit_event("o", seq)) + "\n";
    let log: String = (1..=4000).map(line).collect();
    let archive = zip(&[stored("log.ndjson", log)]);
    let evidence = Evidence::new().file("a.zip", archive);
    let changed = json!({ "changed": "It was written to meanwhile." });
    let options = ["--format", "json", "--jobs", "1", "--no-keyring", "--pin", &pin()];
    // Its first blocks, then the end of the archive.
    let part = whole(&evidence);
    rewrite(&part, |frames, _| {
        let blocks = frames.iter().filter(|frame| is(frame, "block")).count();
        assert!(blocks > 8, "{blocks}");
        let first = frames.iter().position(|frame| is(frame, "block")).unwrap();
        let is_archive = |frame: &(Value, Vec<u8>)| frame.0["end"]["file"] == json!([0, 0]);
        let mut end = frames.remove(frames.iter().position(is_archive).unwrap());
        end.0["end"]["end"] = changed.clone();
        frames.truncate(first + 3);
        frames.push(end);
    });
    let report = Report::of(evidence.merge(&[part], &options));
    assert_eq!(reasons(report.result("a.zip")), ["changed_while_reading"].into());
    assert_eq!(report.json["summary"]["verified"], 0);
    // Its end, then blocks.
    let part = whole(&evidence);
    rewrite(&part, |frames, _| {
        let first = frames.iter().position(|frame| is(frame, "block")).unwrap();
        let is_archive = |frame: &(Value, Vec<u8>)| frame.0["end"]["file"] == json!([0, 0]);
        let mut end = frames.remove(frames.iter().position(is_archive).unwrap());
        end.0["end"]["end"] = changed.clone();
        frames.insert(first + 1, end);
    });
    let said = refused(&evidence.merge(&[part], &["--jobs", "1", "--no-keyring", "--pin", &pin()]));
    assert!(said.contains("its pieces do not fit together"), "{said}");
}

#[test]
fn of_a_divided_file_that_changed_nothing_is_used() {
    let line = |seq| record_line(&audit_event("o", seq)) + "\n";
    let log: String = (1..=8000).map(line).collect();
    let evidence = Evidence::new().file("log.ndjson", &log);
    let pin = pin();
    let parts = ["1/2", "2/2"].map(|n| evidence.part(n, &["--no-keyring", "--pin", &pin, "e"]));
    rewrite(&parts[0], |frames, index| {
        let (head, _) = frames.iter_mut().find(|frame| is(frame, "end")).unwrap();
        head["end"]["end"] = json!({ "changed": "It grew meanwhile." });
        let stretch = &mut index["files"][0]["stretch"];
        *stretch = json!({ "bytes": null, "lines": 0, "blocks": 0, "sha256": null, "others": [], "failed": true });
    });
    let options = ["--format", "json", "--no-keyring", "--pin", &pin];
    let report = Report::of(evidence.merge(&parts, &options));
    assert_eq!(reasons(report.result("log.ndjson")), ["changed_while_reading"].into());
    assert_eq!(report.json["summary"]["verified"], 0);
}

/// A little can unpack to a thousand times as much.
#[test]
fn a_block_is_no_longer_than_any_can_be() {
    let line = |seq| record_line(&audit_event("o", seq)) + "\n";
    let evidence = Evidence::new().file("log.ndjson", (1..=9).map(line).collect::<String>());
    let part = whole(&evidence);
    rewrite(&part, |frames, _| {
        let (head, _) = frames.iter_mut().find(|frame| is(frame, "block")).unwrap();
        head["block"]["bytes"] = json!(1u64 << 40);
    });
    let said = refused(&evidence.merge(&[part], &["--no-keyring", "--pin", &pin()]));
    assert!(said.contains("its pieces do not fit together"), "{said}");
}

#[test]
fn what_is_not_there_and_given_twice_is_told_of_once() {
    let evidence = Evidence::new().file("note.txt", "A note.");
    let part = evidence.part("1/1", &["--no-keyring", "gone", "e", "gone"]);
    let merged = Report::of(evidence.merge(&[part], &["--format", "json", "--no-keyring"]));
    assert_eq!(reasons(merged.result("gone")), ["unreadable_file"].into());
}

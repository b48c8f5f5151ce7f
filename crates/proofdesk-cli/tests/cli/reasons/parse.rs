//! What cannot be read as a record.

use serde_json::{Value, json};
use test_issuer::json::{record_line, record_text};
use test_issuer::{Document, Issuer};

use super::Case;
use crate::support::{LETTER, answer, audit_event, issuer, letter};

pub(super) fn invalid_json() -> Case {
    let text = record_text(&letter());
    Case::new().file("cut.json", &text[..text.len() / 2]).gives("uncheckable", 3)
}

pub(super) fn invalid_json_in_a_line() -> Case {
    let lines: Vec<String> =
        (1..=3).map(|seq| record_line(&audit_event("cut line", seq))).collect();
    let text = format!("{}\n{}\n{}\n", lines[0], &lines[1][..200], lines[2]);
    Case::new().file("log.ndjson", text).at("log.ndjson:2").gives("uncheckable", 3)
}

/// With the last one taken, as most programs do, it would verify.
fn with_a_second(key: &str, value: &str, text: &str) -> String {
    text.replacen('{', &format!("{{\"{key}\":\"{value}\","), 1)
}

pub(super) fn duplicate_json_key() -> Case {
    let text = with_a_second("document_ref", "another.txt", &record_text(&letter()));
    Case::new().file("twice.json", text).file("letter.txt", LETTER).gives("uncheckable", 3)
}

pub(super) fn duplicate_json_key_in_a_line() -> Case {
    let line = |seq| record_line(&audit_event("twice", seq));
    let text = format!("{}\n{}\n", line(1), with_a_second("action", "member.erased", &line(2)));
    Case::new().file("log.ndjson", text).at("log.ndjson:2").gives("uncheckable", 3)
}

pub(super) fn duplicate_json_key_in_the_signed_payload() -> Case {
    let mut record = letter();
    let signed = with_a_second("document_ref", "another.txt", &signed_payload(&record));
    sign_document(&mut record, &issuer(), signed.as_bytes());
    Case::new().record("r.json", &record).file("letter.txt", LETTER).gives("unconfirmed", 3)
}

/// The statement inside a document's record.
pub(super) fn signed_payload(record: &Value) -> String {
    String::from_utf8(from_base64(&record["signed_payload_b64"])).unwrap()
}

/// Puts other signed bytes into a document's record.
pub(super) fn sign_document(record: &mut Value, issuer: &Issuer, signed: &[u8]) {
    record["signed_payload_b64"] = to_base64(signed).into();
    record["signature_b64"] = issuer.sign_base64(signed).into();
}

pub(super) fn from_base64(value: &Value) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(value.as_str().unwrap()).unwrap()
}

pub(crate) fn to_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

pub(super) fn too_deep() -> Case {
    let mut record = letter();
    record["metadata"] = (0..200).fold(json!(1), |inner, _| json!([inner]));
    Case::new().record("deep.json", &record).file("letter.txt", LETTER).gives("uncheckable", 3)
}

/// A sparse file costs no space, and it begins like a record.
pub(super) fn too_large() -> Case {
    Case::new()
        .file("large.json", br#"{"event_id":"evt_1","document_ref":""#)
        .with(|folder| {
            let file = std::fs::File::options().write(true).open(folder.join("large.json"));
            file.unwrap().set_len((256 << 20) + 1).unwrap();
        })
        .gives("uncheckable", 3)
}

pub(super) fn invalid_utf8() -> Case {
    let text = record_text(&letter()).replace("letter.txt", "l\u{1}tter.txt");
    let bytes: Vec<u8> = text.bytes().map(|b| if b == 1 { 0xE9 } else { b }).collect();
    Case::new().file("latin1.json", bytes).file("letter.txt", LETTER).gives("uncheckable", 3)
}

pub(super) fn invalid_utf8_as_utf16() -> Case {
    let text = format!("\u{FEFF}{}", record_text(&letter()));
    let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.pop();
    Case::new().file("powershell.json", bytes).gives("uncheckable", 3)
}

pub(super) fn unreadable_file_that_is_missing() -> Case {
    Case::new().args(["e/none.json"]).at("none.json").gives("uncheckable", 3)
}

#[cfg(unix)]
pub(super) fn unreadable_file_by_permission() -> Option<Case> {
    use std::os::unix::fs::PermissionsExt;
    let case = Case::new().record("private.json", &letter());
    let path = case.evidence.path("private.json");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    // Whoever may read everything cannot see this case.
    std::fs::read(&path).is_err().then(|| case.gives("uncheckable", 3))
}

#[cfg(not(unix))]
pub(super) fn unreadable_file_by_permission() -> Option<Case> {
    None
}

/// Somebody writes for as long as the run lasts.
pub(super) fn changed_while_reading() -> Option<Case> {
    use std::io::{Seek, Write};
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use proofdesk_engine::core::verdict::Reason;

    let case = Case::new().file("growing.bin", "").gives("uncheckable", 3);
    let file = std::fs::File::options().write(true).open(case.evidence.path("growing.bin"));
    let mut file = file.unwrap();
    file.set_len(192 << 20).unwrap();
    let over = AtomicBool::new(false);
    let report = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                file.seek(std::io::SeekFrom::Start(100)).unwrap();
                file.write_all(b"!").unwrap();
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let report = case.run();
        over.store(true, Relaxed);
        report
    });
    case.reach_in(Reason::ChangedWhileReading, &report);
    None
}

#[cfg(unix)]
pub(super) fn not_a_regular_file_but_a_fifo() -> Case {
    let make = |folder: &std::path::Path| {
        let made = std::process::Command::new("mkfifo").arg(folder.join("pipe")).status();
        assert!(made.unwrap().success());
    };
    Case::new().with(make).at("pipe").gives("uncheckable", 3)
}

#[cfg(unix)]
pub(super) fn not_a_regular_file_but_a_socket() -> Case {
    let bind = |folder: &std::path::Path| {
        drop(std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap());
    };
    Case::new().with(bind).at("socket").gives("uncheckable", 3)
}

#[cfg(unix)]
pub(super) fn not_a_regular_file_but_a_link_out() -> Case {
    let link = |folder: &std::path::Path| {
        std::fs::write(folder.join("../outside.json"), record_text(&letter())).unwrap();
        std::os::unix::fs::symlink("../outside.json", folder.join("link.json")).unwrap();
    };
    Case::new().with(link).at("link.json").gives("uncheckable", 3)
}

#[cfg(unix)]
pub(super) fn not_a_regular_file_but_a_device() -> Case {
    Case::new().args(["/dev/null"]).at("/dev/null").gives("uncheckable", 3)
}

#[cfg(not(unix))]
mod elsewhere {
    use super::Case;

    pub(in super::super) fn not_a_regular_file_but_a_fifo() -> Option<Case> {
        None
    }

    pub(in super::super) fn not_a_regular_file_but_a_socket() -> Option<Case> {
        None
    }

    pub(in super::super) fn not_a_regular_file_but_a_link_out() -> Option<Case> {
        None
    }

    pub(in super::super) fn not_a_regular_file_but_a_device() -> Option<Case> {
        None
    }
}

#[cfg(not(unix))]
pub(super) use elsewhere::*;

/// The export of the vendor's viewer, which leaves out what verification needs.
pub(super) fn unsupported_record_of_the_viewer() -> Case {
    let header = "seq,occurred_at,ingested_at,action,actor_type,actor_id,actor_name,targets,\
                  location,user_agent,payload_hash,signature";
    let row = "1,2026-03-02T08:31:00Z,2026-03-02T08:31:01Z,member.viewed,user,usr_1,Søren,,,,00,00";
    Case::new().file("export.csv", format!("{header}\n{row}\n")).gives("uncheckable", 3)
}

/// As a spreadsheet writes it again.
pub(super) fn unsupported_record_of_the_viewer_with_quotes() -> Case {
    let names = ["seq", "occurred_at", "ingested_at", "action", "actor_type", "actor_id"];
    let header = names.map(|name| format!("\"{name}\"")).join(",");
    Case::new().file("export.csv", format!("\u{FEFF}{header}\r\n")).gives("uncheckable", 3)
}

pub(super) fn unsupported_record_of_a_comparison() -> Case {
    let hash = test_issuer::sha256_hex(LETTER);
    let comparison = json!({
        "event_id": "evt_1", "match_result": true, "anchored_hash": hash, "submitted_hash": hash,
    });
    Case::new().file("verify.json", comparison.to_string()).gives("uncheckable", 3)
}

pub(super) fn unsupported_record_of_an_ingest() -> Case {
    let answer = json!({ "event_id": "evt_1", "ingested_at": "2026-03-02T08:31:01Z" });
    Case::new().file("ingested.json", answer.to_string()).gives("uncheckable", 3)
}

pub(super) fn unsupported_record_in_a_list() -> Case {
    let list = json!([letter(), { "name": "somebody" }]);
    Case::new()
        .file("records.json", list.to_string())
        .file("letter.txt", LETTER)
        .at("records.json")
        .gives("uncheckable", 3)
}

pub(super) fn private_key() -> Case {
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "A", "d": "B" });
    Case::new().record("key.json", &jwk).at("key.json").gives("uncheckable", 3)
}

fn audit_event_with(member: &str, value: Value) -> Case {
    let mut event = audit_event("edited", 1);
    event[member] = value;
    Case::new().record("event.json", &event)
}

pub(super) fn compressed() -> Case {
    Case::new().file("export.ndjson.xz", b"\xFD7zXZ\0\0\x04").gives("uncheckable", 3)
}

pub(super) fn archive_damaged() -> Case {
    Case::new()
        .file("export.ndjson.gz", b"\x1F\x8B\x08\0\0\0\0\0\0\x03")
        .at("export.ndjson.gz › export.ndjson")
        .gives("uncheckable", 3)
}

pub(super) fn archive_encrypted() -> Case {
    let mail = "From: a@b.example\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; \
                smime-type=enveloped-data\n\nAAAA\n";
    Case::new()
        .file("m.eml", mail)
        .at("m.eml › part 1 (application/pkcs7-mime)")
        .gives("uncheckable", 3)
}

pub(super) fn archive_limit() -> Case {
    // A zstd frame of blocks that repeat one byte, each of 128 KiB in four bytes: 100 MiB.
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38];
    for i in 0..800u32 {
        let header = u32::from(i == 799) | 1 << 1 | (128 << 10) << 3;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    Case::new().file("bomb.zst", frame).at("bomb.zst › bomb").gives("uncheckable", 3)
}

pub(super) fn unsupported_schema() -> Case {
    audit_event_with("schema_id", json!("invoance.audit/2")).gives("uncheckable", 3)
}

pub(super) fn unsupported_schema_by_version() -> Case {
    audit_event_with("version", json!(2)).gives("uncheckable", 3)
}

pub(super) fn unsupported_schema_of_a_statement() -> Case {
    let mut record = issuer().attestation(&answer());
    change_statement(&mut record, "\"v\":1,", "\"v\":2,");
    Case::new()
        .record("answer.json", &record)
        .file("answer.raw.json", answer().raw_body())
        .gives("unconfirmed", 3)
}

/// Changes the statement of an attestation and signs it again.
pub(crate) fn change_statement(record: &mut Value, from: &str, to: &str) {
    let statement = hex::decode(record["signed_payload"].as_str().unwrap()).unwrap();
    let statement = String::from_utf8(statement).unwrap();
    assert_eq!(statement.matches(from).count(), 1, "{statement}");
    let statement = statement.replace(from, to);
    record["signed_payload"] = hex::encode(&statement).into();
    record["signature"] = issuer().sign_hex(statement.as_bytes()).into();
}

pub(super) fn missing_field() -> Case {
    let mut record = letter();
    record.as_object_mut().unwrap().remove("document_hash");
    Case::new().record("r.json", &record).gives("unconfirmed", 3)
}

pub(super) fn missing_field_that_is_null() -> Case {
    audit_event_with("actor", Value::Null).gives("uncheckable", 3)
}

pub(super) fn invalid_field() -> Case {
    audit_event_with("seq", json!("1")).gives("uncheckable", 3)
}

pub(super) fn invalid_field_by_letter_case() -> Case {
    let hash = audit_event("edited", 1)["payload_hash"].as_str().unwrap().to_uppercase();
    audit_event_with("payload_hash", json!(hash)).gives("unconfirmed", 3)
}

/// A document's record of which one member is changed, with the document.
pub(super) fn letter_with(member: &str, value: Value) -> Case {
    let mut record = letter();
    record[member] = value;
    Case::new().record("r.json", &record).file("letter.txt", LETTER)
}

/// A document's record of which one member is missing, with the document.
pub(super) fn letter_without(member: &str) -> Case {
    let mut record = letter();
    record.as_object_mut().unwrap().remove(member).unwrap();
    Case::new().record("r.json", &record).file("letter.txt", LETTER)
}

/// A record of another document whose signature is genuine.
pub(super) fn other_letter() -> Value {
    issuer().document(&Document::new(b"another text", "other.txt", "2026-03-02T11:00:00Z"))
}

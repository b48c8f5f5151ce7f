//! Files that are no JSON are called what they are.

use std::process::Command;

use base64::Engine as _;
use serde_json::{Value, json};
use test_issuer::json::{record_line, record_text};

use crate::support::{Evidence, LETTER, Report, audit_event, given, letter};

fn only(report: &Report) -> &Value {
    let results = report.results();
    assert_eq!(results.len(), 1, "{:?}", report.places());
    &results[0]
}

#[track_caller]
fn assert_named(name: &str, bytes: impl AsRef<[u8]>, reason: &str, words: &[&str]) {
    let report = Evidence::new().file(name, bytes).verify();
    let result = only(&report);
    assert_eq!(
        (result["kind"].as_str(), result["verdict"].as_str()),
        (Some("unknown"), Some("uncheckable")),
        "{name}: {result}"
    );
    let check = &result["checks"][0];
    assert_eq!(check["reason"], reason, "{name}: {result}");
    let note = check["note"].as_str().unwrap_or_else(|| panic!("{name}: {result}"));
    // What it is, and the remedy that fits it.
    let said = format!("{note} {}", result["next_step"].as_str().unwrap_or_default());
    words.iter().for_each(|word| assert!(said.contains(word), "{name}: {said}"));
    assert_eq!(report.status, 3);
}

/// What Python makes of a text.
fn python(text: &str, script: &str) -> String {
    let start = "import sys; text = sys.stdin.buffer.read(); out = sys.stdout.buffer.write\n";
    let mut python = Command::new("python3");
    let output = given(python.args(["-c", &format!("{start}{script}")]), text.as_bytes());
    String::from_utf8(output.stdout).unwrap()
}

/// What other programs pack.
#[test]
fn packed_files_are_named() {
    let script = r#"
import bz2, gzip, io, lzma, sys, tarfile, zipfile
from email.message import EmailMessage
import mailbox, os
data = open('letter.txt', 'rb').read()
with zipfile.ZipFile('a.zip', 'w') as z: z.writestr('letter.txt', data)
zipfile.ZipFile('empty.zip', 'w').close()
with zipfile.ZipFile('a.docx', 'w') as z: z.writestr('[Content_Types].xml', '<Types/>'); z.writestr('word/document.xml', '<w/>')
with zipfile.ZipFile('with-office.zip', 'w') as z: z.write('letter.txt'); z.write('a.docx')
open('a.gz', 'wb').write(gzip.compress(data))
open('a.a', 'wb').write(b'!<arch>\nletter.txt      0           0     0     100644  %-10d`\n' % len(data) + data)
open('a.bz2', 'wb').write(bz2.compress(data))
open('a.xz', 'wb').write(lzma.compress(data))
with tarfile.open('a.tar', 'w') as t: t.add('letter.txt')
mail = EmailMessage(); mail['From'] = 'a@example'; mail['Subject'] = 'Evidence'
mail.set_content('See attached.'); mail.add_attachment(data, 'text', 'plain', filename='letter.txt')
open('a.eml', 'wb').write(bytes(mail))
box = mailbox.mbox('a.mbox'); box.add(mail); box.flush(); box.close()
"#;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), LETTER).unwrap();
    let made = Command::new("python3").args(["-c", script]).current_dir(folder.path()).status();
    assert!(made.unwrap().success());
    for (name, read, what) in [
        ("a.zip", true, "Zip archive: 1 file inside"),
        ("empty.zip", true, "Zip archive: no file inside"),
        ("with-office.zip", true, "Zip archive: 2 files inside"),
        ("a.gz", true, "Gzip-compressed file: 1 file inside"),
        ("a.a", false, "an ar archive"),
        ("a.bz2", false, "bzip2"),
        ("a.xz", false, "xz"),
        ("a.tar", true, "Tar archive: 1 file inside"),
        ("a.eml", true, "E-mail: its text, and 1 file inside"),
        ("a.mbox", false, "a mailbox"),
    ] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        // By its bytes, not by its name.
        if read {
            let report = Evidence::new().file("evidence", &bytes).verify();
            let found = report.result("evidence");
            assert_eq!((&found["kind"], &found["headline"]), (&"container".into(), &what.into()));
        } else {
            assert_named("evidence", &bytes, "compressed", &[what]);
        }
        // Where a record names it, it is content.
        let record = crate::support::issuer().document(&test_issuer::Document::new(
            &bytes,
            name,
            "2026-03-02T10:00:00Z",
        ));
        let report = Evidence::new().file(name, &bytes).record("r.json", &record).verify();
        assert_eq!((report.status, report.result(name)["verdict"].as_str()), (0, Some("verified")));
    }
    assert_named("x", b"7z\xBC\xAF\x27\x1C\0\x04", "compressed", &["7-Zip"]);
    assert_named("x", b"Rar!\x1A\x07\x01\0", "compressed", &["RAR"]);
}

#[test]
fn what_only_looks_packed_is_content() {
    let office =
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml";
    let page = "<!DOCTYPE html>\n<html><body>The branch is closed.</body></html>";
    for (bytes, headline) in [
        (&office[..], ""),
        (b"BZh is no word", ""),
        (b"MSCF Ltd\nQuay Street\n", ""),
        (b"To: the board\nFrom: the chair\nSubject: closing\n\nThe quay is closed.\n", ""),
        (b"The columns seq, occurred_at, ingested_at, action and actor are signed.\n", ""),
        (b"[2026-03-02 08:31] Schlie\xDFung\n", ""),
        (b"[1, 1, {\"a\": 1, \"a\": 2}\n", ""),
        (b"HTTP/1.1 is a protocol.\n", ""),
        (b"From the quay: closed.\nSubject to change.\n", ""),
        (b"Note: x\n\nFrom: y\n", ""),
        (page.as_bytes(), "HTML"),
        (b"name,amount\nseq,1\n", ""),
        (b"event_id and payload_hash are names, and so is signature.\n", ""),
    ] {
        let report = Evidence::new().file("x", bytes).verify();
        let result = only(&report);
        assert_eq!(
            (result["kind"].as_str(), result["verdict"].as_str()),
            (Some("content"), Some("not_found"))
        );
        assert!(result["headline"].as_str().unwrap().contains(headline), "{result}");
    }
}

#[test]
fn a_record_in_another_notation_is_named() {
    let record = audit_event("one", 1);
    let text = record_text(&record);
    let yaml: String = record
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let quoted = python(&text, "import quopri; out(quopri.encodestring(text))");
    let document = record_text(&letter());
    let document: String = document.lines().map(|l| l.trim().replace('"', "") + "\n").collect();
    let literal = text.replace('"', "'").replace("true", "True");
    for (bytes, word) in [
        (base64::engine::general_purpose::STANDARD.encode(&text), "base64"),
        (format!("# Evidence\n\n```json\n{text}\n```\n"), "Markdown"),
        (format!("<html><body><pre>{}</pre></body></html>", text.replace('"', "&quot;")), "HTML"),
        (yaml.replace(['{', '}', '[', ']'], ""), "YAML"),
        (document.replace(['{', '}', ','], ""), "YAML"),
        ("event_id,document_hash,signature_b64\ne,h,s\n".to_owned(), "CSV"),
        ("#TYPE Event\r\n\"org_id\",\"seq\",\"kind\"\r\n".to_owned(), "CSV"),
        ("[section]\norg_id=1\nseq=2\naction=3\n".to_owned(), "plain text"),
        ("struct Event {\n    org_id: String,\n    seq: u64,\n}\n".to_owned(), "plain text"),
        (
            base64::engine::general_purpose::STANDARD
                .encode(base64::engine::general_purpose::STANDARD.encode(&text)),
            "base64",
        ),
        (quoted, "quoted-printable"),
        (literal, "Python"),
    ] {
        assert_named(
            "record.txt",
            &bytes,
            "unsupported_record",
            &[word, "Ask for the JSON as the API returns it."],
        );
    }
}

#[test]
fn damaged_json_is_told_with_its_first_bad_place() {
    let text = record_text(&audit_event("one", 1));
    for (bytes, words) in [
        (text.replace('"', "\u{201C}"), &["Line 2, column 3", "typographic", "U+201C"][..]),
        (text.replacen("  \"seq", "\u{A0}\u{A0}\"seq", 1), &["non-breaking space", "U+00A0"]),
        (text.replace('"', "&quot;"), &["Line 2, column 3", "HTML entity"]),
        (text.replacen("  \"seq", "  // no. 1\n  \"seq", 1), &["comment"]),
        (format!("// exported\n{text}"), &["Line 1", "comment"]),
        (format!("var events = {text};"), &["Line 1", "before the JSON"]),
        (
            format!("<14>Mar  1 host app[1]: {}", record_line(&audit_event("one", 1))),
            &["before the JSON"],
        ),
        (text[..text.len() - 9].to_owned(), &["middle of a value"]),
        (format!("{}{}", &text[..text.len() - 2], " ".repeat(300_000)), &["middle of a value"]),
        (format!("HTTP/1.1 OK\n\n{text}"), &["Line 1", "before the JSON"]),
    ] {
        assert_named("record.json", &bytes, "invalid_json", words);
    }
}

#[test]
fn tables_of_audit_events_in_every_dialect_are_named() {
    let columns = "seq,occurred_at,ingested_at,action,actor_type,actor_id,actor_name,targets,location,user_agent,payload_hash,signature";
    let utf16: Vec<u8> = format!("\u{FEFF}{}\r\n", columns.replace(',', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        columns.into(),
        columns.replace(',', ";").into_bytes(),
        format!("sep=;\r\n{}\r\n", columns.replace(',', ";")).into_bytes(),
        columns.replace(',', "\t").into_bytes(),
        format!("\u{FEFF}\"{}\"\r\n", columns.replace(',', "\",\"")).into_bytes(),
        utf16,
    ] {
        assert_named(
            "export.csv",
            &bytes,
            "unsupported_record",
            &["viewer's CSV", "Ask for the export as NDJSON."],
        );
    }
    // Of others it is not said that they lack what they have.
    let api = format!("org_id,id,{columns}\n");
    let report = Evidence::new().file("export.csv", api).verify();
    let note = only(&report)["checks"][0]["note"].as_str().unwrap().to_owned();
    assert!(note.contains("CSV export") && !note.contains("lack"), "{note}");
}

/// In a saved response, too.
#[test]
fn a_compressed_body_of_a_saved_response_is_named() {
    let good = record_line(&audit_event("one", 1));
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let mut saved = format!("{head}\r\n{good}\n{head}content-encoding: gzip\r\n\r\n").into_bytes();
    saved.extend(b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x01\x02");
    let report = Evidence::new().file("saved.txt", &saved).verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
    let image = [format!("{head}\r\n{good}\n{head}\r\n").as_bytes(), b"\x89PNG\r\n\x1A\n"].concat();
    assert_eq!(Evidence::new().file("saved.txt", image).verify().status, 0);
}

/// What is said of each is the same for the commands that take one file.
#[test]
fn other_commands_name_the_same_things() {
    let record = record_text(&letter());
    let evidence = Evidence::new()
        .file("a.gz", b"\x1F\x8B\x08\0\0\0")
        .record("record.json", &letter())
        .file("quotes.json", record.replace('"', "\u{201C}"))
        .file("a.bin", b"\0\x01\x02");
    for command in ["explain", "check-request"] {
        for (file, word) in
            [("a.gz", "gzip"), ("record.json", "proofdesk verify"), ("quotes.json", "typographic")]
        {
            let output = evidence.run([command, &format!("e/{file}")]);
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(said.contains(word), "{command} {file}: {said}");
            assert!(!said.contains(&format!("proofdesk {command}")), "{command} {file}: {said}");
            assert!(!said.contains("--kind"), "{command} {file}: {said}");
        }
    }
}

/// What the vendor's SDK reads of other calls than those for records, each named as what it is.
#[test]
fn other_answers_of_the_api_are_named() {
    let hash = "a".repeat(64);
    let time = "2026-03-02T10:00:00Z";
    for (answer, word) in [
        (
            json!({"event_id": "e", "created_at": time, "document_hash": hash, "status": "anchored"}),
            "anchor call",
        ),
        (json!({"event_id": "e", "ingested_at": time}), "ingest call"),
        (
            json!({"attestation_id": "a", "created_at": time, "input_hash": hash, "output_hash": hash, "payload_hash": hash, "status": "accepted"}),
            "ingest call",
        ),
        (
            json!({"trace_id": "t", "status": "open", "created_at": time, "label": "l"}),
            "creation of a trace",
        ),
        (json!({"trace_id": "t", "status": "sealing", "message": "m"}), "seal call"),
        (
            json!({"id": "t", "composite_hash": hash, "signature": "ab", "verification_url": "u"}),
            "seal call",
        ),
        (json!({"trace_id": "t", "deleted": true}), "deletion of a trace"),
        (
            json!({"event_id": "e", "match_result": true, "document_ref": "d", "anchored_hash": hash, "submitted_hash": hash, "anchored_at": time, "organization": {"name": "x"}}),
            "hash comparison",
        ),
        (
            json!({"trace_id": "t", "label": "l", "status": "sealed", "event_count": 0, "created_at": time, "sealed_at": time, "composite_hash": hash, "seal_event_id": "s", "metadata": null, "events": [], "event_page": 1, "event_limit": 50, "event_total": 0, "event_has_more": false}),
            "without its proof",
        ),
    ] {
        assert_named(
            "answer.json",
            answer.to_string(),
            "unsupported_record",
            &[word, "not a proof"],
        );
    }
    // Logs of other programs have such members too.
    for other in [
        json!({"trace_id": "4bf92f35", "status": "ok", "message": "done"}),
        json!({"trace_id": "4bf92f35", "deleted": true, "by": "cron"}),
    ] {
        let report = Evidence::new().record("log.json", &other).verify();
        assert_eq!(report.places(), ["log.json not_found"]);
    }
}

/// Ways in which old mail programs and web pages write a text.
#[test]
fn a_record_in_an_old_encoding_is_named() {
    let record = record_text(&letter());
    for (script, reason, word) in [
        ("import codecs; out(codecs.encode(text, 'uu'))", "unsupported_record", "uuencoded"),
        (
            "import codecs; out(b'Hello,\\n\\n' + codecs.encode(text, 'uu') + b'\\nBye\\n')",
            "unsupported_record",
            "uuencoded",
        ),
        // As iconv writes it.
        (
            "import base64; of = lambda c: base64.b64encode(c.encode('utf-16-be')).decode().rstrip('=')\n\
             out(''.join(f'+{of(c)}-' if c in '{}\"_=+' else c for c in text.decode()).encode())",
            "unsupported_record",
            "UTF-7",
        ),
        ("out(''.join(f'&#{c};' for c in text).encode())", "unsupported_record", "HTML entities"),
        (
            "out(''.join(f'&#x{c:04X};' for c in text).encode())",
            "unsupported_record",
            "HTML entities",
        ),
        ("out(text.replace(b'\"', b'&#34;').replace(b'_', b'&#95;'))", "invalid_json", "Line 2"),
        ("out(text.replace(b'\"', b'&#x22;').replace(b'_', b'&#x5f;'))", "invalid_json", "Line 2"),
    ] {
        assert_named("record.txt", python(&record, script), reason, &[word]);
    }
    // What is compressed in it is told of too.
    let script = "import codecs, gzip; out(codecs.encode(gzip.compress(text), 'uu'))";
    assert_named("record.gz.uu", python(&record, script), "compressed", &["gzip"]);
}

/// Bytes as numbers, and texts that were cut in numbered pieces, as programs write what JSON has no form for.
#[test]
fn a_record_in_pieces_is_named() {
    let record = record_line(&letter());
    let pieces: Vec<Value> =
        record.as_bytes().chunks(9).map(|piece| json!(String::from_utf8_lossy(piece))).collect();
    let bytes: Vec<u8> = record.bytes().collect();
    let numbered = |values: &[Value]| -> Value {
        let members = values.iter().enumerate().map(|(i, value)| (i.to_string(), value.clone()));
        Value::Object(members.collect())
    };
    let numbers: Vec<Value> = bytes.iter().map(|b| json!(b)).collect();
    let characters: Vec<Value> = record.chars().map(|c| json!(c.to_string())).collect();
    for (value, at) in [
        (json!({ "type": "Buffer", "data": bytes }), "#/data"),
        (json!({ "sent": numbers }), "#/sent"),
        (json!({ "sent": numbered(&pieces) }), "#/sent"),
        (json!({ "sent": numbered(&numbers) }), "#/sent"),
        (json!({ "sent": numbered(&characters) }), "#/sent"),
    ] {
        let report = Evidence::new().record("sent.json", &value).verify();
        let found = report.result(&format!("sent.json{at}"));
        assert_eq!(found["verdict"], "uncheckable", "{found}");
        assert_eq!(found["checks"][0]["reason"], "unsupported_record", "{found}");
    }
    // Numbers and pieces that hold none are content.
    let others =
        json!({ "data": [1, 2, 3, 255], "more": { "0": "a", "1": "b" }, "rest": vec![0; 64] });
    let report = Evidence::new().record("sent.json", &others).verify();
    assert_eq!(only(&report)["verdict"], "not_found");
}

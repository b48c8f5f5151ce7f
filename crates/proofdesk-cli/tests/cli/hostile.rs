//! Nothing that stands in evidence does more on a terminal than be read, wherever it stands.

use std::fs;

use serde_json::{Map, Value, json};
use test_issuer::json::{record_line, record_text};
use test_issuer::samples::Samples;
use test_issuer::{Document, Event, SignedForm, Trace, TraceForms, TraceItem};

use crate::support::{Evidence, LETTER, answer, audit_event, issuer, letter, pin, proofdesk};

/// What begins a line that the text would write by itself.
const FORGED: &str = "FORGED verified";

/// Characters that move, hide, erase, reorder or pass for a space, one or more of each kind.
const BAD: [char; 24] = [
    '\u{7}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9b}',
    '\u{a0}',
    '\u{ad}',
    '\u{61c}',
    '\u{200b}',
    '\u{200f}',
    '\u{2003}',
    '\u{2028}',
    '\u{202e}',
    '\u{2066}',
    '\u{2800}',
    '\u{3000}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{e0041}',
];
/// What does harm behind them, or none.
const TAILS: [&str; 8] = ["[2J", "[8m", "]0;title", "[31m", FORGED, "✓ 1 verified", " ", "x"];

/// Texts that are the same in every run of the test, and never one twice.
struct Hostile(u64);

impl Hostile {
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn text(&mut self) -> String {
        let mut text = format!("\n{FORGED}\u{1b}[2J\r");
        for _ in 0..=self.next(6) {
            text.push(BAD[self.next(BAD.len())]);
            text.push_str(TAILS[self.next(TAILS.len())]);
        }
        text
    }

    /// Such a text as the name of a file.
    fn name(&mut self) -> String {
        self.text().replace('/', "")
    }
}

/// Requires that nothing came out but lines that the program made.
#[track_caller]
fn require_harmless(output: &[u8], what: &str) -> String {
    let words = String::from_utf8(output.to_vec()).unwrap();
    let bad = |c: char| c != '\n' && (c.is_control() || BAD.contains(&c));
    assert!(!words.contains(bad), "{what}: {words:?}");
    assert!(!words.lines().any(|line| line.starts_with(FORGED)), "{what}: {words}");
    words
}

/// Every change of one place of a value: another text in the place of each member's name and of each
/// value, and behind each text.
fn changed(value: &Value, hostile: &mut Hostile) -> Vec<Value> {
    let mut all = vec![json!(hostile.text())];
    match value {
        Value::String(text) => all.push(json!(format!("{text}{}", hostile.text()))),
        Value::Array(elements) => {
            for (i, element) in elements.iter().enumerate() {
                for other in changed(element, hostile) {
                    let mut copy = elements.clone();
                    copy[i] = other;
                    all.push(copy.into());
                }
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                for other in changed(member, hostile) {
                    let mut copy = members.clone();
                    copy[name] = other;
                    all.push(copy.into());
                }
                let renamed = members.iter().map(|(n, member)| {
                    let name = if n == name { hostile.text() } else { n.clone() };
                    (name, member.clone())
                });
                all.push(renamed.collect::<Map<_, _>>().into());
            }
            let mut more = members.clone();
            more.insert(hostile.text(), json!({ hostile.text(): hostile.text() }));
            all.push(more.into());
        }
        _ => {}
    }
    all
}

/// A record of every kind, signed by the issuer of the tests.
fn records() -> Vec<(&'static str, Value)> {
    let issuer = issuer();
    let event = |n: u8| {
        issuer.event(&Event {
            event_type: "loan.approved",
            payload: json!({ "n": n, "by": { "name": "Łucja" } }),
            event_time: Some("2026-03-02T10:00:00Z"),
            ingested_at: "2026-03-02T10:00:01Z",
        })
    };
    let items = [event(1), event(2)].map(|event| TraceItem::event(&event));
    let trace = Trace {
        label: "Loan 7",
        items: &items,
        created_at: "2026-03-02T10:00:00Z",
        sealed_at: "2026-03-02T11:00:00Z",
        forms: TraceForms::HEX,
    };
    vec![
        ("document", letter()),
        ("attestation", issuer.attestation(&answer())),
        ("event", event(1)),
        ("proof response", issuer.proof_response(&event(1), SignedForm::HEX_DIGEST)),
        ("trace", issuer.trace(&trace)),
        ("audit event", audit_event("org", 1)),
        ("key", issuer.key_document()),
        ("error", json!({ "error": "trace_sealing", "message": "m", "retry_after": 2 })),
        ("request", json!({ "label": "x", "metadata": { "a": "b" } })),
    ]
}

#[test]
fn no_text_of_a_record_writes_to_the_terminal() {
    let mut hostile = Hostile(1);
    for (kind, record) in records() {
        // A few at a time: of many findings that say the same, the report names some only.
        for batch in changed(&record, &mut hostile).chunks(8) {
            let mut evidence = Evidence::new().file("letter.txt", LETTER);
            for (i, value) in batch.iter().enumerate() {
                evidence = evidence.record(format!("{i}{}", hostile.name()), value);
                let wrapped = json!({ hostile.text(): [{ "more": true }, value] });
                evidence = evidence.record(format!("{i}w.json"), &wrapped);
            }
            for args in [&["--pin", &pin()][..], &["--no-keyring"]] {
                let output = evidence.run([&["verify", "e"], args].concat());
                assert!(output.status.code().is_some_and(|code| code != 2), "{kind}");
                require_harmless(&output.stdout, kind);
                assert_eq!(require_harmless(&output.stderr, kind), "", "{kind}");
            }
        }
    }
}

/// The samples under names that would write.
#[test]
fn no_name_of_a_file_writes_to_the_terminal() {
    let mut hostile = Hostile(2);
    let mut evidence = Evidence::new();
    for bytes in Samples::make().files().values() {
        evidence = evidence.file(format!("{}/{}", hostile.name(), hostile.name()), bytes);
    }
    let output = evidence.run(["verify", "--pin", &pin(), "e"]);
    let words = require_harmless(&output.stdout, "names");
    assert!(words.contains("<U+000A>FORGED"), "{words}");
}

/// What JSON can write and no text can hold, and names that are no text at all.
#[test]
#[cfg(target_os = "linux")]
fn nothing_that_is_no_text_writes_to_the_terminal() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mut hostile = Hostile(6);
    let mut evidence = Evidence::new();
    for (i, (_, record)) in records().into_iter().enumerate() {
        let values = changed(&record, &mut hostile);
        let lines = values.iter().map(|value| {
            let line = record_line(value).replace("title", "\\udc9b\\ud800[2J");
            line + "\n"
        });
        let mut name = format!("{i}{}", hostile.name()).into_bytes();
        name.extend([0x9b, b'2', b'J', 0xff, 0xc3]);
        evidence = evidence.file(OsStr::from_bytes(&name), lines.collect::<String>());
    }
    let output = evidence.run(["verify", "--pin", &pin(), "e"]);
    require_harmless(&output.stdout, "surrogates");
    let name = OsStr::from_bytes(b"e/\x9b2J\xff\x1b[2J");
    for command in ["verify", "explain", "check-request", "hash"] {
        let output = evidence.run([OsStr::new(command), name]);
        require_harmless(&output.stdout, command);
        require_harmless(&output.stderr, command);
    }
}

/// The label of a pin is what a verdict is quoted with.
#[test]
fn no_word_of_the_command_line_writes_to_the_terminal() {
    let mut hostile = Hostile(3);
    let evidence = Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER);
    for _ in 0..20 {
        let (label, key) = (hostile.text().replace('=', ""), issuer().public_key_hex());
        let pinned = format!("{label}={key}");
        let text = hostile.text();
        let option = format!("--{text}");
        let commands: [&[&str]; 9] = [
            &["verify", "--pin", &pinned, "e"],
            &["verify", "--pin", &pinned, "--signer", &label, "--find", &text, "e"],
            &["verify", "--no-keyring", "--signer", &text, "e"],
            &["verify", "--no-keyring", "--exclude", &text, &text],
            &["verify", &option, "e"],
            &["explain", &text],
            &["check-request", &text],
            &["keys", "--keyring", &text, "list"],
            &["keys", &text],
        ];
        for args in commands {
            let output = evidence.run(args);
            let what = format!("{args:?}");
            require_harmless(&output.stdout, &what);
            require_harmless(&output.stderr, &what);
        }
    }
}

#[test]
fn no_error_response_and_no_request_writes_to_the_terminal() {
    let mut hostile = Hostile(4);
    let error = json!({ "error": "rate_limited", "message": "m", "retry_after": "2",
        "details": { "field": "x", "list": ["y"] } });
    let requests = [
        json!({ "document_hash": "0", "document_ref": "r", "metadata": { "a": 1 } }),
        json!({ "type": "output", "payload": { "input": "i", "output": "" },
            "context": { "model_name": "" }, "subject": { "user_id": "u" } }),
        json!({ "event_type": "e", "payload": { "a": "b" }, "event_time": "t" }),
        json!({ "label": "l", "metadata": { "a": "b" } }),
    ];
    let folder = Evidence::new();
    let path = folder.path("x.json");
    let check = |command: &str, bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let output = folder.run([command, "e/x.json"]);
        require_harmless(&output.stdout, command);
        require_harmless(&output.stderr, command);
    };
    for value in changed(&error, &mut hostile) {
        check("explain", record_text(&value).as_bytes());
        let head = hostile.text();
        let captured =
            format!("HTTP/1.1 429 {head}\nRetry-After: {head}\nDate: {head}\n{head}: x\n\n{value}");
        check("explain", captured.as_bytes());
    }
    for request in requests {
        for value in changed(&request, &mut hostile) {
            check("check-request", record_text(&value).as_bytes());
        }
    }
}

/// A ring can be the work of somebody else.
#[test]
fn no_key_ring_writes_to_the_terminal() {
    let mut hostile = Hostile(5);
    let ring = json!({ "schema": "proofdesk.keyring/1", "pins": [{
        "label": "issuer.example", "domain": "issuer.example", "key": issuer().public_key_hex(),
        "fingerprint": issuer().fingerprint(), "tenant_id": "t", "key_id": "k", "note": "n",
        "confirmed": "c",
    }] });
    let evidence = Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER);
    let place = evidence.outside().join("ring.json");
    for value in changed(&ring, &mut hostile) {
        fs::write(&place, value.to_string()).unwrap();
        for args in [
            &["keys", "--keyring", "ring.json", "list"][..],
            &["keys", "--keyring", "ring.json", "show", "issuer.example"],
            &["keys", "--keyring", "own.json", "import", "ring.json"],
            &["verify", "--keyring", "ring.json", "e"],
        ] {
            let output = evidence.run(args);
            require_harmless(&output.stdout, &format!("{args:?} {value}"));
            require_harmless(&output.stderr, &format!("{args:?} {value}"));
        }
    }
}

/// A text that breaks out of its line, and says that all is well, in a member's name.
#[test]
fn a_false_verdict_in_a_members_name_is_only_read() {
    let record = &records()[4].1;
    let mut edited = record.clone();
    edited["events"][0]["payload"]["n"] = json!(9);
    let name = "\u{1b}[2J\u{1b}[H1 verified\n\n✓ Verified: signed with the key you pinned as \
                issuer.example\n\u{1b}[8m";
    let evidence = Evidence::new().record("t.json", &json!({ name: edited }));
    let output = evidence.run(["verify", "--pin", &pin(), "--color", "never", "e"]);
    assert_eq!(output.status.code(), Some(1));
    let words = require_harmless(&output.stdout, "a member's name");
    assert!(
        words.starts_with("Does not match: 1 result\n\n≠ e/t.json#/<U+001B>[2J<U+001B>[H"),
        "{words}"
    );
    assert!(words.ends_with("\n1 of 1 file does not match.\n"), "{words}");
    // Programs get the name as it is.
    let report = evidence.verify();
    let pointer = report.results()[0]["source"]["pointer"].as_str().unwrap();
    assert!(pointer.starts_with("/\u{1b}[2J"), "{pointer:?}");
}

/// The words of a progress line and of checksum lines go through the same door; those for programs do
/// not.
#[test]
fn checksum_lines_for_programs_are_raw() {
    let name = "\u{1b}[2J.txt";
    let evidence = Evidence::new().file(name, LETTER);
    let output = proofdesk(["hash", &format!("e/{name}")]).current_dir(evidence.outside()).output();
    assert!(String::from_utf8(output.unwrap().stdout).unwrap().ends_with("  e/\u{1b}[2J.txt\n"));
}

/// On a terminal the same line shows what its name hides.
#[test]
#[cfg(target_os = "linux")]
fn checksum_lines_on_a_terminal_are_visible() {
    let name = "\u{1b}[2J.txt";
    let evidence = Evidence::new().file(name, LETTER);
    let program = env!("CARGO_BIN_EXE_proofdesk");
    let command = format!("cd e; {program} hash *");
    let output = std::process::Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(evidence.outside())
        .output();
    // Not every system has a program that gives a terminal.
    let Ok(output) = output else { return };
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(words.contains("  <U+001B>[2J.txt"), "{words:?}");
}

/// What stands in a document's reference is signed here, and still only read.
#[test]
fn a_signed_text_is_not_trusted_to_be_harmless() {
    let reference = format!("letter\n{FORGED}\u{1b}]0;x\u{7}");
    let record = issuer().document(&Document::new(LETTER, &reference, "2026-03-02T10:00:00Z"));
    let mut other = record.clone();
    other["document_ref"] = json!("another");
    let evidence = Evidence::new().record("r.json", &other).file("letter.txt", LETTER);
    let output = evidence.run(["verify", "--pin", &pin(), "e"]);
    let words = require_harmless(&output.stdout, "a signed reference");
    assert!(words.contains("letter<U+000A>FORGED"), "{words}");
}

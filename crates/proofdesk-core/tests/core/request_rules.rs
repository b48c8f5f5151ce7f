//! `request::check`: every documented rule, at its limit, one under and one over; in bytes and in
//! characters where these differ.

use proofdesk_core::request::RequestKind;
use proofdesk_core::request::{
    MAX_BODY, NotChecked, RequestReport, Rule, RuleOutcome, RuleSource, check,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::issue::{ABSENT, base64, sha256, with};

const DOCUMENT: RequestKind = RequestKind::AnchorDocument;
const ATTESTATION: RequestKind = RequestKind::IngestAttestation;
const EVENT: RequestKind = RequestKind::IngestEvent;
const TRACE: RequestKind = RequestKind::CreateTrace;

fn good(kind: RequestKind) -> Value {
    match kind {
        DOCUMENT => json!({"document_hash": sha256(b"x"), "original_bytes_b64": base64(b"x"),
            "metadata": {"a": 1}, "document_ref": "x.txt", "trace_id": "trc_1"}),
        ATTESTATION => json!({"type": "output", "payload": {"input": "i", "output": "o"},
            "context": {"model_provider": "p", "model_name": "m", "model_version": "1"},
            "subject": {"user_id": "u"}}),
        EVENT => json!({"event_type": "t", "payload": {"a": 1},
            "event_time": "2026-03-02T10:00:00Z"}),
        TRACE => json!({"label": "l", "metadata": {"a": 1}}),
    }
}

fn of(kind: RequestKind, changes: Value) -> RequestReport {
    check(with(&good(kind), changes).to_string().as_bytes(), Some(kind)).unwrap()
}

/// Codes and fields of what is broken.
fn broken(report: &RequestReport) -> Vec<(&'static str, &str)> {
    report.broken().map(|rule| (rule.code.code(), rule.field.as_str())).collect()
}

#[track_caller]
fn breaks(kind: RequestKind, changes: Value, expected: &[(&str, &str)]) -> RequestReport {
    let report = of(kind, changes);
    assert_eq!(broken(&report), expected);
    assert!(report.broken().all(|rule| rule.remedy.is_some()));
    report
}

#[track_caller]
fn rule<'r>(report: &'r RequestReport, code: &str, field: &str) -> &'r Rule {
    report.rules.iter().find(|r| r.code.code() == code && r.field == field).unwrap()
}

#[test]
fn good_bodies_pass_and_are_recognised() {
    for kind in RequestKind::ALL {
        let text = format!("\u{feff}\n {}\n", good(kind));
        let report = check(text.as_bytes(), None).unwrap();
        assert_eq!((report.kind, broken(&report)), (kind, vec![]));
        assert!(report.rules.iter().any(|r| r.outcome == RuleOutcome::Pass));
        assert_eq!(report.bytes, text.len(), "as it is sent");
    }
}

/// A text of `n` characters with `bytes` bytes each.
fn text(n: usize, bytes: usize) -> String {
    ["x", "é", "語", "𝄞"][bytes - 1].repeat(n)
}

#[test]
fn lengths_are_counted_in_characters() {
    let name = [
        (EVENT, "event_type", 128, "invalid_event_type"),
        (DOCUMENT, "event_type", 128, "invalid_event_type"),
        (TRACE, "label", 255, "invalid_label"),
    ];
    for (kind, name, limit, code) in name {
        let field = format!("/{name}");
        for bytes in 1..=4 {
            for n in [1, limit - 1, limit] {
                let report = breaks(kind, json!({ name: text(n, bytes) }), &[]);
                let rule = rule(&report, code, &field);
                let s = if n == 1 { "" } else { "s" };
                assert_eq!(rule.actual, format!("{n} character{s}"));
                assert_eq!(rule.note.is_some(), n * bytes > limit, "{rule:?}");
            }
            let over = json!({ name: text(limit + 1, bytes) });
            let report = breaks(kind, over, &[(code, &field)]);
            assert_eq!(rule(&report, code, &field).actual, format!("{} characters", limit + 1));
        }
        breaks(kind, json!({ name: "" }), &[(code, &field)]);
        breaks(kind, json!({ name: 7 }), &[(code, &field)]);
    }
    breaks(EVENT, json!({"event_type": ABSENT}), &[("invalid_event_type", "/event_type")]);
    breaks(TRACE, json!({"label": null}), &[("invalid_label", "/label")]);
    breaks(DOCUMENT, json!({"event_type": null}), &[]);
    let source = of(DOCUMENT, json!({"event_type": "t"}));
    assert_eq!(rule(&source, "invalid_event_type", "/event_type").source, RuleSource::Inferred);
}

/// `{"a":"…"}` of so many bytes in compact form, filled with characters of `width` bytes.
fn object(bytes: usize, width: usize) -> Value {
    let room = bytes - r#"{"a":""}"#.len();
    json!({ "a": text(room / width, width) + &"x".repeat(room % width) })
}

#[test]
fn sizes_are_counted_in_bytes() {
    let limits = [
        (TRACE, "metadata", 16 * 1024, "metadata_too_large", RuleSource::ErrorsPage),
        (EVENT, "payload", 64 * 1024, "payload_too_large", RuleSource::SdkDocumentation),
        (ATTESTATION, "subject", 8 * 1024, "subject_too_large", RuleSource::SdkDocumentation),
    ];
    for (kind, name, limit, code, source) in limits {
        let field = format!("/{name}");
        for width in [1, 2, 4] {
            for size in [limit - 1, limit] {
                let report = breaks(kind, json!({ name: object(size, width) }), &[]);
                let rule = rule(&report, code, &field);
                assert_eq!((rule.actual.clone(), rule.source), (format!("{size} bytes"), source));
                // Larger than the smaller reading of KB.
                assert!(rule.note.as_ref().is_some_and(|n| n.contains("not published")));
            }
            let report = breaks(kind, json!({ name: object(limit + 1, width) }), &[(code, &field)]);
            assert_eq!(rule(&report, code, &field).actual, format!("{} bytes", limit + 1));
        }
        assert_eq!(rule(&breaks(kind, json!({ name: {} }), &[]), code, &field).note, None);
    }
    // White space between tokens is not counted, but it is said.
    let spaced = format!("{{\"label\":\"l\",\"metadata\":{{\"a\":{}1}}}}", " ".repeat(16 * 1024));
    let report = check(spaced.as_bytes(), None).unwrap();
    let size = rule(&report, "metadata_too_large", "/metadata");
    assert_eq!((size.outcome, size.actual.as_str()), (RuleOutcome::Pass, "7 bytes"));
    assert!(size.note.as_ref().is_some_and(|n| n.contains("white space")));
}

#[test]
fn the_whole_body_of_an_attestation() {
    const LIMIT: usize = 1024 * 1024;
    let around = with(&good(ATTESTATION), json!({"payload": {"input": "", "output": "o"}}));
    let around = around.to_string().len();
    for (size, expected) in
        [(LIMIT - 1, vec![]), (LIMIT, vec![]), (LIMIT + 1, vec![("payload_too_large", "")])]
    {
        let input = text((size - around) / 2, 2) + &"x".repeat((size - around) % 2);
        let report =
            breaks(ATTESTATION, json!({"payload": {"input": input, "output": "o"}}), &expected);
        assert_eq!(report.bytes, size);
        let status = if expected.is_empty() { 413 } else { report.broken().next().unwrap().status };
        assert_eq!(status, 413);
    }
    // White space is sent too, around the body and inside.
    let text = good(ATTESTATION).to_string();
    let padded = format!("{}{text}{}", " ".repeat(LIMIT), "\n".repeat(LIMIT));
    assert_eq!(broken(&check(padded.as_bytes(), None).unwrap()), [("payload_too_large", "")]);
    let inside = text.replacen('{', &format!("{{{}", " ".repeat(LIMIT)), 1);
    let report = check(inside.as_bytes(), None).unwrap();
    assert_eq!(broken(&report), [("payload_too_large", "")]);
}

#[test]
fn subject_keys() {
    let keys = |own: usize, known: bool| -> Value {
        let known = ["user_id", "session_id"].into_iter().filter(|_| known).map(str::to_owned);
        let all = (0..own).map(|i| format!("k{i}")).chain(known);
        all.map(|key| (key, json!("v"))).collect()
    };
    for known in [true, false] {
        breaks(ATTESTATION, json!({"subject": keys(19, known)}), &[]);
        breaks(ATTESTATION, json!({"subject": keys(20, known)}), &[]);
        let over = json!({"subject": keys(21, known)});
        breaks(ATTESTATION, over, &[("subject_too_many_keys", "/subject")]);
    }
    breaks(ATTESTATION, json!({"subject": null}), &[]);
    breaks(ATTESTATION, json!({"subject": []}), &[("invalid_payload", "/subject")]);
}

#[test]
fn document_hashes() {
    let hash = sha256(b"x");
    let code = ("invalid_document_hash", "/document_hash");
    for (value, word) in [
        (json!(hash[1..]), "63"),
        (json!(format!("{hash}0")), "65"),
        (json!(hash.to_uppercase()), "64"),
        (json!(format!("sha256:{hash}")), "71"),
        (json!(format!("{}é", &hash[2..])), "63"),
        (json!(format!("{}g", &hash[1..])), "64"),
        (json!(format!("{hash}\n")), "65"),
        (json!(""), "0"),
    ] {
        let report = breaks(DOCUMENT, json!({ "document_hash": value }), &[code]);
        let note = rule(&report, code.0, code.1).note.clone().unwrap();
        assert_eq!(note, format!("It has {word} characters."));
    }
    for value in [json!(7), json!(null), json!(ABSENT)] {
        breaks(DOCUMENT, json!({ "document_hash": value }), &[code]);
    }
    let remedy = |value: String| {
        let report = of(DOCUMENT, json!({ "document_hash": value }));
        rule(&report, code.0, code.1).remedy.clone().unwrap()
    };
    assert!(remedy(hash.to_uppercase()).contains("lowercase"));
    assert!(remedy(format!("sha256:{hash}")).contains("prefix"));
}

#[test]
fn original_bytes() {
    const LIMIT: usize = 5 * 1024 * 1024;
    let field = "/original_bytes_b64";
    let of_bytes =
        |bytes: &[u8]| json!({"original_bytes_b64": base64(bytes), "document_hash": sha256(bytes)});
    let large = vec![7; LIMIT + 1];
    let over = breaks(DOCUMENT, of_bytes(&large), &[("original_bytes_too_large", field)]);
    assert_eq!(rule(&over, "original_bytes_too_large", field).actual, "5242881 bytes");
    for size in [LIMIT - 1, LIMIT] {
        let report = breaks(DOCUMENT, of_bytes(&large[..size]), &[]);
        assert!(rule(&report, "original_bytes_too_large", field).note.is_some(), "over 5,000,000");
    }
    let report = breaks(DOCUMENT, of_bytes(&large[..5_000_000]), &[]);
    assert_eq!(rule(&report, "original_bytes_too_large", field).note, None);

    let base = "invalid_original_bytes_base64";
    for value in [json!("%"), json!("eA="), json!("e A=="), json!("eA==\n"), json!(7), json!([])] {
        breaks(DOCUMENT, json!({ "original_bytes_b64": value }), &[(base, field)]);
    }
    let lines = of(DOCUMENT, json!({"original_bytes_b64": "eA==\n"}));
    assert!(rule(&lines, base, field).remedy.as_ref().is_some_and(|r| r.contains("line breaks")));
    let unpadded = breaks(DOCUMENT, json!({"original_bytes_b64": "eA"}), &[]);
    assert_eq!(rule(&unpadded, base, field).outcome, RuleOutcome::NotPublished);
    breaks(DOCUMENT, json!({"original_bytes_b64": ""}), &[("original_bytes_empty", field)]);
    let other = json!({"original_bytes_b64": base64(b"y")});
    let report = breaks(DOCUMENT, other, &[("original_bytes_hash_mismatch", field)]);
    let mismatch = rule(&report, "original_bytes_hash_mismatch", field);
    assert!(mismatch.rule.contains(&sha256(b"x")) && mismatch.actual.contains(&sha256(b"y")));
    // A hash that is only spelled in another way is not that of other bytes.
    let upper = json!({"document_hash": sha256(b"x").to_uppercase()});
    breaks(DOCUMENT, upper, &[("invalid_document_hash", "/document_hash")]);
}

#[test]
fn attestations() {
    for kind in ["output", "decision", "approval"] {
        breaks(ATTESTATION, json!({ "type": kind }), &[]);
    }
    let code = ("invalid_attestation_type", "/type");
    for kind in [json!("Output"), json!("output "), json!(""), json!(7), json!(ABSENT)] {
        breaks(ATTESTATION, json!({ "type": kind }), &[code]);
    }
    let elsewhere = json!({"type": ABSENT, "attestation_type": "output"});
    let report = breaks(ATTESTATION, elsewhere, &[code]);
    assert!(rule(&report, code.0, code.1).note.is_some());

    let empty = [("empty_payload", "/payload/input"), ("empty_payload", "/payload/output")];
    breaks(ATTESTATION, json!({"payload": {"input": "", "output": ""}}), &empty);
    breaks(ATTESTATION, json!({"payload": {}}), &empty);
    breaks(ATTESTATION, json!({"payload": {"input": null, "output": "o"}}), &empty[..1]);
    breaks(
        ATTESTATION,
        json!({"payload": {"input": "i", "output": 1}}),
        &[("invalid_payload", "/payload/output")],
    );
    breaks(ATTESTATION, json!({"payload": ABSENT}), &[("invalid_payload", "/payload")]);
    let white = breaks(ATTESTATION, json!({"payload": {"input": " ", "output": "o"}}), &[]);
    assert!(rule(&white, "empty_payload", "/payload/input").note.is_some());

    let context = |name: &str| format!("/context/{name}");
    for name in ["model_provider", "model_name", "model_version", "region"] {
        for value in ["", " "] {
            let field = context(name);
            breaks(
                ATTESTATION,
                json!({"context": { name: value }}),
                &[("invalid_context", &field)],
            );
        }
        breaks(ATTESTATION, json!({"context": { name: null }}), &[]);
    }
    breaks(ATTESTATION, json!({"context": ABSENT}), &[]);
    breaks(
        ATTESTATION,
        json!({"context": {"a/b~": ""}}),
        &[("invalid_context", "/context/a~1b~0")],
    );
    breaks(
        ATTESTATION,
        json!({"context": {"model_name": 1}}),
        &[("invalid_payload", "/context/model_name")],
    );
    breaks(ATTESTATION, json!({"context": "gpt"}), &[("invalid_payload", "/context")]);
}

#[test]
fn shapes() {
    for value in [json!([1]), json!("text"), json!(ABSENT), json!(null)] {
        breaks(EVENT, json!({ "payload": value }), &[("invalid_payload", "/payload")]);
    }
    breaks(EVENT, json!({"trace_id": 1}), &[("invalid_payload", "/trace_id")]);
    breaks(EVENT, json!({"event_time": 1}), &[("invalid_payload", "/event_time")]);
    breaks(DOCUMENT, json!({"document_ref": {}}), &[("invalid_payload", "/document_ref")]);
    for kind in [DOCUMENT, TRACE] {
        for value in [json!([]), json!("x"), json!(1), json!(false)] {
            breaks(kind, json!({ "metadata": value }), &[("invalid_metadata", "/metadata")]);
        }
        breaks(kind, json!({"metadata": null}), &[]);
    }
    let time = breaks(EVENT, json!({"event_time": "2026-03-02"}), &[]);
    assert_eq!(rule(&time, "invalid_payload", "/event_time").outcome, RuleOutcome::NotPublished);
}

/// All of them, not only the first.
#[test]
fn every_violation_is_listed() {
    let all = of(
        DOCUMENT,
        json!({"document_hash": "AB", "event_type": "", "metadata": 1,
        "original_bytes_b64": "%", "document_ref": 1, "trace_id": 1}),
    );
    let codes: Vec<&str> = all.broken().map(|r| r.code.code()).collect();
    assert_eq!(
        codes,
        [
            "invalid_document_hash",
            "invalid_payload",
            "invalid_event_type",
            "invalid_original_bytes_base64",
            "invalid_metadata",
            "invalid_payload"
        ]
    );
}

#[test]
fn limits_that_nobody_publishes_are_named() {
    let open = |kind| -> Vec<(&'static str, String)> {
        let report = of(kind, json!({}));
        let open = report.rules.iter().filter(|r| r.outcome == RuleOutcome::NotPublished);
        open.map(|r| (r.code.code(), r.field.clone())).collect()
    };
    let body = ("payload_too_large", String::new());
    assert_eq!(open(DOCUMENT), [("metadata_too_large", "/metadata".to_owned()), body.clone()]);
    assert_eq!(open(EVENT), std::slice::from_ref(&body));
    assert_eq!(open(TRACE), [body]);
    assert_eq!(open(ATTESTATION), []);
}

#[test]
fn what_cannot_be_checked() {
    let why = |text: &str| check(text.as_bytes(), None).unwrap_err();
    assert!(matches!(why("{"), NotChecked::NotJson(_)));
    assert!(matches!(why("%PDF-1.7"), NotChecked::Other(_)));
    for text in ["{}", "[]", "7", r#"{"event_type":"t"}"#] {
        assert_eq!(why(text), NotChecked::NotRecognised);
    }
    assert!(matches!(
        why(r#"{"event_id":"e","payload":{},"event_type":"t"}"#),
        NotChecked::Other(_)
    ));
    assert!(matches!(why(r#"{"error":"e","message":"m"}"#), NotChecked::Other(_)));
    assert_eq!(check(&vec![b' '; MAX_BODY + 1], Some(EVENT)).unwrap_err(), NotChecked::TooLarge);
    // With a kind, all of this breaks a rule.
    for text in ["{", "[]", "7", "", "{\"label\":\"\u{1}\"}"] {
        let report = check(text.as_bytes(), Some(TRACE)).unwrap();
        assert_eq!(broken(&report), [("invalid_payload", "")], "{text}");
    }
    let report = check(b"{}", Some(TRACE)).unwrap();
    assert_eq!(broken(&report), [("invalid_label", "/label")]);
}

/// JSON that RFC 8259 allows and this program does not read: whether the API refuses it is not
/// documented, so no rule is said to be broken, whether the kind is named or not.
#[test]
fn json_that_programs_disagree_on() {
    for (text, word) in [
        (r#"{"label":"a","label":"b"}"#.to_owned(), "occurs twice"),
        (r#"{"label":"a","metadata":{"a":1e999}}"#.to_owned(), "too large"),
        (format!(r#"{{"label":"a","metadata":{}}}"#, "[".repeat(200)), "deeper"),
    ] {
        let [by_fields, named] =
            [None, Some(TRACE)].map(|kind| check(text.as_bytes(), kind).unwrap_err());
        assert_eq!(by_fields, named);
        let words = named.to_string();
        assert!(matches!(named, NotChecked::Unclear(_)) && words.contains(word), "{words}");
        assert!(!words.contains("invalid_payload") && words.contains("not documented"), "{words}");
    }
}

/// Half of a surrogate pair: named with its place, and judged by no rule that nobody documented.
#[test]
fn escapes_that_stand_for_no_character() {
    for (kind, text, field, word) in [
        (EVENT, r#"{"event_type":"\ud800","payload":{}}"#, "/event_type", "in the text"),
        (
            EVENT,
            r#"{"event_type":"t","payload":{"a/b":["x","\udc00x"]}}"#,
            "/payload/a~1b/1",
            "text",
        ),
        (EVENT, r#"{"event_type":"t","payload":{"\ud800":1}}"#, "/payload/\u{fffd}", "in the key"),
        (EVENT, r#"{"event_type":"t","payload":{},"event_time":"\ud800"}"#, "/event_time", "text"),
        (
            TRACE,
            r#"{"label":"\ud83d\ud83d","metadata":{"a":"\ud800"}}"#,
            "/label",
            "in 2 texts in all",
        ),
        (DOCUMENT, r#"{"document_hash":"HASH","document_ref":"\ud800"}"#, "/document_ref", "text"),
        (
            ATTESTATION,
            r#"{"type":"output","payload":{"input":"\ud800","output":"o"},"context":{"model_name":"\ud800"}}"#,
            "/payload/input",
            "text",
        ),
    ] {
        let text = text.replace("HASH", &sha256(b"x"));
        for named in [None, Some(kind)] {
            let report = check(text.as_bytes(), named).unwrap();
            assert_eq!((report.kind, broken(&report)), (kind, vec![]), "{text}");
            let open = |r: &&Rule| r.actual.contains("unpaired surrogate");
            let [found] = report.rules.iter().filter(open).collect::<Vec<_>>()[..] else {
                panic!("{:?}", report.rules)
            };
            assert_eq!((found.outcome, &*found.field), (RuleOutcome::NotPublished, field));
            assert!(found.actual.contains(word), "{}", found.actual);
            let note = found.note.as_deref().unwrap_or_default();
            assert_eq!(
                note.contains("what is hashed"),
                field.starts_with("/payload") && kind == EVENT
            );
        }
    }
    let both = r#"{"event_type":"\ud800","payload":{"a":"\ud800"}}"#;
    let report = check(both.as_bytes(), None).unwrap();
    let found = report.rules.iter().find(|r| r.actual.contains("in 2 texts")).unwrap();
    assert!(
        found.field == "/event_type" && found.note.as_ref().unwrap().contains("what is hashed")
    );
    // Where a rule says which characters there may be, it is broken.
    let text = r#"{"document_hash":"\ud800"}"#;
    let report = check(text.as_bytes(), Some(DOCUMENT)).unwrap();
    assert_eq!(broken(&report), [("invalid_document_hash", "/document_hash")]);
    let report = breaks(
        EVENT,
        json!({"event_type": "x".repeat(129)}),
        &[("invalid_event_type", "/event_type")],
    );
    assert!(report.rules.iter().all(|r| !r.actual.contains("surrogate")));
}

#[test]
fn a_byte_order_mark_is_named() {
    let body = good(TRACE).to_string();
    let marks = |text: String| {
        let report = check(text.as_bytes(), None).unwrap();
        assert!(report.passes());
        report.rules.iter().filter(|r| r.actual == "a byte-order mark").count()
    };
    assert_eq!((marks(body.clone()), marks(format!("\u{feff}{body}"))), (0, 1));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0_usize..5) {
        let _ = check(&bytes, RequestKind::ALL.get(kind).copied());
    }

    #[test]
    fn no_value_makes_it_panic(name in 0_usize..12, value in "\\PC{0,20}", kind in 0_usize..4) {
        const NAMES: [&str; 12] = ["document_hash", "original_bytes_b64", "metadata", "event_type",
            "payload", "context", "subject", "label", "type", "trace_id", "event_time", "x"];
        for value in [json!(value), json!({ value.clone(): value }), json!([value])] {
            let report = of(RequestKind::ALL[kind], json!({ NAMES[name]: value }));
            prop_assert!(serde_json::to_string(&report).is_ok());
            prop_assert!(report.rules.iter().all(|r| r.status == 400 || r.status == 413));
        }
    }
}

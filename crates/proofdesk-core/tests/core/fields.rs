//! A field that is missing or of another kind is named, and is never taken for a change: only a
//! value that differs from the one that was signed is.

use proofdesk_core::assess;
use proofdesk_core::json::parse;
use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{CheckName, Finding, Kind, Outcome, Source, Verdict};
use serde_json::{Value, json};

use crate::issue::{
    all_checks, base64, damaged, judge, key, pinned, public_hex, sha256, sign, sorted,
    statement_text, with,
};
use crate::traces::{Signed, items, plain};

/// What a record needs of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Need {
    /// Its absence is `missing_field`.
    Required,
    /// Its absence is `no_signature`.
    Signature,
    /// It may be absent. A key is one: the pins are tried then.
    Optional,
    /// It may be absent, and is among the signed fields, so another kind differs from them.
    Signed,
    /// It may be absent, and is a signed time: what is no text is not compared with it.
    SignedTime,
    /// It must be there, and is among the signed fields.
    RequiredSigned,
}
use Need::{Optional, Required, RequiredSigned, Signature};

/// Whether a check names the field.
fn names(finding: &Finding, reason: Reason, expected: &str) -> bool {
    let all = all_checks(finding);
    all.iter().any(|c| {
        let is_it = c.field.as_deref() == Some(expected);
        c.reason == Some(reason) && c.outcome == Outcome::Unknown && is_it
    })
}

fn failures(finding: &Finding) -> Vec<Reason> {
    let all = all_checks(finding);
    all.iter().filter(|c| c.outcome == Outcome::Fail).filter_map(|c| c.reason).collect()
}

fn check(kind: Kind, base: &Value, fields: &[(&str, Need)], put: impl Fn(&Value) -> Value) {
    let good = judge(&put(base), &pinned(&key(7)));
    assert_eq!((good.kind, failures(&good)), (kind, vec![]), "{good:#?}");
    assert!(!good.checks.iter().any(|c| c.check == CheckName::Parse && c.reason.is_some()));
    for (name, need) in fields {
        for changed in damaged(base, name) {
            let finding = judge(&put(&changed), &pinned(&key(7)));
            let value = changed.get(*name).filter(|v| !v.is_null());
            assert_eq!(finding.kind, kind, "{name} {value:?}");
            let named = match (value, need) {
                (None, Required | RequiredSigned) => names(&finding, Reason::MissingField, name),
                (None, Signature) => names(&finding, Reason::NoSignature, name),
                (None, Optional | Need::Signed | Need::SignedTime) => true,
                (Some(_), _) => names(&finding, Reason::InvalidField, name),
            };
            assert!(named, "{name} {value:?} is not named: {finding:#?}");
            let differs = value.is_some() && matches!(need, Need::Signed | RequiredSigned);
            let expected = if differs { vec![Reason::SignedFieldsDiffer] } else { vec![] };
            assert_eq!(failures(&finding), expected, "{name} {value:?}: {finding:#?}");
            if value.is_some() || !matches!(need, Optional | Need::Signed | Need::SignedTime) {
                assert_ne!(finding.verdict(), Verdict::Verified, "{name} {value:?}");
            }
        }
    }
}

/// The same for records that stand by themselves.
fn check_record(kind: Kind, record: &Value, fields: &[(&str, Need)]) {
    check(kind, record, fields, Value::clone);
}

pub(crate) fn document() -> Value {
    let fields = json!({
        "event_id": "evt_1", "tenant_id": "t-1", "document_ref": "minutes",
        "document_hash": sha256(b"x"), "created_at": "2026-02-03T09:30:00Z",
    });
    let signed = with(&fields, json!({"v": 1})).to_string();
    let signature = hex::decode(sign(&key(7), signed.as_bytes())).unwrap();
    with(
        &fields,
        json!({
            "signature_b64": base64(&signature), "signed_payload_b64": base64(signed.as_bytes()),
            "public_key_b64": public_hex(&key(7)), "original_bytes_b64": base64(b"x"),
            "signature_alg": "ed25519",
        }),
    )
}

pub(crate) fn attestation() -> Value {
    let statement = json!({
        "v": 1, "attestation_id": "att_1", "tenant_id": "t-1", "attestation_type": "output",
        "input_hash": sha256(b"in"), "output_hash": sha256(b"out"), "payload_hash": sha256(b"x"),
        "model_provider": "acme", "model_name": "m", "model_version": "1",
        "created_at": "2026-03-01T08:00:00Z",
    });
    let signed = statement_text(&statement);
    with(
        &statement,
        json!({
            "v": crate::issue::ABSENT, "payload_hash": crate::issue::ABSENT,
            "attestation_hash": sha256(b"x"), "signed_payload": hex::encode(&signed),
            "signature": sign(&key(7), signed.as_bytes()), "public_key": public_hex(&key(7)),
            "signature_alg": "ed25519",
        }),
    )
}

pub(crate) fn audit_event() -> Value {
    let event = json!({
        "org_id": "aorg_1", "event_id": "aevt_1", "seq": 41, "action": "user.signed_in",
        "actor": {"id": "u1"}, "targets": [], "occurred_at": "2026-06-10T19:47:52Z",
        "ingested_at": "2026-06-10T19:47:52Z",
    });
    crate::sdk::signed(&event, &key(7))
}

pub(crate) fn event() -> Value {
    let payload = json!({"a": 1});
    json!({
        "event_id": "evt_1", "event_type": "a", "payload": payload,
        "payload_hash": sha256(sorted(&payload).as_bytes()), "event_hash": sha256(b"?"),
    })
}

pub(crate) fn proof_response() -> Value {
    let hash = sha256(b"{}");
    json!({
        "event_id": "evt_1", "payload_hash": hash, "signature": sign(&key(7), hash.as_bytes()),
        "public_key": public_hex(&key(7)), "anchored_at": "2026-03-01T08:00:00Z",
        "verify_url": "https://example.com",
    })
}

#[test]
fn documents() {
    check_record(
        Kind::Document,
        &document(),
        &[
            ("event_id", RequiredSigned),
            ("document_hash", RequiredSigned),
            ("tenant_id", Need::Signed),
            ("document_ref", Need::Signed),
            ("created_at", Need::SignedTime),
            ("signature_b64", Signature),
            ("signed_payload_b64", Required),
            ("public_key_b64", Optional),
            ("original_bytes_b64", Optional),
            ("signature_alg", Optional),
        ],
    );
}

#[test]
fn attestations() {
    check_record(
        Kind::Attestation,
        &attestation(),
        &[
            ("attestation_id", RequiredSigned),
            ("attestation_type", RequiredSigned),
            ("attestation_hash", RequiredSigned),
            ("input_hash", Need::Signed),
            ("output_hash", Need::Signed),
            ("tenant_id", Need::Signed),
            ("model_provider", Need::Signed),
            ("model_name", Need::Signed),
            ("model_version", Need::Signed),
            ("created_at", Need::SignedTime),
            ("signature", Signature),
            ("signed_payload", Required),
            ("public_key", Optional),
            ("signature_alg", Optional),
        ],
    );
}

#[test]
fn audit_events() {
    check_record(
        Kind::AuditEvent,
        &audit_event(),
        &[
            ("org_id", Required),
            ("id", Required),
            ("seq", Required),
            ("action", Required),
            ("actor", Required),
            ("targets", Required),
            ("occurred_at", Required),
            ("ingested_at", Required),
            ("payload_hash", Required),
            ("signature", Signature),
            ("signing_public_key", Optional),
        ],
    );
    for name in ["context", "metadata"] {
        for value in [json!(true), json!(7), json!("x"), json!([])] {
            let finding = judge(&with(&audit_event(), json!({ name: value })), &pinned(&key(7)));
            assert!(names(&finding, Reason::InvalidField, name), "{finding:#?}");
            assert_eq!(finding.verdict(), Verdict::Uncheckable);
        }
    }
}

#[test]
fn events() {
    check_record(
        Kind::Event,
        &event(),
        &[
            ("event_id", Required),
            ("event_type", Required),
            ("payload", Required),
            ("payload_hash", Required),
        ],
    );
}

#[test]
fn proof_responses() {
    check_record(
        Kind::ProofResponse,
        &proof_response(),
        &[
            // Without its id or its hash, nothing marks it as one.
            ("signature", Signature),
            ("public_key", Optional),
            ("anchored_at", Optional),
        ],
    );
}

#[test]
fn traces() {
    check_record(
        Kind::Trace,
        &plain(&items(Signed::Hex)),
        &[
            ("trace_id", Required),
            ("label", Required),
            ("status", Required),
            ("composite_hash", Required),
            ("event_count", Required),
            ("events", Required),
            ("seal_event", Required),
        ],
    );
}

#[test]
fn items_of_traces() {
    let items = items(Signed::Hex);
    let fields = [
        ("event_id", Required),
        ("event_type", Optional),
        ("payload", Required),
        ("content_hash", Required),
        ("timestamp", Required),
        ("signature", Signature),
        ("public_key", Optional),
    ];
    let good = plain(&items);
    check(Kind::Trace, &items[1], &fields, |item| {
        let mut trace = good.clone();
        trace["events"][1] = item.clone();
        trace
    });
    for item in [json!(7), json!("evt_1"), Value::Null, json!([])] {
        let mut trace = good.clone();
        trace["events"][1] = item;
        let finding = judge(&trace, &pinned(&key(7)));
        assert!(names(&finding, Reason::InvalidField, "events"), "{finding:#?}");
        assert_eq!(finding.verdict(), Verdict::Unconfirmed);
    }
}

/// Text that is not what the field holds.
#[test]
fn text_of_another_form() {
    let seal = |name: &str| {
        let mut trace = plain(&items(Signed::Hex));
        trace["seal_event"][name] = json!("\u{2603}");
        trace
    };
    let of = |record: Value, name: &str| with(&record, json!({ name: "\u{2603}" }));
    let cases = [
        (of(document(), "signature_b64"), "signature_b64"),
        (of(document(), "signed_payload_b64"), "signed_payload_b64"),
        (of(attestation(), "signature"), "signature"),
        (of(attestation(), "signed_payload"), "signed_payload"),
        (of(audit_event(), "payload_hash"), "payload_hash"),
        (of(audit_event(), "signature"), "signature"),
        (of(event(), "payload_hash"), "payload_hash"),
        (of(proof_response(), "payload_hash"), "payload_hash"),
        (of(proof_response(), "signature"), "signature"),
        (of(plain(&items(Signed::Hex)), "composite_hash"), "composite_hash"),
        (seal("content_hash"), "seal_event.content_hash"),
        (seal("signature"), "seal_event.signature"),
    ];
    for (record, name) in cases {
        let finding = judge(&record, &pinned(&key(7)));
        assert!(names(&finding, Reason::InvalidField, name), "{name}: {finding:#?}");
        assert_eq!(failures(&finding), [], "{name}");
        assert_ne!(finding.verdict(), Verdict::Verified);
    }
    // A string with an escape for half a character is a string, and no text: the words say what it is.
    let record = event().to_string().replace("\"evt_1\"", "\"\\ud800\"");
    let trust = pinned(&key(7));
    let node = parse(record.as_bytes()).unwrap();
    let finding = assess(&node, Source::file("x"), &mut Verifier::new(&trust)).unwrap().conclude();
    let said = finding.checks.iter().find(|check| check.field.as_deref() == Some("event_id"));
    let words = "It is a string with an unpaired surrogate escape, which no Unicode text can hold.";
    assert_eq!(said.and_then(|check| check.note.as_deref()), Some(words), "{finding:#?}");
    // The headline says which, with the invisible made visible.
    let finding = judge(&of(event(), "payload_hash"), &pinned(&key(7)));
    assert!(finding.headline().contains("Cannot be checked: "), "{}", finding.headline());
}

/// The headline names the field that is not what was signed, and how many more there are.
#[test]
fn the_headline_names_the_field() {
    let headline =
        |changes: Value| judge(&with(&document(), changes), &pinned(&key(7))).headline().to_owned();
    let one = headline(json!({ "created_at": "2020-01-01T00:00:00Z" }));
    assert_eq!(one, "Does not match: a field that it shows is not what was signed: created_at");
    let two = headline(json!({ "created_at": "2020-01-01T00:00:00Z", "document_ref": "other" }));
    assert!(two.ends_with("what was signed: created_at, and 1 more"), "{two}");
}

/// Nothing that a record holds makes the library panic, whatever stands where.
#[test]
fn anything_anywhere() {
    let values = [
        Value::Null,
        json!(true),
        json!(-0.0),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}\u{202e}"),
        json!("00"),
        json!(sha256(b"x")),
        json!("2026-02-31T00:00:00Z"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": {"a": [1.5]}}),
    ];
    let records = [
        document(),
        attestation(),
        audit_event(),
        event(),
        proof_response(),
        plain(&items(Signed::Payload)),
    ];
    for record in records {
        let text = record.to_string();
        let names: Vec<String> = record.as_object().unwrap().keys().cloned().collect();
        for name in names {
            for value in &values {
                let changed = with(&record, json!({ &name: value })).to_string();
                let node = parse(changed.as_bytes()).unwrap();
                let source = Source::file("x");
                // Without what tells its kind, it may be nothing that is known.
                let draft = assess(&node, source, &mut Verifier::new(&pinned(&key(7))));
                assert!(draft.is_none_or(|draft| !draft.conclude().headline().is_empty()));
            }
        }
        // Cut anywhere, it is not JSON; that is all.
        for end in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert!(parse(&text.as_bytes()[..end]).is_err());
        }
    }
}

#[test]
fn two_times_that_differ_are_said_to_be_so_far_apart() {
    for (shown, note) in [
        ("2026-01-16T09:30:00Z", "18 days earlier"),
        ("2026-02-06T02:30:00Z", "2 days 17 hours later"),
        ("2026-02-03 10:31:05+01:00", "1 minute 5 seconds later"),
        ("2026-02-04T09:30:00.25Z", "1 day later"),
        ("2026-02-03T09:29:59.5Z", "less than a second earlier"),
    ] {
        let record = with(&document(), json!({"created_at": shown}));
        let finding = judge(&record, &pinned(&key(7)));
        let check = finding.checks.iter().find(|c| c.outcome == Outcome::Fail).unwrap();
        assert_eq!(check.field.as_deref(), Some("created_at"));
        let note = format!("The time shown is {note} than the one signed.");
        assert_eq!(check.note.as_deref(), Some(&*note), "{shown}");
    }
    // No such day: nothing is said of how far apart they are.
    let record = with(&document(), json!({"created_at": "2026-02-31T09:30:00Z"}));
    let finding = judge(&record, &pinned(&key(7)));
    let notes = finding.checks.iter().filter_map(|check| check.note.as_deref());
    assert!(notes.into_iter().all(|note| !note.contains("The time shown")));
}

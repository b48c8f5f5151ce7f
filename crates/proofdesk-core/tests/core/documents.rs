//! Document records: what the signed bytes bind, in whatever form, and what the fields around them
//! may say.

use std::time::{Duration, Instant};

use proofdesk_core::record::{ContentForm, Draft, Supplied, WantRole};
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{
    CheckName, FieldStatus, Finding, Outcome, Source, ValueSource, Verdict,
};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, base64, check, draft, key, note, pinned, public_hex, reasons, sha256,
    with,
};

const DOCUMENT: &[u8] = b"%PDF-1.7 minutes of the board";

fn fields() -> Value {
    json!({
        "event_id": "evt_1", "tenant_id": "t-1", "document_ref": "minutes/2026-02",
        "document_hash": sha256(DOCUMENT), "created_at": "2026-02-03T09:30:00.250Z",
        "has_original": false, "metadata": {"pages": 3, "tags": ["a", "b"]},
    })
}

/// The record of [`fields`] with a signature over `signed`.
fn over(signed: &[u8]) -> Value {
    use ed25519_dalek::Signer as _;
    let signature = key(7).sign(signed).to_bytes();
    let proof = json!({
        "signed_payload_b64": base64(signed), "signature_b64": base64(&signature),
        "public_key_b64": base64(key(7).verifying_key().as_bytes()),
    });
    with(&fields(), proof)
}

/// The record as the API answers it.
pub(crate) fn record() -> Value {
    over(with(&fields(), json!({"v": 1, "has_original": ABSENT})).to_string().as_bytes())
}

fn supplied(draft: &Draft) -> Vec<Supplied> {
    let want = draft.wants.iter().position(|w| w.role == WantRole::Document);
    let source = Source::file("minutes.pdf");
    want.map(|want| Supplied { want, source, form: ContentForm::Exact, unread: None })
        .into_iter()
        .collect()
}

/// Judges with the document in the evidence and the key pinned.
pub(crate) fn judge(record: &Value) -> Finding {
    judge_under(record, &pinned(&key(7)))
}

fn judge_under(record: &Value, trust: &Trust) -> Finding {
    let mut draft = draft(record, trust);
    draft.supply(&supplied(&draft), &[]);
    draft.conclude()
}

fn status(finding: &Finding, name: &str) -> (FieldStatus, Option<String>) {
    let field = finding.fields.iter().find(|f| f.name == name).expect(name);
    (field.status, field.signed_value.clone())
}

#[test]
fn a_good_record_with_its_document() {
    let finding = judge(&record());
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(finding.headline(), "Verified: signed with the key you pinned as Harbour");
    assert_eq!(
        note(&finding, CheckName::Binding),
        "Signed and equal: created_at, document_hash, document_ref, event_id, metadata, tenant_id."
    );
    assert_eq!(status(&finding, "document_ref"), (FieldStatus::Signed, None));
    assert_eq!(status(&finding, "has_original"), (FieldStatus::Unsigned, None));
    assert!(finding.fields.iter().all(|f| !f.name.ends_with("_b64")));

    let mut alone = draft(&record(), &pinned(&key(7)));
    alone.supply(&[], &[]);
    let alone = alone.conclude();
    assert_verdict(&alone, Verdict::Unconfirmed, &["content_not_supplied"]);

    // Nobody looked for the document at all.
    let unasked = draft(&record(), &pinned(&key(7))).conclude();
    assert_verdict(&unasked, Verdict::Unconfirmed, &[]);
}

#[test]
fn the_hash_may_stand_under_any_name() {
    let hash = sha256(DOCUMENT);
    let payloads = [
        json!({"v": 1, "sha256": hash}),
        json!({"v": 1, "d": [{"content": format!("sha256:{hash}")}]}),
        json!({"v": 1, "d": [1, hash.to_uppercase()]}),
    ];
    for payload in payloads {
        let finding = judge(&over(payload.to_string().as_bytes()));
        assert_verdict(&finding, Verdict::Verified, &[]);
        assert_eq!(
            note(&finding, CheckName::Binding),
            "The signed part contains the document's hash."
        );
    }
}

#[test]
fn a_bare_hash_is_no_statement() {
    let hash = sha256(DOCUMENT);
    let forms = [
        (hex::decode(&hash).unwrap(), "the document's hash as its 32 bytes"),
        (hash.clone().into_bytes(), "the document's hash in hexadecimal"),
        (format!("sha256:{hash}").into_bytes(), "the document's hash with the prefix sha256:"),
    ];
    for (signed, words) in forms {
        let finding = judge(&over(&signed));
        assert_verdict(&finding, Verdict::Unconfirmed, &["signed_bytes_undocumented"]);
        let expected = format!("The signed part is {words} and nothing else.");
        assert!(note(&finding, CheckName::Binding).starts_with(&expected));
        assert_eq!(status(&finding, "document_ref"), (FieldStatus::Unsigned, None));
    }
}

/// The signature holds, but not for this document.
#[test]
fn a_signed_payload_of_another_document() {
    let other = sha256(b"another document");
    let bare = [
        hex::decode(&other).unwrap(),
        other.clone().into_bytes(),
        format!("sha256:{other}").into_bytes(),
        sha256(DOCUMENT).to_uppercase().into_bytes(),
        json!({"v": 1, "note": "no hash at all"}).to_string().into_bytes(),
        json!({"v": 1, "note": format!("see {}", sha256(DOCUMENT))}).to_string().into_bytes(),
        format!("{} ", sha256(DOCUMENT)).into_bytes(),
        b"approved".to_vec(),
    ];
    for signed in bare {
        let finding = judge(&over(&signed));
        assert_verdict(&finding, Verdict::Mismatch, &["signed_payload_does_not_bind"]);
        let check = check(&finding, CheckName::Binding);
        assert_eq!(check.value_from(ValueSource::Stated), Some(&*sha256(DOCUMENT)));
        assert_eq!(finding.axes().signature, Outcome::Pass);
    }
    let payload = json!({"v": 1, "document_hash": other, "event_id": "evt_1"});
    let finding = judge(&over(payload.to_string().as_bytes()));
    let codes = ["signed_fields_differ", "signed_payload_does_not_bind"];
    assert_verdict(&finding, Verdict::Mismatch, &codes);

    // Naming both hashes does not help: the field of the same name counts.
    let payload = json!({"v": 1, "document_hash": other, "previous": sha256(DOCUMENT)});
    let finding = judge(&over(payload.to_string().as_bytes()));
    assert_verdict(&finding, Verdict::Mismatch, &codes);
}

/// A statement may name an earlier version too. Then the name has to tell which hash is meant.
#[test]
fn several_hashes_in_the_signed_payload() {
    let (own, other) = (sha256(DOCUMENT), sha256(b"the version before"));
    let payload = json!({"v": 1, "document_hash": own, "previous": [other]});
    assert_verdict(&judge(&over(payload.to_string().as_bytes())), Verdict::Verified, &[]);
    for payload in [
        json!({"v": 1, "previous": own, "x": other}),
        json!({"v": 1, "doc": {"document_hash": own}, "previous": [other]}),
    ] {
        let finding = judge(&over(payload.to_string().as_bytes()));
        assert_verdict(&finding, Verdict::Unconfirmed, &["signed_payload_does_not_bind"]);
    }
}

/// The issuer signs other things with the same key, in which people write what they like.
#[test]
fn statements_of_another_kind() {
    let own = sha256(DOCUMENT);
    for (name, value) in [
        ("schema_id", "invoance.audit/1"),
        ("attestation_id", "x"),
        ("payload_hash", "x"),
        ("composite_hash", "x"),
    ] {
        let payload = json!({"v": 1, "document_hash": own, name: value});
        let finding = judge(&over(payload.to_string().as_bytes()));
        assert_verdict(&finding, Verdict::Mismatch, &["signed_payload_does_not_bind"]);
    }
    for version in [json!(2), json!("1"), json!(1.0), json!(ABSENT), Value::Null] {
        for name in ["document_hash", "sha"] {
            let payload = with(&json!({ name: own }), json!({ "v": version }));
            let finding = judge(&over(payload.to_string().as_bytes()));
            assert_verdict(&finding, Verdict::Unconfirmed, &["unsupported_schema"]);
        }
    }
    for payload in [json!([1, own]), json!(own)] {
        let finding = judge(&over(payload.to_string().as_bytes()));
        assert_verdict(&finding, Verdict::Unconfirmed, &["unsupported_schema"]);
    }
    // A newer version may name the hash in another way, but not what is of none.
    let payload = |version: Value| with(&json!({"sha": "?"}), json!({ "v": version })).to_string();
    let finding = judge(&over(payload(json!(2)).as_bytes()));
    assert_verdict(&finding, Verdict::Unconfirmed, &["unsupported_schema"]);
    let finding = judge(&over(payload(json!(ABSENT)).as_bytes()));
    assert_verdict(&finding, Verdict::Mismatch, &["signed_payload_does_not_bind"]);
}

#[test]
fn a_changed_outer_field() {
    let changes = [
        json!({"event_id": "evt_2"}),
        json!({"tenant_id": "t-2"}),
        json!({"document_ref": "minutes/2026-03"}),
        json!({"created_at": "2026-02-03T09:30:00.251Z"}),
        json!({"metadata": {"pages": 4, "tags": ["a", "b"]}}),
        json!({"metadata": {"pages": 3, "tags": ["b", "a"]}}),
        json!({"metadata": {}}),
    ];
    for change in changes {
        let (name, value) = change.as_object().unwrap().iter().next().unwrap();
        let finding = judge(&with(&record(), change.clone()));
        assert_verdict(&finding, Verdict::Mismatch, &["signed_fields_differ"]);
        let check = check(&finding, CheckName::Binding);
        let display = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        assert_eq!(check.value_from(ValueSource::Signed), Some(&*display(&fields()[name])));
        assert_eq!(check.value_from(ValueSource::Shown), Some(&*display(value)));
        assert_eq!(finding.axes().signature, Outcome::Pass, "the signature still holds");
        let (field, signed) = status(&finding, name);
        assert_eq!((field, signed), (FieldStatus::Unsigned, Some(display(&fields()[name]))));
    }
    // What was not signed may say anything, and is marked.
    let organization = json!({"organization": {"name": "Somebody else"}, "has_original": true});
    let finding = judge(&with(&record(), organization));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(status(&finding, "organization").0, FieldStatus::Unsigned);
}

/// A field that an export left out, or wrote as `null`, is not a changed one.
#[test]
fn a_field_that_is_not_shown() {
    for name in ["tenant_id", "document_ref", "created_at", "metadata"] {
        for value in [json!(ABSENT), Value::Null] {
            let finding = judge(&with(&record(), json!({ name: value })));
            assert_verdict(&finding, Verdict::Verified, &[]);
            // It is listed all the same.
            let signed = &fields()[name];
            let signed = signed.as_str().map_or_else(|| signed.to_string(), str::to_owned);
            assert_eq!(status(&finding, name), (FieldStatus::NotShown, Some(signed)));
            let field = finding.fields.iter().find(|f| f.name == name).unwrap();
            assert_eq!(field.value, "");
        }
    }
    // The other way round, a value that the signed bytes leave empty was not signed.
    let payload = json!({"v": 1, "document_hash": sha256(DOCUMENT), "document_ref": null});
    let finding = judge(&over(payload.to_string().as_bytes()));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(status(&finding, "document_ref"), (FieldStatus::Unsigned, None));
    // Where no signature holds, nothing is listed as signed.
    let finding = judge(&with(&record(), json!({"created_at": null, "signature_b64": ABSENT})));
    assert_eq!(status(&finding, "created_at"), (FieldStatus::Unsigned, None));
    assert!(finding.fields.iter().all(|f| f.status == FieldStatus::Unsigned));
}

/// A time that cannot be read is no other time.
#[test]
fn a_time_that_cannot_be_read() {
    for text in ["yesterday", "04/05/2026 10:11", "2026-02-30T09:30:00Z", ""] {
        let finding = judge(&with(&record(), json!({ "created_at": text })));
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
        let check = check(&finding, CheckName::Parse);
        assert_eq!(check.field.as_deref(), Some("created_at"));
        assert_eq!(check.note.as_deref(), Some("It is not an RFC 3339 timestamp."));
        let signed = Some("2026-02-03T09:30:00.250Z".to_owned());
        assert_eq!(status(&finding, "created_at"), (FieldStatus::Unsigned, signed));
    }
}

#[test]
fn one_value_in_two_spellings() {
    let changes = [
        ("created_at", json!("2026-02-03T12:30:00.25+03:00"), "2026-02-03T09:30:00.250Z"),
        ("document_hash", json!(format!("sha256:{}", sha256(DOCUMENT))), &sha256(DOCUMENT)),
    ];
    for (name, value, signed) in changes {
        let finding = judge(&with(&record(), json!({ name: value })));
        assert_verdict(&finding, Verdict::Verified, &[]);
        assert_eq!(status(&finding, name), (FieldStatus::Normalised, Some(signed.to_owned())));
    }
    // Objects are the same whatever the order of their keys.
    let text = record()
        .to_string()
        .replace(r#"{"pages":3,"tags":["a","b"]}"#, r#"{"tags" : ["a", "b"], "pages" : 3}"#);
    let mut draft = crate::issue::draft_of(&text, &pinned(&key(7)));
    draft.supply(&supplied(&draft), &[]);
    assert_verdict(&draft.conclude(), Verdict::Verified, &[]);
}

/// Programs write numbers in other ways. The value is compared exactly, whatever its size.
#[test]
fn one_number_in_two_spellings() {
    let binding = |signed: &str, shown: &str| {
        let hash = sha256(DOCUMENT);
        let signed = format!(r#"{{"v":1,"document_hash":"{hash}","metadata":{signed}}}"#);
        let record = with(&over(signed.as_bytes()), json!({"metadata": "?"})).to_string();
        let record = record.replacen(r#""metadata":"?""#, &format!(r#""metadata":{shown}"#), 1);
        let mut draft = crate::issue::draft_of(&record, &pinned(&key(7)));
        draft.supply(&supplied(&draft), &[]);
        let finding = draft.conclude();
        (finding.verdict(), status(&finding, "metadata").0)
    };
    let long = format!("1{}", "0".repeat(300));
    let small = format!("0.{}1", "0".repeat(400));
    for (a, b) in [
        ("100.0", "100"),
        ("1e2", "100"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("0e99999999999999999999", "0"),
        ("1e+02", "100"),
        ("-1.50", "-15e-1"),
        (&long, "1e300"),
        (&small, "1e-401"),
        ("9007199254740993", "9007199254740993.0"),
        (r#"{"n":100.0}"#, r#"{"n":100,"m":null}"#),
        (r#"{"n":[{"a":1,"b":null}]}"#, r#"{"n":[{"a":1.0}],"m":null}"#),
        (r#"{"n":100.0,"a":[1e1,{"b":-0}]}"#, r#"{"a":[10,{"b":0}],"n":100}"#),
    ] {
        for (signed, shown) in [(a, b), (b, a)] {
            let (verdict, status) = binding(signed, shown);
            assert_eq!(verdict, Verdict::Verified, "{signed} {shown}");
            // Some have one canonical form all the same.
            assert_ne!(status, FieldStatus::Unsigned, "{signed} {shown}");
        }
    }
    assert_eq!(binding("100.0", "100").1, FieldStatus::Normalised);
    assert_eq!(binding(r#"{"n":100.0}"#, r#"{"n":100}"#).1, FieldStatus::Normalised);
    // What databases write for a truth value is another type, but no other value.
    assert_eq!(binding("false", "0").0, Verdict::Unconfirmed);
    for (signed, shown) in [("0", "false"), ("true", "0"), ("false", "1")] {
        assert_eq!(binding(signed, shown).0, Verdict::Mismatch, "{signed} {shown}");
    }
    for (a, b) in [
        ("100.0", "100.1"),
        // Each the same double.
        ("18446744073709551616", "18446744073709551617"),
        ("0.3", "0.30000000000000001"),
        ("100", "-100"),
        ("1e2", "1e3"),
        ("100", "\"100\""),
        ("9007199254740993", "9007199254740992.0"),
        ("[100]", "[100.0,100]"),
        (r#"{"n":100.0}"#, r#"{"m":100}"#),
        ("[null]", "[]"),
        ("[1,null]", "[1,0]"),
        ("\"5\"", "5"),
        ("\"true\"", "true"),
        (r#"{"s":"\ud800"}"#, r#"{"s":"\ufffd"}"#),
    ] {
        for (signed, shown) in [(a, b), (b, a)] {
            assert_eq!(binding(signed, shown).0, Verdict::Mismatch, "{signed} {shown}");
        }
    }
    // Exponents of any length are compared.
    assert_eq!(binding("1e-99999999999999999999", "1e99").0, Verdict::Mismatch);
    assert_eq!(binding("10e-99999999999999999999", "1e-99999999999999999998").0, Verdict::Verified);
    let endless = format!("1e-{}", "9".repeat(60));
    assert_eq!(binding(&endless, &endless), (Verdict::Verified, FieldStatus::Signed));
    assert_eq!(binding(&endless, "0").0, Verdict::Mismatch);
    // Which unpaired surrogate it was, no text can hold.
    let surrogates = binding(r#"{"s":"\ud800"}"#, r#"{"s":"\ud801"}"#);
    assert_eq!(surrogates, (Verdict::Unconfirmed, FieldStatus::Unsigned));
}

/// Without a signature that holds, nothing is bound.
#[test]
fn binding_is_judged_where_the_signature_holds() {
    for signature in [json!(ABSENT), over(b"another statement")["signature_b64"].clone()] {
        let change = json!({ "signature_b64": signature, "document_ref": "another" });
        let bare = format!(r#"{{"v":1,"sha":"{}"}}"#, sha256(DOCUMENT));
        for record in [record(), over(sha256(DOCUMENT).as_bytes()), over(bare.as_bytes())] {
            let finding = judge(&with(&record, change.clone()));
            assert_eq!(finding.axes().binding, Outcome::None, "{finding:#?}");
            assert_eq!(finding.signer.label, None);
        }
    }
}

#[test]
fn duplicate_keys_in_the_signed_payload() {
    let signed = format!(
        r#"{{"v":1,"document_hash":"{}","document_hash":"{}"}}"#,
        sha256(b"another document"),
        sha256(DOCUMENT)
    );
    let finding = judge(&over(signed.as_bytes()));
    assert_verdict(&finding, Verdict::Unconfirmed, &["duplicate_json_key"]);
    let check = check(&finding, CheckName::Binding);
    assert_eq!(check.offset, signed.rfind("\"document_hash").map(|at| at as u64));
    let said = note(&finding, CheckName::Binding);
    assert!(said.starts_with("The signed part cannot be read: line 1, column "), "{said}");
}

#[test]
fn a_changed_proof() {
    let other = json!({"signed_payload_b64": base64(format!("{} ", record()).as_bytes())});
    let mut signature = record()["signature_b64"].as_str().unwrap().to_owned();
    signature.replace_range(10..11, if &signature[10..11] == "A" { "B" } else { "A" });
    for change in [other, json!({ "signature_b64": signature })] {
        let finding = judge(&with(&record(), change));
        assert_eq!(finding.verdict(), Verdict::Mismatch);
        assert_eq!(reasons(&finding)[0], "signature_invalid");
        // Nothing is shown as signed that no signature covers.
        assert!(finding.fields.iter().all(|f| f.status == FieldStatus::Unsigned));
    }
    let key = json!({"public_key_b64": public_hex(&key(8))});
    let finding = judge(&with(&record(), key));
    assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid", "key_not_pinned"]);

    let finding = judge(&with(&record(), json!({"signature_alg": "RSA-PSS"})));
    assert_verdict(&finding, Verdict::Unconfirmed, &["unsupported_algorithm"]);
    for name in ["ed25519", "Ed25519", "EdDSA"] {
        assert_verdict(
            &judge(&with(&record(), json!({"signature_alg": name}))),
            Verdict::Verified,
            &[],
        );
    }
}

#[test]
fn a_document_that_the_record_carries() {
    let carrying = |bytes: &str| {
        let record = with(&record(), json!({"original_bytes_b64": bytes}));
        let mut draft = draft(&record, &pinned(&key(7)));
        draft.supply(&supplied(&draft), &[]);
        draft.conclude()
    };
    assert_verdict(&carrying(&base64(DOCUMENT)), Verdict::Verified, &[]);
    // Then it is not missing from the evidence.
    let bytes = json!({"original_bytes_b64": base64(DOCUMENT)});
    let mut alone = draft(&with(&record(), bytes), &pinned(&key(7)));
    alone.supply(&[], &[]);
    assert_verdict(&alone.conclude(), Verdict::Verified, &[]);
    let finding = carrying(&base64(b"another"));
    assert_verdict(&finding, Verdict::Mismatch, &["original_bytes_hash_mismatch"]);
    assert_verdict(&carrying("%"), Verdict::Unconfirmed, &["invalid_original_bytes_base64"]);
    assert_verdict(&carrying(""), Verdict::Unconfirmed, &["original_bytes_empty"]);
    let large = carrying(&base64(&vec![0; 5 * 1024 * 1024 + 1]));
    let codes = ["original_bytes_too_large", "original_bytes_hash_mismatch"];
    assert_verdict(&large, Verdict::Mismatch, &codes);
}

#[test]
fn a_hash_that_is_not_as_documented() {
    let upper = json!({"document_hash": sha256(DOCUMENT).to_uppercase()});
    let finding = judge(&with(&record(), upper));
    assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_document_hash"]);
    for hash in ["", "abc", "md5:00", &sha256(DOCUMENT)[1..]] {
        let signed = json!({"document_hash": hash, "v": 1}).to_string();
        let finding = judge(&with(&over(signed.as_bytes()), json!({"document_hash": hash})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_document_hash"]);
    }
}

/// An attacker chooses both sides of the comparison.
#[test]
fn many_fields_are_compared_quickly() {
    let started = Instant::now();
    let many: String = (0..40_000).map(|i| format!("\"field_{i:06}\":{i},")).collect();
    let signed = format!("{{\"v\":1,{many}\"document_hash\":\"{}\"}}", sha256(DOCUMENT));
    let record = over(signed.as_bytes()).to_string().replacen('{', &format!("{{{many}"), 1);
    let mut draft = crate::issue::draft_of(&record, &pinned(&key(7)));
    draft.supply(&supplied(&draft), &[]);
    assert_verdict(&draft.conclude(), Verdict::Verified, &[]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

/// So does somebody who delivers one file many times over.
#[test]
fn many_copies_are_matched_quickly() {
    let started = Instant::now();
    let mut draft = draft(&record(), &pinned(&key(7)));
    let copies: Vec<Supplied> = (0..60_000)
        .map(|i| {
            let source = Source::file(format!("copy-{i:06}"));
            Supplied { want: 0, source, form: ContentForm::Exact, unread: None }
        })
        .collect();
    draft.supply(&copies, &[]);
    draft.supply(&copies[..10], &[]);
    let finding = draft.conclude();
    assert_eq!(finding.matched_with.len(), 60_000);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

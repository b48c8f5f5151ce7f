//! AI attestations: the signed statement against the fields around it, and the content that is
//! compared with the signed hashes.

use ed25519_dalek::SigningKey;
use proofdesk_core::json::parse;
use proofdesk_core::record::{ContentForm, Supplied, WantRole, body_forms};
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{
    CheckName, FieldStatus, Finding, KeySource, Outcome, Source, ValueSource, Verdict,
};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, check, draft, key, note, pinned, public_hex, reasons, sha256, sign,
    sorted, statement_text, with,
};

const BODY: &str = r#"{"type":"output","payload":{"input":"Summe für \"März\"?","output":"12,50 €\n"},"context":{"model_provider":"acme","model_name":"m-1","model_version":"2"},"subject":null}"#;

fn statement() -> Value {
    json!({
        "v": 1, "attestation_id": "att_1", "tenant_id": "t-1", "attestation_type": "output",
        "input_hash": sha256("Summe für \"März\"?".as_bytes()),
        "output_hash": sha256("12,50 €\n".as_bytes()), "payload_hash": sha256(BODY.as_bytes()),
        "model_provider": "acme", "model_name": "m-1", "model_version": "2",
        "created_at": "2026-03-01T08:00:00.125Z",
    })
}

/// The record that shows [`statement`], signed over `signed`.
fn over(signed: &str, key: &SigningKey) -> Value {
    let changes = json!({
        "v": ABSENT, "payload_hash": ABSENT, "attestation_hash": statement()["payload_hash"],
        "signed_payload": hex::encode(signed), "signature": sign(key, signed.as_bytes()),
        "public_key": public_hex(key), "signature_alg": "ed25519", "retention_policy": "7y",
    });
    with(&statement(), changes)
}

pub(crate) fn record() -> Value {
    over(&statement_text(&statement()), &key(7))
}

fn supplied(record: &Value, trust: &Trust, content: &[(WantRole, &str, ContentForm)]) -> Finding {
    let mut draft = draft(record, trust);
    let found: Vec<Supplied> = content
        .iter()
        .filter_map(|(role, path, form)| {
            let want = draft.wants.iter().position(|w| w.role == *role)?;
            let source = Source::file(*path);
            Some(Supplied { want, source, form: *form, unread: None })
        })
        .collect();
    draft.supply(&found, &[]);
    draft.conclude()
}

const RAW: (WantRole, &str, ContentForm) = (WantRole::RawBody, "raw.json", ContentForm::Exact);
const IN_BODY: [(WantRole, &str, ContentForm); 2] = [
    (WantRole::Input, "raw.json", ContentForm::BodyInput),
    (WantRole::Output, "raw.json", ContentForm::BodyOutput),
];

/// Judges with the raw body in the evidence and the key pinned.
pub(crate) fn judge(record: &Value) -> Finding {
    supplied(record, &pinned(&key(7)), &[RAW, IN_BODY[0], IN_BODY[1]])
}

/// Judges the good record under other pins.
pub(crate) fn judge_under(trust: &Trust) -> Finding {
    supplied(&record(), trust, &[RAW, IN_BODY[0], IN_BODY[1]])
}

#[test]
fn a_good_record_with_its_body() {
    let finding = judge(&record());
    assert_verdict(&finding, Verdict::Verified, &[]);
    let signed: Vec<&str> = finding
        .fields
        .iter()
        .filter(|f| f.status == FieldStatus::Signed)
        .map(|f| &*f.name)
        .collect();
    let expected = [
        "attestation_hash",
        "attestation_id",
        "attestation_type",
        "created_at",
        "input_hash",
        "model_name",
        "model_provider",
        "model_version",
        "output_hash",
        "tenant_id",
    ];
    assert_eq!(signed, expected);
    assert_verdict(
        &supplied(&record(), &pinned(&key(7)), &[]),
        Verdict::Unconfirmed,
        &["content_not_supplied"],
    );
}

/// The vendor's own checks never compare the statement with the fields around it.
#[test]
fn a_changed_outer_field() {
    let changes = [
        ("model_name", json!("m-2")),
        ("model_provider", json!("other")),
        ("model_version", json!("3")),
        ("attestation_hash", json!(sha256(b"another body"))),
        ("attestation_id", json!("att_2")),
        ("attestation_type", json!("decision")),
        ("tenant_id", json!("t-2")),
        ("input_hash", json!(sha256(b"another input"))),
        ("output_hash", json!(sha256(b"another output"))),
        ("created_at", json!("2026-03-01T08:00:00.126Z")),
        ("created_at", json!("2026-03-01T08:00:00.125+00:01")),
    ];
    for (name, value) in changes {
        let finding = judge(&with(&record(), json!({ name: value })));
        assert_verdict(&finding, Verdict::Mismatch, &["signed_fields_differ"]);
        assert_eq!(finding.axes().signature, Outcome::Pass, "the signature still holds");
        assert_eq!(check(&finding, CheckName::Binding).field.as_deref(), Some(name));
        let signed_name = if name == "attestation_hash" { "payload_hash" } else { name };
        let check = check(&finding, CheckName::Binding);
        assert_eq!(check.value_from(ValueSource::Signed), statement()[signed_name].as_str());
        assert_eq!(check.value_from(ValueSource::Shown), value.as_str());
    }
}

#[test]
fn one_instant_in_two_spellings() {
    for text in ["2026-03-01T09:00:00.125+01:00", "2026-03-01t08:00:00.125000z"] {
        let finding = judge(&with(&record(), json!({"created_at": text})));
        assert_verdict(&finding, Verdict::Verified, &[]);
        let field = finding.fields.iter().find(|f| f.name == "created_at").unwrap();
        assert_eq!(field.status, FieldStatus::Normalised);
        assert_eq!(field.value, text);
        assert_eq!(field.signed_value.as_deref(), Some("2026-03-01T08:00:00.125Z"));
    }
}

#[test]
fn a_statement_that_does_not_speak_of_the_record() {
    for name in ["attestation_id", "payload_hash"] {
        for value in [json!(ABSENT), Value::Null, json!(7)] {
            let changed = with(&statement(), json!({ name: value }));
            let finding = judge(&over(&statement_text(&changed), &key(7)));
            assert_eq!(finding.verdict(), Verdict::Mismatch);
            assert!(reasons(&finding).contains(&"signed_payload_does_not_bind"), "{finding:#?}");
        }
    }
    for signed in ["[]", "7", "\"att_1\"", "approved", &sha256(BODY.as_bytes())] {
        let finding = judge(&over(signed, &key(7)));
        assert_eq!(finding.verdict(), Verdict::Mismatch);
        assert_eq!(reasons(&finding)[0], "signed_payload_does_not_bind", "{signed}");
    }
    // A statement that was signed for another attestation.
    let other = statement_text(&with(&statement(), json!({"attestation_id": "att_9"})));
    let finding = judge(&over(&other, &key(7)));
    assert_verdict(&finding, Verdict::Mismatch, &["signed_fields_differ"]);
    let doubled = statement_text(&statement()).replacen("{", "{\"model_name\":\"m-9\",", 1);
    let finding = judge(&over(&doubled, &key(7)));
    assert_eq!(finding.verdict(), Verdict::Unconfirmed);
    assert!(reasons(&finding).contains(&"duplicate_json_key"));
    for version in [json!(2), json!("1"), json!(ABSENT), Value::Null] {
        let version = statement_text(&with(&statement(), json!({ "v": version })));
        let finding = judge(&over(&version, &key(7)));
        assert_verdict(&finding, Verdict::Unconfirmed, &["unsupported_schema"]);
    }
    // What it leaves out, it does not vouch for.
    for name in ["model_name", "created_at", "tenant_id", "output_hash"] {
        let signed = statement_text(&with(&statement(), json!({ name: ABSENT })));
        let finding = judge(&over(&signed, &key(7)));
        assert_eq!(finding.verdict(), Verdict::Unconfirmed, "{finding:#?}");
        assert!(reasons(&finding).contains(&"signed_payload_does_not_bind"));
        let said = note(&finding, CheckName::Binding);
        assert_eq!(said, format!("The signed part does not contain {name}."));
    }
}

/// Payloads of events are signed with their members sorted, and people choose what stands in those.
#[test]
fn a_statement_in_another_order() {
    let sorted = sorted(&statement());
    let text = statement_text(&statement());
    let swapped = text.replacen(
        r#""tenant_id":"t-1","attestation_type":"output""#,
        r#""attestation_type":"output","tenant_id":"t-1""#,
        1,
    );
    let last = text.replacen(r#""v":1,"#, "", 1).replacen('}', r#","v":1}"#, 1);
    for signed in [sorted, swapped, last] {
        assert_ne!(signed, text);
        let finding = judge(&over(&signed, &key(7)));
        assert_verdict(&finding, Verdict::Unconfirmed, &["signed_payload_does_not_bind"]);
        let doubt = finding.checks.iter().find(|c| c.outcome == Outcome::Unknown).unwrap();
        assert!(doubt.note.as_deref().unwrap().contains("payload of an event"), "{doubt:?}");
    }
    // Members that are not documented may stand anywhere.
    for at in [r#""v":1"#, r#""tenant_id":"#, r#""created_at":"#] {
        let more = text.replacen(at, &format!(r#""a":1,{at}"#), 1);
        assert_verdict(&judge(&over(&more, &key(7))), Verdict::Verified, &[]);
    }
}

/// Without a signature that holds, nothing is bound.
#[test]
fn binding_is_judged_where_the_signature_holds() {
    assert!(
        note(&judge(&record()), CheckName::Binding).starts_with("Signed and equal: attestation")
    );
    let other = sign(&key(7), b"another statement");
    for signature in [json!(ABSENT), json!(other)] {
        let unsigned = with(&record(), json!({ "signature": signature }));
        let edited = with(&unsigned, json!({ "model_name": "m-2" }));
        for record in [unsigned, edited.clone()] {
            let finding = judge(&record);
            assert_eq!(finding.axes().binding, Outcome::None);
            assert_eq!(
                (finding.signer.label, finding.signer.source == KeySource::Pinned),
                (None, false)
            );
            // That the record contradicts itself is told all the same.
            let said = finding.checks.iter().any(|c| {
                c.check == CheckName::Signature
                    && c.note.as_deref().is_some_and(|note| note.contains("The model_name shown"))
            });
            assert_eq!(said, record == edited);
        }
    }
}

/// A hash that only the record shows could have been added to it, so nothing is compared with it.
#[test]
fn content_is_compared_with_signed_hashes_only() {
    let signed = with(&statement(), json!({"input_hash": null, "output_hash": ABSENT}));
    let record = with(&over(&statement_text(&signed), &key(7)), json!({"input_hash": null}));
    let draft = draft(&record, &pinned(&key(7)));
    let roles: Vec<WantRole> = draft.wants.iter().map(|w| w.role).collect();
    assert_eq!(roles, [WantRole::RawBody]);

    // One text that is signed does not make the content, even if it is there.
    let signed = with(&statement(), json!({"output_hash": null}));
    let record = with(&over(&statement_text(&signed), &key(7)), json!({"output_hash": null}));
    let input = [(WantRole::Input, "in.txt", ContentForm::Exact)];
    let finding = supplied(&record, &pinned(&key(7)), &input);
    assert_verdict(&finding, Verdict::Unconfirmed, &["content_not_supplied"]);
}

#[test]
fn the_body_in_other_forms() {
    let (trust, record) = (pinned(&key(7)), record());
    let body = |form| (WantRole::RawBody, "body.json", form);
    let finding = supplied(&record, &trust, &[body(ContentForm::WithoutWhiteSpace)]);
    // The body is there, but the texts in it are not those that were signed.
    assert_eq!(finding.verdict(), Verdict::Mismatch);
    let texts = [ContentForm::BodyInput, ContentForm::BodyOutput];
    let texts = [WantRole::Input, WantRole::Output].into_iter().zip(texts);
    for (form, verdict, codes) in [
        (ContentForm::WithoutWhiteSpace, Verdict::Verified, &[][..]),
        (ContentForm::SubjectAdded, Verdict::Unconfirmed, &["weaker_form_matched"]),
        (ContentForm::SubjectRemoved, Verdict::Unconfirmed, &["weaker_form_matched"]),
    ] {
        let mut content = vec![body(form)];
        content.extend(texts.clone().map(|(role, form)| (role, "body.json", form)));
        assert_verdict(&supplied(&record, &trust, &content), verdict, codes);
    }
    // Both texts make the content too; one of them does not.
    let text = |role, path| (role, path, ContentForm::Exact);
    let both = [text(WantRole::Input, "in.txt"), text(WantRole::Output, "out.txt")];
    assert_verdict(&supplied(&record, &trust, &both), Verdict::Verified, &[]);
    let finding = supplied(&record, &trust, &both[..1]);
    assert_verdict(&finding, Verdict::Unconfirmed, &["content_not_supplied"]);
    // The texts inside another body do not count.
    let finding = supplied(&record, &trust, &IN_BODY);
    assert_verdict(&finding, Verdict::Unconfirmed, &["content_not_supplied"]);
    assert!(
        note(&finding, CheckName::PayloadHash)
            .contains("but its bytes as a whole are not those that were attested")
    );
}

/// The forms that are computed for a file, each against a hash from elsewhere.
#[test]
fn forms_of_a_body() {
    let forms = |text: &str| {
        let node = parse(text.as_bytes()).unwrap();
        body_forms(text.as_bytes(), &node)
    };
    let has = |text: &str, form: ContentForm, bytes: &str| {
        let found = forms(text)
            .iter()
            .any(|(f, d)| *f == form && d.to_string() == sha256(bytes.as_bytes()));
        assert!(found, "{form:?} of {text}: {:?}", forms(text));
    };
    use ContentForm as F;
    let pretty = BODY.replace(',', " ,\r\n ").replace("12 ,\r\n 50", "12,50");
    has(&pretty, F::WithoutWhiteSpace, BODY);
    has(&format!("\u{feff}{BODY}"), F::WithoutWhiteSpace, BODY);
    has(BODY, F::BodyInput, "Summe für \"März\"?");
    has(BODY, F::BodyOutput, "12,50 €\n");
    has(&BODY.replace('€', r"\u20ac"), F::BodyOutput, "12,50 €\n");
    let without = BODY.replace(",\"subject\":null", "");
    has(BODY, F::SubjectRemoved, &without);
    has(&without, F::SubjectAdded, BODY);
    let first = r#"{"subject":null,"type":"output","payload":{}}"#;
    has(first, F::SubjectRemoved, r#"{"type":"output","payload":{}}"#);
    // The last one is that of the body.
    let two = r#"{"type":"t","payload":{"input":"i","subject":null},"subject":null}"#;
    has(two, F::SubjectRemoved, r#"{"type":"t","payload":{"input":"i","subject":null}}"#);
    // A text that holds the same characters is not touched.
    let inside = r#"{"type":"t","payload":{"input":",\"subject\":null"},"subject":null}"#;
    has(inside, F::SubjectRemoved, r#"{"type":"t","payload":{"input":",\"subject\":null"}}"#);
    assert!(!forms(BODY).iter().any(|(f, _)| *f == F::WithoutWhiteSpace), "it has none");
    assert!(forms("[1, 2]").is_empty());
}

/// The statement names the tenant; a record around it that names another is not believed.
#[test]
fn a_changed_proof() {
    let finding = judge(&over(&statement_text(&statement()), &key(8)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
    let finding = judge(&with(&record(), json!({"public_key": public_hex(&key(8))})));
    assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid", "key_not_pinned"]);
    let other = statement_text(&with(&statement(), json!({"model_name": "m-2"})));
    let swapped = json!({"signed_payload": hex::encode(&other), "model_name": "m-2"});
    let finding = judge(&with(&record(), swapped));
    assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid"]);
    assert!(finding.fields.iter().all(|f| f.status == FieldStatus::Unsigned));
    let finding = judge(&with(&record(), json!({"attestation_type": "opinion"})));
    let codes = ["invalid_attestation_type", "signed_fields_differ"];
    assert_verdict(&finding, Verdict::Mismatch, &codes);
}

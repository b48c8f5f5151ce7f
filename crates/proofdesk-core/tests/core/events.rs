//! Compliance events, which carry no signature, and proof responses, whose signed bytes are not
//! documented.

use proofdesk_core::record::{ContentForm, Supplied, WantRole};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{
    CheckName, FieldStatus, Finding, Kind, Outcome, Source, ValueSource, Verdict,
};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, check, draft, form_of, judge, key, note, pin, pinned, public_hex,
    reasons, sha256, sign, sorted, with,
};

fn payload() -> Value {
    json!({"decision": "approved", "amount": 125_000, "notes": ["ä", null], "by": {"b": 1, "a": 2}})
}

fn event() -> Value {
    json!({
        "event_id": "evt_1", "tenant_id": "t-1", "event_type": "loan.decision",
        "payload": payload(), "payload_hash": sha256(sorted(&payload()).as_bytes()),
        "request_hash": sha256(b"?"), "event_hash": sha256(b"??"), "ingested_at": "2026-03-01T08:00:00Z",
    })
}

#[test]
fn an_event_is_consistent_at_best() {
    let finding = judge(&event(), &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["no_signature"]);
    assert_eq!(finding.headline(), "Not confirmed: it is unsigned");
    assert!(finding.fields.iter().all(|f| f.status == FieldStatus::Unsigned));
    // What carries a signature is judged as a proof response.
    let finding = judge(&with(&event(), json!({"signature": "00"})), &pinned(&key(7)));
    assert_eq!(finding.kind, Kind::ProofResponse);
    assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
    let prefixed = format!("sha256:{}", event()["payload_hash"].as_str().unwrap());
    let finding = judge(&with(&event(), json!({"payload_hash": prefixed})), &Trust::default());
    assert_verdict(&finding, Verdict::Unconfirmed, &["no_signature"]);
}

#[test]
fn a_changed_payload() {
    let changes = [
        with(&payload(), json!({"decision": "refused"})),
        with(&payload(), json!({"amount": 125_001})),
        with(&payload(), json!({"notes": ["ä"]})),
        with(&payload(), json!({"by": {"a": 1, "b": 2}})),
        with(&payload(), json!({"added": null})),
        with(&payload(), json!({"decision": ABSENT})),
    ];
    for payload in changes {
        let finding = judge(&with(&event(), json!({ "payload": payload })), &Trust::default());
        let codes = ["payload_hash_mismatch", "no_signature"];
        assert_verdict(&finding, Verdict::Mismatch, &codes);
        let check = check(&finding, CheckName::PayloadHash);
        assert_eq!(check.value_from(ValueSource::Stated), event()["payload_hash"].as_str());
        assert_eq!(
            check.value_from(ValueSource::Calculated),
            Some(&*sha256(sorted(&payload).as_bytes()))
        );
    }
    let finding = judge(&with(&event(), json!({"payload_hash": sha256(b"x")})), &Trust::default());
    assert_eq!(finding.verdict(), Verdict::Mismatch);
}

#[test]
fn the_type_of_an_event() {
    for (length, codes) in [
        (0, &["invalid_event_type", "no_signature"][..]),
        (128, &["no_signature"]),
        (129, &["invalid_event_type", "no_signature"]),
    ] {
        let event = with(&event(), json!({"event_type": "é".repeat(length)}));
        assert_verdict(&judge(&event, &Trust::default()), Verdict::Unconfirmed, codes);
    }
}

/// A proof response signed over `signed`.
fn proof_over(signed: &[u8]) -> Value {
    json!({
        "event_id": "evt_1", "status": "anchored", "event_type": "loan.decision",
        "payload_hash": event()["payload_hash"], "signature": sign(&key(7), signed),
        "public_key": public_hex(&key(7)), "tenant_domain": "harbour.example",
        "anchored_at": "2026-03-01T08:00:01Z", "verify_url": "https://example.com/proof/evt_1",
    })
}

/// Judges with the payload in the evidence, as the evidence set does.
pub(crate) fn judge_proof(proof: &Value, payload: Option<&Value>, trust: &Trust) -> Finding {
    let mut draft = draft(proof, trust);
    let want = draft.wants.iter().position(|w| w.role == WantRole::Payload);
    let source = Source::file("payload.json");
    let supplied =
        want.map(|want| Supplied { want, source, form: ContentForm::SortedCompact, unread: None });
    let supplied: Vec<_> = supplied.filter(|_| payload.is_some()).into_iter().collect();
    draft.supply(&supplied, &[]);
    if let (Some(digest), Some(payload)) = (draft.needs_payload(), payload) {
        let bytes = sorted(payload).into_bytes();
        if digest.to_string() == sha256(&bytes) {
            draft.retry_with_payload(&bytes, &mut Verifier::new(trust));
        }
    }
    draft.conclude()
}

#[test]
fn each_form_that_binds_the_payload() {
    let canonical = sorted(&payload()).into_bytes();
    let hash = sha256(&canonical);
    let forms = [
        (hex::decode(&hash).unwrap(), "the 32 bytes of the hash"),
        (hash.clone().into_bytes(), "the 64 hexadecimal characters of the hash"),
        (format!("sha256:{hash}").into_bytes(), "the hash in hexadecimal with the prefix sha256:"),
        (canonical, "the canonical bytes of the payload"),
    ];
    for (i, (signed, words)) in forms.into_iter().enumerate() {
        let proof = proof_over(&signed);
        let finding = judge_proof(&proof, Some(&payload()), &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Verified, &[]);
        assert_eq!(form_of(&finding, CheckName::Signature), words);
        let signed: Vec<&str> = finding
            .fields
            .iter()
            .filter(|f| f.status == FieldStatus::Signed)
            .map(|f| &*f.name)
            .collect();
        assert_eq!(signed, ["payload_hash"], "nothing else is signed");

        let finding = judge_proof(&proof, Some(&payload()), &Trust::default());
        assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);

        // Without its payload, one of the forms of the hash holds; the payload's own cannot.
        let finding = judge_proof(&proof, None, &pinned(&key(7)));
        let codes = match i {
            3 => &["signed_bytes_undocumented", "content_not_supplied"][..],
            _ => &["content_not_supplied"],
        };
        let verdict = if i == 3 { Verdict::Uncheckable } else { Verdict::Unconfirmed };
        assert_verdict(&finding, verdict, codes);
    }
}

/// A form that is not known is not a forgery.
#[test]
fn undocumented_bytes() {
    let other_forms = [
        b"something else".to_vec(),
        event()["payload_hash"].as_str().unwrap().to_uppercase().into_bytes(),
        format!("evt_1.{}", event()["payload_hash"].as_str().unwrap()).into_bytes(),
    ];
    for signed in other_forms {
        let proof = proof_over(&signed);
        for trust in [pinned(&key(7)), Trust::default()] {
            let finding = judge_proof(&proof, Some(&payload()), &trust);
            assert_eq!(finding.verdict(), Verdict::Unconfirmed, "{finding:#?}");
            assert!(reasons(&finding).contains(&"signed_bytes_undocumented"));
            let tried = note(&finding, CheckName::Signature);
            assert!(tried.starts_with("Tried: the 32 bytes"), "{tried}");
            assert!(tried.contains("canonical bytes of the payload"), "{tried}");
        }
    }
    // Other bytes than those that have the hash are never tried.
    let forged = sorted(&with(&payload(), json!({"amount": 1})));
    let mut draft = draft(&proof_over(forged.as_bytes()), &pinned(&key(7)));
    draft.retry_with_payload(forged.as_bytes(), &mut Verifier::new(&pinned(&key(7))));
    let finding = draft.conclude();
    assert_ne!(finding.axes().signature, Outcome::Pass, "{finding:#?}");
}

#[test]
fn a_proof_without_a_key() {
    let hash = event()["payload_hash"].as_str().unwrap().to_owned();
    let proof = with(&proof_over(hash.as_bytes()), json!({"public_key": ABSENT}));
    let verdict = |trust: &Trust| judge_proof(&proof, Some(&payload()), trust);
    assert_verdict(&verdict(&pinned(&key(7))), Verdict::Verified, &[]);
    assert_verdict(&verdict(&pinned(&key(8))), Verdict::Unconfirmed, &["no_pinned_key_holds"]);
    assert_verdict(&verdict(&Trust::default()), Verdict::Unconfirmed, &["no_public_key"]);
    let required = Trust::new(vec![pin("Other", &key(8))], Some("Other".into()));
    // Another form could hold, so the required signer is not ruled out.
    let codes = ["no_pinned_key_holds", "no_pinned_key_holds"];
    assert_verdict(&verdict(&required), Verdict::Unconfirmed, &codes);
    let key_id = with(&proof, json!({"public_key": "invoance:pk_cf912d40"}));
    let finding = judge_proof(&key_id, Some(&payload()), &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Verified, &[]);
}

/// What a response shows as its payload is compared, and no other payload counts for it.
#[test]
fn a_payload_that_is_no_object() {
    let hash = event()["payload_hash"].as_str().unwrap().to_owned();
    for shown in [json!("pay"), json!(7), json!([payload()]), json!(true)] {
        for signed in [hash.clone().into_bytes(), sorted(&payload()).into_bytes()] {
            let proof = with(&proof_over(&signed), json!({ "payload": shown }));
            let draft = draft(&proof, &pinned(&key(7)));
            assert!(draft.wants.is_empty() && draft.needs_payload().is_none());
            let finding = judge_proof(&proof, Some(&payload()), &pinned(&key(7)));
            assert!(reasons(&finding).contains(&"invalid_field"), "{finding:#?}");
            assert_ne!(finding.verdict(), Verdict::Verified);
            assert_eq!(finding.axes().content, Outcome::None);
        }
    }
    let proof = with(&proof_over(hash.as_bytes()), json!({ "payload": null }));
    let finding = judge_proof(&proof, Some(&payload()), &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Verified, &[]);
}

/// What was signed as an audit event, an attestation, a document or a seal proves no payload.
#[test]
fn signed_bytes_of_another_kind() {
    let hash = sha256(b"x");
    for payload in [
        json!({"schema_id": "invoance.audit/1", "org_id": "o", "seq": 1}),
        json!({"v": 1, "attestation_id": "att_1", "payload_hash": hash}),
        json!({"v": 1, "event_id": "e", "document_hash": hash}),
        json!({"v": 1, "trace_id": "tr_1", "composite_hash": hash}),
    ] {
        let canonical = sorted(&payload).into_bytes();
        let own = sha256(&canonical);
        let proof = with(&proof_over(&canonical), json!({ "payload_hash": own }));
        for proof in [proof.clone(), with(&proof, json!({ "payload": payload }))] {
            let finding = judge_proof(&proof, Some(&payload), &pinned(&key(7)));
            assert_verdict(&finding, Verdict::Unconfirmed, &["signed_payload_does_not_bind"]);
            assert!(finding.fields.iter().all(|field| field.status == FieldStatus::Unsigned));
        }
    }
    // Names that any payload can have tell nothing.
    for payload in [json!({"schema_id": "orders/1"}), json!({"document_hash": hash, "org_id": "o"})]
    {
        let canonical = sorted(&payload).into_bytes();
        let proof = proof_over(&canonical);
        let proof = with(&proof, json!({ "payload_hash": sha256(&canonical), "payload": payload }));
        assert_verdict(&judge(&proof, &pinned(&key(7))), Verdict::Verified, &[]);
    }
}

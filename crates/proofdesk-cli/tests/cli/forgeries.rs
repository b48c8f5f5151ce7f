//! Evidence that was made to deceive: each case once gave a wrong green or a wrong red, or would
//! have with a simpler rule.

use serde_json::{Value, json};
use test_issuer::{Attestation, Document, Event, Issuer, Trace, TraceForms, TraceItem, sha256_hex};

use crate::support::{Evidence, LETTER, answer, audit_event, issuer, letter, reasons};

fn event() -> Value {
    issuer().event(&Event {
        event_type: "loan.approved",
        payload: json!({"amount": 1000, "member": "m_1"}),
        event_time: None,
        ingested_at: "2026-03-02T10:00:00.000Z",
    })
}

fn trace(items: &[TraceItem]) -> Value {
    issuer().trace(&Trace {
        label: "A loan",
        items,
        created_at: "2026-03-02T09:00:00.000Z",
        sealed_at: "2026-03-02T11:00:00.000Z",
        forms: TraceForms::HEX,
    })
}

#[test]
fn a_changed_payload_does_not_pass_as_that_of_a_document() {
    let mut bundle = trace(&[TraceItem::event(&event()), TraceItem::document(&letter())]);
    let item = bundle["events"][0].clone();
    let hash = item["content_hash"].as_str().unwrap().to_owned();
    bundle["events"][0]["payload"] = json!({"amount": 9, "member": "m_1", "document_hash": hash});
    // A "document record" made of the item's own signature, which is over the digits of the hash.
    let companion = json!({
        "event_id": item["event_id"], "document_hash": hash,
        "signed_payload_b64": base64(hash.as_bytes()),
        "signature_b64": item["signature"], "public_key_b64": item["public_key"],
    });
    let report = Evidence::new()
        .record("trace.json", &bundle)
        .record("companion.json", &companion)
        .record("letter.json", &letter())
        .file("letter.txt", LETTER)
        .verify();
    let found = report.result("trace.json");
    assert_ne!(found["verdict"], "verified");
    assert_eq!(found["children"][0]["verdict"], "unconfirmed");
}

#[test]
fn the_payload_of_a_documents_item_is_compared_with_its_record() {
    let mut bundle = trace(&[TraceItem::event(&event()), TraceItem::document(&letter())]);
    let verify = |bundle: &Value| {
        Evidence::new()
            .record("trace.json", bundle)
            .record("letter.json", &letter())
            .file("letter.txt", LETTER)
            .verify()
    };
    assert_eq!(verify(&bundle).result("trace.json")["verdict"], "verified");
    bundle["events"][1]["payload"]["document_ref"] = json!("Another letter");
    let report = verify(&bundle);
    let found = report.result("trace.json");
    assert_eq!(found["verdict"], "mismatch");
    assert_eq!(found["children"][1]["verdict"], "mismatch");
    assert_eq!(report.status, 1);
}

/// The audited party chooses the payloads of its events, and the issuer's key may sign their sorted
/// bytes.
#[test]
fn the_payload_of_an_event_is_no_statement() {
    let mut document = letter();
    let payload = json!({"note": "see file", "sha": sha256_hex(b"Another letter.")}).to_string();
    document["document_hash"] = json!(sha256_hex(b"Another letter."));
    document["signed_payload_b64"] = json!(base64(payload.as_bytes()));
    document["signature_b64"] = json!(issuer().sign_base64(payload.as_bytes()));

    let mut attestation = issuer().attestation(&answer());
    let statement = hex::decode(attestation["signed_payload"].as_str().unwrap()).unwrap();
    let statement: Value = serde_json::from_slice(&statement).unwrap();
    let payload = test_issuer::json::sorted(&statement);
    attestation["signed_payload"] = json!(hex::encode(&payload));
    attestation["signature"] = json!(issuer().sign_hex(payload.as_bytes()));

    let report = Evidence::new()
        .record("document.json", &document)
        .file("another.txt", "Another letter.")
        .record("answer.json", &attestation)
        .file("answer.raw.json", answer().raw_body())
        .verify();
    assert_eq!(report.json["summary"]["verified"], 0, "{:?}", report.places());
    for (place, reason) in
        [("document.json", "unsupported_schema"), ("answer.json", "signed_payload_does_not_bind")]
    {
        assert_eq!(report.result(place)["verdict"], "unconfirmed");
        assert_eq!(reasons(report.result(place)), [reason].into());
    }
}

/// A second name, which nobody pinned, does not hide that the first one's key is another.
#[test]
fn a_second_domain_does_not_hide_the_first() {
    let mut forged = issuer().impostor("somebody else").document(&Document::new(
        LETTER,
        "letter.txt",
        "2026-03-02T10:00:00Z",
    ));
    forged["tenant_domain"] = json!("zzz.example");
    forged["organization"]["primary_domain"] = json!(" Issuer.example. ");
    let report = Evidence::new().record("r.json", &forged).file("letter.txt", LETTER).verify();
    assert_eq!(report.result("r.json")["verdict"], "mismatch");
    assert!(reasons(report.result("r.json")).contains("pinned_key_mismatch"));
}

/// Programs write one number in several ways.
#[test]
fn a_number_in_another_spelling_is_no_difference() {
    let mut record = letter();
    let signed = String::from_utf8(from_base64(&record["signed_payload_b64"])).unwrap();
    let signed = signed.replace(r#","created_at""#, r#","metadata":{"n":100.0},"created_at""#);
    record["signed_payload_b64"] = json!(base64(signed.as_bytes()));
    record["signature_b64"] = json!(issuer().sign_base64(signed.as_bytes()));
    for (shown, verdict, status) in
        [(json!(100), "verified", "normalised"), (json!(101), "mismatch", "unsigned")]
    {
        record["metadata"] = json!({ "n": shown });
        let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
        let result = report.result("r.json");
        assert_eq!(result["verdict"], verdict, "{result:#}");
        let fields = result["fields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == "metadata").unwrap();
        assert_eq!(field["status"], status);
    }
}

fn from_base64(value: &Value) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn a_record_is_not_hidden_beside_another() {
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    let hidden = [
        json!({"documents": [letter()], "events": [edited]}),
        json!({"document": letter(), "record": edited}),
        json!({"error": "x", "message": "y", "record": edited}),
        json!({"domain": "issuer.example", "public_key": issuer().public_key_hex(),
               "algorithm": "ed25519", "record": edited}),
        json!([[letter()], {"documents": [edited]}]),
    ];
    for value in hidden {
        let report = Evidence::new().record("r.json", &value).file("letter.txt", LETTER).verify();
        assert_eq!(report.json["summary"]["mismatch"], 1, "{value}");
        assert_eq!(report.status, 1);
    }
}

#[test]
fn a_stranger_cannot_speak_against_a_record_or_a_log() {
    let stranger = Issuer::new("stranger", "Nobody", "nobody.example");
    let record = event();
    let mut item = TraceItem::event(&record);
    item.payload = json!({"amount": 2});
    item.content_hash = sha256_hex(br#"{"amount":2}"#);
    let bundle = stranger.trace(&Trace {
        label: "Not so",
        items: &[item],
        created_at: "2026-03-02T09:00:00.000Z",
        sealed_at: "2026-03-02T11:00:00.000Z",
        forms: TraceForms::HEX,
    });
    let mut other = crate::support::audit_fields("aorg_1", 2, "user.removed");
    other["id"] = json!("aevt_of_the_stranger");
    let report = Evidence::new()
        .record("event.json", &record)
        .record("trace.json", &bundle)
        .lines("log.ndjson", &[audit_event("aorg_1", 1), audit_event("aorg_1", 2)])
        .record("other.json", &stranger.audit_event(other))
        .verify();
    assert_eq!(report.result("event.json")["verdict"], "unconfirmed");
    assert_eq!(report.log()["verdict"], "verified");
    assert_eq!(report.json["summary"]["mismatch"], 0);
}

#[test]
fn a_hash_that_only_the_record_shows_is_not_signed() {
    let mut record = issuer().attestation(&answer());
    // The statement is kept, the shown record is given a text that nobody signed.
    record["output_hash"] = json!(sha256_hex(b"Approved."));
    let report = Evidence::new()
        .record("r.json", &record)
        .file("input.txt", answer().input)
        .file("output.txt", "Approved.")
        .verify();
    assert_eq!(report.result("r.json")["verdict"], "mismatch");
    assert_eq!(report.result("output.txt")["verdict"], "not_found");
}

#[test]
fn many_attestations_may_share_a_text() {
    let mut evidence = Evidence::new();
    for i in 0..130 {
        let output = format!("Answer {i}");
        let attestation = Attestation { output: &output, ..answer() };
        evidence = evidence
            .record(format!("{i}.json"), &issuer().attestation(&attestation))
            .file(format!("{i}.raw.json"), attestation.raw_body());
    }
    let report = evidence.verify();
    assert_eq!(report.json["summary"]["verified"], 260);
    assert_eq!(report.status, 0);
}

#[test]
fn items_and_seal_bear_one_key() {
    let other = Issuer::new("other", "Other Ltd", "other.example");
    let mut bundle = trace(&[TraceItem::event(&event())]);
    bundle.as_object_mut().unwrap().remove("tenant_domain");
    let composite = bundle["composite_hash"].as_str().unwrap().to_owned();
    bundle["seal_event"]["signature"] = json!(other.sign_hex(composite.as_bytes()));
    bundle["seal_event"]["public_key"] = json!(other.public_key_hex());
    let second = format!("other.example={}", other.public_key_hex());
    let pins = ["--pin", &crate::support::pin(), "--pin", &second, "e"];
    let report = Evidence::new().record("trace.json", &bundle).verify_with(&pins);
    assert_eq!(report.result("trace.json")["verdict"], "unconfirmed");
    assert!(reasons(report.result("trace.json")).contains("unexpected_signer"));
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |n: u32| char::from(DIGITS[(n & 63) as usize]);
    bytes
        .chunks(3)
        .flat_map(|c| {
            let n = c.iter().fold(0, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
            let all = [digit(n >> 18), digit(n >> 12), digit(n >> 6), digit(n)];
            let used = c.len() + 1;
            (0..4).map(move |i| if i < used { all[i] } else { '=' }).collect::<Vec<_>>()
        })
        .collect()
}

/// Another record's signature holds, but speaks of another document: to rely on what it signs would
/// be to rely on something else.
#[test]
fn a_borrowed_signature_is_called_that_before_all_else() {
    let other =
        issuer().document(&Document::new(b"another text", "other.txt", "2026-03-02T11:00:00Z"));
    let mut borrowed = letter();
    for member in ["signature_b64", "signed_payload_b64"] {
        borrowed[member] = other[member].clone();
    }
    let report = Evidence::new().record("r.json", &borrowed).file("letter.txt", LETTER).verify();
    let found = report.result("r.json");
    let both = ["signed_fields_differ", "signed_payload_does_not_bind"];
    assert!(both.iter().all(|code| reasons(found).contains(code)), "{found:#}");
    let headline = found["headline"].as_str().unwrap();
    let clause = "Does not match: the signed part does not contain this document's hash";
    assert!(headline.starts_with(clause), "{headline}");
    let next = found["next_step"].as_str().unwrap();
    assert!(!next.contains("Rely on the signed value"), "{next}");
}

/// What stands beside a good record cannot hide in an envelope, a list or an answer around it.
#[test]
fn a_record_that_does_not_match_is_found_beside_one_that_does() {
    let good = letter();
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    let error = json!({ "error": "not_found", "message": "m", "documents": [edited] });
    for answer in [
        json!({ "documents": [{ "document": good, "record": edited }] }),
        json!({ "documents": [good, { "data": [edited] }] }),
        json!({ "documents": [good, error] }),
        json!([good, { "result": error }]),
        json!({ "document": good, "data": { "documents": [edited] } }),
        json!({ "events": [{ "event": good, "document": edited }] }),
        // Under names that no list and no envelope has.
        json!({ "documents": [good], "audit_events": [7, edited] }),
        json!({ "documents": [good], "a/b~c": edited }),
        json!({ "document": good, "more": { "page": [[{ "record": edited }]] } }),
        json!({ "page": [good], "next": edited }),
        json!({ "error": "x", "message": "y", "details": [edited] }),
        json!({ "documents": [good], ("x".repeat(5000)): edited }),
        // What a request carries, other than what it is documented to.
        json!({ "document_hash": good["document_hash"], "document": edited }),
        json!({ "event_type": "t", "payload": { "record": good }, "records": [edited] }),
    ] {
        // As a file of its own, and on a line of an export.
        let mut texts = vec![answer.to_string()];
        if answer.is_object() {
            texts.push(format!("{answer}\n{good}\n"));
        }
        for text in texts {
            let report =
                Evidence::new().file("letter.txt", LETTER).file("answer.json", text).verify();
            assert_eq!(report.json["summary"]["mismatch"], 1, "{answer}: {:?}", report.places());
        }
    }
}

/// A long name would stand in the pointer of every record under it. Such records are not read one
/// by one, but are not passed over either.
#[test]
fn records_are_not_hidden_under_a_long_name() {
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    let long = "x".repeat(5000);
    let list = json!({ "documents": [letter()], (long.as_str()): [edited] });
    let report = Evidence::new().record("r.json", &list).file("letter.txt", LETTER).verify();
    assert_eq!(report.result("r.json#/documents/0")["verdict"], "verified");
    assert_eq!(report.result(&format!("r.json#/{long}"))["verdict"], "uncheckable");
    assert_eq!(report.status, 3);
}

/// Programs log what they do. What has the marks of a record in it is told of, since nobody can know
/// that it is none; a single member is no mark.
#[test]
fn the_marks_of_a_record_in_other_texts_are_told_of() {
    let line = json!({ "level": "info", "ctx": { "org_id": "o", "seq": 3 } });
    let report = Evidence::new().file("other", line.to_string()).verify();
    assert_eq!(report.places(), ["other#/ctx uncheckable"]);
    let payload = json!({ "amount": 2, "ai": { "attestation_id": "att_1" } });
    let report = Evidence::new().file("other", payload.to_string()).verify();
    assert_eq!(report.places(), ["other not_found"]);
}

/// A text from elsewhere does not mend a statement that speaks of another one than its body.
#[test]
fn a_statement_that_disagrees_with_its_body_is_not_mended_by_texts() {
    let body = answer().raw_body();
    let other = Attestation { input: "Another question?", ..answer() };
    let mut record = issuer().attestation(&other);
    let statement = record["signed_payload"].as_str().unwrap();
    let statement = String::from_utf8(hex::decode(statement).unwrap()).unwrap();
    // The body of the one answer, the texts of the other.
    let hashes = [sha256_hex(other.raw_body().as_bytes()), sha256_hex(body.as_bytes())];
    let statement = statement.replace(&hashes[0], &hashes[1]);
    record["attestation_hash"] = json!(hashes[1]);
    record["signed_payload"] = json!(hex::encode(&statement));
    record["signature"] = json!(issuer().sign_hex(statement.as_bytes()));
    let alone = Evidence::new().record("r.json", &record).file("body.json", &body);
    let with_texts = Evidence::new()
        .record("r.json", &record)
        .file("body.json", &body)
        .file("i.txt", other.input)
        .file("o.txt", other.output);
    for evidence in [alone, with_texts] {
        let report = evidence.verify();
        let found = report.result("r.json");
        assert_eq!(found["verdict"], "mismatch", "{:?}", report.places());
        assert_eq!(reasons(found), ["content_hash_mismatch"].into());
        assert_eq!(report.status, 1);
    }
}

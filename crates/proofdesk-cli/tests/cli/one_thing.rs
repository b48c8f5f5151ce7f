//! What was signed for one thing is proof of one thing, and a signer is named only where the signature
//! holds.

use serde_json::{Value, json};
use test_issuer::json::{record_line, sorted};
use test_issuer::{Document, Event, Issuer, SignedForm, Trace, TraceForms, TraceItem, sha256_hex};

use crate::support::{
    Evidence, LETTER, Report, answer, audit_event, audit_fields, checks, issuer, letter, matched,
    pin, reasons,
};

fn event_of(payload: Value) -> Value {
    issuer().event(&Event {
        event_type: "invoice.approved",
        payload,
        event_time: None,
        ingested_at: "2026-06-01T08:00:00.000001Z",
    })
}

fn event() -> Value {
    event_of(json!({ "invoice": "INV-1", "amount": 5000 }))
}

fn other() -> Issuer {
    Issuer::new("another issuer", "Other Ltd", "other.example")
}

fn trace_with(items: &[TraceItem], forms: TraceForms) -> Value {
    issuer().trace(&Trace {
        label: "An invoice",
        items,
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: "2026-06-01T09:00:00Z",
        forms,
    })
}

/// Verified with the issuer's key pinned, and another.
fn with_both(evidence: &Evidence) -> Report {
    let second = format!("other.example={}", other().public_key_hex());
    evidence.verify_with(&["--pin", &pin(), "--pin", &second, "e"])
}

#[track_caller]
fn require_not_credited(result: &Value) {
    assert_eq!(result["signer"]["label"], Value::Null, "{result:#}");
    assert_ne!(result["signer"]["source"], "pinned");
    assert_eq!(result["axes"]["binding"], "none");
}

#[test]
fn a_signer_is_named_only_where_the_signature_holds() {
    let mut document = letter();
    document["signature_b64"] = json!(issuer().sign_base64(b"something else"));
    let mut attestation = issuer().attestation(&answer());
    attestation["signature"] = json!(issuer().sign_hex(b"something else"));
    attestation["model_name"] = json!("another");
    let mut audit = audit_event("a log", 1);
    audit["action"] = json!("member.erased");
    let mut unsigned =
        issuer().document(&Document::new(b"another", "a.txt", "2026-03-02T10:00:00Z"));
    unsigned["document_ref"] = json!("b.txt");
    unsigned.as_object_mut().unwrap().remove("signature_b64");
    let report = Evidence::new()
        .record("document.json", &document)
        .file("letter.txt", LETTER)
        .record("attestation.json", &attestation)
        .file("body.json", answer().raw_body())
        .record("audit.json", &audit)
        .record("unsigned.json", &unsigned)
        .file("a.txt", "another")
        .verify();
    for place in ["document.json", "attestation.json", "audit.json", "unsigned.json"] {
        require_not_credited(report.result(place));
    }
    for place in ["letter.txt", "body.json", "a.txt"] {
        let file = report.result(place);
        assert_eq!(
            (&file["verdict"], &file["signer"]["source"]),
            (&json!("unconfirmed"), &json!("none"))
        );
    }
    // That a record contradicts itself is told all the same.
    for (place, name) in [("attestation.json", "model_name"), ("unsigned.json", "document_ref")] {
        let notes = checks(report.result(place)).iter().filter_map(|check| check["note"].as_str());
        let wanted = format!("The {name} shown is not the one in the signed part.");
        assert_eq!(notes.filter(|note| note.contains(&wanted)).count(), 1, "{place}");
    }
}

/// One organisation has one issuer, and the log of each says that there is another.
#[test]
fn a_log_with_events_of_another_pinned_issuer() {
    let of_other = |seq| other().audit_event(audit_fields("a log", seq, "member.viewed"));
    let missing_middle = [audit_event("a log", 1), of_other(2), audit_event("a log", 3)];
    let two = [audit_event("a log", 1), of_other(2)];
    let own_logs = [1, 2].map(|n| audit_event("a log", n));
    let own_logs = [&own_logs[..], &[of_other(3), of_other(4)]].concat();
    for events in [&missing_middle[..], &two, &own_logs] {
        let evidence = Evidence::new().lines("log.ndjson", events);
        let report = with_both(&evidence);
        let logs: Vec<&Value> =
            report.results().iter().filter(|r| r["kind"] == "audit_log").collect();
        assert_eq!((logs.len(), report.status), (2, 3), "{:?}", report.places());
        for log in logs {
            assert_eq!(log["verdict"], "unconfirmed");
            assert!(reasons(log).contains("unexpected_signer"), "{log:#}");
        }
        // Whoever is not pinned disturbs nobody.
        let report = evidence.verify();
        let logs = report.results().iter().filter(|r| r["kind"] == "audit_log");
        assert!(logs.into_iter().all(|log| !reasons(log).contains("unexpected_signer")));
    }
    // Two pins of one issuer are one issuer.
    let pin = |label: &str, issuer: &Issuer| {
        json!({ "label": label, "domain": "issuer.example", "key": issuer.public_key_hex(),
            "fingerprint": sha256_hex(&issuer.public_key()) })
    };
    let pins = [pin("new", &issuer()), pin("old", &other())];
    let ring = json!({ "schema": "proofdesk.keyring/1", "pins": pins });
    let evidence = Evidence::new().lines("log.ndjson", &own_logs);
    std::fs::write(evidence.outside().join("ring.json"), ring.to_string()).unwrap();
    assert_eq!(evidence.verify_with(&["--keyring", "ring.json", "e"]).status, 0);
}

#[test]
fn a_trace_with_an_item_of_another_pinned_issuer() {
    let mut trace = trace_with(
        &[TraceItem::event(&event()), TraceItem::event(&event_of(json!({ "step": 2 })))],
        TraceForms::HEX,
    );
    let hash = trace["events"][1]["content_hash"].as_str().unwrap().to_owned();
    trace["events"][1]["signature"] = json!(other().sign_hex(hash.as_bytes()));
    trace["events"][1]["public_key"] = json!(other().public_key_hex());
    trace.as_object_mut().unwrap().remove("tenant_domain");
    let report = with_both(&Evidence::new().record("trace.json", &trace));
    let found = report.result("trace.json");
    assert_eq!((&found["verdict"], report.status), (&json!("unconfirmed"), 3));
    assert_eq!(reasons(found), ["unexpected_signer"].into());
}

/// A number that an event bears which is not verified is not missing.
#[test]
fn a_log_without_a_gap_does_not_speak_of_one() {
    let log = |edited: &[usize], args: &[&str]| {
        let mut events: Vec<Value> = (1..=4).map(|seq| audit_event("a log", seq)).collect();
        for place in edited {
            events[*place]["action"] = json!("member.erased");
        }
        let evidence = Evidence::new().lines("log.ndjson", &events);
        let pin = pin();
        let args = [&["--pin", &pin, "e"][..], args].concat();
        evidence.verify_with(&args).log().clone()
    };
    for edited in [&[0][..], &[1], &[3]] {
        let log = log(edited, &[]);
        assert_eq!(log["verdict"], "unconfirmed");
        assert_eq!(
            log["headline"],
            "Not confirmed: 1 event of the log did not pass its own checks"
        );
        assert_eq!(reasons(&log), ["payload_hash_mismatch"].into());
    }
    let two = log(&[1, 3], &[]);
    assert_eq!(two["headline"], "Not confirmed: 2 events of the log did not pass their own checks");
    // Who requires every number to be there requires an event that holds.
    let required = log(&[1], &["--contiguous"]);
    assert_eq!(
        required["headline"],
        "Does not match: 1 event of the log did not pass its own checks"
    );
    let at_the_end = log(&[3], &["--contiguous"]);
    assert_eq!(at_the_end["verdict"], "unconfirmed");
}

/// What a proof response shows as its payload is an object, or no payload counts for it.
#[test]
fn a_proof_response_with_a_payload_that_is_none() {
    let event = event();
    let payload = sorted(&event["payload"]);
    for shown in [json!("pay mallory 1,000,000"), json!([event["payload"]]), json!(1)] {
        for form in SignedForm::ALL {
            let mut proof = issuer().proof_response(&event, form);
            proof["payload"] = shown.clone();
            let report = Evidence::new()
                .record("p.json", &proof)
                .file("pl.json", &payload)
                .record("event.json", &event)
                .verify();
            let found = report.result("p.json");
            assert!(reasons(found).contains("invalid_field"), "{found:#}");
            assert_eq!((&found["axes"]["content"], report.status), (&json!("none"), 3));
            assert_eq!(matched(found), [].into());
        }
    }
}

/// The payload of an event is an object, so a text with the hash is none: a seal would prove it.
#[test]
fn a_file_that_is_no_object_is_no_payload() {
    let trace = trace_with(&[TraceItem::event(&event())], TraceForms::HEX);
    let hashes = trace["events"][0]["content_hash"].as_str().unwrap().to_owned();
    let list = json!([event()["payload"]]).to_string();
    for (content, hash) in [
        (hashes.clone(), sha256_hex(hashes.as_bytes())),
        (list.clone(), sha256_hex(list.as_bytes())),
    ] {
        let mut proof = issuer().proof_response(&event(), SignedForm::HEX_DIGEST);
        proof["payload_hash"] = json!(hash);
        proof["signature"] = json!(issuer().sign_hex(hash.as_bytes()));
        let report = Evidence::new().record("p.json", &proof).file("content", &content).verify();
        let found = report.result("p.json");
        assert_eq!(found["verdict"], "unconfirmed", "{found:#}");
        assert_eq!(reasons(found), ["content_not_supplied"].into());
        assert_eq!(report.result("content")["verdict"], "not_found");
    }
    // One that is an object is, with the marks of a record too.
    for payload in [json!({ "a": 1 }), json!({ "event_id": "e", "payload_hash": "0" })] {
        let event = event_of(payload);
        let proof = issuer().proof_response(&event, SignedForm::HEX_DIGEST);
        let text = sorted(&event["payload"]);
        let report = Evidence::new().record("p.json", &proof).file("content", text).verify();
        assert_eq!(report.result("p.json")["verdict"], "verified", "{:?}", report.places());
    }
}

#[test]
fn an_audit_events_signature_is_no_proof_of_a_payload() {
    let audit = audit_event("a log", 1);
    let mut payload = audit.clone();
    for name in ["payload_hash", "signature", "signing_public_key", "id"] {
        payload.as_object_mut().unwrap().remove(name);
    }
    payload["event_id"] = audit["id"].clone();
    payload["schema_id"] = json!("invoance.audit/1");
    payload["occurred_at"] = json!("2026-03-02T07:31:00.000Z");
    payload["ingested_at"] = json!("2026-03-02T07:31:00.400Z");
    assert_eq!(sha256_hex(sorted(&payload).as_bytes()), audit["payload_hash"]);
    let event = event_of(payload);
    let mut proof = issuer().proof_response(&event, SignedForm::Canonical);
    assert_eq!(proof["payload_hash"], audit["payload_hash"]);
    proof["signature"] = audit["signature"].clone();
    proof["payload"] = event["payload"].clone();
    let mut trace = trace_with(
        &[TraceItem::event(&event)],
        TraceForms { item: SignedForm::Canonical, ..TraceForms::HEX },
    );
    trace["events"][0]["signature"] = audit["signature"].clone();
    let report = Evidence::new().record("p.json", &proof).record("trace.json", &trace).verify();
    for place in ["p.json", "trace.json"] {
        let found = report.result(place);
        assert_eq!(found["verdict"], "unconfirmed", "{found:#}");
        assert_eq!(reasons(found), ["signed_payload_does_not_bind"].into());
    }
    assert_eq!(report.status, 3);
}

#[test]
fn a_signature_over_a_bare_hash_is_no_document() {
    for form in SignedForm::ALL {
        let document =
            Document { form, ..Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z") };
        let record = issuer().document(&document);
        let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
        let found = report.result("r.json");
        if form == SignedForm::Canonical {
            assert_eq!(report.status, 0);
            continue;
        }
        assert_eq!((&found["verdict"], report.status), (&json!("unconfirmed"), 3), "{found:#}");
        assert_eq!(reasons(found), ["signed_bytes_undocumented"].into());
    }
}

/// Nobody signs the id of an item, so it speaks against no record.
#[test]
fn the_id_of_an_item_speaks_against_nobody() {
    let mut item = TraceItem::event(&event_of(json!({ "step": 1 })));
    item.event_id = event()["event_id"].as_str().unwrap().to_owned();
    let trace = trace_with(&[item], TraceForms::HEX);
    let alone = Evidence::new().record("event.json", &event()).verify();
    let report =
        Evidence::new().record("event.json", &event()).record("trace.json", &trace).verify();
    assert_eq!(report.result("event.json"), alone.result("event.json"));
    let item = &report.result("trace.json")["children"][0];
    assert_eq!((&item["verdict"], report.status), (&json!("verified"), 3));
    assert_eq!(reasons(item), ["id_not_signed"].into());
}

/// The signature of a document's item can be that of the document itself.
#[test]
fn an_item_may_be_signed_over_the_statement_of_its_record() {
    let timestamp = "2026-06-01T08:30:00Z".to_owned();
    let mut item = TraceItem { timestamp, ..TraceItem::document(&letter()) };
    let mut trace = trace_with(&[TraceItem::event(&event()), item.clone()], TraceForms::HEX);
    trace["events"][1]["signature"] = letter()["signature_b64"].clone();
    let with_record = |record: &Value, trace: &Value| {
        Evidence::new()
            .record("trace.json", trace)
            .record("letter.json", record)
            .file("letter.txt", LETTER)
            .verify()
    };
    let report = with_record(&letter(), &trace);
    assert_eq!(report.status, 0, "{:#}", report.result("trace.json"));
    // Without a key, it is looked for among the pins.
    let mut keyless = trace.clone();
    keyless["events"][1].as_object_mut().unwrap().remove("public_key");
    assert_eq!(with_record(&letter(), &keyless).status, 0);
    // Without the record, or with one of another id, what it is over is not known.
    let mut renamed = letter();
    renamed["event_id"] = json!("another");
    let alone = Evidence::new().record("trace.json", &trace).verify();
    for report in [alone, with_record(&renamed, &trace)] {
        let found = report.result("trace.json");
        assert!(reasons(found).contains("signed_bytes_undocumented"), "{found:#}");
        assert_ne!(found["verdict"], "mismatch");
    }
    // The record tells what an item stands for whose payload does not name its hash.
    item.payload = json!({ "document_ref": "letter.txt" });
    let trace = trace_with(&[TraceItem::event(&event()), item], TraceForms::HEX);
    assert_eq!(with_record(&letter(), &trace).status, 0);
    let alone = Evidence::new().record("trace.json", &trace).verify();
    assert!(reasons(alone.result("trace.json")).contains("payload_hash_mismatch"));
}

fn find(evidence: &Evidence, query: &str) -> Report {
    evidence.verify_with(&["--pin", &pin(), "--find", query, "e"])
}

#[test]
fn what_is_found_by_an_id_that_nothing_signs() {
    let event = event();
    let mut proof = issuer().proof_response(&event, SignedForm::HEX_DIGEST);
    proof["event_id"] = json!("evt_WANTED");
    proof["payload"] = event["payload"].clone();
    let bare = Document {
        form: SignedForm::HEX_DIGEST,
        ..Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z")
    };
    let trace = trace_with(&[TraceItem::event(&event)], TraceForms::HEX);
    let audit = audit_event("a log", 1);
    let attestation = issuer().attestation(&answer());
    let evidence = Evidence::new()
        .record("p.json", &proof)
        .record("letter.json", &letter())
        .file("letter.txt", LETTER)
        .record("attestation.json", &attestation)
        .file("body.json", answer().raw_body())
        .record("audit.json", &audit)
        .record("trace.json", &trace);
    let trace_id = trace["trace_id"].as_str().unwrap();
    let unsigned = [
        ("evt_WANTED", "evt_WANTED"),
        (trace_id, trace_id),
        ("https://invoance.com/proof/event/evt_WANTED", "proof/event/evt_WANTED"),
    ];
    for (query, asked) in unsigned {
        let report = find(&evidence, query);
        assert_eq!((report.results().len(), report.status), (2, 3), "{:?}", report.places());
        assert_eq!(report.results()[0]["verdict"], "verified", "the record keeps its verdict");
        let said = &report.results()[1];
        assert_eq!(said["source"]["path"], asked);
        assert_eq!(
            (&said["verdict"], reasons(said)),
            (&json!("unconfirmed"), ["id_not_signed"].into())
        );
        assert_eq!(checks(said)[0]["check"], "lookup");
    }
    let id = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    for query in [
        id(&letter(), "event_id"),
        id(&attestation, "attestation_id"),
        id(&audit, "id"),
        id(&proof, "payload_hash"),
        id(&letter(), "document_hash"),
    ] {
        let report = find(&evidence, &query);
        assert_eq!(report.status, 0, "{query}: {:?}", report.places());
    }
    // What was signed is found where another id is shown.
    for (record, name) in [(letter(), "event_id"), (attestation.clone(), "attestation_id")] {
        let mut edited = record.clone();
        edited[name] = json!("another");
        let report = find(&Evidence::new().record("r.json", &edited), &id(&record, name));
        assert_eq!(report.status, 1, "{name}: {:?}", report.places());
        assert!(reasons(report.result("r.json")).contains("signed_fields_differ"));
    }
    // A document whose signed bytes are its hash alone signs no id.
    let record = issuer().document(&bare);
    let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
    let report = find(&evidence, &id(&record, "event_id"));
    assert!(report.results().iter().any(|r| reasons(r).contains("id_not_signed")));
}

#[test]
fn the_kind_of_a_link_counts_for_items() {
    let items = [TraceItem::event(&event()), TraceItem::document(&letter())];
    let evidence = Evidence::new().record("trace.json", &trace_with(&items, TraceForms::HEX));
    for (kind, item, found) in [
        ("event", 0, true),
        ("document", 0, false),
        ("trace", 0, false),
        ("document", 1, true),
        ("event", 1, false),
        ("ai", 1, false),
    ] {
        let link = format!("https://invoance.com/proof/{kind}/{}", items[item].event_id);
        let report = find(&evidence, &link);
        let last = report.results().last().unwrap();
        assert_eq!(last["verdict"] != "not_found", found, "{link}: {:?}", report.places());
    }
}

/// An issuer that changed its key goes on with its numbers: its log is one.
#[test]
fn a_log_under_two_keys_of_one_issuer() {
    let (old, new) = (issuer().impostor("an older key"), issuer());
    let event = |of: &Issuer, seq: i64| of.audit_event(audit_fields("two keys", seq, "a.b"));
    let pins = [("old", &old), ("new", &new)].map(|(label, of)| {
        json!({
            "label": label,
            "domain": "issuer.example",
            "key": of.public_key_hex(),
            "fingerprint": sha256_hex(&hex::decode(of.public_key_hex()).unwrap()),
            "confirmed": "by telephone",
        })
    });
    let ring = json!({ "schema": "proofdesk.keyring/1", "pins": pins });
    let status = |events: &[Value]| {
        let lines: Vec<String> = events.iter().map(record_line).collect();
        let evidence = Evidence::new().file("log.ndjson", lines.join("\n"));
        std::fs::write(evidence.outside().join("ring.json"), ring.to_string()).unwrap();
        let report = evidence.verify_with(&["--keyring", "ring.json", "--contiguous", "e"]);
        let logs = report.results().iter().filter(|r| r["kind"] == "audit_log").count();
        assert_eq!(logs, 1, "{:?}", report.places());
        report.status
    };
    let other = new.audit_event(audit_fields("two keys", 3, "another"));
    // Turn by turn, a number twice, and two that are missing.
    assert_eq!(status(&[event(&old, 1), event(&new, 2), event(&old, 3), event(&new, 4)]), 0);
    assert_eq!(status(&[event(&old, 1), event(&old, 2), event(&old, 3), other]), 1);
    assert_eq!(status(&[event(&old, 1), event(&old, 2), event(&new, 5)]), 1);
}

/// Two pins, of which one names no issuer: the record may be of either.
#[test]
fn two_pins_of_one_issuer() {
    let old = issuer().impostor("an older key");
    let record = old.document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"));
    let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
    let second = format!("old={}", old.public_key_hex());
    let report = evidence.verify_with(&["--pin", &pin(), "--pin", &second, "e"]);
    let found = report.result("r.json");
    assert_eq!((&found["verdict"], report.status), (&json!("unconfirmed"), 3));
    assert_eq!(reasons(found), ["key_not_pinned"].into());
    let signer = checks(found).iter().find(|check| check["check"] == "signer").unwrap();
    let note = signer["note"].as_str().unwrap();
    assert!(note.contains("as old") && note.contains("issuer.example"), "{note}");
    // A pin of another issuer is not.
    let other = format!("other.example={}", old.public_key_hex());
    let report = evidence.verify_with(&["--pin", &pin(), "--pin", &other, "e"]);
    assert!(reasons(report.result("r.json")).contains("pinned_key_mismatch"));
    assert_eq!(report.status, 1);
}

#[test]
fn a_fingerprint_pinned_where_the_key_belongs() {
    // Some fingerprints are the encoding of a point, and some are none.
    let (mut pinned, mut refused) = (false, false);
    for seed in 0..40 {
        let issuer = Issuer::new(&format!("fingerprint {seed}"), "Example Ltd", "issuer.example");
        let record = issuer.document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"));
        let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
        let pin = format!("issuer.example={}", sha256_hex(&issuer.public_key()));
        let output = evidence.run(["verify", "--pin", &pin, "--format", "json", "e"]);
        if output.status.code() == Some(2) {
            let words = String::from_utf8(output.stderr).unwrap();
            assert!(words.contains("Perhaps they are the fingerprint of a key"), "{words}");
            refused = true;
        } else {
            let report = Report::of(output);
            let found = report.result("r.json");
            assert_eq!((&found["verdict"], report.status), (&json!("unconfirmed"), 3));
            assert_eq!(reasons(found), ["key_not_pinned"].into());
            assert!(found.to_string().contains("is the fingerprint of this key"), "{found:#}");
            pinned = true;
        }
        if pinned && refused {
            return;
        }
    }
    panic!("40 fingerprints of one kind");
}

#[test]
fn a_key_document_with_another_key_than_the_pinned_one() {
    let impostor = issuer().impostor("somebody else");
    let evidence = Evidence::new()
        .record("own.json", &issuer().key_document())
        .record("other.json", &impostor.key_document())
        .record("stranger.json", &other().key_document());
    let report = evidence.verify();
    let headline = |place: &str| report.result(place)["headline"].as_str().unwrap().to_owned();
    assert_eq!(
        headline("own.json"),
        "Public key of issuer.example, which you pinned as issuer.example"
    );
    assert_eq!(
        headline("other.json"),
        "Public key of issuer.example, which you have not pinned; the key that you pinned for this \
         domain, as issuer.example, is another"
    );
    assert_eq!(headline("stranger.json"), "Public key of other.example, which you have not pinned");
}

/// A signature of the pinned issuer, what it was made for, and the bytes that it is over.
struct Signature {
    of: &'static str,
    bytes: Vec<u8>,
}

/// Every record that the issuer signs, in all the forms in which it may.
fn signatures(contents: &[Vec<u8>]) -> Vec<Signature> {
    let statement = |record: &Value| {
        use base64::Engine;
        let text = record["signed_payload_b64"].as_str().unwrap();
        base64::engine::general_purpose::STANDARD.decode(text).unwrap()
    };
    let attestation = issuer().attestation(&answer());
    let attested = hex::decode(attestation["signed_payload"].as_str().unwrap()).unwrap();
    let mut all = vec![
        Signature { of: "document", bytes: statement(&letter()) },
        Signature { of: "attestation", bytes: attested },
        Signature { of: "audit", bytes: contents[0].clone() },
    ];
    // An event's payload, a seal, or a document over its bare hash: the hash of any content.
    for content in contents {
        let hash = sha256_hex(content);
        for bytes in [
            hex::decode(&hash).unwrap(),
            hash.clone().into_bytes(),
            format!("sha256:{hash}").into_bytes(),
        ] {
            all.push(Signature { of: "hash", bytes });
        }
    }
    all.push(Signature { of: "payload", bytes: contents[1].clone() });
    all
}

/// Whatever record a signature is moved to, that of another kind is not verified by it. Bytes that can
/// be a payload's are left out where a payload is proved: no form tells these apart.
#[test]
fn a_signature_that_is_moved_to_another_kind_of_record_verifies_nothing() {
    let mut audited = audit_fields("a log", 1, "member.viewed");
    audited["event_id"] = audited["id"].take();
    audited.as_object_mut().unwrap().remove("id");
    audited["schema_id"] = json!("invoance.audit/1");
    audited["occurred_at"] = json!("2026-03-02T07:31:00.000Z");
    audited["ingested_at"] = json!("2026-03-02T07:31:00.400Z");
    let contents: Vec<Vec<u8>> = vec![
        sorted(&audited).into_bytes(),
        sorted(&event()["payload"]).into_bytes(),
        LETTER.to_vec(),
        answer().raw_body().into_bytes(),
        sha256_hex(b"the hashes of the items of a trace").into_bytes(),
    ];
    let object =
        |content: &[u8]| serde_json::from_slice::<Value>(content).ok().filter(Value::is_object);
    for Signature { of, bytes } in signatures(&contents) {
        let signature = issuer().sign_hex(&bytes);
        let mut evidence = Evidence::new();
        for (i, content) in contents.iter().enumerate() {
            let hash = sha256_hex(content);
            let proof = json!({
                "event_id": "evt_1", "payload_hash": hash, "signature": signature,
                "public_key": issuer().public_key_hex(), "verify_url": "https://x/proof/evt_1",
            });
            // The hash of an object may be that of a payload.
            if of != "payload" && (of != "hash" || object(content).is_none()) {
                evidence = evidence.record(format!("proof-{i}.json"), &proof);
                if let Some(payload) = object(content) {
                    let item = TraceItem {
                        event_id: "evt_1".to_owned(),
                        event_type: "t".to_owned(),
                        payload,
                        content_hash: hash.clone(),
                        timestamp: "2026-06-01T08:00:00Z".to_owned(),
                    };
                    let mut trace = trace_with(&[item], TraceForms::HEX);
                    trace["events"][0]["signature"] = json!(signature);
                    evidence = evidence.record(format!("trace-{i}.json"), &trace);
                }
            }
            if of != "document" {
                let document = json!({
                    "event_id": "evt_1", "document_hash": hash, "signature_b64": signature,
                    "signed_payload_b64": base64(&bytes), "public_key_b64": issuer().public_key_base64(),
                });
                evidence = evidence.record(format!("document-{i}.json"), &document);
            }
            if of != "attestation" {
                let mut attestation = issuer().attestation(&answer());
                attestation["attestation_hash"] = json!(hash);
                attestation["signed_payload"] = json!(hex::encode(&bytes));
                attestation["signature"] = json!(signature);
                evidence = evidence.record(format!("attestation-{i}.json"), &attestation);
            }
            evidence = evidence.file(format!("content-{i}"), content);
        }
        if of != "audit" {
            let mut audit = audit_event("a log", 1);
            audit["signature"] = json!(signature);
            evidence = evidence.record("audit.json", &audit);
        }
        let report = evidence.verify();
        assert_eq!(report.json["summary"]["verified"], 0, "{of}: {:?}", report.places());
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The ends of the range of numbers.
#[test]
fn numbers_of_a_log_that_lie_as_far_apart_as_can_be() {
    for numbers in [[0, i64::MIN], [i64::MIN, 0], [-1, i64::MAX], [i64::MAX, i64::MIN]] {
        let events = numbers.map(|seq| audit_event("far apart", seq));
        let report = Evidence::new().lines("log.ndjson", &events).verify();
        assert_eq!(report.status, 3, "{numbers:?}: {:?}", report.places());
        assert_eq!(reasons(report.log()), ["sequence_gap"].into());
    }
}

/// Nothing signs the id of an item: by its hash it stands for a record of another id, too.
#[test]
fn an_item_that_shows_another_id_than_its_record() {
    let attestation = issuer().attestation(&answer());
    for (mut item, record) in [
        (TraceItem::document(&letter()), letter()),
        (TraceItem::attestation(&attestation), attestation),
    ] {
        item.event_id = "evt_of_the_item".to_owned();
        item.payload = json!({ "document_ref": "letter.txt" });
        let trace = trace_with(&[TraceItem::event(&event()), item], TraceForms::HEX);
        let evidence = Evidence::new()
            .record("trace.json", &trace)
            .file("letter.txt", LETTER)
            .file("body.json", answer().raw_body());
        let report = evidence.record("record.json", &record).verify();
        assert_eq!(report.json["summary"]["mismatch"], 0, "{:#}", report.result("trace.json"));
        let item = &report.result("trace.json")["children"][1];
        assert_eq!(item["verdict"], "unconfirmed");
        let said = checks(item).iter().find(|check| check["reason"] == "id_not_signed").unwrap();
        assert!(said["note"].as_str().unwrap().contains("another id"), "{said}");
    }
}

/// Words about a seal, an item and a payload are of what is there.
#[test]
fn words_name_what_they_are_about() {
    let note = |result: &Value, reason: &str| {
        let found = checks(result).iter().find(|check| check["reason"] == reason);
        found.unwrap_or_else(|| panic!("{result:#}"))["note"].as_str().unwrap().to_owned()
    };
    let second = other().event(&Event {
        event_type: "invoice.approved",
        payload: json!({ "invoice": "INV-2" }),
        event_time: None,
        ingested_at: "2026-06-01T08:00:00.000001Z",
    });
    let both = [TraceItem::event(&event()), TraceItem::event(&second)];
    let mut open = trace_with(&both, TraceForms::HEX);
    open["events"][1]["signature"] =
        json!(other().sign_hex(open["events"][1]["content_hash"].as_str().unwrap().as_bytes()));
    open["events"][1]["public_key"] = json!(other().public_key_hex());
    let sealed = with_both(&Evidence::new().record("t.json", &open));
    let said = note(sealed.result("t.json"), "unexpected_signer");
    assert!(said.starts_with("/events/1 is signed with a different key from the seal."), "{said}");
    open.as_object_mut().unwrap().remove("seal_event");
    open["status"] = json!("open");
    let report = with_both(&Evidence::new().record("t.json", &open));
    let said = note(report.result("t.json"), "unexpected_signer");
    let words = "/events/1 is signed with a different key from the first signed item.";
    assert!(said.starts_with(words), "{said}");

    let mut trace = trace_with(&[TraceItem::event(&event())], TraceForms::HEX);
    trace["seal_event"]["signature"] = json!(issuer().sign_hex(b"other"));
    let report = Evidence::new().record("t.json", &trace).verify();
    let said = note(report.result("t.json"), "signature_invalid");
    assert!(said.contains("; an item of this trace is signed over"), "{said}");
    let seal = checks(report.result("t.json")).iter().find(|c| c["reason"] == "signature_invalid");
    assert_eq!(seal.unwrap()["field"], "seal_event.signature");

    let [one, other] = [b"x", b"y"].map(|text| sha256_hex(text));
    for (payload, words) in [
        (json!({ "v": 1, "payload_hash": one }), "statement on another hash"),
        // A document's statement may name an earlier version too.
        (json!({ "v": 1, "sha256": one }), "signed for a document record"),
        (json!({ "v": 1, "sha256": one, "earlier": other }), "signed for a document record"),
        (json!({ "v": 1, "of": { "a": one, "b": [other] } }), "signed for a document record"),
    ] {
        let statement = event_of(payload);
        let mut proof = issuer().proof_response(&statement, SignedForm::Canonical);
        proof["payload"] = statement["payload"].clone();
        let report = Evidence::new().record("p.json", &proof).verify();
        let said = note(report.result("p.json"), "signed_payload_does_not_bind");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn an_item_is_found_by_its_hash_and_a_seal_by_its_id() {
    let items = [TraceItem::event(&event()), TraceItem::document(&letter())];
    let trace = trace_with(&items, TraceForms::HEX);
    let evidence = Evidence::new()
        .record("trace.json", &trace)
        .record("letter.json", &letter())
        .file("letter.txt", LETTER);
    for item in &items {
        let report = find(&evidence, &item.content_hash);
        assert!(report.at("trace.json").len() == 1, "{:?}", report.places());
        assert_eq!(report.json["summary"]["not_found"], 0);
    }
    let seal = trace["seal_event"]["event_id"].as_str().unwrap();
    let report = find(&evidence, seal);
    assert_eq!(reasons(report.results().last().unwrap()), ["id_not_signed"].into());
    assert_eq!(report.at("trace.json").len(), 1);
    let report = find(&evidence, &format!("https://invoance.com/proof/document/{seal}"));
    assert_eq!(report.json["summary"]["not_found"], 1);
}

/// Keys that this program cannot use are no damaged ones.
#[test]
fn a_public_key_of_another_kind_is_for_information() {
    for key in [
        json!({ "kty": "RSA", "n": "AQ", "e": "AQAB", "alg": "RS256" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AQ" }),
    ] {
        let evidence = Evidence::new().record("key.json", &key).record("r.json", &letter());
        let report = evidence.file("letter.txt", LETTER).verify();
        assert_eq!(report.status, 0, "{:?}", report.places());
        let found = report.result("key.json");
        assert_eq!((&found["kind"], &found["verdict"]), (&json!("key"), &json!("info")));
        assert!(found["headline"].as_str().unwrap().contains("another kind than Ed25519"));
    }
    for key in [
        json!({ "kty": "RSA", "n": "AQ", "e": "AQAB", "d": "AQ" }),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": "AQ" }),
    ] {
        let report = Evidence::new().record("key.json", &key).verify();
        assert_eq!(report.places(), ["key.json uncheckable"]);
    }
}

/// Documents are signed over a statement whose names are not documented.
#[test]
fn a_documents_statement_is_no_payload() {
    let hash = sha256_hex(LETTER);
    for statement in [
        json!({ "created_at": "2026-01-02T03:04:06Z", "file_sha256": hash, "v": 1 }),
        json!({ "file": { "sha256": hash }, "v": 1 }),
    ] {
        let bytes = sorted(&statement);
        let proof = json!({
            "event_id": "evt_1", "payload_hash": sha256_hex(bytes.as_bytes()), "payload": statement,
            "signature": issuer().sign_hex(bytes.as_bytes()),
            "public_key": issuer().public_key_hex(),
        });
        let report = Evidence::new().record("p.json", &proof).verify();
        let found = report.result("p.json");
        assert_eq!(found["verdict"], "unconfirmed", "{found:#}");
        assert!(reasons(found).contains("signed_payload_does_not_bind"));
    }
}

#[test]
fn words_for_two_issuers_and_for_lists_say_what_is_so() {
    let second = |seq: i64| {
        let fields = audit_fields("a log", seq, "member.added");
        other().audit_event(fields)
    };
    let evidence = Evidence::new()
        .lines("log.ndjson", &[audit_event("a log", 1), second(2), audit_event("a log", 3)]);
    let report = with_both(&evidence);
    let headlines: Vec<String> =
        report.results().iter().map(|r| r["headline"].to_string()).collect();
    assert!(headlines.iter().any(|words| words.contains("two keys")), "{headlines:?}");
    assert!(headlines.iter().all(|words| !words.contains("expected key")), "{headlines:?}");

    let mut third = audit_event("a log", 3);
    third["action"] = json!("member.erased");
    let events = [audit_event("a log", 1), audit_event("a log", 2), third, audit_event("a log", 5)];
    let report = Evidence::new().lines("log.ndjson", &events).verify();
    let log = report.log();
    assert!(log["headline"].to_string().contains("event no. 4 is missing"), "{log:#}");
    assert!(!log["headline"].to_string().contains("no. 3"), "{log:#}");

    let twice = json!({ "data": [audit_event("a log", 1), audit_event("a log", 1)], "total": 2 });
    let report = Evidence::new().record("list.json", &twice).verify();
    let words: String = report.results().iter().map(|r| r["headline"].to_string()).collect();
    assert!(!words.contains("more follows"), "{words}");
    assert!(words.contains("it has 2 records, and 1 different one is"), "{words}");
}

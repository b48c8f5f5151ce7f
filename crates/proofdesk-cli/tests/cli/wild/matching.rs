//! Records and content that find each other.

use serde_json::{Value, json};
use test_issuer::json::record_text;
use test_issuer::{Document, Event, Issuer, Trace, TraceForms, TraceItem, sha256_hex};

use crate::support::{
    Evidence, LETTER, answer, checks, issuer, letter, matched, pin, reasons, text, value_from,
};

fn another_record_of_the_letter() -> Value {
    issuer().document(&Document::new(LETTER, "the same letter", "2026-03-05T10:00:00Z"))
}

#[test]
fn several_records_of_one_file_are_all_shown() {
    let report = Evidence::new()
        .record("one.json", &letter())
        .record("two.json", &another_record_of_the_letter())
        .file("letter.txt", LETTER)
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(
        matched(report.result("letter.txt")),
        ["one.json".to_owned(), "two.json".to_owned()].into()
    );
    assert_eq!(matched(report.result("one.json")), ["letter.txt".to_owned()].into());
}

/// Whichever of the two an auditor opens first tells of the other.
#[test]
fn another_version_and_its_record_tell_of_each_other() {
    let record = letter();
    let name = record["document_ref"].as_str().unwrap().to_owned();
    let evidence = Evidence::new().record("r.json", &record).file(&name, "Another letter");
    let report = evidence.verify();
    let file = report.result(&name);
    assert_eq!(file["verdict"], "not_found");
    let note = text(&checks(file)[0]["note"]);
    let said = "r.json refers to a document of this name, but with another hash";
    assert!(note.contains(said), "{note}");
    assert_eq!(report.result("r.json")["verdict"], "unconfirmed");
    // Content that has nothing to do with a record is not said to have.
    let report = Evidence::new().record("r.json", &letter()).file("x.txt", b"Other").verify();
    assert_eq!(checks(report.result("x.txt"))[0]["note"], Value::Null);
}

fn lines(ending: &str) -> String {
    format!("one{ending}two{ending}")
}

/// The file is the document, but not the anchored version of it.
#[test]
fn another_version_of_an_anchored_document_is_a_mismatch_of_the_file() {
    let line_endings = "line endings differ";
    let mark = "UTF-8 mark at the beginning differs";
    let last = "line break at the end differs";
    // Which of the two has what is said first.
    let has = |anchored: &str, file: &str| {
        format!("({anchored} in the anchored version, {file} in this file)")
    };
    let one = |with: &str, without: &str| format!("({with} has one, {without} has none)");
    let (version, file) = ("the anchored version", "this file");
    let (lf, crlf) = (lines("\n"), lines("\r\n"));
    let marked = format!("\u{feff}{lf}");
    let bare = lf.trim_end().to_owned();
    let cases = [
        (&lf, &crlf, line_endings, has("LF", "CR LF"), "with all line endings as LF, not CR LF,"),
        (&crlf, &lf, line_endings, has("CR LF", "LF"), "with all line endings as CR LF, not LF,"),
        (&marked, &lf, mark, one(version, file), "with a UTF-8 mark before its beginning"),
        (&lf, &marked, mark, one(file, version), "without the UTF-8 mark at its beginning"),
        (&lf, &bare, last, one(version, file), "with a line break added at its end"),
        (&bare, &lf, last, one(file, version), "without the line break at its end"),
    ];
    for (anchored, delivered, clause, which, note) in cases {
        let document = Document::new(anchored.as_bytes(), "letter", "2026-03-02T10:00:00Z");
        let evidence = Evidence::new()
            .record("r.json", &issuer().document(&document))
            .file("f.txt", delivered);
        let report = evidence.verify();
        let file = report.result("f.txt");
        assert_eq!((&file["verdict"], report.status), (&json!("mismatch"), 1), "{file:#}");
        assert_eq!(reasons(file), ["other_version"].into());
        assert_eq!(
            file["headline"],
            format!("Not the anchored version: only the {clause} {which}")
        );
        let check = &checks(file)[0];
        assert_eq!(
            check["note"],
            format!("e/r.json names the anchored version. This file {note} has its hash.")
        );
        assert_eq!(report.json["limits"].as_array().unwrap().len(), 4, "{:#}", report.json);
        assert_eq!(value_from(check, "stated"), sha256_hex(anchored.as_bytes()));
        assert_eq!(value_from(check, "calculated"), sha256_hex(delivered.as_bytes()));
        // The record itself is not wrong, and says which file it is about.
        let record = report.result("r.json");
        assert_eq!(record["verdict"], "unconfirmed");
        assert_eq!(record["matched_with"][0], file["source"]);
        assert_eq!(file["matched_with"][0], record["source"]);
        assert_eq!(reasons(record), ["content_not_supplied"].into());
        assert_eq!(
            record["headline"],
            "Not confirmed: only another version of its file is in this evidence"
        );
        let missing = checks(record).iter().find(|c| c["reason"] == "content_not_supplied");
        assert!(text(&missing.unwrap()["note"]).contains("e/f.txt with"), "{record:#}");
    }
}

/// Nothing is held against a file unless it is certain what was anchored, and that it is missing.
#[test]
fn another_version_is_no_mismatch_where_that_is_not_certain() {
    let (lf, crlf) = (lines("\n"), lines("\r\n"));
    let document = Document::new(lf.as_bytes(), "letter", "2026-03-02T10:00:00Z");
    let record = issuer().document(&document);
    let not_found = |evidence: Evidence, arguments: &[&str]| {
        let report = evidence.file("f.txt", lines("\r\n")).verify_with(arguments);
        let file = report.result("f.txt");
        assert_eq!(file["verdict"], "not_found", "{file:#}");
    };
    let pinned = pin();
    let pinned = ["--pin", &*pinned, "e"];
    // No key is pinned; the signature does not hold; the anchored version is there.
    not_found(Evidence::new().record("r.json", &record), &["e"]);
    let mut damaged = record.clone();
    damaged["signature_b64"] = json!(issuer().sign_base64(b"something else"));
    not_found(Evidence::new().record("r.json", &damaged), &pinned);
    not_found(Evidence::new().record("r.json", &record).file("a.txt", lines("\n")), &pinned);
    // Two changes at once, and a file that is no text.
    for delivered in ["\u{feff}one\r\ntwo\r\n", "one\r\ntwo\r\n\0"] {
        let report = Evidence::new().record("r.json", &record).file("f.txt", delivered).verify();
        assert_eq!(report.result("f.txt")["verdict"], "not_found");
    }
    // What carries the anchored version, or names this one by its hash in what it signs.
    let mut carrying = record.clone();
    carrying["original_bytes_b64"] = json!(crate::reasons::to_base64(lf.as_bytes()));
    let carried = Evidence::new().record("r.json", &record).record("c.json", &carrying);
    not_found(carried, &pinned);
    let own = Document::new(crlf.as_bytes(), "other", "2026-03-02T10:00:00Z");
    let mut without = issuer().document(&own);
    without.as_object_mut().unwrap().remove("document_hash");
    not_found(Evidence::new().record("r.json", &record).record("own.json", &without), &pinned);
    let request = json!({ "document_hash": sha256_hex(crlf.as_bytes()) });
    not_found(Evidence::new().record("r.json", &record).record("own.json", &request), &pinned);
    // Nothing is no version of a text.
    let empty = issuer().document(&Document::new(b"", "empty", "2026-03-02T10:00:00Z"));
    let report = Evidence::new().record("r.json", &empty).file("f.txt", "\n").verify();
    assert_eq!(report.result("f.txt")["verdict"], "not_found");
    // A file that a record names as it is.
    let own = Document::new(crlf.as_bytes(), "other", "2026-03-02T10:00:00Z");
    let report = Evidence::new()
        .record("r.json", &record)
        .record("own.json", &issuer().document(&own))
        .file("f.txt", lines("\r\n"))
        .verify();
    assert_eq!(report.result("f.txt")["verdict"], "verified");
}

/// However many there are, and whatever they are called.
#[test]
fn every_copy_of_another_version_is_told() {
    let document = Document::new(b"one\ntwo\n", "letter", "2026-03-02T10:00:00Z");
    let mut evidence = Evidence::new().record("r.json", &issuer().document(&document));
    for i in 0..6 {
        evidence = evidence.file(format!("{i}.txt"), lines("\r\n"));
    }
    let report = evidence.verify();
    for i in 0..6 {
        assert_eq!(report.result(&format!("{i}.txt"))["verdict"], "mismatch", "{i}");
    }
}

/// What each file would be is said of each, and of each content that is missing.
#[test]
fn every_text_that_is_nearly_there_is_named_for_what_it_would_be() {
    let answer = answer();
    let evidence = Evidence::new()
        .record("r.json", &issuer().attestation(&answer))
        .file("in.txt", format!("{}\n", answer.input))
        .file("out.txt", format!("\u{feff}{}", answer.output))
        .file("out too.txt", format!("{}\n", answer.output));
    let report = evidence.verify();
    let missing = checks(report.result("r.json")).iter();
    let missing = missing.filter(|check| check["reason"] == "content_not_supplied");
    let said: String = missing.map(|check| text(&check["note"])).collect();
    for words in [
        "e/in.txt without the line break at its end has the hash of the input text.",
        "e/out.txt without the UTF-8 mark at its beginning has the hash of the output text.",
        "e/out too.txt without the line break at its end has the hash of the output text.",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!said.contains("the hash of the request body"), "{said}");
    for (file, words) in [
        (
            "in.txt",
            "This file without the line break at its end has the hash of the input text that",
        ),
        ("out.txt", "This file without the UTF-8 mark at its beginning has the hash of the output"),
        ("out too.txt", "This file without the line break at its end has the hash of the output"),
    ] {
        let note = text(&checks(report.result(file))[0]["note"]);
        assert!(note.starts_with(words), "{note}");
    }

    // One text can be near to two things.
    let same = test_issuer::Attestation { output: answer.input, ..answer };
    let report = Evidence::new()
        .record("r.json", &issuer().attestation(&same))
        .file("both.txt", format!("{}\n", same.input))
        .verify();
    let note = text(&checks(report.result("both.txt"))[0]["note"]);
    assert!(
        note.contains("hash of the input text") && note.contains("hash of the output text"),
        "{note}"
    );
}

#[test]
fn several_copies_of_one_file_are_all_shown() {
    let report = Evidence::new()
        .record("r.json", &letter())
        .file("letter.txt", LETTER)
        .file("copies/letter (1).txt", LETTER)
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let copies = ["letter.txt".to_owned(), "copies/letter (1).txt".to_owned()];
    assert_eq!(matched(report.result("r.json")), copies.into());
    for copy in ["letter.txt", "copies/letter (1).txt"] {
        assert_eq!(matched(report.result(copy)), ["r.json".to_owned()].into());
    }
}

#[test]
fn a_file_is_as_good_as_the_best_of_its_records() {
    let mut edited = another_record_of_the_letter();
    edited["created_at"] = json!("2026-01-01T00:00:00Z");
    let report = Evidence::new()
        .record("edited.json", &edited)
        .record("good.json", &letter())
        .file("letter.txt", LETTER)
        .verify();
    assert_eq!(report.result("letter.txt")["verdict"], "verified");
    assert_eq!(report.result("edited.json")["verdict"], "mismatch");
    let alone = Evidence::new().record("edited.json", &edited).file("letter.txt", LETTER).verify();
    let file = alone.result("letter.txt");
    assert_eq!(file["verdict"], "unconfirmed");
    assert_eq!(file["headline"], "No reliable proof: the only record for this file was rejected");
    assert_eq!(alone.status, 1);
}

/// An issuer may anchor a record like any other file.
#[test]
fn a_file_can_be_a_record_and_the_content_of_another() {
    let inner = record_text(&letter());
    let outer =
        issuer().document(&Document::new(inner.as_bytes(), "a record", "2026-03-05T10:00:00Z"));
    let report = Evidence::new()
        .file("inner.json", &inner)
        .record("outer.json", &outer)
        .file("letter.txt", LETTER)
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(matched(report.result("outer.json")), ["inner.json".to_owned()].into());
    let inner: Vec<_> = report.at("inner.json").into_iter().map(matched).collect();
    assert_eq!(inner, [["outer.json".to_owned()].into(), ["letter.txt".to_owned()].into()]);
}

#[test]
fn names_and_folders_play_no_part() {
    let other = issuer().document(&Document::new(b"other", "letter.txt", "2026-03-02T10:00:00Z"));
    let report = Evidence::new()
        .record("letter.txt.json", &other)
        .record("zzz", &letter())
        .file("deep/er/README", LETTER)
        .file("other.exe", "other")
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(matched(report.result("zzz")), ["deep/er/README".to_owned()].into());
}

#[test]
fn an_attestation_takes_its_body_or_both_its_texts() {
    let record = issuer().attestation(&answer());
    let verdict = |files: &[(&str, &str)]| {
        let start = Evidence::new().record("r.json", &record);
        let evidence = files.iter().fold(start, |e, (name, text)| e.file(name, text));
        evidence.verify().result("r.json")["verdict"].clone()
    };
    let (input, output) = (answer().input, answer().output);
    let raw = answer().raw_body();
    assert_eq!(verdict(&[("body", &raw)]), "verified");
    assert_eq!(verdict(&[("a", input), ("b", output)]), "verified");
    assert_eq!(verdict(&[("a", input)]), "unconfirmed");
    assert_eq!(verdict(&[("b", output)]), "unconfirmed");
    // An editor's final line end makes it another text.
    assert_eq!(verdict(&[("a", input), ("b", &format!("{output}\n"))]), "unconfirmed");
    assert_eq!(verdict(&[("body", &raw), ("a", "another text")]), "verified");
}

#[test]
fn the_record_never_chooses_its_trust() {
    let stranger = Issuer::new("a stranger", "Example Ltd", "issuer.example");
    let forged = stranger.document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"));
    let evidence = Evidence::new()
        .record("forged.json", &forged)
        .record("issuer.key.json", &stranger.key_document())
        .file("letter.txt", LETTER);
    // The stranger's key lies beside the record and inside it, and nobody pinned it.
    for args in [vec!["e"], vec!["--pin", &pin(), "e"]] {
        let report = evidence.verify_with(&args);
        assert_eq!(report.json["summary"]["verified"], 0, "{:?}", report.places());
    }
}

/// A body that is the signed one only after it was rewritten is not verified by another file that
/// is the signed one as it stands.
#[test]
fn a_weaker_form_of_a_body_is_not_verified_beside_the_body() {
    let body = answer().raw_body();
    let without = body.replace(",\"subject\":null", "");
    assert_ne!(body, without);
    let report = Evidence::new()
        .record("answer.json", &issuer().attestation(&answer()))
        .file("body.json", &body)
        .file("rewritten.json", &without)
        .verify();
    assert_eq!(
        report.places(),
        ["answer.json verified", "body.json verified", "rewritten.json unconfirmed"]
    );
    assert!(reasons(report.result("rewritten.json")).contains("weaker_form_matched"));
}

/// However many records a match has, each is held against it; only the lists are cut.
#[test]
fn the_events_of_an_items_id_are_listed_with_it() {
    let step = |n: u32| {
        issuer().event(&Event {
            event_type: "complaint.step",
            payload: json!({ "step": n }),
            event_time: None,
            ingested_at: "2026-02-03T09:12:40.118000Z",
        })
    };
    let sealed = issuer().trace(&Trace {
        label: "Complaint 2026-019",
        items: &[TraceItem::event(&step(1))],
        created_at: "2026-02-03T00:00:00Z",
        sealed_at: "2026-02-27T12:05:00.200100Z",
        forms: TraceForms::HEX,
    });
    let mut other = step(2);
    other["event_id"] = step(1)["event_id"].clone();
    let mut hashless = step(1);
    hashless.as_object_mut().unwrap().remove("payload_hash");
    let mut events = vec![step(1); 150];
    events.extend([other, hashless]);
    let report = Evidence::new().record("trace.json", &sealed).lines("e.ndjson", &events).verify();
    assert_eq!(report.result("trace.json")["verdict"], "verified");
    // Nothing signs the id, so that it speaks against none of them.
    for line in [1, 151] {
        assert_eq!(report.result(&format!("e.ndjson:{line}"))["verdict"], "unconfirmed");
    }
    assert_eq!(report.result("e.ndjson:152")["verdict"], "uncheckable");
    let listed = &report.result("trace.json")["children"][0]["matched_with"];
    assert_eq!(listed.as_array().unwrap().len(), 100);
}

/// The event that many proof responses name lists no more of them than others do.
#[test]
fn an_event_lists_a_hundred_of_its_proofs() {
    let event = issuer().event(&Event {
        event_type: "complaint.step",
        payload: json!({ "step": 1 }),
        event_time: None,
        ingested_at: "2026-02-03T09:12:40.118000Z",
    });
    let proof = json!({
        "event_id": event["event_id"],
        "payload_hash": event["payload_hash"],
        "signature": "00".repeat(64),
        "verify_url": "https://example/proof/event/1",
    });
    let report = Evidence::new()
        .record("event.json", &event)
        .lines("proofs.ndjson", &vec![proof; 150])
        .verify();
    let listed = &report.result("event.json")["matched_with"];
    assert_eq!(listed.as_array().unwrap().len(), 100);
    for line in 1..=150 {
        let proof = report.result(&format!("proofs.ndjson:{line}"));
        assert_eq!(proof["axes"]["content"], "pass");
    }
}

/// The payload of a proof response may stand in it; then it is compared like one that lies beside.
#[test]
fn a_proof_response_may_carry_its_payload() {
    let payload = json!({ "step": 1 });
    let canonical = br#"{"step":1}"#;
    let proof = |signed: &[u8], payload: &Value| {
        json!({
            "event_id": "evt_1",
            "payload_hash": sha256_hex(canonical),
            "payload": payload,
            "signature": issuer().sign_hex(signed),
            "public_key": issuer().public_key_hex(),
            "verify_url": "https://example/proof/event/1",
        })
    };
    let verify = |proof: &Value| Evidence::new().record("p.json", proof).verify();
    let hash = sha256_hex(canonical);
    let signed: [&[u8]; 2] = [hash.as_bytes(), canonical];
    for signed in signed {
        let report = verify(&proof(signed, &payload));
        assert_eq!(report.places(), ["p.json verified"]);
        let fields = report.result("p.json")["fields"].as_array().unwrap();
        let signed = fields.iter().filter(|field| field["status"] == "signed");
        let names: Vec<&Value> = signed.map(|field| &field["name"]).collect();
        assert_eq!(names, ["payload_hash", "payload"]);
    }
    // Signed bytes that are not known stay so.
    let report = verify(&proof(b"other", &payload));
    assert!(reasons(report.result("p.json")).contains("signed_bytes_undocumented"));
    let report = verify(&proof(signed[0], &json!({ "step": 2 })));
    assert!(reasons(report.result("p.json")).contains("payload_hash_mismatch"));
    assert_eq!(report.status, 1);
}

/// A trace of one item, whose payload is changed before it is sealed.
fn sealed_item(mut item: TraceItem, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut item.payload);
    issuer().trace(&Trace {
        label: "The letter",
        items: &[item],
        created_at: "2026-02-03T00:00:00Z",
        sealed_at: "2026-04-27T12:05:00.200100Z",
        forms: TraceForms::HEX,
    })
}

/// What the record has signed counts, in whatever spelling the record and the item show it.
#[test]
fn an_item_is_held_against_what_its_record_has_signed() {
    let mut respelled = letter();
    respelled["created_at"] = json!("2026-03-02T12:00:00+02:00");
    let item = |change: fn(&mut Value)| {
        let report = Evidence::new()
            .record("letter.json", &respelled)
            .file("letter.txt", LETTER)
            .record("trace.json", &sealed_item(TraceItem::document(&letter()), change))
            .verify();
        assert_eq!(report.result("letter.json")["verdict"], "verified");
        report.result("trace.json")["children"][0].clone()
    };
    let same: [fn(&mut Value); 5] = [
        |payload| payload["created_at"] = json!("2026-03-02T10:00:00Z"),
        |payload| payload["created_at"] = json!("2026-03-02T11:00:00.000+01:00"),
        |payload| payload["document_ref"] = Value::Null,
        |p| p["document_hash"] = json!(format!("sha256:{}", text(&p["document_hash"]))),
        |p| p["document_hash"] = json!(text(&p["document_hash"]).to_uppercase()),
    ];
    for change in same {
        let item = item(change);
        assert_eq!(item["verdict"], "verified", "{item}");
    }
    let other = item(|payload| payload["created_at"] = json!("2026-03-02T12:00:00Z"));
    assert_eq!(other["verdict"], "mismatch");
    let differs = checks(&other).iter().find(|c| c["reason"] == "signed_fields_differ").unwrap();
    assert_eq!(value_from(differs, "signed"), "2026-03-02T10:00:00Z");
    assert_eq!(value_from(differs, "shown"), "2026-03-02T12:00:00Z");
    // The record has signed its version, also if it does not show it.
    assert_eq!(item(|payload| payload["v"] = json!(1))["verdict"], "verified");
    assert_eq!(item(|payload| payload["v"] = json!("1"))["verdict"], "mismatch");
    let unsigned = item(|payload| payload["note"] = json!("x"));
    assert_eq!(unsigned["verdict"], "unconfirmed");
}

/// `null` shows nothing, as if the member were not there.
#[test]
fn an_item_may_leave_open_what_its_attestation_has_signed() {
    let record = issuer().attestation(&answer());
    let trace = sealed_item(TraceItem::attestation(&record), |p| p["model_name"] = Value::Null);
    let report = Evidence::new()
        .record("answer.json", &record)
        .file("body.json", answer().raw_body())
        .record("trace.json", &trace)
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
}

//! Honest evidence that a program saved again is never accused, and what was lost on the way is
//! named; a value that was changed is seen, however alike the two look.

use serde_json::{Value, json};
use test_issuer::json::record_line;
use test_issuer::programs::PROGRAMS;
use test_issuer::{Document, Event, SignedForm, Trace, TraceForms, TraceItem, sha256_hex};

use crate::reasons::{change_statement, to_base64};
use crate::support::{
    Evidence, LETTER, Report, answer, audit_event, audit_fields, checks, issuer, letter, reasons,
    text,
};

/// The field of a result, as status, shown and signed value.
fn field<'r>(result: &'r Value, name: &str) -> (&'r str, &'r Value, &'r Value) {
    let fields = result["fields"].as_array().unwrap();
    let field = fields.iter().find(|f| f["name"] == name).unwrap();
    (text(&field["status"]), &field["value"], &field["signed_value"])
}

/// The notes of the checks that have this reason.
fn notes<'r>(result: &'r Value, reason: &str) -> Vec<&'r str> {
    let found = checks(result).iter().filter(|check| check["reason"] == reason);
    found.map(|check| check["note"].as_str().unwrap_or_default()).collect()
}

fn event(payload: Value) -> Value {
    issuer().event(&Event {
        event_type: "invoice.approved",
        payload,
        event_time: None,
        ingested_at: "2026-02-27T08:20:44.731900Z",
    })
}

/// A document record over a statement that also signs `members`, which the record shows.
fn document_with(members: &str) -> String {
    let mut record = letter();
    let statement = format!(
        r#"{{"v":1,"document_hash":"{}","created_at":"2026-03-02T10:00:00.345678Z",{members}}}"#,
        sha256_hex(LETTER)
    );
    record["signature_b64"] = issuer().sign_base64(statement.as_bytes()).into();
    record["signed_payload_b64"] = to_base64(statement.as_bytes()).into();
    record["created_at"] = "2026-03-02T10:00:00.345678Z".into();
    record_line(&record).replacen('{', &format!("{{{members},"), 1)
}

fn verify(record: &str) -> Report {
    Evidence::new().file("r.json", record).file("letter.txt", LETTER).verify()
}

#[test]
fn times_in_another_form() {
    let record = document_with(r#""note":1"#);
    for shown in [
        "2026-03-02T10:00:00.345Z",
        "2026-03-02T10:00:00.346Z",
        "2026-03-02T10:00:00.34567Z",
        "2026-03-02T10:00:00Z",
        "2026-03-02T10:00:00.000Z",
        "2026-03-02T10:00:00.345000Z",
        "2026-03-02 10:00:00.345678Z",
        "2026-03-02 10:00:00.345678+00",
        "2026-03-02T11:00:00.345678+0100",
    ] {
        let report = verify(&record.replace("2026-03-02T10:00:00.345678Z", shown));
        assert_eq!(report.status, 0, "{shown}: {:?}", report.places());
        let (status, value, signed) = field(report.result("r.json"), "created_at");
        assert_eq!((status, value), ("normalised", &json!(shown)));
        assert_eq!(signed, "2026-03-02T10:00:00.345678Z");
    }
    // Another time, and one that claims digits which were not signed.
    for shown in [
        "2026-03-02T10:00:01Z",
        "2026-03-02T10:00:00.344Z",
        "2026-03-02T10:00:00.340Z",
        "2026-03-02T10:00:00.35Z",
        "2026-03-02T10:00:00.3456789Z",
    ] {
        let report = verify(&record.replace("2026-03-02T10:00:00.345678Z", shown));
        assert_eq!(report.status, 1, "{shown}");
        assert_eq!(reasons(report.result("r.json")), ["signed_fields_differ"].into());
    }
    let report = verify(&record.replace("2026-03-02T10:00:00.345678Z", "2 March 2026"));
    assert_eq!(report.status, 3);
    assert_eq!(reasons(report.result("r.json")), ["invalid_field"].into());
}

/// Milliseconds of an audit event are signed; digits behind them are not, and choose nothing.
#[test]
fn times_of_audit_events() {
    let mut event = audit_event("times", 1);
    event["ingested_at"] = json!("2026-03-02 08:31:00.400999+01");
    let report = Evidence::new().record("e.json", &event).verify();
    assert_eq!(report.status, 0);
    let (status, _, signed) = field(report.result("e.json"), "ingested_at");
    assert_eq!((status, signed), ("normalised", &json!("2026-03-02T07:31:00.400Z")));

    event["ingested_at"] = json!("2026-03-02T07:31:00Z");
    let report = Evidence::new().record("e.json", &event).verify();
    assert_eq!(report.status, 1);
    let said = notes(report.result("e.json"), "payload_hash_mismatch");
    assert!(said[0].contains("ingested_at") && said[0].contains("may have cut"), "{said:?}");
}

/// Only the signed time is held against the dates of a pin.
#[test]
fn digits_that_nothing_signs_decide_nothing() {
    let evidence = |ingested_at: &str| {
        let mut event = audit_event("dates", 1);
        event["ingested_at"] = json!(ingested_at);
        Evidence::new().record("e.json", &event)
    };
    for (shown, until, verdict) in [
        ("2026-03-02T07:31:00.400999Z", "2026-03-02T07:31:00.400Z", "verified"),
        ("2026-03-02T07:31:00.400999Z", "2026-03-02T07:31:00.399999Z", "mismatch"),
    ] {
        let evidence = evidence(shown);
        let key = issuer().public_key_hex();
        let ring = ["keys", "--keyring", "ring.json", "add", "quay", &key, "--valid-until", until];
        let added = evidence.run([&ring[..], &["--confirmed", "by post"]].concat());
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let report = evidence.verify_with(&["--keyring", "ring.json", "e"]);
        assert_eq!(report.result("e.json")["verdict"], verdict, "{until}");
    }
}

#[test]
fn a_null_is_as_missing_at_every_depth() {
    let signed = r#""metadata":{"dept":"legal","tags":[{"a":1}]}"#;
    let record = document_with(signed);
    let shown = r#""metadata":{"x":null,"dept":"legal","tags":[{"a":1,"b":null}]}"#;
    let report = verify(&record.replace(signed, shown));
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(field(report.result("r.json"), "metadata").0, "normalised");
    // An element is one, also if it is null.
    let report = verify(&record.replace(r#"[{"a":1}]"#, r#"[{"a":1},null]"#));
    assert_eq!(report.status, 1);
    // A field that is signed and not shown is listed with its signed value.
    for shown in [r#""metadata":null"#, r#""other":1"#] {
        let report = verify(&record.replace(signed, shown));
        assert_eq!(report.status, 0);
        let (status, value, signed) = field(report.result("r.json"), "metadata");
        assert_eq!((status, value), ("not_shown", &json!("")));
        assert_eq!(signed, r#"{"dept":"legal","tags":[{"a":1}]}"#);
    }
}

#[test]
fn an_empty_text_is_as_missing_in_the_proof_and_nowhere_else() {
    for name in ["signature_b64", "signed_payload_b64"] {
        let mut record = letter();
        record[name] = json!("");
        let report = Evidence::new().record("r.json", &record).file("l.txt", LETTER).verify();
        assert_eq!(report.status, 3, "{name}");
        let reason = if name == "signature_b64" { "no_signature" } else { "missing_field" };
        assert!(reasons(report.result("r.json")).contains(reason), "{name}");
    }
    // Without a key, those that are pinned are tried.
    let mut record = letter();
    record["public_key_b64"] = json!("");
    let report = Evidence::new().record("r.json", &record).file("l.txt", LETTER).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let mut record = issuer().attestation(&answer());
    record["input_hash"] = json!("");
    let report =
        Evidence::new().record("r.json", &record).file("b.json", answer().raw_body()).verify();
    assert!(reasons(report.result("r.json")).contains("invalid_field"));
}

#[test]
fn integers_written_as_floats_in_an_audit_event() {
    let mut fields = audit_fields("floats", 41, "member.viewed");
    fields["metadata"] = json!({ "n": 5, "zero": 0, "large": 100_000_000_000_000_000_i64 });
    let event = record_line(&issuer().audit_event(fields));
    let saved = event
        .replace("\"n\":5", "\"n\":5.0")
        .replace("\"zero\":0", "\"zero\":-0.0")
        .replace("100000000000000000", "1e17")
        .replace("\"seq\":41", "\"seq\":41.0")
        .replacen('{', "{\"version\":1.0,", 1);
    assert_ne!(saved.len(), event.len());
    let next = record_line(&audit_event("floats", 42));
    let report = Evidence::new().file("e.ndjson", format!("{saved}\n{next}\n")).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let result = report.result("e.ndjson:1");
    assert_eq!(field(result, "seq"), ("normalised", &json!("41.0"), &json!("41")));
    let (status, _, signed) = field(result, "metadata");
    assert_eq!(status, "normalised");
    assert_eq!(signed, r#"{"large":100000000000000000,"n":5,"zero":0}"#);
    // Only the integer that it is.
    let changed = saved.replace("\"n\":5.0", "\"n\":5.5");
    assert_eq!(Evidence::new().file("e.json", changed).verify().status, 1);
}

/// The signed bytes hold a double in place of such a number, so other digits could stand there.
#[test]
fn a_number_with_more_digits_than_the_signed_bytes_can_hold() {
    let mut fields = audit_fields("digits", 1, "member.viewed");
    fields["metadata"] = json!({ "rate": 0.1 });
    let event = record_line(&issuer().audit_event(fields));
    let saved = event.replace("0.1", "0.10000000000000000001");
    let report = Evidence::new().file("e.json", saved).verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
    let result = report.result("e.json");
    assert_eq!(reasons(result), ["signed_fields_differ"].into());
    let (status, value, signed) = field(result, "metadata");
    assert_eq!((status, signed), ("unsigned", &json!(r#"{"rate":0.1}"#)));
    assert_eq!(value, r#"{"rate":0.10000000000000000001}"#);

    // The payload of a proof, in the response, in an event's record and in a file.
    let record = event_and_proof(json!({ "n": 2_f64.powi(70) }));
    let shown = "1180591620717411303425";
    let widen = |value: &Value| {
        let line = record_line(value);
        assert!(line.contains("1.1805916207174113e+21"), "{line}");
        line.replace("1.1805916207174113e+21", shown)
    };
    let mut carrying = record.1.clone();
    carrying["payload"] = record.0["payload"].clone();
    let files = [
        ("p.json", widen(&carrying), vec![]),
        ("p.json", record_line(&record.1), vec![("e.json", widen(&record.0))]),
        ("p.json", record_line(&record.1), vec![("f.json", widen(&record.0["payload"]))]),
    ];
    for (name, proof, others) in files {
        let evidence = others.iter().fold(Evidence::new().file(name, proof), |evidence, other| {
            evidence.file(other.0, &other.1)
        });
        let report = evidence.verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
        assert_eq!(report.json["summary"]["verified"], 0, "{:?}", report.places());
        assert!(report.results().iter().flat_map(|r| r["fields"].as_array().unwrap()).all(
            |field| { field["status"] == "unsigned" || !text(&field["value"]).contains(shown) }
        ));
    }
}

fn event_and_proof(payload: Value) -> (Value, Value) {
    let event = event(payload);
    let proof = issuer().proof_response(&event, SignedForm::HEX_DIGEST);
    (event, proof)
}

/// 100.0 saved as 100: the hash decides that this is what happened, and it is a weaker form.
#[test]
fn floats_saved_as_integers_in_a_payload() {
    let payload = json!({ "total": 100.0, "large": 1e17, "lines": [1, 2], "net": [80.0, 20.0] });
    let (event, proof) = event_and_proof(payload);
    let save = |value: &Value| {
        let saved =
            record_line(value).replace("100.0", "100").replace("1e+17", "100000000000000000");
        saved.replace("80.0", "80").replace("20.0", "20")
    };
    let report = Evidence::new().file("e.json", save(&event)).verify();
    assert_eq!(report.status, 3);
    // All but the integers of one name were floats.
    let result = report.result("e.json");
    assert_eq!(result["verdict"], "unconfirmed");
    assert!(reasons(result).contains("weaker_form_matched"));
    let said = notes(result, "weaker_form_matched");
    assert!(said[0].contains("integers written as"), "{said:?}");

    let report = Evidence::new()
        .record("p.json", &proof)
        .file("payload.json", save(&event["payload"]))
        .verify();
    assert_eq!(report.places(), ["p.json unconfirmed", "payload.json unconfirmed"]);
    assert!(reasons(report.result("p.json")).contains("weaker_form_matched"));

    // The event's record beside it has the payload as it was hashed.
    let report = Evidence::new()
        .record("p.json", &proof)
        .record("event.json", &event)
        .file("payload.json", save(&event["payload"]))
        .verify();
    assert_eq!(report.result("p.json")["verdict"], "verified", "{:?}", report.places());

    let mut carrying = proof.clone();
    carrying["payload"] = event["payload"].clone();
    let report = Evidence::new().file("p.json", save(&carrying)).verify();
    assert_eq!(report.result("p.json")["verdict"], "unconfirmed");
    assert_eq!(field(report.result("p.json"), "payload").0, "unsigned");

    for item in SignedForm::ALL {
        let sealed = trace(
            &[TraceItem::event(&event), TraceItem::event(&self::event(json!({"a": 1})))],
            item,
        );
        let report = Evidence::new().file("t.json", save(&sealed)).verify();
        assert_eq!(report.status, 3, "{item:?}: {:#}", report.result("t.json"));
        let item = &report.result("t.json")["children"][0];
        assert!(reasons(item).contains("weaker_form_matched"));
        assert_eq!(field(item, "payload").0, "unsigned");
    }
    // Another number is another.
    let event = self::event(json!({ "total": 100.0, "lines": [1, 2] }));
    let changed = record_line(&event).replace("100.0", "101");
    assert_eq!(Evidence::new().file("e.json", changed).verify().status, 1);
}

fn trace(items: &[TraceItem], item: SignedForm) -> Value {
    issuer().trace(&Trace {
        label: "Invoice 7",
        items,
        created_at: "2026-02-03T00:00:00Z",
        sealed_at: "2026-02-28T12:05:00.200100Z",
        forms: TraceForms { item, ..TraceForms::HEX },
    })
}

/// The work is bounded, and where not every form was tried, nothing is said.
#[test]
fn a_search_that_is_cut_short() {
    let members = |count: usize| {
        let members = (0..count).map(|i| (format!("m{i:03}"), json!(i)));
        Value::Object(members.collect())
    };
    for (count, reason) in [
        (5, "payload_hash_mismatch"),
        (6, "payload_hash_mismatch"),
        (7, "canonical_form_undetermined"),
        (40, "canonical_form_undetermined"),
    ] {
        let mut changed = event(members(count));
        changed["payload"]["m000"] = json!(7);
        let report = Evidence::new().record("e.json", &changed).verify();
        assert!(reasons(report.result("e.json")).contains(reason), "{count}");
    }
}

#[test]
fn integers_that_may_be_rounded() {
    for (sent, saved) in [
        ("9007199254740993", "9007199254740992"),
        ("-9007199254740993", "-9007199254740992"),
        ("18446744073709551615", "18446744073709552000"),
    ] {
        let sent: Value = serde_json::from_str(&format!(r#"{{"account":{sent}}}"#)).unwrap();
        let line = record_line(&event(sent.clone()));
        let saved = line.replace(&sent["account"].to_string(), saved);
        let report = Evidence::new().file("e.json", saved).verify();
        assert_eq!(report.status, 3);
        let found = reasons(report.result("e.json"));
        assert!(found.contains("canonical_form_undetermined"), "{found:?}");
    }
    // In an audit event all is documented: the verdict stands, and the rounding is named.
    let mut fields = audit_fields("rounded", 1, "member.viewed");
    fields["metadata"] = json!({ "account": 9_007_199_254_740_993_i64 });
    let line = record_line(&issuer().audit_event(fields)).replace("40993", "40992");
    let report = Evidence::new().file("e.json", line).verify();
    assert_eq!(report.status, 1);
    let said = notes(report.result("e.json"), "payload_hash_mismatch");
    assert!(said[0].starts_with("metadata contains an integer of 2^53"), "{said:?}");
    // The same in a signed field of a document.
    let record = document_with(r#""account":9007199254740993"#);
    let report = verify(&record.replace("40993", "40992"));
    let said = notes(report.result("r.json"), "signed_fields_differ");
    assert!(said[0].contains("it may have been rounded"), "{said:?}");
}

#[test]
fn bodies_written_again() {
    let record = issuer().attestation(&answer());
    let body = answer().raw_body().replace("May a", "May <a> & é");
    let attested = test_issuer::Attestation {
        input: "May <a> & é member under 18 hold a notice account?",
        ..answer()
    };
    assert_eq!(body, attested.raw_body());
    let attested = issuer().attestation(&attested);
    for program in PROGRAMS {
        let saved = program.save(&body);
        let report = Evidence::new().record("r.json", &attested).file("body.json", &saved).verify();
        let found = report.result("r.json");
        let (verdict, name) = (text(&found["verdict"]), program.name);
        assert!(matches!(verdict, "verified" | "unconfirmed"), "{name}: {verdict}");
        assert_ne!(report.result("body.json")["verdict"], "not_found", "{name}");
        let weaker = reasons(found).contains("weaker_form_matched");
        assert_eq!(weaker, verdict == "unconfirmed", "{name}");
        // In another encoding, the text is that of the body.
        let wide: Vec<u8> = saved.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = [&[0xFF, 0xFE], &wide[..]].concat();
        let report = Evidence::new().record("r.json", &attested).file("w.json", &wide).verify();
        let found = text(&report.result("r.json")["verdict"]).to_owned();
        assert!(matches!(&*found, "verified" | "unconfirmed"), "{name}: {found}");
        assert_ne!(report.result("w.json")["verdict"], "not_found", "{name}");
        // Another record's body is not the body, however it is written.
        let report = Evidence::new().record("r.json", &record).file("b.json", &saved).verify();
        assert!(reasons(report.result("r.json")).contains("content_not_supplied"), "{name}");
    }
}

/// The bytes of a body count, also where its text cannot be read.
#[test]
fn a_body_with_a_repeated_key() {
    let body = answer().raw_body().replace("\"subject\":null", "\"subject\":{\"a\":1,\"a\":2}");
    let mut record = issuer().attestation(&answer());
    let (honest, hash) = (sha256_hex(answer().raw_body().as_bytes()), sha256_hex(body.as_bytes()));
    change_statement(&mut record, &honest, &hash);
    record["attestation_hash"] = hash.into();
    let report = Evidence::new().record("r.json", &record).file("body.json", body).verify();
    assert_eq!(report.status, 3);
    let result = report.result("r.json");
    assert_eq!(reasons(result), ["duplicate_json_key"].into());
    let passed =
        checks(result).iter().any(|c| c["check"] == "payload_hash" && c["outcome"] == "pass");
    assert!(passed, "{result:#}");
}

#[test]
fn each_text_has_its_own_hint() {
    let report = Evidence::new()
        .record("r.json", &issuer().attestation(&answer()))
        .file("in.txt", format!("{}\n", answer().input))
        .file("out.txt", format!("\u{feff}{}", answer().output))
        .verify();
    let said = notes(report.result("r.json"), "content_not_supplied");
    let expected = "Neither the request body nor the two texts stand by themselves in the evidence, as a file, or as an element of a list or a line. e/in.txt without \
                    the line break at its end has the hash of the input text. e/out.txt without the \
                    UTF-8 mark at its beginning has the hash of the output text.";
    assert_eq!(said, [expected]);
    let said = notes(report.result("in.txt"), "proof_not_found");
    let expected = "This file without the line break at its end has the hash of the input text that \
                    e/r.json names.";
    assert_eq!(said, [expected]);
}

#[test]
fn values_that_look_alike() {
    for (signed, shown, words) in [
        ("\"Müller\"", "\"Mu\u{308}ller\"", "U+0075 U+0308 shown, U+00FC signed"),
        ("\"acme\"", "\"\u{430}cme\"", "U+0430 shown, U+0061 signed"),
        ("\"acme\"", "\"ac\u{200b}me\"", "cannot be seen: U+200B shown, nothing signed"),
        ("\"a b\"", "\"a\u{a0}b\"", "white space: U+00A0 shown, U+0020 signed"),
        ("\"Acme\"", "\"ACME\"", "upper and lower case"),
        ("\"INV-00071\"", "\"INV-00077\"", "only in digits, first at character 9"),
        ("5", "\"5\"", "The shown value is a string, the signed one is a number."),
        ("{\"a\":[\"x\",\"true\"]}", "{\"a\":[\"x\",true]}", "The shown value is true or false"),
    ] {
        let record = document_with(&format!("\"name\":{signed}"));
        let report =
            verify(&record.replace(&format!("\"name\":{signed}"), &format!("\"name\":{shown}")));
        assert_eq!(report.status, 1, "{shown}");
        let said = notes(report.result("r.json"), "signed_fields_differ");
        assert!(said[0].contains(words), "{said:?}");
    }
}

/// An item's member is compared with what the record signed, not with what is displayed of it.
#[test]
fn a_member_of_an_item_of_another_type() {
    for (signed, shown, status) in [
        ("\"5\"", "5", 1),
        ("\"true\"", "true", 1),
        ("123456789012345678901234", "123456789012345678909999", 1),
        ("123456789012345678901234", "123456789012345678901234", 0),
        ("100.0", "100", 0),
        ("{\"a\":1}", "{\"a\":1,\"b\":null}", 0),
    ] {
        let record = document_with(&format!("\"amount\":{signed}"));
        let id = letter()["event_id"].clone();
        let hash = sha256_hex(LETTER);
        let item = TraceItem {
            event_id: text(&id).to_owned(),
            event_type: "document.anchored".to_owned(),
            payload: json!({ "document_hash": hash, "amount": "?" }),
            content_hash: hash,
            timestamp: "2026-03-02T10:00:00Z".to_owned(),
        };
        let sealed = record_line(&trace(&[item], SignedForm::HEX_DIGEST));
        let report = Evidence::new()
            .file("r.json", record)
            .file("letter.txt", LETTER)
            .file("t.json", sealed.replace("\"?\"", shown))
            .verify();
        assert_eq!(report.status, status, "{signed} {shown}: {:?}", report.places());
    }
}

/// The words of a verdict that no longer stands are gone, and an empty file is called one.
#[test]
fn an_empty_output() {
    let empty = test_issuer::Attestation { output: "", ..answer() };
    let report = Evidence::new()
        .record("r.json", &issuer().attestation(&empty))
        .file("body.json", empty.raw_body())
        .file("contract.pdf", b"")
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    for result in report.results() {
        assert_eq!(
            (&result["possible_causes"], &result["next_step"]),
            (&Value::Null, &Value::Null)
        );
    }
    assert!(text(&report.result("contract.pdf")["headline"]).ends_with("(an empty file)"));
    let alone = Evidence::new().file("contract.pdf", b"").verify();
    let headline = &alone.result("contract.pdf")["headline"];
    assert_eq!(headline, "No record found in this evidence (an empty file)");
}

/// Every file of evidence with a record of every kind, each as it is sent.
fn honest() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let awkward = "Søren & <Müller> 'x' \u{2028} 😀 \\ \"q\" + `";
    let payload = json!({
        "total": 100.0, "lines": [{ "qty": 2, "price": 12.5 }], "10": "ten", "9": true,
        "note": awkward, "none": null, "tiny": 1e-7,
    });
    let large = json!({ "account": 9_007_199_254_740_993_i64, "n": 1, "note": awkward });
    let named = issuer().document(&Document {
        metadata: Some(payload.clone()),
        ..Document::new(LETTER, awkward, "2026-03-02T10:00:00.345678Z")
    });
    let attested = test_issuer::Attestation { input: awkward, output: "", ..answer() };
    let mut audit = audit_fields("programs", 1, awkward);
    audit["metadata"] = json!({ "n": 5, "note": awkward, "ok": false, "10": "a", "9": "b" });
    let mut rounded = audit.clone();
    rounded["metadata"] = json!({ "account": 9_007_199_254_740_993_i64 });
    let (whole, proof) = event_and_proof(payload);
    let mut carrying = proof.clone();
    carrying["payload"] = whole["payload"].clone();
    let items = [&whole, &event(large.clone())].map(TraceItem::event);
    let line = |value: &Value| record_line(value);
    vec![
        ("document", vec![("r.json", line(&named))]),
        (
            "document that signs more",
            vec![("r.json", document_with(r#""rate":100.0,"n":[1,null]"#))],
        ),
        (
            "attestation",
            vec![
                ("r.json", line(&issuer().attestation(&attested))),
                ("b.json", attested.raw_body()),
            ],
        ),
        ("event", vec![("r.json", line(&whole))]),
        ("event with a large integer", vec![("r.json", line(&event(large)))]),
        ("proof response", vec![("r.json", line(&proof)), ("e.json", line(&whole))]),
        (
            "proof response with a file",
            vec![("r.json", line(&proof)), ("p.json", line(&whole["payload"]))],
        ),
        ("proof response with its payload", vec![("r.json", line(&carrying))]),
        ("trace", vec![("r.json", line(&trace(&items, SignedForm::HEX_DIGEST)))]),
        ("trace over payloads", vec![("r.json", line(&trace(&items, SignedForm::Canonical)))]),
        ("audit event", vec![("r.json", line(&issuer().audit_event(audit)))]),
        (LOSES_DIGITS, vec![("r.json", line(&issuer().audit_event(rounded)))]),
    ]
}

/// The one case in which a value is really lost: here the verdict stands.
const LOSES_DIGITS: &str = "audit event with a large integer";

/// Whatever program saved it again, honest evidence does not become a mismatch; and where a value
/// is lost by rounding, this is said.
#[test]
fn honest_evidence_saved_again_is_not_accused() {
    for (kind, files) in honest() {
        for program in PROGRAMS {
            let start = Evidence::new().file("letter.txt", LETTER);
            let evidence =
                files.iter().fold(start, |e, (name, text)| e.file(name, program.save(text)));
            let report = evidence.verify();
            let found = (kind, program.name, report.places());
            if kind == LOSES_DIGITS && !program.keeps_integers {
                assert_eq!(report.status, 1, "{found:?}");
                let said = notes(report.result("r.json"), "payload_hash_mismatch");
                assert!(said[0].contains("round"), "{found:?}");
            } else {
                assert_eq!(report.json["summary"]["mismatch"], 0, "{found:?}");
            }
        }
    }
}

/// A change of one shown field is seen, or the field is marked as not signed.
#[test]
fn every_change_of_a_shown_field_is_seen_or_the_field_is_marked() {
    let change = |value: &Value| match value {
        Value::String(text) => json!(format!("{text}x")),
        Value::Bool(b) => json!(!b),
        Value::Number(n) => json!(n.as_f64().unwrap() + 1.0),
        Value::Null => json!("x"),
        Value::Array(items) => json!([items.clone(), vec![json!(1)]].concat()),
        Value::Object(members) => {
            let mut members = members.clone();
            members.insert("added".to_owned(), json!(1));
            Value::Object(members)
        }
    };
    for (kind, files) in honest() {
        let record: Value = serde_json::from_str(&files[0].1).unwrap();
        let start = || {
            let start = Evidence::new().file("letter.txt", LETTER);
            files[1..].iter().fold(start, |e, (name, text)| e.file(name, text))
        };
        for (name, value) in record.as_object().unwrap() {
            let mut changed = record.clone();
            changed[name] = change(value);
            let report = start().record("r.json", &changed).verify();
            let Some(result) = report.at("r.json").into_iter().find(|r| r["kind"] != "audit_log")
            else {
                continue;
            };
            let verdict = text(&result["verdict"]);
            let fields = result["fields"].as_array().unwrap();
            let field = fields.iter().find(|f| f["name"] == name.as_str());
            let marked = field.is_none_or(|f| f["status"] == "unsigned");
            assert!(marked || verdict == "mismatch", "{kind}, {name}: {verdict}");
        }
    }
}

/// A signature that was replaced says nothing of values: the hash shows that they are whole.
#[test]
fn no_loss_is_named_where_the_hash_holds() {
    let mut event = audit_event("whole", 1);
    event["occurred_at"] = json!("2026-03-02T07:31:00Z");
    event["signature"] = json!(issuer().sign_hex(b"other"));
    let report = Evidence::new().record("e.json", &event).verify();
    let result = report.result("e.json");
    let said = "The key in the record is the one that you pinned as issuer.example.";
    assert_eq!(notes(result, "signature_invalid"), [said]);
}

/// A time is the signed one, cut or rounded, and no other, however close.
#[test]
fn a_time_that_is_a_nanosecond_off_is_another() {
    let record = |shown: &str, signed: &str| {
        let statement = format!(
            r#"{{"v":1,"document_hash":"{}","created_at":"{signed}"}}"#,
            sha256_hex(LETTER)
        );
        let mut record = letter();
        record["signature_b64"] = issuer().sign_base64(statement.as_bytes()).into();
        record["signed_payload_b64"] = to_base64(statement.as_bytes()).into();
        record["created_at"] = shown.into();
        verify(&record_line(&record))
    };
    for signed in [
        "2026-03-02T10:00:00Z",
        "2026-03-02T10:00:00.5Z",
        "2026-03-02T10:00:00.345678Z",
        "2026-03-02T10:00:00.345678901Z",
        "2026-03-02T10:00:59.999999999Z",
    ] {
        let fraction = signed.get(20..signed.len() - 1).unwrap_or_default();
        let nanoseconds: u32 = format!("{fraction:0<9}").parse().unwrap();
        for change in [-1_000_001, -1_000, -1, 0, 1, 2, 1_000, 1_000_000] {
            let Some(shown) = nanoseconds.checked_add_signed(change) else { continue };
            let shown = match shown {
                1_000_000_000.. => format!("2026-03-02T10:01:00.{:09}Z", shown - 1_000_000_000),
                _ => format!("{}.{shown:09}Z", &signed[..19]),
            };
            // Rounded to milliseconds or to microseconds, and filled up with zeros.
            let rounded =
                matches!((signed, change), ("2026-03-02T10:00:59.999999999Z", 1) | (_, 0));
            let report = record(&shown, signed);
            assert_eq!(report.status, i32::from(!rounded), "{shown} of {signed}");
        }
    }
}

/// A time in another form than a text cannot be compared with the one that was signed.
#[test]
fn a_time_that_is_no_text_is_not_read() {
    let record = document_with(r#""note":1"#);
    for shown in
        ["1772445600", "1772445600.345", "[2026,3,2]", r#"{"$date":1772445600345}"#, "true"]
    {
        let record = record.replace(
            r#""created_at":"2026-03-02T10:00:00.345678Z""#,
            &format!(r#""created_at":{shown}"#),
        );
        let report = verify(&record);
        assert_eq!(report.status, 3, "{shown}: {:?}", report.places());
        assert_eq!(reasons(report.result("r.json")), ["invalid_field"].into());
    }
}

/// Of few members, any may have held numbers with a point, and a zero may have had a sign.
#[test]
fn some_of_few_integers_that_were_doubles() {
    for payload in [
        json!({ "id": 7, "price": 100.0, "qty": 2, "tax": 20.0, "total": 120.0 }),
        json!({ "a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5, "f": 6 }),
        json!({ "a": 1.0, "b": 2, "c": 3.0, "d": 4, "e": 5.0, "f": 6 }),
        json!({ "change": -0.0, "count": 3 }),
        json!({ "lines": [{ "amount": 100.0 }, { "amount": 25 }] }),
        json!({ "a": [1.0, 2, 3.0] }),
        json!({ "change": -0.0, "count": 0, "total": 7.0, "lines": [{ "n": 1 }, { "n": 2 }] }),
        json!({ "change": -0.0, "a": 1, "b": 2, "c": 3, "d": 4, "e": 5 }),
    ] {
        let saved = record_line(&event(payload)).replace("-0.0", "0").replace(".0", "");
        let report = Evidence::new().file("e.json", &saved).verify();
        let found = reasons(report.result("e.json"));
        assert!(found.contains("weaker_form_matched"), "{saved}: {found:?}");
    }
}

/// PHP has one type for arrays and objects: `json_decode($s, true)` and back gives `[]` for `{}`.
#[test]
fn empty_objects_that_php_saved_as_arrays() {
    let record = event(json!({ "order": 7, "extra": {}, "list": [], "note": "{} and []" }));
    let saved = record_line(&record).replace(r#""extra":{}"#, r#""extra":[]"#);
    let report = Evidence::new().file("r.json", &saved).verify();
    let found = report.result("r.json");
    assert_eq!(found["verdict"], "unconfirmed", "{found:#}");
    assert!(reasons(found).contains("weaker_form_matched"));
    assert!(notes(found, "weaker_form_matched")[0].contains("PHP"));
    // What was changed besides is seen.
    let report = Evidence::new().file("r.json", saved.replace(":7", ":8")).verify();
    assert_eq!(report.result("r.json")["verdict"], "mismatch");

    let mut fields = audit_fields("a log", 1, "member.added");
    fields["actor"]["metadata"] = json!({});
    let event = issuer().audit_event(fields);
    assert_eq!(Evidence::new().record("r.json", &event).verify().status, 0);
    let saved = record_line(&event).replace(r#""metadata":{}"#, r#""metadata":[]"#);
    let report = Evidence::new().file("r.json", &saved).verify();
    let found = report.result("r.json");
    assert_eq!(found["verdict"], "verified", "{found:#}");
    assert_eq!(field(found, "actor").0, "normalised");
    let changed = saved.replace("member.added", "member.erased");
    let report = Evidence::new().file("r.json", &changed).verify();
    let found = report.result("r.json");
    assert_eq!(found["verdict"], "mismatch");
    assert!(found["checks"].to_string().contains("PHP saves an empty object so"), "{found:#}");

    let record = document_with(r#""metadata":{},"tags":{"a":{}}"#);
    assert_eq!(verify(&record).status, 0);
    let report = verify(&record.replace("{}", "[]"));
    let found = report.result("r.json");
    assert_eq!(found["verdict"], "unconfirmed", "{found:#}");
    assert!(reasons(found).contains("invalid_field"));
    let report = verify(&record.replace("{}", "[1]"));
    assert_eq!(report.result("r.json")["verdict"], "mismatch");
}

/// What programs change in an audit event: the stated hash says which form was signed.
#[test]
fn audit_events_that_programs_saved_again() {
    let with = |member: &str, value: Value| {
        let mut fields = audit_fields("a log", 1, "member.added");
        fields[member] = value;
        record_line(&issuer().audit_event(fields))
    };
    let metadata = |value: Value| with("metadata", json!({ "a": value, "b": "c" }));
    let name = metadata(json!("Müller"));
    // The same text or time is verified; values of another type are not accused, but not verified either.
    for (event, was, saved, verdict) in [
        (&name, "Müller", "Mu\u{308}ller", "verified"),
        (&metadata(json!("Mu\u{308}ller")), "Mu\u{308}ller", "Müller", "verified"),
        (&name, "Müller", "M├╝ller", "verified"),
        (&name, "Müller", "M√ºller", "verified"),
        (&name, "Müller", "MÃ\u{83}Â¼ller", "verified"),
        (&with("context", json!({})), r#""context":{},"#, "", "verified"),
        (&metadata(json!(true)), r#""a":true"#, r#""a":1"#, "unconfirmed"),
        (&metadata(json!(false)), r#""a":false"#, r#""a":"False""#, "unconfirmed"),
        (&metadata(json!(5)), r#""a":5"#, r#""a":"5""#, "unconfirmed"),
        (&metadata(json!(5)), r#""a":5"#, r#""a":{"$numberLong":"5"}"#, "unconfirmed"),
        (
            &metadata(json!("2026-03-01T10:00:00.123Z")),
            "2026-03-01T10:00:00.123Z",
            "2026-03-01 10:00:00.123000+00:00",
            "verified",
        ),
    ] {
        assert!(event.contains(was), "{event}");
        let changed = event.replacen(was, saved, 1);
        let report = Evidence::new().file("r.json", &changed).verify();
        let found = report.result("r.json");
        assert_eq!(found["verdict"], verdict, "{saved}: {found:#}");
        let changed = changed.replace("member.added", "member.erased");
        let report = Evidence::new().file("r.json", &changed).verify();
        assert_eq!(report.result("r.json")["verdict"], "mismatch", "{saved}");
    }
    let lost = name.replace("Müller", "M\u{FFFD}ller");
    let report = Evidence::new().file("r.json", &lost).verify();
    let found = report.result("r.json");
    assert_eq!(found["verdict"], "mismatch");
    assert!(found["checks"].to_string().contains("these are lost"), "{found:#}");
}

/// The same in payloads, of which only the hash is there.
#[test]
fn payloads_whose_values_programs_saved_as_others() {
    for (was, saved) in [
        (json!({ "flag": true, "n": 1 }), json!({ "flag": 1, "n": 1 })),
        (json!({ "a": { "b": { "c": "x" } } }), json!({ "a": "{\"b\":{\"c\":\"x\"}}" })),
        (json!({ "n": 1200 }), json!({ "n": "1200" })),
        (json!({ "n": 1200 }), json!({ "n": { "$numberInt": "1200" } })),
        (
            json!({ "t": "2026-03-01T10:00:00Z" }),
            json!({ "t": { "$date": "2026-03-01T10:00:00Z" } }),
        ),
        (json!({ "t": [], "e": {} }), json!({ "t": {}, "e": {} })),
        (json!({ "l": { "0": "a", "1": "b" } }), json!({ "l": ["a", "b"] })),
        (json!({ "a": ["x"] }), json!({ "a": "x" })),
        (json!({ "s": "Müller" }), json!({ "s": "M├╝ller" })),
        (
            json!({ "t": "2026-03-01T10:00:00.123Z" }),
            json!({ "t": "2026-03-01 10:00:00.123000+00:00" }),
        ),
    ] {
        let mut record = event(was);
        record["payload"] = saved.clone();
        let report = Evidence::new().record("r.json", &record).verify();
        let found = report.result("r.json");
        assert_eq!(found["verdict"], "unconfirmed", "{saved}: {found:#}");
        assert!(reasons(found).contains("weaker_form_matched"), "{saved}: {found:#}");
        record["payload"]["more"] = json!(7);
        let report = Evidence::new().record("r.json", &record).verify();
        assert_eq!(report.result("r.json")["verdict"], "mismatch", "{saved}");
    }
    for (lost, words) in [
        (json!("M\u{FFFD}ller"), "these are lost"),
        (json!("{\"b\": 1}"), "a text that is JSON"),
        (json!({ "$date": "2026-03-01T10:00:00Z" }), "as MongoDB saves it"),
    ] {
        let mut record = event(json!({ "x": "Müller", "y": 7 }));
        record["payload"] = json!({ "x": lost, "y": 8 });
        let report = Evidence::new().record("r.json", &record).verify();
        let found = report.result("r.json");
        assert_eq!(found["verdict"], "mismatch", "{found:#}");
        assert!(notes(found, "payload_hash_mismatch")[0].contains(words), "{found:#}");
    }
}

/// PostgreSQL writes bytes with a backslash and an x before them.
#[test]
fn a_hash_as_a_database_writes_it() {
    let record = record_line(&letter());
    let hash = sha256_hex(LETTER);
    let report = verify(&record.replacen(&hash, &format!("\\\\x{hash}"), 1));
    assert_eq!(report.result("r.json")["verdict"], "verified", "{:?}", report.places());
}

/// A composed letter may have been two characters when it was signed.
#[test]
fn a_text_that_a_program_composed() {
    let record = event(json!({ "name": "Rene\u{301}", "total": 7 }));
    let saved = record_line(&record).replace("e\u{301}", "\u{e9}");
    let report = Evidence::new().file("r.json", &saved).verify();
    let found = report.result("r.json");
    assert!(reasons(found).contains("canonical_form_undetermined"), "{found:#}");
    assert!(notes(found, "canonical_form_undetermined")[0].contains("form D"));
    let report = Evidence::new().file("r.json", saved.replace(":7", ":8")).verify();
    assert_eq!(report.result("r.json")["verdict"], "mismatch");
}

/// The list turned round and the times written anew: the order in which it was sealed is not known.
#[test]
fn items_whose_order_in_time_cannot_be_read() {
    let items = [TraceItem::event(&event(json!({ "a": 1 }))), TraceItem::document(&letter())];
    let mut saved = trace(&items, SignedForm::HEX_DIGEST);
    saved["events"].as_array_mut().unwrap().reverse();
    let report = Evidence::new().record("t.json", &saved).verify();
    assert!(!reasons(report.result("t.json")).contains("composite_hash_mismatch"));
    for item in saved["events"].as_array_mut().unwrap() {
        let time = item["timestamp"].take();
        item["timestamp"] = json!({ "$date": time });
    }
    let report = Evidence::new().record("t.json", &saved).verify();
    let found = report.result("t.json");
    assert_ne!(found["verdict"], "verified");
    assert!(reasons(found).contains("composite_form_undetermined"), "{found:#}");
    assert!(!reasons(found).contains("composite_hash_mismatch"));
}

/// What was saved in another form is not what was signed, so nobody is said to have signed it.
#[test]
fn a_body_in_another_form_has_no_signer() {
    let body = answer().raw_body();
    let value: Value = serde_json::from_str(&body).unwrap();
    let rewritten = serde_json::to_string_pretty(&value).unwrap().replace('a', "\\u0061");
    let report = Evidence::new()
        .record("r.json", &issuer().attestation(&answer()))
        .file("body.json", &body)
        .file("again.json", &rewritten)
        .verify();
    let again = report.result("again.json");
    assert_eq!(again["verdict"], "unconfirmed", "{again:#}");
    assert_eq!(again["signer"]["label"], Value::Null);
    assert_eq!(again["axes"]["signature"], "none");
    assert_eq!(report.result("body.json")["signer"]["label"], "issuer.example");
}

//! What is looked at: nothing that could be a record is passed over, whatever it lies in, and nothing
//! that a record covers is taken for another.

use std::fs;

use base64::Engine as _;
use serde_json::{Value, json};
use test_issuer::json::{record_line, record_text};
use test_issuer::{Document, Trace, TraceForms, TraceItem};

use crate::support::{
    Evidence, LETTER, Report, audit_event, issuer, letter, pin, reasons, repository,
};

fn event(seq: i64) -> Value {
    audit_event("coverage", seq)
}

/// An event that shows another action than was signed.
fn altered(seq: i64) -> Value {
    let mut event = event(seq);
    event["action"] = "member.deleted".into();
    event
}

/// The record of a file of any content.
fn record_of(bytes: &[u8]) -> Value {
    issuer().document(&Document::new(bytes, "x", "2026-03-02T10:00:00Z"))
}

fn kinds(report: &Report, kind: &str) -> usize {
    report.results().iter().filter(|result| result["kind"] == kind).count()
}

fn left_over(report: &Report, path: &str) -> u64 {
    let files = report.json["left_over"].as_array().unwrap();
    let file = files.iter().find(|file| file["path"] == format!("e/{path}"));
    file.map_or(0, |file| file["count"].as_u64().unwrap())
}

fn skipped(report: &Report) -> Vec<(String, String)> {
    let files = report.json["skipped"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    files.map(|file| (text(&file["path"]), text(&file["why"]))).collect()
}

#[test]
fn an_altered_record_is_seen_wherever_it_hides() {
    let good = event(1);
    let bad = altered(2);
    let mut inside = good.clone();
    inside["events"] = json!([bad]);
    let wrapped = |name: &str| json!({ "kept": good, name: bad });
    for value in [
        inside,
        json!({"event_type": "t", "payload": {"a": {"b": bad}}}),
        json!({"Records": [good, bad]}),
        json!({"hits": {"hits": [{"_source": good}, {"_source": bad}]}}),
        json!({"data": {"logs": {"edges": [{"node": good}, {"node": bad}]}}}),
        wrapped("log"),
        json!({"id-1": good, "id-2": bad}),
        json!({"message": record_line(&good), "more": record_line(&bad)}),
        json!({"log": {"entries": [{"response": {"content": {"text": record_text(&bad)}}}]}}),
        json!([0, good, [[bad]]]),
    ] {
        let report = Evidence::new().record("page.json", &value).verify();
        assert_eq!(report.status, 1, "{value}: {:?}", report.places());
    }
}

/// Queues and log shippers encode what they carry in many ways, and in several.
#[test]
fn an_altered_record_is_seen_in_every_text() {
    let bad = record_line(&altered(2));
    let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let base64 = encoded(&bad);
    let hex: String = bad.bytes().map(|b| format!("{b:02x}")).collect();
    let broken = |text: &str, width: usize| {
        let lines = text.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap());
        lines.collect::<Vec<_>>().join("\n")
    };
    let lines: Vec<&str> =
        base64.as_bytes().chunks(76).map(|l| str::from_utf8(l).unwrap()).collect();
    for text in [
        bad.clone(),
        json!(bad).to_string(),
        format!("2026-03-02 INFO {bad}"),
        format!("{}\n{bad}\n", record_line(&event(3))),
        base64.trim_end_matches('=').to_owned(),
        lines.join("\r\n"),
        format!(" {base64} "),
        format!("data:application/json;base64,{base64}"),
        encoded(&base64),
        encoded(&encoded(&base64)),
        json!([base64]).to_string(),
        format!("b'{base64}'"),
        format!("\u{FEFF}{base64}"),
        format!("record \"{base64}\" follows"),
        format!("record {base64} follows"),
        format!("{} end", base64.trim_end_matches('=')),
        format!("{} a-b", base64.trim_end_matches('=')),
        format!("{}\n{}", base64.trim_end_matches('='), base64.trim_end_matches('=')),
        format!("{},{base64}", encoded(&record_line(&event(3)))),
        format!("data:application/json;BASE64,{base64}"),
        encoded(&format!("Content-Type: application/json\n\n{}", lines.join("\r\n"))),
        format!("A record:\n\n{}\n\nThe end", lines.join("\n")),
        // An odd stretch that is longer has nothing to do with it.
        format!("{} {}", "Ab3".repeat(1000), base64.trim_end_matches('=')),
        broken(&base64, 20),
        broken(&base64, 48),
        broken(&base64, 77),
        format!("record {}", broken(&base64, 60)),
        broken(&hex, 32),
        broken(&hex, 60),
        hex.clone(),
        format!("\\x{}", bad.bytes().map(|b| format!("{b:02x}")).collect::<String>()),
        format!("0x{}", bad.bytes().map(|b| format!("{b:02X}")).collect::<String>()),
    ] {
        let value = json!({ "kept": event(1), "message": text });
        let report = Evidence::new().record("page.json", &value).verify();
        assert_eq!(report.status, 1, "{text}: {:?}", report.places());
    }
    // Deeper, and damaged, it is not read, but told of.
    let deep = json!(json!(json!(bad).to_string()).to_string()).to_string();
    let smart = bad.replace('"', "\u{201D}");
    let entities = bad.replace('"', "&quot;");
    let percent: String = bad
        .bytes()
        .map(|b| match b.is_ascii_alphanumeric() || b == b'_' {
            true => char::from(b).to_string(),
            false => format!("%{b:02X}"),
        })
        .collect();
    let tags = "<event><org_id>o</org_id><seq>1</seq></event>".to_owned();
    let yaml = "org_id: o\nseq: 1\nextra: {}\n".to_owned();
    let around =
        format!("org_id: o\nseq: 1\n{}", encoded(&json!({"a": "b".repeat(60)}).to_string()));
    let damaged = encoded(&encoded(&bad.replacen(':', " ", 1)));
    let table = |sign: &str| {
        let row = |cells: [&str; 3]| cells.join(sign) + "\n";
        row(["org_id", "seq", "action"]) + &row(["o", "1", "x"])
    };
    let quoted = "\"org_id\",\"seq\",\"action\"\r\n\"o\",\"1\",\"x\"\r\n".to_owned();
    let tables =
        [table(","), table(";"), table("\t"), table(" | "), encoded(&table(",").repeat(3)), quoted];
    // gzip of `{"org_id":"o","seq":1}`, as log services send it.
    let gzip =
        "H4sIAAAAAAACA6tWyi9Kj89MUbJSyleqBQAAAP//AQAA//8BAAD//wEAAP//AQAA//8BAAD//wA=".to_owned();
    let rows = |between: &str| format!("org_id{between}o\nseq{between}1\naction{between}x\n");
    let rows = ["\t", " | ", ";", ",", " -> "].map(rows).into_iter().chain(
        [
            "| org_id | o |\n| seq | 1 |\n",
            "- `org_id` o\n- `seq` 1\n",
            "- **org_id**: o\n- **seq**: 1\n",
        ]
        .map(str::to_owned),
    );
    let others = [
        gzip,
        deep,
        smart,
        entities,
        percent,
        tags,
        yaml,
        around,
        damaged,
        bad.replacen(':', " ", 1),
    ];
    for text in others.into_iter().chain(tables).chain(rows) {
        let value = json!({ "kept": event(1), "message": text });
        let report = Evidence::new().record("page.json", &value).verify();
        assert_eq!(report.status, 3, "{text}: {:?}", report.places());
    }
}

/// However many elements differ from each other, those that hold records are not accused.
#[test]
fn lines_with_ids_of_their_own_are_all_good() {
    let event = record_line(&event(1));
    let lines: String = (0..3000).map(|i| format!("{{\"id{i}\":{event},\"n\":{{}}}}\n")).collect();
    let report = Evidence::new().file("log.ndjson", &lines).verify();
    assert_eq!(report.status, 0, "{:?}", report.json["summary"]);
}

/// A table is no list of values.
#[test]
fn a_table_behind_a_record_is_told_of() {
    let table = "\"org_id\",\"seq\",\"action\"\r\n\"o\",\"1\",\"x\"\r\n";
    for record in [record_line(&event(1)), record_text(&event(1))] {
        let report = Evidence::new().file("log.ndjson", format!("{record}\n{table}")).verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
    }
}

/// What only answers have is in no request, and what only records have in no error.
#[test]
fn a_record_without_its_id_does_not_pass_as_something_else() {
    let without = |mut record: Value, names: &[&str]| {
        names.iter().for_each(|name| {
            record.as_object_mut().unwrap().remove(*name);
        });
        record
    };
    let answer = issuer().attestation(&crate::support::answer());
    for hidden in [
        json!({ "error": "none", "message": "ok", "action": "x", "targets": [] }),
        without(letter(), &["event_id", "signature_b64", "signed_payload_b64", "has_original"]),
        without(answer, &["attestation_id", "attestation_hash"]),
        json!({ "event_type": "t", "payload": { "a": 1 }, "tenant_id": "t", "ingested_at": "x" }),
    ] {
        let list = json!([letter(), hidden]);
        let evidence = Evidence::new().file("letter.txt", LETTER).record("list.json", &list);
        let report = evidence.verify();
        assert_eq!(report.status, 3, "{hidden}: {:?}", report.places());
    }
}

/// Other programs write such members, too: nothing was compared, so nothing differs.
/// Whoever takes the best marks from a record leaves its hash and its signature, or nothing.
#[test]
fn a_record_without_its_best_marks_is_told_of() {
    let mut rest = altered(2);
    for name in ["org_id", "seq", "signing_public_key"] {
        rest.as_object_mut().unwrap().remove(name);
    }
    for value in [json!({"event": event(1), "x": rest}), json!([{"e": event(1)}, {"f": rest}])] {
        let report = Evidence::new().record("r.json", &value).verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
        assert_eq!(kinds(&report, "audit_event"), 2, "{:?}", report.places());
    }
}

#[test]
fn what_only_looks_like_a_request_is_content() {
    for other in [
        json!({ "id": "1", "aggregate_type": "order", "event_type": "Created", "payload": "{}" }),
        json!({ "event_id": "e", "tenant_id": "t", "event_type": "x", "payload": "{}" }),
        json!({ "type": "SET", "payload": { "input": "x" } }),
    ] {
        let report = Evidence::new().record("x.json", &json!([other])).verify();
        assert_eq!(report.status, 3, "{other}: {:?}", report.places());
    }
}

/// A name is a text, too.
#[test]
fn the_name_of_a_member_hides_nothing() {
    let value = json!({ "kept": event(1), record_line(&altered(2)): 1 });
    let report = Evidence::new().record("page.json", &value).verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
}

/// The bytes of a document are judged alike in its record and beside it.
#[test]
fn a_document_hides_no_signed_record_in_its_own_bytes() {
    let like = json!({ "org_id": "o", "seq": 4, "action": "x" });
    for (text, status) in [(like.to_string(), 0), (altered(1).to_string(), 1)] {
        let mut record = record_of(text.as_bytes());
        let beside = Evidence::new().file("x.json", &text).record("r.json", &record).verify();
        record["original_bytes_b64"] =
            base64::engine::general_purpose::STANDARD.encode(&text).into();
        let within = Evidence::new().record("r.json", &record).verify();
        assert_eq!((beside.status, within.status), (status, status), "{:?}", within.places());
    }
}

/// Only what is wholly known is passed over as something else than a record.
#[test]
fn an_altered_record_does_not_pass_as_something_else() {
    let bundle = || {
        issuer().trace(&Trace {
            label: "A loan",
            items: &[TraceItem::document(&letter())],
            created_at: "2026-03-02T09:00:00.000Z",
            sealed_at: "2026-03-02T11:00:00.000Z",
            forms: TraceForms::HEX,
        })
    };
    let with = |mut value: Value, more: &Value| {
        let more = more.as_object().unwrap().clone();
        value.as_object_mut().unwrap().extend(more);
        value
    };
    let bad = altered(2);
    let mut answer = bad.clone();
    answer["match_result"] = json!(true);
    answer["anchored_hash"] = bad["payload_hash"].clone();
    let mut item = bundle();
    item["events"][0] = with(item["events"][0].clone(), &bad);
    let mut seal = bundle();
    seal["seal_event"] = with(seal["seal_event"].clone(), &bad);
    let mut text = bundle();
    text["events"] = json!(json!([bad]).to_string());
    for value in [
        json!({ "kept": event(1), "answer": answer }),
        item,
        seal,
        text,
        json!({ "document_hash": letter()["document_hash"], "original_bytes_b64": base64::engine::general_purpose::STANDARD.encode(record_line(&bad)) }),
    ] {
        let report = Evidence::new().record("page.json", &value).verify();
        assert_eq!(report.status, 1, "{value}: {:?}", report.places());
    }
    // Wherever its place becomes too long to be named.
    let mut item = bundle();
    item["events"][0] = with(item["events"][0].clone(), &bad);
    for len in (985..=1024).step_by(3) {
        let report = Evidence::new().record("t.json", &json!({ "n".repeat(len): item })).verify();
        assert!([1, 3].contains(&report.status), "{len}: {:?}", report.places());
        let pointers = report.results().iter().filter_map(|r| r["source"]["pointer"].as_str());
        let around = |pointer: &str| pointer.rsplit_once('/').map_or(0, |(around, _)| around.len());
        assert!(pointers.into_iter().all(|pointer| around(pointer) <= 1024), "{len}");
    }
    // A seal has no payload: what stands there is no part of it.
    let mut sealed = bundle();
    let mut unsigned = bad.clone();
    unsigned.as_object_mut().unwrap().remove("signature");
    unsigned["payload_hash"] = sealed["composite_hash"].clone();
    sealed["seal_event"]["payload"] = unsigned;
    let report = Evidence::new().record("t.json", &sealed).verify();
    assert_ne!(report.result("t.json#/seal_event/payload")["verdict"], "verified");
    // A byte that is no text does not hide a body.
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let saved = format!("{head}{}\n{head}{}", record_line(&event(1)), record_line(&bad));
    let report = Evidence::new().file("saved.txt", [saved.as_bytes(), b"\xFF\n"].concat()).verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
    // An answer that proves nothing is told of in a wrapper too.
    let sealed = json!({ "id": "trc_1", "composite_hash": "00", "verification_url": "https://x" });
    let report =
        Evidence::new().record("page.json", &json!({ "kept": event(1), "then": sealed })).verify();
    assert_eq!(report.result("page.json#/then")["verdict"], "uncheckable");
    // What a damaged file names is evidence, whatever its name.
    let litter = record_line(&bad).replace('"', "\u{201D}");
    let report = Evidence::new().record("a.json", &event(1)).file("desktop.ini", litter).verify();
    assert_eq!((report.status, skipped(&report).len()), (3, 0), "{:?}", report.places());
}

#[test]
fn values_behind_each_other_are_read_however_they_are_written() {
    let events = [1, 2, 3].map(event);
    let pretty = events.each_ref().map(|event| format!("{event:#}"));
    let lines = events.each_ref().map(record_line);
    for text in [
        pretty.join("\n"),
        pretty.join("\r\n\r\n"),
        pretty.join(",\n"),
        pretty.concat(),
        lines.concat(),
        lines.join(", "),
        lines.join(",\n") + ",\n",
        format!("{}\n{}\n{}\n", lines[0], pretty[1], pretty[2]),
        format!("{}\n{}\n{}\n", lines[0], lines[1], pretty[2]),
        format!("{}\n{}\r\n{}\n", lines[0], pretty[1].replace('\n', "\r\n"), lines[2]),
        format!("\u{1e}{}\n\u{1e}{}\n\u{1e}{}\n", lines[0], lines[1], lines[2]),
        format!("[\n{}\n]", pretty.join(",\n")),
    ] {
        let report = Evidence::new().file("log.json", &text).verify();
        assert_eq!((report.status, kinds(&report, "audit_event")), (0, 3), "{text}");
        assert_eq!(report.log()["verdict"], "verified");
        // Each has a place of its own.
        let mut places = report.places();
        places.sort();
        places.dedup();
        assert!(places.len() >= 3, "{places:?}");
    }
    // What is damaged costs only itself.
    let text = format!("{}\n{{\n  \"seq\": 2,\n{}\n", pretty[0], pretty[2]);
    let report = Evidence::new().file("log.json", &text).verify();
    assert_eq!((report.status, kinds(&report, "audit_event")), (3, 2), "{:?}", report.places());
    assert_eq!(kinds(&report, "unknown"), 1);
}

#[test]
fn other_encodings_are_read_and_hashed_as_they_are() {
    let text: String = [1, 2].map(event).iter().map(|event| record_line(event) + "\n").collect();
    let utf16 =
        |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
    let utf32 = |unit: fn(u32) -> [u8; 4]| -> Vec<u8> {
        text.chars().flat_map(|c| unit(u32::from(c))).collect()
    };
    for (name, bytes) in [
        ("UTF-16", utf16(u16::to_le_bytes)),
        ("UTF-16", utf16(u16::to_be_bytes)),
        ("UTF-16", [&[0xFF, 0xFE][..], &utf16(u16::to_le_bytes)].concat()),
        ("UTF-32", utf32(u32::to_le_bytes)),
        ("UTF-32", [&[0, 0, 0xFE, 0xFF][..], &utf32(u32::to_be_bytes)].concat()),
    ] {
        let report = Evidence::new().file("log.ndjson", &bytes).verify();
        assert_eq!(report.status, 0, "{name}: {:?}", report.places());
        let note = report.result("log.ndjson:2")["checks"][0]["note"].clone();
        assert_eq!(note, format!("The file is in {name}, and was read as such."));
        assert_eq!(report.json["summary"]["bytes_hashed"], bytes.len() as u64);
        let cut = Evidence::new().file("log.ndjson", &bytes[..bytes.len() - 1]).verify();
        assert_eq!(cut.status, 3, "{:?}", cut.places());
    }
}

#[test]
fn responses_that_curl_saved_are_read_whatever_their_status() {
    let bodies = [record_text(&letter()), record_text(&event(1))];
    let response = |status: &str, body: &str| {
        format!("HTTP/2 {status} \r\ncontent-type: application/json\r\n\r\n{body}\n")
    };
    let saved = format!("{}{}", response("200", &bodies[0]), response("206", &bodies[1]));
    let evidence = || Evidence::new().file("letter.txt", LETTER);
    let report = evidence().file("saved.txt", &saved).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!((kinds(&report, "document"), kinds(&report, "audit_event")), (1, 1));
    let error = r#"{"error":"document_not_found","message":"none"}"#;
    let report = evidence().file("saved.txt", response("404", error)).verify();
    assert_eq!(kinds(&report, "error_response"), 1);
    // A body that curl has not unpacked is told of, whatever it is packed with; any other is left over.
    let packed = [&[0x78, 0x9c][..], &[0xab; 90]].concat();
    for (coding, status) in [("deflate", 3), ("br", 3), ("x-new", 3), ("identity", 0)] {
        let head = format!("HTTP/1.1 200 OK\nContent-Encoding: {coding}\n\n");
        let saved = [response("200", &bodies[0]).as_bytes(), head.as_bytes(), &packed].concat();
        let report = evidence().file("saved.txt", saved).verify();
        assert_eq!(report.status, status, "{coding}: {:?}", report.places());
        assert_eq!(left_over(&report, "saved.txt"), u64::from(status == 0), "{coding}");
    }
    let unpacked =
        response("200", &bodies[0]).replace("\r\n\r\n", "\r\ncontent-encoding: br\r\n\r\n");
    assert_eq!(evidence().file("saved.txt", unpacked).verify().status, 0);
    // Beside an error, a record is not passed over.
    let altered = record_text(&altered(1));
    let both = format!("{}{}", response("200", &altered), response("404", error));
    assert_eq!(evidence().file("saved.txt", &both).verify().status, 1);
}

#[test]
fn what_an_anchored_file_holds_is_content_unless_it_is_signed() {
    let like = json!({"items": [
        {"org_id": "o", "seq": 4, "action": "x"},
        {"event_id": "e", "event_type": "t", "payload": {"a": 1}},
        {"document_hash": "h", "event_id": "e"},
    ]});
    for text in [
        like.to_string(),
        format!("{like}\n{like}\n"),
        json!({"error": "x", "message": "y"}).to_string(),
        json!({"label": "x"}).to_string(),
        format!("{}\nnot JSON\n", json!({"org_id": "o", "seq": 1})),
    ] {
        let anchored = Evidence::new()
            .file("webhooks.json", &text)
            .record("record.json", &record_of(text.as_bytes()))
            .verify();
        assert_eq!(anchored.status, 0, "{text}: {:?}", anchored.places());
        assert_eq!(anchored.result("webhooks.json")["kind"], "content");
        // Where no record names it, its marks are results.
        let alone = Evidence::new().file("webhooks.json", &text).verify();
        assert_eq!(alone.status, 3, "{:?}", alone.places());
    }
    let anchored = |text: &str| {
        Evidence::new()
            .file("x.json", text)
            .record("record.json", &record_of(text.as_bytes()))
            .verify()
    };
    assert_eq!(left_over(&anchored(&like.to_string()), "x.json"), 3);
    // What carries a signature is a result, whatever it lies in.
    let report = anchored(&json!({"kept": altered(1)}).to_string());
    assert_eq!(report.status, 1, "{:?}", report.places());
    assert_eq!(report.result("x.json")["verdict"], "verified");
    assert_eq!(report.result("x.json#/kept")["verdict"], "mismatch");
    // But in a text, which is content as a whole. The limits say so.
    let limit = "A file that a verified record names was compared only as a whole. Unless it is valid JSON, \
                 records inside it were not examined.";
    let limited =
        |report: &Report| report.json["limits"].as_array().unwrap().contains(&limit.into());
    let record = record_line(&altered(1));
    for text in [record.clone(), base64::engine::general_purpose::STANDARD.encode(&record)] {
        let report = anchored(&format!("Dear colleague,\n\n{text}\n\nRegards\n"));
        assert_eq!(report.status, 0, "{:?}", report.places());
        assert_eq!(report.result("x.json")["verdict"], "verified");
        assert!(limited(&report), "{:#}", report.json["limits"]);
    }
    assert!(!limited(&anchored("Dear colleague,\n")));
}

#[test]
fn what_a_body_holds_is_content_once_an_attestation_names_the_body() {
    let answer = crate::support::answer();
    let about = record_line(&altered(1));
    let about_altered = test_issuer::Attestation { input: &about, ..answer };
    let (record, raw) = (issuer().attestation(&about_altered), about_altered.raw_body());
    let named = Evidence::new().file("raw.json", &raw).record("attestation.json", &record).verify();
    assert_eq!(named.status, 0, "{:?}", named.places());
    assert!(left_over(&named, "raw.json") > 0);
    let alone = Evidence::new().file("raw.json", &raw).verify();
    assert_eq!(alone.status, 1, "{:?}", alone.places());
}

#[test]
fn lists_say_what_holds_no_record_where_the_others_do() {
    let report = Evidence::new()
        .record("list.json", &json!({"Records": [event(1), event(2), {"action": "x"}]}))
        .verify();
    let list = report.result("list.json#/Records");
    assert_eq!((&list["kind"], &list["verdict"]), (&json!("list"), &json!("uncheckable")));
    assert_eq!(reasons(list), ["unsupported_record"].into());
    assert_eq!(report.status, 3);
    // In lines, over the bounds of blocks.
    let mut lines: Vec<String> = (1..=3000).map(|seq| record_line(&event(seq))).collect();
    lines[1500] = json!({"action": "x"}).to_string();
    lines[2500] = "7".to_owned();
    let report = Evidence::new().file("log.ndjson", lines.join("\n")).verify();
    let list = report.result("log.ndjson");
    assert_eq!(reasons(list), ["unsupported_record"].into());
    assert!(list["children"][0]["checks"][0]["note"].as_str().unwrap().ends_with(": line 1501."));
    assert_eq!(left_over(&report, "log.ndjson"), 1);
}

#[test]
fn a_list_that_says_that_more_follows_is_incomplete() {
    let events = |range: std::ops::RangeInclusive<i64>| range.map(event).collect::<Vec<_>>();
    let with = |events: Vec<Value>, more: Value| {
        let mut page = json!({ "events": events });
        page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        page
    };
    let verdict = |pages: &[Value], options: &[&str]| {
        let mut evidence = Evidence::new();
        for (i, page) in pages.iter().enumerate() {
            evidence = evidence.record(format!("{i}.json"), page);
        }
        let pin = pin();
        let report = evidence.verify_with(&[&["--pin", &pin, "e"], options].concat());
        let incomplete = report.results().iter().any(|r| reasons(r).contains("list_incomplete"));
        assert_eq!(incomplete, report.status != 0, "{:?}", report.places());
        report.status
    };
    for more in [
        json!({"has_more": true}),
        json!({"pageInfo": {"hasNextPage": true, "endCursor": "c"}}),
        json!({"next_cursor": "c"}),
        json!({"_links": {"next": {"href": "/x"}}}),
        json!({"meta": {"total": 9, "page": 1}}),
        json!({"total": 9}),
        json!({"timed_out": true}),
        json!({"_shards": {"total": 3, "failed": 1}}),
        json!({"page": 1, "total_pages": 3}),
        json!({"page": 1, "page_count": 3, "next": null}),
        json!({"current_page": 1, "last_page": 2}),
        json!({"total": {"value": 3, "relation": "gte"}}),
        json!({"hasMore": true}),
        json!({"has_more": "true"}),
        json!({"has_more": 1}),
        json!({"IsTruncated": true, "NextMarker": "c"}),
        json!({"truncated": true}),
        json!({"incomplete_results": true}),
        json!({"nextToken": "c"}),
        json!({"nextPageToken": "c"}),
        json!({"@odata.nextLink": "https://example.org/2"}),
        json!({"total_count": 9, "limit": 3}),
        json!({"totalResults": 9}),
        json!({"total": "9", "page": 1}),
        json!({"page": 1, "totalPages": "3"}),
        json!({"last": false, "totalElements": 9}),
        json!({"Meta": {"HasNext": true}}),
    ] {
        let page = with(events(1..=3), more.clone());
        assert_eq!(verdict(std::slice::from_ref(&page), &[]), 3, "{more}");
        assert_eq!(verdict(&[page], &["--contiguous"]), 1, "{more}");
    }
    for more in [
        json!({"has_more": false, "next_cursor": "c"}),
        json!({"next": null}),
        json!({"next_cursor": ""}),
        json!({"pageInfo": {"hasNextPage": false, "endCursor": "c"}}),
        json!({"total": 3, "page": 1}),
        json!({"edges": 9, "cursor": "c"}),
        json!({"_shards": {"total": 5, "successful": 5, "failed": 0}}),
        json!({"next": {}}),
        json!({"page": 3, "total_pages": 3}),
        json!({"page": 1, "total_pages": 2}),
        json!({"current_page": 2, "last_page": 2}),
        json!({"hasMore": "false", "nextToken": "c"}),
        json!({"last": true, "totalElements": 3}),
        json!({"last": "https://example.org/9"}),
        json!({"IsTruncated": false}),
        json!({"nextPageToken": null, "totalCount": "3"}),
    ] {
        assert_eq!(verdict(&[with(events(1..=3), more.clone())], &[]), 0, "{more}");
    }
    // The other pages answer it: by the total, by page numbers, by the events' own numbers.
    let total = |range| with(events(range), json!({"total": 5, "has_more": true}));
    assert_eq!(verdict(&[total(1..=3), total(3..=5)], &[]), 0);
    assert_eq!(verdict(&[total(1..=3), total(4..=4)], &[]), 3);
    let page = |range, number: u64, more: bool| {
        with(events(range), json!({"page": number, "has_more": more}))
    };
    assert_eq!(verdict(&[page(1..=2, 1, true), page(3..=4, 2, false)], &[]), 0);
    let next = |range, more: bool| with(events(range), json!({ "has_more": more }));
    assert_eq!(verdict(&[next(1..=2, true), next(3..=4, false)], &[]), 0);
    let map = json!({ "has_more": true, "by_id": { "a": event(1), "b": event(2) } });
    assert_eq!(verdict(&[map], &[]), 3);
    // The head of a saved response says it too.
    let response = |link: &str, seq| {
        let body = json!([event(seq)]);
        format!("HTTP/2 200\r\n{link}content-type: application/json\r\n\r\n{body}\r\n")
    };
    let more =
        response("Link: <https://x/?page=1>; rel=\"first\", </?page=2>; rel=\"next\"\r\n", 1);
    let last = response("link: </?page=1>; rel=\"prev\"\r\n", 2);
    // Several relations can stand in one `rel`, in any case; in an address or a text in quotes none does (RFC 8288).
    let both = response("Link: </?page=2>; REL = \"last Next\"\r\n", 1);
    let one = response("Link: </?page=2>;title=a<b; rel=next\r\n", 1);
    let nowhere = response("Link: </?a,rel=next>; rel=prev; title=\"a\\\", rel=next;\"\r\n", 1);
    for (capture, status) in [
        (more.clone(), 3),
        (more + &last, 0),
        (last, 0),
        (response("", 1), 0),
        (both, 3),
        (one, 3),
        (nowhere, 0),
    ] {
        let report = Evidence::new().file("curl.txt", &capture).verify();
        assert_eq!(report.status, status, "{capture}: {:?}", report.places());
    }
    // Without a log, the list says it itself.
    let one = json!({"documents": [letter()], "has_more": true});
    let report = Evidence::new().file("l.txt", LETTER).record("page.json", &one).verify();
    let list = report.result("page.json#/documents");
    assert_eq!((&list["kind"], &list["verdict"]), (&json!("list"), &json!("unconfirmed")));
}

/// The canonical form of an audit event leaves out what is null, and so the names of that.
#[test]
fn the_name_of_a_member_that_no_hash_covers_is_looked_at() {
    for part in ["metadata", "actor"] {
        for (value, status) in [(json!(null), 3), (json!(1), 1)] {
            let mut event = audit_event("t", 1);
            event[part][record_line(&altered(1))] = value;
            let report = Evidence::new().record("e.json", &event).verify();
            assert_eq!(report.status, status, "{part}: {:?}", report.places());
        }
    }
}

#[test]
fn litter_is_skipped_by_name_unless_it_holds_a_record() {
    let report = Evidence::new()
        .file("letter.txt", LETTER)
        .record("record.json", &letter())
        .file(".DS_Store", b"\0\0\0\x01Bud1")
        .file("__MACOSX/._letter.txt", b"\0\x05\x16\x07")
        .file("~$letter.docx", b"x")
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let names: Vec<String> = skipped(&report).into_iter().map(|(path, _)| path).collect();
    assert_eq!(names, ["e/.DS_Store", "e/__MACOSX/._letter.txt", "e/~$letter.docx"]);
    // Under any name, a record is one, and so is what a record names.
    let report = Evidence::new().record("__MACOSX/Thumbs.db", &altered(1)).verify();
    assert_eq!(report.status, 1, "{:?}", report.places());
    // However far behind it stands.
    let far = format!("[x]\n{}{}", "y=1\n".repeat(100_000), record_line(&altered(1)));
    let report = Evidence::new().file("desktop.ini", far).verify();
    assert_eq!((report.status, skipped(&report)), (3, vec![]));
    // A document can hold one that nobody looks for: it is not passed over.
    let record = record_line(&altered(1));
    let ole = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], record.as_bytes()].concat();
    let office =
        fs::read(repository().join("samples/good/documents/loan-terms-2026.docx")).unwrap();
    for (name, bytes) in [("Thumbs.db", ole), ("~$loan-terms.docx", office)] {
        let report = Evidence::new().file(name, bytes).verify();
        assert_eq!((report.status, skipped(&report)), (3, vec![]), "{name}");
    }
    let report = Evidence::new().file("desktop.ini", LETTER).record("r.json", &letter()).verify();
    assert_eq!(report.result("desktop.ini")["verdict"], "verified");
    assert_eq!(skipped(&report), []);
}

#[cfg(unix)]
#[test]
fn a_link_to_what_is_skipped_is_told_of() {
    let evidence = Evidence::new()
        .file("letter.txt", LETTER)
        .record("record.json", &letter())
        .record("drafts/altered.json", &altered(1));
    std::os::unix::fs::symlink("letter.txt", evidence.path("again.txt")).unwrap();
    let report = evidence.verify_with(&["--pin", &pin(), "--exclude", "drafts", "e"]);
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(
        skipped(&report),
        [
            ("e/again.txt".to_owned(), "a link to a part of the evidence".to_owned()),
            ("e/drafts".to_owned(), "excluded".to_owned())
        ]
    );
    std::os::unix::fs::symlink("drafts/altered.json", evidence.path("final.json")).unwrap();
    let report = evidence.verify_with(&["--pin", &pin(), "--exclude", "drafts", "e"]);
    assert_eq!(reasons(report.result("final.json")), ["not_a_regular_file"].into());
    assert_eq!(report.status, 3);
}

#[test]
fn keys_in_every_form_are_said_to_be_keys() {
    let key = issuer().public_key_hex();
    let der = [&hex::decode("302a300506032b6570032100").unwrap()[..], &hex::decode(&key).unwrap()]
        .concat();
    let base64 = |bytes: &[u8]| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    let ssh = [&b"\0\0\0\x0bssh-ed25519\0\0\0 "[..], &hex::decode(&key).unwrap()].concat();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": base64(&hex::decode(&key).unwrap())
        .replace('+', "-").replace('/', "_").trim_end_matches('=')});
    for text in [
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64(&der)),
        format!("ssh-ed25519 {} issuer\n", base64(&ssh)),
        jwk.to_string(),
        json!({"keys": [jwk]}).to_string(),
    ] {
        let report = Evidence::new().file("key", &text).verify();
        assert_eq!(kinds(&report, "key"), 1, "{text}: {:?}", report.places());
        assert_eq!(report.json["summary"]["info"], 1);
    }
    let mut private = jwk;
    private["d"] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".into();
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    for text in [
        private.to_string(),
        pem.to_owned(),
        json!({"key": pem}).to_string(),
        format!("Our keys:\n\n{pem}"),
    ] {
        for format in ["json", "ndjson", "text"] {
            let output = Evidence::new().file("k", &text).run(["verify", "--format", format, "e"]);
            let shown = String::from_utf8_lossy(&output.stdout);
            assert!(!shown.contains("nWGxne") && !shown.contains("MC4CAQ"), "{shown}");
        }
        let report = Evidence::new().file("k", &text).verify();
        assert!(report.results().iter().any(|r| reasons(r).contains("private_key")), "{text}");
        assert_eq!(report.status, 3);
    }
}

#[test]
fn an_earlier_report_is_said_to_be_one_and_hides_nothing() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("record.json", &letter());
    let output = evidence.run(["verify", "--pin", &pin(), "--format", "json", "e"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let again = evidence.file("earlier.json", &output.stdout);
    let checked = again.verify();
    assert_eq!(checked.status, 0, "{:?}", checked.places());
    assert_eq!(checked.result("earlier.json")["kind"], "report");
    assert_eq!(left_over(&checked, "earlier.json"), 0);
    let output = again.run(["verify", "--pin", &pin(), "--format", "ndjson", "e"]);
    let lines = again.file("lines.ndjson", &output.stdout).verify();
    assert_eq!(lines.status, 0, "{:?}", lines.places());
    assert_eq!(lines.result("lines.ndjson")["kind"], "report");
    // With a further member, it is none; and what stands in its words is looked at.
    let mut more = report.clone();
    more["attached"] = altered(1);
    assert_eq!(Evidence::new().record("earlier.json", &more).verify().status, 1);
    let mut words = report;
    words["results"][0]["headline"] = record_line(&altered(1)).into();
    assert_eq!(Evidence::new().record("earlier.json", &words).verify().status, 1);
}

/// Whatever else is verified, one forged record among it keeps the run from ending with 0.
#[test]
fn a_forged_record_at_a_random_place_of_verified_evidence() {
    use proptest::prelude::*;
    let steps = prop::collection::vec((0usize..7, "[a-z_]{1,8}"), 1..5);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
    let strategy = (steps, 0usize..3, any::<bool>());
    let outcome = runner.run(&strategy, |(steps, which, beside)| {
        let mut forged = match which {
            0 => altered(2),
            1 => {
                let mut record = letter();
                record["document_ref"] = "other.txt".into();
                record
            }
            _ => json!({"event_id": "e", "event_type": "t", "payload": {"a": 1}, "payload_hash": "00"}),
        };
        for (way, name) in steps {
            forged = match way {
                0 => json!([forged]),
                1 => json!([event(1), { name: forged }]),
                2 => json!({ "text": forged.to_string(), name: 7 }),
                3 => json!({ "event_type": "t", "payload": { name: forged } }),
                4 => json!({ name: forged, "error": "x", "message": "y" }),
                _ => json!({ name: { "inside": forged } }),
            };
        }
        let mut evidence = Evidence::new()
            .file("letter.txt", LETTER)
            .record("record.json", &letter())
            .record("event.json", &event(1));
        if beside {
            evidence = evidence.file("log.ndjson", format!("{}\n{forged}\n", record_line(&event(1))));
        } else {
            evidence = evidence.record("x.json", &forged);
        }
        let report = evidence.verify();
        prop_assert!(report.status != 0, "{:?} of {}", report.places(), forged);
        Ok(())
    });
    outcome.unwrap();
    // The same evidence without it is verified.
    let good = Evidence::new().file("letter.txt", LETTER).record("r.json", &letter()).verify();
    assert_eq!(good.status, 0);
}

/// Programs that print a response drop the empty line, and a response has other places than its body.
#[test]
fn a_record_anywhere_in_a_saved_response_is_read() {
    let record = altered(1);
    let line = record_line(&record);
    let pretty = record_text(&record);
    let good = record_line(&event(1));
    let error = r#"{"error":"document_not_found","message":"none"}"#;
    let folded = line.replacen(',', ",\r\n ", 1);
    for saved in [
        format!("HTTP/2 200\r\ncontent-type: application/json\r\n{line}\n"),
        format!("HTTP/2 200\ncontent-type: application/json\n{pretty}\n"),
        format!("HTTP/2 200\n{line}\n"),
        format!("HTTP/2 200 {line}\n\n{good}"),
        format!("HTTP/2 200\nserver: x\nx-record: {line}; path=/\n\n{good}"),
        format!("HTTP/2 200\nx-record: {folded}\r\n\r\n{good}"),
        format!("HTTP/2 404\nx-record: {line}\n\n{error}"),
        format!("HTTP/1.1 302\nx-record: {line}\n\nHTTP/2 200\n\n{good}"),
        format!("HTTP/1.1 200\ntransfer-encoding: chunked\n\n2;x={line}\n{{}}\n0\n\n"),
        format!("HTTP/1.1 200\ntransfer-encoding: chunked\n\n2\n{{}}\n0\nx: {line}\n\n"),
    ] {
        let report = Evidence::new().file("saved.txt", &saved).verify();
        assert_eq!(report.status, 1, "{saved}: {:?}", report.places());
    }
    // What servers write into their headers is no matter.
    let saved = format!(
        "HTTP/2 200\r\nnel: {{\"report_to\":\"x\",\"max_age\":604800}}\r\nserver: caf\u{e9}\r\n\
         set-cookie: a={{\"b\":1}}; path=/\r\n\r\n{good}"
    );
    let report = Evidence::new().file("saved.txt", &saved).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    // However many there are.
    let many = "x: {\"a\":1}\n".repeat(600);
    for (header, status) in [("", 0), (&format!("x: {line}\n"), 1)] {
        let saved = format!("HTTP/2 200\n{many}{header}\n{good}");
        assert_eq!(Evidence::new().file("saved.txt", &saved).verify().status, status);
    }
}

/// However it is written and wherever it is shown, nothing of a private key is repeated.
#[test]
fn nothing_of_a_private_key_is_repeated() {
    let body = "MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    let mut event = event(1);
    event["id"] = json!(format!("\n{pem}"));
    let many: Vec<Value> = (0..100)
        .map(|i| json!({ "kty": "OKP", "crv": "Ed25519", "d": format!("{i:03}{body}") }))
        .collect();
    let error = json!({ "error": pem, "message": pem });
    let saved =
        format!("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{error}");
    let mut latin = b"caf\xE9\n".to_vec();
    latin.extend(pem.as_bytes());
    let evidence = Evidence::new()
        .record("event.json", &event)
        .record(
            "many.json",
            &json!({ "keys": many, "z": { "org_id": format!("042{body}"), "seq": 1 } }),
        )
        .record("error.json", &error)
        .file("saved.txt", saved)
        .file("latin.txt", latin)
        .record("nested.json", &json!({ "private_key": [[body]], "org_id": body, "seq": 1 }))
        .record(
            "encoded.json",
            &json!({ "a": base64::engine::general_purpose::STANDARD.encode(&pem) }),
        );
    for format in ["text", "json", "ndjson"] {
        let output = evidence.run(["verify", "--format", format, "e"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains(&body[..24]), "{format}: {said}");
        assert!(said.matches("private_key").count() > 7, "{said}");
    }
}

//! A report follows the evidence: what is alike is said once, and a long text is said once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use test_issuer::{Document, Event, SignedForm, Trace, TraceForms, TraceItem};

use crate::support::{Evidence, LETTER, Report, checks, issuer, letter, matched, text, value_from};

fn trace(items: &str) -> String {
    let head = r#"{"trace_id":"t","label":"l","status":"open","event_count":1,"events":"#;
    format!("{head}[{items}]}}")
}

/// How many items each child stands for, and where they are.
fn children(result: &Value) -> Vec<(u64, Vec<(&str, &str)>)> {
    fn of(child: &Value) -> (u64, Vec<(&str, &str)>) {
        let pointers = child["pointers"].as_array().unwrap().iter();
        let pointers = pointers.map(|at| (text(&at["first"]), text(&at["last"]))).collect();
        (child["count"].as_u64().unwrap(), pointers)
    }
    result["children"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn items_that_are_alike_are_one_with_their_number_and_places() {
    let items = r#"{}, { }, {"event_id":"x"}, 7, {}, "a", 8, {"event_id":"x"}, {"n":null}, 9"#;
    let report = Evidence::new().file("trace.json", trace(items)).verify();
    let result = report.result("trace.json");
    let expected = vec![
        (3, vec![("/events/0", "/events/1"), ("/events/4", "/events/4")]),
        (2, vec![("/events/2", "/events/2"), ("/events/7", "/events/7")]),
        (
            3,
            vec![
                ("/events/3", "/events/3"),
                ("/events/6", "/events/6"),
                ("/events/9", "/events/9"),
            ],
        ),
        (1, vec![]),
        (1, vec![]),
    ];
    assert_eq!(children(result), expected);
    let of = |i: usize| text(&result["children"][i]["source"]["pointer"]);
    assert_eq!([0, 1, 2, 3, 4].map(of), [0, 2, 3, 5, 8].map(|i| format!("/events/{i}")));
    let counted = checks(result).iter().find(|c| c["reason"] == "event_count_mismatch").unwrap();
    assert_eq!(value_from(counted, "calculated"), "10 items");
    let repeated = checks(result).iter().find(|c| c["reason"] == "item_repeated").unwrap();
    assert_eq!(repeated["note"], "The same event_id at /events/2 and /events/7.");
}

#[test]
fn the_text_report_says_how_many_items_are_alike_and_where() {
    let items = trace("{}, {}, 7, {}").replace(r#""event_count":1"#, r#""event_count":4"#);
    let shown = Evidence::new().file("trace.json", items).run(["verify", "--no-keyring", "e"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected =
        "3 items with the same content, /events/0 to /events/1, /events/3: Cannot be checked";
    assert!(words.contains(expected), "{shown}");
    assert!(words.contains("item /events/2: Cannot be checked"), "{shown}");
}

#[test]
fn what_a_strict_reader_tells_apart_is_not_alike() {
    // Neither is text, and as text they would be the same.
    let items = r#"{"event_id":"\ud800"}, {"event_id":"\ufffd"}, {"event_id":"\ud800"}"#;
    let report = Evidence::new().file("trace.json", trace(items)).verify();
    assert_eq!(children(report.result("trace.json")), [(1, vec![]), (1, vec![]), (1, vec![])]);
}

#[test]
fn a_signed_item_that_is_repeated_is_judged_as_each_of_them() {
    let event = issuer().event(&loan());
    let items = vec![TraceItem::event(&event); 3];
    let trace = issuer().trace(&Trace {
        label: "three",
        items: &items,
        created_at: "2026-03-02T10:00:00Z",
        sealed_at: "2026-03-02T11:00:00Z",
        forms: TraceForms::HEX,
    });
    let report = Evidence::new().record("trace.json", &trace).verify();
    let result = report.result("trace.json");
    assert_eq!(children(result), [(3, vec![("/events/0", "/events/2")])]);
    assert_eq!(result["children"][0]["verdict"], "verified");
    // The hash over all three holds, and the same id is there three times.
    let held = checks(result).iter().find(|c| c["check"] == "composite_hash").unwrap();
    assert_eq!(held["outcome"], "pass");
    let repeated = checks(result).iter().find(|c| c["reason"] == "item_repeated").unwrap();
    assert_eq!(value_from(repeated, "calculated"), "2 repeated");
}

#[test]
fn a_member_that_differs_from_many_records_is_told_once() {
    let record = letter();
    let mut item = TraceItem::document(&record);
    item.payload["document_ref"] = "other.txt".into();
    let trace = issuer().trace(&Trace {
        label: "one",
        items: &[item],
        created_at: "2026-03-02T10:00:00Z",
        sealed_at: "2026-03-02T11:00:00Z",
        forms: TraceForms::HEX,
    });
    let records = vec![record; 50];
    let report =
        Evidence::new().lines("records.ndjson", &records).record("t.json", &trace).verify();
    let item = &report.result("t.json")["children"][0];
    let differing = checks(item).iter().filter(|c| c["reason"] == "signed_fields_differ");
    let said: Vec<_> = differing.map(|c| (text(&c["field"]), text(&c["note"]))).collect();
    assert_eq!(
        said,
        [("payload.document_ref", "The signed value is the one in e/records.ndjson.")]
    );
    assert_eq!(matched(item).len(), 50);
}

#[test]
fn matches_of_all_items_of_a_trace_are_listed_up_to_a_number() {
    let record = |i: usize| json!({ "event_id": "x", "document_hash": format!("{i:064x}") });
    let records: Vec<Value> = (0..100).map(record).collect();
    let items: Vec<String> = (0..40).map(|i| format!(r#"{{"event_id":"x","n":{i}}}"#)).collect();
    let report = Evidence::new()
        .lines("records.ndjson", &records)
        .file("trace.json", trace(&items.join(",")))
        .verify();
    let listed = |child: &Value| child["matched_with"].as_array().unwrap().len();
    let children = report.result("trace.json")["children"].as_array().unwrap();
    let listed: Vec<usize> = children.iter().map(listed).collect();
    assert_eq!(listed.iter().sum::<usize>(), 40 * 2 + 1000);
    assert!(listed.iter().all(|listed| (2..=100).contains(listed)));
}

#[test]
fn a_long_name_is_said_once() {
    let name = "n".repeat(5000);
    let mut record = letter();
    record[&name] = 1.into();
    let report = with_copies(&record);
    assert_eq!(report.json.to_string().matches(&name).count(), 1);

    // Shown and signed, with the same value and with another one.
    for shown in [1, 2] {
        let record = signed_with(&name, shown);
        let report = with_copies(&record);
        assert_eq!(report.json.to_string().matches(&name).count(), 1, "{shown}");
        let beginning = format!("{}… (5000 characters, SHA-256 ", "n".repeat(100));
        let result = report.result("record.json");
        let said = |check: &Value| {
            let texts = [&check["note"], &check["field"]].into_iter().filter_map(Value::as_str);
            texts.into_iter().any(|text| text.contains(&beginning))
        };
        assert!(checks(result).iter().any(said), "{result:#}");
    }
}

#[test]
fn many_names_of_a_record_are_not_repeated_at_its_files() {
    let name = "n".repeat(1000);
    let report = with_copies(&signed_with(&name, 1));
    assert_eq!(report.json.to_string().matches(&name).count(), 2, "field and note");
    let note = |check: &Value| check["check"] == "binding" && check["note"] == "See e/record.json.";
    for copy in ["0.txt", "7.txt"] {
        assert!(checks(report.result(copy)).iter().any(note), "{:#}", report.result(copy));
        assert_eq!(report.result(copy)["verdict"], "verified");
    }
}

/// The record of the letter with one more member in its statement, and that member with the value
/// `shown`.
fn signed_with(name: &str, shown: i32) -> Value {
    let mut record = letter();
    let [id, reference, hash] =
        ["event_id", "document_ref", "document_hash"].map(|member| &record[member]);
    let statement = format!(
        r#"{{"v":1,"event_id":{id},"document_ref":{reference},"document_hash":{hash},"{name}":1}}"#
    );
    record["signature_b64"] = issuer().sign_base64(statement.as_bytes()).into();
    record["signed_payload_b64"] = STANDARD.encode(&statement).into();
    record[name] = shown.into();
    record
}

/// The record beside ten copies of its document.
fn with_copies(record: &Value) -> Report {
    let evidence = Evidence::new().record("record.json", record);
    (0..10).fold(evidence, |e, i| e.file(format!("{i}.txt"), LETTER)).verify()
}

fn loan() -> Event<'static> {
    Event {
        event_type: "loan.opened",
        payload: json!({ "amount": 5 }),
        event_time: None,
        ingested_at: "2026-03-02T10:30:00Z",
    }
}

#[test]
fn small_records_are_matched_as_large_ones_are() {
    let loan = issuer().event(&loan());
    let small = |names: &[&str], of: &Value| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), of[*name].clone()))
            .collect::<Map<_, _>>()
            .into()
    };
    let document = small(&["event_id", "document_hash", "document_ref"], &letter());
    let event = small(&["event_id", "event_type", "payload", "payload_hash"], &loan);
    let other =
        json!({ "event_id": "one", "document_hash": "5".repeat(64), "document_ref": "l.txt" });
    let lone = json!({ "org_id": "o", "seq": 1 });
    let items = [TraceItem::event(&loan), TraceItem::document(&letter())];
    let trace = issuer().trace(&Trace {
        label: "two",
        items: &items,
        created_at: "2026-03-02T10:00:00Z",
        sealed_at: "2026-03-02T11:00:00Z",
        forms: TraceForms::HEX,
    });
    let proof = issuer().proof_response(&loan, SignedForm::HEX_DIGEST);
    let all = [document, event, other, lone];
    // With a member that nothing knows, they are too large to be kept as their text.
    let padded = all.clone().map(|mut record| {
        record["pad"] = "p".repeat(600).into();
        record
    });
    for others in 0..8 {
        let verify = |records: &[Value]| {
            let mut evidence = Evidence::new().lines("records.ndjson", records);
            for (bit, name, bytes) in [
                (1, "trace.json", trace.to_string().into_bytes()),
                (2, "proof.json", proof.to_string().into_bytes()),
                (4, "l.txt", LETTER.to_vec()),
            ] {
                if others & bit != 0 {
                    evidence = evidence.file(name, bytes);
                }
            }
            let mut report = evidence.verify().timeless();
            report.json["summary"]["bytes_hashed"] = Value::Null;
            // Padding changes the bytes, and what is made of them.
            report.json["files"] = Value::Null;
            report.json["report_digest"] = Value::Null;
            for result in report.json["results"].as_array_mut().unwrap() {
                result["fields"].as_array_mut().unwrap().retain(|field| field["name"] != "pad");
            }
            report
        };
        assert_eq!(verify(&all), verify(&padded), "{others}");
    }
}

#[test]
fn small_records_in_an_anchored_document_are_its_content() {
    let small = json!({ "event_id": "one", "document_hash": "5".repeat(64) });
    let document = format!("{small}\n{small}\n");
    let record = issuer().document(&Document::new(
        document.as_bytes(),
        "export.ndjson",
        "2026-03-02T10:00:00Z",
    ));
    let report =
        Evidence::new().file("export.ndjson", &document).record("record.json", &record).verify();
    assert_eq!(report.places(), ["export.ndjson verified", "record.json verified"]);
    let left_over = &report.json["left_over"][0];
    assert_eq!(left_over["count"], 2);
    assert_eq!(left_over["pointers"], json!([":1#", ":2#"]));
}

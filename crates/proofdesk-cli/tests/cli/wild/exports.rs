//! Exports: lists, envelopes, lines, and lines that are damaged.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_issuer::json::record_line;

use crate::support::{Evidence, LETTER, Report, audit_event, letter, pin, reasons};

fn line(seq: i64) -> String {
    record_line(&audit_event("export", seq))
}

fn lines(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    numbers.into_iter().map(line).collect()
}

/// Verifies an export of one file.
fn verify(text: impl AsRef<[u8]>) -> Report {
    Evidence::new().file("log.ndjson", text).verify()
}

/// Requires these lines to be verified audit events, and the log of them to be whole.
#[track_caller]
fn require_verified(report: &Report, numbers: &[u64]) {
    assert_eq!(report.status, 0, "{:?}", report.places());
    let events = report.results().iter().filter(|r| r["kind"] == "audit_event");
    let found: Vec<u64> = events.map(|r| r["source"]["line"].as_u64().unwrap()).collect();
    assert_eq!(found, numbers);
    assert_eq!(report.log()["verdict"], "verified");
}

#[test]
fn line_ends_marks_and_blank_lines_are_no_matter() {
    let [a, b, c] = [1, 2, 3].map(line);
    require_verified(&verify(format!("{a}\n{b}\n{c}\n")), &[1, 2, 3]);
    require_verified(&verify(format!("{a}\n{b}\n{c}")), &[1, 2, 3]);
    require_verified(&verify(format!("{a}\r\n{b}\r\n{c}\r\n")), &[1, 2, 3]);
    require_verified(&verify(format!("\u{FEFF}{a}\n{b}\n{c}\n")), &[1, 2, 3]);
    require_verified(&verify(format!("\n\n{a}\n \n{b}\n\r\n\n{c}\n\n")), &[3, 5, 8]);
    require_verified(&verify(format!("  {a}\n\t{b}  \n{c}")), &[1, 2, 3]);
}

#[test]
fn many_blank_lines_take_no_longer_than_others() {
    for blank in ["\n", "\r\n", " \n"] {
        let start = Instant::now();
        let (before, between) = (blank.repeat(80_000), blank.repeat(300_000));
        let text = format!("{before}{}\n{between}{}\n", line(1), line(2));
        require_verified(&verify(text), &[80_001, 380_002]);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

/// However many blocks the file has.
#[test]
fn a_hundred_thousand_lines_that_are_no_records_are_named_and_the_others_counted() {
    let text = format!("{}\n{}", line(1), "5;\n".repeat(100_300));
    let evidence = Evidence::new().file("log.ndjson", text);
    let output = evidence.run(["verify", "--pin", &pin(), "e"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("300 further values cannot be read."), "{words}");
    assert!(words.contains(" Cannot be checked: 100001"), "{words}");
}

#[test]
fn a_damaged_line_costs_only_itself() {
    let all = lines(1..=5);
    let cut = &all[2][..all[2].len() / 2];
    // What a writer leaves when it is stopped and started again.
    let joined = format!("{}{}", cut, all[3]);
    for damaged in [cut, "", "not JSON", joined.as_str(), "{] x"] {
        let text = format!("{}\n{}\n{damaged}\n{}\n{}\n", all[0], all[1], all[3], all[4]);
        let report = verify(&text);
        for number in [1, 2, 4, 5] {
            let result = report.result(&format!("log.ndjson:{number}"));
            assert_eq!(result["verdict"], "verified", "{damaged}");
        }
        let places = report.places();
        let named: Vec<&String> =
            places.iter().filter(|place| place.starts_with("log.ndjson:3")).collect();
        assert_eq!(named.len(), usize::from(!damaged.is_empty()), "{damaged}");
        assert!(named.iter().all(|place| place.ends_with(" uncheckable")), "{damaged}");
        assert_eq!(reasons(report.log()), ["sequence_gap"].into());
        assert_eq!(report.status, 3);
    }
}

#[test]
fn a_damaged_line_is_named_with_its_place() {
    let text = format!("{}\n{{\"seq\": 1,\n{}\n{}\n", line(1), line(2), line(3));
    let report = verify(text);
    let note = report.result("log.ndjson:2")["checks"][0]["note"].clone();
    assert!(note.as_str().unwrap().starts_with("Line 2, column "), "{note}");
}

#[test]
fn the_first_and_the_last_line_can_be_damaged_too() {
    let all = lines(1..=3);
    let (edited, cut) = (all[0].replacen(',', ";", 1), &all[2][..all[2].len() - 9]);
    for (text, damaged) in [
        (format!("{edited}\n{}\n{}\n", all[1], all[2]), 1),
        (format!("{}\n{}\n{cut}", all[0], all[1]), 3),
    ] {
        let report = verify(&text);
        let at = |n: u64| report.result(&format!("log.ndjson:{n}"))["verdict"].clone();
        assert_eq!(at(damaged), "uncheckable");
        assert_eq!(at(2), "verified");
        assert_eq!(report.results().len(), 4, "{:?}", report.places());
    }
}

#[test]
fn long_exports_are_cut_into_blocks_and_put_together_again() {
    let text: String = (1..=2_000).map(|seq| line(seq) + "\n").collect();
    assert!(text.len() > 1 << 20);
    let report = verify(&text);
    require_verified(&report, &(1..=2_000).collect::<Vec<u64>>());
    let sequence = report.log()["checks"].as_array().unwrap();
    let sequence = sequence.iter().find(|c| c["check"] == "sequence").unwrap();
    let note = sequence["note"].as_str().unwrap();
    assert!(note.starts_with("The numbers of the events present run from 1 to 2000."), "{note}");
}

#[test]
fn events_stand_in_arrays_lists_and_envelopes() {
    let event = |seq| audit_event("export", seq);
    let wrapped = |name: &str, seq| json!({ "cursor": "c", name: event(seq) });
    let cases: [(Value, [&str; 2]); 6] = [
        (json!([event(1), event(2)]), ["/0", "/1"]),
        (json!({ "events": [event(1), event(2)] }), ["/events/0", "/events/1"]),
        (json!({ "data": [event(1), event(2)], "has_more": false }), ["/data/0", "/data/1"]),
        (json!([wrapped("event", 1), wrapped("event", 2)]), ["/0/event", "/1/event"]),
        (
            json!({ "items": [wrapped("data", 1), wrapped("event", 2)] }),
            ["/items/0/data", "/items/1/event"],
        ),
        (json!([event(1), wrapped("data", 2)]), ["/0", "/1/data"]),
    ];
    for (value, pointers) in cases {
        for text in [value.to_string(), format!("{value:#}")] {
            let report = Evidence::new().file("page.json", text).verify();
            assert_eq!(report.status, 0, "{:?}", report.places());
            for pointer in pointers {
                report.result(&format!("page.json#{pointer}"));
            }
            assert_eq!(report.log()["verdict"], "verified");
        }
    }
    let text = format!("{}\n{}\n", wrapped("event", 1), wrapped("data", 2));
    let report = verify(text);
    assert_eq!(report.status, 0, "{:?}", report.places());
    report.result("log.ndjson:2#/data");
}

/// A line may repeat the number of the event that it carries.
#[test]
fn an_envelope_may_repeat_what_the_event_shows() {
    let org = audit_event("export", 1)["org_id"].clone();
    let wrapped = |name: &str, seq: i64| json!({ "id": format!("delivery {seq}"), "org_id": org, "seq": seq, name: audit_event("export", seq) });
    let all: Vec<Value> = (1..=3).map(|seq| wrapped("event", seq)).collect();
    let texts = [
        all.iter().map(|line| format!("{line}\n")).collect(),
        json!(all).to_string(),
        json!({ "events": all }).to_string(),
    ];
    for text in texts {
        let report = verify(&text);
        assert_eq!(report.status, 0, "{:?}", report.places());
        assert_eq!(report.results().len(), 4);
        assert_eq!(report.log()["verdict"], "verified");
    }
    let report = verify(wrapped("data", 1).to_string());
    assert_eq!(report.places(), ["log.ndjson#/data verified"]);

    // What shows something else than the event is looked at as well.
    for (name, value) in [("seq", json!(2)), ("action", json!("member.removed"))] {
        let mut other = wrapped("event", 1);
        other[name] = value;
        let report = verify(format!("{other}\n{}\n", line(2)));
        assert_eq!(report.result("log.ndjson:1#/event")["verdict"], "verified");
        assert_eq!(report.result("log.ndjson:1")["verdict"], "uncheckable");
    }
    // A record with a signature of its own is no envelope.
    let mut own = audit_event("export", 1);
    own["event"] = audit_event("export", 2);
    let report = verify(own.to_string());
    assert_eq!(report.result("log.ndjson")["verdict"], "verified");
    assert_eq!(report.result("log.ndjson#/event")["verdict"], "verified");
}

#[test]
fn records_of_every_kind_stand_in_one_file() {
    let list = json!([letter(), audit_event("export", 1), { "error": "nope", "message": "x" }]);
    let report =
        Evidence::new().file("mixed.json", list.to_string()).file("l.txt", LETTER).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let kinds: Vec<&Value> = report.results().iter().map(|r| &r["kind"]).collect();
    assert_eq!(kinds, ["content", "document", "audit_event", "error_response"]);
}

#[test]
fn an_empty_list_is_nothing_to_verify() {
    for text in ["[]", "{\"events\":[]}", "{}"] {
        let report = Evidence::new().file("page.json", text).verify();
        assert_eq!(report.status, 3, "{text}: {:?}", report.places());
    }
}

#[test]
fn logs_of_several_files_are_one_log() {
    let evidence = Evidence::new()
        .file("2024.ndjson", lines(1..=3).join("\n"))
        .file("2025.ndjson", lines((4..=6).rev()).join("\n"))
        .file("2026.json", format!("[{}]", lines([7, 8]).join(",")))
        .file("other.json", record_line(&audit_event("another", 5)));
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.log()["source"]["path"], "e/2024.ndjson");
    assert_eq!(report.log()["id"], audit_event("export", 1)["org_id"]);
}

/// As `tail -c` leaves it.
#[test]
fn an_export_without_its_beginning_costs_one_line() {
    let all = lines(1..=4);
    let rest = format!("{}\n{}\n{}\n", all[1], all[2], all[3]);
    let first = all[0].as_bytes();
    // Inside of strings, numbers, words and characters, between members and at both ends.
    for cut in (1..first.len()).step_by(7).chain([1, 2, first.len() - 2, first.len() - 1]) {
        let text = [&first[cut..], b"\n", rest.as_bytes()].concat();
        let report = verify(&text);
        let fragment = String::from_utf8_lossy(&first[cut..]);
        let at = |n: u64| report.result(&format!("log.ndjson:{n}"));
        assert_eq!(at(1)["verdict"], "uncheckable", "{fragment}");
        let reasons = reasons(at(1));
        assert!(reasons == ["invalid_json"].into() || reasons == ["invalid_utf8"].into());
        assert!((2..=4).all(|n| at(n)["verdict"] == "verified"), "{fragment}");
        assert_eq!(report.results().len(), 5, "{:?}", report.places());
        assert_eq!(report.status, 3);
    }
    // Cut at a line's end, nothing is lost; both ends can be missing.
    require_verified(&verify(format!("\n{rest}")), &[2, 3, 4]);
    let text = format!("{}\n{}\n{}", &all[0][100..], all[1], &all[2][..200]);
    let report = verify(&text);
    assert_eq!(report.places().len(), 3, "{:?}", report.places());
    assert_eq!(report.result("log.ndjson:2")["verdict"], "verified");
}

#[test]
fn an_export_without_its_end_costs_one_line() {
    let all = lines(1..=3);
    let whole = format!("{}\n{}\n", all[0], all[1]);
    for cut in (1..all[2].len()).step_by(7).filter(|cut| all[2].is_char_boundary(*cut)) {
        let report = verify(format!("{whole}{}", &all[2][..cut]));
        assert_eq!(report.result("log.ndjson:3")["verdict"], "uncheckable");
        assert_eq!(report.results().len(), 4, "{:?}", report.places());
    }
}

/// Files that hold a record in a line, but are no exports: they are named, not taken apart.
#[test]
fn other_files_stay_whole() {
    let record = line(1);
    for text in [
        format!("2026-03-02 INFO started\n{record}\n{record}\n"),
        format!("2026-03-02 INFO sent {{\"a\":1}}\n{record}\n"),
        format!("id,record\n1,{record}\n"),
        format!("1,{{}}\n{record}\n"),
        format!("A letter.\n\n{record}\n"),
        format!("}}\nA letter.\n{record}\n"),
        format!("function f() {{\n}}\n{record}\n"),
    ] {
        let report = verify(&text);
        assert_eq!(report.places(), ["log.ndjson uncheckable"], "{text}");
    }
    // Without the names of a record, they are content.
    let report = verify("}}\n{\"level\":\"info\"}\n{\"level\":\"info\"}\n");
    assert_eq!(report.places(), ["log.ndjson not_found"]);
    assert_eq!(report.result("log.ndjson")["kind"], "content");
}

//! Audit logs as wholes.

use serde_json::{Value, json};

use super::Case;
use crate::support::{
    Evidence, LETTER, Report, audit_event, audit_event_with, checks, letter, pin, reasons,
    value_from,
};

fn log(numbers: &[i64]) -> Vec<Value> {
    numbers.iter().map(|seq| audit_event("a log", *seq)).collect()
}

pub(super) fn sequence_gap() -> Case {
    Case::new().lines("log.ndjson", &log(&[7, 8, 10])).gives("unconfirmed", 3)
}

pub(super) fn sequence_gap_that_fails() -> Case {
    Case::new().lines("log.ndjson", &log(&[7, 8, 10])).args(["--contiguous"]).gives("mismatch", 1)
}

/// The two stand in different files.
pub(super) fn list_incomplete() -> Case {
    let page = json!({ "documents": [letter()], "has_more": true });
    Case::new()
        .record("page.json", &page)
        .file("letter.txt", LETTER)
        .at("page.json#/documents")
        .gives("unconfirmed", 3)
}

pub(super) fn sequence_conflict() -> Case {
    let other = [audit_event_with("a log", 2, "member.erased")];
    Case::new()
        .lines("log.ndjson", &log(&[1, 2, 3]))
        .lines("more.ndjson", &other)
        .gives("mismatch", 1)
}

/// Copies are noted and change no verdict.
pub(super) fn sequence_duplicate() -> Case {
    Case::new()
        .lines("log.ndjson", &log(&[1, 2, 3]))
        .lines("more.ndjson", &log(&[3, 4]))
        .gives("verified", 0)
}

/// The one check of this name.
#[track_caller]
fn check<'r>(result: &'r Value, name: &str) -> &'r Value {
    let found: Vec<&Value> = checks(result).iter().filter(|c| c["check"] == name).collect();
    assert_eq!(found.len(), 1, "{name}: {result:#}");
    found[0]
}

fn verify(events: &[Value]) -> Report {
    Evidence::new().lines("log.ndjson", events).verify()
}

/// An event that states no hash is signed, counts, and is not confirmed. Nor is the log.
#[test]
fn a_log_is_no_better_than_the_events_that_it_counts() {
    for changed in [1, 3] {
        let mut events = log(&[1, 2, 3]);
        for event in &mut events[..changed] {
            event.as_object_mut().unwrap().remove("payload_hash");
        }
        let report = verify(&events);
        let log = report.log();
        assert_eq!((&log["verdict"], report.status), (&"unconfirmed".into(), 3));
        assert_eq!(reasons(log), ["missing_field"].into());
        let note = format!("Inconclusive for {changed} of 3 events.");
        assert_eq!(check(log, "parse")["note"], note);
        assert!(checks(log).iter().all(|check| check["check"] != "payload_hash"), "{log:#}");
        assert_eq!(check(log, "canonical_form")["outcome"], "pass");
        assert_eq!(check(log, "sequence")["outcome"], "pass");
    }
    let mut events = log(&[1, 2, 3]);
    events[1]["payload_hash"] = events[1]["payload_hash"].as_str().unwrap().to_uppercase().into();
    let report = verify(&events);
    assert_eq!(reasons(report.log()), ["invalid_field"].into());
    assert_eq!(check(report.log(), "payload_hash")["outcome"], "pass");
    assert_eq!(report.log()["verdict"], "unconfirmed");
}

fn edited(mut event: Value) -> Value {
    event["action"] = "member.erased".into();
    event
}

/// At an end, where no gap shows it.
#[test]
fn what_does_not_hold_and_bears_the_next_number_is_named() {
    for (place, range) in [(0, "from 2 to 4"), (3, "from 1 to 3")] {
        let mut events = log(&[1, 2, 3, 4]);
        events[place] = edited(events[place].take());
        let report = verify(&events);
        assert_eq!(report.log()["verdict"], "unconfirmed");
        let sequence = check(report.log(), "sequence");
        assert_eq!(sequence["outcome"], "unknown");
        assert_eq!(sequence["reason"], "payload_hash_mismatch");
        let number = place + 1;
        let note = format!(
            "The numbers of the events present run {range}. An event that did not pass its own \
             checks shows number {number}, at e/log.ndjson:{number}."
        );
        assert_eq!(sequence["note"], note);
        // A gap that is not established is none.
        let contiguous = Evidence::new().lines("log.ndjson", &events);
        let contiguous = contiguous.verify_with(&["--contiguous", "--pin", &pin(), "e"]);
        assert_eq!(contiguous.log()["verdict"], "unconfirmed");
    }
    // Between this one and the log, a number is missing.
    let mut events = log(&[1, 2, 4]);
    events[2] = edited(events[2].take());
    let report = verify(&events);
    let sequence = check(report.log(), "sequence");
    assert_eq!(
        (&sequence["reason"], &sequence["outcome"]),
        (&"sequence_gap".into(), &"unknown".into())
    );
    let note = "The numbers of the events present run from 1 to 2. An event that did not pass its own \
                checks shows number 4, at e/log.ndjson:3. Whether an event with such a number is missing cannot \
                be told.";
    assert_eq!(sequence["note"], note);

    let mut events = log(&[1, 2, 4, 6]);
    events[3] = edited(events[3].take());
    let report = verify(&events);
    let sequence = check(report.log(), "sequence");
    assert_eq!(value_from(sequence, "calculated"), "missing: 3");
    let note = "The numbers of the events present run from 1 to 4. An event that did not pass its own \
                checks shows number 6, at e/log.ndjson:4.";
    assert_eq!(sequence["note"], note);
}

/// Nobody can disturb a log with a line of their own.
#[test]
fn what_claims_a_number_that_is_there_is_named_and_changes_nothing() {
    let report = verify(&[&log(&[1, 2, 3])[..], &[edited(audit_event("a log", 2))]].concat());
    assert_eq!(report.log()["verdict"], "verified");
    let note = check(report.log(), "sequence")["note"].as_str().unwrap().to_owned();
    assert!(
        note.ends_with(
            " An event that did not pass its own checks shows number 2, at e/log.ndjson:4."
        ),
        "{note}"
    );
    assert_eq!(report.status, 1);
}

/// However many there are, each is known: a number that is there is there.
#[test]
fn what_claims_a_number_is_counted_beyond_those_that_are_named() {
    let claims = (0..60).map(|_| edited(audit_event("a log", 2)));
    let report = verify(&log(&[1, 2, 3]).into_iter().chain(claims).collect::<Vec<Value>>());
    assert_eq!(report.log()["verdict"], "verified");
    let note = check(report.log(), "sequence")["note"].as_str().unwrap().to_owned();
    assert!(note.ends_with("2, at e/log.ndjson:53 and 10 more."), "{note}");
}

/// An event whose field a program wrote in another form is there: it cannot be checked, but it is not missing.
#[test]
fn an_event_without_canonical_bytes_has_its_number() {
    let as_text = |event: &mut Value| event["seq"] = event["seq"].to_string().into();
    let without_zone = |event: &mut Value| event["occurred_at"] = "2026-03-02 08:31:00".into();
    let as_object = |event: &mut Value| event["targets"] = json!({ "id": "m_2" });
    let changes: [&dyn Fn(&mut Value); 3] = [&as_text, &without_zone, &as_object];
    for change in changes {
        for without_key in [false, true] {
            let mut events = log(&[1, 2, 3]);
            change(&mut events[1]);
            if without_key {
                events[1].as_object_mut().unwrap().remove("signing_public_key");
            }
            for args in [&[][..], &["--contiguous"]] {
                let evidence = Evidence::new().lines("log.ndjson", &events);
                let report = evidence.verify_with(&[args, &["--pin", &pin(), "e"]].concat());
                let log = report.log();
                assert_eq!(log["verdict"], "unconfirmed", "{log:#}");
                let headline = "Not confirmed: 1 event of the log could not be checked";
                assert_eq!(log["headline"], headline);
            }
        }
    }
    // More of them than are named, too.
    let mut events = log(&(1..=130).collect::<Vec<_>>());
    events[9..120].iter_mut().for_each(as_text);
    let evidence = Evidence::new().lines("log.ndjson", &events);
    let report = evidence.verify_with(&["--contiguous", "--pin", &pin(), "e"]);
    let headline = "Not confirmed: 111 events of the log could not be checked";
    assert_eq!(report.log()["headline"], headline);
    // Beside one that fails, and one that is not there.
    let mut events = log(&[1, 2, 3, 5, 6]);
    as_text(&mut events[1]);
    let evidence = || Evidence::new().lines("log.ndjson", &events);
    let report = evidence().verify_with(&["--contiguous", "--pin", &pin(), "e"]);
    assert_eq!(report.log()["verdict"], "mismatch");
    assert_eq!(value_from(check(report.log(), "sequence"), "calculated"), "missing: 4");
    let mut events = log(&[1, 2, 3, 4]);
    as_text(&mut events[1]);
    events[2]["action"] = "member.erased".into();
    let evidence = Evidence::new().lines("log.ndjson", &events);
    let report = evidence.verify_with(&["--contiguous", "--pin", &pin(), "e"]);
    assert_eq!(report.log()["verdict"], "mismatch");
    assert_eq!(check(report.log(), "sequence")["reason"], "payload_hash_mismatch");
}

/// The conflict stands at the log, and is about the event that is asked for.
#[test]
fn a_log_that_fails_is_given_with_each_event_that_is_asked_for() {
    let other = audit_event_with("a log", 2, "member.erased");
    let evidence = Evidence::new()
        .lines("log.ndjson", &log(&[1, 2, 3]))
        .record("more.json", &other)
        .record("another.json", &audit_event("another log", 1));
    let find = |event: &Value| {
        evidence.verify_with(&["--pin", &pin(), "--find", event["id"].as_str().unwrap(), "e"])
    };
    for event in log(&[1, 2, 3]).iter().chain([&other]) {
        let report = find(event);
        assert_eq!((report.results().len(), report.status), (2, 1), "{:?}", report.places());
        assert_eq!(report.log()["verdict"], "mismatch");
    }
    let report = find(&audit_event("another log", 1));
    assert_eq!((report.results().len(), report.status), (1, 0), "{:?}", report.places());
    // What does not fail is not asked for.
    let report = Evidence::new().lines("log.ndjson", &log(&[1, 3]));
    let id = audit_event("a log", 1)["id"].as_str().unwrap().to_owned();
    let args = ["--pin", &pin(), "--find", &id, "e"];
    assert_eq!(report.verify_with(&args).status, 0);
    assert_eq!(report.verify_with(&[&args[..], &["--contiguous"]].concat()).status, 1);
}

//! Lists that contradict themselves: what they say answers nothing.

use serde_json::{Value, json};

use crate::support::{Evidence, Report, audit_event, checks, pin, reasons, text};

fn with(list: &Value, args: &[&str]) -> Report {
    let pin = pin();
    let evidence = Evidence::new().file("list.json", list.to_string());
    evidence.verify_with(&[&["--pin", &*pin, "e"], args].concat())
}

fn events(n: i64) -> Vec<Value> {
    (1..=n).map(|seq| audit_event("org", seq)).collect()
}

/// The words about the list, which is not verified.
#[track_caller]
fn told(list: &Value) -> String {
    let report = with(list, &[]);
    assert_eq!(report.status, 3, "{:?}", report.places());
    let log = report.log();
    assert!(reasons(log).contains("list_incomplete"), "{log:#}");
    let check = checks(log).iter().find(|check| check["reason"] == "list_incomplete").unwrap();
    assert!(text(&log["headline"]).contains("do not agree with each other"), "{log:#}");
    // It shows nothing to be wrong with an event, and no gap.
    assert_eq!(with(list, &["--contiguous"]).status, 3);
    text(&check["note"]).to_owned()
}

#[test]
fn a_list_that_contradicts_itself_is_told_of() {
    let said =
        told(&json!({ "events": events(3), "page": 2, "total_pages": 1, "has_more": false }));
    assert_eq!(said, "The list at e/list.json#/events says that it is page 2 of 1.");
    let said = told(&json!({ "events": events(3), "total": 2 }));
    assert_eq!(
        said,
        "The list at e/list.json#/events says that there are 2 in all, but 3 are here."
    );
    let said = told(&json!({ "events": events(3), "total": 3, "meta": { "total": 8 } }));
    assert!(
        said.contains("3 in one place and 8 in another") || said.contains("8 in one place"),
        "{said}"
    );
}

/// The answers to two questions can have one total.
#[test]
fn lists_of_several_answers_do_not_contradict_each_other() {
    let list = |from: i64| {
        let events: Vec<Value> = (from..from + 3).map(|seq| audit_event("org", seq)).collect();
        json!({ "events": events, "total": 3 }).to_string()
    };
    let evidence = Evidence::new().file("a.json", list(1)).file("b.json", list(4));
    assert_eq!(evidence.verify().status, 0);
}

#[test]
fn a_list_that_agrees_with_itself_is_as_before() {
    for list in [
        json!({ "events": events(3), "total": 3 }),
        json!({ "events": events(3), "total": 3, "meta": { "total": 3, "page": 1, "last_page": 1 } }),
        json!({ "events": events(3), "page": 0, "total_pages": 1, "has_more": false }),
        // What counts something else stands further out.
        json!({ "total": 1, "groups": [{ "events": events(3) }] }),
    ] {
        assert_eq!(with(&list, &[]).status, 0, "{list}");
    }
}

//! What is not in the evidence.

use super::Case;
use super::content::event;
use super::signing::key_not_pinned;
use super::traces::sealed;
use crate::support::{Evidence, LETTER, answer, audit_event, issuer, letter, pin, place_of};

pub(super) fn proof_not_found() -> Case {
    Case::new().file("letter.txt", LETTER).gives("not_found", 3)
}

/// Everything that can be asked for is there, but not under this name.
fn asked(query: &'static str) -> Case {
    Case::new()
        .record("letter.json", &letter())
        .record("answer.json", &issuer().attestation(&answer()))
        .record("event.json", &event())
        .record("audit.json", &audit_event("a log", 1))
        .record("trace.json", &sealed())
        .args(["--find", query])
        .at(query)
        .gives("not_found", 3)
}

pub(super) fn proof_not_found_for_an_id() -> Case {
    asked("evt_01NOWHERE")
}

pub(super) fn document_not_found() -> Case {
    asked("https://www.invoance.com/proof/document/evt_01NOWHERE")
}

pub(super) fn attestation_not_found() -> Case {
    asked("https://www.invoance.com/proof/ai/att_01NOWHERE?utm_source=mail")
}

pub(super) fn event_not_found() -> Case {
    asked("https://www.invoance.com/proof/event/evt_01NOWHERE/")
}

pub(super) fn trace_not_found() -> Case {
    asked("https://www.invoance.com/proof/trace/trc_01NOWHERE#items")
}

/// Anybody can write another id into an event.
pub(super) fn id_not_signed() -> Case {
    let mut event = event();
    event["event_id"] = "evt_WANTED".into();
    let case = Case::new().record("event.json", &event).args(["--find", "evt_WANTED"]);
    case.at("evt_WANTED").gives("unconfirmed", 3)
}

#[test]
fn a_proof_link_finds_only_its_own_kind() {
    let case = asked("x");
    let id = |record: &serde_json::Value, name: &str| record[name].as_str().unwrap().to_owned();
    let (letter, answer) = (letter(), issuer().attestation(&answer()));
    // Of an event and of a trace, nothing signs the id, which is said beside them.
    let ids = [
        ("document", id(&letter, "event_id"), "letter.json", true),
        ("ai", id(&answer, "attestation_id"), "answer.json", true),
        ("event", id(&event(), "event_id"), "event.json", false),
        ("event", id(&audit_event("a log", 1), "id"), "audit.json", true),
        ("trace", id(&sealed(), "trace_id"), "trace.json", false),
    ];
    let find = |evidence: &Evidence, query: &str| -> Vec<String> {
        let report = evidence.verify_with(&["--pin", &pin(), "--find", query, "e"]);
        let places = report.results().iter().map(|r| place_of(&r["source"]));
        places.collect()
    };
    for (kind, id, file, signed) in &ids {
        let found = |query: &str| match signed {
            true => vec![(*file).to_owned()],
            false => vec![(*file).to_owned(), query.to_owned()],
        };
        assert_eq!(find(&case.evidence, id), found(id));
        for other in ["document", "ai", "event", "trace"] {
            let link = format!("https://www.invoance.com/proof/{other}/{id}");
            let expected = if other == *kind { found(&link) } else { vec![link.clone()] };
            assert_eq!(find(&case.evidence, &link), expected, "{link}");
        }
    }
    let hash = id(&letter, "document_hash");
    assert_eq!(find(&case.evidence, &hash), ["letter.json"]);
    assert_eq!(find(&case.evidence, &hash.to_uppercase()), ["letter.json"]);
    assert_eq!(find(&case.evidence, &format!("sha256:{hash}")), ["letter.json"]);
}

#[test]
fn what_is_asked_for_and_verified_passes_whatever_else_is_there() {
    let evidence = asked("x").evidence.file("letter.txt", LETTER);
    let id = letter()["event_id"].as_str().unwrap().to_owned();
    assert_eq!(evidence.verify_with(&["--pin", &pin(), "--find", &id, "e"]).status, 0);
    let both = ["--pin", &pin(), "--find", &id, "--find", "evt_01NOWHERE", "e"];
    assert_eq!(evidence.verify_with(&both).status, 3);
    assert_eq!(key_not_pinned().args(["--find", &id]).run().status, 3);
}

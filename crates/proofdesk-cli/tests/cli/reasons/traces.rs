//! Traces that are not what was sealed.

use serde_json::{Value, json};
use test_issuer::{Event, Trace, TraceForms, TraceItem};

use super::Case;
use crate::support::issuer;

/// A sealed trace with items of these numbers, one an hour.
pub(super) fn trace(numbers: &[u32]) -> Value {
    let items: Vec<TraceItem> = numbers
        .iter()
        .map(|n| {
            TraceItem::event(&issuer().event(&Event {
                event_type: "complaint.step",
                payload: json!({ "complaint": "2026-019", "step": n }),
                event_time: None,
                ingested_at: &format!("2026-02-03T{n:02}:12:40.118000Z"),
            }))
        })
        .collect();
    issuer().trace(&Trace {
        label: "Complaint 2026-019",
        items: &items,
        created_at: "2026-02-03T00:00:00Z",
        sealed_at: "2026-02-27T12:05:00.200100Z",
        forms: TraceForms::HEX,
    })
}

pub(super) fn sealed() -> Value {
    trace(&[0, 1, 2])
}

fn changed(change: impl FnOnce(&mut Value)) -> Case {
    let mut trace = sealed();
    change(&mut trace);
    Case::new().record("trace.json", &trace)
}

fn items(trace: &mut Value) -> &mut Vec<Value> {
    trace["events"].as_array_mut().unwrap()
}

pub(super) fn composite_hash_mismatch() -> Case {
    changed(|trace| {
        items(trace).remove(1);
        trace["event_count"] = json!(2);
    })
    .gives("mismatch", 1)
}

pub(super) fn composite_form_undetermined() -> Case {
    changed(|trace| {
        for item in items(trace) {
            item.as_object_mut().unwrap().remove("content_hash");
        }
    })
    .gives("unconfirmed", 3)
}

/// Another trace's seal, whose signature holds.
pub(super) fn seal_mismatch() -> Case {
    let other = trace(&[3, 4]);
    changed(|trace| trace["seal_event"] = other["seal_event"].clone()).gives("mismatch", 1)
}

pub(super) fn trace_not_sealed() -> Case {
    changed(|trace| {
        trace["status"] = json!("open");
        for name in ["seal_event", "composite_hash", "sealed_at"] {
            trace.as_object_mut().unwrap().remove(name);
        }
    })
    .gives("unconfirmed", 3)
}

pub(super) fn event_count_mismatch() -> Case {
    changed(|trace| trace["event_count"] = json!(4)).gives("mismatch", 1)
}

/// Sealed that way, so that only the repetition shows it.
pub(super) fn item_repeated() -> Case {
    Case::new().record("trace.json", &trace(&[0, 1, 1])).gives("mismatch", 1)
}

/// Sealed that way: the hashes hold, but not in the order of the times.
pub(super) fn item_out_of_order() -> Case {
    Case::new().record("trace.json", &trace(&[0, 2, 1])).gives("unconfirmed", 3)
}

pub(super) fn trace_empty() -> Case {
    Case::new().record("trace.json", &trace(&[])).gives("mismatch", 1)
}

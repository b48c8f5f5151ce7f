//! Signatures that are checked together, and with tables, give the same findings as each alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{Source, Verdict};
use proofdesk_core::{assess, json};
use serde_json::{Value, json};

use crate::issue::{key, pin};
use crate::sdk::signed;

/// A block of an export has some 75 events. Tables come into it behind the first hundred.
const BLOCK: usize = 75;

fn events(count: usize, is_altered: impl Fn(usize) -> bool) -> Vec<String> {
    let event = |i: usize| {
        let mut event = signed(
            &json!({
                "org_id": "aorg_1", "event_id": format!("aevt_{i}"), "seq": i, "action": "a.b",
                "actor": {"id": "u1"}, "targets": [], "occurred_at": "2026-06-10T19:47:52.901Z",
                "ingested_at": "2026-06-10T19:47:52.901Z",
            }),
            &key(1),
        );
        if is_altered(i) {
            let signature = event["signature"].as_str().unwrap();
            let other = if signature.starts_with('0') { "1" } else { "0" };
            event["signature"] = json!(format!("{other}{}", &signature[1..]));
        }
        event.to_string()
    };
    (0..count).map(event).collect()
}

fn findings(events: &[String], verifier: &mut Verifier<'_>) -> Vec<Value> {
    let finding = |event: &String| {
        let node = json::parse(event.as_bytes()).unwrap();
        let draft = assess(&node, Source::file("export.ndjson"), verifier).unwrap();
        serde_json::to_value(draft.conclude()).unwrap()
    };
    events.iter().map(finding).collect()
}

fn trust() -> Trust {
    Trust::new(vec![pin("Harbour", &key(1))], None)
}

#[test]
fn findings_are_those_of_each_alone() {
    let trust = trust();
    type Altered = fn(usize) -> bool;
    let cases: [(Altered, usize); 5] = [
        (|_| false, 0),
        (|i| i == 0, 1),
        (|i| i == 2999, 1),
        (|i| i % 70 == 3, 43),
        (|_| true, 3000),
    ];
    for (is_altered, count) in cases {
        let events = events(3000, is_altered);
        let alone: Vec<Value> = events
            .iter()
            .flat_map(|event| findings(std::slice::from_ref(event), &mut Verifier::new(&trust)))
            .collect();
        assert_eq!(alone.iter().filter(|finding| finding["verdict"] == "mismatch").count(), count);
        let first = Verifier::new(&trust);
        let mut threads = [first.another(), first.another(), first];
        let together = events
            .chunks(BLOCK)
            .enumerate()
            .flat_map(|(i, block)| threads[i % 3].together(|verifier| findings(block, verifier)));
        assert_eq!(together.collect::<Vec<_>>(), alone);
    }
}

/// What was put off is not forgotten when something goes wrong before it is compared.
#[test]
fn a_panic_leaves_no_signature_unchecked() {
    let trust = trust();
    let [altered] = <[String; 1]>::try_from(events(1, |_| true)).unwrap();
    let mut verifier = Verifier::new(&trust);
    let judge = || {
        verifier.together(|verifier| {
            let found = findings(std::slice::from_ref(&altered), verifier);
            assert_eq!(found[0]["verdict"], "mismatch", "or it is told from one that is put off");
        });
    };
    assert!(catch_unwind(AssertUnwindSafe(judge)).is_err());
    let node = json::parse(altered.as_bytes()).unwrap();
    let finding = assess(&node, Source::file("one"), &mut verifier).unwrap().conclude();
    assert_eq!(finding.verdict(), Verdict::Mismatch);
}

//! Everything is a result, or is covered by a hash: records are found wherever they stand.

use proofdesk_core::coverage::{Coverage, at, cover};
use proofdesk_core::json::parse;
use proofdesk_core::marks::hidden;
use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Finding, Kind, Source, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fields::{attestation, audit_event, document, event, proof_response};
use crate::issue::{base64, key, pinned, with};
use crate::traces::{Signed, items, plain};

pub(crate) fn look(value: &Value) -> Coverage {
    let text = value.to_string();
    let node = parse(text.as_bytes()).unwrap();
    let source = Source::file("x.json");
    cover(&node, text.as_bytes(), &source, &mut Verifier::new(&pinned(&key(7))))
}

pub(crate) fn findings(coverage: Coverage) -> Vec<Finding> {
    coverage.results.into_iter().map(|result| result.draft.conclude()).collect()
}

/// Pointers and kinds of the results, in order.
fn places(value: &Value) -> Vec<(String, Kind)> {
    let found = findings(look(value)).into_iter();
    found.map(|f| (f.source.pointer.unwrap_or_default(), f.kind)).collect()
}

#[track_caller]
fn assert_places(value: &Value, expected: &[(&str, Kind)]) {
    let found = places(value);
    let found: Vec<(&str, Kind)> = found.iter().map(|(at, kind)| (at.as_str(), *kind)).collect();
    assert_eq!(found, expected, "{value}");
}

pub(crate) fn records() -> [(Kind, Value); 6] {
    [
        (Kind::Document, document()),
        (Kind::Attestation, attestation()),
        (Kind::AuditEvent, audit_event()),
        (Kind::Event, event()),
        (Kind::ProofResponse, proof_response()),
        (Kind::Trace, plain(&items(Signed::Hex))),
    ]
}

#[test]
fn whatever_the_members_around_it_are_called() {
    for (kind, record) in records() {
        for (value, pointer) in [
            (record.clone(), ""),
            (json!([record]), "/0"),
            (json!({"Records": [record]}), "/Records/0"),
            (json!({"a~/b": {"c": [[record]]}}), "/a~0~1b/c/0/0"),
            (json!({"error": "partial", "x": {"data": record}}), "/x/data"),
            (json!({"event_type": "t", "payload": {"record": record}}), "/payload/record"),
            (json!({"log": record.to_string()}), "/log"),
            (json!({"log": format!("INFO {record}\n"), "n": 1}), "/log"),
            (json!({"message": base64(record.to_string().as_bytes())}), "/message"),
            (json!({"m": json!({"log": record.to_string()}).to_string()}), "/m/log"),
            (json!({"keys": [record, {"x": 1}]}), "/keys/0"),
        ] {
            let found = places(&value);
            assert!(found.contains(&(pointer.to_owned(), kind)), "{value}: {found:?}");
            // The place leads back to the record.
            let text = value.to_string();
            let node = parse(text.as_bytes()).unwrap();
            let back = at(&node, pointer, &mut |node| node.as_object().is_some());
            assert_eq!(back, Some(true), "{pointer} of {value}");
        }
    }
}

#[test]
fn what_a_hash_covers_is_content_and_all_else_is_not() {
    let inner = json!({"event_id": "e", "event_type": "t", "payload_hash": "h"});
    let event = |payload: Value, hash: &Value| {
        with(&event(), json!({"payload": payload, "payload_hash": hash}))
    };
    let payload = json!({"about": inner});
    let hash = json!(crate::issue::sha256(crate::issue::sorted(&payload).as_bytes()));
    assert_places(&event(payload.clone(), &hash), &[("", Kind::Event)]);
    let other = json!(crate::issue::sha256(b"another"));
    let both = [("", Kind::Event), ("/payload/about", Kind::Event)];
    assert_places(&event(payload, &other), &both);
    // A member that nothing signs is looked at, in the best of records.
    for (kind, record) in records() {
        let beside = with(&record, json!({"also": {"there": inner}}));
        assert_places(&beside, &[("", kind), ("/also/there", Kind::Event)]);
    }
    // Signed members of an audit event are its own, if the signature or the hash holds for them.
    let changed = with(&audit_event(), json!({"context": inner}));
    assert_places(&changed, &[("", Kind::AuditEvent), ("/context", Kind::Event)]);
    // The items of a trace belong to it; what else they carry does not.
    let mut trace = plain(&items(Signed::Hex));
    trace["events"][1]["attached"] = inner.clone();
    assert_places(&trace, &[("", Kind::Trace), ("/events/1/attached", Kind::Event)]);
    trace["events"][1]["attached"] = Value::Null;
    trace["events"][1]["payload"] = inner;
    assert_places(&trace, &[("", Kind::Trace), ("/events/1/payload", Kind::Event)]);
}

#[test]
fn an_object_with_the_marks_of_two_kinds_is_both() {
    let both = with(&attestation(), json!({"document_hash": "h", "event_id": "e"}));
    assert_places(&both, &[("", Kind::Attestation), ("", Kind::Document)]);
    // Members that two kinds share are no marks of the other.
    let renamed =
        with(&audit_event(), json!({"event_id": audit_event()["id"], "id": crate::issue::ABSENT}));
    assert_places(&renamed, &[("", Kind::AuditEvent)]);
    assert_places(&items(Signed::Hex)[0], &[("", Kind::TraceItem)]);
}

#[test]
fn an_envelope_that_repeats_its_event_is_no_second_one() {
    let event = audit_event();
    let repeats = json!({"org_id": event["org_id"], "seq": event["seq"], "event": event});
    assert_places(&repeats, &[("/event", Kind::AuditEvent)]);
    let differs = with(&repeats, json!({"seq": 99}));
    assert_places(&differs, &[("", Kind::AuditEvent), ("/event", Kind::AuditEvent)]);
}

#[test]
fn what_stands_where_records_stand_is_told_of() {
    let event = event();
    let told = |value: &Value| {
        let lists = findings(look(value)).into_iter().filter(|f| f.kind == Kind::List);
        let lists: Vec<(String, String)> = lists
            .map(|list| {
                assert_eq!(list.verdict(), Verdict::Uncheckable);
                let check = &list.children.get(0).unwrap().checks[0];
                assert_eq!(check.reason, Some(Reason::UnsupportedRecord));
                (list.source.pointer.unwrap_or_default(), check.note.clone().unwrap().into_owned())
            })
            .collect();
        lists
    };
    let one = |value: &Value, at: &str, place: &str| {
        let lists = told(value);
        assert!(
            matches!(&lists[..], [(pointer, note)] if pointer == at && note.ends_with(&format!(": {place}."))),
            "{value}: {lists:?}"
        );
    };
    one(&json!({"Records": [event, {"altered": 1}, event]}), "/Records", "/Records/1");
    one(&json!([event, [], event, {}, {}]), "", "/1, /3 to /4");
    one(&json!([{"node": event}, {"node": {"altered": 1}}]), "", "/1");
    one(&json!([{"node": event, "x": {}}, {"node": "{\"altered\": 1}"}]), "", "/1");
    // It holds another record, but none where the others have theirs.
    one(&json!([{"node": event}, {"node": {"altered": 1}, "also": event}]), "", "/1");
    one(&json!({"a": event, "b": event, "c": {"altered": 1}}), "", "/c");
    // What is no object, array or text of one is left over, and so is what has no such member.
    for value in [
        json!([event, 7, "plain", null]),
        json!([{"node": event}, {"meta": {"page": 1}}]),
        json!({"a": event, "paging": {"page": 1}}),
        json!({"events": [event], "documents": [{"x": 1}]}),
        json!([event, {"error": "not_found", "message": "m"}, {"label": "l"}]),
    ] {
        assert!(told(&value).is_empty(), "{value}: {:?}", told(&value));
    }
    let left = look(&json!({"data": [event, 7], "has_more": false, "meta": {"a": 1}})).left_over;
    assert_eq!(
        (left.count, left.pointers.as_slice()),
        (3, &["/data/1", "/has_more", "/meta"].map(String::from)[..])
    );
}

#[test]
fn a_text_that_may_hold_a_record_and_cannot_be_read_is_told_of() {
    let record = event().to_string();
    let reasons = |value: Value| -> Vec<(String, Reason)> {
        let found = findings(look(&value)).into_iter();
        found
            .filter(|f| f.kind == Kind::Unknown)
            .map(|f| (f.source.pointer.unwrap_or_default(), f.checks[0].reason.unwrap()))
            .collect()
    };
    let cut = &record[..record.len() - 2];
    assert_eq!(reasons(json!({"log": cut})), [("/log".to_owned(), Reason::InvalidJson)]);
    let behind = format!("{record} {cut}");
    assert_eq!(reasons(json!({"log": behind})), [("/log".to_owned(), Reason::InvalidJson)]);
    // Two texts are opened, a third is not.
    let wrap = |text: String| json!({"log": text}).to_string();
    assert_eq!(reasons(json!({"log": wrap(record.clone())})), []);
    assert_eq!(
        reasons(json!({"log": wrap(wrap(record))})),
        [("/log/log/log".to_owned(), Reason::TooDeep)]
    );
    assert_eq!(reasons(json!({"help": "send {\"event_id\": …} or nothing"})), []);
}

#[test]
fn private_keys_are_found_and_never_repeated() {
    let secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "A", "d": secret});
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    for (value, pointer) in [
        (jwk.clone(), ""),
        (json!({"keys": [jwk]}), "/keys/0"),
        (with(&document(), json!({"metadata": jwk})), "/metadata"),
        (with(&document(), json!({"private_key": secret})), ""),
        (with(&document(), json!({"document_ref": pem})), "/document_ref"),
        (json!({"note": json!({"k": jwk}).to_string()}), "/note/k"),
        (with(&event(), json!({"payload": {"key": pem}})), "/payload/key"),
    ] {
        let found = findings(look(&value));
        let key = found.iter().find(|f| f.kind == Kind::Key).expect("it is found");
        assert_eq!(key.source.pointer.as_deref().unwrap_or_default(), pointer);
        assert_eq!(key.checks[0].reason, Some(Reason::PrivateKey));
        assert_eq!(key.verdict(), Verdict::Uncheckable);
        let report = serde_json::to_string(&found).unwrap();
        assert!(!report.contains(secret) && !report.contains("MC4CAQAw"), "{report}");
    }
    assert!(!hidden(&jwk.to_string()).contains(secret));
    // The public half is no secret, and neither is a null where the private one would be.
    let public = json!({"kty": "OKP", "crv": "Ed25519", "x": "A", "d": null});
    assert!(findings(look(&public)).iter().all(|f| !f.has_reason(Reason::PrivateKey)));
}

/// Any JSON, with no member that a record has.
fn plain_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[A-Za-z~/0-9]{0,6}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A way to put a value somewhere, and the pointer from there to the value.
fn put(around: &Value, value: &Value, way: u8, name: &str) -> (Value, String) {
    match (way % 6, around) {
        (0, Value::Array(items)) => {
            let mut items = items.clone();
            let place = usize::from(way) % (items.len() + 1);
            items.insert(place, value.clone());
            (items.into(), format!("/{place}"))
        }
        (1, _) => (json!([around, value]), "/1".to_owned()),
        (2, _) => (json!({ "text": value.to_string(), "n": around }), "/text".to_owned()),
        (3, _) => (json!({ "data": base64(value.to_string().as_bytes()) }), "/data".to_owned()),
        (_, Value::Object(members)) => {
            let mut members = members.clone();
            members.insert(name.to_owned(), value.clone());
            (Value::Object(members), format!("/{}", name.replace('~', "~0").replace('/', "~1")))
        }
        _ => {
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            (json!({ name: value, "around": around }), pointer)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A record put at a random place of random JSON is a result of its kind, there.
    #[test]
    fn a_record_at_a_random_place_is_a_result(
        which in 0usize..6,
        arounds in prop::collection::vec((plain_json(), any::<u8>(), "[A-Za-z~/0-9]{0,6}"), 1..5),
    ) {
        let (kind, record) = records()[which].clone();
        let (mut value, mut pointer, mut texts) = (record, String::new(), 0);
        for (around, way, name) in &arounds {
            let way = if texts == 2 && matches!(way % 6, 2 | 3) { 1 } else { *way };
            texts += usize::from(matches!(way % 6, 2 | 3));
            let (next, step) = put(around, &value, way, name);
            value = next;
            pointer.insert_str(0, &step);
        }
        let found = places(&value);
        prop_assert!(found.contains(&(pointer.clone(), kind)), "{} not in {:?}: {}", pointer, found, value);
    }
}

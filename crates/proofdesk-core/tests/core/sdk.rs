//! Audit events against the vendor's SDK: the same canonical bytes, and the same answer to good
//! events and to changed ones. Where we are stricter stands in `sdk_stricter`.

use ed25519_dalek::SigningKey;
use invoance::{canonical_audit_bytes as their_bytes, verify_audit_event};
use proofdesk_core::json;
use proofdesk_core::record::canonical_audit_bytes as our_bytes;
use proofdesk_core::verdict::Verdict;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::issue::{judge, key, pinned, public_hex, sha256, sign};

/// Text with what canonicalisers get wrong: control characters, what HTML escapes, line
/// separators, combining marks, and characters beyond the BMP.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => any::<char>().prop_map(String::from),
        4 => "[a-z0-9]",
        3 => prop::sample::select(vec![
            "\u{0}", "\t", "\n", "\u{1f}", "\u{7f}", "\"", "\\", "/", "<>&", "\u{2028}", "\u{2029}",
            "e\u{301}", "é", "\u{200d}", "\u{202e}", "\u{fffd}", "\u{ffff}", "\u{10000}", "😀",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn member_name() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "",
        "__proto__",
        "constructor",
        "10",
        "9",
        "-1",
        "1e3",
        "e\u{301}",
        "é",
        "\u{ffff}",
        "\u{10000}",
        "😀",
        "id",
        "type",
        "$serde_json::private::Number",
    ]);
    prop_oneof![2 => awkward.prop_map(str::to_owned), 1 => text()]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::sample::select(vec![
            json!(0),
            json!(-1),
            json!(i64::MIN),
            json!(i64::MAX),
            json!(i64::MAX as u64 + 1),
            json!(u64::MAX),
            json!((1_u64 << 53) + 1),
            json!(-(1_i64 << 53) - 1),
        ]),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn object() -> impl Strategy<Value = Value> {
    prop::collection::hash_map(member_name(), scalar(), 0..8).prop_map(|m| m.into_iter().collect())
}

/// An actor or a target: members that hold objects and arrays again.
fn nested() -> impl Strategy<Value = Value> {
    let inner = scalar().prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(member_name(), inner, 0..5)
                .prop_map(|m| m.into_iter().collect()),
        ]
    });
    prop::collection::hash_map(member_name(), inner, 0..5).prop_map(|m| m.into_iter().collect())
}

fn timestamp() -> impl Strategy<Value = String> {
    let offset = prop_oneof![
        Just("Z".to_owned()),
        Just("z".to_owned()),
        (any::<bool>(), 0..24, 0..60)
            .prop_map(|(plus, h, m)| format!("{}{h:02}:{m:02}", if plus { '+' } else { '-' })),
    ];
    let date = (1..9999, 1..13, 1..29, prop::sample::select(vec!['T', 't']));
    let clock = (0..24, 0..60, 0..60);
    (date, clock, "(\\.[0-9]{1,9})?", offset).prop_map(
        |((year, month, day, t), (h, m, s), fraction, offset)| {
            format!("{year:04}-{month:02}-{day:02}{t}{h:02}:{m:02}:{s:02}{fraction}{offset}")
        },
    )
}

/// An event as the issuer stores it, under `event_id`.
pub(crate) fn event() -> impl Strategy<Value = Value> {
    let names = (text(), text(), text());
    let optional =
        || prop_oneof![3 => object().prop_map(Some), 1 => Just(Some(Value::Null)), 1 => Just(None)];
    let times = (timestamp(), timestamp());
    let people = (nested(), prop::collection::vec(nested(), 0..3));
    (names, any::<i64>(), times, people, optional(), optional()).prop_map(
        |((org, id, action), seq, (occurred, ingested), (actor, targets), context, metadata)| {
            let mut event = json!({
                "org_id": org, "event_id": id, "seq": seq, "action": action, "actor": actor,
                "targets": targets, "occurred_at": occurred, "ingested_at": ingested,
            });
            for (name, value) in [("context", context), ("metadata", metadata)] {
                if let Some(value) = value {
                    event[name] = value;
                }
            }
            event
        },
    )
}

/// The event as the API answers it, signed over the SDK's canonical bytes.
pub(crate) fn signed(event: &Value, key: &SigningKey) -> Value {
    let bytes = their_bytes(event).unwrap();
    let mut record = event.clone();
    let members = record.as_object_mut().unwrap();
    if let Some(id) = members.remove("event_id") {
        members.insert("id".to_owned(), id);
    }
    members.insert("payload_hash".to_owned(), sha256(&bytes).into());
    members.insert("signature".to_owned(), sign(key, &bytes).into());
    members.insert("signing_public_key".to_owned(), public_hex(key).into());
    members.insert("not_signed".to_owned(), json!({"a": [1.5, null]}));
    record
}

/// Another value that is not taken for the same one.
fn changed(value: &Value) -> Value {
    match value {
        Value::String(text) => format!("{text}.").into(),
        Value::Number(n) => n.as_i64().map_or(0, |n| n.wrapping_add(1)).into(),
        Value::Bool(b) => (!b).into(),
        Value::Null => json!({"added": 1}),
        Value::Array(items) => items.iter().cloned().chain([json!({"id": "more"})]).collect(),
        Value::Object(members) => {
            let mut members: Map<String, Value> = members.clone();
            members.insert("added".to_owned(), "x".into());
            members.into()
        }
    }
}

/// Another digit in place of one.
fn digit_changed(text: &str, at: prop::sample::Index) -> String {
    let mut digits: Vec<char> = text.chars().collect();
    let digit = &mut digits[at.index(text.len())];
    *digit = if *digit == '0' { '1' } else { '0' };
    digits.into_iter().collect()
}

const CHANGEABLE: [&str; 13] = [
    "org_id",
    "id",
    "seq",
    "action",
    "actor",
    "targets",
    "context",
    "metadata",
    "occurred_at",
    "ingested_at",
    "payload_hash",
    "signature",
    "signing_public_key",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn canonical_bytes_are_theirs(event in event(), pretty in any::<bool>()) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&event).unwrap(),
            false => event.to_string(),
        };
        let node = json::parse(text.as_bytes()).unwrap();
        let ours = our_bytes(node.as_object().unwrap()).unwrap();
        // They read the same text, not the value in memory.
        let theirs = their_bytes(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
    }

    #[test]
    fn good_events_are_accepted_and_changed_ones_refused_by_both(
        event in event(), name in prop::sample::select(&CHANGEABLE[..]),
        at in any::<prop::sample::Index>(),
    ) {
        let (signer, trust) = (key(7), pinned(&key(7)));
        let pin = public_hex(&signer);
        let record = signed(&event, &signer);
        let finding = judge(&record, &trust);
        prop_assert_eq!(finding.verdict(), Verdict::Verified, "{:#?}", finding);
        prop_assert!(verify_audit_event(&record, Some(&pin)).valid);
        prop_assert!(verify_audit_event(&record, None).valid);

        let mut forged = record.clone();
        forged[name] = match (name, record[name].as_str()) {
            ("payload_hash" | "signature", Some(hex)) => digit_changed(hex, at).into(),
            ("signing_public_key", _) => public_hex(&key(8)).into(),
            // A second later; a later letter would not be a timestamp.
            ("occurred_at" | "ingested_at", Some(text)) => {
                let digit = if &text[18..19] == "0" { "1" } else { "0" };
                format!("{}{digit}{}", &text[..18], &text[19..]).into()
            }
            _ => changed(&record[name]),
        };
        prop_assert_ne!(&forged, &record);
        let finding = judge(&forged, &trust);
        prop_assert_eq!(finding.verdict(), Verdict::Mismatch, "{}: {:#?}", name, finding);
        prop_assert!(!verify_audit_event(&forged, None).valid, "{}", name);
    }

    /// Whole records made anew with another key fool whoever believes the key inside.
    #[test]
    fn a_re_signed_event_is_never_verified(event in event()) {
        let forged = signed(&event, &key(8));
        prop_assert!(verify_audit_event(&forged, None).valid);
        let finding = judge(&forged, &pinned(&key(7)));
        prop_assert_eq!(finding.verdict(), Verdict::Unconfirmed);
        prop_assert!(!verify_audit_event(&forged, Some(&public_hex(&key(7)))).valid);
    }
}

/// One bit anywhere in signature, key or hash; one character anywhere in the signed members.
#[test]
fn no_single_change_leaves_an_event_verified() {
    let event = json!({
        "org_id": "aorg_1", "event_id": "aevt_1", "seq": 41, "action": "user.signed_in",
        "actor": {"type": "user", "id": "u1", "name": null}, "targets": [{"id": "t"}],
        "occurred_at": "2026-06-10T19:47:52.336Z", "ingested_at": "2026-06-10T19:47:52.901Z",
        "metadata": {"n": 18446744073709551615_u64, "ok": true},
    });
    let (trust, bytes) = (pinned(&key(7)), their_bytes(&event).unwrap());
    let record = signed(&event, &key(7));
    // White space, null and unsigned members are free to change. So is the embedded key to go
    // away, because the pinned one is tried then.
    let proof = ["payload_hash", "signature"];
    let same = |forged: &Value| {
        let mut event = forged.clone();
        event["event_id"] = forged["id"].clone();
        let embedded = forged.get("signing_public_key");
        their_bytes(&event).ok() == Some(bytes.clone())
            && proof.iter().all(|name| forged[name] == record[name])
            && embedded.is_none_or(|key| *key == record["signing_public_key"])
    };
    let text = record.to_string();
    let mut tried = 0;
    for (at, byte) in text.bytes().enumerate() {
        let others = [byte ^ 1, byte.wrapping_add(1)];
        for byte in others.into_iter().filter(|b| (b' '..0x7f).contains(b)) {
            let mut forged = text.clone().into_bytes();
            forged[at] = byte;
            let Ok(forged) = serde_json::from_slice::<Value>(&forged) else { continue };
            let verdict = judge(&forged, &trust).verdict();
            assert_eq!(verdict == Verdict::Verified, same(&forged), "offset {at}: {forged}");
            tried += usize::from(verdict != Verdict::Verified);
        }
    }
    assert!(tried > 600, "{tried}");
}

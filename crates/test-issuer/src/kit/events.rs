//! Compliance events: a payload and its hash, signed by nobody.

use serde_json::{Value, json};

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{with, without};
use crate::json::{record_line, sorted};
use crate::{Event, sha256_hex};

pub(super) const AT: &str = "2026-06-01T08:00:00.000001Z";

/// The record of an event with this payload.
pub(super) fn event_of(payload: Value) -> Value {
    issuer().event(&Event {
        event_type: "invoice.approved",
        payload,
        event_time: None,
        ingested_at: AT,
    })
}

pub(super) fn event() -> Value {
    event_of(json!({ "invoice": "INV-1", "amount": 5000, "to": "Öffentliche Kasse" }))
}

/// An event whose payload is this text. Its hash is that of `hashed`.
pub(super) fn event_text(payload: &str, hashed: &str) -> String {
    let mut line = record_line(&with(
        event_of(json!("PAYLOAD")),
        "payload_hash",
        sha256_hex(hashed.as_bytes()),
    ));
    line = line.replace("\"PAYLOAD\"", payload);
    line
}

const OPEN: &str = "e.json event unconfirmed no_signature";

pub(super) fn cases() -> Vec<Case> {
    let of = |name: &str, shows, record: Value, expected: &str| {
        case(name, shows).record("e.json", &record).expect(expected)
    };
    let text = |name: &str, shows, payload: &str, hashed: &str, expected: &str| {
        case(name, shows).file("e.json", event_text(payload, hashed)).expect(expected)
    };
    let changed = "e.json event mismatch no_signature,payload_hash_mismatch";
    let contested = "e.json event uncheckable canonical_form_undetermined,no_signature";
    let weaker = "e.json event unconfirmed no_signature,weaker_form_matched";
    let all = "unsigned event_id tenant_id event_type payload retention_policy ingested_at payload_hash request_hash event_hash idempotency_key organization";
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    vec![
        of(
            "as_issued_fail",
            "Hash and payload agree. Anybody can calculate both: an event by itself is at best unconfirmed.",
            event(),
            &format!("{OPEN}\n {all}"),
        ),
        of(
            "payload_changed_fail",
            "The payload does not have the hash.",
            with(event(), "payload", json!({ "invoice": "INV-1", "amount": 6000 })),
            &format!("{changed}\n {all}"),
        ),
        of(
            "hash_changed_fail",
            "Nor the other way round.",
            with(event(), "payload_hash", sha256_hex(b"x")),
            changed,
        ),
        of(
            "payload_member_added_fail",
            "A member more is a change.",
            {
                let mut event = event();
                event["payload"]["approved"] = json!(true);
                event
            },
            changed,
        ),
        of(
            "payload_null_added_fail",
            "Nulls in payloads are hashed.",
            {
                let mut event = event();
                event["payload"]["approved"] = Value::Null;
                event
            },
            changed,
        ),
        of(
            "payload_of_another_type_fail",
            "A number is not a text of it, but databases write it so.",
            with(
                event(),
                "payload",
                json!({ "invoice": "INV-1", "amount": "5000", "to": "Öffentliche Kasse" }),
            ),
            "e.json event unconfirmed no_signature,weaker_form_matched",
        ),
        of(
            "payload_array_in_another_order_fail",
            "The order of arrays counts.",
            with(event_of(json!({ "a": [1, 2] })), "payload", json!({ "a": [2, 1] })),
            changed,
        ),
        of(
            "request_hash_changed_fail",
            "What request_hash covers is not documented: it is not checked.",
            with(event(), "request_hash", sha256_hex(b"x")),
            OPEN,
        ),
        of(
            "event_hash_changed_fail",
            "Nor is event_hash.",
            with(event(), "event_hash", sha256_hex(b"x")),
            OPEN,
        ),
        of(
            "type_changed_fail",
            "The type is signed by nobody.",
            with(event(), "event_type", "invoice.rejected"),
            OPEN,
        ),
        of(
            "type_too_long_fail",
            "A type of more than 128 characters cannot have been accepted.",
            with(event(), "event_type", "t".repeat(129)),
            "e.json event unconfirmed invalid_event_type,no_signature",
        ),
        of(
            "type_of_128_characters_fail",
            "128 are allowed; they are characters, not bytes.",
            with(event(), "event_type", "é".repeat(128)),
            OPEN,
        ),
        of(
            "type_empty_fail",
            "An empty one cannot have been accepted either.",
            with(event(), "event_type", ""),
            "e.json event unconfirmed invalid_event_type,no_signature",
        ),
        of(
            "payload_missing_fail",
            "An item of a list can lack its payload.",
            without(event(), &["payload"]),
            "e.json event uncheckable missing_field,no_signature",
        ),
        of(
            "payload_null_fail",
            "One that is null is missing.",
            with(event(), "payload", Value::Null),
            "e.json event uncheckable missing_field,no_signature",
        ),
        of(
            "payload_that_is_a_text_fail",
            "A payload is an object.",
            with(event(), "payload", "INV-1"),
            "e.json event uncheckable invalid_field,no_signature",
        ),
        of(
            "hash_missing_fail",
            "Without its hash nothing can be compared.",
            without(event(), &["payload_hash"]),
            "e.json event uncheckable missing_field,no_signature",
        ),
        of(
            "hash_empty_fail",
            "An empty hash is none; it is not missing.",
            with(event(), "payload_hash", ""),
            "e.json event uncheckable invalid_field,no_signature",
        ),
        of(
            "hash_in_capitals_fail",
            "Capitals are the same value, and not the documented form.",
            with(event(), "payload_hash", event()["payload_hash"].as_str().unwrap().to_uppercase()),
            "e.json event unconfirmed invalid_field,no_signature",
        ),
        of(
            "hash_with_prefix_fail",
            "A hash can have a prefix.",
            with(
                event(),
                "payload_hash",
                format!("sha256:{}", event()["payload_hash"].as_str().unwrap()),
            ),
            OPEN,
        ),
        of(
            "signature_added_fail",
            "With a signature it is a proof response, and holds under no pin in any form.",
            with(event(), "signature", issuer().sign_hex(b"x")),
            "e.json proof_response unconfirmed no_pinned_key_holds",
        ),
        text(
            "members_in_another_order_fail",
            "Keys are sorted before they are hashed.",
            r#"{"b":1,"a":{"d":2,"c":3}}"#,
            r#"{"a":{"c":3,"d":2},"b":1}"#,
            OPEN,
        ),
        text(
            "keys_sorted_by_code_point_fail",
            "Text is sorted by code points, also beyond the BMP.",
            "{\"😀\":1,\"\u{ff21}\":2,\"z\":3}",
            "{\"z\":3,\"\u{ff21}\":2,\"😀\":1}",
            OPEN,
        ),
        text(
            "keys_sorted_by_utf_16_fail",
            "A program that sorts by units of UTF-16 has another form: contested, not changed.",
            "{\"😀\":1,\"\u{ff21}\":2,\"z\":3}",
            "{\"z\":3,\"😀\":1,\"\u{ff21}\":2}",
            contested,
        ),
        text(
            "escapes_resolved_fail",
            "Escapes are resolved before they are hashed.",
            r#"{"a":"\u00e9\/\u0041"}"#,
            "{\"a\":\"é/A\"}",
            OPEN,
        ),
        text(
            "escapes_hashed_fail",
            "A hash over escaped text is not the documented one.",
            r#"{"a":"é"}"#,
            r#"{"a":"\u00e9"}"#,
            changed,
        ),
        text(
            "text_not_normalised_fail",
            "Text is not brought into another Unicode form; whether it is, is contested.",
            "{\"a\":\"e\u{301}\"}",
            "{\"a\":\"é\"}",
            contested,
        ),
        text("empty_payload_fail", "An empty object is a payload.", "{}", "{}", OPEN),
        text(
            "large_integers_fail",
            "Integers of 64 bits are exact.",
            r#"{"a":18446744073709551615,"b":-9223372036854775808}"#,
            r#"{"a":18446744073709551615,"b":-9223372036854775808}"#,
            OPEN,
        ),
        text(
            "large_integer_rounded_fail",
            "From 2^53 on programs round: contested, not changed.",
            r#"{"a":9007199254740992}"#,
            r#"{"a":9007199254740993}"#,
            contested,
        ),
        text(
            "integer_below_two_to_the_53_fail",
            "Below 2^53 none does.",
            r#"{"a":9007199254740990}"#,
            r#"{"a":9007199254740991}"#,
            changed,
        ),
        text(
            "fraction_fail",
            "A double is hashed in its shortest form.",
            r#"{"a":1.50}"#,
            r#"{"a":1.5}"#,
            OPEN,
        ),
        text(
            "fraction_changed_fail",
            "Programs write doubles in several ways: contested.",
            r#"{"a":1.5}"#,
            r#"{"a":2.5}"#,
            contested,
        ),
        text(
            "float_without_its_point_fail",
            "JavaScript saves 100.0 as 100: the hash holds for the other form.",
            r#"{"a":100}"#,
            r#"{"a":100.0}"#,
            weaker,
        ),
        text(
            "float_with_an_exponent_fail",
            "1e17 is saved with all its digits.",
            r#"{"a":100000000000000000}"#,
            r#"{"a":1e17}"#,
            weaker,
        ),
        text(
            "digits_beyond_a_double_fail",
            "The canonical form hides the last digits.",
            r#"{"a":0.10000000000000000001}"#,
            r#"{"a":0.1}"#,
            contested,
        ),
        text(
            "unpaired_surrogate_fail",
            "What UTF-8 cannot express has no canonical form.",
            r#"{"a":"\ud83d"}"#,
            r#"{"a":"x"}"#,
            contested,
        ),
        text(
            "repeated_key_fail",
            "Of two equal keys nobody can say which one was hashed.",
            r#"{"a":1,"a":2}"#,
            r#"{"a":2}"#,
            "e.json unknown uncheckable duplicate_json_key",
        ),
        text(
            "nested_too_deeply_fail",
            "More than 128 levels are not read.",
            &deep,
            &deep,
            "e.json unknown uncheckable too_deep",
        ),
        case(
            "record_and_payload_file_fail",
            "The payload beside it is the same data, and nobody signed either.",
        )
        .record("e.json", &event())
        .file("p.json", sorted(&event()["payload"]))
        .expect(format!("{OPEN}\n p.json content unconfirmed no_signature")),
        case("found_by_its_id_fail", "An id that nobody signs proves nothing.")
            .record("e.json", &event())
            .options(["--find", event()["event_id"].as_str().unwrap()])
            .expect(format!(
                "{OPEN}\n {} unknown unconfirmed id_not_signed",
                event()["event_id"].as_str().unwrap()
            )),
        case("asked_for_and_not_there_fail", "What was asked for is not in the evidence.")
            .record("e.json", &event())
            .options(["--find", "https://www.invoance.com/proof/event/evt_wanted"])
            .expect("proof/event/evt_wanted event not_found event_not_found"),
        case("list_of_events_fail", "A page of the API.")
            .record("e.json", &json!({ "events": [event(), event_of(json!({ "n": 2 }))] }))
            .expect(
                "e.json#/events/0 event unconfirmed no_signature
                     e.json#/events/1 event unconfirmed no_signature",
            ),
    ]
}

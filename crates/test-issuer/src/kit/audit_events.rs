//! Audit events: the one kind whose signed bytes are documented in full.

use serde_json::{Value, json};

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{with, without};
use crate::json::{indented, sorted};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = as_it_comes();
    cases.extend(changed());
    cases
}

/// The signed members of an event of this number, all in their canonical notation.
pub(super) fn members(seq: i64) -> Value {
    json!({
        "id": issuer().id("aevt", &format!("event {seq}")),
        "org_id": issuer().id("aorg", "the organisation"),
        "seq": seq,
        "occurred_at": "2026-03-02T07:31:00.000Z",
        "ingested_at": "2026-03-02T07:31:00.400Z",
        "action": "member.viewed",
        "actor": { "type": "user", "id": "usr_1", "name": "Søren" },
        "targets": [{ "type": "member", "id": "m_2" }],
        "context": { "location": "192.0.2.7", "user_agent": "Desk/4.2" },
        "metadata": { "attempts": 2, "mfa": true, "branch": "quay" },
    })
}

/// An event of this number, signed.
pub(super) fn event(seq: i64) -> Value {
    issuer().audit_event(members(seq))
}

/// An event that is signed over other members.
pub(super) fn signed(members: Value) -> Value {
    issuer().audit_event(members)
}

pub(super) const ALL: &str =
    "signed id org_id seq occurred_at ingested_at action actor targets context metadata";

pub(super) fn of(name: &str, shows: &'static str, record: &Value, expected: &str) -> Case {
    case(name, shows)
        .file("e.json", indented(&sorted(record)) + "\n")
        .expect(expected.replace("ALL", ALL))
}

pub(super) const VERIFIED: &str = "e.json audit_event verified - by quayside.example\n ALL";
pub(super) const CHANGED: &str =
    "e.json audit_event mismatch payload_hash_mismatch,signature_invalid
     unsigned id org_id seq occurred_at ingested_at action actor targets";

fn as_it_comes() -> Vec<Case> {
    let unsigned_too = |member: &str, value: Value| with(event(1), member, value);
    vec![
        of("as_issued", "The event as the API returns it.", &event(1), VERIFIED),
        of("version_1", "The version is not signed; if it is there, it is 1.", &unsigned_too("version", json!(1)), &format!("{VERIFIED}\n unsigned version")),
        of("version_2_fail", "What another version means is not documented.", &unsigned_too("version", json!(2)),
            "e.json audit_event uncheckable unsupported_schema"),
        of("schema_id_shown", "The schema is signed, whether it is shown or not.", &unsigned_too("schema_id", json!("invoance.audit/1")),
            &format!("{VERIFIED} schema_id")),
        of("schema_id_of_version_2_fail", "Another schema is another form.", &unsigned_too("schema_id", json!("invoance.audit/2")),
            "e.json audit_event uncheckable unsupported_schema"),
        of("added_members_are_unsigned", "What else an event has is unsigned.", &unsigned_too("severity", json!("high")),
            &format!("{VERIFIED}\n unsigned severity")),
        of("event_id_in_place_of_id", "The id has two names.", &{
            let id = event(1)["id"].clone();
            with(without(event(1), &["id"]), "event_id", id)
        }, "e.json audit_event verified - by quayside.example
            signed event_id org_id seq occurred_at ingested_at action actor targets context metadata"),
        of("both_names_of_the_id", "Both can be there, if they are equal.", &{
            let id = event(1)["id"].clone();
            with(event(1), "event_id", id)
        }, "e.json audit_event verified - by quayside.example
            signed id event_id org_id seq occurred_at ingested_at action actor targets context metadata"),
        of("two_ids_that_differ_fail", "If they are not equal, one of them is not what was signed.", &with(event(1), "event_id", "aevt_another"),
            &format!("e.json audit_event mismatch signed_fields_differ by quayside.example
                      ALL\n differing event_id = {}", event(1)["id"].as_str().unwrap())),
        of("without_context_and_metadata", "Both may be missing.", &signed(without(members(1), &["context", "metadata"])),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action actor targets"),
        of("context_null", "Null is as missing.", &with(signed(without(members(1), &["context"])), "context", json!(null)),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action actor targets metadata"),
        of("context_empty", "An empty object is signed as one.", &signed(with(members(1), "context", json!({}))), VERIFIED),
        of("context_empty_added_fail", "An empty object and none are different bytes.",
            &with(signed(without(members(1), &["context"])), "context", json!({})), CHANGED),
        of("context_empty_removed", "Go writes no empty object: it is signed, and not shown.",
            &without(signed(with(members(1), "context", json!({}))), &["context"]),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action actor targets metadata
             not_shown context = {}"),
        of("metadata_of_another_type_fail", "A number as text is not what was signed, but databases write it so.",
            &with(event(1), "metadata", json!({ "attempts": "2", "mfa": true, "branch": "quay" })),
            "e.json audit_event unconfirmed weaker_form_matched by quayside.example
             signed id org_id seq occurred_at ingested_at action actor targets context
             normalised metadata = {\"attempts\":2,\"branch\":\"quay\",\"mfa\":true}"),
        of("targets_empty", "There can be no target.", &signed(with(members(1), "targets", json!([]))), VERIFIED),
        of("number_zero", "Any 64-bit integer is a number.", &event(0), VERIFIED),
        of("number_lowest", "The lowest one.", &event(i64::MIN), VERIFIED),
        of("number_highest", "The highest one, which a double cannot hold.", &event(i64::MAX), VERIFIED),
        of("null_inside_the_actor", "Null members are not signed, at every depth.",
            &signed(with(members(1), "actor", json!({ "id": "usr_1", "metadata": { "a": null, "b": "c" } }))),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action targets context metadata
             normalised actor = {\"id\":\"usr_1\",\"metadata\":{\"b\":\"c\"}}"),
        of("null_added_inside_the_actor", "One that was added says nothing.",
            &with(event(1), "actor", json!({ "type": "user", "id": "usr_1", "name": "Søren", "email": null })),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action targets context metadata
             normalised actor = {\"id\":\"usr_1\",\"name\":\"Søren\",\"type\":\"user\"}"),
        of("null_element_in_targets", "Null elements of arrays are signed.", &signed(with(members(1), "targets", json!([null, { "id": "m" }]))), VERIFIED),
        of("null_element_removed_fail", "So one that is missing is a change.",
            &with(signed(with(members(1), "targets", json!([null, { "id": "m" }]))), "targets", json!([{ "id": "m" }])), CHANGED),
        of("object_emptied_of_its_nulls", "An object whose members are all null is signed as an empty one.",
            &signed(with(members(1), "actor", json!({ "id": "usr_1", "metadata": { "a": null } }))),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action targets context metadata
             normalised actor = {\"id\":\"usr_1\",\"metadata\":{}}"),
    ]
}

/// One thing was changed.
fn changed() -> Vec<Case> {
    let changes: [(&str, &'static str, &str, Value); 15] = [
        ("action_changed_fail", "The action is signed.", "action", json!("member.erased")),
        (
            "actor_changed_fail",
            "The actor is signed.",
            "actor",
            json!({ "type": "user", "id": "usr_2", "name": "Søren" }),
        ),
        (
            "actor_in_another_unicode_form_fail",
            "Text is signed as it is, whatever it looks like.",
            "actor",
            json!({ "type": "user", "id": "usr_1", "name": "So\u{338}ren" }),
        ),
        (
            "target_added_fail",
            "The targets are signed.",
            "targets",
            json!([{ "type": "member", "id": "m_2" }, { "type": "member", "id": "m_3" }]),
        ),
        ("targets_emptied_fail", "All of them.", "targets", json!([])),
        (
            "context_changed_fail",
            "The context is signed.",
            "context",
            json!({ "location": "192.0.2.8", "user_agent": "Desk/4.2" }),
        ),
        (
            "metadata_changed_fail",
            "The metadata are signed.",
            "metadata",
            json!({ "attempts": 3, "mfa": true, "branch": "quay" }),
        ),
        (
            "metadata_member_added_fail",
            "And nothing beside them.",
            "metadata",
            json!({ "attempts": 2, "mfa": true, "branch": "quay", "x": 1 }),
        ),
        (
            "metadata_nulled_fail",
            "One that is null now was signed with a value.",
            "metadata",
            json!({ "attempts": 2, "mfa": null, "branch": "quay" }),
        ),
        ("number_changed_fail", "The number is signed.", "seq", json!(2)),
        ("id_changed_fail", "The id is signed.", "id", json!("aevt_another")),
        (
            "organisation_changed_fail",
            "The organisation is signed.",
            "org_id",
            json!("aorg_another"),
        ),
        (
            "time_changed_fail",
            "The time at which it happened is signed.",
            "occurred_at",
            json!("2026-03-02T07:31:00.001Z"),
        ),
        (
            "time_of_ingestion_changed_fail",
            "So is that of its ingestion.",
            "ingested_at",
            json!("2026-03-02T07:31:01.400Z"),
        ),
        ("number_as_text_fail", "A number in quotes is no number.", "seq", json!("1")),
    ];
    let mut cases: Vec<Case> = changes
        .into_iter()
        .map(|(name, shows, member, value)| {
            let expected = if name == "number_as_text_fail" {
                "e.json audit_event uncheckable invalid_field"
            } else {
                "e.json audit_event mismatch payload_hash_mismatch,signature_invalid
                 unsigned id org_id seq occurred_at ingested_at action actor targets context metadata"
            };
            of(name, shows, &with(event(1), member, value), expected)
        })
        .collect();
    for member in ["org_id", "seq", "occurred_at", "ingested_at", "action", "actor", "targets"] {
        let name = format!("{member}_missing_fail");
        let shows =
            "What is required to rebuild the signed bytes is missing, which accuses nobody.";
        let expected = "e.json audit_event uncheckable missing_field";
        cases.push(of(&name, shows, &without(event(1), &[member]), expected));
    }
    cases.push(of(
        "id_missing_fail",
        "Without its id the signed bytes cannot be rebuilt.",
        &without(event(1), &["id"]),
        "e.json audit_event uncheckable missing_field",
    ));
    cases.push(of(
        "actor_null_fail",
        "A required member that is null is missing.",
        &with(event(1), "actor", json!(null)),
        "e.json audit_event uncheckable missing_field",
    ));
    cases.push(of(
        "metadata_removed_fail",
        "That metadata may be missing does not mean that they may be taken away.",
        &without(event(1), &["metadata"]),
        "e.json audit_event mismatch payload_hash_mismatch,signature_invalid
         unsigned id org_id seq occurred_at ingested_at action actor targets context",
    ));
    cases
}

//! Traces in which something was changed, left out, or put in.

use serde_json::{Value, json};

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{with, without};
use super::traces::{ITEM, SEALED, of, step, steps, trace, trace_by};
use crate::{SignedForm, TraceForms, sha256_hex};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = items();
    cases.extend(bundles());
    cases
}

/// The bundle with its second item changed.
fn changed(member: &str, value: impl Into<Value>) -> Value {
    let mut trace = trace();
    trace["events"][1][member] = value.into();
    trace
}

fn items() -> Vec<Case> {
    let second = |said: &str, own: &str| {
        format!(
            "t.json trace mismatch {own} by quayside.example\n {ITEM}\n * trace_item {said}\n {ITEM}"
        )
    };
    let all_payloads = {
        let mut trace = trace();
        for item in trace["events"].as_array_mut().unwrap() {
            item["payload"] = json!({ "step": 100 });
        }
        trace
    };
    vec![
        of(
            "payload_of_an_item_changed_fail",
            "Other items show that the hash is that of the payload.",
            &changed("payload", json!({ "step": 7 })),
            &second(
                "mismatch payload_hash_mismatch by quayside.example\n signed content_hash\n unsigned event_id event_type payload timestamp",
                "-",
            ),
        ),
        of(
            "payload_of_every_item_changed_fail",
            "Where no payload has its hash, how they were hashed is not known.",
            &all_payloads,
            "t.json trace unconfirmed - by quayside.example
             * trace_item unconfirmed canonical_form_undetermined by quayside.example
             * trace_item unconfirmed canonical_form_undetermined by quayside.example
             * trace_item unconfirmed canonical_form_undetermined by quayside.example",
        ),
        of(
            "signature_of_an_item_changed_fail",
            "Others are signed over their hashes, so this one is invalid.",
            &changed("signature", issuer().sign_hex(b"x")),
            &second("mismatch signature_invalid", "-"),
        ),
        of(
            "signatures_of_all_items_changed_fail",
            "Where none holds, what they are over is not known; nor is the seal's form learned from them.",
            &{
                let mut trace = trace();
                for item in trace["events"].as_array_mut().unwrap() {
                    item["signature"] = json!(issuer().sign_hex(b"x"));
                }
                trace
            },
            "t.json trace unconfirmed - by quayside.example
            * trace_item unconfirmed signed_bytes_undocumented
            * trace_item unconfirmed signed_bytes_undocumented
            * trace_item unconfirmed signed_bytes_undocumented",
        ),
        of(
            "signature_of_an_item_missing_fail",
            "An item that nobody signed.",
            &changed("signature", Value::Null),
            &format!(
                "t.json trace unconfirmed - by quayside.example\n {ITEM}\n * trace_item unconfirmed no_signature\n {ITEM}"
            ),
        ),
        of(
            "id_of_an_item_changed",
            "Nothing signs it, and it is shown so.",
            &changed("event_id", "evt_another"),
            &format!(
                "t.json trace verified - by quayside.example\n {ITEM}\n {ITEM}\n signed payload content_hash\n unsigned event_id event_type timestamp\n {ITEM}"
            ),
        ),
        of(
            "hash_of_an_item_changed_fail",
            "Payload, signature and composite all disagree with it.",
            &changed("content_hash", sha256_hex(b"x")),
            &second("mismatch payload_hash_mismatch,signature_invalid", "composite_hash_mismatch"),
        ),
        of(
            "hash_of_an_item_missing_fail",
            "Without it nothing can be compared.",
            &changed("content_hash", Value::Null),
            &format!(
                "t.json trace unconfirmed composite_form_undetermined by quayside.example
             {ITEM}\n * trace_item uncheckable missing_field\n {ITEM}"
            ),
        ),
        of(
            "time_of_an_item_that_is_none_fail",
            "A time that cannot be read orders nothing.",
            &changed("timestamp", "yesterday"),
            &format!(
                "t.json trace unconfirmed - by quayside.example\n {ITEM}\n * trace_item unconfirmed invalid_field by quayside.example\n {ITEM}"
            ),
        ),
        of(
            "item_that_is_no_object_fail",
            "An item is an object.",
            &{
                let mut trace = trace();
                trace["events"][1] = json!("step 2");
                trace
            },
            &format!(
                "t.json trace unconfirmed composite_form_undetermined by quayside.example
             {ITEM}\n * trace_item uncheckable invalid_field\n {ITEM}"
            ),
        ),
        of(
            "number_in_a_payload_with_another_value_fail",
            "A number beyond a double that was changed in its last digit.",
            &{
                let items = [step(1), step(2)];
                let mut trace = trace_by(&issuer(), &items, TraceForms::HEX);
                trace["events"][1]["payload"]["step"] = json!(2.5);
                trace
            },
            &format!(
                "t.json trace unconfirmed - by quayside.example
             {ITEM}\n * trace_item unconfirmed canonical_form_undetermined by quayside.example"
            ),
        ),
    ]
}

fn bundles() -> Vec<Case> {
    let three = format!("{ITEM}\n {ITEM}\n {ITEM}");
    let whole = |name: &str, shows, record: &Value, verdict: &str, reasons: &str| {
        of(
            name,
            shows,
            record,
            &format!("t.json trace {verdict} {reasons} by quayside.example\n {three}"),
        )
    };
    let mut removed = trace();
    removed["events"].as_array_mut().unwrap().remove(1);
    let hidden = with(removed.clone(), "event_count", 2);
    let mut twice = trace();
    let first = twice["events"][0].clone();
    twice["events"].as_array_mut().unwrap().insert(1, first);
    let mut out_of_order = trace();
    out_of_order["events"].as_array_mut().unwrap().swap(0, 1);
    let other_seal = |hash: String| {
        let mut trace = trace();
        trace["seal_event"]["content_hash"] = json!(hash);
        trace["seal_event"]["signature"] = json!(issuer().sign_hex(hash.as_bytes()));
        trace
    };
    let unordered = trace_by(&issuer(), &[step(2), step(1)], TraceForms::HEX);
    let over_payloads = TraceForms { item: SignedForm::Canonical, ..TraceForms::HEX };
    let mut unknown_seal = trace_by(&issuer(), &steps(), over_payloads);
    unknown_seal["seal_event"]["signature"] =
        json!(issuer().sign_hex(b"the seal event, as stored"));
    let mut bad_seal = trace();
    bad_seal["seal_event"]["signature"] = json!(issuer().sign_hex(b"x"));
    let empty = trace_by(&issuer(), &[], TraceForms::HEX);
    let open = |mut trace: Value| {
        trace["status"] = json!("open");
        without(trace, &["composite_hash", "seal_event", "sealed_at"])
    };
    vec![
        of(
            "item_removed_fail",
            "An item is missing, and the number shows it.",
            &removed,
            &format!(
                "t.json trace mismatch composite_hash_mismatch,event_count_mismatch by quayside.example\n {ITEM}\n {ITEM}"
            ),
        ),
        of(
            "item_removed_and_number_lowered_fail",
            "The number was lowered to hide it: the hash shows it.",
            &hidden,
            &format!(
                "t.json trace mismatch composite_hash_mismatch by quayside.example\n {ITEM}\n {ITEM}"
            ),
        ),
        whole(
            "number_of_items_changed_fail",
            "The number is not that of the items.",
            &with(trace(), "event_count", 4),
            "mismatch",
            "event_count_mismatch",
        ),
        of(
            "item_repeated_fail",
            "An item stands there twice.",
            &with(twice, "event_count", 4),
            &format!(
                "t.json trace mismatch composite_hash_mismatch,item_repeated by quayside.example\n {three}"
            ),
        ),
        whole(
            "items_in_another_order",
            "In order of time they give the hash: that they stand in another is noted.",
            &out_of_order,
            "verified",
            "item_out_of_order",
        ),
        of(
            "items_out_of_order_as_sealed_fail",
            "They were sealed in an order that is not that of their times.",
            &unordered,
            &format!(
                "t.json trace unconfirmed item_out_of_order by quayside.example\n {ITEM}\n {ITEM}"
            ),
        ),
        whole(
            "composite_hash_changed_fail",
            "Neither items nor seal have the hash that is shown.",
            &with(trace(), "composite_hash", sha256_hex(b"x")),
            "mismatch",
            "composite_hash_mismatch,seal_mismatch",
        ),
        whole(
            "seal_of_another_trace_fail",
            "The key sealed another hash.",
            &other_seal(sha256_hex(b"another trace")),
            "mismatch",
            "seal_mismatch",
        ),
        of(
            "seal_signature_changed_fail",
            "Items are signed over their hashes, so the seal is invalid.",
            &bad_seal,
            &format!("t.json trace mismatch signature_invalid\n {three}"),
        ),
        of(
            "seal_over_what_is_not_in_the_bundle_fail",
            "Where items are signed over their payloads, what the seal is over may not be there.",
            &unknown_seal,
            &format!("t.json trace unconfirmed signed_bytes_undocumented\n {three}"),
        ),
        of(
            "seal_missing_fail",
            "A sealed trace has a seal.",
            &without(trace(), &["seal_event"]),
            &format!("t.json trace unconfirmed missing_field by quayside.example\n {three}"),
        ),
        of(
            "composite_hash_missing_fail",
            "And a composite hash.",
            &without(trace(), &["composite_hash"]),
            &format!("t.json trace unconfirmed missing_field by quayside.example\n {three}"),
        ),
        of(
            "not_sealed_fail",
            "An open trace can have items added and left out.",
            &open(trace()),
            &format!("t.json trace unconfirmed trace_not_sealed by quayside.example\n {three}"),
        ),
        whole(
            "status_changed_to_open_fail",
            "A trace with a seal that says that it is open.",
            &with(trace(), "status", "open"),
            "unconfirmed",
            "trace_not_sealed",
        ),
        of(
            "without_items_fail",
            "A trace without items cannot be sealed.",
            &empty,
            "t.json trace mismatch trace_empty by quayside.example",
        ),
        of(
            "without_items_and_open_fail",
            "An open one may have none yet.",
            &open(empty.clone()),
            "t.json trace uncheckable trace_empty,trace_not_sealed",
        ),
        of(
            "detail_instead_of_the_proof_fail",
            "The API's detail of a trace has no signatures.",
            &json!({
                "trace_id": "trc_1", "label": "An invoice", "status": "sealed", "sealed_at": SEALED, "composite_hash": trace()["composite_hash"],
                "event_count": 1, "events": [{ "event_id": "evt_1", "event_type": "t" }],
            }),
            "t.json trace uncheckable composite_form_undetermined,missing_field",
        ),
        whole(
            "label_changed",
            "The label is signed by nothing.",
            &with(trace(), "label", "Another invoice"),
            "verified",
            "-",
        ),
        whole(
            "label_too_long_fail",
            "A label of more than 255 characters cannot have been accepted.",
            &with(trace(), "label", "x".repeat(256)),
            "unconfirmed",
            "invalid_label",
        ),
        of(
            "item_whose_payload_looks_like_a_record",
            "The payload of an item whose hash is that of the payload is content.",
            &trace_by(
                &issuer(),
                &[crate::TraceItem::event(&super::events::event_of(
                    json!({ "org_id": "o", "seq": 1, "action": "a" }),
                ))],
                TraceForms::HEX,
            ),
            &format!("t.json trace verified - by quayside.example\n {ITEM}"),
        ),
        case("edited_event_beside_the_items_fail", "What hides in a bundle is found.")
            .record(
                "t.json",
                &with(
                    trace(),
                    "audit",
                    with(super::audit_events::event(1), "action", "member.erased"),
                ),
            )
            .expect(format!(
                "t.json trace verified - by quayside.example\n {three}
                 t.json#/audit audit_event mismatch payload_hash_mismatch,signature_invalid"
            )),
    ]
}

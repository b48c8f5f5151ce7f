//! Traces: the forms in which a bundle can be made, and what its items stand for.

use serde_json::{Value, json};

use super::case::{Case, case, pin_of};
use super::events::event_of;
use super::issuers::{impostor, issuer, other};
use super::statement::{LETTER, letter, with, without};
use crate::{Attestation, DigestForm, Issuer, SignedForm, Subject, Trace, TraceForms, TraceItem};

pub(super) const SEALED: &str = "2026-06-01T09:00:00Z";

/// An item about an event.
pub(super) fn step(n: u32) -> TraceItem {
    let mut item = TraceItem::event(&event_of(json!({ "step": n })));
    item.timestamp = format!("2026-06-01T08:{n:02}:00Z");
    item
}

pub(super) fn steps() -> Vec<TraceItem> {
    [1, 2, 3].map(step).to_vec()
}

/// A sealed bundle of these items.
pub(super) fn trace_by(issuer: &Issuer, items: &[TraceItem], forms: TraceForms) -> Value {
    issuer.trace(&Trace {
        label: "An invoice",
        items,
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: SEALED,
        forms,
    })
}

pub(super) fn trace() -> Value {
    trace_by(&issuer(), &steps(), TraceForms::HEX)
}

pub(super) fn of(
    name: impl Into<String>,
    shows: &'static str,
    record: &Value,
    expected: &str,
) -> Case {
    case(name, shows).record("t.json", record).expect(expected)
}

pub(super) const ITEM: &str = "* trace_item verified - by quayside.example";
const VERIFIED: &str = "t.json trace verified - by quayside.example
     * trace_item verified - by quayside.example
     * trace_item verified - by quayside.example
     * trace_item verified - by quayside.example";

/// The letter's item, of the time of the other items.
fn letter_item() -> TraceItem {
    TraceItem { timestamp: "2026-06-01T08:30:00Z".to_owned(), ..TraceItem::document(&letter()) }
}

fn answer() -> Attestation<'static> {
    Attestation {
        attestation_type: "output",
        input: "q",
        output: "a",
        model: ["p", "n", "v"],
        subject: Subject::Absent,
        created_at: "2026-06-01T08:40:00Z",
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = forms();
    cases.extend(kinds());
    cases.extend(keys());
    cases
}

fn forms() -> Vec<Case> {
    let form = |name: &str| match name {
        "text" => DigestForm::Hex,
        "bytes" => DigestForm::Raw,
        _ => DigestForm::PrefixedHex,
    };
    let mut cases = vec![
        of(
            "as_issued",
            "A sealed bundle of three events.",
            &trace(),
            "
            t.json trace verified - by quayside.example
              * trace_item verified - by quayside.example
                signed payload content_hash
                unsigned event_id event_type timestamp
              * trace_item verified - by quayside.example
                signed payload content_hash
                unsigned event_id event_type timestamp
              * trace_item verified - by quayside.example
                signed payload content_hash
                unsigned event_id event_type timestamp",
        ),
        of(
            "what_the_server_says_of_itself_does_not_count",
            "The server's own grade is no check.",
            &with(
                trace(),
                "verification",
                json!({ "composite_hash_valid": false, "all_signatures_valid": false }),
            ),
            VERIFIED,
        ),
        of(
            "without_what_may_be_missing",
            "Neither domain nor grade need be there.",
            &without(trace(), &["tenant_domain", "verification"]),
            VERIFIED,
        ),
    ];
    for name in ["text", "bytes", "prefixed"] {
        let forms = TraceForms { composite: form(name), ..TraceForms::HEX };
        cases.push(of(
            format!("composite_over_{name}"),
            "How the hashes are concatenated is not documented.",
            &trace_by(&issuer(), &steps(), forms),
            VERIFIED,
        ));
        let forms = TraceForms { seal: form(name), ..TraceForms::HEX };
        cases.push(of(
            format!("seal_over_{name}"),
            "Nor what the seal is over.",
            &trace_by(&issuer(), &steps(), forms),
            VERIFIED,
        ));
        let forms = TraceForms { item: SignedForm::Digest(form(name)), ..TraceForms::HEX };
        cases.push(of(
            format!("items_over_{name}"),
            "Nor what the items are over.",
            &trace_by(&issuer(), &steps(), forms),
            VERIFIED,
        ));
    }
    let forms = TraceForms { item: SignedForm::Canonical, ..TraceForms::HEX };
    cases.push(of(
        "items_over_their_payloads",
        "They can be over the canonical bytes of their payloads.",
        &trace_by(&issuer(), &steps(), forms),
        VERIFIED,
    ));
    cases
}

fn kinds() -> Vec<Case> {
    let with_letter = || trace_by(&issuer(), &[step(1), letter_item()], TraceForms::HEX);
    let attestation = issuer().attestation(&answer());
    let attested =
        trace_by(&issuer(), &[step(1), TraceItem::attestation(&attestation)], TraceForms::HEX);
    let changed = |name: &str, value: &str| {
        let mut trace = with_letter();
        trace["events"][1]["payload"][name] = json!(value);
        trace
    };
    let both = |name: &str, shows, trace: &Value, expected: &str| {
        case(name, shows)
            .record("t.json", trace)
            .record("letter.json", &letter())
            .file("letter.txt", LETTER)
            .expect(expected)
    };
    let mut borrowed = trace();
    borrowed["events"][0]["payload"] =
        json!({ "amount": 9, "document_hash": borrowed["events"][0]["content_hash"] });
    let letter_verified = "letter.json document verified - by quayside.example
        letter.txt content verified - by quayside.example";
    vec![
        both(
            "item_of_a_document",
            "Its hash is that of the document; the record shows it.",
            &with_letter(),
            &format!(
                "t.json trace verified - by quayside.example\n {ITEM}\n {ITEM}\n {letter_verified}"
            ),
        ),
        of(
            "item_of_a_document_without_its_record_fail",
            "What its hash is calculated from is not documented.",
            &with_letter(),
            &format!(
                "t.json trace unconfirmed - by quayside.example
             {ITEM}
             * trace_item unconfirmed canonical_form_undetermined by quayside.example
               signed content_hash
               unsigned event_id event_type payload timestamp"
            ),
        ),
        both(
            "item_of_a_document_with_another_name_fail",
            "Its payload says other than the record has signed.",
            &changed("document_ref", "Another letter"),
            &format!(
                "t.json trace mismatch - by quayside.example
             {ITEM}
             * trace_item mismatch canonical_form_undetermined,signed_fields_differ by quayside.example
             {letter_verified}"
            ),
        ),
        both(
            "item_of_a_document_with_a_member_more_fail",
            "Its payload has what the record has not signed.",
            &changed("amount", "1"),
            &format!(
                "t.json trace unconfirmed - by quayside.example
             {ITEM}
             * trace_item unconfirmed canonical_form_undetermined by quayside.example
             {letter_verified}"
            ),
        ),
        case("item_of_an_attestation", "The same of an attestation.")
            .record("t.json", &attested)
            .record("a.json", &attestation)
            .file("body.json", answer().raw_body())
            .expect(format!(
                "t.json trace verified - by quayside.example\n {ITEM}\n {ITEM}
                a.json attestation verified - by quayside.example
                body.json request verified - by quayside.example"
            )),
        of(
            "event_that_passes_itself_off_as_a_document_fail",
            "A payload that was changed to name its own hash is not verified.",
            &borrowed,
            &format!(
                "t.json trace unconfirmed - by quayside.example
             * trace_item unconfirmed canonical_form_undetermined by quayside.example
             {ITEM}\n {ITEM}"
            ),
        ),
        of(
            "type_of_an_item_changed",
            "The type of an item is not signed: an event stays one, whatever it says.",
            &{
                let mut trace = trace();
                trace["events"][0]["event_type"] = json!("document.anchored");
                trace
            },
            VERIFIED,
        ),
        case(
            "item_with_the_id_of_another_event_fail",
            "An item's id is signed by nothing, and speaks against no record.",
        )
        .record(
            "t.json",
            &trace_by(
                &issuer(),
                &[TraceItem {
                    event_id: event_of(json!({ "step": 9 }))["event_id"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                    ..step(1)
                }],
                TraceForms::HEX,
            ),
        )
        .record("e.json", &event_of(json!({ "step": 9 })))
        .expect(
            "t.json trace verified - by quayside.example
                       * trace_item verified id_not_signed by quayside.example
                     e.json event unconfirmed no_signature",
        ),
        case("item_alone_fail", "An item without its trace proves nothing.")
            .record("i.json", &trace()["events"][0])
            .expect("i.json trace_item uncheckable unsupported_record"),
        case(
            "item_signed_as_an_audit_event_fail",
            "The signed bytes of an audit event prove no item.",
        )
        .record("t.json", &{
            let mut bytes = super::audit_events::members(1);
            bytes["event_id"] = bytes["id"].clone();
            bytes.as_object_mut().unwrap().remove("id");
            bytes["schema_id"] = json!("invoance.audit/1");
            let item = TraceItem::event(&event_of(bytes));
            trace_by(
                &issuer(),
                &[item],
                TraceForms { item: SignedForm::Canonical, ..TraceForms::HEX },
            )
        })
        .expect(
            "t.json trace unconfirmed - by quayside.example
                     * trace_item unconfirmed signed_payload_does_not_bind by quayside.example",
        ),
        case("found_by_an_id_that_nothing_signs_fail", "The id of a trace is signed by nothing.")
            .record("t.json", &trace())
            .options(["--find", trace()["trace_id"].as_str().unwrap()])
            .expect(format!(
                "{VERIFIED}\n {} unknown unconfirmed id_not_signed",
                trace()["trace_id"].as_str().unwrap()
            )),
        case("asked_for_and_not_there_fail", "What was asked for is not in the evidence.")
            .record("t.json", &trace())
            .options(["--find", "https://www.invoance.com/proof/trace/trc_wanted"])
            .expect("proof/trace/trc_wanted trace not_found trace_not_found"),
        case("found_by_the_hash_of_an_item", "The hash of an item names its trace.")
            .record("t.json", &trace())
            .options(["--find", trace()["events"][0]["content_hash"].as_str().unwrap()])
            .expect(VERIFIED),
    ]
}

fn keys() -> Vec<Case> {
    let forged = trace_by(&impostor(), &steps(), TraceForms::HEX);
    let by_other = |mut trace: Value| {
        let hash = trace["events"][1]["content_hash"].as_str().unwrap().to_owned();
        trace["events"][1]["signature"] = json!(other().sign_hex(hash.as_bytes()));
        trace["events"][1]["public_key"] = json!(other().public_key_hex());
        without(trace, &["tenant_domain"])
    };
    let keyless = {
        let mut trace = trace();
        for item in trace["events"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("public_key");
        }
        trace["seal_event"].as_object_mut().unwrap().remove("public_key");
        trace
    };
    vec![
        of("signed_by_an_impostor_fail", "Another key in the name of the issuer's domain.", &forged,
            "t.json trace mismatch pinned_key_mismatch
             * trace_item mismatch pinned_key_mismatch
             * trace_item mismatch pinned_key_mismatch
             * trace_item mismatch pinned_key_mismatch"),
        of("key_not_pinned_fail", "A bundle cannot vouch for its own key.", &trace(),
            "t.json trace unconfirmed key_not_pinned
             * trace_item unconfirmed key_not_pinned
             * trace_item unconfirmed key_not_pinned
             * trace_item unconfirmed key_not_pinned").pins([]),
        of("no_keys_in_the_bundle", "Signatures without keys are tried under every pin.", &keyless, VERIFIED),
        of("item_of_another_pinned_issuer_fail", "One trace has one issuer.", &by_other(trace()), &format!(
            "t.json trace unconfirmed unexpected_signer by quayside.example
             {ITEM}
             * trace_item verified - by hillside.example
             {ITEM}")).pins([pin_of(&issuer()), pin_of(&other())]),
        of("seal_of_another_pinned_issuer_fail", "The seal too.", &{
            let mut trace = without(trace(), &["tenant_domain"]);
            let hash = trace["composite_hash"].as_str().unwrap().to_owned();
            trace["seal_event"]["signature"] = json!(other().sign_hex(hash.as_bytes()));
            trace["seal_event"]["public_key"] = json!(other().public_key_hex());
            trace
        }, &format!("t.json trace unconfirmed unexpected_signer by hillside.example\n {ITEM}\n {ITEM}\n {ITEM}")).pins([pin_of(&issuer()), pin_of(&other())]),
        of("signer_required_is_another_fail", "Another signer is required.", &trace(),
            "t.json trace mismatch unexpected_signer by quayside.example
             * trace_item mismatch unexpected_signer by quayside.example
             * trace_item mismatch unexpected_signer by quayside.example
             * trace_item mismatch unexpected_signer by quayside.example").pins([pin_of(&issuer()), pin_of(&other())]).options(["--signer", "hillside.example"]),
    ]
}

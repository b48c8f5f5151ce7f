//! The good compliance events, a proof response about one, and a sealed trace.

use serde_json::{Value, json};

use super::anchored::{LOAN_TERMS, LOAN_TERMS_AT, loan_terms};
use super::set::Samples;
use crate::json::{indented, ordered, record_order, record_text};
use crate::{Document, Event, Issuer, SignedForm, Trace, TraceForms, TraceItem};

const WHY: &str = "the payload has the hash shown, but event records are unsigned";

pub(super) fn add(samples: &mut Samples, issuer: &Issuer, attestation: &Value) {
    let decision = issuer.event(&Event {
        event_type: "loan.decision.recorded",
        payload: json!({
            "decision": "approved",
            "application": "HL-0417",
            "amount": { "currency": "EUR", "minor_units": 840_000 },
            "term_months": 36,
            "officer": "Søren Vækkelund",
            "branch": "Quay side ⚓ Çeşme House",
            "note": "Bedingung: Nachweis der Dämmung — 見積書を受領済み",
            "conditions": ["proof of purchase", "direct debit"],
        }),
        event_time: Some("2026-03-09T10:31:00+01:00"),
        ingested_at: "2026-03-09T09:31:04.660518Z",
    });
    // Saved in the order in which a person reads it; the canonical form sorts the keys.
    let mut order = record_order(&decision).to_vec();
    order.extend(["application", "decision", "amount", "minor_units", "term_months"]);
    let why = "as above; names in several scripts, and members in a different order from the one that is hashed";
    let ledger = issuer.event(&Event {
        event_type: "ledger.day.closed",
        payload: json!({
            "ledger": "members",
            "business_day": "2026-03-06",
            "entries": 4_182,
            "last_entry": 9_007_199_254_740_993_u64,
            "checksum": 18_446_744_073_709_551_615_u64,
            "net_minor_units": -9_223_372_036_854_775_808_i64,
            "balanced": true,
            "remarks": null,
        }),
        event_time: None,
        ingested_at: "2026-03-06T22:00:13.000245Z",
    });
    let policy = issuer.event(&Event {
        event_type: "policy.approval",
        payload: json!({
            "policy": "model-assisted lending",
            "version": 3,
            "decision": "approved",
            "approved_by": ["chair", "treasurer"],
        }),
        event_time: Some("2026-02-26T16:40:00Z"),
        ingested_at: "2026-02-27T08:20:44.731900Z",
    });
    let mut event = |name: &str, text: String, why| {
        let path = format!("good/events/{name}.json");
        samples.add(&path, text);
        samples.expect(&path, "event", "unconfirmed", &["no_signature"], why);
    };
    event("policy-approval", record_text(&policy), WHY);
    event("loan-decision", indented(&ordered(&decision, &order)) + "\n", why);
    let why = "as above; integers that do not fit in a double are compared exactly";
    event("ledger-close", record_text(&ledger), why);

    let proof = issuer.proof_response(&decision, SignedForm::HEX_DIGEST);
    let why = "its signed part is the hash of the payload in `loan-decision.json`; the key is the pinned one";
    let path = "good/events/loan-decision.proof.json";
    samples.good(path, record_text(&proof), "proof_response", why);

    let opened = issuer.event(&Event {
        event_type: "loan.application.received",
        payload: json!({ "application": "HL-0417", "channel": "branch", "member": "m_40817" }),
        event_time: None,
        ingested_at: "2026-03-09T08:58:10.392114Z",
    });
    let notified = issuer.event(&Event {
        event_type: "member.notified",
        payload: json!({ "application": "HL-0417", "by": "letter", "language": "de" }),
        event_time: None,
        ingested_at: "2026-03-09T09:45:00.010209Z",
    });
    let paid = issuer.event(&Event {
        event_type: "loan.paid_out",
        payload: json!({ "application": "HL-0417", "entry": 9_007_199_254_741_117_u64 }),
        event_time: None,
        ingested_at: "2026-03-10T11:05:27.554873Z",
    });
    let terms = issuer.document(&Document::new(&loan_terms(), LOAN_TERMS, LOAN_TERMS_AT));
    let trace = issuer.trace(&Trace {
        label: "Loan application HL-0417",
        items: &[
            TraceItem::event(&opened),
            TraceItem::document(&terms),
            TraceItem::attestation(attestation),
            TraceItem::event(&decision),
            TraceItem::event(&notified),
            TraceItem::event(&paid),
        ],
        created_at: "2026-03-09T08:58:09.120000Z",
        sealed_at: "2026-03-10T11:30:00.482719Z",
        forms: TraceForms::HEX,
    });
    let why =
        "four events, a document and an attestation; items, composite hash and seal are verified";
    samples.good("good/trace-loan-hl-0417.json", record_text(&trace), "trace", why);
}

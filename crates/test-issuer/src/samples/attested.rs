//! The good AI attestations: a compact raw body, a pretty-printed one, and bare texts.

use serde_json::{Value, json};

use super::set::Samples;
use crate::json::{indented, record_text};
use crate::{Attestation, Issuer, Subject};

const WHY_RECORD: &str =
    "its request body is here, the signature is valid, the key is the pinned one";

/// Adds them, and returns the record of the one that the good trace contains.
pub(super) fn add(samples: &mut Samples, issuer: &Issuer) -> Value {
    let summary = Attestation {
        attestation_type: "decision",
        input: "Summarise application HL-0417 for the loan officer.\n\
            Requested: EUR 8,400 over 36 months. Share balance: EUR 2,150. \
            Purpose: \"insulation of the family home\".\n\
            Give a recommendation and up to three reasons.",
        output: "Recommendation: approve.\n\
            1. The amount is under five times the share balance.\n\
            2. The monthly instalment of EUR 259 is 11 % of the stated income.\n\
            3. No arrears in the last 24 months.",
        model: ["quillmark", "quill-2-medium", "2026-01-15"],
        subject: Subject::Members(vec![
            ("user_id", json!("officer_112")),
            ("session_id", json!("ses_8f0c27")),
            ("department", json!("lending")),
            ("application", json!("HL-0417")),
        ]),
        created_at: "2026-03-09T09:14:22.481937Z",
    };
    let record = issuer.attestation(&summary);
    let path = "good/attestations/loan-summary";
    samples.good(&format!("{path}.record.json"), record_text(&record), "attestation", WHY_RECORD);
    let why = "the request body, exactly as it was hashed (compact JSON, no line break at the end)";
    samples.good(&format!("{path}.raw.json"), summary.raw_body(), "request", why);

    let reply = Attestation {
        attestation_type: "output",
        input: "会員からの質問: 「住所を変更したいのですが、支店に行く必要がありますか?」\n丁寧に答えてください。",
        output: "いいえ、ご来店の必要はありません。会員ページの「プロフィール」から変更できます。\n\
            変更後、確認のお手紙をお送りします。— Harbourline 会員デスク ⚓",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Null,
        created_at: "2026-03-11T00:41:07.25Z",
    };
    let path = "good/attestations/member-reply";
    // The same instant as in the signed statement, written as another serialiser would.
    let mut record_of_reply = issuer.attestation(&reply);
    record_of_reply["created_at"] = json!("2026-03-11T00:41:07.250+00:00");
    let why = "as above; its date is in different notation from the signed one, the same instant";
    samples.good(&format!("{path}.record.json"), record_text(&record_of_reply), "attestation", why);
    let why =
        "the request body, indented, in Japanese: without the white space it is what was hashed";
    let raw = indented(&reply.raw_body()) + "\n";
    samples.good(&format!("{path}.raw.json"), raw, "request", why);

    let triage = Attestation {
        attestation_type: "approval",
        input: "Complaint 2026-031: \"I was charged twice for the same transfer on 4 March.\"\n\
            Category? Urgency from 1 to 5?\n",
        output: "Category: payments, duplicate charge\nUrgency: 4\nRoute to: payments desk",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Absent,
        created_at: "2026-03-12T15:20:48.903112Z",
    };
    let path = "good/attestations/complaint-triage";
    let why = "no request body, but the input and the output text are here, and both hashes agree";
    let record_of_triage = record_text(&issuer.attestation(&triage));
    samples.good(&format!("{path}.record.json"), record_of_triage, "attestation", why);
    let why = "its SHA-256 is the attestation's input hash";
    samples.good(&format!("{path}.input.txt"), triage.input, "content", why);
    let why = "its SHA-256 is the attestation's output hash";
    samples.good(&format!("{path}.output.txt"), triage.output, "content", why);
    record
}

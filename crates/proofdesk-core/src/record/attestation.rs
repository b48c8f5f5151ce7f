//! AI attestations: the signature covers a documented JSON statement, the bytes of
//! `signed_payload`.

use super::binding;
use super::draft::Draft;
use super::reader::{Reader, beginning};
use super::statement::{self, signed_name};
use super::want::WantRole;
use crate::encoding::{Digest, decode_hex};
use crate::json::{self, Node, Object};
use crate::limits::ATTESTATION_TYPES;
use crate::trust::{Claim, Forms, Over, SignedForm, Verifier};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, RecordKind};

const PROOF_FIELDS: &[&str] = &["signature", "signed_payload", "public_key", "signature_alg"];

/// Members of the signed statement, in the order in which they are documented to stand.
const STATEMENT: [&str; 11] = [
    "v",
    "attestation_id",
    "tenant_id",
    "attestation_type",
    "input_hash",
    "output_hash",
    "payload_hash",
    "model_provider",
    "model_name",
    "model_version",
    "created_at",
];

/// Judges `GET /v1/ai/attestations/{id}`.
pub(crate) fn assess(
    object: &Object<'_>,
    verifier: &mut Verifier<'_>,
    mut finding: Finding,
) -> Draft {
    let mut r = Reader::new(object, &mut finding);
    r.required_string("attestation_id");
    let kind = r.required_string("attestation_type");
    let shown_hash = r.required_digest("attestation_hash", None);
    r.digest("input_hash", None);
    r.digest("output_hash", None);
    for name in ["tenant_id", "model_provider", "model_name", "model_version", "created_at"] {
        r.string(name);
    }
    if let Some(kind) = kind.filter(|kind| !ATTESTATION_TYPES.contains(kind)) {
        r.finding().add(
            Check::unknown(CheckName::Rules, Reason::InvalidAttestationType)
                .field("attestation_type")
                .shown(beginning(kind)),
        );
    }
    let algorithm_known = r.algorithm("signature_alg");
    let signature = r.signature("signature");
    let signed = r.signed_bytes("signed_payload", "hexadecimal", decode_hex);
    let parsed = signed.as_deref().map(json::parse);
    let statement = parsed.as_ref().and_then(|p| p.as_ref().ok()).and_then(Node::as_object);
    let claim = Claim {
        key: r.key("public_key"),
        key_field: "public_key",
        issuer: r.issuer().signed(statement),
        time: binding::time_of_signing(statement, object),
    };
    r.finish();

    let mut holds = false;
    if let Some(signed) = &signed {
        let form = SignedForm::new(Over::SignedPayload, &signed[..]);
        let signature = signature.filter(|_| algorithm_known);
        let forms = [form];
        holds = verifier
            .judge(&mut finding, &claim, signature.as_ref(), &forms, Forms::Documented)
            .is_some();
    }
    let bound = binding::compare(&mut finding, object, statement, signed_name, PROOF_FIELDS, holds);
    if let (true, Some(parsed)) = (holds, &parsed) {
        bind(&mut finding, object, parsed, &bound);
    }

    // Once the signature holds, content is compared with signed hashes and no others: a hash that
    // only the record shows could have been added to it.
    let digest = |name: &str| {
        let from = if holds { statement } else { Some(object) };
        let text = from.and_then(|o| o.str(name));
        text.and_then(|text| Digest::parse(text).ok()).map(|p| p.digest)
    };
    let payload = if holds { digest("payload_hash") } else { shown_hash };
    let (input, output) = (digest("input_hash"), digest("output_hash"));
    let names = ["payload_hash", "input_hash", "output_hash"];
    for (name, value) in names.into_iter().zip([payload, input, output]) {
        if let Some(value) = value {
            finding.add_hash(name, value.to_string());
        }
    }
    let mut draft = Draft::new(finding);
    draft.want(WantRole::RawBody, payload);
    draft.want(WantRole::Input, input);
    draft.want(WantRole::Output, output);
    draft.named_by.extend(payload);
    draft.statement = signed.filter(|_| holds).map(Into::into);
    draft
}

/// The statement, for which the signature holds, must be one of this attestation and name the hash of
/// its body.
fn bind(
    finding: &mut Finding,
    shown: &Object<'_>,
    parsed: &Result<Node<'_>, json::JsonError>,
    bound: &[String],
) {
    let binding = CheckName::Binding;
    let statement = match parsed {
        Ok(node) => node.as_object(),
        Err(e) => {
            let reason = match e.kind {
                json::JsonErrorKind::DuplicateKey(_) => Reason::DuplicateJsonKey,
                _ => Reason::SignedPayloadDoesNotBind,
            };
            let check = match reason {
                Reason::DuplicateJsonKey => Check::unknown(binding, reason),
                _ => Check::fail(binding, reason),
            };
            finding
                .add(check.offset(e.offset).note(format!("The signed part cannot be read: {e}.")));
            return;
        }
    };
    if let Some(kind) = statement::other_kind(statement, RecordKind::Attestation) {
        finding.add(
            Check::fail(binding, Reason::SignedPayloadDoesNotBind)
                .note(statement::of_another_kind(kind, RecordKind::Attestation)),
        );
        return;
    }
    let needed = ["attestation_id", "payload_hash"];
    let lacking = needed.iter().find(|name| statement.is_none_or(|s| s.str(name).is_none()));
    if let Some(name) = lacking {
        finding.add(
            Check::fail(binding, Reason::SignedPayloadDoesNotBind)
                .field(*name)
                .note(format!("The signed part does not contain {name}.")),
        );
        return;
    }
    if let Some(check) = binding::unsupported_version(statement) {
        finding.add(check);
    }
    if !statement.is_some_and(in_documented_order) {
        finding.add(Check::unknown(binding, Reason::SignedPayloadDoesNotBind).note(
            "The members of the signed statement are in a different order from the documented one. \
             Bytes in this order could have been signed as something else, such as the payload of \
             an event.",
        ));
    }
    // A statement that leaves out what the record shows does not vouch for it.
    let unsigned = STATEMENT.into_iter().filter(|name| {
        shown.present(name).is_some() && statement.is_some_and(|s| s.present(name).is_none())
    });
    let unsigned: Vec<&str> = unsigned.collect();
    if !unsigned.is_empty() {
        finding.add(
            Check::unknown(binding, Reason::SignedPayloadDoesNotBind)
                .note(format!("The signed part does not contain {}.", unsigned.join(", "))),
        );
    } else if !finding.has_reason(Reason::SignedFieldsDiffer) {
        finding.add(Check::pass(binding).note(binding::agreed(bound)));
    }
}

/// Whether the documented members stand in their order, with any others between them. The key signs
/// payloads of events too, which others write, but only with their members sorted.
fn in_documented_order(statement: &Object<'_>) -> bool {
    let place = |name: &str| STATEMENT.iter().position(|documented| *documented == name);
    let names = statement.members().iter();
    names.filter_map(|(name, _)| place(&name.text)).is_sorted()
}

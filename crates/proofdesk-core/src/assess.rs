//! From a JSON value to a draft.

use crate::api_error::{self, Explanation, Party};
use crate::json::canonical::write_compact;
use crate::json::{self, Node, Object};
use crate::key::{KeyError, KeyForm, ParsedKey, PublicKey, parse_key};
use crate::marks::secret::{self, redact_those_of};
use crate::recognise::{Recognised, recognise};
use crate::record::{self, Draft, WantRole};
use crate::request::{RequestKind, Rule, check_rules};
use crate::text::encoding::Digest;
use crate::text::{private, visible};
use crate::trust::Verifier;
use crate::verdict::Reason;
use crate::verdict::{
    Check, CheckName, Field, FieldStatus, Finding, Kind, Outcome, RecordKind, Source,
};

/// Judges a value as far as it goes by itself. `None` when it is nothing that is known, so that
/// it is content. Of several kinds of record, it is judged as the first; [`cover`](crate::coverage::cover)
/// judges it as each of them.
pub fn assess(node: &Node<'_>, source: Source, verifier: &mut Verifier<'_>) -> Option<Draft> {
    let object = node.as_object()?;
    Some(assess_as(node, object, recognise(object)?, source, verifier))
}

/// Judges an object as what it is said to be.
pub(crate) fn assess_as(
    node: &Node<'_>,
    object: &Object<'_>,
    recognised: Recognised,
    source: Source,
    verifier: &mut Verifier<'_>,
) -> Draft {
    match recognised {
        Recognised::Record(kind) => {
            use RecordKind as K;
            let mut finding = Finding::new(source, kind.into());
            finding.id = id(object, kind);
            match kind {
                K::Document => record::assess_document(object, verifier, finding),
                K::Attestation => record::assess_attestation(object, verifier, finding),
                K::Event => record::assess_event(object, finding),
                K::AuditEvent => record::assess_audit_event(object, verifier, finding),
                K::ProofResponse => record::assess_proof_response(object, verifier, finding),
                K::Trace => record::assess_trace(object, verifier, finding),
                K::TraceItem => Draft::new(lone_item(finding)),
            }
        }
        Recognised::Request(kind) => {
            request(node, object, kind, Finding::new(source, Kind::Request))
        }
        Recognised::Key => Draft::new(key(node, Finding::new(source, Kind::Key), verifier)),
        Recognised::ErrorResponse => {
            Draft::new(error_response(node, object, Finding::new(source, Kind::ErrorResponse)))
        }
        Recognised::LookUpNote => {
            Draft::new(look_up_note(object, Finding::new(source, Kind::LookUpNote)))
        }
        Recognised::OtherResponse(what) => Draft::new(unsupported(source, what)),
    }
}

/// What an item is depends on the bundle that it was made in.
fn lone_item(mut finding: Finding) -> Finding {
    finding.add(
        Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
            .note("This is one item of a trace.")
            .possible_causes("It may have been taken out of its trace.")
            .next_step("Add the whole trace, as the API returns its proof."),
    );
    finding
}

fn id(object: &Object<'_>, kind: RecordKind) -> Option<String> {
    use RecordKind as K;
    let names: &[&str] = match kind {
        K::Attestation => &["attestation_id"],
        K::AuditEvent => &["id", "event_id"],
        K::Trace => &["trace_id"],
        K::Document | K::Event | K::ProofResponse | K::TraceItem => &["event_id"],
    };
    names.iter().find_map(|name| object.str(name)).map(str::to_owned)
}

/// A value that is like a record but of no kind that can be verified; `what` says what it is.
pub fn unsupported(source: Source, what: &str) -> Finding {
    let check = Check::unknown(CheckName::Parse, Reason::UnsupportedRecord);
    let note = format!("This is {what}: a claim, not a proof.");
    Finding::of(source, Kind::Unknown, check.note(note))
}

fn list_fields(object: &Object<'_>, finding: &mut Finding) {
    for (name, node) in object.members() {
        finding.fields.push(Field {
            name: name.text.to_string().into(),
            value: node.to_display(),
            status: FieldStatus::Unsigned,
            signed_value: None,
        });
    }
}

/// Anybody can write one, so that it is shown and proves nothing.
fn look_up_note(object: &Object<'_>, mut finding: Finding) -> Finding {
    list_fields(object, &mut finding);
    finding.add(Check::pass(CheckName::Parse));
    finding.inform("Look-up note of proofdesk-fetch: no evidence of where a file came from");
    finding
}

fn error_response(node: &Node<'_>, object: &Object<'_>, mut finding: Finding) -> Finding {
    list_fields(object, &mut finding);
    explained(&api_error::explain_body(node), &mut finding);
    finding
}

/// A file that `curl -i` saved, if it is certainly an error of the API: a failing status, and a body
/// of the documented shape that bears no member of a record.
pub fn assess_capture(bytes: &[u8], source: Source) -> Option<Draft> {
    let explanation = api_error::explain(bytes).ok()?;
    let body = api_error::captured_body(bytes)?;
    let node = json::parse(&body).ok()?;
    let object = node.as_object()?;
    if explanation.status? < 400 || recognise(object) != Some(Recognised::ErrorResponse) {
        return None;
    }
    let mut finding = Finding::new(source, Kind::ErrorResponse);
    list_fields(object, &mut finding);
    explained(&explanation, &mut finding);
    redact_those_of(&node, &mut finding);
    Some(Draft::new(finding))
}

/// The headline stays short; what happened and what to do come from the catalogue.
fn explained(explanation: &Explanation, finding: &mut Finding) {
    let code = explanation.code.as_deref().unwrap_or_default();
    let party = explanation.whose_move.map(Party::word);
    let who = party.map(|party| format!("{party} must act: ")).unwrap_or_default();
    let mut next = format!("{who}{}", explanation.what_to_do);
    // When exactly, where the response says it.
    if explanation.retry.after_seconds.is_some() {
        next.push(' ');
        next.push_str(&explanation.retry.words);
    }
    let headline = format!("Error response with a code of the API: {}", visible(code));
    // What it means for the evidence is no step to take.
    let meaning = format!(
        "Nothing shows who wrote it. From the API it means: {} {}",
        explanation.what_happened, explanation.for_auditor
    );
    finding.inform_and_advise(headline, meaning, next);
}

fn request(node: &Node<'_>, object: &Object<'_>, kind: RequestKind, mut finding: Finding) -> Draft {
    list_fields(object, &mut finding);
    finding.add(Check::pass(CheckName::Parse));
    let broken =
        check_rules(node, node.end() - node.start(), kind).into_iter().filter(Rule::is_broken);
    finding.checks.extend(broken.map(Rule::into_check));
    let digest = object.str("document_hash").and_then(|t| Digest::parse(t).ok());
    if finding.checks.iter().all(|c| c.outcome != Outcome::Fail) {
        finding.inform(format!("Request body: {}", kind.noun()));
    }
    let mut draft = Draft::new(finding);
    if kind == RequestKind::AnchorDocument {
        draft.want(WantRole::Document, digest.map(|d| d.digest));
        draft.carried = record::carried_document(object);
    }
    draft
}

/// A key in a form that is no JSON: PEM, OpenSSH, or DER. Whether the text is nothing else comes with it:
/// a private key can stand in a text that is content. `None` if it holds none.
pub fn assess_key_text(
    bytes: &[u8],
    source: Source,
    verifier: &Verifier<'_>,
) -> Option<(Draft, bool)> {
    let mut finding = Finding::new(source, Kind::Key);
    // A key in a text of another encoding is one.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start();
    let encoded = private::is_der(bytes) || private::is_encoded(text.trim_end());
    if encoded || private::is_private_key(text) {
        finding.add(secret::check());
        return Some((Draft::new(finding), encoded || text.starts_with(['-', 'P'])));
    }
    let parsed = parse_key(bytes).ok()?;
    // Any 32 bytes in hex or base64 could be a key: what has no mark of one is a text.
    if matches!(parsed.form, KeyForm::Hex | KeyForm::Base64) {
        return None;
    }
    show_key(parsed, &mut finding, verifier);
    Some((Draft::new(finding), true))
}

/// A key is shown and offered for pinning; it is never trusted by itself.
fn key(node: &Node<'_>, mut finding: Finding, verifier: &Verifier<'_>) -> Finding {
    let mut text = Vec::new();
    write_compact(node, &mut text);
    if let Some(object) = node.as_object() {
        list_fields(object, &mut finding);
    }
    match parse_key(&text) {
        Ok(parsed) => show_key(parsed, &mut finding, verifier),
        Err(KeyError::UnsupportedKeyType { .. }) if is_of_another_kind(node) => {
            finding.add(Check::pass(CheckName::Parse));
            finding.inform("Public key of another kind than Ed25519: not used here");
        }
        Err(e) => {
            finding.add(
                Check::unknown(CheckName::Signature, Reason::InvalidPublicKey)
                    .note(format!("It is not a usable key: {e}.")),
            );
            finding.conclude();
        }
    }
    finding
}

/// Whether a JSON Web Key (RFC 7517) is for other signatures than those of records. A key of kind `oct` is
/// no public one.
fn is_of_another_kind(node: &Node<'_>) -> bool {
    let member = |name| node.as_object().and_then(|object| object.str(name));
    match member("kty") {
        Some("RSA" | "EC") => true,
        Some("OKP") => member("crv").is_some_and(|crv| crv != "Ed25519"),
        _ => false,
    }
}

fn show_key(parsed: ParsedKey, finding: &mut Finding, verifier: &Verifier<'_>) {
    finding.id = parsed.key_id.clone();
    finding.add(Check::pass(CheckName::Parse));
    finding.add_hash("fingerprint", parsed.key.fingerprint().to_string());
    finding.inform(key_headline(&parsed.key, parsed.domain.as_deref(), verifier));
    finding.key = Some(Box::new(parsed));
}

/// The one sentence about a public key in the evidence.
pub(crate) fn key_headline(
    key: &PublicKey,
    domain: Option<&str>,
    verifier: &Verifier<'_>,
) -> String {
    let of = domain.map(|d| format!(" of {}", visible(d))).unwrap_or_default();
    format!("Public key{of}, {}", verifier.standing(key, domain))
}

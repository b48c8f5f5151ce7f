//! Audit-log events, schema `invoance.audit/1`: the one kind whose canonical bytes are fully
//! documented. The signature is over those bytes; the hash is beside it.

use std::fmt;
use std::ops::Range;

use super::binding;
use super::draft::Draft;
use super::reader::{Reader, absent};
use crate::canonical::{self, Nulls, Uncanonical};
use crate::encoding::Digest;
use crate::json::{Node, Object, Value};
use crate::reason::Reason;
use crate::time::{Timestamp, TimestampError};
use crate::trust::{Claim, Forms, SignedForm, Verifier};
use crate::verdict::{Check, CheckName, Field, FieldStatus, Finding, Outcome};

const SCHEMA: &str = "invoance.audit/1";

/// The signed members in the order in which they are signed, which is that of their names, with
/// `schema_id` between `org_id` and `seq`.
const SIGNED: [&str; 10] = [
    "action",
    "actor",
    "context",
    "event_id",
    "ingested_at",
    "metadata",
    "occurred_at",
    "org_id",
    "seq",
    "targets",
];
const OPTIONAL: [&str; 2] = ["context", "metadata"];
const PROOF_FIELDS: [&str; 3] = ["payload_hash", "signature", "signing_public_key"];

/// What an audit log needs to know of one of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The organisation whose sequence it is.
    pub org_id: String,
    /// The number in that sequence.
    pub seq: i64,
    /// SHA-256 of the canonical bytes. Two events are the same if it is.
    pub digest: Digest,
    /// Whether hash and signature hold. Of an event that does not hold, the number is a claim.
    pub holds: bool,
}

/// Why an event has no canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditFault {
    /// A signed member that is required is missing or `null`.
    Missing(&'static str),
    /// A timestamp is none.
    Timestamp(&'static str, TimestampError),
    /// A member holds text that UTF-8 cannot express.
    Uncanonical(&'static str, Uncanonical),
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Timestamp(name, e) => write!(f, "{name}: {e}"),
            Self::Uncanonical(name, Uncanonical::UnpairedSurrogate { offset }) => {
                write!(f, "{name}: an unpaired surrogate escape at offset {offset}")
            }
        }
    }
}

/// The bytes that an audit event is signed over.
///
/// # Errors
/// What is missing or has no canonical form.
///
/// ```
/// use proofdesk_core::{json, records::canonical_audit_bytes};
/// let event = json::parse(br#"{"id":"e1","org_id":"o1","seq":1,"action":"a","actor":{"id":"u"},
///   "targets":[],"ingested_at":"2026-06-10T22:47:52.9019+03:00",
///   "occurred_at":"2026-06-10T19:47:52Z"}"#).unwrap();
/// let bytes = canonical_audit_bytes(event.as_object().unwrap()).unwrap();
/// assert_eq!(std::str::from_utf8(&bytes).unwrap(), concat!(
///     r#"{"action":"a","actor":{"id":"u"},"event_id":"e1","#,
///     r#""ingested_at":"2026-06-10T19:47:52.901Z","occurred_at":"2026-06-10T19:47:52.000Z","#,
///     r#""org_id":"o1","schema_id":"invoance.audit/1","seq":1,"targets":[]}"#));
/// ```
pub fn canonical_audit_bytes(event: &Object<'_>) -> Result<Vec<u8>, AuditFault> {
    canonical(event).map(|c| c.bytes)
}

struct Canonical {
    bytes: Vec<u8>,
    digest: Digest,
    /// Where each member of [`SIGNED`] has its value in `bytes`.
    values: [Option<Range<usize>>; SIGNED.len()],
}

/// `id` and `event_id` are two names of one thing; the API's answers use the first.
fn signed_member<'a, 'o>(event: &'o Object<'a>, name: &str) -> Option<&'o Node<'a>> {
    match name {
        "event_id" => event.present("id").or_else(|| event.present("event_id")),
        _ => event.present(name),
    }
}

/// Whether all that `envelope` shows of an audit event is what `event` shows: each member that is
/// signed has the same value in both. Its `id` may be its own.
pub(crate) fn repeats(envelope: &Object<'_>, event: &Object<'_>) -> bool {
    SIGNED.iter().all(|name| match (envelope.present(name), signed_member(event, name)) {
        (None, _) => true,
        (Some(shown), Some(signed)) => binding::same_value(shown, signed),
        (Some(_), None) => false,
    })
}

fn canonical(event: &Object<'_>) -> Result<Canonical, AuditFault> {
    let mut bytes = Vec::with_capacity(1024);
    let mut values = [const { None }; SIGNED.len()];
    for (i, name) in SIGNED.into_iter().enumerate() {
        let Some(node) = signed_member(event, name) else {
            match OPTIONAL.contains(&name) {
                true => continue,
                false => return Err(AuditFault::Missing(name)),
            }
        };
        bytes.push(if i == 0 { b'{' } else { b',' });
        if name == "seq" {
            bytes.extend_from_slice(b"\"schema_id\":\"invoance.audit/1\",");
        }
        bytes.push(b'"');
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b"\":");
        let start = bytes.len();
        if name.ends_with("_at") {
            let text = node.as_str().ok_or(TimestampError::Form);
            let time = text.and_then(Timestamp::parse);
            let time = time.map_err(|e| AuditFault::Timestamp(name, e))?;
            canonical::write_string(&time.to_canonical_millis(), &mut bytes);
        } else {
            canonical::write_sorted(node, Nulls::Strip, &mut bytes)
                .map_err(|e| AuditFault::Uncanonical(name, e))?;
        }
        values[i] = Some(start..bytes.len());
    }
    bytes.push(b'}');
    Ok(Canonical { digest: Digest::of(&bytes), bytes, values })
}

/// Judges an audit-log event.
pub(crate) fn assess(
    object: &Object<'_>,
    verifier: &mut Verifier<'_>,
    mut finding: Finding,
) -> Draft {
    // As many as an event has at least.
    finding.checks.reserve(6);
    let mut r = Reader::new(object, &mut finding);
    let well_formed = check_fields(&mut r);
    let digest = documented_hex(object, "payload_hash").map(Digest);
    let digest = digest.or_else(|| r.required_digest("payload_hash", None));
    let algorithm_known = r.algorithm("signature_alg");
    let signature = documented_hex(object, "signature").or_else(|| r.signature("signature"));
    let claim = Claim {
        key: r.string("signing_public_key"),
        key_field: "signing_public_key",
        issuer: r.issuer(),
        time: object.str("ingested_at"),
    };
    r.finish();

    let canonical = well_formed.then(|| canonical(object));
    let mut holds = false;
    match &canonical {
        Some(Ok(canonical)) => {
            finding.add(Check::pass(CheckName::CanonicalForm));
            let actual = canonical.digest.to_string();
            if let Some(digest) = digest {
                finding.add(hash_check(digest, canonical.digest, &actual));
            }
            finding.add_hash("canonical_sha256", actual);
            let signature = signature.filter(|_| algorithm_known);
            let forms = [SignedForm::new("Over the canonical bytes.", &canonical.bytes[..])];
            holds = verifier
                .judge(&mut finding, &claim, signature.as_ref(), &forms, Forms::Documented)
                .is_some();
        }
        Some(Err(fault)) => finding.add(
            Check::unknown(CheckName::CanonicalForm, Reason::CanonicalizationFailed)
                .note(format!("{fault}.")),
        ),
        None => {}
    }
    let canonical = canonical.and_then(Result::ok);
    if holds {
        check_binding(object, &mut finding);
    }
    list_fields(object, &mut finding, canonical.as_ref().filter(|_| holds));

    let entry = audit_entry(object, &finding, canonical.as_ref());
    let mut draft = Draft::new(finding);
    draft.audit = entry;
    draft
}

/// Presence and kind of the documented members. Without them there are no canonical bytes.
fn check_fields(r: &mut Reader<'_, '_>) -> bool {
    let mut good = true;
    for name in ["org_id", "action", "occurred_at", "ingested_at"] {
        good &= r.required_string(name).is_some();
    }
    let id = if r.optional("id").is_some() { r.string("id") } else { r.string("event_id") };
    if id.is_none() {
        if r.optional("id").is_none() && r.optional("event_id").is_none() {
            r.missing("id");
        }
        good = false;
    }
    for (name, should_be) in
        [("seq", "a 64-bit integer"), ("actor", "an object"), ("targets", "an array")]
    {
        let node = r.required(name);
        let fits = node.is_some_and(|node| match name {
            "seq" => node.as_i64().is_some(),
            "actor" => node.as_object().is_some(),
            _ => node.as_array().is_some(),
        });
        if let Some(node) = node.filter(|_| !fits) {
            r.invalid(name, should_be, node);
        }
        good &= fits;
    }
    for name in OPTIONAL {
        if let Some(node) = r.optional(name).filter(|n| n.as_object().is_none()) {
            r.invalid(name, "an object", node);
            good = false;
        }
    }
    let schema = r.optional("schema_id").filter(|n| n.as_str() != Some(SCHEMA));
    let version = r.optional("version").filter(|n| n.as_i64() != Some(1));
    for (node, expected) in [(schema, SCHEMA), (version, "version 1")] {
        if let Some(node) = node {
            let shown = node.to_display().chars().take(200).collect::<String>();
            r.finding().add(
                Check::unknown(CheckName::Parse, Reason::UnsupportedSchema).values(expected, shown),
            );
            good = false;
        }
    }
    good
}

/// What is spelled as it is documented, in lowercase hex. Of any other spelling the [`Reader`]
/// decides what it is and what to note of it. That takes longer, by its branches alone: no
/// processor can foresee the digits of a signature.
fn documented_hex<const N: usize>(object: &Object<'_>, name: &str) -> Option<[u8; N]> {
    let nibble = |c: u8| match (c.wrapping_sub(b'0'), c.wrapping_sub(b'a')) {
        (digit @ 0..=9, _) => digit,
        (_, letter @ 0..=5) => letter + 10,
        _ => 0xFF,
    };
    let digits = object.str(name).filter(|text| text.len() == 2 * N)?.as_bytes();
    let mut bytes = [0; N];
    let mut all = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (nibble(pair[0]), nibble(pair[1]));
        *byte = high << 4 | low;
        all |= high | low;
    }
    (all < 16).then_some(bytes)
}

fn hash_check(expected: Digest, actual: Digest, shown: &str) -> Check {
    if expected == actual {
        Check::pass(CheckName::PayloadHash)
            .note("SHA-256 of the canonical bytes.")
            .values(shown, shown)
    } else {
        Check::fail(CheckName::PayloadHash, Reason::PayloadHashMismatch)
            .values(expected.to_string(), shown)
    }
}

/// The canonical bytes are built from the shown fields, so a changed field breaks the signature.
/// What is left to compare is the one thing that has two names.
fn check_binding(object: &Object<'_>, finding: &mut Finding) {
    let (id, event_id) = (object.present("id"), object.present("event_id"));
    match (id, event_id) {
        (Some(a), Some(b)) if a.to_display() != b.to_display() => finding.add(
            Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                .values(a.to_display(), b.to_display())
                .note("event_id: the id that was signed is another."),
        ),
        _ => finding.add(
            Check::pass(CheckName::Binding)
                .note("The signed bytes are built from the fields shown."),
        ),
    }
}

fn list_fields(object: &Object<'_>, finding: &mut Finding, signed: Option<&Canonical>) {
    let has_id = !absent(object.get("id"));
    finding.fields.reserve(object.members().len());
    for (key, node) in object.members() {
        let name = &*key.text;
        if PROOF_FIELDS.contains(&name) {
            continue;
        }
        let signed_name = if name == "id" { "event_id" } else { name };
        let hidden = name == "event_id" && has_id;
        let place = SIGNED.iter().position(|s| *s == signed_name).filter(|_| !hidden);
        let range = place.and_then(|i| signed?.values[i].clone().map(|r| (i, r)));
        let value = node.to_display();
        let (status, signed_value) = match (signed, range) {
            (Some(canonical), Some((_, range))) => {
                let bytes = &canonical.bytes[range];
                let same = match &node.value {
                    // A string is signed as it is, but for timestamps.
                    Value::String(_) if !name.ends_with("_at") => true,
                    Value::String(_) => bytes[1..bytes.len() - 1] == *value.as_bytes(),
                    _ => bytes == value.as_bytes(),
                };
                match same {
                    true => (FieldStatus::Signed, None),
                    false => {
                        let text = String::from_utf8_lossy(bytes);
                        let text = text.trim_matches('"').to_owned();
                        (FieldStatus::Normalised, Some(text))
                    }
                }
            }
            _ => (FieldStatus::Unsigned, None),
        };
        // The names that occur cost no allocation.
        let name = match SIGNED.iter().find(|s| **s == name) {
            Some(known) => (*known).into(),
            None => key.text.to_string().into(),
        };
        finding.fields.push(Field { name, value, status, signed_value });
    }
}

fn audit_entry(
    object: &Object<'_>,
    finding: &Finding,
    canonical: Option<&Canonical>,
) -> Option<AuditEntry> {
    let canonical = canonical?;
    let axes = finding.own_axes();
    let failed = finding.checks.iter().any(|c| c.outcome == Outcome::Fail);
    Some(AuditEntry {
        org_id: object.str("org_id")?.to_owned(),
        seq: object.get("seq")?.as_i64()?,
        digest: canonical.digest,
        holds: axes.signature == Outcome::Pass && !failed,
    })
}

//! Documents: the signature covers the bytes of `signed_payload_b64`, whose field names are not
//! documented, so what they bind is found by value.

use super::binding;
use super::carried::ORIGINAL;
use super::draft::Draft;
use super::reader::Reader;
use super::statement;
use super::want::WantRole;
use crate::encoding::{Digest, decode_bytes};
use crate::json::{self, Node, Object, Value};
use crate::limits;
use crate::trust::{Claim, Forms, Over, SignedForm, Verifier};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, RecordKind};

const PROOF_FIELDS: &[&str] = &["signature_b64", "signed_payload_b64", "public_key_b64", ORIGINAL];

/// Judges `GET /v1/document/{event_id}`.
pub(crate) fn assess(
    object: &Object<'_>,
    verifier: &mut Verifier<'_>,
    mut finding: Finding,
) -> Draft {
    let mut r = Reader::new(object, &mut finding);
    r.required_string("event_id");
    let digest = r.required_digest("document_hash", Some(Reason::InvalidDocumentHash));
    for name in ["tenant_id", "document_ref", "created_at"] {
        r.string(name);
    }
    let carried = check_original(&mut r, digest);
    let algorithm_known = r.algorithm("signature_alg");
    let signature = r.signature("signature_b64");
    let signed = r.signed_bytes("signed_payload_b64", "base64", decode_bytes);
    let parsed = signed.as_deref().map(json::parse);
    let signed_object = parsed.as_ref().and_then(|p| p.as_ref().ok()).and_then(Node::as_object);
    let claim = Claim {
        key: r.key("public_key_b64"),
        key_field: "public_key_b64",
        issuer: r.issuer().signed(signed_object),
        time: binding::time_of_signing(signed_object, object),
    };
    r.finish();

    let mut holds = false;
    if let Some(signed) = &signed {
        let form = SignedForm::new(Over::SignedPayloadBase64, &signed[..]);
        let signature = signature.filter(|_| algorithm_known);
        let forms = [form];
        holds = verifier
            .judge(&mut finding, &claim, signature.as_ref(), &forms, Forms::Documented)
            .is_some();
    }
    let bound =
        binding::compare(&mut finding, object, signed_object, |name| name, PROOF_FIELDS, holds);
    if let (true, Some(digest), Some(signed), Some(parsed)) = (holds, digest, &signed, &parsed) {
        bind(&mut finding, digest, signed, parsed, &bound);
    }
    if let Some(digest) = digest {
        finding.add_hash("document_hash", digest.to_string());
    }
    let mut draft = Draft::new(finding);
    draft.want(WantRole::Document, digest);
    draft.carried = carried;
    draft.named_by.extend(digest);
    draft.statement = signed.filter(|_| holds).map(Into::into);
    draft
}

/// The signed bytes, for which the signature holds, must name the document's hash.
fn bind(
    finding: &mut Finding,
    digest: Digest,
    signed: &[u8],
    parsed: &Result<Node<'_>, json::JsonError>,
    bound: &[String],
) {
    let binding = CheckName::Binding;
    let unbound = |check: Check| check.stated(digest);
    let bare = raw_forms(digest).into_iter().find(|(form, _)| form == signed);
    let check = match (bare, parsed) {
        (Some((_, name)), _) => {
            Check::unknown(binding, Reason::SignedBytesUndocumented).note(format!(
                "The signed part is {name} and nothing else. For a document, the documentation \
                 describes a signed statement. A signature over a hash alone could have been made \
                 for anything that has this hash."
            ))
        }
        (None, Ok(node)) => match names_document(node, digest) {
            Named::Yes if finding.has_reason(Reason::SignedFieldsDiffer) => return,
            Named::Yes if bound.is_empty() => {
                Check::pass(binding).note("The signed part contains the document's hash.")
            }
            Named::Yes => Check::pass(binding).note(binding::agreed(bound)),
            Named::No => {
                unbound(Check::fail(binding, Reason::SignedPayloadDoesNotBind)).clause(NOT_NAMED)
            }
            Named::AsAnother(kind) => {
                unbound(Check::fail(binding, Reason::SignedPayloadDoesNotBind))
                    .note(statement::of_another_kind(kind, RecordKind::Document))
            }
            Named::InVersion(check) => check,
            Named::Unclear(why) => {
                unbound(Check::unknown(binding, Reason::SignedPayloadDoesNotBind)).note(why)
            }
        },
        (None, Err(e)) if matches!(e.kind, json::JsonErrorKind::DuplicateKey(_)) => {
            Check::unknown(binding, Reason::DuplicateJsonKey)
                .offset(e.offset)
                .note(format!("The signed part cannot be read: {e}."))
        }
        (None, Err(_)) => {
            unbound(Check::fail(binding, Reason::SignedPayloadDoesNotBind)).clause(NOT_NAMED)
        }
    };
    finding.add(check);
}

const NOT_NAMED: &str = "the signed part does not contain this document's hash";

/// Whether a signed statement names a document's hash as its own.
enum Named {
    Yes,
    No,
    Unclear(&'static str),
    /// It has the form of another kind of statement.
    AsAnother(RecordKind),
    /// It is not of the documented version.
    InVersion(Check),
}

/// The field names of the statement are not documented, so the hash is told by its value: it must
/// stand under the name of the shown field, or be the only hash there is. A statement may name
/// other hashes too, such as that of an earlier version.
fn names_document(node: &Node<'_>, digest: Digest) -> Named {
    let statement = node.as_object();
    if let Some(kind) = statement::other_kind(statement, RecordKind::Document) {
        return Named::AsAnother(kind);
    }
    let named = names_hash(node, digest);
    // Without `v: 1` it may be something else that the key signed, such as the payload of an event,
    // and a newer version may name the hash in another way. But what states no version and names no
    // such hash either does not speak of the document.
    let versioned = statement.is_some_and(|s| s.has_any(&["v"]));
    match binding::unsupported_version(statement) {
        Some(check) if versioned || !matches!(named, Named::No) => Named::InVersion(check),
        _ => named,
    }
}

fn names_hash(node: &Node<'_>, digest: Digest) -> Named {
    if let Some(named) = node.as_object().and_then(|s| s.present("document_hash")) {
        let parsed = named.as_str().and_then(|text| Digest::parse(text).ok());
        return if parsed.is_some_and(|p| p.digest == digest) { Named::Yes } else { Named::No };
    }
    let Some(object) = node.as_object() else {
        let mut all = Vec::new();
        binding::digests(node, &mut all);
        let is_in = all.contains(&digest);
        return if is_in { Named::Unclear("The signed part is no statement.") } else { Named::No };
    };
    let (mut own, mut others) = (Vec::new(), Vec::new());
    let mut is_alone = true;
    for (name, value) in object.members() {
        let of_customer = OF_CUSTOMER.contains(&&*name.text);
        binding::digests(value, if of_customer { &mut others } else { &mut own });
        is_alone &= !may_hold_other_hash(value, digest);
    }
    match (own.contains(&digest), others.contains(&digest)) {
        (true, _) if is_alone => Named::Yes,
        (true, _) => Named::Unclear(
            "The signed part contains several hashes, or what may be one, and which one is the document's is \
             not documented.",
        ),
        (false, true) => Named::Unclear(
            "The signed part contains this hash only where a reference or other text of the customer's stands.",
        ),
        (false, false) => Named::No,
    }
}

/// Members that are documented as something else than the document's hash. What stands in them is mostly what a
/// customer wrote.
const OF_CUSTOMER: [&str; 8] = [
    "event_id",
    "tenant_id",
    "document_ref",
    "event_type",
    "trace_id",
    "metadata",
    "organization",
    "created_at",
];

/// Whether a value may hold another hash than this, in whatever notation and of whatever length: the document's
/// own could be written so.
fn may_hold_other_hash(node: &Node<'_>, digest: Digest) -> bool {
    match &node.value {
        Value::String(text) => {
            let is_it = Digest::parse(&text.text).is_ok_and(|read| read.digest == digest);
            !is_it && may_be_hash(&text.text)
        }
        Value::Array(items) => {
            let byte = |item: &Node<'_>| item.to_i64().is_some_and(|n| (-128..256).contains(&n));
            HASHES.contains(&items.len()) && items.iter().all(byte)
                || items.iter().any(|item| may_hold_other_hash(item, digest))
        }
        Value::Object(object) => {
            object.members().iter().any(|(_, value)| may_hold_other_hash(value, digest))
        }
        _ => false,
    }
}

/// How long hashes are, from SHA-1 to SHA-512. In bytes.
const HASHES: [usize; 5] = [20, 28, 32, 48, 64];

/// Whether a text holds so many hexadecimal digits, or a word that is base64 of so many bytes.
fn may_be_hash(text: &str) -> bool {
    let has =
        |digits: usize| text.split(|c: char| !c.is_ascii_hexdigit()).any(|d| d.len() == digits);
    let is_base64 = |word: &str| {
        let has = |is: fn(&u8) -> bool| word.bytes().any(|b| is(&b));
        has(u8::is_ascii_digit)
            && has(u8::is_ascii_uppercase)
            && has(u8::is_ascii_lowercase)
            && decode_bytes(word).is_ok_and(|bytes| HASHES.contains(&bytes.len()))
    };
    // `sha256-` stands before base64 in HTML, and a hyphen is a character of another base64.
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=_-".contains(c)));
    HASHES.into_iter().any(|len| has(2 * len))
        || words.flat_map(|w| [Some(w), w.split_once('-').map(|w| w.1)]).flatten().any(is_base64)
}

fn raw_forms(digest: Digest) -> [(Vec<u8>, &'static str); 3] {
    let hex = digest.to_string();
    let prefixed = format!("sha256:{hex}");
    [
        (digest.0.to_vec(), "the document's hash as its 32 bytes"),
        (hex.into_bytes(), "the document's hash in hexadecimal"),
        (prefixed.into_bytes(), "the document's hash with the prefix sha256:"),
    ]
}

/// A record or a request may carry the document itself. Returns the hash of what it carries.
fn check_original(r: &mut Reader<'_, '_>, digest: Option<Digest>) -> Option<Digest> {
    const FIELD: &str = ORIGINAL;
    let text = r.string(FIELD)?;
    let rules = CheckName::Rules;
    let bytes = match decode_bytes(text) {
        Ok(bytes) => bytes,
        Err(e) => {
            let check = Check::unknown(rules, Reason::InvalidOriginalBytesBase64).field(FIELD);
            r.finding().add(check.note(format!("It is not base64: {e}.")));
            return None;
        }
    };
    if bytes.is_empty() {
        r.finding().add(Check::unknown(rules, Reason::OriginalBytesEmpty).field(FIELD));
        return None;
    }
    const LIMIT: usize = limits::ORIGINAL;
    if bytes.len() > LIMIT {
        r.finding().add(
            Check::unknown(rules, Reason::OriginalBytesTooLarge)
                .field(FIELD)
                .calculated(format!("{} bytes", bytes.len()))
                .note(format!("At most {LIMIT} bytes are documented.")),
        );
    }
    let actual = Digest::of(&bytes);
    if let Some(digest) = digest {
        let check = if actual == digest {
            Check::pass(CheckName::ContentHash)
        } else {
            Check::fail(CheckName::ContentHash, Reason::OriginalBytesHashMismatch)
        };
        r.finding().add(check.field(FIELD).stated(digest).calculated(actual));
    }
    Some(actual)
}

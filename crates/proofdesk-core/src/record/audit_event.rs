//! Audit-log events, schema `invoance.audit/1`: the one kind whose canonical bytes are fully
//! documented. The signature is over those bytes; the hash is beside it.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::audit_entry::AuditEntry;
use super::binding::agreement;
use super::draft::Draft;
use super::reader::{Reader, absent, beginning};
use crate::canonical::{self, Nulls, Uncanonical};
use crate::contested::{Changed, all_empty_objects, lacks_structure, signs, with_types};
use crate::encoding::{Digest, decode_flexible, decode_lowercase};
use crate::json::{self, Node, Number, Object, Value};
use crate::record::look_alike;
use crate::time::{Timestamp, TimestampError, fraction_digits};
use crate::trust::{Claim, Forms, Over, SignedForm, Verifier};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Field, FieldStatus, Finding, Outcome, ValueSource};

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
/// use proofdesk_core::{json, record::canonical_audit_bytes};
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
    canonical(event, Saved::AsWritten).map(|c| c.bytes)
}

/// How values are taken that programs change when they save them.
#[derive(Clone, Copy, PartialEq)]
enum Saved {
    /// They did not.
    AsWritten,
    /// Integers as floats: the API signs no floats, but programs write 5 as 5.0, and 10^17 as 1e17.
    Integers,
    /// Empty objects as empty arrays, as PHP does. Targets are an array anyway.
    EmptyObjects,
    /// Texts as others.
    Texts(Changed),
    /// Without empty objects, as Go does: these members are such, if they are not there.
    Omitted(&'static [&'static str]),
}

impl Saved {
    /// In which other forms than as it is written an event may have been signed.
    fn others() -> impl Iterator<Item = (Over, Self)> {
        const OMITTED: [&[&str]; 3] = [&["context"], &["metadata"], &OPTIONAL];
        let texts = Changed::all().chain(Changed::NORMALISED);
        let texts = texts.map(|changed| (Over::CanonicalTexts, Self::Texts(changed)));
        let omitted = OMITTED.map(|names| (Over::CanonicalEmpties, Self::Omitted(names)));
        [(Over::CanonicalIntegers, Self::Integers), (Over::CanonicalObjects, Self::EmptyObjects)]
            .into_iter()
            .chain(omitted)
            .chain(texts)
    }
}

struct Canonical {
    bytes: Vec<u8>,
    digest: Digest,
    /// Where each member of [`SIGNED`] has its value in `bytes`.
    values: [Option<Range<usize>>; SIGNED.len()],
}

impl Canonical {
    /// The form that these bytes are.
    fn of(bytes: Vec<u8>) -> Self {
        let mut values = [const { None }; SIGNED.len()];
        let node = json::parse(&bytes).ok();
        let members = node.as_ref().and_then(Node::as_object).map(Object::members);
        for (name, value) in members.unwrap_or_default() {
            if let Some(i) = SIGNED.iter().position(|signed| **signed == *name.text) {
                values[i] = Some(value.start()..value.end());
            }
        }
        drop(node);
        Self { digest: Digest::of(&bytes), bytes, values }
    }

    /// A member of [`SIGNED`] as it is signed.
    fn text(&self, i: usize) -> Option<&str> {
        std::str::from_utf8(&self.bytes[self.values[i].clone()?]).ok()
    }

    /// A timestamp as it is signed.
    fn time(&self, name: &str) -> Option<&str> {
        let text = SIGNED.iter().position(|signed| *signed == name).and_then(|i| self.text(i))?;
        Some(text.trim_matches('"'))
    }
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
        (Some(shown), Some(signed)) => agreement(name, shown, signed).is_equal(),
        (Some(_), None) => false,
    })
}

fn canonical(event: &Object<'_>, saved: Saved) -> Result<Canonical, AuditFault> {
    let mut bytes = Vec::with_capacity(1024);
    let mut values = [const { None }; SIGNED.len()];
    for (i, name) in SIGNED.into_iter().enumerate() {
        let node = signed_member(event, name);
        let is_omitted = || matches!(saved, Saved::Omitted(names) if names.contains(&name));
        match node {
            None if !OPTIONAL.contains(&name) => return Err(AuditFault::Missing(name)),
            None if !is_omitted() => continue,
            _ => {}
        }
        bytes.push(if i == 0 { b'{' } else { b',' });
        if name == "seq" {
            bytes.extend_from_slice(b"\"schema_id\":\"invoance.audit/1\",");
        }
        bytes.push(b'"');
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b"\":");
        let start = bytes.len();
        let Some(node) = node else {
            bytes.extend_from_slice(b"{}");
            values[i] = Some(start..bytes.len());
            continue;
        };
        if name.ends_with("_at") {
            let text = node.as_str().ok_or(TimestampError::Form);
            let time = text.and_then(Timestamp::parse_saved);
            let time = time.map_err(|e| AuditFault::Timestamp(name, e))?;
            canonical::write_string(&time.to_canonical_millis(), &mut bytes);
        } else {
            let write = |number: &Number<'_>, _: &str, out: &mut Vec<u8>| {
                let float = Some(number).filter(|number| !number.is_integral());
                match float
                    .filter(|_| saved == Saved::Integers)
                    .and_then(|number| number.to_integer())
                {
                    Some(integer) => out.extend_from_slice(integer.as_bytes()),
                    None => number.write(out),
                }
            };
            canonical::write_numbers(node, Nulls::Strip, name, &write, &mut bytes)
                .map_err(|e| AuditFault::Uncanonical(name, e))?;
            let is_list = node.as_array().is_some_and(<[_]>::is_empty);
            let other = match saved {
                Saved::EmptyObjects if !is_list => all_empty_objects(&bytes[start..]),
                Saved::Texts(changed) => {
                    json::parse(&bytes[start..]).ok().and_then(|node| changed.undone_in(&node))
                }
                _ => None,
            };
            if let Some(other) = other {
                bytes.truncate(start);
                bytes.extend(other);
            }
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
    let key = r.key("signing_public_key");
    let issuer = r.issuer();
    r.finish();

    let canonical = well_formed.then(|| canonical(object, Saved::AsWritten));
    let mut holds = false;
    let canonical = match canonical {
        Some(Ok(written)) => {
            finding.add(Check::pass(CheckName::CanonicalForm));
            let mut forms = vec![(Over::Canonical, written)];
            // Of what a program changed, the stated hash is another. So it tells the form, and where none is
            // stated, the signature does.
            if digest != Some(forms[0].1.digest) {
                let is_it = |form: &Canonical| match digest {
                    Some(digest) => form.digest == digest,
                    None => form.bytes != forms[0].1.bytes,
                };
                let others = Saved::others().filter_map(|(over, saved)| {
                    Some((over, self::canonical(object, saved).ok().filter(is_it)?))
                });
                let others: Vec<_> = others.collect();
                forms.extend(others);
                if let (1, Some(digest)) = (forms.len(), digest) {
                    let form = with_types(&forms[0].1.bytes, |form| Digest::of(form) == digest);
                    forms.extend(form.map(|(form, _)| (Over::CanonicalTypes, Canonical::of(form))));
                }
            }
            // The signature decides between them, or the hash where no signature can.
            let hash = finding.checks.len();
            let held = {
                let signed =
                    forms.iter().map(|(over, form)| SignedForm::new(*over, &form.bytes[..]));
                let signed: Vec<SignedForm<'_>> = signed.collect();
                // What is compared with the dates of a pin is the time that is signed: digits below
                // the millisecond are anybody's.
                let claim = Claim {
                    key,
                    key_field: "signing_public_key",
                    issuer,
                    time: forms[0].1.time("ingested_at").map(|text| (ValueSource::Signed, text)),
                };
                let signature = signature.filter(|_| algorithm_known);
                verifier.judge(&mut finding, &claim, signature.as_ref(), &signed, Forms::Documented)
            };
            holds = held.is_some();
            let by_hash = || forms.iter().position(|(_, form)| Some(form.digest) == digest);
            let (over, chosen) = forms.swap_remove(held.or_else(by_hash).unwrap_or(0));
            // A value of another type is not the one that was signed, however a program came to write it so.
            if matches!(over, Over::CanonicalTypes) {
                finding.add(
                    Check::unknown(CheckName::CanonicalForm, Reason::WeakerFormMatched).note(
                        "The hash and the signature are those of the event with values of other types, as \
                         programs and databases change them: true as 1, numbers as text.",
                    ),
                );
            }
            if let Some(digest) = digest {
                finding.checks.insert(hash, hash_check(digest, chosen.digest));
            }
            finding.add_hash("canonical_sha256", chosen.digest.to_string());
            // Where the hash holds, nothing was lost.
            if !holds && Some(chosen.digest) != digest {
                note_lost_values(object, &mut finding);
            }
            Some(chosen)
        }
        Some(Err(fault)) => {
            finding.add(
                Check::unknown(CheckName::CanonicalForm, Reason::CanonicalizationFailed)
                    .note(format!("{fault}.")),
            );
            None
        }
        None => None,
    };
    if let (true, Some(canonical)) = (holds, &canonical) {
        check_binding(object, &mut finding, canonical);
    }
    list_fields(object, &mut finding, canonical.as_ref().filter(|_| holds));

    let entry = audit_entry(object, &finding, canonical.as_ref());
    let mut draft = Draft::new(finding);
    draft.audit = entry;
    draft
}

/// Says of an event that does not hold which of its values may have lost digits on the way, so that
/// what was signed cannot be rebuilt. No search could find them.
fn note_lost_values(event: &Object<'_>, finding: &mut Finding) {
    let mut lost = Vec::new();
    let mut causes = BTreeSet::new();
    for name in SIGNED {
        let Some(node) = signed_member(event, name) else { continue };
        if holds_rounded_integer(node) {
            causes.insert("rounded a large integer");
            lost.push(format!(
                "{name} contains an integer of 2^53 or more: a program such as JavaScript or jq may have \
                 rounded it."
            ));
        }
        let signs = signs(node);
        if !signs.is_empty() {
            causes.insert("changed characters or numbers, as the note says,");
        }
        lost.extend(signs.into_iter().map(|sign| format!("{name}: {sign}")));
        if holds_empty_array(node) && name != "targets" {
            causes.insert("written an empty object as an array");
            lost.push(format!("{name} contains an empty array: PHP saves an empty object so."));
        }
        if name.ends_with("_at") && node.as_str().is_some_and(|text| fraction_digits(text) < 3) {
            causes.insert("cut the milliseconds of a time");
            lost.push(format!(
                "{name} is written with fewer than three decimals of a second; milliseconds are \
                 signed, and a program may have cut them."
            ));
        }
    }
    let failed = |check: &&mut Check| {
        check.outcome == Outcome::Fail
            && matches!(check.check, CheckName::PayloadHash | CheckName::Signature)
    };
    // Where a part of what was signed is not there, nothing was compared.
    let lacking =
        SIGNED.into_iter().filter(|n| signed_member(event, n).is_some_and(lacks_structure));
    if let [first, ..] = lacking.collect::<Vec<_>>()[..] {
        for check in finding.checks.iter_mut().filter(failed) {
            check.outcome = Outcome::Unknown;
            check.reason = Some(Reason::CanonicalizationFailed);
            check.note = Some(
                format!(
                    "{first} contains a text that programs write in place of an object or an array, such as \
                     PowerShell beyond the depth of ConvertTo-Json."
                )
                .into(),
            );
        }
    }
    if lost.is_empty() {
        return;
    }
    let causes = format!(
        "A program may have {} when it saved the event. Or an export may have altered the record, or somebody may \
         have changed the signed part, the signature or the key.",
        Vec::from_iter(causes).join(" or ")
    );
    for (i, check) in finding.checks.iter_mut().filter(failed).enumerate() {
        *check = check.clone().possible_causes(causes.clone());
        if i == 0 {
            check.note = Some(lost.join(" ").into());
        }
    }
}

/// Whether there is a number that a program which knows doubles only would save as it is.
fn holds_rounded_integer(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Number(number) => {
            number.to_f64().abs() >= (1_u64 << 53) as f64 && number.is_rounded(number)
        }
        Value::Array(items) => items.iter().any(holds_rounded_integer),
        Value::Object(object) => {
            object.members().iter().any(|(_, value)| holds_rounded_integer(value))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Whether there is an array without elements.
fn holds_empty_array(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Array(items) => items.is_empty() || items.iter().any(holds_empty_array),
        Value::Object(object) => object.members().iter().any(|(_, value)| holds_empty_array(value)),
        _ => false,
    }
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
    let seq = r.required("seq");
    if let Some(node) = seq.filter(|node| node.to_i64().is_none()) {
        r.no_integer("seq", "a 64-bit integer", node);
    }
    good &= seq.is_some_and(|node| node.to_i64().is_some());
    good &= r.required_object("actor").is_some();
    let targets = r.required("targets");
    if let Some(node) = targets.filter(|node| node.as_array().is_none()) {
        r.of_another_type("targets", "an array", node);
    }
    good &= targets.is_some_and(|node| node.as_array().is_some());
    for name in OPTIONAL {
        if let Some(node) = r.optional(name).filter(|n| n.as_object().is_none()) {
            r.of_another_type(name, "an object", node);
            good = false;
        }
    }
    let schema = r.optional("schema_id").filter(|n| n.as_str() != Some(SCHEMA));
    let version = r.optional("version").filter(|n| n.to_i64() != Some(1));
    for (name, node, documented) in [("schema_id", schema, SCHEMA), ("version", version, "1")] {
        if let Some(node) = node {
            r.finding().add(
                Check::unknown(CheckName::Parse, Reason::UnsupportedSchema)
                    .field(name)
                    .shown(beginning(&node.to_display()))
                    .note(format!("The documented one is {documented}.")),
            );
            good = false;
        }
    }
    good
}

/// What is spelled as it is documented, in lowercase hex. Of any other spelling the [`Reader`]
/// decides what it is and what to note of it.
fn documented_hex<const N: usize>(object: &Object<'_>, name: &str) -> Option<[u8; N]> {
    decode_lowercase(object.str(name)?)
}

fn hash_check(stated: Digest, calculated: Digest) -> Check {
    let check = match stated == calculated {
        true => Check::pass(CheckName::PayloadHash),
        false => Check::fail(CheckName::PayloadHash, Reason::PayloadHashMismatch),
    };
    check.form(Over::Canonical.name()).stated(stated).calculated(calculated)
}

/// The canonical bytes are built from the shown fields, so a changed field breaks the signature.
/// What is left to compare is the one thing that has two names, and numbers of which these bytes do
/// not have every digit.
fn check_binding(object: &Object<'_>, finding: &mut Finding, canonical: &Canonical) {
    let before = finding.checks.len();
    if let (Some(id), Some(event_id)) = (object.present("id"), object.present("event_id"))
        && !agreement("id", event_id, id).is_equal()
    {
        let mut check = Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
            .field("event_id")
            .signed(id.to_display())
            .shown(event_id.to_display())
            .note("The signed id is the one shown as id.");
        if let Some(how) = look_alike::difference(event_id, id) {
            check.add_to_note(&how);
        }
        finding.add(check);
    }
    for (i, name) in SIGNED.into_iter().enumerate() {
        let node = signed_member(object, name).filter(|node| !canonical::is_exact(node));
        if let Some((node, signed)) = node.zip(canonical.text(i)) {
            finding.add(
                Check::unknown(CheckName::Binding, Reason::SignedFieldsDiffer)
                    .field(name)
                    .signed(signed)
                    .shown(node.to_display())
                    .clause(format!("it shows a number with more digits than were signed: {name}"))
                    .possible_causes(
                        "A program may have written the number in full, or its last digits may have been changed.",
                    )
                    .note("It shows a number with more digits than the signed bytes keep."),
            );
        }
    }
    if finding.checks.len() == before {
        finding.add(
            Check::pass(CheckName::Binding)
                .note("The signed bytes were rebuilt from the fields shown."),
        );
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
        let place = SIGNED.iter().position(|s| *s == signed_name);
        let is_signed = signed.is_some();
        let signed = match name {
            "schema_id" => signed.map(|_| SCHEMA),
            _ => signed.zip(place).and_then(|(signed, i)| signed.text(i)),
        };
        let value = node.to_display();
        let (status, signed_value) = match signed {
            // As missing: the canonical bytes leave `null` out.
            None if is_signed && place.is_some() && node.value == Value::Null => continue,
            None => (FieldStatus::Unsigned, None),
            Some(signed) => {
                let same = match &node.value {
                    // The id is signed once, also where it is shown under both of its names.
                    Value::String(_) if name == "event_id" && has_id => {
                        object.str("id") == Some(&*value)
                    }
                    // It is no member of the bytes that the program keeps, but part of their form.
                    Value::String(_) if name == "schema_id" => signed == value,
                    Value::String(_) => is_text(signed, &value),
                    _ => signed == value,
                };
                let other =
                    || json::parse(signed.as_bytes()).ok().map(|signed| signed.to_display());
                match same {
                    true => (FieldStatus::Signed, None),
                    false if name == "event_id" => {
                        (FieldStatus::Unsigned, object.str("id").map(str::to_owned))
                    }
                    false if canonical::is_exact(node) => (FieldStatus::Normalised, other()),
                    false => (FieldStatus::Unsigned, other()),
                }
            }
        };
        // The names that occur cost no allocation.
        let name = match SIGNED.iter().find(|s| **s == name) {
            Some(known) => (*known).into(),
            None => key.text.to_string().into(),
        };
        finding.fields.push(Field { name, value, status, signed_value });
    }
    // What a program left out.
    for (i, name) in SIGNED.into_iter().enumerate() {
        let is_shown = signed_member(object, name).is_some() || object.get(name).is_some();
        let signed = signed.filter(|_| !is_shown).and_then(|signed| signed.text(i));
        finding.fields.extend(signed.map(|signed| Field {
            name: name.into(),
            value: String::new(),
            status: FieldStatus::NotShown,
            signed_value: Some(signed.to_owned()),
        }));
    }
}

/// Whether a string as it is signed is this text.
fn is_text(signed: &str, text: &str) -> bool {
    let inside = signed.get(1..signed.len().saturating_sub(1));
    inside == Some(text) && !text.contains('\\') || {
        let mut written = Vec::new();
        canonical::write_string(text, &mut written);
        written == signed.as_bytes()
    }
}

/// The place of an event in its log. One without canonical bytes is there too: it cannot be checked, but it is
/// not missing.
fn audit_entry(
    object: &Object<'_>,
    finding: &Finding,
    canonical: Option<&Canonical>,
) -> Option<AuditEntry> {
    let axes = finding.own_axes();
    let failed = finding.checks.iter().any(|c| c.outcome == Outcome::Fail);
    let named_key = || {
        let bytes = decode_flexible::<32>(object.str("signing_public_key")?).ok()?;
        Some(Digest::of(&bytes))
    };
    Some(AuditEntry {
        org_id: object.str("org_id")?.to_owned(),
        seq: number_shown(object.get("seq")?)?,
        digest: canonical.map(|canonical| canonical.digest),
        holds: axes.signature == Outcome::Pass && !failed && canonical.is_some(),
        named_key: if finding.signer.fingerprint.is_none() { named_key() } else { None },
    })
}

/// The number that an event shows, also where a program wrote it as a text.
fn number_shown(seq: &Node<'_>) -> Option<i64> {
    let in_text = || json::parse(seq.as_str()?.trim().as_bytes()).ok()?.to_i64();
    seq.to_i64().or_else(in_text)
}

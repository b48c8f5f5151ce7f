//! The fields that a record shows against the fields that were signed.

use std::collections::HashSet;

use super::reader::invalid_field;
use crate::contested::replaces_structure;
use crate::encoding::{Digest, decode_flexible, is_uuid};
use crate::json::{self, Node, Object, Text, Value};
use crate::record::look_alike;
use crate::text::{ReadAs, misread, without_entities};
use crate::time::Timestamp;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Field, FieldStatus, Finding, ValueSource};
use crate::{quoted, shortened};

/// How a shown value stands to the signed one. Of several, the last of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    Same,
    /// The same value in another form.
    Normalised,
    /// It cannot be read as what it should be, which is named here, so that nothing was compared.
    Unreadable(&'static str),
    Different,
}

impl Agreement {
    /// Whether the value is the signed one, in whatever form.
    pub(super) fn is_equal(self) -> bool {
        matches!(self, Self::Same | Self::Normalised)
    }
}

/// Compares every field of `shown` with the field of `signed` that has the same meaning, adds a
/// check for each difference, and lists all fields: those shown, then those that only the signed
/// statement has. Returns the names that agree, in words.
///
/// `signed_name` gives the name under which a shown field was signed; `skip` are fields that
/// carry the proof itself. With `holds` false the signature does not cover anything, so nothing
/// is listed as signed.
pub(super) fn compare(
    finding: &mut Finding,
    shown: &Object<'_>,
    signed: Option<&Object<'_>>,
    signed_name: fn(&str) -> &str,
    skip: &[&str],
    holds: bool,
) -> Vec<String> {
    let mut bound = Vec::new();
    // `null` shows nothing, as if the field were not there; the same for what is signed.
    let mut shows = HashSet::new();
    for (name, node) in shown.members() {
        let counterpart = signed.and_then(|s| s.present(signed_name(&name.text)));
        if node.value != Value::Null {
            shows.insert(signed_name(&name.text));
        } else if holds {
            continue;
        }
        if skip.contains(&&*name.text) {
            continue;
        }
        let said = shortened(&name.text);
        let compared = counterpart.filter(|_| node.value != Value::Null);
        let compared = compared.map(|signed| (signed, agreement(&name.text, node, signed)));
        let status = match compared {
            Some((_, Agreement::Same)) => FieldStatus::Signed,
            Some((_, Agreement::Normalised)) => FieldStatus::Normalised,
            _ => FieldStatus::Unsigned,
        };
        match compared {
            Some((_, Agreement::Same)) => bound.push(quoted(&name.text).into_owned()),
            Some((_, Agreement::Normalised)) => {
                bound.push(format!("{} (in different notation)", quoted(&name.text)))
            }
            // It may be named as of another kind already.
            Some((_, Agreement::Unreadable(_))) if is_named(finding, &said) => {}
            Some((_, Agreement::Unreadable(should_be))) => {
                let should_be = match &node.value {
                    Value::Array(items) if items.is_empty() => should_be,
                    Value::Array(_) | Value::Object(_) => {
                        "a value that can be compared with the signed one"
                    }
                    _ => should_be,
                };
                invalid_field(finding, &said, should_be, node);
            }
            Some(_) if !holds => note_difference(finding, &said),
            Some((signed, _)) => {
                let mut check = Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                    .field(said.into_owned())
                    .signed(signed.to_display())
                    .shown(node.to_display())
                    .offset(signed.start());
                let apart = time_apart(&name.text, node, signed);
                let difference = || look_alike::difference(node, signed);
                check.note = apart.or_else(difference).map(Into::into);
                if let (Value::Number(shown), Value::Number(signed)) = (&node.value, &signed.value)
                    && shown.is_rounded(signed)
                {
                    check = check.possible_causes(
                        "A program may have rounded the number when it saved the record. Or an export may have \
                         altered the record, or somebody may have changed the field shown.",
                    );
                }
                finding.add(check);
            }
            None => {}
        }
        let signed_value = compared.filter(|(_, agreement)| holds && *agreement != Agreement::Same);
        finding.fields.push(Field {
            name: name.text.to_string().into(),
            value: node.to_display(),
            status: if holds { status } else { FieldStatus::Unsigned },
            signed_value: signed_value.map(|(signed, _)| signed.to_display()),
        });
    }
    for (name, node) in signed.filter(|_| holds).into_iter().flat_map(Object::members) {
        // The version of a statement is of its form, and no field of the record.
        if node.value != Value::Null && name.text != "v" && !shows.contains(&*name.text) {
            finding.fields.push(Field {
                name: name.text.to_string().into(),
                value: String::new(),
                status: FieldStatus::NotShown,
                signed_value: Some(node.to_display()),
            });
        }
    }
    bound
}

/// Whether a field is noted to be invalid.
fn is_named(finding: &Finding, name: &str) -> bool {
    finding.checks.iter().any(|check| {
        check.reason == Some(Reason::InvalidField) && check.field.as_deref() == Some(name)
    })
}

/// The one comparison of a shown value with a signed one, by type and exact value, never by how
/// they are displayed. The same moment or digest may be written in another way, under a name that
/// says that it is one; the same number may be spelled in another way; a member that is `null` is
/// as missing, but not an element. `name` is that of the member that holds the values.
pub(super) fn agreement(name: &str, shown: &Node<'_>, signed: &Node<'_>) -> Agreement {
    use Agreement::{Different, Normalised, Same, Unreadable};
    match (&shown.value, &signed.value) {
        (Value::String(a), Value::String(b)) => between_texts(name, a, b),
        (Value::Number(a), Value::Number(b)) if a.spelling == b.spelling => Same,
        (Value::Number(a), Value::Number(b)) if a.same_decimal(b) => Normalised,
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).map(|(a, b)| agreement(name, a, b)).max().unwrap_or(Same)
        }
        (Value::Object(a), Value::Object(b)) => {
            let present = |object: &Object<'_>| {
                object.members().iter().filter(|(_, value)| value.value != Value::Null).count()
            };
            if present(a) != present(b) {
                return Different;
            }
            let missing = |(name, value): &(Text<'_>, Node<'_>)| {
                value.value == Value::Null && b.get(&name.text).is_none()
            };
            let same_nulls =
                a.members().len() == b.members().len() && !a.members().iter().any(missing);
            let shown = a.members().iter().filter(|(_, value)| value.value != Value::Null);
            let members = shown.map(|(name, shown)| {
                b.present(&name.text).map_or(Different, |b| agreement(&name.text, shown, b))
            });
            members.max().unwrap_or(Same).max(if same_nulls { Same } else { Normalised })
        }
        (Value::Null, Value::Null) => Same,
        (Value::Bool(a), Value::Bool(b)) if a == b => Same,
        (Value::Number(number), Value::Bool(signed))
            if number.spelling == if *signed { "1" } else { "0" } =>
        {
            Unreadable("true or false, but the number that databases write for what was signed")
        }
        (Value::Array(shown), Value::Object(signed))
            if shown.is_empty() && signed.members().is_empty() =>
        {
            Unreadable("an object, but the empty array as which PHP saves an empty one")
        }
        (Value::String(text), Value::Object(_) | Value::Array(_))
            if is_written_as_text(name, text, signed) =>
        {
            Unreadable(
                "an object or an array, but the signed one written as text, as databases export it",
            )
        }
        (Value::String(text), Value::Object(_) | Value::Array(_))
            if replaces_structure(&text.text) =>
        {
            Unreadable("an object or an array, but a text that programs write in place of one")
        }
        (Value::String(text), Value::Number(_)) if is_moment(name, text, signed) => Unreadable(
            "a number, but the moment that the signed number may count from 1970 on; in which unit is \
             not documented",
        ),
        // Such as the seconds since 1970: of which unit they are is not said.
        (shown, Value::String(signed))
            if *shown != Value::Null && time_in(name, signed).is_some() =>
        {
            Unreadable(A_TIME)
        }
        _ => Different,
    }
}

/// Whether a text is JSON of the signed value: then nothing of it was changed but its type.
fn is_written_as_text(name: &str, text: &Text<'_>, signed: &Node<'_>) -> bool {
    json::parse(text.text.as_bytes()).is_ok_and(|shown| agreement(name, &shown, signed).is_equal())
}

/// Whether a text is the moment that a number counts from 1970 on, in seconds or in thousandths.
fn is_moment(name: &str, text: &Text<'_>, signed: &Node<'_>) -> bool {
    let (Some(shown), Some(count)) = (time_in(name, text), signed.to_i64()) else { return false };
    let millis = |count: i64| {
        let nanoseconds = count.rem_euclid(1000) as u32 * 1_000_000;
        Timestamp::from_unix(count.div_euclid(1000), nanoseconds)
    };
    [Timestamp::from_unix(count, 0), millis(count)].contains(&shown)
}

const A_TIME: &str = "an RFC 3339 timestamp";

/// The time in a text, under a name that says that it is one.
fn time_in(name: &str, text: &Text<'_>) -> Option<Timestamp> {
    let is_time = name.ends_with("_at") || name.ends_with("time") || name == "timestamp";
    Timestamp::parse_saved(&text.text).ok().filter(|_| is_time)
}

/// How far apart two times are that differ.
fn time_apart(name: &str, shown: &Node<'_>, signed: &Node<'_>) -> Option<String> {
    let (Value::String(shown), Value::String(signed)) = (&shown.value, &signed.value) else {
        return None;
    };
    let shown = Timestamp::parse_saved(&shown.text).ok()?;
    let apart = shown.relative_to(time_in(name, signed)?);
    Some(format!("The time shown is {apart} than the one signed."))
}

fn between_texts(name: &str, shown: &Text<'_>, signed: &Text<'_>) -> Agreement {
    use Agreement::{Different, Normalised, Same, Unreadable};
    if shown.has_unpaired_surrogate() && signed.has_unpaired_surrogate() {
        // Which of them stood there is not kept, since no text can hold it.
        return Unreadable("a text without unpaired surrogate escapes");
    }
    if shown.has_unpaired_surrogate() || signed.has_unpaired_surrogate() {
        return Different;
    }
    if shown.text == signed.text {
        return Same;
    }
    let mut was = ReadAs::ALL.into_iter().filter_map(|read_as| misread(&shown.text, read_as));
    if was.any(|was| *was == *signed.text) || *without_entities(&shown.text) == *signed.text {
        return Normalised;
    }
    if let Some(signed) = time_in(name, signed) {
        return match Timestamp::parse_saved(&shown.text) {
            Ok(instant) if instant == signed || instant.is_shortened(&shown.text, signed) => {
                Normalised
            }
            Ok(_) => Different,
            Err(_) => Unreadable(A_TIME),
        };
    }
    if (name == "id" || name.ends_with("_id"))
        && is_uuid(&signed.text)
        && shown.text.eq_ignore_ascii_case(&signed.text)
    {
        return Normalised;
    }
    // A key is its 32 bytes, whatever the encoding.
    let key = |text: &Text<'_>| decode_flexible::<32>(&text.text).ok();
    if let Some(shown) = key(shown).filter(|_| name.contains("public_key"))
        && key(signed) == Some(shown)
    {
        return Normalised;
    }
    let digest = |text: &Text<'_>| Digest::parse(&text.text).ok().map(|parsed| parsed.digest);
    match digest(shown).filter(|_| name.ends_with("_hash")) {
        Some(shown) if digest(signed) == Some(shown) => Normalised,
        _ => Different,
    }
}

/// Says which shown fields agree with the signed statement.
pub(super) fn agreed(bound: &[String]) -> String {
    format!("Signed and equal: {}.", bound.join(", "))
}

/// Without a signature that holds nothing is bound, so that a difference is no check of its own. But
/// a record that contradicts itself is told of, where its signature was looked at.
fn note_difference(finding: &mut Finding, name: &str) {
    let looked_at = finding.checks.iter_mut().find(|check| check.check == CheckName::Signature);
    if let Some(check) = looked_at {
        check
            .add_to_note(&format!("The {} shown is not the one in the signed part.", quoted(name)));
    }
}

/// The time of signing of a document's or an attestation's record, and where it stands.
pub(super) fn time_of_signing<'a>(
    signed: Option<&'a Object<'_>>,
    shown: &'a Object<'_>,
) -> Option<(ValueSource, &'a str)> {
    let signed = signed.and_then(|s| s.str("created_at")).map(|text| (ValueSource::Signed, text));
    signed.or_else(|| Some((ValueSource::Shown, shown.str("created_at")?)))
}

/// The version that both signed statements are documented to be of.
pub(super) fn unsupported_version(statement: Option<&Object<'_>>) -> Option<Check> {
    let version = statement.and_then(|s| s.present("v"));
    if version.and_then(Node::as_i64) == Some(1) {
        return None;
    }
    let check = Check::unknown(CheckName::Binding, Reason::UnsupportedSchema)
        .field("v")
        .note("The documented version of the signed statement is 1.");
    Some(match version {
        Some(version) => check.signed(version.to_display()),
        None => check,
    })
}

/// Every string in the value, at any depth, that is a digest.
pub(super) fn digests(node: &Node<'_>, found: &mut Vec<Digest>) {
    match &node.value {
        Value::String(text) => found.extend(Digest::parse(&text.text).ok().map(|p| p.digest)),
        Value::Array(items) => items.iter().for_each(|item| digests(item, found)),
        Value::Object(object) => {
            object.members().iter().for_each(|(_, value)| digests(value, found));
        }
        _ => {}
    }
}

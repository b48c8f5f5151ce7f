//! The fields that a record shows against the fields that were signed.

use crate::canonical;
use crate::encoding::Digest;
use crate::json::{Node, Object, Text, Value};
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::verdict::{Check, CheckName, Field, FieldStatus, Finding};

/// How a shown value stands to the signed one.
pub(super) enum Agreement {
    Same,
    Normalised,
    Different,
}

/// Compares every field of `shown` with the field of `signed` that has the same meaning, adds a
/// check for each difference, and lists all fields. Returns the names that agree.
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
    for (name, node) in shown.members() {
        if skip.contains(&&*name.text) {
            continue;
        }
        // `null` shows nothing, as if the field were not there.
        let shows = node.value != Value::Null;
        let counterpart = signed.filter(|_| shows).and_then(|s| s.get(signed_name(&name.text)));
        let (status, signed_value) = match counterpart {
            None => (FieldStatus::Unsigned, None),
            Some(other) => match agreement(&name.text, node, other) {
                Agreement::Same => {
                    bound.push(name.text.to_string());
                    (FieldStatus::Signed, None)
                }
                Agreement::Normalised => {
                    bound.push(name.text.to_string());
                    (FieldStatus::Normalised, Some(other.to_display()))
                }
                Agreement::Different if !holds => {
                    note_difference(finding, &name.text);
                    (FieldStatus::Unsigned, None)
                }
                Agreement::Different => {
                    finding.add(
                        Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                            .values(other.to_display(), node.to_display())
                            .offset(other.start)
                            .note(format!("{}: shown and signed value differ.", name.text)),
                    );
                    (FieldStatus::Unsigned, Some(other.to_display()))
                }
            },
        };
        finding.fields.push(Field {
            name: name.text.to_string().into(),
            value: node.to_display(),
            status: if holds { status } else { FieldStatus::Unsigned },
            signed_value: signed_value.filter(|_| holds),
        });
    }
    bound
}

pub(super) fn agreement(name: &str, shown: &Node<'_>, signed: &Node<'_>) -> Agreement {
    if let (Some(a), Some(b)) = (shown.as_str(), signed.as_str()) {
        if a == b {
            return Agreement::Same;
        }
        let same_value = if name.ends_with("_at") || name.ends_with("time") || name == "timestamp" {
            matches!((Timestamp::parse(a), Timestamp::parse(b)), (Ok(a), Ok(b)) if a == b)
        } else if name.ends_with("_hash") {
            matches!((Digest::parse(a), Digest::parse(b)), (Ok(a), Ok(b)) if a.digest == b.digest)
        } else {
            false
        };
        return if same_value { Agreement::Normalised } else { Agreement::Different };
    }
    match (canonical::sorted(shown), canonical::sorted(signed)) {
        // The canonical form has doubles, which make numbers equal that are not.
        (Ok(a), Ok(b)) if same_value(shown, signed) => match a == b {
            true => Agreement::Same,
            false => Agreement::Normalised,
        },
        _ => Agreement::Different,
    }
}

/// Whether two values differ at most in the spelling of numbers: programs write 100.0 as 100. An
/// unpaired surrogate counts as U+FFFD.
pub(super) fn same_value(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => a.same_decimal(b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |(name, value): &(Text<'_>, Node<'_>)| {
                b.get(&name.text).is_some_and(|other| same_value(value, other))
            };
            a.members().len() == b.members().len() && a.members().iter().all(same)
        }
        (a, b) => a == b,
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
        let mut note = check.note.take().unwrap_or_default().into_owned();
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(name);
        note.push_str(": the value shown is not the one in the signed payload.");
        check.note = Some(note.into());
    }
}

/// The version that both signed statements are documented to be of.
pub(super) fn unsupported_version(statement: Option<&Object<'_>>) -> Option<Check> {
    let version = statement.and_then(|s| s.present("v"));
    if version.and_then(Node::as_i64) == Some(1) {
        return None;
    }
    let version = version.map_or("no version".to_owned(), Node::to_display);
    let check = Check::unknown(CheckName::Binding, Reason::UnsupportedSchema);
    Some(check.values("v: 1", version))
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

//! Private keys, which nobody should have sent: told of, and never repeated.

use std::borrow::Cow;

use crate::canonical::write_string;
use crate::json::{Node, Object, Value};
use crate::reason::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// What stands where a private key would be shown.
const MASK: &str = "‹private key, not shown›";

/// So many characters of a secret are enough to tell that it is repeated: values are cut for display.
const TELLING: usize = 24;

/// Whether a text holds a private key: in PEM with any label of that kind (PKCS#8, PKCS#1, SEC 1,
/// OpenSSH, PGP), or in the format of PuTTY.
pub fn is_private_key(text: &str) -> bool {
    let labels = text.split("-----BEGIN ").skip(1).filter_map(|rest| rest.split_once("-----"));
    labels.map(|(label, _)| label).any(|label| label.len() < 64 && label.contains("PRIVATE KEY"))
        || text.starts_with("PuTTY-User-Key-File-")
}

/// The secret members of an object: `d` of a JSON Web Key (RFC 7517, RFC 8037), and `private_key`.
pub(super) fn in_object(object: &Object<'_>) -> Vec<String> {
    let mut secrets = Vec::new();
    if object.has_any(&["kty", "crv"]) {
        texts(object.get("d"), &mut secrets);
    }
    texts(object.get("private_key"), &mut secrets);
    // In PEM, the text is found by itself.
    secrets.retain(|text| !text.is_empty() && !is_private_key(text));
    secrets
}

/// The texts of a value, however it is made up.
fn texts(node: Option<&Node<'_>>, found: &mut Vec<String>) {
    match node.map(|node| &node.value) {
        Some(Value::String(text)) => found.push(text.text.to_string()),
        Some(Value::Array(items)) => items.iter().for_each(|item| texts(Some(item), found)),
        Some(Value::Object(object)) => {
            object.members().iter().for_each(|(_, member)| texts(Some(member), found));
        }
        _ => {}
    }
}

/// Says that there is one.
pub(crate) fn check() -> Check {
    Check::unknown(CheckName::Parse, Reason::PrivateKey).note("Nothing of it is shown here.")
}

/// Puts the mask wherever a finding would show one of the secrets, whole or cut short.
pub(super) fn redact<'s>(finding: &mut Finding, secrets: impl Iterator<Item = &'s str>) {
    let secrets: Vec<&str> = secrets.collect();
    if secrets.is_empty() {
        return;
    }
    finding.each_text(&mut |text: &mut Cow<'static, str>| {
        for secret in &secrets {
            if let Some(masked) = mask(text, secret) {
                *text = Cow::Owned(masked);
            }
        }
    });
}

/// Hides the secrets that a JSON text holds, wherever they stand in it.
pub fn hidden(text: &str) -> Cow<'_, str> {
    let Ok(node) = crate::json::parse(text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut secrets = Vec::new();
    gather(&node, &mut secrets);
    let mut out = Cow::Borrowed(text);
    for secret in &secrets {
        if let Some(masked) = mask(&out, secret) {
            out = Cow::Owned(masked);
        }
    }
    out
}

/// The text with the mask in place of the secret, as its characters or as a JSON string has them. So
/// much of it is enough as tells that it is the secret; all that goes on like it is masked.
fn mask(text: &str, secret: &str) -> Option<String> {
    let telling: String = secret.chars().take(TELLING).take_while(|c| !c.is_control()).collect();
    if telling.is_empty() || !text.contains(&telling) {
        return None;
    }
    let mut quoted = Vec::new();
    write_string(secret, &mut quoted);
    let quoted = String::from_utf8(quoted).unwrap_or_default();
    let forms = [secret, quoted.trim_matches('"')];
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&telling) {
        out.push_str(&rest[..at]);
        out.push_str(MASK);
        let same = |form: &&str| {
            let same = rest[at..].chars().zip(form.chars()).take_while(|(a, b)| a == b);
            same.map(|(c, _)| c.len_utf8()).sum::<usize>()
        };
        rest = &rest[at + forms.iter().map(same).max().unwrap_or(telling.len())..];
    }
    out.push_str(rest);
    Some(out)
}

fn gather(node: &Node<'_>, secrets: &mut Vec<String>) {
    match &node.value {
        Value::String(text) if is_private_key(&text.text) => secrets.push(text.text.to_string()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, secrets)),
        Value::Object(object) => {
            secrets.extend(in_object(object));
            object.members().iter().for_each(|(_, member)| gather(member, secrets));
        }
        _ => {}
    }
}

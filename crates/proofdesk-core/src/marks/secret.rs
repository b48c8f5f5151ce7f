//! Private keys, which nobody should have sent: told of, and never repeated.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;

use super::embedded::{is_plain, open};
use crate::json::canonical::write_string;
use crate::json::{Node, Object, Value, pointer_token};
use crate::text::encoding::is_base64;
use crate::text::private::{JWK_SECRETS, MASK, is_private_key, masked};
use crate::text::visible;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// So many characters of a secret are enough to tell that it is repeated: values are cut for display.
const IDENTIFYING: usize = 24;

/// The secret members of an object: those of a JSON Web Key, `private_key`, and what should be a name and
/// is a key or holds one.
pub(crate) fn in_object(object: &Object<'_>) -> Vec<String> {
    let mut secrets = Vec::new();
    texts(object.get("private_key"), &mut secrets);
    // What is too short or has other characters is a word about a key: a path, or what stands in its place.
    secrets.retain(|text| text.trim().len() >= 16 && text.trim().chars().all(may_be_key));
    if object.has_any(&["kty", "crv"]) {
        JWK_SECRETS.iter().for_each(|name| texts(object.get(name), &mut secrets));
    }
    // In PEM, the text is found by itself.
    secrets.retain(|text| !text.is_empty() && !is_private_key(text));
    for (name, _) in object.members().iter().filter(|(name, _)| !is_plain(&name.text)) {
        let inside = Secrets::of_text(&name.text);
        secrets.extend(inside.all.into_iter().chain(inside.short));
    }
    secrets
}

/// Whether a character can stand in an encoded key: hex may have colons, and both may have lines.
fn may_be_key(c: char) -> bool {
    is_base64(c) || matches!(c, '=' | ':' | '\n' | '\r' | ' ')
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

/// The private keys of a value, to be found again in what is shown of it: one look-up for each place
/// of a text, however many there are.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    all: BTreeSet<String>,
    /// Their first bytes.
    heads: HashSet<Vec<u8>>,
    /// Those that are shorter.
    short: BTreeSet<String>,
}

/// So many bytes of a secret are looked up.
const HEAD: usize = 8;

impl Secrets {
    /// Those that a value holds, wherever they stand in it.
    fn of(node: &Node<'_>) -> Self {
        let mut secrets = Self::default();
        gather(node, &mut secrets);
        secrets
    }

    /// Those that a text is or holds. What encodes a key shows it too.
    fn of_text(text: &str) -> Self {
        let opened = open(text);
        let mut secrets = Self::default();
        opened.read().values.iter().for_each(|value| gather(value, &mut secrets));
        if opened.is_key || opened.was_encoded() && !secrets.is_empty() {
            secrets.add(text);
        }
        secrets
    }

    fn take(&mut self, other: Self) {
        self.all.extend(other.all);
        self.heads.extend(other.heads);
        self.short.extend(other.short);
    }

    fn is_empty(&self) -> bool {
        self.all.is_empty() && self.short.is_empty()
    }

    pub(crate) fn add(&mut self, secret: &str) {
        // Programs show it without white space around it.
        let secret = secret.trim();
        match secret.as_bytes().get(..HEAD) {
            Some(head) => {
                self.heads.insert(head.to_vec());
                self.all.insert(secret.to_owned());
            }
            None if secret.is_empty() => {}
            None => {
                self.short.insert(secret.to_owned());
            }
        }
    }

    /// The text with the mask wherever it shows one of them, whole or cut short.
    fn hide(&self, text: &str) -> Option<String> {
        let mut found: BTreeSet<&String> = self.short.iter().collect();
        for (at, head) in text.as_bytes().windows(HEAD).enumerate() {
            if !self.heads.contains(head) || !text.is_char_boundary(at) {
                continue;
            }
            // The secret that has most in common with what stands here is next to it in order.
            let here = &text[at..];
            found.extend(
                self.all.range::<str, _>((Bound::Unbounded, Bound::Included(here))).next_back(),
            );
            found
                .extend(self.all.range::<str, _>((Bound::Excluded(here), Bound::Unbounded)).next());
        }
        let mut out = None;
        for secret in found {
            let masked = mask(out.as_deref().unwrap_or(text), secret);
            out = masked.or(out);
        }
        out
    }

    /// Puts the mask wherever a finding would show one of them.
    pub(crate) fn redact(&self, finding: &mut Finding) {
        if self.is_empty() {
            return;
        }
        finding.each_text(&mut |text: &mut Cow<'static, str>| {
            if let Some(masked) = self.hide(text) {
                *text = Cow::Owned(masked);
            }
        });
    }

    /// Puts the mask wherever one of the texts would show one of them.
    pub(crate) fn redact_texts<'t>(&self, texts: impl Iterator<Item = &'t mut String>) {
        for text in texts {
            if let Some(masked) = self.hide(text) {
                *text = masked;
            }
        }
    }
}

/// Puts the mask wherever a finding would show a private key that the JSON text holds.
pub(crate) fn redact_those_of(node: &Node<'_>, finding: &mut Finding) {
    Secrets::of(node).redact(finding);
}

/// Puts the mask wherever one of the texts would show a private key that the value holds.
pub(crate) fn redact_texts<'t>(node: &Node<'_>, texts: impl Iterator<Item = &'t mut String>) {
    Secrets::of(node).redact_texts(texts);
}

/// The value of a member as people read it, without the private keys that it holds.
pub(crate) fn shown_member(name: &str, value: &Node<'_>) -> String {
    let mut secrets = Secrets::of(value);
    if name == "private_key" {
        let mut found = Vec::new();
        texts(Some(value), &mut found);
        found.iter().for_each(|secret| secrets.add(secret));
    }
    let text = value.to_display();
    secrets.hide(&text).unwrap_or(text)
}

/// Hides the secrets that a text holds: wherever they stand in it if it is JSON, else those that are
/// told by their marks.
pub fn hidden(text: &str) -> Cow<'_, str> {
    let hidden = match crate::json::parse(text.as_bytes()) {
        Ok(node) => Secrets::of(&node).hide(text),
        Err(_) => masked(text),
    };
    hidden.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text with the mask in place of the secret, as its characters or as a JSON string has them. So
/// much of it is enough as tells that it is the secret; all that goes on like it is masked.
fn mask(text: &str, secret: &str) -> Option<String> {
    let beginning: String =
        secret.chars().take(IDENTIFYING).take_while(|c| !c.is_control()).collect();
    if beginning.is_empty() || !text.contains(&beginning) {
        return None;
    }
    let mut quoted = Vec::new();
    write_string(secret, &mut quoted);
    let quoted = String::from_utf8(quoted).unwrap_or_default();
    let shown = visible(secret);
    let forms = [secret, quoted.trim_matches('"'), &shown, &pointer_token(secret)];
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&beginning) {
        out.push_str(&rest[..at]);
        out.push_str(MASK);
        let same = |form: &&str| {
            let same = rest[at..].chars().zip(form.chars()).take_while(|(a, b)| a == b);
            same.map(|(c, _)| c.len_utf8()).sum::<usize>()
        };
        rest = &rest[at + forms.iter().map(same).max().unwrap_or(beginning.len())..];
    }
    out.push_str(rest);
    Some(out)
}

/// Whether a value holds a private key, wherever it stands in it.
pub(crate) fn is_in(node: &Node<'_>) -> bool {
    !Secrets::of(node).is_empty()
}

fn gather(node: &Node<'_>, secrets: &mut Secrets) {
    match &node.value {
        Value::String(text) if !is_plain(&text.text) => {
            secrets.take(Secrets::of_text(&text.text));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, secrets)),
        Value::Object(object) => {
            in_object(object).iter().for_each(|secret| secrets.add(secret));
            object.members().iter().for_each(|(_, member)| gather(member, secrets));
        }
        _ => {}
    }
}

use unicode_normalization::is_nfc;

use super::dialect::{DECOMPOSED, DIALECTS, SERDE_JSON};
use super::texts::replaces_structure;
use crate::json::{Node, Text, Value};
use crate::text::encoding::Digest;

/// A construct on which implementations disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Construct {
    Double,
    LargeInteger,
    KeyBeyondBmp,
    UnpairedSurrogate,
    NotNfc,
    LostStructure,
}

impl Construct {
    fn name(self) -> &'static str {
        match self {
            Self::Double => "a number with a fraction, an exponent or a negative zero",
            Self::LargeInteger => "an integer of 2^53 or more",
            Self::KeyBeyondBmp => "a key with a character beyond U+FFFF",
            Self::UnpairedSurrogate => "an unpaired surrogate escape",
            Self::NotNfc => "text that Unicode normalisation changes",
            Self::LostStructure => {
                "a text of the form that PowerShell, beyond the depth of ConvertTo-Json, or JavaScript \
                 writes in place of an object or an array"
            }
        }
    }
}

/// The contested constructs in a value of which this hash is stated, each once. Texts with composed letters are in
/// everything, so they count only where the decomposed ones have the hash.
pub(crate) fn find(node: &Node<'_>, wanted: Digest) -> Vec<Construct> {
    let mut found = Vec::new();
    visit(node, &mut |construct| {
        if !found.contains(&construct) {
            found.push(construct);
        }
    });
    if found.is_empty() {
        let mut decomposed = Vec::new();
        DECOMPOSED.write(node, &mut decomposed);
        found.extend((Digest::of(&decomposed) == wanted).then_some(Construct::NotNfc));
    }
    found.sort();
    found
}

fn visit(node: &Node<'_>, see: &mut impl FnMut(Construct)) {
    let mut text = |t: &Text<'_>, is_key: bool| {
        if t.has_unpaired_surrogate() {
            see(Construct::UnpairedSurrogate);
        }
        if is_key && t.text.chars().any(|c| c > '\u{FFFF}') {
            see(Construct::KeyBeyondBmp);
        }
        if !is_nfc(&t.text) {
            see(Construct::NotNfc);
        }
    };
    match &node.value {
        Value::String(t) => {
            text(t, false);
            if replaces_structure(&t.text) {
                see(Construct::LostStructure);
            }
        }
        Value::Number(n) if n.may_be_rounded() => see(Construct::LargeInteger),
        Value::Number(n) if n.as_double().is_some() => see(Construct::Double),
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(object) => {
            object.members().iter().for_each(|(key, _)| text(key, true));
            object.members().iter().for_each(|(_, value)| visit(value, see));
        }
        _ => {}
    }
}

/// Which constructs, and which forms have the hash.
pub(crate) fn explain(payload: &Node<'_>, constructs: &[Construct], wanted: Digest) -> String {
    let names: Vec<&str> = constructs.iter().map(|c| c.name()).collect();
    let mut matching: Vec<&str> = DIALECTS
        .iter()
        .filter(|d| d.replaces_surrogates || !constructs.contains(&Construct::UnpairedSurrogate))
        .filter(|dialect| {
            let mut out = Vec::new();
            dialect.write(payload, &mut out);
            Digest::of(&out) == wanted
        })
        .map(|dialect| dialect.name)
        .collect();
    // The issuer's service is known to use serde_json. If that explains the hash, the others that
    // write the same say nothing more.
    if matching.first() == Some(&SERDE_JSON.name) {
        matching.truncate(1);
    }
    let whose = match matching.as_slice() {
        [] => "No known implementation's form has the stated hash.".to_owned(),
        forms => format!("It has the stated hash when written {}.", forms.join(", or ")),
    };
    format!("The payload contains {}. {whose}", names.join(", "))
}

//! A small issuer for these tests. Records are made with `serde_json`, `sha2` and `ed25519-dalek`
//! alone, so that what they are judged against does not lean on the code under test.

use ed25519_dalek::{Signer as _, SigningKey};
use proofdesk_core::key::PublicKey;
use proofdesk_core::record::Draft;
use proofdesk_core::trust::{Confirmed, Pin, Trust, Verifier};
use proofdesk_core::verdict::{Check, CheckName, Finding, Outcome, Source, Verdict};
use proofdesk_core::{assess, json};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// A key of the issuer; another number is another key.
pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub(crate) fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(key.verifying_key().as_bytes()).unwrap()
}

pub(crate) fn public_hex(key: &SigningKey) -> String {
    hex::encode(key.verifying_key().as_bytes())
}

pub(crate) fn sign(key: &SigningKey, bytes: &[u8]) -> String {
    hex::encode(key.sign(bytes).to_bytes())
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The sorted compact form, written a second time and with `serde_json`'s own scalars.
pub(crate) fn sorted(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(sorted).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_unstable_by_key(|k| k.as_bytes());
            let members: Vec<String> = keys
                .iter()
                .map(|k| format!("{}:{}", Value::from(k.as_str()), sorted(&members[*k])))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// The statement of an attestation as it is signed: its members in the documented order, then any
/// others.
pub(crate) fn statement_text(statement: &Value) -> String {
    const ORDER: [&str; 11] = [
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
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut members: Vec<(&String, &Value)> = statement.as_object().unwrap().iter().collect();
    members.sort_by_key(|(name, _)| place(name));
    let members: Vec<String> =
        members.into_iter().map(|(k, v)| format!("{}:{v}", Value::from(k.as_str()))).collect();
    format!("{{{}}}", members.join(","))
}

/// `base` with the members of `changes`; one that is set to [`ABSENT`] is removed.
pub(crate) fn with(base: &Value, changes: Value) -> Value {
    let (Value::Object(mut members), Value::Object(changes)) = (base.clone(), changes) else {
        panic!("both must be objects")
    };
    for (name, value) in changes {
        match value.as_str() == Some(ABSENT) {
            true => drop(members.remove(&name)),
            false => drop(members.insert(name, value)),
        }
    }
    Value::Object(members)
}

pub(crate) const ABSENT: &str = "\u{0}absent";

/// Every way in which one member of `base` can be missing or of another kind than it is.
pub(crate) fn damaged(base: &Value, name: &str) -> Vec<Value> {
    let kinds = [
        Value::Null,
        Value::Bool(true),
        Value::from(7),
        Value::from("\u{2603}"),
        Value::Array(vec![]),
        Value::Object(Map::new()),
    ];
    let kind = |v: &Value| std::mem::discriminant(v);
    let mut all = vec![with(base, serde_json::json!({ name: ABSENT }))];
    for value in kinds.into_iter().filter(|v| kind(v) != kind(&base[name])) {
        let mut changed = base.clone();
        changed[name] = value;
        all.push(changed);
    }
    all
}

pub(crate) fn pin(label: &str, key: &SigningKey) -> Pin {
    pin_of(label, public(key))
}

pub(crate) fn pin_of(label: &str, key: PublicKey) -> Pin {
    Pin {
        label: label.into(),
        domain: None,
        key,
        tenant_id: None,
        valid_from: None,
        valid_until: None,
        compromised_since: None,
        confirmed: Confirmed::NotAsked,
        pinned_at: None,
    }
}

/// The key is pinned, under the label `Harbour`.
pub(crate) fn pinned(key: &SigningKey) -> Trust {
    Trust::new(vec![pin("Harbour", key)], None)
}

pub(crate) fn draft_of(text: &str, trust: &Trust) -> Draft {
    let node = json::parse(text.as_bytes()).unwrap();
    let source = Source::file("record.json");
    assess(&node, source, &mut Verifier::new(trust)).expect("it is recognised")
}

pub(crate) fn draft(record: &Value, trust: &Trust) -> Draft {
    draft_of(&record.to_string(), trust)
}

/// Judges a record that carries its content.
pub(crate) fn judge(record: &Value, trust: &Trust) -> Finding {
    draft(record, trust).conclude()
}

/// All checks of a finding and its children.
pub(crate) fn all_checks(finding: &Finding) -> Vec<Check> {
    let of_children = finding.children.iter().flat_map(|child| child.checks);
    finding.checks.iter().cloned().chain(of_children).collect()
}

/// The codes of everything that did not pass, in order, children included.
pub(crate) fn reasons(finding: &Finding) -> Vec<&'static str> {
    let checks = all_checks(finding);
    checks
        .iter()
        .filter(|c| c.outcome != Outcome::Pass)
        .filter_map(|c| Some(c.reason?.code()))
        .collect()
}

/// The only check of this name.
pub(crate) fn check(finding: &Finding, name: CheckName) -> &Check {
    let all: Vec<&Check> = finding.checks.iter().filter(|c| c.check == name).collect();
    match all.as_slice() {
        [one] => one,
        _ => panic!("{} checks {name:?}: {finding:#?}", all.len()),
    }
}

pub(crate) fn note(finding: &Finding, name: CheckName) -> &str {
    check(finding, name).note.as_deref().unwrap_or_default()
}

/// The form that the only check of this name is about.
pub(crate) fn form_of(finding: &Finding, name: CheckName) -> &str {
    check(finding, name).form.as_deref().unwrap_or_default()
}

#[track_caller]
pub(crate) fn assert_verdict(finding: &Finding, verdict: Verdict, codes: &[&str]) {
    assert_eq!((finding.verdict(), reasons(finding).as_slice()), (verdict, codes), "{finding:#?}");
}

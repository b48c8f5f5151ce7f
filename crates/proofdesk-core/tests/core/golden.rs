//! The vendor's golden vectors of `invoance.audit/1`, each a test of its own.

use std::sync::LazyLock;

use proofdesk_core::encoding::decode_flexible;
use proofdesk_core::key::parse_key;
use proofdesk_core::record::canonical_audit_bytes;
use proofdesk_core::trust::{Confirmed, Pin, Trust};
use proofdesk_core::verdict::{KeySource, Verdict};
use proofdesk_core::{encoding::Digest, json};
use serde_json::Value;

use crate::issue::{assert_verdict, judge};

pub(crate) const FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/invoance-audit/audit_vectors.json");

pub(crate) static VECTORS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let text = std::fs::read(FILE).expect(FILE);
    let file: Value = serde_json::from_slice(&text).unwrap();
    file["vectors"].as_array().unwrap().clone()
});

macro_rules! vectors {
    ($($test:ident $name:literal)+) => {
        $(#[test] fn $test() { run($name) })+

        /// A vector without a test, or a test without its vector, must not go unnoticed.
        #[test]
        fn the_file_holds_exactly_these() {
            let names: Vec<&str> = VECTORS.iter().map(|v| v["name"].as_str().unwrap()).collect();
            assert_eq!(names, [$($name),+]);
        }
    };
}

vectors! {
    minimal "01_minimal"
    full "02_full"
    unicode "03_unicode"
    context_absent "04a_context_absent"
    context_null "04b_context_null"
    large "05_large"
    metadata_limits "06_metadata_limits"
    targets_order "07a_targets_order"
    targets_reordered "07b_targets_reordered"
    domain_separation "08_domain_sep_audit"
    scalar_metadata "09_scalar_metadata"
    no_version "10a_no_version"
    version_1 "10b_version_1"
    control_and_emoji "11_control_and_emoji"
    timestamp_normalization "12_timestamp_normalization"
}

fn run(name: &str) {
    let vector = VECTORS.iter().find(|v| v["name"] == name).expect("the vector is in the file");
    let text = |member: &str| vector[member].as_str().unwrap();
    let expected = hex::decode(text("canonical_hex")).unwrap();

    let event = vector["event"].to_string();
    let event = json::parse(event.as_bytes()).unwrap();
    let bytes = canonical_audit_bytes(event.as_object().unwrap()).unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&expected));
    assert_eq!(bytes, expected);
    assert_eq!(bytes, text("canonical_utf8").as_bytes());
    assert_eq!(Digest::of(&bytes).to_string(), text("payload_hash_sha256"));
    let key = parse_key(text("public_key").as_bytes()).unwrap().key;
    assert!(key.verify(&bytes, &decode_flexible(text("signature_ed25519")).unwrap()));

    // The same event as the API answers it.
    let mut record = vector["event"].clone();
    let members = record.as_object_mut().unwrap();
    let id = members.remove("event_id").unwrap();
    members.insert("id".to_owned(), id.clone());
    members.insert("payload_hash".to_owned(), vector["payload_hash_sha256"].clone());
    members.insert("signature".to_owned(), vector["signature_ed25519"].clone());
    members.insert("signing_public_key".to_owned(), vector["public_key"].clone());

    let pin = Pin {
        label: "Golden".into(),
        domain: None,
        key,
        tenant_id: None,
        valid_from: None,
        valid_until: None,
        compromised_since: None,
        confirmed: Confirmed::NotAsked,
        pinned_at: None,
    };
    let finding = judge(&record, &Trust::new(vec![pin], None));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(finding.headline(), "Verified: signed with the key you pinned as Golden");
    assert_eq!(finding.signer.source, KeySource::Pinned);
    assert_eq!(finding.id.as_deref(), id.as_str());

    let finding = judge(&record, &Trust::default());
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
    assert_eq!(finding.signer.source, KeySource::Embedded);
}

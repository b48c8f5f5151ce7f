//! The record never chooses its trust: what pins, required signers and dates make of a signature.

use proofdesk_core::time::Timestamp;
use proofdesk_core::trust::{Pin, Trust};
use proofdesk_core::verdict::{CheckName, Finding, KeySource, Outcome, ValueSource, Verdict};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, base64, check, judge, key, note, pin, pinned, public, public_hex,
    sha256, sign, with,
};
use crate::sdk::signed;

const TIME: &str = "2026-06-10T19:47:52.901Z";

fn event() -> Value {
    json!({
        "org_id": "aorg_1", "event_id": "aevt_1", "seq": 41, "action": "user.signed_in",
        "actor": {"id": "u1"}, "targets": [], "occurred_at": TIME, "ingested_at": TIME,
    })
}

/// Signed with this key, in the name of the issuer `harbour.example`, tenant `t-1`.
fn record(number: u8) -> Value {
    let issuer = json!({
        "organization": {"name": "Harbour", "primary_domain": "harbour.example"},
        "tenant_id": "t-1",
    });
    with(&signed(&event(), &key(number)), issuer)
}

fn of_domain(label: &str, number: u8, domain: &str) -> Pin {
    Pin { domain: Some(domain.to_owned()), ..pin(label, &key(number)) }
}

fn trust<const N: usize>(pins: [Pin; N]) -> Trust {
    Trust::new(pins.into(), None)
}

fn requiring<const N: usize>(pins: [Pin; N], label: &str) -> Trust {
    Trust::new(pins.into(), Some(label.into()))
}

fn fingerprint(number: u8) -> String {
    sha256(key(number).verifying_key().as_bytes())
}

fn time(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse(text).unwrap())
}

#[track_caller]
fn mismatch(finding: &Finding, code: &str, expected: &str, actual: u8) {
    assert_verdict(finding, Verdict::Mismatch, &[code]);
    let signer = check(finding, CheckName::Signer);
    assert_eq!(signer.value_from(ValueSource::Pinned), Some(expected));
    assert_eq!(signer.values.last().map(|v| &*v.value), Some(&*fingerprint(actual)));
    assert_eq!(finding.axes().signature, Outcome::Pass, "however well the signature holds");
}

#[test]
fn a_pinned_key_and_an_embedded_one() {
    let finding = judge(&record(7), &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(finding.signer.label.as_deref(), Some("Harbour"));
    assert_eq!(finding.signer.fingerprint.as_deref(), Some(&*fingerprint(7)));
    assert_eq!(finding.signer.source, KeySource::Pinned);

    let finding = judge(&record(7), &pinned(&key(8)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
    assert_eq!(
        finding.headline(),
        "Not confirmed: its key is not one that you pinned for its issuer"
    );
    assert_eq!(finding.signer.label, None);
    assert_eq!(finding.signer.fingerprint.as_deref(), Some(&*fingerprint(7)));
    assert_eq!(finding.signer.source, KeySource::Embedded);
}

#[test]
fn another_key_than_the_issuers() {
    for domain in ["harbour.example", "HARBOUR.example", "harbour.example."] {
        let finding = judge(&record(8), &trust([of_domain("Harbour", 7, domain)]));
        mismatch(&finding, "pinned_key_mismatch", &fingerprint(7), 8);
        let said = note(&finding, CheckName::Signer);
        assert!(
            said.contains("first fingerprint below is that of the key you pinned as Harbour"),
            "{said}"
        );
    }
    let by_tenant = Pin { tenant_id: Some("t-1".into()), ..pin("Harbour", &key(7)) };
    mismatch(&judge(&record(8), &trust([by_tenant])), "pinned_key_mismatch", &fingerprint(7), 8);

    // Not even a key that is pinned for somebody else.
    let pins = [of_domain("Harbour", 7, "harbour.example"), of_domain("Other", 8, "other.example")];
    let finding = judge(&record(8), &trust(pins));
    mismatch(&finding, "pinned_key_mismatch", &fingerprint(7), 8);
    // Part of a domain is another domain.
    for domain in ["arbour.example", "example", "www.harbour.example", ""] {
        let finding = judge(&record(8), &trust([of_domain("Harbour", 7, domain)]));
        assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
    }
}

#[test]
fn an_issuer_with_two_pins() {
    let pins = || [of_domain("Old", 6, "harbour.example"), of_domain("New", 7, "harbour.example")];
    for (number, label) in [(6, "Old"), (7, "New")] {
        let finding = judge(&record(number), &trust(pins()));
        assert_verdict(&finding, Verdict::Verified, &[]);
        assert_eq!(finding.signer.label.as_deref(), Some(label));
    }
    let finding = judge(&record(8), &trust(pins()));
    mismatch(&finding, "pinned_key_mismatch", &fingerprint(6), 8);
    let values = &check(&finding, CheckName::Signer).values;
    assert_eq!(values[1].value, fingerprint(7), "each pin has its own value");
}

/// A key that is pinned too, under a pin that names no other issuer, may be one of the same.
#[test]
fn another_key_under_a_pin_that_names_no_issuer() {
    let pins = [of_domain("Harbour", 7, "harbour.example"), pin("Old", &key(8))];
    let finding = judge(&record(8), &trust(pins));
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
    let said = note(&finding, CheckName::Signer);
    assert!(said.contains("as Old") && said.contains("as Harbour"), "{said}");
}

/// The fingerprint pinned where the key belongs. This one is the encoding of a point as well.
#[test]
fn a_fingerprint_that_was_pinned_as_a_key() {
    let point = |number: &u8| {
        let bytes = hex::decode(fingerprint(*number)).unwrap().try_into().unwrap();
        proofdesk_core::key::PublicKey::from_bytes(&bytes).ok()
    };
    let (number, fingerprint) = (1..).find_map(|n| Some((n, point(&n)?))).unwrap();
    let mistaken = Pin { key: fingerprint, ..of_domain("Harbour", 7, "harbour.example") };
    for trust in [
        trust([mistaken.clone()]),
        requiring([mistaken.clone()], "Harbour"),
        requiring([mistaken.clone(), pin("Other", &key(number))], "Harbour"),
        trust([Pin { domain: None, ..mistaken }]),
    ] {
        let finding = judge(&record(number), &trust);
        assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
        let said = note(&finding, CheckName::Signer);
        assert!(said.contains("Harbour is the fingerprint of this key, not a key"), "{said}");
    }
}

/// Every name that a record shows counts: a forger could add one that nobody pinned.
#[test]
fn another_key_than_that_of_one_of_its_issuers() {
    let pins = || {
        let tenant = Pin { tenant_id: Some("t-1".into()), ..pin("Tenant", &key(6)) };
        [
            of_domain("Harbour", 7, " harbour.example\t"),
            of_domain("Quay", 9, "quay.example"),
            tenant,
        ]
    };
    for more in
        [json!({"tenant_domain": "zzz.example"}), json!({"tenant_domain": " Quay.example. "})]
    {
        let finding = judge(&with(&record(8), more), &trust(pins()));
        assert_verdict(&finding, Verdict::Mismatch, &["pinned_key_mismatch"]);
    }
    // One issuer's key does not speak for another, although the record names both.
    let both = with(&record(7), json!({"tenant_domain": "quay.example", "tenant_id": ABSENT}));
    let finding = judge(&both, &trust(pins()));
    mismatch(&finding, "pinned_key_mismatch", &fingerprint(9), 7);
    let said = note(&finding, CheckName::Signer);
    assert!(
        said.contains("first fingerprint below is that of the key you pinned as Quay"),
        "{said}"
    );
    mismatch(&judge(&record(7), &trust(pins())), "pinned_key_mismatch", &fingerprint(6), 7);
    // Pins of one domain or one tenant are one issuer's, whichever of its names they have.
    let old = Pin { tenant_id: Some("t-1".into()), ..of_domain("Old", 6, "harbour.example") };
    let new = of_domain("New", 7, "harbour.example");
    for number in [6, 7] {
        let finding = judge(&record(number), &trust([old.clone(), new.clone()]));
        assert_verdict(&finding, Verdict::Verified, &[]);
    }
}

/// The domain is not signed, so another one is worth a note and no more.
#[test]
fn a_pinned_key_under_another_domain() {
    let finding = judge(&record(7), &trust([of_domain("Other", 7, "other.example")]));
    assert_verdict(&finding, Verdict::Verified, &[]);
    let said = note(&finding, CheckName::Signer);
    assert!(said.contains("harbour.example") && said.contains("other.example"), "{said}");
    // Whether the pin has dates or not.
    let dated = Pin { valid_from: time(TIME), ..of_domain("Other", 7, "other.example") };
    let finding = judge(&record(7), &trust([dated]));
    assert_verdict(&finding, Verdict::Verified, &[]);
    let said = note(&finding, CheckName::Signer);
    assert!(said.contains("is a claim") && said.contains("for other.example"), "{said}");
}

/// A record may name no issuer at all; then there is nothing to contradict.
#[test]
fn a_record_that_names_no_issuer() {
    let record = with(&record(8), json!({"organization": ABSENT, "tenant_id": ABSENT}));
    let finding = judge(&record, &trust([of_domain("Harbour", 7, "harbour.example")]));
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
}

#[test]
fn the_required_signer() {
    let both = || [pin("Harbour", &key(7)), pin("Other", &key(8))];
    let finding = judge(&record(7), &requiring(both(), "Harbour"));
    assert_verdict(&finding, Verdict::Verified, &[]);
    let finding = judge(&record(8), &requiring(both(), "Harbour"));
    mismatch(&finding, "unexpected_signer", &fingerprint(7), 8);
    assert_eq!(
        finding.headline(),
        "Does not match: it is signed with another key than the one that you required"
    );
    let finding = judge(&record(9), &requiring(both(), "Harbour"));
    mismatch(&finding, "unexpected_signer", &fingerprint(7), 9);
    // One label may stand for several keys.
    let same = [pin("Harbour", &key(7)), pin("Harbour", &key(8))];
    assert_verdict(&judge(&record(8), &requiring(same, "Harbour")), Verdict::Verified, &[]);
    // What is not shown to be signed at all is as without the option.
    for (change, verdict, code) in [
        (json!({"signing_public_key": "AAAA"}), Verdict::Unconfirmed, "invalid_public_key"),
        (json!({"signature": ABSENT}), Verdict::Unconfirmed, "no_signature"),
        (json!({"signature": sign(&key(7), b"?")}), Verdict::Mismatch, "signature_invalid"),
    ] {
        let record = with(&record(7), change);
        for label in ["Harbour", "Other"] {
            assert_verdict(&judge(&record, &requiring(both(), label)), verdict, &[code]);
        }
    }
}

/// One key pinned twice: the required pin is named, else the named issuer's, else the first. But what
/// the record names is not signed, so it does not choose between their dates.
#[test]
fn one_key_under_two_labels() {
    let expired = Pin { valid_until: time("2020-01-01T00:00:00Z"), ..pin("Expired", &key(7)) };
    let current = of_domain("Current", 7, "harbour.example");
    let pins = || [expired.clone(), current.clone()];
    let unnamed = with(&record(7), json!({"organization": ABSENT, "tenant_id": ABSENT}));
    for (record, label) in [(&record(7), "Current"), (&unnamed, "Expired")] {
        let finding = judge(record, &trust(pins()));
        assert_verdict(&finding, Verdict::Unconfirmed, &["outside_key_validity"]);
        assert_eq!(finding.signer.label.as_deref(), Some(label));
        assert_eq!(
            note(&finding, CheckName::Signer),
            "The dates of your pin Expired exclude this time, those of Current do not, and \
             nothing that is signed chooses between these pins of one key."
        );
        let signer = check(&finding, CheckName::Signer);
        assert_eq!(signer.value_from(ValueSource::Pinned), Some("2020-01-01T00:00:00Z"));
    }
    // The user may choose.
    let finding = judge(&record(7), &requiring(pins(), "Expired"));
    assert_verdict(&finding, Verdict::Mismatch, &["outside_key_validity"]);
    let finding = judge(&record(7), &requiring(pins(), "Current"));
    assert_verdict(&finding, Verdict::Verified, &[]);
    // No choice makes a difference.
    let older = Pin { valid_until: time("2019-01-01T00:00:00Z"), ..pin("Older", &key(7)) };
    let finding = judge(&record(7), &trust([expired.clone(), older]));
    assert_verdict(&finding, Verdict::Mismatch, &["outside_key_validity"]);
    let recent = Pin { valid_from: time("2026-01-01T00:00:00Z"), ..pin("Recent", &key(7)) };
    let finding = judge(&record(7), &trust([recent, current.clone()]));
    assert_verdict(&finding, Verdict::Verified, &[]);
    // A compromise is of the key: it counts under every label.
    let lost = Pin { compromised_since: time("2020-01-01T00:00:00Z"), ..pin("Lost", &key(7)) };
    let later = Pin { compromised_since: time("2027-01-01T00:00:00Z"), ..pin("Later", &key(7)) };
    let finding = judge(&record(7), &trust([current, later, lost]));
    assert_verdict(&finding, Verdict::Mismatch, &["key_compromised"]);
}

/// The boundary instants themselves: from and until are within, compromised is not.
#[test]
fn the_dates_of_a_pin() {
    type Dates = [Option<&'static str>; 3];
    let (at, before, after) =
        (TIME, "2026-06-10T19:47:52.900999999Z", "2026-06-10T22:47:52.901000001+03:00");
    let cases: [(Dates, Option<&str>); 13] = [
        ([None, None, None], None),
        ([Some(at), None, None], None),
        ([Some(before), None, None], None),
        ([Some(after), None, None], Some("outside_key_validity")),
        ([None, Some(at), None], None),
        ([None, Some(after), None], None),
        ([None, Some(before), None], Some("outside_key_validity")),
        ([None, None, Some(after)], None),
        ([None, None, Some(at)], Some("key_compromised")),
        ([None, None, Some(before)], Some("key_compromised")),
        ([Some(at), Some(at), Some(after)], None),
        ([Some(after), Some(after), Some(before)], Some("key_compromised")),
        ([Some(before), Some(before), Some(after)], Some("outside_key_validity")),
    ];
    for (dates, code) in cases {
        let [valid_from, valid_until, compromised_since] = dates.map(|d| d.and_then(time));
        let pin = Pin { valid_from, valid_until, compromised_since, ..pin("Harbour", &key(7)) };
        let finding = judge(&record(7), &trust([pin]));
        let signer = check(&finding, CheckName::Signer);
        match code {
            None => assert_verdict(&finding, Verdict::Verified, &[]),
            Some(code) => {
                assert_verdict(&finding, Verdict::Mismatch, &[code]);
                assert_eq!(signer.values.last().map(|v| &*v.value), Some(TIME), "{dates:?}");
            }
        }
    }
    let pin = Pin { valid_until: time(before), ..pin("Harbour", &key(7)) };
    let finding = judge(&record(7), &trust([pin]));
    let signer = check(&finding, CheckName::Signer);
    // All digits, or it would read as if the two did not differ.
    assert_eq!(signer.value_from(ValueSource::Pinned), Some("2026-06-10T19:47:52.900999999Z"));
    assert_eq!(
        signer.note.as_deref(),
        Some("The time of signing is after the last date of your pin Harbour.")
    );
}

/// The tenant of an attestation is signed, so it may choose.
#[test]
fn one_key_of_two_tenants() {
    let of_tenant = |label, tenant: &str, until| Pin {
        tenant_id: Some(tenant.to_owned()),
        valid_until: time(until),
        ..pin(label, &key(7))
    };
    let pins = |first, second| {
        let later = "2030-01-01T00:00:00Z";
        trust([of_tenant("One", first, "2020-01-01T00:00:00Z"), of_tenant("Two", second, later)])
    };
    let finding = crate::attestations::judge_under(&pins("t-9", "t-1"));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(finding.signer.label.as_deref(), Some("Two"));
    let finding = crate::attestations::judge_under(&pins("t-1", "t-9"));
    assert_verdict(&finding, Verdict::Mismatch, &["outside_key_validity"]);
    // Of two pins for one tenant, each is good for its own time.
    let finding = crate::attestations::judge_under(&pins("t-1", "t-1"));
    assert_verdict(&finding, Verdict::Verified, &[]);
}

/// Pins that name no issuer are not shown to be of one.
#[test]
fn one_key_under_two_labels_without_an_issuer() {
    let expired = Pin { valid_until: time("2020-01-01T00:00:00Z"), ..pin("Old", &key(7)) };
    let finding = judge(&record(7), &trust([expired, pin("New", &key(7))]));
    assert_verdict(&finding, Verdict::Unconfirmed, &["outside_key_validity"]);
}

/// A proof response signed over its hash. Its time is not signed and may be missing.
fn proof(key_and_time: Value) -> Value {
    let hash = sha256(b"{}");
    let proof = json!({
        "event_id": "evt_1", "payload_hash": hash, "signature": sign(&key(7), hash.as_bytes()),
        "verify_url": "https://example.com",
    });
    with(&proof, key_and_time)
}

#[test]
fn dates_without_a_time_of_signing() {
    let pin = Pin { valid_from: time(TIME), ..pin("Harbour", &key(7)) };
    for time in [json!(ABSENT), Value::Null, json!("yesterday"), json!("2026-02-31T00:00:00Z")] {
        let is_shown = !time.is_null() && time != json!(ABSENT);
        let proof = proof(json!({"public_key": public_hex(&key(7)), "anchored_at": time}));
        let finding = judge(&proof, &trust([pin.clone()]));
        assert_verdict(&finding, Verdict::Unconfirmed, &["outside_key_validity"]);
        // The words must not say that it was signed at another time.
        let words = match is_shown {
            true => {
                "its time of signing cannot be read, so that the dates of your pin cannot be applied"
            }
            false => {
                "it is not shown to have been signed within the dates that you set for the key"
            }
        };
        assert_eq!(finding.headline(), format!("Not confirmed: {words}"));
    }
}

#[test]
fn a_record_without_an_embedded_key() {
    for no_key in [json!(ABSENT), Value::Null, json!("invoance:pk_cf912d40")] {
        let with_key = |record: &Value| with(record, json!({"signing_public_key": no_key}));
        let (seven, nine) = (with_key(&record(7)), with_key(&record(9)));
        let pins = || [pin("Other", &key(8)), pin("Harbour", &key(7))];

        let finding = judge(&seven, &trust(pins()));
        assert_verdict(&finding, Verdict::Verified, &[]);
        assert_eq!(finding.signer.label.as_deref(), Some("Harbour"));
        assert_eq!(finding.signer.source, KeySource::Pinned);

        let finding = judge(&nine, &trust(pins()));
        assert_verdict(&finding, Verdict::Unconfirmed, &["no_pinned_key_holds"]);
        assert_eq!(finding.signer.source, KeySource::None);
        let finding = judge(&nine, &Trust::default());
        assert_verdict(&finding, Verdict::Unconfirmed, &["no_public_key"]);

        // With a required signer, its key or none must hold.
        let finding = judge(&seven, &requiring(pins(), "Harbour"));
        assert_verdict(&finding, Verdict::Verified, &[]);
        mismatch(
            &judge(&seven, &requiring(pins(), "Other")),
            "unexpected_signer",
            &fingerprint(8),
            7,
        );
        let finding = judge(&nine, &requiring(pins(), "Other"));
        assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid"]);
        // Dates count for the key that is found, too.
        let expired = Pin { valid_until: time("2020-01-01T00:00:00Z"), ..pin("Old", &key(7)) };
        let finding = judge(&seven, &trust([expired]));
        assert_verdict(&finding, Verdict::Mismatch, &["outside_key_validity"]);
        // So does the issuer that the record names.
        let of_other = of_domain("Other", 9, "other.example");
        let pins = [of_other, of_domain("Harbour", 7, "harbour.example")];
        mismatch(&judge(&nine, &trust(pins)), "pinned_key_mismatch", &fingerprint(7), 9);
    }
}

/// What a proof response is signed over is not documented, so that a signature that holds in no known
/// form shows nothing, with a key or without.
#[test]
fn a_required_signer_of_undocumented_bytes() {
    let of = |number, form: &[u8]| json!({"signature": sign(&key(number), form)});
    let judge_proof = |change: Value| {
        judge(
            &with(&proof(json!({})), change),
            &requiring([pin("A", &key(7)), pin("B", &key(8))], "A"),
        )
    };
    let hash = sha256(b"{}");
    let finding = judge_proof(of(7, hash.as_bytes()));
    assert_verdict(&finding, Verdict::Unconfirmed, &[]);
    assert_eq!(finding.axes().signer, Outcome::Pass);
    let finding = judge_proof(of(7, b"?"));
    assert_verdict(&finding, Verdict::Uncheckable, &["no_pinned_key_holds", "no_pinned_key_holds"]);
    assert_eq!(finding.axes().signer, Outcome::Unknown);
    let finding = judge_proof(of(8, hash.as_bytes()));
    assert_verdict(&finding, Verdict::Mismatch, &["unexpected_signer"]);
}

#[test]
fn an_embedded_key_that_is_none() {
    let keys = [
        "pk_cf912d40",
        "not a key",
        &public_hex(&key(7))[2..],
        &"00".repeat(64),
        &format!("ed25519:ed25519:{}", public_hex(&key(7))),
        // Of low order: under it, a signature of zeros holds for almost any message.
        "0100000000000000000000000000000000000000000000000000000000000000",
        // Another spelling of a point, and no point at all.
        "0100000000000000000000000000000000000000000000000000000000000080",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ];
    for text in keys {
        let record = with(&record(7), json!({"signing_public_key": text}));
        let finding = judge(&record, &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_public_key"]);
        let said = check(&finding, CheckName::Signature);
        assert_eq!(said.field.as_deref(), Some("signing_public_key"));
        assert_eq!(said.values[0].source, ValueSource::Record);
        assert_eq!(finding.signer.source, KeySource::None);
    }
    let low_order = json!({
        "signing_public_key": "0100000000000000000000000000000000000000000000000000000000000000",
        "signature": format!("01{}", "00".repeat(63)),
    });
    let finding = judge(&with(&record(7), low_order), &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_public_key"]);
}

#[test]
fn an_embedded_key_in_every_encoding() {
    let bytes = public(&key(7)).as_bytes().to_vec();
    let base64 = base64(&bytes);
    let url = base64.replace('+', "-").replace('/', "_");
    let spellings = [
        public_hex(&key(7)),
        public_hex(&key(7)).to_uppercase(),
        format!("ed25519:{}", public_hex(&key(7))),
        base64.clone(),
        url.replace('=', ""),
        format!("ed25519:{url}"),
    ];
    for text in spellings {
        let record = with(&record(7), json!({"signing_public_key": text}));
        assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Verified, &[]);
    }
}

/// Without a signature that holds, a pinned key in the record says nothing about who signed.
#[test]
fn a_pinned_key_over_a_signature_that_does_not_hold() {
    let forged = with(&record(8), json!({"signing_public_key": public_hex(&key(7))}));
    let finding = judge(&forged, &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid"]);
    assert_eq!(finding.axes().signer, Outcome::None);
}

/// The most telling reason comes first in the sentence.
#[test]
fn the_headline_of_several_reasons() {
    let pins = trust([of_domain("Harbour", 7, "harbour.example")]);
    let finding = judge(&with(&record(8), json!({"action": "user.deleted"})), &pins);
    let codes = ["payload_hash_mismatch", "signature_invalid", "pinned_key_mismatch"];
    assert_verdict(&finding, Verdict::Mismatch, &codes);
    assert_eq!(
        finding.headline(),
        "Does not match: it names harbour.example, but carries a different key from the \
         one you pinned for harbour.example, and 2 more reasons"
    );
    assert!(finding.possible_causes().is_some_and(|c| c.contains("somebody else may have made")));
}

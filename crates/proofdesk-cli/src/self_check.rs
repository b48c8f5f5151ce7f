//! `proofdesk self-check`: published test vectors, run by the very program that verifies.
//!
//! A miscompiled or damaged program would rather fail here than say something untrue elsewhere.

use proofdesk_engine::core::encoding::{Digest, decode_flexible};
use proofdesk_engine::core::json;
use proofdesk_engine::core::key::PublicKey;
use proofdesk_engine::core::record::canonical_audit_bytes;

use crate::failure::Status;
use crate::terminal;

/// Whether the vector comes out as published; `None` when it could not even be read.
type Test = fn() -> Option<bool>;

/// Runs the command.
pub(crate) fn run() -> Status {
    let checks: [(&str, Test); 5] = [
        ("SHA-256 of \"abc\" (FIPS 180-4)", sha256),
        ("Ed25519, test 2 of RFC 8032", || rfc8032(false)),
        ("Ed25519 refuses a changed message", || rfc8032(true)),
        ("Ed25519 refuses a key of low order", || Some(PublicKey::from_bytes(&[0; 32]).is_err())),
        ("Canonical bytes and signature of an audit event (vector 12 of the vendor's SDK)", audit),
    ];
    let mut page = terminal::page(terminal::plain());
    let mut failed = 0;
    for (name, check) in checks {
        let passed = check() == Some(true);
        failed += u8::from(!passed);
        let word = if passed { "passed" } else { "FAILED" };
        page.outcome(word, name)?;
    }
    let words = match failed {
        0 => "This program calculates these published values correctly.",
        _ => "This program calculates something wrongly. Do not use it; install it again.",
    };
    page.text(0, words)?;
    Ok(u8::from(failed > 0))
}

fn sha256() -> Option<bool> {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    Some(Digest::of(b"abc").to_string() == expected)
}

fn rfc8032(change: bool) -> Option<bool> {
    let key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                     085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    let key = PublicKey::from_bytes(&decode_flexible(key).ok()?).ok()?;
    let message: &[u8] = if change { &[0x73] } else { &[0x72] };
    Some(key.verify(message, &decode_flexible(signature).ok()?) != change)
}

fn audit() -> Option<bool> {
    let event = include_str!("self_check_event.json");
    let node = json::parse(event.as_bytes()).ok()?;
    let object = node.as_object()?;
    let bytes = canonical_audit_bytes(object).ok()?;
    let hash = object.str("payload_hash")?;
    let key = decode_flexible(object.str("signing_public_key")?).ok()?;
    let signature = decode_flexible(object.str("signature")?).ok()?;
    let holds = PublicKey::from_bytes(&key).ok()?.verify(&bytes, &signature);
    Some(Digest::of(&bytes).to_string() == hash && holds)
}

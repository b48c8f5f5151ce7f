//! The words that auditors read.

use std::collections::HashSet;

use proofdesk_core::verdict::{
    Check, CheckName, Finding, Kind, Reason, RecordKind, Source, signed_with,
};
use proofdesk_core::{visible, visible_json, visible_name};

#[test]
fn codes_are_stable_words_of_their_own() {
    let codes: HashSet<&str> = Reason::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
    for code in codes {
        assert!(
            code.split('_').all(|w| !w.is_empty()
                && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        );
    }
    // Those of the contract, each of its lines in order.
    let contract = "invalid_json duplicate_json_key too_deep too_large invalid_utf8 unreadable_file \
        changed_while_reading not_a_regular_file unsupported_record unsupported_schema missing_field \
        invalid_field private_key compressed archive_damaged archive_encrypted archive_limit bag_file_changed bag_file_missing bag_file_unlisted \
        bag_file_not_checked bag_path_outside bag_size_mismatch bag_manifest_missing bag_manifest_invalid \
        bag_tag_manifest_missing other_version content_hash_mismatch content_not_supplied \
        original_bytes_hash_mismatch \
        payload_hash_mismatch canonical_form_undetermined weaker_form_matched \
        canonicalization_failed signature_invalid no_signature no_public_key invalid_public_key \
        unsupported_algorithm signed_bytes_undocumented no_pinned_key_holds key_not_pinned \
        pinned_key_mismatch unexpected_signer outside_key_validity key_compromised \
        signed_fields_differ signed_payload_does_not_bind composite_hash_mismatch \
        composite_form_undetermined seal_mismatch trace_not_sealed sequence_gap sequence_conflict \
        sequence_duplicate list_incomplete event_count_mismatch item_repeated item_out_of_order trace_empty \
        invalid_event_type invalid_document_hash invalid_metadata metadata_too_large \
        invalid_original_bytes_base64 original_bytes_empty original_bytes_too_large \
        invalid_attestation_type empty_payload invalid_context subject_too_large \
        subject_too_many_keys invalid_label payload_too_large invalid_payload proof_not_found \
        id_not_signed document_not_found attestation_not_found event_not_found trace_not_found";
    let ours: Vec<&str> = Reason::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(ours, contract.split_whitespace().collect::<Vec<_>>());
}

/// What explains the others is named while the run goes on as it is at its end, wherever it stands.
#[test]
fn a_run_that_goes_on_names_the_same_reason_of_a_log() {
    let explains = || Check::fail(CheckName::Signer, Reason::PinnedKeyMismatch);
    let other = || Check::fail(CheckName::Sequence, Reason::SequenceConflict);
    for checks in [[explains(), other()], [other(), explains()]] {
        let mut log = Finding::new(Source::file("log.ndjson"), Kind::AuditLog);
        checks.into_iter().for_each(|check| log.add(check));
        log.conclude();
        for provisional in [false, true] {
            let told = log.headline_told(provisional);
            assert!(told.contains(Reason::PinnedKeyMismatch.clause()), "{told}");
        }
    }
}

/// Never more than was checked: no word that promises or accuses.
#[test]
fn no_word_says_too_much() {
    const NEVER: [&str; 12] = [
        "authentic",
        "tamper",
        "safe",
        "genuine",
        "valid document",
        "fake",
        "fraud",
        "trustworthy",
        "proven",
        "guarantee",
        "secure",
        "certif",
    ];
    for reason in Reason::ALL {
        for words in [reason.clause(), reason.cause(), reason.next_step()] {
            let lower = words.to_lowercase();
            for never in NEVER {
                assert!(!lower.contains(never), "{}: {words}", reason.code());
            }
        }
    }
}

/// A clause continues a headline; cause and next step are sentences.
#[test]
fn clauses_and_sentences() {
    for reason in Reason::ALL {
        let clause = reason.clause();
        // Names of fields are lowercase too.
        let lower = clause.starts_with(|c: char| c.is_lowercase());
        assert!(lower && !clause.ends_with('.') && !clause.contains(". "), "{clause}");
        assert!(clause.len() <= 110, "too long for a headline: {clause}");
        for sentence in [reason.cause(), reason.next_step()] {
            let upper = sentence.starts_with(|c: char| c.is_uppercase());
            assert!(upper && sentence.ends_with('.') && !sentence.contains("  "), "{sentence}");
        }
    }
}

/// Every character of the categories Cc, Cf, Zl and Zp, and of Zs but the plain space (from Python
/// 3.11's `unicodedata`, Unicode 14), and some more that render as nothing.
#[test]
fn hidden_characters_are_made_visible() {
    let ranges = [
        (0x0, 0x1f),
        (0x7f, 0x9f),
        (0xa0, 0xa0),
        (0xad, 0xad),
        (0x600, 0x605),
        (0x61c, 0x61c),
        (0x6dd, 0x6dd),
        (0x70f, 0x70f),
        (0x890, 0x891),
        (0x8e2, 0x8e2),
        (0x1680, 0x1680),
        (0x180b, 0x180f),
        (0x2000, 0x200f),
        (0x2028, 0x202f),
        (0x205f, 0x2064),
        (0x2066, 0x206f),
        (0x2800, 0x2800),
        (0x3000, 0x3000),
        (0xfe00, 0xfe0f),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
        (0x110bd, 0x110bd),
        (0x110cd, 0x110cd),
        (0x13430, 0x13438),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0001, 0xe0001),
        (0xe0020, 0xe007f),
        (0x34f, 0x34f),
        (0x115f, 0x1160),
        (0x3164, 0x3164),
        (0xffa0, 0xffa0),
        (0xe0100, 0xe01ef),
        (0x16fe4, 0x16fe4),
        (0x1d159, 0x1d159),
    ];
    for c in ranges.into_iter().flat_map(|(from, to)| from..=to).filter_map(char::from_u32) {
        let shown = format!("a<U+{:04X}>b", u32::from(c));
        assert_eq!(&*visible(&format!("a{c}b")), shown);
    }
    for text in ["", "Łódź 12,50 €", "e\u{301}", "日本", "שלום", "\u{2764}", "<U+202E>", "😀"]
    {
        assert_eq!(&*visible(text), text);
    }
}

/// Whatever a name is, no other is shown like it.
#[test]
fn names_are_shown_apart() {
    let names = [
        "a",
        " a",
        "a ",
        "  a",
        "a\u{a0}",
        "a<U+0020>",
        "a<U+00A0>",
        "a<U+003C>U+0020>",
        " ",
        "",
        "b/a",
        "b/ a",
        "b /a",
        "b/a ",
        "b a",
        "b  a",
        "b   a",
    ];
    let shown: std::collections::BTreeSet<String> =
        names.iter().map(|name| visible_name(name).into_owned()).collect();
    assert_eq!(shown.len(), names.len(), "{shown:?}");
    let is_plain = |name: &str| name.trim() == name && !name.contains("  ") && !name.contains("/ ");
    assert!(shown.iter().all(|name| is_plain(name)), "{shown:?}");
}

#[test]
fn json_is_escaped_and_says_the_same() {
    let value = serde_json::json!({ "a\u{9b}": ["\u{202e}\u{e0041}", "\n\"\\ ü 日本"] });
    let text = serde_json::to_string_pretty(&value).unwrap();
    let shown = visible_json(&text);
    assert!(shown.contains(r"\u202E\uDB40\uDC41") && shown.contains("ü 日本"), "{shown}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
}

/// A key is masked where it stands; what is around it stays, and what is no private key too.
#[test]
fn private_keys_are_masked_in_any_text() {
    let der = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----");
    let openssh = "6f70656e7373682d6b65792d763100000000046e6f6e6500000000".to_owned();
    let mask = "‹private key, not shown›";
    for (text, shown) in [
        (format!("--pin {pem}: no"), format!("--pin {mask}: no")),
        (format!("a {pem} b {pem} c"), format!("a {mask} b {mask} c")),
        (pem[..60].to_owned(), mask.to_owned()),
        (format!("e/{der}.txt"), format!("e/{mask}.txt")),
        (format!("--{der}="), format!("--{mask}=")),
        (format!("e/{}.txt", &der[..50]), format!("e/{mask}.txt")),
        (format!("e/{der}-old/{der}"), format!("e/{mask}")),
        (openssh.clone(), mask.to_owned()),
        (openssh.to_uppercase(), mask.to_owned()),
        (format!("{pem}{pem}{der}"), format!("{mask}{mask}{mask}")),
        (
            r#"x {"crv": "Ed25519", "d" : "AQEBAQEBAQEBAQEBAQEBAQ", "x": "A"#.to_owned(),
            format!(r#"x {{"crv": "Ed25519", "d" : "{mask}", "x": "A"#),
        ),
        (
            r#"{"private_key":"AQEBAQEBAQEBAQEBAQEBAQ"} and more"#.to_owned(),
            format!(r#"{{"private_key":"{mask}"}} and more"#),
        ),
    ] {
        assert_eq!(&*visible(&text), shown);
    }
    let public = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let plain = format!("-----BEGIN PUBLIC KEY----- {public} {{\"d\": \"a value of some kind\"}}");
    assert_eq!(&*visible(&plain), plain);
}

/// Every part of these could begin a key.
#[test]
fn long_texts_are_masked_in_one_pass() {
    let der = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
    let pem = format!("-----BEGIN PRIVATE KEY-----{der}-----END PRIVATE KEY-----");
    let mask = "‹private key, not shown›";
    for plain in ["M/", "30-", "LS0tLS1CRUdJTi/", "-----BEGIN A-----"] {
        let text = plain.repeat(500_000 / plain.len());
        assert_eq!(*visible(&text), text);
    }
    for key in [pem.as_str(), der] {
        let n = 500_000 / key.len();
        let shown = visible(&format!("{key} ").repeat(n)).into_owned();
        assert!(shown == format!("{mask} ").repeat(n));
    }
}

/// No key is credited with what another signed.
#[test]
fn all_signers_are_named_or_none() {
    let cases: [(&[Option<&str>], &str); 6] = [
        (&[Some("a")], "signed with the key you pinned as a"),
        (&[Some("a"), Some("b")], "signed with the keys you pinned as a and b"),
        (&[Some("a"), Some("b"), Some("c")], "signed with the keys you pinned as a, b and c"),
        (&[Some("a"), Some("b"), Some("c"), Some("d")], "signed with 4 keys that you pinned"),
        (&[Some("a"), None], "signed with keys you pinned"),
        (&[None], "signed with a key you pinned"),
    ];
    for (labels, words) in cases {
        assert_eq!(signed_with(labels), words);
    }
}

#[test]
fn records_are_the_kinds_that_are_judged_by_checks_of_their_own() {
    let records = [
        RecordKind::Document,
        RecordKind::Attestation,
        RecordKind::Event,
        RecordKind::AuditEvent,
        RecordKind::Trace,
        RecordKind::TraceItem,
        RecordKind::ProofResponse,
    ];
    let are = Kind::ALL.iter().filter(|kind| kind.is_record());
    assert!(are.copied().eq(records.map(Kind::from)), "{:?}", Kind::ALL);
}

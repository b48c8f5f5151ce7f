//! Documents: the file, what was signed, and the forms of both.

use serde_json::json;

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{
    AT, LETTER, add_order, letter, letter_hash, signed_over, statement_of, to_base64, with, without,
};
use crate::{DigestForm, Document, SignedForm, sha256_hex};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = as_it_comes();
    cases.extend(files());
    cases.extend(signatures());
    cases.extend(carried());
    cases
}

fn as_it_comes() -> Vec<Case> {
    vec![
        case("as_issued", "The record as the API returns it, and its file.")
            .file("letter.txt", LETTER)
            .record("r.json", &letter())
            .expect(
                "letter.txt content verified - by quayside.example
                 r.json document verified - by quayside.example
                   signed event_id tenant_id document_ref document_hash created_at
                   unsigned has_original organization",
            ),
        case("metadata_is_shown_unsigned", "Metadata that the signed part does not have is shown as unsigned.")
            .file("letter.txt", LETTER)
            .record("r.json", &with(letter(), "metadata", json!({ "approved_by": "the board" })))
            .expect(
                "letter.txt content verified - by quayside.example
                 r.json document verified - by quayside.example
                   signed event_id tenant_id document_ref document_hash created_at
                   unsigned has_original metadata organization",
            ),
        case("added_member_is_shown_unsigned", "A member that somebody added is shown as unsigned, whatever it says.")
            .file("letter.txt", LETTER)
            .record("r.json", &with(letter(), "verification", json!({ "valid": true })))
            .expect(
                "letter.txt content verified - by quayside.example
                 r.json document verified - by quayside.example
                   signed event_id tenant_id document_ref document_hash created_at
                   unsigned has_original verification organization",
            ),
        case("only_what_is_signed", "The record without any member that may be missing.")
            .file("letter.txt", LETTER)
            .record("r.json", &without(letter(), &["organization", "has_original"]))
            .expect(
                "letter.txt content verified - by quayside.example
                 r.json document verified - by quayside.example
                   signed event_id tenant_id document_ref document_hash created_at",
            ),
        case("fields_left_out", "Signed fields that the record does not show are listed with their signed values.")
            .file("letter.txt", LETTER)
            .record("r.json", &with(without(letter(), &["created_at", "tenant_id", "organization"]), "document_ref", json!(null)))
            .expect(format!(
                "letter.txt content verified - by quayside.example
                 r.json document verified - by quayside.example
                   signed event_id document_hash
                   not_shown tenant_id = {}
                   not_shown document_ref = letter.txt
                   not_shown created_at = 2026-03-02T10:00:00.250Z
                   unsigned has_original",
                issuer().tenant_id()
            )),
        case("record_named_by_content_only", "Names do not matter: file and record find each other by hash.")
            .file("a.bin", LETTER)
            .record("b.txt", &letter())
            .expect(
                "a.bin content verified - by quayside.example
                 b.txt document verified - by quayside.example",
            ),
        case("two_copies_of_the_file", "Every copy of the file is the anchored one.")
            .file("a.txt", LETTER)
            .file("b.txt", LETTER)
            .record("r.json", &letter())
            .expect(
                "a.txt content verified - by quayside.example
                 b.txt content verified - by quayside.example
                 r.json document verified - by quayside.example",
            ),
        case("list_item_without_proof_fail", "An item of the API's list has no signature.")
            .file("letter.txt", LETTER)
            .record("r.json", &without(letter(), &["signature_b64", "signed_payload_b64", "public_key_b64"]))
            .expect(
                "letter.txt content unconfirmed no_signature
                 r.json document unconfirmed missing_field,no_signature
                   unsigned event_id tenant_id document_ref document_hash has_original created_at organization",
            ),
    ]
}

fn files() -> Vec<Case> {
    let crlf = LETTER.replace('\n', "\r\n");
    let version = |name, shows, text: String| {
        case(name, shows).file("letter.txt", text).record("r.json", &letter()).expect(
            "letter.txt content mismatch other_version
             r.json document unconfirmed content_not_supplied by quayside.example",
        )
    };
    vec![
        case("record_without_file_fail", "The file is not in the evidence.")
            .record("r.json", &letter())
            .expect("r.json document unconfirmed content_not_supplied by quayside.example
                       signed event_id tenant_id document_ref document_hash created_at
                       unsigned has_original organization"),
        case("file_without_record_fail", "No record names the file.")
            .file("letter.txt", LETTER)
            .expect("letter.txt content not_found proof_not_found"),
        case("empty_file_fail", "A file of no bytes that no record names.")
            .file("letter.txt", "")
            .expect("letter.txt content not_found proof_not_found"),
        case("file_changed_fail", "The file was changed. The record speaks of another one, and accuses nobody.")
            .file("letter.txt", LETTER.replace("6 April", "7 April"))
            .record("r.json", &letter())
            .expect("letter.txt content not_found proof_not_found
                     r.json document unconfirmed content_not_supplied by quayside.example"),
        version("line_endings_changed_fail", "Only the line endings differ from the anchored file.", crlf.clone()),
        version("byte_order_mark_added_fail", "Only a byte-order mark was added to the anchored file.", format!("\u{feff}{LETTER}")),
        version("final_line_break_removed_fail", "Only the line break at the end is missing.", LETTER.trim_end().to_owned()),
        version("final_line_break_added_fail", "Only a line break at the end was added.", format!("{LETTER}\n")),
        case("two_changes_are_no_other_version_fail", "Line endings and a byte-order mark: two changes are never tried at once.")
            .file("letter.txt", format!("\u{feff}{crlf}"))
            .record("r.json", &letter())
            .expect("letter.txt content not_found proof_not_found
                     r.json document unconfirmed content_not_supplied by quayside.example"),
        case("other_version_beside_the_anchored_one_fail", "Where the anchored file is there too, another file is only a file without a record.")
            .file("letter.txt", LETTER)
            .file("saved again.txt", &crlf)
            .record("r.json", &letter())
            .expect("letter.txt content verified - by quayside.example
                     saved~again.txt content not_found proof_not_found
                     r.json document verified - by quayside.example"),
        case("other_version_of_a_record_that_is_not_verified_fail", "Whose record is signed by nobody that is pinned is no other version of anything.")
            .file("letter.txt", &crlf)
            .record("r.json", &letter())
            .pins([])
            .expect("letter.txt content not_found proof_not_found
                     r.json document unconfirmed content_not_supplied,key_not_pinned"),
        case("one_good_record_is_enough_fail", "A file with a rejected record and a good one is verified.")
            .file("letter.txt", LETTER)
            .record("good.json", &letter())
            .record("edited.json", &with(letter(), "created_at", "2025-03-02T10:00:00.250Z"))
            .expect("letter.txt content verified - by quayside.example
                     good.json document verified - by quayside.example
                     edited.json document mismatch signed_fields_differ by quayside.example"),
        case("empty_document", "A document of no bytes has a hash too.")
            .file("empty", "")
            .record("r.json", &issuer().document(&Document::new(b"", "empty", AT)))
            .expect("empty content verified - by quayside.example
                     r.json document verified - by quayside.example"),
        case("document_that_is_json", "A document can be JSON, which is hashed byte for byte.")
            .file("d.json", "{ \"b\": 1,\n  \"a\": 2 }\n")
            .record("r.json", &issuer().document(&Document::new(b"{ \"b\": 1,\n  \"a\": 2 }\n", "d.json", AT)))
            .expect("d.json content verified - by quayside.example
                     r.json document verified - by quayside.example"),
        case("document_that_is_json_saved_again_fail", "JSON that means the same has other bytes: the document is not compared by its meaning.")
            .file("d.json", "{\"b\":1,\"a\":2}")
            .record("r.json", &issuer().document(&Document::new(b"{ \"b\": 1,\n  \"a\": 2 }\n", "d.json", AT)))
            .expect("d.json content not_found proof_not_found
                     r.json document unconfirmed content_not_supplied by quayside.example"),
        case("document_that_is_an_edited_record_fail", "What bears a signature of its own in an anchored file is judged too.")
            .file("d.json", edited())
            .record("r.json", &issuer().document(&Document::new(edited().as_bytes(), "d.json", AT)))
            .file("letter.txt", LETTER)
            .expect("d.json content verified - by quayside.example
                     d.json document mismatch signed_fields_differ by quayside.example
                     letter.txt content unconfirmed signed_fields_differ
                     r.json document verified - by quayside.example"),
        case("document_with_a_repeated_key", "Content is bytes: a repeated key in it does not matter.")
            .file("d.json", "{\"a\":1,\"a\":2}")
            .record("r.json", &issuer().document(&Document::new(b"{\"a\":1,\"a\":2}", "d.json", AT)))
            .expect("d.json content verified - by quayside.example
                     r.json document verified - by quayside.example"),
    ]
}

fn edited() -> String {
    crate::json::record_text(&with(letter(), "created_at", "2025-03-02T10:00:00.250Z"))
}

fn signatures() -> Vec<Case> {
    let with_letter = |name, shows, record: serde_json::Value, expected: &str| {
        case(name, shows).file("letter.txt", LETTER).record("r.json", &record).expect(expected)
    };
    let bare = |form| {
        let document = Document::new(LETTER.as_bytes(), "letter.txt", AT);
        issuer().document(&Document { form, ..document })
    };
    let undocumented = "letter.txt content unconfirmed signed_bytes_undocumented
         r.json document unconfirmed signed_bytes_undocumented by quayside.example
           unsigned event_id tenant_id document_ref document_hash has_original created_at organization";
    let unsigned = "letter.txt content unconfirmed no_signature
         r.json document unconfirmed no_signature
           unsigned event_id tenant_id document_ref document_hash has_original created_at organization";
    let statement = statement_of(&letter());
    let mut malleable = issuer().sign(statement.as_bytes());
    add_order(&mut malleable[32..]);
    let mut cut = issuer().sign(statement.as_bytes()).to_vec();
    cut.pop();
    vec![
        with_letter("signature_over_other_bytes_fail", "The signature is one of the pinned key, but over other bytes. Nobody is named as signer.",
            with(letter(), "signature_b64", issuer().sign_base64(b"something else")),
            "letter.txt content unconfirmed signature_invalid
             r.json document mismatch signature_invalid
               unsigned event_id tenant_id document_ref document_hash has_original created_at organization"),
        with_letter("signed_part_changed_fail", "The signed part was changed together with the field that shows it.",
            {
                let changed = statement.replace("letter.txt", "ledger.txt");
                let record = with(letter(), "document_ref", "ledger.txt");
                with(record, "signed_payload_b64", to_base64(changed.as_bytes()))
            },
            "letter.txt content unconfirmed signature_invalid
             r.json document mismatch signature_invalid
               unsigned event_id tenant_id document_ref document_hash has_original created_at organization"),
        with_letter("signature_with_s_plus_order_fail", "S + L is the same number modulo the order, and no canonical one (RFC 8032, section 5.1.7).",
            with(letter(), "signature_b64", to_base64(&malleable)),
            "letter.txt content unconfirmed signature_invalid
             r.json document mismatch signature_invalid"),
        with_letter("signature_of_zeros_fail", "R of low order and S of zero hold for many messages under a key of low order; under a sound one for none.",
            with(letter(), "signature_b64", to_base64(&[0; 64])),
            "letter.txt content unconfirmed signature_invalid
             r.json document mismatch signature_invalid"),
        with_letter("signature_of_63_bytes_fail", "A signature has 64 bytes.",
            with(letter(), "signature_b64", to_base64(&cut)),
            "letter.txt content unconfirmed invalid_field
             r.json document unconfirmed invalid_field"),
        with_letter("signature_in_hex", "The notation of a signature does not matter: it is told by its decoded length.",
            with(letter(), "signature_b64", issuer().sign_hex(statement.as_bytes())),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example"),
        with_letter("signature_in_base64url_without_padding", "Nor does its alphabet, or that the padding is missing.",
            with(letter(), "signature_b64", issuer().sign_base64(statement.as_bytes()).replace('+', "-").replace('/', "_").replace('=', "")),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example"),
        with_letter("signature_with_prefix", "`ed25519:` may stand before a signature.",
            with(letter(), "signature_b64", format!("ed25519:{}", issuer().sign_base64(statement.as_bytes()))),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example"),
        with_letter("signature_with_a_line_break_fail", "White space in base64 is refused, so that one value is written in one way.",
            with(letter(), "signature_b64", format!("{}\n", issuer().sign_base64(statement.as_bytes()))),
            "letter.txt content unconfirmed invalid_field
             r.json document unconfirmed invalid_field"),
        with_letter("signature_with_stray_bits_fail", "The last character of base64 has bits that belong to no byte; they must be zero.",
            with(letter(), "signature_b64", stray_bits(&issuer().sign_base64(statement.as_bytes()))),
            "letter.txt content unconfirmed invalid_field
             r.json document unconfirmed invalid_field"),
        with_letter("signature_missing_fail", "A record without its signature is unsigned.",
            without(letter(), &["signature_b64"]), unsigned),
        with_letter("signature_empty_fail", "An empty signature is a missing one.",
            with(letter(), "signature_b64", ""), unsigned),
        with_letter("signature_null_fail", "So is one that is null.",
            with(letter(), "signature_b64", json!(null)), unsigned),
        with_letter("signed_part_missing_fail", "Without its signed part a signature covers nothing that is known.",
            without(letter(), &["signed_payload_b64"]),
            "letter.txt content unconfirmed missing_field
             r.json document unconfirmed missing_field"),
        with_letter("signed_over_the_hash_as_bytes_fail", "A signature over a hash alone could have been made for anything that has this hash.",
            bare(SignedForm::RAW_DIGEST), undocumented),
        with_letter("signed_over_the_hash_as_text_fail", "The same, of the 64 characters.",
            bare(SignedForm::HEX_DIGEST), undocumented),
        with_letter("signed_over_the_hash_with_prefix_fail", "The same, with `sha256:` before them.",
            bare(SignedForm::Digest(DigestForm::PrefixedHex)), undocumented),
        with_letter("algorithm_named", "A record may name the algorithm.",
            with(letter(), "signature_alg", "ed25519"),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example"),
        with_letter("another_algorithm_fail", "A signature of another algorithm is not checked.",
            with(letter(), "signature_alg", "rsa-pss-sha256"),
            "letter.txt content unconfirmed unsupported_algorithm
             r.json document unconfirmed unsupported_algorithm"),
        with_letter("algorithm_none_fail", "Nor one of none.",
            with(letter(), "signature_alg", "none"),
            "letter.txt content unconfirmed unsupported_algorithm
             r.json document unconfirmed unsupported_algorithm"),
        with_letter("hash_in_capitals_fail", "Capitals are the same value, but not the documented form.",
            with(letter(), "document_hash", letter_hash().to_uppercase()),
            &format!("letter.txt content unconfirmed invalid_document_hash
             r.json document unconfirmed invalid_document_hash by quayside.example
               signed event_id tenant_id document_ref created_at
               normalised document_hash = {}
               unsigned has_original organization", letter_hash())),
    ]
}

fn carried() -> Vec<Case> {
    let with_original = |bytes: &[u8]| with(letter(), "original_bytes_b64", to_base64(bytes));
    let zeros = vec![0; 5 * 1024 * 1024 + 1];
    let large = issuer().document(&Document::new(&zeros, "zeros", AT));
    let text = crate::json::record_line(&large);
    vec![
        case("file_carried_in_the_record", "The record can carry the document itself.")
            .record("r.json", &with_original(LETTER.as_bytes()))
            .expect("r.json document verified - by quayside.example
                       signed event_id tenant_id document_ref document_hash created_at
                       unsigned has_original organization"),
        case("another_file_carried_in_the_record_fail", "The bytes in the record do not have the hash that it shows.")
            .record("r.json", &with_original(b"another text"))
            .expect("r.json document mismatch content_not_supplied,original_bytes_hash_mismatch by quayside.example"),
        case("another_file_carried_beside_the_right_one_fail", "That the file is there does not mend it.")
            .file("letter.txt", LETTER)
            .record("r.json", &with_original(b"another text"))
            .expect("letter.txt content unconfirmed original_bytes_hash_mismatch
                     r.json document mismatch original_bytes_hash_mismatch by quayside.example"),
        case("carried_file_empty_fail", "The API refuses a document of no bytes here.")
            .file("letter.txt", LETTER)
            .record("r.json", &with_original(b""))
            .expect("letter.txt content unconfirmed original_bytes_empty
                     r.json document unconfirmed original_bytes_empty by quayside.example"),
        case("carried_file_no_base64_fail", "What cannot be decoded is no document.")
            .file("letter.txt", LETTER)
            .record("r.json", &with(letter(), "original_bytes_b64", "***"))
            .expect("letter.txt content unconfirmed invalid_original_bytes_base64
                     r.json document unconfirmed invalid_original_bytes_base64 by quayside.example"),
        case("carried_file_too_large_fail", "The API refuses more than 5 MB. The content is compared all the same.")
            .long_file("r.json", format!("{},\"original_bytes_b64\":\"", &text[..text.len() - 1]), ("AAAA", zeros.len() / 3), "\"}")
            .expect("r.json document unconfirmed original_bytes_too_large by quayside.example"),
        case("record_of_the_carried_hash_in_another_member_fail", "A hash that stands under another name is not the document's.")
            .file("letter.txt", LETTER)
            .record("r.json", &with(signed_over(letter(), format!(
                r#"{{"v":1,"document_hash":"{}","previous_hash":"{}"}}"#, sha256_hex(b"another"), letter_hash())), "has_original", true))
            .expect("letter.txt content unconfirmed signed_payload_does_not_bind
                     r.json document mismatch signed_fields_differ,signed_payload_does_not_bind by quayside.example"),
    ]
}

/// A base64 text whose last character has bits that belong to no byte.
fn stray_bits(text: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (digits, padding) = text.split_at(text.len() - text.matches('=').count());
    let last = digits.chars().last().unwrap();
    let next = ALPHABET.find(last).unwrap() + 1;
    format!("{}{}{padding}", &digits[..digits.len() - 1], &ALPHABET[next..=next])
}

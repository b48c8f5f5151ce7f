//! Numbers: how they are hashed, and when two of them are one.
//!
//! Payloads are hashed with numbers as `serde_json` has them: integers of 64 bits as they are written,
//! anything else as the nearest double in its shortest form. A proof response carries each payload.

use serde_json::json;

use super::case::{Case, case};
use super::documents_bound::metadata_case;
use super::events::event_of;
use super::issuers::issuer;
use super::statement::with;
use crate::json::record_line;
use crate::sha256_hex;

/// A proof response whose payload has this number, and whose hash is that of this text.
fn proof(number: &str, hashed: &str) -> String {
    let hash = sha256_hex(format!("{{\"n\":{hashed}}}").as_bytes());
    let event = with(event_of(json!({})), "payload_hash", hash.as_str());
    let proof = issuer().proof_response(&event, crate::SignedForm::HEX_DIGEST);
    record_line(&with(proof, "payload", "PAYLOAD"))
        .replace("\"PAYLOAD\"", &format!("{{\"n\":{number}}}"))
}

/// What is right where the hash is the documented one of this number.
fn verified(number: &str) -> String {
    format!(
        "p.json proof_response verified - by quayside.example
           signed payload_hash
           signed payload := {{\"n\":{number}}}
           unsigned event_id status tenant_domain anchored_at event_type verify_url"
    )
}

/// A name, what it shows, the number as it is written, and as it is hashed.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// Written in one way, hashed in the documented one.
const SAME: [Row; 26] = [
    ("zero", "An integer.", "0", "0"),
    ("negative", "One below zero.", "-1", "-1"),
    (
        "two_to_the_53",
        "The first integer behind which doubles have gaps.",
        "9007199254740992",
        "9007199254740992",
    ),
    ("two_to_the_53_and_one", "No double has this value.", "9007199254740993", "9007199254740993"),
    (
        "highest_of_63_bits",
        "The highest signed integer.",
        "9223372036854775807",
        "9223372036854775807",
    ),
    (
        "lowest_of_64_bits",
        "The lowest signed integer.",
        "-9223372036854775808",
        "-9223372036854775808",
    ),
    (
        "highest_of_64_bits",
        "The highest unsigned integer.",
        "18446744073709551615",
        "18446744073709551615",
    ),
    (
        "integer_beyond_64_bits",
        "An integer of more than 64 bits that is a double.",
        "100000000000000000000",
        "1e+20",
    ),
    ("float_with_a_zero", "A fraction of zero is a float.", "1.0", "1.0"),
    ("float_with_more_zeros", "However many.", "1.000", "1.0"),
    ("exponent_of_zero", "So is what has an exponent.", "1e0", "1.0"),
    ("exponent_in_capitals", "In either letter.", "1E2", "100.0"),
    ("exponent_with_a_plus", "With a sign or without.", "1e+2", "100.0"),
    ("exponent_with_zeros", "With zeros before it.", "1e002", "100.0"),
    ("negative_exponent", "Below one.", "25e-2", "0.25"),
    ("negative_zero_as_a_float", "A zero below zero is a float.", "-0.0", "-0.0"),
    ("tenth", "The shortest form that is the same double.", "0.1", "0.1"),
    ("tenth_with_zeros", "The same value with zeros.", "0.100", "0.1"),
    ("small_exponent", "From 10^-5 on without an exponent.", "1e-5", "0.00001"),
    ("smaller_exponent", "Below that with one.", "0.000001", "1e-6"),
    ("fifteen_digits", "Up to 10^16 with all its digits.", "1e15", "1000000000000000.0"),
    ("sixteen_digits", "From there on with an exponent.", "1e16", "1e+16"),
    ("largest_double", "The largest double.", "1.7976931348623157e308", "1.7976931348623157e+308"),
    ("smallest_double", "The smallest one.", "5e-324", "5e-324"),
    (
        "smallest_normal_double",
        "The smallest one with all its bits.",
        "2.2250738585072014e-308",
        "2.2250738585072014e-308",
    ),
    ("exponent_of_21", "JavaScript too writes an exponent from here on.", "1e21", "1e+21"),
];

/// A name, what it shows, the number as it is written, as it was hashed, and what is said.
const OTHER: [(&str, &str, &str, &str, &str); 17] = [
    ("integer_changed_fail", "Another integer.", "5", "6", "mismatch payload_hash_mismatch"),
    ("sign_changed_fail", "Another sign.", "-5", "5", "mismatch payload_hash_mismatch"),
    (
        "integer_for_a_text_fail",
        "A number for a text of it.",
        "5",
        "\"5\"",
        "mismatch payload_hash_mismatch",
    ),
    (
        "one_for_true_fail",
        "A number for a truth value, as databases write it.",
        "1",
        "true",
        "unconfirmed weaker_form_matched",
    ),
    (
        "integer_below_two_to_the_53_changed_fail",
        "Below 2^53 no program rounds.",
        "9007199254740990",
        "9007199254740991",
        "mismatch payload_hash_mismatch",
    ),
    (
        "integer_rounded_fail",
        "From there on programs do.",
        "9007199254740992",
        "9007199254740993",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "integer_rounded_to_two_to_the_64_fail",
        "Also near the end of 64 bits.",
        "18446744073709552000",
        "18446744073709551615",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "float_changed_fail",
        "Programs write floats in several ways, so that a difference shows nothing.",
        "1.5",
        "1.25",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "float_hashed_as_an_integer_fail",
        "A float that was hashed as an integer.",
        "5.0",
        "5",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "integer_that_was_a_float_fail",
        "An integer that was hashed as the float which JavaScript saves so.",
        "100",
        "100.0",
        "unconfirmed weaker_form_matched",
    ),
    (
        "float_between_two_doubles_fail",
        "A float that is rounded hides its digits.",
        "9007199254740993.0",
        "9007199254740992.0",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "exponent_without_plus_fail",
        "Older versions of serde_json wrote no plus.",
        "1e16",
        "1e16",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "zero_that_was_negative_fail",
        "A zero that was hashed as the negative one.",
        "0",
        "-0.0",
        "unconfirmed weaker_form_matched",
    ),
    (
        "more_digits_than_a_double_fail",
        "The digits that the double hides could be any.",
        "0.10000000000000000001",
        "0.1",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "large_number_with_hidden_digits_fail",
        "So could those of an integer beyond 64 bits.",
        "18446744073709551617",
        "1.8446744073709552e+19",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "small_number_that_becomes_zero_fail",
        "And those of a number that no double is near to but zero.",
        "1e-400",
        "0.0",
        "unconfirmed canonical_form_undetermined",
    ),
    (
        "hash_of_python_exponent_fail",
        "Python writes two digits.",
        "1e-7",
        "1e-07",
        "unconfirmed canonical_form_undetermined",
    ),
];

/// What RFC 8259 does not know as a number.
const NONE: [(&str, &str, &str); 10] = [
    ("leading_zero_fail", "A zero before other digits.", "01"),
    ("plus_fail", "A plus.", "+1"),
    ("point_at_the_end_fail", "A point without digits behind it.", "1."),
    ("point_at_the_beginning_fail", "Or before it.", ".5"),
    ("hexadecimal_fail", "Another base.", "0x10"),
    ("not_a_number_fail", "A word.", "NaN"),
    ("infinity_fail", "Another.", "Infinity"),
    ("exponent_without_digits_fail", "An exponent of nothing.", "1e"),
    ("beyond_a_double_fail", "A number beyond the range of doubles.", "1e309"),
    ("negative_beyond_a_double_fail", "On the other side.", "-1e309"),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, shows, number, hashed) in SAME {
        cases
            .push(case(name, shows).file("p.json", proof(number, hashed)).expect(verified(number)));
    }
    for (name, shows, number, hashed, said) in OTHER {
        let expected = format!("p.json proof_response {said} by quayside.example");
        cases.push(case(name, shows).file("p.json", proof(number, hashed)).expect(expected));
    }
    for (name, shows, number) in NONE {
        let expected = "p.json unknown uncheckable invalid_json";
        cases.push(case(name, shows).file("p.json", proof(number, "1")).expect(expected));
    }
    // Shown against signed: the decimal values count, whatever their length.
    for (name, shows, signed, shown, same) in [
        (
            "signed_float_shown_as_an_integer",
            "100, 100.0 and 1e2 are one value.",
            "100.0",
            "100",
            true,
        ),
        ("signed_integer_shown_with_an_exponent", "Whatever the exponent.", "100", "1e2", true),
        ("signed_fraction_shown_with_zeros", "And the zeros.", "0.1", "0.1000", true),
        (
            "signed_large_integer_rounded_fail",
            "Two integers that one double stands for are two values.",
            "9007199254740993",
            "9007199254740992",
            false,
        ),
        (
            "signed_beyond_64_bits_changed_fail",
            "So are two beyond 64 bits.",
            "36893488147419103232",
            "36893488147419103233",
            false,
        ),
        (
            "signed_fraction_with_a_digit_more_fail",
            "And two fractions.",
            "0.1",
            "0.10000000000000000001",
            false,
        ),
        ("signed_zero_shown_as_negative_zero", "Zero has no sign.", "0", "-0.0", true),
    ] {
        cases.push(metadata_case(name, shows, signed, shown, same));
    }
    cases
}

//! Values are equal by their type and exact value. What is expected is worked out on the digits
//! alone, without any number type.

use proofdesk_core::json;
use proofdesk_core::record::{ContentForm, body_forms, inner_body_forms};
use proofdesk_core::verdict::{FieldStatus, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::issue::{base64, draft_of, key, pinned, public_hex, reasons, sha256, sign};

/// The verdict on a document whose statement signs `signed` where the record shows `shown`, and the
/// status of that field.
fn compare(signed: &str, shown: &str) -> (Verdict, FieldStatus, Vec<&'static str>) {
    let hash = sha256(b"x");
    let statement = format!(r#"{{"v":1,"document_hash":"{hash}","value":{signed}}}"#);
    let record = json!({
        "event_id": "evt_1", "document_hash": hash, "original_bytes_b64": base64(b"x"),
        "signed_payload_b64": base64(statement.as_bytes()),
        "signature_b64": sign(&key(7), statement.as_bytes()),
        "public_key_b64": public_hex(&key(7)), "value": "?",
    });
    let record = record.to_string().replace("\"?\"", shown);
    let finding = draft_of(&record, &pinned(&key(7))).conclude();
    let field = finding.fields.iter().find(|f| f.name == "value").unwrap();
    (finding.verdict(), field.status, reasons(&finding))
}

/// A number in plain digits, without zeros at either end.
fn plain(number: &str) -> (bool, String, String) {
    let lower = number.to_lowercase();
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let (negative, mantissa) = (mantissa.starts_with('-'), mantissa.trim_start_matches('-'));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.trim_start_matches('+').parse().unwrap();
    let (mut whole, mut fraction) = (whole.to_owned(), fraction.to_owned());
    for _ in 0..exponent.abs() {
        if exponent > 0 {
            whole.push(if fraction.is_empty() { '0' } else { fraction.remove(0) });
        } else {
            fraction.insert(0, whole.pop().unwrap_or('0'));
        }
    }
    let whole = whole.trim_start_matches('0').to_owned();
    let fraction = fraction.trim_end_matches('0').to_owned();
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}

const NUMBER: &str = "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn numbers_are_equal_as_decimals(a in NUMBER, b in NUMBER, zeros in 0_usize..4) {
        // The same number in other words, one digit of it changed, and any other.
        let (mantissa, exponent) = a.split_at(a.find(['e', 'E']).unwrap_or(a.len()));
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let same = format!("{mantissa}{point}{}{exponent}", "0".repeat(zeros));
        let last = mantissa.len() - 1;
        let digit = (mantissa.as_bytes()[last] - b'0' + 1) % 10;
        let changed = format!("{}{digit}{exponent}", &mantissa[..last]);
        for other in [same, changed, b] {
            let starts_with_zero = |n: &str| {
                let n = n.trim_start_matches('-').as_bytes();
                n.len() > 1 && n[0] == b'0' && n[1].is_ascii_digit()
            };
            if starts_with_zero(&other) {
                continue;
            }
            for nested in ["?", "[?]", r#"{"a":[{"b":?}]}"#] {
                let [signed, shown] = [&a, &other].map(|number| nested.replace('?', number));
                let (verdict, status, _) = compare(&signed, &shown);
                if plain(&a) == plain(&other) {
                    prop_assert_eq!(verdict, Verdict::Verified, "{} {}", signed, shown);
                    prop_assert_ne!(status, FieldStatus::Unsigned);
                } else {
                    prop_assert_eq!(verdict, Verdict::Mismatch, "{} {}", signed, shown);
                    prop_assert_eq!(status, FieldStatus::Unsigned);
                }
            }
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    /// A value is equal to itself and to no value of another type, however alike they are written.
    #[test]
    fn types_are_part_of_a_value(number in NUMBER, text in "[ -~é😀]{0,12}") {
        let text = Value::from(text).to_string();
        let quoted = format!("\"{number}\"");
        let values = [&number, &text, &quoted, "true", "\"true\"", "[]", "{}", "[null]", "[{}]"];
        for (i, signed) in values.iter().enumerate() {
            for (j, shown) in values.iter().enumerate() {
                let (verdict, status, _) = compare(signed, shown);
                let same = i == j || signed == shown;
                let expected = match (*signed, *shown) {
                    _ if same => Verdict::Verified,
                    // As PHP saves it.
                    ("{}", "[]") => Verdict::Unconfirmed,
                    _ => Verdict::Mismatch,
                };
                prop_assert_eq!(verdict, expected, "{} {}", signed, shown);
                prop_assert_eq!(status == FieldStatus::Signed, same);
            }
        }
    }

    /// Of a payload's number that the canonical form cannot hold, nothing is said to be signed.
    #[test]
    fn the_canonical_form_holds_the_number_or_nothing_is_said(number in NUMBER) {
        let exact: f64 = number.parse().unwrap();
        let form = match number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok() {
            true if number != "-0" => format!("{{\"n\":{number}}}"),
            _ => format!("{{\"n\":{}}}", Value::from(exact)),
        };
        let written = form.trim_start_matches("{\"n\":").trim_end_matches('}');
        let text = format!(
            r#"{{"event_id":"e","event_type":"a","payload":{{"n":{number}}},"payload_hash":"{}"}}"#,
            sha256(form.as_bytes())
        );
        let finding = draft_of(&text, &pinned(&key(7))).conclude();
        let undetermined = reasons(&finding).contains(&"canonical_form_undetermined");
        prop_assert_eq!(undetermined, plain(written) != plain(&number), "{} {}", number, written);
        prop_assert!(!reasons(&finding).contains(&"payload_hash_mismatch"));
    }
}

/// A value has the same forms wherever it stands, its own bytes among them.
#[test]
fn forms_of_a_body_inside_a_file() {
    let body = concat!(
        r#"{"subject":null,"payload":{"output":"b\u00e9","input":"a"},"#,
        r#""type":"output","context":{"model_name":"m","model_provider":"p"}}"#
    );
    let written = concat!(
        r#"{"type":"output","payload":{"input":"a","output":"bé"},"#,
        r#""context":{"model_provider":"p","model_name":"m"},"subject":null}"#
    );
    let indented = body.replace(':', ": ");
    let file = format!("[ 1, {indented} ,{{}}]");
    let node = json::parse(file.as_bytes()).unwrap();
    let forms = inner_body_forms(file.as_bytes(), &node.as_array().unwrap()[1]);
    let has = |form: ContentForm, text: &str| {
        forms.iter().any(|(f, d)| *f == form && d.to_string() == sha256(text.as_bytes()))
    };
    assert!(has(ContentForm::Exact, &indented));
    assert!(has(ContentForm::WithoutWhiteSpace, body));
    assert!(has(ContentForm::Rewritten, written));
    assert!(has(ContentForm::Rewritten, &written.replace(",\"subject\":null", "")));
    assert!(has(ContentForm::SubjectRemoved, &body.replace("\"subject\":null,", "")));
    assert!(has(ContentForm::BodyInput, "a") && has(ContentForm::BodyOutput, "bé"));
    let alone = json::parse(indented.as_bytes()).unwrap();
    assert_eq!(body_forms(indented.as_bytes(), &alone), forms[1..]);
}

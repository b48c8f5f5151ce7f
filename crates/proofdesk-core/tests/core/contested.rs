//! Payloads on which JSON implementations disagree: a difference does not show a change, and the
//! implementation whose form has the stated hash is named.
//!
//! Hashes of other implementations' forms were computed with them, on 2026-11-22:
//!
//! ```sh
//! # Node 20.20: objects with their keys sorted by the default order of strings
//! node -e 'const c = v => Array.isArray(v) ? "[" + v.map(c).join(",") + "]" :
//!   v && typeof v == "object" ? "{" + Object.keys(v).sort()
//!     .map(k => JSON.stringify(k) + ":" + c(v[k])).join(",") + "}" : JSON.stringify(v);
//!   process.stdout.write(c(JSON.parse(process.argv[1])))' "$PAYLOAD" | sha256sum
//! # Python 3.11
//! python3 -c 'import json, sys; print(json.dumps(json.loads(sys.argv[1]), sort_keys=True,
//!   separators=(",", ":"), ensure_ascii=False), end="")' "$PAYLOAD" | sha256sum
//! ```
//!
//! Go's forms are written out by hand from the source of `encoding/json`.

use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{CheckName, Finding, ValueSource, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::issue::{assert_verdict, check, draft_of, note, sha256};

/// Numbers of every kind, with the traps of each implementation.
const NUMBERS: &str = concat!(
    r#"{"amount":1.50,"rate":0.0000001,"huge":1e21,"whole":2.0,"big":1e16,"small":1.5e-5,"#,
    r#""micro":1e-6,"tens":1e20,"tiny":0.00012,"neg":-0.0,"list":[1E2,-0]}"#
);
const LARGE: &str = r#"{"id":9007199254740993,"n":1}"#;
const BEYOND_BMP: &str = r#"{"😀":1,"\ufffd":2,"a":3}"#;
const HTML: &str = r#"{"note":"x","sum":0.5,"html":"<b> & </b>","line":"\u2028"}"#;

const DOUBLE_NAME: &str = "a number with a fraction, an exponent or a negative zero";
const LARGE_NAME: &str = "an integer of 2^53 or more";
const KEY_NAME: &str = "a key with a character beyond U+FFFF";
const SURROGATE_NAME: &str = "an unpaired surrogate escape";
const NFC_NAME: &str = "text that Unicode normalisation changes";
const NONE: &str = "No known implementation's form has the stated hash.";

fn event(payload: &str, hash: &str) -> Finding {
    let text = format!(
        r#"{{"event_id":"evt_1","event_type":"a","payload":{payload},"payload_hash":"{hash}"}}"#
    );
    draft_of(&text, &Trust::default()).conclude()
}

/// The note on a payload whose stated hash is that of `form`.
#[track_caller]
fn explained(payload: &str, hash: &str) -> String {
    let finding = event(payload, hash);
    let codes = ["canonical_form_undetermined", "no_signature"];
    assert_verdict(&finding, Verdict::Uncheckable, &codes);
    assert_eq!(check(&finding, CheckName::PayloadHash).value_from(ValueSource::Stated), Some(hash));
    note(&finding, CheckName::PayloadHash).to_owned()
}

fn matching(construct: &str, forms: &str) -> String {
    format!("The payload contains {construct}. It has the stated hash when written {forms}.")
}

const JAVASCRIPT: &str = "by JavaScript (every number a double, keys sorted by UTF-16)";
const GO: &str = "by Go's encoding/json";
const PYTHON: &str = "by Python's json module";
const SPELLED: &str = "with its numbers as they are written";
const INEXACT: &str = "by serde_json with its default, less exact reading of decimals";
const RYU: &str = "by serde_json of before 2026 (exponents without a plus sign)";
const NFC: &str = "in Unicode normalisation form C";

#[test]
fn our_own_form_passes() {
    let own = concat!(
        r#"{"amount":1.5,"big":1e+16,"huge":1e+21,"list":[100.0,-0.0],"micro":1e-6,"neg":-0.0,"#,
        r#""rate":1e-7,"small":0.000015,"tens":1e+20,"tiny":0.00012,"whole":2.0}"#
    );
    for (payload, form) in [
        (NUMBERS, own),
        (LARGE, LARGE),
        (BEYOND_BMP, "{\"a\":3,\"\u{fffd}\":2,\"😀\":1}"),
        (HTML, "{\"html\":\"<b> & </b>\",\"line\":\"\u{2028}\",\"note\":\"x\",\"sum\":0.5}"),
    ] {
        let finding = event(payload, &sha256(form.as_bytes()));
        assert_verdict(&finding, Verdict::Unconfirmed, &["no_signature"]);
    }
}

#[test]
fn javascripts_form() {
    // {"amount":1.5,"big":10000000000000000,"huge":1e+21,"list":[100,0],"micro":0.000001,"neg":0,
    // "rate":1e-7,"small":0.000015,"tens":100000000000000000000,"tiny":0.00012,"whole":2}
    let hash = "128274478aff861a4358f5c5064a90e235fd6dd0a7387b0efe6248c1989ed338";
    assert_eq!(explained(NUMBERS, hash), matching(DOUBLE_NAME, JAVASCRIPT));
    // {"id":9007199254740992,"n":1}: one less, and Go's form as well.
    let hash = "09659cd29d2a4ba99f10b757a5c8df29ea61b23baf5f6694ae6c4f839b52175f";
    let both = format!("{JAVASCRIPT}, or {GO}");
    assert_eq!(explained(LARGE, hash), matching(LARGE_NAME, &both));
    // The emoji before U+FFFD.
    let hash = "d25e83331df4e3944de1978a6532a3584ad61b9349746b50360508cca890f781";
    assert_eq!(explained(BEYOND_BMP, hash), matching(KEY_NAME, JAVASCRIPT));
}

#[test]
fn pythons_form() {
    // {"amount":1.5,"big":1e+16,"huge":1e+21,"list":[100.0,0],"micro":1e-06,"neg":-0.0,
    // "rate":1e-07,"small":1.5e-05,"tens":1e+20,"tiny":0.00012,"whole":2.0}
    let hash = "0b1c80a3da843037c43ab60494391648a1ddf03c5fbcb31bef4ad94291303781";
    assert_eq!(explained(NUMBERS, hash), matching(DOUBLE_NAME, PYTHON));
}

#[test]
fn gos_form() {
    let form = concat!(
        r#"{"amount":1.5,"big":10000000000000000,"huge":1e+21,"list":[100,-0],"micro":0.000001,"#,
        r#""neg":-0,"rate":1e-7,"small":0.000015,"tens":100000000000000000000,"tiny":0.00012,"#,
        r#""whole":2}"#
    );
    assert_eq!(explained(NUMBERS, &sha256(form.as_bytes())), matching(DOUBLE_NAME, GO));
    let form = concat!(
        r#"{"html":"\u003cb\u003e \u0026 \u003c/b\u003e","line":"\u2028","#,
        r#""note":"x","sum":0.5}"#
    );
    assert_eq!(explained(HTML, &sha256(form.as_bytes())), matching(DOUBLE_NAME, GO));
    // Only Go reads what has no UTF-8 form, and writes a replacement character.
    let form = "{\"a\":\"x\u{fffd}\"}";
    let note = explained(r#"{"a":"x\ud800"}"#, &sha256(form.as_bytes()));
    assert_eq!(note, matching(SURROGATE_NAME, GO));
}

#[test]
fn serde_jsons_other_forms() {
    for (number, read) in [
        ("767e-23", "7.670000000000001e-21"),
        // The last digit before the point does not fit into 64 bits any more; the one behind does.
        ("18446744073709551616.0e-30", "1.844674407370955e-11"),
    ] {
        let form = format!("{{\"n\":{read}}}");
        let note = explained(&format!("{{\"n\":{number}}}"), &sha256(form.as_bytes()));
        assert_eq!(note, matching(DOUBLE_NAME, INEXACT));
    }
    // ryu wrote no plus sign; serde_json changed to zmij at the end of 2025.
    let form = r#"{"a":1e16,"b":-1.5e300,"c":1e-7}"#;
    let note =
        explained(r#"{"b":-1.5E+300,"a":10000000000000000.0,"c":1e-7}"#, &sha256(form.as_bytes()));
    assert_eq!(note, matching(DOUBLE_NAME, RYU));
}

#[test]
fn numbers_as_they_are_spelled() {
    let form = r#"{"a":1.50,"b":-0,"c":123456789012345678901234567890}"#;
    let note = explained(
        r#"{ "c": 123456789012345678901234567890, "b": -0, "a": 1.50 }"#,
        &sha256(form.as_bytes()),
    );
    assert_eq!(note, matching(&format!("{DOUBLE_NAME}, {LARGE_NAME}"), SPELLED));
}

#[test]
fn text_in_normalisation_form_c() {
    let form = "{\"name\":\"é\"}";
    let note = explained("{\"name\":\"e\u{301}\"}", &sha256(form.as_bytes()));
    assert_eq!(note, matching(NFC_NAME, NFC));
    // Keys are sorted as they are then: é is behind f, while e with an accent is before it.
    let form = "{\"f\":1,\"é\":2}";
    let note = explained("{\"e\u{301}\":2,\"f\":1}", &sha256(form.as_bytes()));
    assert_eq!(note, matching(NFC_NAME, NFC));
}

#[test]
fn each_construct_is_named() {
    let cases = [
        (r#"{"a":0.5}"#, DOUBLE_NAME),
        (r#"{"a":[[1e2]]}"#, DOUBLE_NAME),
        (r#"{"a":-0}"#, DOUBLE_NAME),
        (r#"{"a":9007199254740992}"#, LARGE_NAME),
        (r#"{"a":-9007199254740992}"#, LARGE_NAME),
        (r#"{"a":9007199254740993}"#, LARGE_NAME),
        (r#"{"a":-9007199254740993}"#, LARGE_NAME),
        (r#"{"a":18446744073709551615}"#, LARGE_NAME),
        (r#"{"a":18446744073709551616}"#, LARGE_NAME),
        (r#"{"a":-9223372036854775809}"#, LARGE_NAME),
        (r#"{"a":{"\ud83d\ude00":1}}"#, KEY_NAME),
        (r#"{"a":"\ud83d"}"#, SURROGATE_NAME),
        (r#"{"\udc00":1}"#, SURROGATE_NAME),
        ("{\"a\":\"e\u{301}\"}", NFC_NAME),
        ("{\"e\u{301}\":1}", NFC_NAME),
        ("{\"a\":\"\u{212b}\"}", NFC_NAME),
    ];
    for (payload, construct) in cases {
        let note = explained(payload, &sha256(b"of nothing known"));
        assert_eq!(note, format!("The payload contains {construct}. {NONE}"), "{payload}");
    }
    let all = r#"{"e\u0301":[0.5,9007199254740993,"\ud800"],"\ud83d\ude00":0}"#;
    let names = [DOUBLE_NAME, LARGE_NAME, KEY_NAME, SURROGATE_NAME, NFC_NAME].join(", ");
    let expected = format!("The payload contains {names}. {NONE}");
    assert_eq!(explained(all, &sha256(b"of nothing known")), expected);
}

/// Without such a construct all implementations agree, so a difference is one.
#[test]
fn a_plain_change() {
    let plain = [
        r#"{"a":1}"#,
        r#"{"a":9007199254740991,"b":-9007199254740991,"c":0}"#,
        r#"{"a":"0.5 1e3 18446744073709551616"}"#,
        r#"{"a":"\ud83d\ude00","é":"ß","<&>":"\u2028"}"#,
        r#"{"10":1,"9":2,"__proto__":3,"":null}"#,
        r#"{}"#,
    ];
    for payload in plain {
        let finding = event(payload, &sha256(b"another payload"));
        let codes = ["payload_hash_mismatch", "no_signature"];
        assert_verdict(&finding, Verdict::Mismatch, &codes);
        let actual =
            json!(check(&finding, CheckName::PayloadHash).value_from(ValueSource::Calculated));
        let value: Value = serde_json::from_str(payload).unwrap();
        assert_eq!(actual, sha256(crate::issue::sorted(&value).as_bytes()));
    }
}

/// Numbers that an attacker writes to make arithmetic overflow.
#[test]
fn hostile_numbers() {
    let numbers = [
        "0.0e-9223372036854775808",
        "-0.00e-9223372036854775808",
        "0e9223372036854775807",
        "0.1e-9223372036854775807",
        "1e-9223372036854775808",
        "1e-99999999999999999999999",
        "0.0e99999999999999999999999",
    ];
    let long = [
        format!("0.{}1", "0".repeat(5000)),
        format!("{}.{}", "9".repeat(300), "9".repeat(5000)),
        format!("{}e-5000", "9".repeat(5000)),
        format!("0.{}9e5000", "0".repeat(5000)),
    ];
    for number in numbers.iter().map(|n| (*n).to_owned()).chain(long) {
        let note = explained(&format!("{{\"n\":{number}}}"), &sha256(b"of nothing known"));
        assert!(note.ends_with(NONE));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The less exact reading is `serde_json`'s own, digit for digit. (If a build switches its
    /// feature `float_roundtrip` on, there is no such reading to compare with.)
    #[test]
    fn the_inexact_reading_is_serde_jsons(
        number in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?|-?[0-9]\\.[0-9]{14,18}[eE]-?[0-9]{1,3}",
    ) {
        let exact: f64 = number.parse().unwrap();
        let Ok(theirs) = serde_json::from_str::<f64>(&number) else { return Ok(()) };
        if theirs.to_bits() != exact.to_bits() && exact.is_finite() {
            let form = format!("{{\"n\":{}}}", Value::from(theirs));
            let payload = format!("{{\"n\":{number}}}");
            let note = explained(&payload, &sha256(form.as_bytes()));
            prop_assert!(note.contains(INEXACT), "{}", note);
        }
    }
}

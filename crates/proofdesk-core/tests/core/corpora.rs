//! Numbers of RFC 8785 and texts after the families of JSONTestSuite.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proofdesk_core::{canonical, json};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn vectors(name: &str) -> String {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors"));
    fs::read_to_string(folder.join(name)).unwrap()
}

/// A number as its sign, its digits without zeros at either end, and the power of ten of the last one.
fn decimal(text: &str) -> (bool, String, i64) {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut power =
        exponent.trim_start_matches('+').parse::<i64>().unwrap() - fraction.len() as i64;
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    power += (digits.len() - kept.len()) as i64;
    if kept.is_empty() { (false, String::new(), 0) } else { (negative, kept.to_owned(), power) }
}

/// What ECMAScript writes is read as the same double, and has the same digits in the canonical form, which
/// differs in where an exponent begins and in the point of a whole float only.
fn require_same_number(bits: u64, written: &str) {
    let double = f64::from_bits(bits);
    let node = json::parse(written.as_bytes()).unwrap();
    let ours = String::from_utf8(canonical::sorted(&node).unwrap()).unwrap();
    assert_eq!(decimal(&ours), decimal(written), "{written}: {ours}");
    // ECMAScript writes no sign of a zero.
    assert_eq!(ours.parse::<f64>().unwrap(), double, "{written}: {ours}");
    // As a float it is the same in every notation.
    for notation in [format!("{double:e}"), format!("{double:?}"), format!("{double:E}")] {
        let node = json::parse(notation.as_bytes()).unwrap();
        let ours = String::from_utf8(canonical::sorted(&node).unwrap()).unwrap();
        assert_eq!(decimal(&ours), decimal(written), "{notation}: {ours}");
        assert_eq!(ours, serde_json::to_string(&double).unwrap(), "{notation}");
    }
}

#[test]
fn the_table_of_rfc_8785() {
    let table = vectors("rfc8785/appendix-b.tsv");
    for line in table.lines() {
        let (bits, written) = line.split_once('\t').unwrap();
        require_same_number(u64::from_str_radix(bits, 16).unwrap(), written);
    }
    assert_eq!(table.lines().count(), 24);
}

#[test]
fn the_first_numbers_of_the_file_of_rfc_8785() {
    let file = vectors("rfc8785/es6-numbers-10000.txt");
    let published = "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892";
    assert_eq!(hex::encode(Sha256::digest(&file)), published);
    for line in file.lines() {
        let (bits, written) = line.split_once(',').unwrap();
        require_same_number(u64::from_str_radix(bits, 16).unwrap(), written);
    }
}

/// Texts on which the reader knowingly differs from what the file says. There are none. One that is read as
/// the file says is an error.
const EXCEPTIONS: [&str; 0] = [];

/// The bytes of a text of the file.
fn bytes(case: &Value) -> Vec<u8> {
    let member = |name: &str| case[name].as_str().unwrap_or_default();
    match case {
        Value::String(text) => text.clone().into_bytes(),
        _ if case.get("base64").is_some() => STANDARD.decode(member("base64")).unwrap(),
        _ => {
            let times = case["times"].as_u64().unwrap() as usize;
            [
                member("open").repeat(times),
                member("inside").to_owned(),
                member("close").repeat(times),
            ]
            .concat()
            .into_bytes()
        }
    }
}

#[test]
fn texts_after_the_families_of_jsontestsuite() {
    let file: Value = serde_json::from_str(&vectors("json-families.json")).unwrap();
    let mut count = 0;
    for (family, cases) in file.as_object().unwrap() {
        for expected in ["accept", "refuse", "decided"] {
            for case in cases[expected].as_array().unwrap() {
                let text = bytes(if expected == "decided" { &case[0] } else { case });
                let shown = String::from_utf8_lossy(&text[..text.len().min(80)]).into_owned();
                let read = json::parse(&text);
                let is_so = match expected {
                    "accept" => read.is_ok_and(|node| canonical::sorted(&node).is_ok()),
                    "refuse" => read.is_err(),
                    // An unpaired surrogate escape.
                    _ => read.is_ok_and(|node| canonical::sorted(&node).is_err()),
                };
                let excepted = EXCEPTIONS.contains(&&*shown);
                assert_eq!(is_so, !excepted, "{family}, {expected}: {shown}");
                count += 1;
            }
        }
    }
    assert!(count > 240, "{count}");
}

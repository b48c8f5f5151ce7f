//! The conformance kit in the repository is what this source makes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use test_issuer::kit;

fn folder() -> std::path::PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/proofdesk")).to_path_buf()
}

#[test]
fn the_kit_is_up_to_date() {
    let hint = "run `cargo run -p test-issuer --bin make-kit`";
    let made = kit::cases();
    let committed = kit::committed(&folder()).unwrap();
    assert_eq!(committed, made.keys().cloned().collect::<Vec<_>>(), "{hint}");
    for (path, text) in &made {
        let committed = fs::read_to_string(folder().join(path)).unwrap();
        assert!(committed == *text, "{path} differs: {hint}");
    }
}

#[test]
fn the_kit_is_small_and_has_many_cases_of_each_kind() {
    let made = kit::cases();
    let bytes: usize = made.values().map(String::len).sum();
    assert!(bytes < 3_000_000, "{bytes} bytes");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in made.keys() {
        *counts.entry(path.split('/').next().unwrap()).or_default() += 1;
    }
    assert_eq!(counts.len(), 10);
    assert!(counts.values().all(|count| *count >= 40), "{counts:?}");
}

/// A case says what it shows, expects something, and names only files that it has.
#[test]
fn every_case_is_whole() {
    for (path, text) in kit::cases() {
        let case: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(format!("{}.json", case["name"].as_str().unwrap()), path);
        assert!(case["shows"].as_str().unwrap().ends_with('.'), "{path}");
        let files = case["files"].as_object().unwrap();
        let results = case["expected"]["results"].as_array().unwrap();
        assert!(!files.is_empty() && !results.is_empty(), "{path}");
        let fails = case["name"].as_str().unwrap().ends_with("_fail");
        assert_eq!(case["expected"]["status"] != 0, fails, "{path}");
        let asked = case["options"].as_array().unwrap().iter().any(|option| option == "--find");
        let absent = case["absent"].as_array().map_or(&[][..], Vec::as_slice);
        for result in results {
            let place = &result["path"];
            let is_there = files.contains_key(place.as_str().unwrap()) || absent.contains(place);
            assert!(is_there || asked, "{path}: {place}");
        }
    }
}

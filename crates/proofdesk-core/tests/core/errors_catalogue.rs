//! The catalogue of errors against the documented facts, in both directions.

use std::collections::{BTreeMap, BTreeSet};

use proofdesk_core::api_error::{Catalogue, Provenance, Retry, explain_code};
use proofdesk_core::verdict::Reason;

/// Facts of the API's Errors page; the README beside them says whence.
const CODES: &str = include_str!("../../../../tests/vectors/invoance-errors/codes.tsv");
const STATUSES: &str = include_str!("../../../../tests/vectors/invoance-errors/statuses.tsv");

fn documented() -> Vec<(String, String, u16)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [group, code, status] = cells.as_slice() else { panic!("{line}") };
        ((*group).to_owned(), (*code).to_owned(), status.parse().unwrap())
    };
    CODES.lines().map(row).collect()
}

#[test]
fn the_data_file_is_read_without_a_fault() {
    let text = include_str!("../../src/api_error/errors.json");
    let read: Catalogue = serde_json::from_str(text).unwrap();
    assert_eq!(&read, Catalogue::get());
    assert_eq!(read.schema, "proofdesk.errors/1");
}

/// No code is missing, none is invented, every status, every group and the order are the page's.
#[test]
fn codes_are_those_of_the_page() {
    let of_page =
        Catalogue::get().entries.iter().filter(|e| e.provenance == Provenance::ErrorsPage);
    let ours: Vec<(String, String, u16)> =
        of_page.map(|e| (e.category.clone(), e.code.clone(), e.status)).collect();
    assert_eq!(ours, documented());
    assert_eq!(ours.len(), 44);
    let others = Catalogue::get().entries.iter().filter(|e| e.provenance != Provenance::ErrorsPage);
    let others: Vec<(&str, u16)> = others.map(|e| (e.code.as_str(), e.status)).collect();
    assert_eq!(others, [("org_archived", 409), ("org_not_deletable", 409)]);
}

#[test]
fn statuses_are_those_of_the_page() {
    let row = |line: &str| {
        let (status, name) = line.split_once('\t').unwrap();
        (status.parse().unwrap(), name.to_owned())
    };
    let documented: Vec<(u16, String)> = STATUSES.lines().map(row).collect();
    let catalogue = Catalogue::get();
    let ours: Vec<_> = catalogue.statuses.iter().map(|s| (s.status, s.name.clone())).collect();
    assert_eq!(ours, documented);
    // The page's retry guidance is by status.
    for status in &catalogue.statuses {
        let advice = match status.status {
            200 | 201 => None,
            429 => Some(Retry::AfterRetryAfter),
            500 => Some(Retry::ExponentialBackoff),
            _ => Some(Retry::Never),
        };
        assert_eq!(status.retry, advice, "{}", status.status);
        assert_eq!(status.whose_move.is_some(), advice.is_some());
    }
    for entry in &catalogue.entries {
        assert_eq!(
            Some(entry.retry),
            catalogue.status(entry.status).unwrap().retry,
            "{}",
            entry.code
        );
    }
}

#[test]
fn extra_fields_and_headers_are_those_of_the_page() {
    let catalogue = Catalogue::get();
    let fields: BTreeSet<&str> = catalogue.fields.iter().map(|f| f.name.as_str()).collect();
    let documented = [
        "current_usage",
        "limit_per_sec",
        "plan_limit",
        "plan_tier",
        "resource",
        "retry_after",
        "upgrade_url",
    ];
    assert_eq!(fields, documented.into());
    let used: BTreeMap<&str, &[String]> = catalogue
        .entries
        .iter()
        .filter(|e| !e.fields.is_empty())
        .map(|e| (e.code.as_str(), e.fields.as_slice()))
        .collect();
    assert_eq!(used.keys().copied().collect::<Vec<_>>(), ["quota_exceeded", "rate_limited"]);
    assert!(used.values().copied().flatten().all(|f| fields.contains(f.as_str())));
    let headers: Vec<&str> = catalogue.headers.iter().map(|h| h.name.as_str()).collect();
    assert_eq!(headers, ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"]);
}

#[test]
fn every_code_is_explained_in_sentences() {
    let catalogue = Catalogue::get();
    let names: Vec<&str> = catalogue.categories.iter().map(|c| c.name.as_str()).collect();
    let mut seen = BTreeSet::new();
    for entry in &catalogue.entries {
        assert!(names.contains(&entry.category.as_str()), "{}", entry.code);
        assert!(!entry.resources.is_empty() && seen.insert((&entry.category, &entry.code)));
        for words in [&entry.for_integrator, &entry.for_auditor, &entry.what_to_do] {
            assert!(words.ends_with('.') && !words.contains("  ") && words.len() < 300, "{words}");
            for never in ["authentic", "tamper", "genuine", "does not exist"] {
                assert!(!words.to_lowercase().contains(never), "{words}");
            }
        }
        let explained = explain_code(&entry.code).unwrap();
        assert!(explained.meanings.contains(&entry), "{}", entry.code);
        assert_eq!(explained.status, Some(entry.status));
        assert_eq!(explained.retry.advice, Some(entry.retry));
    }
    for status in &catalogue.statuses {
        let explained = explain_code(&status.status.to_string()).unwrap();
        assert_eq!(explained.what_happened, status.meaning);
    }
}

/// Codes that checks raise under a documented name are documented, and ours are none of these.
#[test]
fn reasons_with_a_documented_code_are_in_the_catalogue() {
    let catalogue = Catalogue::get();
    let first = Reason::ALL.iter().position(|r| *r == Reason::TraceEmpty).unwrap();
    for reason in Reason::ALL.iter().skip(first).chain([&Reason::OriginalBytesHashMismatch]) {
        let documented = !catalogue.entries_of(reason.code()).is_empty();
        assert_eq!(documented, *reason != Reason::IdNotSigned, "{}", reason.code());
    }
}

#[test]
fn one_code_has_two_meanings() {
    let catalogue = Catalogue::get();
    assert_eq!(catalogue.entries_of("metadata_too_large").len(), 2);
    let words =
        |resource| &catalogue.entry_for("metadata_too_large", resource).unwrap().for_integrator;
    assert!(words("traces").contains("16 KB") && words("documents").contains("not published"));
    let both = explain_code("metadata_too_large").unwrap().what_happened;
    assert!(both.contains("For documents: ") && both.contains("For traces: "), "{both}");
    assert_eq!(catalogue.entry_for("no_such_code", "traces"), None);
}

#[test]
fn search_by_code_status_and_word() {
    let catalogue = Catalogue::get();
    let codes = |query: &str| -> Vec<&str> {
        catalogue.search(query).iter().map(|e| e.code.as_str()).collect()
    };
    assert_eq!(codes("rate_limited"), ["rate_limited"]);
    assert_eq!(codes("429"), ["rate_limited", "quota_exceeded"]);
    assert_eq!(codes("Payment REQUIRED"), ["payment_required"]);
    assert_eq!(codes("allowlist"), ["ip_not_allowed"]);
    assert_eq!(codes("16 kb"), ["metadata_too_large"]);
    assert_eq!(codes("").len(), catalogue.entries.len());
    assert_eq!(codes("zebra"), [""; 0]);
}

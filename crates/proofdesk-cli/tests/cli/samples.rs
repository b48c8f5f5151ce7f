//! The samples, and the table of what is expected of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::support::{Report, proofdesk, reasons, repository, require_valid, text};

const PIN: &str = "harbourline.example=@samples/harbourline.key.json";

fn run(args: &[&str]) -> Output {
    let fixed = ["verify", "--pin", PIN];
    proofdesk(fixed.iter().chain(args)).current_dir(repository()).output().unwrap()
}

fn verify(args: &[&str]) -> Report {
    Report::of(run(&[&["--format", "json"], args].concat()))
}

/// Path, line, pointer, kind and verdict.
type Row = [String; 5];

/// The table's rows, with the reasons that each must have, and no others.
fn expected() -> BTreeMap<Row, BTreeSet<String>> {
    let table = fs::read_to_string(repository().join("tests/samples-expected.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let row = std::array::from_fn(|i| columns[i].to_owned());
        (row, columns[5].split(',').filter(|r| !r.is_empty()).map(str::to_owned).collect())
    });
    rows.collect()
}

fn row(result: &Value) -> Row {
    let source = &result["source"];
    let path = text(&source["path"]).strip_prefix("samples/").unwrap();
    let members = source["members"].as_array().unwrap().iter().map(|m| text(&m["name"]));
    [
        [path].into_iter().chain(members).collect::<Vec<_>>().join(" › "),
        source["line"].as_u64().map(|line| line.to_string()).unwrap_or_default(),
        source["pointer"].as_str().unwrap_or_default().to_owned(),
        text(&result["kind"]).to_owned(),
        text(&result["verdict"]).to_owned(),
    ]
}

#[test]
fn the_samples_have_exactly_the_expected_results() {
    let report = verify(&["samples"]);
    assert_eq!(report.status, 1);
    let expected = expected();
    assert!(expected.len() > 380);
    let found: BTreeMap<Row, &Value> = report.results().iter().map(|r| (row(r), r)).collect();
    assert_eq!(found.len(), report.results().len(), "two results of one place and kind");
    let rows = |of: Vec<&Row>| of.into_iter().cloned().collect::<BTreeSet<Row>>();
    assert_eq!(rows(found.keys().collect()), rows(expected.keys().collect()));
    for (row, wanted) in &expected {
        assert_eq!(reasons(found[row]), wanted.iter().map(String::as_str).collect(), "{row:?}");
        // What is expected to verify has nothing to explain.
        assert!(row[4] != "verified" || wanted.is_empty(), "{row:?}: {wanted:?}");
    }
}

#[test]
fn the_good_samples_have_nothing_wrong_but_events_without_signature() {
    let report = verify(&["samples/good"]);
    assert_eq!(report.status, 3);
    for result in report.results() {
        match text(&result["verdict"]) {
            "verified" | "info" => {}
            "unconfirmed" => assert_eq!(reasons(result), ["no_signature"].into()),
            _ => panic!("{result}"),
        }
    }
    assert_eq!(report.json["summary"]["unconfirmed"], 3);
}

#[test]
fn a_folder_in_which_everything_verifies_passes() {
    for folder in ["documents", "attestations", "audit"] {
        let report = verify(&[&format!("samples/good/{folder}")]);
        assert_eq!(report.status, 0, "{folder}: {:?}", report.places());
    }
}

#[test]
fn nothing_verifies_without_a_pin() {
    let args = ["verify", "--format", "json", "samples"];
    let report = Report::of(proofdesk(args).current_dir(repository()).output().unwrap());
    assert_eq!(report.json["summary"]["verified"], 0);
    // An issuer that is not pinned cannot be contradicted, all else can.
    assert_eq!(report.json["summary"]["mismatch"], 5);
}

#[test]
fn two_runs_and_any_number_of_threads_give_the_same_report() {
    let one = verify(&["--jobs", "1", "samples"]).timeless();
    assert_eq!(verify(&["--jobs", "1", "samples"]).timeless(), one);
    for jobs in ["2", "4", "16"] {
        assert_eq!(verify(&["--jobs", jobs, "samples"]).timeless(), one);
    }
}

/// The words of the closing line, and what the summary calls them.
const WORDS: [(&str, &str); 6] = [
    ("Does not match", "mismatch"),
    ("Cannot be checked", "uncheckable"),
    ("No record found", "not_found"),
    ("Not confirmed", "unconfirmed"),
    ("Verified", "verified"),
    ("For information", "info"),
];

#[test]
fn every_form_of_the_report_says_the_same() {
    let json = verify(&["samples"]);
    let lines = run(&["--format", "ndjson", "samples"]);
    assert_eq!(lines.status.code(), Some(1));
    let lines = String::from_utf8(lines.stdout).unwrap();
    let mut results: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut last = results.pop().unwrap();
    require_valid("last_line", &last);
    results.iter().for_each(|result| require_valid("result", result));
    let sorted =
        |results: &[Value]| results.iter().map(Value::to_string).collect::<BTreeSet<String>>();
    assert_eq!(results.len(), json.results().len());
    assert_eq!(sorted(&results), sorted(json.results()));
    // The last line is the report without its results.
    last["run"] = Value::Null;
    let mut whole = json.clone().timeless().json;
    whole.as_object_mut().unwrap().remove("results");
    assert_eq!(last, whole);

    let people = run(&["samples"]);
    assert_eq!(people.status.code(), Some(1));
    let people = String::from_utf8(people.stdout).unwrap();
    for (words, member) in WORDS {
        let number = json.json["summary"][member].as_u64().unwrap();
        let said = people.contains(&format!(" {words}: {number}"));
        assert_eq!(said, number > 0, "{words}");
    }
    let paths = json.results().iter().map(|result| text(&result["source"]["path"]));
    let files = paths.collect::<BTreeSet<_>>().len();
    let last = people.rsplit("sample.\n").next().unwrap().replace('\n', " ");
    assert!(last.starts_with(&format!("8 of {files} files do not match. 10 are not ")), "{people}");
    assert!(last.ends_with("and 1 is for information. "), "{people}");
}

/// Anybody can make evidence with the key of the samples.
#[test]
fn what_rests_on_the_sample_key_is_marked_as_a_sample() {
    let report = verify(&["samples"]);
    assert_eq!(report.json["pins"][0]["sample"], true);
    let people = String::from_utf8(run(&["samples"]).stdout).unwrap();
    let words: String = people.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("is the key of the sample evidence, which anybody can sign with"));
}

#[test]
fn options_that_change_the_results_are_named() {
    let args =
        ["--contiguous", "--signer", "harbourline.example", "--exclude", "7-*", "samples/wrong"];
    let options = &verify(&args).json["options"];
    let expected = serde_json::json!({
        "signer": "harbourline.example", "contiguous": true, "find": [], "exclude": ["7-*"],
        "limits": null,
    });
    assert_eq!(*options, expected);
    let people = String::from_utf8(run(&args).stdout).unwrap();
    let words: String = people.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "Options that change the results: --signer harbourline.example, --contiguous, \
                --exclude 7-*";
    assert!(words.contains(said), "{people}");
}

#[test]
fn results_are_in_the_order_of_path_line_and_element() {
    let report = verify(&["samples"]);
    let keys: Vec<(&str, u64, u64)> = report
        .results()
        .iter()
        .map(|result| {
            let source = &result["source"];
            let element = source["pointer"].as_str().and_then(|p| p.rsplit_once('/'));
            let element = element.map_or(0, |(_, i)| i.parse::<u64>().unwrap() + 1);
            (text(&source["path"]), source["line"].as_u64().unwrap_or(0), element)
        })
        .collect();
    assert!(keys.is_sorted());
    assert!(keys.iter().any(|key| key.1 > 100) && keys.iter().any(|key| key.2 > 5));
}

#[test]
fn a_gap_fails_when_the_log_must_be_contiguous() {
    let gap = "samples/wrong/6-audit-log-gap.ndjson";
    for (args, verdict, status) in
        [(vec![gap], "unconfirmed", 3), (vec!["--contiguous", gap], "mismatch", 1)]
    {
        let report = verify(&args);
        assert_eq!((report.status, text(&report.log()["verdict"])), (status, verdict));
        assert_eq!(reasons(report.log()), ["sequence_gap"].into());
        assert_eq!(report.json["summary"]["verified"], 40);
    }
}

/// What Proofdesk never says of evidence, whatever it finds.
#[test]
fn the_words_claim_no_more_than_was_checked() {
    let people = String::from_utf8(run(&["samples"]).stdout).unwrap();
    let all = proofdesk_engine::core::verdict::Reason::ALL.iter();
    let reasons = all.flat_map(|r| [r.clause(), r.cause(), r.next_step()]);
    let limits = proofdesk_engine::run::Limit::ALL.map(|limit| limit.words());
    for text in reasons.chain([people.as_str()]).chain(limits) {
        let text = text.to_lowercase();
        for word in ["authentic", "tamper", "genuine", "valid document", "safe.", "is safe"] {
            assert!(!text.contains(word), "\"{word}\" in: {text}");
        }
    }
}

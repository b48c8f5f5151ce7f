//! The conformance kit, which any verifier can be run against, and its runner.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use proofdesk_engine::core::verdict::Reason;
use serde_json::{Value, json};

use crate::support::repository;

fn folder() -> PathBuf {
    repository().join("tests/vectors/proofdesk")
}

/// The runner with these arguments.
fn run(args: &[&str]) -> Output {
    let mut command = Command::new("python3");
    command.arg(folder().join("run")).args(args).env("HOME", "/nowhere/at/all");
    command.env_remove("PROOFDESK_KEYRING").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn the_program_says_what_is_right_of_every_case() {
    let exceptions = folder().join("proofdesk.exceptions");
    let program = env!("CARGO_BIN_EXE_proofdesk");
    let output = run(&[
        "--exceptions",
        exceptions.to_str().unwrap(),
        // One case has a line of 72 MiB, and tests run beside each other.
        "--timeout",
        "600",
        program,
        "verify",
        "--format",
        "json",
    ]);
    assert!(output.status.success(), "{}", said(&output));
}

/// Every case by its name.
fn cases() -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(folder()).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            let case: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            cases.push((case["name"].as_str().unwrap().to_owned(), case));
        }
    }
    cases
}

#[test]
fn every_reason_code_is_expected_of_a_case() {
    fn add(result: &Value, codes: &mut BTreeSet<String>) {
        let reasons = result["reasons"].as_array().unwrap().iter();
        codes.extend(reasons.map(|code| code.as_str().unwrap().to_owned()));
        let children = result["children"].as_array();
        children.into_iter().flatten().for_each(|child| add(child, codes));
    }
    let mut codes = BTreeSet::new();
    for (_, case) in cases() {
        case["expected"]["results"].as_array().unwrap().iter().for_each(|r| add(r, &mut codes));
    }
    // A file that changes while it is read is none that lies in a kit.
    let known: BTreeSet<String> = Reason::ALL.iter().map(|r| r.code().to_owned()).collect();
    let others: Vec<&String> = known.symmetric_difference(&codes).collect();
    assert_eq!(others, ["changed_while_reading"]);
}

/// What a verifier that is wrong in one thing hears.
#[test]
fn the_runner_tells_of_everything_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let verifier = folder.path().join("verifier");
    let name = "documents/date_changed_fail";
    let case = cases().into_iter().find(|(other, _)| other == name).unwrap().1;
    let report = |change: &dyn Fn(&mut Value)| {
        let mut report = right_report(&case);
        change(&mut report);
        let script = format!(
            "#!/bin/sh\ncat <<'END'\n{report}\nEND\nexit {}\n",
            report["status"].as_i64().unwrap_or(1)
        );
        fs::write(&verifier, script).unwrap();
        run(&["--only", name, "sh", verifier.to_str().unwrap()])
    };
    let output = report(&|_| ());
    assert!(output.status.success(), "{}", said(&output));
    let result = |report: &mut Value, path: &str| -> usize {
        let all = report["results"].as_array().unwrap();
        all.iter().position(|r| r["source"]["path"] == path).unwrap()
    };
    type Change<'c> = &'c dyn Fn(&mut Value);
    let changes: [(&str, Change); 8] = [
        ("status 0 instead of 1", &|r| r["status"] = json!(0)),
        ("verdict verified instead of mismatch", &|r| {
            let at = result(r, "r.json");
            r["results"][at]["verdict"] = json!("verified");
        }),
        ("reasons [] instead of", &|r| {
            let at = result(r, "r.json");
            r["results"][at]["checks"] = json!([]);
        }),
        ("signer None instead of quayside.example", &|r| {
            let at = result(r, "r.json");
            r["results"][at]["signer"]["label"] = Value::Null;
        }),
        ("differing: [] instead of ['created_at']", &|r| {
            let at = result(r, "r.json");
            for field in r["results"][at]["fields"].as_array_mut().unwrap() {
                field["status"] = json!("signed");
            }
        }),
        ("is shown as 'x' instead of", &|r| {
            let at = result(r, "r.json");
            r["results"][at]["fields"][0]["value"] = json!("x");
        }),
        ("letter.txt: no result", &|r| {
            let at = result(r, "letter.txt");
            r["results"].as_array_mut().unwrap().remove(at);
        }),
        ("a result that is not expected", &|r| {
            let one = r["results"][0].clone();
            r["results"].as_array_mut().unwrap().push(one);
        }),
    ];
    for (words, change) in changes {
        let output = report(change);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
    // A failure that is known, and one that is no failure any more.
    let exceptions = folder.path().join("exceptions");
    fs::write(&exceptions, format!("{name} # known\n")).unwrap();
    let exceptions = exceptions.to_str().unwrap();
    let args = ["--only", name, "--exceptions", exceptions, "sh", verifier.to_str().unwrap()];
    assert!(run(&args).status.success(), "{}", said(&run(&args)));
    report(&|_| ());
    assert!(said(&run(&args)).contains("succeeds, although it is known to fail"));
}

/// The report that a verifier without a fault would give of a case.
fn right_report(case: &Value) -> Value {
    let results = case["expected"]["results"].as_array().unwrap().iter().map(|expected| {
        let mut fields = Vec::new();
        for (status, named) in expected["fields"].as_object().into_iter().flatten() {
            if let Some(names) = named.as_array() {
                fields.extend(names.iter().map(|name| {
                    json!({ "name": name, "value": "?", "status": status, "signed_value": null })
                }));
                continue;
            }
            for (name, value) in named.as_object().unwrap() {
                let shown = value.get("shown").unwrap_or(value);
                let signed = value.get("signed");
                let status = if status == "differing" { "unsigned" } else { status };
                fields.push(json!({
                    "name": name, "value": shown, "status": status, "signed_value": signed,
                }));
            }
        }
        fields.sort_by_key(|field| field["status"] != "signed");
        let reasons = expected["reasons"].as_array().unwrap();
        let checks: Vec<Value> = reasons.iter().map(|code| json!({ "reason": code })).collect();
        json!({
            "source": { "path": expected["path"] },
            "kind": expected["kind"],
            "verdict": expected["verdict"],
            "checks": checks,
            "signer": { "label": expected["signer"] },
            "hashes": { "sha256": expected["sha256"] },
            "fields": fields,
        })
    });
    json!({ "status": case["expected"]["status"], "results": results.collect::<Vec<_>>() })
}

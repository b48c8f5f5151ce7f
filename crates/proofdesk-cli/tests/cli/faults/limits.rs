//! Limits that a system sets to a program, and clocks that are wrong.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::{earlier_report, errors, evidence_with_log, refused, run};
use crate::support::{Evidence, LETTER, Report, letter, pin, place_of, proofdesk};

/// The verdict at each place of a report.
fn verdicts(report: &[u8]) -> BTreeMap<String, String> {
    let report: Value = serde_json::from_slice(report).unwrap();
    let results = report["results"].as_array().unwrap().iter();
    let verdict = |result: &Value| result["verdict"].as_str().unwrap().to_owned();
    results.map(|result| (place_of(&result["source"]), verdict(result))).collect()
}

#[test]
fn a_report_beyond_the_largest_file_leaves_the_old_one() {
    let evidence = evidence_with_log(100);
    let old = earlier_report(&evidence);
    fs::write(evidence.outside().join("r.json"), &old).unwrap();
    // In blocks of 512 bytes. Whoever sets the limit and not the signal is ended by the signal.
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
    let output = run(&evidence, script, &["verify", "--pin", &pin(), "-o", "r.json", "e"]);
    refused(&output, "r.json: it is larger than a file can be there");
    let script = "ulimit -f 16; exec \"$@\"";
    let output = run(&evidence, script, &["verify", "--pin", &pin(), "-o", "r.json", "e"]);
    assert_eq!(output.status.code(), None);
    assert_eq!(fs::read(evidence.outside().join("r.json")).unwrap(), old);
}

/// With few file descriptors, files cannot be read: this is said of each, and held against none.
#[test]
fn with_few_file_descriptors_nothing_is_accused_and_nothing_passes() {
    let bag = |evidence: Evidence| {
        let hash = test_issuer::sha256_hex(LETTER);
        evidence
            .file("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
            .file("bag/manifest-sha256.txt", format!("{hash}  data/deep/letter.txt\n"))
            .file("bag/data/deep/letter.txt", LETTER)
    };
    let evidence = bag(evidence_with_log(30).file("a/b/c/d/e/letter.txt", LETTER));
    let pin = pin();
    let args = ["verify", "--pin", &pin, "--jobs", "3", "--format", "json", "e"];
    let all = verdicts(&evidence.run(args).stdout);
    let mut unread = 0;
    for most in 3..30 {
        let output = run(&evidence, &format!("ulimit -n {most}; exec \"$@\""), &args);
        let said = errors(&output);
        match output.status.code() {
            // The program could not be loaded.
            Some(127) => continue,
            Some(2) => {
                assert!(said.contains("too many files are open"), "{most}: {said}");
                continue;
            }
            Some(0) => assert_eq!(verdicts(&output.stdout), all, "{most}"),
            Some(3) => {}
            status => panic!("{most}: {status:?}, {said}"),
        }
        for (place, verdict) in verdicts(&output.stdout) {
            let as_usual = all.get(&place) == Some(&verdict);
            let open = ["unconfirmed", "uncheckable", "not_found"].contains(&&*verdict);
            assert!(as_usual || open, "{most}: {place} is {verdict}");
            unread += i32::from(!as_usual);
        }
        let text = String::from_utf8(output.stdout).unwrap();
        let is_whole = output.status.code() == Some(0);
        assert!(is_whole || text.contains("too many files are open at once"), "{most}");
    }
    assert!(unread > 0, "every file was read");
}

/// Without enough memory the program ends, and says nothing of the evidence.
#[test]
fn without_memory_there_is_no_report_and_the_old_one_stays() {
    let large: Vec<Value> = (0..2000).map(|i| serde_json::json!({ "name": i })).collect();
    let evidence = Evidence::new()
        .record("letter.json", &letter())
        .file("letter.txt", LETTER)
        .file("large.json", serde_json::to_vec(&large).unwrap());
    let report = evidence.outside().join("r.json");
    let pin = pin();
    let args = ["verify", "--pin", &pin, "--jobs", "2", "-o", "r.json", "e"];
    assert_eq!(evidence.run(args).status.code(), Some(3));
    let all = verdicts(&fs::read(&report).unwrap());
    let mut ended = 0;
    for mib in (8..64).step_by(7) {
        fs::write(&report, "old").unwrap();
        let script = format!("ulimit -c 0; ulimit -v {}; \"$@\"", mib * 1024);
        let output = run(&evidence, &script, &args);
        match output.status.code() {
            // With fewer threads, for instance.
            Some(3) => assert_eq!(verdicts(&fs::read(&report).unwrap()), all, "{mib} MiB"),
            // It was not loaded (127), was not given what it asked for (128 and the number of the signal), or says
            // so itself.
            Some(127.. | 2) => {
                ended += 1;
                assert_eq!(fs::read(&report).unwrap(), b"old", "{mib} MiB");
                assert!(!errors(&output).is_empty(), "{mib} MiB");
            }
            status => panic!("{mib} MiB: {status:?}, {}", errors(&output)),
        }
    }
    assert!(ended > 0);
}

/// What a clock says, the machine's or that of files, changes no verdict: times are those in the records.
#[test]
fn a_wrong_clock_changes_no_verdict() {
    let evidence = evidence_with_log(5);
    let pin = pin();
    let args = ["verify", "--pin", &pin, "--format", "json", "e"];
    let digest = |report: Report| report.json["report_digest"].clone();
    let usual = digest(Report::of(evidence.run(args)));
    for seconds in ["0", "1", "4102444800", "253402300799"] {
        let mut program = proofdesk(args);
        program.env("SOURCE_DATE_EPOCH", seconds).current_dir(evidence.outside());
        assert_eq!(digest(Report::of(program.output().unwrap())), usual, "{seconds}");
    }
    for seconds in [0, 1 << 33] {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        for name in ["letter.json", "letter.txt", "log.ndjson"] {
            let file = fs::File::options().write(true).open(evidence.path(name)).unwrap();
            file.set_modified(time).unwrap();
        }
        assert_eq!(digest(Report::of(evidence.run(args))), usual, "{seconds}");
    }
    // Before 1970, too.
    let touched = std::process::Command::new("touch")
        .args(["-d", "1901-01-01", "e/letter.txt"])
        .current_dir(evidence.outside())
        .status();
    assert!(touched.unwrap().success());
    assert_eq!(digest(Report::of(evidence.run(args))), usual);
}

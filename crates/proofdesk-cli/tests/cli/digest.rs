//! The digest of a report, calculated by another implementation too.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::report_forms::mixed;
use crate::support::{
    Evidence, LETTER, audit_event, audit_event_with, letter, pin, proofdesk, reasons, repository,
    text,
};

/// The digest of a JSON report by the script that the documents name.
fn calculated(report: &Path) -> String {
    let script = repository().join("tests/report/digest.py");
    let output = Command::new("python3").arg(script).arg(report).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn digest_of(evidence: &Evidence, args: &[&str]) -> String {
    let report = evidence.verify_with(args);
    let digest = report.json["report_digest"].as_str().unwrap().to_owned();
    let path = evidence.outside().join("report.json");
    fs::write(&path, report.json.to_string()).unwrap();
    assert_eq!(calculated(&path), digest, "another implementation");
    fs::remove_file(path).unwrap();
    digest
}

#[test]
fn another_implementation_calculates_the_digest_of_the_samples() {
    let samples = repository().join("samples");
    let key = format!("harbourline.example=@{}", samples.join("harbourline.key.json").display());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let args = ["verify", "--no-keyring", "--pin", &key, "--format", "json", "--contiguous", "-o"];
    let mut command = proofdesk(args);
    command.arg(&path).arg(&samples).arg(samples.join("good")).stderr(Stdio::null());
    assert_eq!(command.status().unwrap().code(), Some(1));
    let report: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(report["report_digest"], calculated(&path));
}

#[test]
fn the_same_evidence_has_the_same_digest_wherever_and_however_it_is_named() {
    let evidence = mixed();
    let pin = pin();
    let digest = digest_of(&evidence, &["--pin", &pin, "e"]);
    let outside = evidence.outside();
    fs::create_dir_all(outside.join("moved/deep")).unwrap();
    fs::rename(outside.join("e"), outside.join("moved/deep/under another name")).unwrap();
    let moved = "moved/deep/under another name";
    assert_eq!(digest_of(&evidence, &["--pin", &pin, moved]), digest);
    assert_eq!(digest_of(&evidence, &["--pin", &pin, &format!("{moved}/")]), digest);
    assert_eq!(digest_of(&evidence, &["--pin", &pin, "--jobs", "7", moved]), digest);
    let absolute = outside.join(moved);
    assert_eq!(digest_of(&evidence, &["--pin", &pin, absolute.to_str().unwrap()]), digest);
    // A pin's label is the user's own; a label that is a domain counts as one.
    let key = pin.split_once('=').unwrap().1;
    let [one, other] = ["one", "other"].map(|label| {
        digest_of(&evidence, &["--pin", &format!("{label}={key}"), "--signer", label, moved])
    });
    assert_eq!(one, other);
}

#[test]
fn two_inputs_have_the_same_digest_in_either_order_and_under_other_names() {
    let log = |seqs: [i64; 2]| seqs.map(|seq| audit_event("a", seq));
    let evidence = Evidence::new()
        .lines("a/log.ndjson", &log([1, 2]))
        .lines("b/log.ndjson", &log([3, 4]))
        .file("b/letter.txt", LETTER)
        .record("a/letter.json", &letter());
    let pin = pin();
    let digest = digest_of(&evidence, &["--pin", &pin, "e/a", "e/b"]);
    assert_eq!(digest_of(&evidence, &["--pin", &pin, "e/b", "e/a"]), digest);
    // What was first by its name is last.
    fs::rename(evidence.path("a"), evidence.path("z")).unwrap();
    assert_eq!(digest_of(&evidence, &["--pin", &pin, "e/z", "e/b"]), digest);
}

#[test]
fn what_lies_in_containers_has_its_place_in_the_digest() {
    let made = repository().join("tests/vectors/containers/made");
    let zip = |name: &str| fs::read(made.join(name)).unwrap();
    let evidence = Evidence::new().file("all.zip", zip("infozip.zip"));
    let digest = digest_of(&evidence, &["e"]);
    let report = evidence.verify_with(&["e"]);
    let files = report.json["files"].as_array().unwrap();
    assert!(files.len() > 2, "the archive and its members");
    assert_eq!(files[0]["members"], serde_json::json!([]));
    assert!(files[1..].iter().all(|file| file["members"][0]["name"].is_string()));
    let other = Evidence::new().file("all.zip", zip("python.zip"));
    assert_ne!(digest_of(&other, &["e"]), digest, "other bytes around the same members");
    let deep = ["--max-members", "1", "e"];
    assert_ne!(digest_of(&evidence, &deep), digest);
}

#[test]
fn every_change_of_evidence_key_or_option_changes_the_digest() {
    let pin = pin();
    let base: &[&str] = &["--pin", &pin, "e"];
    let mut digests = vec![digest_of(&mixed(), base)];
    let mut altered = letter();
    altered["document_ref"] = "other.txt ".into();
    let events = [audit_event("a", 1), audit_event("a", 2), audit_event_with("a", 4, "other")];
    for evidence in [
        mixed().file("more.txt", "more"),
        mixed().file("letter.txt", "changed"),
        // The same records, written in another way.
        mixed().file("letter.json", letter().to_string()),
        mixed().record("sub/altered.json", &altered),
        mixed().lines("log.ndjson", &events),
    ] {
        digests.push(digest_of(&evidence, base));
    }
    let renamed = mixed();
    fs::rename(renamed.path("letter.txt"), renamed.path("renamed.txt")).unwrap();
    digests.push(digest_of(&renamed, base));
    let other_key = test_issuer::Issuer::new("another", "Other Ltd", "other.example");
    let other = format!("other.example={}", other_key.public_key_hex());
    for args in [
        &["--pin", &pin, "--contiguous", "e"][..],
        &["--pin", &pin, "--pin", &other, "e"],
        &["--pin", &pin, "--exclude", "sub", "e"],
        &["--pin", &pin, "--signer", "issuer.example", "e"],
        &["--pin", &pin.replacen("issuer.example", "issuer", 1), "e"],
        &["e"],
    ] {
        digests.push(digest_of(&mixed(), args));
    }
    let all = digests.len();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), all);
}

#[test]
fn the_text_report_ends_with_the_digest_in_groups() {
    let evidence = mixed();
    let digest = digest_of(&evidence, &["--pin", &pin(), "e"]);
    let output = evidence.run(["verify", "--pin", &pin(), "e"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let from = text.find("Report digest").expect("it is named");
    let digits: String = text[from..]
        .lines()
        .skip(1)
        .take(2)
        .flat_map(str::chars)
        .filter(char::is_ascii_hexdigit)
        .collect();
    assert_eq!(digits, digest);
}

#[test]
fn a_search_has_the_same_digest_however_it_is_spelled() {
    let evidence = mixed();
    let id = text(&letter()["event_id"]).to_owned();
    let hash = test_issuer::sha256_hex(LETTER);
    let wrapped = format!(
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Finvoance.com%2Fproof%2F\
         document%2F{id}&data=05"
    );
    let groups = hash.as_bytes().chunks(8).map(|part| str::from_utf8(part).unwrap());
    let groups = groups.collect::<Vec<_>>().join(" ");
    let uuid = "6fa459ea-ee8a-3ca4-894e-db77e160355e";
    let of = |args: &[&str]| {
        let pin = pin();
        digest_of(&evidence, &[&["--pin", &pin, "e"], args].concat())
    };
    let by_hash = of(&["--find", &hash]);
    for spelling in [
        hash.to_uppercase(),
        format!("sha256:{hash}"),
        format!("0x{hash}"),
        groups,
        format!("{hash}  letter.txt"),
    ] {
        assert_eq!(of(&["--find", &spelling]), by_hash, "{spelling}");
    }
    let by_link = of(&["--find", &format!("https://invoance.com/proof/document/{id}")]);
    for spelling in [
        wrapped,
        format!("<https://invoance.com/de/proof/document/{id}/?utm=1>"),
        format!("https://api.invoance.com/v1/document/{id}"),
    ] {
        assert_eq!(of(&["--find", &spelling]), by_link, "{spelling}");
    }
    let by_id = of(&["--find", &id]);
    assert_eq!(of(&["--find", &format!("https://invoance.com/proof/{id}")]), by_id);
    assert_eq!(of(&["--find", &id, "--find", &format!("\"{id}\"")]), by_id, "twice the same");
    assert_eq!(
        of(&["--find", uuid]),
        of(&["--find", &format!("urn:uuid:{}", uuid.to_uppercase())])
    );
    // A hash, an id and a link name different things.
    let mut all = vec![by_hash, by_link, by_id, of(&["--find", "evt_other"])];
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[test]
fn a_key_that_is_pinned_twice_is_one_key() {
    let evidence = mixed();
    let key = pin().split_once('=').unwrap().1.to_owned();
    let once = digest_of(&evidence, &["--pin", &format!("one={key}"), "e"]);
    let args = ["--pin", &format!("one={key}"), "--pin", &format!("other={key}"), "e"];
    assert_eq!(digest_of(&evidence, &args), once);
    let args = ["--exclude", "x", "--exclude", "x", "--pin", &format!("one={key}"), "e"];
    let excluded = ["--exclude", "x", "--pin", &format!("one={key}"), "e"];
    assert_eq!(quiet_digest(&evidence, &args), quiet_digest(&evidence, &excluded));
}

/// The digest where the program also says that a pattern matched nothing.
fn quiet_digest(evidence: &Evidence, args: &[&str]) -> String {
    let output = evidence.run([&["verify", "--format", "json"], args].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    text(&report["report_digest"]).to_owned()
}

/// Letter case and a final dot do not count in domains.
#[test]
fn a_domain_is_the_same_however_it_is_spelled() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let key = crate::support::issuer().public_key_hex();
    let digests = ["issuer.example", "Issuer.Example", "ISSUER.EXAMPLE."]
        .map(|label| digest_of(&evidence, &["--pin", &format!("{label}={key}"), "e"]));
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
}

/// Under which labels keys are pinned, and in which order, decides nothing.
#[test]
fn keys_of_one_issuer_are_the_same_in_any_order() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let key = |name| test_issuer::Issuer::new(name, "x", "x.example").public_key_hex();
    let one = format!("issuer.example={}", key("a"));
    let other = format!("ISSUER.EXAMPLE={}", key("b"));
    let again = format!("issuer.example.={}", key("b"));
    let digest = digest_of(&evidence, &["--pin", &one, "--pin", &other, "e"]);
    assert_eq!(digest_of(&evidence, &["--pin", &other, "--pin", &one, "e"]), digest);
    let twice = ["--pin", &other, "--pin", &one, "--pin", &again, "e"];
    assert_eq!(digest_of(&evidence, &twice), digest);
    let report = evidence.verify_with(&["--pin", &one, "--pin", &other, "e"]);
    assert_eq!(reasons(report.result("letter.json")), ["pinned_key_mismatch"].into());
}

#[test]
fn the_keys_of_reviewers_are_not_covered() {
    let evidence = mixed();
    let key = test_issuer::Issuer::new("a", "x", "x.example").public_key_hex();
    let pin = pin();
    let digest = digest_of(&evidence, &["--pin", &pin, "e"]);
    let reviewer = format!("Ada={key}");
    assert_eq!(digest_of(&evidence, &["--pin", &pin, "--reviewer", &reviewer, "e"]), digest);
}

#[test]
fn what_comes_from_a_run_cache_is_covered_as_what_was_read() {
    let evidence = mixed();
    let pin = pin();
    let digest = digest_of(&evidence, &["--pin", &pin, "e"]);
    let args = ["--pin", &pin, "--cache", "cache", "e"];
    assert_eq!(digest_of(&evidence, &args), digest);
    let report = evidence.verify_with(&args);
    assert!(report.json["run"]["cache"]["files"].as_u64().unwrap() > 0);
    assert_eq!(digest_of(&evidence, &args), digest);
}

/// A report has the paths of the system that it was made on.
#[test]
fn a_report_of_windows_has_the_same_digest() {
    let evidence = mixed();
    let report = evidence.verify_with(&["--pin", &pin(), "e"]);
    let mut of_windows = report.json.clone();
    of_windows["run"]["inputs"] = serde_json::json!(["C:\\e"]);
    let paths = |value: &mut Value| {
        let path = text(&value["path"]).replace('/', "\\");
        value["path"] = format!("C:\\{path}").into();
    };
    let paths: &dyn Fn(&mut Value) = &paths;
    of_windows["files"].as_array_mut().unwrap().iter_mut().for_each(paths);
    for result in of_windows["results"].as_array_mut().unwrap() {
        paths(&mut result["source"]);
        let children = result["children"].as_array_mut().unwrap();
        children.iter_mut().for_each(|child| paths(&mut child["source"]));
    }
    let path = evidence.outside().join("report.json");
    fs::write(&path, of_windows.to_string()).unwrap();
    assert_eq!(calculated(&path), text(&report.json["report_digest"]), "another implementation");
    let exported = evidence.run(["export", "report.json", "--format", "csv"]);
    assert_eq!(String::from_utf8_lossy(&exported.stderr), "");
    assert_eq!(exported.status.code(), Some(0));

    // On other systems it is a character like any other.
    let report = Evidence::new().file("a\\b.txt", "1").file("a/b.txt", "2");
    let report = digest_of(&report, &["--no-keyring", "e"]);
    let swapped = Evidence::new().file("a\\b.txt", "2").file("a/b.txt", "1");
    assert_ne!(digest_of(&swapped, &["--no-keyring", "e"]), report);
}

#[test]
#[cfg(unix)]
fn what_is_there_instead_of_a_file_is_covered() {
    let of_link = |target: &str| {
        let evidence = Evidence::new().file("letter.txt", LETTER);
        std::os::unix::fs::symlink(target, evidence.path("l")).unwrap();
        digest_of(&evidence, &["--no-keyring", "e"])
    };
    let with_pipe = Evidence::new().file("letter.txt", LETTER);
    assert!(Command::new("mkfifo").arg(with_pipe.path("l")).status().unwrap().success());
    let of_pipe = digest_of(&with_pipe, &["--no-keyring", "e"]);
    let digests =
        [of_link("/etc/passwd"), of_link("/etc/shadow"), of_pipe, of_link("/etc/nothing")];
    let all: std::collections::HashSet<&String> = digests.iter().collect();
    assert_eq!(all.len(), digests.len());
    assert_eq!(of_link("/etc/passwd"), digests[0]);
}

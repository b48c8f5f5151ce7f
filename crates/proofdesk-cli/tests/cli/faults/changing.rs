//! Files that change between being seen and being read, and while they are read.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{earlier_report, evidence_with_log, refused, scripted};
use crate::support::{Evidence, LETTER, Report, checks, pin, proofdesk, reasons, repository};

/// The rights of an ordinary user, where the tests have all.
const AS_USER: &str =
    "[ \"$(id -u)\" != 0 ] || set -- setpriv --bounding-set=-dac_override,-dac_read_search \"$@\"
                       exec \"$@\"";

/// Standard input is read before a folder, but after the folder was looked at: what happens meanwhile comes in
/// between.
fn meanwhile(evidence: &Evidence, args: &[&str], change: impl FnOnce()) -> Output {
    let pin = pin();
    let args =
        [&["verify", "--pin", &pin, "--jobs", "1", "--format", "json", "-", "e"], args].concat();
    let mut run = scripted(evidence, AS_USER, &args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let threads = format!("/proc/{}/task", run.id());
    wait_until("standard input to be read", || {
        let threads = fs::read_dir(&threads).unwrap().flatten();
        let mut names =
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("comm")).ok());
        names.any(|name| name == "stdin\n")
    });
    change();
    run.stdin.take().unwrap().write_all(b"x").unwrap();
    run.wait_with_output().unwrap()
}

/// The result at this place after something happened to it.
fn after(evidence: &Evidence, place: &str, change: impl FnOnce(&Path)) -> Value {
    let output = meanwhile(evidence, &[], || change(&evidence.path(place)));
    at(&Report::of(output).json, &format!("e/{place}"))
}

fn at(report: &Value, path: &str) -> Value {
    let results = report["results"].as_array().unwrap();
    results.iter().find(|result| result["source"]["path"] == path).unwrap().clone()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// It is judged as it is when it is opened; what cannot be opened any more is said to be so.
#[test]
fn what_happens_to_a_file_before_it_is_opened_is_seen() {
    let evidence = || evidence_with_log(2);
    let removed = after(&evidence(), "letter.txt", |file| fs::remove_file(file).unwrap());
    assert_eq!(reasons(&removed), ["unreadable_file"].into(), "{removed}");
    let cut = after(&evidence(), "letter.txt", |file| fs::write(file, &LETTER[..9]).unwrap());
    assert_eq!(cut["verdict"], "not_found", "{cut}");
    let replaced = after(&evidence(), "log.ndjson", |file| {
        fs::write(file.with_extension("new"), LETTER).unwrap();
        fs::rename(file.with_extension("new"), file).unwrap();
    });
    // The anchored letter, under another name.
    assert_eq!(replaced["verdict"], "verified", "{replaced}");
    let folder = after(&evidence(), "letter.txt", |file| {
        fs::remove_file(file).unwrap();
        fs::create_dir(file).unwrap();
    });
    assert_eq!(reasons(&folder), ["not_a_regular_file"].into(), "{folder}");
}

#[test]
fn a_permission_that_is_lost_on_the_way_is_said() {
    let evidence = evidence_with_log(2);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let closed = after(&evidence, "letter.txt", |file| mode(file, 0));
    assert_eq!(reasons(&closed), ["unreadable_file"].into());
    assert!(checks(&closed)[0]["note"].as_str().unwrap().contains("no permission"), "{closed}");
    // The folder of the report.
    let reports = evidence.outside().join("reports");
    fs::create_dir(&reports).unwrap();
    let old = earlier_report(&evidence);
    fs::write(reports.join("r.json"), &old).unwrap();
    let output = meanwhile(&evidence, &["-o", "reports/r.json"], || mode(&reports, 0o555));
    mode(&reports, 0o755);
    refused(&output, "reports/r.json: you have no permission for it");
    assert_eq!(fs::read(reports.join("r.json")).unwrap(), old);
}

/// A file that takes a good part of a second to read, and no space. In bytes.
const LONG: u64 = 512 << 20;

/// A run over it, and what comes of the file after this.
fn while_read(meanwhile: impl FnOnce(&Path)) -> Value {
    let evidence = Evidence::new().file("long.bin", "");
    let path = evidence.path("long.bin");
    File::options().write(true).open(&path).unwrap().set_len(LONG).unwrap();
    let run: Child = proofdesk(["verify", "--no-keyring", "--format", "json", "e"])
        .current_dir(evidence.outside())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let open = format!("/proc/{}/fd", run.id());
    wait_until("the file to be opened", || {
        let open = fs::read_dir(&open).into_iter().flatten().flatten();
        open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| file.ends_with("long.bin"))
    });
    meanwhile(&path);
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    at(&serde_json::from_slice(&output.stdout).unwrap(), "e/long.bin")
}

#[test]
fn what_happens_to_a_file_while_it_is_read_is_seen() {
    let write = |path: &Path| File::options().write(true).open(path).unwrap();
    let cut = |path: &Path| write(path).set_len(LONG / 2).unwrap();
    let grown = |path: &Path| write(path).set_len(LONG + 1).unwrap();
    let overwritten = |path: &Path| write(path).write_all(b"!").unwrap();
    let removed = |path: &Path| fs::remove_file(path).unwrap();
    let replaced = |path: &Path| {
        fs::write(path.with_extension("new"), "other").unwrap();
        fs::rename(path.with_extension("new"), path).unwrap();
    };
    let changes: [&dyn Fn(&Path); 5] = [&cut, &grown, &overwritten, &removed, &replaced];
    for (at, change) in changes.iter().enumerate() {
        let result = while_read(change);
        assert_eq!(reasons(&result), ["changed_while_reading"].into(), "{at}: {result}");
    }
}

/// A folder that cannot be entered is no file, neither in what is said of it nor in what is counted.
#[test]
fn a_folder_that_cannot_be_entered_is_called_a_folder() {
    let evidence = evidence_with_log(2).file("closed/in.txt", "x");
    let closed = evidence.path("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
    let run = |args: &[&str]| super::run(&evidence, AS_USER, args);
    let pin = pin();
    let output = run(&["verify", "--pin", &pin, "--format", "json", "e"]);
    let text = run(&["verify", "--pin", &pin, "e"]);
    let alone = run(&["verify", "--no-keyring", "e/closed"]);
    let export = {
        fs::write(evidence.outside().join("r.json"), &output.stdout).unwrap();
        run(&["export", "r.json", "--format", "html"])
    };
    let packed = run(&["pack", "--no-keyring", "-o", "p.zip", "e"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    let digest = Command::new("python3")
        .arg(repository().join("tests/report/digest.py"))
        .arg(evidence.outside().join("r.json"))
        .output()
        .unwrap();
    let report = Report::of(output).json;
    assert_eq!(
        String::from_utf8_lossy(&digest.stdout).trim(),
        report["report_digest"].as_str().unwrap()
    );
    let folder = at(&report, "e/closed/");
    assert_eq!(reasons(&folder), ["unreadable_file"].into());
    assert_eq!(
        folder["headline"],
        "Cannot be checked: the folder could not be read: what is in it, or some of it, was not seen"
    );
    // What the system says stands where the finding is.
    assert_eq!(folder["possible_causes"], "You have no permission for it.");
    let sentence = "1 folder could not be read. All 3 files that were seen are verified";
    for output in [text, export] {
        let said = String::from_utf8(output.stdout).unwrap();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(sentence), "{said}");
    }
    let said = String::from_utf8(alone.stdout).unwrap();
    assert!(said.contains("Nothing could be checked: 1 folder could not be read"), "{said}");
    refused(&packed, "e/closed/ could not be read: you have no permission for it");
}

//! Disks that are full or cannot be written on. A small one in memory is made for one script, in a namespace of
//! its own; a system that allows that to nobody but `root` does not run these tests otherwise.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Output};

use test_issuer::Issuer;

use super::{add, earlier_report, errors, evidence_with_log, refused, run};
use crate::support::{Evidence, LETTER, issuer, letter, pin};

/// Whether disks can be mounted here: some systems let no user do so, and nothing is tested there.
fn mounts() -> bool {
    Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|s| s.success())
}

/// Runs the program beside a disk called `disk`, of so many KiB, that `before` has written to. Also what lay
/// there in the end.
fn on_a_disk<A: AsRef<OsStr>>(
    evidence: &Evidence,
    kib: u32,
    before: &str,
    args: &[A],
) -> (Output, BTreeMap<String, Vec<u8>>) {
    let script = format!(
        "unshare -rm sh -c 'mkdir -p disk after && mount -t tmpfs -o size={kib}k none disk && {{ {before}; }} &&
         {{ \"$@\"; code=$?; cp -a disk/. after/; exit $code; }}' sh \"$@\""
    );
    let output = run(evidence, &script, args);
    let after = evidence.outside().join("after");
    let there = fs::read_dir(&after).unwrap().map(|file| {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        // A file that only takes up room says nothing.
        let bytes = if name == "rest" { Vec::new() } else { fs::read(file.path()).unwrap() };
        (name, bytes)
    });
    let there = there.collect();
    fs::remove_dir_all(after).unwrap();
    (output, there)
}

const FULL: &str = "there is no space left on the disk or device";

#[test]
fn a_report_that_does_not_fit_leaves_the_old_one() {
    if !mounts() {
        return;
    }
    let evidence = evidence_with_log(150);
    let pin = pin();
    for name in ["r.json", "r.ndjson", "r.html", "r.pdf", "r.csv", "r.xml", "r.txt"] {
        // The text has one line for all events.
        let kib = if name == "r.txt" { 4 } else { 8 };
        let place = format!("disk/{name}");
        let args = ["verify", "--pin", &pin, "-o", &place, "e"];
        let old = earlier_report(&evidence);
        let (output, there) = on_a_disk(&evidence, kib, &format!("cp old.json {place}"), &args);
        refused(&output, &format!("{place}: {FULL}"));
        assert_eq!(there, [(name.to_owned(), old)].into(), "{name}");
    }
}

/// The report would fit, but not its signature: then neither of them changes.
#[test]
fn a_signature_that_does_not_fit_leaves_the_old_report() {
    if !mounts() {
        return;
    }
    let evidence = evidence_with_log(150);
    let key = Command::new("openssl")
        .args(["genpkey", "-algorithm", "ed25519", "-out", "key.pem"])
        .current_dir(evidence.outside())
        .status();
    assert!(key.unwrap().success());
    let pin = pin();
    let args = ["verify", "--pin", &pin, "-o", "disk/r.csv", "e", "--sign", "key.pem"];
    let old = earlier_report(&evidence);
    let (output, there) = on_a_disk(&evidence, 96, "cp old.json disk/r.csv", &args);
    refused(&output, &format!("disk/r.csv.dsse.json: {FULL}"));
    assert_eq!(there, [("r.csv".to_owned(), old)].into());
    let (output, there) = on_a_disk(&evidence, 96, "true", &args[..6]);
    assert_eq!((output.status.code(), there.len()), (Some(0), 1), "{}", errors(&output));
}

#[test]
fn a_bag_that_does_not_fit_is_not_there() {
    if !mounts() {
        return;
    }
    let evidence = evidence_with_log(20);
    let pin = pin();
    let args = ["pack", "--pin", &pin, "-o", "disk/bag.zip", "e"];
    let (output, there) = on_a_disk(&evidence, 16, "true", &args);
    refused(&output, &format!("disk/bag.zip: {FULL}"));
    assert!(there.is_empty(), "{:?}", there.keys());
}

#[test]
fn a_ring_on_a_full_disk_stays_as_it_is() {
    if !mounts() {
        return;
    }
    let evidence = Evidence::new();
    let ring = "disk/ring.json";
    let other = Issuer::new("another issuer", "Other Ltd", "other.example");
    let output = evidence.run(add("ring.json", "one", &issuer()));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let old = fs::read(evidence.outside().join("ring.json")).unwrap();
    let before = "cp ring.json disk/ && { head -c 1M /dev/zero > disk/rest 2>/dev/null || true; }";
    let remove = ["keys", "--keyring", ring, "remove", "one"].map(str::to_owned);
    for args in [add(ring, "two", &other), remove.into()] {
        let (output, there) = on_a_disk(&evidence, 64, before, &args);
        refused(&output, &format!("the key ring {ring}: {FULL}"));
        assert_eq!(there["ring.json"], old);
        let names: Vec<&str> = there.keys().map(String::as_str).collect();
        assert_eq!(names, ["rest", "ring.json", "ring.json.lock"]);
    }
}

/// Results of more than some MiB wait in a temporary file.
#[test]
fn temporary_files_that_do_not_fit_are_named_with_the_remedy() {
    if !mounts() {
        return;
    }
    let evidence = evidence_with_log(8000);
    let pin = pin();
    let args = ["verify", "--pin", &pin, "-o", "report.json", "e"];
    let (output, _) = on_a_disk(&evidence, 1024, "export TMPDIR=disk", &args);
    refused(&output, &format!("a temporary file in disk: {FULL}; "));
    assert!(errors(&output).contains("in the variable TMPDIR"));
    assert!(!evidence.outside().join("report.json").exists());
}

/// A home from which nobody takes the right to read, but in which nothing can be written.
#[test]
fn in_a_home_that_cannot_be_written_to_evidence_is_verified_and_no_key_is_pinned() {
    if !mounts() {
        return;
    }
    let evidence = Evidence::new().record("letter.json", &letter()).file("letter.txt", LETTER);
    fs::create_dir_all(evidence.outside().join("home/.config/proofdesk")).unwrap();
    let ring = "home/.config/proofdesk/keyring.json";
    let output = evidence.run(add(ring, "issuer.example", &issuer()));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let at_home = |args: &[&str]| {
        let script = "unshare -rm sh -c 'mount --bind home home && mount -o remount,bind,ro home &&
                      HOME=$PWD/home exec \"$@\"' sh \"$@\"";
        run(&evidence, script, args)
    };
    let verified = at_home(&["verify", "e"]);
    assert_eq!(verified.status.code(), Some(0), "{}", errors(&verified));
    let old = fs::read(evidence.outside().join(ring)).unwrap();
    let removed = at_home(&["keys", "remove", "issuer.example"]);
    refused(&removed, "keyring.json: nothing can be written on this disk");
    let report = at_home(&["verify", "-o", "home/report.json", "e"]);
    refused(&report, "home/report.json: it cannot be written: nothing can be written on this disk");
    assert_eq!(fs::read(evidence.outside().join(ring)).unwrap(), old);
    assert_eq!(fs::read_dir(evidence.outside().join("home")).unwrap().count(), 1);
}

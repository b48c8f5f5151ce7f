//! Evidence that is handed on: read by other programs, and by this one again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::bags::python;
use crate::support::{Evidence, LETTER, Report, letter, pin, proofdesk, reasons, text};

/// A verified document, an altered one, and a file that no record names.
fn mixed() -> Evidence {
    let mut altered = letter();
    altered["document_ref"] = "other.txt".into();
    Evidence::new()
        .file("letter.txt", LETTER)
        .record("letter.json", &letter())
        .record("sub/altered.json", &altered)
        .file("sub/nobody's.txt", "nobody's")
}

/// Packs with these arguments, at a moment of its own.
fn pack<A: AsRef<std::ffi::OsStr>>(evidence: &Evidence, args: &[A]) -> Output {
    let fixed = ["pack", "--pin", &pin(), "-o", "handed-on.zip"].map(std::ffi::OsString::from);
    let args = fixed.into_iter().chain(args.iter().map(|arg| arg.as_ref().to_owned()));
    let mut command = proofdesk(args);
    command.current_dir(evidence.outside()).env("SOURCE_DATE_EPOCH", "1772445600");
    command.output().unwrap()
}

#[track_caller]
fn packed<A: AsRef<std::ffi::OsStr>>(evidence: &Evidence, args: &[A]) -> PathBuf {
    let _ = fs::remove_file(evidence.outside().join("handed-on.zip"));
    let output = pack(evidence, args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.contains("Packed into handed-on.zip: "), "{errors}");
    evidence.outside().join("handed-on.zip")
}

/// Unpacks with another program, and gives the bag.
fn unpacked(archive: &Path) -> PathBuf {
    let folder = archive.with_file_name("unpacked");
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n\
                  assert z.testzip() is None\nz.extractall(sys.argv[2])";
    run(Command::new("python3").args(["-c", script]).arg(archive).arg(&folder));
    folder.join("handed-on")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let words = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&words));
}

fn validate(bag: &Path) {
    run(Command::new(python()).args(["-m", "bagit", "--validate"]).arg(bag));
    for list in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        run(Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", list])
            .current_dir(bag));
    }
}

#[test]
fn other_programs_accept_the_bag_and_it_says_how() {
    let evidence = mixed();
    let bag = unpacked(&packed(&evidence, &["e"]));
    validate(&bag);
    for (name, bytes) in [("letter.txt", LETTER), ("sub/nobody's.txt", b"nobody's")] {
        assert_eq!(fs::read(bag.join("data/e").join(name)).unwrap(), bytes);
    }
    let words = fs::read_to_string(bag.join("HOW-TO-VERIFY.txt")).unwrap();
    // The digest is that of whoever verifies the unpacked evidence.
    let report = evidence.verify_with(&["--pin", &pin(), "unpacked/handed-on/data/e"]);
    assert!(words.contains(text(&report.json["report_digest"])), "{words}");
    let own = fs::read(bag.join("report/report.json")).unwrap();
    let own: serde_json::Value = serde_json::from_slice(&own).unwrap();
    assert_eq!(own["report_digest"], report.json["report_digest"]);
    assert_eq!(own["summary"]["mismatch"], 1);
    assert!(fs::read(bag.join("report/report.pdf")).unwrap().starts_with(b"%PDF-"));
    for form in ["report/report.html", "report/report.csv"] {
        assert!(fs::read_to_string(bag.join(form)).unwrap().contains("altered.json"), "{form}");
    }
    let keys = fs::read_to_string(bag.join("keys/pinned.json")).unwrap();
    assert!(keys.contains(&test_issuer_key()), "{keys}");
    // The forms are those that are made of the JSON report.
    let exported =
        evidence.run(["export", "unpacked/handed-on/report/report.json", "--format", "pdf"]);
    assert!(exported.stdout == fs::read(bag.join("report/report.pdf")).unwrap());
}

fn test_issuer_key() -> String {
    crate::support::issuer().public_key_hex()
}

#[test]
fn the_bag_is_read_again_as_a_whole() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    packed(&evidence, &["e"]);
    let report = evidence.verify_with(&["--pin", &pin(), "handed-on.zip"]);
    assert_eq!(report.status, 0, "{:?}", report.places());
    let bag = report.result("handed-on.zip › handed-on/bagit.txt");
    assert_eq!((&bag["kind"], &bag["verdict"]), (&"bag".into(), &"info".into()), "{bag:#}");
    assert_eq!(reasons(bag), BTreeSet::new(), "{bag:#}");
    let kinds: BTreeSet<&str> = report.results().iter().map(|r| text(&r["kind"])).collect();
    // The report in it is one, and the keys are keys; no list or form is content without a record.
    assert_eq!(
        kinds,
        ["bag", "container", "content", "document", "report"].into(),
        "{:?}",
        report.places()
    );
    assert_eq!(report.json["summary"]["not_found"], 0);
}

#[test]
fn long_reports_in_the_bag_are_no_files_without_a_record() {
    let evidence = (0..2000).fold(Evidence::new(), |evidence, n| {
        evidence.file(format!("{n}-that-no-record-names.txt"), n.to_string())
    });
    packed(&evidence, &["e"]);
    let bag = unpacked(&evidence.outside().join("handed-on.zip"));
    for form in ["csv", "pdf", "html"] {
        let size = fs::metadata(bag.join("report/report").with_extension(form)).unwrap().len();
        assert!(size > 256 << 10, "{form}: {size}");
    }
    for given in ["handed-on.zip", "unpacked"] {
        let report = evidence.verify_with(&["--pin", &pin(), given]);
        assert_eq!(report.json["summary"]["not_found"], 2000, "{given}");
        assert_eq!(report.json["summary"]["uncheckable"], 0, "{given}");
    }
    // What is not the file that was listed is one of its own, however it is called.
    let csv = bag.join("report/report.csv");
    let altered = fs::read_to_string(&csv).unwrap() + &letter().to_string();
    fs::write(&csv, altered).unwrap();
    let report = evidence.verify_with(&["--pin", &pin(), "unpacked"]);
    let unread = report.result("unpacked/handed-on/report/report.csv");
    assert_eq!(unread["verdict"], "not_found", "{unread:#}");
}

#[test]
fn the_same_evidence_gives_the_same_bytes() {
    let evidence = mixed();
    let first = fs::read(packed(&evidence, &["e"])).unwrap();
    let again = fs::read(packed(&evidence, &["e", "--jobs", "1"])).unwrap();
    assert!(first.len() > 1000);
    // The number of threads is a fact of the run, which the report has.
    let again_same = fs::read(packed(&evidence, &["e"])).unwrap();
    assert!(first == again_same);
    let threads = std::thread::available_parallelism().unwrap().get();
    assert_eq!(first == again, threads == 1);
}

#[test]
fn two_things_of_one_name_are_kept_apart() {
    let evidence = Evidence::new()
        .file("a/letter.txt", LETTER)
        .file("b/letter.txt", "another")
        .file("a/in/x", "1")
        .file("b/in/x", "2");
    let bag =
        unpacked(&packed(&evidence, &["e/a/letter.txt", "e/b/letter.txt", "e/a/in", "e/b/in"]));
    validate(&bag);
    let read = |name: &str| fs::read(bag.join("data").join(name)).unwrap();
    assert_eq!((read("letter.txt"), read("letter-2.txt")), (LETTER.to_vec(), b"another".to_vec()));
    assert_eq!((read("in/x"), read("in-2/x")), (b"1".to_vec(), b"2".to_vec()));
}

#[test]
#[cfg(target_os = "linux")]
fn names_are_encoded_as_the_standard_says() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let evidence = Evidence::new()
        .file("100%25.txt", "a")
        .file("two\nlines", "b")
        .file(OsStr::from_bytes(b"caf\xE9"), "c")
        .file("two%0Alines", "e")
        .file("füße ✓", "d");
    let archive = packed(&evidence, &["e"]);
    let report = evidence.verify_with(&["handed-on.zip"]);
    let bag = report.result("handed-on.zip › handed-on/bagit.txt");
    assert_eq!((&bag["verdict"], reasons(bag)), (&"info".into(), BTreeSet::new()), "{bag:#}");
    assert!(text(&bag["headline"]).starts_with("Bag: 5 files "), "{bag:#}");
    let folder = unpacked(&archive);
    run(Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "tagmanifest-sha256.txt"])
        .current_dir(&folder));
    // Two names come to one.
    assert_eq!(fs::read(folder.join("data/e/two%0Alines")).unwrap(), b"b");
    assert_eq!(fs::read(folder.join("data/e/two%0Alines-2")).unwrap(), b"e");
    let manifest = folder.join("manifest-sha256.txt");
    let manifest = fs::read_to_string(manifest).unwrap();
    for path in ["data/e/100%2525.txt", "data/e/two%250Alines", "data/e/caf%25E9", "data/e/füße ✓"]
    {
        assert!(manifest.lines().any(|line| line.ends_with(&format!("  {path}"))), "{manifest}");
    }
}

#[test]
fn what_could_not_be_read_stops_it_unless_it_is_left_out() {
    let evidence = mixed();
    let output = pack(&evidence, &["e", "gone.txt"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("gone.txt: there is no file or folder of this name"), "{errors}");
    assert_eq!(fs::read_dir(evidence.outside()).unwrap().count(), 1, "nothing is left behind");
    let bag = unpacked(&packed(&evidence, &["e", "gone.txt", "--without", "gone.txt"]));
    validate(&bag);
    let words = fs::read_to_string(bag.join("HOW-TO-VERIFY.txt")).unwrap();
    assert!(words.contains("Not packed on request") && words.contains("gone.txt"), "{words}");
    fs::remove_file(evidence.outside().join("handed-on.zip")).unwrap();
    let output = pack(&evidence, &["e", "--without", "e/never.txt"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("e/never.txt is no file of the evidence"), "{errors}");
}

#[test]
fn it_takes_the_place_of_no_evidence_and_of_no_key() {
    let evidence = mixed();
    let pin = pin();
    let refused = |args: &[&str], words: &str| {
        let output = evidence.run(args);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(words), "{errors}");
    };
    fs::write(evidence.path("old.zip"), "an archive").unwrap();
    refused(&["pack", "--pin", &pin, "-o", "e/old.zip", "e"], "lies in the evidence");
    refused(&["pack", "--pin", &pin, "-o", "x.pdf", "e"], "ends in .zip");
    refused(&["pack", "--pin", &pin, "-o", "-", "e"], "a bag is written to a file");
    refused(&["pack", "--pin", &pin, "-o", "x.zip", "-"], "no files to pack");
    refused(&["pack", "--pin", &pin, "e"], "--output");
    assert_eq!(fs::read(evidence.path("letter.txt")).unwrap(), LETTER);
}

/// Whoever gets the bag types its name.
#[test]
fn the_folder_in_the_bag_has_a_plain_name() {
    let evidence = mixed();
    let output = evidence.run(["pack", "--pin", &pin(), "-o", "my bag; rm $HOME.zip", "e"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let bag = fs::read(evidence.outside().join("my bag; rm $HOME.zip")).unwrap();
    let has = |words: &str| bag.windows(words.len()).any(|bytes| bytes == words.as_bytes());
    assert!(has("my-bag--rm--HOME/bagit.txt") && !has("rm $HOME"));
}

/// A bag that holds a bag that holds evidence.
#[test]
fn a_bag_can_be_packed_again() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    packed(&evidence, &["e"]);
    fs::rename(evidence.outside().join("handed-on.zip"), evidence.outside().join("first.zip"))
        .unwrap();
    packed(&evidence, &["first.zip"]);
    let report: Report = evidence.verify_with(&["--pin", &pin(), "handed-on.zip"]);
    let bags = report.results().iter().filter(|r| r["kind"] == "bag").count();
    assert_eq!((report.status, bags), (0, 2), "{:?}", report.places());
}

#[test]
fn no_file_is_replaced_and_no_bag_is_empty() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let received = evidence.outside().join("handed-on.zip");
    fs::write(&received, "as it was received").unwrap();
    let output = pack(&evidence, &["e"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("handed-on.zip: there is a file of this name"), "{errors}");
    assert_eq!(fs::read(&received).unwrap(), b"as it was received");
    fs::remove_file(&received).unwrap();
    let evidence = Evidence::new();
    let output = pack(&evidence, &["e"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("there is no file to pack"), "{errors}");
    assert!(!evidence.outside().join("handed-on.zip").exists());
}

/// What Proofdesk packs, it finds whole again, whatever the files are called.
#[cfg(unix)]
#[test]
fn a_name_with_a_backslash_is_found_again() {
    let evidence = Evidence::new().file("back\\slash", "x");
    packed(&evidence, &["e"]);
    let report = evidence.verify_with(&["--no-keyring", "handed-on.zip"]);
    let bag = report.result("handed-on.zip › handed-on/bagit.txt");
    assert_eq!((&bag["verdict"], reasons(bag)), (&"info".into(), BTreeSet::new()), "{bag:#}");
}

/// Whoever packs is asked about every key, not only about the one that signs.
#[test]
fn a_private_key_is_not_handed_on() {
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
               -----END PRIVATE KEY-----\n";
    let evidence = mixed().file("sub/signing.pem", pem);
    let output = pack(&evidence, &["e"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("e/sub/signing.pem contains a private key"), "{errors}");
    assert!(errors.contains("--without"), "{errors}");
    assert!(!evidence.outside().join("handed-on.zip").exists());
    let bag = unpacked(&packed(&evidence, &["e", "--without", "e/sub/signing.pem"]));
    assert!(!bag.join("data/e/sub/signing.pem").exists() && bag.join("data/e/letter.txt").exists());
    // In a container, it is handed on as well.
    let zip = crate::containers::zip(&[crate::containers::stored("key.pem", pem)]);
    let evidence = mixed().file("more.zip", zip);
    let errors = String::from_utf8(pack(&evidence, &["e"]).stderr).unwrap();
    assert!(errors.contains("e/more.zip contains a private key"), "{errors}");
}

#[test]
fn several_that_cannot_be_packed_are_named() {
    let evidence = mixed();
    let names: Vec<String> = (1..=12).map(|n| format!("gone-{n}")).collect();
    let args: Vec<&str> = ["e"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let errors = String::from_utf8(pack(&evidence, &args).stderr).unwrap();
    assert!(
        errors.contains("gone-1, gone-10, ") && errors.contains("gone-7 and 2 more"),
        "{errors}"
    );
}

/// The command in HOW-TO-VERIFY.txt gives the digest beside it, typed as it is into a shell.
#[test]
fn the_command_in_the_bag_gives_the_digest() {
    let evidence = mixed();
    let archive = packed(&evidence, &["e", "--exclude", "nobody's*", "--contiguous"]);
    let bag = unpacked(&archive);
    let words = fs::read_to_string(bag.join("HOW-TO-VERIFY.txt")).unwrap();
    assert!(words.lines().all(|line| line.len() <= 120), "{words}");
    let command =
        words.lines().find_map(|line| line.trim().strip_prefix("proofdesk verify --format"));
    let command = format!("\"$0\" verify --pin \"$1\" --format{}", command.unwrap());
    assert!(command.contains(r"--exclude='nobody'\''s*'"), "{command}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &command, env!("CARGO_BIN_EXE_proofdesk"), &pin()]);
    let output = shell.current_dir(bag.parent().unwrap()).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(words.contains(text(&report["report_digest"])), "{command}\n{words}");
}

/// What was packed from a folder below another is in the bag under its last name.
#[test]
fn what_was_packed_is_repeated_in_the_bag() {
    let evidence = mixed();
    fs::create_dir(evidence.outside().join("quarter")).unwrap();
    fs::rename(evidence.path(""), evidence.outside().join("quarter/e")).unwrap();
    let archive = packed(&evidence, &["quarter/e"]);
    unpacked(&archive);
    let bag = "unpacked/handed-on";
    let (report, data) = (format!("{bag}/report/report.json"), format!("{bag}/data"));
    let output = evidence.run(["repeat", &report, "--pin", &pin(), "--root", &data]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
}

/// What is written into the evidence is told of.
#[test]
fn what_a_later_run_makes_of_a_report_in_the_evidence_is_said() {
    for (name, words) in [
        ("e/report.pdf", Some("a file without a record")),
        ("e/report.txt", Some("a file without a record")),
        ("e/report.json", Some("count it as a report, for information")),
        ("e/report.ndjson", Some("count it as a report, for information")),
        ("report.html", None),
    ] {
        let evidence = mixed();
        let output = evidence.run(["verify", "--pin", &pin(), "-o", name, "e"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        let told = errors.contains("lies in a folder of the evidence");
        assert_eq!(told, words.is_some(), "{errors}");
        assert!(errors.contains(words.unwrap_or_default()), "{errors}");
    }
    let evidence = mixed();
    let errors = evidence.run(["pack", "--pin", &pin(), "-o", "e/p.zip", "e"]).stderr;
    let errors = String::from_utf8(errors).unwrap();
    assert!(errors.contains("a later run will check it, and the evidence in it"), "{errors}");
}

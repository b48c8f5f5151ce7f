//! Bags (BagIt): made by other programs and by hand, whole, changed, and made to deceive.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use test_issuer::json::record_text;
use test_issuer::sha256_hex;

use crate::containers::{stored, tar, zip};
use crate::support::{Evidence, LETTER, Report, checks, letter, reasons, repository, text};

/// Python with the packages that `scripts/setup test` installs.
pub(crate) fn python() -> PathBuf {
    repository().join("target/python/bin/python")
}

/// What bagit-python makes of a folder with these algorithms: the folder becomes the bag.
fn bagged(folder: &Path, algorithms: &[&str]) {
    let flags = algorithms.iter().map(|algorithm| format!("--{algorithm}"));
    let mut command = Command::new(python());
    run(command.args(["-m", "bagit", "--quiet"]).args(flags).arg(folder));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}

/// A document with its record, in a bag that bagit-python made, in `e/bag`.
fn letter_in_a_bag(algorithms: &[&str]) -> Evidence {
    let evidence =
        Evidence::new().file("bag/letter.txt", LETTER).record("bag/letter.json", &letter());
    bagged(&evidence.path("bag"), algorithms);
    evidence
}

/// The files of a bag, written here by the words of the RFC. What begins with `data/` is listed.
pub(crate) fn by_hand(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let manifest: String = files
        .iter()
        .map(|(path, bytes)| format!("{}  {path}\n", sha256_hex(bytes.as_bytes())))
        .collect();
    let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let tags = [("bagit.txt", declaration), ("manifest-sha256.txt", &manifest)];
    let tag_manifest: String = tags
        .iter()
        .map(|(path, bytes)| format!("{}  {path}\n", sha256_hex(bytes.as_bytes())))
        .collect();
    let tags = tags.into_iter().chain([("tagmanifest-sha256.txt", &*tag_manifest)]);
    let all = files.iter().copied().chain(tags);
    all.map(|(path, bytes)| (path.to_owned(), bytes.to_owned())).collect()
}

fn in_folder(files: &[(String, String)]) -> Evidence {
    let evidence = Evidence::new();
    files.iter().fold(evidence, |e, (path, bytes)| e.file(Path::new("bag").join(path), bytes))
}

/// The same with a file changed, added or removed.
fn with(
    mut files: Vec<(String, String)>,
    path: &str,
    bytes: Option<&str>,
) -> Vec<(String, String)> {
    files.retain(|(other, _)| other != path);
    files.extend(bytes.map(|bytes| (path.to_owned(), bytes.to_owned())));
    files
}

#[track_caller]
fn the_bag(report: &Report) -> &Value {
    let bags: Vec<&Value> = report.results().iter().filter(|r| r["kind"] == "bag").collect();
    assert_eq!(bags.len(), 1, "{:?}", report.places());
    bags[0]
}

/// The fields of the checks with this reason.
fn fields<'r>(result: &'r Value, reason: &str) -> BTreeSet<&'r str> {
    let checks = checks(result).iter().filter(|check| check["reason"] == reason);
    checks.filter_map(|check| check["field"].as_str()).collect()
}

#[test]
fn a_whole_bag_is_for_information_and_its_evidence_is_verified() {
    for algorithms in [["sha256"].as_slice(), &["sha512"], &["sha256", "sha512", "md5"]] {
        let evidence = letter_in_a_bag(algorithms);
        let report = evidence.verify();
        assert_eq!(report.status, 0, "{algorithms:?} {:?}", report.places());
        let bag = the_bag(&report);
        assert_eq!(
            (&bag["verdict"], &bag["source"]["path"]),
            (&"info".into(), &"e/bag/bagit.txt".into())
        );
        assert!(text(&bag["headline"]).starts_with("Bag: 2 files "), "{bag:#}");
        assert_eq!(
            reasons(bag).contains("bag_manifest_missing"),
            algorithms.contains(&"md5"),
            "{bag:#}"
        );
        // What makes it a bag is no content without a record.
        assert_eq!(report.results().len(), 3, "{:?}", report.places());
        assert_eq!(report.result("bag/data/letter.txt")["verdict"], "verified");
    }
}

#[test]
fn a_bag_is_checked_inside_archives_too() {
    let evidence = letter_in_a_bag(&["sha512"]);
    let script = "import shutil, sys\nfor form in ['zip', 'tar', 'gztar']: \
                  shutil.make_archive('packed', form, 'e')";
    run(Command::new("python3").args(["-c", script]).current_dir(evidence.outside()));
    for (archive, place) in [
        ("packed.zip", "packed.zip › bag/bagit.txt"),
        ("packed.tar", "packed.tar › ./bag/bagit.txt"),
        ("packed.tar.gz", "packed.tar.gz › packed.tar › ./bag/bagit.txt"),
    ] {
        let report = evidence.verify_with(&["--pin", &crate::support::pin(), archive]);
        assert_eq!(report.status, 0, "{archive} {:?}", report.places());
        assert_eq!(report.result(place)["kind"], "bag", "{:?}", report.places());
    }
}

/// Programs unpack a member of another name over a file of the bag.
#[test]
fn a_member_that_is_unpacked_over_a_file_of_the_bag_is_a_mismatch_of_it() {
    for name in ["./bag/data/letter.txt", "/bag/data/letter.txt", "bag\\data\\letter.txt"] {
        let evidence = letter_in_a_bag(&["sha256"]);
        let script = "import shutil, sys, zipfile\nshutil.make_archive('packed', 'zip', 'e')\n\
                      with zipfile.ZipFile('packed.zip', 'a') as archive:\n\
                      \x20   member = zipfile.ZipInfo('x')\n\
                      \x20   member.filename = sys.argv[1]\n\
                      \x20   archive.writestr(member, 'Dear members, pay twice')";
        run(Command::new("python3").args(["-c", script, name]).current_dir(evidence.outside()));
        let report = evidence.verify_with(&["--pin", &crate::support::pin(), "packed.zip"]);
        let bag = report.result("packed.zip › bag/bagit.txt");
        assert_eq!((report.status, &bag["verdict"]), (1, &"mismatch".into()), "{name} {bag:#}");
        assert_eq!(fields(bag, "bag_file_changed"), ["data/letter.txt"].into());
    }
}

#[test]
fn a_changed_or_missing_file_is_a_mismatch_of_the_bag() {
    let evidence = letter_in_a_bag(&["sha256", "sha512"]);
    fs::write(evidence.path("bag/data/letter.txt"), "Dear members,\n").unwrap();
    let report = evidence.verify();
    let bag = the_bag(&report);
    assert_eq!((report.status, &bag["verdict"]), (1, &"mismatch".into()), "{bag:#}");
    assert_eq!(fields(bag, "bag_file_changed"), ["data/letter.txt"].into());
    assert!(reasons(bag).contains("bag_size_mismatch"));
    let headline = text(&bag["headline"]);
    assert!(headline.contains("data/letter.txt"), "{headline}");
    fs::remove_file(evidence.path("bag/data/letter.txt")).unwrap();
    let report = evidence.verify();
    assert_eq!(fields(the_bag(&report), "bag_file_missing"), ["data/letter.txt"].into());
    assert_eq!(report.status, 1);
}

#[test]
fn a_changed_tag_file_is_a_mismatch_too() {
    let evidence = letter_in_a_bag(&["sha256"]);
    let info = evidence.path("bag/bag-info.txt");
    let text = fs::read_to_string(&info).unwrap() + "Contact-Name: somebody else\n";
    fs::write(info, text).unwrap();
    let report = evidence.verify();
    assert_eq!(fields(the_bag(&report), "bag_file_changed"), ["bag-info.txt"].into());
    assert_eq!(report.status, 1);
}

#[test]
fn what_no_manifest_lists_is_told() {
    let evidence = letter_in_a_bag(&["sha256"]).file("bag/data/sub/extra.txt", "added later");
    let report = evidence.verify();
    let bag = the_bag(&report);
    assert_eq!(fields(bag, "bag_file_unlisted"), ["data/sub/extra.txt"].into());
    // Its size is not the stated one either, which is a mismatch.
    assert_eq!(bag["verdict"], "mismatch");
    let files = by_hand(&[("data/a.txt", "a")]);
    let report = in_folder(&with(files.clone(), "data/b.txt", Some("b"))).verify();
    assert_eq!(the_bag(&report)["verdict"], "unconfirmed");
    // Of a file beside the payload, it is a note; and it is evidence like any other.
    let report = in_folder(&with(files.clone(), "notes/b.txt", Some("b"))).verify();
    let bag = the_bag(&report);
    assert_eq!(
        (&bag["verdict"], fields(bag, "bag_file_unlisted")),
        (&"info".into(), ["notes/b.txt"].into())
    );
    assert_eq!(report.result("bag/notes/b.txt")["verdict"], "not_found");
    // What systems leave behind is no file of the bag.
    let report = in_folder(&with(files.clone(), "data/.DS_Store", Some("x"))).verify();
    assert_eq!(the_bag(&report)["verdict"], "info");
    // One that lists nothing is as none.
    for tag_manifest in [None, Some("")] {
        let report =
            in_folder(&with(files.clone(), "tagmanifest-sha256.txt", tag_manifest)).verify();
        let bag = the_bag(&report);
        assert_eq!(
            (&bag["verdict"], reasons(bag)),
            (&"info".into(), ["bag_tag_manifest_missing"].into())
        );
    }
}

/// What a tag manifest lists is evidence like any other file, unless it makes it a bag.
#[test]
fn a_listed_file_beside_the_payload_is_no_part_of_the_bag() {
    let files = by_hand(&[("data/a.txt", "a")]);
    let listed = [
        ("minutes.txt", "Minutes of the board"),
        ("notes/report.json", "{\"name\": 1}"),
        ("HOW-TO-VERIFY.txt", "How to verify this bag"),
        ("report/report.csv", "verdict,file"),
        ("metadata/HOW-TO-VERIFY.txt", "Other words"),
    ];
    let list = &files.iter().find(|(path, _)| path == "tagmanifest-sha256.txt").unwrap().1;
    let hashes = listed.map(|(path, bytes)| format!("{}  {path}\n", sha256_hex(bytes.as_bytes())));
    let bag =
        with(files.clone(), "tagmanifest-sha256.txt", Some(&(list.clone() + &hashes.concat())));
    let bag = listed.iter().fold(bag, |bag, (path, bytes)| with(bag, path, Some(bytes)));
    let report = in_folder(&bag).verify();
    assert_eq!((&the_bag(&report)["verdict"], report.status), (&"info".into(), 3));
    for path in ["minutes.txt", "notes/report.json", "metadata/HOW-TO-VERIFY.txt"] {
        let told = report.result(&format!("bag/{path}"));
        assert_eq!(told["verdict"], "not_found", "{path}: {told:#}");
    }
    for path in ["HOW-TO-VERIFY.txt", "report/report.csv"] {
        assert!(report.at(&format!("bag/{path}")).is_empty(), "{:?}", report.places());
    }
}

#[test]
fn hashes_that_are_not_checked_are_named() {
    let evidence = letter_in_a_bag(&["md5", "sha1"]);
    let report = evidence.verify();
    let bag = the_bag(&report);
    assert_eq!((report.status, &bag["verdict"]), (3, &"unconfirmed".into()), "{bag:#}");
    let missing = checks(bag).iter().find(|c| c["reason"] == "bag_manifest_missing").unwrap();
    let note = text(&missing["note"]);
    assert!(note.contains("manifest-md5.txt") && note.contains("manifest-sha1.txt"), "{note}");
    assert!(!reasons(bag).contains("bag_file_unlisted"), "{bag:#}");
}

/// Names as version 1.0 has them, in lines as other systems end them.
#[test]
#[cfg(unix)]
fn names_with_line_breaks_and_percent_signs_are_read_as_they_are_meant() {
    let names = [
        ("data/a%0Ab", "data/a\nb"),
        ("data/c%0dd", "data/c\rd"),
        ("data/e%25f", "data/e%f"),
        ("data/100%", "data/100%"),
    ];
    let files: Vec<_> = names.iter().map(|(_, name)| (*name, "x")).collect();
    let mut bag = with(by_hand(&files), "tagmanifest-sha256.txt", None);
    let hash = sha256_hex(b"x");
    let manifest: String =
        names.iter().map(|(written, _)| format!("{hash} *./{written}\r\n")).collect();
    bag = with(bag, "manifest-sha256.txt", Some(&manifest));
    let report = in_folder(&bag).verify();
    let found = the_bag(&report);
    assert_eq!(
        (&found["verdict"], reasons(found)),
        (&"info".into(), ["bag_tag_manifest_missing"].into()),
        "{found:#}"
    );
    // Before version 1.0 the percent sign stood for itself.
    let old = "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n";
    let bag = with(bag, "bagit.txt", Some(old));
    let report = in_folder(&bag).verify();
    assert_eq!(fields(the_bag(&report), "bag_file_missing"), ["data/e%25f"].into());
}

#[test]
fn no_path_of_a_manifest_leads_out_of_the_bag() {
    for path in [
        "../secret.txt",
        "data/../../secret.txt",
        "/etc/hostname",
        "~/secret.txt",
        "C:\\secret.txt",
    ] {
        let mut bag = by_hand(&[("data/a.txt", "a")]);
        let manifest = format!("{}  {path}\n{}  data/a.txt\n", sha256_hex(b"s"), sha256_hex(b"a"));
        bag = with(bag, "manifest-sha256.txt", Some(&manifest));
        let evidence =
            in_folder(&with(bag, "tagmanifest-sha256.txt", None)).file("secret.txt", "s");
        let report = evidence.verify();
        let found = the_bag(&report);
        assert_eq!(fields(found, "bag_path_outside"), [path].into(), "{found:#}");
        assert_eq!((&found["verdict"], report.status), (&"mismatch".into(), 1));
    }
}

#[test]
fn what_was_not_read_is_not_called_missing() {
    let evidence = letter_in_a_bag(&["sha256"]);
    let pin = crate::support::pin();
    let report = evidence.verify_with(&["--pin", &pin, "--exclude", "letter.txt", "e"]);
    let bag = the_bag(&report);
    assert_eq!(
        (&bag["verdict"], fields(bag, "bag_file_not_checked")),
        (&"unconfirmed".into(), ["data/letter.txt"].into())
    );
    let bag = with(by_hand(&[("data/a.txt", "a"), ("data/b.txt", "b")]), "data/b.txt", None);
    let bag = with(bag, "fetch.txt", Some("https://example.org/b 1 data/b.txt\n"));
    let report = in_folder(&bag).verify();
    assert_eq!(fields(the_bag(&report), "bag_file_not_checked"), ["data/b.txt"].into());
}

#[test]
fn a_manifest_that_cannot_be_read_is_told() {
    let bag = by_hand(&[("data/a.txt", "a")]);
    let manifest = format!("{}  data/a.txt\nnonsense\n", sha256_hex(b"a"));
    let bag =
        with(with(bag, "manifest-sha256.txt", Some(&manifest)), "tagmanifest-sha256.txt", None);
    let report = in_folder(&bag).verify();
    let found = the_bag(&report);
    assert_eq!((&found["verdict"], report.status), (&"unconfirmed".into(), 3));
    assert!(reasons(found).contains("bag_manifest_invalid"), "{found:#}");
    for declaration in
        ["", "BagIt-Version: 2.0\n", "BagIt-Version: 1.0\nTag-File-Character-Encoding: KOI8-R\n"]
    {
        let report = in_folder(&with(bag.clone(), "bagit.txt", Some(declaration))).verify();
        assert_eq!(reasons(the_bag(&report)), ["bag_manifest_invalid"].into(), "{declaration}");
    }
}

/// A manifest is told by its place in a bag, not by its name alone.
#[test]
fn without_a_declaration_there_is_no_bag() {
    let bag = with(by_hand(&[("data/a.txt", "a")]), "bagit.txt", None);
    let report = in_folder(&bag).verify();
    assert!(report.results().iter().all(|r| r["kind"] == "content"), "{:?}", report.places());
    assert_eq!(report.results().len(), 3);
}

/// Programs differ in which of two members of one name they take.
#[test]
fn a_file_that_makes_it_a_bag_is_there_once() {
    let bag = by_hand(&[("data/a.txt", "a")]);
    let members = bag.iter().map(|(path, bytes)| stored(path, bytes));
    for name in ["tagmanifest-sha256.txt", "manifest-sha256.txt", "bagit.txt"] {
        let twice: Vec<_> = members.clone().chain([stored(name, "")]).collect();
        let report = Evidence::new().file("b.zip", zip(&twice)).verify();
        assert_ne!(report.status, 0, "{name}: {:?}", report.places());
    }
}

#[test]
fn two_bags_and_what_is_beside_them_are_apart() {
    let bag: Vec<_> = by_hand(&[("data/a.txt", "a")]);
    let members = |folder: &str| -> Vec<_> {
        bag.iter().map(|(path, bytes)| stored(&format!("{folder}{path}"), bytes)).collect()
    };
    let mut both = members("one/");
    both.extend(members("two/"));
    both.push(stored("two-more/data/x.txt", "x"));
    let root = members("");
    let report = Evidence::new().file("b.zip", zip(&both)).file("r.zip", zip(&root)).verify();
    for place in ["b.zip › one/bagit.txt", "b.zip › two/bagit.txt", "r.zip › bagit.txt"] {
        let found = report.result(place);
        assert_eq!(
            (&found["kind"], &found["verdict"]),
            (&"bag".into(), &"info".into()),
            "{found:#}"
        );
    }
    let record = record_text(&letter());
    let tar = tar(&[
        ("b/bagit.txt", b'0', "", b"BagIt-Version: 1.0\n"),
        ("b/data/r.json", b'0', "", record.as_bytes()),
    ]);
    let report = Evidence::new().file("b.tar", tar).verify();
    let found = report.result("b.tar › b/bagit.txt");
    assert!(text(&found["headline"]).contains("no manifest"), "{found:#}");
}

/// Programs differ in which of two members they unpack.
#[test]
fn of_two_members_of_one_name_both_must_be_the_listed_file() {
    let bag = by_hand(&[("data/a.txt", "a")]);
    for (other, verdict) in [("a", "info"), ("b", "mismatch")] {
        let mut members: Vec<_> = bag.iter().map(|(path, bytes)| stored(path, bytes)).collect();
        members.insert(0, stored("data/a.txt", other));
        let report = Evidence::new().file("b.zip", zip(&members)).verify();
        assert_eq!(the_bag(&report)["verdict"], verdict, "{:#}", the_bag(&report));
        members.rotate_left(1);
        let again = Evidence::new().file("b.zip", zip(&members)).verify();
        assert_eq!(the_bag(&again)["verdict"], verdict);
    }
}

/// A backslash is a character of a name where the system allows it, and what Windows would make of the name is
/// another file.
#[test]
fn a_backslash_beside_a_slash_is_part_of_a_name() {
    let declared = by_hand(&[("data/x/y", "x")]);
    let members = |payload: &str| {
        let renamed = |(path, bytes): &(String, String)| {
            stored(if path == "data/x/y" { payload } else { path }, bytes)
        };
        zip(&declared.iter().map(renamed).collect::<Vec<_>>())
    };
    let report = Evidence::new().file("bag.zip", members("data/x\\y")).verify();
    let bag = the_bag(&report);
    assert_eq!(bag["verdict"], "mismatch", "{bag:#}");
    assert_eq!(fields(bag, "bag_file_missing"), ["data/x/y"].into());
    assert_eq!(fields(bag, "bag_file_unlisted"), ["data/x\\y"].into());
    // Without any slash, it is what some programs on Windows write for one.
    let from_windows = by_hand(&[("data/x", "x")])
        .iter()
        .map(|(path, bytes)| stored(&format!("bag\\{}", path.replace('/', "\\")), bytes))
        .collect::<Vec<_>>();
    let report = Evidence::new().file("bag.zip", zip(&from_windows)).verify();
    let bag = the_bag(&report);
    assert_eq!((&bag["verdict"], reasons(bag)), (&"info".into(), BTreeSet::new()), "{bag:#}");
}

/// A manifest is no record, and nobody reads a Payload-Oxum.
#[test]
fn what_a_bag_states_is_said_to_stand_in_the_bag() {
    let files =
        with(by_hand(&[("data/a", "x")]), "bag-info.txt", Some("Payload-Oxum: 295311.22\n"));
    let evidence = in_folder(&with(files, "data/a", Some("changed")));
    let text = evidence.run(["verify", "--no-keyring", "e"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("stated in the bag") && !text.contains("stated in the record"), "{text}");
    assert!(
        text.contains("295,311 bytes in 22 files") && text.contains("7 bytes in 1 file"),
        "{text}"
    );
}

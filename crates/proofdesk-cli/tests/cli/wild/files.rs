//! Folders, links, special files, and what is passed over.

use serde_json::Value;
use test_issuer::json::record_text;

use crate::support::{Evidence, LETTER, letter, pin, proofdesk, text};

/// The letter and its record, which verify.
fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

/// How many files were skipped.
fn skipped(report: &crate::support::Report) -> usize {
    report.json["skipped"].as_array().unwrap().len()
}

#[test]
fn empty_files_and_folders_are_named_as_what_they_are() {
    let report = Evidence::new().verify();
    assert_eq!((report.status, report.results().len()), (3, 0));
    let words = Evidence::new().run(["verify", "--no-keyring", "e"]);
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(words.ends_with("\nThere was nothing to verify.\n"), "{words}");

    let report = good().file("empty.txt", "").verify();
    assert_eq!(report.result("empty.txt")["verdict"], "not_found");
    assert_eq!(report.result("r.json")["verdict"], "verified");
    assert_eq!(report.status, 3);
}

#[test]
fn a_name_that_nothing_has_is_not_called_a_matter_of_permission() {
    let report = good().verify_with(&["--pin", &pin(), "e", "e/lettre.txt", "no/such/folder"]);
    for place in ["lettre.txt", "no/such/folder"] {
        let found = report.result(place);
        assert_eq!(found["verdict"], "uncheckable");
        assert_eq!(found["checks"][0]["reason"], "unreadable_file");
        let cause = text(&found["possible_causes"]);
        assert!(cause.contains("mistyped") && !cause.contains("permission"), "{cause}");
        assert!(!text(&found["next_step"]).contains("permission"));
    }
    assert_eq!(report.result("r.json")["verdict"], "verified");
}

#[test]
fn files_that_systems_leave_behind_are_skipped_and_counted() {
    let evidence = good()
        .file(".DS_Store", "x")
        .file("sub/Thumbs.db", "x")
        .file("sub/._letter.txt", "x")
        .file("__MACOSX/letter.txt", "x")
        .file(".proofdesk-unfinished-3f", "x");
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(skipped(&report), 5);
    // One that is named is evidence.
    let named = evidence.verify_with(&["--pin", &pin(), "e", "e/.DS_Store"]);
    assert_eq!(skipped(&named), 5);
    let named = evidence.verify_with(&["e/.DS_Store"]);
    assert_eq!(named.places(), [".DS_Store not_found"]);
}

#[test]
fn excluded_files_are_skipped_and_counted() {
    let evidence = good().file("notes/a.tmp", "1").file("notes/b.tmp", "2").file("c.tmp", "3");
    let verify = |globs: &[&str]| {
        let pin = pin();
        let excluded = globs.iter().flat_map(|glob| ["--exclude", glob]);
        let args: Vec<&str> = ["--pin", &pin, "e"].into_iter().chain(excluded).collect();
        evidence.verify_with(&args)
    };
    let report = verify(&["*.tmp"]);
    assert_eq!((report.status, skipped(&report)), (0, 3));
    let report = verify(&["notes", "c.*"]);
    assert_eq!((report.status, skipped(&report)), (0, 2));
    let report = verify(&["notes/*"]);
    assert_eq!((report.status, skipped(&report)), (3, 2));
}

/// However a person names a folder, or a file in it.
#[test]
fn a_folder_is_excluded_under_every_name_that_it_has() {
    let evidence = good().file("tmp/a", "1").file("deep/tmp/b", "2");
    let here = evidence.path("").canonicalize().unwrap();
    let here = here.to_str().unwrap();
    let skipped = |glob: &str, given: &str| {
        let pin = pin();
        let report = evidence.verify_with(&["--pin", &pin, "--exclude", glob, given]);
        let skipped = report.json["skipped"].as_array().unwrap().iter();
        let named = skipped.map(|s| {
            assert_eq!(s["why"], "excluded");
            let path = text(&s["path"]).trim_start_matches("./");
            path.strip_prefix(here).or(path.strip_prefix("e")).unwrap().trim_matches('/').to_owned()
        });
        named.collect::<Vec<_>>()
    };
    for given in ["e", "e/", "./e", here] {
        for glob in ["tmp", "tmp/", "**/tmp/"] {
            assert_eq!(skipped(glob, given), ["deep/tmp", "tmp"], "{glob} {given}");
        }
        let whole = format!("{here}/tmp");
        for glob in ["./tmp", "./tmp/", "e/tmp", "e/tmp/", "./e/tmp", &whole] {
            assert_eq!(skipped(glob, given), ["tmp"], "{glob} {given}");
        }
        assert_eq!(skipped("e/tmp/a", given), ["tmp/a"]);
        assert_eq!(skipped("deep/tmp", given), ["deep/tmp"]);
    }
}

#[test]
fn a_pattern_that_excluded_nothing_is_said() {
    let evidence = good().file("tmp/a", "1");
    let said = |globs: &[&str]| {
        let excluded = globs.iter().flat_map(|glob| ["--exclude", glob]);
        let output = evidence.run(["verify", "--no-keyring", "e"].into_iter().chain(excluded));
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(said(&["tmp", "*.json"]), "");
    // A file is no folder, and what is passed over is not looked into.
    assert_eq!(
        said(&["temp", "letter.txt/", "tmp"]),
        "proofdesk: --exclude temp: nothing in the given folders matched it\n\
         proofdesk: --exclude letter.txt/: nothing in the given folders matched it\n"
    );
}

/// The system tells no size of these, or one that is not theirs.
#[cfg(target_os = "linux")]
#[test]
fn files_of_an_untold_size_are_read_to_their_end() {
    let evidence = Evidence::new();
    for path in ["/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"] {
        let Ok(content) = std::fs::read(path) else { continue };
        let report = evidence.verify_with(&["--no-keyring", path]);
        let file = report.result(path);
        assert_eq!(file["verdict"], "not_found");
        assert_eq!(file["hashes"]["sha256"], test_issuer::sha256_hex(&content));
        let output = evidence.run(["hash", path]);
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout.starts_with(test_issuer::sha256_hex(&content).as_bytes()));
    }
}

#[test]
fn a_file_that_is_named_twice_is_one_result() {
    let evidence = good().file("sub/other.txt", "other");
    let pin = pin();
    let once = evidence.verify();
    for inputs in [
        vec!["e", "e"],
        vec!["e", "e/letter.txt", "e/letter.txt"],
        vec!["e/sub", "e"],
        vec!["e", "e/sub", "e/sub/other.txt"],
        vec!["e/../e/.", "e"],
    ] {
        let args: Vec<&str> = ["--pin", &pin].into_iter().chain(inputs.clone()).collect();
        let report = evidence.verify_with(&args);
        let verdicts = |report: &crate::support::Report| -> Vec<Value> {
            report.results().iter().map(|r| r["verdict"].clone()).collect()
        };
        assert_eq!(verdicts(&report), verdicts(&once), "{inputs:?}: {:?}", report.places());
    }
    let twice = evidence.verify_with(&["e/letter.txt", "e/letter.txt"]);
    assert_eq!(twice.places(), ["letter.txt not_found"]);
}

/// Twenty thousand files take neither long nor much memory: the shell allows 1 GiB of addresses,
/// of which the two threads and the allocator reserve most.
#[test]
#[cfg(target_os = "linux")]
fn many_small_files_are_read_in_bounded_memory() {
    let evidence = good();
    for i in 0..20_000 {
        std::fs::write(evidence.path(format!("file {i}.txt")), i.to_string()).unwrap();
    }
    let program = proofdesk(["verify", "--no-keyring", "--format", "ndjson", "--jobs", "2", "e"]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -v 1048576; exec \"$0\" \"$@\""]).arg(program.get_program());
    let output = shell.args(program.get_args()).current_dir(evidence.outside()).output().unwrap();
    assert_eq!(output.stderr, b"");
    assert_eq!(output.status.code(), Some(3));
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), 20_003);
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["summary"]["not_found"], 20_000);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::support::reasons;

    #[test]
    fn links_within_the_evidence_are_skipped() {
        let evidence = good().file("sub/x.txt", "x");
        symlink("letter.txt", evidence.path("again.txt")).unwrap();
        symlink("../r.json", evidence.path("sub/up.json")).unwrap();
        symlink("sub", evidence.path("folder")).unwrap();
        let report = evidence.verify();
        assert_eq!(report.results().len(), 3, "{:?}", report.places());
        assert_eq!(skipped(&report), 3);
    }

    #[test]
    fn loops_of_links_end() {
        let evidence = good();
        symlink(".", evidence.path("here")).unwrap();
        symlink("two", evidence.path("one")).unwrap();
        symlink("one", evidence.path("two")).unwrap();
        let report = evidence.verify();
        // The one that leads into the evidence is skipped; those that lead nowhere are named.
        assert_eq!(skipped(&report), 1);
        for name in ["one", "two"] {
            let link = report.result(name);
            assert_eq!(reasons(link), ["not_a_regular_file"].into());
            let note = link["checks"][0]["note"].as_str().unwrap();
            assert!(note.contains("leads nowhere"), "{note}");
        }
        assert_eq!(report.result("r.json")["verdict"], "verified");
    }

    #[test]
    fn a_link_that_is_named_is_followed() {
        let evidence = good();
        std::fs::create_dir(evidence.outside().join("links")).unwrap();
        symlink("../e/letter.txt", evidence.outside().join("links/l")).unwrap();
        symlink("e", evidence.outside().join("folder")).unwrap();
        let report = evidence.verify_with(&["links/l"]);
        assert_eq!(report.places(), ["links/l not_found"]);
        let report = evidence.verify_with(&["--pin", &pin(), "folder"]);
        assert_eq!(report.status, 0, "{:?}", report.places());
        // Inside a folder, the same link is named and not followed.
        let report = evidence.verify_with(&["links"]);
        let link = report.result("links/l");
        assert_eq!(link["verdict"], "uncheckable");
        assert!(text(&link["checks"][0]["note"]).contains("leads out of the given folder"));
    }

    #[test]
    fn an_unreadable_folder_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let evidence = good().file("closed/x.txt", "x");
        let closed = evidence.path("closed");
        let mode = |mode| std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&closed, mode(0o0)).unwrap();
        let may_read_everything = std::fs::read_dir(&closed).is_ok();
        let report = evidence.verify();
        std::fs::set_permissions(&closed, mode(0o700)).unwrap();
        if !may_read_everything {
            assert_eq!(reasons(report.result("closed")), ["unreadable_file"].into());
            assert_eq!(report.status, 3);
        }
    }
}

/// A name says nothing of what a file holds: not even that of an unfinished report.
#[test]
fn a_record_under_the_name_of_an_unfinished_report_is_read() {
    let altered = record_text(&letter()).replace("letter.txt", "lettre.txt");
    let report = good().file(".proofdesk-unfinished-3f", altered).verify();
    assert_eq!(report.status, 1, "{:?}", report.places());
    assert_eq!(report.result(".proofdesk-unfinished-3f")["verdict"], "mismatch");
}

/// In a path, a star is one folder or file.
#[test]
fn a_star_in_a_path_does_not_reach_into_folders() {
    let evidence = good().file("a.tmp", "x").file("sub/b.tmp", "y").file("sub/deep/c.tmp", "z");
    for (pattern, skipped) in [
        ("./*.tmp", &["e/a.tmp"][..]),
        ("sub/*.tmp", &["e/sub/b.tmp"]),
        ("*.tmp", &["e/a.tmp", "e/sub/b.tmp", "e/sub/deep/c.tmp"]),
        ("**/c.tmp", &["e/sub/deep/c.tmp"]),
    ] {
        let report = evidence.verify_with(&["--pin", &pin(), "--exclude", pattern, "e"]);
        let names = report.json["skipped"].as_array().unwrap().iter();
        let names: Vec<&str> = names.map(|file| file["path"].as_str().unwrap()).collect();
        assert_eq!(names, skipped, "{pattern}");
    }
}

//! Where a report goes: a file that is complete or not there, and folders that are evidence too.

use std::fs;

use serde_json::Value;
use test_issuer::json::record_text;

use crate::support::{Evidence, LETTER, letter, pin, require_valid};

fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

#[test]
fn a_report_in_a_file_is_the_report() {
    let evidence = good();
    let pin = pin();
    for format in ["json", "ndjson", "text"] {
        let args = ["verify", "--pin", &pin, "--format", format, "e"];
        let printed = evidence.run(args);
        let written = evidence.run(args.iter().chain(&["-o", "report"]));
        assert_eq!((printed.status.code(), written.status.code()), (Some(0), Some(0)));
        assert_eq!(written.stdout, b"");
        let file = fs::read_to_string(evidence.outside().join("report")).unwrap();
        assert_eq!(
            file.lines().count(),
            String::from_utf8(printed.stdout).unwrap().lines().count()
        );
        if format == "json" {
            require_valid("", &serde_json::from_str(&file).unwrap());
        }
    }
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(evidence.outside()).unwrap().count(), 2);
}

/// A report among the evidence is not evidence: not the one that is being written, and not the one
/// that it replaces, which is counted like whatever else is passed over.
#[test]
fn a_report_inside_the_evidence_is_not_read() {
    let evidence = good();
    let pin = pin();
    for (skipped, format) in [(0, "ndjson"), (1, "ndjson"), (1, "json"), (1, "json")] {
        let args = ["verify", "--pin", &pin, "--format", format, "-o", "e/report.out", "e"];
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(0));
        let words = String::from_utf8(output.stderr).unwrap();
        let said = "proofdesk: e/report.out lies in the evidence and is a report of Proofdesk: it \
                    is skipped and replaced\n";
        let written = "proofdesk: Report written to e/report.out: All 2 files are verified under keys that you pinned.\n";
        let told = "proofdesk: e/report.out lies in a folder of the evidence: a later run will count it as a \
                    report, for information. Choose a place outside the evidence to avoid that\n";
        assert_eq!(words, [if skipped == 1 { said } else { told }, written].concat());
        let report = fs::read_to_string(evidence.path("report.out")).unwrap();
        let report = if format == "json" { &report } else { report.lines().last().unwrap() };
        let report: Value = serde_json::from_str(report).unwrap();
        assert_eq!(report["summary"]["total"], 2);
        assert_eq!(report["skipped"].as_array().unwrap().len(), skipped);
        assert_eq!(report["run"]["output"], "e/report.out");
    }
    // Another file of that name is evidence.
    fs::create_dir(evidence.path("sub")).unwrap();
    fs::write(evidence.path("sub/report.out"), "content").unwrap();
    let args = ["verify", "--pin", &pin, "--format", "json", "-o", "e/report.out", "e"];
    assert_eq!(evidence.run(args).status.code(), Some(3));
}

/// What the shell lets the program write into a file of the evidence is no evidence.
#[cfg(unix)]
#[test]
fn what_the_run_writes_into_by_redirection_is_not_read() {
    let evidence = good();
    let program = env!("CARGO_BIN_EXE_proofdesk");
    let shell = |words: &str| {
        let command = format!("'{program}' verify --pin {} {words}", pin());
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", &command]).current_dir(evidence.path("")).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let said = |name: &str| {
        format!("proofdesk: {name} is what this run writes its output to: it is skipped\n")
    };
    for _ in 0..2 {
        assert_eq!(shell(". > report.txt"), (Some(0), said("./report.txt")));
    }
    assert_eq!(shell(". >> report.txt"), (Some(0), said("./report.txt")));
    assert_eq!(shell("r.json letter.txt report.txt >> report.txt"), (Some(0), said("report.txt")));
    fs::remove_file(evidence.path("report.txt")).unwrap();

    // Under another name too.
    fs::hard_link(evidence.path("letter.txt"), evidence.path("again")).unwrap();
    fs::write(evidence.outside().join("log"), "").unwrap();
    fs::hard_link(evidence.outside().join("log"), evidence.path("log")).unwrap();
    assert_eq!(shell("--format json . > report.json 2> ../log").0, Some(0));
    let report: Value =
        serde_json::from_slice(&fs::read(evidence.path("report.json")).unwrap()).unwrap();
    let why = "what this run writes its output to";
    assert_eq!(
        report["skipped"],
        serde_json::json!([{"path": "./log", "why": why}, {"path": "./report.json", "why": why}])
    );
    assert_eq!(
        fs::read_to_string(evidence.path("log")).unwrap(),
        said("./log") + &said("./report.json")
    );
}

/// Whoever made the evidence must not choose what is overwritten.
#[cfg(unix)]
#[test]
fn a_report_goes_through_no_link_that_lies_in_the_evidence() {
    use std::os::unix::fs::symlink;
    let evidence = good();
    let outside = evidence.outside().canonicalize().unwrap();
    fs::write(outside.join("mine"), "precious").unwrap();
    fs::create_dir(outside.join("other")).unwrap();
    symlink(outside.join("mine"), evidence.path("report.json")).unwrap();
    symlink("../nothing-there-yet", evidence.path("new.json")).unwrap();
    symlink(outside.join("other"), evidence.path("folder")).unwrap();
    symlink("/dev/null", evidence.path("null")).unwrap();
    symlink("e/report.json", outside.join("detour")).unwrap();
    symlink("e", outside.join("given")).unwrap();
    for (report, link) in [
        ("e/report.json", "e/report.json"),
        ("e/new.json", "e/new.json"),
        ("e/folder/report.json", "e/folder"),
        ("e/folder/../other/x", "e/folder"),
        ("e/null", "e/null"),
        ("detour", "e/report.json"),
        ("given/report.json", "e/report.json"),
    ] {
        let output = evidence.run(["verify", "--no-keyring", "-o", report, "e"]);
        let words = String::from_utf8(output.stderr).unwrap();
        let link = outside.join(link);
        let said = format!(
            "proofdesk: {report}: {} lies in the evidence and is a symbolic link, so the \
             report would be written where this link points; choose a place outside the evidence\n",
            link.display()
        );
        assert_eq!((output.status.code(), words), (Some(2), said));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{report}");
    }
    assert_eq!(fs::read(outside.join("mine")).unwrap(), b"precious");
    assert!(!outside.join("nothing-there-yet").exists());
    assert_eq!(fs::read_dir(outside.join("other")).unwrap().count(), 0);
    // A link of the user's own leads where they want.
    let output = evidence.run(["verify", "--no-keyring", "-o", "given/fresh", "given"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(evidence.path("fresh").exists());
}

#[test]
fn a_hyphen_is_standard_output() {
    let evidence = good();
    let pin = pin();
    let args = ["verify", "--pin", &pin, "--format", "json", "e"];
    let printed = crate::support::Report::of(evidence.run(args));
    let named = crate::support::Report::of(evidence.run(args.iter().chain(&["-o", "-"])));
    assert_eq!(named.timeless(), printed.timeless());
    assert!(!evidence.outside().join("-").exists());
}

/// Nor is the report of a run that had nothing to report.
#[test]
fn a_report_without_results_is_a_report() {
    let evidence = Evidence::new();
    for _ in 0..2 {
        let args = ["verify", "--no-keyring", "--format", "ndjson", "-o", "e/report", "e"];
        assert_eq!(evidence.run(args).status.code(), Some(3));
    }
}

/// What lies in the evidence and is no report is evidence: it is neither passed over nor replaced.
#[test]
fn a_report_over_another_file_in_the_evidence_is_refused() {
    let edited = record_text(&letter()).replace("letter.txt", "lettre.txt");
    for content in [&edited, "", "All 4 results are verified.\n", "{\"source\":{\"path\":\"a\"}}"] {
        let evidence = good().file("sub/bad.json", content);
        for report in ["e/sub/bad.json", "e/../e/sub/bad.json"] {
            let output = evidence.run(["verify", "--pin", &pin(), "-o", report, "e/r.json", "e"]);
            assert_eq!(output.status.code(), Some(2));
            let words = format!(
                "proofdesk: {report}: the report would take the place of this file, which lies in \
                 the evidence and is no earlier report in JSON or NDJSON; choose a place \
                 outside the evidence, or a name that does not exist yet\n"
            );
            assert_eq!(String::from_utf8(output.stderr).unwrap(), words);
            assert_eq!(output.stdout, b"");
            assert_eq!(fs::read_to_string(evidence.path("sub/bad.json")).unwrap(), content);
            assert_eq!(fs::read_dir(evidence.path("sub")).unwrap().count(), 1);
        }
    }
}

/// A key, a document or a list of keys is easily named behind -o.
#[test]
fn a_file_that_is_no_earlier_report_is_not_replaced() {
    let evidence = good();
    let outside = evidence.outside();
    assert_eq!(
        evidence.run(["verify", "--no-keyring", "-o", "r.json", "e"]).status.code(),
        Some(3)
    );
    let report = fs::read_to_string(outside.join("r.json")).unwrap();
    let contents: [&[u8]; 8] = [
        b"Minutes of a meeting.\nReport digest of this run: see the annex.\n",
        b"%PDF-1.7\n/Creator(Somebody 1.0)\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\n/Creator(Proofdesk 0.1.0)\nstartxref\n0\n%%EOF\nstartxref\n0\n%%EOF",
        b"\x89PNG\r\n\x1a\n",
        b"-----BEGIN PRIVATE KEY-----\n",
        br#"{"schema":"proofdesk.keyring/2","pins":[]}"#,
        b"file,line,pointer\n",
        b"<!DOCTYPE html><title>Proofdesk</title>",
    ];
    for content in contents {
        fs::write(outside.join("own"), content).unwrap();
        for (args, what) in [
            (
                &["verify", "--no-keyring", "e"][..],
                "report would take the place of this file, which is no earlier report of Proofdesk",
            ),
            (
                &["verify", "--no-keyring", "--format", "json", "e"],
                "report would take the place of this file, which is no earlier report of Proofdesk",
            ),
            (
                &["export", "--format", "csv", "r.json"],
                "report would take the place of this file, which is no earlier report of Proofdesk",
            ),
            (
                &["verify", "--no-keyring", "--partial", "e"],
                "part would take the place of this file, which is no part of a run",
            ),
        ] {
            let output = evidence.run(args.iter().chain(&["-o", "own"]));
            let words = String::from_utf8(output.stderr).unwrap();
            let said =
                format!(": own: the {what}; choose another name, or delete the file first\n");
            assert_eq!(output.status.code(), Some(2), "{args:?}: {words}");
            assert!(words.ends_with(&said), "{args:?}: {words}");
            assert_eq!(fs::read(outside.join("own")).unwrap(), content, "{args:?}");
        }
    }
    // A report is nothing that a part takes the place of.
    let part = ["verify", "--no-keyring", "--partial", "-o", "r.json", "e"];
    assert_eq!(evidence.run(part).status.code(), Some(2));
    assert_eq!(fs::read_to_string(outside.join("r.json")).unwrap(), report);
    let output = evidence.run(["verify", "--no-keyring", "-o", "e", "e"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words, "proofdesk: e: it is a folder; give the name of a file in it\n");
}

/// Whatever form the earlier one has.
#[test]
fn an_earlier_report_is_replaced_in_whatever_form() {
    let evidence = good();
    let pin = pin();
    let forms = ["text", "html", "pdf", "csv", "junit", "svr", "json", "ndjson", "text", "text"];
    for form in forms {
        let output = evidence.run(["verify", "--pin", &pin, "--format", form, "-o", "report", "e"]);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{form}: {words}");
    }
    let coloured = ["verify", "--pin", &pin, "--color", "always", "-o", "report", "e"];
    for _ in 0..2 {
        assert_eq!(evidence.run(coloured).status.code(), Some(0));
        let part = ["verify", "--no-keyring", "--partial", "-o", "part", "e"];
        assert_eq!(evidence.run(part).status.code(), Some(0));
    }
}

/// What was given as evidence is not overwritten with what is said of it.
#[test]
fn a_report_over_a_file_that_is_named_as_evidence_is_refused() {
    let evidence = good();
    let refused = |input: &str, report: &str| {
        let output = evidence.run(["verify", "--no-keyring", "-o", report, "e/r.json", input]);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert_eq!(
            words,
            format!(
                "proofdesk: {report}: the report would take the place of {input}, which is named \
                 as evidence; choose a place outside the evidence\n"
            )
        );
        assert_eq!(fs::read(evidence.path("letter.txt")).unwrap(), LETTER);
        assert_eq!(fs::read_dir(evidence.path("")).unwrap().count(), 2);
    };
    refused("e/letter.txt", "e/letter.txt");
    refused("e/../e/letter.txt", "e/letter.txt");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("e/letter.txt", evidence.outside().join("link")).unwrap();
        refused("link", "e/letter.txt");
        refused("e/letter.txt", "link");
        // A device keeps what it has.
        let output = evidence.run(["verify", "--no-keyring", "-o", "/dev/null", "/dev/null"]);
        assert_eq!(output.status.code(), Some(3));
    }
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let evidence = good();
    let output = evidence.run(["verify", "--no-keyring", "-o", "no/such/folder/report", "e"]);
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.starts_with("proofdesk: no/such/folder/report: "), "{words}");
    assert!(!words.contains("unfinished"), "{words}");
    // A folder is no place for a file's content.
    let output = evidence.run(["verify", "--no-keyring", "-o", "e", "e"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(evidence.path("r.json").exists());
}

#[test]
fn wrong_usage_writes_nothing() {
    let evidence = good();
    fs::write(evidence.outside().join("report"), "the old one").unwrap();
    let output = evidence.run(["verify", "--pin", "nonsense", "-o", "report", "e"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read(evidence.outside().join("report")).unwrap(), b"the old one");
}

/// A pipe, as the shell makes one for `-o >(gzip)`, is written to; a device stays what it is.
#[cfg(unix)]
#[test]
fn a_report_goes_into_pipes_and_through_links() {
    use std::io::Read;
    use std::os::unix::fs::FileTypeExt;
    let evidence = good();
    let pin = pin();
    let verify = |report: &str| {
        evidence.run(["verify", "--pin", &pin, "--format", "json", "-o", report, "e"])
    };
    let pipe = evidence.outside().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let read = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut text = String::new();
            fs::File::open(&pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        assert_eq!(verify("pipe").status.code(), Some(0));
        // Had the pipe been replaced, the reader would wait for ever.
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        reader.join().unwrap()
    });
    require_valid("", &serde_json::from_str(&read).unwrap());

    fs::create_dir(evidence.outside().join("there")).unwrap();
    fs::write(evidence.outside().join("there/report"), "").unwrap();
    let link = evidence.outside().join("link");
    std::os::unix::fs::symlink("there/report", &link).unwrap();
    assert_eq!(verify("link").status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let text = fs::read_to_string(evidence.outside().join("there/report")).unwrap();
    require_valid("", &serde_json::from_str(&text).unwrap());
    assert_eq!(fs::read_dir(evidence.outside().join("there")).unwrap().count(), 1);
}

/// Who may read a report is the user's affair, as with any other program.
#[cfg(unix)]
#[test]
fn a_report_has_the_permissions_of_any_new_file_or_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt;
    let evidence = good();
    let verify = |umask: &str| {
        let program = env!("CARGO_BIN_EXE_proofdesk");
        let words = format!("umask {umask}; exec {program} verify --no-keyring -o report e");
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", &words]).current_dir(evidence.outside()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let metadata = fs::metadata(evidence.outside().join("report")).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(verify("022"), 0o644);
    // The old one's stay, whatever the umask.
    assert_eq!(verify("077"), 0o644);
    let report = evidence.outside().join("report");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o660)).unwrap();
    assert_eq!(verify("022"), 0o660);
    fs::remove_file(&report).unwrap();
    assert_eq!(verify("077"), 0o600);
}

/// What only begins as a report does can hold anything behind it.
#[test]
fn a_file_that_begins_as_a_report_is_not_replaced() {
    let altered = record_text(&letter()).replace("letter.txt", "lettre.txt");
    let altered = altered.replace('\n', "");
    let pin = pin();
    for format in ["json", "ndjson"] {
        let mut report = good().run(["verify", "--pin", &pin, "--format", format, "e"]).stdout;
        report.extend_from_slice(altered.as_bytes());
        let evidence = good().file("report", &report);
        let args = ["verify", "--pin", &pin, "--format", format, "-o", "e/report", "e"];
        assert_eq!(evidence.run(args).status.code(), Some(2), "{format}");
        assert_eq!(fs::read(evidence.path("report")).unwrap(), report);
    }
}

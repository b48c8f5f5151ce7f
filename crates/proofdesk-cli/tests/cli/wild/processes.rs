//! Runs that somebody ends early.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Evidence, audit_event, pin, proofdesk};

/// A program that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that takes minutes to hash, and no space.
fn endless() -> Evidence {
    let evidence = Evidence::new().file("endless.bin", "");
    let file = File::options().write(true).open(evidence.path("endless.bin")).unwrap();
    file.set_len(200 << 30).unwrap();
    evidence
}

fn start(evidence: &Evidence, args: &[&str]) -> Child {
    let fixed = ["verify", "--no-keyring"];
    proofdesk(fixed.iter().chain(args))
        .current_dir(evidence.outside())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until the program reads, which shows that it listens to signals too.
fn wait_until_it_reads(child: &Child) {
    // The sandbox opens the file before, to allow it.
    wait_until_it_listens(child);
    let descriptors = format!("/proc/{}/fd", child.id());
    if !Path::new("/proc/self/fd").exists() {
        return std::thread::sleep(Duration::from_secs(1));
    }
    wait_until("the file to be opened", || {
        let open = std::fs::read_dir(&descriptors).into_iter().flatten().flatten();
        open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).any(|p| p.ends_with("endless.bin"))
    });
}

/// Waits until the program listens to Ctrl-C.
fn wait_until_it_listens(child: &Child) {
    let status = format!("/proc/{}/status", child.id());
    if !Path::new("/proc/self/status").exists() {
        return std::thread::sleep(Duration::from_secs(1));
    }
    wait_until("the signal to be caught", || {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        caught.is_some_and(|mask| mask & 1 << (2 - 1) != 0)
    });
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

fn wait(mut child: Child) -> Output {
    let mut status: Option<ExitStatus> = None;
    wait_until("the program to end", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    child.wait_with_output().unwrap()
}

#[test]
fn ctrl_c_ends_a_run_and_says_that_it_is_not_a_pass() {
    for name in ["INT", "TERM"] {
        let evidence = endless();
        let child = start(&evidence, &["e"]);
        wait_until_it_reads(&child);
        signal(&child, name);
        let output = wait(child);
        assert_eq!(output.status.code(), Some(130));
        let words = String::from_utf8(output.stdout).unwrap();
        assert!(words.ends_with("These results are incomplete; do not rely on them.\n"), "{words}");
        assert!(!words.contains("verified under"), "{words}");
        // Of a file that was not read to its end, nothing was hashed.
        assert!(words.contains("0 files read and hashed (0 bytes)"), "{words}");
    }
}

/// What was read before is told of, and called verified nowhere.
#[test]
fn ctrl_c_leaves_nothing_that_is_called_verified() {
    let evidence = endless().lines("a.ndjson", &[audit_event("a", 1), audit_event("a", 2)]);
    let child = start(&evidence, &["--jobs", "1", "--pin", &pin(), "e"]);
    wait_until_it_reads(&child);
    signal(&child, "INT");
    let output = wait(child);
    assert_eq!(output.status.code(), Some(130));
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("Provisional: 2 results"), "{words}");
    let headline =
        "Provisional: signed with the key you pinned as issuer.example; the run is incomplete";
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(headline), "{words}");
    assert!(words.contains("◌ Provisional: 2\n"), "{words}");
    assert!(!words.to_lowercase().contains("verified"), "{words}");
}

/// Whoever stopped it is told that nothing came of it.
#[test]
fn a_cancelled_command_says_so() {
    let evidence = endless();
    for (args, words) in [
        (&["pack", "--no-keyring", "-o", "p.zip", "e"][..], "Cancelled: nothing was packed"),
        (&["hash", "e/endless.bin"], "Cancelled: not every file was read"),
    ] {
        let mut program = proofdesk(args);
        program.current_dir(evidence.outside()).stdin(Stdio::null());
        let child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_until_it_reads(&child);
        signal(&child, "INT");
        let output = wait(child);
        assert_eq!(output.status.code(), Some(130), "{args:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words), "{args:?}: {said}");
    }
    assert!(!evidence.outside().join("p.zip").exists());
}

/// A key can come on standard input, which is waited for. No run has begun then that could end in order.
#[test]
fn ctrl_c_ends_the_program_at_once_while_it_waits_for_keys() {
    use std::os::unix::process::ExitStatusExt;
    let evidence = Evidence::new();
    for (number, name) in [(2, "INT"), (15, "TERM")] {
        let mut program = proofdesk(["verify", "--no-keyring", "--pin", "p=@-", "e"]);
        program.current_dir(evidence.outside()).stdin(Stdio::piped());
        program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let idle = child.stdin.take().unwrap();
        // Long enough to wait for the key by then.
        std::thread::sleep(Duration::from_millis(300));
        signal(&child, name);
        assert_eq!(wait(child).status.signal(), Some(number));
        drop(idle);
    }
}

/// Standard input is open, as a terminal's is, and gives nothing.
#[test]
fn one_ctrl_c_is_enough_while_standard_input_is_idle() {
    for (args, words) in [
        (
            &["verify", "--no-keyring", "-"][..],
            "These results are incomplete; do not rely on them.\n",
        ),
        (&["verify", "--no-keyring", "--format", "json", "-"], "\"results\":[\n]}\n"),
        (&["hash"], ""),
        (&["hash", "--check"], ""),
    ] {
        let mut program = proofdesk(args);
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let idle = child.stdin.take().unwrap();
        wait_until_it_listens(&child);
        // Long enough to wait for input by then.
        std::thread::sleep(Duration::from_millis(100));
        let asked = Instant::now();
        signal(&child, "INT");
        let output = wait(child);
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
        drop(idle);
        assert_eq!(output.status.code(), Some(130), "{args:?}");
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.ends_with(words), "{args:?}: {out}");
        let said = String::from_utf8(output.stderr).unwrap();
        let of_hash = "proofdesk hash: Cancelled: not every file was read\n";
        assert_eq!(said, if args[0] == "hash" { of_hash } else { "" }, "{args:?}");
    }
}

#[test]
fn a_cancelled_report_says_so() {
    for format in ["json", "ndjson"] {
        let evidence = endless();
        let child = start(&evidence, &["--format", format, "-o", "report", "e"]);
        wait_until_it_reads(&child);
        signal(&child, "INT");
        assert_eq!(wait(child).status.code(), Some(130));
        let file = File::open(evidence.outside().join("report")).unwrap();
        let report: Value = match format {
            "json" => serde_json::from_reader(file).unwrap(),
            _ => {
                let last = BufReader::new(file).lines().last().unwrap().unwrap();
                serde_json::from_str(&last).unwrap()
            }
        };
        assert_eq!(report["summary"]["cancelled"], true);
        assert_eq!(report["summary"]["verified"], 0);
    }
}

/// The signature of an earlier report beside a cancelled one would seem to be its own.
#[test]
fn a_cancelled_run_signs_nothing_and_leaves_what_was_signed() {
    let evidence = endless();
    let outside = evidence.outside();
    let key = ["genpkey", "-algorithm", "ed25519", "-out", "key.pem"];
    assert!(Command::new("openssl").args(key).current_dir(outside).status().unwrap().success());
    std::fs::write(outside.join("small.txt"), "small").unwrap();
    let sign = ["--format", "json", "-o", "report", "--sign", "key.pem"];
    let signed = wait(start(&evidence, &[&sign[..], &["small.txt"]].concat()));
    assert_eq!(signed.status.code(), Some(3), "{signed:?}");
    let both =
        || ["report", "report.dsse.json"].map(|file| std::fs::read(outside.join(file)).unwrap());
    let before = both();
    let child = start(&evidence, &[&sign[..], &["e"]].concat());
    wait_until_it_reads(&child);
    signal(&child, "INT");
    let output = wait(child);
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    let words = "Cancelled: nothing was signed, and no report was written to report\n";
    assert!(said.ends_with(words), "{said}");
    assert!(both() == before);
}

#[test]
fn a_killed_run_leaves_the_old_report_alone() {
    let evidence = endless();
    let old = "Report digest of this run:\n";
    std::fs::write(evidence.outside().join("report"), old).unwrap();
    let child = start(&evidence, &["--format", "json", "-o", "report", "e"]);
    wait_until_it_reads(&child);
    signal(&child, "KILL");
    assert_eq!(wait(child).status.code(), None);
    assert_eq!(std::fs::read_to_string(evidence.outside().join("report")).unwrap(), old);
}

/// As with `| head -1`: whoever reads has read enough.
/// Evidence can change while it is read, and it can be somebody else's.
#[test]
fn what_becomes_a_link_during_a_run_is_not_followed() {
    use std::io::Write;
    use std::os::unix::fs::symlink;
    let evidence = Evidence::new().file("sub/a.txt", "a").file("b.txt", "b").file("c.txt", "c");
    let outside = evidence.outside();
    std::fs::create_dir(outside.join("secret")).unwrap();
    std::fs::write(outside.join("secret/a.txt"), "secret").unwrap();
    std::fs::write(outside.join("!first"), audit_event("first", 1).to_string() + "\n").unwrap();
    let mut run = proofdesk(["verify", "--no-keyring", "--jobs", "1", "--format", "ndjson"])
        .args(["!first", "-", "e"])
        .current_dir(outside)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It has seen what there is, and waits for standard input, which comes before the folder.
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("!first"));
    std::fs::rename(evidence.path("sub"), outside.join("moved")).unwrap();
    symlink("../secret", evidence.path("sub")).unwrap();
    std::fs::remove_file(evidence.path("b.txt")).unwrap();
    symlink("../secret/a.txt", evidence.path("b.txt")).unwrap();
    run.stdin.take().unwrap().write_all(b"x").unwrap();

    let results: Vec<Value> =
        lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    run.wait().unwrap();
    let of = |name: &str| results.iter().find(|r| r["source"]["path"] == name).unwrap();
    assert_eq!(of("e/c.txt")["verdict"], "not_found");
    for (name, reason, words) in [
        ("e/sub/a.txt", "unreadable_file", "a link or a file has taken the place of a folder"),
        ("e/b.txt", "not_a_regular_file", "a symbolic link"),
    ] {
        let check = &of(name)["checks"][0];
        assert_eq!(check["reason"], reason);
        assert!(check["note"].as_str().unwrap().contains(words), "{check}");
    }
    let secret = test_issuer::sha256_hex(b"secret");
    assert!(results.iter().all(|r| !r.to_string().contains(&secret)));
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let log: Vec<Value> = (1..=1_000).map(|seq| audit_event("pipe", seq)).collect();
    let evidence = Evidence::new().lines("log.ndjson", &log);
    for format in ["ndjson", "json", "text"] {
        let mut child = start(&evidence, &["--format", format, "e"]);
        let mut first = [0; 1];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = wait(child);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
        // The text is short enough that it may have been written already.
        let status = output.status.code().unwrap();
        assert!(status == 141 || format == "text" && status == 3, "{format}: {status}");
    }
}

#[test]
fn a_reader_that_never_read_is_no_error() {
    let evidence = Evidence::new().lines("log.ndjson", &[audit_event("pipe", 1)]);
    let run = |args: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut program = proofdesk(args);
        program.current_dir(evidence.outside()).stdout(writer).output().unwrap()
    };
    for format in ["text", "json", "ndjson"] {
        let output = run(&["verify", "--no-keyring", "--format", format, "e"]);
        assert_eq!((output.status.code(), output.stderr), (Some(141), Vec::new()), "{format}");
    }
    let commands: [&[&str]; 6] =
        [&["schema"], &["man"], &["self-check"], &["completions", "zsh"], &["--help"], &["-V"]];
    for args in commands {
        let output = run(args);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
    }
}

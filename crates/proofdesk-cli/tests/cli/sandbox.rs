//! What the program gives up as it starts, as the system tells and as is seen from outside. What each rule keeps
//! closed is tried in `engine/platform/sandbox.rs`; that honest runs go on, by all the other tests.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{Evidence, LETTER, audit_event, issuer, letter, pin, proofdesk, reasons};

/// A run that knows what it was given, has said something about the first of it, and waits for standard input.
struct Waiting {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Waiting {
    fn begin(evidence: &Evidence, args: &[&str]) -> Self {
        let [first, temporary] = ["!first", "tmp"].map(|name| evidence.outside().join(name));
        fs::write(first, audit_event("first", 1).to_string() + "\n").unwrap();
        fs::create_dir_all(&temporary).unwrap();
        let mut child = proofdesk(["verify", "--no-keyring", "--format", "ndjson", "!first", "-"])
            .args(args)
            .current_dir(evidence.outside())
            // What lies beside temporary files can be read, and the evidence of tests does.
            .env("TMPDIR", temporary)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().contains("!first"));
        Self { child, lines }
    }

    /// What the system says of each thread: whether it can gain rights, and how its calls are looked at.
    fn threads(&self) -> Vec<[String; 2]> {
        let tasks = format!("/proc/{}/task", self.child.id());
        let status =
            |task: fs::DirEntry| fs::read_to_string(task.path().join("status")).unwrap_or_default();
        let said = |status: String| ["NoNewPrivs", "Seccomp"].map(|field| value(&status, field));
        fs::read_dir(tasks).unwrap().flatten().map(status).map(said).collect()
    }

    /// Its results once it had the rest of standard input.
    fn end(mut self) -> Vec<Value> {
        self.child.stdin.take().unwrap().write_all(b"x").unwrap();
        let results = self.lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
        let results = results.collect();
        self.child.wait().unwrap();
        results
    }
}

fn value(status: &str, field: &str) -> String {
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(":\t"));
    line.unwrap_or_default().to_owned()
}

#[test]
fn every_thread_has_given_up_what_it_does_not_need() {
    let evidence = Evidence::new().file("letter.txt", LETTER);
    let own = fs::read_to_string("/proc/self/status").unwrap();
    let own = ["NoNewPrivs", "Seccomp"].map(|field| value(&own, field));
    for (args, expected) in [
        (["--jobs", "3", "e"].as_slice(), ["1", "2"].map(str::to_owned)),
        (&["--no-sandbox", "--jobs", "3", "e"], own),
    ] {
        let run = Waiting::begin(&evidence, args);
        let threads = run.threads();
        assert!(threads.len() > 2, "{threads:?}");
        assert!(threads.iter().all(|said| *said == expected), "{args:?}: {threads:?}");
        run.end();
    }
}

/// A file is what the user named, not what has its name later. In a folder, it is whatever lies there.
#[test]
fn what_takes_the_place_of_a_named_file_is_not_read() {
    let replaced = |more: &[&str]| {
        let evidence = Evidence::new().file("named.txt", "named").file("sub/below.txt", "below");
        let outside = evidence.outside();
        let run =
            Waiting::begin(&evidence, &[more, &["--jobs", "1", "e/named.txt", "e/sub"]].concat());
        for (name, file) in [("other", "e/named.txt"), ("another", "e/sub/below.txt")] {
            fs::write(outside.join(name), LETTER).unwrap();
            fs::rename(outside.join(name), outside.join(file)).unwrap();
        }
        let results = run.end();
        ["e/named.txt", "e/sub/below.txt"].map(|path| {
            let of = results.iter().find(|result| result["source"]["path"] == path).unwrap();
            reasons(of).into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
    };
    let read = || vec!["proof_not_found".to_owned()];
    assert_eq!(replaced(&[]), [vec!["unreadable_file".to_owned()], read()]);
    assert_eq!(replaced(&["--no-sandbox"]), [read(), read()]);
}

#[test]
fn the_version_says_what_is_in_force() {
    for option in ["--version", "-V"] {
        let output = proofdesk([option]).output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
        let words = String::from_utf8(output.stdout).unwrap();
        let (version, sandbox) = words.split_once('\n').unwrap();
        assert_eq!(version, concat!("proofdesk ", env!("CARGO_PKG_VERSION")));
        assert!(sandbox.starts_with("Sandbox: in force. No network, "), "{sandbox}");
    }
}

/// A shell writes out what a star stands for, so that files can be many.
#[test]
fn many_named_files_are_read() {
    let mut evidence = Evidence::new().record("letter.json", &letter());
    let mut args = vec!["--pin".to_owned(), pin(), "e/letter.json".to_owned()];
    for folder in 0..150 {
        evidence = evidence.file(format!("{folder}/letter.txt"), LETTER);
        args.push(format!("e/{folder}/letter.txt"));
    }
    let report = evidence.verify_with(&args);
    assert_eq!((report.status, report.results().len()), (0, 151));
}

/// The system's list of users says where a home is that no variable names.
#[test]
fn the_ring_of_a_home_that_no_variable_names_is_the_same() {
    let list = |more: &[&str]| {
        let mut program = proofdesk([more, &["keys", "list"]].concat());
        let output = program.env_remove("HOME").output().unwrap();
        (output.status.code(), output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(list(&[]), list(&["--no-sandbox"]));
}

/// The first key makes the ring's folders; a link to a ring, and to a report, stays one.
#[test]
fn rings_and_reports_are_written_where_they_are_wanted() {
    let evidence = Evidence::new().record("letter.json", &letter()).file("letter.txt", LETTER);
    let outside = evidence.outside();
    let issuer = issuer();
    let add = |label: &str, ring: &str| {
        let (key, fingerprint) = (issuer.public_key_hex(), issuer.fingerprint());
        let args = ["keys", "--keyring", ring, "add", label, &key, "--fingerprint", &fingerprint];
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    };
    add("issuer.example", "a/b/c/ring.json");
    fs::create_dir(outside.join("reports")).unwrap();
    std::os::unix::fs::symlink("a/b/c/ring.json", outside.join("ring")).unwrap();
    std::os::unix::fs::symlink("reports/real.json", outside.join("report.json")).unwrap();
    fs::write(outside.join("reports/real.json"), "").unwrap();
    add("again", "ring");
    let output = evidence.run(["verify", "--keyring", "ring", "-o", "report.json", "e"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(outside.join("reports/real.json")).unwrap();
    assert!(report.contains("\"report_digest\""));
    for link in ["ring", "report.json"] {
        assert!(fs::symlink_metadata(outside.join(link)).unwrap().is_symlink());
    }
    // Standard output by its name, which leads into a pipe here and into a file there.
    let printed = evidence.run(["verify", "--keyring", "ring", "-o", "/dev/stdout", "e"]);
    let words = String::from_utf8(printed.stdout).unwrap();
    assert!(words.contains("verified"), "{words}");
    let mut program = Command::new("sh");
    let script = "\"$0\" verify --keyring ring -o /dev/stdout e > there";
    program.args(["-c", script, env!("CARGO_BIN_EXE_proofdesk")]).current_dir(outside);
    assert_eq!(program.status().unwrap().code(), Some(0));
    assert!(fs::read_to_string(outside.join("there")).unwrap().contains("verified"));
}

//! What the machine does to a run: disks fill up, limits are met, files change, programs are ended. Nothing is
//! then lost, half written, verified or held against anybody, and what is said names the file and the fault.

mod changing;
mod disks;
mod limits;
mod rings;

use std::ffi::OsStr;
use std::process::{Command, Output};

use test_issuer::Issuer;

use crate::support::{Evidence, LETTER, audit_event, letter, proofdesk};

/// The program as the last command of a shell script, which has its path and these arguments as `"$@"`.
fn scripted<A: AsRef<OsStr>>(evidence: &Evidence, script: &str, args: &[A]) -> Command {
    let program = proofdesk(args);
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.current_dir(evidence.outside());
    shell
}

fn run<A: AsRef<OsStr>>(evidence: &Evidence, script: &str, args: &[A]) -> Output {
    scripted(evidence, script, args).output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Wrong usage, or a run that could not be done, for this reason, said in one line.
#[track_caller]
fn refused(output: &Output, words: &str) {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words) && said.lines().count() == 1, "{said}");
}

/// A verified letter, and a log of so many events.
fn evidence_with_log(events: i64) -> Evidence {
    let log: Vec<_> = (1..=events).map(|seq| audit_event("log", seq)).collect();
    Evidence::new()
        .record("letter.json", &letter())
        .file("letter.txt", LETTER)
        .lines("log.ndjson", &log)
}

/// A report that the program wrote before, also in `old.json` beside the evidence.
fn earlier_report(evidence: &Evidence) -> Vec<u8> {
    let output = evidence.run(["verify", "--no-keyring", "-o", "old.json", "e/letter.txt"]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    std::fs::read(evidence.outside().join("old.json")).unwrap()
}

/// The arguments that pin this key in a ring.
fn add<'a>(ring: &'a str, label: &'a str, issuer: &Issuer) -> Vec<String> {
    let (key, fingerprint) = (issuer.public_key_hex(), issuer.fingerprint());
    let args = ["keys", "--keyring", ring, "add", label, &key, "--fingerprint", &fingerprint];
    args.map(str::to_owned).into()
}

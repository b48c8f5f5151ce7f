//! `proofdesk fetch` hands over to the program beside it, and to no other.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::{TempDir, tempdir_in};

/// A folder on the disk of the program, so that the program can be in it too.
fn folder() -> TempDir {
    tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Runs the program in a folder of its own, beside another one or not, with others on the path.
fn run(folder: &Path, path: &Path, args: &[&str]) -> Output {
    let own = folder.join("proofdesk");
    fs::hard_link(env!("CARGO_BIN_EXE_proofdesk"), &own).unwrap();
    Command::new(own).args(args).env("PATH", path).current_dir(path).output().unwrap()
}

/// A program that prints its arguments. Another process writes it: no program can be started while it is
/// open here to be written, and other tests start some meanwhile.
fn script(place: &Path) {
    const WRITE: &str =
        r#"printf '#!/bin/sh\nprintf "%%s|" "$@"; exit 42\n' >"$1" && chmod +x "$1""#;
    let written = Command::new("sh").args(["-c", WRITE, "sh"]).arg(place).status();
    assert!(written.unwrap().success());
}

#[test]
fn the_program_beside_gets_every_argument_and_gives_its_status() {
    let folder = folder();
    script(&folder.path().join("proofdesk-fetch"));
    let args = ["fetch", "proof", "--kind", "event", "a b", "--help", "$(x)", "--", "-"];
    let output = run(folder.path(), folder.path(), &args);
    assert_eq!(output.status.code(), Some(42), "{output:?}");
    let passed = args.get(1..).unwrap_or_default().join("|") + "|";
    assert_eq!(String::from_utf8_lossy(&output.stdout), passed);
}

#[test]
fn no_program_elsewhere_is_run() {
    let (folder, path) = (folder(), folder());
    script(&path.path().join("proofdesk-fetch"));
    let output = run(folder.path(), path.path(), &["fetch", "key", "acme.com"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("not in the folder of this program"), "{said}");
    assert!(
        said.contains("apt install ./proofdesk-fetch_") && said.contains("make install"),
        "{said}"
    );
}

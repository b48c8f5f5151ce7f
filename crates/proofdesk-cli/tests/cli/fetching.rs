//! `proofdesk fetch` hands over to the program beside it, and to no other.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// The program in a folder of its own, beside another one or not, with others on the path.
fn run(folder: &Path, path: &Path, args: &[&str]) -> Output {
    let own = folder.join("proofdesk");
    fs::copy(env!("CARGO_BIN_EXE_proofdesk"), &own).unwrap();
    Command::new(own).args(args).env("PATH", path).current_dir(path).output().unwrap()
}

fn script(place: &Path) {
    fs::write(place, "#!/bin/sh\nprintf '%s|' \"$@\"; exit 42\n").unwrap();
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_program_beside_gets_every_argument_and_gives_its_status() {
    let folder = tempfile::tempdir().unwrap();
    script(&folder.path().join("proofdesk-fetch"));
    let args = ["fetch", "proof", "--kind", "event", "a b", "--help", "$(x)", "--", "-"];
    let output = run(folder.path(), folder.path(), &args);
    assert_eq!(output.status.code(), Some(42));
    let passed = args.get(1..).unwrap_or_default().join("|") + "|";
    assert_eq!(String::from_utf8_lossy(&output.stdout), passed);
}

#[test]
fn no_program_elsewhere_is_run() {
    let (folder, path) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    script(&path.path().join("proofdesk-fetch"));
    let output = run(folder.path(), path.path(), &["fetch", "key", "acme.com"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("not installed in the folder of this program"), "{said}");
    assert!(said.contains("cargo install --locked --path crates/proofdesk-fetch"), "{said}");
}

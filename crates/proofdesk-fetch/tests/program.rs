//! The program without a server. `tests/fetch/` has it with servers; that this test exists builds the program
//! for those.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_proofdesk-fetch")).args(args).output().unwrap()
}

#[test]
fn the_vendors_service_is_asked_if_no_other_is_given() {
    let requests = |args: &[&str]| String::from_utf8(run(args).stdout).unwrap();
    assert_eq!(
        requests(&["key", "acme.com", "--dry-run", "--no-keyring"]),
        "GET https://api.invoance.com/keys/acme.com\n"
    );
    assert_eq!(
        requests(&["proof", "https://www.invoance.com/proof/ai/att_1", "--dry-run"]),
        "GET https://api.invoance.com/proof/ai/att_1\n"
    );
}

#[test]
fn wrong_usage_is_status_2() {
    for args in
        [&["key"][..], &["proof", "evt_1"], &["proof", "evt_1", "--kind", "key"], &["x"], &[]]
    {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn completions_and_manuals_are_complete() {
    let printed = |args: &[&str]| {
        let output = run(args);
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for shell in ["bash", "zsh", "fish"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("proof") && script.contains("dry-run"), "{shell}");
    }
    assert!(printed(&["man"]).contains("Exit status"));
    let folder = std::env::temp_dir().join(format!("proofdesk-fetch-man-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    printed(&["man", "--into", folder.to_str().unwrap()]);
    let page = std::fs::read_to_string(folder.join("proofdesk-fetch-log-clear.1")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(page.contains("Delete what was noted"), "{page}");
}

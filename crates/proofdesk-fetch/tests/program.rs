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
        requests(&["key", "acme.com", "--dry-run", "--keyring", "/nonexistent/ring.json"]),
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

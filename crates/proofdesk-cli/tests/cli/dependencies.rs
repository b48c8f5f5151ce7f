//! What the program is built from.

use std::process::Command;

/// Crates that open connections, and crates that only tests may use.
const FORBIDDEN: [&str; 14] = [
    "async-std",
    "curl",
    "hyper",
    "invoance",
    "isahc",
    "mio",
    "native-tls",
    "reqwest",
    "rustls",
    "socket2",
    "test-issuer",
    "tokio",
    "ureq",
    "wiremock",
];

#[test]
fn nothing_in_the_program_can_reach_a_network() {
    // Everything was fetched to build this test, so no network is needed here either.
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "proofdesk-cli", "--edges", "normal", "--prefix", "none"])
        .args(["--locked", "--offline", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8(tree.stdout).expect("cargo writes UTF-8");
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"ed25519-dalek"), "this is not the tree of the program:\n{tree}");
    let found: Vec<&&str> = crates.iter().filter(|name| FORBIDDEN.contains(name)).collect();
    assert!(found.is_empty(), "the program contains {found:?}");
}

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

/// What a crate is built from, one crate a line.
fn tree(package: &str, edges: &str) -> String {
    // Everything was fetched to build this test, so no network is needed here either.
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", edges, "--prefix", "none"])
        .args(["--locked", "--offline", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    String::from_utf8(tree.stdout).expect("cargo writes UTF-8")
}

#[test]
fn nothing_in_the_program_can_reach_a_network() {
    let tree = tree("proofdesk-cli", "normal");
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"ed25519-dalek"), "this is not the tree of the program:\n{tree}");
    let found: Vec<&&str> = crates.iter().filter(|name| FORBIDDEN.contains(name)).collect();
    assert!(found.is_empty(), "the program contains {found:?}");
}

/// How many libraries of others are linked into a crate.
#[cfg(target_os = "linux")]
fn libraries(package: &str) -> usize {
    let tree = tree(package, "normal,no-proc-macro");
    let others = tree.lines().filter(|line| !line.contains("(/"));
    let names = others.filter_map(|line| line.split(" (").next());
    names.collect::<std::collections::HashSet<_>>().len()
}

/// Whoever adds a library sees what it adds to the path of verification. Other systems have others.
#[cfg(target_os = "linux")]
#[test]
fn the_readme_counts_the_libraries_of_the_path_of_verification() {
    let (all, core) = (libraries("proofdesk-engine"), libraries("proofdesk-core"));
    let words =
        format!("**{all} libraries** are linked into what reads the evidence, {core} of them into");
    assert!(
        include_str!("../../../../README.md").contains(&words),
        "README.md should say: {words}"
    );
}

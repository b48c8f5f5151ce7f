//! The program without its window. With it, it is tested by `tests/window`.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn says_its_version_without_a_display() {
    let program = env!("CARGO_BIN_EXE_proofdesk-desktop");
    let said = |argument: &str| {
        let output = Command::new(program).arg(argument).env_remove("DISPLAY").output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(said("--version"), concat!("proofdesk-desktop ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(said("--help").starts_with("Usage: proofdesk-desktop [FILE OR FOLDER]..."));
}

/// As the command line answers: on standard error, with the exit status of wrong usage.
#[test]
fn says_what_is_wrong_with_its_arguments() {
    for (argument, words) in [
        ("--bogus", "error: unexpected argument '--bogus' found"),
        ("-x", "error: unexpected argument '-x' found"),
        ("", "error: a value is required for '[FILE OR FOLDER]...' but none was supplied"),
        ("-", "error: the window does not read standard input"),
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_proofdesk-desktop"));
        let output = program.arg(argument).env_remove("DISPLAY").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{argument}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.starts_with(words), "{argument}: {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn without_a_display_it_says_so_and_ends() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_proofdesk-desktop"));
    program.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let output = program.output().unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("display"), "{said}");
    }
}

/// The list is that of the program: `make check` holds it against the packages that are linked in.
#[test]
fn no_library_in_it_reaches_a_network() {
    const CLIENTS: [&str; 12] = [
        "attohttpc",
        "curl",
        "h2",
        "hyper",
        "isahc",
        "native-tls",
        "openssl",
        "quinn",
        "reqwest",
        "rustls",
        "tungstenite",
        "ureq",
    ];
    let list: serde_json::Value = serde_json::from_str(include_str!("../licences.json")).unwrap();
    let libraries = list["libraries"].as_array().unwrap();
    assert!(libraries.len() > 100, "the list of libraries is empty");
    for library in libraries {
        let name = library["name"].as_str().unwrap();
        assert!(!CLIENTS.contains(&name), "{name} is linked into the window's program");
    }
}

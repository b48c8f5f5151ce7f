//! Cargo unifies features: a dependency that switches one of `serde_json` on does so for everybody.
//! Canonical bytes must not change with them, so the same inputs go through a build that has them.

use std::path::Path;
use std::process::{Command, Output};

use crate::golden::FILE;
use crate::tricky;

#[test]
fn canonical_bytes_do_not_depend_on_serde_jsons_features() {
    // The crates are those of the workspace, so they are at hand; the few more that the features
    // need may have to be fetched.
    let mut output = run(&["--offline"]);
    if !output.status.success() {
        output = run(&[]);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let theirs = String::from_utf8(output.stdout).unwrap();
    let ours = tricky::lines(&std::fs::read(FILE).unwrap());
    assert_eq!(theirs.lines().collect::<Vec<_>>(), ours);
    assert_eq!(ours.len(), 14 + 15);
}

fn run(options: &[&str]) -> Output {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unified-features/Cargo.toml");
    Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--manifest-path"])
        .arg(package)
        .args(options)
        .args(["--", FILE])
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("unified-features"))
        .output()
        .expect("cargo can be run")
}

/// The inputs are tricky indeed: in this build, which has none of the features, `serde_json`'s own
/// values lose what the canonical form keeps.
#[test]
fn the_inputs_tell_the_builds_apart() {
    let exact: f64 = tricky::INEXACT.parse().unwrap();
    let canonical = serde_json::to_string(&exact).unwrap();
    let first = tricky::lines(&std::fs::read(FILE).unwrap())
        .into_iter()
        .find(|line| line.starts_with(&hex::encode(&canonical)));
    assert!(first.is_some(), "the nearest double is what is written");
}

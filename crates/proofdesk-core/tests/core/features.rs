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

//! Writes the conformance kit of the repository, or into the folder given as the only argument. The same
//! source always writes the same bytes.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let kit = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/proofdesk");
    let root = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| kit.into()));
    match test_issuer::kit::write(&root) {
        Ok(count) => {
            println!("{count} cases");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("make-kit: {}: {error}", root.display());
            ExitCode::from(2)
        }
    }
}

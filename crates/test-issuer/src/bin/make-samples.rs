//! Writes `samples/` and `tests/samples-expected.tsv` of the repository, or of the folder given as
//! the only argument. The same source always writes the same bytes.

use std::path::PathBuf;
use std::process::ExitCode;

use test_issuer::samples::Samples;

fn main() -> ExitCode {
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let root = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| repository.into()));
    let samples = Samples::make();
    let strays = match samples.write(&root).and_then(|()| samples.strays(&root)) {
        Ok(strays) => strays,
        Err(error) => {
            eprintln!("make-samples: {}: {error}", root.display());
            return ExitCode::from(2);
        }
    };
    let bytes: usize = samples.files().values().map(Vec::len).sum();
    println!("{} files, {bytes} bytes", samples.files().len());
    for stray in &strays {
        eprintln!("make-samples: samples/{stray} is not one of the samples; delete it");
    }
    ExitCode::from(u8::from(!strays.is_empty()))
}

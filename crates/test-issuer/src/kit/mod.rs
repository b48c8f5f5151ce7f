//! The public conformance kit: cases that any verifier of proof records can be run against.
//!
//! Each case is one file with its evidence, the pinned keys, the options, and what is right to say.
//! What is right was written down from the description of the records, beside the code that makes the
//! evidence, in the language of `expected.rs`; nothing here runs a verifier.

mod case;
mod expected;

mod attestations;
mod attested;
mod audit_events;
mod audit_logs;
mod audit_proofs;
mod audit_texts;
mod containers;
mod containers_damaged;
mod coverage;
mod coverage_lists;
mod documents;
mod documents_bound;
mod documents_keys;
mod events;
mod files;
mod issuers;
mod numbers;
mod proofs;
mod statement;
mod times;
mod traces;
mod traces_changed;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use case::Case;

/// All cases by the path of their file in the kit.
pub fn cases() -> BTreeMap<String, String> {
    let folders: [(&str, Vec<Vec<Case>>); 10] = [
        ("documents", vec![documents::cases(), documents_bound::cases(), documents_keys::cases()]),
        ("attestations", vec![attestations::cases(), attested::cases()]),
        ("events", vec![events::cases()]),
        ("proof-responses", vec![proofs::cases()]),
        (
            "audit-events",
            vec![
                audit_events::cases(),
                audit_proofs::cases(),
                audit_texts::cases(),
                audit_logs::cases(),
            ],
        ),
        ("traces", vec![traces::cases(), traces_changed::cases()]),
        ("coverage", vec![coverage::cases(), coverage_lists::cases()]),
        ("containers", vec![containers::cases(), containers_damaged::cases()]),
        ("numbers", vec![numbers::cases()]),
        ("times", vec![times::cases()]),
    ];
    let mut all = BTreeMap::new();
    for (folder, cases) in folders {
        for case in cases.into_iter().flatten() {
            let path = format!("{folder}/{}.json", case.name);
            let before = all.insert(path, case.text(folder));
            assert!(before.is_none(), "{folder}/{} is written twice", case.name);
        }
    }
    all
}

/// Writes the cases into a folder, and removes the cases there that are none any more.
///
/// # Errors
/// What the system says.
pub fn write(root: &Path) -> io::Result<usize> {
    let cases = cases();
    for (path, text) in &cases {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    for path in committed(root)? {
        if !cases.contains_key(&path) {
            fs::remove_file(root.join(path))?;
        }
    }
    Ok(cases.len())
}

/// The paths of the cases in a folder.
///
/// # Errors
/// What the system says.
pub fn committed(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".json") {
                found.push(format!("{}/{name}", folder.file_name().to_string_lossy()));
            }
        }
    }
    found.sort();
    Ok(found)
}

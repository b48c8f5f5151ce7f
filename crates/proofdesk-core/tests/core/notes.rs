//! Verdicts depend on typed data, never on words.

use std::fs;
use std::path::{Path, PathBuf};

use proofdesk_core::record::{ContentForm, Draft, Supplied};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{Finding, Source};
use proofdesk_core::{assess, json, key};

use crate::issue::pin_of;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn without_words(finding: &mut Finding) {
    for check in &mut finding.checks {
        check.note = None;
        check.form = None;
    }
    finding.children.change_each(without_words);
}

/// What was decided of a finding and of its children.
fn decided(finding: &Finding) -> String {
    let children: Vec<String> = finding.children.iter().map(|child| decided(&child)).collect();
    format!("{:?} {:?} {children:?}", finding.verdict(), finding.axes())
}

/// Concludes a draft, with its content or without, and with its words or without.
fn conclude(mut draft: Draft, content: bool, words: bool) -> String {
    let clear = |draft: &mut Draft| {
        if !words {
            without_words(&mut draft.finding);
        }
    };
    clear(&mut draft);
    let source = Source::file("content");
    let all = (0..draft.wants.len()).filter(|_| content).map(|want| Supplied {
        want,
        source: source.clone(),
        form: ContentForm::Exact,
        unread: None,
    });
    let supplied: Vec<Supplied> = all.collect();
    draft.supply(&supplied, &[]);
    clear(&mut draft);
    decided(&draft.conclude())
}

#[test]
fn no_verdict_depends_on_a_note() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let sample_key = fs::read(samples.join("harbourline.key.json")).unwrap();
    let pinned = Trust::new(vec![pin_of("sample", key::parse_key(&sample_key).unwrap().key)], None);
    let mut all = Vec::new();
    files(&samples, &mut all);
    let mut judged = 0;
    for path in all {
        let text = fs::read(&path).unwrap();
        let is_lines = path.extension().is_some_and(|extension| extension == "ndjson");
        let parts: Vec<&[u8]> = match is_lines {
            true => text.split(|b| *b == b'\n').collect(),
            false => vec![&text],
        };
        for node in parts.into_iter().filter_map(|part| json::parse(part).ok()) {
            for trust in [&pinned, &Trust::default()] {
                for content in [false, true] {
                    let draft = || {
                        let source = Source::file("r");
                        assess(&node, source, &mut Verifier::new(trust))
                    };
                    let (Some(with), Some(without)) = (draft(), draft()) else { continue };
                    assert_eq!(
                        conclude(with, content, true),
                        conclude(without, content, false),
                        "{}",
                        path.display()
                    );
                    judged += 1;
                }
            }
        }
    }
    assert!(judged > 1000, "{judged}");
}

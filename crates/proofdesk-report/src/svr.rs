//! A statement for pipelines: the in-toto predicate "Simple Verification Result", version 0.1, over the files
//! that are verified. It can only say what holds: of every other file it says nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};

use proofdesk_engine::core::verdict::{Source, Verdict};
use proofdesk_engine::input::{STATEMENT_KIND, STATEMENT_PREDICATE, STATEMENT_VERIFIER};
use proofdesk_engine::report::Head;
use serde::Serialize;

use crate::results::Results;
use crate::words::file;

/// The one property: every result in the file is verified, and there is at least one.
const PROPERTY: &str = "PROOFDESK_VERIFIED";

#[derive(Serialize)]
struct Statement<'s> {
    #[serde(rename = "_type")]
    kind: &'static str,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: &'static str,
    predicate: Predicate<'s>,
}

#[derive(Serialize)]
struct Subject {
    name: String,
    digest: Sha256,
}

#[derive(Serialize)]
struct Sha256 {
    sha256: String,
}

#[derive(Serialize)]
struct Predicate<'s> {
    verifier: Verifier,
    #[serde(rename = "timeCreated")]
    time_created: &'s str,
    properties: [&'static str; 1],
}

/// Who verified. `report` is ours: readers that do not know it ignore it.
#[derive(Serialize)]
struct Verifier {
    id: String,
    report: Report,
}

#[derive(Serialize)]
struct Report {
    digest: Sha256,
}

pub(crate) fn write(head: &Head, results: &mut dyn Results, out: &mut dyn Write) -> io::Result<()> {
    let Some(report_digest) = head.report_digest.as_deref() else {
        return Err(io::Error::other("the run was cancelled, so that nothing can be stated of it"));
    };
    // What was not looked for is no result, so that nothing is known of whole files.
    if !head.options.find.is_empty() {
        return Err(io::Error::other(
            "this report is about what was looked for, and not about whole files: make the statement from a run \
             without --find",
        ));
    }
    // Of each file with results, whether all of them are verified.
    let mut verified: BTreeMap<String, bool> = BTreeMap::new();
    results.each(&mut |result| {
        if result.verdict != Verdict::Info {
            let holds = result.verdict == Verdict::Verified;
            *verified.entry(file(&result.source)).or_insert(true) &= holds;
        }
        Ok(())
    })?;
    // What stands beside results is named as the members of containers are too.
    let has_more = |source: &Source| head.left_over.iter().any(|more| more.path == source.name());
    let mut subject = Vec::new();
    for read in &head.files {
        let source = read.source();
        let name = file(&source);
        if verified.get(&name) == Some(&true) && !has_more(&source) {
            subject.push(Subject { name, digest: Sha256 { sha256: read.sha256.to_string() } });
        }
    }
    if subject.is_empty() {
        return Err(io::Error::other(
            "no file is verified as a whole, so that there is nothing to state; the other forms of the \
             report say why",
        ));
    }
    let statement = Statement {
        kind: STATEMENT_KIND,
        subject,
        predicate_type: STATEMENT_PREDICATE,
        predicate: Predicate {
            verifier: Verifier {
                id: format!("{STATEMENT_VERIFIER}{}", head.rules_version),
                report: Report { digest: Sha256 { sha256: report_digest.to_owned() } },
            },
            time_created: &head.run.started_at,
            properties: [PROPERTY],
        },
    };
    serde_json::to_writer_pretty(&mut *out, &statement)?;
    out.write_all(b"\n")
}

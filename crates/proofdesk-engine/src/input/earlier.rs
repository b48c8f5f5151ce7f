//! An earlier report of this program among the evidence: it is recognised as a whole, and proves
//! nothing of what it reports.

use std::io::{self, Read};
use std::path::Path;

use proofdesk_core::text::without_mark;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source};

use crate::dsse::Envelope;
use crate::platform;

/// The version of the report's format.
pub const SCHEMA: &str = "proofdesk.report/1";

/// A larger file is not taken for a report. In bytes.
const LARGEST_REPORT: u64 = 256 << 20;

/// What an earlier report may hold, with no further member. Its words are not looked into here.
mod accepted {
    use serde::Deserialize;

    macro_rules! members {
        ($name:ident { $($member:ident: $kind:ty),+ $(,)? }) => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            #[allow(dead_code)]
            pub(super) struct $name { $(#[serde(default)] $member: Option<$kind>),+ }
        };
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    pub(super) struct Report {
        pub schema: String,
        run: Run,
        #[serde(default)]
        report_digest: Option<String>,
        rules_version: u32,
        options: Options,
        #[serde(default)]
        engagement: Option<Engagement>,
        #[serde(default)]
        against: Option<Against>,
        #[serde(default)]
        second_keys: Vec<SecondKey>,
        pins: Vec<Pin>,
        #[serde(default)]
        reviewers: Vec<Reviewer>,
        #[serde(default)]
        limits: Vec<String>,
        summary: Summary,
        #[serde(default)]
        files: Vec<FileRead>,
        #[serde(default)]
        skipped: Vec<Skipped>,
        #[serde(default)]
        left_over: Vec<LeftOver>,
        #[serde(default)]
        results: Vec<Finding>,
    }
    /// A statement for pipelines (`--format svr`).
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    pub(super) struct Statement {
        #[serde(rename = "_type")]
        pub kind: String,
        subject: Vec<Subject>,
        #[serde(rename = "predicateType")]
        pub predicate_type: String,
        pub predicate: Predicate,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    pub(super) struct Predicate {
        pub verifier: Verifier,
        #[serde(rename = "timeCreated")]
        time_created: String,
        properties: Vec<String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    pub(super) struct Verifier {
        pub id: String,
        report: Digested,
    }
    members!(Digested { digest: Sha256 });
    members!(Subject { name: String, digest: Sha256 });
    members!(Sha256 { sha256: String });
    members!(Tool { name: String, version: String });
    members!(Run {
        started_at: String, clock: String, tool: Tool, self_check: Passed, inputs: Vec<String>,
        threads: u64, output: String, cache: FromCache,
    });
    members!(Passed { checks: u64, passed: u64 });
    members!(FromCache { unchanged: u64, files: u64, since: String });
    members!(Options {
        signer: String, contiguous: bool, find: Vec<String>, exclude: Vec<String>, limits: Limits,
    });
    members!(Limits { unpacked: u64, member: u64, ratio: u64, members: u64, depth: u64 });
    members!(Pin {
        label: String,
        domain: String,
        fingerprint: String,
        confirmed: String,
        matched: bool,
        independent: bool,
        pinned_at: String,
        sample: bool,
        tenant_id: String,
        valid_from: String,
        valid_until: String,
        compromised_since: String,
    });
    members!(Reviewer {
        label: String,
        fingerprint: String,
        confirmed: String,
        matched: bool,
        independent: bool,
        pinned_at: String,
    });
    members!(Engagement {
        engagement: String,
        working_paper: String,
        prepared_by: String,
        prepared_on: String,
        reviewed_by: String,
        reviewed_on: String,
        received: String,
        exhibits: std::collections::BTreeMap<String, String>,
    });
    members!(Against {
        report_digest: String,
        started_at: String,
        rules_version: u32,
        same: bool,
        options: OptionsDiffer,
        pins: PinsDiffer,
        reviewers: ReviewersDiffer,
        verified: u64,
        lost: u64,
        changes: Vec<Change>,
    });
    members!(SecondKey { domain: String, keys: Vec<DatedKey> });
    members!(DatedKey { fingerprint: String, first_seen: String, last_seen: String, how: String });
    members!(OptionsDiffer { new: Vec<String>, gone: Vec<String> });
    members!(ReviewersDiffer { new: Vec<Reviewer>, gone: Vec<Reviewer> });
    members!(PinsDiffer { new: Vec<Pin>, gone: Vec<Pin> });
    members!(Change {
        change: String,
        source: Source,
        moved_from: Source,
        kind: String,
        id: String,
        before: String,
        now: String,
    });
    members!(FileRead {
        path: String,
        members: Vec<Member>,
        size: u64,
        sha256: String,
        cached: bool,
    });
    members!(Skipped { path: String, why: String });
    members!(LeftOver { path: String, count: u64, pointers: Vec<String> });
    members!(Summary {
        total: u64,
        verified: u64,
        unconfirmed: u64,
        mismatch: u64,
        uncheckable: u64,
        not_found: u64,
        info: u64,
        files: u64,
        bytes_hashed: u64,
        cancelled: bool,
    });
    members!(Member { name: String, index: u64, of_name: u32 });
    members!(Source {
        path: String,
        members: Vec<Member>,
        line: u64,
        pointer: String,
        cached: bool,
    });
    members!(Axes {
        content: String,
        signature: String,
        signer: String,
        binding: String,
        completeness: String,
    });
    members!(Check {
        check: String,
        outcome: String,
        reason: String,
        field: String,
        form: String,
        values: Vec<Value>,
        offset: u64,
        note: String,
    });
    members!(Value { source: String, value: String });
    members!(Signer { label: String, fingerprint: String, source: String });
    members!(Field { name: String, value: String, status: String, signed_value: String });
    members!(Stretch { first: String, last: String });
    members!(Finding {
        source: Source, kind: String, id: String, verdict: String, headline: String,
        possible_causes: String,
        next_step: String, axes: Axes, checks: Vec<Check>, signer: Signer, fields: Vec<Field>,
        hashes: std::collections::BTreeMap<String, String>, role: String,
        matched_with: Vec<Source>,
        count: u64, pointers: Vec<Stretch>,
        children: Vec<Finding>,
    });
}

/// Whether a text is a report of this program in JSON, and nothing else.
pub(crate) fn is_report(text: &[u8]) -> bool {
    // A program that saves it again may write a byte-order mark before it.
    let read = serde_json::from_slice::<accepted::Report>(without_mark(text));
    read.is_ok_and(|report| report.schema == SCHEMA)
}

/// The version of the report in JSON that a text begins as, whatever comes of it.
pub(crate) fn version_of_report(text: &[u8]) -> Option<&str> {
    let mut marks = [&b"{"[..], b"\"schema\"", b":", b"\""].into_iter();
    let rest =
        marks.try_fold(without_mark(text), |rest, mark| rest.trim_ascii_start().strip_prefix(mark));
    let version = rest?.split(|byte| *byte == b'"').next()?;
    str::from_utf8(version).ok().filter(|version| version.starts_with("proofdesk.report/"))
}

/// The check that says where a report is damaged, or that something follows it: it is no record that somebody is to be asked for.
pub(crate) fn damaged_report(check: Check) -> Check {
    check
        .clause("it is a damaged report of Proofdesk")
        .possible_causes("The report may have been cut short, joined with something else, or edited by hand.")
        .next_step(
            "Leave it out of the evidence: a report proves nothing of what it reports. To read it, get it again as \
             it was written.",
        )
}

/// The types of the statement that `--format svr` writes.
pub const STATEMENT_KIND: &str = "https://in-toto.io/Statement/v1";
/// The same of what it states.
pub const STATEMENT_PREDICATE: &str = "https://in-toto.io/attestation/svr/v0.1";
/// How the verifier in it is called, before the version of the rules.
pub const STATEMENT_VERIFIER: &str = "urn:proofdesk:rules:";

/// Whether a text is a statement of this program for pipelines and nothing else, by itself or in an envelope
/// that somebody signed. Other programs make such statements too: ours names this one as the verifier.
pub(crate) fn is_statement(text: &[u8]) -> bool {
    let is_ours = |text: &[u8]| {
        let read = serde_json::from_slice::<accepted::Statement>(text);
        read.is_ok_and(|statement| {
            statement.kind == STATEMENT_KIND
                && statement.predicate_type == STATEMENT_PREDICATE
                && statement.predicate.verifier.id.starts_with(STATEMENT_VERIFIER)
        })
    };
    memchr::memmem::find(text, b"in-toto").is_some()
        && (is_ours(text) || Envelope::unsigned_statement(text).is_some_and(|text| is_ours(&text)))
}

/// Whether a line is one of a report in NDJSON: a result, or the last one.
pub(crate) fn is_report_line(line: &[u8]) -> bool {
    if line.starts_with(b"{\"source\":{\"path\":") {
        return serde_json::from_slice::<accepted::Finding>(line).is_ok();
    }
    line.starts_with(b"{\"summary\":{")
        && serde_json::from_slice::<accepted::Report>(line).is_ok_and(|last| last.schema == SCHEMA)
}

/// What is said of an earlier report: it proves nothing, and what it quotes is not looked at again.
pub(crate) fn earlier(source: Source) -> Finding {
    let mut finding = Finding::of(source, Kind::Report, Check::pass(CheckName::Parse));
    finding.inform("Earlier report of Proofdesk: no evidence of what it reports");
    finding
}

/// What is said of so many lines of a report that is not there as a whole, or not alone.
pub(crate) fn in_part(source: Source, lines: u64) -> Finding {
    let note = format!(
        "Lines of it ({lines}) are those of an earlier report of Proofdesk, which is not whole or \
         stands among other values. What a report quotes is not checked."
    );
    let check = Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
        .note(note)
        .possible_causes("The report may have been cut, or joined with something else.")
        .next_step(
            "Add the evidence that the report is about, or the whole report as a file of its own.",
        );
    let mut finding = Finding::of(source, Kind::Unknown, check);
    finding.conclude();
    finding
}

/// Whether the bytes of a file are a report in JSON or NDJSON, or a statement for pipelines, and nothing else.
pub(super) fn is_report_file(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    // The summary comes last, also where there is no result.
    let ended = lines.clone().next_back().is_some_and(is_report);
    is_report(bytes) || is_statement(bytes) || ended && lines.all(is_report_line)
}

/// The bytes of a file, or none if it is larger than a report that is recognised.
pub(super) fn up_to_a_report(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    platform::open_to_read(file)?.take(LARGEST_REPORT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_REPORT {
        bytes.clear();
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    const REPORT_SCHEMA: &str = include_str!("../report/report.schema.json");

    /// A value with every member that the schema knows, one item in each list, and no deeper than four results.
    fn everything(schema: &Value, root: &Value, depth: u32) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let pointer = name.trim_start_matches('#');
            return everything(root.pointer(pointer).unwrap(), root, depth + 1);
        }
        if let Some(either) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let some = either.iter().find(|schema| schema["type"] != "null");
            return everything(some.unwrap(), root, depth);
        }
        if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
            return value.clone();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
        match kind {
            Some("object") => {
                let members = schema["properties"].as_object().into_iter().flatten();
                let mut all: Map<String, Value> =
                    members.map(|(name, of)| (name.clone(), everything(of, root, depth))).collect();
                if schema["additionalProperties"].is_object() {
                    all.insert(
                        "any".into(),
                        everything(&schema["additionalProperties"], root, depth),
                    );
                }
                all.into()
            }
            Some("array") if depth > 8 => json!([]),
            Some("array") => json!([everything(&schema["items"], root, depth)]),
            Some("integer") => json!(1),
            Some("boolean") => json!(true),
            Some("string") => json!("text"),
            other => panic!("{other:?}: {schema}"),
        }
    }

    #[test]
    fn a_report_may_have_every_member_that_the_schema_knows_and_no_other() {
        let root: Value = serde_json::from_str(REPORT_SCHEMA).unwrap();
        let mut report = everything(&root, &root, 0);
        assert_eq!(report["against"]["changes"][0]["source"]["path"], "text");
        let read = serde_json::from_value::<accepted::Report>(report.clone());
        assert!(read.is_ok(), "{:?}", read.err());
        report["results"][0]["children"][0]["checks"][0]["more"] = json!(1);
        assert!(serde_json::from_value::<accepted::Report>(report).is_err());
    }
}

//! Evidence in a folder of its own, and what the program says of it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;
use tempfile::TempDir;
use test_issuer::json::{record_line, record_text};
use test_issuer::{Attestation, Document, Issuer, Subject};

/// The program with arguments, away from the settings of whoever runs the tests.
pub(crate) fn proofdesk<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofdesk"));
    command.args(args).env("HOME", "/nowhere/at/all").env("PROOFDESK_KEYRING", "");
    for name in ["XDG_CONFIG_HOME", "PROOFDESK_KEYRING", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// What a program says that has this on standard input.
pub(crate) fn given(command: &mut Command, input: &[u8]) -> Output {
    let pipe = Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    match child.stdin.take().unwrap().write_all(input) {
        // One that refuses its arguments reads nothing, and one that has enough does not read on.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
    child.wait_with_output().unwrap()
}

/// The repository, whose `samples` and `tests` folders are read.
pub(crate) fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The issuer of the records that tests make for themselves.
pub(crate) fn issuer() -> Issuer {
    Issuer::new("command line", "Example Ltd", "issuer.example")
}

/// Its key as a value of `--pin`.
pub(crate) fn pin() -> String {
    format!("issuer.example={}", issuer().public_key_hex())
}

/// A document's text, for tests that do not care which.
pub(crate) const LETTER: &[u8] = b"Dear members,\nthe branch at the quay is closed on 6 April.\n";

/// The record of [`LETTER`].
pub(crate) fn letter() -> Value {
    issuer().document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"))
}

/// What a model was asked and answered, for tests that do not care what.
pub(crate) fn answer() -> Attestation<'static> {
    Attestation {
        attestation_type: "output",
        input: "May a member under 18 hold a notice account?",
        output: "No. Young savers hold a share account until they are 18.",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Null,
        created_at: "2026-03-18T08:30:00.642008Z",
    }
}

/// A signed audit event of the organisation `org`, with this number.
pub(crate) fn audit_event(org: &str, seq: i64) -> Value {
    audit_event_with(org, seq, "member.viewed")
}

/// The same with another action, so that two events can bear one number.
pub(crate) fn audit_event_with(org: &str, seq: i64, action: &str) -> Value {
    issuer().audit_event(audit_fields(org, seq, action))
}

/// The signed fields of an audit event.
pub(crate) fn audit_fields(org: &str, seq: i64, action: &str) -> Value {
    serde_json::json!({
        "id": issuer().id("aevt", &format!("{org} {seq} {action}")),
        "org_id": issuer().id("aorg", org),
        "seq": seq,
        "occurred_at": "2026-03-02T08:31:00+01:00",
        "ingested_at": "2026-03-02T07:31:00.400123Z",
        "action": action,
        "actor": { "type": "user", "id": "usr_1", "name": "Søren" },
        "targets": [{ "type": "member", "id": "m_2" }],
        "metadata": { "attempts": 2, "mfa": true },
    })
}

/// Evidence in `e`, in a temporary folder that also has room for other files.
pub(crate) struct Evidence {
    folder: TempDir,
}

impl Evidence {
    /// No evidence yet.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("e")).unwrap();
        Self { folder }
    }

    /// The folder around the evidence, in which the program runs.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the evidence.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join("e").join(name)
    }

    /// Adds a file.
    pub(crate) fn file(self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Adds a record as a person saves it.
    pub(crate) fn record(self, name: impl AsRef<Path>, record: &Value) -> Self {
        self.file(name, record_text(record))
    }

    /// Adds records, one a line.
    pub(crate) fn lines(self, name: impl AsRef<Path>, records: &[Value]) -> Self {
        let lines: String = records.iter().map(|record| record_line(record) + "\n").collect();
        self.file(name, lines)
    }

    /// Runs the program beside the evidence.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Output {
        proofdesk(args).current_dir(self.outside()).output().unwrap()
    }

    /// Verifies the evidence with the issuer's key pinned.
    pub(crate) fn verify(&self) -> Report {
        self.verify_with(&["--pin", &pin(), "e"])
    }

    /// Verifies with these arguments, and no others than the form of the report.
    pub(crate) fn verify_with<A: AsRef<OsStr>>(&self, args: &[A]) -> Report {
        let fixed = ["verify", "--format", "json"].map(OsStr::new);
        let args = fixed.into_iter().chain(args.iter().map(AsRef::as_ref));
        Report::of(self.run(args))
    }
}

/// A report that has the documented form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    pub(crate) json: Value,
    pub(crate) status: i32,
}

impl Report {
    /// Reads what the program wrote.
    #[track_caller]
    pub(crate) fn of(output: Output) -> Self {
        let errors = String::from_utf8_lossy(&output.stderr);
        let json = serde_json::from_slice(&output.stdout);
        let json: Value = json.unwrap_or_else(|e| panic!("no report ({e}), but: {errors}"));
        // That a path is not there is said twice.
        let is_absent =
            |line: &&str| line.starts_with("proofdesk: There ") && line.contains(" of the");
        let others: Vec<&str> = errors.lines().filter(|line| !is_absent(line)).collect();
        assert!(others.is_empty(), "a report and a complaint: {errors}");
        let report = Self { json, status: output.status.code().unwrap() };
        report.require_form();
        report
    }

    /// The schema, and what a schema cannot say.
    #[track_caller]
    fn require_form(&self) {
        require_valid("", &self.json);
        self.results().iter().for_each(require_agreement);
        let summary = &self.json["summary"];
        if summary["cancelled"] == false {
            let sizes =
                self.json["files"].as_array().unwrap().iter().map(|f| f["size"].as_u64().unwrap());
            assert_eq!(summary["files"], sizes.len() as u64);
            assert_eq!(summary["bytes_hashed"], sizes.sum::<u64>());
        }
        let count = |verdict: &str| {
            self.results().iter().filter(|result| result["verdict"] == verdict).count() as u64
        };
        assert_eq!(summary["total"], self.results().len() as u64);
        for verdict in ["verified", "unconfirmed", "mismatch", "uncheckable", "not_found", "info"] {
            assert_eq!(summary[verdict], count(verdict), "{verdict}");
        }
        let open = count("unconfirmed") + count("uncheckable") + count("not_found");
        let status = match (count("mismatch"), open, count("verified")) {
            _ if summary["cancelled"] == true => 130,
            (1.., _, _) => 1,
            (_, 0, 1..) => 0,
            _ => 3,
        };
        assert_eq!(self.status, status, "{summary}");
    }

    pub(crate) fn results(&self) -> &[Value] {
        self.json["results"].as_array().unwrap()
    }

    /// The results at a place of the evidence: `file`, `file:line`, `file#/pointer`.
    pub(crate) fn at(&self, place: &str) -> Vec<&Value> {
        self.results().iter().filter(|result| place_of(&result["source"]) == place).collect()
    }

    /// The one result at a place that is not about an audit log as a whole.
    #[track_caller]
    pub(crate) fn result(&self, place: &str) -> &Value {
        let found: Vec<&Value> =
            self.at(place).into_iter().filter(|r| r["kind"] != "audit_log").collect();
        match found.as_slice() {
            [one] => one,
            _ => panic!("{} results at {place} of {:?}", found.len(), self.places()),
        }
    }

    /// The one result about an audit log.
    #[track_caller]
    pub(crate) fn log(&self) -> &Value {
        let logs: Vec<&Value> =
            self.results().iter().filter(|r| r["kind"] == "audit_log").collect();
        assert_eq!(logs.len(), 1, "{:?}", self.places());
        logs[0]
    }

    /// All places with their verdicts.
    pub(crate) fn places(&self) -> Vec<String> {
        let place = |r: &Value| format!("{} {}", place_of(&r["source"]), text(&r["verdict"]));
        self.results().iter().map(place).collect()
    }

    /// The report but for the facts of the run.
    pub(crate) fn timeless(mut self) -> Self {
        self.json["run"] = Value::Null;
        self
    }
}

/// Verdict, headline and checks say the same.
#[track_caller]
fn require_agreement(result: &Value) {
    let outcomes: BTreeSet<&str> =
        checks(result).iter().map(|check| text(&check["outcome"])).collect();
    let (beginning, agrees) = match text(&result["verdict"]) {
        // A log can be signed with several keys of one issuer.
        "verified" if result["kind"] == "audit_log" => {
            ("Verified: signed with the key", outcomes == ["pass"].into())
        }
        "verified" => ("Verified: signed with the key you pinned as ", outcomes == ["pass"].into()),
        "mismatch" => ("Does not match: ", true),
        "unconfirmed" => ("Not confirmed: ", !outcomes.contains("fail")),
        "uncheckable" => ("Cannot be checked: ", !outcomes.contains("fail")),
        "not_found" => ("No record found in this evidence", !outcomes.contains("fail")),
        _ => ("", !outcomes.contains("fail")),
    };
    let headline = text(&result["headline"]);
    // Of a file that a record names, and that is no better than the record.
    let of_file = beginning == "Not confirmed: " && headline.starts_with("No reliable proof: ");
    let of_file = of_file
        || result["kind"] == "content" && headline.starts_with("Not the anchored version: ");
    assert!(agrees && (of_file || headline.starts_with(beginning)), "{result:#}");
    result["children"].as_array().unwrap().iter().for_each(require_agreement);
}

/// A source in one word, without the folder of the evidence: `mail.eml › letter.txt:3`.
pub(crate) fn place_of(source: &Value) -> String {
    let path = text(&source["path"]);
    let line = source["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
    let pointer = source["pointer"].as_str().map(|p| format!("#{p}")).unwrap_or_default();
    let members = source["members"].as_array().unwrap().iter();
    let members: String = members.map(|m| format!(" › {}", text(&m["name"]))).collect();
    format!("{}{members}{line}{pointer}", path.strip_prefix("e/").unwrap_or(path))
}

/// The reason codes of a result and of its items.
pub(crate) fn reasons(result: &Value) -> BTreeSet<&str> {
    let children = result["children"].as_array().unwrap().iter().flat_map(reasons);
    checks(result).iter().filter_map(|check| check["reason"].as_str()).chain(children).collect()
}

/// The checks of a result.
pub(crate) fn checks(result: &Value) -> &[Value] {
    result["checks"].as_array().unwrap()
}

/// The first value of a check from this source.
pub(crate) fn value_from<'r>(check: &'r Value, source: &str) -> &'r str {
    let values = check["values"].as_array().unwrap();
    let found = values.iter().find(|value| value["source"] == source);
    found.map_or_else(|| panic!("no value {source}: {check}"), |value| text(&value["value"]))
}

/// The places of what a result was matched with.
pub(crate) fn matched(result: &Value) -> BTreeSet<String> {
    result["matched_with"].as_array().unwrap().iter().map(place_of).collect()
}

#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no string"))
}

/// Requires a value to be valid against the schema, or against one of its definitions.
#[track_caller]
pub(crate) fn require_valid(definition: &str, value: &Value) {
    static REPORT: LazyLock<Validator> = LazyLock::new(|| validator(""));
    static RESULT: LazyLock<Validator> = LazyLock::new(|| validator("result"));
    static LAST_LINE: LazyLock<Validator> = LazyLock::new(|| validator("last_line"));
    let validator: &Validator = match definition {
        "" => &REPORT,
        "result" => &RESULT,
        "last_line" => &LAST_LINE,
        other => panic!("no test needs {other}"),
    };
    let errors: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn validator(definition: &str) -> Validator {
    let schema = proofdesk_engine::report::JSON_SCHEMA;
    let mut schema: Value = serde_json::from_str(schema).unwrap();
    if !definition.is_empty() {
        let all = schema["$defs"].take();
        schema = serde_json::json!({ "$ref": format!("#/$defs/{definition}"), "$defs": all });
    }
    jsonschema::draft202012::new(&schema).unwrap()
}

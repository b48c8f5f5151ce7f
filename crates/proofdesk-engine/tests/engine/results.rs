//! Results to be looked through.

use std::collections::HashMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use proofdesk_engine::Input;
use proofdesk_engine::browse::{self, Filter, Results, Row, Sort};
use proofdesk_engine::core::verdict::Reason;
use proofdesk_engine::core::verdict::{Kind, Verdict};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, Header, JsonReport, Started};
use proofdesk_engine::run::{self, Job, Limit};
use serde_json::Value;

use crate::support::{Run, header, pasted, sample, started, trust};

fn texts<'v>(value: &'v Value, member: &str) -> Vec<&'v str> {
    value[member].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn they_are_sent_between_threads() {
    fn require_send<T: Send>() {}
    require_send::<Results>();
}

#[test]
fn their_report_is_the_report() {
    let mut run = Run::over_samples();
    let mut browsed = Vec::new();
    run.results.write_json(&header(&run.job, &run.summary), &mut browsed).unwrap();

    let mut plain = JsonReport::default();
    let accept = &mut |encoded| plain.accept(encoded);
    let summary = run::carry_out(&run.job, &Control::new(), &report::encode, accept).unwrap();
    let mut expected = Vec::new();
    plain.write(&header(&run.job, &summary), &mut expected).unwrap();
    assert!(browsed == expected);

    let mut lines = Vec::new();
    run.results.write_ndjson(&header(&run.job, &run.summary), &mut lines).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    let report: Value = serde_json::from_slice(&browsed).unwrap();
    assert_eq!(lines.len(), run.results.len() + 1);
    for (line, result) in lines.iter().zip(report["results"].as_array().unwrap()) {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap(), *result);
    }
    let last: Value = serde_json::from_str(lines[lines.len() - 1]).unwrap();
    assert_eq!(last["summary"], report["summary"]);
}

/// Workers come in any order, and the clock goes on: only the facts of the run may differ.
#[test]
fn two_runs_over_the_same_bytes_give_the_same_report_but_for_the_run() {
    let report = |threads, at: Started, output: &str| {
        let mut job =
            Job { inputs: vec![Input::Path(sample(""))], trust: trust(), ..Job::default() };
        job.options.threads = NonZeroUsize::new(threads);
        let mut report = JsonReport::default();
        let accept = &mut |encoded| report.accept(encoded);
        let summary = run::carry_out(&job, &Control::new(), &report::encode, accept).unwrap();
        let mut text = Vec::new();
        let header = Header::new(&job, at, &summary, Some(Path::new(output)));
        report.write(&header, &mut text).unwrap();
        serde_json::from_slice::<Value>(&text).unwrap()
    };
    let later = Started { at: started().at + Duration::from_secs(3600), ..started() };
    let (mut one, mut two) = (report(1, started(), "one.json"), report(4, later, "two.json"));
    let facts = [&mut one, &mut two].map(|report| report["run"].take());
    for fact in ["started_at", "threads", "output"] {
        assert_ne!(facts[0][fact], facts[1][fact], "{fact}");
    }
    assert_eq!(facts[0]["clock"], "system");
    assert_eq!(one, two);
}

/// What no check can show is told of what was read, and of nothing else.
#[test]
fn only_limits_that_apply_are_named() {
    let limits = |inputs: Vec<Input>| {
        let run = Run::over(inputs);
        run.summary.limits.iter().collect::<Vec<Limit>>()
    };
    assert_eq!(limits(vec![pasted("a letter", "Dear members,")]), []);
    let event = Input::Path(sample("good/audit/branch-systems.ndjson"));
    let of_logs = limits(vec![event]);
    assert!(of_logs.contains(&Limit::LogEnds) && of_logs.contains(&Limit::Revocation));
    assert!(!of_logs.contains(&Limit::UndocumentedHashes) && !of_logs.contains(&Limit::TraceItems));
    let document = Input::Path(sample("good/documents"));
    assert!(!limits(vec![document]).contains(&Limit::LogEnds));
    let all = limits(vec![Input::Path(sample(""))]);
    // No anchored file among them looks as if it held a record.
    let most = Limit::ALL.into_iter().filter(|limit| *limit != Limit::Inside);
    assert_eq!(all, most.collect::<Vec<_>>());
}

/// A report that this program saved is about the evidence, and no part of it, as long as it is one.
#[test]
fn a_report_that_was_saved_into_the_evidence_is_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "Dear members,").unwrap();
    let saved = folder.path().join("report.json");
    let given = [Input::Path(folder.path().to_owned())];
    let mut first = Run::over(given.clone());
    let mut text = Vec::new();
    first.results.write_json(&header(&first.job, &first.summary), &mut text).unwrap();
    let again = |text: &[u8], saved: Vec<std::path::PathBuf>| {
        fs::write(folder.path().join("report.json"), text).unwrap();
        let mut job = Job { inputs: given.to_vec(), trust: trust(), ..Job::default() };
        job.options.saved = saved;
        let mut results = Results::new();
        let accept = &mut |rows| results.accept(rows);
        let summary = run::carry_out(&job, &Control::new(), &browse::encode_rows, accept).unwrap();
        (summary.total, summary.skipped_files.len())
    };
    assert_eq!(again(&text, vec![saved.clone()]), (1, 1));
    assert_eq!(again(&text, Vec::new()), (2, 0), "one of another program is told of");
    assert_eq!(again(b"no report any more", vec![saved]), (2, 0));
}

/// A key is offered for pinning as it was read, whatever it looks like when it is shown.
#[test]
fn keys_in_the_evidence_come_as_they_were_read() {
    let document: Value =
        serde_json::from_slice(&fs::read(sample("harbourline.key.json")).unwrap()).unwrap();
    let key = document["public_key"].as_str().unwrap();
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{key}","kid":"one","use":null}}"#);
    for (name, text) in [("document", document.to_string()), ("jwk", jwk)] {
        let mut run = Run::over([pasted(name, text)]);
        let found = run.results.keys().unwrap();
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].path, name);
        assert!(proofdesk_engine::keys::is_sample(&found[0].key), "{name}");
    }
}

#[test]
fn rows_say_what_the_findings_say() {
    let mut run = Run::over_samples();
    let findings = run.findings();
    assert!(findings.len() > 300);
    for (index, finding) in (0..).zip(&findings) {
        let row = run.results.row(index).unwrap();
        let shown = serde_json::to_value(&row).unwrap();
        for member in ["source", "kind", "id", "verdict", "headline"] {
            assert_eq!(shown[member], finding[member]);
        }
        assert_eq!(shown["signer"], finding["signer"]["label"]);
        assert_eq!(shown["key_source"], finding["signer"]["source"]);
        assert_eq!(row.children as usize, finding["children"].as_array().unwrap().len());
        assert_eq!(row.matched as usize, finding["matched_with"].as_array().unwrap().len());
        let own = finding["checks"].as_array().unwrap().iter();
        let open = own.filter(|check| check["outcome"] != "pass");
        for reason in open.filter_map(|check| check["reason"].as_str()) {
            assert!(row.reasons.iter().any(|code| code == reason), "{reason}");
        }
    }
    assert_eq!(run.results.keys().unwrap().len(), 1);
    let none = run.results.row(findings.len() as u32).unwrap_err();
    assert_eq!(none.kind(), std::io::ErrorKind::InvalidInput);
    assert!(run.results.finding_json(u32::MAX).is_err());
}

fn rows(run: &mut Run, filter: &Filter, sort: Sort) -> Vec<Row> {
    let found = run.results.select(filter, sort).unwrap();
    found.results().iter().map(|i| run.results.row(*i).unwrap()).collect()
}

fn by_text(run: &mut Run, text: &str) -> Vec<String> {
    let filter = Filter { text: text.to_owned(), ..Filter::default() };
    let name = |row: Row| row.source.path.rsplit('/').next().unwrap_or_default().to_owned();
    rows(run, &filter, Sort::default()).into_iter().map(name).collect()
}

#[test]
fn they_are_filtered_by_verdict_kind_and_words() {
    let mut run = Run::over_samples();
    let all = run.results.len();
    let none = Filter::default();
    assert_eq!(rows(&mut run, &none, Sort::default()).len(), all);
    let bad = Filter { verdicts: vec![Verdict::Mismatch], ..Filter::default() };
    assert_eq!(rows(&mut run, &bad, Sort::default()).len() as u64, run.summary.mismatch);
    let verified = Filter { verdicts: vec![Verdict::Verified], ..Filter::default() };
    let selection = run.results.select(&verified, Sort::default()).unwrap();
    assert_eq!(selection.files() as u64, run.summary.by_file.counts().verified);
    let bad = Filter { kinds: vec![Kind::Document, Kind::Trace], ..bad };
    let found = rows(&mut run, &bad, Sort::default());
    assert!(found.iter().all(|row| row.verdict == Verdict::Mismatch));
    assert!(found.iter().any(|row| row.kind == Kind::Trace));
    assert!(found.iter().all(|row| matches!(row.kind, Kind::Document | Kind::Trace)));

    // A part of the path; two words, in whatever case and order; a reason; the label; a hash.
    assert_eq!(by_text(&mut run, "board-minutes").len(), 2);
    assert_eq!(by_text(&mut run, "RECORD board-minutes"), ["board-minutes-2026-02.record.json"]);
    assert_eq!(by_text(&mut run, "  sequence_gap "), ["6-audit-log-gap.ndjson"]);
    assert_eq!(by_text(&mut run, "\"audit log\""), [""; 0]);
    assert!(by_text(&mut run, "harbourline.example verified").len() > 100);
    assert_eq!(by_text(&mut run, "harbourline nothing-like-it"), [""; 0]);
    let pdf = fs::read(sample("good/documents/board-minutes-2026-02.pdf")).unwrap();
    let hash = proofdesk_engine::core::encoding::Digest::of(&pdf);
    let found = by_text(&mut run, &hash.to_string());
    assert_eq!(found, ["board-minutes-2026-02.pdf", "board-minutes-2026-02.record.json"]);
    // As it is shown, in groups.
    assert_eq!(by_text(&mut run, &hash.to_groups()), found);
    let filter: Filter =
        serde_json::from_str(r#"{"verdicts":["info"],"kinds":["key"],"text":""}"#).unwrap();
    assert_eq!(rows(&mut run, &filter, Sort::default()).len(), 1);
}

#[test]
fn every_word_that_a_row_shows_finds_it() {
    let mut run = Run::over_samples();
    let mut found: HashMap<String, Vec<u32>> = HashMap::new();
    for row in rows(&mut run, &Filter::default(), Sort::default()) {
        let Row { source, id, headline, why, signer, reasons, .. } = &row;
        let line = source.line.map(|line| format!("line {line}"));
        let said = [id, why, signer, &source.pointer, &line].into_iter().flatten();
        let words = [row.kind.word(), row.verdict.word(), row.key_source.word(), headline];
        let all = words.into_iter().chain(said.map(String::as_str)).chain([&*source.path]);
        let clauses = reasons.iter().map(|code| {
            let reason = Reason::ALL.iter().find(|reason| reason.code() == code).unwrap();
            reason.clause()
        });
        for word in all.chain(clauses).flat_map(str::split_whitespace) {
            let indexes = found.entry(word.to_owned()).or_insert_with(|| {
                let filter = Filter { text: word.to_owned(), ..Filter::default() };
                run.results.select(&filter, Sort::default()).unwrap().results().to_vec()
            });
            assert!(indexes.contains(&row.index), "{word}: {row:?}");
        }
    }
    // Of a check that did not pass, its word and the clause of its reason.
    assert_eq!(by_text(&mut run, "Sequence numbers gap"), ["6-audit-log-gap.ndjson"]);
    assert_eq!(by_text(&mut run, "Cannot be checked"), [""; 0]);
    assert_eq!(by_text(&mut run, "Supplied by the record harbourline-audit"), [""; 0]);
}

/// What the detail shows is searched too: fields, fingerprints, and hashes however they are written.
#[test]
fn fields_and_hashes_in_any_notation_find_their_results() {
    let mut run = Run::over_samples();
    let index = run.results.select(&Filter::default(), Sort::default()).unwrap();
    let findings: Vec<Value> = index
        .results()
        .iter()
        .map(|i| serde_json::from_str(&run.results.finding_json(*i).unwrap()).unwrap())
        .collect();
    let mut seen = 0;
    for finding in findings.iter().filter(|finding| finding["kind"] == "audit_event").take(20) {
        let path = finding["source"]["path"].as_str().unwrap().rsplit('/').next().unwrap();
        for field in finding["fields"].as_array().unwrap() {
            let value = field["value"].as_str().unwrap();
            if value.len() > 4096 || value.trim().is_empty() {
                continue;
            }
            let found = by_text(&mut run, &value.to_uppercase());
            assert!(found.iter().any(|other| other == path), "{field}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");

    let hash = "de86464844026483b33616b2a5e5c647a627bdba8e1acd35583afe7a5248296d";
    let plain = by_text(&mut run, hash);
    assert!(!plain.is_empty());
    let groups: Vec<String> =
        hash.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    for written in [
        format!("sha256:{hash}"),
        format!("0x{}", hash.to_uppercase()),
        groups.join(" "),
        format!("notice sha256:{hash}"),
    ] {
        assert_eq!(by_text(&mut run, &written), plain, "{written}");
    }
    let id = "81f3ec97-42b0-4598-83b4-ac83c2df95bc";
    let link = format!("https://invoance.example/proof/document/{id}");
    assert_eq!(by_text(&mut run, &link), by_text(&mut run, id));
    assert!(!by_text(&mut run, id).is_empty());
}

#[test]
fn the_worst_result_of_a_part_of_the_evidence_is_found() {
    let mut run = Run::over_samples();
    let all = rows(&mut run, &Filter::default(), Sort::default());
    let mut first = |verdict, within: &dyn Fn(&str) -> bool| {
        let found = all.iter().find(|row| row.verdict == verdict && within(&row.source.path));
        assert_eq!(run.results.worst(within).unwrap().unwrap(), found.unwrap().source);
    };
    first(Verdict::Mismatch, &|_| true);
    first(Verdict::Unconfirmed, &|path| path.contains("/good/"));
    assert_eq!(run.results.worst(|_| false).unwrap(), None);
}

#[test]
fn a_row_says_why_beside_the_word_of_its_verdict() {
    let mut run = Run::over_samples();
    let mut why = |text: &str, kind: Kind| {
        let filter = Filter { kinds: vec![kind], text: text.to_owned(), ..Filter::default() };
        let [row] = &rows(&mut run, &filter, Sort::default())[..] else { panic!("{text}") };
        (row.verdict, row.why.clone())
    };
    let said = |words: &str| Some(words.to_owned());
    assert_eq!(
        why("good/documents/board-minutes-2026-02.pdf", Kind::Content),
        (Verdict::Verified, said("Signed with the key you pinned as harbourline.example"))
    );
    // The headline begins otherwise, so that it is needed whole.
    assert_eq!(why("1-other-version/notice.txt", Kind::Content), (Verdict::Mismatch, None));
    assert_eq!(why("harbourline.key.json", Kind::Key), (Verdict::Info, None));
    assert_eq!(
        why("sequence_gap", Kind::AuditLog),
        (Verdict::Unconfirmed, said("Event no. 24 is missing; the 40 events present are verified"))
    );
}

#[test]
fn a_query_finds_what_a_run_would_find() {
    let mut run = Run::over_samples();
    let findings = run.findings();
    let trace = findings.iter().find(|f| f["kind"] == "trace").unwrap();
    let event = findings.iter().find(|f| f["kind"] == "event").unwrap();
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let field = |value: &Value, name: &str| {
        let fields = value["fields"].as_array().unwrap();
        let found = fields.iter().find(|field| field["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {value:#}"))["value"].as_str().unwrap().to_owned()
    };
    let checks = findings.iter().flat_map(|f| f["checks"].as_array().unwrap());
    let differ = |check: &&Value| {
        let field = check["field"].as_str().unwrap_or_default();
        check["reason"] == "signed_fields_differ"
            && (field.ends_with("id") || field.ends_with("_hash"))
    };
    let signed_elsewhere = checks.clone().find(differ).map(|check| {
        let mut values = check["values"].as_array().unwrap().iter();
        let signed = values.find(|value| value["source"] == "signed").unwrap();
        signed["value"].as_str().unwrap().to_owned()
    });
    let signed_elsewhere =
        signed_elsewhere.expect("a record with another id or hash than was signed");
    let pdf = fs::read(sample("good/documents/board-minutes-2026-02.pdf")).unwrap();
    let queries = [
        id(trace),
        id(&trace["children"][1]),
        id(event),
        format!("https://proof.example/proof/event/{}", id(event)),
        format!("https://proof.example/proof/document/{}", id(event)),
        proofdesk_engine::core::encoding::Digest::of(&pdf).to_string(),
        // That of the seal, and that which was signed where the record shows another.
        field(trace, "seal_event.event_id"),
        signed_elsewhere,
        "nothing-at-all".to_owned(),
    ];
    for text in queries {
        let query = Query::parse(&text).unwrap();
        let (found, said) = run.results.find(&query).unwrap();
        let mut job = Job { inputs: run.job.inputs.clone(), trust: trust(), ..Job::default() };
        job.options.find = vec![query];
        let mut expected = Results::new();
        let accept = &mut |rows| expected.accept(rows);
        let summary = run::carry_out(&job, &Control::new(), &browse::encode_rows, accept).unwrap();
        expected.seal(summary.by_file);
        let mut places: Vec<String> =
            found.iter().map(|i| run.results.finding_json(*i).unwrap()).collect();
        places.extend(said.map(|finding| serde_json::to_string(&finding).unwrap()));
        let wanted: Vec<String> =
            (0..expected.len() as u32).map(|i| expected.finding_json(i).unwrap()).collect();
        assert_eq!(places, wanted, "{text}");
    }
}

#[test]
fn an_audit_log_is_shown_by_its_numbers() {
    let log = fs::read_to_string(sample("good/audit/branch-systems.ndjson")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let seq = |line: &str| serde_json::from_str::<Value>(line).unwrap()["seq"].as_i64().unwrap();
    let first = seq(lines[0]);
    assert_eq!(seq(lines[9]), first + 9);

    let mut whole = Run::over([pasted("log", &log)]);
    let index = whole.only("audit_log");
    let runs = whole.results.sequence(index).unwrap();
    assert_eq!(runs.len(), 1);
    let last = first + lines.len() as i64 - 1;
    assert_eq!((runs[0].from, runs[0].to), (first, last));
    assert_eq!((runs[0].verdict, runs[0].repeated), (Some(Verdict::Verified), false));
    let row = whole.results.row(runs[0].index.unwrap()).unwrap();
    assert_eq!((row.source.line, row.kind), (Some(1), Kind::AuditEvent));
    let event = runs[0].index.unwrap();
    assert_eq!(whole.results.sequence(event).unwrap_err().kind(), std::io::ErrorKind::InvalidInput);

    // The fourth and fifth are missing, the eighth is changed, the tenth is in two files.
    let changed = lines[7].replacen("\"action\":\"", "\"action\":\"x", 1);
    assert_ne!(changed, lines[7]);
    let part = [&lines[..3], &lines[5..7], &[&*changed], &lines[8..10]].concat().join("\n");
    let mut part = Run::over([pasted("b", part), pasted("a", lines[9])]);
    let index = part.only("audit_log");
    let runs = part.results.sequence(index).unwrap();
    let shown: Vec<_> = runs
        .iter()
        .map(|r| (r.from - first + 1, r.to - first + 1, r.verdict, r.repeated))
        .collect();
    let (good, bad) = (Some(Verdict::Verified), Some(Verdict::Mismatch));
    assert_eq!(
        shown,
        [
            (1, 3, good, false),
            (4, 5, None, false),
            (6, 7, good, false),
            (8, 8, bad, false),
            (9, 9, good, false),
            (10, 10, good, true),
        ]
    );
    let place = |run: &proofdesk_engine::browse::NumberRange| {
        run.index.map(|i| part.results.row(i).unwrap().source.path.to_string())
    };
    let places: Vec<_> = runs.iter().map(place).collect();
    let b = Some("b".to_owned());
    assert_eq!(places, [b.clone(), None, b.clone(), b.clone(), b, Some("a".to_owned())]);
}

#[test]
fn pasted_texts_are_evidence() {
    let folder = sample("good/documents");
    let record = fs::read(folder.join("board-minutes-2026-02.record.json")).unwrap();
    let content = fs::read(folder.join("board-minutes-2026-02.pdf")).unwrap();
    let mut run = Run::over([
        pasted("Pasted 2", &record),
        pasted("Pasted 1", "plainly nothing"),
        Input::Path(folder.join("board-minutes-2026-02.pdf")),
    ]);
    let findings = run.findings();
    let verdict = |path: &str| {
        let found = findings.iter().find(|f| f["source"]["path"] == path).unwrap();
        found["verdict"].as_str().unwrap()
    };
    assert_eq!(verdict("Pasted 1"), "not_found");
    assert_eq!(verdict("Pasted 2"), "verified");
    assert_eq!(run.summary.bytes_hashed as usize, record.len() + content.len() + 15);
    let mut report = Vec::new();
    run.results.write_json(&header(&run.job, &run.summary), &mut report).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(texts(&report["run"], "inputs")[..2], ["Pasted 2", "Pasted 1"]);

    // Lines and elements are found in them as in files.
    let log = fs::read(sample("good/audit/branch-systems.ndjson")).unwrap();
    let list = fs::read(folder.join("records.json")).unwrap();
    let mut texts = Run::over([pasted("log", log), pasted("list", list), pasted("empty", "")]);
    let mut files = Run::over([
        Input::Path(sample("good/audit/branch-systems.ndjson")),
        Input::Path(folder.join("records.json")),
    ]);
    assert_eq!(texts.summary.verified, files.summary.verified);
    assert_eq!(texts.summary.total, files.summary.total + 1);
    assert!(texts.findings().iter().any(|f| f["source"]["pointer"] == "/2"));
    assert!(!files.findings().is_empty());
}

/// The first results come when everything was read, and after them no more than was made.
#[test]
fn a_run_that_is_cancelled_while_it_concludes_gives_no_more() {
    let inputs = (0..1000).map(|i| pasted(&format!("{i:04}"), format!("text {i}"))).collect();
    let job = Job { inputs, trust: trust(), ..Job::default() };
    let control = Control::new();
    let mut given = 0;
    let accept = &mut |encoded: report::Encoded| {
        let mut lines = Vec::new();
        encoded.write(&mut lines)?;
        given += lines.iter().filter(|b| **b == b'\n').count() as u64;
        control.cancel();
        Ok(())
    };
    let summary = run::carry_out(&job, &control, &report::encode, accept).unwrap();
    assert!(summary.cancelled);
    assert_eq!(summary.exit_status(), 130);
    assert!((1..1000).contains(&given), "{given}");
    assert_eq!(summary.total, given);
}

/// A page shows them while the run after them goes on, and those of a run that was cancelled.
#[test]
fn what_is_said_of_an_incomplete_run_calls_nothing_verified() {
    let mut run = Run::over_samples();
    let claims = |words: &str| words.contains("Verified") || words.contains("are verified");
    let mut logs = 0;
    for index in 0..run.results.len() as u32 {
        let row = run.results.row(index).unwrap();
        let told = run.results.provisional_headlines(index).unwrap();
        assert!(!told.iter().any(|words| claims(words)), "{told:?}");
        match row.provisional {
            Some(told_in_row) => {
                assert_eq!(told_in_row.headline, told[0]);
                assert!(!claims(&told_in_row.why.unwrap_or_default()));
                logs += u32::from(row.verdict != Verdict::Verified);
                assert!(row.verdict == Verdict::Verified || row.kind == Kind::AuditLog);
            }
            None => assert_eq!(row.headline, told[0]),
        }
        assert_eq!(
            row.verdict == Verdict::Verified,
            told[0].starts_with("Provisional: signed with")
        );
        let file = run.results.file(index).unwrap();
        assert!(!claims(&file.provisional.unwrap_or(file.headline)));
        assert!(!file.groups.iter().any(|g| claims(g.provisional.as_ref().unwrap_or(&g.why))));
    }
    assert_eq!(logs, 1);
    let all = run.results.select(&Filter::default(), Sort::default()).unwrap();
    for place in 0..all.rows() {
        let row = run.results.listed(&all, place).unwrap();
        let said = row.provisional.map_or(row.headline, |told| told.headline);
        assert!(!claims(&said), "{said}");
    }
}

//! What the text report says: no more than was checked, and all that a person needs.

use serde_json::{Value, json};
use test_issuer::{Attestation, Document, Trace, TraceForms, TraceItem};

use crate::support::{
    Evidence, LETTER, answer, audit_event, audit_fields, issuer, letter, pin, reasons, text,
};

/// The text report, on lines of its own.
fn said(evidence: &Evidence, args: &[&str]) -> String {
    let output = evidence.run([&["verify", "--color", "never", "e"], args].concat());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

/// Its words without their lines.
fn flat(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last sentence, which will be quoted alone.
#[track_caller]
fn require_end(evidence: &Evidence, args: &[&str], sentence: &str) {
    let words = flat(&said(evidence, args));
    assert!(words.ends_with(sentence), "{words}");
    for never in ["Everything", "Consistent", "contradict"] {
        assert!(!words.contains(never), "{words}");
    }
}

fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

#[test]
fn the_last_sentence_claims_nothing_that_is_not_so_of_all_results() {
    let pin = pin();
    let pinned = &["--pin", &pin][..];
    let both = "All 2 files are verified";
    require_end(
        &good(),
        pinned,
        &format!("{both} under the keys listed, within the limits listed."),
    );
    // Neither keys nor limits are listed.
    let quiet = ["--pin", &pin, "--quiet"];
    require_end(&good(), &quiet, &format!("{both} under keys that you pinned."));
    // A key is not verified.
    require_end(
        &good().record("key.json", &issuer().key_document()),
        pinned,
        &format!(
            "{both} under the keys listed, within the limits listed. 1 more file is for information."
        ),
    );
    require_end(
        &good(),
        &["--no-keyring"],
        "2 of 2 files are not confirmed. None is verified. No mismatch was found in what could be checked. \
         No key is pinned: nothing can be verified until you pin the issuer's key.",
    );
    let one = Evidence::new().record("e.json", &audit_event("org", 1));
    require_end(
        &one,
        pinned,
        "The one file is verified under the keys listed, within the limits listed.",
    );
    require_end(
        &good().file("other.txt", "x"),
        pinned,
        "1 of 3 files has no record in this evidence. 2 are verified. No mismatch was found in what could be checked.",
    );
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    require_end(
        &good().record("edited.json", &edited),
        pinned,
        "1 of 3 files does not match. 2 are verified.",
    );
    require_end(
        &Evidence::new().record("key.json", &issuer().key_document()),
        pinned,
        "There was nothing to verify. 1 file is for information.",
    );
    require_end(&Evidence::new(), pinned, "There was nothing to verify.");
    require_end(&Evidence::new().file("cut.json", "{\"a\":"), pinned, "Nothing could be checked.");
}

/// Only what was read to its end was hashed.
#[test]
fn files_that_could_not_be_read_are_not_counted_as_hashed() {
    let evidence = good();
    let output = evidence.run(["verify", "--no-keyring", "e", "no/such/file"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("\n2 files read and hashed ("), "{words}");
    let output = evidence.run(["verify", "--no-keyring", "no/such/file"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("\n0 files read and hashed (0 bytes); 1 result\n"), "{words}");
    assert!(words.contains("\nNothing could be checked: 1 file could not be read. "), "{words}");
}

/// A file is no better than its records.
#[test]
fn the_headline_of_a_file_says_what_became_of_its_record() {
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    let headline =
        |evidence: &Evidence| text(&evidence.verify().result("letter.txt")["headline"]).to_owned();
    let with = |record: &Value| Evidence::new().file("letter.txt", LETTER).record("r.json", record);
    assert_eq!(
        headline(&with(&edited)),
        "No reliable proof: the only record for this file was rejected"
    );
    let mut unsigned = letter();
    unsigned["signature_b64"] = json!("AAAA");
    assert_eq!(
        headline(&with(&unsigned)),
        "No reliable proof: the only record for this file is not confirmed"
    );
    assert_eq!(
        headline(&with(&edited).record("s.json", &unsigned)),
        "No reliable proof: none of the records for this file is verified"
    );
    // Its causes are those of the record, not the record's headline.
    let report = with(&edited).verify();
    let [file, record] = ["letter.txt", "r.json"].map(|place| report.result(place));
    assert_eq!(file["possible_causes"], record["possible_causes"]);
}

/// What nothing signs is named, of what is explained and of what is verified.
#[test]
fn fields_that_nothing_signs_are_named() {
    let pin = pin();
    let words = flat(&said(&good(), &["--pin", &pin]));
    assert!(words.contains("fields shown against fields signed"), "{words}");
    assert!(words.contains(" not signed document record: has_original, organization "), "{words}");
    let mut edited = letter();
    edited["created_at"] = json!("2020-01-01T00:00:00Z");
    let evidence = Evidence::new().record("r.json", &edited).file("letter.txt", LETTER);
    let words = flat(&said(&evidence, &["--pin", &pin]));
    // What differs from what was signed is not among them: the check says so.
    assert!(words.contains(" not signed document record: has_original, organization "), "{words}");
    assert!(
        words.contains("Possible causes An accident,") && words.contains("Next step "),
        "{words}"
    );
    // A request body shows no fields of a record.
    let evidence = Evidence::new().record("a.json", &issuer().attestation(&answer()));
    let words = flat(&said(&evidence.file("body.json", answer().raw_body()), &["--pin", &pin]));
    assert!(
        words.contains(" not signed AI attestation: organization, retention_policy results "),
        "{words}"
    );
}

/// A text of an attestation is no document: what a file is to its record is said beside its name.
#[test]
fn what_a_file_is_to_its_record_is_said() {
    let attestation = answer();
    let evidence = Evidence::new()
        .record("att.json", &issuer().attestation(&attestation))
        .file("body.json", attestation.raw_body())
        .file("contract.txt", attestation.input);
    let role = "input text of e/att.json";
    let report = evidence.verify();
    let file = report.result("contract.txt");
    assert_eq!(file["role"], "input");
    assert_eq!(report.result("att.json").get("role"), None);
    let pin = pin();
    let words = flat(&said(&evidence, &["--pin", &pin]));
    assert!(words.contains(&format!("e/contract.txt ({role})")), "{words}");
    let form = |format: &str| {
        let output = evidence.run(["verify", "--pin", &pin, "--format", format, "e"]);
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(form("junit").contains(&format!("e/contract.txt: {role}")));
    assert!(form("csv").contains(",input text,"));
    assert!(form("html").to_lowercase().contains("input text"));
}

/// Of a key that is given for one run, nobody is asked how it was compared. That is said.
#[test]
fn that_no_comparison_is_noted_is_said() {
    let words = flat(&said(&good(), &["--pin", &pin()]));
    let noted = "How the key pinned as issuer.example was compared is not noted.";
    assert!(words.contains(noted), "{words}");
}

/// A field of another kind of record is none of this one, and one that all records have is none either.
#[test]
fn undocumented_fields_are_named_with_their_places() {
    let mut added = letter();
    added["status"] = json!("verified");
    added["approved_by"] = json!("the board");
    added["label"] = Value::Null;
    let evidence = Evidence::new().record("r.json", &added).file("letter.txt", LETTER);
    let words = flat(&said(&evidence, &["--pin", &pin()]));
    let unsigned = "not signed document record: approved_by (in e/r.json only), has_original, organization, \
                    status (in e/r.json only) ";
    assert!(words.contains(unsigned), "{words}");
}

/// That there is no context is signed, however it is written.
#[test]
fn nulls_of_audit_events_are_no_unsigned_fields() {
    let mut fields = audit_fields("org_1", 1, "member.viewed");
    fields.as_object_mut().unwrap().remove("metadata");
    let mut event = issuer().audit_event(fields);
    (event["context"], event["metadata"]) = (Value::Null, Value::Null);
    let evidence = Evidence::new().lines("log.ndjson", &[event, audit_event("org_1", 2)]);
    let words = flat(&said(&evidence, &["--pin", &pin()]));
    assert!(!words.contains("in some"), "{words}");
}

/// A field that somebody added to one record is named where it stands.
#[test]
fn fields_that_only_some_records_show_are_named_for_each() {
    let content = |n: u8| [n; 9];
    let record =
        |n: u8| issuer().document(&Document::new(&content(n), "a", "2026-03-02T10:00:00Z"));
    let mut added = record(2);
    added["approved_by"] = json!("the board");
    let mut less = record(3);
    less.as_object_mut().unwrap().remove("document_ref");
    let mut evidence = Evidence::new();
    for (n, record) in [(1, record(1)), (2, added), (3, less)] {
        evidence = evidence.record(format!("{n}.json"), &record).file(format!("{n}"), content(n));
    }
    let pin = pin();
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let words = flat(&said(&evidence, &["--pin", &pin]));
    let unsigned = "not signed document record: approved_by (in e/2.json only), has_original, \
                    organization ";
    assert!(words.contains(unsigned), "{words}");
    // What a record leaves out is told too, with what was signed.
    let not_shown = "not shown document_ref is signed as a (in e/3.json only) ";
    assert!(words.contains(not_shown), "{words}");
    let mut alone = record(3);
    alone.as_object_mut().unwrap().remove("document_ref");
    let alone = Evidence::new().record("3.json", &alone).file("3", content(3));
    let words = flat(&said(&alone, &["--pin", &pin]));
    assert!(words.contains("not shown document_ref is signed as a results "), "{words}");
}

/// Less words must not mean more: what the word "verified" depends on stands in the short report too.
#[test]
fn a_quiet_report_keeps_every_caveat() {
    let mut elsewhere = letter();
    elsewhere["organization"]["primary_domain"] = json!("other.example");
    let evidence = Evidence::new()
        .record("r.json", &elsewhere)
        .file("letter.txt", LETTER)
        .lines("log.ndjson", &[1, 2, 2].map(|seq| audit_event("org", seq)))
        .file("a.tmp", "x");
    let pin = pin();
    let words = flat(&said(&evidence, &["--pin", &pin, "--quiet", "--exclude", "*.tmp"]));
    let told = |part: &str| assert!(words.contains(part), "{part}: {words}");
    told("The record names the domain other.example, which is not signed");
    told("The same event is there more than once: no. 2");
    told("Options that change the results: --exclude *.tmp");
    told("verified under keys that you pinned.");
    assert!(words.ends_with("what was excluded: 1 file or folder."), "{words}");
    let signer = ["--pin", &pin, "--quiet", "--signer", "issuer.example", "--contiguous"];
    let words = flat(&said(&good(), &signer));
    let told = "Options that change the results: --signer issuer.example, --contiguous";
    assert!(words.contains(told), "{words}");
    // Where nothing else is to be known, nothing is said: counts, three lines of the digest, two on the key that
    // is pinned for this run, the sentence.
    let words = said(&good(), &["--pin", &pin, "--quiet"]);
    assert_eq!(words.lines().count(), 7, "{words}");
}

/// A pinned key under the name of another domain passes, and that is said: once, however often.
#[test]
fn a_record_that_names_another_domain_is_noted() {
    let named = |n: u8| {
        let content = [n; 9];
        let mut record =
            issuer().document(&Document::new(&content, "a file", "2026-03-02T10:00:00Z"));
        record["organization"]["primary_domain"] = json!("other.example");
        (record, content)
    };
    let mut evidence = Evidence::new();
    for n in 0..40 {
        let (record, content) = named(n);
        evidence =
            evidence.record(format!("{n:02}.json"), &record).file(format!("{n:02}"), content);
    }
    let words = said(&evidence, &["--pin", &pin()]);
    let note = "note e/00 and 79 more: The record names the domain other.example, which is not \
                signed; you pinned the key for issuer.example.";
    assert!(flat(&words).contains(note), "{words}");
    assert_eq!(words.matches("other.example").count(), 1, "{words}");
}

/// The items stand in another order than the one that was sealed: it is verified, and that is said.
#[test]
fn items_in_another_order_are_noted() {
    let event = |n: u8| {
        issuer().event(&test_issuer::Event {
            event_type: "step.done",
            payload: json!({ "n": n }),
            event_time: None,
            ingested_at: &format!("2026-03-02T10:00:0{n}Z"),
        })
    };
    let items = [event(1), event(2)].map(|event| TraceItem::event(&event));
    let mut trace = issuer().trace(&Trace {
        label: "Loan 7",
        items: &items,
        created_at: "2026-03-02T10:00:00Z",
        sealed_at: "2026-03-02T11:00:00Z",
        forms: TraceForms::HEX,
    });
    let pin = pin();
    let sorted = Evidence::new().record("t.json", &trace);
    assert!(!said(&sorted, &["--pin", &pin]).contains("  note "), "nothing is to be known");
    trace["events"].as_array_mut().unwrap().swap(0, 1);
    let evidence = Evidence::new().record("t.json", &trace);
    let report = evidence.verify();
    assert_eq!(report.result("t.json")["verdict"], "verified");
    assert!(reasons(report.result("t.json")).contains("item_out_of_order"));
    let words = flat(&said(&evidence, &["--pin", &pin]));
    let note =
        "note e/t.json: The items are listed in a different order from the one that was sealed.";
    assert!(words.contains(note), "{words}");
}

/// What was said of a body before its record was found is not said of what is verified.
#[test]
fn no_words_of_an_earlier_verdict_are_left() {
    let attestation = Attestation { output: "", ..answer() };
    let evidence = Evidence::new()
        .record("a.json", &issuer().attestation(&attestation))
        .file("body.json", attestation.raw_body())
        .file("contract.pdf", "");
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    for result in report.results() {
        assert_eq!(
            (&result["possible_causes"], &result["next_step"]),
            (&Value::Null, &Value::Null)
        );
    }
    let words = flat(&said(&evidence, &["--pin", &pin()]));
    assert!(!words.contains("The API refuses"), "{words}");
}

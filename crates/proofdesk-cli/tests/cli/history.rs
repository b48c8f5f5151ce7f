//! The history of keys: what is kept, what is said of a second key, and that no verdict depends on it.

use std::fs;
use std::process::Output;

use proptest::prelude::*;
use serde_json::{Value, json};
use test_issuer::{Document, Issuer, sha256_hex};

use crate::support::{
    Evidence, LETTER, Report, issuer, letter, pin, proofdesk, require_valid, text,
};

const DOMAIN: &str = "issuer.example";
const HISTORY: &str = "history.json";

/// Somebody else who names the same domain.
fn impostor() -> Issuer {
    Issuer::new("another", "Example Ltd", DOMAIN)
}

fn fingerprint(issuer: &Issuer) -> String {
    sha256_hex(&issuer.public_key())
}

/// The letter as the impostor has it.
fn forged() -> Value {
    impostor().document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"))
}

fn honest() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

fn verify(evidence: &Evidence, args: &[&str]) -> Output {
    let (pin, ring) = (pin(), "no-ring.json");
    fs::write(evidence.outside().join(ring), r#"{"schema":"proofdesk.keyring/2","pins":[]}"#)
        .unwrap();
    let fixed = ["verify", "--pin", &pin, "--keyring", ring, "--history", HISTORY];
    evidence.run(fixed.iter().chain(args).chain(&["e"]))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    // As one line: where a sentence is broken says nothing.
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn history(evidence: &Evidence) -> Value {
    serde_json::from_slice(&fs::read(evidence.outside().join(HISTORY)).unwrap()).unwrap()
}

fn seen(evidence: &Evidence) -> Vec<Value> {
    history(evidence)["seen"].as_array().unwrap().clone()
}

/// A report without what differs from run to run, and the history's word beside it.
fn plain(output: &Output) -> (Value, Option<Value>) {
    let mut report: Value = serde_json::from_slice(&output.stdout).unwrap();
    require_valid("", &report);
    report["run"] = Value::Null;
    let second = report.as_object_mut().unwrap().remove("second_keys");
    (report, second)
}

#[test]
fn a_key_whose_signature_held_is_kept() {
    let evidence = honest();
    let output = verify(&evidence, &["--format", "json"]);
    assert_eq!((output.status.code(), &*said(&output)), (Some(0), ""));
    assert_eq!(plain(&output).1, None, "one key is nothing to speak of");
    assert_eq!(history(&evidence)["schema"], "proofdesk.key-history/1");
    let rows = seen(&evidence);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["domain"], DOMAIN);
    assert_eq!(rows[0]["fingerprint"], fingerprint(&issuer()));
    assert_eq!(rows[0]["how"], "signature_held");
    assert_eq!(rows[0]["file"], "e/r.json");
    assert_eq!(rows[0]["first_seen"], rows[0]["last_seen"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(evidence.outside().join(HISTORY)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
    // A later run moves the moment at which it was last seen, and nothing else.
    verify(&evidence, &["--quiet"]);
    let later = seen(&evidence);
    assert_eq!(later.len(), 1);
    assert_eq!(later[0]["first_seen"], rows[0]["first_seen"]);
    assert!(text(&later[0]["last_seen"]) > text(&rows[0]["last_seen"]));
}

#[test]
fn a_key_whose_signature_does_not_hold_is_not_kept() {
    let mut record = forged();
    record["signature_b64"] = letter()["signature_b64"].clone();
    let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
    let output = verify(&evidence, &["--quiet"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(seen(&evidence), Vec::<Value>::new());
}

#[test]
fn a_second_key_is_always_said_and_changes_nothing() {
    let evidence = honest().record("forged.json", &forged());
    let plain_run = evidence.run(["verify", "--pin", &pin(), "--format", "json", "e"]);
    let output = verify(&evidence, &["--format", "json"]);
    assert_eq!(output.status, plain_run.status);
    let (report, second) = plain(&output);
    assert_eq!(report, plain(&plain_run).0);
    let second = second.unwrap();
    assert_eq!(second[0]["domain"], DOMAIN);
    let keys: Vec<&str> =
        second[0]["keys"].as_array().unwrap().iter().map(|k| text(&k["fingerprint"])).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.contains(&&*fingerprint(&issuer())) && keys.contains(&&*fingerprint(&impostor())));
    // Files of other engagements are nobody's business who gets the report.
    assert!(second[0]["keys"][0].get("file").is_none());
    let warning = "proofdesk: warning: 2 different keys were seen for issuer.example.";
    assert!(said(&output).starts_with(warning), "{}", said(&output));

    // Long after, where only one of the keys is in the evidence.
    fs::remove_file(evidence.path("forged.json")).unwrap();
    for args in [&[][..], &["--quiet"]] {
        let output = verify(&evidence, args);
        assert_eq!(output.status.code(), Some(0));
        let words = printed(&output);
        assert!(words.contains("2 different keys were seen for issuer.example."), "{words}");
        assert!(words.contains("No verdict depends on this."), "{words}");
        assert_eq!(said(&output), "", "it is in the report");
    }
    let output = verify(&evidence, &["-o", "report.txt"]);
    assert!(said(&output).contains(warning), "{}", said(&output));
    let output = verify(&evidence, &["--format", "ndjson"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    require_valid("last_line", &last);
    assert_eq!(last["second_keys"][0]["domain"], DOMAIN);
    let output = verify(&evidence, &["--format", "html"]);
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.contains("Domains for which more than one key was seen"));
    // A report with it is a report, also as evidence.
    fs::write(evidence.path("report.json"), verify(&evidence, &["--format", "json"]).stdout)
        .unwrap();
    let report = evidence.verify();
    assert_eq!(report.result("report.json")["kind"], "report");
}

#[test]
fn a_fetched_key_is_kept_and_no_other_key_document() {
    let key = |of: &Issuer| {
        json!({ "domain": DOMAIN, "algorithm": "ed25519", "public_key": of.public_key_hex() })
            .to_string()
    };
    let fetched = key(&impostor());
    let note = |domain: &str, bytes: &str| {
        json!({
            "schema": "proofdesk.fetched/1", "file": "k.json", "asked": { "domain": domain },
            "url": format!("https://api.invoance.com/keys/{domain}"), "redirected_from": [],
            "through": null, "at": "2026-03-02T10:00:00.000Z", "http": "HTTP/2.0", "status": 200,
            "headers": [], "certificate_sha256": null, "size": bytes.len(),
            "sha256": sha256_hex(bytes.as_bytes()),
            "tool": { "name": "proofdesk-fetch", "version": "0.1.0" },
        })
    };
    let evidence = honest()
        .file("key.json", key(&issuer()))
        .file("k.json", &fetched)
        .record("k.fetched.json", &note(DOMAIN, &fetched));
    verify(&evidence, &["--quiet"]);
    let rows = seen(&evidence);
    let how = |row: &Value| (text(&row["how"]).to_owned(), text(&row["file"]).to_owned());
    let all: Vec<_> = rows.iter().map(how).collect();
    assert_eq!(
        all,
        [
            ("signature_held".to_owned(), "e/r.json".to_owned()),
            ("fetched".to_owned(), "e/k.json".to_owned())
        ]
    );
    assert_eq!(rows[1]["url"], "https://api.invoance.com/keys/issuer.example");
    // Of a long address, the part with the host is kept.
    let mut long = note(DOMAIN, &fetched);
    long["url"] = format!("https://api.invoance.com/{}", "x".repeat(1000)).into();
    let evidence = Evidence::new().file("k.json", &fetched).record("n.json", &long);
    verify(&evidence, &["--quiet"]);
    let url = text(&seen(&evidence)[0]["url"]).to_owned();
    assert!(url.starts_with("https://api.invoance.com/x") && url.ends_with('…'), "{url}");
    // A note of another file, or of another domain, makes no key a fetched one.
    for note in [note(DOMAIN, "other"), note("other.example", &fetched)] {
        let evidence = Evidence::new().file("k.json", &fetched).record("n.json", &note);
        verify(&evidence, &["--quiet"]);
        assert_eq!(seen(&evidence), Vec::<Value>::new(), "{note}");
    }
}

/// Whatever is named, the user's own ring is none, also where it and its folder are not there yet.
#[test]
fn a_ring_that_is_not_there_yet_is_no_history() {
    let evidence = honest();
    for ring in ["own/rings/keyring.json", "own/./rings/keyring.json"] {
        let mut program = proofdesk(["verify", "--history", ring, "e"]);
        program.env("PROOFDESK_KEYRING", "own/rings/keyring.json");
        let output = program.current_dir(evidence.outside()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("needs a file of its own"), "{}", said(&output));
        assert!(!evidence.outside().join("own").exists());
    }
}

#[test]
fn beside_what_is_no_history_no_lock_is_left() {
    let evidence = honest();
    fs::write(evidence.outside().join(HISTORY), "{ broken").unwrap();
    assert_eq!(verify(&evidence, &[]).status.code(), Some(2));
    assert!(!evidence.outside().join("history.json.lock").exists());
}

/// The name of another file is easily given.
#[test]
fn nothing_but_a_history_is_deleted() {
    let evidence = honest();
    verify(&evidence, &["--quiet"]);
    let outside = evidence.outside();
    let delete = |file: &str| evidence.run(["keys", "history", "--delete", "--history", file]);
    let names = || -> Vec<_> {
        let names = fs::read_dir(outside).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    };
    fs::write(outside.join("key.pem"), "-----BEGIN PRIVATE KEY-----\n").unwrap();
    fs::write(outside.join("empty"), "").unwrap();
    let before = names();
    for file in ["no-ring.json", "key.pem", "empty", "e/letter.txt", "e/r.json"] {
        let output = delete(file);
        assert_eq!(output.status.code(), Some(2), "{file}");
        let words = format!("nothing was deleted: {file}: it is no history of keys");
        assert!(said(&output).contains(&words), "{}", said(&output));
    }
    assert_eq!(names(), before, "no lock is left either");
    assert_eq!(fs::read_dir(evidence.path("")).unwrap().count(), 2);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.join(HISTORY), evidence.path("link")).unwrap();
        let output = delete("e/link");
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("it is a symbolic link"), "{}", said(&output));
        assert_eq!(names(), before);
    }
    // One that is damaged, or of a newer format, is one.
    let newer = "{\"schema\": \"proofdesk.key-history/9\", \"more\": 1}";
    for content in ["{\n  \"schema\": \"proofdesk.key-history/1\",\n  \"seen\": [", newer] {
        fs::write(outside.join("damaged.json"), content).unwrap();
        assert_eq!(delete("damaged.json").status.code(), Some(0));
        assert_eq!(names(), before, "{content}");
    }
    assert_eq!(delete(HISTORY).status.code(), Some(0));
    assert!(names().iter().all(|name| !name.to_string_lossy().contains("history")));
}

#[test]
fn it_is_shown_by_domain_and_deleted() {
    let evidence = honest().record("forged.json", &forged());
    verify(&evidence, &["--quiet"]);
    let keys = |args: &[&str]| {
        let fixed = ["keys", "--keyring", "none/ring.json", "history", "--history", HISTORY];
        evidence.run(fixed.iter().chain(args))
    };
    for args in [&[][..], &["https://ISSUER.example/"]] {
        let output = keys(args);
        let words = printed(&output);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(words.starts_with("issuer.example: 2 different keys"), "{words}");
        assert!(words.contains("in e/r.json") && words.contains("in e/forged.json"), "{words}");
        assert!(words.contains(&fingerprint(&impostor())[..4]));
    }
    assert!(printed(&keys(&["other.example"])).contains("No key was seen for other.example"));
    assert_eq!(keys(&["--delete", DOMAIN]).status.code(), Some(2), "all of it, or nothing");
    assert_eq!(seen(&evidence).len(), 2);
    assert!(printed(&keys(&["--delete"])).starts_with("Deleted the history of keys"));
    assert!(!evidence.outside().join(HISTORY).exists());
    assert!(printed(&keys(&["--delete"])).starts_with("There is no history of keys"));
    assert_eq!(keys(&[]).status.code(), Some(2), "one that was named is there");
    // Without a name, it is the one beside the ring, whatever is in that.
    fs::create_dir(evidence.outside().join("own")).unwrap();
    fs::write(evidence.outside().join("own/keyring.json"), "{ broken").unwrap();
    verify(&evidence, &["--quiet"]);
    fs::rename(
        evidence.outside().join(HISTORY),
        evidence.outside().join("own/keyring-history.json"),
    )
    .unwrap();
    let output = evidence.run(["keys", "--keyring", "own/keyring.json", "history"]);
    assert!(printed(&output).starts_with("issuer.example: 2 different keys"), "{}", said(&output));
}

#[test]
fn without_a_key_ring_there_is_no_history() {
    let evidence = honest();
    let args = ["verify", "--no-keyring", "--pin", &pin(), "--history", HISTORY, "e"];
    let output = evidence.run(args);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot be used with"), "{}", said(&output));
    assert!(!evidence.outside().join(HISTORY).exists());
}

#[test]
fn a_history_that_cannot_be_read_stops_the_run_and_stays() {
    let twice = r#"{"schema":"proofdesk.key-history/1","seen":[],"seen":[]}"#;
    let newer = r#"{"schema":"proofdesk.key-history/2","seen":[]}"#;
    let seen = |fingerprint: &str, at: &str| {
        let key = json!({
            "domain": DOMAIN, "fingerprint": fingerprint, "first_seen": at, "last_seen": at,
            "how": "fetched", "file": "key.json",
        });
        json!({"schema": "proofdesk.key-history/1", "seen": [key]}).to_string()
    };
    for (broken, words) in [
        ("{ broken", "line 1"),
        ("[]", "it does not begin with"),
        (twice, "seen"),
        (r#"{"schema":"proofdesk.key-history/1","seen":[],"more":1}"#, "more"),
        (newer, "newer format"),
        ("", "it is empty"),
        (&seen("ab", "2026-11-30T12:00:00.000Z"), "/seen/0"),
        (&seen(&"ab".repeat(32), "yesterday"), "/seen/0"),
    ] {
        let evidence = honest();
        fs::write(evidence.outside().join(HISTORY), broken).unwrap();
        let output = verify(&evidence, &["--format", "json"]);
        assert_eq!(output.status.code(), Some(2), "{broken}");
        assert_eq!(output.stdout, b"", "{broken}");
        let said = said(&output);
        assert!(said.contains("history.json") && said.contains(words), "{broken}: {said}");
        assert_eq!(fs::read_to_string(evidence.outside().join(HISTORY)).unwrap(), broken);
        let shown = evidence.run(["keys", "history", "--history", HISTORY]);
        assert_eq!(shown.status.code(), Some(2));
    }
}

#[test]
fn it_takes_the_place_of_no_evidence_no_ring_and_no_other_file() {
    let evidence = honest();
    fs::write(
        evidence.outside().join("ring.json"),
        r#"{"schema":"proofdesk.keyring/2","pins":[]}"#,
    )
    .unwrap();
    let base = ["verify", "--pin", &pin(), "--keyring", "ring.json", "e"];
    for more in [
        &["--history", "e/r.json"][..],
        &["--history", "e/new.json"],
        &["--history", "ring.json"],
        &["--history", "-"],
        &["--history", "same.json", "-o", "same.json"],
        &["--history", "engagement.toml", "--engagement", "engagement.toml"],
    ] {
        fs::write(evidence.outside().join("engagement.toml"), "engagement = \"A\"\n").unwrap();
        let output = evidence.run(base.iter().chain(more));
        assert_eq!(output.status.code(), Some(2), "{more:?}: {}", said(&output));
    }
    assert!(!evidence.path("new.json").exists());
    assert_eq!(evidence.verify().status, 0, "nothing was written over");
    // One that cannot be written is told of before anything is verified.
    fs::write(evidence.outside().join("file"), "").unwrap();
    let output = evidence.run(base.iter().chain(&["--history", "file/history.json"]));
    assert_eq!((output.status.code(), &output.stdout[..]), (Some(2), &b""[..]));
}

/// Fills the history with ten thousand keys, the first of which is of this domain.
fn fill(evidence: &Evidence, domain: &str) -> Vec<Value> {
    let row = |n: usize| {
        let domain = if n == 0 { domain.to_owned() } else { format!("d{n}.example") };
        json!({
            "domain": domain, "fingerprint": sha256_hex(&n.to_be_bytes()),
            "first_seen": "2026-01-01T00:00:00.000Z", "last_seen": "2026-01-01T00:00:00.000Z",
            "how": "signature_held", "file": "r.json",
        })
    };
    let rows: Vec<Value> = (0..10_000).map(row).collect();
    let full = json!({ "schema": "proofdesk.key-history/1", "seen": rows }).to_string();
    fs::write(evidence.outside().join(HISTORY), full).unwrap();
    rows
}

#[test]
fn ten_thousand_keys_are_kept_and_none_is_given_up_for_another() {
    let evidence = honest();
    let rows = fill(&evidence, "d0.example");
    let output = verify(&evidence, &["--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("10000 keys, and no further one is noted"), "{}", said(&output));
    assert_eq!(seen(&evidence), rows);
    assert!(!printed(&output).contains("different keys"), "{}", printed(&output));
}

#[test]
fn a_second_key_is_said_where_the_history_is_full() {
    let evidence = honest();
    let rows = fill(&evidence, DOMAIN);
    let output = verify(&evidence, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let (_, second) = plain(&output);
    let keys = second.unwrap()[0]["keys"].as_array().unwrap().clone();
    let fingerprints: Vec<&str> = keys.iter().map(|key| text(&key["fingerprint"])).collect();
    assert_eq!(fingerprints, [text(&rows[0]["fingerprint"]), &fingerprint(&issuer())]);
    assert!(said(&output).contains("warning: 2 different keys were seen for issuer.example."));
    assert_eq!(seen(&evidence), rows);
}

#[test]
fn keys_that_are_more_than_one_run_notes_are_counted() {
    let record = |n: usize| {
        let issuer = Issuer::new(&format!("{n}"), "Ltd", &format!("n{n}.example"));
        issuer.document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"))
    };
    let records: Vec<Value> = (0..1003).map(record).collect();
    let evidence = Evidence::new().record("r.json", &json!(records)).file("letter.txt", LETTER);
    let output = verify(&evidence, &["--quiet"]);
    let words = "more than 1000 keys; 3 more keys were neither noted nor compared";
    assert!(said(&output).contains(words), "{}", said(&output));
    assert_eq!(seen(&evidence).len(), 1000);
}

#[test]
fn runs_at_the_same_time_are_all_noted() {
    let evidence = honest();
    let others: Vec<Issuer> =
        (0..4).map(|n| Issuer::new(&format!("{n}"), "Ltd", &format!("n{n}.example"))).collect();
    for (n, other) in others.iter().enumerate() {
        let record = other.document(&Document::new(LETTER, "l.txt", "2026-03-02T10:00:00Z"));
        fs::create_dir(evidence.outside().join(format!("x{n}"))).unwrap();
        fs::write(evidence.outside().join(format!("x{n}/r.json")), record.to_string()).unwrap();
    }
    std::thread::scope(|scope| {
        for n in 0..others.len() {
            let evidence = &evidence;
            scope.spawn(move || {
                evidence.run(["verify", "--quiet", "--history", HISTORY, &format!("x{n}")])
            });
        }
    });
    let mut domains: Vec<String> =
        seen(&evidence).iter().map(|row| text(&row["domain"]).to_owned()).collect();
    domains.sort();
    assert_eq!(domains, ["n0.example", "n1.example", "n2.example", "n3.example"]);
}

/// A row of any history: of the domain of the evidence or another, with a key of the evidence or another.
fn rows() -> impl Strategy<Value = Vec<Value>> {
    let keys = [fingerprint(&issuer()), fingerprint(&impostor()), "0".repeat(64), "f".repeat(64)];
    let domains = [json!(DOMAIN), json!("other.example"), Value::Null, json!("\u{202e}x.example")];
    let row = (
        prop::sample::select(domains.to_vec()),
        prop::sample::select(keys.to_vec()),
        0..9000u32,
        any::<bool>(),
        ".{0,20}",
    );
    let row = row.prop_map(|(domain, fingerprint, year, fetched, file)| {
        json!({
            "domain": domain, "fingerprint": fingerprint,
            "first_seen": format!("{year:04}-01-01T00:00:00.000Z"),
            "last_seen": format!("{year:04}-06-01T00:00:00.000Z"),
            "how": if fetched { "fetched" } else { "signature_held" }, "file": file,
        })
    });
    prop::collection::vec(row, 0..12)
}

/// No verdict, check, headline, digest or exit status depends on what a history says.
#[test]
fn no_history_changes_a_result() {
    let evidence = honest().record("forged.json", &forged());
    let without = evidence.run(["verify", "--pin", &pin(), "--format", "json", "e"]);
    let (expected, none) = plain(&without);
    assert_eq!(none, None);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&rows(), |rows| {
            let history = json!({ "schema": "proofdesk.key-history/1", "seen": rows });
            fs::write(evidence.outside().join(HISTORY), history.to_string()).unwrap();
            let output = verify(&evidence, &["--format", "json"]);
            prop_assert_eq!(output.status, without.status);
            let (report, second) = plain(&output);
            prop_assert_eq!(&report, &expected);
            prop_assert!(second.is_some(), "both keys are in the evidence");
            // What was there is there.
            let now = seen(&evidence);
            for (before, after) in rows.iter().zip(&now) {
                prop_assert_eq!(&before["first_seen"], &after["first_seen"]);
                prop_assert_eq!(&before["file"], &after["file"]);
            }
            Ok(())
        })
        .unwrap();
    let _: Report = evidence.verify();
}

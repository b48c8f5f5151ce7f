//! What people do when they do not know yet how the program is meant to be used: each gets an answer
//! at once, which names what is wrong and what to do.

use std::process::Output;
use std::time::{Duration, Instant};

use crate::support::{Evidence, LETTER, given, issuer, letter, pin, proofdesk};

fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn errors(output: &Output) -> String {
    text(&output.stderr)
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words), "{said}");
}

/// Nobody writes into this pipe, so whoever opens it waits for ever.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let evidence = good();
    let pipe = evidence.outside().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let began = Instant::now();
    let words = "it is a named pipe (FIFO), not a regular file";
    for args in [
        &["explain", "./pipe"][..],
        &["verify", "--pin", "l=@pipe", "e"],
        &["keys", "--keyring", "ring.json", "add", "l", "@pipe"],
        &["keys", "--keyring", "ring.json", "import", "pipe"],
        &["export", "pipe", "--format", "csv"],
        &["repeat", "--no-keyring", "pipe"],
        &["verify", "--no-keyring", "e", "--against", "pipe"],
    ] {
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = errors(&output);
        assert!(said.contains("it is a named pipe (FIFO)"), "{args:?}: {said}");
    }
    refused(&evidence.run(["merge", "--no-keyring", "pipe"]), "pipe: it is no regular file");
    let checked = evidence.run(["check-request", "pipe"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(text(&checked.stdout).split_whitespace().collect::<Vec<_>>().join(" ").contains(words));
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn folders_empty_arguments_and_missing_files_are_named() {
    let evidence = good();
    let folder = "it is a folder, not a regular file";
    refused(&evidence.run(["explain", "e"]), folder);
    refused(&evidence.run(["verify", "--pin", "l=@e", "e"]), folder);
    refused(&evidence.run(["explain", ""]), "there is nothing to explain");
    refused(&evidence.run(["verify", ""]), "a value is required for '<PATH>...'");
    let missing = "there is no file or folder of this name";
    refused(&evidence.run(["explain", "no/such.json"]), missing);
    refused(&evidence.run(["verify", "--pin", "l=@no.key", "e"]), missing);
    let words = "no/such/report: there is no folder no/such";
    refused(&evidence.run(["verify", "-o", "no/such/report", "e"]), words);
    refused(&evidence.run(["keys", "import", "no.json"]), missing);
    for output in [
        evidence.run(["explain", "no/such.json"]),
        evidence.run(["verify", "no/such.json"]),
        evidence.run(["hash", "no/such.json"]),
        evidence.run(["check-request", "no/such.json"]),
    ] {
        let all = errors(&output) + &text(&output.stdout);
        assert!(!all.contains("os error"), "{all}");
    }
}

#[test]
fn several_codes_are_explained_and_what_is_none_is_named() {
    let evidence = good();
    let output = evidence.run(["explain", "rate_limited", "trace_sealed"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stdout);
    assert!(said.contains("rate_limited: 429") && said.contains("trace_sealed: 409"), "{said}");
    let output = evidence.run(["explain", "rate_limited", "nothing_of_this_name"]);
    refused(&output, "no error code nothing_of_this_name");
    assert!(text(&output.stdout).contains("rate_limited: 429"));
    refused(&evidence.run(["explain", "-", "-"]), "standard input can be read only once");
}

/// Whoever gives several files wants to know which of them is meant.
#[test]
fn what_is_explained_is_named() {
    let error = |code: &str| format!("{{\"error\":\"{code}\",\"message\":\"m\"}}");
    let evidence =
        good().file("a.json", error("rate_limited")).file("b.json", error("trace_sealed"));
    let said = text(&evidence.run(["explain", "e/a.json", "e/b.json"]).stdout);
    assert!(said.starts_with("e/a.json:\n") && said.contains("\ne/b.json:\n"), "{said}");
    let json = text(&evidence.run(["explain", "--format", "json", "e/a.json"]).stdout);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["file"], &json["given"]), (&"e/a.json".into(), &"body".into()));
    for status in ["-429", "HTTP 429", "HTTP/1.1 429"] {
        let output = evidence.run(["explain", status]);
        assert_eq!(output.status.code(), Some(0), "{status}: {}", errors(&output));
    }
}

/// Text that belongs on standard input, options with one hyphen, words of other programs.
#[test]
fn slips_at_the_command_line_are_understood() {
    let evidence = good();
    let json = format!("{{\"event_id\":\"{}\"}}", "1".repeat(300));
    for command in ["verify", "explain"] {
        refused(&evidence.run([command, &json]), "This is JSON, not the name of a file.");
    }
    let words = "-output: write --output FILE, with two hyphens, or -o FILE";
    refused(&evidence.run(["verify", "--no-keyring", "-output", "x.json", "e"]), words);
    assert!(!evidence.outside().join("utput").exists());
    let words = "'proofdesk keys remove LABEL' removes a key";
    refused(&evidence.run(["keys", "delete", "x"]), words);
    let words = "it stands behind the command";
    refused(&evidence.run(["--keyring", "r.json", "keys", "list"]), words);
    let words = "put it between quotation marks";
    let groups = ["keys", "add", "l", "k", "--fingerprint", "5c26", "295e"];
    refused(&evidence.run(groups), words);
    let words = "no.json: there is no key ring of this name";
    refused(&evidence.run(["keys", "--keyring", "no.json", "remove", "x"]), words);
    for args in [&["export", "--format", "csv", "e"][..], &["repeat", "e"]] {
        refused(&evidence.run(args), "it is a folder; give the JSON report itself");
    }
    let id = letter()["event_id"].as_str().unwrap().to_owned();
    let link = format!("http://evil.example/proof/document/{id}");
    let output = evidence.run(["verify", "--no-keyring", "e", "--find", &link]);
    assert!(errors(&output).contains("--find: The link leads to evil.example"));
}

/// What stands before and behind the equals sign, and in which form a key is passed on.
#[test]
fn keys_are_taken_as_people_pass_them_on() {
    let key = issuer().public_key_hex();
    let groups: Vec<&str> = (0..64).step_by(4).map(|at| &key[at..at + 4]).collect();
    let rows = [groups[..8].join(" "), groups[8..].join(" ")].join("\n");
    let utf_16: Vec<u8> =
        format!("\u{feff}{key}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let evidence = good()
        .file("../rows", &rows)
        .file("../prefix", format!("0x{key}"))
        .file("../utf16", utf_16)
        .file("../issuer.key", &key);
    let verify = |pin: &str| evidence.run(["verify", "--no-keyring", "--pin", pin, "e"]);
    for pin in [
        format!("issuer.example={rows}"),
        "issuer.example=@rows".to_owned(),
        "issuer.example=@prefix".to_owned(),
    ] {
        let output = verify(&pin);
        assert_eq!(output.status.code(), Some(0), "{pin}: {}", errors(&output));
    }
    refused(&verify("l=@utf16"), "it is not a public key but a text in UTF-16");
    refused(&verify("issuer.example"), "there is no key; write it as LABEL=KEY");
    refused(&verify(&key), "there is no label; write it as LABEL=KEY");
    refused(&verify("l=@"), "the name of the file is missing behind @");
    refused(&verify("issuer.key=l"), "the label stands before the key: write l=@issuer.key");
    for file in ["@issuer.key", "issuer.key"] {
        let words = "write `proofdesk keys add label @issuer.key`";
        refused(&evidence.run(["keys", "--keyring", "r", "add", file, "label"]), words);
    }
}

/// As `keys list` and `keys show` print it, saved to a file.
#[test]
fn a_fingerprint_is_read_from_what_the_ring_prints() {
    let evidence = good();
    let key = issuer().public_key_hex();
    let keys =
        |ring: &str, args: &[&str]| evidence.run([&["keys", "--keyring", ring], args].concat());
    assert_eq!(
        keys("a.json", &["add", "l", &key, "--confirmed", "by post"]).status.code(),
        Some(0)
    );
    for args in [&["list"][..], &["show", "l"]] {
        let printed = keys("a.json", args).stdout;
        std::fs::write(evidence.outside().join("printed.txt"), printed).unwrap();
        let ring = format!("{}.json", args[0]);
        let output = keys(&ring, &["add", "l", &key, "--fingerprint", "@printed.txt"]);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", errors(&output));
    }
}

/// What was given instead of a ring, a report or a request body is called what it is.
#[test]
fn a_file_of_another_kind_is_called_what_it_is() {
    let private = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
                   -----END PRIVATE KEY-----\n";
    let utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let evidence = good()
        .file("../private.pem", private)
        .file("../utf16.json", utf_16)
        .file("../ring.json", r#"{"schema":"proofdesk.keyring/2","pins":[]}"#)
        .file("../saved.txt", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}");
    let report = ["verify", "--no-keyring", "-o", "report.json", "e"];
    assert_eq!(evidence.run(report).status.code(), Some(3));
    for (args, words) in [
        (
            &["verify", "--keyring", "private.pem", "e"][..],
            "it is not a key ring but a private key",
        ),
        (
            &["keys", "--keyring", "report.json", "list"],
            "it is not a key ring but a report of Proofdesk",
        ),
        (
            &["export", "--format", "csv", "utf16.json"],
            "it is not a JSON report of Proofdesk but a text in UTF-16",
        ),
        (
            &["export", "--format", "csv", "ring.json"],
            "it is not a JSON report of Proofdesk but a key ring",
        ),
    ] {
        refused(&evidence.run(args), words);
    }
    for (file, words) in [
        ("ring.json", "it is not a request body but a key ring"),
        ("saved.txt", "it is not a request body but a response with its headers"),
    ] {
        let output = evidence.run(["check-request", file]);
        let said = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_link_a_hash_and_a_quoted_path_are_hinted_at() {
    let evidence = good().file("a b", "x");
    let hash = test_issuer::sha256_hex(LETTER);
    for (path, cause, next) in [
        (
            "https://invoance.com/proof/document/1",
            "This is a proof link, not the name of a file.",
            "look for a proof link in it",
        ),
        (&*hash, "This is a hash, not the name of a file.", "verify PATH --find"),
        ("https://example.com/report", "verification uses no network", "Save what the link shows"),
        ("'e/a b'", "There is no such file, but there is e/a b.", "without what stands around it"),
        ("e/a b\n", "There is no such file, but there is e/a b.", "Give e/a b"),
        ("\u{201C}e/a b\u{201D}", "There is no such file, but there is e/a b.", "Give e/a b"),
        ("e/*.pdf", "This is a pattern", "Give the folder"),
        (
            "e/missing.pdf",
            "the file may have been moved or deleted",
            "Check the name and the folder",
        ),
    ] {
        let report = evidence.verify_with(&["--no-keyring", path]);
        assert_eq!(report.status, 3, "{path}");
        let [missing] = report.results() else { panic!("{path}: {:?}", report.places()) };
        let said = |member: &str| missing[member].as_str().unwrap().to_owned();
        assert!(said("possible_causes").contains(cause), "{path}: {}", said("possible_causes"));
        assert!(said("next_step").contains(next), "{path}: {}", said("next_step"));
    }
}

#[test]
fn what_is_no_id_is_said_to_be_what_it_is() {
    let evidence = good();
    let hash = test_issuer::sha256_hex(LETTER);
    for (query, cause, next) in [
        ("letter.txt", "the name of a file in the evidence, e/letter.txt", "look for its SHA-256"),
        ("invoice.pdf", "looks like the name of a file", "look for its SHA-256"),
        (&hash[..12], "52 of its 64 characters are missing", "give all 64 characters"),
        (&hash[..40], "the 40 characters of a SHA-1", "look for that"),
        (
            "https://example.com/proof/document/evt_1",
            "leads to example.com, not to invoance.com",
            "Check where the link comes from",
        ),
        ("aevt_1", "It may be in another export", "Compare the id character by character"),
        ("https://www.invoance.com/proof/evt_1", "It may be in another export", "Compare the id"),
    ] {
        let report = evidence.verify_with(&["--no-keyring", "--find", query, "e"]);
        let [missing] = report.results() else { panic!("{query}: {:?}", report.places()) };
        assert_eq!((&missing["verdict"], report.status), (&"not_found".into(), 3), "{query}");
        let said = |member: &str| missing[member].as_str().unwrap().to_owned();
        assert!(said("possible_causes").contains(cause), "{query}: {}", said("possible_causes"));
        assert!(said("next_step").contains(next), "{query}: {}", said("next_step"));
    }
    // What can name nothing is refused.
    for (query, words) in [
        ("e/letter.txt", "as PATH without --find"),
        ("other/letter.txt", "this is the path of a file"),
        ("https://example.com/blog/post", "this link names no record"),
        ("https://example.com/proof/", "the proof link has no id at its end"),
        (&hash[..63], "a SHA-256 has 64 hexadecimal characters, and this has 63"),
        ("two words", "give an id, a proof link or a hash"),
    ] {
        refused(&evidence.run(["verify", "--no-keyring", "--find", query, "e"]), words);
    }
}

#[test]
fn jobs_are_the_same_in_every_command() {
    let evidence = good();
    for command in ["verify", "hash"] {
        for jobs in ["0", "257", "-1", "many", "", "1.5", "99999999999999999999"] {
            let output = evidence.run([command, &format!("--jobs={jobs}"), "e/letter.txt"]);
            refused(&output, "give a whole number from 1 to 256");
        }
        for jobs in [["-j", "1"], ["--jobs", "256"]] {
            let output = evidence.run([command, jobs[0], jobs[1], "e/letter.txt"]);
            assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named() {
    let evidence = good();
    for format in ["text", "json", "ndjson"] {
        let pin = pin();
        let args = ["verify", "--pin", &pin, "--format", format, "-o", "/dev/full", "e"];
        refused(&evidence.run(args), "/dev/full: there is no space left on the disk or device");
    }
    for args in [&["verify", "--no-keyring", "e"][..], &["hash", "e/letter.txt"], &["schema"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = proofdesk(args).current_dir(evidence.outside()).stdout(full).output().unwrap();
        refused(&output, "standard output: there is no space left on the disk or device");
    }
}

/// A Cyrillic letter, a decomposed umlaut, a second space.
#[test]
fn labels_that_look_alike_are_told_apart() {
    let evidence = good();
    for (label, other, shown) in [
        ("acme", "\u{430}cme", "<U+0430>cme"),
        ("M\u{fc}ller", "Mu\u{308}ller", "Mu<U+0308>ller"),
        ("Acme Ltd", "Acme  Ltd", "Acme <U+0020>Ltd"),
    ] {
        let ring = "ring.json";
        let _ = std::fs::remove_file(evidence.outside().join(ring));
        for (label, key) in [(label, issuer()), (other, second())] {
            let (key, fingerprint) = (key.public_key_hex(), key.fingerprint());
            let add =
                ["keys", "--keyring", ring, "add", label, &key, "--fingerprint", &fingerprint];
            let output = evidence.run(add);
            assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        }
        let listed = text(&evidence.run(["keys", "--keyring", ring, "list"]).stdout);
        let lines: Vec<&str> = listed.lines().collect();
        assert!(lines.contains(&label) && lines.contains(&shown), "{listed}");
        let pins = [(other, issuer()), (label, second())];
        let pins = pins.map(|(label, key)| format!("{label}={}", key.public_key_hex()));
        let args = ["verify", "--no-keyring", "--pin", &pins[0], "--pin", &pins[1], "e"];
        let said = text(&evidence.run(args).stdout);
        assert!(said.contains(&format!("pinned as {shown}")), "{said}");
    }
}

fn second() -> test_issuer::Issuer {
    test_issuer::Issuer::new("another issuer", "Other Ltd", "other.example")
}

#[test]
fn a_request_of_another_shape_has_no_praise_for_it() {
    let check = |args: &[&str], body: &str| {
        let args = [&["check-request"], args, &["-"]].concat();
        text(&given(&mut proofdesk(args), body.as_bytes()).stdout)
    };
    let body = r#"{"event_type":"a","payload":[],"event_time":"2026-03-02T10:00:00Z"}"#;
    let said = check(&["--kind", "event"], body);
    let (_, meets) = said.split_once("Rules that this body meets").unwrap();
    assert!(!meets.contains("invalid_payload") && !meets.contains("/payload"), "{said}");
    // The remedy for what is not JSON is not the command that has just said so.
    let said = check(&["--kind", "event"], "{");
    assert!(said.contains("Correct the JSON at this place."), "{said}");
    assert!(!said.contains("check-request"), "{said}");
}

#[test]
fn the_glossary_is_in_the_help_and_has_a_command() {
    let term = "anchored";
    let meaning = "a document's SHA-256 was recorded by the issuer";
    let flat = |args: &[&str]| {
        let said = text(&proofdesk(args).output().unwrap().stdout);
        said.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("\\*(Aq", "'")
            .replace("\\-", "-")
    };
    for args in [&["glossary"][..], &["--help"], &["man"]] {
        let said = flat(args);
        assert!(said.contains(term) && said.contains(meaning), "{said}");
    }
}

/// Keys are what everything rests on: no report takes their place.
#[test]
fn a_report_never_replaces_keys() {
    let evidence = good();
    let outside = evidence.outside();
    let home = outside.join("home/.config/proofdesk");
    std::fs::create_dir_all(&home).unwrap();
    let key = issuer().public_key_hex();
    for ring in ["given.ring", "named.ring", "home/.config/proofdesk/keyring.json"] {
        let ring = ["keys", "--keyring", ring, "add", "l", &key, "--confirmed", "by post"];
        assert_eq!(evidence.run(ring).status.code(), Some(0));
    }
    std::fs::write(outside.join("issuer.key"), &key).unwrap();
    let verify = |more: &[&str]| {
        proofdesk([&["verify", "e"], more].concat())
            .current_dir(outside)
            .env("HOME", outside.join("home"))
            .env("PROOFDESK_KEYRING", "named.ring")
            .output()
            .unwrap()
    };
    let ring = "the report would take the place of your key ring; choose another name, so that your keys stay as they are";
    for format in ["text", "json", "ndjson"] {
        let given = ["--keyring", "given.ring", "--format", format, "-o"];
        for file in ["given.ring", "./e/../given.ring", "named.ring"] {
            refused(&verify(&[&given[..], &[file]].concat()), &format!("{file}: {ring}"));
        }
    }
    // The user's own, also where the run does without it.
    let own = "home/.config/proofdesk/keyring.json";
    if cfg!(target_os = "linux") {
        refused(&verify(&["-o", own]), ring);
        refused(&verify(&["--no-keyring", "-o", own]), ring);
    }
    // A ring that is not there yet.
    let output = verify(&["--keyring", "new.json", "-o", "new.json"]);
    refused(&output, ring);
    let words =
        "the report would take the place of a file that you gave for this run; choose another name";
    refused(&verify(&["--pin", "l=@issuer.key", "-o", "./issuer.key"]), words);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("given.ring", outside.join("link.json")).unwrap();
        refused(&verify(&["--keyring", "given.ring", "-o", "link.json"]), ring);
        refused(&verify(&["--keyring", "link.json", "-o", "given.ring"]), ring);
    }
    assert_eq!(std::fs::read_to_string(outside.join("issuer.key")).unwrap(), key);
    for file in ["given.ring", "named.ring", own] {
        let text = std::fs::read_to_string(outside.join(file)).unwrap();
        assert!(text.contains("proofdesk.keyring/"), "{text}");
    }
    let output = verify(&["--pin", "m=@issuer.key", "-o", "report.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
}

#[test]
fn what_came_of_a_report_in_a_file_is_said() {
    let evidence = good();
    let run = |more: &[&str]| {
        errors(&evidence.run([&["verify", "--pin", &pin(), "-o", "r.out"], more].concat()))
    };
    let written = "proofdesk: Report written to r.out: ";
    for format in ["text", "json", "ndjson"] {
        let said = run(&["e", "--format", format]);
        assert_eq!(
            said,
            format!("{written}All 2 files are verified under keys that you pinned.\n")
        );
    }
    assert_eq!(run(&["e", "--quiet"]), "");
    let said = run(&["e/letter.txt"]);
    assert_eq!(
        said,
        format!(
            "{written}1 of 1 file has no record in this evidence. None is verified. Nothing could be compared with a record.\n"
        )
    );
    let mut record = letter();
    record["original_filename"] = "other.txt".into();
    record["document_hash"] = test_issuer::sha256_hex(b"another").into();
    let evidence = Evidence::new().record("r.json", &record).record("s.json", &letter());
    let output = evidence.run(["verify", "--pin", &pin(), "-o", "r.out", "e"]);
    assert_eq!(
        errors(&output),
        format!("{written}1 of 2 files does not match. 1 is not confirmed.\n")
    );
    let output = evidence.run(["verify", "--pin", &pin(), "-o", "-", "e"]);
    assert_eq!(errors(&output), "");
}

#[test]
fn the_manual_of_a_nested_command_is_found() {
    let words = "there is no command keys add; write `proofdesk man keys-add`";
    refused(&proofdesk(["man", "keys add"]).output().unwrap(), words);
    let words = "there is no command keys fly; `proofdesk --help` lists them";
    refused(&proofdesk(["man", "keys fly"]).output().unwrap(), words);
}

/// A baseline that is lost cannot be compared with again.
#[test]
fn no_output_takes_the_place_of_what_it_is_made_of() {
    let evidence = good();
    let pin = pin();
    evidence.run(["verify", "--pin", &pin, "-o", "r.json", "e"]);
    let before = std::fs::read(evidence.outside().join("r.json")).unwrap();
    let words = "would take the place of a file that you gave for this run";
    for args in [
        &["verify", "--pin", &pin, "--against", "r.json", "-o", "r.json", "e"][..],
        &["export", "r.json", "--format", "html", "-o", "./r.json"],
        &["pack", "--pin", &pin, "--engagement", "r.zip", "-o", "r.zip", "e"],
    ] {
        std::fs::write(evidence.outside().join("r.zip"), "x").unwrap();
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = errors(&output);
        assert!(said.contains(words) || said.contains("--format says html"), "{args:?}: {said}");
    }
    assert!(std::fs::read(evidence.outside().join("r.json")).unwrap() == before);
    refused(&evidence.run(["export", "r.json", "--format", "svr", "-o", "r.json"]), words);
}

/// What is told by its form alone that it is no path, or by what is there under another spelling.
#[test]
fn what_is_pasted_where_a_path_belongs_gets_a_hint() {
    let evidence = good();
    // An option that would not be applied is not passed over.
    let words = "begins with a dash that is not a hyphen, as programs put it in the place of one. Write \
                 --no-keyring.";
    for command in ["verify", "pack", "hash", "check-request", "explain"] {
        let output = evidence.run([command, "e/r.json", "\u{2014}no-keyring"]);
        let all = errors(&output) + &text(&output.stdout);
        let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(all.contains(words) || command == "pack", "{command}: {all}");
        assert_ne!(output.status.code(), Some(0));
    }
    refused(&evidence.run(["verify", "\u{2013}\u{2013}quiet", "e"]), "Write --quiet.");
    refused(&evidence.run(["\u{2014}help"]), "Write --help.");
    for (given, hint) in [
        ("e\\letter.txt", "Give e/letter.txt."),
        ("e/*.json", "without quotation marks"),
        ("evt_01KZVW1MQK01CNPW1T0WB59YGB", "--find"),
    ] {
        for command in [&["verify", "--no-keyring"][..], &["hash"], &["check-request"]] {
            let output = evidence.run([command, &[given]].concat());
            let all = errors(&output) + &text(&output.stdout);
            let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(all.contains(hint), "{command:?} {given}: {all}");
        }
    }
}

/// A remedy that does not work is worse than none.
#[test]
fn every_tip_can_be_followed() {
    let evidence = good();
    let pin = pin();
    let sign = ["verify", "--pin", &pin, "-o", "r.json", "e", "--sign"];
    let output = evidence.run([&sign[..], &["e"]].concat());
    refused(&output, "it is a folder; a private key is read from a regular file");
    assert!(!errors(&output).contains("standard input"), "{}", errors(&output));
    let without = |args: &[&str], tip: &str| {
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(2));
        assert!(!errors(&output).contains(tip), "{args:?}: {}", errors(&output));
        errors(&output)
    };
    let said = without(&["verify", "e", "--passphrase-file", "pass"], "verifies the folder");
    assert!(said.contains("--sign"), "{said}");
    assert!(errors(&evidence.run(["verify"])).contains("verifies the folder that you are in"));
    without(&["verify", "--pni", "x", "e"], "-- --pni");
    without(&["keys", "remove", "--all"], "-- --all");
    without(&["keys", "export", "-o", "x"], "-- -o");
    without(&["samples"], "completions");
    let said = without(&["e"], "completions");
    assert!(said.contains("proofdesk verify e"), "{said}");
    assert!(errors(&evidence.run(["evrify", "e"])).contains("verify"));
    let help = text(&evidence.run(["pack", "--help"]).stdout);
    assert!(!help.contains("- is standard input\n") && !help.contains("every form"), "{help}");
    let output = evidence.run(["export", "-", "--format", "html"]);
    refused(&output, "is read from a file, not from standard input");
    refused(&evidence.run(["verify", "e", "--against", "-"]), "not from standard input");
    refused(&evidence.run(["verify", "--exclude", "", "e"]), "the pattern is empty");
    // RFC 3339 has no year 10000.
    for epoch in ["abc", "253402300800"] {
        let output = proofdesk(["verify", "--no-keyring", "e"])
            .current_dir(evidence.outside())
            .env("SOURCE_DATE_EPOCH", epoch)
            .output()
            .unwrap();
        refused(&output, "is not a number of seconds since 1970, up to the year 9999");
    }
    let quiet = evidence.run(["verify", "--pin", &pin, "-q", "--exclude", "letter.txt", "e"]);
    assert!(!text(&quiet.stdout).contains("--list-skipped"), "{}", text(&quiet.stdout));
}

/// Keys and fingerprints are easily taken for each other.
#[test]
fn what_is_given_instead_of_a_key_or_a_fingerprint_is_named() {
    let evidence = good();
    let public = pin().split_once('=').unwrap().1.to_owned();
    std::fs::write(evidence.outside().join("key.hex"), &public).unwrap();
    let add = |args: &[&str]| evidence.run([&["keys", "--keyring", "k", "add"][..], args].concat());
    let fingerprint = issuer().fingerprint().to_string();
    let groups = proofdesk_engine::core::encoding::groups_of_four(&fingerprint).join(" ");
    let plain = errors(&add(&["harbour", &fingerprint, "--confirmed", "in person"]));
    let grouped = errors(&add(&["harbour", &groups, "--confirmed", "in person"]));
    assert_eq!(plain, grouped);
    assert!(grouped.contains("fingerprint"), "{grouped}");
    refused(&add(&["@key.hex", "harbour"]), "write `proofdesk keys add harbour @key.hex`");
    let openssh = "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDbLGZmuWVVEXqLAGE";
    refused(&add(&["harbour", "@key.hex", "--fingerprint", openssh]), "that OpenSSH shows");
    let output = evidence.run(["verify", "--keyring", "key.hex", "e"]);
    refused(&output, "this is a key, not a key ring");
    refused(&add(&["harbour", "AQ=="]), "it decodes to 1 byte, not to 32");
    // One key under two labels.
    let pins = [format!("a={public}"), format!("b={public}")];
    let args = ["verify", "--no-keyring", "--pin", &pins[0], "--pin", &pins[1], "e"];
    let said = text(&evidence.run(args).stdout);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("The key that you pinned as a is pinned as b too"), "{said}");
}

#[test]
fn the_version_says_that_there_is_no_sandbox_where_none_is_wanted() {
    for args in [["--no-sandbox", "--version"], ["--version", "--no-sandbox"]] {
        let said = String::from_utf8(Evidence::new().run(args).stdout).unwrap();
        assert!(said.ends_with("\nSandbox: left out (--no-sandbox)\n"), "{said}");
    }
}

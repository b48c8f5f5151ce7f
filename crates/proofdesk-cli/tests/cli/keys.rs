//! The key ring from the first key to the last, and the words around it.

use std::fs;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use test_issuer::{Issuer, sha256_hex};

use crate::support::{Evidence, LETTER, issuer, letter, proofdesk, reasons, text};

/// A folder with a ring that does not exist yet, and the letter and its record.
fn evidence() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

fn keys(evidence: &Evidence, args: &[&str]) -> Output {
    let fixed = ["keys", "--keyring", "rings/own.json"];
    evidence.run(fixed.iter().chain(args))
}

/// What it prints when it succeeds. That a key has another label already is said beside it.
#[track_caller]
fn done(output: Output) -> String {
    let errors = String::from_utf8(output.stderr).unwrap();
    let is_other = |line: &&str| {
        !(line.starts_with("proofdesk: this key is already pinned as ")
            && line.ends_with(" is a second label for it"))
    };
    let errors = errors.lines().filter(is_other).collect::<Vec<_>>().join("\n");
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

/// What it says when it refuses.
#[track_caller]
fn refused(output: Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let words = String::from_utf8(output.stderr).unwrap();
    words.strip_prefix("proofdesk: ").unwrap_or_else(|| panic!("{words}")).to_owned()
}

/// Pins a key whose fingerprint was compared.
fn add(evidence: &Evidence, label: &str, key: &str, more: &[&str]) -> Output {
    keys(evidence, &[&["add", label, key, "--confirmed", "by post"], more].concat())
}

fn ring(evidence: &Evidence) -> Value {
    let bytes = fs::read(evidence.outside().join("rings/own.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn fingerprint(issuer: &Issuer) -> String {
    sha256_hex(&issuer.public_key())
}

#[test]
fn a_key_is_pinned_shown_used_and_removed() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    assert_eq!(
        refused(keys(&evidence, &["list"])),
        "rings/own.json: there is no key ring of this name; `proofdesk keys add` makes it\n"
    );

    let added = done(keys(
        &evidence,
        &[
            "add",
            "issuer.example",
            &key,
            "--fingerprint",
            &issuer().fingerprint(),
            "--note",
            "audit",
        ],
    ));
    assert!(shows(&added, &issuer().fingerprint()), "{added}");
    assert!(added.contains("Pinned in rings/own.json."), "{added}");
    assert!(!added.contains("You have not said"), "{added}");
    let pin = &ring(&evidence)["pins"][0];
    assert_eq!(ring(&evidence)["schema"], "proofdesk.keyring/2");
    assert_eq!(pin["label"], "issuer.example");
    assert_eq!(pin["domain"], "issuer.example");
    assert_eq!(pin["key"], key);
    assert_eq!(pin["fingerprint"], fingerprint(&issuer()));
    assert_eq!(pin["note"], "audit");
    assert!(pin["confirmed"].as_str().unwrap().contains("fingerprint"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(evidence.outside().join("rings/own.json")).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }

    let listed = done(keys(&evidence, &["list"]));
    let rows: Vec<&str> = listed.lines().map(str::trim).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.join(" "), format!("issuer.example {}", issuer().fingerprint()));
    // By its label, or its fingerprint as it was shown.
    for selector in ["issuer.example", &fingerprint(&issuer()), &issuer().fingerprint()] {
        let shown = done(keys(&evidence, &["show", selector]));
        assert!(shown.contains(&key) && shown.contains("note               audit"), "{shown}");
    }
    let report = evidence.verify_with(&["--keyring", "rings/own.json", "e"]);
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.json["pins"][0]["fingerprint"], fingerprint(&issuer()));

    let removed = done(keys(&evidence, &["remove", "issuer.example"]));
    assert!(shows(&removed, &issuer().fingerprint()), "{removed}");
    assert_eq!(ring(&evidence)["pins"], json!([]));
    let report = evidence.verify_with(&["--keyring", "rings/own.json", "e"]);
    assert_eq!(reasons(report.result("r.json")), ["key_not_pinned"].into());
}

#[test]
fn a_key_with_another_fingerprint_is_refused_with_both() {
    let evidence = evidence();
    let other = Issuer::new("other", "Other", "other.example");
    let (key, expected) = (issuer().public_key_hex(), other.fingerprint());
    let words = refused(keys(&evidence, &["add", "x", &key, "--fingerprint", &expected]));
    assert!(words.contains(&expected) && words.contains(&issuer().fingerprint()), "{words}");
    assert!(!words.contains("<U+"), "{words}");
    assert!(!evidence.outside().join("rings").exists(), "nothing is pinned");
    let words = refused(keys(&evidence, &["add", "x", &key, "--fingerprint", "5c26"]));
    assert!(words.starts_with("--fingerprint: "), "{words}");
}

/// A fingerprint that came with the key shows nothing: whoever sent one could send the other.
#[test]
fn a_fingerprint_from_a_file_beside_the_key_is_not_independent() {
    let evidence = evidence();
    let outside = evidence.outside();
    fs::write(outside.join("issuer.key"), issuer().public_key_hex()).unwrap();
    let text = format!("The fingerprint of our key:\n\n{}\n", issuer().fingerprint());
    fs::create_dir(outside.join("letter")).unwrap();
    for (label, file) in [("beside", "README.txt"), ("elsewhere", "letter/README.txt")] {
        fs::write(outside.join(file), &text).unwrap();
        let words = done(keys(
            &evidence,
            &["add", label, "@issuer.key", "--fingerprint", &format!("@{file}")],
        ));
        let noted = format!("compared with the fingerprint in {file}");
        assert!(shows(&words, &format!("fingerprint was {noted}")), "{words}");
        assert_eq!(words.contains("not independent"), label == "beside", "{words}");
    }
    let pins = &ring(&evidence)["pins"];
    assert_eq!(pins[0]["compared_with"], "README.txt");
    assert_eq!(pins[1].get("compared_with"), None);

    let report = evidence.verify_with(&["--keyring", "rings/own.json", "e"]);
    let pins = &report.json["pins"];
    assert_eq!(pins[0]["independent"], false);
    assert_eq!(pins[0]["confirmed"], "compared with README.txt");
    assert_eq!(pins[1]["independent"], serde_json::Value::Null);
    let noted = "compared with the fingerprint in letter/README.txt";
    assert_eq!(pins[1]["confirmed"], noted);
    let text = evidence.run(["verify", "--keyring", "rings/own.json", "e"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        shows(&text, "README.txt, which lies beside the key. That is not independent"),
        "{text}"
    );

    for (content, words) in [("no", "no line of this file"), ("", "no line of this file")] {
        fs::write(outside.join("README.txt"), content).unwrap();
        let said =
            refused(keys(&evidence, &["add", "x", "@issuer.key", "--fingerprint", "@README.txt"]));
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_ring_of_the_version_before_is_read_and_kept_when_it_is_changed() {
    let evidence = evidence();
    let path = evidence.outside().join("rings/own.json");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let older = json!({ "schema": "proofdesk.keyring/1", "pins": [{
        "label": "issuer", "key": issuer().public_key_hex(), "fingerprint": fingerprint(&issuer()),
        "confirmed": "by telephone",
    }] });
    fs::write(&path, older.to_string()).unwrap();
    let report = evidence.verify_with(&["--keyring", "rings/own.json", "e"]);
    assert_eq!(report.json["pins"][0]["confirmed"], "by telephone");
    assert_eq!(ring(&evidence), older, "reading changes nothing");
    done(keys(&evidence, &["remove", "issuer"]));
    assert_eq!(ring(&evidence), json!({ "schema": "proofdesk.keyring/2", "pins": [] }));
    let kept = fs::read_to_string(path.with_file_name("own.json.1")).unwrap();
    assert_eq!(kept, older.to_string());
}

/// Whether words show a text, however its lines are broken.
fn shows(words: &str, text: &str) -> bool {
    words.split_whitespace().collect::<Vec<_>>().join(" ").contains(text)
}

/// A mistyped domain must not switch off the comparison with the domain that a record names.
#[test]
fn a_domain_is_taken_as_people_write_it() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    let confirmed = ["--confirmed", "by telephone"];
    for label in ["https://issuer.example/", " issuer.example ", "issuer.example."] {
        let pin = format!("{label}={}", Issuer::new("b", "B", "b.example").public_key_hex());
        let report = evidence.verify_with(&["--no-keyring", "--pin", &pin, "e"]);
        assert_eq!(report.status, 1, "{label}: {:?}", report.places());
    }
    let add = |more: &[&str]| keys(&evidence, &[&["add"], more, &confirmed].concat());
    done(add(&["Example", &key, "--domain", "https://issuer.example/"]));
    assert_eq!(ring(&evidence)["pins"][0]["domain"], "issuer.example");
    for domain in ["", "not a domain"] {
        assert!(refused(add(&["Two", &key, "--domain", domain])).contains("not a domain"));
    }
    // A label does not overrule what the key's own document says.
    let document = json!({ "domain": "issuer.example", "public_key": key, "algorithm": "ed25519" });
    fs::write(evidence.outside().join("key.json"), document.to_string()).unwrap();
    let says = "the file says that the key is of issuer.example, the label names acme.com";
    assert!(refused(add(&["acme.com", "@key.json"])).contains(says));
    let pin = ["verify", "--no-keyring", "--pin", "acme.com=@key.json", "e"];
    assert!(refused(evidence.run(pin)).contains(says));
    done(add(&["acme.com", "@key.json", "--domain", "issuer.example"]));
    // The fingerprint is not the key.
    let fingerprint = fingerprint(&issuer());
    let output = keys(&evidence, &["add", "x", &fingerprint, "--fingerprint", &fingerprint]);
    assert!(
        refused(output).contains("this is the fingerprint of Example, which you pinned, not a key")
    );
}

#[test]
fn a_key_that_nobody_compared_is_not_pinned() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    // It is shown, so that it can be compared.
    let words = String::from_utf8(keys(&evidence, &["add", "Example", &key]).stderr).unwrap();
    assert!(shows(&words, &issuer().fingerprint()), "{words}");
    for (more, says) in [
        (&[][..], "there is no terminal to ask you about this key, so it is not pinned"),
        (&["--confirmed", " "], "you have not said how you compared the fingerprint"),
    ] {
        let output = keys(&evidence, &[&["add", "Example", &key], more].concat());
        assert_eq!((output.status.code(), output.stdout), (Some(2), Vec::new()));
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains(says), "{words}");
        assert!(!evidence.outside().join("rings").exists(), "nothing is pinned");
    }
    let words = "by telephone, on 3 March";
    done(keys(&evidence, &["add", "Two", &key, "--confirmed", words]));
    assert_eq!(ring(&evidence)["pins"][0]["confirmed"], words);
    assert_eq!(ring(&evidence)["pins"][0].get("domain"), None, "the label is no domain");
}

#[cfg(target_os = "linux")]
#[test]
fn at_a_terminal_a_key_is_shown_and_asked_about() {
    let evidence = evidence();
    let add = format!("--keyring rings/own.json add issuer.example {}", issuer().public_key_hex());
    for (answers, says) in [("n\n", "the key is not pinned"), ("y\n \n", "you have not said how")] {
        let Some((said, status)) = at_a_terminal(&evidence, &add, answers) else { return };
        assert!(shows(&said, &issuer().fingerprint()) && said.contains(says), "{said}");
        assert_eq!(status, Some(2));
        assert!(!evidence.outside().join("rings").exists(), "nothing is pinned");
    }
    let (said, status) = at_a_terminal(&evidence, &add, "y\nby post\n").unwrap();
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(ring(&evidence)["pins"][0]["confirmed"], "by post");
    // What cannot be added is not asked about.
    let (said, status) = at_a_terminal(&evidence, &add, "").unwrap();
    assert!(said.contains("already pinned as issuer.example") && !said.contains("[y/N]"), "{said}");
    assert_eq!(status, Some(2));
}

#[test]
fn a_key_that_is_the_name_of_a_file_suggests_the_file() {
    let evidence = evidence();
    let path = evidence.outside().join("acme.key");
    fs::write(&path, issuer().public_key_hex()).unwrap();
    let says = "there is a file of this name: write @acme.key for the key in it";
    assert!(refused(keys(&evidence, &["add", "x", "acme.key"])).contains(says));
    let verify = ["verify", "--no-keyring", "--pin", "x=acme.key", "e"];
    assert!(refused(evidence.run(verify)).contains(says));
    assert!(!refused(keys(&evidence, &["add", "x", "no.key"])).contains("@no.key"));
}

/// The program beside the evidence, with something on standard input.
fn given(evidence: &Evidence, args: &[&str], input: &str) -> Output {
    crate::support::given(proofdesk(args).current_dir(evidence.outside()), input.as_bytes())
}

#[test]
fn a_key_and_a_ring_can_come_on_standard_input() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    let verify = ["verify", "--no-keyring", "--pin", "issuer.example=@-", "e"];
    assert_eq!(given(&evidence, &verify, &key).status.code(), Some(0));
    // It can be read only once.
    let phrase = ["--sign", "k.pem", "--passphrase-file", "-", "-o", "r.json"];
    for more in [&["-"][..], &["--pin=other=@-"], &phrase] {
        let words = refused(given(&evidence, &[&verify[..], more].concat(), &key));
        assert!(words.starts_with("standard input can be only one thing"), "{words}");
    }

    let fingerprint = fingerprint(&issuer());
    let add =
        ["keys", "add", "one", "@-", "--fingerprint", &fingerprint, "--keyring", "rings/own.json"];
    done(given(&evidence, &add, &key));
    let all = done(keys(&evidence, &["export"]));
    let import = ["keys", "--keyring", "theirs.json", "import", "-"];
    let words = String::from_utf8(given(&evidence, &import, &all).stderr).unwrap();
    assert!(words.contains("standard input: there is no terminal to ask you"), "{words}");
    done(given(&evidence, &[&import[..], &["--fingerprint", &fingerprint]].concat(), &all));
    let ring: Value = serde_json::from_slice(&imported(&evidence).unwrap()).unwrap();
    assert!(text(&ring["pins"][0]["confirmed"]).ends_with("(imported from standard input)"));
}

#[test]
fn the_ring_is_named_before_or_behind_the_command() {
    let evidence = evidence();
    done(add(&evidence, "one", &issuer().public_key_hex(), &[]));
    let before = done(keys(&evidence, &["list"]));
    let behind = done(evidence.run(["keys", "list", "--keyring", "rings/own.json"]));
    assert_eq!(behind, before);
    assert!(before.contains("one"));
}

/// Rings were made before the question was asked, and can be made by hand.
#[test]
fn a_pin_that_was_never_confirmed_is_marked() {
    let evidence = evidence();
    done(add(&evidence, "issuer.example", &issuer().public_key_hex(), &[]));
    let verify = || {
        let args = ["verify", "--keyring", "rings/own.json", "--quiet", "e"];
        let text = String::from_utf8(evidence.run(args).stdout).unwrap();
        let report = evidence.verify_with(&["--keyring", "rings/own.json", "e"]);
        (text.replace('\n', " "), report.json["pins"][0]["confirmed"].clone())
    };
    let mark = "You have not said how you compared the fingerprint of the key that you pinned as \
                issuer.example.";
    let (text, confirmed) = verify();
    assert_eq!(confirmed, "by post");
    assert!(!text.contains(mark), "{text}");

    let mut unconfirmed = ring(&evidence);
    unconfirmed["pins"][0].as_object_mut().unwrap().remove("confirmed");
    fs::write(evidence.outside().join("rings/own.json"), unconfirmed.to_string()).unwrap();
    let (text, confirmed) = verify();
    assert_eq!(confirmed, Value::Null);
    assert!(text.contains(mark), "{text}");
    // Of a key that signed nothing here there is nothing to say.
    fs::remove_file(evidence.path("r.json")).unwrap();
    assert!(!verify().0.contains(mark));
}

#[test]
fn unusable_keys_labels_and_dates_are_refused() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    done(add(&evidence, "taken", &key, &[]));
    let before = ring(&evidence);
    let long = "l".repeat(101);
    let low_order = "00".repeat(32);
    for (args, says) in [
        (vec!["taken", key.as_str()], "this key is already pinned as taken; nothing was changed"),
        (vec!["", key.as_str()], "a label has 1 to 100 characters"),
        (vec![long.as_str(), key.as_str()], "a label has 1 to 100 characters"),
        (vec!["a\nb", key.as_str()], "a label has 1 to 100 characters"),
        (
            vec!["m\u{fc}nchen.example", key.as_str()],
            "in its ASCII form here, which begins with xn--",
        ),
        (vec!["x", "ab12"], "the key: "),
        (vec!["x", low_order.as_str()], "the key: "),
        (vec!["x", "@no/such/file"], "no/such/file: "),
        (
            vec!["x", key.as_str(), "--valid-from", "2026-02-31T00:00:00Z"],
            "--valid-from 2026-02-31T00:00:00Z: ",
        ),
        (
            vec!["x", key.as_str(), "--compromised-since", "yesterday"],
            "--compromised-since yesterday: ",
        ),
        (
            vec![
                "x",
                key.as_str(),
                "--valid-from",
                "2026-03-02T00:00:00Z",
                "--valid-until",
                "2026-03-01T00:00:00Z",
            ],
            "valid_until is before valid_from",
        ),
    ] {
        let words = refused(keys(&evidence, &[&["add"], args.as_slice()].concat()));
        assert!(words.contains(says), "{args:?}: {words}");
        assert_eq!(ring(&evidence), before, "{args:?}");
    }
}

#[test]
fn a_key_is_taken_in_every_form_that_issuers_use() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let evidence = evidence();
    let bytes = issuer().public_key();
    let der = [&hex::decode("302a300506032b6570032100").unwrap()[..], &bytes].concat();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(&der)
    );
    let ssh = [b"\0\0\0\x0bssh-ed25519\0\0\0 ".as_slice(), &bytes].concat();
    let ssh = format!("ssh-ed25519 {} audit@example", STANDARD.encode(ssh));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(bytes) });
    let texts = [
        issuer().public_key_hex(),
        STANDARD.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
        format!("ed25519:{}", STANDARD.encode(bytes)),
        format!("ed25519:{}", issuer().public_key_hex()),
        pem.clone(),
        ssh,
        jwk.to_string(),
        issuer().key_document().to_string(),
    ];
    for text in &texts {
        let pin = format!("Example={text}");
        let report = evidence.verify_with(&["--pin", &pin, "e"]);
        assert_eq!(report.status, 0, "{text}");
    }
    for (name, content) in [("key.der", der.as_slice()), ("key.pem", pem.as_bytes())] {
        fs::write(evidence.outside().join(name), content).unwrap();
        let report = evidence.verify_with(&["--pin", &format!("Example=@{name}"), "e"]);
        assert_eq!(report.status, 0, "{name}");
    }
}

fn other() -> Issuer {
    Issuer::new("other", "Other", "other.example")
}

/// Two keys in `rings/own.json` and `all.json`, and another ring, `theirs.json`, to import them to.
fn two_keys() -> Evidence {
    let evidence = evidence();
    done(add(&evidence, "one", &issuer().public_key_hex(), &[]));
    let dated = ["--valid-until", "2026-12-31T23:59:59Z"];
    done(add(&evidence, "two", &other().public_key_hex(), &dated));
    let all = done(keys(&evidence, &["export"]));
    assert_eq!(serde_json::from_str::<Value>(&all).unwrap(), ring(&evidence));
    fs::write(evidence.outside().join("all.json"), all).unwrap();
    evidence
}

fn theirs(evidence: &Evidence, args: &[&str]) -> Output {
    evidence.run(["keys", "--keyring", "theirs.json"].iter().chain(args))
}

/// The ring to which keys are imported.
fn imported(evidence: &Evidence) -> Option<Vec<u8>> {
    fs::read(evidence.outside().join("theirs.json")).ok()
}

fn labels(ring: &[u8]) -> Vec<String> {
    let ring: Value = serde_json::from_slice(ring).unwrap();
    let pins = ring["pins"].as_array().unwrap().iter();
    pins.map(|pin| pin["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn nothing_is_imported_on_the_word_of_a_file() {
    let evidence = two_keys();
    // Saying how is not saying which.
    for how in [&[][..], &["--confirmed", "by telephone"]] {
        let output = theirs(&evidence, &[&["import", "all.json"], how].concat());
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
        let words = String::from_utf8(output.stderr).unwrap();
        let (one, two) = (issuer().fingerprint(), other().fingerprint());
        let refusal = "proofdesk: all.json: there is no terminal to ask you about these keys, so \
                       none is added; ";
        for part in [&format!("one fingerprint {one} "), &two, refusal, "--fingerprint"] {
            assert!(shows(&words, part.trim_end()), "{part}: {words}");
        }
        assert_eq!(imported(&evidence), None);
    }
}

#[test]
fn keys_whose_fingerprints_are_named_are_imported() {
    let evidence = two_keys();
    let (one, two) = (issuer().fingerprint(), format!("sha256:{}", fingerprint(&other())));
    let import = |args: &[&str]| theirs(&evidence, &[&["import", "all.json"], args].concat());
    let named = import(&["--fingerprint", &two, "--confirmed", " by telephone "]);
    let said = done(named);
    // What the file says of it is seen, since nobody was asked.
    assert!(said.starts_with("two\n  fingerprint") && said.contains("valid until"), "{said}");
    assert!(said.ends_with("\n1 key added, 0 already in the key ring, 1 skipped.\n"), "{said}");
    let ring: Value = serde_json::from_slice(&imported(&evidence).unwrap()).unwrap();
    assert_eq!(ring["pins"][0]["label"], "two");
    assert_eq!(ring["pins"][0]["valid_until"], "2026-12-31T23:59:59Z");
    assert_eq!(ring["pins"][0]["confirmed"], "by telephone (imported from all.json)");

    // One that is there is no question, and neither is a file of such.
    let both = import(&["--fingerprint", &one, "--fingerprint", &two]);
    assert!(done(both).ends_with("\n1 key added, 1 already in the key ring.\n"));
    let ring: Value = serde_json::from_slice(&imported(&evidence).unwrap()).unwrap();
    let words = "compared with a fingerprint given on the command line (imported from all.json)";
    assert_eq!(ring["pins"][1]["confirmed"], words, "and not what the file says");
    assert_eq!(done(import(&[])), "0 keys added, 2 already in the key ring.\n");
}

#[test]
fn all_keys_of_a_ring_can_be_imported_at_once() {
    let evidence = two_keys();
    let (one, two) = (issuer().fingerprint(), other().fingerprint());
    let named = ["import", "all.json", "--fingerprint", &one, "--fingerprint", &two];
    assert!(
        done(theirs(&evidence, &named)).ends_with("\n2 keys added, 0 already in the key ring.\n")
    );
    assert_eq!(labels(&imported(&evidence).unwrap()), ["one", "two"]);
}

#[test]
fn an_import_is_done_whole_or_not_at_all() {
    let evidence = two_keys();
    let (one, two) = (issuer().fingerprint(), other().fingerprint());
    // A fingerprint that no key in the file has.
    let missing = Issuer::new("third", "Third", "third.example").fingerprint();
    let args = ["import", "all.json", "--fingerprint", &one, "--fingerprint", &missing];
    let words = refused(theirs(&evidence, &args));
    assert!(words.starts_with("all.json: ") && words.contains(&missing), "{words}");
    let words = refused(theirs(&evidence, &["import", "all.json", "--fingerprint", "5c26"]));
    assert!(words.starts_with("--fingerprint: "), "{words}");
    let silent = ["import", "all.json", "--fingerprint", &one, "--confirmed", " "];
    assert!(refused(theirs(&evidence, &silent)).contains("how you compared"));
    assert_eq!(imported(&evidence), None);

    // A label that is another key's, unless that key is left out.
    done(theirs(&evidence, &["add", "one", &other().public_key_hex(), "--confirmed", "by post"]));
    let before = imported(&evidence);
    let both = ["import", "all.json", "--fingerprint", &two, "--fingerprint", &one];
    assert!(refused(theirs(&evidence, &both)).contains("has another key of the label one"));
    assert_eq!(imported(&evidence), before);
    done(theirs(&evidence, &both[..4]));
    assert_eq!(labels(&imported(&evidence).unwrap()), ["one", "two"]);
}

/// Keys are named by their labels and their fingerprints, so that neither may look like the other.
#[test]
fn a_label_is_no_fingerprint() {
    let evidence = evidence();
    let label = fingerprint(&other());
    let words = refused(add(&evidence, &label, &issuer().public_key_hex(), &[]));
    assert!(words.contains("a label with the form of a fingerprint"), "{words}");
}

#[test]
fn a_file_that_is_no_ring_is_named_with_the_place_of_the_fault() {
    let evidence = two_keys();
    let ring = ring(&evidence).to_string();
    for (text, says) in [
        ("{\n  broken".to_owned(), "line 2"),
        ("{}".to_owned(), "does not begin with \"schema\""),
        (ring.replace("2026-12-31", "2026-13-31"), "the key \"two\": valid_until"),
    ] {
        fs::write(evidence.outside().join("bad.json"), &text).unwrap();
        let one = issuer().fingerprint();
        let words = refused(theirs(&evidence, &["import", "bad.json", "--fingerprint", &one]));
        assert!(words.contains("bad.json") && words.contains(says), "{words}");
        assert!(!words.contains("--keyring"), "{words}");
    }
    assert_eq!(imported(&evidence), None);
}

/// What a file says beside a fingerprint cannot look like another one.
#[test]
fn a_key_to_be_imported_is_shown_on_lines_of_its_own() {
    let evidence = two_keys();
    let mut ring = ring(&evidence);
    let lines =
        format!("\n  fingerprint        {}", Issuer::new("a", "A", "a.example").fingerprint());
    ring["pins"][0]["note"] = json!(lines);
    let key = json!({ "public_key": ring["pins"][0]["key"], "algorithm": "Ed25519", "x": lines });
    ring["pins"][0]["key"] = json!(serde_json::to_string_pretty(&key).unwrap());
    fs::write(evidence.outside().join("all.json"), ring.to_string()).unwrap();
    let words = theirs(&evidence, &["import", "all.json"]).stderr;
    let words = String::from_utf8(words).unwrap();
    let lines: Vec<&str> = words.lines().collect();
    let shown = lines.windows(2).filter_map(|rows| {
        let first = rows[0].strip_prefix("  fingerprint ")?.trim();
        Some(format!("{first} {}", rows[1].trim()))
    });
    let shown: Vec<String> = shown.collect();
    assert_eq!(shown, [issuer().fingerprint(), other().fingerprint()], "{words}");
}

/// With a terminal, which `script` gives: what is shown there, and the exit status.
#[cfg(target_os = "linux")]
fn at_a_terminal(evidence: &Evidence, args: &str, answers: &str) -> Option<(String, Option<i32>)> {
    use std::io::Write;
    let program = env!("CARGO_BIN_EXE_proofdesk");
    let command = format!("'{program}' keys {args}");
    let script = std::process::Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(evidence.outside())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    // It belongs to most systems, but not to all.
    let mut script = script.ok()?;
    script.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = script.wait_with_output().unwrap();
    Some((String::from_utf8(output.stdout).unwrap(), output.status.code()))
}

#[cfg(target_os = "linux")]
const IMPORT: &str = "--keyring theirs.json import all.json";

#[cfg(target_os = "linux")]
#[test]
fn at_a_terminal_each_key_is_shown_and_asked_about() {
    let evidence = two_keys();
    // No is the answer unless it is yes.
    for answers in ["n\n\n", "maybe\nno\n"] {
        let Some((said, status)) = at_a_terminal(&evidence, IMPORT, answers) else { return };
        assert!(shows(&said, &issuer().fingerprint()), "{said}");
        assert!(shows(&said, &other().fingerprint()), "{said}");
        assert!(said.contains("0 keys added, 0 already in the key ring, 2 skipped."), "{said}");
        assert_eq!((status, imported(&evidence)), (Some(0), None));
    }
    let (said, status) = at_a_terminal(&evidence, IMPORT, "y\ny\n \n").unwrap();
    assert!(said.contains("how you compared"), "{said}");
    assert_eq!((status, imported(&evidence)), (Some(2), None));

    let (said, status) = at_a_terminal(&evidence, IMPORT, "n\ny\nby post\n").unwrap();
    assert!(said.contains("1 key added, 0 already in the key ring, 1 skipped."), "{said}");
    assert_eq!(status, Some(0));
    let ring: Value = serde_json::from_slice(&imported(&evidence).unwrap()).unwrap();
    assert_eq!(ring["pins"][0]["label"], "two");
    assert_eq!(ring["pins"][0]["confirmed"], "by post (imported from all.json)");

    // The other is not asked about again, and an option says how.
    let by_telephone = format!("{IMPORT} --confirmed 'by telephone'");
    let (said, _) = at_a_terminal(&evidence, &by_telephone, "Yes\n").unwrap();
    assert!(!said.contains(&other().fingerprint()), "{said}");
    assert!(said.contains("1 key added, 1 already in the key ring."), "{said}");
    assert_eq!(labels(&imported(&evidence).unwrap()), ["two", "one"]);
}

#[test]
fn programs_that_change_a_ring_at_the_same_time_lose_nothing() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    let run = |who: &str| {
        for n in 0..20 {
            done(add(&evidence, &format!("{who} {n}"), &key, &[]));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run("a"));
        scope.spawn(|| run("b"));
    });
    assert_eq!(ring(&evidence)["pins"].as_array().unwrap().len(), 40);
}

#[test]
fn a_ring_that_somebody_else_is_changing_is_left_alone() {
    let evidence = two_keys();
    let before = ring(&evidence);
    let lock = fs::File::open(evidence.outside().join("rings/own.json.lock")).unwrap();
    lock.lock().unwrap();
    let words = refused(keys(&evidence, &["remove", "one"]));
    let expected = "another Proofdesk is changing the key ring rings/own.json; try again\n";
    assert_eq!(words, expected);
    assert_eq!(ring(&evidence), before);
    // Who only reads waits for nobody.
    done(keys(&evidence, &["list"]));
}

#[test]
fn a_ring_and_no_ring_contradict_each_other() {
    let evidence = evidence();
    done(add(&evidence, "one", &issuer().public_key_hex(), &[]));
    for args in [
        ["verify", "--keyring", "rings/own.json", "--no-keyring", "e"],
        ["verify", "--no-keyring", "--keyring=rings/own.json", "e", "e"],
    ] {
        let words = refused(evidence.run(args));
        assert!(words.contains("--keyring") && words.contains("--no-keyring"), "{words}");
        // The environment is overruled, though, whatever it says.
        let mut program = proofdesk(args);
        let output = program.env("PROOFDESK_KEYRING", "rings/own.json");
        assert!(
            refused(output.current_dir(evidence.outside()).output().unwrap()).contains("leave")
        );
    }
    for named in ["rings/own.json", "no/such/ring"] {
        let mut program = proofdesk(["verify", "--no-keyring", "e"]);
        program.env("PROOFDESK_KEYRING", named).current_dir(evidence.outside());
        assert_eq!(program.output().unwrap().status.code(), Some(3));
    }
}

#[test]
fn a_newer_ring_asks_for_a_newer_program_and_nothing_else() {
    let evidence = evidence();
    let ring = json!({"schema": "proofdesk.keyring/3", "pins": []}).to_string();
    fs::write(evidence.outside().join("newer.json"), ring).unwrap();
    let words = refused(evidence.run(["verify", "--keyring", "newer.json", "e"]));
    assert!(words.contains("update Proofdesk") && !words.contains("mend"), "{words}");
}

/// Reading a device or a pipe could last for ever, so it is not begun.
#[cfg(unix)]
#[test]
fn a_ring_that_is_no_regular_file_is_refused_at_once() {
    let evidence = evidence();
    let made = std::process::Command::new("mkfifo").arg(evidence.outside().join("pipe")).status();
    assert!(made.unwrap().success());
    for (path, what) in
        [("/dev/zero", "a character device"), ("pipe", "a named pipe (FIFO)"), ("e", "a folder")]
    {
        let expected = format!("the key ring {path}: it is {what}, not a regular file");
        for words in [
            refused(evidence.run(["verify", "--keyring", path, "e"])),
            refused(evidence.run(["keys", "--keyring", path, "list"])),
            refused(evidence.run(["keys", "import", path])),
        ] {
            assert!(words.contains(&expected), "{words}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_ring_that_others_can_write_to_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let evidence = evidence();
    done(add(&evidence, "issuer.example", &issuer().public_key_hex(), &[]));
    let path = evidence.outside().join("rings/own.json");
    for (mode, warned) in [(0o600, false), (0o644, false), (0o620, true), (0o602, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        for output in [
            keys(&evidence, &["list"]),
            evidence.run(["verify", "--keyring", "rings/own.json", "e"]),
        ] {
            assert_eq!(output.status.code(), Some(0));
            let words = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                words.contains("warning: others can write to the key ring"),
                warned,
                "{words}"
            );
        }
    }
}

#[test]
fn one_fingerprint_under_two_labels_names_neither() {
    let evidence = evidence();
    for label in ["one", "two"] {
        done(add(&evidence, label, &issuer().public_key_hex(), &[]));
    }
    let before = ring(&evidence);
    let words = refused(keys(&evidence, &["remove", &fingerprint(&issuer())]));
    assert!(words.contains("\"one\", \"two\""), "{words}");
    assert_eq!(ring(&evidence), before);
    done(keys(&evidence, &["remove", "one"]));
    done(keys(&evidence, &["remove", &fingerprint(&issuer())]));
}

#[test]
fn a_ring_that_is_not_exactly_one_is_refused() {
    let evidence = evidence();
    done(add(&evidence, "one", &issuer().public_key_hex(), &[]));
    let good = ring(&evidence);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut ring = good.clone();
        change(&mut ring);
        ring.to_string()
    };
    let wrong_fingerprint = "00".repeat(32);
    for (text, says) in [
        (String::new(), "repair the file"),
        ("[]".to_owned(), "does not begin with \"schema\""),
        (with(&|r| r["schema"] = json!("proofdesk.keyring/3")), "update Proofdesk"),
        (with(&|r| r["pins"][0]["trusted"] = json!(true)), "unknown field"),
        (with(&|r| r["pins"][0]["fingerprint"] = json!(wrong_fingerprint)), "not that of its key"),
        (with(&|r| r["pins"][0]["valid_from"] = json!("soon")), "valid_from"),
        (with(&|r| r["pins"] = json!([r["pins"][0], r["pins"][0]])), "already pinned as one"),
        (good.to_string().replacen('{', "{\"pins\":[],", 1), "repair the file"),
    ] {
        fs::write(evidence.outside().join("ring.json"), &text).unwrap();
        for command in [vec!["verify", "e"], vec!["keys", "list"]] {
            let args = [&command[..1], &["--keyring", "ring.json"], &command[1..]].concat();
            let words = refused(evidence.run(args));
            assert!(words.contains("ring.json") && words.contains(says), "{text}: {words}");
        }
    }
}

#[test]
fn the_ring_of_the_environment_and_of_the_home_folder_are_used() {
    let evidence = evidence();
    done(add(&evidence, "mine", &issuer().public_key_hex(), &[]));
    let verify = |args: &[&str], name: &str, value: &str| {
        let output = proofdesk(["verify", "--format", "json"].iter().chain(args))
            .env(name, value)
            .current_dir(evidence.outside())
            .output()
            .unwrap();
        crate::support::Report::of(output).status
    };
    assert_eq!(verify(&["e"], "PROOFDESK_KEYRING", "rings/own.json"), 0);
    assert_eq!(verify(&["--no-keyring", "e"], "PROOFDESK_KEYRING", "rings/own.json"), 3);
    #[cfg(target_os = "linux")]
    {
        let config = evidence.outside().join("config");
        fs::create_dir_all(config.join("proofdesk")).unwrap();
        let ring = evidence.outside().join("rings/own.json");
        fs::copy(ring, config.join("proofdesk/keyring.json")).unwrap();
        let config = config.to_str().unwrap();
        assert_eq!(verify(&["e"], "XDG_CONFIG_HOME", config), 0);
        assert_eq!(verify(&["--no-keyring", "e"], "XDG_CONFIG_HOME", config), 3);
    }
}

/// What the ring says of a key counts in a run that names the key once more.
#[test]
fn a_pin_of_the_run_has_the_dates_of_the_ring() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    done(add(&evidence, "Example", &key, &["--valid-until", "2020-01-01T00:00:00Z"]));
    let pin = format!("Example={key}");
    let ran = evidence.run(["verify", "--keyring", "rings/own.json", "--pin", &pin, "e"]);
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(said.contains("outside_key_validity"), "{said}");
}

/// Whoever hands over a ring may have pinned one issuer's key for another issuer too.
#[test]
fn one_key_under_two_labels_is_not_imported_by_its_fingerprint() {
    let evidence = evidence();
    for label in ["acme.example", "bank.example"] {
        done(add(&evidence, label, &issuer().public_key_hex(), &[]));
    }
    let two = done(keys(&evidence, &["export"]));
    fs::write(evidence.outside().join("two.json"), two).unwrap();
    let named = ["import", "two.json", "--fingerprint", &issuer().fingerprint()];
    let words = refused(theirs(&evidence, &named));
    assert!(words.contains("several labels (acme.example, bank.example)"), "{words}");
}

#[test]
fn a_pin_that_the_ring_contradicts_is_wrong_usage() {
    let evidence = evidence();
    let other = Issuer::new("other", "Other", "other.example");
    done(add(&evidence, "Example", &issuer().public_key_hex(), &[]));
    let verify = |key: &str| {
        let pin = format!("Example={key}");
        evidence.run(["verify", "--keyring", "rings/own.json", "--pin", &pin, "e"])
    };
    assert_eq!(verify(&issuer().public_key_hex()).status.code(), Some(0));
    let words = refused(verify(&other.public_key_hex()));
    assert!(words.contains("your key ring has another key of the label Example"), "{words}");
}

#[cfg(unix)]
#[test]
fn a_ring_that_is_a_link_stays_one() {
    let evidence = evidence();
    done(add(&evidence, "one", &issuer().public_key_hex(), &[]));
    let link = evidence.outside().join("link.json");
    std::os::unix::fs::symlink("rings/own.json", &link).unwrap();
    let removed = evidence.run(["keys", "--keyring", "link.json", "remove", "one"]);
    done(removed);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(ring(&evidence)["pins"], json!([]));
}

#[test]
fn completions_manuals_and_the_schema_are_complete() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = done(proofdesk(["completions", shell]).output().unwrap());
        for word in ["verify", "keyring", "self-check", "no-keyring"] {
            assert!(script.contains(word), "{word} is not in the completions for {shell}");
        }
    }
    for (command, words) in MANUALS {
        let manual = done(proofdesk(["man"].iter().chain(command)).output().unwrap());
        for word in words {
            assert!(manual.contains(word), "{word} is not in the manual of {command:?}");
        }
    }
    let words = refused(proofdesk(["man", "frobnicate"]).output().unwrap());
    assert!(words.starts_with("there is no command frobnicate"), "{words}");
    let schema = done(proofdesk(["schema"]).output().unwrap());
    assert_eq!(schema, proofdesk_engine::report::JSON_SCHEMA);
    let begun = std::time::Instant::now();
    let checked = done(proofdesk(["self-check"]).output().unwrap());
    assert!(
        checked.ends_with("This program gives the right answer in all 11 checks.\n"),
        "{checked}"
    );
    // A tenth of that even without optimisation, but other tests run beside it.
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
}

/// Commands, and what their manuals must speak of.
const MANUALS: [(&[&str], &[&str]); 5] = [
    (&[], &["proofdesk", "verify", "keys", "hash"]),
    (&["verify"], &["PROOFDESK_KEYRING", "Exit status", "contiguous", "<LABEL=KEY>"]),
    (&["keys"], &["add", "remove", "fingerprint"]),
    (&["keys-add"], &["compromised", "fingerprint"]),
    (&["keys-import"], &["terminal", "fingerprint", "confirmed"]),
];

#[test]
fn the_manuals_of_all_commands_are_written_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let into = |path: &std::path::Path| proofdesk(["man", "--into"]).arg(path).output().unwrap();
    done(into(folder.path()));
    let page = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    // Of a program, a command, and a command of a command.
    for (name, command) in [
        ("proofdesk.1", None),
        ("proofdesk-verify.1", Some("verify")),
        ("proofdesk-keys-add.1", Some("keys-add")),
    ] {
        let printed = done(proofdesk(["man"].into_iter().chain(command)).output().unwrap());
        let body = |text: &str| text[text.find(".SH DESCRIPTION").unwrap()..].to_owned();
        assert_eq!(body(&page(name)), body(&printed), "{name}");
        let title = page(name).lines().find(|line| line.starts_with(".TH")).unwrap().to_owned();
        assert!(title.contains(env!("CARGO_PKG_VERSION")), "{title}");
    }
    let words = refused(into(&folder.path().join("absent")));
    assert!(
        words.contains(
            "absent: the pages cannot be written there: there is no file or folder of this name"
        ),
        "{words}"
    );
    assert_eq!(proofdesk(["man", "keys", "--into", "."]).output().unwrap().status.code(), Some(2));
}

/// Where man(1) is installed, it has no complaint.
#[cfg(target_os = "linux")]
#[test]
fn manuals_are_manuals() {
    use std::io::Write;
    for (command, _) in MANUALS {
        let manual = proofdesk(["man"].iter().chain(command)).output().unwrap().stdout;
        let man = std::process::Command::new("man")
            .args(["--warnings", "-l", "-"])
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut man) = man else { return };
        // One that reads no standard input is not the man(1) that is meant.
        let _ = man.stdin.take().unwrap().write_all(&manual);
        let output = man.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.success() {
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
            assert!(text.to_lowercase().contains("proofdesk"), "{text}");
        }
    }
}

#[test]
fn a_fingerprint_and_a_key_are_not_confused() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    done(add(&evidence, "Example", &key, &[]));
    fs::write(evidence.outside().join("issuer.fingerprint"), fingerprint(&issuer())).unwrap();
    for text in [&fingerprint(&issuer()), &issuer().fingerprint(), "@issuer.fingerprint"] {
        let words = refused(add(&evidence, "again", text, &[]));
        // One that is no key by its form is refused in a file as such.
        let said =
            words.contains("this is the fingerprint of Example, which you pinned, not a key");
        assert!(said || text.starts_with('@') && words.contains("fingerprint"), "{words}");
    }
    let other = other().public_key_hex();
    let words = refused(keys(&evidence, &["add", "other", &other, "--fingerprint", &other]));
    assert!(words.contains("you gave the key itself"), "{words}");
    assert_eq!(ring(&evidence)["pins"].as_array().unwrap().len(), 1);
}

#[test]
fn a_key_or_a_label_that_is_there_already_is_named() {
    let evidence = evidence();
    let (key, other) = (issuer().public_key_hex(), other().public_key_hex());
    done(add(&evidence, "Example Ltd", &key, &[]));
    let said = refused(add(&evidence, "Example Ltd", &key, &[]));
    assert_eq!(said, "this key is already pinned as Example Ltd; nothing was changed\n");
    let said = refused(add(&evidence, "Example Ltd", &other, &[]));
    assert!(said.contains("the label is taken"), "{said}");
    let warned = |label: &str, key: &str| {
        let output = add(&evidence, label, key, &[]);
        assert_eq!(output.status.code(), Some(0));
        done(keys(&evidence, &["remove", label]));
        String::from_utf8(output.stderr).unwrap()
    };
    let same = "proofdesk: this key is already pinned as Example Ltd; issuer.example is a second label for \
                it\n";
    assert_eq!(warned("issuer.example", &key), same);
    for (label, shown) in [
        ("example ltd", "example ltd"),
        ("ExampIe Ltd", "ExampIe Ltd"),
        ("EXAMPLE  LTD", "EXAMPLE  LTD"),
        ("Ex\u{430}mple Ltd", "Ex<U+0430>mple Ltd"),
    ] {
        let said = warned(label, &other);
        let words = format!("warning: the label {shown} looks like Example Ltd, which you pinned");
        assert!(said.contains(&words), "{said}");
    }
    assert_eq!(warned("Sample Ltd", &other), "");
}

#[test]
fn a_key_is_no_ring_to_import() {
    let evidence = evidence();
    fs::write(evidence.outside().join("issuer.key"), issuer().public_key_hex()).unwrap();
    let words = refused(keys(&evidence, &["import", "issuer.key"]));
    let remedy = "this is a key, not a key ring: use `proofdesk keys add LABEL @issuer.key`";
    assert!(words.contains(remedy), "{words}");
}

#[test]
fn a_day_is_no_time() {
    let evidence = evidence();
    let key = issuer().public_key_hex();
    for (option, time) in [
        ("--valid-from", "2026-01-01T00:00:00Z"),
        ("--valid-until", "2026-01-01T23:59:59Z"),
        ("--compromised-since", "2026-01-01T00:00:00Z"),
    ] {
        let words = refused(add(&evidence, "l", &key, &[option, "2026-01-01"]));
        assert!(words.starts_with(&format!("{option} 2026-01-01: write it as {time}")), "{words}");
        let words = refused(add(&evidence, "l", &key, &[option, "next week"]));
        assert!(words.starts_with(&format!("{option} next week: ")), "{words}");
    }
}

#[test]
fn a_ring_that_is_not_there_is_made_by_keys_add() {
    let evidence = evidence();
    let said = refused(evidence.run(["verify", "--keyring", "no.json", "e"]));
    assert_eq!(
        said,
        "no.json: there is no key ring of this name; `proofdesk keys add` with this --keyring makes it\n"
    );
    let mut command = proofdesk(["verify", "e"]);
    command.current_dir(evidence.outside()).env("PROOFDESK_KEYRING", "no.json");
    let said = refused(command.output().unwrap());
    assert!(said.contains("`proofdesk keys add` makes the one that PROOFDESK_KEYRING"), "{said}");
}

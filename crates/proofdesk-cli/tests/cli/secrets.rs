//! A private key that somebody sent, in whatever form and place, is in no output.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::{Evidence, LETTER, issuer, letter, pin, reasons};

/// The secret half of a key pair of nobody.
const SEED: [u8; 32] = *b"\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\
                          \x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60";

/// PKCS #8 of the seed (RFC 8410, section 7).
fn pkcs8() -> Vec<u8> {
    [&hex::decode("302e020100300506032b657004220420").unwrap()[..], &SEED].concat()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// The form of OpenSSH, as far as anybody looks.
fn openssh() -> Vec<u8> {
    [b"openssh-key-v1\0\0\0\0\x04none".as_slice(), &SEED, &SEED].concat()
}

/// Every form as text.
fn forms() -> Vec<String> {
    let secret = URL_SAFE_NO_PAD.encode(SEED);
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "A", "d": secret });
    vec![
        pem("PRIVATE KEY", &pkcs8()),
        pem("ENCRYPTED PRIVATE KEY", &pkcs8()),
        pem("OPENSSH PRIVATE KEY", &openssh()),
        format!(
            "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{}\n",
            STANDARD.encode(SEED)
        ),
        STANDARD.encode(pkcs8()),
        hex::encode(pkcs8()),
        STANDARD.encode(openssh()),
        STANDARD.encode(pem("PRIVATE KEY", &pkcs8())),
        jwk.to_string(),
        json!({ "keys": [jwk] }).to_string(),
        STANDARD.encode(jwk.to_string()),
        hex::encode(jwk.to_string()),
        STANDARD.encode(STANDARD.encode(pkcs8())),
        json!({ "kty": "oct", "k": secret }).to_string(),
        json!({ "private_key": secret, "note": "the signing key of the issuer" }).to_string(),
        hex::encode_upper(openssh()),
        // Cut, and with something behind it.
        STANDARD.encode(&pkcs8()[..47]),
        format!("{}-old", URL_SAFE_NO_PAD.encode(pkcs8())),
    ]
}

/// The seed in every encoding, as far as it is the same at each place of a longer one.
#[track_caller]
fn require_none(output: &std::process::Output, what: &str) {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let words = String::from_utf8_lossy(&all);
    let inner = |before: &[u8]| {
        let whole = STANDARD.encode([before, &SEED].concat());
        whole[before.len().div_ceil(3) * 4 + 4..][..24].to_owned()
    };
    let encoded = [inner(b""), inner(b"x"), inner(b"xx"), inner(b"xxx"), hex::encode(&SEED[4..20])];
    for secret in encoded {
        let url = secret.replace('+', "-").replace('/', "_");
        assert!(!words.contains(&secret) && !words.contains(&url), "{what}: {words}");
    }
    // Base64 and hex of base64.
    let half = &URL_SAFE_NO_PAD.encode(SEED)[4..40];
    for before in ["", "x", "xx"] {
        let whole = STANDARD.encode([before, half].concat());
        assert!(!words.contains(&whole[4..44]), "{what}: {words}");
    }
    assert!(!words.contains(&hex::encode(half)), "{what}: {words}");
    let twice = STANDARD.encode(pem("PRIVATE KEY", &pkcs8()));
    assert!(!words.contains(&twice[60..100]), "{what}: {words}");
}

#[test]
fn no_private_key_in_the_evidence_is_repeated() {
    for form in forms() {
        let parsed: Value = serde_json::from_str(&form).unwrap_or(json!(form));
        let mut record = letter();
        record["document_ref"] = json!(form);
        record["metadata"] = parsed.clone();
        let mut noted = letter();
        noted["note"] = json!({ form.clone(): parsed });
        noted[&form] = json!(1);
        let evidence = Evidence::new()
            .file("letter.txt", LETTER)
            .file("key", &form)
            .record("r.json", &record)
            .record("n.json", &noted)
            .file("text.md", format!("Our key:\n\n{form}\n"));
        let pin = pin();
        for format in ["text", "json", "ndjson"] {
            let args = ["verify", "--pin", &pin, "--list-skipped", "--format", format, "e"];
            require_none(&evidence.run(args), &form);
        }
    }
}

#[test]
fn no_private_key_in_a_response_or_a_request_is_repeated() {
    for form in forms() {
        let parsed: Value = serde_json::from_str(&form).unwrap_or(json!(form));
        let body = json!({ "error": "rate_limited", "message": form, "key": parsed, "s": form });
        let head = form.replace('\n', " ");
        let response =
            format!("HTTP/1.1 429 x\nRetry-After: {head}\nX-Request-Id: {head}\n\n{body}");
        let requests = [
            json!({ "label": form, "metadata": { "k": parsed, form.clone(): 1 } }),
            json!({ "event_type": form, "payload": parsed, "event_time": form }),
            json!({ "document_hash": form, "document_ref": form, "metadata": parsed }),
        ];
        let mut evidence = Evidence::new()
            .file("error.json", body.to_string())
            .file("code.json", json!({ "error": form, "message": "m" }).to_string())
            .file("response.http", response)
            .file("key", &form);
        for (i, request) in requests.iter().enumerate() {
            evidence = evidence.file(format!("{i}.json"), request.to_string());
        }
        for format in ["text", "json"] {
            for file in ["error.json", "code.json", "response.http", "key"] {
                let args = ["explain", "--format", format, &format!("e/{file}")];
                require_none(&evidence.run(args), &form);
            }
            for kind in ["document", "attestation", "event", "trace"] {
                let args = ["check-request", "--kind", kind, "--format", format];
                let files = ["e/0.json", "e/1.json", "e/2.json", "e/key"];
                require_none(&evidence.run([&args[..], &files].concat()), &form);
            }
        }
    }
}

/// The name of a member stands in the pointers to what is beside it and in it.
#[test]
fn no_private_key_in_a_pointer_is_repeated() {
    for form in forms() {
        let empty = json!({ "trace_id": "t", "status": "open", "events": [{}, {}] });
        let evidence = Evidence::new()
            .record("map.json", &json!({ "a": letter(), form.clone(): 5 }))
            .record("list.json", &json!({ form.clone(): [letter()], "has_more": true }))
            .record("trace.json", &json!({ form.clone(): empty }));
        for format in ["text", "json", "ndjson"] {
            require_none(&evidence.run(["verify", "--format", format, "e"]), &form);
        }
    }
}

/// Keys that only the comparison of an item with its record shows.
#[test]
fn no_private_key_in_what_differs_is_repeated() {
    for form in forms() {
        let parsed: Value = serde_json::from_str(&form).unwrap_or(json!(form));
        let issuer = issuer();
        let (hash, public) = ("ab".repeat(32), issuer.public_key_base64());
        let mut statement = json!({ "v": 1, "event_id": "one", "document_hash": hash });
        statement["note"] = parsed.clone();
        statement["private_key"] = json!(hex::encode(SEED));
        statement[&form] = json!("signed");
        let signed = statement.to_string();
        let record = json!({
            "event_id": "one", "document_hash": hash, "public_key_b64": public,
            "signed_payload_b64": STANDARD.encode(&signed),
            "signature_b64": STANDARD.encode(issuer.sign(signed.as_bytes())),
        });
        let item = json!({
            "event_id": "one", "content_hash": hash, "timestamp": "2026-01-01T00:00:00Z",
            "public_key": public, "signature": hex::encode(issuer.sign(hash.as_bytes())),
            "payload": {
                "document_hash": hash, "note": [parsed], form.clone(): "shown",
                "private_key": STANDARD.encode(SEED),
            },
        });
        let trace = json!({ "trace_id": "t", "label": "l", "status": "open", "event_count": 1, "events": [item] });
        let evidence = Evidence::new().record("record.json", &record).record("trace.json", &trace);
        let pin = pin();
        for format in ["text", "json", "ndjson"] {
            let output = evidence.run(["verify", "--pin", &pin, "--format", format, "e"]);
            require_none(&output, &form);
            let words = String::from_utf8_lossy(&output.stdout);
            assert!(words.contains("The signed value is the one in e/record.json."), "{words}");
        }
    }
}

/// A member that is long, and of which every second part could begin a key.
#[test]
fn a_long_secret_is_masked() {
    let mut record = letter();
    record["private_key"] = json!("M/".repeat(500_000));
    let report = Evidence::new().record("r.json", &record).verify();
    assert!(!report.results().is_empty());
}

/// A header is shown in part: what is cut is a key still.
#[test]
fn a_key_in_a_long_header_is_masked() {
    let rsa = [&hex::decode("308204a30201000282010100").unwrap()[..], &SEED, &[7; 1100]].concat();
    let response = format!("HTTP/1.1 429 x\nX-Request-Id: {}\n\n{{}}", STANDARD.encode(rsa));
    let evidence = Evidence::new().file("r.http", response);
    for format in ["text", "json"] {
        require_none(&evidence.run(["explain", "--format", format, "e/r.http"]), format);
    }
}

/// A key that was given in the wrong place, or by mistake.
#[test]
fn no_private_key_on_the_command_line_is_repeated() {
    let public = pin().split_once('=').unwrap().1.to_owned();
    for form in forms() {
        let evidence = Evidence::new().file("letter.txt", LETTER).file("key", &form);
        let pinned = format!("issuer.example={form}");
        let swapped = format!("{form}={public}");
        let option = format!("--{form}");
        let nowhere = format!("nowhere/{form}");
        let commands: [&[&str]; 22] = [
            &["verify", "--pin", &form, "e"],
            &["verify", "--pin", &pinned, "e"],
            &["verify", "--pin", &swapped, "e"],
            &["verify", "--pin", "a=@e/key", "e"],
            &["verify", "--no-keyring", "--signer", &form, "e"],
            &["verify", "--no-keyring", "--find", &form, "e"],
            &["verify", "--no-keyring", "--exclude", &form, "e"],
            &["verify", "--no-keyring", &form],
            &["verify", "--no-keyring", "--format", "json", "--find", &form, "e"],
            &["verify", "--no-keyring", "--format", "ndjson", "--exclude", &form, "e"],
            &["verify", "--no-keyring", "--format", "json", &form],
            &["verify", "--no-keyring", "-o", &nowhere, "e"],
            &["verify", &option, "e"],
            &["hash", &form],
            &["hash", "-c", "e/key"],
            &["explain", &form],
            &["check-request", &form],
            &["keys", "--keyring", "k", "add", "issuer", &form],
            &["keys", "--keyring", "k", "add", &form, &public],
            &["keys", "--keyring", "k", "add", "issuer", &public, "--note", &form],
            &["keys", "--keyring", "k", "show", &form],
            &["keys", "--keyring", "k", "import", "e/key"],
        ];
        for args in commands {
            require_none(&evidence.run(args), &format!("{args:?}"));
        }
        // Nor is it kept.
        for args in [["list"], ["export"]] {
            let args = [&["keys", "--keyring", "k"][..], &args].concat();
            require_none(&evidence.run(&args), &format!("{args:?}"));
        }
        assert!(!evidence.outside().join("k").exists(), "{form}");
    }
}

/// What only speaks of private keys is none.
#[test]
fn a_word_about_a_private_key_is_none() {
    for text in [
        "A file that begins with -----BEGIN PRIVATE KEY----- is one.\n",
        r#"{"private_key": {"type": "string"}}"#,
        r#"{"private_key": "REDACTED"}"#,
        r#"{"private_key": "***"}"#,
        r#"{"private_key": "/etc/ssl/private/issuer.key.pem"}"#,
        r#"{"private_key": "‹private key, not shown›"}"#,
    ] {
        let report = Evidence::new().file("x", text).verify();
        let told = report.results().iter().any(|r| reasons(r).contains("private_key"));
        assert!(!told, "{text}: {:?}", report.places());
    }
}

/// A key on several lines, and one in damaged JSON inside a text.
#[test]
fn no_line_and_no_damaged_part_of_a_private_key_is_shown() {
    let lines = [
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE",
        "QyNTUxOQAAACBxSecretSecondLineOfIt",
        "AAAEDThirdLineOfTheSecretKeyItself",
    ];
    let key = format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
        lines.join("\n")
    );
    let evidence = Evidence::new();
    for command in ["verify", "hash", "explain", "check-request"] {
        let output = evidence.run([command, &key]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        lines.iter().for_each(|line| assert!(!said.contains(line), "{command}: {said}"));
    }
    let secret = "MjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM";
    let jwk = format!("{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"{secret}\"");
    let escaped = format!("{{\"message\":\"{}}}\"}}", jwk.replace('"', "\\\""));
    let mut record = letter();
    record["document_ref"] = jwk.clone().into();
    let evidence = Evidence::new().record("r.json", &record);
    for args in [&["explain", &escaped][..], &["verify", "e"], &["verify", "--format", "json", "e"]]
    {
        let output = evidence.run(args);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.contains(&secret[..24]), "{args:?}: {said}");
    }
}

/// Looking for keys costs what the text is long: texts in texts in base64, and many places at which
/// another encoding could begin, would else never come to an end.
#[test]
fn the_search_for_private_keys_ends() {
    let mut nested = json!({ "kty": "OKP", "crv": "Ed25519", "d": URL_SAFE_NO_PAD.encode(SEED) });
    for _ in 0..30 {
        nested = json!({ "a": STANDARD.encode(nested.to_string()) });
    }
    let starts = "/eyJ".repeat(60_000);
    let evidence = Evidence::new()
        .record("nested.json", &json!({ "event_type": "t", "payload": nested }))
        .record("starts.json", &json!({ "event_type": "t", "payload": {}, "event_time": starts }));
    for args in [
        &["verify", "--no-keyring", "--format", "json", "e"][..],
        &["check-request", "e/nested.json"],
    ] {
        let output = evidence.run(args);
        assert!(output.status.code().is_some_and(|code| code < 4), "{args:?}");
        require_none(&output, "nested");
    }
    assert!(evidence.run(["check-request", "e/starts.json"]).status.code().is_some());
    let find = "/eyJ".repeat(20_000);
    let output = evidence.run(["verify", "--no-keyring", "--find", &find, "e"]);
    assert_eq!(output.status.code(), Some(2));
}

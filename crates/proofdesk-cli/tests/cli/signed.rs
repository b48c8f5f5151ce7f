//! Signed reports: by keys that OpenSSL makes, read by another implementation, and by this program.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::bags::python;
use crate::support::{Evidence, LETTER, checks, letter, pin, proofdesk, reasons, text};

/// Runs OpenSSL beside the evidence.
fn openssl(evidence: &Evidence, args: &[&str]) {
    let output =
        Command::new("openssl").args(args).current_dir(evidence.outside()).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Verified evidence, and beside it a reviewer's key `key.pem` with `public.pem`.
fn reviewed() -> Evidence {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    openssl(&evidence, &["genpkey", "-algorithm", "ed25519", "-out", "key.pem"]);
    openssl(&evidence, &["pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"]);
    evidence
}

#[track_caller]
fn succeed(evidence: &Evidence, args: &[&str]) -> String {
    let output = evidence.run(args);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {errors}");
    errors
}

#[track_caller]
fn refuse(evidence: &Evidence, args: &[&str], words: &str) {
    let output = evidence.run(args);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains(words), "{errors}");
}

/// A signed report `r.json.dsse.json` of the evidence.
fn signed() -> Evidence {
    let evidence = reviewed();
    let said = succeed(
        &evidence,
        &["verify", "--pin", &pin(), "--format", "json", "-o", "r.json", "--sign", "key.pem", "e"],
    );
    assert!(said.contains("Signature written to r.json.dsse.json"), "{said}");
    evidence
}

/// What securesystemslib says of an envelope: the payload, if the key signed it.
fn opened_by_another(folder: &Path, envelope: &str) -> Vec<u8> {
    let script = r#"
import json, sys, subprocess
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey
der = subprocess.run(["openssl", "pkey", "-pubin", "-in", "public.pem", "-outform", "DER"],
                     capture_output=True, check=True).stdout
envelope = Envelope.from_dict(json.load(open(sys.argv[1])))
[keyid] = envelope.signatures
key = SSlibKey(keyid, "ed25519", "ed25519", {"public": der[-32:].hex()})
assert list(envelope.verify([key], 1)) == [keyid]
import hashlib
assert keyid == hashlib.sha256(der[-32:]).hexdigest()
sys.stdout.buffer.write(envelope.payload)
"#;
    let output =
        Command::new(python()).args(["-c", script, envelope]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn another_implementation_reads_the_signed_report() {
    let evidence = signed();
    let payload = opened_by_another(evidence.outside(), "r.json.dsse.json");
    assert!(payload == fs::read(evidence.outside().join("r.json")).unwrap());
    let envelope = fs::read_to_string(evidence.outside().join("r.json.dsse.json")).unwrap();
    assert!(envelope.contains("\"payloadType\":\"application/vnd.proofdesk.report+json\""));
}

/// What the program says of the envelope, with these reviewers.
fn judged(evidence: &Evidence, args: &[&str]) -> (i32, Value) {
    let args: Vec<&str> = args.iter().copied().chain(["r.json.dsse.json"]).collect();
    let report = evidence.verify_with(&args);
    let result = report.result("r.json.dsse.json").clone();
    assert_eq!(result["kind"], "report", "{result:#}");
    // What is no report any more may hold other things, which are looked at too.
    let of_report = report.results().iter().filter(|result| result["kind"] == "report");
    assert_eq!(of_report.count(), 1, "{:#}", report.json["results"]);
    (report.status, result)
}

#[test]
fn who_signed_a_report_is_said_and_verifies_nothing() {
    let evidence = signed();
    let (status, result) = judged(&evidence, &["--reviewer", "Ada=@public.pem"]);
    assert_eq!((status, &result["verdict"]), (3, &"info".into()), "{result:#}");
    assert!(text(&result["headline"]).contains("the reviewer Ada"), "{result:#}");
    assert_eq!(
        (&result["signer"]["label"], &result["signer"]["source"]),
        (&"Ada".into(), &"pinned".into())
    );
    let own: Value =
        serde_json::from_slice(&fs::read(evidence.outside().join("r.json")).unwrap()).unwrap();
    let note = checks(&result).iter().find_map(|c| c["note"].as_str()).unwrap();
    assert!(note.contains(text(&own["report_digest"])), "{note}");
    // Without a reviewer's key, the signature is not checked; as an issuer's, it is none for this.
    for args in [[].as_slice(), &["--pin", "Ada=@public.pem"]] {
        let (status, result) = judged(&evidence, args);
        assert_eq!((status, &result["verdict"]), (3, &"info".into()));
        assert!(text(&result["headline"]).contains("was not checked"), "{result:#}");
        assert_eq!(result["signer"]["source"], "none");
    }
    openssl(&evidence, &["genpkey", "-algorithm", "ed25519", "-out", "other.pem"]);
    openssl(&evidence, &["pkey", "-in", "other.pem", "-pubout", "-out", "other.pub"]);
    let (status, result) = judged(&evidence, &["--reviewer", "Bob=@other.pub"]);
    assert_eq!(
        (status, &result["verdict"], reasons(&result)),
        (3, &"uncheckable".into(), ["no_pinned_key_holds"].into())
    );
}

#[test]
fn a_changed_envelope_is_a_mismatch() {
    let evidence = signed();
    let path = evidence.outside().join("r.json.dsse.json");
    let envelope: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let payload = text(&envelope["payload"]).to_owned();
    for (name, value) in [
        ("payload", payload.replacen("InZlcmlmaWVk", "InZlcmlmaWVr", 1).replacen('e', "f", 1)),
        ("payloadType", "application/vnd.proofdesk.tagmanifest".to_owned()),
    ] {
        let mut changed = envelope.clone();
        changed[name] = value.into();
        fs::write(&path, changed.to_string()).unwrap();
        let (status, result) = judged(&evidence, &["--reviewer", "Ada=@public.pem"]);
        assert_eq!(
            (status, &result["verdict"], reasons(&result)),
            (1, &"mismatch".into(), ["signature_invalid"].into()),
            "{name}"
        );
        assert_eq!(result["signer"]["label"], Value::Null);
    }
    // Broken into lines, it is the same.
    let lines: Vec<&str> =
        payload.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let mut broken = envelope.clone();
    broken["payload"] = lines.join("\n").into();
    fs::write(&path, broken.to_string()).unwrap();
    let (status, result) = judged(&evidence, &["--reviewer", "Ada=@public.pem"]);
    assert_eq!((status, &result["verdict"]), (3, &"info".into()), "{result:#}");
    // Beside a signature that is valid, one that names another reviewer's key and is not.
    openssl(&evidence, &["genpkey", "-algorithm", "ed25519", "-out", "other.pem"]);
    openssl(&evidence, &["pkey", "-in", "other.pem", "-pubout", "-out", "other.pub"]);
    let shown = evidence.run([
        "keys",
        "--keyring",
        "b.json",
        "add",
        "--reviewer",
        "Bob",
        "@other.pub",
        "--confirmed",
        "by post",
    ]);
    assert!(shown.status.success());
    let ring: Value =
        serde_json::from_slice(&fs::read(evidence.outside().join("b.json")).unwrap()).unwrap();
    let mut forged = envelope.clone();
    let mut second = forged["signatures"][0].clone();
    second["keyid"] = ring["pins"][0]["fingerprint"].clone();
    forged["signatures"].as_array_mut().unwrap().push(second);
    fs::write(&path, forged.to_string()).unwrap();
    let both = ["--reviewer", "Ada=@public.pem", "--reviewer", "Bob=@other.pub"];
    let (status, result) = judged(&evidence, &both);
    assert_eq!(
        (status, &result["verdict"], reasons(&result)),
        (1, &"mismatch".into(), ["signature_invalid"].into())
    );
    assert!(text(&result["headline"]).contains("Bob"), "{result:#}");
    // Of another kind of envelope nothing is said but that it is no record.
    let mut other = envelope.clone();
    other["payloadType"] = "application/vnd.in-toto+json".into();
    fs::write(&path, other.to_string()).unwrap();
    let report = evidence.verify_with(&["--reviewer", "Ada=@public.pem", "r.json.dsse.json"]);
    assert!(report.results().iter().all(|r| r["kind"] != "report"), "{:?}", report.places());
}

/// What is signed must be a report, too.
#[test]
fn a_signature_over_something_else_is_not_taken_for_one_over_a_report() {
    let evidence = signed();
    let script = r#"
import base64, json, subprocess
kind, payload = b"application/vnd.proofdesk.report+json", b'{"verdict":"verified"}'
pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
open("pae", "wb").write(pae)
subprocess.run("openssl pkeyutl -sign -rawin -inkey key.pem -in pae -out sig".split(), check=True)
sig = base64.b64encode(open("sig", "rb").read()).decode()
json.dump({"payload": base64.b64encode(payload).decode(), "payloadType": kind.decode(),
           "signatures": [{"sig": sig}]}, open("r.json.dsse.json", "w"))
"#;
    let output = Command::new("python3")
        .args(["-c", script])
        .current_dir(evidence.outside())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (status, result) = judged(&evidence, &["--reviewer", "Ada=@public.pem"]);
    assert_eq!((status, &result["verdict"]), (3, &"uncheckable".into()), "{result:#}");
}

#[test]
fn a_reviewers_key_never_verifies_evidence() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let key = crate::support::issuer().public_key_hex();
    let reviewer = format!("Harbour={key}");
    let report = evidence.verify_with(&["--reviewer", &reviewer, "e"]);
    assert_eq!((report.status, &report.json["summary"]["verified"]), (3, &0.into()));
    assert_eq!(
        (&report.json["pins"].as_array().unwrap().len(), &report.json["reviewers"][0]["label"]),
        (&0, &"Harbour".into())
    );
    // In the ring, too; and one key is one or the other.
    let ring = ["--keyring", "ring.json"];
    let add = ["keys", "add", "Harbour", &key, "--confirmed", "in person"];
    succeed(&evidence, &[&add[..], &["--reviewer"], &ring].concat());
    let report = evidence.verify_with(&["--keyring", "ring.json", "e"]);
    assert_eq!((report.status, &report.json["summary"]["verified"]), (3, &0.into()));
    refuse(
        &evidence,
        &[&["keys", "add", "issuer.example", &key, "--confirmed", "in person"][..], &ring].concat(),
        "pinned as Harbour",
    );
    refuse(&evidence, &[&["verify", "--pin", &pin(), "e"][..], &ring].concat(), "reviewer");
    let shown = evidence.run(["keys", "list", "--keyring", "ring.json"]);
    assert!(String::from_utf8(shown.stdout).unwrap().contains("Harbour, reviewer"));
    refuse(
        &evidence,
        &[&add[..], &["--reviewer", "--domain", "x.example"], &ring].concat(),
        "cannot be used with",
    );
}

#[test]
fn an_encrypted_key_is_opened_with_its_passphrase() {
    let evidence = reviewed();
    openssl(
        &evidence,
        &[
            "pkcs8",
            "-topk8",
            "-in",
            "key.pem",
            "-out",
            "locked.pem",
            "-passout",
            "pass:open sesame",
        ],
    );
    let outside = evidence.outside();
    fs::write(outside.join("phrase"), "open sesame\nnot this\n").unwrap();
    fs::write(outside.join("wrong"), "open barley\n").unwrap();
    let verify = ["verify", "--format", "pdf", "-o", "r.pdf", "--sign", "locked.pem", "e"];
    succeed_with_pin(&evidence, &[&verify[..], &["--passphrase-file", "phrase"]].concat());
    let payload = opened_by_another(outside, "r.pdf.dsse.json");
    assert!(payload.starts_with(b"{\"schema\":\"proofdesk.report/1\""));
    refuse(
        &evidence,
        &[&verify[..], &["--passphrase-file", "wrong"]].concat(),
        "could not be decrypted",
    );
    refuse(&evidence, &verify, "there is no terminal to ask for its passphrase");
    assert!(fs::read_dir(outside).unwrap().all(|f| {
        let bytes = fs::read(f.unwrap().path()).unwrap_or_default();
        !String::from_utf8_lossy(&bytes).contains("open sesame")
            || bytes.starts_with(b"open sesame")
    }));
}

#[track_caller]
fn succeed_with_pin(evidence: &Evidence, args: &[&str]) {
    succeed(evidence, &[args, &["--pin", &pin()]].concat());
}

#[test]
fn what_cannot_sign_is_refused_before_anything_is_read() {
    let evidence = reviewed();
    openssl(&evidence, &["genpkey", "-algorithm", "x25519", "-out", "x.pem"]);
    let with =
        |key: &'static str| ["verify", "--format", "json", "-o", "r.json", "--sign", key, "e"];
    refuse(&evidence, &with("x.pem"), "not an Ed25519 key");
    refuse(&evidence, &with("public.pem"), "not a private key in PKCS#8 PEM form");
    refuse(&evidence, &with("e/letter.txt"), "not a private key");
    refuse(&evidence, &with("nowhere.pem"), "nowhere.pem");
    refuse(
        &evidence,
        &["verify", "--format", "json", "--sign", "key.pem", "e"],
        "name its file with -o",
    );
    refuse(
        &evidence,
        &["verify", "-o", "r.txt", "--sign", "key.pem", "e"],
        "signs the JSON report",
    );
    assert!(!evidence.outside().join("r.json").exists());
    // No output takes the place of the key.
    refuse(
        &evidence,
        &["verify", "--format", "json", "-o", "key.pem", "--sign", "key.pem", "e"],
        "a file that you gave for this run",
    );
}

/// The key would be handed on.
#[test]
fn a_key_that_signs_is_not_packed() {
    let evidence = reviewed();
    fs::copy(evidence.outside().join("key.pem"), evidence.path("key.pem")).unwrap();
    let args = ["pack", "--no-keyring", "-o", "bag.zip", "--sign", "e/key.pem", "e"];
    refuse(&evidence, &args, "this file signs, and would be packed");
    let output = evidence.run([&args[..], &["--without", "e/key.pem"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let bag = fs::read(evidence.outside().join("bag.zip")).unwrap();
    assert!(!String::from_utf8_lossy(&bag).contains("PRIVATE KEY"));
}

#[test]
fn a_report_is_signed_later_too() {
    let evidence = reviewed();
    succeed_with_pin(&evidence, &["verify", "--format", "json", "-o", "r.json", "e"]);
    succeed(
        &evidence,
        &["export", "r.json", "--format", "html", "-o", "r.html", "--sign", "key.pem"],
    );
    let payload = opened_by_another(evidence.outside(), "r.html.dsse.json");
    assert!(payload == fs::read(evidence.outside().join("r.json")).unwrap());
}

#[test]
fn a_signed_bag_says_who_signed_its_list() {
    let evidence = reviewed();
    succeed_with_pin(&evidence, &["pack", "-o", "bag.zip", "--sign", "key.pem", "e"]);
    let pin = pin();
    let args = ["--pin", &pin, "--reviewer", "Ada=@public.pem", "bag.zip"];
    let report = evidence.verify_with(&args);
    assert_eq!(report.status, 0, "{:?}", report.places());
    let bag = report.result("bag.zip › bag/bagit.txt");
    assert!(text(&bag["headline"]).ends_with("pinned as the reviewer Ada"), "{bag:#}");
    assert_eq!(reasons(bag), [].into());
    for name in ["report/report.json.dsse.json", "tagmanifest-sha256.txt.dsse.json"] {
        let result = report.result(&format!("bag.zip › bag/{name}"));
        assert!(text(&result["headline"]).contains("the reviewer Ada"), "{result:#}");
    }
    // A list that somebody made anew is not the one that was signed.
    let script = "import zipfile\nz = zipfile.ZipFile('bag.zip')\nn = zipfile.ZipFile('new.zip', 'w')\n\
                  for name in z.namelist():\n    data = z.read(name)\n    \
                  if name.endswith('/tagmanifest-sha256.txt'): data = data[data.index(b'\\n') + 1:]\n    \
                  n.writestr(name, data)\nn.close()";
    let made =
        Command::new("python3").args(["-c", script]).current_dir(evidence.outside()).status();
    assert!(made.unwrap().success());
    let report = evidence.verify_with(&["--pin", &pin, "--reviewer", "Ada=@public.pem", "new.zip"]);
    let bag = report.result("new.zip › bag/bagit.txt");
    assert_eq!((report.status, &bag["verdict"]), (1, &"mismatch".into()), "{bag:#}");
    assert!(reasons(bag).contains("bag_file_changed"));
}

/// A ring of the version before is read; one of a newer version is refused with words.
#[test]
fn rings_of_other_versions() {
    let evidence = reviewed();
    let newer = r#"{"schema":"proofdesk.keyring/3","pins":[]}"#;
    fs::write(evidence.outside().join("newer.json"), newer).unwrap();
    refuse(&evidence, &["keys", "list", "--keyring", "newer.json"], "newer format");
    let output = proofdesk([
        "keys",
        "add",
        "Ada",
        "@public.pem",
        "--reviewer",
        "--confirmed",
        "by telephone",
        "--keyring",
        "old.json",
    ]);
    let older = r#"{"schema":"proofdesk.keyring/1","pins":[]}"#;
    fs::write(evidence.outside().join("old.json"), older).unwrap();
    let mut output = output;
    assert!(output.current_dir(evidence.outside()).output().unwrap().status.success());
    let now = fs::read_to_string(evidence.outside().join("old.json")).unwrap();
    assert!(now.contains("proofdesk.keyring/2") && now.contains("\"reviewer\": true"), "{now}");
    assert_eq!(fs::read_to_string(evidence.outside().join("old.json.1")).unwrap(), older);
}

#[test]
fn in_a_folder_of_the_evidence_a_report_and_its_signature_replace_the_ones_before() {
    let evidence = reviewed();
    let args = ["verify", "--format", "json", "-o", "e/r.json", "--sign", "key.pem", "e"];
    succeed_with_pin(&evidence, &args);
    succeed_with_pin(&evidence, &args);
    let report: Value =
        serde_json::from_slice(&fs::read(evidence.path("r.json")).unwrap()).unwrap();
    let skipped: Vec<&str> =
        report["skipped"].as_array().unwrap().iter().map(|f| text(&f["path"])).collect();
    assert_eq!(skipped, ["e/r.json", "e/r.json.dsse.json"]);
    // Anything else is not replaced.
    fs::write(evidence.path("r.json.dsse.json"), "{}").unwrap();
    refuse(&evidence, &[&args[..], &["--pin", &pin()]].concat(), "lies in the evidence");
}

/// On a terminal the passphrase is asked for, and not shown while it is typed.
#[test]
#[cfg(target_os = "linux")]
fn a_passphrase_is_asked_for_without_an_echo() {
    let evidence = reviewed();
    let locked = ["pkcs8", "-topk8", "-in", "key.pem", "-out", "locked.pem", "-passout"];
    openssl(&evidence, &[&locked[..], &["pass:open sesame"]].concat());
    let script = r#"
import os, pty, sys, termios
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["proofdesk", "verify", "--no-keyring", "--format", "json", "-o", "r.json",
                           "--sign", "locked.pem", "e"])
said = b""
while b"Passphrase of the key:" not in said:
    said += os.read(fd, 4096)
while termios.tcgetattr(fd)[3] & termios.ECHO:
    pass
os.write(fd, b"open sesame\n")
try:
    while part := os.read(fd, 4096):
        said += part
except OSError:
    pass
assert b"Signature written to r.json.dsse.json" in said, said
assert b"sesame" not in said, said
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3
"#;
    let mut command = Command::new("python3");
    command.args(["-c", script, env!("CARGO_BIN_EXE_proofdesk")]).current_dir(evidence.outside());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    opened_by_another(evidence.outside(), "r.json.dsse.json");
}

/// What a reviewer signed is compared, or said not to be: never passed over.
#[test]
fn a_signed_list_is_compared_with_its_bag_or_said_not_to_be() {
    for (change, place, verdict, reason) in [
        (
            "os.rename('b/tagmanifest-sha256.txt.dsse.json', 'b/list.json')",
            "b/list.json",
            "unconfirmed",
            "bag_file_not_checked",
        ),
        (
            "os.remove('b/bagit.txt')",
            "b/tagmanifest-sha256.txt.dsse.json",
            "uncheckable",
            "bag_manifest_invalid",
        ),
        ("os.remove('b/tagmanifest-sha256.txt')", "b/bagit.txt", "mismatch", "bag_file_missing"),
    ] {
        let evidence = reviewed();
        succeed_with_pin(&evidence, &["pack", "-o", "b.zip", "--sign", "key.pem", "e"]);
        let script =
            format!("import os, zipfile\nzipfile.ZipFile('b.zip').extractall('.')\n{change}");
        let mut command = Command::new("python3");
        let made = command.args(["-c", &script]).current_dir(evidence.outside()).status();
        assert!(made.unwrap().success());
        let report = evidence.verify_with(&["--pin", &pin(), "--reviewer", "Ada=@public.pem", "b"]);
        let status = if verdict == "mismatch" { 1 } else { 3 };
        let found: Vec<&Value> =
            report.at(place).into_iter().filter(|r| reasons(r).contains(reason)).collect();
        assert_eq!(found.len(), 1, "{change}: {:?}", report.places());
        assert_eq!(
            (report.status, &found[0]["verdict"]),
            (status, &verdict.into()),
            "{:#}",
            found[0]
        );
    }
}

/// What nobody signed can hide nothing beside what somebody did.
#[test]
fn an_envelope_with_more_members_is_not_taken_for_the_signed_report() {
    let evidence = signed();
    let path = evidence.outside().join("r.json.dsse.json");
    let envelope: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for pointer in ["", "/signatures/0"] {
        let mut more = envelope.clone();
        more.pointer_mut(pointer).unwrap()["note"] = "see here".into();
        fs::write(&path, more.to_string()).unwrap();
        let (status, result) = judged(&evidence, &["--reviewer", "Ada=@public.pem"]);
        assert_eq!(
            (status, &result["verdict"], reasons(&result)),
            (3, &"uncheckable".into(), ["unsupported_record"].into())
        );
        assert!(text(&result["headline"]).contains("nobody signed"), "{result:#}");
    }
}

/// A report that could not be signed is not left behind without its signature.
#[test]
fn a_report_and_its_signature_appear_together() {
    let evidence = reviewed();
    let args = ["verify", "--format", "json", "-o", "r.json", "--sign", "key.pem", "e"];
    fs::write(evidence.outside().join("r.json.dsse.json"), "minutes of a meeting").unwrap();
    refuse(&evidence, &args, "is no signed report");
    fs::remove_file(evidence.outside().join("r.json.dsse.json")).unwrap();
    fs::create_dir(evidence.outside().join("r.json.dsse.json")).unwrap();
    refuse(&evidence, &args, "r.json.dsse.json");
    let names = fs::read_dir(evidence.outside()).unwrap().map(|f| f.unwrap().file_name());
    let names: Vec<_> = names.filter(|n| n.to_string_lossy().contains("r.json")).collect();
    assert_eq!(names, ["r.json.dsse.json"]);
}

#[test]
fn an_old_way_of_encrypting_a_key_is_named() {
    let evidence = reviewed();
    let old = ["pkcs8", "-topk8", "-in", "key.pem", "-out", "old.pem", "-v1", "PBE-SHA1-3DES"];
    openssl(&evidence, &[&old[..], &["-passout", "pass:open sesame"]].concat());
    fs::write(evidence.outside().join("phrase"), "open sesame").unwrap();
    let args = ["verify", "-o", "r.json", "--sign", "old.pem", "--passphrase-file", "phrase", "e"];
    refuse(
        &evidence,
        &args,
        "encrypted in an old or unusual way; `openssl pkcs8 -topk8 -v2 aes256",
    );
}

/// The statement names what `sha256sum` says of the files that are verified, and nothing else.
#[test]
fn a_statement_for_pipelines_names_the_verified_files_and_is_signed() {
    let mut altered = letter();
    altered["document_ref"] = "other.txt".into();
    let evidence = reviewed()
        .record("altered.json", &altered)
        .file("nobody's.txt", "nobody's")
        .file("empty.json", "");
    let args = ["verify", "--format", "svr", "-o", "s.json", "--sign", "key.pem", "e", "--pin"];
    assert_eq!(evidence.run([&args[..], &[&pin()]].concat()).status.code(), Some(1));
    let payload = opened_by_another(evidence.outside(), "s.json.dsse.json");
    assert_eq!(payload, fs::read(evidence.outside().join("s.json")).unwrap());
    let envelope = fs::read_to_string(evidence.outside().join("s.json.dsse.json")).unwrap();
    assert!(envelope.contains("\"payloadType\":\"application/vnd.in-toto+json\""));
    let statement: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "https://in-toto.io/attestation/svr/v0.1");
    let predicate = &statement["predicate"];
    assert_eq!(predicate["properties"], serde_json::json!(["PROOFDESK_VERIFIED"]));
    let named: Vec<(&str, &str)> = statement["subject"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (text(&s["name"]), text(&s["digest"]["sha256"])))
        .collect();
    let sums = Command::new("sha256sum")
        .args(["e/letter.json", "e/letter.txt"])
        .current_dir(evidence.outside())
        .output()
        .unwrap();
    let sums = String::from_utf8(sums.stdout).unwrap();
    let sums: Vec<(&str, &str)> =
        sums.lines().filter_map(|l| l.split_once("  ")).map(|(hash, name)| (name, hash)).collect();
    // The letter is the content of two records, of which one was altered: it is verified by the other.
    assert_eq!(named, sums);
    // The same from the report; and where nothing is verified nothing is stated.
    succeed_json(&evidence);
    let exported = evidence.run(["export", "r.json", "--format", "svr"]);
    let again: Value = serde_json::from_slice(&exported.stdout).unwrap();
    assert_eq!(again["subject"], statement["subject"]);
    assert_eq!(
        again["predicate"]["verifier"]["report"]["digest"],
        predicate["verifier"]["report"]["digest"]
    );
    refuse(&evidence, &["verify", "--format", "svr", "e"], "there is nothing to state");
}

fn succeed_json(evidence: &Evidence) {
    let output = evidence.run(["verify", "-o", "r.json", "--pin", &pin(), "e"]);
    assert_eq!(output.status.code(), Some(1));
}

/// The statement for pipelines is recognised by itself and signed, and another program's is not.
#[test]
fn a_statement_among_the_evidence_is_an_earlier_report() {
    let evidence = reviewed();
    let pin = pin();
    let args =
        ["verify", "--pin", &pin, "--format", "svr", "-o", "e/a.json", "--sign", "key.pem", "e"];
    assert_eq!(succeed(&evidence, &args).matches("for information").count(), 2);
    let report = evidence.verify_with(&["--pin", &pin, "e"]);
    for name in ["a.json", "a.json.dsse.json"] {
        let result = report.result(name);
        assert_eq!((&result["kind"], &result["verdict"]), (&"report".into(), &"info".into()));
    }
    assert_eq!(report.status, 0, "{:?}", report.places());
    // Written again, it takes their place.
    assert!(succeed(&evidence, &args).contains("it is skipped and replaced"));
    let statement = fs::read_to_string(evidence.path("a.json")).unwrap();
    let of_another = statement.replace("urn:proofdesk:rules:", "https://other.example/rules/");
    fs::write(evidence.path("a.json"), of_another).unwrap();
    let report = evidence.verify_with(&["--pin", &pin, "e"]);
    assert!(report.results().iter().filter(|r| r["kind"] == "report").count() == 1);
}

/// Two digests stand in the text report, and whoever compares one knows which it is.
#[test]
fn the_digest_of_a_signed_report_and_that_of_the_run_are_told_apart() {
    let evidence = signed();
    let ring = ["--keyring", "ring.json"];
    let add = ["keys", "add", "--reviewer", "Ada", "@public.pem", "--confirmed", "in person"];
    succeed(&evidence, &[&add[..], &ring].concat());
    let signed = fs::read(evidence.outside().join("r.json")).unwrap();
    let signed: Value = serde_json::from_slice(&signed).unwrap();
    let args = [&["verify", "r.json.dsse.json"][..], &ring].concat();
    let shown = String::from_utf8(evidence.run(args).stdout).unwrap();
    let flat: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let digest = text(&signed["report_digest"]);
    assert!(shown.contains("Report digest of this run:"), "{shown}");
    assert!(
        flat.contains(&format!("The report digest in the signed report is {digest}.")),
        "{shown}"
    );
    let keys = fs::read(evidence.outside().join("ring.json")).unwrap();
    let keys: Value = serde_json::from_slice(&keys).unwrap();
    let fingerprint = text(&keys["pins"][0]["fingerprint"]);
    let groups = proofdesk_engine::core::encoding::groups_of_four(fingerprint).join(" ");
    assert!(flat.contains(&groups), "{shown}");
    assert!(flat.contains("you pinned as Ada, you noted: in person"), "{shown}");
    // In reports with pages too, the fingerprint is in groups.
    let args = ["verify", "r.json.dsse.json", "--format", "html"];
    let html = String::from_utf8(evidence.run([&args[..], &ring].concat()).stdout).unwrap();
    assert!(html.contains(&groups) && !html.contains(fingerprint), "{groups}");
}

#[test]
fn a_member_beside_whose_results_something_stands_is_not_stated() {
    let evidence = Evidence::new()
        .file("letter.txt", LETTER)
        .file("list.json", serde_json::json!([letter(), "and a note"]).to_string());
    let zip = "import zipfile\nz = zipfile.ZipFile('z.zip', 'w')\nz.write('e/letter.txt')\nz.write('e/list.json')\nz.close()";
    let made = Command::new("python3").args(["-c", zip]).current_dir(evidence.outside()).status();
    assert!(made.unwrap().success());
    for (input, letter) in [("e", "e/letter.txt"), ("z.zip", "z.zip › e/letter.txt")] {
        let output = evidence.run(["verify", "--pin", &pin(), "--format", "svr", input]);
        let statement: Value = serde_json::from_slice(&output.stdout).unwrap();
        let subjects = statement["subject"].as_array().unwrap().iter();
        let names: Vec<&str> = subjects.map(|subject| text(&subject["name"])).collect();
        assert_eq!(names, [letter]);
    }
}

#[test]
fn the_signature_of_an_earlier_report_is_told_of() {
    let evidence = signed();
    let words = "r.json.dsse.json is the signature of another report; r.json is not signed";
    let pin = pin();
    let args = ["verify", "--pin", &pin, "-o", "r.json", "e"];
    let said = succeed(&evidence, &args);
    assert!(said.contains(words), "{said}");
    for reviewer in [&[][..], &["--reviewer", "Ada=@public.pem"]] {
        let report = evidence.verify_with(&[reviewer, &["r.json", "r.json.dsse.json"]].concat());
        let result = report.result("r.json.dsse.json");
        assert_eq!((report.status, reasons(result)), (1, ["content_hash_mismatch"].into()));
        assert!(text(&result["headline"]).contains("r.json is not the report that was signed"));
    }
    let said = succeed(&evidence, &["export", "r.json", "-o", "s.json", "--format", "svr"]);
    assert!(!said.contains("is the signature of"), "{said}");
    let said = succeed(&evidence, &[&args[..], &["--sign", "key.pem"]].concat());
    assert!(!said.contains("is the signature of"), "{said}");
    let report = evidence.verify_with(&["r.json", "r.json.dsse.json"]);
    assert_eq!(report.result("r.json.dsse.json")["verdict"], "info");
}

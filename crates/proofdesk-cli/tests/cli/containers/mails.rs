//! Mails as programs write them: which files are mails, what their parts are called, and what wraps them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use test_issuer::json::record_text;

use super::archive::{mail, stored, zip};
use crate::support::{Evidence, LETTER, Report, letter, reasons};

fn verify(bytes: impl AsRef<[u8]>) -> Report {
    Evidence::new().file("m.eml", bytes.as_ref()).verify()
}

/// A mail with the evidence as one attachment, whose header has these fields.
fn mail_with(fields: &[u8], attached: &[u8]) -> Vec<u8> {
    let head = "From: a@issuer.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    let body = STANDARD.encode(attached);
    let rest = format!("\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b--\r\n");
    [head.as_bytes(), fields, rest.as_bytes()].concat()
}

fn evidence() -> Vec<u8> {
    zip(&[stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))])
}

#[test]
fn names_of_attachments_are_shown_as_the_mail_has_them() {
    for (field, name) in [
        (&b"Content-Disposition: attachment; filename=\"M\xE4rz.zip\""[..], "M\\xe4rz.zip"),
        (b"Content-Disposition: attachment; filename*=UTF-8''M%e5rz.zip", "M\\xe5rz.zip"),
        (b"Content-Disposition: attachment; filename=\"=?GB2312?B?yP3Uwg==?=.zip\"", "\\xc8\\xfd\\xd4\\xc2.zip"),
        (b"Content-Type: application/zip; name=\"=?iso-8859-1?Q?M=E4rz?=\r\n =?utf-8?B?LnppcA==?=\"", "März.zip"),
        (b"Content-Disposition: attachment; filename=a.zip; filename*=utf-8''b%20c.zip", "b c.zip"),
    ] {
        let report = verify(mail_with(field, &evidence()));
        let names: Vec<_> = report.json["files"].as_array().unwrap().iter().map(|f| f["members"][0]["name"].clone()).collect();
        assert_eq!(report.status, 0, "{name}: {:?}", report.places());
        assert!(names.contains(&json!(name)), "{name}: {names:?}");
    }
}

#[test]
fn a_mail_is_told_by_its_header() {
    let body = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/zip; name=e.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let body = format!("{body}{}\r\n--b--\r\n", STANDARD.encode(evidence()));
    for head in [
        "MIME-Version: 1.0\r\n",
        "Subject: evidence\r\nMIME-Version: 1.0\r\n",
        "To: b@auditor.example\r\nSubject: evidence\r\nMIME-Version: 1.0\r\n",
        "From: a@issuer.example\r\nSubject: evidence\r\n",
        "\r\n\r\nFrom: a@issuer.example\r\nMIME-Version: 1.0\r\n",
        "\u{FEFF}From: a@issuer.example\r\nMIME-Version: 1.0\r\n",
        "\u{FEFF}\nFrom: a@issuer.example\r\nMIME-Version: 1.0\r\n",
    ] {
        let report = verify(format!("{head}{body}"));
        assert_eq!(report.status, 0, "{head}: {:?}", report.places());
        assert_eq!(report.result("m.eml › e.zip › letter.txt")["verdict"], "verified");
    }
    // Notes and responses of servers have such lines too.
    for text in [
        "Subject: evidence\nTo: b\n\nSee the letter.\n",
        "Content-Type: application/json\r\nDate: today\r\n\r\nhi",
        "Subject: a\nfrom here on: b\nno field\nMIME-Version: 1.0\n",
    ] {
        let report = verify(text);
        assert_eq!(report.result("m.eml")["kind"], "content", "{text}");
    }
}

/// As the format has them, in the smallest form: a wrapping in CMS with the type of its content.
fn cms(kind: u8) -> Vec<u8> {
    let oid = [&b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"[..], &[kind]].concat();
    let data = b"\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x80\x24\x80\x04\x02hi";
    [&[0x30, 0x80][..], &oid, b"\xA0\x80\x30\x80\x02\x01\x01\x31\x00", data].concat()
}

#[test]
fn what_wraps_a_mail_is_named_by_its_bytes() {
    let pgp = b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n";
    for (bytes, code, words) in [
        (b"\x78\x9F\x3E\x22\x01\x00\x00\x01".to_vec(), "compressed", "TNEF"),
        (cms(2), "compressed", "in the wrapping of its signature"),
        (cms(3), "archive_encrypted", "S/MIME"),
        (pgp.to_vec(), "archive_encrypted", "PGP"),
        (
            b"data PK\x05\x06\x01\x00\x01\x00\x36\x00\x36\x00\0\0\0\0\0\0\0\0\0\0".to_vec(),
            "compressed",
            "the last part of a zip archive",
        ),
    ] {
        let attached = mail(&[("some.dat", &bytes)]);
        for report in [verify(&bytes), verify(attached)] {
            let found = report.results().iter().find(|r| r["kind"] != "container").unwrap();
            assert_eq!((report.status, reasons(found)), (3, [code].into()), "{found:#}");
            assert!(found["checks"].to_string().contains(words), "{found:#}");
        }
    }
}

#[test]
fn a_header_that_can_be_read_in_two_ways_is_told_of() {
    let typed = "Content-Type: multipart/mixed; boundary=b\r\n";
    let encoded = "Content-Transfer-Encoding: base64\r\n";
    let attached = "Content-Disposition: attachment; filename=e.zip";
    let plain = String::from_utf8(mail_with(attached.as_bytes(), &evidence())).unwrap();
    let other = "Content-Type: multipart/mixed; boundary=c\r\n";
    for (from, to, said) in [
        (typed, format!("{other}{typed}"), "Its header has Content-Type more than once"),
        (
            typed,
            typed.replace("boundary=b", "boundary=b; boundary=c"),
            "“boundary” in Content-Type",
        ),
        (
            typed,
            typed.replace("boundary=b", "boundary=b; boundary*=b2"),
            "“boundary” in Content-Type",
        ),
        (
            encoded,
            format!("Content-Transfer-Encoding: 7bit\r\n{encoded}"),
            "Content-Transfer-Encoding more",
        ),
        (
            attached,
            format!("{attached}\r\nContent-Disposition: inline"),
            "Content-Disposition more than once",
        ),
        (attached, format!("{attached}; filename=f.zip"), "“filename” in Content-Disposition"),
    ] {
        let report = verify(plain.replace(from, &to));
        let of_mail = report.result("m.eml");
        assert_eq!((report.status, reasons(of_mail)), (3, ["archive_damaged"].into()), "{to}");
        assert!(of_mail["checks"].to_string().contains(said), "{of_mail:#}");
        let places = report.places();
        assert!(places.iter().any(|p| p.ends_with("letter.txt verified")), "{to}: {places:?}");
    }
    // What is said twice alike is said once.
    for line in [typed, encoded] {
        assert_eq!(verify(plain.replace(line, &format!("{line}{line}"))).status, 0, "{line}");
    }
}

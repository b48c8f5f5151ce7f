//! Evidence as it arrives: a mail with a zip archive attached. One of the files in it is not the anchored
//! version.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::files;
use super::set::Samples;
use crate::json::record_text;
use crate::{Document, Issuer};

const MAIL: &str = "wrong/9-received-by-mail.eml";
const ARCHIVE: &str = "quarter-end.zip";

pub(super) fn add(samples: &mut Samples, issuer: &Issuer) {
    let anchored = "account,balance\r\nmember shares,18204311.07\r\nnotice accounts,6120988.40\r\n";
    let saved_again = anchored.replace("\r\n", "\n");
    let letter = files::pdf(
        "Quarter-end balances",
        &[
            "Harbourline Credit Union to its auditor, 1 April 2026",
            "",
            "Balances are in balances.csv.",
        ],
    );
    let record =
        |bytes: &[u8], name, at| record_text(&issuer.document(&Document::new(bytes, name, at)));
    let letter_record = record(&letter, "cover-letter.pdf", "2026-04-01T08:00:00.120450Z");
    let balances_record =
        record(anchored.as_bytes(), "balances.csv", "2026-04-01T08:00:01.306118Z");
    let members = [
        ("cover-letter.pdf", letter.as_slice()),
        ("cover-letter.record.json", letter_record.as_bytes()),
        ("balances.csv", saved_again.as_bytes()),
        ("balances.record.json", balances_record.as_bytes()),
    ];
    samples.add(MAIL, mail(&files::zip(&members)));

    let why = "a mail as it was received; what is attached is read in place, and the mail itself has no record";
    samples.expect(MAIL, "container", "info", &[], why);
    let archive = format!("{MAIL} › {ARCHIVE}");
    let why = "the archive attached to it, which is read in place too";
    samples.expect(&archive, "container", "info", &[], why);
    let mut expect = |name: &str, kind, verdict, reasons, why| {
        samples.expect(&format!("{archive} › {name}"), kind, verdict, reasons, why);
    };
    let why = "the SHA-256 calculated from it equals the one in the signed record";
    expect("cover-letter.pdf", "content", "verified", &[], why);
    let why = "its file is here, the signature is valid, the key is the pinned one";
    expect("cover-letter.record.json", "document", "verified", &[], why);
    let why =
        "a program replaced the Windows line endings: not the anchored version of the document";
    expect("balances.csv", "content", "mismatch", &["other_version"], why);
    let why = "its signature is valid under the pinned key, but the anchored version of its file is not here";
    expect("balances.record.json", "document", "unconfirmed", &["content_not_supplied"], why);
}

/// A mail with this archive attached, as mail programs write one.
fn mail(archive: &[u8]) -> String {
    let encoded = STANDARD.encode(archive);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let lines = lines.join("\r\n");
    let text = format!(
        "From: Secretariat <secretariat@harbourline.example>
To: Audit team <audit@auditors.example>
Date: Wed, 1 Apr 2026 10:04:12 +0200
Message-ID: <20260401080412.7f31@harbourline.example>
Subject: Evidence for the quarter-end review
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"=_quay_7f31\"

--=_quay_7f31
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

Dear audit team,

attached are the balances at the end of the quarter and our cover letter,
with their proof records.

--=_quay_7f31
Content-Type: application/zip; name=\"{ARCHIVE}\"
Content-Disposition: attachment; filename=\"{ARCHIVE}\"
Content-Transfer-Encoding: base64

"
    );
    format!("{}{lines}\r\n--=_quay_7f31--\r\n", text.replace('\n', "\r\n"))
}

//! Containers that do not hold together: what is whole is judged, the rest is told of, nothing panics.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use test_issuer::json::{record_line, record_text};

use super::archive::{Stored, mail, stored, tar, zip, zip_with};
use super::vector;
use crate::support::{Evidence, LETTER, audit_event, letter, pin, reasons, repository};

/// Verifies a file cut at every byte, all cuts as one set of evidence. Each is told of at the file or in
/// it, but for those that `whole` allows.
#[track_caller]
fn require_told(name: &str, bytes: &[u8], whole: impl Fn(usize) -> bool) {
    let mut evidence = Evidence::new();
    for end in 0..bytes.len() {
        evidence = evidence.file(format!("{end:06}.{name}"), &bytes[..end]);
    }
    // Lines, since there are thousands of results.
    let output = evidence.run(["verify", "--format", "ndjson", "e"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut told = BTreeSet::new();
    for line in text.lines() {
        let result: Value = serde_json::from_str(line).unwrap();
        let of_file = matches!(result["kind"].as_str(), Some("container" | "unknown" | "content"));
        if of_file && result["verdict"] != "info" {
            told.insert(result["source"]["path"].as_str().unwrap().to_owned());
        }
    }
    for end in 0..bytes.len() {
        let is_told = told.contains(&format!("e/{end:06}.{name}"));
        assert!(is_told || whole(end), "cut at {end} of {}: {name}", bytes.len());
    }
}

fn evidence() -> Vec<Stored> {
    vec![stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))]
}

/// What came out of a damaged archive is not what somebody put into it, and nobody is accused of that.
#[test]
fn a_mismatch_in_a_damaged_archive_names_the_damage_first() {
    let record = record_text(&letter());
    let changed = record.replace("letter.txt", "lettes.txt");
    let sound = zip(&[stored("letter.txt", LETTER), stored("r.json", &changed)]);
    let crc = Some(super::archive::crc32(record.as_bytes()));
    let damaged = Stored { crc, ..stored("r.json", &changed) };
    let damaged = zip(&[stored("letter.txt", LETTER), damaged]);
    for (archive, is_damaged) in [(sound, false), (damaged, true)] {
        let report = Evidence::new().file("a.zip", archive).verify();
        let member = report.at("a.zip › r.json");
        let told = member.iter().find(|result| result["verdict"] == "mismatch").unwrap();
        let causes = told["possible_causes"].as_str().unwrap();
        assert_eq!(causes.starts_with("The archive or mail is damaged"), is_damaged, "{causes}");
    }
}

#[test]
fn every_cut_of_an_archive_is_told_of() {
    let record = record_text(&letter());
    require_told("a.zip", &zip(&evidence()), |_| false);
    let archive = tar(&[("letter.txt", b'0', "", LETTER), ("r.json", b'0', "", record.as_bytes())]);
    require_told("a.tar", &archive, |_| false);
    let mail = mail(&[("letter.txt", LETTER), ("r.json", record.as_bytes())]);
    // Behind the mark of its end, only a line break is missing.
    require_told("a.eml", &mail, |end| end >= mail.len() - 2);
    let made = repository().join("tests/vectors/containers/made");
    let gzip = fs::read(made.join("audit.ndjson.gz")).unwrap();
    require_told("a.gz", &gzip, |_| false);
    let zstd = fs::read(made.join("audit.ndjson.zst")).unwrap();
    require_told("a.zst", &zstd, |_| false);
}

#[test]
fn between_two_gzip_members_nothing_shows_a_cut_which_is_said() {
    let made = repository().join("tests/vectors/containers/made");
    let gzip = fs::read(made.join("audit-members.ndjson.gz")).unwrap();
    let second = gzip.windows(3).rposition(|three| three == [0x1F, 0x8B, 8]).unwrap();
    require_told("a.gz", &gzip, |end| end == second);
    let note = vector("made/audit-members.ndjson.gz").results()[0]["checks"][0]["note"].to_string();
    assert!(note.contains("Whether others followed cannot be seen"), "{note}");
}

#[test]
fn whole_records_before_a_break_are_judged() {
    let made = repository().join("tests/vectors/containers/made");
    let gzip = fs::read(made.join("gnu.tar.gz")).unwrap();
    let evidence = Evidence::new().file("a.tar.gz", &gzip[..gzip.len() - 20]);
    let key = repository().join("samples/harbourline.key.json");
    let pin = format!("harbourline.example=@{}", key.display());
    let report = evidence.verify_with(&["--pin", &pin, "e"]);
    assert_eq!(report.status, 3);
    let verified = report.results().iter().filter(|r| r["verdict"] == "verified").count();
    assert!(verified >= 8, "{:?}", report.places());
    assert_eq!(reasons(report.result("a.tar.gz › a.tar")), ["archive_damaged"].into());
}

/// Decoders of zstd keep back what later blocks may refer to, which is everything in a file that is shorter
/// than that. A frame by RFC 8878, section 3.1.1, whose blocks are stored as they are.
#[test]
fn whole_records_before_a_break_in_zstd_are_judged() {
    let block = |seqs: std::ops::RangeInclusive<i64>, is_last: u32| {
        let lines: String = seqs.map(|seq| record_line(&audit_event("a", seq)) + "\n").collect();
        let header = (lines.len() as u32) << 3 | is_last;
        [&header.to_le_bytes()[..3], lines.as_bytes()].concat()
    };
    let (first, second) = (block(1..=3, 0), block(4..=6, 1));
    for checksum in [0, 4] {
        let begins = [&[0x28, 0xB5, 0x2F, 0xFD, checksum, 0x68][..], &first].concat();
        let cut = [&begins[..], &second[..second.len() - 9]].concat();
        let reserved = [&begins[..], &[7, 0, 0], b"damaged"].concat();
        for bytes in [cut, reserved, begins] {
            let report = Evidence::new().file("a.ndjson.zst", bytes).verify();
            let is_verified = |r: &&Value| r["kind"] == "audit_event" && r["verdict"] == "verified";
            let verified = report.results().iter().filter(is_verified).count();
            assert!(report.status == 3 && verified >= 3, "{:?}", report.places());
            let member = report.result("a.ndjson.zst › a.ndjson");
            assert_eq!(reasons(member), ["archive_damaged"].into());
        }
    }
}

#[test]
fn a_changed_byte_is_told_of() {
    let lines: String = (1..=3).map(|seq| record_line(&audit_event("a", seq)) + "\n").collect();
    let whole = zip(&[stored("a.ndjson", &lines)]);
    let mut evidence = Evidence::new();
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        evidence = evidence.file(format!("{at:06}.zip"), changed);
    }
    let report = evidence.verify();
    for at in (0..whole.len()).step_by(7) {
        let path = format!("e/{at:06}.zip");
        let mut of_file = report.results().iter().filter(|r| r["source"]["path"] == *path);
        let told = of_file.any(|r| !matches!(r["verdict"].as_str(), Some("verified" | "info")));
        // Times and versions, of which nothing depends.
        let facts = at < 30 || at > whole.len() - 90;
        assert!(told || facts, "byte {at} of {}", whole.len());
    }
}

#[test]
fn headers_and_directory_must_agree() {
    let other =
        Stored { own_name: Some(b"other".to_vec()), ..stored("r.json", record_text(&letter())) };
    let report =
        Evidence::new().file("a.zip", zip(&[stored("letter.txt", LETTER), other])).verify();
    assert_eq!(reasons(report.result("a.zip › r.json")), ["archive_damaged"].into());
    assert_eq!(report.status, 3);
    let wrong = Stored { crc: Some(7), ..stored("letter.txt", LETTER) };
    let record = stored("r.json", record_text(&letter()));
    let report = Evidence::new().file("a.zip", zip(&[wrong, record])).verify();
    let found = report.result("a.zip › letter.txt");
    assert_eq!((report.status, reasons(found)), (3, ["archive_damaged"].into()));
}

#[test]
fn members_that_share_bytes_are_not_read() {
    // Both entries of the directory lead to the first member.
    let mut archive = zip(&[stored("r.json", record_text(&letter())), stored("r.json", "x")]);
    let at = archive.len() - 22 - "r.json".len() - 4;
    archive[at..at + 4].copy_from_slice(&[0; 4]);
    let report = Evidence::new().file("a.zip", archive).verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
    assert!(
        reasons(report.result("a.zip")).contains("archive_damaged")
            || report.at("a.zip › r.json").len() == 2
    );
    // One that lies whole in another.
    let inner = zip(&[stored("r.json", record_text(&letter()))]);
    let outer = zip(&[stored("inner.bin", &inner), stored("r.json", record_text(&letter()))]);
    let header = outer.windows(4).position(|four| four == &inner[..4]).unwrap();
    let within =
        header + 4 + outer[header + 4..].windows(4).position(|f| f == &inner[..4]).unwrap();
    let mut archive = outer.clone();
    let at = archive.len() - 22 - "r.json".len() - 4;
    archive[at..at + 4].copy_from_slice(&(within as u32).to_le_bytes());
    let report = Evidence::new().file("a.zip", archive).verify();
    let told = report.result("a.zip");
    assert_eq!(reasons(told), ["archive_damaged"].into(), "{:?}", report.places());
    assert!(told["checks"][0]["note"].to_string().contains("share the bytes"), "{told:#}");
}

#[test]
fn bytes_of_no_member_are_told_of_unless_they_are_zero() {
    let record = record_text(&letter());
    let verify = |bytes: Vec<u8>| Evidence::new().file("a.zip", bytes).verify();
    assert_eq!(verify(zip_with(&evidence(), &[0; 16], b"")).status, 0);
    for archive in
        [zip_with(&evidence(), record.as_bytes(), b""), zip_with(&evidence(), b"", b"more")]
    {
        let report = verify(archive);
        assert_eq!(report.status, 3, "{:?}", report.places());
        assert!(reasons(report.result("a.zip")).contains("archive_damaged"));
    }
    let mut archive =
        tar(&[("letter.txt", b'0', "", LETTER), ("r.json", b'0', "", record.as_bytes())]);
    archive.extend_from_slice(record.as_bytes());
    let report = Evidence::new().file("a.tar", archive).verify();
    assert_eq!(reasons(report.result("a.tar")), ["archive_damaged"].into());
    let made = repository().join("tests/vectors/containers/made");
    let mut gzip = fs::read(made.join("audit.ndjson.gz")).unwrap();
    gzip.extend_from_slice(b"more");
    let report = Evidence::new().file("a.gz", gzip).verify();
    assert_eq!(reasons(report.result("a.gz")), ["archive_damaged"].into());
}

#[test]
fn a_mail_that_is_encrypted_or_wrapped_is_named() {
    let head = "From: a@b.example\r\nMIME-Version: 1.0\r\nMessage-ID: <1@b>\r\nContent-Type: ";
    for (kind, code) in [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "archive_encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "compressed"),
        ("multipart/encrypted; boundary=b", "archive_encrypted"),
        ("application/ms-tnef; name=winmail.dat", "compressed"),
    ] {
        let mail = format!("{head}{kind}\r\n\r\n--b\r\n\r\nAAAA\r\n--b--\r\n");
        let report = Evidence::new().file("m.eml", mail).verify();
        let codes: Vec<_> = report.results().iter().flat_map(reasons).collect();
        assert_eq!((report.status, codes), (3, vec![code]), "{kind}");
    }
    let broken =
        String::from_utf8(mail(&[("letter.txt", LETTER)])).unwrap().replace("RGVh", "R*Vh");
    let report = Evidence::new().file("m.eml", broken).verify();
    assert_eq!(reasons(report.result("m.eml › letter.txt")), ["archive_damaged"].into());
}

#[test]
fn a_damaged_container_that_is_anchored_is_not_verified() {
    let whole = zip(&evidence());
    let cut = &whole[..whole.len() - 5];
    let document = test_issuer::Document::new(cut, "a.zip", "2026-03-02T10:00:00Z");
    let record = crate::support::issuer().document(&document);
    let evidence = Evidence::new().file("a.zip", cut).record("a.json", &record);
    let report = evidence.verify_with(&["--pin", &pin(), "e"]);
    let found = report.result("a.zip");
    assert_eq!((report.status, &found["verdict"]), (3, &"unconfirmed".into()), "{found:#}");
    assert!(reasons(found).contains("archive_damaged"));
}

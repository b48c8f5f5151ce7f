//! What may come out of a container.

use super::archive::{stored, zip};
use crate::support::{Evidence, LETTER, Report, letter, pin, reasons};
use test_issuer::json::record_text;

/// Verifies an archive under a limit, which is reported.
#[track_caller]
fn limited(archive: Vec<u8>, option: &str, value: &str) -> Report {
    let report =
        Evidence::new().file("a.zip", archive).verify_with(&["--pin", &pin(), option, value, "e"]);
    assert!(report.json["options"]["limits"].is_object());
    assert_eq!(report.status, 3, "{:?}", report.places());
    report
}

fn evidence() -> Vec<u8> {
    zip(&[stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))])
}

#[test]
fn usual_limits_are_not_mentioned() {
    let report = Evidence::new().file("a.zip", evidence()).verify();
    assert_eq!((report.status, &report.json["options"]["limits"]), (0, &serde_json::Value::Null));
}

#[test]
fn each_limit_stops_and_is_named() {
    for (option, value, place, name) in [
        ("--max-member", "20", "a.zip › letter.txt", "max-member"),
        ("--max-unpacked", "100", "a.zip › r.json", "max-unpacked"),
        ("--max-members", "1", "a.zip", "max-members"),
        ("--max-depth", "0", "a.zip", "max-depth"),
    ] {
        let report = limited(evidence(), option, value);
        let found = report.result(place);
        assert_eq!(reasons(found), ["archive_limit"].into(), "{option}");
        let note = found["checks"][0]["note"].to_string();
        assert!(note.contains(name) && note.contains(value), "{option}: {note}");
    }
    // Folders are members too.
    let folders: Vec<_> = (0..20).map(|i| stored(&format!("{i}/"), "")).collect();
    let report = limited(zip(&folders), "--max-members", "10");
    assert_eq!(reasons(report.result("a.zip")), ["archive_limit"].into());
    // As much as the limit is allowed.
    let size = LETTER.len().max(record_text(&letter()).len()).to_string();
    let whole = Evidence::new().file("a.zip", evidence());
    assert_eq!(whole.verify_with(&["--pin", &pin(), "--max-member", &size, "e"]).status, 0);
}

#[test]
fn containers_in_containers_are_opened_four_deep() {
    let mut archive = evidence();
    for depth in 1..=4 {
        let report = Evidence::new().file("a.zip", &archive).verify();
        assert_eq!(report.status, 0, "{depth}");
        archive = zip(&[stored("inner.zip", archive)]);
    }
    let report = Evidence::new().file("a.zip", &archive).verify();
    let place = "a.zip › inner.zip › inner.zip › inner.zip › inner.zip";
    assert_eq!(reasons(report.result(place)), ["archive_limit"].into());
}

#[test]
fn a_small_bomb_stops_soon() {
    // gzip in gzip of 4 GiB of zeros would be some 4 KiB; stored blocks make it without a compressor.
    let archive = Evidence::new().file("b.zst", zeros_in_zstd(200)).verify();
    let found = archive.result("b.zst › b");
    assert_eq!(reasons(found), ["archive_limit"].into());
    assert!(found["checks"][0]["note"].to_string().contains("max-ratio"), "{found:#}");
    assert!(archive.json["summary"]["bytes_hashed"].as_u64().unwrap() < 80 << 20);
}

/// A zstd frame (RFC 8878) of blocks that repeat one byte, each of 128 KiB in four bytes: this many MiB.
fn zeros_in_zstd(mib: u32) -> Vec<u8> {
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38];
    for i in 0..mib * 8 {
        let last = u32::from(i + 1 == mib * 8);
        let header = last | 1 << 1 | (128 << 10) << 3;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

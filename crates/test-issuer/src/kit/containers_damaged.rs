//! Containers that are damaged, or that say more than they show.

use super::case::{Case, case};
use super::containers::{borrowed, both, inside, zipped};
use super::files::{gzip, tar, zip, zstd};
use super::statement::{LETTER, letter, with};
use crate::json::record_text;

fn hidden() -> Vec<u8> {
    record_text(&with(letter(), "created_at", "2025-03-02T10:00:00.250Z")).into_bytes()
}

/// Bytes put into an archive before its directory, which is corrected.
fn with_gap(gap: &[u8]) -> Vec<u8> {
    let mut archive = zipped();
    let directory = archive.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let end = archive.len() - 22;
    let start = u32::from_le_bytes(archive[end + 16..end + 20].try_into().unwrap());
    archive[end + 16..end + 20].copy_from_slice(&(start + gap.len() as u32).to_le_bytes());
    archive.splice(directory..directory, gap.iter().copied());
    archive
}

fn with_comment(comment: &[u8]) -> Vec<u8> {
    let mut archive = zipped();
    let at = archive.len() - 2;
    archive[at..].copy_from_slice(&(comment.len() as u16).to_le_bytes());
    archive.extend(comment);
    archive
}

pub(super) fn cases() -> Vec<Case> {
    let of = |name: &str, shows, file: &str, bytes: Vec<u8>, expected: String| {
        case(name, shows).file(file, bytes).expect(expected)
    };
    let pair = both();
    let files = borrowed(&pair);
    let damaged = |file: &str| {
        inside(file).replace("container info -", "container uncheckable archive_damaged")
    };
    let named = |file: &str, kind: &str, reason: &str| {
        inside(file).replace("container info -", &format!("{kind} uncheckable {reason}"))
    };
    let mut crc = zipped();
    crc[14] ^= 1;
    let central = crc.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    crc[central + 16] ^= 1;
    let mut renamed = zipped();
    renamed[30..40].copy_from_slice(b"ledger.txt");
    let text = record_text(&letter());
    let mut shared = zip(&[("r.json", text.as_bytes()), ("r.json", text.as_bytes())]);
    let last = shared.len() - 22 - "r.json".len() - 4;
    shared[last..last + 4].copy_from_slice(&[0; 4]);
    let gz = gzip(text.as_bytes());
    let mut bad_gz = gz.clone();
    let at = bad_gz.len() - 6;
    bad_gz[at] ^= 1;
    let archive = tar(&files);
    let mut bad_header = archive.clone();
    bad_header[0] = b'L';
    vec![
        of(
            "zip_with_zeros_between",
            "Zeros that belong to no member say nothing.",
            "a.zip",
            with_gap(&[0; 64]),
            inside("a.zip"),
        ),
        of(
            "zip_with_a_record_between_fail",
            "Bytes that belong to no member are told of.",
            "a.zip",
            with_gap(&hidden()),
            damaged("a.zip"),
        ),
        of(
            "zip_behind_other_bytes_fail",
            "So are bytes before it.",
            "a.zip",
            [b"#!/bin/sh\nexit\n".to_vec(), zipped()].concat(),
            damaged("a.zip"),
        ),
        of(
            "zip_with_bytes_behind_it_fail",
            "And behind it.",
            "a.zip",
            [zipped(), hidden()].concat(),
            "a.zip container uncheckable archive_damaged".to_owned(),
        ),
        of(
            "zip_with_a_comment",
            "A comment that says nothing of a record.",
            "a.zip",
            with_comment(b"made by a program"),
            inside("a.zip"),
        ),
        of(
            "zip_with_a_record_in_its_comment_fail",
            "One that holds a record was not examined.",
            "a.zip",
            with_comment(&hidden()),
            named("a.zip", "container", "unsupported_record"),
        ),
        of(
            "zip_with_an_archive_in_its_comment_fail",
            "Nor one that is an archive.",
            "a.zip",
            with_comment(&[zip(&[("r.json", &hidden())]), b"x".to_vec()].concat()),
            named("a.zip", "container", "unsupported_record"),
        ),
        of("zip_with_two_ends_fail", "A zip archive as the comment of another: the last end counts, and what is before it belongs to no member.", "a.zip", with_comment(&zip(&[("r.json", &hidden())])),
            "a.zip container uncheckable archive_damaged
             a.zip>r.json document mismatch content_not_supplied,signed_fields_differ by quayside.example".to_owned()),
        of(
            "zip_with_a_wrong_checksum_fail",
            "A member whose checksum is another is damaged.",
            "a.zip",
            crc,
            "a.zip container info -
             a.zip>letter.txt unknown uncheckable archive_damaged
             a.zip>r.json document unconfirmed content_not_supplied by quayside.example"
                .to_owned(),
        ),
        of(
            "zip_whose_headers_disagree_fail",
            "Programs differ in which name they believe, so neither is.",
            "a.zip",
            renamed,
            "a.zip container info -
             a.zip>letter.txt unknown uncheckable archive_damaged
             a.zip>r.json document unconfirmed content_not_supplied by quayside.example"
                .to_owned(),
        ),
        of(
            "zip_whose_members_share_bytes_fail",
            "Two entries that lead to one member: none is read.",
            "a.zip",
            shared,
            "a.zip container uncheckable archive_damaged".to_owned(),
        ),
        of(
            "zip_cut_fail",
            "An archive without its directory.",
            "a.zip",
            zipped()[..300].to_vec(),
            "a.zip container uncheckable archive_damaged".to_owned(),
        ),
        case("gzip_cut_fail", "A member that broke off.")
            .file("letter.txt", LETTER)
            .file("r.json.gz", &gz[..gz.len() - 20])
            .expect(
                "letter.txt content not_found proof_not_found
                     r.json.gz container info -
                     r.json.gz>r.json unknown uncheckable archive_damaged",
            ),
        case("gzip_with_a_wrong_checksum_fail", "A checksum that is another.")
            .file("letter.txt", LETTER)
            .file("r.json.gz", bad_gz)
            .expect(
                "letter.txt content verified - by quayside.example
                     r.json.gz container info -
                     r.json.gz>r.json document verified - by quayside.example
                     r.json.gz>r.json unknown uncheckable archive_damaged",
            ),
        case("gzip_with_bytes_behind_it_fail", "Bytes behind its end.")
            .file("letter.txt", LETTER)
            .file("r.json.gz", [gz.clone(), b"more".to_vec()].concat())
            .expect(
                "letter.txt content verified - by quayside.example
                     r.json.gz container uncheckable archive_damaged
                     r.json.gz>r.json document verified - by quayside.example",
            ),
        case(
            "gzip_with_a_record_in_its_header_fail",
            "The name and the comment in its header can hold a record too.",
        )
        .file("letter.txt", LETTER)
        .file(
            "r.json.gz",
            [
                b"\x1f\x8b\x08\x10\0\0\0\0\0\xff".to_vec(),
                hidden(),
                b"\0".to_vec(),
                gz[10..].to_vec(),
            ]
            .concat(),
        )
        .expect(
            "letter.txt content verified - by quayside.example
                     r.json.gz container uncheckable unsupported_record
                     r.json.gz>r.json document verified - by quayside.example",
        ),
        case("zstd_with_a_skippable_frame_fail", "A skippable frame can hold a record too.")
            .file("letter.txt", LETTER)
            .file(
                "r.json.zst",
                [
                    zstd(text.as_bytes()),
                    vec![0x50, 0x2a, 0x4d, 0x18],
                    (hidden().len() as u32).to_le_bytes().to_vec(),
                    hidden(),
                ]
                .concat(),
            )
            .expect(
                "letter.txt content verified - by quayside.example
                     r.json.zst container uncheckable unsupported_record
                     r.json.zst>r.json document verified - by quayside.example",
            ),
        of(
            "tar_with_bytes_behind_it_fail",
            "Bytes behind the end of a tar archive.",
            "a.tar",
            [archive.clone(), hidden()].concat(),
            damaged("a.tar"),
        ),
        of(
            "tar_cut_in_a_member_fail",
            "What came before the break is judged.",
            "a.tar",
            archive[..2000].to_vec(),
            "a.tar container uncheckable archive_damaged
             a.tar>letter.txt content not_found proof_not_found
             a.tar>r.json unknown uncheckable archive_damaged"
                .to_owned(),
        ),
        of(
            "tar_with_a_wrong_checksum_fail",
            "A header whose checksum is another.",
            "a.tar",
            bad_header,
            "a.tar unknown uncheckable compressed".to_owned(),
        ),
    ]
}

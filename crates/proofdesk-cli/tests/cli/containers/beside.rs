//! What a container says beside the bytes of its members: comments, extra fields, headers, names, links.

use std::fs;

use test_issuer::json::record_text;

use super::archive::{Stored, link, mail, stored, tar, zip, zip_with};
use super::{outlook_with, vector};
use crate::support::{Evidence, LETTER, Report, letter, reasons, repository};

/// A record that would be a mismatch if it lay beside the others.
fn hidden() -> String {
    record_text(&letter()).replace("letter.txt", "changed.txt")
}

fn members() -> [Stored; 2] {
    [stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))]
}

fn verify(name: &str, bytes: Vec<u8>) -> Report {
    Evidence::new().file(name, bytes).verify()
}

/// Requires that the run does not end well, and that the container says this with this code.
#[track_caller]
fn require_told(report: &Report, place: &str, code: &str, words: &str) {
    let found = report.result(place);
    let said = found["checks"].to_string();
    assert_eq!((report.status, reasons(found)), (3, [code].into()), "{found:#}");
    assert!(said.contains(words), "{said}");
}

#[test]
fn a_record_in_the_comment_or_an_extra_field_of_a_zip_is_told_of() {
    let code = "unsupported_record";
    // What stands behind the end is its comment, once the end says how long it is.
    let with_comment = |comment: &[u8]| {
        let mut archive = zip_with(&members(), b"", comment);
        let at = archive.len() - comment.len() - 2;
        archive[at..at + 2].copy_from_slice(&(comment.len() as u16).to_le_bytes());
        archive
    };
    assert_eq!(verify("a.zip", with_comment(b"made by a program")).status, 0);
    let report = verify("a.zip", with_comment(hidden().as_bytes()));
    require_told(&report, "a.zip", code, "Its comment holds the field names of a record");
    let inner = zip(&members());
    let report = verify("a.zip", with_comment(&[&inner[..], b"x"].concat()));
    require_told(&report, "a.zip", code, "begins as a zip archive does");
    for (magic, what) in [
        (&b"\xFD7zXZ\x00"[..], "an xz-compressed file"),
        (b"BZh91AY&SY", "a bzip2-compressed file"),
        (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
        (b"\x04\x22\x4D\x18", "an lz4-compressed file"),
    ] {
        let report = verify("a.zip", with_comment(&[magic, b" and so on"].concat()));
        require_told(&report, "a.zip", code, &format!("Its comment holds {what}"));
    }

    // Behind the name of the last member in the directory: its extra field, or its comment.
    for (length, words) in [(30, "extra field in its directory"), (32, "comment in its directory")]
    {
        let said = hidden().into_bytes();
        let said = match length {
            30 => [&[0x77, 0x77][..], &(said.len() as u16).to_le_bytes(), &said].concat(),
            _ => said,
        };
        let mut archive = zip(&members());
        let end = archive.len() - 22;
        let entry = end - 46 - "r.json".len();
        let two = (said.len() as u16).to_le_bytes();
        archive[entry + length..entry + length + 2].copy_from_slice(&two);
        let size = u32::from_le_bytes(archive[end + 12..end + 16].try_into().unwrap());
        let size = (size + said.len() as u32).to_le_bytes();
        archive[end + 12..end + 16].copy_from_slice(&size);
        archive.splice(end..end, said);
        require_told(&verify("a.zip", archive), "a.zip", code, words);
    }
    let folder = stored(&format!("{}/", hidden().replace('/', "_")), "");
    let archive = zip(&[&members()[..], &[folder]].concat());
    require_told(&verify("a.zip", archive), "a.zip", code, "The name of its entry 3");
}

#[test]
fn a_record_in_a_header_of_gzip_or_a_frame_of_zstd_is_told_of() {
    let made = repository().join("tests/vectors/containers/made");
    let gzip = fs::read(made.join("audit-members.ndjson.gz")).unwrap();
    let second = gzip.windows(3).rposition(|three| three == [0x1F, 0x8B, 8]).unwrap();
    let text = hidden().into_bytes();
    let field = [&(text.len() as u16).to_le_bytes()[..], &text].concat();
    let ended = [&text[..], b"\0"].concat();
    for at in [0, second] {
        let name = gzip[at + 10..].iter().position(|b| *b == 0).unwrap() + 1;
        let behind = at + 10 + if gzip[at + 3] & 8 != 0 { name } else { 0 };
        for (flag, what, place, said) in
            [(4, "extra field", at + 10, &field), (16, "comment", behind, &ended)]
        {
            let mut changed = gzip.clone();
            assert_eq!(changed[at + 3] & flag, 0);
            changed[at + 3] |= flag;
            changed.splice(place..place, said.iter().copied());
            let report = verify("a.ndjson.gz", changed);
            let words = format!("The {what} in the header of its member {}", 1 + u8::from(at > 0));
            require_told(&report, "a.ndjson.gz", "unsupported_record", &words);
        }
    }
    let zstd = fs::read(made.join("audit.ndjson.zst")).unwrap();
    let frame = |held: &str| {
        let len = (held.len() as u32).to_le_bytes();
        [&[0x53, 0x2A, 0x4D, 0x18][..], &len, held.as_bytes()].concat()
    };
    for (around, holds) in [(frame("some"), false), (frame(&hidden()), true)] {
        let report = verify("a.ndjson.zst", [&around[..], &zstd, &around].concat());
        if holds {
            for at in [0, around.len() + zstd.len()] {
                let words = format!("The skippable frame at byte {at} holds the field names");
                require_told(&report, "a.ndjson.zst", "unsupported_record", &words);
            }
        } else {
            // As parallel compressors write them.
            assert_eq!(report.result("a.ndjson.zst")["verdict"], "info");
        }
    }
    let long = [&zstd[..], &frame(&"-".repeat(2 << 20))].concat();
    let words = format!("The skippable frame of 2097152 bytes at byte {} was not", zstd.len());
    require_told(&verify("a.zst", long), "a.zst", "unsupported_record", &words);
}

/// A tar archive of the evidence, behind it these.
fn tar_and(more: &[(&str, u8, &str, &[u8])]) -> Vec<u8> {
    let record = record_text(&letter());
    let members = [("letter.txt", b'0', "", LETTER), ("r.json", b'0', "", record.as_bytes())];
    tar(&[&members[..], more].concat())
}

/// A record of a pax header.
fn pax(keyword: &str, value: &str) -> String {
    let rest = format!(" {keyword}={value}\n");
    let len = (rest.len()..).find(|len| len.to_string().len() + rest.len() == *len);
    format!("{}{rest}", len.unwrap())
}

#[test]
fn a_record_in_a_header_of_tar_is_told_of() {
    for keyword in ["comment", "SCHILY.xattr.user.note"] {
        for kind in [b'x', b'g'] {
            let said = pax(keyword, &hidden());
            let more = [("h", kind, "", said.as_bytes()), ("e", b'5', "", &b""[..])];
            let report = verify("a.tar", tar_and(&more));
            require_told(&report, "a.tar", "unsupported_record", "The extended header at byte");
        }
    }
    let plain = pax("comment", "made by a program");
    let more = [("h", b'x', "", plain.as_bytes()), ("e", b'5', "", &b""[..])];
    assert_eq!(verify("a.tar", tar_and(&more)).status, 0);
    let name = hidden();
    let more = [("h", b'L', "", name.as_bytes()), ("e", b'5', "", &b""[..])];
    let report = verify("a.tar", tar_and(&more));
    require_told(&report, "a.tar", "unsupported_record", "The extended header at byte");
}

/// No program shows what fills up the last block of a header or a member.
#[test]
fn bytes_that_fill_up_a_block_of_tar_are_damage_behind_headers_too() {
    let comment = pax("comment", "made by a program");
    for (kind, said) in [
        (b'x', &*comment),
        (b'g', &comment),
        (b'X', &comment),
        (b'L', "a.txt\0"),
        (b'K', "a.txt\0"),
        (b'0', "text"),
    ] {
        let plain = tar_and(&[("h", kind, "", said.as_bytes()), ("e", b'5', "", b"")]);
        let said = said.as_bytes();
        let end = plain.windows(said.len()).rposition(|w| w == said).unwrap() + said.len();
        let mut changed = plain.clone();
        let record = hidden();
        let hidden = &record.as_bytes()[..record.len().min(512 - end % 512)];
        changed[end..end + hidden.len()].copy_from_slice(hidden);
        let words = format!("Between its members, at byte {end}, bytes stand that belong to none.");
        require_told(&verify("a.tar", changed), "a.tar", "archive_damaged", &words);
    }
}

#[test]
fn a_header_of_tar_without_its_member_and_a_label_with_bytes_are_damage() {
    for kind in [b'L', b'K'] {
        let report = verify("a.tar", tar_and(&[("h", kind, "", b"name\0")]));
        require_told(&report, "a.tar", "archive_damaged", "belongs to no member");
    }
    let report = verify("a.tar", tar_and(&[("label", b'V', "", b"bytes")]));
    require_told(&report, "a.tar", "archive_damaged", "has bytes of its own, at byte");
    assert_eq!(verify("a.tar", tar_and(&[("label", b'V', "", b"")])).status, 0);
}

#[test]
fn a_link_is_skipped_only_if_it_ends_at_a_file_that_was_read() {
    let told = |more: &[(&str, u8, &str, &[u8])]| {
        let report = verify("a.tar", tar_and(more));
        let skipped = report.json["skipped"].to_string().contains("contract.pdf");
        match report.at("a.tar › contract.pdf").first() {
            Some(found) => {
                assert_eq!((report.status, reasons(found)), (3, ["not_a_regular_file"].into()));
                assert!(!skipped);
                true
            }
            None => !skipped,
        }
    };
    let to = |target| ("contract.pdf", b'2', target, &b""[..]);
    assert!(!told(&[to("letter.txt")]));
    assert!(!told(&[("contract.pdf", b'1', "r.json", b"")]));
    assert!(!told(&[to("latest"), ("latest", b'2', "letter.txt", b"")]));
    assert!(told(&[to("contract.pdf")]));
    assert!(told(&[("contract.pdf", b'1', "contract.pdf", b"")]));
    assert!(told(&[to("other"), ("other", b'2', "contract.pdf", b"")]));
    assert!(told(&[("._x", b'0', "", b"x"), to("._x")]));
    assert!(told(&[("sub", b'5', "", b""), to("sub")]));
    assert!(!told(&[("sub/a.txt", b'0', "", b"a"), to("sub")]));
    assert!(told(&[("pipe", b'6', "", b""), to("pipe")]));
    let archive = zip(&[&members()[..], &[link("contract.pdf", "contract.pdf")]].concat());
    let report = verify("a.zip", archive);
    let found = report.result("a.zip › contract.pdf");
    assert_eq!((report.status, reasons(found)), (3, ["not_a_regular_file"].into()));
}

#[test]
fn a_zip64_end_that_says_the_same_as_the_other_is_read() {
    let with_long_end = |entries: u64| {
        let mut archive = zip(&members());
        let end = archive.len() - 22;
        let four = |at: usize| {
            let four: [u8; 4] = archive[end + at..end + at + 4].try_into().unwrap();
            u64::from(u32::from_le_bytes(four))
        };
        let mut long = b"PK\x06\x06".to_vec();
        long.extend_from_slice(&44u64.to_le_bytes());
        long.extend_from_slice(&[45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [entries, entries, four(12), four(16)] {
            long.extend_from_slice(&number.to_le_bytes());
        }
        long.extend_from_slice(b"PK\x06\x07\0\0\0\0");
        long.extend_from_slice(&(end as u64).to_le_bytes());
        long.extend_from_slice(&1u32.to_le_bytes());
        archive.splice(end..end, long);
        archive
    };
    let report = verify("a.zip", with_long_end(2));
    assert_eq!(report.status, 0, "{:?}", report.places());
    let report = verify("a.zip", with_long_end(3));
    assert_eq!((report.status, reasons(report.result("a.zip"))), (3, ["archive_damaged"].into()));
}

#[test]
fn a_record_in_a_header_of_a_mail_or_of_a_part_is_told_of() {
    let plain = String::from_utf8(mail(&[
        ("letter.txt", LETTER),
        ("r.json", record_text(&letter()).as_bytes()),
    ]))
    .unwrap();
    let line: String = format!("X-Note: {}\r\n", hidden().replace('\n', ""));
    let of_mail = plain.replacen("To: ", &format!("{line}To: "), 1);
    let report = verify("m.eml", of_mail.into_bytes());
    require_told(&report, "m.eml", "unsupported_record", "Its header holds the field names");
    assert_eq!(report.at("m.eml › part 1 (header)").len(), 0);
    let of_part = plain.replacen("--b\r\n", &format!("--b\r\n{line}"), 1);
    let report = verify("m.eml", of_part.into_bytes());
    require_told(&report, "m.eml", "unsupported_record", "The header of a part, at byte");
}

#[test]
fn what_honest_programs_say_beside_members_is_not_told_of() {
    for name in ["bsdtar-pax.tar", "gnu.tar", "infozip.zip", "windows.zip", "forwarded.eml"] {
        assert_eq!(vector(&format!("made/{name}")).status, 0, "{name}");
    }
}

/// A folder has no bytes; where the archive has some for it, no program would show them.
#[test]
fn a_folder_with_data_in_a_zip_is_damage() {
    let verify_with = |data: &str| {
        let folder = stored("a/", data);
        let mut archive = zip(&[&members()[..], &[folder]].concat());
        // The size that comes out is said to be none, in the directory and in its own header.
        let len = (data.len() as u32).to_le_bytes();
        for magic in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
            let mut places = (0..archive.len() - 46).filter(|at| archive[*at..].starts_with(magic));
            let at = places.next_back().unwrap() + if magic[2] == 3 { 22 } else { 24 };
            assert_eq!(archive[at..at + 4], len);
            archive[at..at + 4].fill(0);
        }
        verify("a.zip", archive)
    };
    assert_eq!(verify_with("").status, 0);
    let report = verify_with(&hidden());
    let found = report.result("a.zip › a/");
    assert_eq!((report.status, reasons(found)), (3, ["archive_damaged"].into()));
}

/// A name that ends in a slash, or the attributes of a folder: programs that unpack make a folder, and leave
/// the data where it is.
#[test]
fn a_folder_that_has_a_record_is_no_file() {
    let [letter, record] = members();
    let named = Stored { name: b"r.json/".to_vec(), ..record.clone() };
    let marked = Stored { attributes: 0o040_755 << 16 | 0x10, ..record.clone() };
    for folder in [named, marked] {
        let place = format!("a.zip › {}", String::from_utf8_lossy(&folder.name));
        let report = verify("a.zip", zip(&[letter.clone(), folder]));
        let found = report.result(&place);
        assert_eq!((report.status, reasons(found)), (3, ["archive_damaged"].into()));
    }
    // A file whose lower half has a bit of DOS.
    let file = Stored { attributes: 0o100_644 << 16 | 0x10, ..record.clone() };
    assert_eq!(verify("a.zip", zip(&[letter, file])).status, 0);
    let archive = tar(&[("letter.txt", b'0', "", LETTER), ("r.json/", b'0', "", &record.bytes)]);
    let report = verify("a.tar", archive);
    let found = report.result("a.tar › r.json/");
    assert_eq!((report.status, reasons(found)), (3, ["archive_damaged"].into()));
}

#[test]
fn zeros_behind_a_zip_are_no_damage() {
    let archive = [&zip(&members())[..], &[0; 4000]].concat();
    assert_eq!(verify("a.zip", archive.clone()).status, 0);
    let report = verify("a.zip", [&archive[..], b"x"].concat());
    assert_eq!((report.status, reasons(report.result("a.zip"))), (3, ["archive_damaged"].into()));
}

/// What is beside the members can be compressed, or in base64 of that, like any text.
#[test]
fn a_compressed_file_in_a_comment_is_told_of() {
    let gzip = fs::read(repository().join("tests/vectors/containers/made/audit-members.ndjson.gz"))
        .unwrap();
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &gzip);
    for comment in [&gzip[..], base64.as_bytes()] {
        let mut archive = zip_with(&members(), b"", comment);
        let at = archive.len() - comment.len() - 2;
        archive[at..at + 2].copy_from_slice(&(comment.len() as u16).to_le_bytes());
        let words = "Its comment holds a gzip-compressed file";
        require_told(&verify("a.zip", archive), "a.zip", "unsupported_record", words);
    }
}

/// A mail program shows what the words say.
#[test]
fn a_record_in_encoded_words_of_a_header_is_told_of() {
    let record = hidden();
    let mail_with = |words: Vec<String>| {
        let plain = mail(&[("letter.txt", LETTER), ("r.json", record_text(&letter()).as_bytes())]);
        let subject = format!("Subject: {}\r\n", words.join("\r\n "));
        verify("a.eml", [subject.as_bytes(), &plain].concat())
    };
    let q = |part: &[u8]| {
        let escaped: String = part.iter().map(|b| format!("={b:02X}")).collect();
        format!("=?utf-8?q?{escaped}?=")
    };
    let b = |part: &[u8]| {
        let engine = &base64::engine::general_purpose::STANDARD;
        format!("=?utf-8?B?{}?=", base64::Engine::encode(engine, part))
    };
    assert_eq!(mail_with(vec![b(b"The letter to members")]).status, 0);
    for words in [
        record.as_bytes().chunks(15).map(q).collect::<Vec<_>>(),
        record.as_bytes().chunks(42).map(b).collect(),
    ] {
        let report = mail_with(words);
        require_told(&report, "a.eml", "unsupported_record", "Its header holds the field names");
    }
}

/// Subject, headers and whatever else Outlook keeps beside text and attachments.
#[test]
fn a_record_in_another_stream_of_an_outlook_message_is_told_of() {
    let archive = zip(&members());
    assert_eq!(verify("m.msg", outlook_with("evidence.zip", &archive, None)).status, 0);
    for stream in ["/__substg1.0_0037001F", "/__substg1.0_007D001F", "/anything"] {
        let wide: Vec<u8> = hidden().encode_utf16().flat_map(u16::to_le_bytes).collect();
        let message = outlook_with("evidence.zip", &archive, Some((stream, &wide)));
        let words = format!("Its stream {stream} holds the field names of a record");
        require_told(&verify("m.msg", message), "m.msg", "unsupported_record", &words);
    }
}

/// Word writes the theme of a mail beside its text, as an office file, which is content wherever it lies.
#[test]
fn an_office_file_in_a_stream_of_an_outlook_message_is_content() {
    let theme = [stored("[Content_Types].xml", "<Types/>"), stored("theme/theme1.xml", "<a/>")];
    let evidence = zip(&members());
    let with = |stream: &[u8]| {
        let more = Some(("/__substg1.0_80010102", stream));
        verify("m.msg", outlook_with("evidence.zip", &evidence, more))
    };
    assert_eq!(with(&zip(&theme)).status, 0);
    let words = "Its stream /__substg1.0_80010102 holds";
    let with_record = zip(&[&theme[..], &[stored("r.json", hidden())]].concat());
    for stream in [evidence.clone(), with_record, [&zip(&theme)[..], &evidence].concat()] {
        require_told(&with(&stream), "m.msg", "unsupported_record", words);
    }
}

/// Whether a file had LF or CR LF is lost when a mail carries it as text: that accuses nobody.
#[test]
fn line_breaks_that_a_mail_changed_are_no_mismatch() {
    let text = "account,balance\nshares,18204311\nnotice,6120988\n";
    let issued =
        test_issuer::Document::new(text.as_bytes(), "balances.csv", "2026-03-02T10:00:00Z");
    let record = record_text(&crate::support::issuer().document(&issued));
    let mail = format!(
        "From: a@issuer.example\r\nMIME-Version: 1.0\r\nContent-Type: text/csv; name=balances.csv\r\n\
         Content-Disposition: attachment; filename=balances.csv\r\n\r\n{}",
        text.replace('\n', "\r\n")
    );
    let report = Evidence::new().file("m.eml", mail).file("r.json", record.clone()).verify();
    let found = report.result("m.eml › balances.csv");
    assert_eq!((report.status, reasons(found)), (3, ["other_version"].into()), "{found:#}");
    assert_eq!(found["verdict"], "unconfirmed");
    // On a disk they are the file's own.
    let report = Evidence::new()
        .file("balances.csv", text.replace('\n', "\r\n"))
        .file("r.json", record)
        .verify();
    assert_eq!((report.status, &report.result("balances.csv")["verdict"]), (1, &"mismatch".into()));
}

//! Containers: archives, compressed files and mails, read in place.

use super::case::{Case, case};
use super::files::{gzip, mail, tar, tar_of, zip, zstd};
use super::issuers::issuer;
use super::statement::{AT, LETTER, letter, with};
use crate::json::record_text;
use crate::{Document, sha256_hex};

/// The letter and its record.
pub(super) fn both() -> [(&'static str, Vec<u8>); 2] {
    [("letter.txt", LETTER.as_bytes().to_vec()), ("r.json", record_text(&letter()).into_bytes())]
}

pub(super) fn borrowed<'b>(files: &'b [(&'static str, Vec<u8>)]) -> Vec<(&'static str, &'b [u8])> {
    files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

pub(super) fn zipped() -> Vec<u8> {
    zip(&borrowed(&both()))
}

fn edited() -> Vec<u8> {
    record_text(&with(letter(), "created_at", "2025-03-02T10:00:00.250Z")).into_bytes()
}

/// Both in a container of this name.
pub(super) fn inside(name: &str) -> String {
    format!(
        "{name} container info -
         {name}>letter.txt content verified - by quayside.example
         {name}>r.json document verified - by quayside.example\n"
    )
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = read();
    cases.extend(named());
    cases.extend(anchored());
    cases.extend(bags());
    cases
}

fn read() -> Vec<Case> {
    let pair = both();
    let files = borrowed(&pair);
    let of = |name: &str, shows, file: &str, bytes: Vec<u8>, expected: String| {
        case(name, shows).file(file, bytes).expect(expected)
    };
    let record = |file: &str, member: &str| {
        format!(
            "letter.txt content verified - by quayside.example
             {file} container info -
             {file}>{member} document verified - by quayside.example"
        )
    };
    let text = record_text(&letter());
    let nested = |depth: usize| {
        let mut archive = zipped();
        for _ in 1..depth {
            archive = zip(&[("inner.zip", &archive)]);
        }
        archive
    };
    vec![
        of("zip", "A zip archive is read like a folder.", "a.zip", zipped(), inside("a.zip")),
        of("zip_of_another_name", "A container is told by its bytes, not by its name.", "a.dat", zipped(), inside("a.dat")),
        of("tar", "A tar archive.", "a.tar", tar(&files), inside("a.tar")),
        of("tar_in_gzip", "A compressed tar archive.", "a.tar.gz", gzip(&tar(&files)),
            "a.tar.gz container info -
             a.tar.gz>a.tar container info -
             a.tar.gz>a.tar>letter.txt content verified - by quayside.example
             a.tar.gz>a.tar>r.json document verified - by quayside.example".to_owned()),
        case("gzip", "A compressed record, and its file beside it.").file("letter.txt", LETTER).file("r.json.gz", gzip(text.as_bytes()))
            .expect(record("r.json.gz", "r.json")),
        case("gzip_of_two_members", "Two members after each other are one file.").file("letter.txt", LETTER)
            .file("r.json.gz", [gzip(&text.as_bytes()[..100]), gzip(&text.as_bytes()[100..])].concat())
            .expect(record("r.json.gz", "r.json")),
        case("zstd", "The same of another compression.").file("letter.txt", LETTER).file("r.json.zst", zstd(text.as_bytes()))
            .expect(record("r.json.zst", "r.json")),
        of("mail", "A mail with both attached.", "m.eml", mail(&files).into_bytes(), inside("m.eml")),
        of("zip_in_a_mail", "Containers lie in each other.", "m.eml", mail(&[("a.zip", &zipped())]).into_bytes(),
            "m.eml container info -
             m.eml>a.zip container info -
             m.eml>a.zip>letter.txt content verified - by quayside.example
             m.eml>a.zip>r.json document verified - by quayside.example".to_owned()),
        of("four_deep", "Four of them.", "a.zip", nested(4),
            "a.zip container info -
             a.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip>inner.zip>letter.txt content verified - by quayside.example
             a.zip>inner.zip>inner.zip>inner.zip>r.json document verified - by quayside.example".to_owned()),
        of("five_deep_fail", "No more than four: what is deeper is named.", "a.zip", nested(5),
            "a.zip container info -
             a.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip>inner.zip container info -
             a.zip>inner.zip>inner.zip>inner.zip>inner.zip container uncheckable archive_limit".to_owned()),
        of("folders_in_an_archive", "The folders of a member belong to its name.", "a.zip", zip(&[("2026/letter.txt", LETTER.as_bytes()), ("2026/records/r.json", text.as_bytes())]),
            "a.zip container info -
             a.zip>2026/letter.txt content verified - by quayside.example
             a.zip>2026/records/r.json document verified - by quayside.example".to_owned()),
        of("name_that_leads_out", "A name that leads out of the archive is shown as it is, and touches no file.", "a.zip", zip(&[("../../letter.txt", LETTER.as_bytes()), ("/r.json", text.as_bytes())]),
            "a.zip container info -
             a.zip>../../letter.txt content verified - by quayside.example
             a.zip>/r.json document verified - by quayside.example".to_owned()),
        of("two_members_of_one_name_fail", "Both are judged.", "a.zip", zip(&[("letter.txt", LETTER.as_bytes()), ("r.json", text.as_bytes()), ("r.json", &edited())]),
            "a.zip container info -
             a.zip>letter.txt content verified - by quayside.example
             a.zip>r.json document verified - by quayside.example
             a.zip>r.json document mismatch signed_fields_differ by quayside.example".to_owned()),
        of("edited_record_in_a_zip_fail", "What is wrong in a container is wrong.", "a.zip", zip(&[("letter.txt", LETTER.as_bytes()), ("r.json", &edited())]),
            "a.zip container info -
             a.zip>letter.txt content unconfirmed signed_fields_differ
             a.zip>r.json document mismatch signed_fields_differ by quayside.example".to_owned()),
        of("edited_record_in_a_zip_in_a_mail_fail", "However deep.", "m.eml", mail(&[("a.zip", &zip(&[("r.json", &edited())]))]).into_bytes(),
            "m.eml container info -
             m.eml>a.zip container info -
             m.eml>a.zip>r.json document mismatch content_not_supplied,signed_fields_differ by quayside.example".to_owned()),
        case("file_in_one_archive_record_in_another", "File and record find each other across containers.")
            .file("a.zip", zip(&files[..1])).file("b.tar", tar(&files[1..]))
            .expect("a.zip container info -
                     a.zip>letter.txt content verified - by quayside.example
                     b.tar container info -
                     b.tar>r.json document verified - by quayside.example"),
        of("text_that_a_mail_changed_fail", "A mail carries every line break as CR LF: a text that was carried as text accuses nobody.", "m.eml",
            mail(&files[1..]).replace("Attached.\r\n", &format!("Attached.\r\n--=_quay\r\nContent-Type: text/plain; name=\"letter.txt\"\r\nContent-Disposition: attachment; filename=\"letter.txt\"\r\n\r\n{}", LETTER.replace('\n', "\r\n") + "\r\n")).into_bytes(),
            "m.eml container info -
             m.eml>letter.txt content unconfirmed other_version
             m.eml>r.json document unconfirmed content_not_supplied by quayside.example".to_owned()),
        case("empty_zip_fail", "An archive of nothing verifies nothing.").file("a.zip", zip(&[])).expect("a.zip container info -\n status 3"),
    ]
}

/// What is named and not read.
fn named() -> Vec<Case> {
    let of = |name: &str, shows, file: &str, bytes: Vec<u8>, expected: &str| {
        case(name, shows).file(file, bytes).expect(expected)
    };
    let text = record_text(&letter());
    let mut encrypted = zipped();
    let central = encrypted.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    encrypted[6] |= 1;
    encrypted[central + 8] |= 1;
    let mut method = zipped();
    let central = method.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    method[8] = 12;
    method[central + 10] = 12;
    let link = |kind, target| {
        tar_of(&[
            ("letter.txt", b'0', "", LETTER.as_bytes()),
            ("r.json", b'0', "", text.as_bytes()),
            ("x", kind, target, b""),
        ])
    };
    vec![
        of("xz_fail", "What is packed in a form that is not read is named.", "r.json.xz", b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46rest".to_vec(), "r.json.xz unknown uncheckable compressed"),
        of("bzip2_fail", "So is another.", "r.json.bz2", b"BZh91AY&SY\x12\x34\x56\x78rest".to_vec(), "r.json.bz2 unknown uncheckable compressed"),
        of("seven_zip_fail", "And another.", "a.7z", b"7z\xbc\xaf\x27\x1c\0\x04rest".to_vec(), "a.7z unknown uncheckable compressed"),
        of("rar_fail", "And another.", "a.rar", b"Rar!\x1a\x07\x01\0rest".to_vec(), "a.rar unknown uncheckable compressed"),
        of("encrypted_member_fail", "What is encrypted is named.", "a.zip", encrypted,
            "a.zip container info -
             a.zip>letter.txt unknown uncheckable archive_encrypted
             a.zip>r.json document unconfirmed content_not_supplied by quayside.example"),
        of("other_method_fail", "So is a method of compression that is not read.", "a.zip", method,
            "a.zip container info -
             a.zip>letter.txt unknown uncheckable compressed
             a.zip>r.json document unconfirmed content_not_supplied by quayside.example"),
        of("link_to_a_member", "A link to a member that was read is skipped.", "a.tar", link(b'2', "letter.txt"), &inside("a.tar")),
        of("link_out_of_the_archive_fail", "A link that leads elsewhere is named, and not followed.", "a.tar", link(b'2', "/etc/passwd"),
            &(inside("a.tar") + "a.tar>x unknown uncheckable not_a_regular_file")),
        of("device_in_an_archive_fail", "So is a device.", "a.tar", link(b'3', ""), &(inside("a.tar") + "a.tar>x unknown uncheckable not_a_regular_file")),
        of("office_document_fail", "An office document is a zip archive, and content.", "d.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
            "d.docx content not_found proof_not_found"),
        case("limit_of_members_fail", "More members than may be read.").file("a.zip", zipped()).options(["--max-members", "1"])
            .expect("a.zip container uncheckable archive_limit
                     a.zip>letter.txt content not_found proof_not_found"),
        case("litter_in_an_archive", "What systems leave behind is skipped, in archives too.")
            .file("a.zip", zip(&[("letter.txt", LETTER.as_bytes()), ("r.json", text.as_bytes()), ("__MACOSX/._r.json", b"\0\x05\x16\x07")])).expect(inside("a.zip")),
        case("litter_that_is_a_record_fail", "Unless it holds a record.")
            .file("a.zip", zip(&[("letter.txt", LETTER.as_bytes()), ("r.json", text.as_bytes()), ("__MACOSX/._x", &edited())]))
            .expect(inside("a.zip") + "a.zip>__MACOSX/._x document mismatch signed_fields_differ by quayside.example"),
        case("link_in_a_folder_fail", "A link in a folder is not followed.").file("d/letter.txt", LETTER).record("d/r.json", &letter()).link("d/x", "/etc/passwd")
            .expect("d/letter.txt content verified - by quayside.example
                     d/r.json document verified - by quayside.example
                     d/x unknown uncheckable not_a_regular_file"),
        case("path_that_is_not_there_fail", "A path that is given and not there cannot be read.").file("letter.txt", LETTER).record("r.json", &letter()).absent("gone.json")
            .expect("letter.txt content verified - by quayside.example
                     r.json document verified - by quayside.example
                     gone.json unknown uncheckable unreadable_file"),
    ]
}

/// A container can be the document itself.
fn anchored() -> Vec<Case> {
    let record = |bytes: &[u8]| issuer().document(&Document::new(bytes, "a.zip", AT));
    let hidden = zip(&[("r.json", &edited())]);
    let look_alike = zip(&[("x.json", br#"{"org_id":"o","seq":1,"action":"a"}"#)]);
    vec![
        case(
            "archive_that_is_anchored",
            "An archive can be the document. What is in it is judged too.",
        )
        .file("a.zip", zipped())
        .record("a.json", &record(&zipped()))
        .expect(
            "a.zip content verified - by quayside.example
                     
                     a.zip>r.json document verified - by quayside.example
                     a.json document verified - by quayside.example",
        ),
        case(
            "edited_record_in_an_anchored_archive_fail",
            "What bears a signature of its own is judged.",
        )
        .file("a.zip", hidden.clone())
        .record("a.json", &record(&hidden))
        .file("letter.txt", LETTER)
        .expect(
            "a.zip content verified - by quayside.example
                     a.zip>r.json document mismatch signed_fields_differ by quayside.example
                     letter.txt content unconfirmed signed_fields_differ
                     a.json document verified - by quayside.example",
        ),
        case(
            "marks_in_an_anchored_archive",
            "Other marks in it are left over: the file is what was anchored.",
        )
        .file("a.zip", look_alike.clone())
        .record("a.json", &record(&look_alike))
        .expect(
            "a.zip content verified - by quayside.example
                     a.json document verified - by quayside.example",
        ),
    ]
}

/// Folders with manifests (RFC 8493).
fn bags() -> Vec<Case> {
    let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let record = record_text(&letter());
    let line = |text: &str, path: &str| format!("{}  {path}\n", sha256_hex(text.as_bytes()));
    let manifest = line(LETTER, "data/letter.txt") + &line(&record, "data/r.json");
    let bag = |name: &str, shows, manifest: &str, more: &[(&str, &str)]| {
        let tags = line(declaration, "bagit.txt") + &line(manifest, "manifest-sha256.txt");
        let mut bag = case(name, shows)
            .file("bag/bagit.txt", declaration)
            .file("bag/manifest-sha256.txt", manifest)
            .file("bag/data/letter.txt", LETTER)
            .file("bag/data/r.json", &record);
        if more.iter().all(|(name, _)| *name != "bag/tagmanifest-sha256.txt") {
            bag = bag.file("bag/tagmanifest-sha256.txt", tags);
        }
        more.iter()
            .filter(|(_, text)| !text.is_empty())
            .fold(bag, |bag, (name, text)| bag.file(*name, text))
    };
    let evidence = "bag/data/letter.txt content verified - by quayside.example
                    bag/data/r.json document verified - by quayside.example";
    let said = |verdict: &str, reasons: &str| {
        format!("bag/bagit.txt bag {verdict} {reasons}\n {evidence}")
    };
    let weak = line(LETTER, "data/letter.txt");
    let wrong = line("x", "data/letter.txt") + &line(&record, "data/r.json");
    vec![
        bag("bag", "A bag is checked against its manifests as a whole.", &manifest, &[])
            .expect(said("info", "-")),
        bag("bag_file_changed_fail", "A file has not the hash that is listed.", &wrong, &[])
            .expect(said("mismatch", "bag_file_changed")),
        bag(
            "bag_file_missing_fail",
            "A listed file is not there.",
            &(manifest.clone() + &line("x", "data/x.txt")),
            &[],
        )
        .expect(said("mismatch", "bag_file_missing")),
        bag("bag_file_unlisted_fail", "A file of the payload is in no manifest.", &weak, &[])
            .expect(said("unconfirmed", "bag_file_unlisted")),
        bag(
            "bag_path_outside_fail",
            "A manifest lists what lies outside.",
            &(manifest.clone() + &line("x", "../x.txt")),
            &[],
        )
        .expect(said("mismatch", "bag_path_outside")),
        bag(
            "bag_size_mismatch_fail",
            "The size is not the one stated.",
            &manifest,
            &[("bag/bag-info.txt", "Payload-Oxum: 1.1\n")],
        )
        .expect(said("mismatch", "bag_file_unlisted,bag_size_mismatch")),
        bag(
            "bag_manifest_invalid_fail",
            "A line of the manifest cannot be read.",
            &(manifest.clone() + "nonsense\n"),
            &[],
        )
        .expect(said("unconfirmed", "bag_manifest_invalid")),
        bag(
            "bag_file_not_checked_fail",
            "A listed file is to be fetched from elsewhere; nothing is fetched.",
            &(manifest.clone() + &line("x", "data/x.txt")),
            &[("bag/fetch.txt", "https://x.example/x.txt 1 data/x.txt\n")],
        )
        .expect(said("unconfirmed", "bag_file_not_checked,bag_file_unlisted")),
        bag(
            "bag_without_tag_manifest",
            "Without a tag manifest whoever changes a file can change the manifest: noted.",
            &manifest,
            &[("bag/tagmanifest-sha256.txt", "")],
        )
        .expect(said("info", "bag_tag_manifest_missing")),
        case(
            "bag_manifest_missing_fail",
            "With manifests of other hashes alone the files are not checked.",
        )
        .file("bag/bagit.txt", declaration)
        .file("bag/manifest-md5.txt", "d41d8cd98f00b204e9800998ecf8427e  data/letter.txt\n")
        .file("bag/data/letter.txt", LETTER)
        .file("bag/data/r.json", &record)
        .expect(said(
            "uncheckable",
            "bag_file_unlisted,bag_manifest_missing,bag_tag_manifest_missing",
        )),
    ]
}

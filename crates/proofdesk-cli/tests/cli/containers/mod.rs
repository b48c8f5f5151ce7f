//! Evidence as it arrives: in archives and mails.

mod archive;
mod beside;
mod broken;
mod limits;
mod mails;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use test_issuer::Document;
use test_issuer::json::record_text;

use crate::support::{
    Evidence, LETTER, Report, audit_event, issuer, letter, matched, pin, place_of, reasons,
    repository,
};
use archive::{Stored, link, mail};
pub(crate) use archive::{stored, tar, zip};

/// What verifying a file of `tests/vectors/containers` gives.
fn vector(name: &str) -> Report {
    let key = repository().join("samples/harbourline.key.json");
    let pin = format!("harbourline.example=@{}", key.display());
    let path = repository().join("tests/vectors/containers").join(name);
    Evidence::new().verify_with(&["--no-keyring", "--pin", &pin, path.to_str().unwrap()])
}

/// What is said of the evidence, whatever it lies in.
fn said(report: &Report) -> BTreeSet<String> {
    let results = report.results().iter().filter(|result| result["kind"] != "container");
    results.map(|r| format!("{} {} {}", r["kind"], r["hashes"]["sha256"], r["verdict"])).collect()
}

#[test]
fn evidence_in_archives_and_mails_of_other_programs_gets_the_same_verdicts() {
    let loose = vector("evidence");
    assert_eq!(loose.status, 0);
    for name in [
        "infozip.zip",
        "infozip-stored.zip",
        "infozip-streamed.zip",
        "7zip.zip",
        "jar.zip",
        "bsdtar.zip",
        "python.zip",
        "windows.zip",
        "bsdtar-pax.tar",
        "bsdtar-ustar.tar",
        "gnu.tar",
        "gnu.tar.gz",
        "gnu.tar.zst",
        "python.tar",
        "attached.eml",
        "attached-quoted.eml",
        "attached-zip.eml",
        "forwarded.eml",
    ] {
        let report = vector(&format!("made/{name}"));
        assert_eq!((report.status, said(&report)), (0, said(&loose)), "{name}");
    }
    for name in ["audit.ndjson.gz", "audit.ndjson.zst", "audit-members.ndjson.gz", "bsdtar-v7.tar"]
    {
        let report = vector(&format!("made/{name}"));
        assert!(report.status == 0 && said(&report).is_subset(&said(&loose)), "{name}");
        assert!(said(&report).len() >= 2, "{name}");
    }
}

#[test]
fn names_are_shown_as_the_archive_has_them() {
    let names = |report: &Report| -> BTreeSet<String> {
        let members = report.results().iter().filter_map(|r| r["source"]["members"].as_array());
        members.flatten().map(|m| m["name"].as_str().unwrap().to_owned()).collect()
    };
    for (archive, name) in [
        ("infozip.zip", "Übersicht/complaint-triage.record.json"),
        ("windows.zip", "Übersicht_/complaint-triage.record.json"),
        ("bsdtar.zip", "./Übersicht/complaint-triage.record.json"),
        ("bsdtar-pax.tar", "./Übersicht/complaint-triage.record.json"),
        ("attached.eml", "Übersicht/complaint-triage.record.json"),
        ("gnu.tar.gz", "gnu.tar"),
        ("audit.ndjson.zst", "audit.ndjson"),
    ] {
        let names = names(&vector(&format!("made/{archive}")));
        assert!(names.contains(name), "{archive}: {names:?}");
    }
    let odd = Stored { name: b"a\xffb.txt".to_vec(), ..stored("", "x") };
    let ambiguous = stored("a › b", "y");
    // A name in gzip has no folder by the standard; one that has is shown like any other.
    let made = repository().join("tests/vectors/containers/made/audit.ndjson.gz");
    let plain = fs::read(made).unwrap();
    assert_eq!(plain[3], 0, "it has no name");
    let foldered =
        [&plain[..3], &[8], &plain[4..10], b"../own/audit.ndjson\0", &plain[10..]].concat();
    let report = Evidence::new()
        .file("f.gz", foldered)
        .file("e.zip", zip(&[odd, ambiguous]))
        .file("t.tar", tar(&[("../../up.txt", b'0', "", b"z"), ("/root.txt", b'0', "", b"w")]));
    let places = report.verify().places();
    assert!(places.contains(&"t.tar › ../../up.txt not_found".to_owned()), "{places:?}");
    assert!(places.contains(&"t.tar › /root.txt not_found".to_owned()), "{places:?}");
    let of_gzip = |place: &String| place.starts_with("f.gz › ../own/audit.ndjson");
    assert!(places.iter().any(of_gzip), "{places:?}");
    let text = String::from_utf8(report.run(["verify", "e"]).stdout).unwrap();
    assert!(text.contains("e/e.zip › a<U+203A>b") || text.contains("a <U+203A> b"), "{text}");
}

#[test]
fn what_is_not_read_is_named() {
    for (name, code) in [
        ("infozip-encrypted.zip", "archive_encrypted"),
        ("infozip-bzip2.zip", "compressed"),
        ("7zip.7z", "compressed"),
        ("audit.ndjson.xz", "compressed"),
    ] {
        let report = vector(&format!("made/{name}"));
        let codes: BTreeSet<&str> = report.results().iter().flat_map(reasons).collect();
        assert_eq!((report.status, codes), (3, [code].into()), "{name}");
    }
}

#[test]
fn matching_goes_across_containers() {
    let record = record_text(&letter());
    let evidence = Evidence::new()
        .file("record.zip", zip(&[stored("r/record.json", &record)]))
        .file("mail.eml", mail(&[("evidence.zip", &zip(&[stored("a/letter.txt", LETTER)]))]));
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let place = "mail.eml › evidence.zip › a/letter.txt";
    let found = report.result(place);
    assert_eq!(matched(found), ["record.zip › r/record.json".to_owned()].into());
    let source = json!([{ "name": "evidence.zip", "index": 1, "of_name": null }, { "name": "a/letter.txt", "index": 0, "of_name": null }]);
    assert_eq!(found["source"]["members"], source);
    assert_eq!(matched(report.result("record.zip › r/record.json")), [place.to_owned()].into());
    assert_eq!(report.result("record.zip")["kind"], "container");
    assert_eq!(report.result("record.zip")["headline"], "Zip archive: 1 file inside");
}

#[test]
fn a_near_match_and_a_name_are_told_of_in_containers() {
    let crlf = String::from_utf8(LETTER.to_vec()).unwrap().replace('\n', "\r\n");
    let evidence = Evidence::new()
        .record("record.json", &letter())
        .file("letters.zip", zip(&[stored("in/letter.txt", &crlf)]));
    let report = evidence.verify();
    let found = report.result("letters.zip › in/letter.txt");
    assert_eq!((report.status, reasons(found)), (1, ["other_version"].into()));
    // Each leads to the other, and not to the archive that it lies in.
    assert_eq!(matched(found), ["record.json".to_owned()].into());
    let place = "letters.zip › in/letter.txt";
    assert_eq!(matched(report.result("record.json")), [place.to_owned()].into());
    let other = Evidence::new()
        .record("record.json", &letter())
        .file("letters.zip", zip(&[stored("in/letter.txt", "another letter")]))
        .verify();
    let note = other.result("letters.zip › in/letter.txt")["checks"][0]["note"].to_string();
    assert!(note.contains("refers to a document of this name"), "{note}");
}

#[test]
fn a_container_can_be_the_anchored_document() {
    // What is in it makes no result then, unless it is signed.
    let inside = zip(&[
        stored("notes.txt", "notes"),
        stored("event.json", r#"{"event_id":"evt_1","event_type":"a.b","payload_hash":"00"}"#),
        stored("record.json", record_text(&letter())),
    ]);
    let record = issuer().document(&Document::new(&inside, "b.zip", "2026-03-02T10:00:00Z"));
    let evidence = Evidence::new().file("b.zip", &inside).record("b.record.json", &record);
    let report = evidence.verify();
    assert_eq!(
        report.places(),
        ["b.record.json verified", "b.zip verified", "b.zip › record.json unconfirmed"]
    );
    assert_eq!(report.json["left_over"][0]["path"], "e/b.zip › event.json");
    // Without the record it is a container like any other.
    let report = Evidence::new().file("b.zip", &inside).verify();
    assert_eq!(report.results().len(), 4, "{:?}", report.places());
}

#[test]
fn what_nobody_could_read_is_told_of_in_an_anchored_container() {
    let inner = fs::read(repository().join("tests/vectors/containers/made/7zip.7z")).unwrap();
    let whole = zip(&[stored("inner.7z", inner), stored("notes.txt", "notes")]);
    let record = issuer().document(&Document::new(&whole, "b.zip", "2026-03-02T10:00:00Z"));
    let report = Evidence::new().file("b.zip", &whole).record("b.json", &record).verify();
    assert_eq!(report.status, 3);
    assert_eq!(reasons(report.result("b.zip › inner.7z")), ["compressed"].into());
}

/// The same of the anchored file itself, and of an archive that begins as something else.
#[test]
fn what_nobody_could_read_is_told_of_in_an_anchored_file() {
    let seven = fs::read(repository().join("tests/vectors/containers/made/7zip.7z")).unwrap();
    let archive = zip(&[stored("record.json", record_text(&letter()))]);
    let behind = |before: &[u8]| [before, &archive].concat();
    for bytes in [seven, behind(b"\n"), behind(b"MZ\0\0\0"), behind(b"%PDF-1.7\n")] {
        let record = issuer().document(&Document::new(&bytes, "b.bin", "2026-03-02T10:00:00Z"));
        let report = Evidence::new().file("b.bin", &bytes).record("b.json", &record).verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
        let found = report.result("b.bin");
        assert_eq!(
            (&found["verdict"], &found["axes"]["content"]),
            (&json!("unconfirmed"), &json!("pass"))
        );
        assert!(reasons(found).contains("compressed"), "{found:#}");
        // Without a record it is no content that lacks one.
        let report = Evidence::new().file("b.bin", &bytes).verify();
        assert_eq!(reasons(report.result("b.bin")), ["compressed"].into());
    }
}

#[test]
fn two_members_of_one_name_are_both_judged() {
    let changed = record_text(&letter()).replace("letter.txt", "another.txt");
    let members = [stored("r.json", record_text(&letter())), stored("r.json", changed)];
    let report = Evidence::new().file("letter.txt", LETTER).file("a.zip", zip(&members)).verify();
    let both: Vec<&Value> = report.at("a.zip › r.json");
    let indexes: Vec<&Value> = both.iter().map(|r| &r["source"]["members"][0]["index"]).collect();
    assert_eq!(indexes, [&json!(0), &json!(1)]);
}

#[test]
fn a_link_to_a_folder_in_the_container_is_skipped_as_in_folders() {
    let record = record_text(&letter());
    let here = [
        ("latest", b'2', "in/2026", &b""[..]),
        ("in/2026/letter.txt", b'0', "", LETTER),
        ("in/2026/record.json", b'0', "", record.as_bytes()),
        ("in/self", b'2', "..", b""),
    ];
    assert_eq!(Evidence::new().file("a.tar", tar(&here)).verify().status, 0);
    let out = [&here[..], &[("in/out", b'2', "../..", b"")]].concat();
    let report = Evidence::new().file("a.tar", tar(&out)).verify();
    assert_eq!(report.status, 3);
    assert_eq!(reasons(report.result("a.tar › in/out")), ["not_a_regular_file"].into());
}

/// What archives for backups have beside files, and types of members that nobody knows yet.
#[test]
fn members_of_unusual_types_in_a_tar_are_read_or_named() {
    let record = record_text(&letter());
    let evidence = |more: (&'static str, u8, &'static str, &[u8])| {
        let members =
            [("letter.txt", b'0', "", LETTER), ("record.json", b'Z', "", record.as_bytes()), more];
        Evidence::new().file("a.tar", tar(&members)).verify()
    };
    assert_eq!(evidence(("in", b'D', "", b"Yletter.txt\0\0")).status, 0);
    let report = evidence(("in", b'D', "", record.as_bytes()));
    assert_eq!(
        (report.status, reasons(report.result("a.tar"))),
        (3, ["unsupported_record"].into())
    );
    let report = evidence(("rest.txt", b'M', "", b"a rest"));
    let rest = report.result("a.tar › rest.txt");
    assert_eq!((report.status, reasons(rest)), (3, ["archive_damaged"].into()));
}

#[test]
fn links_and_devices_are_shown_and_never_followed() {
    let report = Evidence::new()
        .file(
            "t.tar",
            tar(&[
                ("a.txt", b'0', "", b"a"),
                ("inside", b'2', "a.txt", b""),
                ("hard", b'1', "a.txt", b""),
                ("outside", b'2', "../../etc/passwd", b""),
                ("absolute", b'2', "/etc/passwd", b""),
                ("device", b'3', "", b""),
                ("pipe", b'6', "", b""),
            ]),
        )
        .file(
            "z.zip",
            zip(&[stored("a.txt", "a"), link("in", "a.txt"), link("out", "/etc/passwd")]),
        )
        .verify();
    let skipped: Vec<&str> = report.json["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|s| s["path"].as_str())
        .collect();
    assert_eq!(skipped, ["e/t.tar › hard", "e/t.tar › inside", "e/z.zip › in"]);
    for place in
        ["t.tar › outside", "t.tar › absolute", "t.tar › device", "t.tar › pipe", "z.zip › out"]
    {
        assert_eq!(reasons(report.result(place)), ["not_a_regular_file"].into(), "{place}");
    }
}

#[test]
fn litter_and_excluded_members_are_as_in_folders() {
    let members = [
        stored("__MACOSX/._letter.txt", "x"),
        stored("a/.DS_Store", "x"),
        stored("tmp/scratch.txt", "x"),
        stored("letter.txt", LETTER),
        stored("record.json", record_text(&letter())),
    ];
    let evidence = Evidence::new().file("a.zip", zip(&members));
    let report = evidence.verify_with(&["--pin", &pin(), "--exclude", "tmp/", "e"]);
    assert_eq!(report.status, 0, "{:?}", report.places());
    let why = |path: &str| {
        let all = report.json["skipped"].as_array().unwrap();
        all.iter().find(|s| s["path"] == path).map(|s| s["why"].to_string())
    };
    assert!(why("e/a.zip › __MACOSX/._letter.txt").unwrap().contains("operating system"));
    assert!(why("e/a.zip › a/.DS_Store").is_some());
    assert_eq!(why("e/a.zip › tmp/scratch.txt").as_deref(), Some("\"excluded\""));
}

#[test]
fn what_was_written_in_a_mail_is_left_over_unless_it_matters() {
    let plain = Evidence::new()
        .file(
            "m.eml",
            mail(&[("letter.txt", LETTER), ("r.json", record_text(&letter()).as_bytes())]),
        )
        .verify();
    assert_eq!(plain.status, 0, "{:?}", plain.places());
    assert_eq!(plain.json["left_over"][0]["path"], "e/m.eml › part 1 (text/plain)");
    let mut with_record = String::from_utf8(mail(&[])).unwrap();
    with_record = with_record.replace("See attached.", &record_text(&letter()));
    let report = Evidence::new().file("m.eml", with_record).file("letter.txt", LETTER).verify();
    assert_eq!(report.result("m.eml › part 1 (text/plain)")["verdict"], "verified");
}

#[test]
fn a_record_in_a_container_is_found_and_its_bytes_are_shown_by_their_way() {
    let events: String =
        (1..=3).map(|seq| test_issuer::json::record_line(&audit_event("a", seq)) + "\n").collect();
    let evidence = Evidence::new().file("x.zip", zip(&[stored("log/audit.ndjson", events)]));
    let id = audit_event("a", 2)["id"].as_str().unwrap().to_owned();
    let report = evidence.verify_with(&["--pin", &pin(), "--find", &id, "e"]);
    assert_eq!(report.results().len(), 1);
    assert_eq!(place_of(&report.results()[0]["source"]), "x.zip › log/audit.ndjson:2");
}

#[test]
fn the_report_is_the_same_with_any_number_of_threads_and_as_lines() {
    let path = repository().join("tests/vectors/containers/made");
    let run = |jobs: &str| {
        let path: &Path = &path;
        Evidence::new()
            .verify_with(&["--no-keyring", "--jobs", jobs, path.to_str().unwrap()])
            .timeless()
    };
    assert_eq!(run("1"), run("8"));
}

#[test]
fn a_container_on_standard_input_is_read_too() {
    let archive = zip(&[stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))]);
    for bytes in
        [archive, mail(&[("letter.txt", LETTER), ("r.json", record_text(&letter()).as_bytes())])]
    {
        let args = ["verify", "--format", "json", "--pin", &pin(), "-"];
        let report =
            Report::of(crate::support::given(&mut crate::support::proofdesk(args), &bytes));
        assert_eq!(report.status, 0, "{:?}", report.places());
    }
}

/// A mail as Outlook saves it, with one attachment.
fn outlook(name: &str, bytes: &[u8]) -> Vec<u8> {
    outlook_with(name, bytes, None)
}

/// The same with one more stream.
fn outlook_with(name: &str, bytes: &[u8], more: Option<(&str, &[u8])>) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let attachment = "/__attach_version1.0_#00000000";
    file.create_storage(attachment).unwrap();
    let more = more.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    for (path, bytes) in [
        ("/__properties_version1.0".to_owned(), vec![0; 32]),
        ("/__substg1.0_1000001F".to_owned(), wide("See attached.")),
        (format!("{attachment}/__properties_version1.0"), vec![0; 8]),
        (format!("{attachment}/__substg1.0_3707001F"), wide(name)),
        (format!("{attachment}/__substg1.0_37010102"), bytes.to_vec()),
    ]
    .into_iter()
    .chain(more)
    {
        file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_mail_that_outlook_saved_is_read_and_an_office_file_of_its_form_is_not() {
    let inside = zip(&[stored("letter.txt", LETTER), stored("r.json", record_text(&letter()))]);
    let report = Evidence::new().file("m.msg", outlook("evidence.zip", &inside)).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.result("m.msg › evidence.zip › letter.txt")["verdict"], "verified");
    assert_eq!(report.json["left_over"][0]["path"], "e/m.msg › text");
    let whole = outlook("evidence.zip", &inside);
    let report = Evidence::new().file("m.msg", &whole[..whole.len() / 2]).verify();
    assert_eq!(reasons(report.result("m.msg")), ["archive_damaged"].into());
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/WordDocument").unwrap();
    file.flush().unwrap();
    let report = Evidence::new().file("old.doc", file.into_inner().into_inner()).verify();
    assert_eq!(report.places(), ["old.doc not_found"]);
}

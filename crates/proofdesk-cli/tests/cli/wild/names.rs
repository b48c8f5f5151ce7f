//! Names that hide, reorder or break.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::support::{Evidence, LETTER, issuer, letter, matched, pin, text};
use test_issuer::Document;

/// A name, how the JSON report has it, and how people see it.
const NAMES: [(&str, &str); 6] = [
    ("new\nline.txt", "new<U+000A>line.txt"),
    ("\u{1b}[2Jcleared.txt", "<U+001B>[2Jcleared.txt"),
    ("invoice\u{202e}fdp.exe", "invoice<U+202E>fdp.exe"),
    ("zero\u{200b}width.txt", "zero<U+200B>width.txt"),
    ("two  spaces.txt", "two <U+0020>spaces.txt"),
    ("日本語 \u{1f4c4}.txt", "日本語 \u{1f4c4}.txt"),
];

#[test]
fn people_see_what_a_name_hides_and_programs_get_it_as_it_is() {
    let mut evidence = Evidence::new();
    for (i, (name, _)) in NAMES.iter().enumerate() {
        evidence = evidence.file(name, i.to_string());
    }
    let report = evidence.verify();
    for (name, _) in NAMES {
        assert_eq!(report.result(name)["verdict"], "not_found");
    }
    let output = evidence.run(["verify", "--no-keyring", "--color", "never", "e"]);
    let words = String::from_utf8(output.stdout).unwrap();
    for (name, shown) in NAMES {
        assert!(words.contains(&format!("○ e/{shown}\n")), "{shown} is not in {words}");
        assert!(name == shown || !words.contains(name));
    }
    assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
}

/// Not everywhere can such a name be made.
#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf8_work() {
    let evidence = Evidence::new()
        .file(OsStr::from_bytes(b"le\xfftter.txt"), LETTER)
        .file(OsStr::from_bytes(b"r\xe9.json"), letter().to_string());
    let report = evidence.verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.result(r"le\xfftter.txt")["verdict"], "verified");
    assert_eq!(report.result(r"r\xe9.json")["verdict"], "verified");
    let named = evidence.verify_with(&[OsStr::from_bytes(b"e/le\xfftter.txt")]);
    assert_eq!(named.places(), [r"le\xfftter.txt not_found"]);
}

/// A name that is spelled as another one is shown must not stand for it.
#[test]
#[cfg(target_os = "linux")]
fn names_that_look_alike_are_told_apart() {
    let evidence = Evidence::new()
        .file(OsStr::from_bytes(b"a\xff.txt"), LETTER)
        .file(r"a\xff.txt", LETTER)
        .file(r"a\x5cxff.txt", "another letter")
        .record("r.json", &letter());
    let report = evidence.verify();
    assert_eq!(
        report.places(),
        [
            r"a\x5cx5cxff.txt not_found",
            r"a\x5cxff.txt verified",
            r"a\xff.txt verified",
            "r.json verified"
        ]
    );
    let both = [r"a\x5cxff.txt".to_owned(), r"a\xff.txt".to_owned()];
    assert_eq!(matched(report.result("r.json")), both.into());
}

/// The report for people too: of two forms of one name, of a space at the end, and of a name that is
/// spelled as another is shown.
#[test]
#[cfg(target_os = "linux")]
fn people_can_tell_names_apart_that_look_alike() {
    let evidence = Evidence::new()
        .file("M\u{fc}ller.pdf", "1")
        .file("Mu\u{308}ller.pdf", "2")
        .file("r\u{e9}union/a.txt", "3")
        .file("re\u{301}union/b.txt", "4")
        .file("plain.txt", "5")
        .file("plain.txt ", "6")
        .file("a\u{202e}b", "7")
        .file("a<U+202E>b", "8")
        .file("Zu\u{308}rich.txt", "9")
        .lines("M\u{fc}ller.ndjson", &[letter(), letter()])
        .lines("Mu\u{308}ller.ndjson", &[letter(), letter()]);
    let output = evidence.run(["verify", "--pin", &pin(), "--color", "never", "e"]);
    let words = String::from_utf8(output.stdout).unwrap();
    for shown in [
        "M\u{fc}ller.pdf",
        "Mu<U+0308>ller.pdf",
        "r\u{e9}union/a.txt",
        "re<U+0301>union/b.txt",
        "plain.txt",
        "plain.txt<U+0020>",
        "a<U+202E>b",
        "a<U+003C>U+202E>b",
        // Nothing looks like it.
        "Zu\u{308}rich.txt",
    ] {
        assert_eq!(words.matches(&format!("\u{25cb} e/{shown}\n")).count(), 1, "{shown}: {words}");
    }
    assert!(
        words.contains("Mu<U+0308>ller.ndjson") && words.contains("M\u{fc}ller.ndjson"),
        "{words}"
    );
    assert!(!words.contains("Mu\u{308}ller"), "{words}");
}

/// What a record says of itself is as untrusted as a name.
#[test]
fn text_from_records_cannot_write_to_the_terminal() {
    let reference = "\u{1b}]0;title\u{7} letter\u{202e}.txt\r\nVerified";
    let mut record = issuer().document(&Document::new(LETTER, reference, "2026-03-02T10:00:00Z"));
    record["event_id"] = "evt\u{1b}[31m\n1".into();
    record["document_ref"] = "another".into();
    let error = serde_json::json!({ "error": "evil\u{1b}[2J", "message": "x" });
    let evidence = Evidence::new()
        .record("r.json", &record)
        .file("letter.txt", LETTER)
        .file("error.json", error.to_string());
    let pin = pin();
    let output = evidence.run(["verify", "--pin", &pin, "--color", "never", "e"]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
    for shown in ["evt<U+001B>[31m<U+000A>1", "title<U+0007> letter<U+202E>.txt<U+000D><U+000A>"] {
        assert!(words.contains(shown), "{shown} is not in {words}");
    }
    let report = evidence.verify();
    assert_eq!(text(&report.result("r.json")["id"]), "evt\u{1b}[31m\n1");
    // The same holds for what goes to standard error.
    let output = evidence.run(["verify", "--pin", "a\u{1b}[2J=x", "e"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("a<U+001B>[2J"), "{words}");
}

//! What is not in the evidence.

use super::Case;
use super::content::event;
use super::signing::key_not_pinned;
use super::traces::sealed;
use crate::support::{
    Evidence, LETTER, answer, audit_event, issuer, letter, pin, place_of, reasons, text,
};

pub(super) fn proof_not_found() -> Case {
    Case::new().file("letter.txt", LETTER).gives("not_found", 3)
}

/// Everything that can be asked for is there, but not under this name.
fn asked(query: &'static str, named: &'static str) -> Case {
    Case::new()
        .record("letter.json", &letter())
        .record("answer.json", &issuer().attestation(&answer()))
        .record("event.json", &event())
        .record("audit.json", &audit_event("a log", 1))
        .record("trace.json", &sealed())
        .args(["--find", query])
        .at(named)
        .gives("not_found", 3)
}

pub(super) fn proof_not_found_for_an_id() -> Case {
    asked("evt_01NOWHERE", "evt_01NOWHERE")
}

pub(super) fn document_not_found() -> Case {
    asked("https://www.invoance.com/proof/document/evt_01NOWHERE", "proof/document/evt_01NOWHERE")
}

pub(super) fn attestation_not_found() -> Case {
    asked(
        "https://www.invoance.com/proof/ai/att_01NOWHERE?utm_source=mail",
        "proof/ai/att_01NOWHERE",
    )
}

pub(super) fn event_not_found() -> Case {
    asked("https://www.invoance.com/proof/event/evt_01NOWHERE/", "proof/event/evt_01NOWHERE")
}

pub(super) fn trace_not_found() -> Case {
    asked("https://www.invoance.com/proof/trace/trc_01NOWHERE#items", "proof/trace/trc_01NOWHERE")
}

/// Anybody can write another id into an event.
pub(super) fn id_not_signed() -> Case {
    let mut event = event();
    event["event_id"] = "evt_WANTED".into();
    let case = Case::new().record("event.json", &event).args(["--find", "evt_WANTED"]);
    case.at("evt_WANTED").gives("unconfirmed", 3)
}

#[test]
fn a_proof_link_finds_only_its_own_kind() {
    let case = asked("x", "x");
    let id = |record: &serde_json::Value, name: &str| record[name].as_str().unwrap().to_owned();
    let (letter, answer) = (letter(), issuer().attestation(&answer()));
    // Of an event and of a trace, nothing signs the id, which is said beside them.
    let ids = [
        ("document", id(&letter, "event_id"), "letter.json", true),
        ("ai", id(&answer, "attestation_id"), "answer.json", true),
        ("event", id(&event(), "event_id"), "event.json", false),
        ("event", id(&audit_event("a log", 1), "id"), "audit.json", true),
        ("trace", id(&sealed(), "trace_id"), "trace.json", false),
    ];
    let find = |evidence: &Evidence, query: &str| -> Vec<String> {
        let report = evidence.verify_with(&["--pin", &pin(), "--find", query, "e"]);
        let places = report.results().iter().map(|r| place_of(&r["source"]));
        places.collect()
    };
    for (kind, id, file, signed) in &ids {
        let found = |query: &str| match signed {
            true => vec![(*file).to_owned()],
            false => vec![(*file).to_owned(), asked_for(query)],
        };
        assert_eq!(find(&case.evidence, id), found(id));
        for other in ["document", "ai", "event", "trace"] {
            let link = format!("https://www.invoance.com/proof/{other}/{id}");
            let expected = if other == *kind { found(&link) } else { vec![asked_for(&link)] };
            assert_eq!(find(&case.evidence, &link), expected, "{link}");
        }
    }
    let hash = id(&letter, "document_hash");
    assert_eq!(find(&case.evidence, &hash), ["letter.json"]);
    assert_eq!(find(&case.evidence, &hash.to_uppercase()), ["letter.json"]);
    assert_eq!(find(&case.evidence, &format!("sha256:{hash}")), ["letter.json"]);
}

/// A link as the report has it: without where it leads.
fn asked_for(link: &str) -> String {
    link.trim_start_matches("https://www.invoance.com/").to_owned()
}

/// As mail programs pass links on, and as tools print hashes.
#[test]
fn what_is_asked_for_may_be_spelled_in_every_usual_way() {
    use base64::Engine;
    let case = asked("x", "x");
    let find = |query: &str| -> Vec<String> {
        let report = case.evidence.verify_with(&["--pin", &pin(), "--find", query, "e"]);
        report.results().iter().map(|r| place_of(&r["source"])).collect()
    };
    let letter = letter();
    let id = letter["event_id"].as_str().unwrap();
    let page = format!("https://www.invoance.com/proof/document/{id}");
    let coded = page.replace(':', "%3A").replace('/', "%2F");
    let second = page.replace('-', "-2D").replace('_', "-5F").replace(':', "-3A").replace('/', "_");
    let bing = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&page);
    for query in [
        page.clone(),
        format!("{page}/"),
        format!("{page}."),
        format!("{page}?lang=de&from=mail#top"),
        format!("<{page}>"),
        format!(" \"{page}\" "),
        format!("www.invoance.com/proof/document/{id}"),
        format!("https://www.invoance.com/de/proof/document/{id}"),
        format!("https://www.invoance.com/proof/pt-BR/document/{id}"),
        format!("https://www.invoance.com/proof/{id}"),
        format!("https://www.invoance.com/verify/{id}/"),
        format!("https://api.invoance.com/v1/document/{id}"),
        format!(
            "https://eur01.safelinks.protection.outlook.com/?url={coded}&data=05%7C02&reserved=0"
        ),
        format!("https://urldefense.com/v3/__{page}__;!!Abc-1!xyz$"),
        format!("https://urldefense.proofpoint.com/v2/url?u={second}&d=DwMFaQ&c=x"),
        format!("https://urldefense.proofpoint.com/v1/url?u={coded}&k=x"),
        format!("https://www.google.com/url?q={page}&sa=D&ust=1"),
        format!("https://duckduckgo.com/l/?uddg={coded}&rut=0"),
        format!("https://www.bing.com/ck/a?!&&p=0&u=a1{bing}&ntb=1"),
        format!("https://r.search.yahoo.com/_ylt=A0/RV=2/RE=1/RO=10/RU={coded}/RK=2/RS=x-"),
        format!("https://x.safelinks.protection.outlook.com/?url={}", {
            let inner = format!("https://www.google.com/url?q={coded}");
            inner.replace('%', "%25").replace(':', "%3A").replace('/', "%2F")
        }),
    ] {
        assert_eq!(find(&query), ["letter.json"], "{query}");
    }
    let hash = letter["document_hash"].as_str().unwrap();
    let pairs: Vec<&str> = (0..32).map(|i| &hash[2 * i..2 * i + 2]).collect();
    for query in [
        format!("SHA256:{}", hash.to_uppercase()),
        format!("0x{hash}"),
        pairs.join(":"),
        format!("sha256:{}", pairs.join(":").to_uppercase()),
        pairs.join(" "),
        format!("{hash}  letter.txt"),
        format!("{hash} *C:\\my letters\\letter.txt"),
        format!("SHA256 (letter.txt) = {hash}"),
        format!("{hash}."),
        format!("({hash}),"),
        format!("\u{201C}{hash}\u{201D}"),
        format!("SHA-256: {hash}"),
        format!("sha256={hash}"),
    ] {
        assert_eq!(find(&query), ["letter.json"], "{query}");
    }
}

#[test]
fn what_is_no_id_link_or_hash_is_wrong_usage() {
    let case = asked("x", "x");
    let hash = "ab".repeat(32);
    for (query, says) in [
        ("two words", "this is not a proof link or a hash"),
        ("evt_1\u{7}", "1 to 200 characters without spaces"),
        (&"x".repeat(201), "an id has 1 to 200 characters"),
        ("https://example.com/", "this link names no record"),
        ("https://example.com/page?q=https://example.com/proofs/x", "this link names no record"),
        ("evidence/r.json", "this is the path of a file"),
        (&format!("sha256:{}", &hash[1..]), "a SHA-256 has 64 hexadecimal characters"),
        (&hash[1..], "a SHA-256 has 64 hexadecimal characters"),
        (&format!("{hash}ab"), "a SHA-256 has 64 hexadecimal characters"),
        ("https://www.invoance.com/proof/", "has no id"),
        ("https://www.invoance.com/verify", "has no id"),
        ("https://api.invoance.com/v1/events/", "has no id"),
        ("https://www.invoance.com/proof/.", "has no id"),
        ("<>", "it is empty"),
    ] {
        let output = case.evidence.run(["verify", "--no-keyring", "--find", query, "e"]);
        let words = String::from_utf8(output.stderr).unwrap().replace(['\n', ' '], "");
        assert_eq!((output.status.code(), output.stdout), (Some(2), Vec::new()), "{query}");
        assert!(words.contains(&says.replace(' ', "")), "{query}: {words}");
    }
    for id in ["evt_1", "proof", &"x".repeat(200), "a.b:c-d_e", &hash[20..]] {
        let report = case.evidence.verify_with(&["--no-keyring", "--find", id, "e"]);
        assert_eq!(report.status, 3, "{id}");
    }
}

#[test]
fn what_is_asked_for_and_verified_passes_whatever_else_is_there() {
    let evidence = asked("x", "x").evidence.file("letter.txt", LETTER);
    let id = letter()["event_id"].as_str().unwrap().to_owned();
    assert_eq!(evidence.verify_with(&["--pin", &pin(), "--find", &id, "e"]).status, 0);
    let both = ["--pin", &pin(), "--find", &id, "--find", "evt_01NOWHERE", "e"];
    assert_eq!(evidence.verify_with(&both).status, 3);
    assert_eq!(key_not_pinned().args(["--find", &id]).run().status, 3);
}

/// What was found is not all there is of it, if not all could be read.
#[test]
fn what_was_found_beside_what_could_not_be_read_is_no_pass() {
    let case = Case::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let id = text(&letter()["document_hash"]).to_owned();
    let find = |evidence: &Evidence| evidence.verify_with(&["--pin", &pin(), "--find", &id, "e"]);
    assert_eq!(find(&case.evidence).status, 0);
    let case = case.file("rest.7z", b"7z\xBC\xAF\x27\x1C\0\x04and more");
    let report = find(&case.evidence);
    let result = report.result(&id);
    assert_eq!((report.status, reasons(result)), (3, ["compressed"].into()), "{result:#}");
    assert!(text(&result["headline"]).contains("not all of the evidence could be read"));
    assert!(result["checks"].to_string().contains("e/rest.7z"), "{result:#}");
}

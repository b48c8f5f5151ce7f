//! The forms of a report, each read by another implementation.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::{Evidence, LETTER, audit_event, given, letter, pin, proofdesk, repository};

/// What a script in Python says of a text on its standard input.
fn python(script: &str, input: &[u8]) -> Value {
    let output = given(Command::new("python3").args(["-c", script]), input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "python3: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A log with a gap, a verified document, an altered one, and names that people and programs stumble over.
pub(crate) fn mixed() -> Evidence {
    let mut altered = letter();
    altered["document_ref"] = "other.txt".into();
    Evidence::new()
        .file("letter.txt", LETTER)
        .record("letter.json", &letter())
        .record("sub/altered.json", &altered)
        .file("=HYPERLINK(\"x\").txt", "nobody's")
        .file("<b>bold & \"quoted\"</b>\u{202E}.txt", "nobody's either")
        .lines("log.ndjson", &[audit_event("a", 1), audit_event("a", 2), audit_event("a", 4)])
}

/// The report on evidence in a form, as `verify` writes it and as `export` makes it.
fn form(evidence: &Evidence, format: &str) -> Vec<u8> {
    let pin = pin();
    let at = |name: &str| evidence.outside().join(name);
    let json =
        evidence.run(["verify", "--pin", &pin, "e", "--format", "json", "-o", "report.json"]);
    assert_eq!(json.status.code(), Some(1));
    let exported = evidence.run(["export", "report.json", "--format", format]);
    assert_eq!(String::from_utf8_lossy(&exported.stderr), "");
    assert_eq!(exported.status.code(), Some(0));
    let mut direct = proofdesk(["verify", "--pin", &pin, "e", "--format", format]);
    // The same moment as that of the JSON report, or the two would differ in it.
    let report: Value = serde_json::from_slice(&fs::read(at("report.json")).unwrap()).unwrap();
    direct.current_dir(evidence.outside());
    let direct = direct.output().unwrap();
    assert_eq!(direct.status.code(), Some(1));
    let started = report["run"]["started_at"].as_str().unwrap();
    let timeless = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let at = text.find("begun 20").map(|at| at + "begun ".len());
        at.map_or(text.clone(), |at| text.replace(&text[at..at + started.len()], "TIME"))
    };
    assert_eq!(timeless(&direct.stdout), timeless(&exported.stdout), "{format}");
    exported.stdout
}

#[test]
fn a_spreadsheet_reads_a_row_a_result_and_calculates_nothing() {
    let rows = python(
        "import csv,io,json,sys\n\
         print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode('utf-8-sig'),newline='')))))",
        &form(&mixed(), "csv"),
    );
    let rows = rows.as_array().unwrap();
    let report = mixed().verify();
    assert_eq!(rows.len(), report.results().len());
    for (row, result) in rows.iter().zip(report.results()) {
        assert_eq!(row["verdict"], result["verdict"]);
        assert_eq!(row["report_digest"], report.json["report_digest"]);
        for cell in row.as_object().unwrap().values() {
            let cell = cell.as_str().unwrap();
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
            assert!(!cell.contains(['\u{202E}', '\n', '\r']), "{cell}");
        }
    }
    let names: Vec<&str> = rows.iter().map(|row| row["file"].as_str().unwrap()).collect();
    assert!(names.contains(&"e/=HYPERLINK(\"x\").txt"), "{names:?}");
}

#[test]
fn a_build_server_counts_what_the_report_counts() {
    let read = python(
        "import json,sys,xml.etree.ElementTree as e\n\
         r=e.fromstring(sys.stdin.buffer.read())\n\
         n=lambda t:len(r.findall('.//testcase/'+t))\n\
         s=lambda a:sum(int(x.get(a)) for x in r.findall('testsuite'))\n\
         print(json.dumps([len(r.findall('.//testcase')),n('failure'),n('error'),n('skipped'),\n\
         s('tests'),s('failures'),s('errors'),s('skipped'),\n\
         [x.get('name') for x in r.findall('testsuite')]]))",
        &form(&mixed(), "junit"),
    );
    let summary = mixed().verify().json["summary"].clone();
    let of = |names: &[&str]| -> u64 { names.iter().map(|n| summary[n].as_u64().unwrap()).sum() };
    let cases = of(&["total"]) - of(&["info"]);
    let counts =
        [cases, of(&["mismatch"]), of(&["uncheckable"]), of(&["unconfirmed", "not_found"])];
    for (i, count) in counts.iter().enumerate() {
        assert_eq!(read[i], *count, "{i}");
        assert_eq!(read[i + 4], *count, "{i}");
    }
    let mut suites: Vec<&str> =
        read[8].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let all = suites.len();
    suites.sort_unstable();
    suites.dedup();
    assert_eq!(suites.len(), all, "one suite a file");
}

/// A part of the evidence was not read, and what was read can still change.
#[test]
fn nothing_of_a_cancelled_run_is_called_verified_in_any_form() {
    let evidence = mixed();
    let args = ["verify", "--pin", &pin(), "e", "--format", "json", "-o", "report.json"];
    evidence.run(args);
    let place = evidence.outside().join("report.json");
    let mut report: Value = serde_json::from_slice(&fs::read(&place).unwrap()).unwrap();
    report["report_digest"] = Value::Null;
    report["summary"]["cancelled"] = true.into();
    fs::write(&place, report.to_string()).unwrap();
    let form = |format: &str| {
        let exported = evidence.run(["export", "report.json", "--format", format]);
        assert_eq!(String::from_utf8_lossy(&exported.stderr), "", "{format}");
        exported.stdout
    };
    let text = |format: &str| String::from_utf8(form(format)).unwrap();
    let headline =
        "Provisional: signed with the key you pinned as issuer.example; the run is incomplete";
    for (format, words) in
        [("csv", text("csv")), ("html", text("html")), ("pdf", pdf_words(&form("pdf")))]
    {
        assert!(words.contains("Provisional"), "{format}: {words}");
        for claim in ["Verified", "What is verified", "events present are verified", ",verified,"] {
            assert!(!words.contains(claim), "{format}: {claim}: {words}");
        }
    }
    let csv = text("csv");
    let verified = report["summary"]["verified"].as_u64().unwrap();
    assert_eq!(csv.matches(&format!(",provisional,{headline},")).count() as u64, verified);
    let html = text("html");
    assert!(html.contains("Checked before the run was cancelled; do not rely on it"), "{html}");
    assert!(html.contains("Cancelled. These results are incomplete; do not rely on them."));
    let junit = text("junit");
    let open = ["unconfirmed", "not_found", "verified"];
    let open: u64 = open.iter().map(|n| report["summary"][n].as_u64().unwrap()).sum();
    assert_eq!(junit.matches("<skipped ").count() as u64, open, "{junit}");
    assert_eq!(junit.matches(&format!("message=\"{headline}\"")).count() as u64, verified);
    assert!(!junit.contains("Verified"), "{junit}");
    let svr = evidence.run(["export", "report.json", "--format", "svr"]);
    assert_ne!(svr.status.code(), Some(0));
}

#[test]
fn a_build_server_reads_only_what_the_schema_has() {
    let schema = repository().join("tests/report/junit.xsd");
    let script = format!(
        "import json,sys\nfrom lxml import etree as e\n\
         s=e.XMLSchema(e.parse({:?}))\n\
         d=e.fromstring(sys.stdin.buffer.read())\n\
         s.assertValid(d)\n\
         d[0].set('tests','many')\n\
         print(json.dumps(s.validate(d)))",
        schema.display().to_string()
    );
    let hostile = mixed().record("\u{7}]]>&amp;<!--.json", &{
        let mut record = letter();
        record["event_id"] = "]]> \u{0}\u{FFFE} \"'<x>&#0;".into();
        record
    });
    for evidence in [mixed(), hostile, Evidence::new().file("only.txt", "a")] {
        let junit = evidence.run(["verify", "e", "--format", "junit"]).stdout;
        let output = given(Command::new("/usr/bin/python3").args(["-c", &script]), &junit);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "lxml: {errors}");
        assert_eq!(output.stdout, b"false\n", "the schema refuses what is none");
    }
}

#[test]
fn a_page_holds_no_markup_from_evidence_no_script_and_nothing_from_elsewhere() {
    let page = form(&mixed(), "html");
    let read = python(
        "import json,sys\nfrom html.parser import HTMLParser\n\
         tags={};attrs=[];ids=[];links=[];stack=[]\n\
         void={'meta','br','hr','img','link','input','col'}\n\
         class P(HTMLParser):\n\
         \x20def handle_starttag(s,t,a):\n\
         \x20 tags[t]=tags.get(t,0)+1\n\
         \x20 attrs.extend(n for n,_ in a)\n\
         \x20 ids.extend(v for n,v in a if n=='id')\n\
         \x20 links.extend(v for n,v in a if n in('href','src'))\n\
         \x20 t in void or stack.append(t)\n\
         \x20def handle_endtag(s,t):\n\
         \x20 assert stack.pop()==t\n\
         P().feed(sys.stdin.buffer.read().decode())\n\
         assert not stack\n\
         print(json.dumps([tags,attrs,ids,links]))",
        &page,
    );
    let tags = read[0].as_object().unwrap();
    for tag in ["script", "b", "img", "link", "iframe", "object", "form", "base"] {
        assert!(!tags.contains_key(tag), "{tag}");
    }
    let attributes: Vec<&str> =
        read[1].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(attributes.iter().all(|name| !name.starts_with("on")));
    let ids: Vec<&str> = read[2].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let links: Vec<&str> = read[3].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(!links.is_empty());
    for link in links {
        let target = link.strip_prefix('#').expect("a link within the page");
        assert!(ids.contains(&target), "{link}");
    }
    let text = String::from_utf8(page).unwrap();
    // The only style is the width of columns.
    let styles = attributes.iter().filter(|name| **name == "style").count();
    assert_eq!(text.matches("<col style=\"width:").count(), styles);
    assert!(!text.contains('\u{202E}'), "a character that turns the line around");
    assert!(text.contains("&lt;b&gt;bold &amp; &quot;quoted&quot;&lt;/b&gt;<span class=\"mark\">&lt;U+202E&gt;</span>.txt"));
    let report = mixed().verify();
    for result in report.results() {
        let headline = result["headline"].as_str().unwrap();
        let is_exception = !["verified", "info"].contains(&result["verdict"].as_str().unwrap());
        assert!(!is_exception || text.contains(&headline.replace('"', "&quot;")), "{headline}");
    }
}

/// What pikepdf says of a PDF: that of the system, since a Python of the user's may not have it.
fn pdf_facts(pdf: &[u8]) -> Value {
    let script = "import io,json,pikepdf,sys\n\
        pdf=pikepdf.open(io.BytesIO(sys.stdin.buffer.read()))\n\
        root=pdf.Root\n\
        tags={}\n\
        def walk(node):\n\
        \x20if isinstance(node,pikepdf.Array):\n\
        \x20 [walk(n) for n in node]\n\
        \x20elif isinstance(node,pikepdf.Dictionary):\n\
        \x20 if '/S' in node and ('/Type' not in node or node.Type=='/StructElem'):\n\
        \x20  t=str(node.S); tags[t]=tags.get(t,0)+1\n\
        \x20 if '/K' in node: walk(node.K)\n\
        walk(root.StructTreeRoot)\n\
        fonts=[]\n\
        for page in pdf.pages:\n\
        \x20for font in [page.Resources['/Font'][k] for k in (page.Resources['/Font'].keys() if '/Font' in page.Resources else [])]:\n\
        \x20 for d in (font['/DescendantFonts'] if '/DescendantFonts' in font else [font]):\n\
        \x20  f=d.FontDescriptor; fonts.append(any(k in f for k in('/FontFile','/FontFile2','/FontFile3')))\n\
        with pdf.open_metadata() as m:\n\
        \x20marks=[m.get('pdfaid:part'),m.get('pdfaid:conformance'),m.get('{http://www.aiim.org/pdfua/ns/id/}part')]\n\
        print(json.dumps({'tags':tags,'fonts':fonts,'marks':marks,'marked':bool(root.MarkInfo.Marked),\n\
        'lang':str(root.Lang),'title':bool(root.ViewerPreferences.DisplayDocTitle),'pages':len(pdf.pages),\n\
        'outline':'/Outlines' in root,\n\
        'attached':{n:a.get_file().read_bytes().decode() for n,a in pdf.attachments.items()}}))";
    let output = given(Command::new("/usr/bin/python3").args(["-c", script]), pdf);
    assert!(output.status.success(), "pikepdf: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The words of a PDF in reading order.
fn pdf_words(pdf: &[u8]) -> String {
    let output = given(Command::new("pdftotext").args(["-", "-"]), pdf);
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pdf(evidence: &Evidence) -> (Vec<u8>, String) {
    let pin = pin();
    let args = ["verify", "--pin", &pin, "e", "--format", "json", "-o", "report.json"];
    evidence.run(args);
    let export = || evidence.run(["export", "report.json", "--format", "pdf"]);
    let exported = export();
    assert_eq!(String::from_utf8_lossy(&exported.stderr), "");
    assert_eq!(exported.status.code(), Some(0));
    assert_eq!(exported.stdout, export().stdout, "two exports of one report");
    let json = fs::read_to_string(evidence.outside().join("report.json")).unwrap();
    (exported.stdout, json)
}

#[test]
fn a_pdf_is_tagged_bears_its_marks_embeds_its_fonts_and_holds_the_json_report() {
    let (pdf, json) = pdf(&mixed());
    let facts = pdf_facts(&pdf);
    assert_eq!(facts["marks"], serde_json::json!(["3", "A", "1"]));
    assert_eq!(facts["marked"], true);
    assert_eq!(facts["lang"], "en");
    assert_eq!(facts["title"], true);
    assert_eq!(facts["outline"], true);
    let fonts = facts["fonts"].as_array().unwrap();
    assert!(!fonts.is_empty() && fonts.iter().all(|embedded| *embedded == true));
    assert_eq!(facts["attached"]["report.json"], json);
    let tags = facts["tags"].as_object().unwrap();
    for tag in ["/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Link", "/TOC"] {
        assert!(tags.contains_key(tag), "{tag} of {tags:?}");
    }
    assert_eq!(tags["/H1"], 1);
}

#[test]
fn a_pdf_says_what_the_report_says_in_its_order() {
    let (pdf, json) = pdf(&mixed());
    let words = pdf_words(&pdf);
    let report: Value = serde_json::from_str(&json).unwrap();
    let mut at = words.find("Each of these, explained").expect("its section");
    at += words[at + 1..].find("Each of these, explained").expect("behind the contents");
    let rank = |verdict: &Value| match verdict.as_str().unwrap() {
        "mismatch" => 0,
        "uncheckable" => 1,
        "not_found" => 2,
        _ => 3,
    };
    let results = report["results"].as_array().unwrap().iter();
    let mut exceptions: Vec<&Value> = results
        .filter(|r| !["verified", "info"].contains(&r["verdict"].as_str().unwrap()))
        .collect();
    exceptions.sort_by_key(|result| rank(&result["verdict"]));
    assert!(exceptions.len() >= 4);
    // Lines are broken at any place of a long word, so white space is not compared.
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let rest = squeeze(&words[at..]);
    let mut from = 0;
    for result in exceptions {
        let headline = squeeze(result["headline"].as_str().unwrap());
        let found = rest[from..].find(&headline);
        from += found.unwrap_or_else(|| panic!("{headline} is not behind the one before"));
    }
    let digest = report["report_digest"].as_str().unwrap();
    assert!(squeeze(&words).contains(digest));
}

#[test]
fn a_pdf_marks_what_its_fonts_lack_and_breaks_what_is_long() {
    let evidence = Evidence::new()
        .file("報告書.txt", "a")
        .file("دليل.txt", "b")
        .file("🧾 invoice.txt", "c")
        .file(format!("{}.txt", "long".repeat(60)), "d")
        .record("id.json", &{
            let mut record = letter();
            record["event_id"] = "x".repeat(10_000).into();
            record["document_ref"] = "(\\ ) <</S/JavaScript>> \u{7} \u{FFFE} \u{10FFFF}".into();
            record
        });
    let (pdf, _) = pdf(&evidence);
    let words: String = pdf_words(&pdf).split(' ').collect();
    for mark in
        ["<U+5831><U+544A><U+66F8>.txt", "<U+062F><U+0644><U+064A><U+0644>.txt", "<U+1F9FE>"]
    {
        assert!(words.contains(mark), "{mark}");
    }
    assert!(words.contains(&"long".repeat(60)));
    assert!(!words.contains(&"x".repeat(200)) && words.contains("xxx…(10000characters,SHA-256"));
    assert_eq!(pdf_facts(&pdf)["marks"], serde_json::json!(["3", "A", "1"]));
}

/// Each form has one sign for a name, whatever it looks like.
#[test]
fn names_that_look_alike_are_told_apart_in_every_form() {
    let evidence = Evidence::new()
        .file("M\u{fc}ller.txt", "a")
        .file("Mu\u{308}ller.txt", "b")
        .file("end .txt", "c")
        .file("end\u{a0}.txt", "d")
        .file("end.txt ", "e")
        .file("end.txt", "f");
    let names = [
        "e/M\u{fc}ller.txt",
        "e/Mu<U+0308>ller.txt",
        "e/end .txt",
        "e/end<U+00A0>.txt",
        "e/end.txt<U+0020>",
        "e/end.txt",
    ];
    evidence.run(["verify", "e", "--format", "json", "-o", "report.json"]);
    let form = |format: &str| evidence.run(["export", "report.json", "--format", format]).stdout;
    let plain = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let html = plain(form("html")).replace("<span class=\"mark\">", "").replace("</span>", "");
    let unescape = |text: String| text.replace("&lt;", "<").replace("&gt;", ">");
    for (format, words) in [
        ("csv", plain(form("csv"))),
        ("junit", unescape(plain(form("junit")))),
        ("html", unescape(html)),
        ("pdf", pdf_words(&form("pdf"))),
        ("text", plain(evidence.run(["verify", "e"]).stdout)),
    ] {
        for name in names {
            assert!(words.contains(name), "{format} {name}: {words}");
        }
        assert!(!words.contains("Mu\u{308}"), "{format}");
    }
}

/// Nobody is sent to the issuer for the record of a report that lies among the evidence.
#[test]
fn a_report_among_the_evidence_is_called_one_in_every_form() {
    let evidence = mixed();
    evidence.run(["verify", "e", "--format", "json", "-o", "report.json"]);
    for format in ["html", "pdf", "csv", "junit", "text"] {
        let report = match format {
            "text" => evidence.run(["verify", "e"]).stdout,
            _ => evidence.run(["export", "report.json", "--format", format]).stdout,
        };
        let found = Evidence::new().file("saved", report).verify();
        let result = found.result("saved");
        assert_eq!(result["verdict"], "not_found", "{format}");
        let headline = "No record found in this evidence (in the form of a report of Proofdesk)";
        assert_eq!(result["headline"], headline, "{format}");
        let step = result["next_step"].as_str().unwrap();
        assert!(
            step.contains("give the JSON report") && !step.contains("issuer"),
            "{format}: {step}"
        );
    }
}

/// Whoever sees only the first page knows what was given, what holds, what does not and why, and what could not be
/// checked.
#[test]
fn the_answer_is_the_first_page_of_a_pdf() {
    let zip =
        fs::read(repository().join("tests/vectors/containers/made/infozip-encrypted.zip")).unwrap();
    let mut evidence = mixed().file("locked.zip", zip);
    for i in 0..30 {
        let mut altered = letter();
        altered["document_ref"] = format!("{}{i}.txt", "of a longer name, ".repeat(4)).into();
        evidence = evidence
            .record(format!("more/{}{i}.json", "record of a document, ".repeat(3)), &altered);
    }
    let (pdf, json) = pdf(&evidence);
    let pages = pdf_pages(&pdf);
    let words = |page: &[String]| page.join(" ");
    let first = words(&pages[0]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let digest = &report["report_digest"].as_str().unwrap()[..4];
    for said in [
        "31 of 37 files do not match.",
        "Given to the program: e.",
        "were read and hashed",
        "No. File Why Next step",
        "of 31 results; the others stand under",
        "1 result: 1 encrypted file. In e/locked.zip › audit.ndjson",
        "Report digest ",
        digest,
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    assert!(!first.contains("unrecognised"), "{first}");
    assert_eq!(pages[1][..2], ["Contents", "What was checked, and how"]);
    // One file is one, and where nothing is wrong, that is said.
    let one = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    let first = words(&pdf_pages(&self::pdf(&one).0)[0]);
    assert!(first.contains("Cannot be checked none"), "{first}");
    let one = Evidence::new().file("letter.txt", LETTER);
    let first = words(&pdf_pages(&self::pdf(&one).0)[0]);
    assert!(
        first.contains(&format!("1 file with {} bytes was read and hashed.", LETTER.len())),
        "{first}"
    );
}

/// The pages of a PDF, each as its lines as they are seen, without the last, which every page has.
fn pdf_pages(pdf: &[u8]) -> Vec<Vec<String>> {
    let output = given(Command::new("pdftotext").args(["-layout", "-", "-"]), pdf);
    let text = String::from_utf8(output.stdout).unwrap();
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = |page: &str| -> Vec<String> {
        let lines = page.lines().map(squeeze).filter(|line| !line.is_empty());
        lines.filter(|line| !line.starts_with("report digest")).collect()
    };
    text.split('\u{c}').map(lines).filter(|page| !page.is_empty()).collect()
}

#[test]
fn no_heading_and_no_head_of_a_table_ends_a_page() {
    let mut evidence = mixed();
    let is_head = |line: &str| {
        let heads = [
            "Each of these, explained",
            "Everything that is not verified",
            "Whether anything is missing",
            "What is verified",
            "For information",
            "Every file",
            "What was not checked",
            "How to check this report",
            "Checks",
            "Check Outcome What was compared, and what to know",
            "File Bytes SHA-256",
            "File Verified results Proved by, or proof of Key pinned as",
            "No. Where What Verdict Why",
        ];
        let is_numbered = line.split_once(". e/").is_some_and(|(n, _)| n.parse::<u8>().is_ok());
        heads.contains(&line) || is_numbered
    };
    let mut pages = 0;
    let mut heads = 0;
    for i in 0..12 {
        evidence = evidence.file(format!("more {i}.txt"), format!("more {i}"));
        for page in pdf_pages(&pdf(&evidence).0) {
            pages += 1;
            heads += page.iter().filter(|line| is_head(line)).count();
            let last = page.last().unwrap();
            assert!(!is_head(last), "{last} ends a page of {i}");
        }
    }
    assert!(pages > 60 && heads > 150, "{pages} pages, {heads} headings and heads");
}

#[test]
fn a_pdf_names_what_is_attached_to_it_and_groups_hashes_in_sentences() {
    let (pdf, _) = pdf(&mixed());
    let words = pdf_words(&pdf);
    assert!(words.contains("is attached to it as report.json, byte for byte."));
    let long = words
        .split(' ')
        .find(|word| word.len() >= 64 && word.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(long, None, "a hash in one piece");
}

#[test]
fn a_report_that_was_changed_after_it_was_written_is_not_exported() {
    let evidence = mixed();
    let report = evidence.verify();
    let change = |pointer: &str, value: Value| {
        let mut json = report.json.clone();
        *json.pointer_mut(pointer).unwrap() = value;
        json
    };
    let path = evidence.outside().join("changed.json");
    let export = |json: &Value| {
        fs::write(&path, json.to_string()).unwrap();
        evidence.run(["export", "changed.json", "--format", "csv"])
    };
    assert_eq!(export(&report.json).status.code(), Some(0));
    let at = report.results().iter().position(|result| result["verdict"] == "mismatch").unwrap();
    for json in [
        change(&format!("/results/{at}/verdict"), "verified".into()),
        change(&format!("/results/{at}/checks"), serde_json::json!([])),
        change("/results", report.json["results"].as_array().unwrap()[1..].into()),
        change("/files/0/sha256", "00".repeat(32).into()),
        change("/pins", serde_json::json!([])),
        change("/options/contiguous", true.into()),
        change("/summary/mismatch", 0.into()),
        change("/report_digest", Value::Null),
    ] {
        let output = export(&json);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains("changed after it was written"), "{errors}");
    }
}

#[test]
fn what_is_no_report_is_not_exported() {
    let evidence = mixed();
    for (name, text, words) in [
        ("record.json", letter().to_string(), "not a JSON report of Proofdesk"),
        ("empty.json", String::new(), "this file is empty"),
        (
            "newer.json",
            r#"{"schema":"proofdesk.report/9","results":[{"of":"another form"}]}"#.into(),
            "proofdesk.report/9",
        ),
        ("deep.json", "[".repeat(100_000), "not a JSON report of Proofdesk"),
    ] {
        fs::write(evidence.outside().join(name), text).unwrap();
        let output = evidence.run(["export", name, "--format", "html", "-o", "out.html"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(errors.contains(name) && errors.contains(words), "{errors}");
        assert!(!evidence.outside().join("out.html").exists(), "{name}");
    }
}

/// The fonts that Debian's `fonts-dejavu-core` has; `scripts/setup test` installs it.
#[test]
#[cfg(target_os = "linux")]
fn a_font_of_ones_own_draws_what_stands_by_itself_and_nothing_else() {
    let evidence = Evidence::new().file("հաշիվ 北.txt", "a").file("שלום.txt", "b");
    let font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let pdf = |args: &[&str]| {
        let output =
            evidence.run([&["verify", "--no-keyring", "--format", "pdf"], args, &["e"]].concat());
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        let words = given(Command::new("pdftotext").args(["-", "-"]), &output.stdout).stdout;
        String::from_utf8(words).unwrap().split_whitespace().collect::<String>()
    };
    let marks = "<U+0570><U+0561><U+0577><U+056B><U+057E>";
    assert!(pdf(&[]).contains(marks));
    let words = pdf(&["--font", font]);
    assert!(words.contains("հաշիվ") && !words.contains(marks), "{words}");
    // Letters from right to left, and what this font lacks too.
    for mark in ["<U+05E9>", "<U+5317>"] {
        assert!(words.contains(mark), "{mark} {words}");
    }
    std::fs::write(evidence.outside().join("no.ttf"), "no font").unwrap();
    for (args, said) in [
        (["--format", "pdf", "--font", "no.ttf"], "no.ttf: this is no TrueType or OpenType font"),
        (["--format", "html", "--font", font], "--font is for PDF"),
    ] {
        let output = evidence.run([&["verify", "--no-keyring"], &args[..], &["e"]].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(said), "{errors}");
    }
}

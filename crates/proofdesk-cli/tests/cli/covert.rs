//! Records in forms that are not read: each is named, and none leaves a run green.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use test_issuer::json::{record_line, record_text};
use test_issuer::sha256_hex;

use crate::support::{Evidence, LETTER, Report, letter, reasons};

/// A verified record and its document, with something beside the record in the same file.
fn beside(member: &str, value: Value) -> Report {
    let wrapper = json!({ "record": letter(), member: value });
    Evidence::new().file("w.json", wrapper.to_string()).file("letter.txt", LETTER).verify()
}

/// The verified record stays so, and something else is told of with this code.
#[track_caller]
fn require_told(report: &Report, pointer: &str, code: &str) {
    assert_eq!(report.status, 3, "{:?}", report.places());
    assert_eq!(report.result("w.json#/record")["verdict"], "verified");
    let told = report.result(&format!("w.json#{pointer}"));
    assert_eq!(told["verdict"], "uncheckable", "{told:#}");
    assert!(reasons(told).contains(code), "{told:#}");
}

/// What begins like gzip (RFC 1952) and is no text: what is inside does not matter here.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let head = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
    head.into_iter().chain(bytes.iter().map(|byte| byte ^ 0xA5)).collect()
}

const ROWS: &str = "INSERT INTO \"anchors\" (id, event_id, document_hash,\n  signature_b64) \
                    VALUES (1, 'evt_1', 'ab12', 'c2ln');";

#[test]
fn rows_of_a_database_are_named() {
    require_told(&beside("dump", json!(ROWS)), "/dump", "invalid_json");
    let copy =
        "COPY public.anchors (event_id, document_hash, has_original) FROM stdin;\nevt_1\tab\tf\n";
    require_told(&beside("dump", json!(copy)), "/dump", "invalid_json");
    // Also where nobody would look for them.
    let error = json!({ "error": "bad_request", "message": ROWS });
    let report = Evidence::new()
        .record("r.json", &letter())
        .file("letter.txt", LETTER)
        .file("e.json", error.to_string())
        .verify();
    assert_eq!(report.status, 3, "{:?}", report.places());
    assert!(reasons(report.result("e.json#/message")).contains("invalid_json"));
    let report = Evidence::new().file("dump.sql", format!("BEGIN;\n{ROWS}\nCOMMIT;\n")).verify();
    let dump = report.result("dump.sql");
    assert_eq!((&dump["kind"], &dump["verdict"]), (&"unknown".into(), &"uncheckable".into()));
    assert!(dump["checks"].to_string().contains("it is SQL, not JSON"), "{dump:#}");
    // A sentence that names such columns is none.
    let words = "The table (event_id, document_hash) has one row for each document.";
    assert_eq!(beside("note", json!(words)).status, 0);
}

#[test]
fn compressed_records_in_texts_are_named() {
    let packed = gzip(record_line(&letter()).as_bytes());
    let base64 = STANDARD.encode(&packed);
    let hex: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
    let lines = |text: &str, width: usize| {
        let lines = text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap());
        lines.collect::<Vec<_>>().join("\n")
    };
    let zlib = {
        // A block of fixed codes (RFC 1951), behind the two bytes of RFC 1950.
        let head = [0x78, 0x9C, 0b011];
        head.into_iter().chain(packed.iter().copied()).collect::<Vec<u8>>()
    };
    let zlib: String = zlib.iter().map(|byte| format!("{byte:02x}")).collect();
    for text in [
        base64.clone(),
        // As Ruby writes it, and others.
        lines(&base64, 60),
        lines(&base64, 50),
        format!("batch 7: {base64}"),
        format!("data:application/gzip;base64,{base64}"),
        STANDARD.encode(base64.as_bytes()),
        hex.clone(),
        // As databases write bytes.
        format!("0x{hex}"),
        format!("\\x{hex}"),
        lines(&hex, 60),
        zlib,
    ] {
        require_told(&beside("batch", json!(text)), "/batch", "compressed");
    }
    let pieces: Vec<&str> =
        base64.as_bytes().chunks(50).map(|c| std::str::from_utf8(c).unwrap()).collect();
    require_told(&beside("batch", json!(pieces)), "/batch", "compressed");
    // An image is no such thing.
    let image = STANDARD.encode([&b"\x89PNG\r\n\x1A\n"[..], &[7; 200]].concat());
    assert_eq!(beside("logo", json!(image)).status, 0);
    // As a file, also one that is skipped otherwise.
    for name in ["batch.txt", ".DS_Store"] {
        let report = Evidence::new()
            .record("r.json", &letter())
            .file("letter.txt", LETTER)
            .file(name, &base64)
            .verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
        assert!(reasons(report.result(name)).contains("compressed"), "{name}");
    }
}

/// Each letter of UTF-16 that is read as Latin-1 is followed by a zero.
#[test]
fn text_that_was_read_in_another_encoding_is_named() {
    let units = |text: &str| -> String {
        text.encode_utf16().flat_map(u16::to_le_bytes).map(char::from).collect()
    };
    let spoiled = units(&record_text(&letter()));
    require_told(&beside("body", json!(spoiled)), "/body", "invalid_json");
    require_told(&beside("body", json!(format!("\u{FF}\u{FE}{spoiled}"))), "/body", "invalid_json");
    let report = Evidence::new().file("r.json", format!("\u{FF}\u{FE}{spoiled}")).verify();
    let file = report.result("r.json");
    assert_eq!((&file["verdict"], report.status), (&"uncheckable".into(), 3));
    let words = "UTF-16 that was saved again in another encoding";
    assert!(file["checks"].to_string().contains(words), "{file:#}");
}

/// Notebooks keep texts as lists of lines, databases answer with columns and rows.
#[test]
fn records_that_were_cut_in_pieces_are_named() {
    let text = record_text(&letter());
    let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    require_told(&beside("source", json!(lines)), "/source", "unsupported_record");
    let bare: Vec<&str> = text.lines().collect();
    require_told(&beside("source", json!(bare)), "/source", "unsupported_record");
    // Wherever it is cut.
    let chunks: Vec<String> =
        text.as_bytes().chunks(7).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    require_told(&beside("parts", json!(chunks)), "/parts", "unsupported_record");
    let table = json!({
        "columns": ["event_id", "document_hash", "signature_b64"],
        "data": [["evt_1", "ab12", "c2ln"]],
    });
    require_told(&beside("table", table), "/table", "unsupported_record");
    let table = json!({
        "schema": { "fields": [{ "name": "event_id" }, { "name": "document_hash" }] },
        "rows": [{ "f": [{ "v": "evt_1" }, { "v": "ab12" }] }],
    });
    require_told(&beside("table", table), "/table", "unsupported_record");
    // A compressed file too, in a list and under numbers.
    let packed = STANDARD.encode(gzip(text.as_bytes()));
    let (one, other) = packed.split_at(10);
    require_told(&beside("parts", json!([one, other])), "/parts", "compressed");
    require_told(&beside("parts", json!({ "0": one, "1": other })), "/parts", "compressed");
    let numbers = json!({ "type": "Buffer", "data": gzip(text.as_bytes()) });
    require_told(&beside("body", numbers), "/body/data", "compressed");
    let names = ["event_id", "document_hash", "signature_b64"];
    let pairs = names.map(|name| json!({ "name": name, "value": "a" }));
    require_told(&beside("params", json!(pairs)), "/params", "unsupported_record");
    let pairs = names.map(|name| json!([name, "a"]));
    require_told(&beside("params", json!(pairs)), "/params", "unsupported_record");
    // One can be without its value, and columns can be described at length.
    let pairs = names.map(|name| json!({ "op": "add", "path": format!("/{name}"), "value": "a" }));
    let pairs = [&[json!({ "op": "remove", "path": "/old" })], &pairs[..]].concat();
    require_told(&beside("patch", json!(pairs)), "/patch", "unsupported_record");
    let column = |name: &&str| {
        let described = (0..10).map(|n| (format!("about{n}"), json!(n)));
        let described = described.chain([("name".to_owned(), json!(name))]);
        Value::Object(described.collect())
    };
    let columns: Vec<Value> = names.iter().map(column).collect();
    let table = json!({ "columnMetadata": columns, "records": [[{ "stringValue": "evt_1" }]] });
    require_told(&beside("table", table), "/table", "unsupported_record");
    let with_end = [&lines[..], &[String::new()]].concat();
    let mut with_end = json!(with_end);
    with_end.as_array_mut().unwrap().push(Value::Null);
    require_told(&beside("source", with_end), "/source", "unsupported_record");
    // The names alone, as in a schema, are no record.
    let names = json!({ "required": ["event_id", "document_hash", "signature_b64"] });
    assert_eq!(beside("schema", names).status, 0);
}

/// Databases write names in capitals, tables put something before them, and a mark of the byte order sticks to one.
#[test]
fn a_record_with_names_in_another_spelling_is_named() {
    let spellings: [fn(&str) -> String; 5] = [
        |name| name.to_ascii_uppercase(),
        |name| format!("data.{name}"),
        |name| format!("@{name}"),
        |name| format!("{name}\u{200B}"),
        |name| format!("\u{FEFF}{name} "),
    ];
    for spelled in spellings {
        let record = letter();
        let members = record.as_object().unwrap().iter();
        let record: serde_json::Map<String, Value> =
            members.map(|(name, value)| (spelled(name), value.clone())).collect();
        let report = beside("row", Value::Object(record));
        require_told(&report, "/row", "unsupported_record");
    }
    let other = json!({ "ORG": "a", "SEQ": 1, "ACTION": "b", "signature": "c" });
    assert_eq!(beside("row", other).status, 0);
}

/// Letters of other alphabets, and what nobody sees between those of a name.
#[test]
fn a_record_whose_names_only_look_like_its_own_is_named() {
    let spellings: [fn(&str) -> String; 5] = [
        |name| name.replace('o', "\u{43e}").replace('s', "\u{455}"),
        |name| name.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect(),
        |name| name.replace('e', "\u{1D41E}"),
        |name| name.replace('_', "\u{200B}_\u{2060}"),
        |name| format!("{name}\u{200F}"),
    ];
    for spelled in spellings {
        let record = letter();
        let members = record.as_object().unwrap().iter();
        let named: serde_json::Map<String, Value> =
            members.clone().map(|(name, value)| (spelled(name), value.clone())).collect();
        let named = Value::Object(named);
        require_told(&beside("row", named.clone()), "/row", "unsupported_record");
        for sign in [":", "\u{2236}", "\u{A789}", "\u{200B}:"] {
            let lines =
                members.clone().map(|(name, value)| format!("{}{sign} {value}", spelled(name)));
            let text = lines.collect::<Vec<_>>().join("\n");
            require_told(&beside("note", json!(text)), "/note", "invalid_json");
        }
        let damaged = record_text(&named).replace("\u{200B}", "&#8203;").replacen('{', "{,", 1);
        let report = Evidence::new().file("r.json", damaged).verify();
        assert_eq!(report.result("r.json")["verdict"], "uncheckable", "{:?}", report.places());
    }
    // Words of other languages are not.
    let other = json!({ "ответ": "да", "номер": 1, "подпись": "x" });
    assert_eq!(beside("row", other.clone()).status, 0);
    assert_eq!(beside("note", json!(other.to_string().repeat(3))).status, 0);
}

/// A table with a title, in words that are joined otherwise, and between other signs.
#[test]
fn a_table_behind_other_lines_is_named() {
    let names = ["id", "org_id", "seq", "occurred_at", "action", "payload_hash", "signature"];
    let row = ["aevt_1", "aorg_1", "2", "2026-03-02T10:00:00Z", "member.erased", "ab12", "cd34"];
    let table = |by: &str, quote: &str, named: fn(&str) -> String| {
        let line = |cells: Vec<String>| {
            cells.iter().map(|cell| format!("{quote}{cell}{quote}")).collect::<Vec<_>>().join(by)
        };
        let row = line(row.iter().map(|cell| cell.to_string()).collect());
        format!("{}\n{row}\n{row}\n", line(names.iter().map(|name| named(name)).collect()))
    };
    let as_it_is: fn(&str) -> String = str::to_owned;
    let in_words: fn(&str) -> String = |name| name.replace('_', " ").to_uppercase();
    for text in [
        format!("Export of 1 March\n\n{}", table(",", "\"", as_it_is)),
        format!("# exported\n{}", table(";", "", as_it_is)),
        format!("Hello, here it is:\r\n\r\n{}", table(";", "", as_it_is).replace('\n', "\r\n")),
        table(",", "'", as_it_is),
        table("~", "", as_it_is),
        table("\u{1}", "", as_it_is),
        table(",", "\"", in_words),
        format!("Title\n{}", table(",", "\"", in_words)),
    ] {
        let report = Evidence::new().file("export.txt", &text).verify();
        let told = report.result("export.txt");
        assert!(reasons(told).contains("unsupported_record"), "{text}: {told:#}");
        assert_ne!(beside("note", json!(text)).status, 0, "{text}");
    }
    // Prose with a list of names is none.
    let prose = "The fields of an export are\nid, org_id, seq, action, signature\nand stand in every line.\n";
    let report = Evidence::new().file("manual.txt", prose).verify();
    assert_eq!(report.result("manual.txt")["verdict"], "not_found");
}

/// Container logs have a line of what was printed in each of their lines.
#[test]
fn a_record_over_several_lines_of_a_log_is_named() {
    let (text, good) = (record_text(&letter()), record_line(&letter()));
    let line = |text: &str| json!({ "log": text, "stream": "stdout" });
    let printed = text.split_inclusive('\n').map(line);
    let (one, other) = good.split_at(good.find("hash").unwrap() + 2);
    for (lines, is_in_none) in
        [(printed.collect::<Vec<_>>(), true), (vec![line(one), line(other)], false)]
    {
        let all: Vec<Value> =
            [line(&good)].into_iter().chain(lines.clone()).chain([line(&good)]).collect();
        let log: String = all.iter().map(|line| format!("{line}\n")).collect();
        let report = Evidence::new().file("a.log", &log).file("letter.txt", LETTER).verify();
        assert_eq!(report.status, 3, "{:?}", report.places());
        // What one of the lines names is told of at that line.
        if is_in_none {
            let told = report.result("a.log:2");
            assert!(reasons(told).contains("unsupported_record"), "{told:#}");
            require_told(&beside("lines", json!(lines)), "/lines", "unsupported_record");
        }
    }
    let quiet: String =
        (0..9).map(|n| format!("{}\n", line(&format!("event {n} done\n")))).collect();
    let report = Evidence::new().file("a.log", quiet + &line(&good).to_string() + "\n");
    assert_eq!(report.file("letter.txt", LETTER).verify().status, 0);
}

/// A record as YAML: its hash is base64 as well.
const YAML: &str = "org_id: aorg_1\nseq: 2\naction: member.erased\npayload_hash: \
                    abababababababababababababababababababababababababababababababab\n";

#[test]
fn a_record_in_another_notation_is_named_in_base64_too() {
    for text in [STANDARD.encode(YAML), STANDARD.encode(STANDARD.encode(YAML))] {
        let report = beside("note", json!(text));
        assert_eq!(report.status, 3, "{text}: {:?}", report.places());
        assert_eq!(report.result("w.json#/note")["verdict"], "uncheckable");
    }
}

#[test]
fn names_in_the_tags_of_a_page_are_told() {
    for page in [
        "<table><tr><td>org_id</td><td>aorg_1</td></tr><tr><td>seq</td><td>2</td></tr></table>",
        "<b>org_id</b>: aorg_1<br><b>seq</b>: 2",
        "<dl><dt class=\"a\">org_id</dt><dd>aorg_1</dd><dt>seq</dt><dd>2</dd></dl>",
    ] {
        assert_eq!(beside("page", json!(page)).status, 3, "{page}");
    }
    for page in [
        "<p:org_id>aorg_1</p:org_id><p:seq>2</p:seq><p:action>member.erased</p:action>",
        "<org_id type=\"string\">a</org_id><seq type=\"integer\">2</seq>",
    ] {
        assert_eq!(beside("page", json!(page)).status, 3, "{page}");
    }
    let words = "<p>An <em>org_id</em> and a <code>seq</code> are in each record.</p>";
    assert_eq!(beside("page", json!(words)).status, 0);
}

/// What makes a bag a bag is no evidence, but it can hold some.
#[test]
fn what_cannot_be_read_in_a_bags_own_files_is_told() {
    use crate::bags::by_hand;
    use crate::containers::{stored, zip};

    let record = record_text(&letter());
    let files = [("data/letter.txt", LETTER), ("data/letter.json", record.as_bytes())];
    let files = files.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()));
    let whole = by_hand(&files);
    let put = |name: &str, bytes: &str| {
        let mut files = whole.clone();
        files.retain(|(path, _)| path != name);
        files.push((name.to_owned(), bytes.to_owned()));
        files
    };
    let csv = "org_id,seq,action,payload_hash\naorg_1,2,member.erased,ab12\n";
    let cut = &record[..record.len() / 2];
    for (name, bytes) in [
        ("bag-info.txt", YAML),
        ("manifest-other.txt", csv),
        ("tagmanifest-other.txt", cut),
        ("fetch.txt", &STANDARD.encode(YAML)),
    ] {
        let files = put(name, bytes);
        let folder = files.iter().fold(Evidence::new(), |evidence, (path, bytes)| {
            evidence.file(std::path::Path::new("bag").join(path), bytes)
        });
        let report = folder.verify();
        assert_ne!(report.status, 0, "{name}: {:?}", report.places());
        let told = report.result(&format!("bag/{name}"));
        assert_eq!(told["verdict"], "uncheckable", "{name}: {told:#}");
        let members: Vec<_> = files.iter().map(|(path, bytes)| stored(path, bytes)).collect();
        let packed = Evidence::new().file("bag.zip", zip(&members)).verify();
        assert_ne!(packed.status, 0, "{name}: {:?}", packed.places());
    }
    // A file of another name is a file like any other, also where a tag manifest lists it.
    let far = format!("{}\n{}\n", "A long text. ".repeat(25_000), record.replace('\n', ""));
    let tags = format!("{}  extra.txt\n", sha256_hex(far.as_bytes()));
    let mut files = put("extra.txt", &far);
    let manifest = files.iter_mut().find(|(path, _)| path == "tagmanifest-sha256.txt").unwrap();
    manifest.1.push_str(&tags);
    let folder = files.iter().fold(Evidence::new(), |evidence, (path, bytes)| {
        evidence.file(std::path::Path::new("bag").join(path), bytes)
    });
    let report = folder.verify();
    assert_eq!(report.result("bag/extra.txt")["verdict"], "not_found", "{:?}", report.places());
    let honest = put("bag-info.txt", "Source-Organization: Harbourline\nContact-Name: M. Ray\n");
    let honest = honest.iter().fold(Evidence::new(), |evidence, (path, bytes)| {
        evidence.file(std::path::Path::new("bag").join(path), bytes)
    });
    assert_eq!(honest.verify().status, 0);
}

/// Inside a record, what is not its own is looked at as beside one.
#[test]
fn a_record_in_another_form_inside_a_record_is_named() {
    let hidden = letter();
    let members = hidden.as_object().unwrap();
    let capitals = members.iter().map(|(name, value)| (name.to_uppercase(), value.clone()));
    let prefixed = members.iter().map(|(name, value)| (format!("data.{name}"), value.clone()));
    let text = record_line(&hidden);
    let (one, two) = text.split_at(text.len() / 2 - 3);
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let cells: Vec<&Value> = members.values().collect();
    for more in [
        Value::Object(capitals.collect()),
        Value::Object(prefixed.collect()),
        json!({ "0": one, "1": two }),
        json!({ "columns": names, "rows": [cells] }),
    ] {
        let mut record = letter();
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
        assert_eq!(report.status, 3, "{more}: {:?}", report.places());
    }
    // Members that name no record are only unsigned.
    let mut record = letter();
    record["remarks"] = json!({ "0": "one", "columns": ["a"], "rows": [["b"]], "ID": 1 });
    let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
}

/// Values follow each other with something between, or they are a text.
#[test]
fn a_record_behind_values_of_json_is_named() {
    let record = record_line(&letter());
    let cell = format!("\"{}\"", record.replace('"', "\"\""));
    let hex: String = record.bytes().map(|byte| format!("{byte:02x}")).collect();
    for text in [
        format!("7,{cell}"),
        format!("null,{cell}"),
        format!("2026-03-01,{cell}"),
        format!("{{\"level\":\"info\"}} {hex}"),
        "{\"level\":\"info\"} \"event_id=1 document_hash=2 has_original=3\"".to_owned(),
        "[] \"event_id=1 document_hash=2 has_original=3\"".to_owned(),
    ] {
        let report = beside("text", json!(text));
        assert_eq!(report.status, 3, "{text}: {:?}", report.places());
    }
    for fine in ["7,8 9", "{\"a\":1}{\"b\":2}[3]", "\"a\" \"b\"", "true"] {
        assert_eq!(beside("text", json!(fine)).status, 0, "{fine}");
    }
}

/// Bytes as Java and databases write them; names with colours, and behind words of a script without spaces.
#[test]
fn a_record_in_bytes_or_behind_other_characters_is_named() {
    let text = record_line(&letter()) + "é";
    let bytes: Vec<Value> = text.bytes().map(|byte| json!(byte as i8)).collect();
    require_told(&beside("bytes", json!(bytes)), "/bytes", "unsupported_record");
    let texts: Vec<Value> = text.bytes().map(|byte| json!(byte.to_string())).collect();
    require_told(&beside("bytes", json!(texts)), "/bytes", "unsupported_record");
    let many = [bytes, vec![Value::Null]].concat();
    require_told(&beside("bytes", json!(many)), "/bytes", "unsupported_record");
    for log in [
        "\u{1B}[36mevent_id\u{1B}[0m=\u{1B}[35mevt_1\u{1B}[0m \u{1B}[36mdocument_hash\u{1B}[0m=ab \u{1B}[36mhas_original\u{1B}[0m=1",
        "编号event_id：evt_1，哈希document_hash：ab，原件has_original：1",
    ] {
        let report = beside("log", json!(log));
        assert_eq!(report.status, 3, "{log}: {:?}", report.places());
    }
}

/// Anybody can say that something is a signed report.
#[test]
fn an_envelope_is_looked_into_whoever_signed_it() {
    let mut altered = letter();
    altered["document_ref"] = json!("another");
    let altered = record_line(&altered);
    let types = ["application/vnd.proofdesk.report+json", "application/vnd.proofdesk.tagmanifest"];
    for payload_type in types {
        let payload = STANDARD.encode(&altered);
        let empty = STANDARD.encode("{}");
        let signed = |keyid: &str, sig: &str| json!([{ "keyid": keyid, "sig": sig }]);
        for (payload, signatures) in [
            (&payload, json!([])),
            (&empty, signed(&altered, "AA==")),
            (&empty, signed("k", &payload)),
        ] {
            let envelope = json!({
                "payloadType": payload_type, "payload": payload, "signatures": signatures,
            });
            let report = Evidence::new()
                .record("r.json", &letter())
                .file("letter.txt", LETTER)
                .file("r.dsse.json", envelope.to_string())
                .verify();
            assert_eq!(report.status, 1, "{envelope}: {:?}", report.places());
        }
    }
}

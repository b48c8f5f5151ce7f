//! Records as common programs write them, which are not read but told of: as a text in a message or a page, and as
//! objects and lists with other names. Every way of writing is tried with every kind of record.

use proofdesk_core::marks::names_record;
use proofdesk_core::verdict::{Finding, Kind, Reason, Verdict};
use serde_json::{Map, Value, json};

use crate::coverage::{findings, look, records};

type Members<'v> = &'v [(String, String)];

fn lines(members: Members<'_>, line: impl Fn(&str, &str) -> String) -> String {
    members.iter().map(|(name, value)| line(name, value) + "\n").collect()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn json_text(members: Members<'_>) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("\"{name}\": {}", json!(value))).collect();
    format!("{{{}}}", members.join(",\n "))
}

/// Names in a row, set with spaces as wide as the values, between these.
fn columns(members: Members<'_>, between: &str) -> String {
    let width = |(name, value): &(String, String)| name.len().max(value.len().min(40));
    let row = |of: &dyn Fn(&(String, String)) -> String| -> String {
        members.iter().map(|m| format!("{between}{:width$} ", of(m), width = width(m))).collect()
    };
    row(&|(name, _)| name.clone()) + "\n" + &row(&|(_, value)| value.chars().take(40).collect())
}

fn percent(text: &str) -> String {
    let sign = |b: u8| match b.is_ascii_alphanumeric() || b == b'_' {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    };
    text.bytes().map(sign).collect()
}

/// Words that are joined as Go and others do it.
fn pascal(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn camel(name: &str) -> String {
    let pascal = pascal(name);
    pascal[..1].to_lowercase() + &pascal[1..]
}

/// How programs write the members of an object as text.
fn texts(members: Members<'_>) -> Vec<(&'static str, String)> {
    let span = |class: &str, text: &str| format!("<span class=\"{class}\">{}</span>", html(text));
    let quoted = |text: &str| format!("\"{text}\"");
    let cells = |cell: &str| {
        let row = |of: fn(&(String, String)) -> &str| -> String {
            let cells = members.iter().map(|m| format!("<{cell}>{}</{cell}>", html(of(m))));
            format!("<tr>{}</tr>", cells.collect::<String>())
        };
        format!("<table>{}{}</table>", row(|(name, _)| name), row(|(_, value)| value))
    };
    vec![
        (
            "Pygments",
            lines(members, |name, value| {
                let name =
                    span("nt", &quoted(name)) + &span("p", ":") + "<span class=\"w\"> </span>";
                name + &span("s2", &quoted(value)) + &span("p", ",")
            }),
        ),
        (
            "highlight.js",
            lines(members, |name, value| {
                let name = span("hljs-attr", &quoted(name)) + &span("hljs-punctuation", ":");
                name + &span("hljs-string", &quoted(value))
            }),
        ),
        (
            "Word",
            lines(members, |name, value| {
                format!(
                    "<p>&quot;<span class=SpellE>{name}</span>&quot;<span\nstyle='x'>: </span>{}</p>",
                    html(value)
                )
            }),
        ),
        ("emphasis", lines(members, |name, value| format!("<b>{name}</b>: {}<br>", html(value)))),
        (
            "rows of a page",
            lines(members, |name, value| {
                format!("<tr><td><p>{name}</p></td><td><p>{}</p></td></tr>", html(value))
            }),
        ),
        ("columns of a page", cells("th")),
        ("HTML escaped twice", html(&html(&json_text(members)))),
        (
            "a page as text",
            html(&lines(members, |name, value| format!("<{name}>{value}</{name}>"))),
        ),
        ("a link", percent(&json_text(members))),
        ("a link in a link", percent(&percent(&json_text(members)))),
        ("print_r", lines(members, |name, value| format!("    [{name}] => {value}"))),
        ("var_dump", lines(members, |name, value| format!("  [\"{name}\"]=>\n  {value}"))),
        ("pandas", lines(members, |name, value| format!("{name:20}  {value}"))),
        ("Format-List", lines(members, |name, value| format!("{name:20} : {value}"))),
        ("Format-Table", columns(members, "")),
        ("DuckDB", columns(members, "│ ")),
        ("psql", columns(members, "| ")),
        ("Go", members.iter().map(|(name, value)| format!("{}:{value} ", pascal(name))).collect()),
        ("camel case", lines(members, |name, value| format!("{}: {value}", camel(name)))),
    ]
}

fn members(record: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    record.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

fn is_told_of(value: &Value, pointer: &str) -> bool {
    let codes = [Reason::InvalidJson, Reason::UnsupportedRecord];
    findings(look(value)).iter().any(|finding| {
        finding.source.pointer.as_deref().unwrap_or_default() == pointer
            && finding.kind == Kind::Unknown
            && codes.into_iter().any(|code| finding.has_reason(code))
    })
}

#[test]
fn a_text_of_any_common_program_is_told_of() {
    for (kind, record) in records() {
        for (program, text) in texts(&members(&record)) {
            let message = format!("got {text}");
            assert!(names_record(&message), "{program}, {kind:?}: {message}");
            assert!(is_told_of(&json!({"time": "t", "message": message}), "/message"), "{program}");
        }
    }
}

#[test]
fn an_object_with_its_names_in_any_spelling_is_told_of() {
    let spellings: [fn(&str) -> String; 10] = [
        camel,
        pascal,
        |name| name.to_uppercase(),
        |name| name.replace('_', "-"),
        |name| name.replace('_', " "),
        |name| format!("_{name}"),
        |name| format!("event_{name}"),
        |name| format!("{name}_s"),
        |name| format!("data.{name}"),
        |name| format!("record{}", pascal(name)),
    ];
    for (kind, record) in records() {
        for spell in spellings {
            let members = record.as_object().unwrap().iter();
            let value = members.map(|(name, value)| (spell(name), value.clone()));
            let value = Value::Object(value.collect::<Map<_, _>>());
            // What keeps the marks of a record is judged as one.
            let found = findings(look(&json!({"source": value})));
            let is_bad = |f: &Finding| {
                f.source.pointer.as_deref() == Some("/source") && f.verdict() != Verdict::Verified
            };
            assert!(found.iter().any(is_bad), "{kind:?}: {value}");
        }
    }
}

#[test]
fn a_list_of_names_with_values_is_told_of_whatever_its_members_are_called() {
    for (kind, record) in records() {
        let members = members(&record);
        let list = |item: fn(&str, &str) -> Value| -> Value {
            members.iter().map(|(name, value)| item(name, value)).collect()
        };
        let names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
        let values: Vec<&str> = members.iter().map(|(_, value)| &**value).collect();
        let cells = |texts: &[&str]| -> Value {
            texts.iter().map(|text| json!({"VarCharValue": text})).collect()
        };
        let described = |name: &str| -> Value {
            names.iter().map(|column| json!({name: column, "type": "text"})).collect()
        };
        for (value, pointer) in [
            (list(|name, value| json!({"name": name, "value": value})), ""),
            (list(|name, value| json!({"field": name, "value": value})), ""),
            (list(|name, value| json!({"Key": name, "Value": value})), ""),
            (list(|name, value| json!({"key": name, "value": {"stringValue": value}})), ""),
            (list(|name, value| json!({"id": 1, "label": camel(name), "value": value})), ""),
            (list(|name, value| json!([name, value])), ""),
            (json!([names, values]), ""),
            (json!([names, values, values]), ""),
            (json!([{"Data": cells(&names)}, {"Data": cells(&values)}]), ""),
            (json!({"columns": names, "rows": [values]}), ""),
            (json!({"columns": described("name"), "rows": [values]}), ""),
            (
                json!({"schema": {"fields": described("Label")}, "rows": [{"f": cells(&values)}]}),
                "",
            ),
        ] {
            assert!(is_told_of(&value, pointer), "{kind:?}: {value}");
        }
    }
}

#[test]
fn what_only_speaks_of_names_is_no_record() {
    for value in [
        json!({"type": "object", "required": ["org_id", "seq", "action"]}),
        json!({"fields": [{"name": "org_id", "type": "text"}, {"name": "seq", "type": "integer"}]}),
        json!({"message": "Neither org_id nor seq of this action was sent by the actor, so nothing was signed."}),
        json!({"message": "<p>Each event has an <b>org_id</b>, a <b>seq</b> and an <b>action</b>.</p> Nothing more."}),
        json!({"message": "R&D says 100% of <org> is done; a&b=c&d=e, and 5%25 of the seq is left for tomorrow"}),
        json!({"userId": 1, "transaction": "x", "interaction": {"actor": "a"}, "sequence": 3}),
        json!([["a", "b"], ["org_id", "seq"]]),
        json!([{"value": 1, "name": "org_id"}, {"value": 2, "name": "other"}]),
    ] {
        assert!(findings(look(&value)).is_empty(), "{value}");
    }
}

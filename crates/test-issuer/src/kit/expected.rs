//! What is right to say of a case, as it is written down beside the case.
//!
//! ```text
//! r.json#/documents/0 document mismatch signed_fields_differ by quayside.example
//!   signed event_id tenant_id
//!   differing created_at = 2026-03-02T10:00:00Z
//!   unsigned organization
//! t.json trace verified - by quayside.example
//!   * trace_item verified - by quayside.example
//! left r.json 2
//! status 1
//! ```
//!
//! A result has its place, kind, verdict, reason codes (`-` for none), and, where a signer is named, the
//! label of the pin. Its fields follow: `signed` and `unsigned` names; `normalised`, `differing` and
//! `not_shown` a name and the value that is signed, one a line. Values that are shown are those of the
//! evidence, or stand after `:=`. `*` begins a child. What is left over is counted by file.

use serde_json::{Map, Value, json};

/// Where a result belongs: `mail.eml>a.zip>b.json:3#/x`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: String,
    members: Vec<String>,
    pub(super) line: Option<usize>,
    pub(super) pointer: Option<String>,
}

impl Place {
    fn parse(text: &str) -> Place {
        let (text, pointer) = match text.split_once('#') {
            Some((before, pointer)) => (before, Some(pointer.to_owned())),
            None => (text, None),
        };
        let numbered =
            text.rsplit_once(':').and_then(|(before, n)| Some((before, n.parse().ok()?)));
        let (text, line) = numbered.map_or((text, None), |(before, n)| (before, Some(n)));
        let mut steps = text.split('>').map(|step| step.replace('~', " "));
        let path = steps.next().unwrap();
        Place { path, members: steps.collect(), line, pointer }
    }
}

/// Reads what is expected. `value_at` has the values of the evidence.
pub(super) fn parse(text: &str, value_at: impl Fn(&Place) -> Option<Value>, case: &str) -> Value {
    let mut expected = json!({ "results": [] });
    let mut left_over = Map::new();
    // The value that the last result, and the last child, is about.
    let mut about: [Option<Value>; 2] = [None, None];
    let mut children = 0;
    for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let wrong = || panic!("{case}: {line}");
        match *words.as_slice() {
            ["status", status] => {
                expected["status"] = json!(status.parse::<i32>().unwrap());
            }
            ["left", file, count] => {
                left_over.insert(file.to_owned(), json!(count.parse::<u32>().unwrap()));
            }
            ["*", kind, verdict, ref rest @ ..] => {
                let results = expected["results"].as_array_mut().unwrap();
                let last = results.last_mut().unwrap();
                if last.get("children").is_none() {
                    last["children"] = json!([]);
                }
                let item =
                    about[0].as_ref().and_then(|v| v.pointer(&format!("/events/{children}")));
                about[1] = item.cloned();
                children += 1;
                last["children"].as_array_mut().unwrap().push(said(kind, verdict, rest));
            }
            [status, ..] if is_status(status) => {
                let results = expected["results"].as_array_mut().unwrap();
                let last = results.last_mut().unwrap_or_else(&wrong);
                let (of, shown) = match last.get_mut("children") {
                    Some(children) => {
                        (children.as_array_mut().unwrap().last_mut().unwrap(), &about[1])
                    }
                    None => (last, &about[0]),
                };
                add_fields(of, shown.as_ref(), &words, line, case);
            }
            [place, kind, verdict, ref rest @ ..] => {
                let place = Place::parse(place);
                about = [value_at(&place), None];
                children = 0;
                let mut result = said(kind, verdict, rest);
                result["path"] = json!(place.path);
                if !place.members.is_empty() {
                    result["members"] = json!(place.members);
                }
                if let Some(line) = place.line {
                    result["line"] = json!(line);
                }
                if let Some(pointer) = place.pointer {
                    result["pointer"] = json!(pointer);
                }
                expected["results"].as_array_mut().unwrap().push(result);
            }
            _ => {
                wrong();
            }
        }
    }
    if !left_over.is_empty() {
        expected["left_over"] = Value::Object(left_over);
    }
    if expected.get("status").is_none() {
        expected["status"] = status(&expected["results"]).into();
    }
    expected
}

/// The documented exit status of these results.
fn status(results: &Value) -> i32 {
    let verdicts = || results.as_array().unwrap().iter().map(|r| r["verdict"].as_str().unwrap());
    if verdicts().any(|verdict| verdict == "mismatch") {
        1
    } else if verdicts().any(|verdict| !matches!(verdict, "verified" | "info")) {
        3
    } else if verdicts().any(|verdict| verdict == "verified") {
        0
    } else {
        3
    }
}

fn said(kind: &str, verdict: &str, rest: &[&str]) -> Value {
    let (codes, signer) = match *rest {
        [codes, "by", signer] => (codes, json!(signer.replace('~', " "))),
        [codes] => (codes, Value::Null),
        _ => panic!("{kind} {verdict} {rest:?}"),
    };
    let mut reasons: Vec<&str> = codes.split(',').filter(|code| *code != "-").collect();
    reasons.sort_unstable();
    json!({ "kind": kind, "verdict": verdict, "reasons": reasons, "signer": signer })
}

fn is_status(word: &str) -> bool {
    matches!(word, "signed" | "normalised" | "differing" | "not_shown" | "unsigned")
}

/// A value as a report has it: a text as its characters, anything else as compact JSON.
fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| crate::json::ordered(value, &[]), str::to_owned)
}

fn add_fields(result: &mut Value, shown: Option<&Value>, words: &[&str], line: &str, case: &str) {
    let shown = |name: &str| {
        let value = shown.and_then(|record| record.get(name));
        as_text(value.unwrap_or_else(|| panic!("{case}: {name} is not shown: {line}")))
    };
    if result.get("fields").is_none() {
        result["fields"] = json!({});
    }
    let status = words[0];
    let fields = &mut result["fields"];
    if status == "unsigned" {
        fields[status] = json!(words[1..]);
        return;
    }
    if fields.get(status).is_none() {
        fields[status] = json!({});
    }
    if let ("signed", Some((_, shown))) = (status, line.split_once(" := ")) {
        fields[status][words[1]] = json!(shown);
        return;
    }
    let Some((_, signed)) = line.rsplit_once(" = ") else {
        assert_eq!(status, "signed", "{case}: without a value: {line}");
        for name in &words[1..] {
            fields[status][*name] = shown(name).into();
        }
        return;
    };
    let name = words[1];
    // A number whose notation matters is given as it is shown.
    let given = line.split_once(" := ").and_then(|(_, rest)| rest.split_once(" = "));
    fields[status][name] = match (status, given) {
        ("not_shown", _) => json!({ "signed": signed }),
        (_, Some((shown, _))) => json!({ "shown": shown, "signed": signed }),
        _ => json!({ "shown": shown(name), "signed": signed }),
    };
}

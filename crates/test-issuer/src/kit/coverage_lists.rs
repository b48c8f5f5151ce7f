//! Records in lists, in maps and on lines, and what stands there and is none.

use serde_json::{Value, json};

use super::audit_events::event;
use super::case::{Case, case};
use super::coverage::{BAD, GOOD, edited};
use super::statement::{LETTER, letter};
use crate::json::record_line;

const LOG: &str = "f.json audit_log verified - by quayside.example";

pub(super) fn cases() -> Vec<Case> {
    let of = |name: &str, shows, value: Value, expected: String| {
        case(name, shows).file("f.json", value.to_string()).expect(expected)
    };
    let unsupported = "list uncheckable -\n * unknown uncheckable unsupported_record";
    let two = |a: &str, b: &str| format!("f.json#{a} {GOOD}\n f.json#{b} {GOOD}\n {LOG}\n");
    vec![
        of("list", "Records in the elements of a list.", json!({ "Records": [event(1), event(2)] }), two("/Records/0", "/Records/1")),
        of("list_with_an_edited_record_fail", "Each is judged.", json!({ "Records": [event(1), edited()] }), format!("f.json#/Records/0 {GOOD}\n f.json#/Records/1 {BAD}")),
        of("list_with_something_else_fail", "An element of a list of records that is none is told of.", json!({ "Records": [event(1), event(2), { "x": 1 }] }),
            two("/Records/0", "/Records/1") + "f.json#/Records " + unsupported),
        of("list_with_a_list_fail", "Whatever it is.", json!([event(1), event(2), [1]]), two("/0", "/1") + "f.json " + unsupported),
        of("list_with_null_and_numbers", "Null, numbers and words are left over.", json!([event(1), event(2), null, 7, "words"]), two("/0", "/1") + "left f.json 3"),
        of("list_of_hits", "Records at the same place in each element.", json!({ "hits": { "hits": [{ "_id": "a", "_source": event(1) }, { "_id": "b", "_source": event(2) }] } }),
            two("/hits/hits/0/_source", "/hits/hits/1/_source")),
        of("list_of_hits_with_something_else_fail", "What stands at that place in another element, and is no record.", json!([{ "node": event(1) }, { "node": event(2) }, { "node": { "x": 1 } }]),
            two("/0/node", "/1/node") + "f.json " + unsupported),
        of("map_by_id", "Records in the members of an object.", json!({ "a": event(1), "b": event(2) }), two("/a", "/b")),
        of("map_by_id_with_something_else_fail", "A member of such a map that is none is told of.", json!({ "a": event(1), "b": event(2), "c": { "x": 1 } }),
            two("/a", "/b") + "f.json " + unsupported),
        case("records_of_all_kinds_on_lines", "Lines can hold records of several kinds.").file("letter.txt", LETTER)
            .file("f.ndjson", format!("{}\n{}\n", record_line(&letter()), record_line(&event(1))))
            .expect(format!("letter.txt content verified - by quayside.example
                     f.ndjson:1 document verified - by quayside.example\n f.ndjson:2 {GOOD}")),
        case("values_after_each_other", "Values one after another are read like lines.").file("f.json", format!("{:#}\n{:#}\n", event(1), event(2)))
            .expect(format!("f.json:1 {GOOD}\n f.json:{} {GOOD}\n {LOG}", format!("{:#}", event(1)).lines().count() + 1)),
        of("list_that_says_that_more_follows_fail", "More follows, and is not there.", json!({ "documents": [letter()], "has_more": true }),
            "f.json#/documents/0 document unconfirmed content_not_supplied by quayside.example
             f.json#/documents list unconfirmed list_incomplete".to_owned()),
        case("pages_that_complete_each_other", "Two pages, the second of which is the last.")
            .file("1.json", json!({ "events": [event(1), event(2)], "has_more": true, "page": 1 }).to_string())
            .file("2.json", json!({ "events": [event(3)], "has_more": false, "page": 2 }).to_string())
            .expect(format!("1.json#/events/0 {GOOD}\n 1.json#/events/1 {GOOD}\n 2.json#/events/0 {GOOD}\n 1.json audit_log verified - by quayside.example")),
        of("wrapper_with_its_own_words", "What a wrapper says is left over.", json!({ "exported_by": "x", "note": { "a": 1 }, "record": event(1) }), format!("f.json#/record {GOOD}\n left f.json 2")),
        case("nested_as_deep_as_is_read", "128 levels are read.").file("f.json", nested(125)).expect(format!("f.json#{} {GOOD}", pointer(125))),
        case("nested_too_deeply_fail", "One level more is not.").file("f.json", nested(126)).expect("f.json unknown uncheckable too_deep"),
        case("long_name_fail", "What holds a record under a very long name is told of.")
            .file("f.json", json!({ "kept": event(1), ("x".repeat(1100)): [edited()] }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json#/{} unknown uncheckable too_deep", "x".repeat(1100))),
    ]
}

/// The first event so many arrays deep.
fn nested(depth: usize) -> String {
    format!("{}{}{}", "[".repeat(depth), event(1), "]".repeat(depth))
}

fn pointer(depth: usize) -> String {
    "/0".repeat(depth)
}

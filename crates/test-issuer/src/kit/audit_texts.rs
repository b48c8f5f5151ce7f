//! Audit events as texts: how JSON is written, and what programs do to it.

use serde_json::{Value, json};

use super::audit_events::{ALL, CHANGED, VERIFIED, event, members, of, signed};
use super::case::{Case, case};
use super::statement::with;
use crate::json::{indented, record_line, sorted};

pub(super) fn cases() -> Vec<Case> {
    let text = |name: &str, shows, text: String, expected: &str| {
        case(name, shows).file("e.json", text).expect(expected.replace("ALL", ALL))
    };
    let named = |name: &str| json!({ "type": "user", "id": "usr_1", "name": name });
    let actor = |name: &str| signed(with(members(1), "actor", named(name)));
    let metadata = |value: Value| signed(with(members(1), "metadata", value));
    let line = sorted(&event(1));
    let pretty = indented(&line) + "\n";
    let normalised = |value: &str| {
        format!(
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action actor targets context
             normalised metadata = {value}"
        )
    };
    vec![
        of(
            "characters_that_html_escapes",
            "`<`, `>` and `&` are signed as they are.",
            &actor("<b>Smith & Sons</b>"),
            VERIFIED,
        ),
        of(
            "line_and_paragraph_separators",
            "So are U+2028 and U+2029.",
            &actor("a\u{2028}b\u{2029}c"),
            VERIFIED,
        ),
        of(
            "characters_beyond_the_bmp",
            "So are characters that take two units of UTF-16.",
            &actor("😀 𝔸"),
            VERIFIED,
        ),
        of(
            "control_characters",
            "Control characters are signed as JSON has to write them.",
            &actor("a\u{1}\u{8}\t\n\u{c}\r\u{1f}\u{7f}"),
            VERIFIED,
        ),
        of(
            "quotes_and_backslashes",
            "Quotes and backslashes too; a slash is not escaped.",
            &actor(r#"a"b\c/d"#),
            VERIFIED,
        ),
        of(
            "text_that_is_not_normalised",
            "Text is not brought into another Unicode form.",
            &actor("Jose\u{301} \u{212b}"),
            VERIFIED,
        ),
        of(
            "right_to_left_override",
            "What changes how a text looks is signed like any other.",
            &actor("a\u{202e}b\u{200b}c"),
            VERIFIED,
        ),
        of(
            "keys_sorted_by_code_point",
            "A key beyond U+FFFF sorts behind U+FF21: by code points, not by UTF-16 units.",
            &metadata(json!({ "\u{ff21}": 1, "😀": 2, "z": 3 })),
            VERIFIED,
        ),
        of(
            "keys_that_look_like_integers",
            "Keys are sorted as text, also those that JavaScript takes for indices.",
            &metadata(json!({ "10": 1, "9": 2, "a": 3 })),
            VERIFIED,
        ),
        of(
            "key_named_proto",
            "A key that is special in a programming language is a key.",
            &metadata(json!({ "__proto__": "x", "a": 1 })),
            VERIFIED,
        ),
        of(
            "key_that_is_empty",
            "An empty key is one.",
            &metadata(json!({ "": "x", "a": 1 })),
            VERIFIED,
        ),
        of(
            "integer_of_64_bits",
            "Integers are exact.",
            &metadata(json!({ "n": u64::MAX, "m": i64::MIN })),
            VERIFIED,
        ),
        text("indented", "White space between values means nothing.", pretty.clone(), VERIFIED),
        text(
            "indented_with_tabs_and_crlf",
            "Of whatever kind.",
            pretty.clone().replace("  ", "\t").replace('\n', "\r\n"),
            VERIFIED,
        ),
        text(
            "members_in_another_order",
            "Nor does the order of members; that of the signed bytes is shown beside it.",
            record_line(&event(1)),
            "e.json audit_event verified - by quayside.example
             signed id org_id seq occurred_at ingested_at action context metadata
             normalised actor = {\"id\":\"usr_1\",\"name\":\"Søren\",\"type\":\"user\"}
             normalised targets = [{\"id\":\"m_2\",\"type\":\"member\"}]",
        ),
        text(
            "escaped_beyond_ascii",
            "A program may have escaped text.",
            line.replace("Søren", "S\\u00f8ren"),
            VERIFIED,
        ),
        text(
            "escaped_as_a_surrogate_pair",
            "Also as two units of UTF-16.",
            sorted(&actor("😀")).replace('😀', "\\ud83d\\ude00"),
            VERIFIED,
        ),
        text(
            "slash_escaped",
            "Also where it need not have.",
            line.replace("Desk/4.2", "Desk\\/4.2"),
            VERIFIED,
        ),
        text(
            "byte_order_mark",
            "A byte-order mark before it is no part of it.",
            format!("\u{feff}{line}"),
            VERIFIED,
        ),
        text(
            "unpaired_surrogate_fail",
            "What UTF-8 cannot express has no canonical bytes.",
            line.replace("Søren", "\\ud83d"),
            "e.json audit_event uncheckable canonicalization_failed",
        ),
        text(
            "repeated_key_fail",
            "Of two equal keys nobody can say which one was signed.",
            line.replacen("\"action\"", "\"action\":\"member.erased\",\"action\"", 1),
            "e.json unknown uncheckable duplicate_json_key",
        ),
        text(
            "repeated_key_by_an_escape_fail",
            "Keys are equal after their escapes are resolved.",
            line.replacen("\"action\"", "\"\\u0061ction\":\"member.erased\",\"action\"", 1),
            "e.json unknown uncheckable duplicate_json_key",
        ),
        text(
            "repeated_key_deep_inside_fail",
            "At every depth.",
            line.replacen("\"mfa\":true", "\"mfa\":false,\"mfa\":true", 1),
            "e.json unknown uncheckable duplicate_json_key",
        ),
        text(
            "cut_fail",
            "The end is missing.",
            line[..line.len() - 20].to_owned(),
            "e.json unknown uncheckable invalid_json",
        ),
        text(
            "comma_at_the_end_fail",
            "RFC 8259 and nothing more.",
            line.replacen("\"mfa\":true}", "\"mfa\":true,}", 1),
            "e.json unknown uncheckable invalid_json",
        ),
        text(
            "comment_fail",
            "A comment is none of it.",
            format!("// exported\n{line}"),
            "e.json unknown uncheckable invalid_json",
        ),
        text(
            "typographic_quotes_fail",
            "Nor are typographic quotes.",
            line.replace("\"action\"", "“action”"),
            "e.json unknown uncheckable invalid_json",
        ),
        text(
            "lone_byte_fail",
            "Bytes that are not UTF-8 are refused, not replaced.",
            line.replace("Søren", "S\u{0}ren"),
            "e.json unknown uncheckable invalid_json",
        ),
        of(
            "integer_written_as_a_float",
            "The API signs no floats: 5.0 can only be 5.",
            &written(metadata(json!({ "n": 5 })), json!({ "n": 5.0 })),
            &normalised("{\"n\":5}"),
        ),
        of(
            "integer_written_with_an_exponent",
            "So can 1e17.",
            &written(metadata(json!({ "n": 100_000_000_000_000_000_u64 })), json!({ "n": 1e17 })),
            &normalised("{\"n\":100000000000000000}"),
        ),
        of(
            "number_written_as_a_float",
            "Also the number of the event.",
            &with(event(1), "seq", json!(1.0)),
            "e.json audit_event verified - by quayside.example
             signed id org_id occurred_at ingested_at action actor targets context metadata
             normalised seq = 1",
        ),
        of(
            "integer_rounded_by_javascript_fail",
            "2^53 + 1 was rounded to 2^53. Digits that are lost cannot be rebuilt.",
            &written(
                metadata(json!({ "n": 9_007_199_254_740_993_u64 })),
                json!({ "n": 9_007_199_254_740_992_u64 }),
            ),
            "e.json audit_event mismatch payload_hash_mismatch,signature_invalid",
        ),
        of(
            "fraction_fail",
            "A fraction where an integer was signed is a change.",
            &written(metadata(json!({ "n": 5 })), json!({ "n": 5.5 })),
            "e.json audit_event mismatch payload_hash_mismatch,signature_invalid",
        ),
        text(
            "number_with_more_digits_than_a_double_fail",
            "The canonical bytes hide the last digit, so that it is not signed.",
            sorted(&metadata(json!({ "n": 0.1 }))).replace("0.1", "0.10000000000000000001"),
            "e.json audit_event unconfirmed signed_fields_differ by quayside.example",
        ),
        case(
            "csv_of_the_viewer_fail",
            "Its rows lack the id, the organisation, the metadata and the key.",
        )
        .file("log.csv", csv(&event(1)))
        .expect("log.csv unknown uncheckable unsupported_record"),
        case(
            "event_in_an_envelope",
            "An event under `event` or `data` is one, with the envelope that repeats it.",
        )
        .file(
            "e.json",
            json!({ "org_id": members(1)["org_id"], "seq": 1, "event": event(1) }).to_string(),
        )
        .expect("e.json#/event audit_event verified - by quayside.example"),
        case(
            "envelope_that_says_otherwise_fail",
            "An envelope with another value is an event of its own, which nobody signed.",
        )
        .file(
            "e.json",
            json!({ "org_id": members(1)["org_id"], "seq": 2, "event": event(1) }).to_string(),
        )
        .expect(
            "e.json audit_event uncheckable missing_field,no_signature
                     e.json#/event audit_event verified - by quayside.example",
        ),
        case("text_in_utf_16", "UTF-16 with a mark is read as the same text.")
            .file(
                "e.json",
                [0xff, 0xfe]
                    .into_iter()
                    .chain(line.encode_utf16().flat_map(u16::to_le_bytes))
                    .collect::<Vec<u8>>(),
            )
            .expect("e.json audit_event verified - by quayside.example"),
        of(
            "date_that_does_not_exist_fail",
            "The 31st of February is no date.",
            &with(event(1), "occurred_at", "2026-02-31T07:31:00.000Z"),
            "e.json audit_event uncheckable canonicalization_failed",
        ),
        of(
            "leap_second_fail",
            "A second 60 has no documented canonical form.",
            &with(event(1), "occurred_at", "2016-12-31T23:59:60.000Z"),
            "e.json audit_event uncheckable canonicalization_failed",
        ),
        of(
            "added_empty_text_fail",
            "An empty text is not null.",
            &with(
                event(1),
                "context",
                json!({ "location": "192.0.2.7", "user_agent": "Desk/4.2", "x": "" }),
            ),
            CHANGED,
        ),
    ]
}

/// An event whose metadata were written in another way.
fn written(event: Value, metadata: Value) -> Value {
    with(event, "metadata", metadata)
}

/// An event as a row of the viewer's table.
fn csv(event: &Value) -> String {
    const HEAD: &str = "seq,occurred_at,ingested_at,action,actor_type,actor_id,actor_name,targets,location,user_agent,payload_hash,signature";
    let text = |pointer| event.pointer(pointer).and_then(Value::as_str).unwrap();
    let row = [
        "1",
        text("/occurred_at"),
        text("/ingested_at"),
        text("/action"),
        text("/actor/type"),
        text("/actor/id"),
        text("/actor/name"),
        "member:m_2",
        text("/context/location"),
        text("/context/user_agent"),
        text("/payload_hash"),
        text("/signature"),
    ];
    format!("{HEAD}\r\n{}\r\n", row.join(","))
}

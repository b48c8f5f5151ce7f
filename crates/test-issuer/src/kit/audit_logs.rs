//! Audit logs: the numbers of an organisation's events.

use serde_json::{Value, json};

use super::audit_events::{event, members, signed};
use super::case::{Case, case, pin, pin_of};
use super::issuers::{impostor, issuer, other};
use super::statement::with;
use crate::json::record_line;

/// Verified events on these lines of `log.ndjson`.
fn verified(lines: impl IntoIterator<Item = usize>) -> String {
    let line = |n| format!("log.ndjson:{n} audit_event verified - by quayside.example\n");
    lines.into_iter().map(line).collect()
}

pub(super) fn cases() -> Vec<Case> {
    let of = |name: &str, shows, events: &[Value], expected: String| {
        case(name, shows).lines("log.ndjson", events).expect(expected)
    };
    let log = |verdict: &str, reasons: &str| {
        format!("log.ndjson audit_log {verdict} {reasons} by quayside.example\n")
    };
    let events = |numbers: &[i64]| numbers.iter().map(|n| event(*n)).collect::<Vec<_>>();
    let action = |seq: i64, action: &str| {
        let id = issuer().id("aevt", &format!("{action} {seq}"));
        signed(with(with(members(seq), "action", action), "id", id))
    };
    let edited = |seq: i64| with(event(seq), "action", "member.erased");
    let of_organisation =
        |name: &str, seq: i64| signed(with(members(seq), "org_id", issuer().id("aorg", name)));
    let page = |events: &[Value], more: Value| {
        let mut page = json!({ "events": events });
        for (name, value) in more.as_object().unwrap() {
            page[name.as_str()] = value.clone();
        }
        page
    };
    let on_page = |numbers: &[usize]| -> String {
        let line =
            |n: &usize| format!("p.json#/events/{n} audit_event verified - by quayside.example\n");
        numbers.iter().map(line).collect()
    };
    let by_new = |seq: i64| impostor().audit_event(members(seq));
    let edited_line = |n: usize| {
        format!("log.ndjson:{n} audit_event mismatch payload_hash_mismatch,signature_invalid\n")
    };
    vec![
        of("log_without_a_gap", "No number between the lowest and the highest is missing.", &events(&[1, 2, 3]),
            verified(1..=3) + &log("verified", "-")),
        of("log_newest_first", "In whatever order the events stand.", &events(&[3, 2, 1]), verified(1..=3) + &log("verified", "-")),
        of("log_from_any_number", "What was before the first cannot be seen.", &events(&[41, 42]), verified(1..=2) + &log("verified", "-")),
        of("log_with_a_gap_fail", "A number is missing.", &events(&[1, 2, 4]), verified(1..=3) + &log("unconfirmed", "sequence_gap")),
        of("log_with_a_gap_where_none_may_be_fail", "With --contiguous a gap is a mismatch.", &events(&[1, 2, 4]),
            verified(1..=3) + &log("mismatch", "sequence_gap")).options(["--contiguous"]),
        of("log_as_far_apart_as_can_be_fail", "Numbers at both ends of 64 bits.", &events(&[i64::MIN, i64::MAX]),
            verified(1..=2) + &log("unconfirmed", "sequence_gap")),
        of("two_events_with_one_number_fail", "The key signed two different events with one number.", &[event(1), action(2, "a.b"), action(2, "c.d")],
            verified(1..=3) + &log("mismatch", "sequence_conflict")),
        of("one_event_twice", "The same event twice is noted, and no mismatch.", &events(&[1, 2, 2]), verified(1..=3) + &log("verified", "sequence_duplicate")),
        of("changed_event_in_the_log_fail", "Its number is not missing, and the log is no better than its events.", &[event(1), edited(2), event(3)],
            verified([1, 3]) + &edited_line(2) + &log("unconfirmed", "payload_hash_mismatch")),
        of("changed_event_where_no_gap_may_be_fail", "With --contiguous an event that holds is required.", &[event(1), edited(2), event(3)],
            verified([1, 3]) + &edited_line(2) + &log("mismatch", "payload_hash_mismatch")).options(["--contiguous"]),
        of("changed_event_at_the_end_fail", "What is behind the last event that holds cannot be required.", &[event(1), event(2), edited(3)],
            verified([1, 2]) + &edited_line(3) + &log("unconfirmed", "payload_hash_mismatch")).options(["--contiguous"]),
        of("changed_event_beyond_a_gap_fail", "An event that does not hold fills no gap.", &[event(1), event(2), edited(4)],
            verified([1, 2]) + &edited_line(3) + &log("unconfirmed", "sequence_gap")),
        of("events_of_two_organisations_fail", "Each organisation has its own numbers.", &[event(1), of_organisation("b", 7), event(2), of_organisation("b", 9)],
            verified(1..=4) + &log("verified", "-") + "log.ndjson audit_log unconfirmed sequence_gap by quayside.example"),
        of("event_of_a_stranger_fail", "Nobody can disturb a log with events under a key of their own.", &[event(1), event(2), by_new(3)],
            verified(1..=2) + &log("verified", "-") + "log.ndjson:3 audit_event unconfirmed key_not_pinned"),
        of("log_under_two_keys_of_one_issuer", "An issuer may change its key, and its numbers go on.", &[event(1), by_new(2)],
            "log.ndjson:1 audit_event verified - by old
             log.ndjson:2 audit_event verified - by new
             log.ndjson audit_log verified - by old".to_owned())
            .pins([pin("old", Some("quayside.example"), &issuer().public_key_hex()), pin("new", Some("quayside.example"), &impostor().public_key_hex())]),
        of("log_of_two_pinned_issuers_fail", "One organisation has one issuer.", &[event(1), other().audit_event(members(2))],
            "log.ndjson:1 audit_event verified - by quayside.example
             log.ndjson:2 audit_event verified - by hillside.example
             log.ndjson audit_log unconfirmed unexpected_signer by quayside.example
             log.ndjson audit_log unconfirmed unexpected_signer by hillside.example".to_owned())
            .pins([pin_of(&issuer()), pin_of(&other())]),
        of("one_event_is_no_log", "One event alone is judged by itself.", &[event(1)], "log.ndjson audit_event verified - by quayside.example".to_owned()),
        case("log_over_two_files", "A log is one over all files.")
            .lines("a.ndjson", &[event(1), event(3)])
            .lines("b.ndjson", &[event(2)])
            .expect("a.ndjson:1 audit_event verified - by quayside.example
                     a.ndjson:2 audit_event verified - by quayside.example
                     b.ndjson audit_event verified - by quayside.example
                     a.ndjson audit_log verified - by quayside.example"),
        case("first_page_of_more_fail", "The page says that more follow.")
            .record("p.json", &page(&[event(1), event(2)], json!({ "next_cursor": "abc" })))
            .expect(on_page(&[0, 1]) + "p.json audit_log unconfirmed list_incomplete by quayside.example\n left p.json 1"),
        case("first_page_of_more_where_no_gap_may_be_fail", "With --contiguous that is a mismatch.")
            .record("p.json", &page(&[event(1), event(2)], json!({ "has_more": true })))
            .options(["--contiguous"])
            .expect(on_page(&[0, 1]) + "p.json audit_log mismatch list_incomplete by quayside.example\n left p.json 1"),
        case("last_page", "The page says that no more follow.")
            .record("p.json", &page(&[event(1), event(2)], json!({ "has_more": false, "next_cursor": null })))
            .expect(on_page(&[0, 1]) + "p.json audit_log verified - by quayside.example"),
        case("total_above_what_is_there_fail", "The total says that more follow.")
            .record("p.json", &page(&[event(1), event(2)], json!({ "total": 3 })))
            .expect(on_page(&[0, 1]) + "p.json audit_log unconfirmed list_incomplete by quayside.example\n left p.json 1"),
        case("line_cut_fail", "A damaged line does not hide the others.")
            .file("log.ndjson", format!("{}\n{}\n{}\n", record_line(&event(1)), &record_line(&event(2))[..300], record_line(&event(3))))
            .expect("log.ndjson:1 audit_event verified - by quayside.example
                     log.ndjson:2 unknown uncheckable invalid_json
                     log.ndjson:3 audit_event verified - by quayside.example
                     log.ndjson audit_log unconfirmed sequence_gap by quayside.example"),
        case("line_that_is_no_record_fail", "A line of something else is told of.")
            .file("log.ndjson", format!("{}\n{{\"exported\":2}}\n{}\n", record_line(&event(1)), record_line(&event(2))))
            .expect("log.ndjson:1 audit_event verified - by quayside.example
                     log.ndjson list uncheckable -
                       * unknown uncheckable unsupported_record
                     log.ndjson:3 audit_event verified - by quayside.example
                     log.ndjson audit_log verified - by quayside.example"),
        case("lines_with_commas_and_crlf", "Lines may end in a comma and in CR LF; empty ones do not count.")
            .file("log.ndjson", format!("{},\r\n\r\n{}\r\n", record_line(&event(1)), record_line(&event(2))))
            .expect("log.ndjson:1 audit_event verified - by quayside.example
                     log.ndjson:3 audit_event verified - by quayside.example
                     log.ndjson audit_log verified - by quayside.example"),
        case("array_of_events", "An export as an array.")
            .file("e.json", json!([event(1), event(2)]).to_string())
            .expect("e.json#/0 audit_event verified - by quayside.example
                     e.json#/1 audit_event verified - by quayside.example
                     e.json audit_log verified - by quayside.example"),
    ]
}

//! Explaining codes, bodies and saved responses.

use proofdesk_core::api_error::{
    Basis, Explanation, Given, MAX_INPUT, NotExplained, Party, Retry, explain, explain_code,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn body(value: &Value) -> Explanation {
    explain(value.to_string().as_bytes()).unwrap()
}

fn response(head: &str, body: &str) -> Explanation {
    explain(format!("{head}\r\n\r\n{body}").replace('\n', "\r\n").replace("\r\r", "\r").as_bytes())
        .unwrap()
}

fn faults(explanation: &Explanation) -> Vec<&str> {
    explanation.faults.iter().map(|f| f.pointer.as_str()).collect()
}

const RATE_LIMITED: &str = r#"{"error":"rate_limited","message":"m","retry_after":2,"plan_tier":"builder","limit_per_sec":50,"upgrade_url":"/u"}"#;

#[test]
fn the_bodies_of_the_page() {
    let simple = body(&json!({"error": "invalid_event_type", "message": "too long"}));
    assert_eq!((simple.given, simple.basis, simple.status), (Given::Body, Basis::Code, Some(400)));
    assert_eq!((simple.whose_move, simple.retry.advice), (Some(Party::You), Some(Retry::Never)));
    assert_eq!((simple.message.as_deref(), faults(&simple).len()), (Some("too long"), 0));

    let limited = explain(RATE_LIMITED.as_bytes()).unwrap();
    assert_eq!(faults(&limited), [""; 0]);
    assert_eq!((limited.retry.after_seconds, limited.retry.retry_at), (Some(2), None));
    assert!(limited.retry.words.contains("without its headers"), "{}", limited.retry.words);
    assert!(limited.fields.iter().all(|f| f.label.is_some()));

    let quota = body(&json!({
        "error": "quota_exceeded", "message": "m", "resource": "events", "current_usage": 10_000,
        "plan_limit": 10_000, "plan_tier": "builder", "upgrade_url": "/u"
    }));
    assert_eq!((faults(&quota).len(), quota.whose_move), (0, Some(Party::Issuer)));
    assert_eq!(quota.fields.len(), 5);
}

#[test]
fn bodies_that_break_the_documented_shape() {
    for (value, pointers) in [
        (json!({"message": "m"}), vec!["/error"]),
        (json!({"error": "db_error"}), vec!["/message"]),
        (json!({"error": "db_error", "message": 7}), vec!["/message"]),
        (json!({"error": {"code": "x"}, "message": "m"}), vec!["/error"]),
        (json!({"error": "", "message": "m"}), vec!["/error"]),
        (json!({"error": "Not Found", "message": "m"}), vec!["/error"]),
        (json!({"error": null, "message": null, "x": 1, "status": 4}), vec![]),
        (json!({"error": "db_error", "message": "m", "retry_after": -1}), vec!["/retry_after"]),
        (json!({"error": "db_error", "message": "m", "retry_after": 1.5}), vec!["/retry_after"]),
        (json!({"error": "db_error", "message": "m", "plan_tier": 1}), vec!["/plan_tier"]),
        (json!({"error": "db_error", "message": "m", "plan_tier": null}), vec![]),
        (
            json!({"error": "rate_limited", "message": "m", "plan_tier": "b"}),
            vec!["/retry_after", "/limit_per_sec", "/upgrade_url"],
        ),
    ] {
        match explain(value.to_string().as_bytes()) {
            Ok(explanation) => assert_eq!(faults(&explanation), pointers, "{value}"),
            Err(e) => assert!(pointers.is_empty(), "{value}: {e}"),
        }
    }
    let twice = response("HTTP/2 400", r#"{"error":"db_error","error":"x","message":"m"}"#);
    assert_eq!((faults(&twice), twice.code.as_deref()), (vec![""], None));
    assert!(twice.faults[0].problem.contains("occurs twice"), "{:?}", twice.faults);
}

#[test]
fn bodies_of_something_in_between() {
    for (body, word) in [
        ("", "no body"),
        ("<html><h1>502</h1>", "HTML"),
        ("<!DOCTYPE html>", "HTML"),
        ("upstream timed out", "not well-formed JSON"),
        ("{\"error\":\"db_er", "ends in the middle"),
        ("[1]", "an array"),
        ("\u{1f}\u{8b}x", "not well-formed"),
    ] {
        let explained = response("HTTP/1.1 502 Bad Gateway", body);
        assert_eq!((explained.basis, explained.code.as_deref()), (Basis::Status, None), "{body}");
        assert_eq!((explained.whose_move, faults(&explained)), (None, vec![""]), "{body}");
        assert!(explained.faults[0].problem.contains(word), "{:?}", explained.faults);
    }
    let zipped = explain(b"HTTP/2 500\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08").unwrap();
    assert!(zipped.faults[0].problem.contains("compressed"), "{:?}", zipped.faults);
    assert_eq!(zipped.whose_move, Some(Party::Invoance));
}

#[test]
fn unknown_codes_go_by_their_status() {
    let body = r#"{"error":"trace_sealedd","message":"m"}"#;
    let known = response("HTTP/2 409", body);
    assert_eq!((known.basis, known.whose_move), (Basis::Status, Some(Party::You)));
    assert_eq!(known.related.first(), Some(&"trace_sealed"));
    let nothing = explain(body.as_bytes()).unwrap();
    assert_eq!((nothing.basis, nothing.whose_move), (Basis::Nothing, None));
    assert!(nothing.what_to_do.contains("curl -i"), "{}", nothing.what_to_do);
    let undocumented = response("HTTP/2 418", body);
    assert_eq!(undocumented.basis, Basis::Status);
    assert_eq!(undocumented.status_name, None);
}

#[test]
fn a_status_that_contradicts_the_code_is_said() {
    let wrong = response("HTTP/2 400", RATE_LIMITED);
    assert_eq!((wrong.basis, wrong.status), (Basis::Code, Some(400)));
    assert_eq!(wrong.retry.advice, Some(Retry::AfterRetryAfter));
    assert!(wrong.notes.iter().any(|n| n.contains("400 Bad Request") && n.contains("429")));
    let success = response("HTTP/2 200", RATE_LIMITED);
    assert!(success.notes.iter().any(|n| n.contains("200 is not that of an error")));
    assert!(response("HTTP/2 429", RATE_LIMITED).notes.is_empty());
}

/// `Retry-After`, `Date`, what comes of them, and a word of the note if there is one.
#[test]
fn retry_at() {
    const DATE: &str = "Mon, 02 Mar 2026 10:00:00 GMT";
    let at = |headers: &[(&str, &str)], body: &str| {
        let head: String = headers.iter().map(|(n, v)| format!("\n{n}: {v}")).collect();
        let explained = response(&format!("HTTP/1.1 429 Too Many Requests{head}"), body);
        (explained.retry.retry_at, explained.retry.after_seconds, explained.notes.join(" "))
    };
    let plain = r#"{"error":"quota_exceeded","message":"m"}"#;
    let ten = |s: &str| Some(format!("2026-03-02T10:{s}Z"));
    for (retry_after, expected, seconds) in [
        ("2", ten("00:02"), Some(2)),
        ("0", ten("00:00"), Some(0)),
        ("0060", ten("01:00"), Some(60)),
        ("Mon, 02 Mar 2026 10:05:00 GMT", ten("05:00"), Some(300)),
        ("Monday, 02-Mar-26 10:05:00 GMT", ten("05:00"), Some(300)),
        ("Mon Mar  2 10:05:00 2026", ten("05:00"), Some(300)),
        ("Mon, 02 Mar 2026 09:00:00 GMT", Some("2026-03-02T09:00:00Z".to_owned()), Some(0)),
        ("soon", None, None),
        ("-1", None, None),
        ("1.5", None, None),
        ("", None, None),
        ("9223372036854775807", None, Some(9_223_372_036_854_775_807)),
        ("99999999999999999999999", None, None),
    ] {
        let (at, after, _) = at(&[("Date", DATE), ("retry-after", retry_after)], plain);
        assert_eq!((at, after), (expected, seconds), "{retry_after}");
    }
    // A number that cannot be counted is a wait all the same, and no shorter one takes its place.
    let long = "99999999999999999999";
    let explained = response(
        &format!("HTTP/1.1 429 Too Many Requests\nDate: {DATE}\nRetry-After: {long}"),
        RATE_LIMITED,
    );
    assert_eq!((&explained.retry.retry_at, explained.retry.after_seconds), (&None, None));
    let (words, notes) = (&explained.retry.words, explained.notes.join(" "));
    assert!(words.contains(&format!("no earlier than {long} seconds after")), "{words}");
    assert!(words.contains("too long to be counted") && !words.contains("2 seconds"), "{words}");
    assert!(notes.contains("disagree") && !notes.contains("neither a number"), "{notes}");
    // A time before that of the response.
    let past = "Mon, 02 Mar 2026 09:00:00 GMT";
    let head = format!("HTTP/1.1 429 Too Many Requests\nDate: {DATE}\nRetry-After: {past}");
    let explained = response(&head, RATE_LIMITED);
    let (words, notes) = (&explained.retry.words, explained.notes.join(" "));
    assert!(words.contains("at once, since 2026-03-02T09:00:00Z had already passed"), "{words}");
    assert!(!words.contains("no earlier") && !words.contains("after the response"), "{words}");
    assert!(notes.contains("a time that had already passed and 2 seconds"), "{notes}");
    // Without a Date only a date in Retry-After says when.
    assert_eq!(at(&[("Retry-After", "2")], plain).0, None);
    let (when, seconds, _) = at(&[("Retry-After", "Mon, 02 Mar 2026 10:05:00 GMT")], plain);
    assert_eq!((when, seconds), (ten("05:00"), None));
    // The body, alone, in agreement and in disagreement.
    assert_eq!(at(&[("Date", DATE)], RATE_LIMITED).0, ten("00:02"));
    let (when, _, notes) = at(&[("Date", DATE), ("Retry-After", "2")], RATE_LIMITED);
    assert_eq!((when, notes.contains("disagree")), (ten("00:02"), false));
    for other in ["3", "Mon, 02 Mar 2026 10:00:03 GMT"] {
        let (when, _, notes) = at(&[("Date", DATE), ("Retry-After", other)], RATE_LIMITED);
        assert_eq!((when, notes.contains("disagree")), (ten("00:03"), true), "{notes}");
    }
    // Headers that cannot be used are named.
    let (when, _, notes) = at(&[("Date", "yesterday"), ("Retry-After", "2")], plain);
    assert!(when.is_none() && notes.contains("Date is no HTTP date"), "{notes}");
    let (when, _, notes) = at(&[("Date", DATE), ("Retry-After", "2"), ("Retry-After", "3")], plain);
    assert!(when.is_none() && notes.contains("twice"), "{notes}");
    assert!(at(&[("Date", DATE), ("Retry-After", "soon")], plain).2.contains("neither a number"));
}

#[test]
fn a_wait_for_what_is_never_retried_is_said() {
    let head = "HTTP/2 404\nDate: Mon, 02 Mar 2026 10:00:00 GMT\nRetry-After: 5";
    let explained = response(head, r#"{"error":"event_not_found","message":"m"}"#);
    assert_eq!(explained.retry.advice, Some(Retry::Never));
    assert!(explained.notes.iter().any(|n| n.contains("documents none")), "{:?}", explained.notes);
}

#[test]
fn several_header_blocks() {
    let text = "HTTP/1.1 200 Connection established\r\nDate: Sun, 01 Mar 2026 10:00:00 GMT\r\n\r\n\
                HTTP/1.1 100 Continue\r\n\r\nHTTP/2 404 \r\n\r\n{\"error\":\"trace_not_found\",\"message\":\"m\"}";
    for text in [text.to_owned(), text.replace('\r', ""), format!("\u{feff}\n{text}")] {
        let explained = explain(text.as_bytes()).unwrap();
        assert_eq!(
            (explained.status, explained.code.as_deref()),
            (Some(404), Some("trace_not_found"))
        );
        assert!(explained.headers.is_empty() && explained.notes[0].starts_with("2 header blocks"));
    }
}

/// Redirects that were followed and attempts that were repeated, with bodies.
#[test]
fn several_responses() {
    const LAST: &str = r#"{"error":"trace_not_found","message":"HTTP/2 500 \nserver: x\n\n"}"#;
    let limited = RATE_LIMITED.len();
    let length = format!("content-length: {limited}");
    let page = "<html>\nHTTP/1.1 502 Bad Gateway\n</html>";
    for (head, body) in [
        ("server: x", RATE_LIMITED),
        ("server: x", &format!("{RATE_LIMITED}\n")),
        ("server: x", "{\n\"error\": \"HTTP/2 404 \"\n}\n\n"),
        (&length, RATE_LIMITED),
        (&length, &"x".repeat(limited)),
        ("content-length: 2000", RATE_LIMITED),
        ("content-length: soon", "moved\n"),
        ("server: x", "{\"error\":\n"),
        ("server: x", &format!("{page}\n")),
        ("transfer-encoding: chunked", RATE_LIMITED),
        ("transfer-encoding: chunked", "3\r\nabc\r\n0\r\n\r\n"),
        ("transfer-encoding: gzip, Chunked", "3;x=y\nabc\n00A\n0123456789\n0\nx: y\n\n"),
    ] {
        for last in [LAST, "{\n \"error\": \"trace_not_found\", \"message\": \"m\"\n}"] {
            let text = format!(
                "HTTP/2 429 \r\n{head}\r\nretry-after: 2\r\n\r\n{body}HTTP/2 404 \r\nserver: y\r\n\r\n{last}"
            );
            let explained = explain(text.as_bytes()).unwrap();
            assert_eq!(explained.code.as_deref(), Some("trace_not_found"), "{text}");
            assert_eq!((explained.status, explained.retry.after_seconds), (Some(404), None));
            let note = &explained.notes[0];
            assert!(note.starts_with("1 response with a body") && note.contains("429"));
            assert!(explained.faults.is_empty(), "{:?}", explained.faults);
        }
    }
    // A success in the end, after an error.
    let retried =
        format!("HTTP/2 429\n\n{RATE_LIMITED}\nHTTP/2 429\n\n{RATE_LIMITED}\nHTTP/2 201\n\n{{}}");
    let words = explain(retried.as_bytes()).unwrap_err().to_string();
    assert!(
        words.contains("status is 201") && words.contains("2 responses with a body"),
        "{words}"
    );
    // More than anybody saves.
    let many = format!("HTTP/2 429\n\n{RATE_LIMITED}\n").repeat(40);
    assert!(explain(many.as_bytes()).unwrap_err().to_string().contains("more than 32"));
}

/// What looks like a second response and is a part of the body.
#[test]
fn one_response_that_holds_a_status_line() {
    let json = r#"{"error":"db_error","message":"HTTP/2 404 \n\nHTTP/2 404 "}"#;
    let page = "<pre>\nHTTP/1.1 404 Not Found\n\nno\n</pre>";
    let quoted = "quoted:\nHTTP/1.1 404 Not Found\nserver: x\n\nend";
    for (head, body, code) in [
        ("server: x", json, Some("db_error")),
        ("content-length: 9", json, Some("db_error")),
        ("server: x", page, None),
        (&format!("content-length: {}", quoted.len()), quoted, None),
        ("content-length: 99999999999999999999999", page, None),
    ] {
        let explained = explain(format!("HTTP/2 500\n{head}\n\n{body}").as_bytes()).unwrap();
        assert_eq!((explained.status, explained.code.as_deref()), (Some(500), code), "{body}");
        assert!(explained.notes.iter().all(|n| !n.contains("earlier")), "{:?}", explained.notes);
    }
}

#[test]
fn chunks() {
    let (first, second) = RATE_LIMITED.split_at(10);
    let rest = second.len();
    let chunked = |body: &str| {
        let head = "HTTP/1.1 429 X\r\nTransfer-Encoding: chunked\r\n\r\n";
        explain(format!("{head}{body}").as_bytes()).unwrap()
    };
    for body in [
        format!("a\r\n{first}\r\n{rest:x}\r\n{second}\r\n0\r\n\r\n"),
        format!("00A;name=\"value\"\n{first}\n{rest:X}\n{second}\n000\nDate: x\n\n"),
        // curl has taken the chunks apart, and left the header.
        RATE_LIMITED.to_owned(),
    ] {
        let explained = chunked(&body);
        assert_eq!(explained.code.as_deref(), Some("rate_limited"), "{body}");
        assert!(explained.faults.is_empty(), "{:?}", explained.faults);
    }
    for body in [
        format!("a\r\n{first}\r\n{rest:x}\r\n{second}\r\n"),
        format!("a\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n", rest + 1),
        format!("a\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n", rest - 1),
        format!("a\r\n{first}\r\n{rest:x}\r\n{second}\r\n0\r\nnot a header\r\n"),
        format!("a\r\n{first}\r\n{rest:x}\r\n{second}\r\n0\r\n\r\nmore"),
        "a".to_owned(),
        "ffffffff\r\nx".to_owned(),
    ] {
        let explained = chunked(&body);
        assert_eq!((explained.code, explained.status), (None, Some(429)));
        let [fault] = explained.faults.as_slice() else { panic!("{:?}", explained.faults) };
        assert!(fault.problem.contains("still in the chunks"), "{body}: {fault:?}");
        assert!(!fault.remedy.contains("in between") && fault.remedy.contains("--raw"));
    }
    let zipped = explain(
        b"HTTP/2 500\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n3\r\n\x1f\x8b\x08\r\n0\r\n",
    );
    assert!(zipped.unwrap().faults[0].problem.contains("compressed"));
}

/// What RFC 8259 calls well-formed is not called malformed.
#[test]
fn json_that_is_not_read() {
    for (text, word) in [
        (r#"{"error":"db_error","error":"x","message":"m"}"#, "occurs twice"),
        (r#"{"error":"db_error","message":1e999}"#, "too large"),
    ] {
        let explained = response("HTTP/2 500", text);
        let alone = explain(text.as_bytes()).unwrap_err().to_string();
        for words in [&explained.faults[0].problem, &alone] {
            assert!(words.contains(word) && !words.contains("well-formed"), "{words}");
        }
        assert!(!explained.faults[0].remedy.contains("in between"), "{:?}", explained.faults);
    }
    let large = json!({"error": "db_error", "message": "m", "retry_after": u64::MAX});
    assert!(body(&large).faults[0].problem.contains("too large"), "{:?}", body(&large).faults);
}

#[test]
fn codes_and_statuses_as_text() {
    assert_eq!(explain(b" rate_limited\n").unwrap(), explain_code("rate_limited").unwrap());
    let status = explain(b"429").unwrap();
    assert_eq!(
        (status.given, status.related),
        (Given::Status, vec!["rate_limited", "quota_exceeded"])
    );
    assert_eq!(explain_code("502").unwrap().basis, Basis::Status);
    for text in ["099", "600", "302", "+29", "4029", "RATE_LIMITED", "zebra", "трасса"] {
        let error = explain_code(text).unwrap_err();
        assert!(
            matches!(&error, NotExplained::UnknownCode { code, .. } if code == text),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_error_response() {
    let record = json!({"event_id": "e", "event_type": "t", "payload": {}, "payload_hash": "h"});
    let request = json!({"label": "a trace"});
    for (input, word) in [
        (Vec::new(), "nothing"),
        (b"  \n".to_vec(), "nothing"),
        (record.to_string().into_bytes(), "record"),
        (request.to_string().into_bytes(), "request body"),
        (b"{}".to_vec(), "neither"),
        (b"[]".to_vec(), "array"),
        (b"{\"error\":".to_vec(), "not well-formed"),
        (b"HTTP/2 200\r\n\r\n{}".to_vec(), "status is 200"),
        (b"HTTP/2 301\r\n\r\n".to_vec(), "status is 301"),
        (b"\xff\xfe{\0".to_vec(), "UTF-16"),
        (b"some words".to_vec(), "not an error response"),
        (vec![0xC3; 10], "not an error response"),
        (vec![b' '; MAX_INPUT + 1], "larger"),
    ] {
        let words = explain(&input).unwrap_err().to_string();
        assert!(words.contains(word), "{words}");
    }
    // An existing record in the body of a conflict does not hide the error.
    let conflict = json!({"error": "duplicate_event", "message": "m", "event_id": "e",
        "payload_hash": "h", "payload": {}});
    assert_eq!(body(&conflict).code.as_deref(), Some("duplicate_event"));
}

/// Untrusted text is raw, in the words too: whoever shows it makes it visible.
#[test]
fn hidden_characters() {
    let explained = body(&json!({"error": "trace\u{202e}x", "message": "m\u{200b}"}));
    assert_eq!(explained.code.as_deref(), Some("trace\u{202e}x"));
    assert_eq!(explained.message.as_deref(), Some("m\u{200b}"));
    assert_eq!(explained.headline, "trace\u{202e}x");
    let long = body(&json!({"error": "x".repeat(10_000), "message": "m"}));
    assert!(long.headline.len() < 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = explain(&bytes);
    }

    #[test]
    fn no_response_makes_it_panic(
        status in "[0-9]{0,4}", headers in "([-A-Za-z]{0,12}:? ?[ -~é]{0,30}\r?\n){0,5}",
        retry in "\\PC{0,30}", date in "[A-Za-z0-9,: -]{0,35}", body in "\\PC{0,60}",
    ) {
        let text = format!(
            "HTTP/1.1 {status}\nRetry-After: {retry}\nDate: {date}\n{headers}\n{body}"
        );
        if let Ok(explained) = explain(text.as_bytes()) {
            prop_assert!(serde_json::to_string(&explained).is_ok());
        }
    }

    #[test]
    fn no_chunks_make_it_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec!["HTTP/2 429\n", "transfer-encoding: chunked\n", "\n", "0", "3",
                "abc", "{}", "content-length: 3\n", "\r\n", "x: y\n", "\"", "{"]), 0..30),
    ) {
        let _ = explain(format!("HTTP/2 429\n{}", parts.concat()).as_bytes());
    }

    #[test]
    fn no_body_makes_it_panic(
        error in "\\PC{0,20}", name in "[a-z_]{0,14}", number in any::<f64>(), n in any::<i64>(),
    ) {
        let value = json!({"error": error, "message": n, name: number, "retry_after": n});
        let explained = explain(value.to_string().as_bytes());
        prop_assert!(explained.is_ok());
    }

    #[test]
    fn retry_at_is_date_and_wait(day in 0_u64..20_000, wait in 0_u64..10_000_000) {
        let at = proofdesk_core::time::Timestamp::from_unix(1_772_445_600, 0)
            .after(day * 86_400).unwrap();
        // Weekday and date by another implementation.
        let date = jiff::fmt::rfc2822::DateTimePrinter::new();
        let text = date.timestamp_to_rfc9110_string(
            &jiff::Timestamp::from_second(at.unix_seconds()).unwrap(),
        ).unwrap();
        let head = format!("HTTP/2 429\r\nDate: {text}\r\nRetry-After: {wait}\r\n\r\n{RATE_LIMITED}");
        let explained = explain(head.as_bytes()).unwrap();
        let expected = jiff::Timestamp::from_second(at.unix_seconds() + wait as i64).unwrap();
        prop_assert_eq!(explained.retry.retry_at, Some(expected.to_string()));
    }
}

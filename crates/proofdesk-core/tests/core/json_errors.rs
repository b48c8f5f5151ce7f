//! Where each fault of a JSON text is said to be, and in which words.

use proofdesk_core::json::JsonErrorKind::{self, *};
use proofdesk_core::json::{elements, parse};

fn duplicate(key: &str) -> JsonErrorKind {
    DuplicateKey(key.to_owned())
}

/// Every fault with its line, its column in characters and the byte that stands there.
#[test]
fn faults_are_located() {
    const VALUE: JsonErrorKind = Syntax("expected a value");
    const WORD: JsonErrorKind = Syntax("expected true, false or null");
    const IN_ARRAY: JsonErrorKind = Syntax("expected , or ] in an array");
    const IN_OBJECT: JsonErrorKind = Syntax("expected , or } in an object");
    const KEY: JsonErrorKind = Syntax("expected a key in double quotes");
    const COLON: JsonErrorKind = Syntax("expected : behind a key");
    const DIGIT: JsonErrorKind = Syntax("expected a digit");
    const CONTROL: JsonErrorKind =
        Syntax("a control character inside a text, where JSON allows none");
    const BREAK: JsonErrorKind = Syntax("a line break inside a text, where JSON allows none");
    const ESCAPE: JsonErrorKind = Syntax("an escape that JSON does not know");
    const HEX: JsonErrorKind = Syntax("expected four hexadecimal digits");
    let cases = [
        // text, kind, line, column, what stands there
        ("", UnexpectedEnd, 1, 1, ""),
        (" \n\t", UnexpectedEnd, 2, 2, ""),
        ("\u{feff}", UnexpectedEnd, 1, 2, ""),
        ("x", VALUE, 1, 1, "x"),
        ("'a'", VALUE, 1, 1, "'"),
        ("+1", VALUE, 1, 1, "+"),
        (".5", VALUE, 1, 1, "."),
        ("NaN", VALUE, 1, 1, "N"),
        ("// note\n1", VALUE, 1, 1, "/"),
        ("[1,]", VALUE, 1, 4, "]"),
        ("[,1]", VALUE, 1, 2, ","),
        ("{\"a\":}", VALUE, 1, 6, "}"),
        ("{\"a\":\r\n\r\n  ,}", VALUE, 3, 3, ","),
        ("tru", WORD, 1, 1, "t"),
        ("[nul]", WORD, 1, 2, "n"),
        ("False", VALUE, 1, 1, "F"),
        ("[1 2]", IN_ARRAY, 1, 4, "2"),
        ("[\"é\" \"è\"]", IN_ARRAY, 1, 6, "\""),
        ("[1}", IN_ARRAY, 1, 3, "}"),
        ("[01]", IN_ARRAY, 1, 3, "1"),
        ("[1,\u{a0}2]", VALUE, 1, 4, "\u{a0}"),
        ("{\"a\":1 \"b\":2}", IN_OBJECT, 1, 8, "\""),
        ("{\"😀\":1]", IN_OBJECT, 1, 7, "]"),
        ("{a:1}", KEY, 1, 2, "a"),
        ("{\"a\":1,}", KEY, 1, 8, "}"),
        ("{\n  \"ключ\": 1,\n  7: 2\n}", KEY, 3, 3, "7"),
        ("{\"a\" 1}", COLON, 1, 6, "1"),
        ("{\"ab\",1}", COLON, 1, 6, ","),
        ("-", UnexpectedEnd, 1, 2, ""),
        ("-a", DIGIT, 1, 2, "a"),
        ("[1.]", DIGIT, 1, 4, "]"),
        ("[1.e5]", DIGIT, 1, 4, "e"),
        ("[1e+]", DIGIT, 1, 5, "]"),
        ("1e", UnexpectedEnd, 1, 3, ""),
        ("-01", TrailingData, 1, 3, "1"),
        ("\"a\tb\"", CONTROL, 1, 3, "\t"),
        ("[\"é\n\"]", BREAK, 1, 4, "\n"),
        ("\"\u{0}\"", CONTROL, 1, 2, "\u{0}"),
        ("\"\u{1f}\"", CONTROL, 1, 2, "\u{1f}"),
        (r#""\x""#, ESCAPE, 1, 3, "x"),
        (r#""ab\é""#, ESCAPE, 1, 5, "é"),
        (r#""\u12g4""#, HEX, 1, 6, "g"),
        (r#""\u+123""#, HEX, 1, 4, "+"),
        (r#""\u１234""#, HEX, 1, 4, "１"),
        (r#""\ud83d\u00""#, HEX, 1, 12, "\""),
        (r#""\u12"#, UnexpectedEnd, 1, 6, ""),
        (r#""\"#, UnexpectedEnd, 1, 3, ""),
        ("\"abc", UnexpectedEnd, 1, 5, ""),
        ("[\r\n\"é", UnexpectedEnd, 2, 3, ""),
        ("{", UnexpectedEnd, 1, 2, ""),
        ("{\"a\"", UnexpectedEnd, 1, 5, ""),
        ("{\"a\":1", UnexpectedEnd, 1, 7, ""),
        ("[1,\n", UnexpectedEnd, 2, 1, ""),
        ("1 2", TrailingData, 1, 3, "2"),
        ("{}\n{}", TrailingData, 2, 1, "{"),
        ("[]]", TrailingData, 1, 3, "]"),
        ("{}\u{0}", TrailingData, 1, 3, "\u{0}"),
        ("\"ä\" \u{feff}", TrailingData, 1, 5, "\u{feff}"),
        ("{\"a\":1,\"a\":2}", duplicate("a"), 1, 8, "\""),
        ("{\r\n \"é\": 1,\r\n \"\\u00e9\": 2}", duplicate("é"), 3, 2, "\""),
        ("[{\"\":[{}],\"😀\":{\"k\":0,\"k\":0}}]", duplicate("k"), 1, 22, "\""),
        // The first fault in the text counts: here the inner one, there the number.
        ("{\"a\":{\"b\":1,\"b\":2},\"a\":1e999}", duplicate("b"), 1, 13, "\""),
        ("{\"a\":1e999,\"a\":2}", NumberOutOfRange, 1, 6, "1"),
        ("[1,\n -1e309]", NumberOutOfRange, 2, 2, "-"),
    ];
    for (text, kind, line, column, there) in cases {
        let error = parse(text.as_bytes()).expect_err(text);
        assert_eq!((&error.kind, error.line, error.column), (&kind, line, column), "{text:?}");
        assert!(text[error.offset..].starts_with(there), "{text:?}");
        assert_eq!(there.is_empty(), error.offset == text.len(), "{text:?}");
        let words = error.to_string();
        assert!(words.starts_with(&format!("line {line}, column {column}: ")), "{words}");
    }
}

#[test]
fn depth_is_counted_over_arrays_and_objects_together() {
    // 64 objects that each hold an array are 128 levels; the bracket of the next is too deep.
    let pair = "{\"a\":[";
    let good = format!("{}{}", pair.repeat(64), "]}".repeat(64));
    assert!(parse(good.as_bytes()).is_ok());
    for opening in ["[", "{\"b\":1}"] {
        let error = parse(format!("\n{}{opening}", pair.repeat(64)).as_bytes()).unwrap_err();
        assert_eq!((error.kind, error.line, error.column), (TooDeep, 2, 64 * 6 + 1));
    }
    // Siblings do not add up.
    assert!(parse(format!("[{}[]]", "[],".repeat(500)).as_bytes()).is_ok());
    assert_eq!(TooDeep.to_string(), "values are nested deeper than 128");
}

/// Bytes that are no UTF-8 are found wherever they stand, before the grammar is looked at.
#[test]
fn bytes_that_are_not_utf8_are_located() {
    let cases: [(&[u8], u64, u64); 6] = [
        (b"\xff", 1, 1),
        (b"{\"a\":\"\xc3\"}", 1, 7),
        (b"[\r\n\"\xc3\xa9\xed\xa0\x80\"]", 2, 3),
        (b"[1,\n2]\n\xc0\xaf", 3, 1),
        (b"x \xf0\x9f\x98\x80 \xf0\x9f\x98", 1, 5),
        (b"\xff\xfe{\0}\0", 1, 1),
    ];
    for (bytes, line, column) in cases {
        let error = parse(bytes).unwrap_err();
        assert_eq!(error.kind, InvalidUtf8);
        assert_eq!((error.line, error.column), (line, column), "{bytes:?}");
        assert_eq!(elements(bytes).unwrap_err(), error);
    }
}

#[test]
fn the_key_in_a_message_is_short_and_visible() {
    let key = format!("a\u{202e}{}", "x".repeat(10_000));
    let error = parse(format!("{{\"{key}\":1,\"{key}\":2}}").as_bytes()).unwrap_err();
    let words = error.to_string();
    assert!(words.contains("the key \"a<U+202E>xxx") && words.len() < 200, "{words}");
}

/// An array that is read by its elements says the same at the same place.
#[test]
fn elements_fail_where_the_whole_fails() {
    let texts = [
        "[1, 2, x]",
        "[1, 2",
        "[1, 2,",
        "[1 2]",
        "[1]\n x",
        "[1],",
        "[]]",
        "[",
        "[\n,1]",
        "[1,]",
        "[{\"a\":1,\"a\":2}]",
        "[1e999]",
        "[[1,]",
        "[\"a",
        "\u{feff}[1]2",
    ];
    for text in texts {
        let whole = parse(text.as_bytes()).expect_err(text);
        let mut one_by_one = elements(text.as_bytes()).unwrap();
        let good = one_by_one.by_ref().take_while(Result::is_ok).count();
        assert_eq!(one_by_one.next(), None, "it ends after an error: {text}");
        let error = elements(text.as_bytes()).unwrap().nth(good).unwrap().unwrap_err();
        assert_eq!(error, whole, "{text}");
    }
    let good = elements(b" [1, {\"a\": [2]}, 3] \n").unwrap().collect::<Result<Vec<_>, _>>();
    assert_eq!(good.unwrap().len(), 3);
    assert_eq!(elements(b"[ ]").unwrap().count(), 0);
    for text in ["{}", "1", "\"[\"", "x"] {
        let error = elements(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind, error.column), (Syntax("expected an array"), 1), "{text}");
    }
    assert_eq!(elements(b" ").unwrap_err().kind, UnexpectedEnd);
    // The array itself is a level.
    let deep = format!("[{}{}]", "[".repeat(128), "]".repeat(128));
    assert_eq!(elements(deep.as_bytes()).unwrap().next().unwrap().unwrap_err().kind, TooDeep);
    let less = format!("[{}{}]", "[".repeat(127), "]".repeat(127));
    assert!(elements(less.as_bytes()).unwrap().all(|node| node.is_ok()));
}

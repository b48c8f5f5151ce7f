//! The strict JSON reader against `serde_json`: the same texts, the same values, but for the
//! differences that are documented.

use std::fmt;
use std::time::{Duration, Instant};

use proofdesk_core::canonical::{sorted, without_white_space};
use proofdesk_core::json::{self, JsonErrorKind, MAX_DEPTH, Node, Value, elements, parse};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value as `serde_json` reads it, every member of an object kept, repeats too.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Null,
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    Double(f64),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Tree;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }
            fn visit_bool<E>(self, b: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(b))
            }
            fn visit_u64<E>(self, n: u64) -> Result<Tree, E> {
                Ok(Tree::Unsigned(n))
            }
            fn visit_i64<E>(self, n: i64) -> Result<Tree, E> {
                Ok(Tree::Negative(n))
            }
            fn visit_f64<E>(self, d: f64) -> Result<Tree, E> {
                Ok(Tree::Double(d))
            }
            fn visit_str<E>(self, s: &str) -> Result<Tree, E> {
                Ok(Tree::String(s.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Tree::Array(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Tree::Object(members))
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

impl Tree {
    fn has_duplicate(&self, key: &str) -> bool {
        match self {
            Self::Array(items) => items.iter().any(|i| i.has_duplicate(key)),
            Self::Object(members) => {
                members.iter().filter(|(k, _)| k == key).count() > 1
                    || members.iter().any(|(_, v)| v.has_duplicate(key))
            }
            _ => false,
        }
    }
}

/// Whether our value is theirs. A double is the nearest one in ours; theirs, read in
/// `serde_json`'s default way, may be some units off in the last place.
fn same(ours: &Node<'_>, theirs: &Tree) -> bool {
    match (&ours.value, theirs) {
        (Value::Null, Tree::Null) => true,
        (Value::Bool(a), Tree::Bool(b)) => a == b,
        (Value::Number(n), Tree::Unsigned(u)) => {
            n.as_double().is_none() && n.spelling == u.to_string()
        }
        (Value::Number(n), Tree::Negative(i)) => n.as_i64() == Some(*i) && *i < 0,
        (Value::Number(n), Tree::Double(theirs)) => n.as_double().is_some_and(|ours| {
            let exact: f64 = n.spelling.parse().unwrap();
            let apart = ours.abs().to_bits().abs_diff(theirs.abs().to_bits());
            ours.to_bits() == exact.to_bits()
                && ours.is_sign_negative() == theirs.is_sign_negative()
                && apart <= 8
        }),
        (Value::String(a), Tree::String(b)) => !a.has_unpaired_surrogate() && *a.text == **b,
        (Value::Array(a), Tree::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Tree::Object(b)) => {
            let pairs = a.members().iter().zip(b);
            a.members().len() == b.len()
                && pairs.into_iter().all(|((ak, av), (bk, bv))| *ak.text == **bk && same(av, bv))
                && b.iter().all(|(k, v)| a.get(k).is_some_and(|n| same(n, v)))
        }
        _ => false,
    }
}

fn any_text(node: &Node<'_>, wanted: fn(&json::Text<'_>) -> bool) -> bool {
    match &node.value {
        Value::String(text) => wanted(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, wanted)),
        Value::Object(object) => {
            object.members().iter().any(|(key, value)| wanted(key) || any_text(value, wanted))
        }
        _ => false,
    }
}

fn depth(node: &Node<'_>) -> usize {
    match &node.value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(o) => 1 + o.members().iter().map(|(_, v)| depth(v)).max().unwrap_or(0),
        _ => 0,
    }
}

/// The differential property. Returns what to say when it does not hold.
fn compare(text: &[u8]) -> Result<(), String> {
    let without_bom = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let (ours, theirs) = (parse(text), serde_json::from_slice::<Tree>(without_bom));
    let shown = String::from_utf8_lossy(text);
    match (&ours, &theirs) {
        (Ok(node), Ok(tree)) if !same(node, tree) => {
            Err(format!("{shown:?}: ours {node:?}, theirs {tree:?}"))
        }
        (Ok(node), Err(e)) => {
            let documented = any_text(node, |t| t.has_unpaired_surrogate())
                || depth(node) == MAX_DEPTH
                || e.to_string().contains("number out of range");
            if documented { Ok(()) } else { Err(format!("{shown:?}: only they refuse it: {e}")) }
        }
        (Err(ours), Ok(tree)) => match &ours.kind {
            JsonErrorKind::DuplicateKey(key) if tree.has_duplicate(key) => Ok(()),
            // At the edge of the range their less exact reading stays below infinity.
            JsonErrorKind::NumberOutOfRange => Ok(()),
            _ => Err(format!("{shown:?}: only we refuse it: {ours}")),
        },
        _ => Ok(()),
    }
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|bits| {
            let d = f64::from_bits(bits);
            if d.is_finite() { format!("{d:e}") } else { "-0".to_owned() }
        }),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?",
        "[-+]?[0-9]{0,3}\\.?[0-9]{0,3}[eE]?[+-]?[0-9]{0,2}",
    ]
}

fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => any::<char>().prop_filter("it is escaped", |c| !"\"\\".contains(*c) && *c >= ' ')
            .prop_map(String::from),
        4 => "[a-c]",
        2 => Just(r"\n\t\r\b\f\/\\".to_owned()),
        2 => "\\\\u[0-9a-fA-F]{4}",
        1 => "\\\\ud83d\\\\ude0[0-9]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// JSON text with every freedom that the grammar gives, and some that it does not.
fn text() -> impl Strategy<Value = String> {
    let space = || prop::sample::select(vec!["", "", "", " ", "\n", "\r\n\t ", "\u{c}"]);
    let word = prop::sample::select(vec!["null", "true", "false", "nul", "NaN"]);
    let leaf = prop_oneof![4 => number(), 4 => string(), 2 => word.prop_map(str::to_owned)];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let item = (space(), inner, space()).prop_map(|(a, v, b)| format!("{a}{v}{b}"));
        let member = (space(), string(), space(), item.clone())
            .prop_map(|(a, k, b, v)| format!("{a}{k}{b}:{v}"));
        prop_oneof![
            prop::collection::vec(item, 0..6).prop_map(|i| format!("[{}]", i.join(","))),
            prop::collection::vec(member, 0..16).prop_map(|m| format!("{{{}}}", m.join(","))),
        ]
    })
}

/// A text with a few bytes replaced.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(&b"{}[]\",:\\u0-+.eE \n"[..])];
    let part = (any::<prop::sample::Index>(), 0..3_usize, prop::collection::vec(byte, 0..3));
    (text(), part).prop_map(|(text, (at, removed, added))| {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len() + 1);
        bytes.splice(at..bytes.len().min(at + removed), added);
        bytes
    })
}

/// What `elements` gives, up to and with the first error, must be what `parse` gives.
fn compare_elements(text: &[u8]) -> Result<(), TestCaseError> {
    let one_by_one: Result<Vec<Node<'_>>, _> = elements(text).and_then(Iterator::collect);
    match (parse(text), one_by_one) {
        (Ok(whole), one_by_one) if whole.as_array().is_none() => {
            let kind = one_by_one.unwrap_err().kind;
            prop_assert_eq!(kind, JsonErrorKind::Syntax("expected an array"));
        }
        (Ok(whole), one_by_one) => {
            let items = one_by_one.expect("parse accepts it");
            prop_assert_eq!(whole.as_array(), Some(&items[..]));
        }
        (Err(whole), one_by_one) => {
            let error = one_by_one.expect_err("parse refuses it");
            if error.kind != JsonErrorKind::Syntax("expected an array") {
                prop_assert_eq!(error, whole);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn texts_are_read_as_serde_json_reads_them(text in text()) {
        prop_assert_eq!(compare(text.as_bytes()), Ok(()));
    }

    #[test]
    fn damaged_texts_are_refused_as_serde_json_refuses_them(text in damaged()) {
        prop_assert_eq!(compare(&text), Ok(()));
    }

    #[test]
    fn elements_agree_with_the_whole(
        items in prop::collection::vec(text(), 0..6), end in "(\\] ?|\\]x|\\],|\\]\\]|,\\]|)",
    ) {
        compare_elements(format!("\u{feff} [{}{end}", items.join(" ,\n")).as_bytes())?;
    }

    #[test]
    fn elements_of_damaged_texts_agree_too(text in damaged()) {
        compare_elements(&text)?;
        compare_elements(&[b"[1,", &text[..], b"]"].concat())?;
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        compare(&bytes).unwrap();
        compare_elements(&bytes)?;
        let _ = without_white_space(&bytes);
    }

    /// Every value can be cut out of its text, and white space around it changes nothing.
    #[test]
    fn nodes_know_where_they_stand(text in text()) {
        if let Ok(root) = parse(text.as_bytes()) {
            every_node(&root, &mut |node| {
                let own = parse(&text.as_bytes()[node.start()..node.end()]).unwrap();
                assert_eq!((own.start(), own.end()), (0, node.end() - node.start()));
                assert_eq!(sorted(&own).is_ok(), sorted(node).is_ok());
                assert_eq!(sorted(&own).ok(), sorted(node).ok());
            });
            let compact = without_white_space(text.as_bytes());
            prop_assert_eq!(sorted(&parse(&compact).unwrap()).ok(), sorted(&root).ok());
            prop_assert_eq!(without_white_space(&compact), compact);
        }
    }
}

fn every_node(node: &Node<'_>, see: &mut impl FnMut(&Node<'_>)) {
    see(node);
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| every_node(item, see)),
        Value::Object(object) => object.members().iter().for_each(|(_, v)| every_node(v, see)),
        _ => {}
    }
}

#[test]
fn what_only_we_accept() {
    for text in ["\u{feff}{}", "\u{feff} [1]"] {
        assert!(parse(text.as_bytes()).is_ok());
        assert!(serde_json::from_str::<Tree>(text).is_err());
    }
    for text in [r#""\ud800""#, r#""\udc00""#, r#""\ud800\u0041""#, r#"{"\ud800x":1}"#] {
        let node = parse(text.as_bytes()).unwrap();
        assert!(
            any_text(&node, |t| t.has_unpaired_surrogate() && t.text.contains('\u{fffd}')),
            "{text}"
        );
        assert!(serde_json::from_str::<Tree>(text).is_err());
    }
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (depth, ours, theirs) in [(127, true, true), (128, true, false), (129, false, false)] {
        assert_eq!(parse(nested(depth).as_bytes()).is_ok(), ours);
        assert_eq!(serde_json::from_str::<Tree>(&nested(depth)).is_ok(), theirs);
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(parse(objects.as_bytes()).is_ok(), ours);
    }
    // A second mark is no white space.
    assert!(parse("\u{feff}\u{feff}1".as_bytes()).is_err());
    assert!(parse(" \u{feff}1".as_bytes()).is_err());
}

#[test]
fn surrogates_are_paired_where_they_can_be() {
    let cases = [
        (r"\ud800\udc00", "\u{10000}", false),
        (r"\ud83d\udfff", "\u{1f7ff}", false),
        (r"\uDBFF\uDFFF", "\u{10ffff}", false),
        (r"\ud800\u0041", "\u{fffd}A", true),
        (r"\ud800\ue000", "\u{fffd}\u{e000}", true),
        (r"\ud800\ud83d\ude00", "\u{fffd}\u{1f600}", true),
        (r"\ud800\n", "\u{fffd}\n", true),
        (r"\ud800x\udc00", "\u{fffd}x\u{fffd}", true),
        (r"\udc00\ud800", "\u{fffd}\u{fffd}", true),
        // The character itself is no such escape.
        (r"\ufffd", "\u{fffd}", false),
    ];
    for (escaped, text, unpaired) in cases {
        let quoted = format!("\"{escaped}\"");
        let node = parse(quoted.as_bytes()).unwrap();
        let Value::String(read) = &node.value else { panic!("{node:?}") };
        assert_eq!((&*read.text, read.has_unpaired_surrogate()), (text, unpaired), "{escaped}");
        assert_eq!(node.as_str(), (!unpaired).then_some(text));
    }
}

#[test]
fn what_only_they_accept() {
    for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"b":{"":0,"x":1,"":0}}]"#] {
        let kind = parse(text.as_bytes()).unwrap_err().kind;
        assert!(matches!(kind, JsonErrorKind::DuplicateKey(_)), "{text}");
        assert!(serde_json::from_str::<Tree>(text).is_ok());
    }
    // Not duplicates: characters that look alike, or become alike under normalisation.
    assert!(parse("{\"é\":1,\"e\u{301}\":2,\"É\":3}".as_bytes()).is_ok());
}

fn keys(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|i| format!("\"key_{i:06}\":{i}"))
}

#[test]
fn large_objects_are_read_and_searched_quickly() {
    let started = Instant::now();
    let members: Vec<String> = keys(100_000).collect();
    let text = format!("{{{},\"key_000000\":0}}", members.join(","));
    let error = parse(text.as_bytes()).unwrap_err();
    assert_eq!(error.kind, JsonErrorKind::DuplicateKey("key_000000".to_owned()));
    assert_eq!(error.offset, text.rfind("\"key").unwrap());

    let text = format!("{{{}}}", members.join(","));
    let node = parse(text.as_bytes()).unwrap();
    let object = node.as_object().unwrap();
    for (i, (key, _)) in object.members().iter().enumerate() {
        assert_eq!(object.get(&key.text).and_then(Node::as_i64), Some(i as i64));
    }
    assert_eq!(object.get("key_"), None);
    // Quadratic work would take minutes.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

/// The limit on values is one of memory, so an array that is read by its elements may hold more.
#[test]
fn an_array_of_more_values_than_fit_into_memory() {
    let element = format!("[{}0]", "0,".repeat(9_999));
    let elements_of_it = format!("{element},").repeat(json::MAX_VALUES / 10_000);
    let text = format!("[{elements_of_it}{element}]");
    let mut count = 0;
    for node in elements(text.as_bytes()).unwrap() {
        count += 1 + node.unwrap().as_array().unwrap().len();
    }
    assert!(count > json::MAX_VALUES, "{count}");
}

/// Below and above the size from which keys are sorted.
#[test]
fn a_repeated_key_is_found_wherever_it_stands() {
    for count in 1..30 {
        for repeated in 0..count {
            let mut members: Vec<String> = keys(count).collect();
            members.push(members[repeated].clone());
            let text = format!("{{{}}}", members.join(","));
            let error = parse(text.as_bytes()).unwrap_err();
            let key = format!("key_{repeated:06}");
            assert_eq!(error.kind, JsonErrorKind::DuplicateKey(key), "{text}");
            assert_eq!(error.offset, text.rfind("\"key").unwrap());
        }
    }
}

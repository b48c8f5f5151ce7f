//! Inputs whose canonical bytes would change if they went through `serde_json::Value`. Shared by
//! the test `features` and the program that it runs, `tests/unified-features`.

use proofdesk_core::canonical::{sorted, write_compact};
use proofdesk_core::json::{Node, parse};
use proofdesk_core::record::canonical_audit_bytes;

/// A double that `serde_json` reads one unit too high without its feature `float_roundtrip`.
pub(crate) const INEXACT: &str = "767e-23";

const INPUTS: [&str; 12] = [
    r#"{"b":1,"a":2,"C":{"z":[],"y":{}}}"#,
    r#"{"10":1,"9":2,"__proto__":3,"":4}"#,
    "{\"\u{1f600}\":1,\"\u{fffd}\":2,\"é\":3,\"e\u{301}\":4}",
    r#"[0,-0,-0.0,0.0,1.0,1.10,1e2,1E+2,0.1e1,12e-7]"#,
    r#"[9007199254740993,9223372036854775808,18446744073709551615,-9223372036854775808]"#,
    r#"[18446744073709551616,-9223372036854775809,123456789012345678901234567890]"#,
    r#"[1e16,1e21,1e-7,5e-324,1.7976931348623157e308,1e-400,767e-23]"#,
    r#"[0.1,0.30000000000000004,3.141592653589793238462643,2.2250738585072011e-308]"#,
    r#"{"$serde_json::private::Number":"1"}"#,
    r#"[{"$serde_json::private::Number":"1.10","a":1}]"#,
    r#"{"$serde_json::private::RawValue":"[1, 2]"}"#,
    r#"["\u0000\b\t\n\u000b\f\r\u001f\"\\\/\u007f\u2028\ud83d\ude00","<>&"]"#,
];

/// Canonical bytes in hex, one value a line: of the inputs, and of the golden vectors in `file`.
pub(crate) fn lines(file: &[u8]) -> Vec<String> {
    let deep = format!("{}1.10{}", r#"{"b":0,"a":["#.repeat(64), "]}".repeat(64));
    let inputs = INPUTS.into_iter().chain([INEXACT, &deep]);
    let mut lines: Vec<String> = inputs
        .map(|text| {
            let node = parse(text.as_bytes()).expect(text);
            let mut compact = Vec::new();
            write_compact(&node, &mut compact);
            format!("{} {}", to_hex(&sorted(&node).expect(text)), to_hex(&compact))
        })
        .collect();
    let vectors = parse(file).expect("the golden vectors");
    let vectors = vectors.as_object().and_then(|o| o.get("vectors")).and_then(Node::as_array);
    lines.extend(vectors.expect("a list").iter().map(|vector| {
        let event = vector.as_object().and_then(|v| v.get("event")).and_then(Node::as_object);
        to_hex(&canonical_audit_bytes(event.expect("an event")).expect("it has canonical bytes"))
    }));
    lines
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

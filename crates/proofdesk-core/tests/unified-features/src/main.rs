//! Prints the canonical bytes of the tricky inputs, in a build with serde_json's features on.

#[path = "../../core/tricky.rs"]
mod tricky;

fn main() {
    // Each feature shows that it is on, or the comparison would mean nothing.
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string();
    assert_eq!(value(r#"{"b":1.10,"a":2}"#), r#"{"b":1.10,"a":2}"#, "order and spelling are kept");
    let (read, exact): (f64, f64) =
        (serde_json::from_str(tricky::INEXACT).unwrap(), tricky::INEXACT.parse().unwrap());
    assert_eq!(read.to_bits(), exact.to_bits(), "doubles are read exactly");
    serde_json::Deserializer::from_str("").disable_recursion_limit();
    let raw: Box<serde_json::value::RawValue> = serde_json::from_str("1.10").unwrap();
    assert_eq!(raw.get(), "1.10");

    let vectors = std::env::args_os().nth(1).expect("the file of the golden vectors");
    for line in tricky::lines(&std::fs::read(vectors).expect("the golden vectors")) {
        println!("{line}");
    }
}

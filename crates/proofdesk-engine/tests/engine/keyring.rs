//! Changes of a key ring.

use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::keyring::{KeyRing, KeyRingError, RingPin};

const ONE: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const TWO: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

fn pin(label: &str, key: &str) -> RingPin {
    RingPin::new(label, &parse_key(key.as_bytes()).unwrap())
}

fn ring(pins: &[(&str, &str)]) -> KeyRing {
    let mut ring = KeyRing::default();
    pins.iter().for_each(|(label, key)| ring.add(pin(label, key)).unwrap());
    ring
}

fn labels(ring: &KeyRing) -> Vec<&str> {
    ring.pins().iter().map(|pin| pin.label.as_str()).collect()
}

#[test]
fn a_pin_is_edited_in_its_place() {
    let mut ring = ring(&[("one", ONE), ("two", TWO)]);
    let edited = RingPin { note: Some("by post".to_owned()), ..pin("uno", ONE) };
    ring.replace("one", edited.clone()).unwrap();
    assert_eq!(labels(&ring), ["uno", "two"]);
    assert_eq!(ring.pins()[0], edited);

    let before = ring.clone();
    let refused = |result: Result<(), KeyRingError>| result.unwrap_err().to_string();
    assert!(refused(ring.replace("one", pin("one", ONE))).contains("no pinned key"));
    assert!(refused(ring.replace("uno", pin("uno", TWO))).contains("cannot be exchanged"));
    assert!(refused(ring.replace("uno", pin("two", ONE))).contains("the label is taken"));
    let bad = RingPin { valid_from: Some("tomorrow".to_owned()), ..pin("uno", ONE) };
    assert!(refused(ring.replace("uno", bad)).contains("valid_from"));
    assert_eq!(ring, before);
}

#[test]
fn rings_are_merged_by_label_and_key() {
    let mut mine = ring(&[("one", ONE), ("two", TWO)]);
    let outcome = mine.merge(ring(&[("two", ONE), ("one", ONE), ("three", ONE), ("four", TWO)]));
    assert_eq!(outcome.added, ["three", "four"]);
    assert_eq!(outcome.already, ["one"]);
    assert_eq!(outcome.conflicts, ["two"]);
    assert_eq!(labels(&mine), ["one", "two", "three", "four"]);
    assert_eq!(mine.find("two").unwrap().key, TWO);
}

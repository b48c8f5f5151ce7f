//! Changes of a key ring.

use std::path::Path;

use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::keys::{FileFault, KeyRing, KeyRingError, RingPin};

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
fn a_ring_has_for_another_what_is_new_there() {
    let mine = ring(&[("one", ONE), ("two", TWO)]);
    let mut theirs = ring(&[("two", ONE), ("one", ONE)]);
    let said = RingPin { confirmed: Some("by telephone".to_owned()), ..pin("three", ONE) };
    theirs.add(said).unwrap();
    let offer = theirs.offer_to(&mine);
    assert_eq!(offer.new, [pin("three", ONE)], "their word for it is left out");
    assert_eq!(offer.already, [pin("one", ONE)]);
    assert_eq!(offer.conflicts, [pin("two", ONE)]);
}

#[test]
fn an_adopted_pin_has_the_users_word_and_its_key_in_one_form() {
    let document = format!("{{\"algorithm\": \"Ed25519\", \"public_key\": \"{ONE}\"}}");
    let theirs = RingPin {
        key: document,
        valid_until: Some("2025-12-31T23:59:59Z".to_owned()),
        confirmed: Some("by telephone, says the file".to_owned()),
        added_at: Some("2020-01-01T00:00:00Z".to_owned()),
        ..pin("one", ONE)
    };
    let adopted = theirs.clone().adopt("by post", false, Path::new("/mnt/in/ring.json")).unwrap();
    assert_eq!(adopted.confirmed.as_deref(), Some("by post (imported from ring.json)"));
    assert_ne!(adopted.added_at, theirs.added_at);
    assert_eq!(adopted.valid_until, theirs.valid_until);
    assert_eq!(adopted.key, ONE);
    let wrong = RingPin { fingerprint: "0".repeat(64), ..theirs };
    assert!(wrong.adopt("by post", false, Path::new("ring.json")).is_err());
}

fn add(path: &Path, label: &str) -> Result<(), KeyRingError> {
    KeyRing::change(path, |ring| ring.add(pin(label, ONE)))
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own/ring.json");
    std::thread::scope(|scope| {
        for who in 0..4 {
            let path = &path;
            scope.spawn(move || (0..5).for_each(|n| add(path, &format!("{who}.{n}")).unwrap()));
        }
    });
    assert_eq!(KeyRing::load(&path).unwrap().pins().len(), 20);
}

#[test]
fn a_change_waits_for_a_lock_and_gives_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ring.json");
    add(&path, "one").unwrap();
    let before = std::fs::read(&path).unwrap();
    let lock = std::fs::File::open(folder.path().join("ring.json.lock")).unwrap();
    lock.lock().unwrap();
    let error = add(&path, "two").unwrap_err();
    assert!(
        matches!(&error, KeyRingError::File(e) if matches!(e.fault, FileFault::Busy)),
        "{error}"
    );
    assert!(error.to_string().contains("ring.json; try again"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(KeyRing::load(&path).unwrap().pins().len(), 1, "reading waits for nobody");
    drop(lock);
    add(&path, "two").unwrap();
}

#[test]
fn a_change_that_is_refused_leaves_the_ring_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ring.json");
    add(&path, "one").unwrap();
    let before = std::fs::read(&path).unwrap();
    let refused = KeyRing::change(&path, |ring| {
        ring.add(pin("two", TWO))?;
        ring.add(pin("one", TWO))
    });
    assert!(refused.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// The ring may be named by a link, and is one ring all the same.
#[cfg(unix)]
#[test]
fn a_ring_has_one_lock_under_all_its_names() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ring.json");
    add(&path, "one").unwrap();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    add(&link, "two").unwrap();
    assert_eq!(labels(&KeyRing::load(&path).unwrap()), ["one", "two"]);
    assert!(!folder.path().join("link.json.lock").exists());
    for name in ["ring.json", "ring.json.lock"] {
        let metadata = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

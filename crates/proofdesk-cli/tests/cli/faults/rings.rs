//! The key ring when programs are ended, and when its file is damaged.

use std::fs;
use std::time::{Duration, Instant};

use proofdesk_engine::keys::KeyRing;

use super::{add, errors, refused};
use crate::support::{Evidence, LETTER, issuer, letter, proofdesk};

/// 200 times, at moments spread over the time that a change takes.
#[test]
fn a_program_that_is_killed_leaves_a_whole_ring() {
    const TIMES: u32 = 200;
    let evidence = Evidence::new();
    let path = evidence.outside().join("ring.json");
    let ring = path.to_str().unwrap();
    let issuer = issuer();
    let start = |label: &str| proofdesk(add(ring, label, &issuer)).spawn().unwrap();
    let begun = Instant::now();
    for i in 0..3 {
        assert!(start(&format!("whole {i}")).wait().unwrap().success());
    }
    let change = begun.elapsed() / 3;
    let mut labels: Vec<String> = (0..3).map(|i| format!("whole {i}")).collect();
    let mut not_done = 0;
    for i in 0..TIMES {
        let label = format!("killed {i}");
        let mut child = start(&label);
        std::thread::sleep(change * i / TIMES + Duration::from_micros(u64::from(i) * 37 % 200));
        child.kill().unwrap();
        child.wait().unwrap();
        // As it was, or with the new key.
        let now = KeyRing::load(&path).unwrap();
        let now: Vec<&str> = now.labels().collect();
        match now.len() - labels.len() {
            0 => not_done += 1,
            _ => labels.push(label),
        }
        assert_eq!(now, labels);
    }
    assert!(not_done > 0, "no program was ended before it was done");
    // Nothing that was left behind is in the way.
    let output = evidence.run(add(ring, "last", &issuer));
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
}

/// Of a ring that was cut or changed at any place, no key is used, and the file stays for whoever repairs it.
#[test]
fn of_a_damaged_ring_nothing_is_trusted_and_nothing_lost() {
    let evidence = Evidence::new().record("letter.json", &letter()).file("letter.txt", LETTER);
    let path = evidence.outside().join("ring.json");
    for label in ["one", "issuer.example"] {
        let output = evidence.run(add("ring.json", label, &issuer()));
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    }
    let whole = fs::read(&path).unwrap();
    let is_ring = |bytes: &[u8]| KeyRing::read(&path, bytes).is_ok();
    // Each of its lengths, but for the last, which only lacks a line break.
    assert!((0..whole.len() - 1).all(|len| !is_ring(&whole[..len])));
    let key = issuer().public_key_hex().into_bytes();
    let at = whole.windows(key.len()).position(|part| part == key).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    // Each bit of a key: the fingerprint is no longer its own.
    assert!((at..at + key.len()).all(|at| !is_ring(&changed(at))));
    let damaged =
        [whole[..whole.len() / 2].to_vec(), Vec::new(), vec![0; whole.len()], changed(at)];
    for bytes in damaged {
        fs::write(&path, &bytes).unwrap();
        let remove = ["keys", "--keyring", "ring.json", "remove", "one"].map(str::to_owned);
        let list = ["keys", "--keyring", "ring.json", "list"].map(str::to_owned);
        let verify = ["verify", "--keyring", "ring.json", "e"].map(str::to_owned);
        let commands =
            [remove.into(), list.into(), verify.into(), add("ring.json", "x", &issuer())];
        for args in commands {
            let output = evidence.run(&args);
            refused(&output, "the key ring ring.json: ");
            assert!(errors(&output).contains("repair the file, or name another"), "{args:?}");
            assert!(output.stdout.is_empty());
            assert_eq!(fs::read(&path).unwrap(), bytes, "{args:?}");
        }
    }
}

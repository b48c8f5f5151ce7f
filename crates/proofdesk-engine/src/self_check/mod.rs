//! Whether this very program gives known answers: published test vectors, and evidence with known verdicts.
//!
//! A miscompiled or damaged program would rather fail here than say something untrue elsewhere. Command line
//! and window ask the same.

use std::io;
use std::num::NonZeroUsize;
use std::panic::catch_unwind;
use std::sync::{Arc, OnceLock};

use proofdesk_core::encoding::{Digest, decode_flexible};
use proofdesk_core::json;
use proofdesk_core::key::{ParsedKey, PublicKey, parse_key, verify_with_tables};
use proofdesk_core::record::canonical_audit_bytes;
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::Verdict;
use serde::{Deserialize, Serialize};

use crate::input::Input;
use crate::keys::run_pin;
use crate::order::Located;
use crate::progress::Control;
use crate::run::{Job, Options, carry_out};

/// How the program came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SelfCheck {
    /// Each check.
    pub checks: Vec<KnownAnswer>,
    /// All of them passed.
    pub passed: bool,
    /// The same in a sentence, with what to do.
    pub sentence: String,
}

/// In how many checks a program gave the right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// How many checks there are.
    pub checks: usize,
    /// In how many the answer was right.
    pub passed: usize,
}

impl Passed {
    /// The outcome of [`self_check`], which is done once for all reports of a program.
    pub(crate) fn by_this_program() -> Self {
        static OUTCOME: OnceLock<Passed> = OnceLock::new();
        *OUTCOME.get_or_init(|| Self::of(&self_check().checks))
    }

    fn of(checks: &[KnownAnswer]) -> Self {
        Self { checks: checks.len(), passed: checks.iter().filter(|check| check.passed).count() }
    }

    /// The same in a sentence, with what to do.
    #[must_use]
    pub fn sentence(self) -> String {
        let Self { checks, passed } = self;
        match checks.saturating_sub(passed) {
            0 => format!("This program gives the right answer in all {checks} checks."),
            wrong => format!(
                "This program gives a wrong answer in {wrong} of {checks} checks. Do not use it; install it again."
            ),
        }
    }
}

/// How one check came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KnownAnswer {
    /// What was checked.
    pub name: &'static str,
    /// The answer was the known one.
    pub passed: bool,
}

/// Whether the answer is the known one; `None` when there is no answer.
type Test = fn() -> Option<bool>;

const TESTS: [(&str, Test); 11] = [
    ("SHA-256 of \"abc\" (FIPS 180-4)", sha256),
    ("Ed25519, test 2 of RFC 8032", || rfc8032(PublicKey::verify, 0x72)),
    ("Ed25519 refuses a changed message", || rfc8032(PublicKey::verify, 0x73).map(|held| !held)),
    ("Ed25519 refuses a key of low order", || Some(PublicKey::from_bytes(&[0; 32]).is_err())),
    ("Ed25519 with tables, test 2 of RFC 8032", || rfc8032(verify_with_tables, 0x72)),
    ("Ed25519 with tables refuses a changed message", || {
        rfc8032(verify_with_tables, 0x73).map(|held| !held)
    }),
    ("Canonical bytes and signature of an audit event (vector 12 of Invoance's SDK)", audit),
    ("JSON: names are sorted, and digits stay as they are", canonical),
    ("JSON: what has two readings, or is cut, is refused", strict),
    ("A mail with an archive: each file and record has the verdict that it must have", verdicts),
    ("Nothing in it is verified without a pinned key, or under another one", untrusted),
];

/// Runs all checks: some hundredths of a second.
#[must_use]
pub fn self_check() -> SelfCheck {
    summed_up(TESTS.map(|(name, test)| KnownAnswer { name, passed: is_right(test) }).into())
}

/// A panic is no answer.
fn is_right(test: Test) -> bool {
    catch_unwind(test).is_ok_and(|answer| answer == Some(true))
}

fn summed_up(checks: Vec<KnownAnswer>) -> SelfCheck {
    let outcome = Passed::of(&checks);
    SelfCheck { passed: outcome.passed == outcome.checks, sentence: outcome.sentence(), checks }
}

fn sha256() -> Option<bool> {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    Some(Digest::of(b"abc").to_string() == expected)
}

fn rfc8032(verify: fn(&PublicKey, &[u8], &[u8; 64]) -> bool, message: u8) -> Option<bool> {
    let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                     085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    Some(verify(&rfc_key()?.key, &[message], &decode_flexible(signature).ok()?))
}

fn rfc_key() -> Option<ParsedKey> {
    parse_key(b"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").ok()
}

fn audit() -> Option<bool> {
    let node = json::parse(include_bytes!("event.json")).ok()?;
    let object = node.as_object()?;
    let bytes = canonical_audit_bytes(object).ok()?;
    let hash = object.str("payload_hash")?;
    let key = decode_flexible(object.str("signing_public_key")?).ok()?;
    let signature = decode_flexible(object.str("signature")?).ok()?;
    let holds = PublicKey::from_bytes(&key).ok()?.verify(&bytes, &signature);
    Some(Digest::of(&bytes).to_string() == hash && holds)
}

fn canonical() -> Option<bool> {
    let text = r#"{ "b": [9007199254740993, 18446744073709551615], "a": "\u00e9\n" }"#;
    let expected = r#"{"a":"é\n","b":[9007199254740993,18446744073709551615]}"#;
    Some(json::canonical::sorted(&json::parse(text.as_bytes()).ok()?).ok()? == expected.as_bytes())
}

fn strict() -> Option<bool> {
    let refused = [r#"{"a":1,"a":2}"#, r#"{"a":1"#, r#"{"a":01}"#, "[1,]", "{} {}"];
    Some(refused.iter().all(|text| json::parse(text.as_bytes()).is_err()))
}

/// One of the samples (`samples/README.md`): a mail with a zip archive, with a document and its record, and
/// with another version of a document.
const EVIDENCE: &[u8] = include_bytes!("../../../../samples/wrong/9-received-by-mail.eml");
const KEY: &[u8] = include_bytes!("../../../../samples/harbourline.key.json");

fn verdicts() -> Option<bool> {
    use Verdict::{Info, Mismatch, Unconfirmed, Verified};
    let expected = [Info, Info, Verified, Verified, Mismatch, Unconfirmed];
    Some(judged(Some(parse_key(KEY).ok()?)).ok()? == expected)
}

fn untrusted() -> Option<bool> {
    let without = judged(None).ok()?;
    let under_another = judged(Some(rfc_key()?)).ok()?;
    let shown = without.iter().chain(&under_another).all(|verdict| *verdict != Verdict::Verified);
    Some(shown && without.len() == 6 && under_another.contains(&Verdict::Mismatch))
}

/// The verdicts on the evidence, in its order, with this key pinned for its issuer.
fn judged(key: Option<ParsedKey>) -> io::Result<Vec<Verdict>> {
    let pin = |key| run_pin("harbourline.example", key);
    let evidence = Input::Text { name: "self-check.eml".into(), bytes: Arc::from(EVIDENCE) };
    let job = Job {
        inputs: vec![evidence],
        trust: Trust::new(key.map(pin).into_iter().collect(), None),
        options: Options { threads: Some(NonZeroUsize::MIN), ..Options::default() },
    };
    let mut found: Vec<Located> = Vec::new();
    let mut accept = |located: Vec<Located>| {
        found.extend(located);
        Ok(())
    };
    carry_out(&job, &Control::new(), &|located| located, &mut accept)?;
    found.sort_by_key(|located| located.order);
    Ok(found.iter().map(|located| located.finding.verdict()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_right() {
        let outcome = self_check();
        let wrong: Vec<_> = outcome.checks.iter().filter(|check| !check.passed).collect();
        assert_eq!(wrong, [] as [&KnownAnswer; 0]);
        assert_eq!(outcome.sentence, "This program gives the right answer in all 11 checks.");
        assert!(outcome.passed);
    }

    /// A check that passes whatever the program does would be worth nothing.
    #[test]
    fn a_wrong_answer_is_noticed() {
        assert_eq!(rfc8032(PublicKey::verify, 0x73), Some(false));
        assert_eq!(rfc8032(verify_with_tables, 0x73), Some(false));
        let right = judged(parse_key(KEY).ok()).unwrap_or_default();
        assert!(!right.is_empty());
        assert_ne!(judged(rfc_key()).unwrap_or_default(), right);
        assert!(!is_right(|| None) && !is_right(|| Some(false)));
        assert!(!is_right(|| Some(right_after_all(&[])[0])), "a panic");
        let outcome = summed_up(vec![KnownAnswer { name: "one", passed: false }]);
        assert!(!outcome.passed);
        assert!(
            outcome.sentence.contains("a wrong answer in 1 of 1 checks"),
            "{}",
            outcome.sentence
        );
    }

    fn right_after_all(answers: &[bool]) -> &[bool] {
        answers
    }
}

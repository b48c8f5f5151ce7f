//! Signatures, checked with what the keys of a run share, and many of them together.

use std::sync::Arc;

use super::answers::{Answer, Answers};
use super::claim::{Over, SignedForm};
use super::pin::KnownKey;
use crate::key::{Expected, Tables, Together};

/// So many times after one that did not hold, signatures are checked one by one: others that do not
/// are likely to stand beside it.
const DOUBTS: u32 = 16;

/// How one thread checks signatures.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    tables: Arc<Tables>,
    /// What the last signature was over. The next is likely to be over the same.
    usual: Option<Over>,
    /// Those that are taken to hold, and are still to be compared.
    put_off: Option<Together>,
    doubts: u32,
    /// Which signatures hold, if that is kept.
    kept: Option<Vec<Answer>>,
    /// How many there were before signatures were put off.
    certain: usize,
    /// What is believed to hold.
    believed: Option<Arc<Answers>>,
    /// Something that was believed does not hold.
    deceived: bool,
}

impl Signatures {
    /// The same for another thread.
    pub(super) fn another(&self) -> Self {
        Self { tables: self.tables.clone(), ..Self::default() }
    }

    /// Which of `forms` the signature is over. No signature is over two: they would have to have the
    /// same SHA-512 modulo the order of the curve.
    ///
    /// Between [`Self::put_off`] and [`Self::settle`], a signature counts as one over the likely form.
    pub(super) fn held(
        &mut self,
        known: &KnownKey,
        forms: &[SignedForm<'_>],
        signature: &[u8; 64],
    ) -> Option<usize> {
        let likely = match forms.len() {
            1 => Some(0),
            _ => forms.iter().position(|form| Some(form.over) == self.usual),
        };
        let others = (0..forms.len()).filter(|i| Some(*i) != likely);
        let mut order = likely.into_iter().chain(others);
        let answer = |i: usize| Answer::of(&known.key, signature, &forms[i].bytes);
        let mut doubted = None;
        if let Some(believed) = &self.believed
            && let Some(i) = order.clone().find(|i| believed.has(&answer(*i)))
        {
            if !believed.is_to_be_checked(&answer(i)) {
                self.usual = Some(forms[i].over);
                return Some(i);
            }
            doubted = Some(i);
        }
        let table = known.table(&self.tables);
        let expected = |i: usize| Expected::of(&known.key, table, &forms[i].bytes, signature);
        if let (Some(likely), Some(put_off), None) = (likely, &mut self.put_off, doubted) {
            put_off.add(expected(likely));
            self.kept.iter_mut().for_each(|kept| kept.push(answer(likely)));
            return Some(likely);
        }
        let held = order.find(|i| expected(*i).is_some_and(|expected| expected.holds()));
        self.deceived |= doubted.is_some() && held != doubted;
        self.usual = held.map(|i| forms[i].over).or(self.usual);
        if let (Some(kept), Some(held)) = (&mut self.kept, held) {
            kept.push(answer(held));
        }
        held
    }

    /// Keeps from now on which signatures hold.
    pub(super) fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// Which hold of those that were checked since it was asked last, if that is kept.
    pub(super) fn take_kept(&mut self) -> Vec<Answer> {
        self.kept.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Believes these answers and no others.
    pub(super) fn believe(&mut self, answers: Option<Arc<Answers>>) {
        self.believed = answers;
    }

    pub(super) fn was_deceived(&self) -> bool {
        self.deceived
    }

    /// Whether signatures may be put off: not soon after one that did not hold.
    pub(super) fn may_put_off(&mut self) -> bool {
        self.doubts = self.doubts.saturating_sub(1);
        self.doubts == 0
    }

    /// Puts the comparison of signatures off.
    pub(super) fn put_off(&mut self) {
        self.put_off = Some(Together::default());
        self.certain = self.kept.as_ref().map_or(0, Vec::len);
    }

    /// Compares those that were put off. Whether all of them hold.
    pub(super) fn settle(&mut self) -> bool {
        let all = self.put_off.take().is_none_or(Together::all_hold);
        if !all {
            self.doubts = DOUBTS;
            self.kept.iter_mut().for_each(|kept| kept.truncate(self.certain));
        }
        all
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::borrow::Cow;

    use ed25519_dalek::{Signer, SigningKey};

    use super::*;
    use crate::key::PublicKey;

    fn form(bytes: &[u8]) -> [SignedForm<'_>; 1] {
        [SignedForm { over: Over::Canonical, bytes: Cow::Borrowed(bytes) }]
    }

    #[test]
    fn answers_are_those_of_signatures_that_hold_and_are_believed() {
        let signer = SigningKey::from_bytes(&[7; 32]);
        let known =
            KnownKey::new(PublicKey::from_bytes(signer.verifying_key().as_bytes()).unwrap());
        let texts: Vec<[u8; 4]> = (0..300_u32).map(u32::to_le_bytes).collect();
        let signed = |text: &[u8]| match text[0] % 3 {
            0 => [0; 64],
            _ => signer.sign(text).to_bytes(),
        };
        // As they are checked one by one, and together.
        let mut one = Signatures::default();
        one.keep();
        let held =
            |by: &mut Signatures, text: &[u8; 4]| by.held(&known, &form(text), &signed(text));
        let holds: Vec<bool> = texts.iter().map(|text| held(&mut one, text).is_some()).collect();
        let answers = one.take_kept();
        assert_eq!(answers.len(), holds.iter().filter(|holds| **holds).count());
        let mut together = Signatures::default();
        together.keep();
        for stretch in texts.chunks(2) {
            together.put_off();
            for text in stretch {
                held(&mut together, text);
            }
            if !together.settle() {
                for text in stretch {
                    held(&mut together, text);
                }
            }
        }
        assert_eq!(together.take_kept(), answers);
        // Believed, they come to the same.
        let mut believing = Signatures::default();
        believing.believe(Some(Arc::new(Answers::new(answers))));
        let again: Vec<bool> =
            texts.iter().map(|text| held(&mut believing, text).is_some()).collect();
        assert_eq!(again, holds);
        assert!(!believing.was_deceived());
    }

    #[test]
    fn who_says_that_a_signature_holds_is_believed_and_found_out() {
        let signer = SigningKey::from_bytes(&[7; 32]);
        let known =
            KnownKey::new(PublicKey::from_bytes(signer.verifying_key().as_bytes()).unwrap());
        let texts: Vec<[u8; 4]> = (0..40_000_u32).map(u32::to_le_bytes).collect();
        let lies = texts.iter().map(|text| Answer::of(&known.key, &[0; 64], text));
        let lies = Arc::new(Answers::new(lies.collect()));
        let mut believing = Signatures::default();
        believing.believe(Some(lies));
        let believed = texts
            .iter()
            .filter(|text| believing.held(&known, &form(*text), &[0; 64]).is_some())
            .count();
        assert!(believed > 39_000 && believed < 40_000, "{believed}");
        assert!(believing.was_deceived());
        // Of another key, signature or text nothing was said.
        let other = SigningKey::from_bytes(&[8; 32]);
        let other = KnownKey::new(PublicKey::from_bytes(other.verifying_key().as_bytes()).unwrap());
        assert_eq!(believing.held(&other, &form(&texts[0]), &[0; 64]), None);
        assert_eq!(believing.held(&known, &form(&texts[0]), &[1; 64]), None);
        assert_eq!(believing.held(&known, &form(b"other"), &[0; 64]), None);
        believing.believe(None);
        assert_eq!(believing.held(&known, &form(&texts[0]), &[0; 64]), None);
    }
}

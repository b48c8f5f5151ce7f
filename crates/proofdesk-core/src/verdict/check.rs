use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::source::{KeySource, Signer};
use crate::packed::{packed_enum, packed_struct};
use crate::verdict::Reason;

/// How one check, or all checks of an axis, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It agrees.
    Pass,
    /// It does not agree.
    Fail,
    /// It could not be established.
    Unknown,
    /// It does not apply (axes only).
    None,
}

impl Outcome {
    fn rank(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Pass => 1,
            Self::Unknown => 2,
            Self::Fail => 3,
        }
    }

    /// The worse of two.
    pub fn worse(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}

/// The stable name of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CheckName {
    /// The file could be read, and its fields have the documented form.
    Parse,
    /// Content against a stated hash.
    ContentHash,
    /// A payload in its canonical form against a stated hash.
    PayloadHash,
    /// The canonical bytes could be built.
    CanonicalForm,
    /// The Ed25519 signature over the signed bytes.
    Signature,
    /// The key against the user's pins.
    Signer,
    /// The fields shown against the fields signed.
    Binding,
    /// The items of a trace against its composite hash.
    CompositeHash,
    /// The seal of a trace against its composite hash.
    Seal,
    /// The sequence numbers of an audit log.
    Sequence,
    /// Number, order and repetition of a trace's items.
    Items,
    /// The documented validation rules.
    Rules,
    /// The files of a bag against its manifests.
    Manifest,
    /// Whether a record is in the set.
    Lookup,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ValueSource {
    /// The bytes that the signature covers.
    Signed,
    /// What the record shows beside them.
    Shown,
    /// The file, the payload or the items: a hash or a number that was calculated here.
    Calculated,
    /// A hash or a number that the record states of something else.
    Stated,
    /// The same that a bag states of its files: a manifest is no record.
    Bag,
    /// What the user pinned.
    Pinned,
    /// A key that the record carries.
    Record,
    /// What is there instead of a file: of which kind, and where a link leads.
    Found,
}

/// A value that a check compared, with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Value {
    /// Where it comes from.
    pub source: ValueSource,
    /// The value: a hash as lowercase hex, a time as RFC 3339, a string as its characters, anything
    /// else as compact JSON.
    pub value: String,
}

/// What is said of one check instead of the general words of its reason, where more is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OwnWords {
    pub clause: Option<Cow<'static, str>>,
    /// What stands behind the clause in parentheses, where there is room for it.
    pub detail: Option<Cow<'static, str>>,
    pub possible_causes: Option<Cow<'static, str>>,
    pub next_step: Option<Cow<'static, str>>,
}

/// One thing that was checked, passed or not.
///
/// Name, outcome, reason, field, form and values are data; a verdict depends on nothing else. The note
/// and the words are for people.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Check {
    /// Which check.
    pub check: CheckName,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, on anything but a pass; and on a pass that a person should know more about.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub reason: Option<Reason>,
    /// The member that the check is about, by its name; inside another, behind its name and a dot.
    pub field: Option<Cow<'static, str>>,
    /// The form of the bytes for which the check came out so.
    pub form: Option<Cow<'static, str>>,
    /// What was compared. What is signed, stated or pinned stands before what it was compared with.
    pub values: Vec<Value>,
    /// Offset in bytes of the place that the check is about, in the bytes that the note names.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub offset: Option<u64>,
    /// What else a person should know: what was compared with what, where, and what follows.
    pub note: Option<Cow<'static, str>>,
    /// A person should read the note, although the check passed.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub(super) remark: bool,
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub(super) words: Option<Box<OwnWords>>,
}

impl Check {
    /// A check that passed.
    pub fn pass(check: CheckName) -> Self {
        Self {
            check,
            outcome: Outcome::Pass,
            reason: None,
            field: None,
            form: None,
            values: Vec::new(),
            offset: None,
            note: None,
            remark: false,
            words: None,
        }
    }

    /// A check that passed, of which a person should know more.
    pub fn noted(check: CheckName, reason: Reason) -> Self {
        Self { reason: Some(reason), ..Self::pass(check) }
    }

    /// A check that failed.
    pub fn fail(check: CheckName, reason: Reason) -> Self {
        Self { outcome: Outcome::Fail, reason: Some(reason), ..Self::pass(check) }
    }

    /// A check that could not be established.
    pub fn unknown(check: CheckName, reason: Reason) -> Self {
        Self { outcome: Outcome::Unknown, reason: Some(reason), ..Self::pass(check) }
    }

    /// Whether a person should be told of it: it did not pass; or it did, and more is to be known than
    /// that.
    pub fn is_worth_telling(&self) -> bool {
        self.outcome != Outcome::Pass || self.reason.is_some() || self.remark
    }

    /// About the member of this name.
    pub fn field(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// With the form that holds or was tried.
    pub fn form(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.form = Some(name.into());
        self
    }

    /// With one more value.
    pub fn value(mut self, source: ValueSource, value: impl ToString) -> Self {
        self.values.push(Value { source, value: value.to_string() });
        self
    }

    /// With a value that is signed.
    pub fn signed(self, value: impl ToString) -> Self {
        self.value(ValueSource::Signed, value)
    }

    /// With a value that the record shows.
    pub fn shown(self, value: impl ToString) -> Self {
        self.value(ValueSource::Shown, value)
    }

    /// With a value that was calculated from what was read.
    pub fn calculated(self, value: impl ToString) -> Self {
        self.value(ValueSource::Calculated, value)
    }

    /// With a hash or a number that the record states.
    pub fn stated(self, value: impl ToString) -> Self {
        self.value(ValueSource::Stated, value)
    }

    /// With a hash or a number that a bag states of its files.
    pub fn stated_in_bag(self, value: impl ToString) -> Self {
        self.value(ValueSource::Bag, value)
    }

    /// With a value that the user pinned.
    pub fn pinned(self, value: impl ToString) -> Self {
        self.value(ValueSource::Pinned, value)
    }

    /// With the fingerprint of a signer's key, if there is one.
    pub fn key_of(self, signer: &Signer) -> Self {
        let source = match signer.source {
            KeySource::Pinned => ValueSource::Pinned,
            KeySource::Embedded | KeySource::None => ValueSource::Record,
        };
        match &signer.fingerprint {
            Some(fingerprint) => self.value(source, fingerprint),
            None => self,
        }
    }

    /// The first value from this source.
    pub fn value_from(&self, source: ValueSource) -> Option<&str> {
        let found = self.values.iter().find(|value| value.source == source);
        found.map(|value| value.value.as_str())
    }

    /// With a note.
    pub fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With one more sentence behind the note.
    pub fn add_to_note(&mut self, sentence: &str) {
        let note = self.note.get_or_insert_default().to_mut();
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(sentence);
    }

    /// With a note that a person should read, although the check passed.
    pub fn remark(self, note: impl Into<Cow<'static, str>>) -> Self {
        Self { remark: true, ..self.note(note) }
    }

    /// With the offset of the first difference.
    pub fn offset(mut self, offset: usize) -> Self {
        self.offset = Some(offset as u64);
        self
    }

    /// With the clause that continues the headline, where the one of its reason says less.
    pub fn clause(mut self, clause: impl Into<Cow<'static, str>>) -> Self {
        self.words.get_or_insert_default().clause = Some(clause.into());
        self
    }

    /// With what stands behind the clause in parentheses, where there is room for it.
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.words.get_or_insert_default().detail = Some(detail.into());
        self
    }

    /// With possible causes, where those of its reason are others.
    pub fn possible_causes(mut self, causes: impl Into<Cow<'static, str>>) -> Self {
        self.words.get_or_insert_default().possible_causes = Some(causes.into());
        self
    }

    /// With the next step, where that of its reason is another.
    pub fn next_step(mut self, step: impl Into<Cow<'static, str>>) -> Self {
        self.words.get_or_insert_default().next_step = Some(step.into());
        self
    }

    /// Hands every text that people read to `change`.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut Cow<'static, str>)) {
        for Value { value, .. } in &mut self.values {
            let mut text = Cow::Owned(std::mem::take(value));
            change(&mut text);
            *value = text.into_owned();
        }
        let words = self.words.iter_mut();
        let words = words
            .flat_map(|w| [&mut w.clause, &mut w.detail, &mut w.possible_causes, &mut w.next_step])
            .filter_map(Option::as_mut);
        let own = [&mut self.field, &mut self.form, &mut self.note];
        own.into_iter().filter_map(Option::as_mut).chain(words).for_each(change);
    }
}

packed_enum!(Outcome { Pass, Fail, Unknown, None });
packed_enum!(CheckName {
    Parse,
    ContentHash,
    PayloadHash,
    CanonicalForm,
    Signature,
    Signer,
    Binding,
    CompositeHash,
    Seal,
    Sequence,
    Items,
    Rules,
    Manifest,
    Lookup,
});
packed_enum!(ValueSource { Signed, Shown, Calculated, Stated, Bag, Pinned, Record, Found });
packed_struct!(Value { source, value });
packed_struct!(OwnWords { clause, detail, possible_causes, next_step });
packed_struct!(Check { check, outcome, reason, field, form, values, offset, note, remark, words });

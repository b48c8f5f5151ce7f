use std::borrow::Cow;

use serde::Serialize;

use crate::reason::Reason;

/// How one check, or all checks of an axis, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// The five questions that a verdict answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Axes {
    /// Was the content compared with the hashes, and does it have them?
    pub content: Outcome,
    /// Does the signature hold for the signed bytes?
    pub signature: Outcome,
    /// Is the key one that the user pinned?
    pub signer: Outcome,
    /// Are the fields shown the fields signed?
    pub binding: Outcome,
    /// Is a trace or an audit log whole?
    pub completeness: Outcome,
}

impl Axes {
    /// No axis applies.
    pub const NONE: Self = Self {
        content: Outcome::None,
        signature: Outcome::None,
        signer: Outcome::None,
        binding: Outcome::None,
        completeness: Outcome::None,
    };

    pub(super) fn feed(&mut self, check: CheckName, outcome: Outcome) {
        use CheckName as C;
        let axis = match check {
            C::ContentHash | C::PayloadHash | C::CanonicalForm => &mut self.content,
            C::Signature => &mut self.signature,
            C::Signer => &mut self.signer,
            C::Binding => &mut self.binding,
            C::CompositeHash | C::Seal | C::Sequence | C::Items => &mut self.completeness,
            C::Parse | C::Rules | C::Lookup => return,
        };
        *axis = axis.worse(outcome);
    }

    /// The worse of two on each axis.
    pub fn worse(self, other: Self) -> Self {
        Self {
            content: self.content.worse(other.content),
            signature: self.signature.worse(other.signature),
            signer: self.signer.worse(other.signer),
            binding: self.binding.worse(other.binding),
            completeness: self.completeness.worse(other.completeness),
        }
    }
}

/// The stable name of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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
    /// Whether a record is in the set.
    Lookup,
}

/// One thing that was checked, passed or not.
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
    /// What should be there, in the form that the field uses.
    pub expected: Option<String>,
    /// What is there.
    pub actual: Option<String>,
    /// Offset in bytes of the place that the check is about, in the bytes that the note names.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub offset: Option<u64>,
    /// What was compared with what, and which form held.
    pub note: Option<Cow<'static, str>>,
    /// A person should read the note, although the check passed.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub remark: bool,
}

impl Check {
    /// A check that passed.
    pub fn pass(check: CheckName) -> Self {
        Self {
            check,
            outcome: Outcome::Pass,
            reason: None,
            expected: None,
            actual: None,
            offset: None,
            note: None,
            remark: false,
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

    /// With both values.
    pub fn values(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.actual = Some(actual.into());
        self
    }

    /// With the expected value only.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// With the actual value only.
    pub fn actual(mut self, actual: impl Into<String>) -> Self {
        self.actual = Some(actual.into());
        self
    }

    /// With a note.
    pub fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = Some(note.into());
        self
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
}

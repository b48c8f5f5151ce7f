//! A check with everything that is said of it, to be written down and read back. A report says less.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::check::{Check, CheckName, Outcome, OwnWords, Value};
use crate::verdict::Reason;

type Words = Option<Cow<'static, str>>;

/// A check with everything that is said of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeCheck {
    check: CheckName,
    outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Words,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Words,
    #[serde(default)]
    remark: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clause: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    possible_causes: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_step: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Words,
}

impl WholeCheck {
    /// Whether it says only how something could be read: no axis depends on that, and it is never a pass by itself.
    #[must_use]
    pub fn is_of_reading(&self) -> bool {
        self.check == CheckName::Parse && self.outcome != Outcome::None
    }
}

impl From<Check> for WholeCheck {
    fn from(check: Check) -> Self {
        let OwnWords { clause, possible_causes, next_step, detail } =
            check.words.map(|words| *words).unwrap_or_default();
        Self {
            check: check.check,
            outcome: check.outcome,
            reason: check.reason,
            field: check.field,
            form: check.form,
            values: check.values,
            offset: check.offset,
            note: check.note,
            remark: check.remark,
            clause,
            possible_causes,
            next_step,
            detail,
        }
    }
}

impl From<WholeCheck> for Check {
    fn from(whole: WholeCheck) -> Self {
        let WholeCheck { clause, possible_causes, next_step, detail, .. } = whole;
        let words = OwnWords { clause, possible_causes, next_step, detail };
        Self {
            check: whole.check,
            outcome: whole.outcome,
            reason: whole.reason,
            field: whole.field,
            form: whole.form,
            values: whole.values,
            offset: whole.offset,
            note: whole.note,
            remark: whole.remark,
            words: Some(Box::new(words)).filter(|words| **words != OwnWords::default()),
        }
    }
}

//! The payload of an event against the hash that its record states.

use crate::contested::{self, Search};
use crate::json::Node;
use crate::json::canonical;
use crate::text::encoding::Digest;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// The canonical form of a payload.
pub(super) struct Canonical {
    pub bytes: Vec<u8>,
    /// Whether it is the form of exactly what is shown. If not, some of its numbers are others, and
    /// its hash shows nothing of these.
    pub exact: bool,
}

impl Canonical {
    /// That of a value; `None` if it has none.
    pub(super) fn of(node: &Node<'_>) -> Option<Self> {
        let exact = canonical::is_exact(node);
        canonical::sorted(node).ok().map(|bytes| Self { bytes, exact })
    }
}

/// What a person calls the form that payloads are hashed in.
pub(super) const SORTED_COMPACT: &str = "the payload, sorted and compact";

/// Compares the payload's canonical form with the stated hash. Returns the form that has it, or the
/// one of what is shown.
pub(super) fn check_payload(
    finding: &mut Finding,
    payload: &Node<'_>,
    digest: Option<Digest>,
) -> Option<Canonical> {
    let check = CheckName::PayloadHash;
    let form = Canonical::of(payload);
    let Some(stated) = digest else { return form };
    let actual = form.as_ref().map(|form| Digest::of(&form.bytes));
    let compared = |check: Check| {
        let check = check.stated(stated);
        match actual {
            Some(actual) => check.form(SORTED_COMPACT).calculated(actual),
            None => check,
        }
    };
    let undetermined = || compared(Check::unknown(check, Reason::CanonicalFormUndetermined));
    if actual == Some(stated) {
        finding.add(match form.as_ref().is_some_and(|form| form.exact) {
            true => compared(Check::pass(check)),
            false => undetermined().note(
                "The payload shows a number with more digits than its sorted compact form keeps, so \
                 the hash does not cover these digits.",
            ),
        });
        return form;
    }
    let search = match &form {
        Some(form) => {
            contested::resaved(payload, &form.bytes, |bytes, _| Digest::of(bytes) == stated)
        }
        None => Search::Nothing,
    };
    let is_stated = |bytes: &[u8]| Digest::of(bytes) == stated;
    let found = match &search {
        Search::Found(bytes, how) => Some((bytes.clone(), how.undone(), how.explained())),
        _ => form.as_ref().and_then(|form| {
            let (bytes, was) = contested::with_types(&form.bytes, is_stated)?;
            Some((bytes, was.undone(), was.explained()))
        }),
    };
    if let Some((bytes, undone, explained)) = found {
        let weaker = compared(Check::unknown(check, Reason::WeakerFormMatched)).clause(
            "its payload matches what was hashed only when Proofdesk writes it in another form, not as supplied",
        );
        finding.add(weaker.form(format!("{SORTED_COMPACT}, with {undone}")).note(format!(
            "The hash calculated here is that of the payload as it is written. It has the stated hash with \
             {explained}."
        )));
        return Some(Canonical { bytes, exact: false });
    }
    let contested = contested::find(payload, stated);
    finding.add(if !contested.is_empty() {
        // Implementations disagree on what the payload holds, so a difference shows nothing.
        undetermined().note(contested::explain(payload, &contested, stated))
    } else if search == Search::CutShort {
        undetermined().note(
            "Its integers may have been floating-point numbers, which some programs save as \
             integers; there are more ways to write them than were tried.",
        )
    } else {
        let signs = contested::signs(payload);
        let differs = compared(Check::fail(check, Reason::PayloadHashMismatch));
        match signs.is_empty() {
            true => differs,
            false => differs
                .possible_causes(
                    "A program may have changed a value when it saved the data, as the note says. Or an export may \
                     have altered the data, or somebody may have changed it.",
                )
                .note(signs.join(" ")),
        }
    });
    form
}

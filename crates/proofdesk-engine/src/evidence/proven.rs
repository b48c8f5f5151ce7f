//! Events, which carry no signature, and what is signed for them elsewhere in the evidence.

use proofdesk_core::verdict::{Finding, Kind, Reason, Source};

/// Says of an event where in the evidence there is a proof for its payload, so that nobody is asked for
/// one that is there. What that proof is worth, its own result says.
pub(super) fn proven_at(event: &mut Finding, proof: &Source, what: &str) {
    if event.kind != Kind::Event {
        return;
    }
    let unsigned = event.checks.iter_mut().find(|check| check.reason == Some(Reason::NoSignature));
    if let Some(check) = unsigned.filter(|check| check.note.is_none()) {
        let path = proof.visible_name();
        let line = proof.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let place = proof.pointer.as_deref().map(|p| format!(" at {p}")).unwrap_or_default();
        *check = check
            .clone()
            .possible_causes("The API returns compliance events without a signature.")
            .note(format!("The {what} in {path}{line}{place} shows the hash of this payload."))
            .next_step(format!(
                "See the result on {path}. Only if it is verified was this payload signed; the event's id is \
                 not signed even then."
            ));
    }
}

//! What kind of record some signed bytes were signed as, told by their form.
//!
//! One key signs everything of its issuer, and people choose what stands in payloads. So bytes that
//! have the form of one kind prove nothing of another.

use super::binding;
use crate::json::{self, Node, Object};
use crate::verdict::{Kind, RecordKind};

/// The kind whose signed form these bytes have, if they have one that is told apart from others.
pub(super) fn kind_of_signed_bytes(bytes: &[u8]) -> Option<RecordKind> {
    let node = json::parse(bytes).ok()?;
    kind_of_statement(node.as_object()?)
}

/// The same for bytes that are parsed already.
pub(super) fn kind_of_statement(statement: &Object<'_>) -> Option<RecordKind> {
    let schema = statement.str("schema_id");
    if schema.is_some_and(|schema| schema.starts_with("invoance.audit/")) {
        return Some(RecordKind::AuditEvent);
    }
    // Statements state a version. Without one, the names below are names that any payload can have.
    statement.present("v")?;
    const MARKS: [(&str, RecordKind); 5] = [
        ("attestation_id", RecordKind::Attestation),
        ("composite_hash", RecordKind::Trace),
        ("payload_hash", RecordKind::ProofResponse),
        ("document_hash", RecordKind::Document),
        ("trace_id", RecordKind::Trace),
    ];
    let marked = MARKS.iter().find(|(name, _)| statement.present(name).is_some());
    // Under which name a document's statement has the hash is not documented, nor whether it has others.
    let is_of_document = || {
        let mut digests = Vec::new();
        statement.members().iter().for_each(|(_, value)| binding::digests(value, &mut digests));
        statement.present("v").and_then(Node::as_i64) == Some(1) && !digests.is_empty()
    };
    marked.map(|(_, kind)| *kind).or_else(|| is_of_document().then_some(RecordKind::Document))
}

/// The kind that a parsed statement has the form of, where it is another than `kind`.
pub(super) fn other_kind(statement: Option<&Object<'_>>, kind: RecordKind) -> Option<RecordKind> {
    statement.and_then(kind_of_statement).filter(|found| *found != kind)
}

/// Says that signed bytes have the form of another kind than the record that they stand in. The payload of
/// a proof response of the kind `of` can have the form of a statement on a payload.
pub(super) fn of_another_kind(kind: RecordKind, of: RecordKind) -> String {
    if kind == of {
        return format!(
            "The signed part has the form of a statement on another hash, as may be signed for {}, \
             so it shows nothing of this payload.",
            Kind::from(kind).with_article()
        );
    }
    format!(
        "The signed part has the form of what is signed for {}, so it shows nothing \
         else.",
        Kind::from(kind).with_article()
    )
}

/// Under which name the statement of an attestation has a member of the record.
pub(super) fn signed_name(shown: &str) -> &str {
    if shown == "attestation_hash" { "payload_hash" } else { shown }
}

//! Records of documents and attestations that items of a trace stand for.

use super::item::{Item, ItemKind};
use super::signer::{Signed, check_one_signer};
use crate::record::draft::Draft;
use crate::trust::{Over, SignedForm, Verifier};
use crate::verdict::{Check, CheckName, Finding, Kind, Outcome};

impl Draft {
    /// Takes notice of the record of a document or an attestation that has the id and the hash of an
    /// item of this trace, of which `finding` is. If the record's signature holds, the bytes that it is over are one more
    /// candidate for what the item's is over.
    pub fn item_stands_for(
        &mut self,
        place: usize,
        finding: &mut Finding,
        record: &Draft,
        verifier: &mut Verifier<'_>,
    ) {
        let Some(item) = self.items.get_mut(place) else { return };
        if stands_for(item, finding, record, verifier) {
            let signed = Signed::of(finding);
            check_one_signer(&mut self.finding, signed.as_slice(), verifier);
        }
    }
}

/// Takes notice of the record that an item stands for. Whether its signature holds over what that record has signed.
fn stands_for(
    item: &mut Item,
    finding: &mut Finding,
    record: &Draft,
    verifier: &mut Verifier<'_>,
) -> bool {
    item.stand_for(record.finding.kind, finding);
    let (Some(open), Some(statement)) = (&item.open, &record.statement) else {
        return false;
    };
    let axes = record.finding.own_axes();
    if item.kind == ItemKind::Event
        || axes.signature != Outcome::Pass
        || axes.binding != Outcome::Pass
    {
        return false;
    }
    let forms = [SignedForm::new(Over::Statement, &statement[..])];
    let mut tried = Finding::new(finding.source.clone(), Kind::TraceItem);
    if open.judge(&mut tried, verifier, &forms).is_none() {
        return false;
    }
    finding.checks.retain(|c| !matches!(c.check, CheckName::Signature | CheckName::Signer));
    finding.checks.append(&mut tried.checks);
    finding.signer = tried.signer;
    finding.add(
        Check::pass(CheckName::Binding)
            .note("What is signed is the signed part of its record, which contains content_hash."),
    );
    item.signs(Over::Statement, finding);
    item.open = None;
    item.mark_signed(finding);
    true
}

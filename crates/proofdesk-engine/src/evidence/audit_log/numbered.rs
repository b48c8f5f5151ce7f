use proofdesk_core::record::AuditEntry;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{CheckName, Finding, Outcome, Signer};

use crate::order::Order;

/// Why an event does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    /// The first reason.
    pub reason: Reason,
    /// Whether a check failed. Else it could not be checked.
    pub failed: bool,
}

/// An audit event's place in its log.
#[derive(Debug)]
pub(crate) struct Numbered {
    pub(super) entry: AuditEntry,
    pub order: Order,
    pub signer: Signer,
    /// What was not established of it, each once.
    pub doubts: Vec<(Reason, CheckName)>,
    /// Of one that does not hold, why.
    pub(super) fault: Fault,
    /// It states a payload hash, which was compared.
    pub hashed: bool,
    pub asked_for: bool,
}

impl Numbered {
    /// The place of the event that `finding` is about.
    pub(crate) fn new(entry: AuditEntry, order: Order, finding: &Finding, asked_for: bool) -> Self {
        let unknown = finding.checks.iter().filter(|check| check.outcome == Outcome::Unknown);
        let mut doubts: Vec<_> = unknown.filter_map(|c| Some((c.reason?, c.check))).collect();
        doubts.sort_by_key(|(reason, _)| *reason);
        doubts.dedup();
        let hashed = finding.checks.iter().any(|check| check.check == CheckName::PayloadHash);
        let of = |outcome| finding.checks.iter().find(|check| check.outcome == outcome)?.reason;
        let failed = of(Outcome::Fail);
        let reason = failed.or_else(|| of(Outcome::Unknown)).unwrap_or(Reason::SignatureInvalid);
        let fault = Fault { reason, failed: failed.is_some() };
        Self { entry, order, signer: finding.signer.clone(), doubts, fault, hashed, asked_for }
    }

    /// Where the event stands.
    pub(crate) fn order(&self) -> Order {
        self.order
    }
}

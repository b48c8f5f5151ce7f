//! A key that the user decided to trust, and a key of the evidence beside it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use crate::encoding::Digest;
use crate::key::{PublicKey, Table, Tables};
use crate::time::Timestamp;

/// What is known of how the user compared the fingerprint of a pin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Confirmed {
    /// Their own words for it.
    Said(String),
    /// The program compared it with one that they gave: its words for it.
    Matched(String),
    /// They compared it with this file, which lies beside the key: whoever sent the one could send the
    /// other, so that it is not independent.
    Beside(String),
    /// Nothing is asked of a key that is given for one run.
    #[default]
    NotAsked,
    /// They keep the key, and have not said.
    Never,
}

/// A key that the user decided to trust, and for what.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The user's name for it, which headlines show.
    pub label: Arc<str>,
    /// The issuer's domain.
    pub domain: Option<String>,
    /// The key.
    pub key: PublicKey,
    /// The issuer's tenant id.
    pub tenant_id: Option<String>,
    /// Signatures from this instant on are accepted.
    pub valid_from: Option<Timestamp>,
    /// Signatures up to and with this instant are accepted.
    pub valid_until: Option<Timestamp>,
    /// Signatures from this instant on are not accepted.
    pub compromised_since: Option<Timestamp>,
    /// How its fingerprint was compared.
    pub confirmed: Confirmed,
    /// When the user pinned it, by their machine's clock; `None` where nothing notes it, as for a key that
    /// is given for one run.
    pub pinned_at: Option<Timestamp>,
}

/// How many signatures a thread checks under a key before it gets a table: with as many more, it has saved
/// the time that it took.
const MANY: u32 = 100;

/// A key with its fingerprint, which is made once.
#[derive(Debug)]
pub(super) struct KnownKey {
    pub key: PublicKey,
    pub digest: Digest,
    pub fingerprint: Arc<str>,
    /// How many signatures were checked under it, up to [`MANY`].
    met: AtomicU32,
    table: OnceLock<Option<Arc<Table>>>,
}

impl KnownKey {
    pub(super) fn new(key: PublicKey) -> Arc<Self> {
        let digest = key.fingerprint();
        Arc::new(Self {
            key,
            digest,
            fingerprint: digest.to_string().into(),
            met: AtomicU32::new(0),
            table: OnceLock::new(),
        })
    }

    /// Counts a signature under this key, and gives the key's table if there were many.
    pub(super) fn table(&self, tables: &Tables) -> Option<&Table> {
        let met = self.met.load(Ordering::Relaxed);
        if met < MANY {
            self.met.store(met + 1, Ordering::Relaxed);
            return None;
        }
        self.table.get_or_init(|| tables.worth(&self.key)).as_deref()
    }
}

impl Pin {
    pub(super) fn same_issuer(&self, other: &Self) -> bool {
        let domains = self.domain.as_deref().zip(other.domain.as_deref());
        let tenants = self.tenant_id.as_ref().zip(other.tenant_id.as_ref());
        domains.is_some_and(|(a, b)| same_domain(a, b)) || tenants.is_some_and(|(a, b)| a == b)
    }

    pub(super) fn names_an_issuer(&self) -> bool {
        self.domain.is_some() || self.tenant_id.is_some()
    }

    /// Whether this is the key's fingerprint, pinned where the key belongs.
    pub(super) fn is_fingerprint_of(&self, key: &KnownKey) -> bool {
        *self.key.as_bytes() == key.digest.0
    }

    /// Whether the user pinned this key, or meant to.
    pub(super) fn means(&self, key: &KnownKey) -> bool {
        self.key == key.key || self.is_fingerprint_of(key)
    }
}

/// Whether two spellings are of one domain.
pub(super) fn same_domain(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|domain| domain.trim().trim_end_matches('.'));
    a.eq_ignore_ascii_case(b)
}

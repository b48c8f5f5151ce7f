use std::collections::BTreeMap;

use proofdesk_engine::Order;

/// A finding's place; the number tells findings of one place apart.
pub(super) type Place = (Order, u64);

/// Keeps the first values by their key.
pub(super) fn keep_first<K: Ord, V>(
    map: &mut BTreeMap<K, V>,
    room: usize,
    key: K,
    value: impl FnOnce() -> V,
) {
    if map.len() < room || map.last_key_value().is_some_and(|(last, _)| key < *last) {
        map.insert(key, value());
        if map.len() > room {
            map.pop_last();
        }
    }
}

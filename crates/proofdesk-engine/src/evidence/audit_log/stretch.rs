//! Stretches of consecutive numbers.

/// Numbers from one to another.
pub(super) type Stretch = (i64, i64);

/// The numbers that two stretches have in common.
pub(super) fn common((low, high): Stretch, (from, to): Stretch) -> Option<Stretch> {
    let both = (low.max(from), high.min(to));
    (both.0 <= both.1).then_some(both)
}

/// Stretches in order, those that overlap or touch as one.
pub(super) fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for (low, high) in stretches {
        match joined.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => joined.push((low, high)),
        }
    }
    joined
}

/// How many numbers there are in stretches that are apart.
pub(super) fn count(stretches: &[Stretch]) -> u128 {
    stretches.iter().map(|(low, high)| u128::from(high.abs_diff(*low)) + 1).sum()
}

/// A stretch without others, which are in order and apart.
pub(super) fn without(
    (low, high): Stretch,
    others: impl IntoIterator<Item = Stretch>,
) -> Vec<Stretch> {
    let (mut rest, mut next) = (Vec::new(), Some(low));
    for (first, last) in others.into_iter().filter(|(first, last)| *last >= low && *first <= high) {
        rest.extend(next.filter(|next| *next < first).map(|next| (next, first - 1)));
        next = last.checked_add(1);
    }
    rest.extend(next.filter(|next| *next <= high).map(|next| (next, high)));
    rest
}

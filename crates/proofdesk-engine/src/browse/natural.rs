//! The order in which people put names: `rec2` before `rec10`.

use std::cmp::Ordering;

/// Compares names in whatever case, and the numbers in them by what they are worth.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let shared = shared(a, b);
    let (mut left, mut right) = (&a[shared..], &b[shared..]);
    loop {
        let (one, other) = (number(left), number(right));
        if !one.is_empty() && !other.is_empty() {
            match by_worth(one, other) {
                Ordering::Equal => {
                    (left, right) = (&left[one.len()..], &right[other.len()..]);
                    continue;
                }
                decided => return decided,
            }
        }
        let (mut rest, mut other_rest) = (left.chars(), right.chars());
        match (rest.next(), other_rest.next()) {
            (None, None) => return a.cmp(b),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) => match x.to_lowercase().cmp(y.to_lowercase()) {
                Ordering::Equal => (left, right) = (rest.as_str(), other_rest.as_str()),
                decided => return decided,
            },
        }
    }
}

/// The length of what both begin with, up to the number in which they differ. Paths of one folder share
/// most of their letters.
fn shared(a: &str, b: &str) -> usize {
    let mut same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(same) || a[..same].ends_with(|c: char| c.is_ascii_digit()) {
        same -= 1;
    }
    same
}

/// The digits at the beginning.
fn number(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// Compares numbers of any length.
fn by_worth(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        let sorted = [
            "",
            "1.txt",
            "2.txt",
            "010.txt",
            "A-1",
            "a-2",
            "rec",
            "rec2",
            "rec10",
            "rec10a",
            "rec18446744073709551616",
            "rec18446744073709551617",
            "запись2",
            "запись10",
            "דוח2",
            "דוח10",
        ];
        for pair in sorted.windows(2) {
            assert_eq!(natural(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(natural(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_ne!(natural("A1", "a1"), Ordering::Equal, "no two names are the same");
        assert_ne!(natural("a01", "a1"), Ordering::Equal);
    }
}

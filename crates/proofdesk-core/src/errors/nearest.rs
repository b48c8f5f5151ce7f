//! Documented codes that look like a mistyped one.

use super::Catalogue;

/// At most so many are named.
const NAMED: usize = 3;
/// A longer text is no mistyped code.
const LONGEST: usize = 64;

/// The documented codes that are nearest to `text`, nearest first.
pub(super) fn nearest(text: &str) -> Vec<&'static str> {
    let typed = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    if typed.len() < 3 || typed.len() > LONGEST {
        return Vec::new();
    }
    // A third of the characters may be wrong; a part of a code is near it too.
    let reach = typed.len().div_ceil(3);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for entry in &Catalogue::get().entries {
        let code = entry.code.as_str();
        let distance = if code.contains(&typed) || typed.contains(code) {
            1
        } else {
            distance(typed.as_bytes(), code.as_bytes())
        };
        if distance <= reach && found.iter().all(|(_, c)| *c != code) {
            found.push((distance, code));
        }
    }
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().take(NAMED).map(|(_, code)| code).collect()
}

/// How many bytes must be inserted, removed or replaced to turn one into the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            diagonal = above;
            left = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, n) in [("", "abc", 3), ("kitten", "sitting", 3), ("abc", "abc", 0)] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), n);
            assert_eq!(distance(b.as_bytes(), a.as_bytes()), n);
        }
    }

    #[test]
    fn what_is_near() {
        assert_eq!(nearest("rate_limitd"), ["rate_limited"]);
        assert_eq!(nearest("Rate-Limited"), ["rate_limited"]);
        assert_eq!(nearest("not_found").len(), NAMED);
        assert_eq!(nearest("zebra"), [""; 0]);
        assert_eq!(nearest(&"a".repeat(1000)), [""; 0]);
    }
}

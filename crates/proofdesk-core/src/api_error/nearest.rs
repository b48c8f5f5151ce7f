//! Documented codes that look like a mistyped one.

use strsim::levenshtein;

use super::catalogue::Catalogue;

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
            levenshtein(&typed, code)
        };
        if distance <= reach && found.iter().all(|(_, c)| *c != code) {
            found.push((distance, code));
        }
    }
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().take(NAMED).map(|(_, code)| code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near() {
        assert_eq!(nearest("rate_limitd"), ["rate_limited"]);
        assert_eq!(nearest("Rate-Limited"), ["rate_limited"]);
        assert_eq!(nearest("not_found").len(), NAMED);
        assert_eq!(nearest("zebra"), [""; 0]);
        assert_eq!(nearest(&"a".repeat(1000)), [""; 0]);
    }
}

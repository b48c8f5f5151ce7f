//! Documented codes that look like a mistyped one.

use strsim::levenshtein;

use super::catalogue::{Catalogue, Status};

/// At most so many are named.
const NAMED: usize = 3;
/// A longer text is no mistyped code.
const LONGEST: usize = 64;

/// A text as codes are written.
fn as_code(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace(['-', ' '], "_")
}

/// How many characters of a code may be wrong.
fn reach(typed: &str) -> usize {
    typed.len().div_ceil(3)
}

/// The documented status of which the name is meant, such as "Unauthorized": people take that for a code.
pub(super) fn nearest_status(text: &str) -> Option<&'static Status> {
    let typed = as_code(text);
    if typed.len() < 3 || typed.len() > LONGEST {
        return None;
    }
    // Names are words, of which a third is more than a slip.
    let distance = |status: &&Status| levenshtein(&typed, &as_code(&status.name));
    let nearest = Catalogue::get().statuses.iter().min_by_key(distance)?;
    (distance(&nearest) <= reach(&typed) / 2).then_some(nearest)
}

/// The documented codes that are nearest to `text`, nearest first.
pub(super) fn nearest(text: &str) -> Vec<&'static str> {
    let typed = as_code(text);
    if typed.len() < 3 || typed.len() > LONGEST {
        return Vec::new();
    }
    // A part of a code is near it too.
    let reach = reach(&typed);
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
    fn the_name_of_a_status_is_no_code() {
        let status = |text| nearest_status(text).map(|status| status.status);
        for name in ["UNAUTHORIZED", "unauthorised", "Unauthorized"] {
            assert_eq!(status(name), Some(401), "{name}");
        }
        assert_eq!(status("Too Many Requests"), Some(429));
        assert_eq!(status("forbiden"), Some(403));
        assert_eq!(status("zebra"), None);
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

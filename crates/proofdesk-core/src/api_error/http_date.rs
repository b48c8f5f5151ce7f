//! Dates of HTTP headers (RFC 9110, section 5.6.7).

use std::time::UNIX_EPOCH;

use crate::text::time::Timestamp;

/// Reads an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`, or one of the obsolete forms
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. The weekday must be that of the
/// date; a year of two digits is one from 1970 to 2069.
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    let time = httpdate::parse_http_date(text.trim_matches([' ', '\t'])).ok()?;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Timestamp::from_unix(i64::try_from(seconds).ok()?, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse_http_date(text).map(Timestamp::to_rfc3339)
    }

    /// The examples of RFC 9110, which are one instant.
    #[test]
    fn the_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(read(text).as_deref(), Some("1994-11-06T08:49:37Z"), "{text}");
        }
        // Two digits of this century.
        assert_eq!(read("Monday, 02-Mar-26 10:00:00 GMT").as_deref(), Some("2026-03-02T10:00:00Z"));
        assert_eq!(read("Mon, 29 Feb 2044 23:59:59 GMT").as_deref(), Some("2044-02-29T23:59:59Z"));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "soon",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49:37.5 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Tuesday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov 006 08:49:37 1994",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

//! Dates of HTTP headers (RFC 9110, section 5.6.7).

use crate::time::Timestamp;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// From the weekday of 1970-01-01 on.
const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Reads an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`, or one of the obsolete forms
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
///
/// The weekday must be that of the date. It also tells which century a year of two digits is of,
/// without a clock: one date does not fall on one weekday in both.
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim_matches([' ', '\t']);
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        [weekday, day, month, year, time, "GMT"] => {
            let weekday = weekday.strip_suffix(',')?;
            instant(Weekday::Short(weekday), digits(day, 2)?, month, digits(year, 4)?, time)
        }
        [weekday, date, time, "GMT"] => {
            let weekday = Weekday::Long(weekday.strip_suffix(',')?);
            let mut parts = date.split('-');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            let (day, year) = (digits(day, 2)?, digits(year, 2)?);
            [2000, 1900]
                .iter()
                .find_map(|century| instant(weekday, day, month, century + year, time))
        }
        // The day of asctime is padded with a space, which the splitting has taken away.
        [weekday, month, day, time, year] => {
            let day = digits(day, day.len()).filter(|_| day.len() <= 2)?;
            instant(Weekday::Short(weekday), day, month, digits(year, 4)?, time)
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Weekday<'a> {
    Short(&'a str),
    Long(&'a str),
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let sound = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

fn instant(
    weekday: Weekday<'_>,
    day: u32,
    month: &str,
    year: u32,
    time: &str,
) -> Option<Timestamp> {
    let month = 1 + MONTHS.iter().position(|m| *m == month)?;
    if time.len() != "00:00:00".len() {
        return None;
    }
    // The other reader knows the calendar.
    let at = Timestamp::parse(&format!("{year:04}-{month:02}-{day:02}T{time}Z")).ok()?;
    let real = DAYS.get(at.unix_seconds().div_euclid(86_400).rem_euclid(7) as usize)?;
    let fits = match weekday {
        Weekday::Short(name) => real.get(..3) == Some(name),
        Weekday::Long(name) => *real == name,
    };
    fits.then_some(at)
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
        // Two digits of this century: the weekday tells.
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
